/* Rows of the books: items, accounts, lots, movements, closed months; each journalled whole. */
#include "stock/stock_int.h"

#include "base/limits.h"

#include "journal/image.h"

int64_t stock_author(const struct actor *a)
{
    return a->is_system ? 0 : a->user > 0 ? a->user : -1;
}

struct buf *stock_image(struct work *w)
{
    struct buf *b = &w->app->stock->image;
    buf_clear(b);
    image_begin(b);
    return b;
}

enum outcome stock_image_done(struct work *w, struct buf *b, const char *act, int64_t id,
                              int64_t place, struct err *e)
{
    struct entry entry = {.at_ms = w->now_ms,
                          .user = stock_author(w->actor),
                          .act = act,
                          .ledger = "",
                          .record = id,
                          .place = place};
    return image_end(b, w->app->journal, w->db, &entry, e);
}

enum outcome stock_next_id(struct work *w, const char *series, int64_t place, int64_t *ret,
                           struct err *e)
{
    int64_t n, county = place_county(place);
    enum outcome o = books_next(w->app->books, w->db, series, county, 0, 1, &n, e);
    if (o == OK)
        *ret = record_id(place, n);
    return o;
}

/* ---- items and accounts: ids by name ---- */

static enum outcome name_read(struct slot *slot, struct db *db, const char *sql,
                              const struct value *binds, int n, struct err *e)
{
    enum outcome o = db_int(&slot->value, db, sql, binds, n, e);
    if (o == NOT_FOUND) {
        slot->value = 0;
        o = OK;
    }
    slot->is_read = o == OK;
    return o;
}

enum outcome move_item_id(struct work *w, const struct item *item, int64_t *ret, struct err *e)
{
    struct stock *s = w->app->stock;
    enum outcome o = book_fresh(s, w->db, e);
    struct slot *slot = book_slot(s, &s->names, item->name);
    if (o == OK && !slot->is_read)
        o = name_read(slot, w->db, "SELECT id FROM stock_item WHERE name = $1",
                      BIND(bind_text(item->name)), e);
    if (o != OK || slot->value) {
        *ret = slot->value;
        return o;
    }
    int64_t id;
    if ((o = books_next(w->app->books, w->db, "stock_item", 0, 0, 1, &id, e)) != OK ||
        (o = db_run(w->db, "INSERT INTO stock_item (id, name) VALUES ($1, $2)",
                    BIND(bind_int(id), bind_text(item->name)), e)) != OK)
        return o;
    book_set(s, slot, id, DAY_NONE, false);
    struct buf *b = stock_image(w);
    image_row(b, "stock_item", id);
    image_text(b, "name", item->name);
    image_row_end(b);
    *ret = id;
    return stock_image_done(w, b, "stock.item", id, 0, e);
}

enum outcome item_name(struct arena *a, struct db *db, int64_t id, const char **ret, struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, db, "SELECT name FROM stock_item WHERE id = $1", BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    *ret = "";
    if (query_next(q))
        *ret = arena_dup(a, query_text(q, 0, NULL));
    return query_end(q, e);
}

static enum outcome account_add(struct work *w, struct slot *slot, const struct account *a,
                                struct err *e)
{
    int64_t id;
    enum outcome o = stock_next_id(w, "stock_account", a->place, &id, e);
    if (o == OK)
        o = db_run(w->db,
                   "INSERT INTO stock_account (id, kind, place, party) VALUES ($1, $2, $3, $4)",
                   BIND(bind_int(id), bind_text(account_words[a->kind]), bind_int(a->place),
                        bind_int(a->party)),
                   e);
    if (o != OK)
        return o;
    book_set(w->app->stock, slot, id, DAY_NONE, false);
    struct buf *b = stock_image(w);
    image_row(b, "stock_account", id);
    image_text(b, "kind", account_words[a->kind]);
    image_int(b, "place", a->place);
    image_int(b, "party", a->party);
    image_row_end(b);
    return stock_image_done(w, b, "stock.account", id, a->place, e);
}

