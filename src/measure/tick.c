/* What is done about every second: folding, counting anew, dropping; one slice at a time between
 * live requests. */
#include "measure/measure_int.h"

#include "ledger/edition.h"
#include "ledger/import.h"

#define SLICES 200 /* of one call: about two seconds of a quiet writer */

struct tick {
    struct app *app;
    const struct plan *plan;
    bool more;
};

static enum outcome fold(struct db *db, void *arg, struct err *e)
{
    struct tick *t = arg;
    return count_fold(db, &t->more, e);
}

static enum outcome build(struct db *db, void *arg, struct err *e)
{
    struct tick *t = arg;
    enum outcome o = editions_check(t->app->editions, t->plan, e);
    return o == OK ? build_slice(t->app, db, t->plan, &t->more, e) : o;
}

static enum outcome drop(struct db *db, void *arg, struct err *e)
{
    struct tick *t = arg;
    return count_drop_gone(db, &t->more, e);
}

static enum outcome slices(struct tick *t, enum outcome (*run)(struct db *, void *, struct err *),
                           struct err *e)
{
    enum outcome o = OK;
    t->more = true;
    for (int i = 0; o == OK && t->more && i < SLICES; i++)
        o = slice_do(t->app, run, t, e);
    return o;
}

enum outcome measure_tick(struct app *app, struct err *e)
{
    struct tick t = {.app = app, .plan = editions_hold(app->editions)};
    enum outcome o = OK;
    if (t.plan)
        o = slices(&t, build, e);
    if (o == OK && atomic_exchange(&app->measures->has_pending, false)) {
        o = slices(&t, fold, e);
        if (o == OK && !t.more)
            o = slices(&t, drop, e);
        if (t.more || o != OK)
            app->measures->has_pending = true;
    }
    editions_release(app->editions, t.plan);
    return o == BUSY ? OK : o; /* another edition: the next tick meets it */
}

void measure_flush(struct app *app)
{
    struct err ignored;
    if (app->measures && app->writer)
        measure_tick(app, &ignored);
}
