/* What goes with what: the type law of + - * /, one row a combination, and the casts behind it.
 * Both evaluators follow the rows, so a unit is converted in one way only. */
#include "plan/expr_int.h"
#include "value/time.h"

#define TRILLION INT64_C(1000000000000)

/* Left and right are turned into left_as and right_as; then E_ADD a+b, E_SUB a-b, E_MUL a*b/scale,
 * E_DIV a*scale/b, rounded half away from zero. What is not here is refused. Rows for certain
 * whole days come before the general row of the same types. */
static const struct law LAWS[] = {
    {E_ADD, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, 1, false},
    {E_ADD, V_INTEGER, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, 1, false},
    {E_ADD, V_NUMBER, V_INTEGER, V_NUMBER, V_NUMBER, V_NUMBER, 1, false},
    {E_ADD, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, 1, false},
    {E_ADD, V_MONEY, V_MONEY, V_MONEY, V_MONEY, V_MONEY, 1, false},
    {E_ADD, V_DURATION, V_DURATION, V_DURATION, V_DURATION, V_DURATION, 1, false},
    {E_ADD, V_DATE, V_DURATION, V_DATE, V_INTEGER, V_DATE, 1, true},
    {E_ADD, V_DATE, V_DURATION, V_DATETIME, V_DURATION, V_DATETIME, 1, false},
    {E_ADD, V_DURATION, V_DATE, V_INTEGER, V_DATE, V_DATE, 1, true},
    {E_ADD, V_DURATION, V_DATE, V_DURATION, V_DATETIME, V_DATETIME, 1, false},
    {E_ADD, V_DATE, V_TIME, V_DATETIME, V_TIME, V_DATETIME, 1, false},
    {E_ADD, V_DATETIME, V_DURATION, V_DATETIME, V_DURATION, V_DATETIME, 1, false},
    {E_ADD, V_DURATION, V_DATETIME, V_DURATION, V_DATETIME, V_DATETIME, 1, false},
    {E_SUB, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, 1, false},
    {E_SUB, V_INTEGER, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, 1, false},
    {E_SUB, V_NUMBER, V_INTEGER, V_NUMBER, V_NUMBER, V_NUMBER, 1, false},
    {E_SUB, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, 1, false},
    {E_SUB, V_MONEY, V_MONEY, V_MONEY, V_MONEY, V_MONEY, 1, false},
    {E_SUB, V_DURATION, V_DURATION, V_DURATION, V_DURATION, V_DURATION, 1, false},
    {E_SUB, V_DATE, V_DURATION, V_DATE, V_INTEGER, V_DATE, 1, true},
    {E_SUB, V_DATE, V_DURATION, V_DATETIME, V_DURATION, V_DATETIME, 1, false},
    {E_SUB, V_DATE, V_DATE, V_DATETIME, V_DATETIME, V_DURATION, 1, false},
    {E_SUB, V_DATE, V_DATETIME, V_DATETIME, V_DATETIME, V_DURATION, 1, false},
    {E_SUB, V_DATETIME, V_DATE, V_DATETIME, V_DATETIME, V_DURATION, 1, false},
    {E_SUB, V_DATETIME, V_DATETIME, V_DATETIME, V_DATETIME, V_DURATION, 1, false},
    {E_SUB, V_DATETIME, V_DURATION, V_DATETIME, V_DURATION, V_DATETIME, 1, false},
    {E_SUB, V_TIME, V_TIME, V_TIME, V_TIME, V_DURATION, 1, false},
    {E_MUL, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, 1, false},
    {E_MUL, V_INTEGER, V_NUMBER, V_INTEGER, V_NUMBER, V_NUMBER, 1, false},
    {E_MUL, V_NUMBER, V_INTEGER, V_NUMBER, V_INTEGER, V_NUMBER, 1, false},
    {E_MUL, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, NUMBER_ONE, false},
    {E_MUL, V_MONEY, V_INTEGER, V_MONEY, V_INTEGER, V_MONEY, 1, false},
    {E_MUL, V_INTEGER, V_MONEY, V_INTEGER, V_MONEY, V_MONEY, 1, false},
    {E_MUL, V_MONEY, V_NUMBER, V_MONEY, V_NUMBER, V_MONEY, NUMBER_ONE, false},
    {E_MUL, V_NUMBER, V_MONEY, V_NUMBER, V_MONEY, V_MONEY, NUMBER_ONE, false},
    {E_MUL, V_DURATION, V_INTEGER, V_DURATION, V_INTEGER, V_DURATION, 1, false},
    {E_MUL, V_INTEGER, V_DURATION, V_INTEGER, V_DURATION, V_DURATION, 1, false},
    {E_MUL, V_DURATION, V_NUMBER, V_DURATION, V_NUMBER, V_DURATION, NUMBER_ONE, false},
    {E_MUL, V_NUMBER, V_DURATION, V_NUMBER, V_DURATION, V_DURATION, NUMBER_ONE, false},
    {E_DIV, V_INTEGER, V_INTEGER, V_INTEGER, V_INTEGER, V_NUMBER, NUMBER_ONE, false},
    {E_DIV, V_INTEGER, V_NUMBER, V_INTEGER, V_NUMBER, V_NUMBER, TRILLION, false},
    {E_DIV, V_NUMBER, V_INTEGER, V_NUMBER, V_INTEGER, V_NUMBER, 1, false},
    {E_DIV, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, V_NUMBER, NUMBER_ONE, false},
    {E_DIV, V_MONEY, V_INTEGER, V_MONEY, V_INTEGER, V_MONEY, 1, false},
    {E_DIV, V_MONEY, V_NUMBER, V_MONEY, V_NUMBER, V_MONEY, NUMBER_ONE, false},
    {E_DIV, V_MONEY, V_MONEY, V_MONEY, V_MONEY, V_NUMBER, NUMBER_ONE, false},
    {E_DIV, V_DURATION, V_INTEGER, V_DURATION, V_INTEGER, V_DURATION, 1, false},
    {E_DIV, V_DURATION, V_NUMBER, V_DURATION, V_NUMBER, V_DURATION, NUMBER_ONE, false},
    {E_DIV, V_DURATION, V_DURATION, V_DURATION, V_DURATION, V_NUMBER, NUMBER_ONE, false},
};

