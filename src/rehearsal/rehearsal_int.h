/* Private to rehearsal/: a drill as it is kept. */
#ifndef REHEARSAL_REHEARSAL_INT_H
#define REHEARSAL_REHEARSAL_INT_H
#include "guard/guard.h"
#include "journal/journal.h"
#include "rehearsal/rehearsal.h"

struct kept {
    int64_t id, place, owner, edition, against, created_at, ended_at;
    bool is_shared;
    const char *name, *settings, *state, *problem, *headline;
};

/* rehearsal_store.c */
enum outcome kept_add(struct db *db, struct journal *j, struct kept *k, int64_t now_ms,
                      struct err *e); /* gives id */
enum outcome kept_get(struct kept *ret, struct arena *a, struct db *db, int64_t id, struct err *e);
/* Newest first: one's own, and shared ones. */
enum outcome kept_list(struct kept **ret, int *ret_n, struct arena *a, struct db *db, int64_t owner,
                       struct err *e);
enum outcome kept_amend(struct db *db, struct journal *j, const struct kept *k, int64_t by,
                        int64_t now_ms, struct err *e); /* name, is_shared */
enum outcome kept_delete(struct db *db, struct journal *j, const struct kept *k, int64_t by,
                         int64_t now_ms, struct err *e);
enum outcome kept_result(struct db *db, int64_t id, const char *state, const char *problem,
                         const char *headline, int64_t ended_at, struct err *e);
/* Those of a user that wait or are under way. */
enum outcome kept_waiting(int64_t *ret, struct db *db, int64_t owner, struct err *e);

/* settings.c: what a drill is asked for, from JSON; and as the words of a command line. */
struct asked {
    const char *scenario;
    int64_t people, days, runs, seed;
    json_t *set, *against_set; /* {"quarantine.rooms": "400"}; NULL none */
};
/* REFUSED naming the field. plan and against (NULL none) are judged with their levers. */
enum outcome asked_read(struct asked *ret, json_t *body, struct err *e);
enum outcome asked_judge(const struct asked *asked, const struct plan *plan,
                         const struct plan *against, int64_t day, struct err *e);
char *asked_levers(struct arena *a, json_t *set); /* "name=value;…" */
void asked_json(struct buf *out, const struct asked *asked);

/* forecast_store.c: counts alone; who is in them never leaves the database. */
struct counted {
    int64_t first_day; /* date of cases[0] */
    double *cases;     /* a day */
    int days;
};
/* Records of the ledger under the place that the viewer may see, by day, from `from` to `to`. */
enum outcome count_days(struct counted *ret, struct call *c, const struct ledger *l,
                        const char *column, bool is_date, int64_t place, int64_t from, int64_t to,
                        struct err *e);
/* Those not in a final state. */
enum outcome count_open(int64_t *ret, struct call *c, const struct ledger *l, int64_t place,
                        struct err *e);

/* rehearsal_op.c, result_op.c */
int64_t rehearsal_today(const struct call *c);
/* The drill named by argument "drill": NOT_FOUND unless it may be seen, DENIED unless changed. */
enum outcome kept_argument(struct call *c, struct kept *ret, bool to_change, struct err *e);
enum outcome do_drill_result(struct call *c, struct err *e);
enum outcome do_drill_export(struct call *c, struct err *e);
enum outcome do_drill_choices(struct call *c, struct err *e);

/* queue.c */
struct queued { /* all texts in its own arena */
    struct arena arena;
    struct app *app;
    int64_t id;
    const char *folder, *plan_source, *against_source, *towns_csv, *settings, *name;
    int64_t day;
};
struct queued *queued_new(struct app *app, int64_t id);
void queued_free(void *queued);
/* Takes q, also when refused: BUSY when too many wait. */
enum outcome rehearsals_start(struct rehearsals *r, struct queued *q, int64_t user, struct err *e);
/* Runs done of runs to do; 0 of 0 when it is not under way. */
void rehearsals_progress(struct rehearsals *r, int64_t id, int64_t *ret_done, int64_t *ret_total);
void rehearsals_cancel(struct rehearsals *r, int64_t id);
const char *rehearsal_folder(struct arena *a, const struct app *app, int64_t id);
#endif
