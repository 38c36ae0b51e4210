/* Tables in a PDF. A row is kept whole when a page can hold it; rows tied by a cell that spans them
 * are kept together; the header comes again on every page. A row higher than a page goes on at the
 * next one, line by line. */
#include "base/limits.h"
#include "paper/pdf_int.h"

#define PAD 3.0 /* points around a cell's text */
#define LINE 1.3

struct grid {
    struct pdf *p;
    const struct doc_table *t;
    double x[LIMIT_DOC_COLUMNS + 1];
    double size;
};

static double cell_width(const struct grid *g, const struct cell *c)
{
    return g->x[c->column + c->as.across] - g->x[c->column];
}

static PangoLayout *cell_layout(const struct grid *g, const struct cell *c)
{
    struct look look = {.pt = g->size, .line = LINE, .bold = c->as.bold};
    look.align = c->as.is_own_align ? c->as.align : g->t->columns[c->column].align;
    double width = cell_width(g, c) - 2 * PAD;
    return pdf_layout(g->p, c->as.text, width > 4 ? width : 4, &look);
}

static double qr_size(const struct grid *g, const struct cell *c)
{
    double width = cell_width(g, c) - 2 * PAD, size = c->qr_mm * PT_PER_MM;
    return size < width ? size : width;
}

static double cell_height(const struct grid *g, const struct cell *c)
{
    if (c->qr)
        return qr_size(g, c) + 2 * PAD;
    if (!*c->as.text)
        return g->size * LINE + 2 * PAD;
    PangoLayout *l = cell_layout(g, c);
    double height = pdf_height(l) + 2 * PAD;
    g_object_unref(l);
    return height;
}

/* Rows tied by spans: all get room for what hangs over them in the last of them. */
static double measure_group(const struct grid *g, struct row *first, int n)
{
    double whole = 0, need = 0;
    struct row *r = first, *last = first;
    for (int i = 0; i < n && r; i++, r = r->next) {
        if (r->height <= 0) {
            double height = r->min_mm * PT_PER_MM;
            for (const struct cell *c = r->first; c; c = c->next) {
                double h = c->as.down == 1 ? cell_height(g, c) : 0;
                height = h > height ? h : height;
            }
            r->height = height > 0 ? height : g->size * LINE + 2 * PAD;
        }
        for (const struct cell *c = r->first; c; c = c->next) {
            double h = c->as.down > 1 ? whole + cell_height(g, c) : 0;
            need = h > need ? h : need;
        }
        whole += r->height;
        last = r;
    }
    if (need > whole) {
        last->height += need - whole;
        whole = need;
    }
    return whole;
}

static int group_size(const struct row *r)
{
    int n = 0, open = 1;
    for (; r && open > 0; r = r->next, n++, open--)
        for (const struct cell *c = r->first; c; c = c->next)
            open = c->as.down > open ? c->as.down : open;
    return n;
}

static double span_height(const struct row *r, int down)
{
    double height = 0;
    for (; r && down > 0; r = r->next, down--)
        height += r->height;
    return height;
}

static void draw_frame(const struct grid *g, const struct cell *c, double height)
{
    struct pdf *p = g->p;
    if (!p->draws)
        return;
    cairo_rectangle(p->cr, g->x[c->column], p->y, cell_width(g, c), height);
    if (c->as.fill) {
        pdf_color(p, c->as.fill);
        cairo_fill_preserve(p->cr);
    }
    if (g->t->is_plain) {
        cairo_new_path(p->cr);
        return;
    }
    pdf_color(p, 0x444444);
    cairo_set_line_width(p->cr, 0.5);
    cairo_stroke(p->cr);
}

static void draw_qr(const struct grid *g, const struct cell *c, double height)
{
    struct pdf *p = g->p;
    double size = qr_size(g, c);
    p->has_content = true;
    if (!p->draws)
        return;
    cairo_save(p->cr);
    cairo_translate(p->cr, g->x[c->column] + (cell_width(g, c) - size) / 2,
                    p->y + (height - size) / 2);
    qr_draw(p->cr, c->qr, size);
    cairo_restore(p->cr);
}

static void draw_cell(const struct grid *g, const struct cell *c, double height)
{
    draw_frame(g, c, height);
    if (c->qr) {
        draw_qr(g, c, height);
        return;
    }
    if (!*c->as.text || !g->p->draws)
        return;
    PangoLayout *l = cell_layout(g, c);
    double text = pdf_height(l), above = (height - text) / 2;
    pdf_color(g->p, c->as.color);
    pdf_show(g->p, l, g->x[c->column] + PAD, g->p->y + (above > 0 ? above : PAD));
    g_object_unref(l);
}

static void draw_rows(const struct grid *g, const struct row *r, int n)
{
    g->p->has_content = true;
    for (int i = 0; i < n && r; i++, r = r->next) {
        for (const struct cell *c = r->first; c; c = c->next)
            draw_cell(g, c, c->as.down > 1 ? span_height(r, c->as.down) : r->height);
        g->p->y += r->height;
    }
}

/* One row over several pages: every cell remembers its next line. */
static void draw_long_row(const struct grid *g, const struct row *r)
{
    struct pdf *p = g->p;
    int next[LIMIT_DOC_COLUMNS] = {0};
    for (bool more = true; more;) {
        double room = pdf_end(p) - p->y, used = 0, start = p->y;
        more = false;
        for (const struct cell *c = r->first; c; c = c->next) {
            PangoLayout *l = cell_layout(g, c);
            int n = pango_layout_get_line_count(l), *at = &next[c->column];
            pdf_color(p, c->as.color);
            if (*at < n) {
                double h =
                    pdf_show_lines(p, l, g->x[c->column] + PAD, start + PAD, room - 2 * PAD, at);
                used = h > used ? h : used;
            }
            more = more || *at < n;
            g_object_unref(l);
        }
        for (const struct cell *c = r->first; c; c = c->next) {
            struct cell frame = *c;
            frame.as.fill = 0;
            draw_frame(g, &frame, used + 2 * PAD);
        }
        p->y += used + 2 * PAD;
        if (more)
            pdf_new_page(p);
    }
}

void pdf_table(struct pdf *p, const struct doc_table *t)
{
    struct grid g = {.p = p, .t = t};
    g.size = p->d->page.look == DOC_OFFICIAL ? p->d->text_pt * 0.75 : p->d->text_pt * 0.9;
    g.x[0] = p->d->left;
    for (int i = 0; i < t->columns_n; i++)
        g.x[i + 1] = g.x[i] + t->columns[i].width * pdf_room(p);
    struct row *r = t->first, *head = t->first;
    double head_height = measure_group(&g, head, t->header_rows);
    double page = pdf_end(p) - p->d->top - head_height;
    for (int at = 0; r;) {
        bool is_head = at == 0 && t->header_rows > 0;
        int n = is_head ? t->header_rows : group_size(r);
        double height = is_head ? head_height : measure_group(&g, r, n);
        /* A header does not stand alone at a page's foot. */
        double need = is_head ? height + 2 * g.size * LINE + 2 * PAD : height;
        bool is_long = n == 1 && !is_head && height > page;
        if (p->has_content && p->y + (is_long ? 4 * g.size : need) > pdf_end(p) + 0.01) {
            pdf_new_page(p);
            if (!is_head && t->header_rows > 0)
                draw_rows(&g, head, t->header_rows);
        }
        if (is_long)
            draw_long_row(&g, r);
        else
            draw_rows(&g, r, n);
        for (int i = 0; i < n && r; i++, at++)
            r = r->next;
    }
    p->y += t->is_plain ? 0 : p->d->text_pt * 0.5;
}
