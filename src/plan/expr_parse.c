/* Tokens → a tree, by the grammar alone:
 *
 *   or     = and { "or" and }                 and   = not { "and" not }
 *   not    = "not" not | compare
 *   compare = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum | ["not"] "in" (list | sum)
 *                 | ["not"] "between" sum "and" sum ]
 *   sum    = term { ("+" | "-") term }        term  = sign { ("*" | "/") sign }
 *   sign   = "-" sign | atom { "." name }
 *   atom   = literal | name | name "(" arguments ")" | "(" or ")" | list
 *   query  = ("count" | "exists" | "last" …) "(" ledger [ "." field ] [ "where" or ] ")"
 *
 * Names are looked up later, except that count(x) asks whether x is a field or a ledger. */
#include "base/limits.h"
#include "base/text.h"
#include "plan/expr_int.h"

#define ARGS_MAX 100 /* of one call or list */

struct parser {
    struct arena *arena;
    const struct expr_scope *scope;
    const struct token *at;
    int depth;
    struct err *e;
};

static const struct {
    const char *word;
    enum query_kind kind;
    bool is_also_func;
} QUERIES[] = {
    {"count", Q_COUNT, true}, {"exists", Q_EXISTS, false}, {"first", Q_FIRST, false},
    {"last", Q_LAST, false},  {"max", Q_MAX, true},        {"min", Q_MIN, true},
    {"sum", Q_SUM, false},
};

static struct expr *parse_or(struct parser *p);
static struct expr *parse_sum(struct parser *p);
static struct expr *parse_not(struct parser *p);

static struct expr *new_node(struct parser *p, enum expr_op op, const struct token *at, int args_n)
{
    struct expr *x = arena_alloc(p->arena, sizeof *x);
    x->op = op;
    x->line = at->line;
    x->column = at->column;
    x->args_n = args_n;
    if (args_n > 0)
        x->args = arena_alloc(p->arena, (size_t)args_n * sizeof *x->args);
    return x;
}

static struct expr *new_two(struct parser *p, enum expr_op op, const struct token *at,
                            struct expr *a, struct expr *b)
{
    struct expr *x = new_node(p, op, at, 2);
    x->args[0] = a;
    x->args[1] = b;
    return x;
}

