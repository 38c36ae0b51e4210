/* Control orders: a ledger with `restricts` opens a record only under an order in force, and what
 * an order allowed ends with it.
 *
 * An order is in force when its record is in a state that is neither the initial nor a final one
 * (in the initial one too, where the ledger has no state between), its `starts_at` (if it has one)
 * is not in the future, its `sunset` is, and the place of the restricted record lies in the order's
 * place.
 *
 * When it ends or lapses every open record under it takes the system's way out (state.c): the first
 * ORDER_AT_ONCE in the same transaction, the others by the tick within seconds. */
#include "base/text.h"
#include "ledger/ledger_int.h"

#define ORDER_AT_ONCE 50

static bool is_in_force_state(const struct ledger *l, int state)
{
    bool has_between = false;
    if (l->states[state].is_final)
        return false;
    for (int i = 0; i < l->states_n; i++)
        has_between = has_between || (i != l->initial && !l->states[i].is_final);
    return state != l->initial || !has_between;
}

static int64_t moment(const struct plan *plan, const struct record *r, const char *name)
{
    const struct field *f = ledger_field(r->ledger, name);
    if (!f || value_is_null(r->values[f->index]))
        return 0;
    struct value v = r->values[f->index];
    /* A day without an hour ends at its midnight. */
    return v.type == V_DATE ? (v.n + 1) * 86400 - plan->calendar.offset_s : v.n;
}

bool order_is_in_force(const struct plan *plan, const struct record *order, int64_t place,
                       int64_t now)
{
    int64_t sunset = moment(plan, order, "sunset");
    return is_in_force_state(order->ledger, order->state) && sunset > now &&
           moment(plan, order, "starts_at") <= now && place_is_under(place, order->place);
}

enum outcome order_check(struct reader *rd, const struct record *r, struct err *e)
{
    const struct field *f = r->ledger->restricts;
    struct record *order = NULL;
    if (value_is_null(r->values[f->index]))
        return err_set(e, REFUSED, f->name, "order_needed",
                       "this restricts people and needs an order in force",
                       "该记录限制人员，须有有效命令");
    enum outcome o = reader_record(rd, f->to, r->values[f->index].n, &order, e);
    if (o != OK)
        return o;
    if (!order || !order_is_in_force(rd->work->plan, order, r->place, rd->work->now_ms / 1000))
        return err_set(e, REFUSED, f->name, "order_not_in_force",
                       "the order is not in force here: not issued, ended, past its sunset, or for "
                       "another area",
                       "该命令在此处未生效：未签发、已终止、已过期或不在其区域内");
    return OK;
}

enum outcome order_release(struct work *w, const struct ledger *l, int64_t id, struct err *e)
{
    struct record *r;
    enum outcome o = record_load(w->arena, w->db, w->plan, l, id, &r, e);
    if (o != OK)
        return o;
    const struct move *m = state_way_out(l, r->state);
    if (l->states[r->state].is_final)
        return OK;
    if (!m)
        return alert_no_way_out(w, r, e);
    return record_move(w, l, id, -1, m, NULL, &r, e);
}

enum outcome order_ended(struct work *w, const struct record *order, struct err *e)
{
    struct work as_system = *w;
    enum outcome o = OK;
    as_system.actor = actor_system(w->arena, w->plan);
    as_system.depth = w->depth + 1;
    as_system.idempotency = NULL;
    as_system.presets_n = 0;
    for (int i = 0; o == OK && i < w->plan->ledgers_n; i++) {
        const struct ledger *l = &w->plan->ledgers[i];
        int64_t ids[ORDER_AT_ONCE];
        int n = 0;
        if (!l->restricts || l->restricts->to != order->ledger)
            continue;
        o = record_referring(w->arena, w->db, l, l->restricts, order->id, true, 0, ids,
                             ORDER_AT_ONCE, &n, e);
        for (int k = 0; o == OK && k < n; k++)
            o = order_release(&as_system, l, ids[k], e);
    }
    w->touched = as_system.touched;
    return o;
}
