/* The questions behind list.h. */
#include "stock/list.h"

static const char *text_at(struct arena *a, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : NULL;
}

#define MONEY_KINDS "('treasury', 'fund', 'committed', 'payable', 'paid')"

void where_seen(struct buf *out, struct call *c, const char *account, const char *item)
{
    buf_printf(out, "((%s.kind IN " MONEY_KINDS, account);
    for (int i = 0; i < c->plan->items_n; i++)
        if (c->plan->items[i].class == CLASS_MONEY)
            buf_printf(out, " OR %s.name = '%s'", item, c->plan->items[i].name);
    buf_text(out, ") AND ");
    guard_where_stock(out, c->actor, STOCK_VIEW_MONEY, account, "place");
    buf_printf(out, " OR (%s.kind NOT IN " MONEY_KINDS, account);
    for (int i = 0; i < c->plan->items_n; i++)
        if (c->plan->items[i].class == CLASS_MONEY)
            buf_printf(out, " AND %s.name <> '%s'", item, c->plan->items[i].name);
    buf_text(out, ") AND ");
    guard_where_stock(out, c->actor, STOCK_VIEW, account, "place");
    buf_text(out, ")");
}

static void write_balances(struct buf *b, struct call *c, const struct balance_ask *ask)
{
    buf_text(b, "SELECT a.place, a.kind, a.party, i.name, b.lot, l.code, l.expires, l.state,"
                " l.maker_lot, l.price_micro, l.received, ");
    if (ask->day == DAY_NONE)
        buf_text(b, "b.quantity");
    else
        buf_text(b, "COALESCE((SELECT d.quantity FROM stock_day d WHERE d.account = b.account"
                    " AND d.item = b.item AND d.lot = b.lot AND d.day <= $6"
                    " ORDER BY d.day DESC LIMIT 1), 0)");
    buf_text(b, " AS quantity FROM stock_account a"
                " JOIN stock_balance b ON b.account = a.id"
                " JOIN stock_item i ON i.id = b.item"
                " LEFT JOIN stock_lot l ON l.id = b.lot"
                " WHERE a.place BETWEEN $1 AND $2"
                " AND ($3::text IS NULL OR i.name = $3) AND ($4::text IS NULL OR a.kind = $4)");
    buf_text(b, ask->lot      ? " AND b.lot = $5"
                : ask->by_lot ? " AND b.lot > 0 AND $5 = 0"
                              : " AND b.lot = 0 AND $5 = 0");
    if (ask->day == DAY_NONE && !ask->with_zero)
        buf_text(b, " AND b.quantity <> 0");
    if (ask->day == DAY_NONE)
        buf_text(b, " AND $6 = $6");
    buf_text(b, " AND ");
    where_seen(b, c, "a", "i");
    buf_printf(b,
               " ORDER BY a.place, a.kind, i.name, COALESCE(l.expires, 9000000), l.received,"
               " b.lot LIMIT %d",
               ask->limit);
}

enum outcome balance_list(struct call *c, const struct balance_ask *ask, struct balance_row **ret,
                          int *ret_n, struct err *e)
{
    struct query *q;
    struct buf b;
    struct balance_row *list = arena_alloc(c->arena, (size_t)(ask->limit + 1) * sizeof *list);
    int n = 0;
    buf_init(&b, 1 << 20);
    write_balances(&b, c, ask);
    enum outcome o = db_query(&q, c->db, b.data,
                              BIND(bind_int(ask->place), bind_int(ask->last), bind_text(ask->item),
                                   bind_text(ask->account), bind_int(ask->lot),
                                   bind_int(ask->day == DAY_NONE ? 0 : ask->day)),
                              e);
    buf_fini(&b);
    if (o != OK)
        return o;
    while (n < ask->limit && query_next(q)) {
        struct balance_row *r = &list[n];
        *r = (struct balance_row){.place = query_int(q, 0),
                                  .account = text_at(c->arena, q, 1),
                                  .party = query_int(q, 2),
                                  .item = text_at(c->arena, q, 3),
                                  .lot = query_int(q, 4),
                                  .code = text_at(c->arena, q, 5),
                                  .expires = query_is_null(q, 6) ? DAY_NONE : query_int(q, 6),
                                  .state = text_at(c->arena, q, 7),
                                  .maker_lot = text_at(c->arena, q, 8),
                                  .price_micro = query_int(q, 9),
                                  .received = query_int(q, 10),
                                  .quantity = query_int(q, 11)};
        n += r->quantity != 0 || ask->with_zero;
    }
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}

enum outcome balance_on(struct db *db, int64_t account, int64_t item, int64_t lot, int64_t day,
                        int64_t *ret, struct err *e)
{
    enum outcome o =
        db_int(ret, db,
               "SELECT quantity FROM stock_day WHERE account = $1 AND item = $2"
               " AND lot = $3 AND day <= $4 ORDER BY day DESC LIMIT 1",
               BIND(bind_int(account), bind_int(item), bind_int(lot), bind_int(day)), e);
    if (o == NOT_FOUND) {
        *ret = 0;
        return OK;
    }
    return o;
}

/* Accounts at a place through one of which each of its movements goes. */
static enum outcome accounts_at(struct call *c, int64_t place, int64_t last, int64_t ids[64],
                                int *ret_n, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, c->db,
                              "SELECT id FROM stock_account WHERE place BETWEEN $1 AND $2"
                              " AND kind NOT IN ('supplier', 'superior', 'donor', 'owner',"
                              " 'treasury') LIMIT 64",
                              BIND(bind_int(place), bind_int(last)), e);
    if (o != OK)
        return o;
    while (*ret_n < 64 && query_next(q))
        ids[(*ret_n)++] = query_int(q, 0);
    return query_end(q, e);
}

