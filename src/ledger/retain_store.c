/* Finding and deleting rows whose retention is over. */
#include "ledger/retain_store.h"
#include "base/text.h"

static enum outcome take_ids(int64_t *ret, int *ret_n, struct db *db, const char *sql,
                             const struct value *binds, int n, struct err *e)
{
    struct query *q;
    int found = 0;
    enum outcome o = db_query(&q, db, sql, binds, n, e);
    if (o != OK)
        return o;
    while (found < RETAIN_BITE && query_next(q))
        ret[found++] = query_int(q, 0);
    o = query_end(q, e);
    *ret_n = o == OK ? found : 0;
    return o;
}

/* Where the window that began after `at` ends: 0 when the table ends in it. */
static enum outcome window_end(int64_t *ret, struct db *db, const struct ledger *l, int64_t at,
                               struct err *e)
{
    struct buf b;
    buf_init(&b, 1024);
    buf_text(&b, "SELECT id FROM ");
    sql_name(&b, l->table);
    buf_printf(&b, " WHERE id > $1 ORDER BY id LIMIT 1 OFFSET %d", RETAIN_WINDOW - 1);
    enum outcome o = db_int(ret, db, b.data, BIND(bind_int(at)), e);
    buf_fini(&b);
    if (o != NOT_FOUND)
        return o;
    *ret = 0;
    return OK;
}

enum outcome retain_due(int64_t ret[RETAIN_BITE], int *ret_n, int64_t *cursor, struct db *db,
                        const struct ledger *l, int64_t now, struct err *e)
{
    bool by_occurred = text_same(l->retention.after, "occurred");
    int64_t before = now - l->retention.for_s, end = 0;
    struct buf b;
    enum outcome o;
    buf_init(&b, 2048);
    buf_text(&b, "SELECT id FROM ");
    if (text_same(l->retention.after, "closed")) {
        sql_name(&b, l->table);
        buf_text(&b, " WHERE closed_at <= $1 ORDER BY closed_at LIMIT 50");
        o = take_ids(ret, ret_n, db, b.data, BIND(bind_int(before)), e);
        buf_fini(&b);
        return o;
    }
    o = window_end(&end, db, l, *cursor, e);
    buf_text(&b, "(SELECT id, occurred_at, created_at FROM ");
    sql_name(&b, l->table);
    buf_printf(&b, " WHERE id > $2 ORDER BY id LIMIT %d) r WHERE %s <= $1 LIMIT 50", RETAIN_WINDOW,
               by_occurred ? "COALESCE(occurred_at, created_at)" : "created_at");
    if (o == OK)
        o = take_ids(ret, ret_n, db, b.data, BIND(bind_int(before), bind_int(*cursor)), e);
    buf_fini(&b);
    if (o == OK && *ret_n < RETAIN_BITE)
        *cursor = end; /* nothing is left in this window */
    return o;
}

enum outcome retain_delete(struct db *db, const struct ledger *l, int64_t id, struct err *e)
{
    struct buf b;
    buf_init(&b, 256);
    buf_text(&b, "DELETE FROM ");
    sql_name(&b, l->table);
    buf_text(&b, " WHERE id = $1");
    enum outcome o = db_run(db, b.data, BIND(bind_int(id)), e);
    buf_fini(&b);
    return o;
}
