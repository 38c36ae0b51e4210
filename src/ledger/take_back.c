/* Taking a whole import back, and dropping one that did not finish: its records are erased as
 * retention would erase them, in slices; from the first moment they exist for nobody. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/edition.h"
#include "ledger/import.h"
#include "ledger/retain.h"

#define BITE 25

struct taking_back {
    struct app *app;
    const struct plan *plan;
    struct batch_row batch;
    const struct ledger *ledger;
    struct actor who;
    int64_t now_ms, gone;
    int64_t keys[BITE];
    int n;
    bool counts; /* its records were counted: it was done once */
};

static enum outcome begin(struct db *db, void *arg, struct err *e)
{
    struct taking_back *t = arg;
    enum outcome o = editions_check(t->app->editions, t->plan, e);
    if (o == OK)
        o = batch_changed(db, &t->batch, t->plan, t->ledger, e);
    if (o == OK) {
        import_running(t->app, t->batch.id, true);
        o = batch_state(t->app, db, t->batch.id, "taking_back", t->batch.records, 0, t->now_ms,
                        t->who.user, e);
    }
    return o;
}

static enum outcome erase_bite(struct db *db, void *arg, struct err *e)
{
    struct taking_back *t = arg;
    int64_t ids[BITE];
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    struct work w = {.app = t->app,
                     .db = db,
                     .arena = &a,
                     .plan = t->plan,
                     .actor = &t->who,
                     .now_ms = t->now_ms,
                     .is_undo = true,
                     .batch = t->counts ? 0 : t->batch.id};
    enum outcome o = batch_ids(ids, BITE, &t->n, db, &t->batch, t->ledger, e);
    for (int i = 0; o == OK && i < t->n; i++)
        o = record_erase(&w, t->ledger, ids[i], &t->keys[i], e);
    arena_fini(&a);
    return o;
}

static enum outcome end(struct db *db, void *arg, struct err *e)
{
    struct taking_back *t = arg;
    return batch_state(t->app, db, t->batch.id, t->counts ? "taken_back" : "dropped", 0, 0,
                       t->now_ms, t->who.user, e);
}

static enum outcome erase_all(struct taking_back *t, struct job *job, int bites, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && (bites == 0 || i < bites); i++) {
        o = slice_do(t->app, erase_bite, t, e);
        for (int k = 0; o == OK && k < t->n; k++)
            if (t->keys[k])
                o = seal_destroy_key(t->app->guard, t->keys[k], e);
        if (o != OK)
            return o;
        t->gone += t->n;
        if (job)
            job_progress(job, t->gone, t->batch.records);
        if (t->n < BITE)
            return slice_do(t->app, end, t, e);
    }
    return o;
}

static enum outcome take_back_run(struct job *job, void *arg, struct err *e)
{
    struct taking_back *t = arg;
    enum outcome o = erase_all(t, job, 0, e);
    import_running(t->app, t->batch.id, false); /* what is left is the tick's */
    if (o == OK) {
        struct err ignored;
        store_vacuum_erased(t->app->store, &ignored); /* busy: the next retention does it */
        put_object(job_result(job));
        put_key(job_result(job), "batch"), put_id(job_result(job), t->batch.id);
        put_key(job_result(job), "count"), put_int(job_result(job), t->gone);
        put_end_object(job_result(job));
    }
    return o;
}

static void take_back_free(void *arg)
{
    struct taking_back *t = arg;
    import_running(t->app, t->batch.id, false);
    editions_release(t->app->editions, t->plan);
    free(t);
}

static enum outcome check_rights(struct call *c, const struct batch_row *b, struct err *e)
{
    const struct ledger *l = plan_ledger(c->plan, b->ledger);
    enum verb verb = b->is_history ? VERB_IMPORT_HISTORY : VERB_IMPORT;
    bool may = c->actor->is_system || (l && b->created_by == c->actor->user &&
                                       guard_may_somewhere(c->actor, verb, l));
    if (!l || !may)
        return err_set(e, NOT_FOUND, NULL, "absent", "you have no import %lld",
                       "您没有第 %lld 次导入", (long long)b->id);
    if (!text_same(b->state, "done"))
        return err_set(e, CONFLICT, NULL, "batch_state",
                       "this import is not there to be taken back", "该批导入已撤回或未完成");
    if (c->now_ms / 1000 - b->done_at > IMPORT_TAKE_BACK_S)
        return err_set(e, REFUSED, NULL, "too_late", "an import can be taken back for 24 hours",
                       "导入只能在24小时内撤回");
    return OK;
}

enum outcome import_take_back(struct call *c, int64_t batch, int64_t *ret_job, struct err *e)
{
    struct batch_row b;
    enum outcome o = batch_get(&b, c->db, batch, e);
    if (o == OK)
        o = check_rights(c, &b, e);
    if (o != OK)
        return o;
    struct taking_back *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    *t = (struct taking_back){.app = c->app,
                              .batch = b,
                              .now_ms = c->now_ms,
                              .counts = true,
                              .plan = editions_hold(c->app->editions)};
    t->ledger = plan_ledger(t->plan, b.ledger);
    /* Erasing asks no guard: the right was checked above. */
    t->who =
        (struct actor){.user = c->actor->user, .is_system = c->actor->is_system, .plan = t->plan};
    o = t->ledger ? slice_do(c->app, begin, t, e)
                  : refuse_absent(plan_ledger(c->plan, b.ledger), batch, e);
    if (o == OK)
        return job_start(c->app->jobs, "take back", c->actor->user, take_back_run, t,
                         take_back_free, ret_job, e);
    take_back_free(t);
    return o;
}

enum outcome import_tick(struct app *app, struct db *db, const struct plan *plan, struct err *e)
{
    struct taking_back t = {.app = app, .plan = plan, .now_ms = clock_now_ms(&app->clock)};
    bool found;
    enum outcome o = batch_abandoned(&t.batch, &found, app, db, e);
    if (o != OK || !found)
        return o;
    t.ledger = plan_ledger(plan, t.batch.ledger);
    t.who = (struct actor){.user = -1, .is_system = true, .plan = plan};
    t.counts = text_same(t.batch.state, "taking_back");
    return t.ledger ? erase_all(&t, NULL, 40, e) : OK;
}
