/* A document as PDF: pango shapes and breaks the text, cairo writes the file and embeds the glyphs
 * used. Two passes over the tree, because "page x of y" needs y: the first draws nothing. */
#include <cairo-pdf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "paper/pdf_int.h"

/* Debian's fonts-noto-cjk has the common planes, fonts-hanazono the rare ones. */
#define SANS "Noto Sans CJK SC,HanaMinA,HanaMinB,DejaVu Sans"
#define SERIF "Noto Serif CJK SC,HanaMinA,HanaMinB,DejaVu Serif"

double pdf_room(const struct pdf *p)
{
    return p->d->width - p->d->left - p->d->right;
}

double pdf_end(const struct pdf *p)
{
    return p->d->height - p->d->bottom;
}

void pdf_new_page(struct pdf *p)
{
    pdf_decorate(p);
    if (p->draws)
        cairo_show_page(p->cr);
    p->page++;
    p->y = p->d->top;
    p->has_content = false;
}

void pdf_need(struct pdf *p, double height)
{
    if (p->has_content && p->y + height > pdf_end(p) + 0.01)
        pdf_new_page(p);
}

void pdf_color(struct pdf *p, uint32_t color)
{
    cairo_set_source_rgb(p->cr, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0,
                         (color & 255) / 255.0);
}

PangoLayout *pdf_layout(struct pdf *p, const char *text, double width, const struct look *look)
{
    static const PangoAlignment align[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    PangoLayout *l = pango_layout_new(p->pango);
    PangoFontDescription *font =
        pango_font_description_from_string(p->d->page.look == DOC_OFFICIAL ? SERIF : SANS);
    pango_font_description_set_absolute_size(font, look->pt * PANGO_SCALE);
    if (look->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    if (width >= 0)
        pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, align[look->align]);
    pango_layout_set_line_spacing(l, (float)(look->line / p->natural));
    pango_layout_set_text(l, text, -1);
    return l;
}

double pdf_height(PangoLayout *l)
{
    int height;
    pango_layout_get_size(l, NULL, &height);
    return (double)height / PANGO_SCALE;
}

void pdf_show(struct pdf *p, PangoLayout *l, double x, double y)
{
    p->has_content = true;
    if (!p->draws)
        return;
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, l);
}

double pdf_show_lines(struct pdf *p, PangoLayout *l, double x, double y, double room, int *from)
{
    PangoLayoutIter *i = pango_layout_get_iter(l);
    double start = -1, used = 0;
    int at = 0;
    do {
        PangoRectangle line;
        int top, bottom;
        if (at++ < *from)
            continue;
        pango_layout_iter_get_line_extents(i, NULL, &line);
        pango_layout_iter_get_line_yrange(i, &top, &bottom);
        if (start < 0)
            start = (double)top / PANGO_SCALE;
        double end = (double)bottom / PANGO_SCALE - start;
        if (end > room && used > 0)
            break; /* the first line always goes, or a tiny page would never end */
        used = end;
        ++*from;
        p->has_content = true;
        if (!p->draws)
            continue;
        double base = (double)pango_layout_iter_get_baseline(i) / PANGO_SCALE - start;
        cairo_move_to(p->cr, x + (double)line.x / PANGO_SCALE, y + base);
        pango_cairo_show_layout_line(p->cr, pango_layout_iter_get_line_readonly(i));
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
    return used;
}

/* ---- paragraphs ------------------------------------------------------------ */

static void add_attribute(PangoAttrList *list, PangoAttribute *a, size_t from, size_t to)
{
    a->start_index = (guint)from;
    a->end_index = (guint)to;
    pango_attr_list_insert(list, a);
}

static void style_run(PangoAttrList *list, const struct run *r, double pt, size_t from, size_t to)
{
    if (r->as.bold)
        add_attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, to);
    if (r->as.italic)
        add_attribute(list, pango_attr_style_new(PANGO_STYLE_ITALIC), from, to);
    if (r->as.underline)
        add_attribute(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), from, to);
    if (r->as.small)
        add_attribute(list, pango_attr_size_new_absolute((int)(pt * 0.85 * PANGO_SCALE)), from, to);
    if (r->as.color) {
        uint32_t c = r->as.color;
        add_attribute(list,
                      pango_attr_foreground_new((guint16)((c >> 16 & 255) * 257),
                                                (guint16)((c >> 8 & 255) * 257),
                                                (guint16)((c & 255) * 257)),
                      from, to);
    }
}

