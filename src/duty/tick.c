/* What the clock does to duties: overdue ones fall, late ones that nothing can make good any more
 * are missed, a new edition or level moves live ones. Finds work on a reader's connection and has
 * the writer do it in slices behind live requests; each row is judged again where it is written. */
#include "base/log.h"
#include "duty/duty_int.h"
#include "ledger/edition.h"

#define BITES 60        /* of one tick: some ten thousand rows */
#define IMPORT_BITE 50  /* records of an import in a slice: each may close several duties */
#define SLICE_US 10000

struct ticking {
    struct app *app;
    const struct plan *plan;
    struct arena found; /* of the lists */
    struct arena arena; /* of the writer's job */
    struct work work;
    struct live live[DUTY_BITE];
    struct past past[DUTY_BITE];
    int n, done; /* in the lists, and written by the last slice */
    /* replanning */
    const struct duty *duty;
    int64_t ids[DUTY_BITE];
    struct switched switched, in_slice;
    int64_t levels;
    bool is_edition;
};

static enum outcome ticking_work(struct ticking *t, struct db *db, struct err *e)
{
    arena_clear(&t->arena);
    t->work = (struct work){.app = t->app,
                            .db = db,
                            .arena = &t->arena,
                            .plan = t->plan,
                            .actor = actor_system(&t->arena, t->plan),
                            .now_ms = clock_now_ms(&t->app->clock)};
    return editions_check(t->app->editions, t->plan, e);
}

/* ---- falling
 * -------------------------------------------------------------------------------------- */

static enum outcome fall_row(struct ticking *t, struct tally *tally, const struct live *seen,
                             struct err *e)
{
    struct work *w = &t->work;
    struct duty_case c;
    struct live l;
    enum settled settled;
    bool found, holds = false;
    enum outcome o = live_find(w, seen->duty, seen->subject, &l, &found, e);
    if (o != OK || !found || l.late_at >= w->now_ms / 1000)
        return o;
    o = case_of(&c, w, seen->duty, seen->subject, l.place, true, e);
    if (o == NOT_FOUND) /* erased, taken back, retired */
        return live_delete(w, seen->duty, seen->subject, e);
    if (o == OK)
        o = case_holds(&c, &holds, e);
    if (o != OK)
        return o;
    if (!holds)
        return case_settle(&c, tally, false, &settled, e);
    return live_fall(&c, tally, &l, e);
}

/* One that cannot be judged must not hold up the others: it is looked at again in an hour. */
static enum outcome put_off(struct ticking *t, const struct live *seen, struct err *e)
{
    struct live l = *seen;
    log_line(LOG_WARN, "duty %s of %lld: %s", seen->duty->rule, (long long)seen->subject, e->en);
    err_clear(e);
    l.late_at = t->work.now_ms / 1000 + 3600;
    return live_update(&t->work, &l, e);
}

static enum outcome fall_slice(struct db *db, void *arg, struct err *e)
{
    struct ticking *t = arg;
    struct tally tally = {.w = &t->work};
    int64_t began = clock_monotonic_us();
    enum outcome o = ticking_work(t, db, e);
    t->done = 0;
    while (o == OK && t->done < t->n && clock_monotonic_us() - began < SLICE_US) {
        const struct live *l = &t->live[t->done++];
        o = fall_row(t, &tally, l, e);
        if (o != OK && o != FAULT && o != BUSY)
            o = put_off(t, l, e);
    }
    return o == OK ? tally_flush(&tally, e) : o;
}

static enum outcome fall(struct ticking *t, struct db *db, struct err *e)
{
    enum outcome o = OK;
    for (int bites = 0; o == OK && bites < BITES; bites++) {
        o = live_overdue(&t->found, db, t->plan, clock_now_s(&t->app->clock), t->live, &t->n, e);
        if (o != OK || t->n == 0)
            return o;
        while (o == OK && t->n > 0) {
            o = slice_do(t->app, fall_slice, t, e);
            t->n -= o == OK ? t->done : 0;
            memmove(t->live, t->live + t->done, sizeof *t->live * (size_t)t->n);
        }
    }
    return o;
}

