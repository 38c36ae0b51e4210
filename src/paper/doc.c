/* Building a document's tree. See doc.h. */
#include "paper/doc.h"

#include <stdlib.h>

#include "base/limits.h"
#include "paper/doc_int.h"

static const struct {
    double width, height, margin; /* mm */
} sizes[] = {
    [DOC_A4] = {210, 297, 16},
    [DOC_A3] = {297, 420, 16},
    [DOC_A5] = {148, 210, 12},
    [DOC_CARD] = {100, 70, 5},
};

static const char *copy(struct doc *d, const char *s)
{
    return arena_dup(&d->arena, s);
}

static void lay_out(struct doc *d)
{
    struct doc_page *p = &d->page;
    double width = sizes[p->size].width, height = sizes[p->size].height;
    double margin = p->margin_mm > 0 ? p->margin_mm : sizes[p->size].margin;
    bool is_official = p->look == DOC_OFFICIAL && p->size == DOC_A4 && p->margin_mm <= 0;
    d->width = (p->is_landscape ? height : width) * PT_PER_MM;
    d->height = (p->is_landscape ? width : height) * PT_PER_MM;
    /* GB/T 9704-2012, 5.2: head 37 mm, left 28 mm, text 156 × 225 mm. */
    d->top = (is_official ? 37 : margin + (p->header ? 4 : 0)) * PT_PER_MM;
    d->bottom = (is_official ? 35 : margin + (p->numbers || p->footer ? 4 : 0)) * PT_PER_MM;
    d->left = (is_official ? 28 : margin) * PT_PER_MM;
    d->right = (is_official ? 26 : margin) * PT_PER_MM;
    d->text_pt = p->text_pt > 0 ? p->text_pt : p->look == DOC_OFFICIAL ? 16 : 10.5;
    d->line = p->look == DOC_OFFICIAL ? 1.75 : 1.5;
}

struct doc *doc_new(const struct doc_page *page)
{
    struct doc *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    arena_init(&d->arena, LIMIT_DOC);
    d->page = *page;
    d->page.header = copy(d, page->header);
    d->page.footer = copy(d, page->footer);
    d->page.watermark = copy(d, page->watermark);
    lay_out(d);
    return d;
}

void doc_free(struct doc *d)
{
    if (!d)
        return;
    arena_fini(&d->arena);
    free(d);
}

bool doc_is_over(const struct doc *d)
{
    return arena_is_over(&d->arena);
}

enum outcome doc_check(const struct doc *d, struct err *e)
{
    if (!doc_is_over(d))
        return OK;
    return err_set(e, TOO_LARGE, NULL, "document", "the document is too large",
                   "文档过大，请缩小范围");
}

static struct block *add(struct doc *d, enum block_kind kind)
{
    struct block *b = arena_alloc(&d->arena, sizeof *b);
    b->kind = kind;
    if (d->last)
        d->last->next = b;
    else
        d->first = b;
    return d->last = b;
}

void doc_title(struct doc *d, const struct doc_title *title)
{
    add(d, BLOCK_TITLE)->title = (struct doc_title){
        copy(d, title->red_heading), copy(d, title->number),   copy(d, title->signer),
        copy(d, title->title),       copy(d, title->subtitle),
    };
}

void doc_heading(struct doc *d, int level, const char *text)
{
    struct block *b = add(d, BLOCK_HEADING);
    b->heading.level = level < 1 ? 1 : level > 4 ? 4 : level;
    b->heading.text = copy(d, text ? text : "");
}

struct doc_text *doc_paragraph(struct doc *d, enum doc_align align, double indent)
{
    struct doc_text *t = &add(d, BLOCK_TEXT)->text;
    *t = (struct doc_text){.doc = d, .align = align, .indent = indent};
    return t;
}

void doc_run(struct doc_text *p, const char *text, struct doc_run as)
{
    if (!text || doc_is_over(p->doc))
        return;
    struct run *r = arena_alloc(&p->doc->arena, sizeof *r);
    *r = (struct run){.text = copy(p->doc, text), .as = as};
    if (p->last)
        p->last->next = r;
    else
        p->first = r;
    p->last = r;
}

void doc_say(struct doc *d, const char *text)
{
    doc_run(doc_paragraph(d, DOC_START, d->page.look == DOC_OFFICIAL ? 2 : 0), text,
            (struct doc_run){0});
}

struct doc_text *doc_item(struct doc *d, int level, const char *mark)
{
    struct doc_text *t = doc_paragraph(d, DOC_START, 0);
    t->level = level < 0 ? 0 : level;
    t->mark = copy(d, mark ? mark : "•");
    return t;
}

