/* Parts of an expression for which no row is needed are worked out in C and put into the text or
 * bound. This keeps conditions like created_at > now() - 1d in a form that an index answers. */
#include <string.h>

#include "base/text.h"
#include "ledger/where_int.h"

#define LITERAL_MAX 200 /* bytes of a text in the statement; longer ones are bound */

void put_sql_null(struct where *w, enum vtype type)
{
    where_text(w, vtype_is_text(type) ? "CAST(NULL AS TEXT)" : "CAST(NULL AS BIGINT)");
}

static void put_quoted(struct where *w, const char *s, size_t len)
{
    buf_char(&w->text, '\'');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\'')
            buf_char(&w->text, '\'');
        buf_char(&w->text, s[i]);
    }
    buf_char(&w->text, '\'');
}

void put_sql_literal(struct where *w, struct value v, enum vtype type)
{
    if (value_is_null(v)) {
        put_sql_null(w, type);
    } else if (vtype_is_text(v.type)) {
        /* A backslash is plain in standard strings only: not worth depending on a setting. */
        if (v.len > LITERAL_MAX || memchr(v.s, '\\', v.len) || memchr(v.s, '\0', v.len))
            where_bind(w, v);
        else
            put_quoted(w, v.s, v.len);
    } else if (v.n == INT64_MIN) {
        where_text(w, "(-9223372036854775807 - 1)");
    } else {
        buf_int(&w->text, v.n);
    }
}

/* Does a row of the statement stand for the record that this node asks? */
static bool is_of_row(const struct emit *m, const struct expr *x)
{
    if (m->inner ? !x->outer : x->outer)
        return m->inner != NULL; /* the queried row; outside a query: the record outside */
    return m->alias != NULL;
}

bool fold_is_free(const struct emit *m, const struct expr *x)
{
    switch (x->op) {
    case E_QUERY:
        return false;
    case E_STD:
        if (!m->w->outer)
            return false;
        break;
    case E_FIELD:
    case E_SYSTEM:
    case E_THIS:
        if (is_of_row(m, x) || !m->w->outer)
            return false;
        break;
    case E_DOT:
    case E_PLACE_FIELD:
        if (!m->w->outer)
            return false;
        break;
    default:
        break;
    }
    for (int i = 0; i < x->args_n; i++) {
        if (!fold_is_free(m, x->args[i]))
            return false;
    }
    return true;
}

static void find_changing(void *arg, const struct expr *x)
{
    bool *found = arg;
    const char *name = x->op == E_CALL ? x->func->name : "";
    bool is_clock = text_same(name, "now") || text_same(name, "today") ||
                    text_same(name, "user") || (text_same(name, "age") && x->args_n == 1);
    if (is_clock || x->op == E_FIELD || x->op == E_SYSTEM || x->op == E_THIS || x->op == E_STD ||
        x->op == E_LOOKUP)
        *found = true;
}

enum outcome fold(struct emit *m, const struct expr *x, bool as_condition)
{
    struct where *w = m->w;
    struct eval plain = {.arena = w->arena, .plan = w->plan, .now = w->now, .user = w->user};
    struct value v;
    enum outcome o = expr_eval(w->outer ? w->outer : &plain, x, &v, m->e);
    if (o != OK)
        return o;
    bool is_bound = w->binds_constants && x->type != V_FLAG && x->type != V_CODE;
    if (!is_bound)
        expr_walk(x, find_changing, &is_bound);
    bool is_flag_text = as_condition && !is_bound && !value_is_null(v);
    if (is_flag_text) {
        where_text(w, v.n ? "(1 = 1)" : "(1 = 0)");
        return OK;
    }
    if (as_condition)
        buf_char(&w->text, '(');
    if (is_bound) {
        if (value_is_null(v)) /* typed, so that the text stays the same when there is a value */
            v = (struct value){.type = V_NULL, .n = vtype_is_text(x->type)};
        where_bind(w, v);
    } else {
        put_sql_literal(w, v, x->type);
    }
    if (as_condition)
        where_text(w, " = 1)");
    return OK;
}
