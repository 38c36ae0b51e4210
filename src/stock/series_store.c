/* The questions behind days and funds. */
#include "stock/list.h"

#include "base/text.h"

/* stock_day holds what lay in an account at the end of the days on which it moved: each row's step
 * is carried on to the end. What was used on a day is the step itself. */
enum outcome day_list(struct call *c, int64_t place, int64_t last, const char *item, int64_t from,
                      int n, struct day_row *rows, struct err *e)
{
    struct query *q;
    struct buf b;
    int64_t account = 0, before = 0;
    buf_init(&b, 1 << 20);
    buf_text(&b, "SELECT a.id, a.kind, d.day, d.quantity FROM stock_account a"
                 " JOIN stock_day d ON d.account = a.id JOIN stock_item i ON i.id = d.item"
                 " WHERE a.place BETWEEN $1 AND $2 AND i.name = $3 AND d.lot = 0 AND d.day <= $4"
                 " AND a.kind IN ('warehouse', 'unit', 'reserved', 'hold', 'transit', 'used')"
                 " AND ");
    where_seen(&b, c, "a", "i");
    buf_text(&b, " ORDER BY a.id, d.day");
    enum outcome o = db_query(&q, c->db, b.data,
                              BIND(bind_int(place), bind_int(last), bind_text(item),
                                   bind_int(from + n - 1)),
                              e);
    buf_fini(&b);
    memset(rows, 0, (size_t)n * sizeof *rows);
    if (o != OK)
        return o;
    while (query_next(q)) {
        if (query_int(q, 0) != account)
            before = 0;
        account = query_int(q, 0);
        int64_t day = query_int(q, 2), now = query_int(q, 3);
        bool is_used = text_same(query_text(q, 1, NULL), "used");
        if (is_used && day >= from)
            rows[day - from].used += now - before;
        if (!is_used)
            for (int64_t i = day < from ? 0 : day - from; i < n; i++)
                rows[i].held += now - before;
        before = now;
    }
    return query_end(q, e);
}

enum outcome fund_list(struct call *c, int64_t place, int64_t last, const char *item,
                       struct fund_sum **ret, int *ret_n, struct err *e)
{
    struct query *q;
    struct buf b;
    int max = 2000, n = 0;
    struct fund_sum *list = arena_alloc(c->arena, (size_t)max * sizeof *list);
    buf_init(&b, 1 << 20);
    buf_text(&b, "SELECT a.kind, l.code, a.place, b.quantity FROM stock_account a"
                 " JOIN stock_balance b ON b.account = a.id JOIN stock_item i ON i.id = b.item"
                 " JOIN stock_lot l ON l.id = b.lot WHERE a.place BETWEEN $1 AND $2"
                 " AND i.name = $3 AND b.lot <> 0 AND b.quantity <> 0 AND ");
    where_seen(&b, c, "a", "i");
    buf_text(&b, " ORDER BY a.place, a.kind, l.code LIMIT 2000");
    enum outcome o = db_query(&q, c->db, b.data,
                              BIND(bind_int(place), bind_int(last), bind_text(item)), e);
    buf_fini(&b);
    if (o != OK)
        return o;
    while (n < max && query_next(q)) {
        list[n++] = (struct fund_sum){.kind = arena_dup(c->arena, query_text(q, 0, NULL)),
                                      .code = arena_dup(c->arena, query_text(q, 1, NULL)),
                                      .place = query_int(q, 2),
                                      .quantity = query_int(q, 3)};
    }
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}

enum outcome accrual_list(struct call *c, int64_t place, int64_t last, const char *item,
                          int64_t from, int n, int64_t *rows, struct err *e)
{
    struct query *q;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_text(&b, "SELECT m.day, CASE WHEN a.kind = 'payable' THEN m.quantity ELSE -m.quantity END"
                 " FROM stock_move m JOIN stock_account a ON a.id = m.target"
                 " JOIN stock_account f ON f.id = m.source JOIN stock_item i ON i.id = m.item"
                 " WHERE i.name = $3 AND m.day BETWEEN $4 AND $5 AND"
                 " ((a.kind = 'payable' AND f.kind IN ('fund', 'committed')"
                 " AND a.place BETWEEN $1 AND $2) OR (f.kind = 'payable'"
                 " AND a.kind IN ('fund', 'committed') AND f.place BETWEEN $1 AND $2)) AND ");
    where_seen(&b, c, "a", "i");
    enum outcome o = db_query(&q, c->db, b.data,
                              BIND(bind_int(place), bind_int(last), bind_text(item),
                                   bind_int(from), bind_int(from + n - 1)),
                              e);
    buf_fini(&b);
    memset(rows, 0, (size_t)n * sizeof *rows);
    if (o != OK)
        return o;
    while (query_next(q))
        rows[query_int(q, 0) - from] += query_int(q, 1);
    return query_end(q, e);
}

enum outcome gift_list(struct call *c, int64_t record, struct gift_row **ret, int *ret_n,
                       struct err *e)
{
    struct query *q;
    int max = 500, n = 0;
    struct gift_row *list = arena_alloc(c->arena, (size_t)max * sizeof *list);
    enum outcome o = db_query(&q, c->db,
                              "SELECT i.name, a.kind, a.place, SUM(b.quantity) FROM stock_lot l"
                              " JOIN stock_balance b ON b.lot = l.id"
                              " JOIN stock_account a ON a.id = b.account"
                              " JOIN stock_item i ON i.id = b.item"
                              " WHERE l.record = $1 AND l.record <> 0 AND b.lot <> 0"
                              " AND b.quantity > 0 GROUP BY i.name, a.kind, a.place"
                              " ORDER BY i.name, a.kind, a.place",
                              BIND(bind_int(record)), e);
    if (o != OK)
        return o;
    while (n < max && query_next(q)) {
        struct account a;
        struct err ignored;
        if (account_parse(&a, "kind", query_text(q, 1, NULL), &ignored) == OK)
            list[n++] = (struct gift_row){.item = arena_dup(c->arena, query_text(q, 0, NULL)),
                                          .kind = a.kind,
                                          .place = query_int(q, 2),
                                          .quantity = query_int(q, 3)};
    }
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}
