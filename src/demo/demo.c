/* The demo county: order of the work and the small verbs its parts share. */
#include "demo/demo.h"

#include "demo/demo_int.h"
#include "store/writer.h"
#include "value/time.h"

int demo_pick(struct demo *d, int n) { return (int)rng_below(&d->rng, (uint64_t)n); }
bool demo_chance(struct demo *d, double p) { return rng_unit(&d->rng) < p; }

void demo_tell(struct demo *d, const char *what)
{
    if (d->options->progress)
        d->options->progress(d->options->progress_arg, what, d->done, d->total);
}

void demo_days_ago(struct demo *d, int days, int hour)
{
    int64_t day = d->today - days;
    d->now_ms = ((day * TIME_DAY) - d->plan->calendar.offset_s + hour * 3600) * (int64_t)1000;
    if (d->now_ms > d->options->now_ms)
        d->now_ms = d->options->now_ms;
}

struct job {
    struct demo *d;
    enum outcome (*step)(struct demo_slice *s, struct err *e);
    void *arg;
    struct arena arena;
};

static enum outcome run_job(struct db *db, void *arg, struct err *e)
{
    struct job *job = arg;
    struct demo *d = job->d;
    struct demo_slice slice = {.d = d, .arg = job->arg};
    slice.work = (struct work){
        .app = d->app,
        .db = db,
        .arena = &job->arena,
        .plan = d->plan,
        .actor = actor_system(&job->arena, d->plan),
        .now_ms = d->now_ms,
    };
    return job->step(&slice, e);
}

enum outcome demo_write(struct demo *d, enum outcome (*step)(struct demo_slice *, struct err *),
                        void *arg, struct err *e)
{
    struct job job = {.d = d, .step = step, .arg = arg};
    arena_init(&job.arena, 64u << 20);
    enum outcome outcome = writer_do(d->app->writer, run_job, &job, e);
    arena_fini(&job.arena);
    return outcome;
}

enum outcome demo_record(struct demo_slice *s, const char *ledger, json_t *fields, int64_t *ret_id,
                         struct err *e)
{
    const struct ledger *l = plan_ledger(s->d->plan, ledger);
    if (!l) {
        json_decref(fields);
        return err_set(e, REFUSED, NULL, "demo_ledger", "this plan has no ledger %s",
                       "预案中没有台账 %s", ledger);
    }
    struct record *record = NULL;
    s->work.now_ms = s->d->now_ms;
    s->work.touched = NULL;
    enum outcome outcome = record_create(&s->work, l, fields, &record, e);
    json_decref(fields);
    if (outcome == OK && ret_id)
        *ret_id = record->id;
    s->d->done++;
    return outcome;
}

enum outcome demo_move(struct demo_slice *s, const char *ledger, int64_t id, const char *move,
                       json_t *fields, struct err *e)
{
    const struct ledger *l = plan_ledger(s->d->plan, ledger);
    struct record *record = NULL;
    s->work.now_ms = s->d->now_ms;
    enum outcome outcome =
        record_move(&s->work, l, id, -1, ledger_move(l, move), fields, &record, e);
    json_decref(fields);
    return outcome;
}

const char *demo_time(struct demo_slice *s, int64_t now_ms)
{
    char text[40];
    size_t len = datetime_print(now_ms / 1000, s->d->plan->calendar.offset_s, text);
    return arena_text(s->work.arena, text, len);
}

const char *demo_day(struct demo_slice *s, int64_t date)
{
    char text[32];
    size_t len = date_print(date, text);
    return arena_text(s->work.arena, text, len);
}

const char *demo_id(struct demo_slice *s, int64_t id)
{
    return arena_printf(s->work.arena, "%lld", (long long)id);
}

enum outcome demo_fill(struct app *app, const struct plan *plan, const struct demo_options *o,
                       struct err *e)
{
    struct demo *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->app = app;
    d->plan = plan;
    d->options = o;
    d->today = date_of(o->now_ms / 1000, plan->calendar.offset_s);
    d->now_ms = o->now_ms - 20 * (int64_t)TIME_DAY * 1000;
    d->total = o->people + o->people * 2 / 5 + 24000;
    rng_init(&d->rng, o->seed);
    enum outcome outcome = demo_places(d, e);
    if (outcome == OK)
        outcome = demo_accounts(d, e);
    if (outcome == OK)
        outcome = demo_rosters(d, e);
    if (outcome == OK)
        outcome = demo_register(d, e);
    if (outcome == OK)
        outcome = demo_loops(d, e);
    if (outcome == OK)
        outcome = demo_money(d, e);
    if (outcome == OK)
        outcome = demo_goods(d, e);
    if (outcome == OK)
        outcome = demo_week(d, e);
    if (outcome == OK)
        outcome = demo_outbreak(d, e);
    if (outcome == OK)
        outcome = demo_told(d, e);
    free(d->villages);
    free(d->grids);
    free(d->households);
    free(d);
    return outcome;
}
