/* Tables counter, record_count and request_key. */
#include "ledger/books_int.h"

static enum outcome series_read(struct slot *s, struct db *db, struct err *e)
{
    struct value name = value_text_n(V_TEXT, s->name, s->name_len);
    enum outcome o = db_int(
        &s->value, db, "SELECT value FROM counter WHERE name = $1 AND place = $2 AND year = $3",
        BIND(name, bind_int(s->place), bind_int(s->year)), e);
    if (o == NOT_FOUND) {
        s->value = 0;
        o = OK;
    }
    s->is_read = o == OK;
    return o;
}

enum outcome books_next(struct books *b, struct db *db, const char *name, int64_t place,
                        int64_t year, int64_t n, int64_t *ret, struct err *e)
{
    struct slot *s = books_slot(b, &b->series, name, place, NULL, year);
    enum outcome o = s->is_read ? OK : series_read(s, db, e);
    if (o != OK)
        return o;
    *ret = s->value + 1;
    books_set(b, s, s->value + n);
    return OK;
}

enum outcome books_write(struct books *b, struct db *db, struct err *e)
{
    for (int i = 0; i < b->dirty_n; i++) {
        struct slot *s = b->dirty[i];
        struct value name = value_text_n(V_TEXT, s->name, s->name_len);
        enum outcome o = OK;
        if (s->is_count && s->value != 0)
            o = db_run(db,
                       "INSERT INTO record_count (ledger, place, state, n)"
                       " VALUES ($1, $2, $3, $4)"
                       " ON CONFLICT (ledger, place, state)"
                       " DO UPDATE SET n = record_count.n + excluded.n",
                       BIND(name, bind_int(s->place), value_text_n(V_TEXT, s->state, s->state_len),
                            bind_int(s->value)),
                       e);
        else if (!s->is_count)
            o = db_run(db,
                       "INSERT INTO counter (name, place, year, value) VALUES ($1, $2, $3, $4)"
                       " ON CONFLICT (name, place, year) DO UPDATE SET value = excluded.value",
                       BIND(name, bind_int(s->place), bind_int(s->year), bind_int(s->value)), e);
        if (o != OK)
            return o;
    }
    return OK;
}

static enum outcome known_keys_read(struct books *b, struct db *db, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, "SELECT high, low FROM request_key", NO_BIND, e);
    if (o != OK)
        return o;
    known_keys_begin(b);
    while (query_next(q))
        known_keys_add(b, &(struct request){.high = (uint64_t)query_int(q, 0),
                                            .low = (uint64_t)query_int(q, 1)});
    o = query_end(q, e);
    if (o != OK)
        known_keys_drop(b);
    return o;
}

enum outcome request_find(struct books *b, struct db *db, const struct request *r,
                          int64_t *ret_record, struct err *e)
{
    struct query *q;
    int64_t user = 0, digest = 0, record = 0;
    bool found = false;
    enum outcome o = b->known ? OK : known_keys_read(b, db, e);
    if (o != OK)
        return o;
    if (!known_keys_may_have(b, r)) {
        *ret_record = 0;
        return OK;
    }
    o = db_query(&q, db,
                 "SELECT user_id, digest, record FROM request_key WHERE high = $1 AND low = $2",
                 BIND(bind_int((int64_t)r->high), bind_int((int64_t)r->low)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        user = query_int(q, 0);
        digest = query_int(q, 1);
        record = query_int(q, 2);
        found = true;
    }
    o = query_end(q, e);
    if (o != OK)
        return o;
    if (found && (user != r->user || digest != r->digest))
        return err_set(e, CONFLICT, NULL, "idempotency_key",
                       "this Idempotency-Key was used for another request",
                       "该 Idempotency-Key 已用于另一请求");
    *ret_record = record;
    return OK;
}

enum outcome request_keep(struct books *b, struct db *db, const struct request *r,
                          const char *ledger, int64_t record, int64_t now, struct err *e)
{
    known_keys_add(b, r);
    return db_run(db,
                  "INSERT INTO request_key (high, low, user_id, digest, ledger, record, at)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  BIND(bind_int((int64_t)r->high), bind_int((int64_t)r->low), bind_int(r->user),
                       bind_int(r->digest), bind_text(ledger), bind_int(record), bind_int(now)),
                  e);
}

enum outcome request_forget(struct db *db, int64_t before, struct err *e)
{
    /* Keys lie in order of time when clients make version 7; a bounded bite a call either way. */
    return db_run(db,
                  "DELETE FROM request_key WHERE (high, low) IN"
                  " (SELECT k.high, k.low FROM"
                  " (SELECT high, low, at FROM request_key ORDER BY high, low LIMIT 500) k"
                  " WHERE k.at < $1)",
                  BIND(bind_int(before)), e);
}
