/* Changes of the tree: add, amend, move, merge, split, retire. Runs in a writer's job: rules
 * first, then rows, then one journal entry with the image of every row touched. Who may ask for
 * it is judged in place_op.c. */
#include <string.h>

#include "place/place_int.h"
#include "value/time.h"

static int64_t today_of(const struct plan *plan, int64_t now_ms)
{
    return date_of(now_ms / 1000, plan->calendar.offset_s);
}

static int64_t today(const struct place_change *c)
{
    return today_of(c->plan, c->now_ms);
}

static enum outcome code_free(struct db *db, const char *code, int64_t but, struct err *e)
{
    bool taken = false;
    if (!*code)
        return OK;
    enum outcome o = place_row_code_taken(&taken, db, code, but, e);
    if (!o && taken)
        o = err_set(e, CONFLICT, "code", "place_code_taken",
                    "code %s belongs to another place", "代码%s已属于另一地点", code);
    return o;
}

static enum outcome add(struct arena *a, struct place_change *c, const struct place_new *p,
                        int64_t *ret, struct err *e)
{
    struct place parent, new_ = {.how = "", .parent = p->parent};
    char *name, *code, *fields;
    const struct kind *kind = plan_kind(c->plan, p->kind ? p->kind : "");
    enum outcome o;
    if (!kind)
        return err_set(e, REFUSED, "kind", "unknown_kind", "the plan has no kind of place \"%s\"",
                       "预案中没有地点类别“%s”", p->kind ? p->kind : "");
    if ((o = place_row_parent(&parent, a, c->db, p->parent, e)))
        return o;
    if (parent.retired_on)
        return err_set(e, REFUSED, "parent", "place_retired", "%s is retired", "%s已撤销",
                       parent.name);
    if ((o = place_position_check(c->plan, kind, p->parent, parent.kind, e)) ||
        (o = place_name_check(&name, a, p->name, "name", e)) ||
        (o = place_code_check(&code, a, p->code, e)) || (o = code_free(c->db, code, 0, e)))
        return o;
    json_t *given = p->fields_json && *p->fields_json ? json_loads(p->fields_json, 0, NULL) : NULL;
    if (p->fields_json && *p->fields_json && !given)
        return err_set(e, REFUSED, "fields", "type", "fields must be an object", "fields须为对象");
    o = place_fields_merge(&fields, a, c->plan, kind, NULL, given, today(c), e);
    json_decref(given);
    if (o || (o = place_row_next(&new_.id, c->db, kind, p->parent, e)))
        return o;
    new_.kind = kind->name;
    new_.name = name;
    new_.code = code;
    new_.fields = fields;
    new_.sort = place_sort_default(new_.id);
    struct buf image;
    if ((o = place_row_insert(c->db, &new_, e)))
        return o;
    place_image_start(&image);
    place_image_place(&image, &new_);
    if ((o = place_image_append(c, &image, "place.add", new_.id, e)))
        return o;
    *ret = new_.id;
    return OK;
}

enum outcome place_add(int64_t *ret, struct db *db, struct journal *j, const struct plan *plan,
                       const struct place_new *p, int64_t now_ms, struct err *e)
{
    struct place_change c = {.db = db, .journal = j, .plan = plan, .user = p->user,
                             .now_ms = now_ms};
    struct arena a;
    arena_init(&a, 1 << 20);
    enum outcome o = add(&a, &c, p, ret, e);
    arena_fini(&a);
    return o;
}

/* A new name or code from a day on: of today or before it comes into force and the old one goes to
 * the history; of a later day it is kept beside. */
static enum outcome put_dated(struct place_change *c, struct buf *image, const char *table,
                              const char **in_force, const char *text, int64_t place, int64_t from,
                              struct arena *a, struct err *e)
{
    struct dated *list, d = {.place = place};
    int n;
    enum outcome o = place_row_dated_list(&list, &n, a, c->db, table, place, e);
    if (o)
        return o;
    for (int i = 0; i < n; i++) {
        if (list[i].ended) /* the one in force began when the last one ended */
            d.since = list[i].ended > d.since ? list[i].ended : d.since;
        else if (list[i].since >= from) { /* what was announced for later is replaced */
            if ((o = place_row_dated_drop(c->db, table, list[i].id, e)))
                return o;
            place_image_drop(image, table, list[i].id);
        }
    }
    if (from <= d.since && from <= today(c) && d.since > 0)
        return err_set(e, REFUSED, "from", "place_dated_before",
                       "the name or code in force began later than that day",
                       "现用名称或代码的启用日晚于该日");
    d.text = *in_force;
    d.ended = from;
    if (from > today(c)) {
        d.text = text;
        d.since = from;
        d.ended = 0;
    }
    if (from > today(c) || *d.text) {
        if ((o = place_row_dated_add(c->db, table, &d, e)))
            return o;
        place_image_dated(image, table, &d);
    }
    if (from <= today(c))
        *in_force = text;
    return OK;
}

