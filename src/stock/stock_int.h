/* What the files of stock/ share with each other and with nobody else. */
#ifndef STOCK_STOCK_INT_H
#define STOCK_STOCK_INT_H
#include "base/map.h"
#include "ledger/books.h"
#include "ledger/lines.h"
#include "stock/book.h"
#include "stock/stock.h"

#define DAY_NONE INT64_MIN

bool account_is_goods(enum account_kind kind);

/* ---- book.c, book_store.c: what the writer keeps ---- */
struct slot {
    char *key;
    int64_t account, item, lot;
    int64_t value, day; /* a balance and the day of its last movement; or an id, day unused */
    bool is_read, is_dirty;
};
struct stock {
    struct map slots, names; /* balances; ids of items and accounts by name */
    struct undo {
        struct slot *slot;
        int64_t value, day;
    } * undo;
    int undo_n, undo_cap, mark;
    struct slot **dirty;
    int dirty_n, dirty_cap;
    int64_t stamp, slots_n;
    bool is_fresh; /* stamp was compared in this transaction */
    struct buf image;
};
struct slot *book_slot(struct stock *s, struct map *m, const char *key);
void book_set(struct stock *s, struct slot *slot, int64_t value, int64_t day, bool is_balance);
void book_forget(struct stock *s); /* nothing may be waiting */
enum outcome book_fresh(struct stock *s, struct db *db, struct err *e);
enum outcome book_write(struct stock *s, struct db *db, struct err *e);
/* What waits of one item in one account, so that a query sees it; it is written again at commit. */
enum outcome book_write_some(struct stock *s, struct db *db, int64_t account, int64_t item,
                             struct err *e);

/* ---- move_store.c: rows ---- */
int64_t stock_author(const struct actor *a); /* 0 the system */
enum outcome stock_next_id(struct work *w, const char *series, int64_t place, int64_t *ret,
                           struct err *e);
struct buf *stock_image(struct work *w); /* begun; rows follow */
enum outcome stock_image_done(struct work *w, struct buf *b, const char *act, int64_t id,
                              int64_t place, struct err *e);
struct lot {
    int64_t id, item;
    const char *code, *maker_lot, *state;
    int64_t expires; /* DAY_NONE keeps */
    int64_t price_micro, record, received;
};
struct move_row {
    int64_t id, source, target, item, lot, quantity, day, occurred, recorded, author, record,
        reverses;
    const char *reason, *document, *note;
};
/* Ids, made and journalled when absent. */
enum outcome move_item_id(struct work *w, const struct item *item, int64_t *ret, struct err *e);
enum outcome item_name(struct arena *a, struct db *db, int64_t id, const char **ret, struct err *e);
enum outcome move_account_id(struct work *w, struct account *a, struct err *e);
enum outcome account_load(struct db *db, int64_t id, struct account *ret, struct err *e);
enum outcome lot_find(struct work *w, int64_t item, const char *code, struct lot *ret,
                      struct err *e); /* id 0 when absent */
enum outcome lot_load(struct arena *a, struct db *db, int64_t id, struct lot *ret, struct err *e);
enum outcome lot_add(struct work *w, int64_t place, struct lot *l, struct err *e);
enum outcome lot_set_state(struct work *w, const struct lot *l, struct err *e);
/* Lots with something in the account, best to issue first (first expired, first out; then as
 * received). */
struct in_lot {
    struct lot lot;
    int64_t quantity;
};
enum outcome lots_in(struct arena *a, struct db *db, int64_t account, int64_t item,
                     struct in_lot **ret, int *ret_n, struct err *e);
/* place: to whose series its id belongs. */
enum outcome move_add(struct work *w, int64_t place, struct move_row *m, struct err *e);
enum outcome move_load(struct arena *a, struct db *db, int64_t id, struct move_row *ret,
                       struct err *e);
enum outcome move_is_reversed(struct db *db, int64_t id, bool *ret, struct err *e);
enum outcome moves_of_record(struct arena *a, struct db *db, int64_t record, int64_t **ret,
                             int *ret_n, struct err *e); /* those not reversed, newest first */
enum outcome closed_until(struct db *db, int64_t place, int64_t *ret, struct err *e);
enum outcome close_add(struct work *w, int64_t place, int64_t until, int64_t *ret, struct err *e);

/* ---- count_store.c: what people counted ---- */
struct count_row {
    int64_t id, account, item, lot, quantity, book, at, author;
    int64_t settles; /* the count of another person that found the same; 0 */
    int64_t moved;   /* the adjusting movement; 0 none */
};
enum outcome count_add(struct work *w, int64_t place, struct count_row *r, struct err *e);
/* Open counts of a lot since a moment, newest first. */
enum outcome counts_open(struct arena *a, struct db *db, int64_t account, int64_t item, int64_t lot,
                         int64_t since, struct count_row **ret, int *ret_n, struct err *e);
/* Movements of a lot in an account recorded after a moment. */
enum outcome moved_since(struct db *db, int64_t account, int64_t item, int64_t lot, int64_t since,
                         int64_t *ret, struct err *e);

/* ---- move.c: rules ---- */
bool lot_may_leave(const struct lot *l, const struct item *item, enum account_kind to, int64_t day,
                   bool is_named);
enum outcome move_judge(const struct posting *p, int64_t now_s, struct err *e);
enum outcome move_grade(const struct plan *plan, const struct posting *p, struct err *e);

int64_t stock_today(const struct plan *plan, int64_t now_ms);
#endif
