/* Tables stock_balance, stock_day and stock_stamp: projections of the movements.
 *
 * A movement of today, or later than the last one of its account and lot, changes a number in
 * memory; the row of a day is written when the day is over or the group is. One dated back changes
 * the rows from that day on at once. */
#include "stock/stock_int.h"

enum outcome book_fresh(struct stock *s, struct db *db, struct err *e)
{
    int64_t stamp;
    if (s->is_fresh)
        return OK;
    enum outcome o = db_int(&stamp, db, "SELECT value FROM stock_stamp WHERE id = 1", NO_BIND, e);
    if (o != OK)
        return o;
    if (stamp != s->stamp)
        book_forget(s);
    s->stamp = stamp;
    s->is_fresh = true;
    return OK;
}

static enum outcome slot_of(struct stock *s, struct db *db, int64_t account, int64_t item,
                            int64_t lot, struct slot **ret, struct err *e)
{
    char key[64];
    struct query *q;
    snprintf(key, sizeof key, "%llx.%llx.%llx", (unsigned long long)account,
             (unsigned long long)item, (unsigned long long)lot);
    struct slot *slot = book_slot(s, &s->slots, key);
    slot->account = account;
    slot->item = item;
    slot->lot = lot;
    *ret = slot;
    if (slot->is_read)
        return OK;
    enum outcome o = db_query(&q, db,
                              "SELECT quantity, day FROM stock_balance"
                              " WHERE account = $1 AND item = $2 AND lot = $3",
                              BIND(bind_int(account), bind_int(item), bind_int(lot)), e);
    if (o != OK)
        return o;
    slot->value = 0;
    slot->day = DAY_NONE;
    if (query_next(q)) {
        slot->value = query_int(q, 0);
        slot->day = query_int(q, 1);
    }
    o = query_end(q, e);
    slot->is_read = o == OK;
    return o;
}

static enum outcome write_day(struct db *db, const struct slot *slot, int64_t day, int64_t quantity,
                              struct err *e)
{
    return db_run(
        db,
        "INSERT INTO stock_day (account, item, lot, day, quantity)"
        " VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (account, item, lot, day) DO UPDATE SET quantity = excluded.quantity",
        BIND(bind_int(slot->account), bind_int(slot->item), bind_int(slot->lot), bind_int(day),
             bind_int(quantity)),
        e);
}

/* The least that lay there at the end of any day from `day` to the slot's last one, and what lay
 * there at the end of `day` itself. */
static enum outcome look_back(struct db *db, const struct slot *slot, int64_t day,
                              int64_t *ret_least, int64_t *ret_at, bool *ret_has, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(
        &q, db,
        "SELECT day, quantity FROM stock_day"
        " WHERE account = $1 AND item = $2 AND lot = $3 AND day <= $4"
        " ORDER BY day DESC LIMIT 1",
        BIND(bind_int(slot->account), bind_int(slot->item), bind_int(slot->lot), bind_int(day)), e);
    if (o != OK)
        return o;
    *ret_at = 0;
    *ret_has = false;
    if (query_next(q)) {
        *ret_has = query_int(q, 0) == day;
        *ret_at = query_int(q, 1);
    }
    if ((o = query_end(q, e)) != OK)
        return o;
    o = db_int(ret_least, db,
               "SELECT COALESCE(MIN(quantity), $6) FROM stock_day"
               " WHERE account = $1 AND item = $2 AND lot = $3 AND day > $4 AND day < $5",
               BIND(bind_int(slot->account), bind_int(slot->item), bind_int(slot->lot),
                    bind_int(day), bind_int(slot->day), bind_int(*ret_at)),
               e);
    if (o == OK && *ret_at < *ret_least)
        *ret_least = *ret_at;
    if (o == OK && slot->value < *ret_least)
        *ret_least = slot->value;
    return o;
}

