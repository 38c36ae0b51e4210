/* Response levels: cumulative, ranked, what each switches on and which standards it changes. */
#include "plan/plan_int.h"

#include "base/text.h"

static const char *const romans[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};

static void read_on(struct reader *r, struct plan_level *level, const struct node *at)
{
    level->on = part_texts(r, at, &level->on_n);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        struct near near = near_to(i->kind == NODE_SCALAR ? i->text : "");
        bool is_there = i->kind != NODE_SCALAR;
        for (int k = 0; k < r->plan->ledgers_n; k++) {
            is_there |= text_same(r->plan->ledgers[k].name, i->text);
            near_try(&near, r->plan->ledgers[k].name);
        }
        for (int k = 0; k < r->plan->modules_n; k++) {
            is_there |= text_same(r->plan->modules[k].name, i->text);
            near_try(&near, r->plan->modules[k].name);
        }
        if (!is_there)
            near_suggest(mistake(r, i, "no_such", "there is no ledger or module \"%s\"",
                                 "没有名为“%s”的台账或模块", brief(r, i->text)),
                         &near);
    }
}

static void read_level_standards(struct reader *r, struct plan_level *level, const struct node *at)
{
    if (!at || at->kind != NODE_MAP)
        return;
    level->standards = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *level->standards);
    for (struct node *i = at->first; i; i = i->next) {
        const struct standard *s = find_standard(r, i->key);
        struct value v = part_value(r, i);
        if (!s || value_is_null(v))
            continue;
        if (s->value.type == V_NUMBER && v.type == V_INTEGER)
            number_mul(v.n, NUMBER_ONE, &v.n), v.type = V_NUMBER;
        if (v.type != s->value.type && !value_is_null(s->value)) {
            mistake(r, i, "type", "%s is %s elsewhere, here %s", "%s在别处是%s，这里是%s", s->name,
                    vtype_word(s->value.type), vtype_word(v.type));
            continue;
        }
        level->standards[level->standards_n++] = (struct level_std){s, v};
    }
}

static void read_contacts(struct reader *r, struct plan_level *level, const struct node *at)
{
    if (!at || at->kind != NODE_MAP)
        return;
    level->contacts = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *level->contacts);
    for (struct node *i = at->first; i; i = i->next) {
        struct level_contact *c = &level->contacts[level->contacts_n];
        int64_t factor;
        if (i->kind != NODE_SCALAR)
            continue;
        if (!decimal_parse(i->text, i->len, 6, &factor) || factor < 0) {
            mistake(r, i, "type", "a factor is a number, 0 or more", "系数应为不小于0的数");
            continue;
        }
        c->setting = arena_dup(r->keep, i->key->text);
        c->factor = value_int(V_NUMBER, factor);
        level->contacts_n++;
    }
}

static int by_rank(const void *a, const void *b)
{
    const struct plan_level *x = a, *y = b;

    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

void read_levels(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "levels", &n);
    struct plan *plan = r->plan;

    plan->levels = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->levels);
    for (int i = 0; i < n; i++) {
        struct plan_level *level = &plan->levels[plan->levels_n];
        const struct node *at = list[i].at, *rank = node_get(at, "rank");
        int roman = word_index(romans, 10, list[i].name);
        if (!list[i].file->is_head)
            continue;
        plan->levels_n++;
        level->name = list[i].name;
        level->label = part_label(r, node_get(at, "label"), level->name);
        /* Roman numerals rank themselves; others by rank, else listed from the lowest. */
        level->rank = (int)part_int(rank, roman > 0 ? roman : n - i);
        level->trigger = part_expr(r, NULL, NULL, node_get(at, "trigger"), V_FLAG);
        level->from_above = node_is(node_get(at, "activate"), "above");
        read_on(r, level, node_get(at, "on"));
        read_level_standards(r, level, node_get(at, "standards"));
        read_contacts(r, level, node_get(at, "contacts"));
        level->at = where_of(r, at->key ? at->key : at);
        if (level->rank < 1 || level->rank > 20)
            mistake(r, rank ? rank : at->key, "rank", "a rank is 1 to 20", "级序为1到20");
        for (int k = 0; k < plan->levels_n - 1; k++)
            if (plan->levels[k].rank == level->rank)
                mistake(r, rank ? rank : at->key, "rank", "%s and %s have the same rank %d",
                        "%s与%s级序同为%d", plan->levels[k].name, level->name, level->rank);
    }
    qsort(plan->levels, (size_t)plan->levels_n, sizeof *plan->levels, by_rank);
}