/* ---- what imports proved
 * ---------------------------------------------------------------------------- */

static enum outcome import_slice(struct db *db, void *arg, struct err *e)
{
    struct ticking *t = arg;
    bool more = false;
    enum outcome o = ticking_work(t, db, e);
    if (o == OK)
        o = imported_take(&t->work, IMPORT_BITE, &more, e);
    t->done = more;
    return o;
}

static enum outcome take_imports(struct ticking *t, struct db *db, struct err *e)
{
    int64_t waiting = 0;
    enum outcome o = imported_waiting(db, &waiting, e);
    t->done = waiting > 0;
    for (int bites = 0; o == OK && t->done && bites < BITES; bites++)
        o = slice_do(t->app, import_slice, t, e);
    return o;
}

/* ---- missed for good
 * ------------------------------------------------------------------------------- */

static enum outcome miss_slice(struct db *db, void *arg, struct err *e)
{
    struct ticking *t = arg;
    struct tally tally = {.w = &t->work};
    enum outcome o = ticking_work(t, db, e);
    for (int i = 0; o == OK && i < t->n; i++) {
        struct past p;
        o = past_get(&t->work, t->past[i].id, &p, e);
        if (o != OK || !p.is_open)
            continue;
        p.is_open = false;
        o = tally_add(&tally, &p, p.status, -1, e);
        p.status = DUTY_MISSED;
        if (o == OK)
            o = tally_add(&tally, &p, p.status, +1, e);
        if (o == OK)
            o = past_update(&t->work, &p, e);
    }
    return o == OK ? tally_flush(&tally, e) : o;
}

static enum outcome miss(struct ticking *t, struct db *db, struct err *e)
{
    enum outcome o = OK;
    for (int bites = 0; o == OK && bites < BITES; bites++) {
        arena_clear(&t->found);
        o = past_superseded(&t->found, db, t->plan, clock_now_s(&t->app->clock), t->past, &t->n,
                            e);
        if (o != OK || t->n == 0)
            return o;
        o = slice_do(t->app, miss_slice, t, e);
    }
    return o;
}

/* ---- a new edition, a new level, a new day
 * ----------------------------------------------------------- */

static enum outcome settle_slice(struct db *db, void *arg, struct err *e)
{
    struct ticking *t = arg;
    struct tally tally = {.w = &t->work};
    enum outcome o = ticking_work(t, db, e);
    t->in_slice = (struct switched){0};
    for (int i = 0; o == OK && i < t->n; i++) {
        struct duty_case c;
        enum settled settled = SETTLED_SAME;
        o = case_of(&c, &t->work, t->duty, t->ids[i], t->ids[i], true, e);
        if (o == OK)
            o = case_settle(&c, &tally, false, &settled, e);
        if (o == NOT_FOUND)
            o = OK;
        t->in_slice.opened += settled == SETTLED_OPENED;
        t->in_slice.moved += settled == SETTLED_MOVED;
        t->in_slice.ended += settled == SETTLED_ENDED;
    }
    return o == OK ? tally_flush(&tally, e) : o;
}

static enum outcome settle_these(struct ticking *t, struct err *e)
{
    if (t->n == 0)
        return OK;
    enum outcome o = slice_do(t->app, settle_slice, t, e);
    if (o == OK) {
        t->switched.opened += t->in_slice.opened;
        t->switched.moved += t->in_slice.moved;
        t->switched.ended += t->in_slice.ended;
    }
    t->n = 0;
    return o;
}

