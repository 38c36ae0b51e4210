/* Escalation: late duties whose next step has come are bundled by rule, step and grid, and one
 * alarm tells the people of the step: whoever is on now, else who holds the post. After the plan's
 * last step the ladder goes on, one rung in the interval of the last two steps: duty leaders,
 * deputies, the places above, until somebody takes it up. In the night only what concerns life and
 * safety; the rest waits for its end, still bundled, so that three days without a server make few
 * alarms, not thousands. */
#include "base/log.h"
#include "duty/outbox.h"
#include "ledger/edition.h"
#include "value/time.h"

#define BUNDLES 64
#define RUNG_LEAST 600 /* seconds between two rungs, at least */

struct bundle {
    struct alarm alarm;
    struct people to;
    int reached; /* the step of the people found: rungs without anybody are passed over */
};

struct alarming {
    struct app *app;
    const struct plan *plan;
    struct arena found, arena;
    struct work work;
    struct past list[DUTY_BITE];
    int n;
    struct bundle bundles[BUNDLES];
    int bundles_n;
};

static bool is_night(const struct plan *plan, int64_t now)
{
    int64_t day = date_of(now, plan->calendar.offset_s);
    return calendar_is_night(&plan->calendar, now + plan->calendar.offset_s - day * TIME_DAY);
}

/* Seconds from one rung to the next: what lies between the plan's last two steps. */
static enum outcome rung_interval(struct alarming *a, const struct past *p, int64_t *ret,
                                  struct err *e)
{
    int64_t before = 0;
    enum outcome o = step_after(&a->work, p->duty, p->duty->steps_n - 1, p->place, ret, e);
    if (o == OK && p->duty->steps_n > 1)
        o = step_after(&a->work, p->duty, p->duty->steps_n - 2, p->place, &before, e);
    *ret -= before;
    if (*ret < RUNG_LEAST)
        *ret = RUNG_LEAST;
    return o;
}

/* The last step whose moment has come: after an outage the earlier ones are passed over. Rungs
 * beyond the plan's steps come one by one. */
static enum outcome due_step(struct alarming *a, const struct past *p, int *ret, int64_t *ret_next,
                             struct err *e)
{
    int64_t now = a->work.now_ms / 1000, after;
    *ret = p->step;
    for (int s = p->step; s < p->duty->steps_n; s++) {
        enum outcome o = step_after(&a->work, p->duty, s, p->place, &after, e);
        if (o != OK)
            return o;
        if (p->late_at + after > now) {
            *ret_next = p->late_at + after;
            return OK;
        }
        *ret = s;
    }
    enum outcome o = rung_interval(a, p, &after, e);
    *ret_next = now + after;
    return o;
}

/* Who is told; alarm.step may become that of a later rung, where a rung has nobody. */
static enum outcome find_people(struct alarming *a, struct bundle *b, struct err *e)
{
    const struct duty *d = b->alarm.duty;
    int last = d->steps_n - 1, rung = b->alarm.step - d->steps_n;
    b->to.why = "none";
    if (rung < 0)
        return people_for(&a->work, d->steps[b->alarm.step].to, d->steps[b->alarm.step].to_n,
                          b->alarm.place, &b->to, e);
    enum outcome o = people_of_rung(&a->work, d->steps[last].to, d->steps[last].to_n,
                                    b->alarm.place, &rung, &b->to, e);
    b->reached = d->steps_n + rung;
    return o;
}

static struct bundle *bundle_of(struct alarming *a, const struct past *p, int step)
{
    int64_t grid = place_at(p->place, LEVEL_GRID);
    for (int i = 0; i < a->bundles_n; i++) {
        struct bundle *b = &a->bundles[i];
        if (b->alarm.duty == p->duty && b->alarm.step == step && b->alarm.place == grid)
            return b;
    }
    if (a->bundles_n == BUNDLES)
        return NULL;
    struct bundle *b = &a->bundles[a->bundles_n++];
    *b = (struct bundle){.alarm = {.duty = p->duty, .step = step, .place = grid},
                         .reached = step};
    return b;
}

