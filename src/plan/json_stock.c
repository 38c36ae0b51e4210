/* Items, drivers, needs and stock rules as JSON: for pages, and for what the drill will read. */
#include "plan/print.h"

#include "base/text.h"

static void put_number(struct buf *out, const char *key, int64_t millionths)
{
    put_key(out, key);
    put_value(out, value_int(V_NUMBER, millionths), 0);
}

static void put_count(struct buf *out, const char *key, int64_t n)
{
    put_key(out, key);
    put_int(out, n);
}

static void put_item(struct buf *out, const struct item *item)
{
    put_object(out);
    put_key_str(out, "name", item->name);
    put_key_label(out, "label", item->label);
    put_key_str(out, "unit", item->unit);
    put_key_str(out, "counted_in", item->counted_in);
    put_key(out, "packs");
    put_array(out);
    for (int i = 0; i < item->packs_n; i++) {
        put_object(out);
        put_key_str(out, "word", item->packs[i].word);
        put_count(out, "size", item->packs[i].size);
        put_end_object(out);
    }
    put_end_array(out);
    put_key_str(out, "class", item_class_words[item->class]);
    put_key_str(out, "grade", item->grade);
    put_key(out, "for");
    put_array(out);
    for (int i = 0; i < item->for_n; i++)
        put_str(out, item->for_posts[i]->name);
    put_end_array(out);
    put_key_bool(out, "exception", item->or_exception);
    put_key_bool(out, "reusable", item->reusable);
    put_count(out, "min_left_days", item->min_left_s / 86400);
    put_count(out, "lead_days", item->lead_s / 86400);
    put_count(out, "safety_days", item->safety_s / 86400);
    put_count(out, "min_lot", item->min_lot);
    put_number(out, "price", item->price_micro);
    put_key(out, "substitutes");
    put_array(out);
    for (int i = 0; i < item->substitutes_n; i++)
        put_str(out, item->substitutes[i]->name);
    put_end_array(out);
    put_end_object(out);
}

static void put_driver(struct buf *out, const struct driver *d)
{
    put_object(out);
    put_key_str(out, "name", d->name);
    put_key_label(out, "label", d->label);
    put_key(out, "sum");
    put_object(out);
    for (int i = 0; i < d->parts_n; i++)
        put_number(out, d->parts[i].driver->name, d->parts[i].factor);
    put_end_object(out);
    put_key_str(out, "kind", d->kind ? d->kind->name : NULL);
    put_key_str(out, "field", d->field ? d->field->name : NULL);
    put_key_str(out, "post", d->post ? d->post->name : NULL);
    put_key_str(out, "source", d->source);
    put_end_object(out);
}

static void put_need(struct buf *out, const struct item_need *need)
{
    put_object(out);
    put_key_str(out, "item", need->item->name);
    for (int level = 0; level < NEED_LEVELS; level++) {
        put_key(out, need_level_words[level]);
        put_array(out);
        for (int i = 0; i < need->lines_n[level]; i++) {
            const struct need_line *line = &need->lines[level][i];
            put_object(out);
            put_key_str(out, "per", line->per->name);
            put_number(out, need_per_words[line->each], line->quantity);
            put_key_str(out, "source", line->source);
            put_end_object(out);
        }
        put_end_array(out);
    }
    put_end_object(out);
}

void put_stock_json(struct buf *out, const struct plan *plan)
{
    put_key(out, "items");
    put_array(out);
    for (int i = 0; i < plan->items_n; i++)
        put_item(out, &plan->items[i]);
    put_end_array(out);
    put_key(out, "drivers");
    put_array(out);
    for (int i = 0; i < plan->drivers_n; i++)
        put_driver(out, &plan->drivers[i]);
    put_end_array(out);
    put_key(out, "needs");
    put_array(out);
    for (int i = 0; i < plan->needs_n; i++)
        put_need(out, &plan->needs[i]);
    put_end_array(out);
}

static void put_account(struct buf *out, const char *key, const struct account_of *a)
{
    put_key(out, key);
    put_array(out);
    put_str(out, a->by ? a->by->name : account_words[a->kind]);
    if (a->place)
        put_str(out, a->place->name);
    if (a->party)
        put_str(out, a->party->name);
    put_end_array(out);
}

void put_stock_rule(struct buf *out, const struct stock_rule *s)
{
    if (!s)
        return;
    put_key(out, "stock");
    put_object(out);
    put_account(out, "from", &s->from);
    put_account(out, "to", &s->to);
    put_key_str(out, "on", s->on);
    put_key_str(out, "hold", s->hold);
    put_end_object(out);
}
