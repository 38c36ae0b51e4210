/* What is refused and warned of, and who may do what. */
#include "plan/plan_int.h"

#include "base/text.h"

static void read_rule(struct reader *r, struct ledger *l, const struct node *at, bool is_warning,
                      int nth)
{
    struct rule *rule = &l->rules[l->rules_n];
    const struct node *field = node_get(at, "field");

    rule->when = part_expr(r, l, NULL, node_get(at, "when"), V_FLAG);
    rule->say = part_label(r, node_get(at, "say"), "");
    rule->is_warning = is_warning;
    rule->field = field ? find_field(r, l, field) : NULL;
    rule->name = part_text(r, node_get(at, "name"));
    rule->at = where_of(r, at);
    if (!rule->name)
        rule->name = arena_printf(r->keep, "%s_%d", is_warning ? "warn" : "refuse", nth);
    for (int i = 0; i < l->rules_n; i++)
        if (text_same(l->rules[i].name, rule->name))
            mistake(r, at, "duplicate", "two rules of %s are named %s", "%s有两条规则同名%s",
                    l->name, rule->name);
    if (rule->when)
        l->rules_n++;
}

void read_rules(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct node *lists[2] = {node_get(at, "refuse"), node_get(at, "warn")};
    int n = 0;

    for (int k = 0; k < 2; k++)
        n += lists[k] && lists[k]->kind == NODE_LIST ? lists[k]->n : 0;
    l->rules = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *l->rules);
    for (int k = 0; k < 2; k++) {
        int nth = 0;
        if (!lists[k] || lists[k]->kind != NODE_LIST)
            continue;
        for (const struct node *i = lists[k]->first; i; i = i->next)
            if (i->kind == NODE_MAP)
                read_rule(r, l, i, k == 1, ++nth);
    }
    const struct node *moves = node_get(at, "moves");
    for (int i = 0; i < l->moves_n; i++) {
        const struct node *m = node_get(moves, l->moves[i].name);
        l->moves[i].when = part_expr(r, l, NULL, node_get(m, "when"), V_FLAG);
        l->moves[i].auto_when = part_expr(r, l, NULL, node_get(m, "auto"), V_FLAG);
    }
}

static unsigned read_verbs(const struct node *at)
{
    unsigned verbs = 0;

    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        int verb = i->kind == NODE_SCALAR ? word_index(verb_words, VERBS, i->text) : -1;
        if (verb >= 0)
            verbs |= 1u << verb;
    }
    return verbs ? verbs | 1u << VERB_VIEW : 0;
}

/* "member of team": the record of that reference must say who its members are. */
static const struct field *member_field(struct reader *r, struct ledger *l, const struct node *key)
{
    struct node name = *key;
    const struct field *f;
    size_t skip = strlen("member of ");

    name.text += skip;
    name.len -= skip;
    name.column += (int)skip + (key->quoted ? 1 : 0);
    f = find_field(r, l, &name);
    if (f && f->type == F_USER)
        return f;
    if (f && f->type != F_REF) {
        mistake(r, &name, "type", "%s must be a reference to a ledger with members, or a user",
                "%s须是对有members的台账的引用，或user", f->name);
        return NULL;
    }
    if (f && f->to && !node_get(r->ledger_nodes[f->to->index], "members")) {
        mistake(r, &name, "type", "%s does not say who its members are: give it members",
                "%s没有写明成员：请给它members", f->to->name);
        return NULL;
    }
    return f;
}

void read_grants(struct reader *r, struct ledger *l, const struct node *at)
{
    if (!at || at->kind != NODE_MAP)
        return;
    l->grants = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *l->grants);
    for (const struct node *i = at->first; i; i = i->next) {
        struct grant *g = &l->grants[l->grants_n];
        g->verbs = read_verbs(i);
        g->at = where_of(r, i->key);
        if (text_starts(i->key->text, "member of "))
            g->member_of = member_field(r, l, i->key);
        else if (name_is_good(i->key->text, i->key->len, false))
            g->post = find_post(r, i->key);
        if ((g->member_of || g->post) && g->verbs)
            l->grants_n++;
    }
}
