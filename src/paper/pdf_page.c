/* What stands on a page beside the text: head, page number, watermark; and the parts of an official
 * paper whose places are fixed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "paper/pdf_int.h"

/* ---- every page ------------------------------------------------------------ */

static void page_number(struct pdf *p)
{
    const struct doc *d = p->d;
    bool is_official = d->page.look == DOC_OFFICIAL;
    double pt = is_official ? 14 : 8.5;
    struct look look = {.pt = pt, .line = 1.2};
    char text[80];
    if (is_official)
        snprintf(text, sizeof text, "— %d —", p->page);
    else if (d->page.lang == LANG_ZH)
        snprintf(text, sizeof text, "第 %d 页 共 %d 页", p->page, p->pages);
    else
        snprintf(text, sizeof text, "Page %d of %d", p->page, p->pages);
    PangoLayout *l = pdf_layout(p, text, -1, &look);
    int width;
    pango_layout_get_size(l, &width, NULL);
    double w = (double)width / PANGO_SCALE;
    /* Official: outside, one character in, 7 mm below the text (GB/T 9704-2012, 7.5). */
    double x = is_official ? (p->page % 2 ? d->width - d->right - pt - w : d->left + pt)
                           : d->width - d->right - w;
    double y = is_official ? pdf_end(p) + 7 * PT_PER_MM : pdf_end(p) + 4;
    pdf_color(p, is_official ? 0 : 0x555555);
    pdf_show(p, l, x, y);
    g_object_unref(l);
}

static void small_line(struct pdf *p, const char *text, double y)
{
    struct look look = {.pt = 8.5, .line = 1.2};
    double width = pdf_room(p) - (p->d->page.numbers ? 90 : 0);
    PangoLayout *l = pdf_layout(p, text, width, &look);
    pango_layout_set_height(l, -1);
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    pdf_color(p, 0x555555);
    pdf_show(p, l, p->d->left, y);
    g_object_unref(l);
}

/* Aslant in rows over the page, so that no cutting takes it off. */
static void watermark(struct pdf *p)
{
    const struct doc *d = p->d;
    struct look look = {.pt = 15, .line = 1.2};
    PangoLayout *l = pdf_layout(p, d->page.watermark, -1, &look);
    int width;
    pango_layout_get_size(l, &width, NULL);
    double step_x = (double)width / PANGO_SCALE + 60, step_y = 120;
    double reach = hypot(d->width, d->height) / 2;
    cairo_save(p->cr);
    cairo_translate(p->cr, d->width / 2, d->height / 2);
    cairo_rotate(p->cr, -M_PI / 7);
    cairo_set_source_rgba(p->cr, 0, 0, 0, 0.06);
    int n = 0;
    for (double y = -reach; y < reach; y += step_y, n++)
        for (double x = -reach - (n % 2) * step_x / 2; x < reach; x += step_x) {
            cairo_move_to(p->cr, x, y);
            pango_cairo_show_layout(p->cr, l);
        }
    cairo_restore(p->cr);
    g_object_unref(l);
}

void pdf_decorate(struct pdf *p)
{
    const struct doc *d = p->d;
    if (!p->draws)
        return;
    if (d->page.header)
        small_line(p, d->page.header, d->top - 16);
    if (d->page.footer)
        small_line(p, d->page.footer, pdf_end(p) + 4);
    if (d->page.numbers)
        page_number(p);
    if (d->page.watermark)
        watermark(p);
}

/* ---- the head of the first page -------------------------------------------- */

static void rule(struct pdf *p, double y, double thick, uint32_t color)
{
    if (!p->draws)
        return;
    pdf_color(p, color);
    cairo_set_line_width(p->cr, thick);
    cairo_move_to(p->cr, p->d->left, y);
    cairo_line_to(p->cr, p->d->left + pdf_room(p), y);
    cairo_stroke(p->cr);
}

/* One line across the text; returns its height. */
static double line_of(struct pdf *p, const char *text, struct look look)
{
    PangoLayout *l = pdf_layout(p, text, pdf_room(p), &look);
    pdf_color(p, look.color);
    pdf_show(p, l, p->d->left, p->y);
    double height = pdf_height(l);
    g_object_unref(l);
    return height;
}

static void red_heading(struct pdf *p, const struct doc_title *t)
{
    double most = pdf_room(p), chars = (double)text_chars(t->red_heading, strlen(t->red_heading));
    struct look look = {.line = 1.3, .bold = true, .align = DOC_CENTER, .color = RED};
    look.pt = most / (chars > 0 ? chars : 1) * 0.92;
    if (look.pt > 44)
        look.pt = 44;
    if (look.pt < 20)
        look.pt = 20;
    p->y += line_of(p, t->red_heading, look) + p->d->text_pt * 1.2;
    struct look plain = {.pt = p->d->text_pt, .line = 1.3, .align = DOC_CENTER};
    if (t->number && t->signer) {
        plain.align = DOC_START;
        double height = line_of(p, t->number, plain);
        plain.align = DOC_END;
        line_of(p, t->signer, plain);
        p->y += height;
    } else if (t->number) {
        p->y += line_of(p, t->number, plain);
    }
    p->y += 4 * PT_PER_MM;
    rule(p, p->y, 1.5, RED);
    p->y += p->d->text_pt * 1.5;
}

