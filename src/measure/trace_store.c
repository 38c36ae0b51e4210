/* Why figures of past days are others than they were. */
#include "measure/measure_int.h"

#include "value/time.h"

#define TRACES 500

enum outcome trace_json(struct buf *out, struct call *c, const struct measure_ask *ask,
                        struct err *e)
{
    struct query *q;
    char day[32];
    enum outcome o =
        db_query(&q, c->db,
                 "SELECT t.place, t.day, t.cell, t.n, t.total, t.act, t.record, t.at, a.name"
                 " FROM measure_trace t LEFT JOIN account a ON a.id = t.user_id"
                 " WHERE t.measure = $1 AND t.day BETWEEN $2 AND $3 AND t.place BETWEEN $4 AND $5"
                 " ORDER BY t.id DESC LIMIT 500",
                 BIND(bind_text(ask->measure->name), bind_int(ask->from), bind_int(ask->to),
                      bind_int(ask->place), bind_int(place_last(ask->place))),
                 e);
    if (o != OK)
        return o;
    put_object(out);
    put_key(out, "changes"), put_array(out);
    for (int n = 0; n < TRACES && query_next(q); n++) {
        size_t len;
        bool is_sum = ask->measure->kind != MEASURE_RECORDS;
        put_object(out);
        put_key(out, "place"), put_id(out, query_int(q, 0));
        put_key(out, "day"), put_text(out, day, date_print(query_int(q, 1), day));
        put_key(out, "cell"), put_str(out, query_text(q, 2, &len));
        put_key(out, "change"), put_int(out, query_int(q, is_sum ? 4 : 3));
        put_key(out, "act"), put_str(out, query_text(q, 5, &len));
        put_key(out, "record"), put_id(out, query_int(q, 6));
        put_key(out, "at"), put_int(out, query_int(q, 7));
        put_key(out, "by"), put_str(out, query_text(q, 8, &len));
        put_end_object(out);
    }
    put_end_array(out);
    put_end_object(out);
    return query_end(q, e);
}
