/* What the files of duty/ share with each other and with nobody else. */
#ifndef DUTY_DUTY_INT_H
#define DUTY_DUTY_INT_H
#include "duty/duty.h"
#include "base/limits.h"
#include "duty/rhythm.h"

/* ---- case.c: one rule for one subject ------------------------------------------------------ */
struct duty_case {
    struct work *w;
    const struct duty *duty;
    int64_t subject, place;
    const struct record *record; /* NULL of a place, and where nothing of it is asked */
    struct eval *eval;
};
void case_of_record(struct duty_case *c, struct work *w, const struct duty *d,
                    const struct record *r);
/* Loads the record only when the rule asks for its values, or with_record. NOT_FOUND: it is gone.
 */
enum outcome case_of(struct duty_case *c, struct work *w, const struct duty *d, int64_t subject,
                     int64_t place, bool with_record, struct err *e);
enum outcome case_rhythm(const struct duty_case *c, struct rhythm *ret, struct err *e);
enum outcome case_holds(const struct duty_case *c, bool *ret, struct err *e); /* while */
enum outcome case_start(const struct duty_case *c, int64_t *ret, struct err *e);
int64_t case_assignee(const struct duty_case *c);
enum outcome step_after(struct work *w, const struct duty *d, int step, int64_t place,
                        int64_t *ret, struct err *e); /* seconds after being late; -1 none */

/* ---- duty_store.c: rows ---------------------------------------------------------------------- */
enum duty_status { DUTY_IN_TIME, DUTY_LATE, DUTY_MISSED, DUTY_EXCUSED, DUTY_STATUSES };
extern const char *const duty_status_words[DUTY_STATUSES];

struct live { /* table duty */
    const struct duty *duty;
    int64_t subject, place, assignee, rhythm;
    struct occurrence o;
    int64_t late_at;
};
struct past { /* table duty_past */
    int64_t id;
    const struct duty *duty;
    int64_t subject, place, assignee, day;
    struct occurrence o;
    int64_t late_at, until_at;
    enum duty_status status;
    bool is_open;
    int64_t done_at, done_by, proof;
    const char *reason;
    int step;
    int64_t step_at, alarm;
};
/* NOT_FOUND is told as *ret_found false. */
enum outcome live_find(struct work *w, const struct duty *d, int64_t subject, struct live *ret,
                       bool *ret_found, struct err *e);
enum outcome live_insert(struct work *w, const struct live *l, struct err *e);
enum outcome live_update(struct work *w, const struct live *l, struct err *e);
enum outcome live_delete(struct work *w, const struct duty *d, int64_t subject, struct err *e);
/* The occurrence in which t lies: the last that opened at or before it. */
enum outcome past_at(struct work *w, const struct duty *d, int64_t subject, int64_t t,
                     struct past *ret, bool *ret_found, struct err *e);
enum outcome past_of_proof(struct work *w, const struct duty *d, int64_t subject, int64_t proof,
                           struct past *ret, bool *ret_found, struct err *e);
enum outcome past_get(struct work *w, int64_t id, struct past *ret, struct err *e);
enum outcome past_any(struct work *w, const struct duty *d, int64_t subject, bool *ret,
                      struct err *e);
enum outcome past_insert(struct work *w, struct past *p, struct err *e); /* gives the id */
enum outcome past_update(struct work *w, const struct past *p, struct err *e);
enum outcome past_delete(struct work *w, int64_t id, struct err *e);
enum outcome past_forget_proof(struct work *w, const struct duty *d, int64_t subject,
                               int64_t proof, struct err *e);
/* Open ones of one subject, at most max. */
enum outcome past_open(struct work *w, const struct duty *d, int64_t subject, struct past *ret,
                       int max, int *ret_n, struct err *e);
/* Lists for the tick, oldest first. after: a cursor, see there. */
#define DUTY_BITE 200
enum outcome live_overdue(struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                          struct live *ret, int *ret_n, struct err *e);
enum outcome past_superseded(struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                             struct past *ret, int *ret_n, struct err *e);
enum outcome past_stepping(struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                           bool only_life, struct past *ret, int *ret_n, struct err *e);
enum outcome live_vanished(struct db *db, const struct plan *plan, int64_t *ret_n, struct err *e);
enum outcome live_count(struct db *db, const struct duty *d, int64_t place, int64_t *ret,
                        struct err *e); /* at or under the place */
bool team_has_member(struct work *w, int64_t team, int64_t user);
enum outcome count_write(struct work *w, const struct duty_counted *c, struct err *e);
enum outcome duty_places(struct db *db, const struct duty *d, int64_t after, int64_t *ret, int max,
                         int *ret_n, struct err *e);
/* Digest of what live rows are planned by: edition, levels, finished imports, the local day. */
enum outcome plan_mark(struct db *db, const struct plan *plan, int64_t now, int64_t *ret_edition,
                       int64_t *ret_levels, bool *ret_same, struct err *e);
struct switched {
    int64_t opened, moved, ended;
};
enum outcome plan_mark_set(struct work *w, int64_t levels, const struct switched *s,
                           bool is_edition, struct err *e);

/* ---- live.c: how rows go on ------------------------------------------------------------------ */
/* Counts of one job, gathered and written by tally_flush(). */
#define TALLY_MAX 64
struct tally {
    struct work *w;
    struct duty_counted list[TALLY_MAX];
    int n;
};
enum outcome tally_add(struct tally *t, const struct past *p, enum duty_status status, int by,
                       struct err *e);
enum outcome tally_flush(struct tally *t, struct err *e);

enum settled { SETTLED_SAME, SETTLED_OPENED, SETTLED_MOVED, SETTLED_ENDED };
/* The live row as it ought to be now: opened, moved to another rhythm or place, ended. is_new:
 * there cannot be one yet. */
enum outcome case_settle(struct duty_case *c, struct tally *t, bool is_new, enum settled *ret,
                         struct err *e);
enum outcome case_end(struct duty_case *c, struct tally *t, struct err *e);
/* Would case_settle() change anything? Reads only. */
enum outcome case_is_settled(struct duty_case *c, bool *ret, struct err *e);
/* The clock passes overdue occurrences. NULL c->record is loaded when needed. */
enum outcome live_fall(struct duty_case *c, struct tally *t, struct live *l, struct err *e);
/* It was done at t. by: account; proof: record, 0 none. */
enum outcome case_prove(struct duty_case *c, struct tally *t, int64_t done_at, int64_t by,
                        int64_t proof, struct err *e);
enum outcome case_unprove(struct duty_case *c, struct tally *t, int64_t proof, struct err *e);
/* Could not, because: the past occurrence p, or (NULL) the live one. */
enum outcome case_excuse(struct duty_case *c, struct tally *t, struct past *p, const char *reason,
                         struct past *ret, struct err *e);

/* ---- changed.c, imported_store.c ----------------------------------------------------------- */
/* A record that is there now and was not before: the duties it proves. */
enum outcome record_proves(struct work *w, struct tally *t, const struct record *r, struct err *e);
/* An import is done, or taken back: its proofs are to be taken in, or no longer. */
enum outcome imported_note(struct db *db, const struct plan *plan, int64_t batch, bool is_done,
                           struct err *e);
enum outcome imported_waiting(struct db *db, int64_t *ret, struct err *e);
/* At most max records of the next such import; *ret_more: there was one. */
enum outcome imported_take(struct work *w, int max, bool *ret_more, struct err *e);

/* ---- alarm.c ------------------------------------------------------------------------------ */
enum outcome alarm_tick(struct app *app, struct db *db, const struct plan *plan, struct err *e);
#endif
