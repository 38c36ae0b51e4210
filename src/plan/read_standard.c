/* Standards and tables: every number of the plan, with the days from which it is in force. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

static int64_t read_date(const struct node *n, int64_t otherwise)
{
    int64_t day;

    if (!n || n->kind != NODE_SCALAR || !date_parse(n->text, n->len, false, &day))
        return otherwise;
    return day;
}

static int by_from(const void *a, const void *b)
{
    const struct standard_at *x = a, *y = b;

    return x->from < y->from ? -1 : x->from > y->from;
}

static bool same_type(struct value *a, struct value *b)
{
    struct value *whole = a->type == V_INTEGER ? a : b, *other = whole == a ? b : a;

    if (a->type == b->type)
        return true;
    if (whole->type != V_INTEGER || other->type != V_NUMBER)
        return false;
    if (!number_mul(whole->n, NUMBER_ONE, &whole->n))
        return false;
    whole->type = V_NUMBER;
    return true;
}

static void read_dated(struct reader *r, struct standard *s, const struct node *list)
{
    if (!list || list->kind != NODE_LIST)
        return;
    s->dated = arena_alloc(r->keep, (size_t)(list->n + 1) * sizeof *s->dated);
    for (const struct node *i = list->first; i; i = i->next) {
        struct standard_at *d = &s->dated[s->dated_n];
        const struct node *value = node_get(i, "value");
        d->from = read_date(node_get(i, "from"), INT64_MIN);
        d->value = part_value(r, value);
        d->source = part_text(r, node_get(i, "source"));
        if (d->from == INT64_MIN || value_is_null(d->value))
            continue;
        if (!same_type(&s->value, &d->value)) {
            mistake(r, value, "type", "%s is %s, but from this day %s", "%s是%s，自此日却是%s",
                    s->name, vtype_word(s->value.type), vtype_word(d->value.type));
            continue;
        }
        if (d->from <= s->from)
            mistake(r, node_get(i, "from"), "order", "a later value must come after %s's own from",
                    "以后的数值须晚于%s本身的生效日期", s->name);
        for (int k = 0; k < s->dated_n; k++)
            if (s->dated[k].from == d->from)
                mistake(r, node_get(i, "from"), "duplicate", "two values of %s from the same day",
                        "%s同一天有两个数值", s->name);
        s->dated_n++;
    }
    for (int i = 0; i < s->dated_n; i++) /* the base may have become a number meanwhile */
        same_type(&s->value, &s->dated[i].value);
    qsort(s->dated, (size_t)s->dated_n, sizeof *s->dated, by_from);
}

void read_standards(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "standards", &n);
    struct plan *plan = r->plan;

    plan->standards = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->standards);
    for (int i = 0; i < n; i++) {
        struct standard *s = &plan->standards[plan->standards_n++];
        const struct node *at = list[i].at;
        s->name = list[i].name;
        s->label = part_label(r, node_get(at, "label"), s->name);
        s->value = part_value(r, node_get(at, "value"));
        s->unit = part_text(r, node_get(at, "unit"));
        s->source = part_text(r, node_get(at, "source"));
        s->from = read_date(node_get(at, "from"), INT64_MIN);
        s->at = where_of(r, at->key);
        read_dated(r, s, node_get(at, "dated"));
    }
}

/* ---- tables ---- */

static void read_columns(struct reader *r, struct table *t, const struct node *at)
{
    int n;
    struct entry *list = entries_of(r, at, &n);

    t->columns = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *t->columns);
    for (int i = 0; i < n; i++) {
        struct table_column *c = &t->columns[t->columns_n];
        const struct node *type =
            list[i].at->kind == NODE_MAP ? node_get(list[i].at, "type") : list[i].at;
        const struct type_row *row =
            type && type->kind == NODE_SCALAR ? type_find(type->text) : NULL;
        if (text_same(list[i].name, "from") || text_same(list[i].name, "to") ||
            text_same(list[i].name, t->key)) {
            mistake(r, list[i].at->key, "reserved", "a column cannot be called \"%s\"",
                    "列不能叫“%s”", list[i].name);
            continue;
        }
        if (!row)
            continue;
        c->name = list[i].name;
        c->type = row->type;
        c->label = part_label(r, node_get(list[i].at, "label"), c->name);
        t->columns_n++;
    }
}

static void read_cell(struct reader *r, const struct table *t, struct table_row *row, int column,
                      const struct node *n)
{
    const struct table_column *c = &t->columns[column];
    struct type_rule rule = {.name = c->name, .offset_s = r->plan->calendar.offset_s};
    struct err e;

    if (node_is_null(n))
        return;
    err_clear(&e);
    if (n->kind != NODE_SCALAR)
        mistake(r, n, "kind_of_value", "a cell is a single value", "单元格应为一个值");
    else if (type_parse(&row->cells[column], r->keep, c->type, &rule, n->text, n->len, &e) != OK)
        mistake(r, n, "type", "%2$s%1$.0s", "%1$s%2$.0s", e.zh, e.en);
    else
        row->cells[column] = value_copy(r->keep, row->cells[column]);
}

