/* Looking for what is due. Open records stand in an index of their own, so that a ledger with a
 * million closed ones costs nothing. */
#include "base/text.h"
#include "ledger/level.h"
#include "ledger/tick.h"
#include "ledger/where.h"

static enum outcome take_ids(int64_t *ret, int *ret_n, struct db *db, struct where *w,
                             struct err *e)
{
    struct query *q;
    int n = 0;
    enum outcome o = db_query(&q, db, w->text.data, w->binds, w->binds_n, e);
    if (o != OK)
        return o;
    while (n < TICK_BITE && query_next(q))
        ret[n++] = query_int(q, 0);
    o = query_end(q, e);
    *ret_n = o == OK ? n : 0;
    return o;
}

static bool has_final(const struct ledger *l)
{
    for (int i = 0; i < l->states_n; i++)
        if (l->states[i].is_final)
            return true;
    return false;
}

static bool from_open_only(const struct ledger *l, const struct move *m)
{
    for (int i = 0; i < l->states_n; i++)
        if (l->states[i].is_final && move_is_from(m, i))
            return false;
    return has_final(l);
}

enum outcome tick_due(int64_t ret[TICK_BITE], int *ret_n, struct arena *a, struct db *db,
                      const struct plan *plan, const struct ledger *l, const struct move *m,
                      int64_t edition_no, int64_t now, struct err *e)
{
    struct where w;
    bool is_first = true;
    *ret_n = 0;
    if (!expr_has_sql(m->auto_when))
        return OK; /* plan check says so */
    where_init(&w, a, plan, now, 0);
    w.standard = level_ranges;
    w.arg = db;
    where_text(&w, "SELECT r.id FROM ");
    where_name(&w, l->table);
    where_text(&w, " r WHERE r.state IN (");
    for (int i = 0; i < l->states_n; i++)
        if (move_is_from(m, i)) {
            buf_printf(&w.text, "%s'%s'", is_first ? "" : ", ", l->states[i].name);
            is_first = false;
        }
    where_text(&w, ") AND (");
    enum outcome o = where_condition(&w, m->auto_when, l, "r", e);
    where_text(&w, ")");
    if (edition_no >= 0)
        buf_printf(&w.text, " AND r.edition = %lld", (long long)edition_no);
    if (from_open_only(l, m))
        where_text(&w, " AND r.closed_at IS NULL");
    where_text(&w, " AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.state IN ('writing', "
                   "'dropping', 'taking_back')"
                   " AND b.id = r.batch) ORDER BY r.id LIMIT 50");
    if (o == OK)
        o = take_ids(ret, ret_n, db, &w, e);
    where_fini(&w);
    return o;
}

enum outcome tick_editions(int64_t ret[TICK_EDITIONS], int *ret_n, struct db *db,
                           const struct plan *plan, const struct ledger *l, struct err *e)
{
    struct buf sql;
    int64_t at = INT64_MAX;
    int n = 0;
    enum outcome o = OK;
    buf_init(&sql, 400);
    /* From one edition to the next below it by the index, not over all open records. */
    buf_text(&sql, "SELECT edition FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " WHERE closed_at IS NULL AND edition < $1 ORDER BY edition DESC LIMIT 1");
    while (o == OK && n < TICK_EDITIONS) {
        o = db_int(&at, db, sql.data, BIND(bind_int(at)), e);
        if (o == OK && at != plan->edition_no)
            ret[n++] = at;
    }
    buf_fini(&sql);
    *ret_n = n;
    return o == NOT_FOUND ? OK : o;
}

enum outcome tick_lapsed(int64_t ret[TICK_BITE], int *ret_n, struct arena *a, struct db *db,
                         const struct plan *plan, const struct ledger *l, int64_t now,
                         struct err *e)
{
    const struct ledger *orders = l->restricts->to;
    const struct field *sunset = ledger_field(orders, "sunset");
    struct where w;
    *ret_n = 0;
    if (!has_final(l))
        return OK;
    where_init(&w, a, plan, now, 0);
    where_text(&w, "SELECT r.id FROM ");
    where_name(&w, l->table);
    where_text(&w, " r JOIN ");
    where_name(&w, orders->table);
    where_text(&w, " o ON o.id = ");
    where_column(&w, "r", l->restricts->column);
    where_text(&w, " WHERE r.closed_at IS NULL AND (o.closed_at IS NOT NULL");
    if (sunset && type_row(sunset->type)->vtype == V_DATETIME) {
        where_text(&w, " OR ");
        where_column(&w, "o", sunset->column);
        where_text(&w, " <= ");
        where_bind(&w, value_int(V_DATETIME, now));
    }
    /* One that the plan gives no way out is told once and not found again. */
    where_text(&w, ") AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.ledger = ");
    where_bind(&w, value_text(l->name));
    where_text(&w,
               " AND a.record = r.id AND a.posts LIKE '%,%' AND a.en LIKE 'The order has ended%')"
               " ORDER BY r.id LIMIT 50");
    enum outcome o = take_ids(ret, ret_n, db, &w, e);
    where_fini(&w);
    return o;
}

enum outcome record_open_ids(struct db *db, const struct ledger *l, int64_t after, int64_t *ret,
                             int max, int *ret_n, struct err *e)
{
    struct buf sql;
    struct query *q;
    int n = 0;
    buf_init(&sql, 1 << 16);
    buf_text(&sql, "SELECT r.id FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " r WHERE r.id > $1");
    if (has_final(l))
        buf_text(&sql, " AND r.closed_at IS NULL");
    buf_text(&sql, " AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = r.batch AND b.state IN"
                   " ('writing', 'dropping', 'taking_back')) ORDER BY r.id LIMIT $2");
    enum outcome o = db_query(&q, db, sql.data, BIND(bind_int(after), bind_int(max)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < max && query_next(q))
        ret[n++] = query_int(q, 0);
    o = query_end(q, e);
    *ret_n = o == OK ? n : 0;
    return o;
}
