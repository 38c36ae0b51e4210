/* Checking calls and queries, what an expression is wanted for, and the one public way in:
 * expr_parse(). Also what can be asked of a finished tree. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "plan/expr_int.h"

static enum outcome refuse_func(struct checker *c, const struct expr *x)
{
    struct nearest n = {.word = x->name};
    const char *en, *zh;
    int rows_n;
    const struct func *rows = func_rows(&rows_n);
    static const char *const OTHERS[] = {"if", "std", "lookup", "sum", "exists", "last", "first"};
    for (int i = 0; i < rows_n; i++)
        nearest_try(&n, rows[i].name);
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        nearest_try(&n, OTHERS[i]);
    nearest_text(c, &n, &en, &zh);
    return refuse_at(c, x, "unknown_function", "there is no function \"%s\"%s%.0s",
                     "没有函数“%s”%.0s%s", x->name, en, zh);
}

static enum outcome refuse_argument(struct checker *c, const struct expr *arg, const char *name,
                                    enum vtype want)
{
    const struct label *a = vtype_label(want), *b = vtype_label(arg->type);
    return refuse_at(c, arg, "type", "%1$s needs %2$s, but here stands %3$s%4$.0s%5$.0s",
                     "%1$s须用%4$s，此处却是%5$s%2$.0s%3$.0s", name, a->en, b->en, a->zh, b->zh);
}

static bool may_cast(enum vtype from, enum vtype to)
{
    return from == to || (from == V_INTEGER && to == V_NUMBER) ||
           (from == V_DATE && to == V_DATETIME) || (from == V_CODE && to == V_TEXT);
}

static enum outcome check_plain(struct checker *c, struct expr *x)
{
    for (int i = 0; i < x->args_n; i++) {
        enum vtype want = x->func->args[i < 4 ? i : 3];
        for (int k = i; want == V_NULL && k > 0; k--)
            want = x->func->args[k < 4 ? k : 3];
        enum outcome o = check_node(c, &x->args[i], USE_VALUE, NULL);
        if (o != OK)
            return o;
        bool is_done;
        if ((o = constant_to(c, x->args[i], want, &is_done)) != OK)
            return o;
        if (!may_cast(x->args[i]->type, want))
            return refuse_argument(c, x->args[i], x->func->name, want);
        if (want != V_TEXT)
            x->args[i] = cast_to(c, x->args[i], want);
    }
    return OK;
}

static enum outcome check_same(struct checker *c, struct expr *x)
{
    enum outcome o = OK;
    for (int i = 0; i < x->args_n && o == OK; i++)
        o = check_node(c, &x->args[i], USE_VALUE, NULL);
    for (int round = 0; round < 2 && o == OK; round++) {
        for (int i = 1; i < x->args_n && o == OK; i++)
            o = check_unify(c, &x->args[0], &x->args[i]);
    }
    if (o != OK)
        return o;
    x->type = x->args[0]->type;
    if (x->type == V_NULL)
        x->type = V_INTEGER;
    if (vtype_is_ordered(x->type) && x->type != V_TEXT)
        return OK;
    return refuse_argument(c, x->args[0], x->func->name, V_NUMBER);
}

static enum outcome check_signed(struct checker *c, struct expr *x)
{
    enum outcome o = check_node(c, &x->args[0], USE_VALUE, NULL);
    if (o != OK)
        return o;
    x->type = x->args[0]->type == V_NULL ? V_INTEGER : x->args[0]->type;
    return vtype_is_signed(x->type) ? OK : refuse_argument(c, x->args[0], x->func->name, V_NUMBER);
}

static enum outcome check_count(struct checker *c, struct expr *x)
{
    enum outcome o = check_node(c, &x->args[0], USE_COUNT, NULL);
    if (o != OK)
        return o;
    const struct expr *arg = x->args[0];
    bool is_lines = arg->field && arg->field->type == F_LINES;
    if (arg->type == V_CODES || is_lines)
        return OK;
    return refuse_at(c, arg, "type",
                     "count() takes a choices field, rows, or a ledger: count(case where …)",
                     "count()须用多选字段、明细行或台账：count(case where …)");
}

static enum outcome check_points(struct checker *c, struct expr *x)
{
    for (int i = 0; i < x->args_n; i++) {
        enum outcome o = check_node(c, &x->args[i], USE_POINT, NULL);
        if (o != OK)
            return o;
        const struct expr *arg = x->args[i];
        if (!arg->field || arg->field->type != F_POINT)
            return refuse_at(c, arg, "type", "%s takes point fields", "%s须用坐标字段",
                             x->func->name);
    }
    return OK;
}

enum outcome check_call(struct checker *c, struct expr *x)
{
    const struct func *f = func_find(x->name);
    if (!f)
        return refuse_func(c, x);
    x->func = f;
    if (x->args_n < f->args_min || x->args_n > f->args_max) {
        if (f->args_min == f->args_max)
            return refuse_at(c, x, "arguments", "%s needs %d arguments, not %d",
                             "%s须有%d个参数，此处有%d个", f->name, f->args_min, x->args_n);
        return refuse_at(c, x, "arguments", "%s needs %d to %d arguments, not %d",
                         "%s须有%d至%d个参数，此处有%d个", f->name, f->args_min, f->args_max,
                         x->args_n);
    }
    enum outcome o = OK;
    x->type = f->result;
    switch (f->law) {
    case LAW_PLAIN:
        o = check_plain(c, x);
        break;
    case LAW_SAME:
        o = check_same(c, x);
        break;
    case LAW_SIGNED:
        o = check_signed(c, x);
        break;
    case LAW_KNOWN:
        o = check_node(c, &x->args[0], USE_KNOWN, NULL);
        break;
    case LAW_COUNT:
        o = check_count(c, x);
        break;
    case LAW_POINTS:
        o = check_points(c, x);
        break;
    }
    return o;
}

/* ---- queries -------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    bool needs_field;
} QUERIES[] = {
    [Q_COUNT] = {"count", false},   [Q_SUM] = {"sum", true}, [Q_LAST] = {"last", false},
    [Q_FIRST] = {"first", false},   [Q_MIN] = {"min", true}, [Q_MAX] = {"max", true},
    [Q_EXISTS] = {"exists", false},
};

static enum outcome check_query_field(struct checker *c, struct expr *x, const char *name)
{
    const char *word = QUERIES[x->query].word;
    bool is_number_wanted = x->query == Q_SUM;
    if (x->query == Q_COUNT || x->query == Q_EXISTS) {
        x->type = x->query == Q_COUNT ? V_INTEGER : V_FLAG;
        if (!name)
            return OK;
        return refuse_at(c, x, "arguments", "%s takes a ledger without a field: %s(%s where …)",
                         "%s只写台账，不写字段：%s(%s where …)", word, word, x->ledger->name);
    }
    if (!name) {
        x->type = V_REF;
        x->to = x->ledger;
        x->system = SYS_ID;
        if (!QUERIES[x->query].needs_field)
            return OK;
        return refuse_at(c, x, "arguments", "%s needs a field: %s(%s.field where …)",
                         "%s须写字段：%s(%s.字段 where …)", word, word, x->ledger->name);
    }
    struct expr named = {.line = x->line, .column = x->column};
    if (!find_in_ledger(&named, x->ledger, name)) {
        struct nearest n = {.word = name};
        const char *en, *zh;
        for (int i = 0; i < x->ledger->fields_n; i++)
            nearest_try(&n, x->ledger->fields[i].name);
        nearest_text(c, &n, &en, &zh);
        return refuse_at(c, x, "unknown_field", "%s has no field \"%s\"%s%.0s",
                         "%s没有字段“%s”%.0s%s", x->ledger->name, name, en, zh);
    }
    enum outcome o = named.field ? check_field(c, &named, named.field, USE_VALUE) : OK;
    if (o != OK)
        return o;
    x->field = named.field;
    x->system = named.system;
    x->type = named.type;
    x->to = named.to;
    bool is_ordered = vtype_is_ordered(x->type) && x->type != V_TEXT;
    if (!QUERIES[x->query].needs_field ||
        (is_number_wanted ? vtype_is_signed(x->type) : is_ordered))
        return OK;
    return refuse_argument(c, x, word, V_NUMBER);
}

enum outcome check_query(struct checker *c, struct expr *x)
{
    const char *ledger = x->name, *field = x->value.s;
    x->value = value_null();
    x->name = NULL;
    if (c->inner)
        return refuse_at(c, x, "nested_query",
                         "a condition over a ledger may not ask a ledger again",
                         "查询条件中不能再查询台账");
    x->ledger = c->scope->plan ? plan_ledger(c->scope->plan, ledger) : NULL;
    if (!x->ledger) {
        struct nearest n = {.word = ledger};
        const char *en, *zh;
        for (int i = 0; c->scope->plan && i < c->scope->plan->ledgers_n; i++)
            nearest_try(&n, c->scope->plan->ledgers[i].name);
        nearest_text(c, &n, &en, &zh);
        return refuse_at(c, x, "unknown_ledger", "there is no ledger \"%s\"%s%.0s",
                         "没有台账“%s”%.0s%s", ledger, en, zh);
    }
    enum outcome o = check_query_field(c, x, field);
    if (o != OK || x->args_n == 0)
        return o;
    c->inner = x->ledger;
    o = check_node(c, &x->args[0], USE_VALUE, NULL);
    if (o == OK)
        o = check_want(c, &x->args[0], V_FLAG, NULL);
    c->inner = NULL;
    if (o == OK && !expr_has_sql(x->args[0]))
        return refuse_at(c, x, "c_only",
                         "this condition cannot be asked of a ledger: distance() and rows of lines "
                         "work on one record only",
                         "该条件不能用于查询台账：distance()和明细行只能用于单条记录");
    return o;
}

/* ---- what it is wanted for ------------------------------------------------------------------- */

