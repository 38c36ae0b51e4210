/* What was asked before under the same idempotency key is answered as it was. */
#include "ledger/books.h"
#include "ledger/ledger_int.h"

static enum outcome find_answered(struct work *w, const struct ledger *l, const struct request *req,
                                  struct record **ret, struct err *e)
{
    int64_t record;
    enum outcome o = request_find(w->app->books, w->db, req, &record, e);
    if (o == OK && record)
        o = record_seen(w, l, record, ret, e);
    return o;
}

/* What was answered before is answered again: *ret is the record as it is now, or NULL. */
enum outcome answered_before(struct work *w, const struct ledger *l, json_t *fields, int64_t seed,
                             struct request *req, struct record **ret, struct err *e)
{
    *ret = NULL;
    if (!w->idempotency)
        return OK;
    enum outcome o = request_parse(req, w->idempotency, e);
    if (o != OK)
        return o;
    req->user = work_user(w);
    req->digest = json_digest(fields, seed);
    return find_answered(w, l, req, ret, e);
}

enum outcome answered_keep(struct work *w, const struct request *req, const struct record *r,
                           struct err *e)
{
    return w->idempotency ? request_keep(w->app->books, w->db, req, r->ledger->name, r->id,
                                         w->now_ms / 1000, e)
                          : OK;
}
