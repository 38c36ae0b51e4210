/* Judges a tree from the parser: every name is found, every type fits, casts are put in. After it
 * the evaluators need to ask nothing. What goes with what: expr_law.c. */
#include "base/limits.h"
#include "base/text.h"
#include "plan/expr_int.h"
#include "value/time.h"

#define DEPTH_MAX (4 * LIMIT_EXPR_DEPTH) /* of the tree: a chain of + is deep too */

static const struct { enum expr_op op; const char *sign; } SIGNS[] = {
    {E_ADD, "+"}, {E_SUB, "-"}, {E_MUL, "*"}, {E_DIV, "/"}, {E_EQ, "="}, {E_NE, "!="}, {E_LT, "<"},
    {E_LE, "<="}, {E_GT, ">"}, {E_GE, ">="}, {E_IN, "in"}, {E_NOT_IN, "not in"},
    {E_BETWEEN, "between"}, {E_AND, "and"}, {E_OR, "or"}, {E_NOT, "not"}, {E_NEG, "-"},
    {E_IF, "if"},
};

static const char *sign_of(enum expr_op op)
{
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        if (SIGNS[i].op == op)
            return SIGNS[i].sign;
    }
    return "?";
}

static bool is_bare_number(const struct expr *x)
{
    return x->op == E_CONST && (x->type == V_INTEGER || x->type == V_NUMBER);
}

static bool is_id(enum vtype type)
{
    return type == V_REF || type == V_PLACE || type == V_USER;
}

struct expr *cast_to(struct checker *c, struct expr *x, enum vtype type)
{
    if (x->type == type)
        return x;
    if (x->op == E_CONST && (x->type == V_NULL || x->type == V_INTEGER)) {
        x->value = cast_value(c->scope->plan, x->value, type);
        x->type = type;
        return x;
    }
    struct expr *cast = arena_alloc(c->arena, sizeof *cast);
    *cast = (struct expr){.op = E_CAST, .type = type, .line = x->line, .column = x->column,
                          .args_n = 1};
    cast->args = arena_copy(c->arena, &x, sizeof x);
    return cast;
}

/* ---- constants read as what stands beside them --------------------------------------------- */

/* 12.50 beside money means yuan. */
static bool yuan_to_fen(struct value v, int64_t *ret)
{
    if (v.type == V_INTEGER)
        return number_mul(v.n, 100, ret);
    *ret = v.n / 10000;
    return v.n % 10000 == 0;
}

static bool text_to(const struct checker *c, struct value v, enum vtype want, int64_t *ret)
{
    int offset_s = c->scope->plan ? c->scope->plan->calendar.offset_s : 0;
    switch (want) {
    case V_DATE:
        return date_parse(v.s, v.len, false, ret);
    case V_TIME:
        return time_parse(v.s, v.len, ret);
    case V_DATETIME: {
        int64_t day;
        if (datetime_parse(v.s, v.len, offset_s, ret))
            return true;
        return date_parse(v.s, v.len, false, &day) && number_mul(day, TIME_DAY, ret) &&
               number_sub(*ret, offset_s, ret);
    }
    case V_DURATION:
        return duration_parse(v.s, v.len, ret);
    case V_INTEGER:
        return text_int(v.s, v.len, ret);
    case V_NUMBER:
        return decimal_parse(v.s, v.len, 6, ret);
    case V_MONEY:
        return decimal_parse(v.s, v.len, 2, ret);
    default:
        return is_id(want) && text_int(v.s, v.len, ret);
    }
}