/* Gives the bundle its number when its first duty joins. At the ladder's end nobody is told. */
static enum outcome join(struct alarming *a, struct past *p, int step, int64_t next, bool *ret_full,
                         struct err *e)
{
    enum outcome o = OK;
    struct bundle *b = bundle_of(a, p, step);
    *ret_full = !b;
    if (!b)
        return OK;
    if (!b->alarm.n)
        o = find_people(a, b, e);
    bool is_end = step >= p->duty->steps_n && !b->to.n;
    if (o == OK && !b->alarm.id && !is_end)
        o = work_next_id(&a->work, "alarm", &b->alarm.id, e);
    b->alarm.at = a->work.now_ms / 1000;
    b->alarm.n++;
    p->alarm = is_end ? p->alarm : b->alarm.id;
    p->step = b->reached + 1;
    p->step_at = is_end ? 0 : next;
    return o == OK ? past_update(&a->work, p, e) : o;
}

static enum outcome tell(struct alarming *a, struct bundle *b, struct err *e)
{
    const struct duty *d = b->alarm.duty;
    int step = b->alarm.step < d->steps_n ? b->alarm.step : d->steps_n - 1;
    if (!b->alarm.id)
        return OK;
    b->alarm.step = b->reached;
    enum outcome o = alarm_insert(&a->work, &b->alarm, &d->steps[step], &b->to, e);
    return o == OK ? outbox_fill(&a->work, &b->alarm, &b->to, e) : o;
}

static enum outcome step_slice(struct db *db, void *arg, struct err *e)
{
    struct alarming *a = arg;
    bool is_full = false;
    arena_clear(&a->arena);
    a->bundles_n = 0;
    a->work = (struct work){.app = a->app,
                            .db = db,
                            .arena = &a->arena,
                            .plan = a->plan,
                            .actor = actor_system(&a->arena, a->plan),
                            .now_ms = clock_now_ms(&a->app->clock)};
    enum outcome o = editions_check(a->app->editions, a->plan, e);
    for (int i = 0; o == OK && i < a->n && !is_full; i++) {
        struct past p;
        int step;
        int64_t next;
        bool is_taken = false;
        o = past_get(&a->work, a->list[i].id, &p, e);
        if (o != OK || !p.step_at || p.done_at)
            continue;
        if (p.alarm)
            o = alarm_is_taken(&a->work, p.alarm, &is_taken, e);
        if (o == OK && (is_taken || !p.duty->steps_n)) {
            p.step_at = 0;
            o = past_update(&a->work, &p, e);
            continue;
        }
        if (o == OK)
            o = due_step(a, &p, &step, &next, e);
        if (o == OK)
            o = join(a, &p, step, next, &is_full, e);
    }
    for (int i = 0; o == OK && i < a->bundles_n; i++)
        o = tell(a, &a->bundles[i], e);
    return o;
}

static void announce(struct alarming *a)
{
    for (int i = 0; i < a->bundles_n && a->app->changed; i++) {
        int64_t places[4] = {a->bundles[i].alarm.place};
        if (!a->bundles[i].alarm.id)
            continue;
        a->app->changed(a->app, "alarm", a->bundles[i].alarm.id, places, "alarm");
    }
}

enum outcome alarm_tick(struct app *app, struct db *db, const struct plan *plan, struct err *e)
{
    struct alarming *a = calloc(1, sizeof *a);
    int64_t now = clock_now_s(&app->clock);
    enum outcome o = OK;
    if (!a)
        abort();
    a->app = app;
    a->plan = plan;
    arena_init(&a->found, LIMIT_ARENA);
    arena_init(&a->arena, LIMIT_ARENA);
    for (int bites = 0; o == OK && bites < 50; bites++) {
        arena_clear(&a->found);
        o = past_stepping(&a->found, db, plan, now, is_night(plan, now), a->list, &a->n, e);
        if (o != OK || a->n == 0)
            break;
        o = slice_do(app, step_slice, a, e);
        if (o == OK)
            announce(a);
    }
    arena_fini(&a->arena);
    arena_fini(&a->found);
    free(a);
    return o;
}
