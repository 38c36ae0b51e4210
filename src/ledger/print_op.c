/* The papers a ledger prints. See print.h. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/books.h"
#include "ledger/export_int.h"
#include "ledger/ledger_op.h"
#include "ledger/list.h"
#include "ledger/pass.h"
#include "ledger/print.h"
#include "ledger/show.h"
#include "place/place.h"
#include "value/time.h"

static const char *ledger_label(const struct call *c, const struct ledger *l)
{
    const char *label = label_text(&l->label, c->lang);
    return label ? label : l->name;
}

static const char *place_text(struct call *c, int64_t place)
{
    struct place p;
    struct err ignored;
    return place && place_get(&p, c->arena, c->db, place, &ignored) == OK ? p.name : "";
}

static const char *moment_text(struct call *c, int64_t at)
{
    char *text = arena_alloc(c->arena, 40);
    if (!at)
        return text;
    datetime_print(at, c->plan->calendar.offset_s, text);
    text[10] = ' ';
    text[16] = '\0'; /* to the minute */
    return text;
}

static void name_and_value(struct doc_table *t, const char *name, const char *value, int across)
{
    doc_cell_as(t, &(struct doc_cell){.text = name,
                                      .fill = 0xF2F5F8,
                                      .color = 0x444444,
                                      .is_own_align = true,
                                      .align = DOC_START});
    doc_cell_as(t, &(struct doc_cell){.text = value, .across = across});
}

/* ---- one record ---- */

/* Two fields a line; long ones have a line of their own. */
static enum outcome put_record(struct call *c, struct doc *d, const struct record *r,
                               struct shown *s, struct err *e)
{
    static const struct doc_column columns[] = {{2}, {4}, {2}, {4}};
    struct doc_table *t = doc_table(d, columns, 4, 0);
    enum outcome o = OK;
    int at = 0; /* cells of the row taken */
    struct buf text;
    buf_init(&text, LIMIT_RESPONSE);
    for (int i = 0; o == OK && i < r->ledger->fields_n; i++) {
        const struct field *f = &r->ledger->fields[i];
        buf_clear(&text);
        o = print_field(c, &text, r, f, s, e);
        if (o != OK || text.len == 0)
            continue;
        bool is_long = !print_has_column(f) || text.len > 60;
        if (is_long && at > 0)
            doc_cell_as(t, &(struct doc_cell){.across = 2});
        if (is_long || at == 0)
            doc_row(t);
        name_and_value(t, print_label(f, c->lang), text.data, is_long ? 3 : 1);
        at = is_long || at > 0 ? 0 : 2;
    }
    if (at > 0)
        doc_cell_as(t, &(struct doc_cell){.across = 2});
    buf_fini(&text);
    return o;
}

static void put_record_foot(struct call *c, struct doc *d, const struct record *r)
{
    static const struct doc_column columns[] = {{2}, {4}, {2}, {4}};
    bool is_zh = c->lang == LANG_ZH;
    struct doc_table *t = doc_table(d, columns, 4, 0);
    doc_row(t);
    name_and_value(t, is_zh ? "登记时间" : "Recorded", moment_text(c, r->created_at), 1);
    name_and_value(t, is_zh ? "最近修改" : "Changed", moment_text(c, r->changed_at), 1);
    if (r->occurred_at || r->closed_at) {
        doc_row(t);
        name_and_value(t, is_zh ? "发生时间" : "Happened", moment_text(c, r->occurred_at), 1);
        name_and_value(t, is_zh ? "终结时间" : "Closed", moment_text(c, r->closed_at), 1);
    }
    doc_signature(d, is_zh ? "经办人（签字）：＿＿＿＿＿＿＿" : "Signed by: ______________",
                  is_zh ? "　　　年　　月　　日" : "Date: ______________", false);
}

