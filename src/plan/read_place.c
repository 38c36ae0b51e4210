/* Kinds of place and the posts held at places. */
#include "plan/plan_int.h"

#include "base/text.h"

static enum level kind_level(const struct node *at, bool is_area)
{
    int level = word_index(level_words, LEVELS, at && at->kind == NODE_SCALAR ? at->text : "");

    (void)is_area;
    return level < 0 ? LEVEL_COUNTRY : (enum level)level;
}

/* under: may go round (a ward under a ward) only through other kinds; a kind under itself is
 * fine for units such as departments. Areas must stand at a level. */
static void check_kind(struct reader *r, struct kind *k, const struct node *at)
{
    if (k->is_area && !node_get(at, "level"))
        mistake(r, at->key, "required_key", "an area needs its level, such as level: village",
                "区域须写层级，如level: village");
    if (k->is_area)
        for (int i = 0; i < k->under_n; i++)
            if (k->under[i]->is_area && k->under[i]->level >= k->level)
                mistake(r, node_get(at, "under"), "order",
                        "%s cannot stand under %s: its level is "
                        "not above",
                        "%s不能设在%s之下：后者层级不更高", k->name, k->under[i]->name);
}

void read_kinds(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "kinds", &n);
    struct plan *plan = r->plan;

    plan->kinds = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->kinds);
    for (int i = 0; i < n; i++) {
        struct kind *k = &plan->kinds[plan->kinds_n++];
        const struct node *at = list[i].at;
        k->name = list[i].name;
        k->label = part_label(r, node_get(at, "label"), k->name);
        k->icon = part_text(r, node_get(at, "icon"));
        k->is_area = part_flag(node_get(at, "area"), false);
        k->level = kind_level(node_get(at, "level"), k->is_area);
        k->at = where_of(r, at->key);
        declare_fields(r, node_get(at, "fields"), NULL, &k->fields, &k->fields_n, false);
    }
    for (int i = 0; i < n; i++) {
        struct kind *k = &plan->kinds[i];
        k->under = find_kinds(r, node_get(list[i].at, "under"), &k->under_n);
        check_kind(r, k, list[i].at);
        k->cover = find_standard(r, node_get(list[i].at, "cover"));
        if (k->cover && k->cover->value.type != V_DURATION)
            mistake(r, node_get(list[i].at, "cover"), "type", "%s is not a duration", "%s不是时长",
                    k->cover->name);
    }
}

static void read_sees(struct reader *r, struct post *p, const struct node *at)
{
    if (!at || at->kind != NODE_MAP)
        return;
    p->sees = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *p->sees);
    for (const struct node *i = at->first; i; i = i->next) {
        if (node_is(i, "false"))
            continue;
        p->sees[p->sees_n].field = arena_dup(r->keep, i->key->text);
        p->sees[p->sees_n++].needs_purpose = node_is(i, "purpose");
    }
}

static unsigned read_rights(const struct node *at)
{
    unsigned rights = 0;

    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        int right = i->kind == NODE_SCALAR ? word_index(stock_right_words, STOCK_RIGHTS, i->text)
                                           : -1;
        rights |= right >= 0 ? 1u << right : 0;
    }
    return rights;
}

void read_posts(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "posts", &n);
    struct plan *plan = r->plan;

    plan->posts = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->posts);
    for (int i = 0; i < n; i++) {
        struct post *p = &plan->posts[plan->posts_n++];
        const struct node *at = list[i].at;
        p->name = list[i].name;
        p->label = part_label(r, node_get(at, "label"), p->name);
        p->held_at = find_kind(r, node_get(at, "at"));
        p->of = find_kinds(r, node_get(node_get(at, "of"), "kind"), &p->of_n);
        p->admin = part_flag(node_get(at, "admin"), false);
        p->disclose = part_flag(node_get(at, "disclose"), false);
        read_sees(r, p, node_get(at, "sees"));
        p->stock = read_rights(node_get(at, "stock"));
        p->compartments = part_texts(r, node_get(at, "compartments"), &p->compartments_n);
        p->at = where_of(r, at->key);
    }
}
