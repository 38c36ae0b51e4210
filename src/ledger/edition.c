/* Editions in memory and the switch between them. See edition.h; SQL is in edition_store.c. */
#include "base/text.h"
#include "ledger/books.h"
#include "ledger/edition_int.h"
#include "ledger/install.h"
#include "ledger/ledger_int.h"

/* ---- in memory
 * ------------------------------------------------------------------------------------ */

static struct loaded *loaded_of(struct editions *s, const struct plan *plan)
{
    for (struct loaded *l = s->list; l; l = l->next)
        if (l->plan == plan)
            return l;
    return NULL;
}

static void drop_unused(struct editions *s)
{
    struct loaded **at = &s->list;
    while (*at) {
        struct loaded *l = *at;
        if (l->held == 0 && l != s->current && !l->stays) {
            *at = l->next;
            plan_free(l->plan);
            free(l);
        } else {
            at = &l->next;
        }
    }
}

struct loaded *editions_add(struct editions *s, struct plan *plan)
{
    struct loaded *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    ledger_prepare(plan);
    l->plan = plan;
    pthread_mutex_lock(&s->lock);
    l->next = s->list;
    s->list = l;
    pthread_mutex_unlock(&s->lock);
    return l;
}

enum outcome editions_open(struct editions **ret, struct db *db, struct err *e)
{
    struct editions *s = calloc(1, sizeof *s);
    struct plan *plan = NULL;
    if (!s)
        abort();
    pthread_mutex_init(&s->lock, NULL);
    enum outcome o = edition_load(db, 0, &plan, e);
    if (o == OK)
        s->current = editions_add(s, plan);
    else if (o != NOT_FOUND) {
        editions_free(s);
        return o;
    }
    *ret = s;
    return OK;
}

void editions_free(struct editions *s)
{
    if (!s)
        return;
    while (s->list) {
        struct loaded *l = s->list;
        s->list = l->next;
        plan_free(l->plan);
        free(l);
    }
    pthread_mutex_destroy(&s->lock);
    free(s);
}

const struct plan *editions_hold(struct editions *s)
{
    const struct plan *plan = NULL;
    if (!s)
        return NULL;
    pthread_mutex_lock(&s->lock);
    if (s->current) {
        s->current->held++;
        plan = s->current->plan;
    }
    pthread_mutex_unlock(&s->lock);
    return plan;
}

void editions_release(struct editions *s, const struct plan *plan)
{
    if (!s || !plan)
        return;
    pthread_mutex_lock(&s->lock);
    struct loaded *l = loaded_of(s, plan);
    if (l && --l->held == 0 && l != s->current)
        drop_unused(s);
    pthread_mutex_unlock(&s->lock);
}

enum outcome editions_find(struct editions *s, struct db *db, int64_t no, const struct plan **ret,
                           struct err *e)
{
    struct plan *plan;
    pthread_mutex_lock(&s->lock);
    for (struct loaded *l = s->list; l; l = l->next)
        if (l->plan->edition_no == no) {
            l->held++;
            *ret = l->plan;
            pthread_mutex_unlock(&s->lock);
            return OK;
        }
    pthread_mutex_unlock(&s->lock);
    enum outcome o = edition_load(db, no, &plan, e);
    if (o != OK)
        return o;
    const struct plan *now = editions_hold(s);
    if (now)
        law_adopt(plan, now);
    editions_release(s, now);
    /* Two threads may load the same one at once: both copies are right. */
    struct loaded *l = editions_add(s, plan);
    pthread_mutex_lock(&s->lock);
    l->held++;
    l->stays = true;
    pthread_mutex_unlock(&s->lock);
    *ret = plan;
    return OK;
}

enum outcome editions_check(struct editions *s, const struct plan *plan, struct err *e)
{
    pthread_mutex_lock(&s->lock);
    bool is_current = s->current && s->current->plan == plan;
    pthread_mutex_unlock(&s->lock);
    if (is_current)
        return OK;
    return err_set(e, BUSY, NULL, "plan_changed", "the plan has just changed; please send it again",
                   "预案刚刚更新，请重新提交");
}

