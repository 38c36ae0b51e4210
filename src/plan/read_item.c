/* Items of stock: what is counted, in which units and packs, and who may use it. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

static void read_packs(struct reader *r, struct item *item, const struct node *at)
{
    if (!at || at->kind != NODE_MAP)
        return;
    item->packs = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *item->packs);
    for (const struct node *i = at->first; i; i = i->next) {
        struct pack pack = {.word = arena_dup(r->keep, i->key->text), .size = part_int(i, 0)};
        int k = item->packs_n;
        if (pack.size < 2)
            continue; /* told by word_check() */
        if (text_same(pack.word, item->unit))
            mistake(r, i->key, "duplicate", "%s is the base unit itself", "%s就是最小单位",
                    pack.word);
        for (; k > 0 && item->packs[k - 1].size < pack.size; k--)
            item->packs[k] = item->packs[k - 1];
        item->packs[k] = pack;
        item->packs_n++;
    }
}

static bool has_unit(const struct item *item, const char *word)
{
    if (text_same(item->unit, word))
        return true;
    for (int i = 0; i < item->packs_n; i++)
        if (text_same(item->packs[i].word, word))
            return true;
    return false;
}

static int64_t item_span(struct reader *r, const struct node *at)
{
    int64_t span = 0;

    if (!at || at->kind != NODE_SCALAR)
        return 0;
    if (!duration_parse(at->text, at->len, &span) || span < 0)
        mistake(r, at, "type", "write a duration such as 14d", "请写时长，如14d");
    return span;
}

static void read_for(struct reader *r, struct item *item, const struct node *at)
{
    item->for_posts = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *item->for_posts);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct post *post = find_post(r, i);
        if (post)
            item->for_posts[item->for_n++] = post;
    }
}

static void read_item(struct reader *r, struct item *item, const struct node *at)
{
    const struct node *label = node_get(at, "label"), *price = node_get(at, "price");
    int class = word_index(item_class_words, ITEM_CLASSES,
                           node_get(at, "class") ? node_get(at, "class")->text : "");

    item->label = part_label(r, label ? label : at, item->name);
    item->unit = part_text(r, node_get(at, "unit"));
    if (!item->unit)
        item->unit = item->name; /* told by word_check() */
    read_packs(r, item, node_get(at, "pack"));
    item->counted_in = part_text(r, node_get(at, "counted_in"));
    if (item->counted_in && !has_unit(item, item->counted_in))
        mistake(r, node_get(at, "counted_in"), "no_such", "%s has no unit or pack %s",
                "%s没有单位或包装%s", item->name, item->counted_in);
    item->class = class < 0 ? CLASS_GOODS : (enum item_class) class;
    item->grade = part_text(r, node_get(at, "grade"));
    read_for(r, item, node_get(at, "for"));
    item->or_exception = node_is(node_get(at, "else"), "exception");
    item->say = part_label(r, node_get(at, "say"), NULL);
    item->reusable = part_flag(node_get(at, "reusable"), false);
    item->shelf_life_s = item_span(r, node_get(at, "shelf_life"));
    item->min_left_s = item_span(r, node_get(at, "min_left"));
    item->lead_s = item_span(r, node_get(at, "lead"));
    item->safety_s = item_span(r, node_get(at, "safety"));
    item->min_lot = part_int(node_get(at, "min_lot"), 1);
    if (price && (price->kind != NODE_SCALAR ||
                  !decimal_parse(price->text, price->len, 6, &item->price_micro)))
        mistake(r, price, "type", "a price is a number of yuan", "单价应为数字（元）");
    if (item->min_lot < 1)
        mistake(r, node_get(at, "min_lot"), "order", "min_lot is 1 or more", "min_lot至少为1");
    item->at = where_of(r, at->key);
}

void read_items(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "items", &n);
    struct plan *plan = r->plan;

    plan->items = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->items);
    for (int i = 0; i < n; i++) {
        plan->items[plan->items_n].name = list[i].name;
        read_item(r, &plan->items[plan->items_n++], list[i].at);
    }
    for (int i = 0; i < n; i++) {
        struct item *item = &plan->items[i];
        const struct node *at = node_get(list[i].at, "substitutes");
        item->substitutes = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *at);
        for (const struct node *k = item_first(at); k; k = item_next(at, k)) {
            const struct item *other = find_item(r, k);
            if (other == item)
                mistake(r, k, "order", "%s cannot stand in for itself", "%s不能替代自己",
                        item->name);
            else if (other)
                item->substitutes[item->substitutes_n++] = other;
        }
    }
}

void item_codes(struct reader *r, struct field *f)
{
    const struct plan *plan = r->plan;
    struct code *codes = arena_alloc(r->keep, (size_t)(plan->items_n + 1) * sizeof *codes);

    for (int i = 0; i < plan->items_n; i++)
        codes[i] = (struct code){.code = plan->items[i].name, .label = plan->items[i].label};
    f->rule.codes = codes;
    f->rule.codes_n = plan->items_n;
}
