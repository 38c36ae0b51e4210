/* The body of a DOCX: paragraphs, tables, pictures. Lengths are twentieths of a point. */
#include <stdlib.h>

#include "base/limits.h"
#include "paper/docx_int.h"
#include "paper/xml.h"

#define TWIPS(pt) ((int)((pt)*20 + 0.5))
#define EMU(pt) ((long)((pt)*12700 + 0.5))

static const char *const align_word[] = {"left", "center", "right"};

/* ---- paragraphs ------------------------------------------------------------ */

void docx_open(struct docx *x, const struct para *p)
{
    const struct doc *d = x->d;
    struct buf *b = &x->body;
    double size = p->size_pt > 0 ? p->size_pt : d->text_pt;
    double line = p->line > 0 ? p->line : d->line;
    buf_text(b, "<w:p><w:pPr>");
    if (p->outline)
        buf_printf(b, "<w:pStyle w:val=\"H%d\"/>", p->outline);
    if (p->keeps_next)
        buf_text(b, "<w:keepNext/>");
    if (p->red_rule)
        buf_text(b, "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"11\" "
                    "w:color=\"C7000B\"/></w:pBdr>");
    if (p->tab)
        buf_printf(b, "<w:tabs><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs>",
                   TWIPS(d->width - d->left - d->right));
    buf_printf(b,
               "<w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\" w:lineRule=\"atLeast\"/>",
               TWIPS(p->before_pt), TWIPS(p->after_pt), TWIPS(size * line));
    buf_printf(b, "<w:ind w:left=\"%d\" w:right=\"%d\" w:%s=\"%d\"/><w:jc w:val=\"%s\"/>",
               TWIPS(p->left_pt), TWIPS(p->right_pt), p->hanging_pt > 0 ? "hanging" : "firstLine",
               p->hanging_pt > 0 ? TWIPS(p->hanging_pt) : TWIPS(p->indent_chars * size),
               align_word[p->align]);
    buf_text(b, "</w:pPr>");
}

static void put_font(struct docx *x, const struct para *p)
{
    if (p->is_title)
        buf_text(&x->body, x->d->page.look == DOC_OFFICIAL
                               ? "<w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"宋体\"/>"
                               : "<w:rFonts w:eastAsia=\"黑体\"/>");
}

void docx_run(struct docx *x, const struct para *p, const char *text, const struct doc_run *as)
{
    struct buf *b = &x->body;
    double size = p->size_pt > 0 ? p->size_pt : x->d->text_pt;
    uint32_t color = as && as->color ? as->color : p->color;
    int half = (int)(size * (as && as->small ? 0.85 : 1) * 2 + 0.5);
    buf_text(b, "<w:r><w:rPr>");
    put_font(x, p);
    buf_text(b, p->bold || (as && as->bold) ? "<w:b/>" : "");
    buf_text(b, as && as->italic ? "<w:i/>" : "");
    if (color)
        buf_printf(b, "<w:color w:val=\"%06X\"/>", color);
    buf_printf(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", half, half);
    buf_text(b, as && as->underline ? "<w:u w:val=\"single\"/>" : "");
    buf_text(b, "</w:rPr>");
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\n\t");
        if (n > 0) {
            buf_text(b, "<w:t xml:space=\"preserve\">");
            xml_text_n(b, s, n);
            buf_text(b, "</w:t>");
        }
        s += n;
        if (*s == '\n')
            buf_text(b, "<w:br/>");
        else if (*s == '\t')
            buf_text(b, "<w:tab/>");
        s += *s != '\0';
    }
    buf_text(b, "</w:r>");
}

void docx_close(struct docx *x)
{
    buf_text(&x->body, "</w:p>\n");
}

void docx_line(struct docx *x, const struct para *p, const char *text)
{
    docx_open(x, p);
    docx_run(x, p, text, NULL);
    docx_close(x);
}

/* ---- pictures -------------------------------------------------------------- */

enum outcome docx_picture(struct docx *x, const struct picture *p, struct err *e)
{
    struct buf png;
    char name[60];
    int w, h, no = ++x->pictures;
    double width = p->width_mm * PT_PER_MM, height = p->height_mm * PT_PER_MM;
    enum outcome o = OK;
    buf_init(&png, LIMIT_RESPONSE);
    if (!p->png)
        o = picture_png(p, 200, &png, &w, &h, e);
    if (o == OK) {
        snprintf(name, sizeof name, "word/media/picture%d.png", no);
        zipper_add(x->zip, name, p->png ? p->png : png.data, p->png ? p->len : png.len);
        buf_printf(&x->rels,
                   "<Relationship Id=\"p%d\" Type=\"http://schemas.openxmlformats.org/"
                   "officeDocument/2006/relationships/image\" Target=\"media/picture%d.png\"/>",
                   no, no);
        buf_printf(&x->body,
                   "<w:r><w:drawing><wp:inline><wp:extent cx=\"%ld\" cy=\"%ld\"/>"
                   "<wp:docPr id=\"%d\" name=\"picture%d\" descr=\"",
                   EMU(width), EMU(height), no, no);
        xml_text(&x->body, p->alt);
        buf_printf(&x->body,
                   "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/"
                   "drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"%d\" "
                   "name=\"picture%d\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
                   "r:embed=\"p%d\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
                   "<a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" cy=\"%ld\"/></a:xfrm>"
                   "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
                   "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
                   no, no, no, EMU(width), EMU(height));
    }
    buf_fini(&png);
    return o;
}

