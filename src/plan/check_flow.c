/* Judges how records go on: states that are never reached or never left, computed fields and
 * consequences that go in a circle. */
#include "plan/plan_int.h"

#include "base/text.h"

/* ---- states ---- */

static const struct where_from *state_place(const struct ledger *l)
{
    return &l->at;
}

static void check_states(struct reader *r, const struct ledger *l)
{
    const struct node *states = node_get(r->ledger_nodes[l->index], "states");
    unsigned reached = 1u << l->initial, left = 0;

    for (int round = 0; round < l->states_n; round++)
        for (int i = 0; i < l->moves_n; i++)
            if (l->moves[i].to >= 0 && (l->moves[i].from & reached))
                reached |= 1u << l->moves[i].to;
    for (int i = 0; i < l->moves_n; i++)
        for (int s = 0; s < l->states_n; s++)
            if ((l->moves[i].from >> s & 1) && l->moves[i].to != s)
                left |= 1u << s;
    if (!states)
        return; /* the one state `open` */
    for (int s = 0; s < l->states_n; s++) {
        const struct node *at = node_get(states, l->states[s].name);
        if (!at)
            continue;
        if (!(reached >> s & 1))
            mistake(r, at->key, "unreachable", "no move leads to the state %s of %s",
                    "没有变动通向状态%s（%s）", l->states[s].name, l->name);
        else if (!(left >> s & 1) && !l->states[s].is_final)
            mistake(r, at->key, "no_way_out",
                    "no move leaves the state %s of %s: give a move or "
                    "make it final",
                    "状态%s（%s）没有出路：请给变动或标为final", l->states[s].name, l->name);
        if (l->states[s].is_final && l->states[s].is_initial)
            mistake(r, at->key, "no_way_out", "the state %s is both initial and final",
                    "状态%s既是起始又是终结", l->states[s].name);
    }
    (void)state_place;
}

/* ---- computed fields ---- */

struct cycle {
    struct reader *r;
    const struct ledger *l;
    char *mark;
    int from;
};

static void visit_field(struct cycle *c, int index);

static void follow(void *arg, const struct expr *x)
{
    struct cycle *c = arg;
    const struct field *f = x->op == E_FIELD ? x->field : NULL;

    if (!f || f->ledger != c->l || !f->value)
        return;
    if (c->mark[f->index] == 1) {
        mistake_at(c->r, &c->l->fields[c->from].at, "cycle",
                   "computed fields depend on each other in a circle: %s and %s",
                   "计算项目互相循环：%s与%s", c->l->fields[c->from].name, f->name);
        return;
    }
    if (c->mark[f->index] == 0) {
        int from = c->from;
        visit_field(c, f->index);
        c->from = from;
    }
}

static void visit_field(struct cycle *c, int index)
{
    c->mark[index] = 1;
    c->from = index;
    expr_walk(c->l->fields[index].value, follow, c);
    c->mark[index] = 2;
}

static void check_computed(struct reader *r, const struct ledger *l)
{
    struct cycle c = {r, l, arena_alloc(&r->scratch, (size_t)l->fields_n + 1), 0};

    for (int i = 0; i < l->fields_n; i++)
        if (l->fields[i].value && !c.mark[i])
            visit_field(&c, i);
}

/* ---- consequences: nodes are (ledger, what happened to its record) ---- */

#define EVENTS 66 /* add, amend, and each of at most 64 moves */

struct chain {
    struct reader *r;
    unsigned char *mark;
    bool is_only_always;
};

static int event_of(const struct ledger *l, const char *on)
{
    if (!on || text_same(on, "add"))
        return 0;
    if (text_same(on, "amend"))
        return 1;
    for (int i = 0; i < l->moves_n && i < EVENTS - 2; i++)
        if (text_same(l->moves[i].name, on))
            return i + 2;
    return 0;
}

/* The ledger whose record a consequence touches, and how; NULL for alerts. */
static const struct ledger *leads_to(const struct ledger *l, const struct then *t, int *ret_event)
{
    const struct ledger *base = t->each_ledger ? t->each_ledger : l;

    *ret_event = 0;
    if (t->kind == THEN_MAKE)
        return t->make;
    if (t->set_on)
        base = t->set_on->to;
    if (t->kind == THEN_SET)
        *ret_event = 1;
    else if (t->kind == THEN_MOVE && t->move)
        *ret_event = event_of(base, t->move->name);
    else
        return NULL;
    return base;
}

static void visit_event(struct chain *c, const struct ledger *l, int event)
{
    unsigned char *mark = &c->mark[l->index * EVENTS + event];

    *mark = 1;
    for (int i = 0; i < l->thens_n; i++) {
        const struct then *t = &l->thens[i];
        int next_event;
        const struct ledger *next;
        if (event_of(l, t->on) != event || (c->is_only_always && t->when))
            continue;
        next = leads_to(l, t, &next_event);
        if (!next)
            continue;
        switch (c->mark[next->index * EVENTS + next_event]) {
        case 0:
            visit_event(c, next, next_event);
            break;
        case 1:
            mistake_at(c->r, &t->at, "cycle",
                       "this consequence leads back to itself through %s "
                       "and would never end; give one of them a when",
                       "此后果经%s又回到自身，永不停止；请给其中之一加when", next->name);
            break;
        default:
            break;
        }
    }
    *mark = 2;
}

static void check_chains(struct reader *r)
{
    struct chain c = {.r = r, .is_only_always = true};

    c.mark = arena_alloc(&r->scratch, (size_t)(r->plan->ledgers_n + 1) * EVENTS);
    for (int i = 0; i < r->plan->ledgers_n; i++)
        for (int event = 0; event < EVENTS; event++)
            if (!c.mark[i * EVENTS + event])
                visit_event(&c, &r->plan->ledgers[i], event);
}

void check_flow(struct reader *r)
{
    for (int i = 0; i < r->plan->ledgers_n; i++) {
        check_states(r, &r->plan->ledgers[i]);
        check_computed(r, &r->plan->ledgers[i]);
    }
    check_chains(r);
}