static int column_index(const struct table *t, const char *name)
{
    for (int i = 0; i < t->columns_n; i++)
        if (text_same(t->columns[i].name, name))
            return i;
    return -1;
}

static void read_row_map(struct reader *r, struct table *t, struct table_row *row,
                         const struct node *at)
{
    for (const struct node *i = at->first; i; i = i->next) {
        int column = column_index(t, i->key->text);
        struct near near = near_to(i->key->text);
        int64_t day = INT64_MIN;
        if (column >= 0) {
            read_cell(r, t, row, column, i);
        } else if (text_same(i->key->text, t->key)) {
            row->key = part_text(r, i);
        } else if (text_same(i->key->text, "from") || text_same(i->key->text, "to")) {
            if ((day = read_date(i, INT64_MIN)) == INT64_MIN)
                mistake(r, i, "kind_of_value", "%s must be a date", "%s应为日期", i->key->text);
            else if (i->key->text[0] == 'f')
                row->from = day;
            else
                row->to = day;
        } else {
            for (int k = 0; k < t->columns_n; k++)
                near_try(&near, t->columns[k].name);
            near_suggest(mistake(r, i->key, "unknown_key", "table %s has no column \"%s\"",
                                 "对照表%s没有列“%s”", t->name, brief(r, i->key->text)),
                         &near);
        }
    }
}

static void read_row_list(struct reader *r, struct table *t, struct table_row *row,
                          const struct node *at)
{
    int column = -1;

    if (at->n != t->columns_n + 1) {
        mistake(r, at, "row", "a row of %s has %d values: %s, then its columns",
                "%s的一行有%d个值：%s及各列", t->name, t->columns_n + 1, t->key);
        return;
    }
    for (const struct node *i = at->first; i; i = i->next, column++) {
        if (column < 0)
            row->key = part_text(r, i);
        else
            read_cell(r, t, row, column, i);
    }
}

static void read_rows(struct reader *r, struct table *t, const struct node *list)
{
    if (!list || list->kind != NODE_LIST)
        return;
    t->rows = arena_alloc(r->keep, (size_t)(list->n + 1) * sizeof *t->rows);
    for (const struct node *i = list->first; i; i = i->next) {
        struct table_row *row = &t->rows[t->rows_n];
        row->cells = arena_alloc(r->keep, (size_t)(t->columns_n + 1) * sizeof *row->cells);
        row->from = t->from;
        row->to = INT64_MAX;
        if (i->kind == NODE_MAP)
            read_row_map(r, t, row, i);
        else if (i->kind == NODE_LIST)
            read_row_list(r, t, row, i);
        else
            mistake(r, i, "kind_of_value", "a row is a group of keys or a list",
                    "一行应是一组键或列表");
        if (i->kind == NODE_MAP && !row->key)
            mistake(r, i, "required_key", "a row of %s lacks \"%s\"", "%s的一行缺少“%s”", t->name,
                    t->key);
        if (!row->key)
            continue;
        for (int k = 0; k < t->rows_n && t->rows_n < 2000; k++)
            if (text_same(t->rows[k].key, row->key) && t->rows[k].from <= row->to &&
                row->from <= t->rows[k].to && t->rows[k].from == row->from)
                mistake(r, i, "duplicate", "\"%s\" stands twice in table %s for the same days",
                        "“%s”在对照表%s的同一时期重复", row->key, t->name);
        t->rows_n++;
    }
}

void read_tables(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "tables", &n);
    struct plan *plan = r->plan;

    plan->tables = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->tables);
    for (int i = 0; i < n; i++) {
        struct table *t = &plan->tables[plan->tables_n++];
        const struct node *at = list[i].at;
        t->name = list[i].name;
        t->label = part_label(r, node_get(at, "label"), t->name);
        t->key = part_text(r, node_get(at, "key"));
        t->from = read_date(node_get(at, "from"), INT64_MIN);
        t->at = where_of(r, at->key);
        if (!t->key)
            t->key = "key";
        read_columns(r, t, node_get(at, "columns"));
        read_rows(r, t, node_get(at, "rows"));
    }
}

/* ---- reading them at a day ---- */

struct value standard_value(const struct standard *s, int64_t day)
{
    struct value v = day >= s->from ? s->value : value_null();

    for (int i = 0; i < s->dated_n && s->dated[i].from <= day; i++)
        v = s->dated[i].value;
    return v;
}

struct value table_lookup(const struct table *t, const char *key, const char *column, int64_t day)
{
    int c = column_index(t, column);
    const struct table_row *best = NULL;

    for (int i = 0; c >= 0 && i < t->rows_n; i++) {
        const struct table_row *row = &t->rows[i];
        if (row->from <= day && day <= row->to && text_same(row->key, key) &&
            (!best || row->from > best->from))
            best = row;
    }
    return best ? best->cells[c] : value_null();
}
