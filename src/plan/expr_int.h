/* What lexer, parser, checker and evaluator of expressions share with each other and nobody else.
 */
#ifndef PLAN_EXPR_INT_H
#define PLAN_EXPR_INT_H
#include "plan/expr.h"
#include "plan/plan.h"
#include <stdbool.h>

/* ---- expr_lex.c --------------------------------------------------------------------------- */
enum token_kind {
    T_END,
    T_NAME,
    T_CONST,
    T_LPAREN,
    T_RPAREN,
    T_LBRACKET,
    T_RBRACKET,
    T_COMMA,
    T_DOT,
    T_ADD,
    T_SUB,
    T_MUL,
    T_DIV,
    T_EQ,
    T_NE,
    T_LT,
    T_LE,
    T_GT,
    T_GE,
    T_AND,
    T_OR,
    T_NOT,
    T_IN,
    T_BETWEEN,
    T_WHERE
};
struct token {
    enum token_kind kind;
    const char *text; /* as written; T_NAME: the name, NUL-terminated */
    size_t len;
    struct value value; /* T_CONST */
    bool is_quoted;     /* T_CONST: a text in quotes */
    int line, column;
};
/* All tokens, T_END last; the caller frees the list. Their texts live in the arena. */
enum outcome lex(struct token **ret, struct arena *a, const struct expr_scope *scope,
                 const char *text, struct err *e);

/* ---- expr_parse.c ------------------------------------------------------------------------- */
/* The grammar alone: names are not looked up yet. */
enum outcome parse_tokens(struct expr **ret, struct arena *a, const struct expr_scope *scope,
                          const struct token *tokens, struct err *e);

/* ---- expr_check.c, expr_name.c ------------------------------------------------------------ */
/* The words a choice may be: codes of a field, states of a ledger, kinds of place. */
struct domain {
    const struct field *field;
    const struct ledger *states;
    const struct plan *kinds;
};

/* A sealed field may only be asked for being known, a point only for its distance, lines only for
 * their number. */
enum usage { USE_VALUE, USE_KNOWN, USE_COUNT, USE_POINT };

struct checker {
    struct arena *arena;
    const struct expr_scope *scope;
    const struct ledger *inner; /* the queried ledger while in a query's condition */
    int depth;
    struct err *e;
};
enum outcome check_node(struct checker *c, struct expr **slot, enum usage usage,
                        const struct domain *hint);
/* Makes the node's type `want`, by retyping a constant or putting a cast around it. NULL target. */
enum outcome check_want(struct checker *c, struct expr **slot, enum vtype want,
                        const struct field *target);
enum outcome check_call(struct checker *c, struct expr *x);
enum outcome check_query(struct checker *c, struct expr *x);
/* Turns a constant into one of that type where it can be read so; *ret_done tells. */
enum outcome constant_to(struct checker *c, struct expr *x, enum vtype want, bool *ret_done);
/* Brings two nodes to one type, for comparing and choosing. */
enum outcome check_unify(struct checker *c, struct expr **left, struct expr **right);
struct expr *cast_to(struct checker *c, struct expr *x, enum vtype type);

enum outcome check_name(struct checker *c, struct expr *x, enum usage usage,
                        const struct domain *hint);
enum outcome check_dot(struct checker *c, struct expr *x, enum usage usage);
enum outcome check_std(struct checker *c, struct expr *x);
enum outcome check_lookup(struct checker *c, struct expr *x);
enum outcome check_field(struct checker *c, struct expr *x, const struct field *f,
                         enum usage usage);
/* A field or system name of a ledger into x; false when it has none. */
bool find_in_ledger(struct expr *x, const struct ledger *l, const char *name);
bool is_field_name(const struct expr_scope *scope, const char *name);

struct domain domain_of(const struct plan *plan, const struct expr *x);
bool domain_is_set(const struct domain *d);
bool domain_has(const struct domain *d, const char *word, size_t len);
enum outcome refuse_code(struct checker *c, const struct expr *x, const char *word,
                         const struct domain *d);
/* The nearest of some words, for "did you mean"; NULL when none is near. */
struct nearest {
    const char *word;
    const char *best;
    int distance;
};
void nearest_try(struct nearest *n, const char *word);
/* "; did you mean …?" in both languages, or "". */
void nearest_text(struct checker *c, const struct nearest *n, const char **ret_en,
                  const char **ret_zh);

/* ---- expr_law.c --------------------------------------------------------------------------- */
struct law {
    enum expr_op op;
    enum vtype left, right;       /* what stands there */
    enum vtype left_as, right_as; /* what it is turned into first */
    enum vtype result;
    int64_t scale;   /* E_MUL: a*b/scale; E_DIV: a*scale/b */
    bool whole_days; /* only when the duration is certain to be whole days */
};
const struct law *law_find(enum expr_op op, const struct expr *left, const struct expr *right);
bool vtype_is_ordered(enum vtype type);
bool vtype_is_signed(enum vtype type);
const struct label *vtype_label(enum vtype type);
struct value cast_value(const struct plan *plan, struct value v, enum vtype to);

/* ---- func.c ------------------------------------------------------------------------------- */
int64_t eval_today(const struct eval *ev);
/* Refuses with the place of the node. */
#define refuse_at(c, x, rule, en, zh, ...)                                                         \
    err_at((c)->e, (c)->scope->file, (x)->line, (x)->column, rule, en, zh, ##__VA_ARGS__)
#endif