/* Turns a constant into `want` where it can be read so; *ret_done tells whether. */
enum outcome constant_to(struct checker *c, struct expr *x, enum vtype want, bool *ret_done)
{
    int64_t n = 0;
    *ret_done = false;
    if (x->op != E_CONST)
        return OK;
    if (x->type == V_NULL) {
        x->type = want;
        *ret_done = true;
        return OK;
    }
    if (want == V_MONEY && is_bare_number(x)) {
        if (!yuan_to_fen(x->value, &n))
            return refuse_at(c, x, "money", "money has at most two decimals",
                             "金额最多两位小数");
    } else if (is_id(want) && x->type == V_INTEGER) {
        n = x->value.n;
    } else if (x->type == V_TEXT && !vtype_is_text(want) && want != V_FLAG && want != V_NULL) {
        if (!text_to(c, x->value, want, &n)) {
            const struct label *type = vtype_label(want);
            return refuse_at(c, x, "constant", "\"%.*s\" cannot be read as %s%.0s",
                             "“%.*s”不能读作%.0s%s", (int)x->value.len, x->value.s, type->en,
                             type->zh);
        }
    } else {
        return OK;
    }
    x->value = value_int(want, n);
    x->type = want;
    *ret_done = true;
    return OK;
}

/* ---- bringing types together --------------------------------------------------------------- */

static enum outcome refuse_pair(struct checker *c, const struct expr *at, const struct expr *left,
                                const struct expr *right)
{
    const struct label *a = vtype_label(left->type), *b = vtype_label(right->type);
    return refuse_at(c, at, "type", "%1$s does not go with %2$s%3$.0s%4$.0s",
                     "%3$s与%4$s不能放在一起%1$.0s%2$.0s", a->en, b->en, a->zh, b->zh);
}

/* A text constant beside a choice must be one of its codes. */
static enum outcome check_code_text(struct checker *c, struct expr *x, const struct domain *d)
{
    if (x->op != E_CONST || value_is_null(x->value) || !domain_is_set(d))
        return OK;
    if (!domain_has(d, x->value.s, x->value.len))
        return refuse_code(c, x, arena_text(c->arena, x->value.s, x->value.len), d);
    x->type = x->value.type = V_CODE;
    return OK;
}

static enum outcome unify_codes(struct checker *c, struct expr *left, struct expr *right)
{
    struct domain of_left = domain_of(c->scope->plan, left);
    struct domain of_right = domain_of(c->scope->plan, right);
    enum outcome o = check_code_text(c, right, &of_left);
    return o == OK ? check_code_text(c, left, &of_right) : o;
}

enum outcome check_unify(struct checker *c, struct expr **left, struct expr **right)
{
    struct expr *a = *left, *b = *right;
    bool is_done;
    enum outcome o;
    if (vtype_is_text(a->type) && vtype_is_text(b->type) && a->type != V_CODES &&
        b->type != V_CODES)
        return unify_codes(c, a, b);
    if (a->type == b->type) {
        if (a->type == V_REF && a->to && b->to && a->to != b->to)
            return refuse_at(c, b, "type", "a record of %s is never one of %s",
                             "%s的记录不会是%s的记录", a->to->name, b->to->name);
        return OK;
    }
    if ((o = constant_to(c, a, b->type, &is_done)) != OK || is_done)
        return o;
    if ((o = constant_to(c, b, a->type, &is_done)) != OK || is_done)
        return o;
    static const struct { enum vtype small, wide; } WIDER[] = {
        {V_INTEGER, V_NUMBER}, {V_DATE, V_DATETIME},
    };
    for (size_t i = 0; i < sizeof WIDER / sizeof WIDER[0]; i++) {
        if ((a->type == WIDER[i].small && b->type == WIDER[i].wide) ||
            (a->type == WIDER[i].wide && b->type == WIDER[i].small)) {
            *left = cast_to(c, a, WIDER[i].wide);
            *right = cast_to(c, b, WIDER[i].wide);
            return OK;
        }
    }
    return refuse_pair(c, b, a, b);
}

/* ---- operators ------------------------------------------------------------------------------ */

