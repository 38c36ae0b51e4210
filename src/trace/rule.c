/* What a record says, by its ledger's `trace` rule. No SQL, no clock. */
#include "base/text.h"
#include "trace/trace_int.h"

int source_of(const struct plan *plan, const struct ledger *l)
{
    int n = 0;
    if (l->trace.kind == TRACE_NONE || l->trace.kind == TRACE_CASE)
        return -1;
    for (int i = 0; i < l->index; i++) {
        enum trace_kind k = plan->ledgers[i].trace.kind;
        n += k != TRACE_NONE && k != TRACE_CASE;
    }
    return n < NET_SOURCES ? n : -1;
}

const struct ledger *ledger_of_source(const struct plan *plan, int source)
{
    for (int i = 0; i < plan->ledgers_n; i++)
        if (source_of(plan, &plan->ledgers[i]) == source)
            return &plan->ledgers[i];
    return NULL;
}

static int64_t value_of(const struct record *r, const struct field *f)
{
    return f && !value_is_null(r->values[f->index]) ? r->values[f->index].n : 0;
}

void says_of(struct says *ret, const struct record *r, int source, int64_t today)
{
    const struct trace_rule *t = &r->ledger->trace;
    *ret = (struct says){.kind = TRACE_NONE};
    if (source < 0 || t->except >> r->state & 1)
        return;
    int64_t person = t->kind == TRACE_HOUSEHOLD ? r->id : value_of(r, t->person);
    int64_t from = value_of(r, t->from), until = value_of(r, t->until);
    if (!until && t->lasts)
        until = from + standard_value(t->lasts, today).n;
    if (t->kind == TRACE_STAY)
        *ret = (struct says){t->kind, {person, value_of(r, t->place), from, until, source}, 0};
    else if (t->kind == TRACE_CONTACT)
        *ret = (struct says){t->kind, {person, value_of(r, t->met), from, from, source}, 0};
    else
        *ret = (struct says){t->kind, {person, 0, 0, 0, source}, value_of(r, t->household)};
    if (!person || (t->kind != TRACE_HOUSEHOLD && (!from || !ret->stay.place)))
        ret->kind = TRACE_NONE;
}

bool says_same(const struct says *a, const struct says *b)
{
    if (a->kind != b->kind || a->kind == TRACE_NONE)
        return a->kind == b->kind;
    return a->stay.person == b->stay.person && a->stay.place == b->stay.place &&
           a->stay.from == b->stay.from && a->stay.until == b->stay.until &&
           a->stay.source == b->stay.source && a->group == b->group;
}

void net_say(struct net *net, const struct says *says)
{
    const struct stay *s = &says->stay;
    if (says->kind == TRACE_STAY)
        net_add(net, s);
    else if (says->kind == TRACE_CONTACT)
        net_declare(net, s->person, s->place, s->from, s->source);
    else if (says->kind == TRACE_HOUSEHOLD)
        net_join(net, s->person, says->group);
}

void net_unsay(struct net *net, const struct says *says)
{
    const struct stay *s = &says->stay;
    if (says->kind == TRACE_STAY)
        net_remove(net, s);
    else if (says->kind == TRACE_CONTACT)
        net_undeclare(net, s->person, s->place, s->from, s->source);
    else if (says->kind == TRACE_HOUSEHOLD)
        net_join(net, s->person, 0);
}

static uint64_t mix(uint64_t h, const char *s)
{
    for (; s && *s; s++)
        h = (h ^ (unsigned char)*s) * 0x100000001b3u;
    return (h ^ 0xff) * 0x100000001b3u;
}

uint64_t trace_form(const struct plan *plan)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (int i = 0; i < plan->ledgers_n; i++) {
        const struct trace_rule *t = &plan->ledgers[i].trace;
        const struct field *fields[] = {t->person,    t->place, t->met,
                                        t->household, t->from,  t->until};
        if (t->kind == TRACE_NONE || t->kind == TRACE_CASE)
            continue;
        h = mix(h, plan->ledgers[i].name) + t->kind + t->except;
        h = mix(h, t->lasts ? t->lasts->name : "");
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
            h = mix(h, fields[k] ? fields[k]->column : "");
    }
    return h;
}
