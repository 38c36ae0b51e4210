/* A ledger as things and facts, for comparing. */
#include "plan/diff.h"

#include <inttypes.h>

#include "base/text.h"
#include "value/time.h"

static struct thing *add(struct things *all, enum part part, const struct ledger *l,
                         const char *name)
{
    struct thing *t = thing_add(all, part, l->name, name);

    t->ledger_was = l->was;
    return t;
}

static void add_ledger(struct things *all, const struct ledger *l)
{
    struct thing *t = thing_add(all, P_LEDGER, NULL, l->name);

    t->was = &l->was;
    t->was_n = l->was ? 1 : 0;
    fact_label(all, t, "label", l->label);
    fact_label(all, t, "help", l->help);
    fact_expr(all, t, "place", l->place);
    for (int i = 0; i < l->also_n; i++)
        fact_expr(all, t, arena_printf(all->arena, "also %d", i + 1), l->also[i]);
    fact_text(all, t, "title", join_fields(all, l->title, l->title_n));
    if (l->key.is_set)
        fact_text(all, t, "key",
                  arena_printf(all->arena, "%s per %s%s", l->key.text,
                               l->key.per_county ? "county" : "plan",
                               l->key.per_year ? " and year" : ""));
    if (l->retention.is_set)
        fact_text(all, t, "retention",
                  arena_printf(all->arena, "%" PRId64 "d after %s", l->retention.for_s / TIME_DAY,
                               l->retention.after));
    for (int i = 0; i < l->keep_n; i++)
        fact_flag(all, t, arena_printf(all->arena, "keep %s", l->keep[i]->name), true);
    fact_text(all, t, "moves_with", l->moves_with ? l->moves_with->name : NULL);
    fact_text(all, t, "members", l->team_members ? l->team_members->name : NULL);
    fact_text(all, t, "grid", l->grid ? l->grid->name : NULL);
    fact_text(all, t, "restricts", l->restricts ? l->restricts->name : NULL);
    fact_text(all, t, "is", l->is_place ? l->is_place->name : NULL);
    if (l->door.add != DOOR_NONE)
        fact_text(all, t, "public",
                  arena_printf(all->arena, "%s by %s, %d an hour",
                               join_fields(all, l->door.fields, l->door.fields_n),
                               door_words[l->door.add], l->door.limit_per_hour));
    fact_expr(all, t, "pass valid", l->pass.valid);
    fact_expr(all, t, "pass every", l->pass.every);
    fact_text(all, t, "pass per", l->pass.per ? l->pass.per->name : NULL);
    fact_text(all, t, "pass show", join_fields(all, l->pass.show, l->pass.show_n));
    fact_text(all, t, "pass override", l->pass.override);
    if (l->trace.kind != TRACE_NONE)
        fact_text(all, t, "trace",
                  arena_printf(all->arena, "%s %s %s", trace_words[l->trace.kind],
                               l->trace.from ? l->trace.from->name : "",
                               l->trace.until ? l->trace.until->name : ""));
}

static void field_facts(struct things *all, struct thing *t, const struct field *f,
                        const char *prefix)
{
#define KEY(word) (*prefix ? arena_printf(all->arena, "%s%s", prefix, word) : word)
    enum vtype vtype = type_row(f->type)->vtype;

    fact_text(all, t, KEY("type"), type_row(f->type)->word);
    fact_label(all, t, KEY("label"), f->label);
    fact_label(all, t, KEY("help"), f->help);
    fact_text(all, t, KEY("to"), f->to ? f->to->name : NULL);
    for (int i = 0; i < f->to_kinds_n; i++)
        fact_flag(all, t, arena_printf(all->arena, "%sto %s", prefix, f->to_kinds[i]->name), true);
    for (int i = 0; i < f->rule.codes_n; i++)
        fact_label(all, t, arena_printf(all->arena, "%scode %s", prefix, f->rule.codes[i].code),
                   f->rule.codes[i].label);
    fact_flag(all, t, KEY("required"), f->required);
    fact_expr(all, t, KEY("required"), f->required_when);
    fact_expr(all, t, KEY("show"), f->show_when);
    fact_expr(all, t, KEY("default"), f->default_to);
    fact_expr(all, t, KEY("value"), f->value);
    fact_expr(all, t, KEY("among"), f->among);
    fact_text(all, t, KEY("unit"), f->unit);
    if (f->rule.has_min)
        fact_value(all, t, KEY("min"), value_int(vtype, f->rule.min));
    if (f->rule.has_max)
        fact_value(all, t, KEY("max"), value_int(vtype, f->rule.max));
    if (f->rule.max_chars)
        fact_value(all, t, KEY("max"), value_int(V_INTEGER, f->rule.max_chars));
    fact_flag(all, t, KEY("sort"), f->sort);
    fact_flag(all, t, KEY("search"), f->search);
    fact_flag(all, t, KEY("occurs"), f->occurs);
    fact_flag(all, t, KEY("unique"), f->unique);
    fact_text(all, t, KEY("purpose"), f->sensitive.purpose);
    fact_text(all, t, KEY("basis"), f->sensitive.basis);
    fact_text(all, t, KEY("seal"), f->seal ? seal_words[f->seal] : NULL);
    fact_text(all, t, KEY("compartment"), f->compartment);
    fact_text(all, t, KEY("checklist"), f->checklist ? f->checklist->name : NULL);
    stock_facts(all, t, f->stock);
    for (int i = 0; i < f->lines_n && !f->stock; i++)
        field_facts(all, t, &f->lines[i], arena_printf(all->arena, "%s.", f->lines[i].name));
#undef KEY
}