/* ordered: < > between min max; is_signed: - abs. */
static const struct { struct label label; bool is_ordered, is_signed; } TYPES[VTYPES] = {
    [V_NULL] = {{"空值", "nothing"}, false, false},
    [V_FLAG] = {{"条件", "a condition"}, false, false},
    [V_INTEGER] = {{"整数", "an integer"}, true, true},
    [V_NUMBER] = {{"数值", "a number"}, true, true},
    [V_MONEY] = {{"金额", "money"}, true, true},
    [V_DATE] = {{"日期", "a date"}, true, false},
    [V_TIME] = {{"时刻", "a time of day"}, true, false},
    [V_DATETIME] = {{"日期时间", "a datetime"}, true, false},
    [V_DURATION] = {{"时长", "a duration"}, true, true},
    [V_TEXT] = {{"文本", "a text"}, true, false},
    [V_CODE] = {{"选项", "a choice"}, false, false},
    [V_CODES] = {{"多选项", "choices"}, false, false},
    [V_REF] = {{"记录引用", "a reference"}, false, false},
    [V_PLACE] = {{"地点", "a place"}, false, false},
    [V_USER] = {{"用户", "a user"}, false, false},
    [V_BLOB] = {{"密文", "bytes"}, false, false},
};

bool vtype_is_ordered(enum vtype type)
{
    return TYPES[type].is_ordered;
}

bool vtype_is_signed(enum vtype type)
{
    return TYPES[type].is_signed;
}

const struct label *vtype_label(enum vtype type)
{
    return &TYPES[type].label;
}

/* Is the duration a whole number of days whatever the record holds? A standard is not: an edition
 * or a level may give it another value. */
static bool is_whole_days(const struct expr *x)
{
    switch (x->op) {
    case E_CONST:
        return x->value.n % TIME_DAY == 0;
    case E_NEG:
        return is_whole_days(x->args[0]);
    case E_ADD:
    case E_SUB:
        return is_whole_days(x->args[0]) && is_whole_days(x->args[1]);
    case E_MUL:
        return x->value.n == 1 &&
               ((x->args[0]->type == V_DURATION && is_whole_days(x->args[0])) ||
                (x->args[1]->type == V_DURATION && is_whole_days(x->args[1])));
    case E_IF:
        return is_whole_days(x->args[1]) && is_whole_days(x->args[2]);
    default:
        return false;
    }
}

const struct law *law_find(enum expr_op op, const struct expr *left, const struct expr *right)
{
    for (size_t i = 0; i < sizeof LAWS / sizeof LAWS[0]; i++) {
        const struct law *l = &LAWS[i];
        if (l->op != op || l->left != left->type || l->right != right->type)
            continue;
        if (!l->whole_days || is_whole_days(left->type == V_DURATION ? left : right))
            return l;
    }
    return NULL;
}

/* The casts the checker puts in. Overflow gives null. */
struct value cast_value(const struct plan *plan, struct value v, enum vtype to)
{
    int64_t n = v.n;
    if (value_is_null(v))
        return v;
    if (v.type == V_INTEGER && to == V_NUMBER) {
        if (!number_mul(n, NUMBER_ONE, &n))
            return value_null();
    } else if (v.type == V_DATE && to == V_DATETIME) {
        if (!number_mul(n, TIME_DAY, &n) || !number_sub(n, plan ? plan->calendar.offset_s : 0, &n))
            return value_null();
    } else if (v.type == V_DURATION && to == V_INTEGER) {
        n /= TIME_DAY; /* whole days: see is_whole_days */
    } else {
        v.type = to;
        return v;
    }
    return value_int(to, n);
}