static enum outcome amend(struct arena *a, struct place_change *c, int64_t id,
                          const struct place_amend *am, struct buf *image, struct err *e)
{
    struct place p;
    char *text;
    int64_t from = am->from ? am->from : today(c);
    enum outcome o = place_get(&p, a, c->db, id, e);
    if (o)
        return o;
    if (p.retired_on)
        return err_set(e, REFUSED, NULL, "place_retired", "%s is retired", "%s已撤销", p.name);
    if (am->name) {
        if ((o = place_name_check(&text, a, am->name, "name", e)))
            return o;
        if (strcmp(text, p.name) &&
            (o = put_dated(c, image, "place_name", &p.name, text, id, from, a, e)))
            return o;
    }
    if (am->code) {
        if ((o = place_code_check(&text, a, am->code, e)) ||
            (o = code_free(c->db, text, id, e)))
            return o;
        if (strcmp(text, p.code) &&
            (o = put_dated(c, image, "place_code", &p.code, text, id, from, a, e)))
            return o;
    }
    if (am->fields) {
        const struct kind *kind = plan_kind(c->plan, p.kind);
        if (!kind)
            return err_set(e, REFUSED, "kind", "unknown_kind",
                           "the plan has no kind of place \"%s\"", "预案中没有地点类别“%s”", p.kind);
        if ((o = place_fields_merge(&text, a, c->plan, kind, p.fields, am->fields, today(c), e)))
            return o;
        p.fields = text;
    }
    if (am->sort >= 0)
        p.sort = am->sort;
    if ((o = place_row_update(c->db, &p, e)))
        return o;
    place_image_place(image, &p);
    return OK;
}

enum outcome place_amend(struct place_change *c, int64_t id, const struct place_amend *am,
                         struct err *e)
{
    struct arena a;
    struct buf image;
    arena_init(&a, 1 << 20);
    place_image_start(&image);
    enum outcome o = amend(&a, c, id, am, &image, e);
    if (!o)
        o = place_image_append(c, &image, "place.amend", id, e);
    else
        buf_fini(&image);
    arena_fini(&a);
    return o;
}

static enum outcome retire_row(struct place_change *c, struct buf *image, struct place *p,
                               const char *how, int64_t successor, struct err *e)
{
    p->retired_on = today(c);
    p->how = how;
    p->successor = successor;
    enum outcome o = place_row_update(c->db, p, e);
    if (!o && *p->code && strcmp(how, "moved")) { /* so that the code is still found */
        struct dated d = {.place = p->id, .text = p->code, .ended = p->retired_on};
        o = place_row_dated_add(c->db, "place_code", &d, e);
        if (!o)
            place_image_dated(image, "place_code", &d);
    }
    if (!o)
        place_image_place(image, p);
    return o;
}

/* The whole live subtree under a new parent: every place gets a new position. Old rows are retired
 * first so that the codes are free. */
static enum outcome move_tree(struct arena *a, struct place_change *c, struct buf *image,
                              int64_t id, int64_t parent, int *budget, int64_t *ret, struct err *e)
{
    struct place *list, above;
    int n;
    enum outcome o = place_row_subtree(&list, &n, a, c->db, id, *budget + 1, e);
    if (o)
        return o;
    if (n > *budget)
        return err_set(e, TOO_LARGE, NULL, "place_move_size",
                       "more than %d places would move: move the parts one by one",
                       "涉及地点超过%d个，请分批移动", PLACE_MOVE_MAX);
    *budget -= n;
    if (n == 0 || list[0].id != id)
        return err_set(e, NOT_FOUND, NULL, "no_place", "there is no such place", "没有这个地点");
    int64_t *moved_to = arena_alloc(a, sizeof(*moved_to) * (size_t)n);
    for (int i = 0; i < n; i++) {
        const struct kind *kind = plan_kind(c->plan, list[i].kind);
        struct place new_ = list[i];
        if (!kind)
            return err_set(e, REFUSED, "kind", "unknown_kind",
                           "the plan has no kind of place \"%s\"", "预案中没有地点类别“%s”",
                           list[i].kind);
        new_.parent = parent;
        for (int k = i - 1; i > 0 && k >= 0; k--)
            if (list[k].id == list[i].parent) {
                new_.parent = moved_to[k];
                break;
            }
        if ((o = place_row_parent(&above, a, c->db, new_.parent, e)) ||
            (o = place_position_check(c->plan, kind, new_.parent, above.kind, e)) ||
            (o = place_row_next(&moved_to[i], c->db, kind, new_.parent, e)))
            return o;
        new_.id = moved_to[i];
        new_.sort = place_sort_default(new_.id);
        if ((o = retire_row(c, image, &list[i], "moved", new_.id, e)) ||
            (o = place_row_insert(c->db, &new_, e)))
            return o;
        place_image_place(image, &new_);
    }
    *ret = moved_to[0];
    return OK;
}