/* ---- tables ---------------------------------------------------------------- */

static int cell_twips(const struct docx *x, const struct doc_table *t, int column, int across)
{
    double width = 0;
    for (int i = column; i < column + across && i < t->columns_n; i++)
        width += t->columns[i].width;
    return TWIPS(width * (x->d->width - x->d->left - x->d->right));
}

static void open_cell(struct docx *x, const struct doc_table *t, int column, int across,
                      const char *merge, uint32_t fill)
{
    struct buf *b = &x->body;
    buf_printf(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>",
               cell_twips(x, t, column, across));
    if (across > 1)
        buf_printf(b, "<w:gridSpan w:val=\"%d\"/>", across);
    buf_text(b, merge);
    if (fill)
        buf_printf(b, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%06X\"/>", fill);
    buf_text(b, "<w:vAlign w:val=\"center\"/></w:tcPr>");
}

static enum outcome put_cell(struct docx *x, const struct doc_table *t, const struct cell *c,
                             struct err *e)
{
    struct para p = {.size_pt = x->d->text_pt * (x->d->page.look == DOC_OFFICIAL ? 0.75 : 0.9),
                     .line = 1.3,
                     .bold = c->as.bold,
                     .color = c->as.color};
    enum outcome o = OK;
    p.align = c->as.is_own_align ? c->as.align : t->columns[c->column].align;
    open_cell(x, t, c->column, c->as.across, c->as.down > 1 ? "<w:vMerge w:val=\"restart\"/>" : "",
              c->as.fill);
    if (c->qr) {
        struct picture q = {.qr = c->qr, .alt = c->qr, .width_mm = c->qr_mm, .height_mm = c->qr_mm};
        docx_open(x, &p);
        o = docx_picture(x, &q, e);
        docx_close(x);
    } else {
        docx_line(x, &p, c->as.text);
    }
    buf_text(&x->body, "</w:tc>");
    return o;
}

/* Cells covered from above must be written again, as going on. */
struct cover {
    int down, across;
};

static void put_covered(struct docx *x, const struct doc_table *t, struct cover *cover, int *at,
                        int until)
{
    while (*at < until && *at < t->columns_n) {
        int across = cover[*at].across > 0 ? cover[*at].across : 1;
        bool is_covered = cover[*at].down > 0;
        open_cell(x, t, *at, across, is_covered ? "<w:vMerge/>" : "", 0);
        buf_text(&x->body, "<w:p/></w:tc>");
        if (is_covered)
            cover[*at].down--;
        *at += across;
    }
}

static enum outcome put_row(struct docx *x, const struct doc_table *t, const struct row *r,
                            bool is_head, struct cover *cover, struct err *e)
{
    enum outcome o = OK;
    int at = 0;
    buf_text(&x->body, "<w:tr><w:trPr><w:cantSplit/>");
    if (r->min_mm > 0)
        buf_printf(&x->body, "<w:trHeight w:val=\"%d\" w:hRule=\"atLeast\"/>",
                   TWIPS(r->min_mm * PT_PER_MM));
    buf_text(&x->body, is_head ? "<w:tblHeader/></w:trPr>" : "</w:trPr>");
    for (const struct cell *c = r->first; c && o == OK; c = c->next) {
        put_covered(x, t, cover, &at, c->column);
        o = put_cell(x, t, c, e);
        cover[c->column] = (struct cover){c->as.down - 1, c->as.across};
        at = c->column + c->as.across;
    }
    put_covered(x, t, cover, &at, t->columns_n);
    buf_text(&x->body, "</w:tr>\n");
    return o;
}

enum outcome docx_table(struct docx *x, const struct doc_table *t, struct err *e)
{
    struct buf *b = &x->body;
    struct cover cover[LIMIT_DOC_COLUMNS] = {{0}};
    enum outcome o = OK;
    int at = 0;
    buf_printf(b, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>",
               cell_twips(x, t, 0, t->columns_n));
    if (!t->is_plain) {
        static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
        buf_text(b, "<w:tblBorders>");
        for (int i = 0; i < 6; i++)
            buf_printf(b, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"444444\"/>",
                       sides[i]);
        buf_text(b, "</w:tblBorders>");
    }
    buf_text(b, "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>"
                "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
    for (int i = 0; i < t->columns_n; i++)
        buf_printf(b, "<w:gridCol w:w=\"%d\"/>", cell_twips(x, t, i, 1));
    buf_text(b, "</w:tblGrid>\n");
    for (const struct row *r = t->first; r && o == OK; r = r->next)
        o = put_row(x, t, r, at++ < t->header_rows, cover, e);
    buf_text(b, "</w:tbl>\n");
    docx_line(x, &(struct para){.size_pt = 4, .line = 1}, ""); /* two tables would become one */
    return o;
}
