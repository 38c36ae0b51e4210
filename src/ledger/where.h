/* Expressions as SQL, one text for both databases, meaning exactly what expr_eval() means.
 *
 * A text under construction with its binds. Constants of a plan stand in the text, so that the same
 * expression gives the same text and is prepared once; what changes from call to call (now, the
 * user, values of a record outside, everything in a user's filter) is bound.
 *
 *   struct where w;
 *   where_init(&w, arena, plan, now, user);
 *   where_text(&w, "SELECT r.id FROM "); where_name(&w, l->table); where_text(&w, " r WHERE ");
 *   where_condition(&w, x, l, "r", e);
 *   db_query(&q, db, w.text.data, w.binds, w.binds_n, e);
 *   where_fini(&w);
 *
 * What stands in the tables: columns id state (its name) place key title created_at … of every
 * ledger, fields in their columns, empty ones null; kept standards in std_<name>; places in
 * `place`.
 */
#ifndef LEDGER_WHERE_H
#define LEDGER_WHERE_H
#include "base/buf.h"
#include "plan/plan.h"
#include "store/store.h"

/* What a standard is worth at a place: the value of the first range that holds the place. */
struct where_standard {
    struct value base;
    struct where_range {
        int64_t first, last;
        struct value value;
    } * ranges;
    int ranges_n;
};

struct where {
    struct buf text;
    struct value *binds; /* in the arena */
    int binds_n, binds_cap;
    struct arena *arena;
    const struct plan *plan;
    int64_t now, user;    /* seconds; 0 the system */
    bool binds_constants; /* a user's filter: every constant is bound */
    /* The record outside, when no row of the statement stands for it: `this.x` is asked of it and
     * bound. NULL where the record is the row itself. */
    struct eval *outer;
    /* Standards at the row's place; NULL: the plan's own values everywhere. */
    enum outcome (*standard)(struct where *w, const struct standard *s, struct where_standard *ret,
                             struct err *e);
    void *arg;
    /* Imports not yet done, whose records do not exist for a query or a reference. */
    const int64_t *pending;
    int pending_n;
    /* Queries ask only records of this place and below; a measure's expression. */
    bool has_under;
    int64_t under, under_last;
    int aliases; /* x1, x2 … given so far */
};

void where_init(struct where *w, struct arena *a, const struct plan *plan, int64_t now,
                int64_t user);
void where_fini(struct where *w);
void where_text(struct where *w, const char *sql);
void where_name(struct where *w, const char *name);                      /* "name" */
void where_column(struct where *w, const char *alias, const char *name); /* alias."name" */
void where_bind(struct where *w, struct value v);                        /* CAST($n AS …) */

/* A condition over the rows of l under that alias, for WHERE. The alias must not be x1, x2 … */
enum outcome where_condition(struct where *w, const struct expr *x, const struct ledger *l,
                             const char *alias, struct err *e);
/* A value, for SELECT and ORDER BY; a flag is 0, 1 or null. */
enum outcome where_value(struct where *w, const struct expr *x, const struct ledger *l,
                         const char *alias, struct err *e);
/* " AND …" that leaves out records of imports not yet done; nothing when there are none. */
void where_visible(struct where *w, const char *alias);

/* Asks a query (E_QUERY) for the record that ev evaluates. For eval.query. */
enum outcome where_query(struct value *ret, struct eval *ev, struct db *db, const struct expr *q,
                         struct err *e);

/* A filter that a user wrote over a ledger: a condition without queries. */
enum outcome where_parse(struct expr **ret, struct arena *a, const struct plan *plan,
                         const struct ledger *l, const char *text, struct err *e);
/* Every field that an expression touches, through references too; f NULL: the system field. l NULL:
 * a field of a place's kind, or of a place (f NULL too). The guard judges each. */
void where_fields(const struct expr *x,
                  void (*visit)(void *arg, const struct ledger *l, const struct field *f,
                                enum system_field system),
                  void *arg);
#endif
