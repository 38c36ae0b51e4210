/* The net beside the store: what changes say waits until they are durable; the file; the start. */
#include "trace/trace_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "ledger/edition.h"
#include "ledger/history.h"
#include "value/time.h"

#define SAVE_MS (30 * 60000ll)
#define TAIL_SLICE 256

void trace_new(struct trace **ret, const char *path, struct journal *journal)
{
    struct trace *t = calloc(1, sizeof *t);
    if (!t || !(t->path = strdup(path)))
        abort();
    pthread_mutex_init(&t->reading, NULL);
    pthread_rwlock_init(&t->lock, NULL);
    t->journal = journal;
    t->net = net_new();
    *ret = t;
}

static enum outcome save_as_it_is(const struct trace *t, struct err *e)
{
    return net_save(t->net, t->path, &(struct net_stamp){t->form, t->mark, t->proof}, e);
}

void trace_free(struct trace *t)
{
    struct err e;
    if (!t)
        return;
    if (t->is_whole && t->mark > t->saved_mark && save_as_it_is(t, &e))
        log_line(LOG_WARN, "trace: %s", err_text(&e, LANG_EN));
    net_free(t->net);
    pthread_rwlock_destroy(&t->lock);
    pthread_mutex_destroy(&t->reading);
    free(t->said);
    free(t->path);
    free(t);
}

/* ---- with the writer ---- */

void trace_said(struct trace *t, const struct change_said *said)
{
    if (t->said_n == t->said_cap) {
        t->said_cap = t->said_cap ? t->said_cap * 2 : 256;
        t->said = realloc(t->said, sizeof *t->said * (size_t)t->said_cap);
        if (!t->said)
            abort();
    }
    t->said[t->said_n++] = *said;
}

static void mark(void *arg)
{
    struct trace *t = arg;
    t->said_mark = t->said_n;
}

static void revert(void *arg)
{
    struct trace *t = arg;
    t->said_n = t->said_mark;
}

static void after(void *arg, bool committed)
{
    struct trace *t = arg;
    uint8_t hash[32];
    pthread_rwlock_wrlock(&t->lock);
    for (int i = 0; committed && i < t->said_n; i++) {
        net_unsay(t->net, &t->said[i].before);
        net_say(t->net, &t->said[i].after);
    }
    if (committed) {
        journal_head(t->journal, &t->mark, hash);
        memcpy(&t->proof, hash, sizeof t->proof);
    } else if (t->is_new) {
        t->is_whole = false;
    }
    t->is_new = false;
    pthread_rwlock_unlock(&t->lock);
    t->said_n = 0;
}

void trace_hooks(struct trace *t, struct writer_hooks *ret)
{
    *ret = (struct writer_hooks){.mark = mark, .revert = revert, .after = after, .arg = t};
}

static int64_t day_of(const struct plan *plan, int64_t now_ms)
{
    return date_of(now_ms / 1000, plan->calendar.offset_s);
}

static enum outcome changed(struct work *w, const struct change *c, struct err *e)
{
    int source = source_of(w->plan, c->after->ledger);
    struct change_said said = {.batch = w->batch};
    if (source < 0 || w->batch) /* an import's records say nothing until it is done */
        return OK;
    if (c->before)
        says_of(&said.before, c->before, source, day_of(w->plan, w->now_ms));
    says_of(&said.after, c->after, source, day_of(w->plan, w->now_ms));
    if (!says_same(&said.before, &said.after))
        trace_said(w->app->trace, &said);
    return OK;
}

static enum outcome erased(struct work *w, const struct record *r, struct err *e)
{
    int source = source_of(w->plan, r->ledger);
    struct change_said said = {.batch = 0};
    if (source < 0)
        return OK;
    says_of(&said.before, r, source, day_of(w->plan, w->now_ms));
    unlink(w->app->trace->path); /* its tail could not tell what the erased record said */
    if (said.before.kind != TRACE_NONE)
        trace_said(w->app->trace, &said);
    return OK;
}

static enum outcome came_to_exist(struct app *app, struct db *db, const struct plan *plan,
                                  int64_t batch, bool is_done, struct err *e)
{
    const struct ledger *l = NULL;
    enum outcome o = is_done ? batch_ledger(db, plan, batch, &l, e) : OK;
    if (o != OK || !l || source_of(plan, l) < 0)
        return o;
    unlink(app->trace->path); /* the journal's tail names no record of it */
    return trace_read_batch(app->trace, db, plan, l, batch, day_of(plan, clock_now_ms(&app->clock)),
                            e);
}

const struct hook trace_hook = {"trace", changed, erased, came_to_exist};

/* ---- the start: a snapshot, then the journal's tail in the writer ---- */

struct start {
    struct app *app;
    const struct plan *plan;
    struct net *net;
    struct net_stamp stamp;
};

struct tail {
    struct {
        char ledger[64];
        int64_t record;
    } list[TAIL_SLICE];
    int n;
    int64_t last;
};

static bool take_tail(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct tail *t = arg;
    t->last = entry->seq;
    if (entry->record && *entry->ledger) {
        snprintf(t->list[t->n].ledger, sizeof t->list->ledger, "%s", entry->ledger);
        t->list[t->n++].record = entry->record;
    }
    return t->n < TAIL_SLICE;
}

/* A record in the tail: what it said at the mark goes, what it says now comes. Done once for each;
 * a second time both are what it says now. */