enum outcome move_account_id(struct work *w, struct account *a, struct err *e)
{
    struct stock *s = w->app->stock;
    char key[80];
    account_print(key, a);
    enum outcome o = book_fresh(s, w->db, e);
    struct slot *slot = book_slot(s, &s->names, key);
    if (o == OK && !slot->is_read)
        o = name_read(
            slot, w->db,
            "SELECT id FROM stock_account WHERE place = $1 AND kind = $2 AND party = $3",
            BIND(bind_int(a->place), bind_text(account_words[a->kind]), bind_int(a->party)), e);
    if (o == OK && !slot->value)
        o = account_add(w, slot, a, e);
    a->id = slot->value;
    return o;
}

enum outcome account_load(struct db *db, int64_t id, struct account *ret, struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o = db_query(&q, db, "SELECT kind, place, party FROM stock_account WHERE id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        const char *kind = query_text(q, 0, NULL);
        for (int i = 0; i < ACCOUNT_KINDS; i++)
            if (!strcmp(account_words[i], kind)) {
                *ret = (struct account){(enum account_kind)i, query_int(q, 1), query_int(q, 2), id};
                found = true;
            }
    }
    o = query_end(q, e);
    return o != OK || found ? o
                            : err_set(e, NOT_FOUND, NULL, "no_account", "there is no such account",
                                      "没有这个账户");
}

/* ---- lots ---- */

#define LOT_COLUMNS                                                                                \
    "l.id, l.item, l.code, l.maker_lot, l.state, l.expires, l.price_micro, l.record, l.received"

static const char *text_at(struct arena *a, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : "";
}

static void read_lot(struct arena *a, struct query *q, struct lot *ret)
{
    *ret = (struct lot){.id = query_int(q, 0),
                        .item = query_int(q, 1),
                        .code = text_at(a, q, 2),
                        .maker_lot = text_at(a, q, 3),
                        .state = text_at(a, q, 4),
                        .expires = query_is_null(q, 5) ? DAY_NONE : query_int(q, 5),
                        .price_micro = query_int(q, 6),
                        .record = query_int(q, 7),
                        .received = query_int(q, 8)};
}

enum outcome lot_find(struct work *w, int64_t item, const char *code, struct lot *ret,
                      struct err *e)
{
    struct query *q;
    enum outcome o = db_query(
        &q, w->db, "SELECT " LOT_COLUMNS " FROM stock_lot l WHERE l.item = $1 AND l.code = $2",
        BIND(bind_int(item), bind_text(code)), e);
    if (o != OK)
        return o;
    *ret = (struct lot){.expires = DAY_NONE};
    if (query_next(q))
        read_lot(w->arena, q, ret);
    return query_end(q, e);
}

enum outcome lot_load(struct arena *a, struct db *db, int64_t id, struct lot *ret, struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o = db_query(&q, db, "SELECT " LOT_COLUMNS " FROM stock_lot l WHERE l.id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if ((found = query_next(q)))
        read_lot(a, q, ret);
    o = query_end(q, e);
    return o != OK || found ? o
                            : err_set(e, NOT_FOUND, "lot", "unknown_lot", "there is no such lot",
                                      "没有这个批次");
}

static enum outcome lot_image(struct work *w, const struct lot *l, const char *act, struct err *e)
{
    struct buf *b = stock_image(w);
    image_row(b, "stock_lot", l->id);
    image_int(b, "item", l->item);
    image_text(b, "code", l->code);
    image_text(b, "maker_lot", l->maker_lot);
    image_value(b, "expires", l->expires == DAY_NONE ? bind_null() : bind_int(l->expires));
    image_text(b, "state", l->state);
    image_int(b, "price_micro", l->price_micro);
    image_int(b, "record", l->record);
    image_int(b, "received", l->received);
    image_row_end(b);
    return stock_image_done(w, b, act, l->id, 0, e);
}

enum outcome lot_add(struct work *w, int64_t place, struct lot *l, struct err *e)
{
    enum outcome o = stock_next_id(w, "stock_lot", place, &l->id, e);
    if (o == OK)
        o = db_run(
            w->db,
            "INSERT INTO stock_lot (id, item, code, maker_lot, expires, state, price_micro,"
            " record, received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            BIND(bind_int(l->id), bind_int(l->item), bind_text(l->code), bind_text(l->maker_lot),
                 l->expires == DAY_NONE ? bind_null() : bind_int(l->expires), bind_text(l->state),
                 bind_int(l->price_micro), bind_int(l->record), bind_int(l->received)),
            e);
    return o == OK ? lot_image(w, l, "stock.lot", e) : o;
}

