/* Checked expressions as SQL: see where.h. plan/expr_eval.c says the same in C, and
 * tests/unit/ledger/where_test.c compares the two on both databases. Conditions and values are
 * written apart, as PostgreSQL has booleans and flags are 0 and 1. */
#include "ledger/where.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/where_int.h"
#include "value/time.h"

#define BINDS_MAX 2000
#define WEIGHT_MAX 80 /* of SQLite's parser stack of 100; the statement around takes some */

/* ---- pieces ---------------------------------------------------------------------------------- */

enum outcome emit_deeper(struct emit *m, const struct expr *x, int weight)
{
    m->weight += weight;
    if (m->weight <= WEIGHT_MAX)
        return OK;
    return err_set(m->e, REFUSED, NULL, "too_deep",
                   "the condition is nested too deep to be asked of the store (line %d)",
                   "条件嵌套过深，无法用于查询（第%d行）", x->line);
}

#define DEEPER(weight)                                                                             \
    do {                                                                                           \
        enum outcome deeper = emit_deeper(m, x, weight);                                           \
        if (deeper != OK)                                                                          \
            return deeper;                                                                         \
    } while (0)

#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum outcome tried = (call);                                                               \
        if (tried != OK)                                                                           \
            return tried;                                                                          \
    } while (0)

static const char *new_alias(struct where *w)
{
    return arena_printf(w->arena, "x%d", ++w->aliases);
}

static const char *column_of(const struct expr *x)
{
    return x->field ? x->field->column : system_field_word(x->system);
}

/* The alias of the row whose field this is. */
static enum outcome row_of(struct emit *m, const struct expr *x, const char **ret)
{
    *ret = m->inner && !x->outer ? m->inner : m->alias;
    bool is_line = x->op == E_FIELD && !x->ledger;
    if (*ret && !is_line && !(x->outer && !m->inner))
        return OK;
    return err_set(m->e, FAULT, NULL, "no_row",
                   "no row of the statement stands for the record asked in line %d",
                   "语句中没有第%d行所问的记录", x->line);
}

static enum outcome emit_field(struct emit *m, const struct expr *x)
{
    const char *row;
    TRY(row_of(m, x, &row));
    where_column(m->w, row, x->op == E_THIS ? "id" : column_of(x));
    return OK;
}

static enum outcome emit_dot(struct emit *m, const struct expr *x)
{
    const char *alias = new_alias(m->w);
    DEEPER(8);
    where_text(m->w, "(SELECT ");
    where_column(m->w, alias, column_of(x));
    where_text(m->w, " FROM ");
    where_name(m->w, x->ledger->table);
    where_text(m->w, " AS ");
    where_text(m->w, alias);
    where_text(m->w, " WHERE ");
    where_column(m->w, alias, "id");
    where_text(m->w, " = ");
    TRY(emit_value(m, x->args[0]));
    where_visible(m->w, alias);
    where_text(m->w, ")");
    m->weight -= 8;
    return OK;
}

static enum outcome emit_place_field(struct emit *m, const struct expr *x)
{
    const char *alias = new_alias(m->w);
    DEEPER(11);
    where_text(m->w, "(SELECT ");
    if (x->field) {
        where_text(m->w, vtype_is_text(x->type) ? "lf_json_text(" : "lf_json_int(");
        where_column(m->w, alias, "fields");
        where_text(m->w, ", '");
        where_text(m->w, x->name);
        where_text(m->w, "')");
    } else {
        where_text(m->w, "nullif(");
        where_column(m->w, alias, x->name);
        where_text(m->w, ", '')");
    }
    where_text(m->w, " FROM place AS ");
    where_text(m->w, alias);
    where_text(m->w, " WHERE ");
    where_column(m->w, alias, "id");
    where_text(m->w, " = ");
    TRY(emit_value(m, x->args[0]));
    where_text(m->w, ")");
    m->weight -= 11;
    return OK;
}

static bool is_kept(const struct ledger *l, const struct standard *s)
{
    for (int i = 0; l && i < l->keep_n; i++) {
        if (l->keep[i] == s)
            return true;
    }
    return false;
}

