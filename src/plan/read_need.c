/* Drivers of needs and the coefficients of each item at three levels. A driver is a sum of others,
 * a count of places or posts, or given with the question. */
#include "plan/plan_int.h"

#include "base/text.h"

static void read_sum(struct reader *r, struct driver *d, const struct node *at, int known)
{
    if (!at || at->kind != NODE_MAP)
        return;
    d->parts = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *d->parts);
    for (const struct node *i = at->first; i; i = i->next) {
        const struct driver *part = find_driver(r, i->key);
        int64_t factor;
        if (!part || i->kind != NODE_SCALAR || !decimal_parse(i->text, i->len, 6, &factor))
            continue;
        if (part - r->plan->drivers >= known) /* then no sum goes round */
            mistake(r, i->key, "order", "%s must stand before %s, which sums it",
                    "%s须写在汇总它的%s之前", part->name, d->name);
        else
            d->parts[d->parts_n++] = (struct driver_part){part, factor};
    }
}

static const struct field *kind_field(struct reader *r, const struct kind *kind,
                                      const struct node *at)
{
    if (!kind || !at || at->kind != NODE_SCALAR)
        return NULL;
    for (int i = 0; i < kind->fields_n; i++)
        if (text_same(kind->fields[i].name, at->text)) {
            if (kind->fields[i].type == F_INTEGER || kind->fields[i].type == F_NUMBER)
                return &kind->fields[i];
            mistake(r, at, "type", "%s is not a number", "%s不是数字", at->text);
            return NULL;
        }
    mistake(r, at, "no_such", "places of kind %s have no field \"%s\"", "%s类地点没有项目“%s”",
            kind->name, brief(r, at->text));
    return NULL;
}

static void read_driver(struct reader *r, struct driver *d, const struct node *at, int known)
{
    int ways = !!node_get(at, "sum") + !!node_get(at, "kind") + !!node_get(at, "post");

    d->label = part_label(r, node_get(at, "label"), d->name);
    d->source = part_text(r, node_get(at, "source"));
    d->at = where_of(r, at->key);
    if (ways > 1)
        mistake(r, at->key, "one_of", "a driver has one of sum, kind and post",
                "sum、kind、post只能有一个");
    read_sum(r, d, node_get(at, "sum"), known);
    d->kind = find_kind(r, node_get(at, "kind"));
    d->field = kind_field(r, d->kind, node_get(at, "field"));
    d->post = find_post(r, node_get(at, "post"));
    d->shifts = find_standard(r, node_get(at, "shifts"));
}

static void read_line(struct reader *r, struct item_need *need, enum need_level level,
                      const struct node *at)
{
    struct need_line *line = &need->lines[level][need->lines_n[level]];
    int ways = 0;

    line->per = find_driver(r, node_get(at, "per"));
    line->source = part_text(r, node_get(at, "source"));
    for (int i = 0; i < NEED_PERS; i++) {
        const struct node *n = node_get(at, need_per_words[i]);
        if (!n)
            continue;
        ways++;
        line->each = (enum need_per)i;
        if (n->kind != NODE_SCALAR || !decimal_parse(n->text, n->len, 6, &line->quantity) ||
            line->quantity < 0)
            mistake(r, n, "type", "a coefficient is a number, 0 or more, with 6 decimals at most",
                    "系数应为不小于0的数，最多6位小数");
    }
    if (ways != 1)
        mistake(r, at, "one_of", "a coefficient has exactly one of day, shift, week, once",
                "系数须恰有day、shift、week、once之一");
    if (line->per && ways == 1)
        need->lines_n[level]++;
}

static void read_need(struct reader *r, struct item_need *need, const struct node *at)
{
    need->at = where_of(r, at->key);
    for (int level = 0; level < NEED_LEVELS; level++) {
        const struct node *list = node_get(at, need_level_words[level]);
        if (!list && level > 0) {
            need->lines[level] = need->lines[level - 1];
            need->lines_n[level] = need->lines_n[level - 1];
        }
        if (!list || list->kind != NODE_LIST)
            continue;
        need->lines[level] = arena_alloc(r->keep, (size_t)(list->n + 1) * sizeof **need->lines);
        for (const struct node *i = list->first; i; i = i->next)
            if (i->kind == NODE_MAP)
                read_line(r, need, (enum need_level)level, i);
    }
}

void read_needs(struct reader *r)
{
    int n;
    struct plan *plan = r->plan;
    struct entry *list = entries(r, "drivers", &n);

    plan->drivers = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->drivers);
    plan->drivers_n = n;
    for (int i = 0; i < n; i++)
        plan->drivers[i].name = list[i].name;
    for (int i = 0; i < n; i++)
        read_driver(r, &plan->drivers[i], list[i].at, i);
    list = entries(r, "needs", &n);
    plan->needs = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->needs);
    for (int i = 0; i < n; i++) {
        const struct item *item = find_item(r, list[i].at->key);
        if (!item)
            continue;
        plan->needs[plan->needs_n].item = item;
        read_need(r, &plan->needs[plan->needs_n++], list[i].at);
    }
}
