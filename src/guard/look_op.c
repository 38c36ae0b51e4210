/* Who looked: disclosures of people's details, to whoever may judge them. One sees one's own, and
 * those of the accounts that one administers; never who was looked at, only how many. */
#include "guard/guard_op.h"

#define LOOKS_MAX 500

static enum outcome put_look(struct call *c, const struct look *x, struct err *e)
{
    struct buf *out = c->out;
    put_object(out);
    put_key(out, "id");
    put_id(out, x->id);
    guard_put_moment(out, "at", x->at, c->plan->calendar.offset_s);
    enum outcome o = guard_put_named_user(out, "user", c, x->account, e);
    put_key(out, "ledger");
    put_str(out, x->ledger);
    put_key(out, "fields");
    put_str(out, x->fields);
    put_key(out, "purpose");
    put_str(out, x->purpose);
    put_key(out, "people");
    put_int(out, x->people);
    put_key(out, "approved");
    put_bool(out, x->approval != 0);
    put_end_object(out);
    return o;
}

enum outcome do_look_list(struct call *c, struct err *e)
{
    struct look *list;
    const char *ledger = call_text(c, "ledger");
    int n;
    enum outcome o = look_rows(&list, &n, c->arena, c->db, ledger ? ledger : "", LOOKS_MAX, e);
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; !o && i < n; i++)
        if (c->actor->is_system || list[i].account == c->actor->user ||
            guard_is_admin(c->actor, list[i].place))
            o = put_look(c, &list[i], e);
    guard_put_list_end(c->out);
    return o;
}
