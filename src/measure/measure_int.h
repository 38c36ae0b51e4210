/* What the files of measure/ share with each other and with nobody else. */
#ifndef MEASURE_MEASURE_INT_H
#define MEASURE_MEASURE_INT_H
#include "base/map.h"
#include "measure/measure.h"
#include <stdatomic.h>

#define DAY_NOW INT64_C(2147483647) /* row of a level that holds what it is now */

/* ---- contribution.c: what one record counts for ---- */
struct contribution {
    bool counts;
    int64_t place, day;
    const char *cell;
    int64_t n, total;
};
/* As the record stands. day of a level: the given one. */
enum outcome contribution_of(struct contribution *ret, struct arena *a, const struct plan *plan,
                             const struct measure *m, const struct record *r, int64_t level_day,
                             int64_t now, struct err *e);
/* A record that came in already closed held, perhaps, from its creation until it was closed. */
enum outcome contribution_before_closing(struct contribution *ret, struct arena *a,
                                         const struct plan *plan, const struct measure *m,
                                         const struct record *r, int64_t now, struct err *e);
int64_t measure_day(const struct plan *plan, const struct measure *m, int64_t datetime);

/* ---- delta.c: changes of counters, in memory and as bytes ---- */
struct delta {
    int64_t measure; /* row of table measure */
    bool is_level;
    int64_t place, day;
    const char *cell; /* interned */
    int64_t n, total;
    int64_t batch; /* 0, or an import whose records do not exist yet */
};
struct deltas {
    struct delta *list;
    int n, cap;
};
void deltas_add(struct deltas *d, const struct delta *one);
void deltas_merge(struct deltas *d); /* sorts, adds up what is of one counter, drops zeros */
void deltas_fini(struct deltas *d);
void delta_write(struct buf *out, const struct delta *d);
/* False at the end, or when the bytes make no sense. cell stays in the bytes: cell_len. */
bool delta_read(struct delta *ret, size_t *ret_cell_len, const uint8_t *bytes, size_t len,
                size_t *at);

/* ---- pending.c: follows the writer's transaction ---- */
struct trace {
    const char *measure, *cell, *act;
    int64_t place, day, n, total, record, user, at;
};
struct measures {
    const struct plan *plan; /* whose rows these are; NULL: read again */
    int plan_n;
    int64_t *ids;        /* by measure->index: row of table measure, 0 not counted */
    int64_t *counted_to; /* records up to this id; INT64_MAX all */
    struct map cells;    /* interned texts */
    struct deltas log;   /* of the present group */
    struct trace *traces;
    int traces_n, traces_cap;
    int mark, mark_traces;
    struct batch_sum {
        int64_t batch;
        struct deltas deltas;
    } * batches;
    int batches_n;
    struct buf blob;
    atomic_bool has_pending; /* something was written that may want folding */
    bool has_made_rows;      /* of table measure, in the present job or group */
    int64_t merge_to;        /* fold only when asked */
};
const char *measures_cell(struct measures *m, const char *cell);
void measures_note(struct measures *m, const struct delta *d);
void measures_trace(struct measures *m, const struct trace *t);
struct batch_sum *measures_batch(struct measures *m, int64_t batch); /* NULL when there is none */

/* ---- count_store.c ---- */
/* Rows of the plan's measures, made where there are none. In a writer's job. */
enum outcome measures_take(struct app *app, struct db *db, const struct plan *plan, struct err *e);
enum outcome batch_first(struct db *db, int64_t batch, int64_t *ret, struct err *e);
enum outcome pending_write(struct app *app, struct db *db, struct err *e);
enum outcome trace_write(struct app *app, struct db *db, struct err *e);
/* One slice; *ret_more: something still waits. */
enum outcome count_fold(struct db *db, bool *ret_more, struct err *e);
enum outcome count_drop_gone(struct db *db, bool *ret_more, struct err *e);
/* The row of a measure as it is counted now: 0 when it is not, or not yet whole. */
enum outcome count_row(struct db *db, const struct measure *m, int64_t *ret, bool *ret_is_ready,
                       struct err *e);
/* Adds to what stands already. In a writer's job; journalled. */
struct past {
    const char *measure, *cell, *source, *flag;
    int64_t place, day, n, total;
};
enum outcome past_add(struct app *app, struct db *db, const struct past *p, bool replaces,
                      int64_t user, int64_t now_ms, struct past *ret_old, struct err *e);

/* What stands in counters and what waits, of one measure: for checks. */
enum outcome count_all(struct deltas *ret, struct measures *cells, struct db *db, int64_t measure,
                       struct err *e);

/* ---- build_store.c ---- */
enum outcome build_slice(struct app *app, struct db *db, const struct plan *plan, bool *ret_more,
                         struct err *e);

/* ---- ask_store.c ---- */
#define ASK_BINDS 200
struct target { /* a place that is shown, and one whose counters make it up */
    int64_t shown, source;
};
struct targets {
    struct target *list;
    int n;
    int64_t *shown; /* in the tree's order */
    int shown_n;
};
enum outcome ask_targets(struct targets *ret, struct arena *a, struct db *db,
                         const struct measure_ask *ask, struct err *e);
struct counted_row {
    int64_t place, day, n, total;
    const char *cell;
};
struct counted_rows {
    struct counted_row *list;
    int n, cap;
};
void rows_add(struct counted_rows *rows, struct arena *a, const struct counted_row *row);
enum outcome ask_counters(struct counted_rows *ret, struct arena *a, struct db *db, int64_t measure,
                          const struct measure_ask *ask, const struct targets *targets,
                          struct err *e);
/* Of records the caller may view; rows of the targets shown. */
enum outcome ask_records(struct counted_rows *ret, struct call *c, const struct measure_ask *ask,
                         const struct targets *targets, struct err *e);
enum outcome ask_value(struct value *ret, struct call *c, const struct measure *m, int64_t place,
                       struct err *e);
enum outcome ask_flags(struct figures *ret, struct call *c, const struct measure_ask *ask,
                       struct err *e);
/* The condition of a measure over alias r, with its binds from $1 on. */
enum outcome ask_condition(struct buf *out, struct value *binds, int *binds_n, int binds_max,
                           struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                           const struct measure *m, struct err *e);
void ask_day_sql(struct buf *out, const struct plan *plan, const struct measure *m,
                 struct moment t);
void ask_cell_sql(struct buf *out, const struct measure *m);
void ask_total_sql(struct buf *out, const struct plan *plan, const struct measure *m);

bool measure_may(const struct call *c, const struct measure *m, int64_t place, bool *ret_covers);
enum outcome trace_json(struct buf *out, struct call *c, const struct measure_ask *ask,
                        struct err *e);

/* ---- reproduction.c ---- */
enum outcome ask_reproduction(struct figures *ret, struct call *c, const struct measure_ask *ask,
                              struct err *e);
#endif
