/* The value of a checked expression over one record. ledger/where_store.c says the same in SQL;
 * tests/unit/ledger/where_test.c compares the two. Asks the outside only through struct eval. */
#include "plan/expr_int.h"
#include "value/calc.h"
#include "value/time.h"

int64_t eval_today(const struct eval *ev)
{
    int64_t day;
    int offset_s = ev->plan ? ev->plan->calendar.offset_s : 0;
    return calc_date(ev->now, offset_s, &day) ? day : 0;
}

/* The evaluation to which a node's record belongs. */
static struct eval *whose(struct eval *ev, const struct expr *x)
{
    return x->outer && ev->outer ? ev->outer : ev;
}

static enum outcome missing(const struct expr *x, struct err *e, const char *what)
{
    return err_set(e, FAULT, NULL, "evaluator", "%s cannot be asked here (line %d)",
                   "此处不能求%s的值（第%d行）", what, x->line);
}

static enum outcome eval_field(struct eval *ev, const struct expr *x, int64_t record,
                               struct value *ret, struct err *e)
{
    enum outcome o;
    if (x->field) {
        if (!ev->field)
            return missing(x, e, x->field->name);
        o = ev->field(ev, x->ledger, record, x->field, ret, e);
    } else {
        if (!ev->system)
            return missing(x, e, system_field_word(x->system));
        o = ev->system(ev, x->ledger, record, x->system, ret, e);
    }
    bool is_empty = o == OK && vtype_is_text(ret->type) && ret->len == 0;
    if (is_empty)
        *ret = value_null();
    return o;
}

static enum outcome eval_dot(struct eval *ev, const struct expr *x, struct value *ret,
                             struct err *e)
{
    struct value left;
    enum outcome o = expr_eval(ev, x->args[0], &left, e);
    if (o != OK)
        return o;
    if (value_is_null(left)) {
        *ret = value_null();
        return OK;
    }
    if (x->op == E_DOT)
        return eval_field(ev, x, left.n, ret, e);
    return ev->place ? ev->place(ev, left.n, x->name, ret, e) : missing(x, e, x->name);
}

static enum outcome eval_lookup(struct eval *ev, const struct expr *x, struct value *ret,
                                struct err *e)
{
    struct value key;
    enum outcome o = expr_eval(ev, x->args[0], &key, e);
    if (o != OK)
        return o;
    *ret = value_null();
    if (!value_is_null(key))
        *ret =
            table_lookup(x->table, arena_text(ev->arena, key.s, key.len), x->name, eval_today(ev));
    return OK;
}

static bool calculate(const struct expr *x, int64_t a, int64_t b, int64_t *ret)
{
    switch (x->op) {
    case E_ADD:
        return number_add(a, b, ret);
    case E_SUB:
        return number_sub(a, b, ret);
    case E_MUL:
        return x->value.n == 1 ? number_mul(a, b, ret) : number_muldiv(a, b, x->value.n, ret);
    case E_DIV:
        return number_muldiv(a, x->value.n, b, ret);
    default:
        return number_sub(0, a, ret); /* E_NEG */
    }
}

static enum outcome eval_arithmetic(struct eval *ev, const struct expr *x, struct value *ret,
                                    struct err *e)
{
    struct value a, b = value_int(V_INTEGER, 0);
    int64_t n;
    enum outcome o = expr_eval(ev, x->args[0], &a, e);
    if (o == OK && x->args_n > 1)
        o = expr_eval(ev, x->args[1], &b, e);
    if (o != OK)
        return o;
    bool has_value = !value_is_null(a) && !value_is_null(b) && calculate(x, a.n, b.n, &n);
    *ret = has_value ? value_int(x->type, n) : value_null();
    return OK;
}

static int64_t compare(struct value a, struct value b)
{
    if (vtype_is_text(a.type))
        return calc_compare(a.s, a.len, b.s, b.len);
    return (a.n > b.n) - (a.n < b.n);
}

/* null when either is. */
static struct value compare_as(enum expr_op op, struct value a, struct value b)
{
    if (value_is_null(a) || value_is_null(b))
        return value_null();
    int64_t order = compare(a, b);
    bool holds = op == E_EQ   ? order == 0
                 : op == E_NE ? order != 0
                 : op == E_LT ? order < 0
                 : op == E_LE ? order <= 0
                 : op == E_GT ? order > 0
                              : order >= 0;
    return value_int(V_FLAG, holds);
}

/* Kleene: one decisive part decides (false for and, true for or), else one unknown makes it
 * unknown. */
static enum outcome eval_run(struct eval *ev, const struct expr *x, struct value *ret,
                             struct err *e)
{
    bool decisive = x->op == E_OR, has_unknown = false;
    for (int i = 0; i < x->args_n; i++) {
        struct value v;
        enum outcome o = expr_eval(ev, x->args[i], &v, e);
        if (o != OK)
            return o;
        if (value_is_null(v)) {
            has_unknown = true;
        } else if ((v.n != 0) == decisive) {
            *ret = value_int(V_FLAG, decisive);
            return OK;
        }
    }
    *ret = has_unknown ? value_null() : value_int(V_FLAG, !decisive);
    return OK;
}

