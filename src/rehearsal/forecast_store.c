/* Counts of records by day, for the forecast: numbers alone, of records the viewer may see. */
#include "rehearsal/rehearsal_int.h"
#include "value/place_id.h"
#include "value/time.h"

static void where(struct buf *sql, struct call *c, const struct ledger *l)
{
    buf_text(sql, " WHERE r.place BETWEEN $1 AND $2 AND (");
    guard_where(sql, c->actor, VERB_VIEW, l, "r");
    buf_text(sql, ")");
}

enum outcome count_days(struct counted *ret, struct call *c, const struct ledger *l,
                        const char *column, bool is_date, int64_t place, int64_t from, int64_t to,
                        struct err *e)
{
    struct buf sql;
    struct query *q;
    int offset = is_date ? 0 : c->plan->calendar.offset_s;
    int64_t unit = is_date ? 1 : TIME_DAY;
    *ret =
        (struct counted){.first_day = from,
                         .days = (int)(to - from + 1),
                         .cases = arena_alloc(c->arena, (size_t)(to - from + 1) * sizeof(double))};
    buf_init(&sql, 4096);
    buf_text(&sql, "SELECT (r.");
    sql_name(&sql, column);
    buf_printf(&sql, " + %d) / %lld, COUNT(*) FROM ", offset, (long long)unit);
    sql_name(&sql, l->table);
    buf_text(&sql, " r");
    where(&sql, c, l);
    buf_text(&sql, " AND r.");
    sql_name(&sql, column);
    buf_text(&sql, " BETWEEN $3 AND $4 GROUP BY 1");
    int64_t low = from * unit - offset, high = (to + 1) * unit - offset - 1;
    enum outcome o = db_query(
        &q, c->db, sql.data,
        BIND(bind_int(place), bind_int(place_last(place)), bind_int(low), bind_int(high)), e);
    buf_fini(&sql);
    if (o)
        return o;
    while (query_next(q)) {
        int64_t day = query_int(q, 0);
        if (day >= from && day <= to)
            ret->cases[day - from] = (double)query_int(q, 1);
    }
    return query_end(q, e);
}

enum outcome count_open(int64_t *ret, struct call *c, const struct ledger *l, int64_t place,
                        struct err *e)
{
    struct buf sql;
    bool any = false;
    buf_init(&sql, 4096);
    buf_text(&sql, "SELECT COUNT(*) FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " r");
    where(&sql, c, l);
    buf_text(&sql, " AND r.state IN (");
    for (int i = 0; i < l->states_n; i++)
        if (!l->states[i].is_final) {
            buf_printf(&sql, "%s'%s'", any ? ", " : "", l->states[i].name);
            any = true;
        }
    buf_text(&sql, any ? ")" : "'')");
    enum outcome o =
        db_int(ret, c->db, sql.data, BIND(bind_int(place), bind_int(place_last(place))), e);
    buf_fini(&sql);
    return o;
}