/* The newest of one item in a few accounts: read from the ends of two indexes each, however many
 * movements there are. */
static void write_newest(struct buf *b, const int64_t *ids, int n, int64_t item, int64_t before,
                         int limit)
{
    static const char *const sides[] = {"source", "target"};
    buf_text(b, " AND m.id IN (");
    for (int i = 0; i < n * 2; i++)
        buf_printf(b,
                   "%sSELECT id FROM (SELECT id FROM stock_move WHERE %s = %lld AND item = %lld"
                   " AND id < %lld ORDER BY id DESC LIMIT %d) x%d",
                   i ? " UNION ALL " : "", sides[i % 2], (long long)ids[i / 2], (long long)item,
                   (long long)before, limit, i);
    buf_text(b, ")");
}

static enum outcome write_where(struct buf *b, struct call *c, const struct move_ask *ask,
                                struct err *e)
{
    int64_t item = 0, ids[64], before = ask->after ? ask->after : INT64_MAX;
    int n = 0;
    enum outcome o = OK;
    if (ask->item)
        o = db_int(&item, c->db, "SELECT COALESCE(MAX(id), 0) FROM stock_item WHERE name = $1",
                   BIND(bind_text(ask->item)), e);
    if (o == OK && ask->place)
        o = accounts_at(c, ask->place, ask->last, ids, &n, e);
    if (o != OK)
        return o;
    buf_printf(b, " WHERE m.id < %lld", (long long)before);
    if (ask->record)
        buf_printf(b, " AND m.record = %lld AND m.record <> 0", (long long)ask->record);
    if (ask->lot)
        buf_printf(b, " AND m.lot = %lld", (long long)ask->lot);
    if (ask->item)
        buf_printf(b, " AND m.item = %lld", (long long)item);
    if (ask->place)
        buf_printf(b, " AND (s.place BETWEEN %lld AND %lld OR t.place BETWEEN %lld AND %lld)",
                   (long long)ask->place, (long long)ask->last, (long long)ask->place,
                   (long long)ask->last);
    if (ask->item && ask->place && n > 0 && n < 64)
        write_newest(b, ids, n, item, before, ask->limit);
    buf_text(b, " AND (");
    where_seen(b, c, "s", "i");
    buf_text(b, " OR ");
    where_seen(b, c, "t", "i");
    buf_printf(b, ") ORDER BY m.id DESC LIMIT %d", ask->limit);
    return OK;
}

static enum account_kind kind_at(struct query *q, int column)
{
    const char *word = query_text(q, column, NULL);
    for (int i = 0; i < ACCOUNT_KINDS; i++)
        if (!strcmp(account_words[i], word))
            return (enum account_kind)i;
    return AC_LOST;
}

static void read_shown(struct arena *a, struct query *q, struct move_shown *r)
{
    r->m = (struct move_row){.id = query_int(q, 0),
                             .source = query_int(q, 1),
                             .target = query_int(q, 2),
                             .lot = query_int(q, 3),
                             .quantity = query_int(q, 4),
                             .day = query_int(q, 5),
                             .occurred = query_int(q, 6),
                             .recorded = query_int(q, 7),
                             .reason = text_at(a, q, 8),
                             .author = query_int(q, 9),
                             .document = text_at(a, q, 10),
                             .note = text_at(a, q, 11),
                             .record = query_int(q, 12),
                             .reverses = query_int(q, 13)};
    r->item = text_at(a, q, 14);
    r->code = text_at(a, q, 15);
    r->from = (struct account){kind_at(q, 16), query_int(q, 17), query_int(q, 18), r->m.source};
    r->to = (struct account){kind_at(q, 19), query_int(q, 20), query_int(q, 21), r->m.target};
    r->is_reversed = query_int(q, 22) > 0;
}

enum outcome move_list(struct call *c, const struct move_ask *ask, struct move_shown **ret,
                       int *ret_n, struct err *e)
{
    struct query *q = NULL;
    struct buf b;
    struct move_shown *list = arena_alloc(c->arena, (size_t)(ask->limit + 1) * sizeof *list);
    int n = 0;
    buf_init(&b, 1 << 20);
    buf_text(&b,
             "SELECT m.id, m.source, m.target, m.lot, m.quantity, m.day, m.occurred, m.recorded,"
             " m.reason, m.author, m.document, m.note, m.record, m.reverses, i.name, l.code,"
             " s.kind, s.place, s.party, t.kind, t.place, t.party,"
             " (SELECT COUNT(*) FROM stock_move r WHERE r.reverses = m.id AND r.reverses <> 0)"
             " FROM stock_move m JOIN stock_account s ON s.id = m.source"
             " JOIN stock_account t ON t.id = m.target JOIN stock_item i ON i.id = m.item"
             " JOIN stock_lot l ON l.id = m.lot");
    enum outcome o = write_where(&b, c, ask, e);
    if (o == OK)
        o = db_query(&q, c->db, b.data, NO_BIND, e);
    buf_fini(&b);
    if (o != OK)
        return o;
    while (n < ask->limit && query_next(q))
        read_shown(c->arena, q, &list[n++]);
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}