static enum outcome live_place(struct place *ret, struct arena *a, struct place_change *c,
                               int64_t id, struct err *e)
{
    enum outcome o = place_get(ret, a, c->db, id, e);
    if (!o && ret->retired_on)
        o = err_set(e, REFUSED, NULL, "place_retired", "%s is retired", "%s已撤销", ret->name);
    return o;
}

static enum outcome inside_itself(struct err *e)
{
    return err_set(e, REFUSED, "parent", "place_inside_itself",
                   "a place cannot go into itself or below itself", "地点不能并入或移入自身及其下级");
}

enum outcome place_move(struct place_change *c, int64_t id, int64_t parent, int64_t *ret,
                        struct err *e)
{
    struct arena a;
    struct buf image;
    struct place p, above;
    int budget = PLACE_MOVE_MAX;
    int64_t new_id = 0;
    arena_init(&a, 4 << 20);
    place_image_start(&image);
    enum outcome o = live_place(&p, &a, c, id, e);
    if (!o && parent != PLACE_COUNTRY)
        o = live_place(&above, &a, c, parent, e);
    if (!o && place_is_under(parent, id))
        o = inside_itself(e);
    if (!o && p.parent == parent)
        o = err_set(e, REFUSED, "parent", "place_there_already", "%s lies there already",
                    "%s已在该处", p.name);
    if (!o)
        o = move_tree(&a, c, &image, id, parent, &budget, &new_id, e);
    if (!o)
        o = place_image_append(c, &image, "place.move", new_id, e);
    else
        buf_fini(&image);
    arena_fini(&a);
    if (!o)
        *ret = new_id;
    return o;
}

/* Live children of a place, each with all below it, to their new parent. */
static enum outcome move_children(struct arena *a, struct place_change *c, struct buf *image,
                                  int64_t id, const struct place_child_to *to, int to_n,
                                  int64_t into, struct err *e)
{
    struct place *list;
    int64_t *counts, new_id;
    int n, budget = PLACE_MOVE_MAX;
    enum outcome o = place_row_children(&list, &counts, &n, a, c->db, id, false, e);
    for (int i = 0; !o && i < n; i++) {
        int64_t target = into;
        for (int k = 0; k < to_n; k++)
            if (to[k].child == list[i].id)
                target = to[k].part;
        if (!target)
            return err_set(e, REFUSED, "children", "place_split_child",
                           "%s must be given to one of the parts", "须指明%s划入哪一部分",
                           list[i].name);
        o = move_tree(a, c, image, list[i].id, target, &budget, &new_id, e);
    }
    return o;
}

enum outcome place_merge(struct place_change *c, int64_t id, int64_t into, struct err *e)
{
    struct arena a;
    struct buf image;
    struct place p, target;
    arena_init(&a, 4 << 20);
    place_image_start(&image);
    enum outcome o = live_place(&p, &a, c, id, e);
    if (!o)
        o = live_place(&target, &a, c, into, e);
    if (!o && place_is_under(into, id))
        o = inside_itself(e);
    if (!o && strcmp(p.kind, target.kind))
        o = err_set(e, REFUSED, "into", "place_merge_kind",
                    "%s and %s are of different kinds", "%s与%s类别不同，不能合并", p.name,
                    target.name);
    if (!o)
        o = move_children(&a, c, &image, id, NULL, 0, into, e);
    if (!o)
        o = retire_row(c, &image, &p, "merged", into, e);
    if (!o)
        o = place_image_append(c, &image, "place.merge", id, e);
    else
        buf_fini(&image);
    arena_fini(&a);
    return o;
}

