/* Table stock_count: appended, never changed. */
#include "stock/list.h"

#include "journal/image.h"

#define COUNTS_MAX 50

enum outcome count_add(struct work *w, int64_t place, struct count_row *r, struct err *e)
{
    enum outcome o = stock_next_id(w, "stock_count", place, &r->id, e);
    r->at = w->now_ms / 1000;
    r->author = stock_author(w->actor);
    if (o == OK)
        o = db_run(w->db,
                   "INSERT INTO stock_count (id, account, item, lot, quantity, book, at, author,"
                   " settles, moved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                   BIND(bind_int(r->id), bind_int(r->account), bind_int(r->item), bind_int(r->lot),
                        bind_int(r->quantity), bind_int(r->book), bind_int(r->at),
                        bind_int(r->author), bind_int(r->settles), bind_int(r->moved)),
                   e);
    if (o != OK)
        return o;
    struct buf *b = stock_image(w);
    image_row(b, "stock_count", r->id);
    image_int(b, "account", r->account);
    image_int(b, "item", r->item);
    image_int(b, "lot", r->lot);
    image_int(b, "quantity", r->quantity);
    image_int(b, "book", r->book);
    image_int(b, "at", r->at);
    image_int(b, "author", r->author);
    image_int(b, "settles", r->settles);
    image_int(b, "moved", r->moved);
    image_row_end(b);
    return stock_image_done(w, b, "stock.count", r->id, place, e);
}

enum outcome counts_open(struct arena *a, struct db *db, int64_t account, int64_t item, int64_t lot,
                         int64_t since, struct count_row **ret, int *ret_n, struct err *e)
{
    struct query *q;
    struct count_row *list = arena_alloc(a, COUNTS_MAX * sizeof *list);
    int n = 0;
    enum outcome o = db_query(&q, db,
                              "SELECT c.id, c.quantity, c.book, c.at, c.author FROM stock_count c"
                              " WHERE c.account = $1 AND c.item = $2 AND c.lot = $3 AND c.at >= $4"
                              " AND c.settles = 0 AND c.at > (SELECT COALESCE(MAX(s.at), 0)"
                              " FROM stock_count s WHERE s.account = $1 AND s.item = $2"
                              " AND s.lot = $3 AND s.settles <> 0)"
                              " ORDER BY c.at DESC, c.id DESC",
                              BIND(bind_int(account), bind_int(item), bind_int(lot),
                                   bind_int(since)),
                              e);
    if (o != OK)
        return o;
    while (n < COUNTS_MAX && query_next(q)) {
        list[n++] = (struct count_row){.id = query_int(q, 0),
                                       .account = account,
                                       .item = item,
                                       .lot = lot,
                                       .quantity = query_int(q, 1),
                                       .book = query_int(q, 2),
                                       .at = query_int(q, 3),
                                       .author = query_int(q, 4)};
    }
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}

enum outcome moved_since(struct db *db, int64_t account, int64_t item, int64_t lot, int64_t since,
                         int64_t *ret, struct err *e)
{
    return db_int(ret, db,
                  "SELECT COUNT(*) FROM stock_move WHERE item = $2 AND lot = $3 AND recorded > $4"
                  " AND (source = $1 OR target = $1)",
                  BIND(bind_int(account), bind_int(item), bind_int(lot), bind_int(since)), e);
}

enum outcome count_list(struct call *c, int64_t place, int64_t last, struct count_shown **ret,
                        int *ret_n, struct err *e)
{
    struct query *q;
    struct buf b;
    int max = 500, n = 0;
    struct count_shown *list = arena_alloc(c->arena, (size_t)max * sizeof *list);
    buf_init(&b, 1 << 20);
    buf_text(&b, "SELECT c.id, a.place, i.name, c.lot, l.code, c.quantity, c.book, c.at, c.author,"
                 " c.settles, c.moved, (SELECT COUNT(*) FROM stock_count s WHERE s.account ="
                 " c.account AND s.item = c.item AND s.lot = c.lot AND s.settles <> 0"
                 " AND s.at >= c.at) FROM stock_count c"
                 " JOIN stock_account a ON a.id = c.account JOIN stock_item i ON i.id = c.item"
                 " JOIN stock_lot l ON l.id = c.lot WHERE a.place BETWEEN $1 AND $2 AND ");
    where_seen(&b, c, "a", "i");
    buf_text(&b, " ORDER BY c.at DESC, c.id DESC LIMIT 500");
    enum outcome o = db_query(&q, c->db, b.data, BIND(bind_int(place), bind_int(last)), e);
    buf_fini(&b);
    if (o != OK)
        return o;
    while (n < max && query_next(q)) {
        struct count_shown *r = &list[n++];
        *r = (struct count_shown){.r = {.id = query_int(q, 0),
                                        .lot = query_int(q, 3),
                                        .quantity = query_int(q, 5),
                                        .book = query_int(q, 6),
                                        .at = query_int(q, 7),
                                        .author = query_int(q, 8),
                                        .settles = query_int(q, 9),
                                        .moved = query_int(q, 10)},
                                  .place = query_int(q, 1),
                                  .item = arena_dup(c->arena, query_text(q, 2, NULL)),
                                  .code = arena_dup(c->arena, query_text(q, 4, NULL)),
                                  .is_settled = query_int(q, 11) > 0};
    }
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}