static void switch_to(struct editions *s, struct loaded *l)
{
    pthread_mutex_lock(&s->lock);
    s->current = l;
    for (struct loaded *old = s->list; old; old = old->next)
        old->stays = false; /* its tables and columns may have other names now */
    drop_unused(s);
    pthread_mutex_unlock(&s->lock);
}

/* ---- taking into force
 * ----------------------------------------------------------------------------- */

struct taking {
    struct app *app;
    struct plan *plan;
    struct buf *report;
    int64_t user, now_ms;
    int ledger; /* which one a slice is at */
    int renamed;
    struct loaded *loaded;
};

static enum outcome take_check(struct db *db, void *arg, struct err *e)
{
    struct taking *t = arg;
    return install_check(db, t->plan, t->report, e);
}

static enum outcome take_table(struct db *db, void *arg, struct err *e)
{
    struct taking *t = arg;
    if (install_renames(db, &t->plan->ledgers[t->ledger]))
        return OK; /* the edition in force still writes the old names: with the switch */
    return install_table(db, t->app->journal, t->now_ms, &t->plan->ledgers[t->ledger], e);
}

static enum outcome take_indexes(struct db *db, void *arg, struct err *e)
{
    struct taking *t = arg;
    if (install_renames(db, &t->plan->ledgers[t->ledger]))
        return OK;
    return install_indexes(db, &t->plan->ledgers[t->ledger], e);
}

/* One job: check again (records were written meanwhile), rename, keep the text, make it current.
 * Jobs after this one in the same group already meet the new edition; should the group fail,
 * edition_activate goes back. */
static enum outcome take_switch(struct db *db, void *arg, struct err *e)
{
    struct taking *t = arg;
    enum outcome o = install_check(db, t->plan, t->report, e);
    for (int i = 0; o == OK && i < t->plan->ledgers_n; i++)
        if (install_renames(db, &t->plan->ledgers[i])) {
            o = install_table(db, t->app->journal, t->now_ms, &t->plan->ledgers[i], e);
            if (o == OK)
                o = install_indexes(db, &t->plan->ledgers[i], e);
        }
    if (o == OK)
        o = edition_keep(t->app, db, t->plan, t->user, t->now_ms, e);
    if (o == OK)
        switch_to(t->app->editions, t->loaded);
    return o;
}

static enum outcome take_states(struct db *db, void *arg, struct err *e)
{
    struct taking *t = arg;
    return install_rename_states(t->app, db, &t->plan->ledgers[t->ledger], t->now_ms, 100,
                                 &t->renamed, e);
}

enum outcome edition_activate(struct app *app, struct plan *plan, int64_t user, struct buf *report,
                              struct err *e)
{
    struct taking t = {.app = app,
                       .plan = plan,
                       .report = report,
                       .user = user,
                       .now_ms = clock_now_ms(&app->clock)};
    const struct plan *old = editions_hold(app->editions);
    if (old && text_same(old->digest, plan->digest)) {
        editions_release(app->editions, old);
        plan_free(plan);
        return OK;
    }
    t.loaded = editions_add(app->editions, plan);
    t.loaded->held = 1;
    enum outcome o = writer_do(app->writer, take_check, &t, e);
    for (t.ledger = 0; o == OK && t.ledger < plan->ledgers_n; t.ledger++)
        o = writer_do(app->writer, take_table, &t, e);
    for (t.ledger = 0; o == OK && t.ledger < plan->ledgers_n; t.ledger++)
        o = writer_do(app->writer, take_indexes, &t, e);
    if (o == OK) {
        o = writer_do(app->writer, take_switch, &t, e);
        if (o != OK)
            switch_to(app->editions, old ? loaded_of(app->editions, old) : NULL);
    }
    if (o == OK)
        guard_forget(app->guard, 0);
    for (t.ledger = 0; o == OK && t.ledger < plan->ledgers_n; t.ledger++)
        do {
            t.renamed = 0;
            o = writer_do(app->writer, take_states, &t, e);
        } while (o == OK && t.renamed > 0);
    editions_release(app->editions, old);
    editions_release(app->editions, plan); /* freed here when it was refused */
    return o;
}
