/* What deciding asks the books: held, used and coming, heads by driver. Shared by decide_op.c and
 * decide_store.c. */
#ifndef STOCK_DECIDE_H
#define STOCK_DECIDE_H
#include "stock/list.h"
#include "stock/need.h"

#define COVER_LOTS 60
struct cover_row {
    int64_t place; /* of the books; the place asked for when summed */
    const char *kind, *item;
    int64_t available, on_hold, reserved, coming, used, expired;
    struct cover_lot lots[COVER_LOTS];
    int lots_n;
};
/* One row for each place and item that holds or has used any; sum: one for each item. */
enum outcome cover_rows(struct call *c, int64_t place, int64_t last, int64_t days, bool sum,
                        int max, struct cover_row **ret, int *ret_n, struct err *e);
/* In warehouses and units below, expired or not. */
enum outcome item_held(struct call *c, const char *item, int64_t place, int64_t last, int64_t *ret,
                       struct err *e);
/* Places, their field, or holders of the post below; 0 when it is given with the question. In
 * millionths. */
enum outcome driver_count(struct call *c, const struct driver *d, int64_t place, int64_t last,
                          int64_t *ret, struct err *e);
/* Metres between two points: x latitude, y longitude, in millionths of a degree. */
double trip_metres(const int64_t a[2], const int64_t b[2]);
#endif