/* Tells the mistake; gives NULL for the node that could not be made. */
#define refuse_token(p, t, rule, en, zh, ...)                                                      \
    refused(err_at((p)->e, (p)->scope->file, (t)->line, (t)->column, rule, en, zh, ##__VA_ARGS__))

static struct expr *refused(enum outcome o)
{
    (void)o;
    return NULL;
}

static struct expr *refuse_unexpected(struct parser *p, const char *en, const char *zh)
{
    const struct token *t = p->at;
    /* Each language passes over the other's word with %.0s. */
    if (t->kind == T_END)
        return refuse_token(p, t, "syntax", "the expression ends here, but %s is missing%.0s",
                            "表达式在此结束，缺少%.0s%s", en, zh);
    return refuse_token(p, t, "syntax", "\"%.*s\" stands where %s should%.0s", "“%.*s”处应为%.0s%s",
                        (int)t->len, t->text, en, zh);
}

static bool take(struct parser *p, enum token_kind kind)
{
    if (p->at->kind != kind)
        return false;
    p->at++;
    return true;
}

static bool deeper(struct parser *p)
{
    if (++p->depth <= LIMIT_EXPR_DEPTH)
        return true;
    refuse_token(p, p->at, "too_deep", "the expression is nested more than %d deep",
                 "表达式嵌套超过%d层", LIMIT_EXPR_DEPTH);
    return false;
}

/* Arguments up to the closing token, which is taken. */
static bool parse_arguments(struct parser *p, struct expr *x, enum token_kind close, const char *en,
                            const char *zh)
{
    struct expr *list[ARGS_MAX];
    int n = 0;
    if (p->at->kind != close) {
        do {
            if (n == ARGS_MAX) {
                refuse_token(p, p->at, "too_large", "more than %d arguments", "参数超过%d个",
                             ARGS_MAX);
                return false;
            }
            if (!(list[n++] = parse_or(p)))
                return false;
        } while (take(p, T_COMMA));
    }
    if (!take(p, close)) {
        refuse_unexpected(p, en, zh);
        return false;
    }
    x->args_n = n;
    x->args = n ? arena_copy(p->arena, list, (size_t)n * sizeof list[0]) : NULL;
    return true;
}

static int query_row(const struct token *name)
{
    for (size_t i = 0; i < sizeof QUERIES / sizeof QUERIES[0]; i++) {
        if (text_same(QUERIES[i].word, name->text))
            return (int)i;
    }
    return -1;
}

/* At a name and "(": does it ask a ledger? */
static bool is_query(const struct parser *p)
{
    int row = query_row(p->at);
    const struct token *t = p->at + 2;
    if (row < 0 || t->kind != T_NAME)
        return false;
    if (!QUERIES[row].is_also_func)
        return true;
    const struct token *after = t + 1;
    if (after->kind == T_DOT && after[1].kind == T_NAME)
        after += 2;
    if (after->kind == T_WHERE)
        return true;
    return after->kind == T_RPAREN && !is_field_name(p->scope, t->text) && p->scope->plan &&
           plan_ledger(p->scope->plan, t->text);
}

static struct expr *parse_query(struct parser *p)
{
    const struct token *name = p->at;
    p->at += 2;
    struct expr *x = new_node(p, E_QUERY, name, 0);
    x->query = QUERIES[query_row(name)].kind;
    x->name = p->at->text;
    p->at++;
    if (take(p, T_DOT)) {
        if (p->at->kind != T_NAME)
            return refuse_unexpected(p, "a field's name", "字段名");
        x->value = value_text(p->at->text); /* until the checker finds the field */
        p->at++;
    }
    if (take(p, T_WHERE)) {
        struct expr *condition = parse_or(p);
        if (!condition)
            return NULL;
        x->args = arena_copy(p->arena, &condition, sizeof condition);
        x->args_n = 1;
    }
    if (!take(p, T_RPAREN))
        return refuse_unexpected(p, "\")\"", "“)”");
    return x;
}

static struct expr *parse_call(struct parser *p)
{
    const struct token *name = p->at;
    bool is_if = text_same(name->text, "if");
    if (is_query(p))
        return parse_query(p);
    p->at += 2;
    struct expr *x = new_node(p, is_if ? E_IF : E_CALL, name, 0);
    x->name = name->text;
    if (!parse_arguments(p, x, T_RPAREN, "\",\" or \")\"", "“,”或“)”"))
        return NULL;
    if (is_if && x->args_n != 3)
        return refuse_token(p, name, "arguments",
                            "if needs three arguments: if(condition, then, else)",
                            "if须有三个参数：if(条件, 成立时, 否则)");
    return x;
}

static struct expr *parse_atom(struct parser *p)
{
    const struct token *t = p->at;
    struct expr *x;
    switch (t->kind) {
    case T_CONST:
        x = new_node(p, E_CONST, t, 0);
        x->type = t->value.type;
        x->value = t->value;
        p->at++;
        return x;
    case T_NAME:
        if (t[1].kind == T_LPAREN)
            return parse_call(p);
        x = new_node(p, E_NAME, t, 0);
        x->name = t->text;
        p->at++;
        return x;
    case T_LPAREN:
        p->at++;
        if (!(x = parse_or(p)))
            return NULL;
        return take(p, T_RPAREN) ? x : refuse_unexpected(p, "\")\"", "“)”");
    case T_LBRACKET:
        p->at++;
        x = new_node(p, E_LIST, t, 0);
        return parse_arguments(p, x, T_RBRACKET, "\",\" or \"]\"", "“,”或“]”") ? x : NULL;
    default:
        return refuse_unexpected(p, "a value or a name", "值或名称");
    }
}

static struct expr *parse_sign(struct parser *p)
{
    const struct token *t = p->at;
    if (take(p, T_SUB)) {
        if (!deeper(p))
            return NULL;
        struct expr *inside = parse_sign(p);
        p->depth--;
        if (!inside)
            return NULL;
        struct expr *x = new_node(p, E_NEG, t, 1);
        x->args[0] = inside;
        return x;
    }
    struct expr *x = parse_atom(p);
    while (x && p->at->kind == T_DOT) {
        const struct token *dot = p->at++;
        if (p->at->kind != T_NAME)
            return refuse_unexpected(p, "a field's name", "字段名");
        struct expr *whole = new_node(p, E_DOT, dot + 1, 1);
        whole->args[0] = x;
        whole->name = p->at++->text;
        x = whole;
    }
    return x;
}

static struct expr *parse_term(struct parser *p)
{
    struct expr *x = parse_sign(p);
    while (x && (p->at->kind == T_MUL || p->at->kind == T_DIV)) {
        const struct token *t = p->at++;
        struct expr *right = parse_sign(p);
        x = right ? new_two(p, t->kind == T_MUL ? E_MUL : E_DIV, t, x, right) : NULL;
    }
    return x;
}

static struct expr *parse_sum(struct parser *p)
{
    struct expr *x = parse_term(p);
    while (x && (p->at->kind == T_ADD || p->at->kind == T_SUB)) {
        const struct token *t = p->at++;
        struct expr *right = parse_term(p);
        x = right ? new_two(p, t->kind == T_ADD ? E_ADD : E_SUB, t, x, right) : NULL;
    }
    return x;
}

static struct expr *parse_in(struct parser *p, const struct token *t, struct expr *left,
                             bool is_not)
{
    p->at++;
    struct expr *right = parse_sum(p);
    return right ? new_two(p, is_not ? E_NOT_IN : E_IN, t, left, right) : NULL;
}

static struct expr *parse_between(struct parser *p, const struct token *t, struct expr *left,
                                  bool is_not)
{
    p->at++;
    struct expr *low = parse_sum(p);
    if (!low)
        return NULL;
    if (!take(p, T_AND))
        return refuse_unexpected(p, "\"and\" of between", "between所需的“and”");
    struct expr *high = parse_sum(p);
    if (!high)
        return NULL;
    struct expr *x = new_node(p, E_BETWEEN, t, 3);
    x->args[0] = left;
    x->args[1] = low;
    x->args[2] = high;
    if (!is_not)
        return x;
    struct expr *outside = new_node(p, E_NOT, t, 1);
    outside->args[0] = x;
    return outside;
}

static const struct {
    enum token_kind token;
    enum expr_op op;
} COMPARES[] = {
    {T_EQ, E_EQ}, {T_NE, E_NE}, {T_LT, E_LT}, {T_LE, E_LE}, {T_GT, E_GT}, {T_GE, E_GE},
};

static const enum expr_op *compare_op(enum token_kind kind)
{
    for (size_t i = 0; i < sizeof COMPARES / sizeof COMPARES[0]; i++) {
        if (COMPARES[i].token == kind)
            return &COMPARES[i].op;
    }
    return NULL;
}

static struct expr *parse_compare(struct parser *p)
{
    struct expr *left = parse_sum(p);
    if (!left)
        return NULL;
    const struct token *t = p->at;
    bool is_not = t->kind == T_NOT && (t[1].kind == T_IN || t[1].kind == T_BETWEEN);
    if (is_not)
        p->at++;
    if (p->at->kind == T_IN)
        return parse_in(p, t, left, is_not);
    if (p->at->kind == T_BETWEEN)
        return parse_between(p, t, left, is_not);
    const enum expr_op *op = compare_op(t->kind);
    if (!op)
        return left;
    p->at++;
    struct expr *right = parse_sum(p);
    if (!right)
        return NULL;
    if (compare_op(p->at->kind))
        return refuse_token(
            p, p->at, "syntax",
            "comparisons do not chain: write \"a < b and b < c\" or \"b between a and c\"",
            "比较不能连写：请写成“a < b and b < c”或“b between a and c”");
    return new_two(p, *op, t, left, right);
}

static struct expr *parse_not(struct parser *p)
{
    const struct token *t = p->at;
    if (!take(p, T_NOT))
        return parse_compare(p);
    if (!deeper(p))
        return NULL;
    struct expr *inside = parse_not(p);
    p->depth--;
    if (!inside)
        return NULL;
    struct expr *x = new_node(p, E_NOT, t, 1);
    x->args[0] = inside;
    return x;
}

/* A run of the same word is one node with many parts, so that long lists of conditions stay flat.
 */
static struct expr *parse_run(struct parser *p, enum token_kind word, enum expr_op op,
                              struct expr *(*part)(struct parser *))
{
    struct expr *first = part(p);
    if (!first || p->at->kind != word)
        return first;
    struct expr *list[LIMIT_EXPR_TEXT / 4];
    const struct token *t = p->at;
    int n = 0;
    list[n++] = first;
    while (take(p, word)) {
        if (!(list[n++] = part(p)))
            return NULL;
    }
    struct expr *x = new_node(p, op, t, n);
    memcpy(x->args, list, (size_t)n * sizeof list[0]);
    return x;
}

static struct expr *parse_and(struct parser *p)
{
    return parse_run(p, T_AND, E_AND, parse_not);
}

static struct expr *parse_or(struct parser *p)
{
    if (!deeper(p))
        return NULL;
    struct expr *x = parse_run(p, T_OR, E_OR, parse_and);
    p->depth--;
    return x;
}

enum outcome parse_tokens(struct expr **ret, struct arena *a, const struct expr_scope *scope,
                          const struct token *tokens, struct err *e)
{
    struct parser p = {.arena = a, .scope = scope, .at = tokens, .e = e};
    if (p.at->kind == T_END) {
        err_at(e, scope->file, p.at->line, p.at->column, "syntax", "the expression is empty",
               "表达式为空");
        return REFUSED;
    }
    struct expr *x = parse_or(&p);
    if (!x)
        return e->outcome;
    if (p.at->kind != T_END) {
        refuse_unexpected(&p, "an operator or the end", "运算符或结尾");
        return REFUSED;
    }
    *ret = x;
    return OK;
}