static void add_fields(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->fields_n; i++) {
        struct thing *t = add(all, P_FIELD, l, l->fields[i].name);
        t->was = l->fields[i].was;
        t->was_n = l->fields[i].was_n;
        field_facts(all, t, &l->fields[i], "");
    }
}

static void add_states(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->states_n; i++) {
        struct thing *t = add(all, P_STATE, l, l->states[i].name);
        t->was = &l->states[i].was;
        t->was_n = l->states[i].was ? 1 : 0;
        fact_label(all, t, "label", l->states[i].label);
        fact_flag(all, t, "initial", l->states[i].is_initial);
        fact_flag(all, t, "final", l->states[i].is_final);
        fact_flag(all, t, "amend", l->states[i].may_amend);
        fact_text(all, t, "tone", l->states[i].tone);
    }
}

static void add_moves(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->moves_n; i++) {
        const struct move *m = &l->moves[i];
        struct thing *t = add(all, P_MOVE, l, m->name);
        fact_label(all, t, "label", m->label);
        for (int s = 0; s < l->states_n; s++)
            fact_flag(all, t, arena_printf(all->arena, "from %s", l->states[s].name),
                      m->from >> s & 1);
        fact_text(all, t, "to", l->states[m->to].name);
        for (int k = 0; k < m->by_n; k++)
            fact_flag(all, t, arena_printf(all->arena, "by %s", m->by[k]->name), true);
        fact_flag(all, t, "by member", m->by_member);
        fact_expr(all, t, "when", m->when);
        fact_expr(all, t, "auto", m->auto_when);
        fact_text(all, t, "needs", join_fields(all, m->needs, m->needs_n));
        fact_flag(all, t, "confirm", m->confirm);
    }
}

static void add_grants(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->grants_n; i++) {
        const struct grant *g = &l->grants[i];
        struct thing *t = add(
            all, P_GRANT, l,
            g->post ? g->post->name : arena_printf(all->arena, "member of %s", g->member_of->name));
        const char *verbs = "";
        for (int v = 0; v < VERBS; v++)
            if (g->verbs >> v & 1)
                verbs =
                    arena_printf(all->arena, "%s%s%s", verbs, *verbs ? ", " : "", verb_words[v]);
        fact_text(all, t, "verbs", verbs);
    }
}

static void add_rules(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->rules_n; i++) {
        struct thing *t = add(all, P_RULE, l, l->rules[i].name);
        fact_expr(all, t, "when", l->rules[i].when);
        fact_label(all, t, "say", l->rules[i].say);
        fact_text(all, t, "field", l->rules[i].field ? l->rules[i].field->name : NULL);
        fact_flag(all, t, "warning", l->rules[i].is_warning);
    }
}

static void add_uniques(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->uniques_n; i++) {
        struct thing *t = add(all, P_UNIQUE, l, l->uniques[i].name);
        fact_text(all, t, "fields", join_fields(all, l->uniques[i].fields, l->uniques[i].fields_n));
        fact_expr(all, t, "where", l->uniques[i].where);
    }
}

/* A consequence has no name: it is what it says, so a changed one is one removed and one added. */
static const char *then_text(struct things *all, const struct then *t)
{
    struct arena *a = all->arena;
    const char *text = arena_printf(a, "on %s", t->on);

    if (t->when)
        text = arena_printf(a, "%s when %s", text, expr_text(all, t->when));
    if (t->each_lines)
        text = arena_printf(a, "%s, each of %s", text, t->each_lines->name);
    if (t->each_place)
        text = arena_printf(a, "%s, each %s", text, t->each_place->name);
    if (t->each_ledger)
        text = arena_printf(a, "%s, each %s%s%s", text, t->each_ledger->name,
                            t->each_where ? " where " : "",
                            t->each_where ? expr_text(all, t->each_where) : "");
    text = arena_printf(a, "%s: %s", text, then_words[t->kind]);
    if (t->make)
        text = arena_printf(a, "%s %s", text, t->make->name);
    if (t->move)
        text = arena_printf(a, "%s %s", text, t->move->name);
    if (t->set_on)
        text = arena_printf(a, "%s of %s", text, t->set_on->name);
    for (int i = 0; i < t->with_n; i++)
        text = arena_printf(a, "%s, %s: %s", text, t->with[i].name,
                            t->with[i].from == ASSIGN_EACH   ? "each"
                            : t->with[i].from == ASSIGN_THIS ? "this"
                                                             : expr_text(all, t->with[i].value));
    for (int i = 0; i < t->alert_n; i++)
        text = arena_printf(a, "%s %s", text, t->alert[i]->name);
    if (t->alert_text.zh)
        text = arena_printf(a, "%s (%s)", text, t->alert_text.zh);
    return text;
}

static void add_thens(struct things *all, const struct ledger *l)
{
    for (int i = 0; i < l->thens_n; i++) {
        const char *text = then_text(all, &l->thens[i]);
        fact_text(all, add(all, P_THEN, l, text), "text", text);
    }
}

void things_of_ledger(struct things *all, const struct ledger *l, enum part part)
{
    switch (part) {
    case P_LEDGER:
        add_ledger(all, l);
        break;
    case P_FIELD:
        add_fields(all, l);
        break;
    case P_STATE:
        add_states(all, l);
        break;
    case P_MOVE:
        add_moves(all, l);
        break;
    case P_GRANT:
        add_grants(all, l);
        break;
    case P_RULE:
        add_rules(all, l);
        break;
    case P_UNIQUE:
        add_uniques(all, l);
        break;
    case P_THEN:
        add_thens(all, l);
        break;
    default:
        break;
    }
}
