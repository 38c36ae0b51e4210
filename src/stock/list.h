/* Reading the books: balances now or on a day, movements, lots. Only what the caller may see. */
#ifndef STOCK_LIST_H
#define STOCK_LIST_H
#include "stock/stock_int.h"

struct balance_ask {
    int64_t place, last; /* the subtree */
    const char *item;    /* NULL all */
    const char *account; /* a word; NULL all */
    int64_t lot;         /* 0 any */
    int64_t day;         /* end of that day; DAY_NONE now */
    bool by_lot, with_zero;
    int limit;
};
struct balance_row {
    int64_t place, party, lot;
    const char *account, *item, *code, *state, *maker_lot;
    int64_t expires, quantity, price_micro, received;
};
enum outcome balance_list(struct call *c, const struct balance_ask *ask, struct balance_row **ret,
                          int *ret_n, struct err *e);
/* What lay in one account at the end of a day. The pages' and the bench's point question. */
enum outcome balance_on(struct db *db, int64_t account, int64_t item, int64_t lot, int64_t day,
                        int64_t *ret, struct err *e);

struct move_ask {
    int64_t place, last, lot, record, after; /* 0 any */
    const char *item;
    int limit;
};
struct move_shown {
    struct move_row m;
    struct account from, to;
    const char *item, *code;
    bool is_reversed;
};
enum outcome move_list(struct call *c, const struct move_ask *ask, struct move_shown **ret,
                       int *ret_n, struct err *e);
struct count_shown {
    struct count_row r;
    int64_t place;
    const char *item, *code;
    bool is_settled;
};
/* What people counted below a place, newest first. */
enum outcome count_list(struct call *c, int64_t place, int64_t last, struct count_shown **ret,
                        int *ret_n, struct err *e);

/* One item below a place, day by day: what warehouses and units held at its end, what was used. */
struct day_row {
    int64_t held, used;
};
enum outcome day_list(struct call *c, int64_t place, int64_t last, const char *item, int64_t from,
                      int n, struct day_row *rows, struct err *e);
/* Where the lots that came with a record are now. No guard: whoever sees the gift sees its use. */
struct gift_row {
    const char *item;
    enum account_kind kind;
    int64_t place, quantity;
};
enum outcome gift_list(struct call *c, int64_t record, struct gift_row **ret, int *ret_n,
                       struct err *e);
/* Money below a place. */
struct fund_sum {
    const char *kind, *code; /* code: the budget line */
    int64_t place, quantity;
};
enum outcome fund_list(struct call *c, int64_t place, int64_t last, const char *item,
                       struct fund_sum **ret, int *ret_n, struct err *e);
/* Accrued on each day, by day; what was taken back is taken off the day it was. */
enum outcome accrual_list(struct call *c, int64_t place, int64_t last, const char *item,
                          int64_t from, int n, int64_t *rows, struct err *e);
/* Money and goods are seen by different rights: a condition over an account a and an item i. */
void where_seen(struct buf *out, struct call *c, const char *account, const char *item);

/* JSON helpers of the operations. */
enum outcome put_stock_place(struct call *c, const char *key, int64_t place, struct err *e);
void put_quantity(struct call *c, const char *item, int64_t quantity); /* quantity and its text */
/* The place argument with its subtree, when the caller may see books there. 0…max when absent. */
enum outcome stock_place(struct call *c, const char *name, int64_t *ret, int64_t *ret_last,
                         struct err *e);
enum outcome stock_item_argument(struct call *c, const char *name, const struct item **ret,
                                 struct err *e);
/* May the caller move this? NOT_FOUND where nothing is seen. */
enum outcome stock_may(struct call *c, const struct posting *p, struct err *e);
enum outcome stock_may_at(struct call *c, enum stock_right right, int64_t place, struct err *e);
#endif
