/* Editions of the plan: the one in force, and those that records still keep.
 *
 * A request holds the edition it began with; the switch is one pointer. A write that arrives at the
 * writer with an edition no longer in force is refused as BUSY ("plan_changed"): the client asks
 * again and meets the new one. An edition that records keep stays loaded once asked for; another
 * that nobody holds and that is not in force is freed. */
#ifndef LEDGER_EDITION_H
#define LEDGER_EDITION_H
#include "ledger/ledger.h"

struct editions;
/* Loads the edition in force from its kept text; none yet: editions_hold() gives NULL. */
enum outcome editions_open(struct editions **ret, struct db *db, struct err *e);
void editions_free(struct editions *editions);

const struct plan *editions_hold(struct editions *editions);               /* the one in force */
void editions_release(struct editions *editions, const struct plan *plan); /* NULL is fine */
/* By number, loaded from the store when it is not in memory; held, release it. */
enum outcome editions_find(struct editions *editions, struct db *db, int64_t no,
                           const struct plan **ret, struct err *e);
/* BUSY unless the plan is the one in force. Asked on the writer's thread before a change. */
enum outcome editions_check(struct editions *editions, const struct plan *plan, struct err *e);

/* Takes the plan into force and owns it afterwards (also when refused: then it is freed). New
 * tables and columns first, indexes in slices between live requests, then the switch, then states
 * under new names. REFUSED with a list (JSON array in report, may be NULL) when a record would be
 * in no state. Waits; not on the writer's thread. A plan already in force: OK and nothing done. */
enum outcome edition_activate(struct app *app, struct plan *plan, int64_t user, struct buf *report,
                              struct err *e);
/* [{id,plan,edition,digest,activated_at,activated_by,is_current,records}] newest first. */
enum outcome edition_list_json(struct buf *out, struct call *c, struct err *e);
#endif
