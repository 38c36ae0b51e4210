/* Operations on the plan itself: the edition in force, editions, response levels, alerts. */
#include "base/text.h"
#include "ledger/edition.h"
#include "ledger/ledger_op.h"
#include "ledger/level.h"
#include "ledger/then_store.h"

enum outcome do_plan_show(struct call *c, struct err *e)
{
    (void)e;
    plan_json(c->out, c->plan);
    return OK;
}