/* The standard at the row's place: kept in the record, else of the level there, else the plan's. */
static enum outcome emit_standard(struct emit *m, const struct expr *x)
{
    struct where *w = m->w;
    const struct standard *s = x->standard;
    struct where_standard in_force = {
        .base = standard_value(s, date_of(w->now, w->plan->calendar.offset_s))};
    bool kept = m->alias && is_kept(m->ledger, s);
    if (w->standard && m->alias)
        TRY(w->standard(w, s, &in_force, m->e));
    if (kept) {
        where_text(w, "coalesce(");
        where_column(w, m->alias, arena_printf(w->arena, "std_%s", s->name));
        where_text(w, ", ");
    }
    if (in_force.ranges_n > 0)
        where_text(w, "CASE");
    for (int i = 0; i < in_force.ranges_n; i++) {
        where_text(w, " WHEN ");
        where_column(w, m->alias, "place");
        buf_printf(&w->text, " BETWEEN %lld AND %lld THEN ", (long long)in_force.ranges[i].first,
                   (long long)in_force.ranges[i].last);
        put_sql_literal(w, in_force.ranges[i].value, x->type);
    }
    if (in_force.ranges_n > 0)
        where_text(w, " ELSE ");
    put_sql_literal(w, in_force.base, x->type);
    if (in_force.ranges_n > 0)
        where_text(w, " END");
    if (kept)
        where_text(w, ")");
    return OK;
}

static enum outcome emit_lookup(struct emit *m, const struct expr *x)
{
    struct where *w = m->w;
    int64_t today = date_of(w->now, w->plan->calendar.offset_s);
    bool has_rows = false;
    DEEPER(6);
    for (int i = 0; i < x->table->rows_n; i++) {
        const char *key = x->table->rows[i].key;
        bool is_first = true;
        for (int k = 0; k < i; k++)
            is_first = is_first && !text_same(x->table->rows[k].key, key);
        struct value v = table_lookup(x->table, key, x->name, today);
        if (!is_first || value_is_null(v))
            continue;
        if (!has_rows) {
            where_text(w, "CASE ");
            TRY(emit_value(m, x->args[0]));
        }
        has_rows = true;
        where_text(w, " WHEN ");
        put_sql_literal(w, value_text(key), V_TEXT);
        where_text(w, " THEN ");
        put_sql_literal(w, v, x->type);
    }
    if (has_rows)
        where_text(w, " END");
    else
        put_sql_null(w, x->type);
    m->weight -= 6;
    return OK;
}

/* ---- queries -----------------------------------------------------------------------------------
 */

static void put_asked(struct where *w, const struct expr *q, const char *alias)
{
    static const char *const BEFORE[] = {
        [Q_COUNT] = "count(*)", [Q_SUM] = "lf_sum(", [Q_LAST] = "",   [Q_FIRST] = "",
        [Q_MIN] = "min(",       [Q_MAX] = "max(",    [Q_EXISTS] = "1"};
    bool has_bracket = q->query == Q_SUM || q->query == Q_MIN || q->query == Q_MAX;
    where_text(w, BEFORE[q->query]);
    if (q->query == Q_COUNT || q->query == Q_EXISTS)
        return;
    where_column(w, alias, column_of(q));
    if (has_bracket)
        where_text(w, ")");
}

/* (SELECT …), or EXISTS (SELECT …), which is a condition. */
static enum outcome emit_query(struct emit *m, const struct expr *x)
{
    struct where *w = m->w;
    const char *alias = new_alias(w);
    DEEPER(8);
    where_text(w, x->query == Q_EXISTS ? "EXISTS (SELECT " : "(SELECT ");
    put_asked(w, x, alias);
    where_text(w, " FROM ");
    where_name(w, x->ledger->table);
    where_text(w, " AS ");
    where_text(w, alias);
    where_text(w, " WHERE ");
    m->inner = alias;
    if (x->args_n > 0)
        TRY(emit_condition(m, x->args[0]));
    else
        where_text(w, "1 = 1");
    m->inner = NULL;
    where_visible(w, alias);
    if (w->has_under) {
        where_text(w, " AND ");
        where_column(w, alias, "place");
        buf_printf(&w->text, " BETWEEN %lld AND %lld", (long long)w->under,
                   (long long)w->under_last);
    }
    if (x->query == Q_LAST || x->query == Q_FIRST) {
        const char *way = x->query == Q_LAST ? " DESC" : "";
        where_text(w, " ORDER BY coalesce(");
        where_column(w, alias, "occurred_at");
        where_text(w, ", ");
        where_column(w, alias, "created_at");
        buf_printf(&w->text, ")%s, ", way);
        where_column(w, alias, "id");
        buf_printf(&w->text, "%s LIMIT 1", way);
    }
    where_text(w, ")");
    m->weight -= 8;
    return OK;
}

/* ---- values ------------------------------------------------------------------------------------
 */

static enum outcome emit_arguments(struct emit *m, const struct expr *x, const char *name,
                                   int64_t scale)
{
    struct where *w = m->w;
    where_text(w, name);
    TRY(emit_value(m, x->args[0]));
    if (x->op == E_DIV) {
        where_text(w, ", ");
        buf_int(&w->text, scale);
    }
    if (x->args_n > 1) {
        where_text(w, ", ");
        TRY(emit_value(m, x->args[1]));
    }
    if (x->op == E_MUL && scale != 1) {
        where_text(w, ", ");
        buf_int(&w->text, scale);
    }
    where_text(w, ")");
    return OK;
}

