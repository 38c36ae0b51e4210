/* Places as JSON: one with all that is known of it, and a tree's children. */
#include <string.h>

#include "base/text.h"
#include "place/place_int.h"
#include "value/time.h"

enum outcome place_parse(int64_t *ret, struct db *db, const char *text, struct err *e)
{
    struct arena a;
    struct place p;
    int64_t id;
    size_t len = strlen(text);
    arena_init(&a, 1 << 16);
    enum outcome o = place_by_code(&p, &a, db, text, e);
    if (o == NOT_FOUND && len >= 17 && text_int(text, len, &id) && id > 0)
        o = place_get(&p, &a, db, id, e);
    arena_fini(&a);
    if (!o)
        *ret = p.id;
    return o;
}

/* Members of a row, without its end: a caller adds the path. */
void place_put_row(struct buf *out, const struct place *p, int64_t children)
{
    put_object(out);
    put_key(out, "id");
    put_id(out, p->id);
    put_key(out, "name");
    put_str(out, p->name);
    put_key(out, "code");
    put_str(out, p->code);
    put_key(out, "kind");
    put_str(out, p->kind);
    if (children >= 0) {
        put_key(out, "children");
        put_int(out, children);
    }
    if (p->retired_on) {
        char day[32];
        date_print(p->retired_on, day);
        put_key(out, "retired_on");
        put_str(out, day);
    }
}

enum outcome place_children_json(struct buf *out, struct db *db, int64_t parent,
                                 bool with_retired, struct err *e)
{
    struct arena a;
    struct place *list;
    int64_t *counts;
    int n;
    arena_init(&a, 8 << 20);
    enum outcome o = place_row_children(&list, &counts, &n, &a, db, parent, with_retired, e);
    if (!o) {
        put_array(out);
        for (int i = 0; i < n; i++) {
            place_put_row(out, &list[i], counts[i]);
            put_end_object(out);
        }
        put_end_array(out);
    }
    arena_fini(&a);
    return o;
}

static void put_place(struct buf *out, const struct place *p)
{
    put_object(out);
    put_key(out, "id");
    put_id(out, p->id);
    put_key(out, "title");
    put_str(out, p->name);
    put_key(out, "kind");
    put_str(out, p->kind);
    put_end_object(out);
}

static void put_day(struct buf *out, const char *key, int64_t day)
{
    char text[32];
    put_key(out, key);
    if (!day) {
        put_null(out);
        return;
    }
    date_print(day, text);
    put_str(out, text);
}

static enum outcome put_history(struct buf *out, const char *key, const char *table,
                                struct arena *a, struct db *db, int64_t id, struct err *e)
{
    struct dated *list;
    int n;
    enum outcome o = place_row_dated_list(&list, &n, a, db, table, id, e);
    if (o)
        return o;
    put_key(out, key);
    put_array(out);
    for (int i = 0; i < n; i++) {
        put_object(out);
        put_key(out, strcmp(table, "place_name") ? "code" : "name");
        put_str(out, list[i].text);
        put_day(out, "from", list[i].since);
        put_day(out, "until", list[i].ended);
        put_end_object(out);
    }
    put_end_array(out);
    return OK;
}

enum outcome place_put_path(struct buf *out, struct arena *a, struct db *db, int64_t id,
                             struct err *e)
{
    struct place p;
    int64_t path[LEVELS];
    int n = 0;
    for (int64_t at = place_parent(id); at != PLACE_COUNTRY && n < LEVELS; at = place_parent(at))
        path[n++] = at;
    put_key(out, "path");
    put_array(out);
    while (n-- > 0) {
        enum outcome o = place_get(&p, a, db, path[n], e);
        if (o && o != NOT_FOUND)
            return o;
        if (!o)
            put_place(out, &p);
    }
    put_end_array(out);
    return OK;
}

static enum outcome put_successors(struct buf *out, const struct place *p, struct arena *a,
                                   struct db *db, struct err *e)
{
    struct place next;
    int64_t *list;
    int n;
    enum outcome o = place_row_successors(&list, &n, a, db, p->id, e);
    if (o)
        return o;
    if (n == 0 && p->successor)
        list[n++] = p->successor;
    put_key(out, "successor");
    if (p->successor && place_get(&next, a, db, p->successor, e) == OK)
        put_place(out, &next);
    else
        put_null(out);
    put_key(out, "successors");
    put_array(out);
    for (int i = 0; i < n; i++)
        if (place_get(&next, a, db, list[i], e) == OK)
            put_place(out, &next);
    put_end_array(out);
    return OK;
}

enum outcome place_show_json(struct buf *out, struct arena *a, struct db *db,
                             const struct plan *plan, const struct place *p, struct err *e)
{
    int64_t children = 0;
    enum outcome o = place_row_count_children(&children, db, p->id, e);
    if (o)
        return o;
    put_object(out);
    put_key(out, "id");
    put_id(out, p->id);
    put_key(out, "name");
    put_str(out, p->name);
    put_key(out, "code");
    put_str(out, p->code);
    put_key(out, "kind");
    put_str(out, p->kind);
    put_key(out, "parent");
    put_id(out, place_parent(p->id));
    put_key(out, "children");
    put_int(out, children);
    put_key(out, "sort");
    put_int(out, p->sort);
    put_day(out, "retired_on", p->retired_on);
    put_key(out, "retired_how");
    put_str(out, *p->how ? p->how : NULL);
    put_key(out, "fields");
    place_fields_put(out, plan_kind(plan, p->kind), p->fields);
    if ((o = place_put_path(out, a, db, p->id, e)) || (o = put_successors(out, p, a, db, e)) ||
        (o = put_history(out, "names", "place_name", a, db, p->id, e)) ||
        (o = put_history(out, "codes", "place_code", a, db, p->id, e)))
        return o;
    put_end_object(out);
    return OK;
}