enum outcome lot_set_state(struct work *w, const struct lot *l, struct err *e)
{
    enum outcome o = db_run(w->db, "UPDATE stock_lot SET state = $1 WHERE id = $2",
                            BIND(bind_text(l->state), bind_int(l->id)), e);
    return o == OK ? lot_image(w, l, "stock.lot", e) : o;
}

enum outcome lots_in(struct arena *a, struct db *db, int64_t account, int64_t item,
                     struct in_lot **ret, int *ret_n, struct err *e)
{
    struct query *q;
    struct in_lot *list = arena_alloc(a, LIMIT_STOCK_SPLIT * sizeof *list);
    int n = 0;
    enum outcome o =
        db_query(&q, db,
                 "SELECT " LOT_COLUMNS ", b.quantity FROM stock_balance b"
                 " JOIN stock_lot l ON l.id = b.lot"
                 " WHERE b.account = $1 AND b.item = $2 AND b.lot > 0"
                 " AND b.quantity > 0"
                 " ORDER BY COALESCE(l.expires, 9000000), l.received, l.id LIMIT $3",
                 BIND(bind_int(account), bind_int(item), bind_int(LIMIT_STOCK_SPLIT)), e);
    if (o != OK)
        return o;
    while (n < LIMIT_STOCK_SPLIT && query_next(q)) {
        read_lot(a, q, &list[n].lot);
        list[n++].quantity = query_int(q, 9);
    }
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}

/* ---- movements ---- */

enum outcome move_add(struct work *w, int64_t place, struct move_row *m, struct err *e)
{
    m->author = stock_author(w->actor);
    m->recorded = w->now_ms / 1000;
    enum outcome o = stock_next_id(w, "stock_move", place, &m->id, e);
    if (o == OK)
        o = db_run(w->db,
                   "INSERT INTO stock_move (id, source, target, item, lot, quantity, day, occurred,"
                   " recorded, reason, author, document, note, record, reverses) VALUES"
                   " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                   BIND(bind_int(m->id), bind_int(m->source), bind_int(m->target),
                        bind_int(m->item), bind_int(m->lot), bind_int(m->quantity),
                        bind_int(m->day), bind_int(m->occurred), bind_int(m->recorded),
                        bind_text(m->reason), bind_int(m->author), bind_text(m->document),
                        bind_text(m->note), bind_int(m->record), bind_int(m->reverses)),
                   e);
    if (o != OK)
        return o;
    struct buf *b = stock_image(w);
    image_row(b, "stock_move", m->id);
    image_int(b, "source", m->source);
    image_int(b, "target", m->target);
    image_int(b, "item", m->item);
    image_int(b, "lot", m->lot);
    image_int(b, "quantity", m->quantity);
    image_int(b, "day", m->day);
    image_int(b, "occurred", m->occurred);
    image_int(b, "recorded", m->recorded);
    image_text(b, "reason", m->reason);
    image_int(b, "author", m->author);
    image_text(b, "document", m->document);
    image_text(b, "note", m->note);
    image_int(b, "record", m->record);
    image_int(b, "reverses", m->reverses);
    image_row_end(b);
    return stock_image_done(w, b, "stock.move", m->id, place, e);
}