/* Writes the lines on as many pages as they need. */
static void flow(struct pdf *p, PangoLayout *l, double x)
{
    int at = 0, n = pango_layout_get_line_count(l);
    while (at < n) {
        double room = pdf_end(p) - p->y;
        if (room < p->d->text_pt * p->d->line && p->has_content)
            pdf_new_page(p);
        p->y += pdf_show_lines(p, l, x, p->y, pdf_end(p) - p->y, &at);
        if (at < n)
            pdf_new_page(p);
    }
}

static void write_text(struct pdf *p, const struct doc_text *t)
{
    const struct doc *d = p->d;
    struct look look = {.pt = d->text_pt, .line = d->line, .align = t->align};
    PangoAttrList *list = pango_attr_list_new();
    double inset = t->mark ? (t->level + 1) * 1.6 * d->text_pt : 0;
    struct buf all;
    buf_init(&all, LIMIT_DOC);
    for (const struct run *r = t->first; r; r = r->next) {
        size_t from = all.len;
        buf_text(&all, r->text);
        style_run(list, r, d->text_pt, from, all.len);
    }
    PangoLayout *l = pdf_layout(p, all.data ? all.data : "", pdf_room(p) - inset, &look);
    pango_layout_set_attributes(l, list);
    pango_layout_set_indent(l, (int)(t->indent * d->text_pt * PANGO_SCALE));
    pdf_color(p, 0);
    pdf_need(p, d->text_pt * d->line);
    if (t->mark) {
        PangoLayout *mark = pdf_layout(p, t->mark, -1, &look);
        pdf_show(p, mark, d->left + inset - 1.5 * d->text_pt, p->y);
        g_object_unref(mark);
    }
    flow(p, l, d->left + inset);
    p->y += d->page.look == DOC_OFFICIAL ? 0 : d->text_pt * 0.3;
    g_object_unref(l);
    pango_attr_list_unref(list);
    buf_fini(&all);
}

static void write_heading(struct pdf *p, int level, const char *text)
{
    static const double sizes[] = {0, 1.35, 1.15, 1.0, 1.0};
    bool is_official = p->d->page.look == DOC_OFFICIAL;
    struct look look = {.pt = p->d->text_pt * (is_official ? 1 : sizes[level]),
                        .line = is_official ? p->d->line : 1.4,
                        .bold = true};
    double indent = is_official ? 2 * look.pt : 0;
    PangoLayout *l = pdf_layout(p, text, pdf_room(p) - indent, &look);
    if (p->has_content && !is_official)
        p->y += look.pt * 0.6;
    /* A heading does not stand alone at a page's foot. */
    pdf_need(p, pdf_height(l) + 2 * p->d->text_pt * p->d->line);
    pdf_color(p, 0);
    pdf_show(p, l, p->d->left + indent, p->y);
    p->y += pdf_height(l) + (is_official ? 0 : look.pt * 0.3);
    g_object_unref(l);
}

static void write_picture(struct pdf *p, const struct picture *picture)
{
    double w = picture->width_mm * PT_PER_MM, h = picture->height_mm * PT_PER_MM;
    double most = pdf_end(p) - p->d->top;
    if (h > most) {
        w *= most / h;
        h = most;
    }
    pdf_need(p, h);
    double x = p->d->left + (pdf_room(p) - w) * (picture->align == DOC_START ? 0
                                                 : picture->align == DOC_END ? 1
                                                                             : 0.5);
    p->has_content = true;
    if (p->draws) {
        cairo_save(p->cr);
        cairo_translate(p->cr, x, p->y);
        picture_draw(picture, p->cr, w, h);
        cairo_restore(p->cr);
    }
    p->y += h + p->d->text_pt * 0.5;
}