enum outcome do_print_record(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct record *r;
    struct work w;
    int64_t id;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o == OK)
        o = db_begin_read(c->db, e);
    if (o != OK)
        return o;
    work_of_call(&w, c);
    o = record_seen(&w, l, id, &r, e);
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    s->reveal = call_states_purpose(c);
    struct doc *d =
        doc_new(&(struct doc_page){.numbers = true, .lang = c->lang, .watermark = export_mark(c)});
    if (o == OK) {
        const char *state = label_text(&l->states[r->state].label, c->lang);
        doc_title(d, &(struct doc_title){.number = r->key,
                                         .title = ledger_label(c, l),
                                         .subtitle = arena_printf(c->arena, "%s　%s　%s", r->title,
                                                                  place_text(c, r->place),
                                                                  state ? state : "")});
        o = put_record(c, d, r, s, e);
    }
    if (o == OK)
        put_record_foot(c, d, r);
    db_rollback(c->db);
    if (o == OK)
        o = shown_disclose(c, s, e);
    if (o == OK)
        o = answer_pdf(c, d, arena_printf(c->arena, "%s-%s", l->name, r->key ? r->key : ""), e);
    doc_free(d);
    return o;
}

/* ---- a list ---- */

struct printed {
    const struct field *fields[40];
    int n;
    struct doc *doc;
    struct doc_table *table;
    struct shown *shown;
    int64_t rows;
};

static double column_share(const struct field *f)
{
    switch (f->type) {
    case F_FLAG:
    case F_INTEGER:
    case F_NUMBER:
    case F_CHOICE:
        return 1;
    case F_ID_NUMBER:
    case F_DATETIME:
    case F_CHOICES:
        return 2.2;
    case F_TEXT:
        return 2;
    default:
        return 1.5;
    }
}

static void choose_fields(struct printed *p, struct call *c, const struct ledger *l, bool is_blank)
{
    const int most = 11; /* more cannot be read across a page */
    for (int need = 1; need >= 0; need--)
        for (int i = 0; i < l->fields_n && p->n < most; i++) {
            const struct field *f = &l->fields[i];
            bool is_needed = f->required || f->sort || f->search;
            if (is_needed != (need == 1) || !print_has_column(f) || (is_blank && f->value) ||
                (!is_blank && guard_sight(c->actor, f, NULL, c->db) == SIGHT_NONE))
                continue;
            p->fields[p->n++] = f;
        }
    /* In the order of the form, whatever put them in. */
    for (int i = 1; i < p->n; i++)
        for (int k = i; k > 0 && p->fields[k]->index < p->fields[k - 1]->index; k--) {
            const struct field *swap = p->fields[k];
            p->fields[k] = p->fields[k - 1];
            p->fields[k - 1] = swap;
        }
}

static void begin_table(struct printed *p, struct call *c, bool is_blank)
{
    struct doc_column columns[44] = {{0.7, DOC_CENTER}, {1.6}, {1}};
    int n = is_blank ? 1 : 3;
    for (int i = 0; i < p->n; i++) {
        bool is_number = p->fields[i]->type == F_INTEGER || p->fields[i]->type == F_NUMBER ||
                         p->fields[i]->type == F_MONEY;
        columns[n++] =
            (struct doc_column){column_share(p->fields[i]), is_number ? DOC_END : DOC_START};
    }
    p->table = doc_table(p->doc, columns, n, 1);
    doc_row(p->table);
    doc_cell(p->table, c->lang == LANG_ZH ? "序号" : "No.");
    if (!is_blank) {
        doc_cell(p->table, c->lang == LANG_ZH ? "编号" : "Number");
        doc_cell(p->table, c->lang == LANG_ZH ? "状态" : "State");
    }
    for (int i = 0; i < p->n; i++) {
        const struct field *f = p->fields[i];
        doc_cell(p->table,
                 f->unit ? arena_printf(c->arena, "%s\n(%s)", print_label(f, c->lang), f->unit)
                         : print_label(f, c->lang));
    }
}

static enum outcome put_row(struct printed *p, struct call *c, const struct record *r,
                            struct err *e)
{
    enum outcome o = OK;
    char no[24];
    const char *state = label_text(&r->ledger->states[r->state].label, c->lang);
    struct buf text;
    buf_init(&text, LIMIT_BODY);
    snprintf(no, sizeof no, "%lld", (long long)++p->rows);
    doc_row(p->table);
    doc_cell(p->table, no), doc_cell(p->table, r->key), doc_cell(p->table, state);
    for (int i = 0; o == OK && i < p->n; i++) {
        buf_clear(&text);
        o = print_field(c, &text, r, p->fields[i], p->shown, e);
        doc_cell(p->table, text.data);
    }
    buf_fini(&text);
    return o;
}

