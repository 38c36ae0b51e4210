/* An exercise: one drill played by people against the clock, in a database of its own. Private to
 * rehearsal/. */
#ifndef REHEARSAL_EXERCISE_H
#define REHEARSAL_EXERCISE_H
#include "rehearsal/rehearsal_int.h"

struct exercise {
    int64_t place, people, days, seed, speed, started_at, stopped_at;
    const char *name, *scenario;
};
enum inject_kind { INJECT_CASE, INJECT_CONTACTS, INJECT_SHORT, INJECT_LEVEL, INJECT_KINDS };
struct inject_row {
    const char *word, *standard; /* which standard of the plan says the time to answer */
    struct label label;
};
extern const struct inject_row inject_rows[INJECT_KINDS];

struct inject {
    int64_t id, day, due_at, answer_s, place, alert, told_at, taken_at; /* 0 not yet */
    enum inject_kind kind;
    const char *posts, *zh, *en, *taken_by;
};
struct injects {
    struct inject *list;
    int n;
};

/* exercise.c: rules */
/* What one drill tells people, in order of time. The towns' ids by town of the drill. */
enum outcome exercise_injects(struct injects *ret, struct arena *a, const struct exercise *x,
                              const struct plan *plan, const struct drill *d,
                              const struct drill_setup *s, const int64_t *towns, struct err *e);
/* Seconds of the exercise by which it was taken up late, at `now`; 0 in time. */
int64_t inject_late_s(const struct exercise *x, const struct inject *i, int64_t now);
/* Days that the answers to cases and contacts took beyond their time, on average. */
double exercise_delay_days(const struct exercise *x, const struct injects *all, int64_t now);

/* exercise_store.c */
enum outcome exercise_get(struct exercise *ret, struct arena *a, struct db *db, struct err *e);
enum outcome exercise_add(struct db *db, const struct exercise *x, const struct injects *all,
                          struct err *e);
enum outcome exercise_stop_at(struct db *db, int64_t at, struct err *e);
enum outcome injects_read(struct injects *ret, struct arena *a, struct db *db, struct err *e);
/* Tells people what has come due by now; *ret_n of them. */
enum outcome injects_tell(struct app *app, struct db *db, int64_t now, int *ret_n, struct err *e);

#endif