static enum outcome emit_cast(struct emit *m, const struct expr *x)
{
    const struct expr *from = x->args[0];
    if (from->type == V_INTEGER && x->type == V_NUMBER) {
        where_text(m->w, "lf_mul(");
        TRY(emit_value(m, from));
        where_text(m->w, ", 1000000)");
    } else if (from->type == V_DATE && x->type == V_DATETIME) {
        where_text(m->w, "lf_sub(lf_mul(");
        TRY(emit_value(m, from));
        buf_printf(&m->w->text, ", 86400), %d)", m->w->plan->calendar.offset_s);
    } else if (from->type == V_DURATION && x->type == V_INTEGER) {
        where_text(m->w, "lf_muldiv(");
        TRY(emit_value(m, from));
        where_text(m->w, ", 1, 86400)");
    } else {
        return emit_value(m, from);
    }
    return OK;
}

static enum outcome emit_if(struct emit *m, const struct expr *x)
{
    where_text(m->w, "CASE WHEN ");
    TRY(emit_condition(m, x->args[0]));
    where_text(m->w, " THEN ");
    TRY(emit_value(m, x->args[1]));
    where_text(m->w, " ELSE ");
    TRY(emit_value(m, x->args[2]));
    where_text(m->w, " END");
    return OK;
}

/* Is it a condition in SQL (a boolean in PostgreSQL), not a 0 or 1? */
static bool is_condition(const struct expr *x)
{
    switch (x->op) {
    case E_EQ:
    case E_NE:
    case E_LT:
    case E_LE:
    case E_GT:
    case E_GE:
    case E_AND:
    case E_OR:
    case E_NOT:
    case E_IN:
    case E_NOT_IN:
    case E_BETWEEN:
        return true;
    case E_CALL:
        return x->type == V_FLAG;
    case E_QUERY:
        return x->query == Q_EXISTS;
    default:
        return false;
    }
}

static enum outcome emit_node(struct emit *m, const struct expr *x)
{
    switch (x->op) {
    case E_FIELD:
    case E_SYSTEM:
    case E_THIS:
        return emit_field(m, x);
    case E_DOT:
        return emit_dot(m, x);
    case E_PLACE_FIELD:
        return emit_place_field(m, x);
    case E_STD:
        return emit_standard(m, x);
    case E_LOOKUP:
        return emit_lookup(m, x);
    case E_CALL:
        return emit_call(m, x);
    case E_QUERY:
        return emit_query(m, x);
    case E_ADD:
        return emit_arguments(m, x, "lf_add(", 1);
    case E_SUB:
        return emit_arguments(m, x, "lf_sub(", 1);
    case E_MUL:
        return emit_arguments(m, x, x->value.n == 1 ? "lf_mul(" : "lf_muldiv(", x->value.n);
    case E_DIV:
        return emit_arguments(m, x, "lf_muldiv(", x->value.n);
    case E_NEG:
        return emit_arguments(m, x, "lf_neg(", 1);
    case E_IF:
        return emit_if(m, x);
    case E_CAST:
        return emit_cast(m, x);
    default:
        return err_set(m->e, FAULT, NULL, "no_sql", "line %d has no meaning in SQL",
                       "第%d行无法写成SQL", x->line);
    }
}

enum outcome emit_value(struct emit *m, const struct expr *x)
{
    if (fold_is_free(m, x))
        return fold(m, x, false);
    DEEPER(6);
    if (is_condition(x)) {
        where_text(m->w, "CAST(");
        TRY(emit_condition(m, x));
        where_text(m->w, " AS INTEGER)");
    } else {
        TRY(emit_node(m, x));
    }
    m->weight -= 6;
    return OK;
}

/* ---- conditions
 * ---------------------------------------------------------------------------------- */

static const char *const SIGNS[] = {
    [E_EQ] = " = ", [E_NE] = " <> ", [E_LT] = " < ",    [E_LE] = " <= ",
    [E_GT] = " > ", [E_GE] = " >= ", [E_AND] = " AND ", [E_OR] = " OR ",
};

static enum outcome emit_compare(struct emit *m, const struct expr *x)
{
    struct where *w = m->w;
    bool is_text_order = x->op != E_EQ && x->op != E_NE && vtype_is_text(x->args[0]->type);
    where_text(w, is_text_order ? "(lf_compare(" : "(");
    TRY(emit_value(m, x->args[0]));
    where_text(w, is_text_order ? ", " : SIGNS[x->op]);
    TRY(emit_value(m, x->args[1]));
    if (is_text_order) {
        where_text(w, ")");
        where_text(w, SIGNS[x->op]);
        where_text(w, "0");
    }
    where_text(w, ")");
    return OK;
}