static enum outcome add_back(struct stock *s, struct db *db, struct slot *slot, int64_t day,
                             int64_t by, bool is_bounded, int64_t *ret_short, struct err *e)
{
    int64_t least, at;
    bool has;
    enum outcome o = look_back(db, slot, day, &least, &at, &has, e);
    if (o != OK)
        return o;
    if (is_bounded && by < 0 && least + by < 0) {
        *ret_short = least;
        return REFUSED;
    }
    if (!has && (o = write_day(db, slot, day, at, e)) != OK)
        return o;
    o = db_run(db,
               "UPDATE stock_day SET quantity = quantity + $1"
               " WHERE account = $2 AND item = $3 AND lot = $4 AND day >= $5 AND day < $6",
               BIND(bind_int(by), bind_int(slot->account), bind_int(slot->item),
                    bind_int(slot->lot), bind_int(day), bind_int(slot->day)),
               e);
    if (o == OK)
        book_set(s, slot, slot->value + by, slot->day, true);
    return o;
}

static enum outcome add_slot(struct stock *s, struct db *db, struct slot *slot, int64_t day,
                             int64_t by, bool is_bounded, int64_t *ret_short, struct err *e)
{
    enum outcome o = OK;
    if (is_bounded && by < 0 && slot->value + by < 0) {
        *ret_short = slot->value;
        return REFUSED;
    }
    if (slot->day != DAY_NONE && day < slot->day)
        return add_back(s, db, slot, day, by, is_bounded, ret_short, e);
    if (slot->is_dirty && slot->day != DAY_NONE && day > slot->day)
        o = write_day(db, slot, slot->day, slot->value, e);
    if (o == OK)
        book_set(s, slot, slot->value + by, day, true);
    return o;
}

enum outcome book_add(struct stock *s, struct db *db, const struct account *a, int64_t item,
                      int64_t lot, int64_t day, int64_t by, int64_t *ret_short, struct err *e)
{
    struct slot *of_lot, *of_item;
    enum outcome o = book_fresh(s, db, e);
    if (o == OK)
        o = slot_of(s, db, a->id, item, lot, &of_lot, e);
    if (o == OK)
        o = slot_of(s, db, a->id, item, 0, &of_item, e);
    if (o == OK)
        o = add_slot(s, db, of_lot, day, by, account_is_bounded(a->kind), ret_short, e);
    if (o == OK)
        o = add_slot(s, db, of_item, day, by, false, ret_short, e);
    return o;
}

enum outcome book_balance(struct stock *s, struct db *db, int64_t account, int64_t item,
                          int64_t lot, int64_t *ret, struct err *e)
{
    struct slot *slot;
    enum outcome o = book_fresh(s, db, e);
    if (o == OK)
        o = slot_of(s, db, account, item, lot, &slot, e);
    if (o == OK)
        *ret = slot->value;
    return o;
}

static enum outcome write_slot(struct db *db, const struct slot *slot, struct err *e)
{
    if (slot->day == DAY_NONE)
        return OK; /* its only movement was taken back with its job */
    enum outcome o = db_run(db,
                            "INSERT INTO stock_balance (account, item, lot, quantity, day)"
                            " VALUES ($1, $2, $3, $4, $5)"
                            " ON CONFLICT (account, item, lot)"
                            " DO UPDATE SET quantity = excluded.quantity, day = excluded.day",
                            BIND(bind_int(slot->account), bind_int(slot->item), bind_int(slot->lot),
                                 bind_int(slot->value), bind_int(slot->day)),
                            e);
    return o == OK ? write_day(db, slot, slot->day, slot->value, e) : o;
}

enum outcome book_write_some(struct stock *s, struct db *db, int64_t account, int64_t item,
                             struct err *e)
{
    enum outcome o = book_fresh(s, db, e);
    for (int i = 0; o == OK && i < s->dirty_n; i++)
        if (s->dirty[i]->account == account && s->dirty[i]->item == item)
            o = write_slot(db, s->dirty[i], e);
    return o;
}

enum outcome book_write(struct stock *s, struct db *db, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < s->dirty_n; i++)
        o = write_slot(db, s->dirty[i], e);
    if (o == OK)
        o = db_run(db, "UPDATE stock_stamp SET value = value + 1 WHERE id = 1", NO_BIND, e);
    return o;
}
