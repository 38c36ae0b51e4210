/* Retention and erasure. What is erased is gone from the table, the journal's payloads, the search
 * index and (by the destroyed key) from backups; that it was, when and why stays in the journal. */
#include "ledger/retain.h"
#include "base/limits.h"
#include "base/log.h"
#include "journal/image.h"
#include "ledger/books_int.h"
#include "ledger/edition.h"
#include "ledger/retain_store.h"
#include "ledger/search.h"

enum outcome record_erase(struct work *w, const struct ledger *l, int64_t id, int64_t *ret_key_no,
                          struct err *e)
{
    struct record *r;
    struct buf b;
    struct entry entry = {.at_ms = w->now_ms,
                          .user = w->actor->is_system ? 0 : w->actor->user,
                          .act = "record.erase",
                          .ledger = l->name,
                          .record = id};
    enum outcome o = record_load_any(w->arena, w->db, l, id, &r, e);
    if (o != OK)
        return o;
    entry.place = r->place;
    o = journal_erase_record(w->app->journal, w->db, w->now_ms, entry.user, l->name, id, e);
    if (o == OK)
        o = retain_delete(w->db, l, id, e);
    if (o == OK) {
        image_start(&b, 1 << 16);
        image_deleted(&b, l->table, id);
        o = image_append(&b, w->app->journal, w->db, &entry, e);
    }
    if (o == OK && r->key_no)
        o = seal_mark_destroyed(w->db, r->key_no, w->now_ms, e);
    if (o != OK)
        return o;
    search_note_erased(w->app, l, id, entry.seq);
    if (!w->batch) { /* an import that was never done was never counted */
        books_count(w->app->books, l->name, r->place, l->states[r->state].name, -1);
        o = hooks_erase(w, r, e);
        if (o != OK)
            return o;
    }
    *ret_key_no = r->key_no;
    return OK;
}

struct erasing {
    struct app *app;
    const struct plan *plan;
    const struct ledger *ledger;
    int64_t ids[RETAIN_BITE], keys[RETAIN_BITE];
    int n;
};

static enum outcome erase_run(struct db *db, void *arg, struct err *e)
{
    struct erasing *x = arg;
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    struct work w = {.app = x->app,
                     .db = db,
                     .arena = &a,
                     .plan = x->plan,
                     .actor = actor_system(&a, x->plan),
                     .now_ms = clock_now_ms(&x->app->clock)};
    enum outcome o = editions_check(x->app->editions, x->plan, e);
    for (int i = 0; o == OK && i < x->n; i++) {
        x->keys[i] = 0;
        o = record_erase(&w, x->ledger, x->ids[i], &x->keys[i], e);
        if (o == NOT_FOUND)
            o = OK;
    }
    arena_fini(&a);
    return o;
}

enum outcome retain_tick(struct app *app, struct db *db, const struct plan *plan, struct err *e)
{
    enum outcome o = OK;
    bool erased = false;
    for (int i = 0; o == OK && i < plan->ledgers_n; i++) {
        struct erasing x = {.app = app, .plan = plan, .ledger = &plan->ledgers[i]};
        if (!x.ledger->retention.is_set)
            continue;
        o = retain_due(x.ids, &x.n, &app->books->retain_at[i % BOOKS_LEDGERS], db, x.ledger,
                       clock_now_s(&app->clock), e);
        if (o != OK || x.n == 0)
            continue;
        o = writer_do(app->writer, erase_run, &x, e);
        for (int k = 0; o == OK && k < x.n; k++)
            if (x.keys[k])
                o = seal_destroy_key(app->guard, x.keys[k], e);
        erased = erased || o == OK;
    }
    if (o == OK && erased) {
        struct err ignored = {0};
        if (store_vacuum_erased(app->store, &ignored) == FAULT)
            log_line(LOG_WARN, "retention: %s", ignored.en);
    }
    return o;
}
