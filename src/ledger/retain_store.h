/* Rows whose time is over. */
#ifndef LEDGER_RETAIN_STORE_H
#define LEDGER_RETAIN_STORE_H
#include "ledger/ledger_int.h"

#define RETAIN_BITE 50     /* records of one tick and ledger */
#define RETAIN_WINDOW 2000 /* records looked at per tick and ledger */
/* After closing: by an index. After creation or occurrence: a window of records a call, going round
 * the table; *cursor is where it goes on. */
enum outcome retain_due(int64_t ret[RETAIN_BITE], int *ret_n, int64_t *cursor, struct db *db,
                        const struct ledger *l, int64_t now, struct err *e);
enum outcome retain_delete(struct db *db, const struct ledger *l, int64_t id, struct err *e);
#endif
