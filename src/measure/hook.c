/* What a change of a record means for the counters: off with what it counted for, on with what it
 * counts for now. The past moves where the record moves it; figures of past days that change leave
 * a trace, those of days to come and of ordinary work do not. */
#include "measure/measure_int.h"

#include "value/time.h"

struct at_work {
    struct app *app;
    struct measures *m;
    const struct plan *plan;
    const struct measure *measure;
    const struct record *record;
    const char *act; /* NULL leaves no trace */
    int64_t user, today, now, batch;
    int64_t counted_to; /* a measure of a new edition has counted records up to this id */
    bool is_counted;    /* … and this one is among them */
};

static void note(struct at_work *w, const struct contribution *c, int by)
{
    struct delta d = {.measure = w->m->ids[w->measure->index],
                      .is_level = !w->measure->on.is_set,
                      .place = c->place,
                      .day = c->day,
                      .cell = measures_cell(w->m, c->cell),
                      .n = c->n * by,
                      .total = c->total * by,
                      .batch = w->batch};
    measures_note(w->m, &d);
    if (w->act && !d.is_level && d.day < w->today)
        measures_trace(w->m, &(struct trace){.measure = w->measure->name,
                                             .cell = d.cell,
                                             .act = w->act,
                                             .place = d.place,
                                             .day = d.day,
                                             .n = d.n,
                                             .total = d.total,
                                             .record = w->record->id,
                                             .user = w->user,
                                             .at = w->now});
}

static bool is_same(const struct contribution *a, const struct contribution *b, bool is_level)
{
    return a->counts == b->counts && a->place == b->place && (is_level || a->day == b->day) &&
           a->n == b->n && a->total == b->total && (!a->counts || !strcmp(a->cell, b->cell));
}

/* Calls visit for each measure counted of the ledger that takes this record in. */
static enum outcome each_measure(struct work *w, const struct record *r, struct at_work *at,
                                 enum outcome (*visit)(struct work *, struct at_work *, void *,
                                                       struct err *),
                                 void *arg, struct err *e)
{
    struct measures *m = w->app->measures;
    enum outcome o = OK;
    if (!m || w->plan->measures_n == 0)
        return OK;
    if (m->plan != w->plan)
        o = measures_take(w->app, w->db, w->plan, e);
    *at = (struct at_work){.app = w->app,
                           .m = m,
                           .plan = w->plan,
                           .record = r,
                           .user = w->actor->is_system ? 0 : w->actor->user,
                           .today = date_of(w->now_ms / 1000, w->plan->calendar.offset_s),
                           .now = w->now_ms / 1000,
                           .batch = w->batch};
    for (int i = 0; o == OK && i < w->plan->measures_n; i++) {
        at->measure = &w->plan->measures[i];
        at->counted_to = m->counted_to[i];
        at->is_counted = w->batch || r->id <= m->counted_to[i];
        if (at->measure->ledger == r->ledger && m->ids[i])
            o = visit(w, at, arg, e);
    }
    return o;
}

static enum outcome visit_change(struct work *w, struct at_work *at, void *arg, struct err *e)
{
    const struct change *c = arg;
    const struct measure *m = at->measure;
    const struct record *r = c->after;
    struct contribution before = {.counts = false}, after;
    bool is_level = !m->on.is_set;
    int64_t created = date_of(r->created_at, w->plan->calendar.offset_s);
    if (!at->is_counted)
        return OK;
    enum outcome o = contribution_of(&after, w->arena, w->plan, m, r,
                                     c->before ? at->today : created, at->now, e);
    if (o == OK && c->before)
        o = contribution_of(&before, w->arena, w->plan, m, c->before, at->today, at->now, e);
    if (o != OK)
        return o;
    at->act = w->is_history || w->batch ? NULL : c->act;
    if (is_level && !c->before && !after.counts && r->closed_at) {
        o = contribution_before_closing(&before, w->arena, w->plan, m, r, at->now, e);
        if (o == OK && before.counts) {
            note(at, &before, +1);
            before.day = date_of(r->closed_at, w->plan->calendar.offset_s);
            note(at, &before, -1);
        }
        return o;
    }
    if (c->before && is_same(&before, &after, is_level))
        return OK;
    if (before.counts)
        note(at, &before, -1);
    if (after.counts)
        note(at, &after, +1);
    return OK;
}

static enum outcome run(struct work *w, const struct change *c, struct err *e)
{
    struct at_work at;
    return each_measure(w, c->after, &at, visit_change, (void *)c, e);
}

/* Retention: a flow keeps its figure, carried over to the past; a level loses what is gone. An
 * import taken back never was: its figure goes from the day on which it stood. */
static enum outcome visit_erase(struct work *w, struct at_work *at, void *arg, struct err *e)
{
    const struct record *r = arg;
    const struct measure *m = at->measure;
    struct contribution c;
    bool is_level = !m->on.is_set;
    int64_t created = date_of(r->created_at, w->plan->calendar.offset_s);
    if (!at->is_counted && (is_level || w->is_undo))
        return OK;
    enum outcome o =
        contribution_of(&c, w->arena, w->plan, m, r, w->is_undo ? created : at->today, at->now, e);
    if (o != OK)
        return o;
    if (!c.counts) {
        if (!is_level || !w->is_undo || !r->closed_at)
            return OK;
        o = contribution_before_closing(&c, w->arena, w->plan, m, r, at->now, e);
        if (o == OK && c.counts) {
            note(at, &c, -1);
            c.day = date_of(r->closed_at, w->plan->calendar.offset_s);
            note(at, &c, +1);
        }
        return o;
    }
    at->act = w->is_undo ? "undo" : "erase";
    if (w->is_undo || is_level) {
        note(at, &c, -1);
        return OK;
    }
    at->act = NULL; /* the figure stays */
    if (!at->is_counted && at->counted_to != 0)
        note(at, &c, +1); /* the past was counted when counting began */
    return past_add(w->app, w->db,
                    &(struct past){.measure = m->name,
                                   .cell = c.cell,
                                   .source = "erased",
                                   .flag = "",
                                   .place = c.place,
                                   .day = c.day,
                                   .n = c.n,
                                   .total = c.total},
                    false, at->user, w->now_ms, NULL, e);
}

static enum outcome erase(struct work *w, const struct record *r, struct err *e)
{
    struct at_work at;
    return each_measure(w, r, &at, visit_erase, (void *)r, e);
}

/* Its records exist now: what they count for becomes part of this group. A measure still being
 * counted that has not come to them will find them by itself. */
static enum outcome batch(struct app *app, struct db *db, const struct plan *plan, int64_t batch,
                          bool is_done, struct err *e)
{
    struct measures *m = app->measures;
    int64_t first = 0;
    struct batch_sum *sum = m ? measures_batch(m, batch) : NULL;
    if (!sum)
        return OK;
    enum outcome o = m->plan == plan ? OK : measures_take(app, db, plan, e);
    if (o == OK)
        o = batch_first(db, batch, &first, e);
    if (o != OK)
        return o;
    deltas_merge(&sum->deltas);
    for (int i = 0; is_done && i < sum->deltas.n; i++) {
        struct delta d = sum->deltas.list[i];
        for (int k = 0; k < plan->measures_n; k++)
            if (m->ids[k] == d.measure && m->counted_to[k] >= first) {
                d.batch = 0;
                measures_note(m, &d);
            }
    }
    measures_note(m, &(struct delta){.batch = -batch, .cell = ""});
    return OK;
}

const struct hook measure_hook = {"measure", run, erase, batch};