/* [fever, cough] as the value of a choices field. */
static enum outcome check_codes_list(struct checker *c, struct expr *x, const struct field *target)
{
    struct domain d = {.field = target};
    for (int i = 0; i < x->args_n; i++) {
        enum outcome o = check_node(c, &x->args[i], USE_VALUE, &d);
        if (o != OK)
            return o;
        const struct expr *item = x->args[i];
        if (item->op != E_CONST || !vtype_is_text(item->type))
            return refuse_at(c, item, "type", "only codes stand in this list",
                             "该列表中只能写选项");
        if (!domain_has(&d, item->value.s, item->value.len))
            return refuse_code(c, item, arena_text(c->arena, item->value.s, item->value.len), &d);
    }
    const char *text = "";
    for (int i = 0; i < target->rule.codes_n; i++) {
        const char *code = target->rule.codes[i].code;
        for (int k = 0; k < x->args_n; k++) {
            if (strlen(code) == x->args[k]->value.len &&
                memcmp(code, x->args[k]->value.s, x->args[k]->value.len) == 0) {
                text = arena_printf(c->arena, "%s,%s", text, code);
                break;
            }
        }
    }
    x->op = E_CONST;
    x->type = V_CODES;
    x->value = value_null();
    if (x->args_n > 0)
        x->value = value_text(arena_printf(c->arena, "%s,", text));
    if (!value_is_null(x->value))
        x->value.type = V_CODES;
    x->args_n = 0;
    return OK;
}

