/* A document as a small tree, and its writers: PDF, DOCX, HTML.
 *
 * Who makes a document calls the doc_…() below in reading order and hands the tree to a writer; the
 * writers change nothing in it. Texts are copied and must be UTF-8. A document lives in memory up
 * to LIMIT_DOC bytes; past that doc_is_over() turns true and the writers refuse with TOO_LARGE.
 * What the words mean is the caller's business.
 *
 *   struct doc *d = doc_new(&(struct doc_page){.numbers = true});
 *   doc_title(d, &(struct doc_title){.title = "…"});
 *   struct doc_table *t = doc_table(d, columns, 3, 1);
 *   doc_row(t), doc_cell(t, "…"), doc_cell(t, "…"), doc_cell(t, "…");
 *   doc_pdf(d, fd, e);
 *   doc_free(d); */
#ifndef PAPER_DOC_H
#define PAPER_DOC_H
#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct doc;
struct doc_table;
struct doc_text;
struct _cairo; /* cairo_t */

enum doc_look {
    DOC_PLAIN,   /* sans, 10.5 pt: lists, records, forms */
    DOC_OFFICIAL /* the measures of GB/T 9704: 16 pt serif, 156 × 225 mm of text */
};
enum doc_size { DOC_A4, DOC_A3, DOC_A5, DOC_CARD /* 100 × 70 mm */ };
enum doc_align { DOC_START, DOC_CENTER, DOC_END };

struct doc_page {
    enum doc_look look;
    enum doc_size size;
    bool is_landscape;
    bool numbers;          /* 第 x 页 共 y 页; official: — x — */
    enum lang lang;        /* of page numbers and "(seal)" */
    const char *header;    /* small, at the top of every page; may be NULL */
    const char *footer;    /* small, at the bottom left; may be NULL */
    const char *watermark; /* pale and aslant over every page; may be NULL */
    double margin_mm;      /* 0: the look's own */
    double text_pt;        /* 0: the look's own */
};
struct doc *doc_new(const struct doc_page *page);
void doc_free(struct doc *d);
bool doc_is_over(const struct doc *d);

/* The head of the first page. Every part may be NULL. */
struct doc_title {
    const char *red_heading; /* 发文机关标志, with a red rule below */
    const char *number;      /* 发文字号 */
    const char *signer;      /* 签发人 */
    const char *title;
    const char *subtitle; /* day, place, "printed by" */
};
void doc_title(struct doc *d, const struct doc_title *title);
void doc_heading(struct doc *d, int level, const char *text); /* 1 … 4 */

/* Text in runs. indent: the first line's, in characters. */
struct doc_run {
    bool bold, italic, underline, small;
    uint32_t color; /* 0xRRGGBB; 0 the text's own */
};
struct doc_text *doc_paragraph(struct doc *d, enum doc_align align, double indent);
void doc_run(struct doc_text *p, const char *text, struct doc_run run);
void doc_say(struct doc *d, const char *text); /* a plain paragraph, indented when official */
/* A point of a list; level from 0. mark: "•", "1." … */
struct doc_text *doc_item(struct doc *d, int level, const char *mark);

struct doc_column {
    double width; /* shares of the line, or mm when all add up to more than 60; 0: as one share */
    enum doc_align align;
};
/* header_rows: repeated on every page; bold, centred and shaded unless a cell says is_own_align.
 * columns are copied. */
struct doc_table *doc_table(struct doc *d, const struct doc_column *columns, int n,
                            int header_rows);
void doc_table_plain(struct doc_table *t); /* without lines: for layout */
void doc_row(struct doc_table *t);
void doc_row_height(struct doc_table *t, double min_mm); /* of the row at hand: for handwriting */
struct doc_cell {
    const char *text; /* may hold line ends */
    int across, down; /* spans; 0 as 1. Cells covered from above are not given again */
    bool bold, is_own_align;
    enum doc_align align; /* when is_own_align */
    uint32_t fill, color; /* 0xRRGGBB; 0 none */
};
void doc_cell(struct doc_table *t, const char *text); /* NULL: empty */
void doc_cell_as(struct doc_table *t, const struct doc_cell *cell);
void doc_cell_qr(struct doc_table *t, const char *text, double size_mm); /* a QR code in a cell */

/* Pictures. png is copied. Widths past the line are made smaller. */
void doc_image(struct doc *d, const void *png, size_t len, double width_mm, const char *alt);
/* Drawn as vectors (a bitmap in DOCX) into width × height points; arg must live as long as d. */
typedef void (*doc_draw)(struct _cairo *cr, double width, double height, void *arg);
void doc_chart(struct doc *d, doc_draw draw, void *arg, double width_mm, double height_mm,
               const char *alt);
void doc_qr(struct doc *d, const char *text, double size_mm, enum doc_align align);

/* Where somebody signs and seals: "who" over "day", with room for a round seal when asked. */
void doc_signature(struct doc *d, const char *who, const char *day, bool has_seal);
/* 版记: copies to, printed by and when; at the foot of the last page when official. */
void doc_imprint(struct doc *d, const char *copies_to, const char *printed_by, const char *day);
void doc_space(struct doc *d, double mm);
void doc_break(struct doc *d); /* a new page */

/* fd: written from where it stands. pages: may be NULL. */
enum outcome doc_pdf(const struct doc *d, int fd, int *ret_pages, struct err *e);
enum outcome doc_docx(const struct doc *d, int fd, struct err *e);
/* A whole page that needs nothing else: styles inside, pictures as data. */
enum outcome doc_html(const struct doc *d, struct buf *out, struct err *e);
#endif
