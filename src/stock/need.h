/* How much is needed, how long it lasts, when to order. Pure: no SQL, clock or chance, so that a
 * drill may ask the same functions. Quantities in base units, heads and rates in millionths. */
#ifndef STOCK_NEED_H
#define STOCK_NEED_H
#include "plan/plan.h"

/* Values of the plan's drivers, by index; sums are filled from their parts (which stand before). */
void need_sums(const struct plan *plan, int64_t *values, const bool *given);
/* Exact over all lines, then rounded to the nearest base unit (what is bought is rounded up to
 * whole packs, later). Reusable items are needed once, whatever the days, rounded up, less what was
 * supplied already (WHO ESFT's weekly rule). shifts_n: a day, by driver, 1 where it has none. */
int64_t need_of(const struct plan *plan, const struct item_need *need, enum need_level level,
                const int64_t *values, const int64_t *shifts, int64_t days, int64_t supplied);
int64_t packs_up(const struct item *item, int64_t quantity); /* to whole smallest packs */

struct cover {
    int64_t available, daily; /* base units now; millionths of a base unit a day */
    int64_t days;             /* it lasts, in millionths; -1: nothing is used */
    int64_t safety, reorder;  /* safety stock and reorder point */
    int64_t order;            /* what is missing to lead + review + safety, net of what is coming */
    int64_t expiring;         /* what will expire before it is used */
};
/* Days of cover = available / mean daily use; safety = D × safety days; reorder = D × L + safety
 * (log.logcluster.org). used: base units over `days`. coming: on the way and ordered. */
void cover_of(struct cover *ret, const struct item *item, int64_t available, int64_t used,
              int64_t days, int64_t coming, int64_t review_days);
/* Lots by expiry, first first: what is left of each at its last day when `daily` is used. */
struct cover_lot {
    int64_t quantity, days_left; /* INT64_MAX: keeps */
};
int64_t cover_expiring(const struct cover_lot *lots, int n, int64_t daily);
/* z × sqrt(L × sD² + D² × sL²), for service level z in millionths (1.65: 95 %). */
int64_t safety_stock(int64_t z, double lead_days, double sd_daily, double daily, double sd_lead);
#endif
