/* Proofs that an import brought: taken in by the tick, each for the occurrence in which it
 * happened. Table duty_batch remembers how far. */
#include "base/text.h"
#include "duty/duty_int.h"

struct imported {
    int64_t batch, after, last;
    const struct ledger *ledger;
};

static bool proves_something(const struct plan *plan, const struct ledger *l)
{
    for (int i = 0; i < plan->duties_n; i++)
        if (plan->duties[i].proof == PROOF_LEDGER && plan->duties[i].proof_ledger == l)
            return true;
    return false;
}

enum outcome imported_note(struct db *db, const struct plan *plan, int64_t batch, bool is_done,
                           struct err *e)
{
    const struct ledger *l = NULL;
    if (!is_done)
        return db_run(db, "DELETE FROM duty_batch WHERE batch = $1", BIND(bind_int(batch)), e);
    enum outcome o = batch_ledger(db, plan, batch, &l, e);
    if (o != OK || !l || !proves_something(plan, l))
        return o;
    return db_run(db,
                  "INSERT INTO duty_batch (batch, last, after) SELECT id, last_id, first_id - 1"
                  " FROM batch WHERE id = $1 ON CONFLICT (batch) DO NOTHING",
                  BIND(bind_int(batch)), e);
}

enum outcome imported_waiting(struct db *db, int64_t *ret, struct err *e)
{
    return db_int(ret, db, "SELECT count(*) FROM duty_batch", NO_BIND, e);
}

static enum outcome next_batch(struct db *db, const struct plan *plan, struct imported *ret,
                               bool *ret_found, struct err *e)
{
    struct query *q;
    *ret_found = false;
    enum outcome o = db_query(
        &q, db, "SELECT batch, after, last FROM duty_batch ORDER BY batch LIMIT 1", NO_BIND, e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        *ret_found = true;
        *ret = (struct imported){query_int(q, 0), query_int(q, 1), query_int(q, 2), NULL};
    }
    o = query_end(q, e);
    return o == OK && *ret_found ? batch_ledger(db, plan, ret->batch, &ret->ledger, e) : o;
}

/* A bite of the batch: its records prove; the cursor moves on in the same transaction. */
static enum outcome take_in(struct work *w, struct imported *b, int64_t *ids, int max, int *ret_n,
                            struct err *e)
{
    struct buf sql;
    struct query *q;
    int n = 0;
    buf_init(&sql, 1000);
    buf_text(&sql, "SELECT id FROM ");
    sql_name(&sql, b->ledger->table);
    buf_text(&sql, " WHERE id > $1 AND id <= $2 AND batch = $3 ORDER BY id LIMIT $4");
    enum outcome o =
        db_query(&q, w->db, sql.data,
                 BIND(bind_int(b->after), bind_int(b->last), bind_int(b->batch), bind_int(max)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < max && query_next(q))
        ids[n++] = query_int(q, 0);
    *ret_n = n;
    return query_end(q, e);
}

enum outcome imported_take(struct work *w, int max, bool *ret_more, struct err *e)
{
    struct imported b = {0};
    int64_t ids[DUTY_BITE];
    int n = 0;
    struct tally t = {.w = w};
    enum outcome o = next_batch(w->db, w->plan, &b, ret_more, e);
    if (o != OK || !*ret_more)
        return o;
    if (b.ledger)
        o = take_in(w, &b, ids, max < DUTY_BITE ? max : DUTY_BITE, &n, e);
    for (int i = 0; o == OK && i < n; i++) {
        struct record *r;
        o = record_load(w->arena, w->db, w->plan, b.ledger, ids[i], &r, e);
        if (o == OK)
            o = record_proves(w, &t, r, e);
        o = o == NOT_FOUND ? OK : o;
        b.after = ids[i];
    }
    if (o == OK)
        o = tally_flush(&t, e);
    if (o != OK)
        return o;
    return n ? db_run(w->db, "UPDATE duty_batch SET after = $1 WHERE batch = $2",
                      BIND(bind_int(b.after), bind_int(b.batch)), e)
             : db_run(w->db, "DELETE FROM duty_batch WHERE batch = $1", BIND(bind_int(b.batch)), e);
}