static enum outcome catch_up(struct start *s, struct arena *a, struct db *db,
                             const struct ledger *l, int64_t id, int64_t at, struct err *e)
{
    struct record *then = NULL, *now = NULL;
    struct says before = {0}, after = {0};
    int source = source_of(s->plan, l);
    int64_t today = day_of(s->plan, clock_now_ms(&s->app->clock));
    enum outcome o = record_as_of(a, db, l, id, at, &then, e);
    if (o == OK) {
        o = record_load(a, db, s->plan, l, id, &now, e);
        o = o == NOT_FOUND ? OK : o;
    }
    if (o != OK)
        return o;
    if (then)
        says_of(&before, then, source, today);
    if (now)
        says_of(&after, now, source, today);
    net_unsay(s->net, &before);
    net_say(s->net, &after);
    return OK;
}

static enum outcome finish(struct db *db, void *arg, struct err *e)
{
    struct start *s = arg;
    struct intmap done;
    struct arena a;
    int64_t head = 0, at = s->stamp.mark;
    struct trace *trace = s->app->trace;
    enum outcome o = trace_head(db, &head, e);
    if (!s->net) { /* the group failed and runs again: the net knows what never was */
        trace->is_whole = false;
        return OK;
    }
    intmap_init(&done);
    arena_init(&a, LIMIT_ARENA);
    while (o == OK && at < head) {
        struct tail t = {.n = 0};
        o = journal_since(db, at, take_tail, &t, e);
        if (o != OK || t.last <= at)
            break;
        at = t.last;
        for (int i = 0; o == OK && i < t.n; i++) {
            const struct ledger *l = plan_ledger(s->plan, t.list[i].ledger);
            int64_t seen;
            if (!l || source_of(s->plan, l) < 0 || intmap_find(&done, t.list[i].record, &seen))
                continue;
            intmap_put(&done, t.list[i].record, 1);
            o = catch_up(s, &a, db, l, t.list[i].record, s->stamp.mark, e);
        }
        arena_clear(&a);
    }
    arena_fini(&a);
    intmap_fini(&done);
    if (o != OK)
        return o;
    pthread_rwlock_wrlock(&trace->lock);
    struct net *old = trace->net;
    trace->net = s->net;
    trace->form = s->stamp.form;
    trace->mark = head;
    trace->is_whole = trace->is_new = true;
    trace->said_n = trace->said_mark = 0; /* said before this job, so in the tables already */
    s->net = NULL;
    pthread_rwlock_unlock(&trace->lock);
    net_free(old);
    return OK;
}

static enum outcome read_tables(struct start *s, struct err *e)
{
    struct db *db = NULL;
    enum outcome o = db_open(&db, s->app->store, DB_READ, e);
    if (o == OK)
        o = db_begin_read(db, e);
    if (o == OK)
        o = trace_head(db, &s->stamp.mark, e);
    if (o == OK)
        o = trace_read_all(s->net, db, s->plan, day_of(s->plan, clock_now_ms(&s->app->clock)), e);
    if (db)
        db_rollback(db);
    db_close(db);
    return o;
}

/* A file that is of this plan and of this journal. */
static bool load_file(struct start *s)
{
    struct db *db = NULL;
    uint64_t proof = 0, form = s->stamp.form;
    struct err e;
    bool is_good = net_load(&s->net, s->app->trace->path, form, &s->stamp, &e) == OK &&
                   db_open(&db, s->app->store, DB_READ, &e) == OK &&
                   trace_proof(db, s->stamp.mark, &proof, &e) == OK && proof == s->stamp.proof;
    db_close(db);
    if (!is_good) {
        net_free(s->net);
        s->net = NULL;
        s->stamp = (struct net_stamp){.form = form};
    }
    return is_good;
}

static enum outcome begin(struct app *app, const struct plan *plan, struct err *e)
{
    struct start s = {.app = app, .plan = plan, .stamp = {.form = trace_form(plan)}};
    enum outcome o = OK;
    if (!load_file(&s)) {
        s.net = net_new();
        o = read_tables(&s, e);
    }
    if (o == OK)
        o = writer_do(app->writer, finish, &s, e);
    net_free(s.net);
    return o;
}

/* The file, from a child that shares our memory as it is now. */
static void save(struct trace *t)
{
    struct err e;
    int status = 1;
    pthread_rwlock_rdlock(&t->lock);
    int64_t mark = t->mark;
    pid_t child = fork();
    pthread_rwlock_unlock(&t->lock);
    if (child == 0)
        _exit(save_as_it_is(t, &e) ? 1 : 0);
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        t->saved_mark = mark;
}

static enum outcome bring_up(struct app *app, const struct plan *plan, struct err *e)
{
    struct trace *t = app->trace;
    int64_t now = clock_now_ms(&app->clock);
    if (!t->is_whole || t->form != trace_form(plan)) {
        t->saved_at_ms = now;
        return begin(app, plan, e);
    }
    if (now - t->saved_at_ms > SAVE_MS && t->mark > t->saved_mark) {
        t->saved_at_ms = now;
        save(t);
    }
    return OK;
}

enum outcome trace_tick(struct app *app, struct err *e)
{
    const struct plan *plan = editions_hold(app->editions);
    pthread_mutex_lock(&app->trace->reading);
    enum outcome o = plan ? bring_up(app, plan, e) : OK;
    pthread_mutex_unlock(&app->trace->reading);
    editions_release(app->editions, plan);
    return o;
}
