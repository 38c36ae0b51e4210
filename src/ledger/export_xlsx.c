/* A ledger as a spreadsheet: cells of the field's type, ids as text, and a last sheet that says who
 * took what, when and for which purpose. The revision's column lets it come back as an update. */
#include "base/text.h"
#include "ledger/export_int.h"
#include "value/time.h"

#define CHARS_MAX 60

static enum xlsx_kind kind_of(const struct export_column *c)
{
    if (c->sight != SIGHT_FULL)
        return XLSX_TEXT;
    switch (c->field->type) {
    case F_INTEGER:
    case F_NUMBER:
        return XLSX_NUMBER;
    case F_MONEY:
        return XLSX_MONEY;
    case F_DATE:
        return XLSX_DATE;
    case F_DATETIME:
        return XLSX_MOMENT;
    case F_TIME:
        return XLSX_CLOCK;
    default:
        return XLSX_TEXT;
    }
}

static double width_of(const struct field *f)
{
    switch (f->type) {
    case F_ID_NUMBER:
        return 21;
    case F_PHONE:
        return 14;
    case F_PLACE:
    case F_REF:
        return 18;
    case F_TEXT:
        return 16;
    case F_LINES:
    case F_CHECKLIST:
        return 40;
    default:
        return 0;
    }
}

enum outcome export_xlsx_open(struct exporting *x, const char *path, struct err *e)
{
    struct call *c = x->way.call;
    enum lang lang = c->lang;
    bool is_zh = lang == LANG_ZH;
    int n = x->way.columns_n, at = 0;
    struct xlsx_column *columns = arena_alloc(c->arena, sizeof *columns * (size_t)(n + 6));
    const char *title = label_text(&x->way.ledger->label, lang);
    title = title ? title : x->way.ledger->name;
    columns[at++] = (struct xlsx_column){is_zh ? "记录号" : "Id", 21, XLSX_TEXT};
    columns[at++] = (struct xlsx_column){is_zh ? "编号" : "Number", 14, XLSX_TEXT};
    columns[at++] = (struct xlsx_column){is_zh ? "状态" : "State", 12, XLSX_TEXT};
    for (int i = 0; i < n; i++) {
        const struct field *f = x->way.columns[i].field;
        const char *label = label_text(&f->label, lang);
        columns[at++] =
            (struct xlsx_column){label ? label : f->name, width_of(f), kind_of(&x->way.columns[i])};
    }
    columns[at++] = (struct xlsx_column){is_zh ? "登记时间" : "Recorded", 17, XLSX_MOMENT};
    columns[at++] = (struct xlsx_column){is_zh ? "终结时间" : "Closed", 17, XLSX_MOMENT};
    columns[at++] = (struct xlsx_column){is_zh ? "版本" : "Revision", 8, XLSX_NUMBER};
    enum outcome o = xlsx_new(&x->xlsx, path, c->app->data_dir, e);
    if (o != OK)
        return o;
    xlsx_about(x->xlsx, title, c->actor->name, export_mark(c));
    return xlsx_sheet(x->xlsx,
                      &(struct xlsx_sheet){.name = title,
                                           .columns = columns,
                                           .columns_n = at,
                                           .is_landscape = true,
                                           .mark = export_mark(c)},
                      e);
}

static void put_typed(struct exporting *x, const struct field *f, struct value v, struct buf *text)
{
    const struct plan *plan = x->way.call->plan;
    switch (v.type) {
    case V_INTEGER:
        xlsx_number(x->xlsx, (double)v.n);
        return;
    case V_NUMBER:
        xlsx_number(x->xlsx, (double)v.n / NUMBER_ONE);
        return;
    case V_MONEY:
        xlsx_number(x->xlsx, (double)v.n / 100);
        return;
    case V_DATE:
        if (v.n > -25569) { /* a spreadsheet's days begin in 1900 */
            xlsx_day(x->xlsx, v.n);
            return;
        }
        break;
    case V_DATETIME:
        xlsx_moment(x->xlsx, v.n + plan->calendar.offset_s);
        return;
    case V_TIME:
        xlsx_clock(x->xlsx, (int)(v.n / 60));
        return;
    default:
        break;
    }
    buf_clear(text);
    value_print(text, plan, f, v, x->way.call->lang);
    xlsx_text(x->xlsx, text->data ? text->data : "", text->len);
}

