/* Figures: what the plan's `measures` count, kept with every write or asked of the records.
 *
 * A counted measure has counters for every place up to the country, by day and split cell. A change
 * of a record becomes deltas in the same transaction: one row of measure_pending a group, durable
 * with it, so a crash loses nothing and nothing need be replayed. About every second they are
 * folded into measure_count in slices; a reader adds what is not folded yet. A correction moves the
 * figure of the day it belongs to and leaves a row in measure_trace. Records erased when their time
 * is over leave their figure behind (measure_past); an import taken back does not.
 *
 * A figure covers what the caller may view in the measured ledger: all of it by the counters, else
 * by asking the records under the guard's condition. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H
#include "ledger/ledger.h"

struct measures;
void measures_new(struct measures **ret);
void measures_free(struct measures *m);
/* The first of the writer's hooks after the journal's: it takes numbers from the books. */
void measures_hooks(struct app *app, struct writer_hooks *ret);
extern const struct hook measure_hook; /* for assemble.c: what a change counts for */

/* About every second, by the server, and when a program ends: folds what waits, counts what a new
 * edition measures, drops what no edition measures any more; in slices between live requests. */
enum outcome measure_tick(struct app *app, struct err *e);
void measure_flush(struct app *app);

/* ---- asking ---- */
enum { BY_PLACE = 1, BY_DAY = 2, BY_SPLIT = 4 };
struct measure_ask {
    const struct measure *measure;
    int64_t place;
    int64_t from, to; /* days, both counted; a level is as at the end of the day */
    unsigned by;      /* BY_PLACE: the children of place, then the place with all below it */
    bool is_public;   /* an edition for everybody: figures of 1 to 4 are left out */
};
struct figure {
    int64_t place, day; /* day 0: the whole span */
    const char *cell;   /* "" unless BY_SPLIT */
    int64_t n, total;
    struct value value; /* null: not known */
    const char *flag;   /* "", about, over */
    bool is_suppressed;
    double sd, low, high; /* rt: standard deviation and 95 % interval; else 0 */
};
struct figures {
    struct figure *list;
    int n;
    bool is_counted; /* told by the counters */
    enum vtype type;
};
/* Everything in the arena. Places in the tree's order, then days, then cells. DENIED when the
 * caller sees nothing of the ledger. */
enum outcome measure_read(struct figures *ret, struct call *c, const struct measure_ask *ask,
                          struct err *e);
/* The span that `to compare with` means: previous (as long, just before) or last_year. */
enum measure_compare { COMPARE_NONE, COMPARE_PREVIOUS, COMPARE_LAST_YEAR };
void measure_span(enum measure_compare how, int64_t from, int64_t to, int64_t *ret_from,
                  int64_t *ret_to);
/* The filter of the ledger's list that shows what a figure counts; "" when all of it. */
const char *measure_where(struct arena *a, const struct plan *plan, const struct measure_ask *ask,
                          const struct figure *f);
/* As people read it, in the measure's unit: 82,858  37.5%  840,000.00  2.3. */
void measure_print(struct buf *out, const struct measure *m, const struct figure *f);
/* As JSON, in the unit people use: 37.3, 840000.00; seconds of durations. */
void measure_put_value(struct buf *out, struct value v);
/* "before", "change" and "change_share" of the object at hand. */
void measure_put_change(struct buf *out, const struct figure *now, const struct figure *then);

struct measure_report {
    int64_t measures, cells, differing;
    char fault[200]; /* the first difference in words */
};
/* Counts every ready measure again from the records and compares. For `lianfang check`; reads. */
enum outcome measure_check(struct db *db, const struct plan *plan, struct measure_report *ret,
                           struct err *e);

const struct op *measure_ops(int *ret_n);
#endif