enum outcome check_want(struct checker *c, struct expr **slot, enum vtype want,
                        const struct field *target)
{
    struct expr *x = *slot;
    bool is_done;
    enum outcome o;
    if (want == V_NULL)
        return OK;
    if ((o = constant_to(c, x, want, &is_done)) != OK || is_done)
        return o;
    if (want == V_CODE && x->type == V_TEXT && x->op == E_CONST && target) {
        struct domain d = {.field = target};
        if (!domain_has(&d, x->value.s, x->value.len))
            return refuse_code(c, x, arena_text(c->arena, x->value.s, x->value.len), &d);
        x->type = x->value.type = V_CODE;
    }
    if (!may_cast(x->type, want)) {
        const struct label *a = vtype_label(want), *b = vtype_label(x->type);
        return refuse_at(c, x, "type", "%1$s is needed here, but this gives %2$s%3$.0s%4$.0s",
                         "此处须为%3$s，该表达式却给出%4$s%1$.0s%2$.0s", a->en, b->en, a->zh,
                         b->zh);
    }
    if (want == V_REF && target && target->to && x->to && target->to != x->to)
        return refuse_at(c, x, "type", "a record of %s is needed here, not of %s",
                         "此处须为%s的记录，而不是%s的记录", target->to->name, x->to->name);
    if (want != V_TEXT)
        *slot = cast_to(c, x, want);
    return OK;
}

enum outcome expr_parse(struct expr **ret, struct arena *a, const struct expr_scope *scope,
                        const char *text, enum vtype want, struct err *e)
{
    struct token *tokens;
    struct expr *x;
    struct checker c = {.arena = a, .scope = scope, .e = e};
    const struct field *target = scope->target;
    struct domain hint = {0};
    enum outcome o = lex(&tokens, a, scope, text, e);
    if (o != OK)
        return o;
    o = parse_tokens(&x, a, scope, tokens, e);
    free(tokens);
    if (o != OK)
        return o;
    if (target && (target->type == F_CHOICE || target->type == F_CHOICES))
        hint.field = target;
    if (want == V_CODES && x->op == E_LIST && hint.field)
        o = check_codes_list(&c, x, target);
    else
        o = check_node(&c, &x, USE_VALUE, &hint);
    if (o == OK)
        o = check_want(&c, &x, want, target);
    if (o == OK)
        *ret = x;
    return o;
}

/* ---- asking a finished tree -------------------------------------------------------------------
 */

void expr_walk(const struct expr *x, void (*visit)(void *arg, const struct expr *node), void *arg)
{
    visit(arg, x);
    for (int i = 0; i < x->args_n; i++)
        expr_walk(x->args[i], visit, arg);
}

static void find_c_only(void *arg, const struct expr *x)
{
    bool *found = arg;
    if ((x->op == E_CALL && !x->func->sql) || (x->op == E_FIELD && !x->ledger))
        *found = true;
}

bool expr_has_sql(const struct expr *x)
{
    bool found = false;
    expr_walk(x, find_c_only, &found);
    return !found;
}

static void find_query(void *arg, const struct expr *x)
{
    bool *found = arg;
    if (x->op == E_QUERY)
        *found = true;
}

bool expr_has_query(const struct expr *x)
{
    bool found = false;
    expr_walk(x, find_query, &found);
    return found;
}
