/* What the clock does: automatic moves that are due, restricted records whose order has ended or
 * lapsed, retention, old request keys, waiting search postings. Called about every second on a
 * thread of its own; finds what is due on a reader's connection and has the writer do it, a few
 * records a job, so that live requests pass in between. Moves run as the system. */
#include "ledger/tick.h"
#include "base/log.h"
#include "ledger/books.h"
#include "ledger/edition.h"
#include "ledger/import.h"
#include "ledger/retain.h"
#include "ledger/search.h"

struct moving {
    struct app *app;
    const struct plan *plan;
    const struct ledger *ledger;
    const struct move *move; /* NULL: the order's way out */
    const struct plan *old;  /* of records that keep an edition: its rules; NULL those in force */
    int64_t edition_no;      /* of the records looked for; -1 all */
    int64_t ids[TICK_BITE];
    int n;
    struct work work;
    struct arena arena;
};

static void moving_work(struct moving *m, struct db *db)
{
    arena_clear(&m->arena);
    m->work = (struct work){.app = m->app,
                            .db = db,
                            .arena = &m->arena,
                            .plan = m->plan,
                            .actor = actor_system(&m->arena, m->plan),
                            .now_ms = clock_now_ms(&m->app->clock)};
}

/* One record, judged again where it is written: what was due may have been changed meanwhile. */
static enum outcome move_one(struct moving *m, int64_t id, struct err *e)
{
    struct record *r;
    struct reader rd;
    bool holds = false;
    if (!m->move)
        return order_release(&m->work, m->ledger, id, e);
    enum outcome o = record_load(&m->arena, m->work.db, m->plan, m->ledger, id, &r, e);
    if (o == NOT_FOUND)
        return OK;
    if (o != OK || !move_is_from(m->move, r->state))
        return o;
    struct law law;
    reader_init(&rd, &m->work, r);
    o = law_open(&law, &rd, r, e);
    const struct expr *due = law_move(&law, m->move)->auto_when;
    if (o == OK && due)
        o = expr_holds(&law.reader->eval, due, &holds, e);
    law_close(&law);
    return o == OK && holds ? record_move(&m->work, m->ledger, id, r->rev, m->move, NULL, &r, e)
                            : o;
}

static enum outcome move_all(struct db *db, void *arg, struct err *e)
{
    struct moving *m = arg;
    moving_work(m, db);
    enum outcome o = editions_check(m->app->editions, m->plan, e);
    for (int i = 0; o == OK && i < m->n; i++)
        o = move_one(m, m->ids[i], e);
    return o;
}

/* One bad record must not hold up the others: when a bite is refused each goes by itself. */
static enum outcome move_each(struct moving *m, struct err *e)
{
    int64_t ids[TICK_BITE];
    int n = m->n;
    enum outcome o = OK;
    memcpy(ids, m->ids, sizeof ids);
    m->n = 1;
    for (int i = 0; i < n && o != FAULT && o != BUSY; i++) {
        m->ids[0] = ids[i];
        o = writer_do(m->app->writer, move_all, m, e);
        if (o == OK)
            work_announce(m->app, &m->work);
        else
            log_line(LOG_WARN, "automatic move of %s %lld: %s", m->ledger->name, (long long)ids[i],
                     e->en);
    }
    return o == FAULT || o == BUSY ? o : OK;
}

static enum outcome find_due(struct moving *m, struct db *db, struct err *e)
{
    int64_t now = clock_now_s(&m->app->clock);
    const struct ledger *l = m->old ? law_ledger(m->old, m->ledger) : m->ledger;
    const struct move *move = m->old && l && m->move ? ledger_move(l, m->move->name) : m->move;
    m->n = 0;
    if (!m->move)
        return tick_lapsed(m->ids, &m->n, &m->arena, db, m->plan, m->ledger, now, e);
    if (!l || !move || !move->auto_when)
        return OK;
    return tick_due(m->ids, &m->n, &m->arena, db, m->old ? m->old : m->plan, l, move, m->edition_no,
                    now, e);
}

static enum outcome run_bites(struct moving *m, struct db *db, struct err *e)
{
    /* A bite that changes nothing ends the round: what is left waits for the next tick. */
    for (int bites = 0; bites < TICK_BITES; bites++) {
        enum outcome o = find_due(m, db, e);
        if (o != OK || m->n == 0)
            return o;
        int found = m->n;
        o = writer_do(m->app->writer, move_all, m, e);
        if (o == OK)
            work_announce(m->app, &m->work);
        else if (o != BUSY && o != FAULT)
            o = move_each(m, e);
        if (o != OK || found < TICK_BITE)
            return o;
    }
    return OK;
}

static enum outcome tick_moves(struct moving *m, struct db *db, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < m->ledger->moves_n; i++) {
        m->move = &m->ledger->moves[i];
        if (m->move->auto_when || m->old)
            o = run_bites(m, db, e);
    }
    return o;
}

/* Records that keep an edition are due by its rules. */
static enum outcome tick_kept(struct moving *m, struct db *db, struct err *e)
{
    int64_t editions[TICK_EDITIONS];
    int n;
    enum outcome o = tick_editions(editions, &n, db, m->plan, m->ledger, e);
    for (int i = 0; o == OK && i < n; i++) {
        o = editions_find(m->app->editions, db, editions[i], &m->old, e);
        m->edition_no = editions[i];
        if (o == OK)
            o = tick_moves(m, db, e);
        else if (o == NOT_FOUND)
            o = OK;
        editions_release(m->app->editions, m->old);
        m->old = NULL;
    }
    return o;
}

static enum outcome tick_ledger(struct moving *m, struct db *db, struct err *e)
{
    bool keeps = m->ledger->keep_n > 0;
    m->old = NULL;
    m->edition_no = keeps ? m->plan->edition_no : -1;
    enum outcome o = tick_moves(m, db, e);
    if (o == OK && keeps)
        o = tick_kept(m, db, e);
    m->move = NULL;
    if (o == OK && m->ledger->restricts)
        o = run_bites(m, db, e);
    return o;
}

static enum outcome forget_keys(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    return request_forget(db, clock_now_s(&app->clock) - 2 * 86400, e);
}

enum outcome ledger_tick(struct app *app, struct err *e)
{
    struct moving m = {.app = app};
    struct db *db;
    enum outcome o = db_open(&db, app->store, DB_READ, e);
    if (o != OK)
        return o;
    m.plan = editions_hold(app->editions);
    arena_init(&m.arena, LIMIT_ARENA);
    for (int i = 0; o == OK && m.plan && i < m.plan->ledgers_n; i++) {
        m.ledger = &m.plan->ledgers[i];
        o = tick_ledger(&m, db, e);
    }
    if (o == OK && m.plan)
        o = retain_tick(app, db, m.plan, e);
    if (o == OK && m.plan)
        o = import_tick(app, db, m.plan, e);
    if (o == OK && clock_now_s(&app->clock) % 60 == 0)
        o = writer_do(app->writer, forget_keys, app, e);
    arena_fini(&m.arena);
    editions_release(app->editions, m.plan);
    db_close(db);
    search_flush(app);
    return o == BUSY ? OK : o;
}
