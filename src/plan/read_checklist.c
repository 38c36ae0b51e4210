/* Checklists: what a field of type checklist asks. */
#include "plan/plan_int.h"

#include "base/text.h"

static void read_item(struct reader *r, struct checklist *c, const struct node *at)
{
    struct check_item *item = &c->items[c->items_n];
    const struct node *id = node_get(at, "id"), *exempt = node_get(at, "exempt");
    const struct node *label = node_get(at, "label");

    item->id = part_text(r, id);
    if (!item->id)
        return;
    for (int i = 0; i < c->items_n; i++)
        if (text_same(c->items[i].id, item->id)) {
            mistake(r, id, "duplicate", "item \"%s\" stands twice in checklist %s",
                    "条目“%s”在检查表%s中重复", item->id, c->name);
            return;
        }
    item->label = part_label(r, label ? label : at, item->id);
    if (!label && !node_get(at, "zh") && !node_get(at, "en"))
        mistake(r, id, "required_key", "item \"%s\" has no text: write zh and en",
                "条目“%s”没有文字：请写zh和en", item->id);
    item->must = part_flag(node_get(at, "must"), false);
    item->exempt = exempt && !node_is(exempt, "false") && !node_is_null(exempt);
    item->score = (int)part_int(node_get(at, "score"), 0);
    item->common = part_flag(node_get(at, "common"), false);
    c->items_n++;
}

void read_checklists(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "checklists", &n);
    struct plan *plan = r->plan;

    plan->checklists = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->checklists);
    for (int i = 0; i < n; i++) {
        struct checklist *c = &plan->checklists[plan->checklists_n++];
        const struct node *at = list[i].at;
        const struct node *items = at->kind == NODE_LIST ? at : node_get(at, "items");
        c->name = list[i].name;
        c->label = part_label(r, at->kind == NODE_MAP ? node_get(at, "label") : NULL, c->name);
        c->at = where_of(r, at->key);
        if (!items || items->kind != NODE_LIST)
            continue;
        if (items->n > 500) {
            mistake(r, items, "too_large", "a checklist has at most 500 items",
                    "检查表最多500个条目");
            continue;
        }
        c->items = arena_alloc(r->keep, (size_t)(items->n + 1) * sizeof *c->items);
        for (const struct node *item = items->first; item; item = item->next)
            if (item->kind == NODE_MAP)
                read_item(r, c, item);
    }
}
