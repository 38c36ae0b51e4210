/* The questions behind decide.h. */
#include "stock/decide.h"

#include "base/text.h"
#include "place/place.h"
#include "value/time.h"

static enum outcome kind_of(struct call *c, int64_t place, const char **ret, struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, c->arena, c->db, place, e);
    *ret = o == OK ? p.kind : "";
    return o == NOT_FOUND ? OK : o;
}

static struct cover_row *row_of(struct call *c, struct cover_row *rows, int *n, int max,
                                int64_t place, const char *item)
{
    for (int i = *n - 1; i >= 0; i--)
        if (rows[i].place == place && !strcmp(rows[i].item, item))
            return &rows[i];
    if (*n == max)
        return NULL;
    rows[*n] = (struct cover_row){.place = place, .item = arena_dup(c->arena, item), .kind = ""};
    return &rows[(*n)++];
}

static void add_lot(struct cover_row *r, int64_t quantity, int64_t left)
{
    if (left < 0)
        r->expired += quantity;
    else
        r->available += quantity;
    if (r->lots_n < COVER_LOTS && left >= 0)
        r->lots[r->lots_n++] = (struct cover_lot){quantity, left};
}

static void add_row(struct cover_row *r, const struct balance_row *b, int64_t today)
{
    bool here = text_same(b->account, "warehouse") || text_same(b->account, "unit");
    if (here)
        add_lot(r, b->quantity, b->expires == DAY_NONE ? INT64_MAX : b->expires - today);
    if (text_same(b->account, "hold"))
        r->on_hold += b->quantity;
    if (text_same(b->account, "reserved"))
        r->reserved += b->quantity;
    if (text_same(b->account, "transit"))
        r->coming += b->quantity;
}

/* Used, and handed out to units: what the last days took. */
static enum outcome add_used(struct call *c, struct cover_row *rows, int *n, int max, int64_t place,
                             int64_t last, int64_t days, bool sum, struct err *e)
{
    struct query *q;
    struct buf b;
    int64_t today = stock_today(c->plan, c->now_ms);
    buf_init(&b, 1 << 20);
    buf_text(&b, "SELECT a.place, i.name, b.quantity - COALESCE((SELECT d.quantity FROM stock_day d"
                 " WHERE d.account = b.account AND d.item = b.item AND d.lot = 0 AND d.day <= $3"
                 " ORDER BY d.day DESC LIMIT 1), 0) FROM stock_account a"
                 " JOIN stock_balance b ON b.account = a.id JOIN stock_item i ON i.id = b.item"
                 " WHERE a.kind = 'used' AND b.lot = 0 AND a.place BETWEEN $1 AND $2 AND ");
    where_seen(&b, c, "a", "i");
    enum outcome o = db_query(&q, c->db, b.data,
                              BIND(bind_int(place), bind_int(last), bind_int(today - days)), e);
    buf_fini(&b);
    if (o != OK)
        return o;
    while (query_next(q)) {
        struct cover_row *r =
            row_of(c, rows, n, max, sum ? place : query_int(q, 0), query_text(q, 1, NULL));
        if (r)
            r->used += query_int(q, 2);
    }
    return query_end(q, e);
}

enum outcome cover_rows(struct call *c, int64_t place, int64_t last, int64_t days, bool sum,
                        int max, struct cover_row **ret, int *ret_n, struct err *e)
{
    struct balance_ask ask = {
        .place = place, .last = last, .day = DAY_NONE, .by_lot = true, .limit = 20000};
    struct balance_row *lots;
    struct cover_row *rows = arena_alloc(c->arena, (size_t)max * sizeof *rows);
    int n, count = 0;
    int64_t today = stock_today(c->plan, c->now_ms);
    enum outcome o = balance_list(c, &ask, &lots, &n, e);
    for (int i = 0; o == OK && i < n; i++) {
        const struct item *item = plan_item(c->plan, lots[i].item);
        struct cover_row *r =
            item && item->class != CLASS_MONEY
                ? row_of(c, rows, &count, max, sum ? place : lots[i].place, lots[i].item)
                : NULL;
        if (r)
            add_row(r, &lots[i], today);
    }
    if (o == OK)
        o = add_used(c, rows, &count, max, place, last, days, sum, e);
    for (int i = 0; o == OK && i < count; i++)
        o = kind_of(c, rows[i].place, &rows[i].kind, e);
    *ret = rows;
    *ret_n = count;
    return o;
}

enum outcome item_held(struct call *c, const char *item, int64_t place, int64_t last, int64_t *ret,
                       struct err *e)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_text(&b, "SELECT COALESCE(SUM(b.quantity), 0) FROM stock_account a"
                 " JOIN stock_balance b ON b.account = a.id JOIN stock_item i ON i.id = b.item"
                 " WHERE a.place BETWEEN $1 AND $2 AND i.name = $3 AND b.lot = 0"
                 " AND a.kind IN ('warehouse', 'unit') AND ");
    where_seen(&b, c, "a", "i");
    enum outcome o =
        db_int(ret, c->db, b.data, BIND(bind_int(place), bind_int(last), bind_text(item)), e);
    buf_fini(&b);
    return o;
}

static enum outcome sum_field(struct call *c, const struct driver *d, int64_t place, int64_t last,
                              int64_t *ret, struct err *e)
{
    struct query *q;
    int64_t sum = 0;
    enum outcome o = db_query(&q, c->db,
                              "SELECT fields FROM place WHERE kind = $1 AND id BETWEEN $2 AND $3"
                              " AND retired_on = 0",
                              BIND(bind_text(d->kind->name), bind_int(place), bind_int(last)), e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        const char *text = query_text(q, 0, &len);
        json_t *fields = text ? json_loadb(text, len, 0, NULL) : NULL;
        int64_t n = json_integer_value(json_object_get(fields, d->field->name));
        sum += d->field->type == F_NUMBER ? n : n * NUMBER_ONE;
        json_decref(fields);
    }
    *ret = sum;
    return query_end(q, e);
}

enum outcome driver_count(struct call *c, const struct driver *d, int64_t place, int64_t last,
                          int64_t *ret, struct err *e)
{
    int64_t n = 0, today = stock_today(c->plan, c->now_ms);
    enum outcome o = OK;
    *ret = 0;
    if (d->kind && d->field)
        return sum_field(c, d, place, last, ret, e);
    if (d->kind)
        o = db_int(&n, c->db,
                   "SELECT COUNT(*) FROM place WHERE kind = $1 AND id BETWEEN $2 AND $3"
                   " AND retired_on = 0",
                   BIND(bind_text(d->kind->name), bind_int(place), bind_int(last)), e);
    if (d->post)
        o = db_int(&n, c->db,
                   "SELECT COUNT(DISTINCT account) FROM holding WHERE post = $1"
                   " AND place BETWEEN $2 AND $3 AND since <= $4 AND (ended = 0 OR ended > $4)",
                   BIND(bind_text(d->post->name), bind_int(place), bind_int(last), bind_int(today)),
                   e);
    *ret = n * NUMBER_ONE;
    return o;
}
