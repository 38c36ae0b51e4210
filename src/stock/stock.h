/* Every mask and every yuan: goods and money in one double-entry book.
 *
 * A movement takes whole base units (fen) of one lot from one account and gives them to another.
 * Movements are appended and never changed; a count is an adjusting movement, a mistake is
 * reversed. Balances are sums of movements, kept beside them (book.h) and checked by `lianfang
 * check`; what lies somewhere is never negative at the end of any day, today or looking back:
 * judged in the writer's transaction, so of two people issuing the last box one is refused. Not
 * judged: the order of movements within one past day. */
#ifndef STOCK_STOCK_H
#define STOCK_STOCK_H
#include "ledger/ledger.h"

struct account {
    enum account_kind kind;
    int64_t place, party, id; /* id 0: not looked up */
};

/* What one line of a paper asks for. */
struct posting {
    const struct item *item;
    struct account from, to;
    const char *lot; /* code; NULL: of what is there by expiry, of what comes in the plain lot */
    const char *maker_lot; /* new lots: number printed by the maker, NULL none */
    int64_t expires;       /* new lots: last day of use, INT64_MIN none given */
    int64_t price_micro;   /* new lots: yuan of a base unit in millionths, 0 not known */
    int64_t quantity;      /* base units, fen */
    int64_t occurred;      /* seconds; 0 now */
    const char *reason;    /* NULL: what the two accounts usually mean */
    const char *document, *note;
    const char *post;      /* for whom: graded items */
    const char *exception; /* why a post outside the list gets it; NULL none */
    int64_t record;        /* of the ledger that causes it */
};
#define LIMIT_STOCK_SPLIT 200 /* lots that one posting may draw from */

/* In a writer's job. *ret_first: the first movement, *ret_n how many lots it was split over; both
 * may be NULL. Asks no guard: see stock_may(). Refusals: quantity, account_pair, in_future,
 * closed_month, grade, unknown_lot, lot_differs, lot_expired, lot_recalled, not_enough. */
enum outcome stock_post(struct work *w, const struct posting *p, int64_t *ret_first, int *ret_n,
                        struct err *e);
/* The same quantity of the same lot back, now. Once. */
enum outcome stock_reverse(struct work *w, int64_t move, const char *note, int64_t *ret,
                           struct err *e);
/* Hook: fields of type stock post when their record is made, or makes the move. */
enum outcome stock_record_changed(struct work *w, const struct change *c, struct err *e);
extern const struct hook stock_hook;

/* ---- pure ---- */
const char *account_label(enum account_kind kind, enum lang lang);
bool account_is_bounded(enum account_kind kind); /* holds only what came in */
bool account_is_money(enum account_kind kind);
/* "warehouse", "warehouse@PLACE", "donor@PLACE/RECORD"; places as ids. */
enum outcome account_parse(struct account *ret, const char *field, const char *text, struct err *e);
void account_print(char out[80], const struct account *a);
/* The usual reason for a movement between two accounts; NULL: none is allowed. */
const char *account_reason(enum account_kind from, enum account_kind to);
bool reason_is_for(const char *reason, enum account_kind from, enum account_kind to);
const char *reason_label(const char *reason, enum lang lang);

/* "2.5" boxes → base units. unit NULL: the item's counted_in. Refuses what is no whole number of
 * base units, 0 or less, unknown units. quantity: millionths. */
enum outcome quantity_base(int64_t *ret, const struct item *item, int64_t millionths,
                           const char *unit, struct err *e);
/* Base units as people say them: "3箱20只"; money as yuan. */
void quantity_print(struct buf *out, const struct item *item, int64_t base);

/* Both sides of every item are equal; balances and days are the sums of the movements; nothing that
 * is bounded is below 0. Reads every movement once. */
struct stock_report {
    int64_t moves, balances, days, differing;
    char fault[200];
};
enum outcome stock_check(struct db *db, struct stock_report *ret, struct err *e);

const struct op *stock_ops(int *ret_n);
#endif