static enum outcome check_flag(struct checker *c, struct expr **slot, const char *where)
{
    enum outcome o = check_node(c, slot, USE_VALUE, NULL);
    if (o != OK || (*slot)->type == V_FLAG)
        return o;
    if ((*slot)->type == V_NULL) {
        (*slot)->type = V_FLAG;
        return OK;
    }
    const struct label *type = vtype_label((*slot)->type);
    return refuse_at(c, *slot, "type", "%s needs a condition, but here stands %s%.0s",
                     "%s须为条件，此处却是%.0s%s", where, type->en, type->zh);
}

static enum outcome check_logic(struct checker *c, struct expr *x)
{
    for (int i = 0; i < x->args_n; i++) {
        enum outcome o = check_flag(c, &x->args[i], sign_of(x->op));
        if (o != OK)
            return o;
    }
    x->type = V_FLAG;
    return OK;
}

static enum outcome check_arithmetic(struct checker *c, struct expr *x)
{
    enum outcome o;
    for (int i = 0; i < 2; i++) {
        if ((o = check_node(c, &x->args[i], USE_VALUE, NULL)) != OK)
            return o;
    }
    for (int i = 0; i < 2; i++) {
        struct expr *here = x->args[i], *other = x->args[1 - i];
        bool is_done, is_sum = x->op == E_ADD || x->op == E_SUB;
        if (here->type == V_NULL)
            here->type = other->type == V_NULL               ? V_INTEGER
                         : vtype_is_signed(other->type)      ? other->type
                                                             : V_DURATION;
        if (is_sum && other->type == V_MONEY && is_bare_number(here) &&
            (o = constant_to(c, here, V_MONEY, &is_done)) != OK)
            return o;
    }
    struct expr *left = x->args[0], *right = x->args[1];
    const struct law *law = law_find(x->op, left, right);
    if (!law) {
        const struct label *a = vtype_label(left->type), *b = vtype_label(right->type);
        bool is_days = (left->type == V_DATE || left->type == V_DATETIME) &&
                       right->type == V_INTEGER && (x->op == E_ADD || x->op == E_SUB);
        if (is_days)
            return refuse_at(c, x, "type", "days are added as a duration: %s n * 1d",
                             "加减天数须用时长：%s n * 1d", sign_of(x->op));
        return refuse_at(c, x, "type", "%1$s %2$s %3$s has no meaning%4$.0s%5$.0s",
                         "%4$s %2$s %5$s没有意义%1$.0s%3$.0s", a->en, sign_of(x->op), b->en, a->zh,
                         b->zh);
    }
    x->args[0] = cast_to(c, left, law->left_as);
    x->args[1] = cast_to(c, right, law->right_as);
    x->type = law->result;
    x->value.n = law->scale;
    return OK;
}

static enum outcome check_negative(struct checker *c, struct expr *x)
{
    enum outcome o = check_node(c, &x->args[0], USE_VALUE, NULL);
    if (o != OK)
        return o;
    if (x->args[0]->type == V_NULL)
        x->args[0]->type = V_INTEGER;
    x->type = x->args[0]->type;
    struct value v = x->args[0]->value;
    if (x->args[0]->op == E_CONST && vtype_is_signed(v.type) && number_sub(0, v.n, &v.n)) {
        x->op = E_CONST;
        x->value = v;
        x->args_n = 0;
    }
    if (vtype_is_signed(x->type))
        return OK;
    const struct label *type = vtype_label(x->type);
    return refuse_at(c, x, "type", "%s has no sign%.0s", "%.0s%s没有正负", type->en, type->zh);
}

