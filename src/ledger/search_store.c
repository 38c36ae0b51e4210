/* The search index of each ledger and table search_mark. */
#include "ledger/search_int.h"
#include "base/clock.h"
#include "base/limits.h"
#include "ledger/ledger_int.h"

void search_table_name(char out[80], const struct ledger *l)
{
    snprintf(out, 80, "s_%.70s", l->name);
}

static enum outcome keep_mark(struct db *db, int64_t seq, struct err *e)
{
    return db_run(db,
                  "INSERT INTO search_mark (id, seq) VALUES (1, $1)"
                  " ON CONFLICT (id) DO UPDATE SET seq = excluded.seq",
                  BIND(bind_int(seq)), e);
}

enum outcome search_write_one(struct db *db, const struct record *r, const char *terms,
                              bool replaces, struct err *e)
{
    char table[80];
    search_table_name(table, r->ledger);
    return search_put(db, table, r->id, terms, replaces, e);
}

enum outcome search_write(struct app *app, struct db *db, int ms, struct err *e)
{
    struct search *s = app->search;
    int64_t started_us = clock_monotonic_us(), seq = 0;
    enum outcome o = OK;
    while (o == OK && s->done + s->taken < s->ready) {
        const struct note *n = &s->notes[s->done + s->taken];
        o = n->is_erased ? search_drop(db, n->table, n->record, e)
                         : search_put(db, n->table, n->record, s->texts.data + n->text,
                                      n->replaces, e);
        seq = n->seq;
        s->taken++;
        if ((s->taken & 15) == 0 && slice_is_over(app, started_us, ms * 1000))
            break;
    }
    if (o == OK && seq)
        o = keep_mark(db, seq, e);
    return o;
}

struct tail { char ledger[64]; int64_t record; };
struct tails { struct tail list[256]; int n; int64_t last; };

static bool tail_take(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct tails *t = arg;
    snprintf(t->list[t->n].ledger, sizeof t->list->ledger, "%s", entry->ledger);
    t->list[t->n++].record = entry->record;
    t->last = entry->seq;
    return t->n < 256;
}

static enum outcome index_again(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                                struct err *e)
{
    struct record *r;
    struct buf b;
    char table[80];
    search_table_name(table, l);
    enum outcome o = record_load_any(a, db, l, id, &r, e);
    if (o == NOT_FOUND)
        return search_drop(db, table, id, e);
    if (o != OK)
        return o;
    buf_init(&b, 1 << 16);
    search_terms(&b, r);
    o = search_put(db, table, id, b.data ? b.data : "", true, e);
    buf_fini(&b);
    return o;
}

/* Entries after the mark, oldest first; the row as it is now is what counts. */
enum outcome search_replay(struct app *app, struct db *db, const struct plan *plan, struct err *e)
{
    int64_t mark = 0, head;
    uint8_t hash[32];
    struct arena a;
    enum outcome o = db_int(&mark, db, "SELECT seq FROM search_mark WHERE id = 1", NO_BIND, e);
    if (o != OK && o != NOT_FOUND)
        return o;
    o = OK;
    journal_head(app->journal, &head, hash);
    arena_init(&a, LIMIT_ARENA);
    while (o == OK && mark < head) {
        struct tails t = {.n = 0};
        o = journal_since(db, mark, tail_take, &t, e);
        if (o != OK || t.n == 0)
            break;
        mark = t.last;
        for (int i = 0; o == OK && i < t.n; i++) {
            const struct ledger *l = plan_ledger(plan, t.list[i].ledger);
            if (l && t.list[i].record && ledger_has_search(l))
                o = index_again(&a, db, l, t.list[i].record, e);
        }
        arena_clear(&a);
    }
    arena_fini(&a);
    return o == OK ? keep_mark(db, head, e) : o;
}
