/* What is due: found by SQL over open records, done by tick.c. */
#ifndef LEDGER_TICK_H
#define LEDGER_TICK_H
#include "base/limits.h"
#include "ledger/ledger_int.h"

#define TICK_BITE 50   /* records of one writer's job */
#define TICK_BITES 200 /* jobs of one move and tick */

/* Records whose automatic move is due by these rules; edition_no: only those made under it; -1 all.
 */
enum outcome tick_due(int64_t ret[TICK_BITE], int *ret_n, struct arena *a, struct db *db,
                      const struct plan *plan, const struct ledger *l, const struct move *m,
                      int64_t edition_no, int64_t now, struct err *e);
/* Editions in force no more that open records of a ledger with `keep` were made under. */
#define TICK_EDITIONS 16
enum outcome tick_editions(int64_t ret[TICK_EDITIONS], int *ret_n, struct db *db,
                           const struct plan *plan, const struct ledger *l, struct err *e);
/* Open records of a `restricts` ledger whose order is closed or past its sunset. */
enum outcome tick_lapsed(int64_t ret[TICK_BITE], int *ret_n, struct arena *a, struct db *db,
                         const struct plan *plan, const struct ledger *l, int64_t now,
                         struct err *e);
#endif