struct doc_table *doc_table(struct doc *d, const struct doc_column *columns, int n, int header_rows)
{
    struct doc_table *t = &add(d, BLOCK_TABLE)->table;
    double sum = 0;
    n = n > LIMIT_DOC_COLUMNS ? LIMIT_DOC_COLUMNS : n;
    *t = (struct doc_table){.doc = d, .columns_n = n, .header_rows = header_rows};
    t->columns = arena_copy(&d->arena, columns, sizeof *columns * (size_t)n);
    t->covered = arena_alloc(&d->arena, sizeof *t->covered * (size_t)n);
    for (int i = 0; i < n; i++) {
        if (t->columns[i].width <= 0)
            t->columns[i].width = 1;
        sum += t->columns[i].width;
    }
    double room = (d->width - d->left - d->right) / PT_PER_MM;
    /* Millimetres that do not fill the line leave the rest of it empty. */
    double whole = sum > 60 && sum < room ? room : sum;
    for (int i = 0; i < n; i++)
        t->columns[i].width /= whole;
    return t;
}

void doc_table_plain(struct doc_table *t)
{
    t->is_plain = true;
}

void doc_row(struct doc_table *t)
{
    if (doc_is_over(t->doc))
        return;
    struct row *r = arena_alloc(&t->doc->arena, sizeof *r);
    for (int i = 0; t->last && i < t->columns_n; i++)
        t->covered[i] -= t->covered[i] > 0;
    if (t->last)
        t->last->next = r;
    else
        t->first = r;
    t->last = r;
    t->rows_n++;
}

void doc_row_height(struct doc_table *t, double min_mm)
{
    if (t->last)
        t->last->min_mm = min_mm;
}

static struct cell *add_cell(struct doc_table *t, const struct doc_cell *as)
{
    struct row *r = t->last;
    if (!r || doc_is_over(t->doc))
        return NULL;
    int at = r->last ? r->last->column + r->last->as.across : 0;
    while (at < t->columns_n && t->covered[at] > 0)
        at++;
    if (at >= t->columns_n)
        return NULL;
    struct cell *c = arena_alloc(&t->doc->arena, sizeof *c);
    c->as = *as;
    c->as.text = copy(t->doc, as->text ? as->text : "");
    c->as.across = as->across < 1 ? 1 : as->across;
    c->as.down = as->down < 1 ? 1 : as->down;
    if (t->rows_n <= t->header_rows && !as->is_own_align) {
        c->as.is_own_align = c->as.bold = true;
        c->as.align = DOC_CENTER;
        c->as.fill = as->fill ? as->fill : HEADER_FILL;
    }
    if (at + c->as.across > t->columns_n)
        c->as.across = t->columns_n - at;
    c->column = at;
    for (int i = 0; i < c->as.across && c->as.down > 1; i++)
        t->covered[at + i] = c->as.down;
    if (r->last)
        r->last->next = c;
    else
        r->first = c;
    r->last = c;
    return c;
}

void doc_cell(struct doc_table *t, const char *text)
{
    add_cell(t, &(struct doc_cell){.text = text});
}

void doc_cell_as(struct doc_table *t, const struct doc_cell *cell)
{
    add_cell(t, cell);
}

void doc_cell_qr(struct doc_table *t, const char *text, double size_mm)
{
    struct cell *c = add_cell(t, &(struct doc_cell){0});
    if (!c)
        return;
    c->qr = copy(t->doc, text);
    c->qr_mm = size_mm;
}

static struct picture *add_picture(struct doc *d, double width_mm, const char *alt)
{
    struct picture *p = &add(d, BLOCK_PICTURE)->picture;
    double room = (d->width - d->left - d->right) / PT_PER_MM;
    *p = (struct picture){.align = DOC_CENTER, .alt = copy(d, alt ? alt : "")};
    p->width_mm = width_mm > room || width_mm <= 0 ? room : width_mm;
    return p;
}

void doc_image(struct doc *d, const void *png, size_t len, double width_mm, const char *alt)
{
    struct picture *p = add_picture(d, width_mm, alt);
    p->png = arena_copy(&d->arena, png, len);
    p->len = len;
    p->height_mm = picture_height(p, p->width_mm);
}

void doc_chart(struct doc *d, doc_draw draw, void *arg, double width_mm, double height_mm,
               const char *alt)
{
    struct picture *p = add_picture(d, width_mm, alt);
    p->draw = draw;
    p->arg = arg;
    p->height_mm = width_mm > 0 ? height_mm * p->width_mm / width_mm : height_mm;
}

void doc_qr(struct doc *d, const char *text, double size_mm, enum doc_align align)
{
    struct picture *p = add_picture(d, size_mm, text);
    p->qr = p->alt;
    p->height_mm = p->width_mm;
    p->align = align;
}

void doc_signature(struct doc *d, const char *who, const char *day, bool has_seal)
{
    struct block *b = add(d, BLOCK_SIGNATURE);
    b->signature.who = copy(d, who ? who : "");
    b->signature.day = copy(d, day ? day : "");
    b->signature.has_seal = has_seal;
}

void doc_imprint(struct doc *d, const char *copies_to, const char *printed_by, const char *day)
{
    struct block *b = add(d, BLOCK_IMPRINT);
    b->imprint.copies_to = copy(d, copies_to);
    b->imprint.printed_by = copy(d, printed_by ? printed_by : "");
    b->imprint.day = copy(d, day ? day : "");
}

void doc_space(struct doc *d, double mm)
{
    add(d, BLOCK_SPACE)->space_mm = mm;
}

void doc_break(struct doc *d)
{
    add(d, BLOCK_BREAK);
}