/* A page of the list at a time, each on a snapshot and in memory of its own. */
static enum outcome put_rows(struct printed *p, struct call *c, struct list_asked *asked,
                             struct err *e)
{
    struct list_page *page = arena_alloc(c->arena, sizeof *page);
    enum outcome o = OK;
    asked->limit = LIMIT_PAGE;
    do {
        struct arena rows;
        o = db_begin_read(c->db, e);
        if (o == OK)
            o = list_page(page, c, asked, e);
        for (int i = 0; o == OK && i < page->n && p->rows < PRINT_ROWS; i++) {
            struct record *r;
            arena_init(&rows, LIMIT_ARENA);
            o = record_load(&rows, c->db, c->plan, asked->ledger, page->ids[i], &r, e);
            if (o == OK)
                o = put_row(p, c, r, e);
            arena_fini(&rows);
        }
        db_rollback(c->db);
        if (o == OK && page->has_next)
            asked->after = cursor_print(c->arena, asked, &page->next);
        if (o == OK && p->shown->ids_n > 0)
            o = shown_disclose(c, p->shown, e);
        p->shown->ids_n = 0;
    } while (o == OK && page->has_next && p->rows < PRINT_ROWS);
    if (o == OK && page->has_next)
        doc_say(p->doc, c->lang == LANG_ZH ? "仅列出前 5000 条，其余请导出表格。"
                                           : "The first 5,000; the rest is for a spreadsheet.");
    return o;
}

enum outcome do_print_list(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct list_asked asked;
    struct printed *p = arena_alloc(c->arena, sizeof *p);
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK && !guard_may_somewhere(c->actor, VERB_EXPORT, l))
        o = err_set(e, DENIED, NULL, "not_allowed", "your posts do not print lists of %s",
                    "您的岗位不能打印“%s”名单", l->name);
    if (o == OK)
        o = list_ask(&asked, c, l, e);
    if (o != OK)
        return o;
    asked.verb = VERB_EXPORT;
    p->shown = arena_alloc(c->arena, sizeof *p->shown);
    p->shown->reveal = call_states_purpose(c);
    p->doc = doc_new(&(struct doc_page){.is_landscape = true,
                                        .numbers = true,
                                        .lang = c->lang,
                                        .text_pt = 9,
                                        .footer = export_mark(c),
                                        .watermark = export_mark(c)});
    const char *place = place_text(c, asked.has_under ? asked.under : 0);
    doc_title(p->doc, &(struct doc_title){.title = ledger_label(c, l), .subtitle = place});
    choose_fields(p, c, l, false);
    begin_table(p, c, false);
    o = put_rows(p, c, &asked, e);
    if (o == OK)
        o = answer_pdf(c, p->doc, l->name, e);
    doc_free(p->doc);
    return o;
}

/* ---- blank sheets ---- */

struct numbering {
    struct app *app;
    int64_t sheet, sheets;
};

static enum outcome take_number(struct db *db, void *arg, struct err *e)
{
    struct numbering *n = arg;
    return books_next(n->app->books, db, "sheet", 0, 0, n->sheets, &n->sheet, e);
}

static void put_sheet(struct printed *p, struct call *c, const struct ledger *l, int64_t place,
                      int64_t number, int rows)
{
    static const struct doc_column head[] = {{5}, {1, DOC_END}};
    bool is_zh = c->lang == LANG_ZH;
    const char *code = arena_printf(c->arena, "LFS1.%s.%lld.%lld.%d", l->name, (long long)place,
                                    (long long)number, rows);
    struct doc_table *t = doc_table(p->doc, head, 2, 0);
    doc_table_plain(t);
    doc_row(t);
    doc_cell(t, arena_printf(c->arena,
                             is_zh ? "%s登记表（纸质）　№ %06lld\n地点：%s\n"
                                     "日期：＿＿＿＿年＿＿月＿＿日　填写人：＿＿＿＿＿＿＿＿\n"
                                     "补录时请扫右侧二维码；“发生时间”按实际填写，不按补录时间。"
                                   : "%s (on paper)  No. %06lld\nPlace: %s\nDate: ____________  "
                                     "Written by: ________________\nTo enter it later scan the "
                                     "code; write when it happened, not when it is entered.",
                             ledger_label(c, l), (long long)number,
                             place ? place_text(c, place) : "＿＿＿＿＿＿＿＿＿＿"));
    doc_cell_qr(t, code, 26);
    begin_table(p, c, true);
    for (int i = 1; i <= rows; i++) {
        char no[12];
        snprintf(no, sizeof no, "%d", i);
        doc_row(p->table);
        doc_row_height(p->table, 9);
        doc_cell(p->table, no);
        for (int k = 0; k < p->n; k++)
            doc_cell(p->table, NULL);
    }
}

