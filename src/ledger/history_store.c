/* The journal's last headers, for "what changed lately". Reads its table; writes nothing. */
#include "ledger/history.h"

enum outcome changes_read(struct changed_row *ret, int *ret_n, struct db *db, int64_t under,
                          bool has_under, struct err *e)
{
    struct query *q;
    int64_t first = has_under ? under : 0, last = has_under ? place_last(under) : INT64_MAX;
    /* A window of the newest entries, then those under the place: bounded whatever it holds. */
    enum outcome o = db_query(&q, db,
                              "SELECT j.seq, j.at_ms, j.by_user, j.act, j.ledger, j.record, j.place"
                              " FROM (SELECT seq, at_ms, by_user, act, ledger, record, place"
                              " FROM journal ORDER BY seq DESC LIMIT 20000) j"
                              " WHERE j.ledger <> '' AND j.record <> 0 AND j.act LIKE 'record.%'"
                              " AND j.place BETWEEN $1 AND $2 LIMIT 500",
                              BIND(bind_int(first), bind_int(last)), e);
    int n = 0;
    if (o != OK)
        return o;
    while (n < CHANGES_SEEN && query_next(q)) {
        struct changed_row *r = &ret[n++];
        size_t len;
        r->seq = query_int(q, 0);
        r->at_ms = query_int(q, 1);
        r->user = query_int(q, 2);
        snprintf(r->act, sizeof r->act, "%s", query_text(q, 3, &len));
        snprintf(r->ledger, sizeof r->ledger, "%s", query_text(q, 4, &len));
        r->record = query_int(q, 5);
        r->place = query_int(q, 6);
    }
    o = query_end(q, e);
    *ret_n = n;
    return o;
}
