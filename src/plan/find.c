/* Finding parts of a plan by name, for the program and for the readers (which also tell when a
 * name refers to nothing). Lists are short; a scan is faster than a map here. */
#include "plan/plan_int.h"

#include "base/text.h"

const struct ledger *plan_ledger(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->ledgers_n; i++)
        if (text_same(plan->ledgers[i].name, name))
            return &plan->ledgers[i];
    return NULL;
}

const struct field *ledger_field(const struct ledger *l, const char *name)
{
    for (int i = 0; i < l->fields_n; i++)
        if (text_same(l->fields[i].name, name))
            return &l->fields[i];
    return NULL;
}

const struct kind *plan_kind(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->kinds_n; i++)
        if (text_same(plan->kinds[i].name, name))
            return &plan->kinds[i];
    return NULL;
}

const struct post *plan_post(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->posts_n; i++)
        if (text_same(plan->posts[i].name, name))
            return &plan->posts[i];
    return NULL;
}

const struct standard *plan_standard(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->standards_n; i++)
        if (text_same(plan->standards[i].name, name))
            return &plan->standards[i];
    return NULL;
}

const struct table *plan_table(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->tables_n; i++)
        if (text_same(plan->tables[i].name, name))
            return &plan->tables[i];
    return NULL;
}

const struct duty *plan_duty(const struct plan *plan, const char *rule)
{
    for (int i = 0; i < plan->duties_n; i++)
        if (text_same(plan->duties[i].rule, rule))
            return &plan->duties[i];
    return NULL;
}

const struct report *plan_report(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->reports_n; i++)
        if (text_same(plan->reports[i].name, name))
            return &plan->reports[i];
    return NULL;
}

const struct plan_roster *plan_roster(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->rosters_n; i++)
        if (text_same(plan->rosters[i].name, name))
            return &plan->rosters[i];
    return NULL;
}

const struct measure *plan_measure(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->measures_n; i++)
        if (text_same(plan->measures[i].name, name))
            return &plan->measures[i];
    return NULL;
}

const struct item *plan_item(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->items_n; i++)
        if (text_same(plan->items[i].name, name))
            return &plan->items[i];
    return NULL;
}

const struct driver *plan_driver(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->drivers_n; i++)
        if (text_same(plan->drivers[i].name, name))
            return &plan->drivers[i];
    return NULL;
}

int ledger_state(const struct ledger *l, const char *name)
{
    for (int i = 0; i < l->states_n; i++)
        if (text_same(l->states[i].name, name))
            return i;
    return -1;
}

const struct move *ledger_move(const struct ledger *l, const char *name)
{
    for (int i = 0; i < l->moves_n; i++)
        if (text_same(l->moves[i].name, name))
            return &l->moves[i];
    return NULL;
}

/* ---- the same while reading: a name that refers to nothing is told ---- */

static bool is_name(const struct node *at)
{
    return at && at->kind == NODE_SCALAR && at->len > 0;
}

/* In both languages: what kind of thing was looked for. */
static struct err *tell_nothing(struct reader *r, const struct node *at, const char *en,
                                const char *zh)
{
    return mistake(r, at, "no_such", "there is no %1$s \"%3$s\"%2$.0s",
                   "没有名为“%3$s”的%2$s%1$.0s", en, zh, brief(r, at->text));
}

/* Distances are measured only when the name is not there. */
#define FINDER(NAME, TYPE, LOOKUP, LIST, COUNT, EN, ZH)                                            \
    const TYPE *NAME(struct reader *r, const struct node *at)                                      \
    {                                                                                              \
        const TYPE *found = is_name(at) ? LOOKUP(r->plan, at->text) : NULL;                        \
        struct near near;                                                                          \
        if (found || !is_name(at))                                                                 \
            return found;                                                                          \
        near = near_to(at->text);                                                                  \
        for (int i = 0; i < r->plan->COUNT; i++)                                                   \
            near_try(&near, r->plan->LIST[i].name);                                                \
        near_suggest(tell_nothing(r, at, EN, ZH), &near);                                          \
        return NULL;                                                                               \
    }
FINDER(find_post, struct post, plan_post, posts, posts_n, "post", "岗位")
FINDER(find_kind, struct kind, plan_kind, kinds, kinds_n, "kind of place", "地点类别")
FINDER(find_ledger, struct ledger, plan_ledger, ledgers, ledgers_n, "ledger", "台账")
FINDER(find_item, struct item, plan_item, items, items_n, "item", "物资品种")
FINDER(find_driver, struct driver, plan_driver, drivers, drivers_n, "driver", "需求依据")
FINDER(find_standard, struct standard, plan_standard, standards, standards_n, "standard", "标准")

const struct field *find_field(struct reader *r, const struct ledger *l, const struct node *at)
{
    const struct field *found;
    struct near near;

    if (!is_name(at))
        return NULL;
    if ((found = ledger_field(l, at->text)))
        return found;
    near = near_to(at->text);
    for (int i = 0; i < l->fields_n; i++)
        near_try(&near, l->fields[i].name);
    near_suggest(mistake(r, at, "no_such", "%s has no field \"%s\"", "%s没有项目“%s”", l->name,
                         brief(r, at->text)),
                 &near);
    return NULL;
}

const struct kind **find_kinds(struct reader *r, const struct node *at, int *ret_n)
{
    const struct kind **list = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *list);
    int n = 0;

    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct kind *kind = find_kind(r, i);
        if (kind)
            list[n++] = kind;
    }
    *ret_n = n;
    return list;
}

const struct field **find_fields(struct reader *r, const struct ledger *l, const struct node *at,
                                 int *ret_n)
{
    const struct field **list = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *list);
    int n = 0;

    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct field *f = find_field(r, l, i);
        bool is_double = false;
        for (int k = 0; k < n; k++)
            is_double |= list[k] == f;
        if (is_double)
            mistake(r, i, "duplicate", "\"%s\" stands twice in this list", "“%s”在此列表中重复",
                    f->name);
        else if (f)
            list[n++] = f;
    }
    *ret_n = n;
    return list;
}