static enum outcome split(struct arena *a, struct place_change *c, struct buf *image, int64_t id,
                          const int64_t *parts, int n, const struct place_child_to *to, int to_n,
                          int64_t heir, struct err *e)
{
    struct place p, part;
    int64_t row;
    bool heir_is_part = heir == 0;
    enum outcome o = live_place(&p, a, c, id, e);
    if (o)
        return o;
    if (n < 2 || n > PLACE_HOPS_MAX)
        return err_set(e, REFUSED, "parts", "place_split_parts", "a split has 2 to %d parts",
                       "拆分须有2至%d个部分", PLACE_HOPS_MAX);
    for (int i = 0; i < n; i++) {
        if ((o = live_place(&part, a, c, parts[i], e)))
            return o;
        if (parts[i] == id || strcmp(part.kind, p.kind) || part.parent != p.parent)
            return err_set(e, REFUSED, "parts", "place_split_kind",
                           "%s is no part: parts are of the same kind under the same place",
                           "%s不能作为拆分结果：须类别相同、上级相同", part.name);
        heir_is_part |= parts[i] == heir;
    }
    for (int k = 0; k < to_n; k++) {
        bool known = false;
        for (int i = 0; i < n; i++)
            known |= to[k].part == parts[i];
        if (!known || place_parent(to[k].child) != id)
            return err_set(e, REFUSED, "children", "place_split_child",
                           "children go from the place to one of its parts",
                           "只能把该地点的下级划入其拆分部分");
    }
    if (!heir_is_part)
        return err_set(e, REFUSED, "heir", "place_split_heir", "the heir must be one of the parts",
                       "承接方须为拆分部分之一");
    if ((o = move_children(a, c, image, id, to, to_n, 0, e)) ||
        (o = retire_row(c, image, &p, "split", heir, e)))
        return o;
    for (int i = 0; i < n; i++) {
        if ((o = place_row_successor_add(c->db, id, parts[i], &row, e)))
            return o;
        place_image_successor(image, row, id, parts[i]);
    }
    return OK;
}

enum outcome place_split(struct place_change *c, int64_t id, const int64_t *parts, int n,
                         const struct place_child_to *to, int to_n, int64_t heir, struct err *e)
{
    struct arena a;
    struct buf image;
    arena_init(&a, 4 << 20);
    place_image_start(&image);
    enum outcome o = split(&a, c, &image, id, parts, n, to, to_n, heir, e);
    if (!o)
        o = place_image_append(c, &image, "place.split", id, e);
    else
        buf_fini(&image);
    arena_fini(&a);
    return o;
}

enum outcome place_retire(struct place_change *c, int64_t id, struct err *e)
{
    struct arena a;
    struct buf image;
    struct place p;
    int64_t children = 0;
    arena_init(&a, 1 << 20);
    place_image_start(&image);
    enum outcome o = live_place(&p, &a, c, id, e);
    if (!o)
        o = place_row_count_children(&children, c->db, id, e);
    if (!o && children)
        o = err_set(e, REFUSED, NULL, "place_has_children",
                    "%s still has %lld places below it", "%s下还有%lld个地点", p.name,
                    (long long)children);
    if (!o)
        o = retire_row(c, &image, &p, "closed", 0, e);
    if (!o)
        o = place_image_append(c, &image, "place.retire", id, e);
    else
        buf_fini(&image);
    arena_fini(&a);
    return o;
}

/* One table's announced texts that have become due. */
static enum outcome apply_table(struct arena *a, struct place_change *c, const char *table,
                                int *count, struct err *e)
{
    struct dated *list;
    int n;
    enum outcome o = place_row_dated_due(&list, &n, a, c->db, table, today(c), e);
    for (int i = 0; !o && i < n; i++) {
        struct place_amend am = {.sort = -1, .from = list[i].since};
        struct place p;
        struct buf image;
        if (!strcmp(table, "place_name"))
            am.name = list[i].text;
        else
            am.code = list[i].text;
        if ((o = place_get(&p, a, c->db, list[i].place, e)) || p.retired_on)
            continue;
        place_image_start(&image);
        o = place_row_dated_drop(c->db, table, list[i].id, e);
        place_image_drop(&image, table, list[i].id);
        if (!o)
            o = amend(a, c, list[i].place, &am, &image, e);
        if (!o)
            o = place_image_append(c, &image, "place.amend", list[i].place, e);
        else
            buf_fini(&image);
        ++*count;
    }
    return o;
}

enum outcome place_apply_due(struct place_change *c, int *ret_n, struct err *e)
{
    struct arena a;
    int n = 0;
    arena_init(&a, 4 << 20);
    enum outcome o = apply_table(&a, c, "place_name", &n, e);
    if (!o)
        o = apply_table(&a, c, "place_code", &n, e);
    arena_fini(&a);
    if (!o)
        *ret_n = n;
    return o;
}
