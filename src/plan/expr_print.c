/* A checked expression as text again, for people: only the brackets that are needed, codes bare
 * where they may be. Parsing the text in the same scope gives the same tree. */
#include "base/buf.h"
#include "base/text.h"
#include "plan/expr_int.h"
#include "value/time.h"

/* How tightly a node holds together; a looser one inside a tighter one takes brackets. */
enum hold {
    HOLD_OR = 1,
    HOLD_AND,
    HOLD_NOT,
    HOLD_COMPARE,
    HOLD_SUM,
    HOLD_TERM,
    HOLD_SIGN,
    HOLD_ATOM
};

static const struct {
    enum expr_op op;
    const char *sign;
    enum hold hold;
} OPS[] = {
    {E_OR, " or ", HOLD_OR},
    {E_AND, " and ", HOLD_AND},
    {E_NOT, "not ", HOLD_NOT},
    {E_EQ, " = ", HOLD_COMPARE},
    {E_NE, " != ", HOLD_COMPARE},
    {E_LT, " < ", HOLD_COMPARE},
    {E_LE, " <= ", HOLD_COMPARE},
    {E_GT, " > ", HOLD_COMPARE},
    {E_GE, " >= ", HOLD_COMPARE},
    {E_IN, " in ", HOLD_COMPARE},
    {E_NOT_IN, " not in ", HOLD_COMPARE},
    {E_BETWEEN, " between ", HOLD_COMPARE},
    {E_ADD, " + ", HOLD_SUM},
    {E_SUB, " - ", HOLD_SUM},
    {E_MUL, " * ", HOLD_TERM},
    {E_DIV, " / ", HOLD_TERM},
    {E_NEG, "-", HOLD_SIGN},
};

static const char *const QUERIES[] = {
    [Q_COUNT] = "count", [Q_SUM] = "sum", [Q_LAST] = "last",     [Q_FIRST] = "first",
    [Q_MIN] = "min",     [Q_MAX] = "max", [Q_EXISTS] = "exists",
};

static void print(struct buf *out, const struct expr *x, enum hold outside, bool bare);

static void print_quoted(struct buf *out, const char *s, size_t len)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\'')
            buf_char(out, '\'');
        buf_char(out, s[i]);
    }
    buf_char(out, '\'');
}

static bool is_plain_word(const char *s, size_t len)
{
    bool is_name = len > 0 && !(s[0] >= '0' && s[0] <= '9');
    for (size_t i = 0; i < len && is_name; i++)
        is_name = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '_';
    return is_name;
}

static void print_word(struct buf *out, struct value v, bool bare)
{
    char copy[64];
    bool fits = is_plain_word(v.s, v.len) && v.len < sizeof copy;
    if (fits) {
        memcpy(copy, v.s, v.len);
        copy[v.len] = '\0';
    }
    if (bare && fits && !expr_is_reserved(copy) && !text_same(copy, "true") &&
        !text_same(copy, "false") && !text_same(copy, "null"))
        buf_text(out, copy);
    else
        print_quoted(out, v.s, v.len);
}

static void print_codes(struct buf *out, struct value v)
{
    buf_char(out, '[');
    for (size_t i = 1; i < v.len;) {
        const char *end = memchr(v.s + i, ',', v.len - i);
        size_t n = end ? (size_t)(end - v.s) - i : v.len - i;
        if (i > 1)
            buf_text(out, ", ");
        print_word(out, value_text_n(V_CODE, v.s + i, n), true);
        i += n + 1;
    }
    buf_char(out, ']');
}

static void print_const(struct buf *out, struct value v, bool bare)
{
    char text[64];
    switch (v.type) {
    case V_NULL:
        buf_text(out, "null");
        break;
    case V_FLAG:
        buf_text(out, v.n ? "true" : "false");
        break;
    case V_INTEGER:
        buf_int(out, v.n);
        break;
    case V_NUMBER:
    case V_MONEY:
        decimal_print(v.n, v.type == V_NUMBER ? 6 : 2, text);
        buf_text(out, text);
        if (v.type == V_NUMBER && !strchr(text, '.'))
            buf_text(out, ".0");
        break;
    case V_DATE:
        date_print(v.n, text);
        buf_text(out, text);
        break;
    case V_TIME:
        time_print(v.n, text);
        buf_text(out, text);
        break;
    case V_DATETIME:
        datetime_print(v.n, 0, text);
        print_quoted(out, text, strlen(text));
        break;
    case V_DURATION:
        if (v.n == 0)
            buf_text(out, "0s");
        else
            buf_text(out, (duration_print(v.n, text), text));
        break;
    case V_CODES:
        print_codes(out, v);
        break;
    case V_TEXT:
    case V_CODE:
        print_word(out, v, bare && v.type == V_CODE);
        break;
    default:
        buf_printf(out, "'%lld'", (long long)v.n);
    }
}