static struct value negate(struct value v)
{
    return value_is_null(v) ? v : value_int(V_FLAG, v.n == 0);
}

static enum outcome eval_in(struct eval *ev, const struct expr *x, struct value *ret, struct err *e)
{
    struct value word, item, found = value_int(V_FLAG, 0);
    enum outcome o = expr_eval(ev, x->args[0], &word, e);
    for (int i = 1; i < x->args_n && o == OK; i++) {
        if ((o = expr_eval(ev, x->args[i], &item, e)) != OK)
            break;
        if (x->args[i]->type == V_CODES) {
            if (value_is_null(word))
                found = value_null();
            else if (!value_is_null(item))
                found = value_int(V_FLAG, calc_has_code(item.s, item.len, word.s, word.len));
            break;
        }
        struct value same = compare_as(E_EQ, word, item);
        if (value_is_null(same)) {
            found = same;
        } else if (same.n) {
            found = same;
            break;
        }
    }
    *ret = x->op == E_NOT_IN ? negate(found) : found;
    return o;
}

static enum outcome eval_between(struct eval *ev, const struct expr *x, struct value *ret,
                                 struct err *e)
{
    struct value v[3];
    for (int i = 0; i < 3; i++) {
        enum outcome o = expr_eval(ev, x->args[i], &v[i], e);
        if (o != OK)
            return o;
    }
    struct value above = compare_as(E_GE, v[0], v[1]), below = compare_as(E_LE, v[0], v[2]);
    bool is_false = (!value_is_null(above) && !above.n) || (!value_is_null(below) && !below.n);
    bool is_unknown = value_is_null(above) || value_is_null(below);
    *ret = is_false ? value_int(V_FLAG, 0) : is_unknown ? value_null() : value_int(V_FLAG, 1);
    return OK;
}

static enum outcome eval_call(struct eval *ev, const struct expr *x, struct value *ret,
                              struct err *e)
{
    struct value small[4], *args = small;
    if (x->args_n > 4)
        args = arena_alloc(ev->arena, (size_t)x->args_n * sizeof *args);
    for (int i = 0; i < x->args_n; i++) {
        enum outcome o = expr_eval(ev, x->args[i], &args[i], e);
        if (o != OK)
            return o;
    }
    enum outcome o = x->func->eval(ev, args, x->args_n, ret, e);
    if (o == OK && !value_is_null(*ret))
        ret->type = x->type;
    return o;
}

enum outcome expr_eval(struct eval *ev, const struct expr *x, struct value *ret, struct err *e)
{
    struct value v;
    enum outcome o;
    switch (x->op) {
    case E_CONST:
        *ret = x->value;
        return OK;
    case E_FIELD:
    case E_SYSTEM:
        return eval_field(whose(ev, x), x, 0, ret, e);
    case E_THIS:
        ev = whose(ev, x);
        return ev->system ? ev->system(ev, x->ledger, 0, SYS_ID, ret, e) : missing(x, e, "this");
    case E_DOT:
    case E_PLACE_FIELD:
        return eval_dot(ev, x, ret, e);
    case E_STD:
        if (ev->outer) /* standards are those of the record outside */
            ev = ev->outer;
        return ev->standard ? ev->standard(ev, x->standard, ret, e)
                            : missing(x, e, x->standard->name);
    case E_LOOKUP:
        return eval_lookup(ev, x, ret, e);
    case E_CALL:
        return eval_call(ev, x, ret, e);
    case E_QUERY:
        return ev->query ? ev->query(ev, x, ret, e) : missing(x, e, x->ledger->name);
    case E_ADD:
    case E_SUB:
    case E_MUL:
    case E_DIV:
    case E_NEG:
        return eval_arithmetic(ev, x, ret, e);
    case E_EQ:
    case E_NE:
    case E_LT:
    case E_LE:
    case E_GT:
    case E_GE: {
        struct value right;
        if ((o = expr_eval(ev, x->args[0], &v, e)) == OK &&
            (o = expr_eval(ev, x->args[1], &right, e)) == OK)
            *ret = compare_as(x->op, v, right);
        return o;
    }
    case E_AND:
    case E_OR:
        return eval_run(ev, x, ret, e);
    case E_NOT:
        if ((o = expr_eval(ev, x->args[0], &v, e)) == OK)
            *ret = negate(v);
        return o;
    case E_IN:
    case E_NOT_IN:
        return eval_in(ev, x, ret, e);
    case E_BETWEEN:
        return eval_between(ev, x, ret, e);
    case E_IF:
        if ((o = expr_eval(ev, x->args[0], &v, e)) != OK)
            return o;
        return expr_eval(ev, x->args[!value_is_null(v) && v.n ? 1 : 2], ret, e);
    case E_CAST:
        if ((o = expr_eval(ev, x->args[0], &v, e)) == OK)
            *ret = cast_value(ev->plan, v, x->type);
        return o;
    case E_NAME:
    case E_LIST:
        break;
    }
    return missing(x, e, "?");
}

enum outcome expr_holds(struct eval *ev, const struct expr *x, bool *ret, struct err *e)
{
    struct value v;
    enum outcome o = expr_eval(ev, x, &v, e);
    if (o == OK)
        *ret = !value_is_null(v) && v.n != 0;
    return o;
}
