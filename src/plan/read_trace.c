/* What a ledger tells of who was where and who met whom. */
#include "plan/plan_int.h"

static const struct field *typed(struct reader *r, const struct ledger *l, const struct node *at,
                                 enum field_type type, const char *en, const char *zh)
{
    const struct field *f = at ? find_field(r, l, at) : NULL;
    if (f && f->type != type) {
        mistake(r, at, "type", "%1$s is not %2$s%3$.0s", "%1$s不是%3$s%2$.0s", f->name, en, zh);
        return NULL;
    }
    return f;
}

static const struct field *reference(struct reader *r, const struct ledger *l,
                                     const struct node *at)
{
    return typed(r, l, at, F_REF, "a reference to a person", "人员引用");
}

static const struct field *moment(struct reader *r, const struct ledger *l, const struct node *at)
{
    return typed(r, l, at, F_DATETIME, "a moment (datetime)", "时刻（datetime）");
}

static void need(struct reader *r, const struct node *at, const void *given, const char *key)
{
    if (!given && !node_get(at, key))
        mistake(r, at->key, "required_key", "trace lacks \"%s\" here", "trace缺少“%s”", key);
}

/* A stay is seen by whoever sees its place, so the place must be one that the guard asks about. */
static void check_place(struct reader *r, const struct ledger *l, const struct node *at)
{
    const struct expr *own[4] = {l->place, l->also[0], l->also[1], l->also[2]};
    for (int i = 0; i <= l->also_n; i++)
        if (own[i] && own[i]->op == E_FIELD && own[i]->field == l->trace.place)
            return;
    mistake(r, node_get(at, "place"), "trace",
            "%s must be the ledger's place or one of also: who sees it there may see the stay",
            "%s须为台账的place或also之一：能看到该地点的人才能看到停留记录", l->trace.place->name);
}

static void read_states(struct reader *r, struct ledger *l, const struct node *at)
{
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        int state = i->kind == NODE_SCALAR ? ledger_state(l, i->text) : -1;
        if (state < 0)
            mistake(r, i, "no_such", "%s has no state \"%s\"", "%s没有状态“%s”", l->name,
                    brief(r, i->text ? i->text : ""));
        else
            l->trace.except |= 1u << state;
    }
}

void read_trace(struct reader *r, struct ledger *l, const struct node *at)
{
    static const char *const keys[] = {[TRACE_STAY] = "place",
                                       [TRACE_CONTACT] = "met",
                                       [TRACE_HOUSEHOLD] = "household",
                                       [TRACE_CASE] = "case"};
    struct trace_rule *t = &l->trace;
    int kinds = 0;

    if (!at || at->kind != NODE_MAP)
        return;
    for (enum trace_kind k = TRACE_STAY; k <= TRACE_CASE; k++)
        if (node_get(at, keys[k])) {
            t->kind = k;
            kinds++;
        }
    if (kinds != 1) {
        mistake(r, at->key, "trace", "trace has one of place, met, household, case",
                "trace须有place、met、household、case之一");
        t->kind = TRACE_NONE;
        return;
    }
    t->place = typed(r, l, node_get(at, "place"), F_PLACE, "a place", "地点");
    t->met = reference(r, l, node_get(at, "met"));
    t->household = reference(r, l, node_get(at, "household"));
    t->person = reference(r, l, node_get(at, t->kind == TRACE_CASE ? "case" : "person"));
    t->from = moment(r, l, node_get(at, "from"));
    t->until = moment(r, l, node_get(at, "until"));
    if (node_get(at, "lasts"))
        t->lasts = find_standard(r, node_get(at, "lasts"));
    if (t->lasts && t->lasts->value.type != V_DURATION)
        mistake(r, node_get(at, "lasts"), "type", "%s is no duration", "%s不是时长",
                t->lasts->name);
    read_states(r, l, node_get(at, "except"));
    if (t->kind != TRACE_HOUSEHOLD) {
        need(r, at, t->from, "from");
        need(r, at, t->person, t->kind == TRACE_CASE ? "case" : "person");
    }
    if (t->kind == TRACE_STAY && !t->lasts)
        need(r, at, t->until, "until");
    if (t->kind == TRACE_STAY && t->place)
        check_place(r, l, at);
}
