/* What is due: found by SQL over open records, done by tick.c. */
#ifndef LEDGER_TICK_H
#define LEDGER_TICK_H
#include "base/limits.h"
#include "ledger/ledger_int.h"

#define TICK_BITE 50   /* records of one writer's job */
#define TICK_BITES 200 /* jobs of one move and tick */

/* Records whose automatic move is due. */
enum outcome tick_due(int64_t ret[TICK_BITE], int *ret_n, struct arena *a, struct db *db,
                      const struct plan *plan, const struct ledger *l, const struct move *m,
                      int64_t now, struct err *e);
/* Open records of a `restricts` ledger whose order is closed or past its sunset. */
enum outcome tick_lapsed(int64_t ret[TICK_BITE], int *ret_n, struct arena *a, struct db *db,
                         const struct plan *plan, const struct ledger *l, int64_t now,
                         struct err *e);
#endif
