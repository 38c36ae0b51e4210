/* A record's values change, and what moves with it moves along. */
#include "base/limits.h"
#include "ledger/books.h"
#include "ledger/ledger_int.h"

/* What moves with this record moves now: its places are worked out again. */
enum outcome carry_along(struct work *w, const struct record *before, const struct record *r,
                         struct err *e)
{
    if (before->place == r->place && !memcmp(before->also, r->also, sizeof r->also))
        return OK;
    for (int i = 0; i < w->plan->ledgers_n; i++) {
        const struct ledger *l = &w->plan->ledgers[i];
        int64_t ids[LIMIT_BULK + 1];
        int n;
        if (!l->moves_with || l->moves_with->to != r->ledger)
            continue;
        enum outcome o = record_referring(w->arena, w->db, l, l->moves_with, r->id, false, 0, ids,
                                          LIMIT_BULK + 1, &n, e);
        if (o == OK && n > LIMIT_BULK)
            return err_set(e, REFUSED, NULL, "moves_with",
                           "more than %d records of %s would move along",
                           "随之变动的记录超过 %d 条（%s）", LIMIT_BULK, l->name);
        struct work along = *w;
        along.depth++;
        along.actor = actor_system(w->arena, w->plan);
        along.presets_n = 0;
        along.idempotency = NULL;
        if (o == OK && n && along.depth > LIMIT_THEN_DEPTH)
            return err_set(e, REFUSED, NULL, "then_depth", "records move along in a circle",
                           "记录之间的随动形成了循环");
        for (int k = 0; o == OK && k < n; k++) {
            struct record *moved;
            o = record_amend(&along, l, ids[k], -1, NULL, &moved, e);
        }
        w->touched = along.touched;
        if (o != OK)
            return o;
    }
    return OK;
}

enum outcome record_amend(struct work *w, const struct ledger *l, int64_t id, int64_t rev,
                          json_t *fields, struct record **ret, struct err *e)
{
    struct record *before, *r;
    struct reader rd;
    struct request req;
    given_set given = {{0}};
    enum outcome o = answered_before(w, l, fields, id ^ AMENDS, &req, ret, e);
    if (o != OK || *ret)
        return o;
    o = record_seen(w, l, id, &before, e);
    if (o == OK && !work_may(w, VERB_AMEND, before))
        return refuse_act(l, e);
    if (o == OK && !w->actor->is_system && record_is_shut(before))
        return err_set(e, CONFLICT, NULL, "final",
                       "the record is \"%1$s\" and may not be changed any more%2$.0s",
                       "记录已“%2$s”，不能再修改%1$.0s",
                       label_text(&l->states[before->state].label, LANG_EN),
                       label_text(&l->states[before->state].label, LANG_ZH));
    if (o == OK)
        o = check_revision(before, rev, e);
    if (o != OK)
        return o;
    r = record_dup(w->arena, before);
    reader_init(&rd, w, r);
    o = record_take(w, r, fields, before, &given, e);
    if (o != OK)
        return o;
    apply_presets(w, r, &given);
    keep_same_sealed(w, before, r);
    o = record_fill(&rd, r, before, &given, e);
    if (o == OK)
        o = record_name(&rd, r, e);
    if (o != OK)
        return o;
    if (!record_differs(before, r)) {
        *ret = before;
        return OK;
    }
    if (before->place != r->place && !work_may(w, VERB_AMEND, r))
        return refuse_act(l, e);
    o = record_judge(&rd, r, &given, e);
    if (o == OK && l->restricts &&
        !value_same(before->values[l->restricts->index], r->values[l->restricts->index]))
        o = order_check(&rd, r, e);
    if (o == OK)
        o = record_unique(&rd, r, e);
    if (o != OK)
        return o;
    r->rev++;
    r->changed_at = w->now_ms / 1000;
    r->changed_by = work_user(w);
    r->occurred_at = record_occurred_at(w->plan, r);
    o = record_update(w, r, false, e);
    if (o == OK)
        o = change_finish(w, &(struct change){.act = "record.amend", .before = before, .after = r},
                          e);
    if (o == OK)
        o = carry_along(w, before, r, e);
    if (o == OK)
        o = answered_keep(w, &req, r, e);
    if (o == OK)
        *ret = r;
    return o;
}