void pdf_title(struct pdf *p, const struct doc_title *t)
{
    bool is_official = p->d->page.look == DOC_OFFICIAL;
    double pt = is_official ? 22 : p->d->text_pt * 1.7;
    struct look small = {.pt = p->d->text_pt, .line = 1.3, .align = DOC_END};
    if (t->red_heading)
        red_heading(p, t);
    else if (t->number)
        p->y += line_of(p, t->number, small);
    if (t->title) {
        struct look look = {.pt = pt, .line = 1.4, .bold = true, .align = DOC_CENTER};
        p->y += line_of(p, t->title, look);
    }
    if (t->subtitle) {
        small.align = DOC_CENTER;
        small.color = is_official ? 0 : 0x444444;
        p->y += line_of(p, t->subtitle, small);
    }
    p->y += p->d->text_pt * (is_official ? 1.6 : 0.6);
}

/* ---- its end --------------------------------------------------------------- */

void pdf_signature(struct pdf *p, const char *who, const char *day, bool has_seal)
{
    const struct doc *d = p->d;
    double seal = has_seal ? 42 * PT_PER_MM : 0, pt = d->text_pt;
    struct look look = {.pt = pt, .line = 1.7, .align = DOC_CENTER};
    int w;
    struct buf both;
    buf_init(&both, 1 << 16);
    buf_printf(&both, "%s%s%s", who, *who && *day ? "\n" : "", day);
    PangoLayout *l = pdf_layout(p, both.data ? both.data : "", -1, &look);
    buf_fini(&both);
    pango_layout_get_size(l, &w, NULL);
    double width = (double)w / PANGO_SCALE, height = pdf_height(l);
    double whole = seal > height ? seal : height;
    p->y += pt * (has_seal ? 0.5 : 1.5);
    pdf_need(p, whole);
    double x = d->left + pdf_room(p) - width - 4 * pt;
    if (has_seal && x + width / 2 + seal / 2 > d->left + pdf_room(p))
        x = d->left + pdf_room(p) - seal / 2 - width / 2;
    if (has_seal && p->draws) {
        static const double dashes[] = {3, 3};
        cairo_save(p->cr);
        pdf_color(p, 0xBBBBBB);
        cairo_set_line_width(p->cr, 0.7);
        cairo_set_dash(p->cr, dashes, 2, 0);
        cairo_new_path(p->cr);
        cairo_arc(p->cr, x + width / 2, p->y + whole / 2, seal / 2, 0, 2 * M_PI);
        cairo_stroke(p->cr);
        cairo_restore(p->cr);
    }
    pdf_color(p, 0);
    pdf_show(p, l, x, p->y + (whole - height) / 2);
    p->y += whole + pt * 0.5;
    g_object_unref(l);
}

void pdf_imprint(struct pdf *p, const char *copies_to, const char *printed_by, const char *day)
{
    const struct doc *d = p->d;
    struct look look = {.pt = d->page.look == DOC_OFFICIAL ? 14 : d->text_pt, .line = 1.4};
    double room = pdf_room(p), inset = look.pt;
    PangoLayout *copies =
        copies_to && *copies_to ? pdf_layout(p, copies_to, room - 2 * inset, &look) : NULL;
    PangoLayout *who = pdf_layout(p, printed_by, room - 2 * inset, &look);
    look.align = DOC_END;
    PangoLayout *when = pdf_layout(p, day, room - 2 * inset, &look);
    double upper = copies ? pdf_height(copies) + 4 : 0, lower = pdf_height(who) + 4;
    pdf_need(p, upper + lower + 6);
    if (d->page.look == DOC_OFFICIAL)
        p->y = pdf_end(p) - upper - lower - 2;
    rule(p, p->y, 1, 0);
    pdf_color(p, 0);
    if (copies) {
        pdf_show(p, copies, d->left + inset, p->y + 1);
        rule(p, p->y + upper, 0.7, 0);
    }
    pdf_color(p, 0);
    pdf_show(p, who, d->left + inset, p->y + upper + 1);
    pdf_show(p, when, d->left + inset, p->y + upper + 1);
    rule(p, p->y + upper + lower, 1, 0);
    p->y += upper + lower + 2;
    if (copies)
        g_object_unref(copies);
    g_object_unref(who);
    g_object_unref(when);
}
