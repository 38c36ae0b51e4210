/* Expressions of the plan: one grammar, one meaning, two evaluators (here over a record in C; in
 * ledger/where_store.c as SQL) that must agree on every value.
 *
 * Meaning. Null is "not known": arithmetic and comparison with null give null; and/or/not follow
 * Kleene; `known(x)` asks. Overflow and division by zero give null. integer/integer and anything
 * with a number give number (millionths, half away from zero). Texts compare byte by byte. A
 * condition holds only when it is true, not when it is null. */
#ifndef PLAN_EXPR_H
#define PLAN_EXPR_H
#include "base/arena.h"
#include "base/err.h"
#include "value/value.h"

struct buf;
struct buf; struct plan; struct ledger; struct field; struct standard; struct table; struct func;

enum expr_op {
    E_CONST, E_FIELD,     /* field of `this` */
    E_SYSTEM,             /* state id place key created_at closed_at … of `this`: enum system_field */
    E_DOT,                /* a.b : follows a ref; left is the ref, field/system is of its ledger */
    E_PLACE_FIELD,        /* place.kind, place.name, place.<field of kind> */
    E_THIS, E_STD, E_LOOKUP, E_CALL, E_QUERY,
    E_ADD, E_SUB, E_MUL, E_DIV, E_NEG,
    E_EQ, E_NE, E_LT, E_LE, E_GT, E_GE, E_AND, E_OR, E_NOT, E_IN, E_NOT_IN, E_BETWEEN, E_IF
};
enum system_field { SYS_ID, SYS_STATE, SYS_PLACE, SYS_KEY, SYS_CREATED_AT, SYS_CREATED_BY,
                    SYS_CHANGED_AT, SYS_CLOSED_AT, SYS_OCCURRED_AT, SYS_TITLE, SYSTEM_FIELDS };
enum query_kind { Q_COUNT, Q_SUM, Q_LAST, Q_FIRST, Q_MIN, Q_MAX, Q_EXISTS };

struct expr {
    enum expr_op op;
    enum vtype type;                 /* of the result */
    const struct ledger *to;         /* of a ref result: which ledger (NULL unknown) */
    int line, column;                /* in the plan file */
    struct value value;              /* E_CONST */
    const struct field *field;       /* E_FIELD E_DOT; E_QUERY: the summed field */
    enum system_field system;        /* E_SYSTEM, E_DOT when field is NULL */
    const char *name;                /* E_PLACE_FIELD */
    const struct standard *standard; /* E_STD */
    const struct table *table;       /* E_LOOKUP: args[0] is the key, value.s the column */
    const struct func *func;         /* E_CALL */
    enum query_kind query;           /* E_QUERY: over `ledger`, args[0] the condition (may be NULL) */
    const struct ledger *ledger;
    struct expr **args;
    int args_n;
    /* Inside a query's condition names mean the queried ledger's fields; `this.x` the outer record. */
    bool outer;                      /* E_FIELD E_SYSTEM E_THIS: of the outer record */
};

/* Where names are looked up. */
struct expr_scope {
    const struct plan *plan;
    const struct ledger *ledger;  /* may be NULL: only std(), now() … */
    const struct field *lines;    /* inside a row of lines: its fields come first */
    const char *file;             /* for messages */
    int line, column;             /* of the text's first character */
};

/* Parses and type-checks. On OK *ret lives in the arena (the plan's). Every mistake is told with
 * its place; `want` V_NULL accepts any type. Several mistakes: the first. */
enum outcome expr_parse(struct expr **ret, struct arena *a, const struct expr_scope *scope,
                        const char *text, enum vtype want, struct err *e);

/* What a C evaluation may ask the outside for. All slots must be set except where noted. */
struct eval {
    struct arena *arena;
    const struct plan *plan;
    int64_t now;                  /* seconds UTC */
    int64_t user;                 /* 0 the system */
    void *arg;
    /* Value of a field of a record; record 0 is the one being evaluated. */
    enum outcome (*field)(struct eval *ev, const struct ledger *l, int64_t record,
                          const struct field *f, struct value *ret, struct err *e);
    enum outcome (*system)(struct eval *ev, const struct ledger *l, int64_t record,
                           enum system_field f, struct value *ret, struct err *e);
    enum outcome (*place)(struct eval *ev, int64_t place, const char *name, struct value *ret,
                          struct err *e);
    /* In force at the record's place now, levels included. */
    enum outcome (*standard)(struct eval *ev, const struct standard *s, struct value *ret,
                             struct err *e);
    /* May be NULL where no store is at hand: then a query is a FAULT. */
    enum outcome (*query)(struct eval *ev, const struct expr *q, struct value *ret, struct err *e);
};
enum outcome expr_eval(struct eval *ev, const struct expr *x, struct value *ret, struct err *e);
enum outcome expr_holds(struct eval *ev, const struct expr *x, bool *ret, struct err *e);

/* The function table drives parser, checker, both evaluators and the reference page. */
struct func {
    const char *name;
    int args_min, args_max;
    enum vtype args[4];           /* V_NULL: any */
    enum vtype result;            /* V_NULL: that of the first argument */
    enum outcome (*eval)(struct eval *ev, const struct value *args, int n, struct value *ret,
                         struct err *e);
    const char *sql;              /* template with {0} {1} …, {now} {user} {offset}; NULL: C only */
    const char *example;          /* "round(2.5) = 3": a test */
    struct label help;
};
const struct func *func_find(const char *name);
const struct func *func_rows(int *ret_n);

/* Text a person can read back: for `plan show`, `plan diff`. */
void expr_print(struct buf *out, const struct expr *x);
/* Calls visit(arg, node) for each node. */
void expr_walk(const struct expr *x, void (*visit)(void *arg, const struct expr *node), void *arg);
#endif
