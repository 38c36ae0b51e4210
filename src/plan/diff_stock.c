/* Items, drivers and needs as things and facts, for comparing editions. */
#include "plan/diff.h"

#include "base/text.h"

static const char *decimal(struct things *all, int64_t millionths)
{
    char text[32];
    decimal_print(millionths, 6, text);
    return arena_dup(all->arena, text);
}

static const char *days(struct things *all, int64_t seconds)
{
    return seconds ? arena_printf(all->arena, "%lldd", (long long)(seconds / 86400)) : NULL;
}

static void add_item(struct things *all, const struct item *i)
{
    struct thing *t = thing_add(all, P_ITEM, NULL, i->name);
    fact_label(all, t, "label", i->label);
    fact_text(all, t, "unit", i->unit);
    for (int k = 0; k < i->packs_n; k++)
        fact_text(all, t, arena_printf(all->arena, "pack %s", i->packs[k].word),
                  arena_printf(all->arena, "%lld", (long long)i->packs[k].size));
    fact_text(all, t, "counted_in", i->counted_in);
    fact_text(all, t, "class", item_class_words[i->class]);
    fact_text(all, t, "grade", i->grade);
    for (int k = 0; k < i->for_n; k++)
        fact_flag(all, t, arena_printf(all->arena, "for %s", i->for_posts[k]->name), true);
    fact_text(all, t, "else", i->or_exception ? "exception" : NULL);
    fact_label(all, t, "say", i->say);
    fact_flag(all, t, "reusable", i->reusable);
    fact_text(all, t, "shelf_life", days(all, i->shelf_life_s));
    fact_text(all, t, "min_left", days(all, i->min_left_s));
    fact_text(all, t, "lead", days(all, i->lead_s));
    fact_text(all, t, "safety", days(all, i->safety_s));
    fact_text(all, t, "min_lot", arena_printf(all->arena, "%lld", (long long)i->min_lot));
    fact_text(all, t, "price", i->price_micro ? decimal(all, i->price_micro) : NULL);
    for (int k = 0; k < i->substitutes_n; k++)
        fact_flag(all, t, arena_printf(all->arena, "substitute %s", i->substitutes[k]->name), true);
}

static void add_driver(struct things *all, const struct driver *d)
{
    struct thing *t = thing_add(all, P_DRIVER, NULL, d->name);
    fact_label(all, t, "label", d->label);
    for (int k = 0; k < d->parts_n; k++)
        fact_text(all, t, arena_printf(all->arena, "sum %s", d->parts[k].driver->name),
                  decimal(all, d->parts[k].factor));
    fact_text(all, t, "kind", d->kind ? d->kind->name : NULL);
    fact_text(all, t, "field", d->field ? d->field->name : NULL);
    fact_text(all, t, "post", d->post ? d->post->name : NULL);
    fact_text(all, t, "shifts", d->shifts ? d->shifts->name : NULL);
    fact_text(all, t, "source", d->source);
}

static void add_need(struct things *all, const struct item_need *n)
{
    struct thing *t = thing_add(all, P_NEED, NULL, n->item->name);
    for (int level = 0; level < NEED_LEVELS; level++)
        for (int k = 0; k < n->lines_n[level]; k++) {
            const struct need_line *line = &n->lines[level][k];
            fact_text(all, t,
                      arena_printf(all->arena, "%s per %s a %s", need_level_words[level],
                                   line->per->name, need_per_words[line->each]),
                      decimal(all, line->quantity));
        }
}

static const char *account_text(struct things *all, const struct account_of *a)
{
    return arena_printf(all->arena, "%s%s%s%s%s", a->by ? a->by->name : account_words[a->kind],
                        a->place ? " " : "", a->place ? a->place->name : "", a->party ? " " : "",
                        a->party ? a->party->name : "");
}

static void fact_field(struct things *all, struct thing *t, const char *key, const struct field *f)
{
    fact_text(all, t, key, f ? f->name : NULL);
}

void stock_facts(struct things *all, struct thing *t, const struct stock_rule *s)
{
    if (!s)
        return;
    fact_text(all, t, "from", account_text(all, &s->from));
    fact_text(all, t, "to account", account_text(all, &s->to));
    fact_text(all, t, "on", s->on);
    fact_text(all, t, "hold", s->hold);
    for (int i = 0; i < s->release_n; i++)
        fact_flag(all, t, arena_printf(all->arena, "release %s", s->release[i]), true);
    for (int i = 0; i < s->back_n; i++)
        fact_flag(all, t, arena_printf(all->arena, "back %s", s->back[i]), true);
    fact_text(all, t, "item", s->item ? s->item->name : NULL);
    fact_field(all, t, "item", s->item_by);
    fact_field(all, t, "quantity", s->quantity);
    fact_field(all, t, "counted_in", s->counted_in);
    fact_field(all, t, "lot", s->lot);
    fact_field(all, t, "expires", s->expires);
    fact_field(all, t, "price", s->price);
    fact_field(all, t, "post", s->post);
    fact_field(all, t, "exception", s->exception);
}

void things_of_stock(struct things *all)
{
    for (int i = 0; i < all->plan->items_n; i++)
        add_item(all, &all->plan->items[i]);
    for (int i = 0; i < all->plan->drivers_n; i++)
        add_driver(all, &all->plan->drivers[i]);
    for (int i = 0; i < all->plan->needs_n; i++)
        add_need(all, &all->plan->needs[i]);
}
