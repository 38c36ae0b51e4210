/* What two editions are compared by: things (a standard, a field, a move …) and facts about them.
 * Private to plan/. */
#ifndef PLAN_DIFF_H
#define PLAN_DIFF_H
#include "plan/print.h"

enum part {
    P_PLAN,
    P_STANDARD,
    P_TABLE,
    P_LEVEL,
    P_CALENDAR,
    P_WINDOW,
    P_GROUP,
    P_MODULE,
    P_KIND,
    P_POST,
    P_LEDGER,
    P_FIELD,
    P_STATE,
    P_MOVE,
    P_GRANT,
    P_RULE,
    P_UNIQUE,
    P_THEN,
    P_CHECKLIST,
    P_DRILL,
    P_DUTY,
    P_MEASURE,
    P_REPORT,
    P_ROSTER,
    P_ITEM,
    P_DRIVER,
    P_NEED,
    PARTS
};
struct fact {
    const char *key, *text;
};
struct thing {
    enum part part;
    const char *ledger, *ledger_was; /* "" where none */
    const char *name;
    const char *const *was; /* earlier names */
    int was_n;
    struct fact *facts;
    int facts_n, facts_cap;
    bool is_matched;
};
struct things {
    struct arena *arena;
    struct thing *list;
    int n, cap;
    const struct plan *plan;
};

/* All things of a plan, by part, in the order of the plan. */
void things_of(struct things *ret, struct arena *arena, const struct plan *plan);
void things_of_ledger(struct things *all, const struct ledger *l, enum part part);
struct thing *thing_add(struct things *all, enum part part, const char *ledger, const char *name);
void stock_facts(struct things *all, struct thing *t, const struct stock_rule *s);
void things_of_stock(struct things *all); /* items, drivers, needs */
void fact_text(struct things *all, struct thing *t, const char *key, const char *text);
void fact_flag(struct things *all, struct thing *t, const char *key, bool flag);
void fact_label(struct things *all, struct thing *t, const char *key, struct label label);
void fact_expr(struct things *all, struct thing *t, const char *key, const struct expr *x);
void fact_value(struct things *all, struct thing *t, const char *key, struct value v);
const char *join_fields(struct things *all, const struct field *const *fields, int n);
const char *expr_text(struct things *all, const struct expr *x);
#endif
