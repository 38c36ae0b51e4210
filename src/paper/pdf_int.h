/* Inside the PDF writer: a page being filled from the top. */
#ifndef PAPER_PDF_INT_H
#define PAPER_PDF_INT_H
#include <cairo.h>
#include <pango/pangocairo.h>

#include "paper/doc_int.h"

struct pdf {
    const struct doc *d;
    cairo_t *cr;
    PangoContext *pango;
    double natural; /* height of a line of the text's font, in its size */
    double y;       /* points from the page's top */
    int page, pages;
    bool draws;       /* false: the first pass only counts pages */
    bool has_content; /* something stands on this page */
};

struct look {
    double pt, line; /* line: height in sizes */
    bool bold;
    enum doc_align align;
    uint32_t color;
};
double pdf_room(const struct pdf *p); /* width of the text */
double pdf_end(const struct pdf *p);  /* lowest y of the text */
void pdf_new_page(struct pdf *p);
void pdf_need(struct pdf *p, double height); /* a new page unless so much is left */
void pdf_color(struct pdf *p, uint32_t color);
/* The caller unrefs. width < 0: as wide as it comes. */
PangoLayout *pdf_layout(struct pdf *p, const char *text, double width, const struct look *look);
double pdf_height(PangoLayout *l);
void pdf_show(struct pdf *p, PangoLayout *l, double x, double y); /* only when drawing */
/* Lines from *from on that fit into `room`; *from moves on. Returns the height used. */
double pdf_show_lines(struct pdf *p, PangoLayout *l, double x, double y, double room, int *from);
void pdf_table(struct pdf *p, const struct doc_table *t); /* pdf_table.c */
void pdf_decorate(struct pdf *p);                         /* pdf_page.c: header, numbers, mark */
void pdf_title(struct pdf *p, const struct doc_title *t);
void pdf_signature(struct pdf *p, const char *who, const char *day, bool has_seal);
void pdf_imprint(struct pdf *p, const char *copies_to, const char *printed_by, const char *day);
#endif