static void write_block(struct pdf *p, const struct block *b)
{
    switch (b->kind) {
    case BLOCK_TITLE:
        pdf_title(p, &b->title);
        break;
    case BLOCK_HEADING:
        write_heading(p, b->heading.level, b->heading.text);
        break;
    case BLOCK_TEXT:
        write_text(p, &b->text);
        break;
    case BLOCK_TABLE:
        pdf_table(p, &b->table);
        break;
    case BLOCK_PICTURE:
        write_picture(p, &b->picture);
        break;
    case BLOCK_SIGNATURE:
        pdf_signature(p, b->signature.who, b->signature.day, b->signature.has_seal);
        break;
    case BLOCK_IMPRINT:
        pdf_imprint(p, b->imprint.copies_to, b->imprint.printed_by, b->imprint.day);
        break;
    case BLOCK_SPACE:
        p->y += b->space_mm * PT_PER_MM;
        break;
    case BLOCK_BREAK:
        if (p->has_content)
            pdf_new_page(p);
        break;
    }
}

static void write_pass(struct pdf *p, bool draws)
{
    p->draws = draws;
    p->page = 1;
    p->y = p->d->top;
    p->has_content = false;
    for (const struct block *b = p->d->first; b; b = b->next)
        write_block(p, b);
    pdf_decorate(p);
    if (draws)
        cairo_show_page(p->cr);
    else
        p->pages = p->page;
}

/* ---- the file -------------------------------------------------------------- */

static cairo_status_t write_fd(void *arg, const unsigned char *data, unsigned len)
{
    int fd = *(int *)arg;
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return CAIRO_STATUS_WRITE_ERROR;
        data += n;
        len -= (unsigned)n;
    }
    return CAIRO_STATUS_SUCCESS;
}

static double natural_line(struct pdf *p)
{
    PangoFontDescription *font =
        pango_font_description_from_string(p->d->page.look == DOC_OFFICIAL ? SERIF : SANS);
    pango_font_description_set_absolute_size(font, 100 * PANGO_SCALE);
    PangoFontMetrics *m = pango_context_get_metrics(p->pango, font, NULL);
    double height = (double)pango_font_metrics_get_height(m) / PANGO_SCALE / 100;
    pango_font_metrics_unref(m);
    pango_font_description_free(font);
    return height > 0.5 ? height : 1.45;
}

enum outcome doc_pdf(const struct doc *d, int fd, int *ret_pages, struct err *e)
{
    struct pdf p = {.d = d};
    enum outcome o = doc_check(d, e);
    if (o != OK)
        return o;
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(write_fd, &fd, d->width, d->height);
    cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Lianfang");
    if (d->first && d->first->kind == BLOCK_TITLE && d->first->title.title)
        cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, d->first->title.title);
    p.cr = cairo_create(s);
    p.pango = pango_cairo_create_context(p.cr);
    /* Han characters in the forms of the mainland, whatever the locale. */
    pango_context_set_language(p.pango, pango_language_from_string("zh-cn"));
    p.natural = natural_line(&p);
    write_pass(&p, false);
    write_pass(&p, true);
    g_object_unref(p.pango);
    cairo_destroy(p.cr);
    cairo_surface_finish(s);
    cairo_status_t status = cairo_surface_status(s);
    cairo_surface_destroy(s);
    if (status != CAIRO_STATUS_SUCCESS)
        return err_set(e, FAULT, NULL, "pdf", "the PDF cannot be written: %s", "无法写出 PDF：%s",
                       cairo_status_to_string(status));
    if (ret_pages)
        *ret_pages = p.pages;
    return OK;
}
