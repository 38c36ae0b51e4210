/* Operations on alerts: what consequences told one's posts, and taking one up. */
#include "ledger/ledger_op.h"
#include "ledger/then_store.h"

enum outcome do_alert_list(struct call *c, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "rows");
    enum outcome o = alert_list_json(c->out, c, e);
    put_end_object(c->out);
    return o;
}

enum outcome do_alert_take(struct call *c, struct err *e)
{
    struct work *w;
    int64_t id;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = op_work(c, &w, e);
    if (o == OK)
        o = alert_take(c, id, e);
    if (o == OK)
        op_put_id(c, id);
    return o;
}
