/* Inside the DOCX writer. */
#ifndef PAPER_DOCX_INT_H
#define PAPER_DOCX_INT_H
#include "paper/doc_int.h"
#include "paper/zip_write.h"

struct docx {
    const struct doc *d;
    struct zipper *zip;
    struct buf body, rels;
    int pictures;
};
struct para { /* how a paragraph stands */
    enum doc_align align;
    double indent_chars, left_pt, hanging_pt, right_pt;
    double size_pt; /* 0 the text's own */
    double line;    /* lines of its size; 0 the text's own */
    double before_pt, after_pt;
    bool bold, keeps_next, is_title; /* is_title: the headings' font */
    uint32_t color;
    int outline;        /* 1 … heading level, 0 none */
    bool red_rule, tab; /* tab: a right stop at the line's end */
};
void docx_open(struct docx *x, const struct para *p);
void docx_run(struct docx *x, const struct para *p, const char *text, const struct doc_run *as);
void docx_close(struct docx *x);
void docx_line(struct docx *x, const struct para *p, const char *text); /* all three */
enum outcome docx_picture(struct docx *x, const struct picture *p,
                          struct err *e); /* in a paragraph */
enum outcome docx_table(struct docx *x, const struct doc_table *t, struct err *e);
enum outcome docx_block(struct docx *x, const struct block *b, struct err *e);
#endif