/* Two nodes of which either may be a bare code of the other. */
static enum outcome check_both(struct checker *c, struct expr **left, struct expr **right)
{
    struct domain hint = {0};
    bool is_word = (*left)->op == E_NAME && !text_same((*left)->name, "this");
    enum outcome o;
    if (is_word) { /* crisis = mood: when the left is no name of its own, ask the right one */
        struct expr *copy = arena_copy(c->arena, *left, sizeof **left);
        struct err first = {0}, *kept = c->e;
        int depth = c->depth;
        c->e = &first;
        o = check_node(c, left, USE_VALUE, NULL);
        if (o != OK) {
            struct err second = {0};
            c->e = &second;
            c->depth = depth;
            if (check_node(c, right, USE_VALUE, NULL) == OK)
                hint = domain_of(c->scope->plan, *right);
            c->e = kept;
            c->depth = depth;
            if (!domain_is_set(&hint)) {
                *c->e = first;
                return o;
            }
            *left = copy;
            return check_node(c, left, USE_VALUE, &hint);
        }
        c->e = kept;
    } else if ((o = check_node(c, left, USE_VALUE, NULL)) != OK) {
        return o;
    }
    hint = domain_of(c->scope->plan, *left);
    return check_node(c, right, USE_VALUE, &hint);
}

static enum outcome check_compare(struct checker *c, struct expr *x)
{
    enum outcome o = check_both(c, &x->args[0], &x->args[1]);
    if (o != OK)
        return o;
    if (x->args[0]->type == V_CODES || x->args[1]->type == V_CODES)
        return refuse_at(c, x, "type", "choices are asked with \"in\" or count()",
                         "多选项须用in或count()判断");
    if ((o = check_unify(c, &x->args[0], &x->args[1])) != OK)
        return o;
    enum vtype type = x->args[0]->type;
    bool is_code = type == V_CODE || x->args[1]->type == V_CODE;
    x->type = V_FLAG;
    if (x->op == E_EQ || x->op == E_NE || (vtype_is_ordered(type) && !is_code) || type == V_NULL)
        return OK;
    const struct label *label = vtype_label(is_code ? V_CODE : type);
    return refuse_at(c, x, "type", "%s has no order; use = or !=%.0s",
                     "%.0s%s没有大小之分，只能用=或!=", label->en, label->zh);
}

static enum outcome check_between(struct checker *c, struct expr *x)
{
    enum outcome o = check_node(c, &x->args[0], USE_VALUE, NULL);
    for (int i = 1; i <= 2 && o == OK; i++)
        o = check_node(c, &x->args[i], USE_VALUE, NULL);
    /* Twice, so that the first bound follows when the second widens the value. */
    for (int i = 0; i < 2 && o == OK; i++) {
        if ((o = check_unify(c, &x->args[0], &x->args[1])) == OK)
            o = check_unify(c, &x->args[0], &x->args[2]);
    }
    if (o != OK)
        return o;
    x->type = V_FLAG;
    enum vtype type = x->args[0]->type;
    if (vtype_is_ordered(type) || type == V_NULL)
        return OK;
    const struct label *label = vtype_label(type);
    return refuse_at(c, x, "type", "%s has no order%.0s", "%.0s%s没有大小之分", label->en,
                     label->zh);
}

/* fever in symptoms: the choices first, then the word. */
static enum outcome check_in_codes(struct checker *c, struct expr *x)
{
    struct domain hint = domain_of(c->scope->plan, x->args[1]);
    enum outcome o = check_node(c, &x->args[0], USE_VALUE, &hint);
    if (o != OK)
        return o;
    struct expr *word = x->args[0];
    if (word->type == V_NULL)
        word->type = V_CODE;
    if (word->type != V_CODE && word->type != V_TEXT)
        return refuse_pair(c, x, word, x->args[1]);
    return check_code_text(c, word, &hint);
}

