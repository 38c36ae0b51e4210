/* Two records become one, and two again. Each change is journalled as what it is: an amendment of
 * a reference, a move of the emptied record. */
#include "base/text.h"
#include "person/person_int.h"

#define LINKS_MAX 2000 /* of one person */

/* The reference of one record points to another person from now on. */
static enum outcome point(struct work *w, const struct ledger *l, const struct field *f, int64_t id,
                          int64_t from, int64_t to, struct err *e)
{
    struct record *before;
    struct reader rd;
    enum outcome o = record_load(w->arena, w->db, w->plan, l, id, &before, e);
    if (o != OK)
        return o == NOT_FOUND ? OK : o; /* erased meanwhile */
    if (before->values[f->index].type != V_REF || before->values[f->index].n != from)
        return OK; /* somebody changed it himself */
    struct record *r = record_dup(w->arena, before);
    r->values[f->index] = value_int(V_REF, to);
    r->rev++;
    r->changed_at = w->now_ms / 1000;
    r->changed_by = w->actor->user > 0 ? w->actor->user : 0;
    reader_init(&rd, w, r);
    o = record_name(&rd, r, e);
    if (o == OK)
        o = record_update(w, r, false, e);
    if (o == OK)
        o = change_finish(w, &(struct change){.act = "record.amend", .before = before, .after = r},
                          e);
    return o;
}

static enum outcome point_all(struct work *w, const struct ledger *l, const struct field *f,
                              const struct person_merge *m, int *links, struct err *e)
{
    int64_t ids[200], after = 0;
    int n = 200;
    enum outcome o = OK;
    while (o == OK && n == 200) {
        o = record_referring(w->arena, w->db, l, f, m->dropped, false, after, ids, 200, &n, e);
        for (int i = 0; o == OK && i < n; i++) {
            struct person_link link = {.record = ids[i]};
            after = ids[i];
            if (++*links > LINKS_MAX)
                return err_set(e, TOO_LARGE, NULL, "merge_links",
                               "more than %d records refer to this person",
                               "引用此人的记录超过 %d 条", LINKS_MAX);
            snprintf(link.ledger, sizeof link.ledger, "%s", l->name);
            snprintf(link.field, sizeof link.field, "%s", f->name);
            o = point(w, l, f, ids[i], m->dropped, m->kept, e);
            if (o == OK)
                o = person_link_add(w->db, m->id, &link, e);
        }
    }
    return o;
}

/* The record goes to that state, by the system, whatever moves the plan has. */
static enum outcome put_state(struct work *w, const struct ledger *l, int64_t id, int state,
                              struct err *e)
{
    struct record *r;
    struct move move = {.name = "merge", .label = {"合并", "Merge"}, .from = ~0u, .to = state};
    struct work own = *w;
    own.actor = actor_system(w->arena, w->plan);
    own.idempotency = NULL;
    return record_move(&own, l, id, -1, &move, NULL, &r, e);
}

static int final_state(const struct ledger *l)
{
    for (int i = 0; i < l->states_n; i++)
        if (l->states[i].is_final)
            return i;
    return -1;
}

enum outcome person_merge(struct work *w, const struct ledger *l, int64_t kept, int64_t dropped,
                          struct person_merge *ret, struct err *e)
{
    struct record *a, *b;
    int end = final_state(l), links = 0;
    if (kept == dropped)
        return err_set(e, REFUSED, "drop", "same", "a record is not merged with itself",
                       "不能与自身合并");
    enum outcome o = record_seen(w, l, kept, &a, e);
    if (o == OK)
        o = record_seen(w, l, dropped, &b, e);
    if (o == OK && end < 0)
        o = err_set(e, REFUSED, NULL, "no_end", "%s has no state in which a record ends",
                    "“%s”没有终结状态，无法合并", l->name);
    if (o == OK && l->states[b->state].is_final)
        o = err_set(e, CONFLICT, "drop", "ended", "this record has ended already", "该记录已终结");
    if (o != OK)
        return o;
    *ret = (struct person_merge){.kept = kept,
                                 .dropped = dropped,
                                 .state = b->state,
                                 .at = w->now_ms / 1000,
                                 .user = w->actor->user > 0 ? w->actor->user : 0};
    snprintf(ret->ledger, sizeof ret->ledger, "%s", l->name);
    o = person_merge_add(w->db, ret, e);
    for (int i = 0; o == OK && i < w->plan->ledgers_n; i++) {
        const struct ledger *other = &w->plan->ledgers[i];
        for (int k = 0; o == OK && k < other->fields_n; k++)
            if (other->fields[k].type == F_REF && other->fields[k].to == l)
                o = point_all(w, other, &other->fields[k], ret, &links, e);
    }
    return o == OK ? put_state(w, l, dropped, end, e) : o;
}

enum outcome person_unmerge(struct work *w, const struct ledger *l, const struct person_merge *m,
                            struct err *e)
{
    struct person_link *links = arena_alloc(w->arena, sizeof *links * LINKS_MAX);
    int n = 0;
    if (m->undone_at)
        return err_set(e, CONFLICT, NULL, "undone", "this was undone already", "该合并已撤销");
    enum outcome o = put_state(w, l, m->dropped, (int)m->state, e);
    if (o == OK)
        o = person_links(w->db, m->id, links, LINKS_MAX, &n, e);
    for (int i = 0; o == OK && i < n; i++) {
        const struct ledger *other = plan_ledger(w->plan, links[i].ledger);
        const struct field *f = other ? ledger_field(other, links[i].field) : NULL;
        if (f && f->type == F_REF)
            o = point(w, other, f, links[i].record, m->kept, m->dropped, e);
    }
    return o == OK ? person_merge_undone(w->db, m->id, w->now_ms / 1000, e) : o;
}
