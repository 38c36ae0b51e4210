/* Expressions of the plan: one grammar, one meaning, two evaluators (here over a record in C; in
 * ledger/where_store.c as SQL) that must agree on every value.
 *
 * Meaning. Null is "not known": arithmetic and comparison with null give null; and/or/not follow
 * Kleene; `known(x)` asks. Overflow and division by zero give null. integer/integer and anything
 * with a number give number (millionths, half away from zero). Texts compare byte by byte. A
 * condition holds only when it is true, not when it is null. A choices field in which nothing is
 * chosen is the empty set: count() is 0 and `in` is false. concat() passes over nulls.
 * What goes with what is the table in expr_law.c; the functions are the table in func.c. */
#ifndef PLAN_EXPR_H
#define PLAN_EXPR_H
#include "base/arena.h"
#include "base/err.h"
#include "value/value.h"

struct buf;
struct plan;
struct ledger;
struct field;
struct standard;
struct table;
struct func;

enum expr_op {
    E_CONST,
    E_FIELD,       /* field of `this` */
    E_SYSTEM,      /* state id place key created_at closed_at … of `this`: enum system_field */
    E_DOT,         /* a.b : follows a ref; args[0] is the ref, field/system is of its ledger */
    E_PLACE_FIELD, /* place.kind, place.name, place.<field of kind>; args[0] is the place */
    E_THIS,
    E_STD,
    E_LOOKUP,
    E_CALL,
    E_QUERY,
    E_ADD,
    E_SUB,
    E_MUL,
    E_DIV,
    E_NEG, /* E_MUL E_DIV: value.n is the scale, see expr_law.c */
    E_EQ,
    E_NE,
    E_LT,
    E_LE,
    E_GT,
    E_GE,
    E_AND,
    E_OR, /* two or more args */
    E_NOT,
    E_IN,
    E_NOT_IN, /* args[0] in args[1…]; or in a choices value: args[1] of type V_CODES */
    E_BETWEEN,
    E_IF,
    E_CAST, /* put in by the checker: integer → number, date → datetime … */
    E_NAME,
    E_LIST /* only between parser and checker */
};
enum system_field {
    SYS_ID,
    SYS_STATE,
    SYS_PLACE,
    SYS_KEY,
    SYS_CREATED_AT,
    SYS_CREATED_BY,
    SYS_CHANGED_AT,
    SYS_CLOSED_AT,
    SYS_OCCURRED_AT,
    SYS_TITLE,
    SYSTEM_FIELDS
};
const char *system_field_word(enum system_field f);
enum vtype system_field_type(enum system_field f);

enum query_kind { Q_COUNT, Q_SUM, Q_LAST, Q_FIRST, Q_MIN, Q_MAX, Q_EXISTS };

struct expr {
    enum expr_op op;
    enum vtype type;                 /* of the result */
    const struct ledger *to;         /* of a ref result: which ledger (NULL unknown) */
    int line, column;                /* in the plan file */
    struct value value;              /* E_CONST */
    const struct field *field;       /* E_FIELD E_DOT; E_QUERY: the summed field */
    enum system_field system;        /* E_SYSTEM; E_DOT and E_QUERY when field is NULL */
    const char *name;                /* E_PLACE_FIELD; E_NAME */
    const struct standard *standard; /* E_STD */
    const struct table *table;       /* E_LOOKUP: args[0] is the key, name the column */
    const struct func *func;         /* E_CALL */
    enum query_kind query;       /* E_QUERY: over `ledger`, args[0] the condition (args_n 0: all) */
    const struct ledger *ledger; /* E_QUERY; E_FIELD E_SYSTEM E_THIS E_DOT: whose field it is */
    struct expr **args;
    int args_n;
    /* Inside a query's condition names mean the queried ledger's fields; `this.x` the outer record.
     */
    bool outer; /* E_FIELD E_SYSTEM E_THIS: of the outer record */
};

/* Where names are looked up. */
struct expr_scope {
    const struct plan *plan;
    const struct ledger *ledger; /* may be NULL: only std(), now() … */
    const struct field *lines;   /* inside a row of lines: its fields come first */
    const struct field
        *target;      /* the field it is assigned to, or NULL: a bare word may be its code */
    const char *file; /* for messages */
    int line, column; /* of the text's first character; 0: positions count from 1 */
};

/* Parses and type-checks. On OK *ret lives in the arena (the plan's). Every mistake is told with
 * its place; `want` V_NULL accepts any type. Several mistakes: the first. */
enum outcome expr_parse(struct expr **ret, struct arena *a, const struct expr_scope *scope,
                        const char *text, enum vtype want, struct err *e);

/* May every part of it be written as SQL? False for the few C-only functions and rows of lines. */
bool expr_has_sql(const struct expr *x);
/* Does it ask other records (count, exists, last …)? */
bool expr_has_query(const struct expr *x);
/* A word of the grammar, which no field may be called: and or not in … */
bool expr_is_reserved(const char *name);

/* What a C evaluation may ask the outside for. All slots must be set except where noted. */
struct eval {
    struct arena *arena;
    const struct plan *plan;
    int64_t now;  /* seconds UTC */
    int64_t user; /* 0 the system */
    void *arg;
    /* The record outside while a query's condition is evaluated in C, else NULL: outer names then
     * mean record 0 of this one. */
    struct eval *outer;
    /* Value of a field of a record; record 0 is the one being evaluated. `l` is NULL for fields of
     * a row of lines. */
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
enum func_law {
    LAW_PLAIN,  /* arguments of the types in args */
    LAW_SAME,   /* all of one type that can be ordered; so is the result */
    LAW_SIGNED, /* one number of any kind; so is the result */
    LAW_KNOWN,  /* one of any type, sealed ones too */
    LAW_COUNT,  /* choices, or lines */
    LAW_POINTS  /* point fields */
};
struct func {
    const char *name;
    int args_min, args_max;
    enum func_law law;
    enum vtype args[4]; /* LAW_PLAIN; the last one repeats */
    enum vtype result;  /* V_NULL: that of the first argument */
    enum outcome (*eval)(struct eval *ev, const struct value *args, int n, struct value *ret,
                         struct err *e);
    const char *sql;     /* template with {0} {1} {now} {today} {user} {offset} {weekend}
                            {holidays} {workdays}; more arguments than it names fold from
                            the left; a flag's is a condition. NULL: C only */
    const char *example; /* "round(2.5) = 3": a test */
    struct label help;
};
const struct func *func_find(const char *name);
const struct func *func_rows(int *ret_n);

/* Text a person can read back: for `plan show`, `plan diff`. Parsing it gives the same again. */
void expr_print(struct buf *out, const struct expr *x);
/* Calls visit(arg, node) for each node, a parent before its parts. */
void expr_walk(const struct expr *x, void (*visit)(void *arg, const struct expr *node), void *arg);
#endif