static enum outcome check_in(struct checker *c, struct expr *x)
{
    struct expr *right = x->args[1];
    enum outcome o;
    x->type = V_FLAG;
    if (right->op != E_LIST) {
        if ((o = check_node(c, &x->args[1], USE_VALUE, NULL)) != OK)
            return o;
        if (x->args[1]->type == V_CODES)
            return check_in_codes(c, x);
        const struct label *type = vtype_label(x->args[1]->type);
        return refuse_at(c, right, "type",
                         "after \"in\" stands a choices field or a list [a, b], not %s%.0s",
                         "in之后须为多选字段或列表[a, b]，不能是%.0s%s", type->en, type->zh);
    }
    if (right->args_n == 0)
        return refuse_at(c, right, "type", "the list is empty", "列表为空");
    if ((o = check_node(c, &x->args[0], USE_VALUE, NULL)) != OK)
        return o;
    struct expr **args = arena_alloc(c->arena, (size_t)(right->args_n + 1) * sizeof *args);
    args[0] = x->args[0];
    struct domain hint = domain_of(c->scope->plan, args[0]);
    for (int i = 0; i < right->args_n; i++) {
        args[i + 1] = right->args[i];
        if ((o = check_node(c, &args[i + 1], USE_VALUE, &hint)) != OK)
            return o;
    }
    x->args = args;
    x->args_n = right->args_n + 1;
    for (int round = 0; round < 2; round++) {
        for (int i = 1; i < x->args_n; i++) {
            if ((o = check_unify(c, &x->args[0], &x->args[i])) != OK)
                return o;
        }
    }
    if (x->args[0]->type != V_CODES)
        return OK;
    return refuse_at(c, x, "type", "write each code on its own: a in %s or b in %s",
                     "请逐个书写：a in %s or b in %s",
                     x->args[0]->field ? x->args[0]->field->name : "x",
                     x->args[0]->field ? x->args[0]->field->name : "x");
}

static enum outcome check_if(struct checker *c, struct expr *x, const struct domain *hint)
{
    enum outcome o = check_flag(c, &x->args[0], "if");
    for (int i = 1; i <= 2 && o == OK; i++)
        o = check_node(c, &x->args[i], USE_VALUE, hint);
    if (o == OK)
        o = check_unify(c, &x->args[1], &x->args[2]);
    if (o != OK)
        return o;
    const struct expr *a = x->args[1], *b = x->args[2];
    x->type = a->type == V_CODE && b->type == V_TEXT ? V_TEXT : a->type;
    x->to = a->to ? a->to : b->to;
    return OK;
}

enum outcome check_node(struct checker *c, struct expr **slot, enum usage usage,
                        const struct domain *hint)
{
    struct expr *x = *slot;
    if (++c->depth > DEPTH_MAX)
        return refuse_at(c, x, "too_deep", "the expression is nested more than %d deep",
                         "表达式嵌套超过%d层", DEPTH_MAX);
    enum outcome o = OK;
    switch (x->op) {
    case E_NAME:
        o = check_name(c, x, usage, hint);
        break;
    case E_DOT:
        o = check_dot(c, x, usage);
        break;
    case E_CALL:
        o = text_same(x->name, "std")      ? check_std(c, x)
            : text_same(x->name, "lookup") ? check_lookup(c, x)
                                           : check_call(c, x);
        break;
    case E_QUERY:
        o = check_query(c, x);
        break;
    case E_ADD:
    case E_SUB:
    case E_MUL:
    case E_DIV:
        o = check_arithmetic(c, x);
        break;
    case E_NEG:
        o = check_negative(c, x);
        break;
    case E_EQ:
    case E_NE:
    case E_LT:
    case E_LE:
    case E_GT:
    case E_GE:
        o = check_compare(c, x);
        break;
    case E_AND:
    case E_OR:
    case E_NOT:
        o = check_logic(c, x);
        break;
    case E_IN:
    case E_NOT_IN:
        o = check_in(c, x);
        break;
    case E_BETWEEN:
        o = check_between(c, x);
        break;
    case E_IF:
        o = check_if(c, x, hint);
        break;
    case E_LIST:
        o = refuse_at(c, x, "type", "a list stands only after \"in\"", "列表只能写在in之后");
        break;
    default:
        break;
    }
    c->depth--;
    return o;
}
