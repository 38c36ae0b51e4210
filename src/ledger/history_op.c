/* Operations that look back: a record's history, the latest changes. */
#include "ledger/history.h"
#include "ledger/ledger_op.h"

enum outcome do_record_history(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct record *r;
    struct subject on;
    struct work w;
    int64_t id;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o != OK)
        return o;
    work_of_call(&w, c);
    o = record_seen(&w, l, id, &r, e);
    if (o != OK)
        return o;
    record_subject(&on, r);
    if (!c->actor->is_system && !guard_may(c->actor, VERB_HISTORY, &on, c->db))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not look back in this ledger",
                       "您的岗位不能查看该台账的历史");
    return history_json(c, c->out, r, e);
}

enum outcome do_record_changes(struct call *c, struct err *e)
{
    const char *place = call_text(c, "place");
    int64_t under = 0;
    bool has_under = place && *place;
    enum outcome o = has_under ? op_place(c, place, &under, e) : OK;
    return o == OK ? changes_json(c, c->out, under, has_under, e) : o;
}
