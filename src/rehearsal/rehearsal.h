/* Rehearsing: a plan with a scenario played by drill/ and written as files; drills that people ask
 * for over the network, each in a process of its own so that the live system is never slowed.
 * The model is drill/'s; what is kept of a request is here. */
#ifndef REHEARSAL_REHEARSAL_H
#define REHEARSAL_REHEARSAL_H
#include "drill/drill.h"
#include "op/op.h"

/* ---- playing, for the command line ---- */
struct rehearsal { /* one plan with its scenario; setup_init() its setup first */
    struct drill_setup setup;
    struct world *world;
    struct drill *drill;
    struct bands *bands;
};
struct rehearsal_size {
    int64_t people, days, runs, seed, threads;
};
enum outcome rehearsal_play(struct rehearsal *r, const struct rehearsal_size *size,
                            const struct drill_place *towns, int towns_n,
                            void (*progress)(void *arg, int done), void *arg, struct err *e);
void rehearsal_fini(struct rehearsal *r);
/* Every file of one drill into folder, made when absent; difference may be NULL. */
enum outcome rehearsal_write(const struct rehearsal *r, const struct bands *difference,
                             const char *folder, struct err *e);

/* ---- drills asked for over the network ---- */
struct rehearsals;
/* One at a time; the others wait in order. */
enum outcome rehearsals_new(struct rehearsals **ret, struct err *e);
void rehearsals_free(struct rehearsals *r); /* stops the one under way */
/* What a server that ended left under way is told as failed. In a writer's job. */
enum outcome rehearsals_recover(struct db *db, void *ignored, struct err *e);

/* Once a second on a server: tells people what has come due in an exercise. */
enum outcome rehearsals_tick(struct app *app, struct err *e);
#define EXERCISE_MARK "演练 EXERCISE" /* on every page and paper of an exercise's database */
/* app->mark, when an exercise is or was played in this database. */
enum outcome rehearsals_mark(struct app *app, struct db *db, struct err *e);

const struct op *rehearsal_ops(int *ret_n);
const struct op *exercise_ops(int *ret_n);
const struct op *forecast_ops(int *ret_n);
#endif