static enum outcome emit_run(struct emit *m, const struct expr *x)
{
    for (int i = 0; i < x->args_n; i++) {
        where_text(m->w, i == 0 ? "(" : SIGNS[x->op]);
        TRY(emit_condition(m, x->args[i]));
    }
    where_text(m->w, ")");
    return OK;
}

static enum outcome emit_in(struct emit *m, const struct expr *x)
{
    struct where *w = m->w;
    bool is_not = x->op == E_NOT_IN;
    if (x->args[1]->type == V_CODES) {
        where_text(w, "(lf_has(");
        TRY(emit_value(m, x->args[1]));
        where_text(w, ", ");
        TRY(emit_value(m, x->args[0]));
        where_text(w, is_not ? ") = 0)" : ") = 1)");
        return OK;
    }
    where_text(w, "(");
    TRY(emit_value(m, x->args[0]));
    where_text(w, is_not ? " NOT IN (" : " IN (");
    for (int i = 1; i < x->args_n; i++) {
        if (i > 1)
            where_text(w, ", ");
        TRY(emit_value(m, x->args[i]));
    }
    where_text(w, "))");
    return OK;
}

static enum outcome emit_between(struct emit *m, const struct expr *x)
{
    struct where *w = m->w;
    bool is_text = vtype_is_text(x->args[0]->type);
    for (int i = 1; i <= 2; i++) {
        if (is_text)
            where_text(w, i == 1 ? "(lf_compare(" : ") >= 0 AND lf_compare(");
        else
            where_text(w, i == 1 ? "(" : " AND ");
        if (is_text || i == 1)
            TRY(emit_value(m, x->args[0]));
        where_text(w, is_text ? ", " : i == 1 ? " BETWEEN " : "");
        TRY(emit_value(m, x->args[i]));
    }
    where_text(w, is_text ? ") <= 0)" : ")");
    return OK;
}

enum outcome emit_condition(struct emit *m, const struct expr *x)
{
    if (fold_is_free(m, x))
        return fold(m, x, true);
    DEEPER(5);
    switch (x->op) {
    case E_EQ:
    case E_NE:
    case E_LT:
    case E_LE:
    case E_GT:
    case E_GE:
        TRY(emit_compare(m, x));
        break;
    case E_AND:
    case E_OR:
        TRY(emit_run(m, x));
        break;
    case E_NOT:
        where_text(m->w, "(NOT ");
        TRY(emit_condition(m, x->args[0]));
        where_text(m->w, ")");
        break;
    case E_IN:
    case E_NOT_IN:
        TRY(emit_in(m, x));
        break;
    case E_BETWEEN:
        TRY(emit_between(m, x));
        break;
    default:
        if (is_condition(x)) {
            TRY(emit_node(m, x));
            break;
        }
        where_text(m->w, "(");
        TRY(emit_node(m, x));
        where_text(m->w, " = 1)");
    }
    m->weight -= 5;
    return OK;
}

/* ---- the ways in
 * ----------------------------------------------------------------------------------- */

static enum outcome finish(struct where *w, enum outcome o, struct err *e)
{
    if (o != OK || (!buf_is_over(&w->text) && w->binds_n <= BINDS_MAX))
        return o;
    return err_set(e, REFUSED, NULL, "too_large", "the condition is too large to be asked",
                   "条件过长，无法查询");
}

enum outcome where_condition(struct where *w, const struct expr *x, const struct ledger *l,
                             const char *alias, struct err *e)
{
    struct emit m = {.w = w, .ledger = l, .alias = alias, .e = e};
    return finish(w, emit_condition(&m, x), e);
}

enum outcome where_value(struct where *w, const struct expr *x, const struct ledger *l,
                         const char *alias, struct err *e)
{
    struct emit m = {.w = w, .ledger = l, .alias = alias, .e = e};
    return finish(w, emit_value(&m, x), e);
}

enum outcome where_query(struct value *ret, struct eval *ev, struct db *db, const struct expr *q,
                         struct err *e)
{
    struct where w;
    struct query *rows;
    where_init(&w, ev->arena, ev->plan, ev->now, ev->user);
    w.outer = ev;
    where_text(&w, "SELECT ");
    enum outcome o = where_value(&w, q, NULL, NULL, e);
    if (o == OK)
        o = db_query(&rows, db, w.text.data, w.binds, w.binds_n, e);
    if (o == OK) {
        struct value v = value_null();
        if (query_next(rows) && !query_is_null(rows, 0)) {
            size_t len = 0;
            const char *s = vtype_is_text(q->type) ? query_text(rows, 0, &len) : NULL;
            v = s ? value_text_n(q->type, arena_text(ev->arena, s, len), len)
                  : value_int(q->type, query_int(rows, 0));
        }
        o = query_end(rows, e);
        if (o == OK)
            *ret = v;
    }
    where_fini(&w);
    return o;
}