/* Reads all subjects of a rule and has the writer settle those that are not as they ought to be. */
static enum outcome settle_rule(struct ticking *t, struct db *db, const struct duty *d,
                                struct err *e)
{
    int64_t page[500], after = d->ledger ? 0 : -1;
    int n;
    t->duty = d;
    t->n = 0;
    do {
        enum outcome o = d->ledger ? record_open_ids(db, d->ledger, after, page, 500, &n, e)
                                   : duty_places(db, d, after, page, 500, &n, e);
        if (o != OK)
            return o;
        for (int i = 0; o == OK && i < n; i++) {
            struct duty_case c;
            bool is_settled = true;
            if (i % 20 == 0) {
                arena_clear(&t->found);
                t->work = (struct work){.app = t->app, .db = db, .arena = &t->found,
                                        .plan = t->plan,
                                        .actor = actor_system(&t->found, t->plan),
                                        .now_ms = clock_now_ms(&t->app->clock)};
            }
            o = case_of(&c, &t->work, d, page[i], page[i], true, e);
            if (o == OK)
                o = case_is_settled(&c, &is_settled, e);
            if (o == NOT_FOUND)
                o = OK;
            if (o == OK && !is_settled)
                t->ids[t->n++] = page[i];
            if (o == OK && t->n == 100) {
                struct work kept = t->work;
                o = settle_these(t, e);
                t->work = kept;
            }
            if (o != OK)
                return o;
        }
        after = n ? page[n - 1] : after;
    } while (n == 500);
    return settle_these(t, e);
}

static enum outcome vanish_slice(struct db *db, void *arg, struct err *e)
{
    struct ticking *t = arg;
    int64_t n;
    enum outcome o = ticking_work(t, db, e);
    if (o == OK)
        o = live_vanished(db, t->plan, &n, e);
    t->done = o == OK ? (int)n : 0;
    return o;
}

static enum outcome mark_slice(struct db *db, void *arg, struct err *e)
{
    struct ticking *t = arg;
    enum outcome o = ticking_work(t, db, e);
    return o == OK ? plan_mark_set(&t->work, t->levels, &t->switched, t->is_edition, e) : o;
}

static enum outcome replan_all(struct ticking *t, struct db *db, struct err *e)
{
    int64_t edition;
    bool is_same;
    enum outcome o = plan_mark(db, t->plan, clock_now_s(&t->app->clock), &edition, &t->levels,
                               &is_same, e);
    if (o != OK || is_same)
        return o;
    t->is_edition = edition != t->plan->edition_no;
    t->switched = (struct switched){0};
    for (int i = 0; o == OK && i < t->plan->duties_n; i++)
        o = settle_rule(t, db, &t->plan->duties[i], e);
    t->done = 1;
    while (o == OK && t->is_edition && t->done) {
        o = slice_do(t->app, vanish_slice, t, e);
        t->switched.ended += t->done;
    }
    return o == OK ? slice_do(t->app, mark_slice, t, e) : o;
}

/* ---- the tick
 * ------------------------------------------------------------------------------------- */

enum outcome duty_tick(struct app *app, struct err *e)
{
    struct ticking *t = calloc(1, sizeof *t);
    struct db *db;
    if (!t)
        abort();
    enum outcome o = db_open(&db, app->store, DB_READ, e);
    if (o != OK) {
        free(t);
        return o;
    }
    t->app = app;
    t->plan = editions_hold(app->editions);
    arena_init(&t->found, LIMIT_ARENA);
    arena_init(&t->arena, LIMIT_ARENA);
    if (t->plan && t->plan->duties_n) {
        o = replan_all(t, db, e);
        if (o == OK) /* before the clock passes what they prove */
            o = take_imports(t, db, e);
        if (o == OK)
            o = fall(t, db, e);
        if (o == OK)
            o = miss(t, db, e);
        if (o == OK)
            o = alarm_tick(app, db, t->plan, e);
    }
    arena_fini(&t->arena);
    arena_fini(&t->found);
    editions_release(app->editions, t->plan);
    db_close(db);
    free(t);
    return o == BUSY ? OK : o;
}
