/* A record goes from one state to the next. */
#include "ledger/books.h"
#include "ledger/ledger_int.h"

static enum outcome check_move(struct reader *rd, const struct record *r, const struct move *m,
                               struct err *e)
{
    struct work *w = rd->work;
    struct subject on;
    bool holds = true;
    if (!move_is_from(m, r->state))
        return err_set(e, CONFLICT, NULL, "state", "\"%s\" is not possible: the record is \"%s\"",
                       "不能“%s”：记录当前为“%s”", m->name, r->ledger->states[r->state].name);
    record_subject(&on, r);
    if (!w->actor->is_system && !guard_may_move(w->actor, m, &on, w->db))
        return refuse_act(r->ledger, e);
    struct law law;
    enum outcome o = law_open(&law, rd, r, e);
    const struct expr *when = law_move(&law, m)->when;
    if (o == OK && when)
        o = expr_holds(&law.reader->eval, when, &holds, e);
    law_close(&law);
    if (o == OK && !holds)
        return err_set(e, REFUSED, NULL, "move_when", "\"%s\" is not allowed for this record yet",
                       "该记录尚不满足“%s”的条件", m->name);
    return o;
}

static enum outcome check_needs(const struct work *w, const struct record *r, const struct move *m,
                                const given_set *given, struct err *e)
{
    if (w->actor->is_system)
        return OK;
    for (int i = 0; i < m->needs_n; i++) {
        const struct field *f = m->needs[i];
        if (!given_has(given, f->index) || value_is_empty(r->values[f->index]))
            return err_set(e, REFUSED, f->name, "needed", "\"%1$s\" needs %2$s",
                           "“%1$s”须填写 %2$s", m->name, f->name);
    }
    for (int i = 0; i < r->ledger->fields_n; i++) {
        bool is_needed = false;
        for (int k = 0; k < m->needs_n; k++)
            is_needed = is_needed || m->needs[k]->index == i;
        if (given_has(given, i) && !is_needed && !work_may(w, VERB_AMEND, r))
            return refuse_act(r->ledger, e);
    }
    return OK;
}

enum outcome record_move(struct work *w, const struct ledger *l, int64_t id, int64_t rev,
                         const struct move *m, json_t *fields, struct record **ret, struct err *e)
{
    struct record *before, *r;
    struct reader rd;
    struct request req;
    given_set given = {{0}};
    bool has_fields = (fields && json_object_size(fields) > 0) || w->presets_n > 0;
    enum outcome o = answered_before(w, l, fields, id ^ MOVES ^ (m - l->moves), &req, ret, e);
    if (o != OK || *ret)
        return o;
    o = record_seen(w, l, id, &before, e);
    if (o == OK)
        o = check_revision(before, rev, e);
    if (o != OK)
        return o;
    r = record_dup(w->arena, before);
    reader_init(&rd, w, r);
    o = check_move(&rd, r, m, e);
    if (o == OK && has_fields) {
        o = record_take(w, r, fields, before, &given, e);
        apply_presets(w, r, &given);
        keep_same_sealed(w, before, r);
    }
    if (o == OK)
        o = check_needs(w, r, m, &given, e);
    if (o != OK)
        return o;
    r->state = m->to;
    r->rev++;
    r->changed_at = w->now_ms / 1000;
    r->changed_by = work_user(w);
    bool is_final = l->states[m->to].is_final;
    r->closed_at = !is_final ? 0 : before->closed_at ? before->closed_at : r->changed_at;
    o = record_fill(&rd, r, before, &given, e);
    /* A move without new values is not held up by rules about values: what is due must end. */
    if (o == OK && has_fields)
        o = record_judge(&rd, r, &given, e);
    if (o == OK)
        o = record_name(&rd, r, e);
    if (o == OK && !is_final && !(before->state == r->state && !has_fields))
        o = record_unique(&rd, r, e);
    r->occurred_at = record_occurred_at(w->plan, r);
    if (o == OK)
        o = record_update(w, r, !record_differs(before, r), e);
    if (o == OK)
        o = change_finish(
            w, &(struct change){.act = "record.move", .before = before, .after = r, .move = m}, e);
    if (o == OK && l->is_order && is_final)
        o = order_ended(w, r, e);
    if (o == OK)
        o = carry_along(w, before, r, e);
    if (o == OK)
        o = answered_keep(w, &req, r, e);
    if (o == OK)
        *ret = r;
    return o;
}
