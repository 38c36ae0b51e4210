/* Retention: records whose time is over are erased, not hidden. */
#ifndef LEDGER_RETAIN_H
#define LEDGER_RETAIN_H
#include "ledger/ledger_int.h"

/* In a writer's job. The row goes, its journal payloads go, its seal key is marked; an erase entry
 * says when and by which rule. After the commit: seal_destroy_key(). */
enum outcome record_erase(struct work *w, const struct ledger *l, int64_t id, int64_t *ret_key_no,
                          struct err *e);
/* A bounded bite of what is due by `retention:`; called by the tick. */
enum outcome retain_tick(struct app *app, struct db *db, const struct plan *plan, struct err *e);
#endif