static enum outcome put_cell(struct exporting *x, struct query *q, int column,
                             const struct export_column *c, struct buf *text, struct err *e)
{
    const struct field *f = c->field;
    const char *s = "";
    struct value v;
    size_t len;
    enum outcome o = OK;
    if (query_is_null(q, column)) {
        xlsx_skip(x->xlsx);
    } else if (c->sight != SIGHT_FULL) {
        xlsx_text(x->xlsx, x->mask, query_int(q, column) ? strlen(x->mask) : 0);
    } else if (c->by_key) {
        s = query_text(q, column, &len);
        xlsx_text(x->xlsx, s, len);
    } else if (f->type == F_PLACE) {
        o = export_place(x, query_int(q, column), &s, e);
        xlsx_text(x->xlsx, s, o == OK ? strlen(s) : 0);
    } else if (f->type == F_REF || f->type == F_USER) {
        char id[24];
        xlsx_text(x->xlsx, id,
                  (size_t)snprintf(id, sizeof id, "%lld", (long long)query_int(q, column)));
    } else {
        o = export_value(x, q, column, f, &v, e);
        if (o == OK && value_is_null(v))
            xlsx_skip(x->xlsx);
        else if (o == OK)
            put_typed(x, f, v, text);
    }
    return o;
}

static void put_when(struct exporting *x, struct query *q, int column)
{
    if (query_is_null(q, column))
        xlsx_skip(x->xlsx);
    else
        xlsx_moment(x->xlsx, query_int(q, column) + x->way.call->plan->calendar.offset_s);
}

enum outcome export_xlsx_row(void *arg, struct query *q, struct err *e)
{
    struct exporting *x = arg;
    char id[24];
    size_t len;
    enum outcome o = OK;
    x->rows++;
    export_note(x, query_int(q, EX_ID));
    xlsx_text(x->xlsx, id, (size_t)snprintf(id, sizeof id, "%lld", (long long)query_int(q, EX_ID)));
    const char *s = query_text(q, EX_KEY, &len);
    xlsx_text(x->xlsx, s ? s : "", s ? len : 0);
    s = export_state(x, q);
    xlsx_text(x->xlsx, s, strlen(s));
    buf_clear(&x->out);
    for (int i = 0; o == OK && i < x->way.columns_n; i++)
        o = put_cell(x, q, EX_FIRST + i, &x->way.columns[i], &x->out, e);
    put_when(x, q, EX_CREATED);
    put_when(x, q, EX_CLOSED);
    xlsx_number(x->xlsx, (double)query_int(q, EX_REV));
    arena_clear(&x->cells);
    return o == OK ? xlsx_end_row(x->xlsx, e) : o;
}

static void put_line(struct exporting *x, const char *name, const char *value, struct err *e)
{
    if (!value || !*value)
        return;
    xlsx_text(x->xlsx, name, strlen(name));
    xlsx_text(x->xlsx, value, strlen(value));
    xlsx_end_row(x->xlsx, e);
}

enum outcome export_xlsx_close(struct exporting *x, struct err *e)
{
    struct call *c = x->way.call;
    bool is_zh = c->lang == LANG_ZH;
    const struct xlsx_column columns[] = {{"", 18, XLSX_TEXT}, {"", CHARS_MAX, XLSX_TEXT}};
    char rows[24];
    snprintf(rows, sizeof rows, "%lld", (long long)x->rows);
    enum outcome o = xlsx_sheet(x->xlsx,
                                &(struct xlsx_sheet){.name = is_zh ? "导出说明" : "About",
                                                     .columns = columns,
                                                     .columns_n = 2,
                                                     .is_plain = true},
                                e);
    if (o != OK)
        return o;
    put_line(x, is_zh ? "导出人与时间" : "Taken by, at", export_mark(c), e);
    put_line(x, is_zh ? "用途" : "Purpose", c->purpose ? c->purpose : c->actor->purpose, e);
    put_line(x, is_zh ? "记录数" : "Records", rows, e);
    put_line(x, is_zh ? "地点" : "Place", call_text(c, "place"), e);
    put_line(x, is_zh ? "状态" : "States", call_text(c, "state"), e);
    put_line(x, is_zh ? "条件" : "Condition", call_text(c, "where"), e);
    put_line(x, is_zh ? "查找" : "Search", call_text(c, "q"), e);
    return xlsx_close(x->xlsx, e);
}