enum outcome do_print_blank(struct call *c, struct err *e)
{
    const struct ledger *l;
    const char *place = call_text(c, "place");
    int64_t under = 0, rows, sheets;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK && !guard_may_somewhere(c->actor, VERB_ADD, l))
        o = err_set(e, DENIED, NULL, "not_allowed", "your posts do not write in %s",
                    "您的岗位不登记“%s”", l->name);
    if (o == OK)
        o = call_int(c, "rows", 15, &rows, e);
    if (o == OK)
        o = call_int(c, "sheets", 1, &sheets, e);
    if (o == OK && (rows < 1 || rows > 60 || sheets < 1 || sheets > 100))
        o = err_set(e, REFUSED, rows < 1 || rows > 60 ? "rows" : "sheets", "range",
                    "1 to 60 rows on 1 to 100 sheets", "行数须为 1–60，份数须为 1–100");
    if (o == OK && place && *place)
        o = op_place(c, place, &under, e);
    struct numbering n = {.app = c->app, .sheets = sheets};
    if (o == OK)
        o = writer_do(c->app->writer, take_number, &n, e);
    if (o != OK)
        return o;
    struct printed *p = arena_alloc(c->arena, sizeof *p);
    p->doc = doc_new(
        &(struct doc_page){.is_landscape = true, .numbers = true, .lang = c->lang, .text_pt = 10});
    choose_fields(p, c, l, true);
    for (int i = 0; i < sheets; i++) {
        if (i > 0)
            doc_break(p->doc);
        put_sheet(p, c, l, under, n.sheet + i, (int)rows);
    }
    o = answer_pdf(c, p->doc, arena_printf(c->arena, "%s-blank", l->name), e);
    doc_free(p->doc);
    return o;
}

/* ---- the pass ---- */

enum outcome do_print_pass(struct call *c, struct err *e)
{
    static const struct doc_column columns[] = {{46}, {44, DOC_CENTER}};
    const struct ledger *l;
    struct record *r;
    struct work w;
    struct buf pass, text;
    int64_t id, until = 0;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o == OK)
        o = db_begin_read(c->db, e);
    if (o != OK)
        return o;
    buf_init(&pass, 1 << 17);
    buf_init(&text, 1 << 17);
    work_of_call(&w, c);
    o = record_seen(&w, l, id, &r, e);
    if (o == OK)
        o = pass_sign(c, r, &pass, &until, e);
    struct doc *d = doc_new(&(struct doc_page){.size = DOC_CARD, .lang = c->lang, .text_pt = 9});
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    if (o == OK) {
        doc_title(d, &(struct doc_title){.title = ledger_label(c, l), .number = r->key});
        for (int i = 0; o == OK && i < l->pass.show_n; i++) {
            const struct field *f = l->pass.show[i];
            if (f->seal != SEAL_NONE || f->sensitive.is || value_is_empty(r->values[f->index]))
                continue;
            buf_printf(&text, "%s%s", print_label(f, c->lang), c->lang == LANG_ZH ? "：" : ": ");
            o = print_field(c, &text, r, f, s, e);
            buf_char(&text, '\n');
        }
        buf_printf(&text, c->lang == LANG_ZH ? "有效期至：%s" : "Valid until: %s",
                   moment_text(c, until));
        struct doc_table *t = doc_table(d, columns, 2, 0);
        doc_table_plain(t);
        doc_row(t);
        doc_cell(t, text.data);
        doc_cell_qr(t, pass.data, 40);
    }
    db_rollback(c->db);
    if (o == OK)
        o = answer_pdf(c, d, arena_printf(c->arena, "%s-%s", l->name, r->key ? r->key : ""), e);
    doc_free(d);
    buf_fini(&pass);
    buf_fini(&text);
    return o;
}