static void print_list(struct buf *out, struct expr *const *args, int n, bool bare)
{
    for (int i = 0; i < n; i++) {
        if (i > 0)
            buf_text(out, ", ");
        print(out, args[i], HOLD_OR, bare);
    }
}

static void print_query(struct buf *out, const struct expr *x)
{
    buf_printf(out, "%s(%s", QUERIES[x->query], x->ledger->name);
    bool has_field =
        x->query != Q_COUNT && x->query != Q_EXISTS && (x->field || x->system != SYS_ID);
    if (has_field)
        buf_printf(out, ".%s", x->field ? x->field->name : system_field_word(x->system));
    if (x->args_n > 0) {
        buf_text(out, " where ");
        print(out, x->args[0], HOLD_OR, false);
    }
    buf_char(out, ')');
}

static void print_op(struct buf *out, const struct expr *x, const char *sign, enum hold hold,
                     enum hold outside)
{
    bool brackets = hold < outside;
    if (brackets)
        buf_char(out, '(');
    switch (x->op) {
    case E_NOT: /* brackets that the grammar does not need but a reader does: not (a = b) */
        buf_text(out, sign);
        print(out, x->args[0], x->args[0]->op == E_NOT ? hold : HOLD_SUM, false);
        break;
    case E_NEG:
        buf_text(out, sign);
        print(out, x->args[0], hold, false);
        break;
    case E_BETWEEN:
        print(out, x->args[0], HOLD_SUM, false);
        buf_text(out, sign);
        print(out, x->args[1], HOLD_SUM, false);
        buf_text(out, " and ");
        print(out, x->args[2], HOLD_SUM, false);
        break;
    case E_IN:
    case E_NOT_IN: {
        bool is_codes = x->args[1]->type == V_CODES;
        print(out, x->args[0], HOLD_SUM, is_codes);
        buf_text(out, sign);
        if (is_codes) {
            print(out, x->args[1], HOLD_SUM, false);
            break;
        }
        buf_char(out, '[');
        print_list(out, x->args + 1, x->args_n - 1, true);
        buf_char(out, ']');
        break;
    }
    default: {
        enum hold inner = hold == HOLD_COMPARE ? HOLD_SUM : hold;
        print(out, x->args[0], hold == HOLD_OR || hold == HOLD_AND ? hold + 1 : inner, false);
        for (int i = 1; i < x->args_n; i++) {
            buf_text(out, sign);
            print(out, x->args[i], hold == HOLD_COMPARE ? HOLD_SUM : hold + 1, true);
        }
    }
    }
    if (brackets)
        buf_char(out, ')');
}

static void print_call(struct buf *out, const char *name, const struct expr *x)
{
    buf_text(out, name);
    buf_char(out, '(');
    print_list(out, x->args, x->args_n, false);
    buf_char(out, ')');
}

static void print(struct buf *out, const struct expr *x, enum hold outside, bool bare)
{
    for (size_t i = 0; i < sizeof OPS / sizeof OPS[0]; i++) {
        if (OPS[i].op == x->op) {
            print_op(out, x, OPS[i].sign, OPS[i].hold, outside);
            return;
        }
    }
    switch (x->op) {
    case E_CONST: {
        bool brackets = outside > HOLD_SIGN && !vtype_is_text(x->type) && x->value.n < 0;
        buf_text(out, brackets ? "(" : "");
        print_const(out, x->value, bare);
        buf_text(out, brackets ? ")" : "");
        break;
    }
    case E_FIELD:
    case E_SYSTEM:
        buf_printf(out, "%s%s", x->outer ? "this." : "",
                   x->field ? x->field->name : system_field_word(x->system));
        break;
    case E_DOT:
        print(out, x->args[0], HOLD_ATOM, false);
        buf_printf(out, ".%s", x->field ? x->field->name : system_field_word(x->system));
        break;
    case E_PLACE_FIELD:
        print(out, x->args[0], HOLD_ATOM, false);
        buf_printf(out, ".%s", x->name);
        break;
    case E_THIS:
        buf_text(out, "this");
        break;
    case E_STD:
        buf_printf(out, "std(%s)", x->standard->name);
        break;
    case E_LOOKUP:
        buf_printf(out, "lookup(%s, ", x->table->name);
        print(out, x->args[0], HOLD_OR, false);
        buf_printf(out, ", %s)", x->name);
        break;
    case E_CALL:
        print_call(out, x->func->name, x);
        break;
    case E_QUERY:
        print_query(out, x);
        break;
    case E_IF:
        print_call(out, "if", x);
        break;
    case E_CAST:
        print(out, x->args[0], outside, false);
        break;
    default:
        buf_text(out, "?");
    }
}

void expr_print(struct buf *out, const struct expr *x)
{
    print(out, x, HOLD_OR, false);
}