enum outcome move_load(struct arena *a, struct db *db, int64_t id, struct move_row *ret,
                       struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o = db_query(&q, db,
                              "SELECT id, source, target, item, lot, quantity, day, occurred,"
                              " recorded, author, record, reverses, reason, document, note"
                              " FROM stock_move WHERE id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if ((found = query_next(q)))
        *ret = (struct move_row){.id = query_int(q, 0),
                                 .source = query_int(q, 1),
                                 .target = query_int(q, 2),
                                 .item = query_int(q, 3),
                                 .lot = query_int(q, 4),
                                 .quantity = query_int(q, 5),
                                 .day = query_int(q, 6),
                                 .occurred = query_int(q, 7),
                                 .recorded = query_int(q, 8),
                                 .author = query_int(q, 9),
                                 .record = query_int(q, 10),
                                 .reverses = query_int(q, 11),
                                 .reason = text_at(a, q, 12),
                                 .document = text_at(a, q, 13),
                                 .note = text_at(a, q, 14)};
    o = query_end(q, e);
    return o != OK || found ? o
                            : err_set(e, NOT_FOUND, NULL, "no_move", "there is no such movement",
                                      "没有这笔变动");
}

enum outcome move_is_reversed(struct db *db, int64_t id, bool *ret, struct err *e)
{
    int64_t n;
    enum outcome o =
        db_int(&n, db, "SELECT COUNT(*) FROM stock_move WHERE reverses = $1 AND reverses <> 0",
               BIND(bind_int(id)), e);
    *ret = o == OK && n > 0;
    return o;
}

enum outcome moves_of_record(struct arena *a, struct db *db, int64_t record, int64_t **ret,
                             int *ret_n, struct err *e)
{
    struct query *q;
    int max = LIMIT_LINES * 4, n = 0;
    int64_t *list = arena_alloc(a, (size_t)max * sizeof *list);
    enum outcome o = db_query(&q, db,
                              "SELECT m.id FROM stock_move m WHERE m.record = $1 AND m.record <> 0"
                              " AND m.reverses = 0 AND NOT EXISTS (SELECT 1 FROM stock_move r"
                              " WHERE r.reverses = m.id AND r.reverses <> 0)"
                              " ORDER BY m.id DESC LIMIT $2",
                              BIND(bind_int(record), bind_int(max)), e);
    if (o != OK)
        return o;
    while (n < max && query_next(q))
        list[n++] = query_int(q, 0);
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}

/* ---- closed months ---- */

enum outcome closed_until(struct db *db, int64_t place, int64_t *ret, struct err *e)
{
    struct value at[LEVELS + 1];
    int64_t id = place;
    for (int i = 0; i <= LEVELS; i++) {
        at[i] = bind_int(id);
        id = id == PLACE_COUNTRY ? PLACE_COUNTRY : place_parent(id);
    }
    return db_int(ret, db,
                  "SELECT COALESCE(MAX(until), -9000000) FROM stock_close"
                  " WHERE place IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                  at, LEVELS + 1, e);
}

enum outcome close_add(struct work *w, int64_t place, int64_t until, int64_t *ret, struct err *e)
{
    int64_t id;
    enum outcome o = stock_next_id(w, "stock_close", place, &id, e);
    if (o == OK)
        o = db_run(w->db,
                   "INSERT INTO stock_close (id, place, until, closed_at, closed_by)"
                   " VALUES ($1, $2, $3, $4, $5)",
                   BIND(bind_int(id), bind_int(place), bind_int(until), bind_int(w->now_ms / 1000),
                        bind_int(stock_author(w->actor))),
                   e);
    if (o != OK)
        return o;
    struct buf *b = stock_image(w);
    image_row(b, "stock_close", id);
    image_int(b, "place", place);
    image_int(b, "until", until);
    image_int(b, "closed_at", w->now_ms / 1000);
    image_int(b, "closed_by", stock_author(w->actor));
    image_row_end(b);
    *ret = id;
    return stock_image_done(w, b, "stock.close", id, place, e);
}
