/* Two editions compared by meaning: what was added, removed, renamed or changed, standards first.
 * Compares facts, never the files: order and layout of the YAML make no difference. */
#include "plan/diff.h"

#include "base/text.h"

#define ARENA_DIFF ((size_t)1 << 28)

static const char *const part_words[PARTS] = {
    "plan",   "standard", "table",     "level", "calendar", "window",  "group", "module",
    "kind",   "post",     "ledger",    "field", "state",    "move",    "grant", "rule",
    "unique", "then",     "checklist", "drill", "duty",     "measure", "report",
    "roster", "item",   "driver",   "need"};
static const enum part order[] = {P_STANDARD, P_TABLE,  P_LEVEL,     P_DUTY,   P_LEDGER,  P_FIELD,
                                  P_STATE,    P_MOVE,   P_POST,      P_GRANT,  P_RULE,    P_UNIQUE,
                                  P_THEN,     P_KIND,   P_CHECKLIST, P_ITEM, P_DRIVER,
                                  P_NEED,     P_DRILL,  P_MEASURE, P_REPORT,
                                  P_ROSTER,
                                  P_GROUP,    P_WINDOW, P_CALENDAR,  P_MODULE, P_PLAN};

static const char *key_of(struct arena *a, enum part part, const char *ledger, const char *name)
{
    return arena_printf(a, "%d\t%s\t%s", (int)part, ledger, name);
}

static void index_things(struct map *map, struct arena *a, struct things *all)
{
    map_init(map);
    for (int i = 0; i < all->n; i++) {
        struct thing *t = &all->list[i];
        map_put(map, key_of(a, t->part, t->ledger, t->name), t);
    }
}

static void put_row(struct buf *out, const struct thing *t, const char *change, const char *key,
                    const char *old, const char *new_)
{
    put_object(out);
    put_key_str(out, "part", part_words[t->part]);
    put_key_str(out, "ledger", t->ledger[0] ? t->ledger : NULL);
    put_key_str(out, "name", t->name);
    put_key_str(out, "change", change);
    put_key_str(out, "key", key);
    put_key_str(out, "old", old);
    put_key_str(out, "new", new_);
    put_end_object(out);
}

static const char *fact_find(const struct thing *t, const char *key)
{
    for (int i = 0; i < t->facts_n; i++)
        if (text_same(t->facts[i].key, key))
            return t->facts[i].text;
    return NULL;
}

static void put_changes(struct buf *out, const struct thing *old, const struct thing *new_)
{
    for (int i = 0; i < new_->facts_n; i++) {
        const char *before = fact_find(old, new_->facts[i].key);
        if (!text_same(before, new_->facts[i].text))
            put_row(out, new_, "changed", new_->facts[i].key, before, new_->facts[i].text);
    }
    for (int i = 0; i < old->facts_n; i++)
        if (!fact_find(new_, old->facts[i].key))
            put_row(out, new_, "changed", old->facts[i].key, old->facts[i].text, NULL);
}

/* One line that says what an added or removed thing is: its first fact. */
static const char *summary(const struct thing *t)
{
    return t->facts_n ? t->facts[0].text : NULL;
}

static struct thing *find_old(struct map *map, struct arena *a, const struct thing *t)
{
    struct thing *old = map_find(map, key_of(a, t->part, t->ledger, t->name));

    if (!old && t->ledger_was)
        old = map_find(map, key_of(a, t->part, t->ledger_was, t->name));
    for (int i = 0; i < t->was_n && !old; i++) {
        old = map_find(map, key_of(a, t->part, t->ledger, t->was[i]));
        if (!old && t->ledger_was)
            old = map_find(map, key_of(a, t->part, t->ledger_was, t->was[i]));
    }
    return old;
}

void plan_diff(struct buf *out, const struct plan *old_plan, const struct plan *new_plan)
{
    struct arena arena;
    struct things old, new_;
    struct map map;

    arena_init(&arena, ARENA_DIFF);
    things_of(&old, &arena, old_plan);
    things_of(&new_, &arena, new_plan);
    index_things(&map, &arena, &old);
    put_array(out);
    for (size_t p = 0; p < sizeof order / sizeof *order; p++) {
        for (int i = 0; i < new_.n; i++) {
            struct thing *t = &new_.list[i];
            struct thing *was = t->part == order[p] ? find_old(&map, &arena, t) : NULL;
            if (t->part != order[p])
                continue;
            if (!was || was->is_matched) {
                put_row(out, t, "added", NULL, NULL, summary(t));
                continue;
            }
            was->is_matched = true;
            if (!text_same(was->name, t->name))
                put_row(out, t, "renamed", NULL, was->name, t->name);
            put_changes(out, was, t);
        }
        for (int i = 0; i < old.n; i++)
            if (old.list[i].part == order[p] && !old.list[i].is_matched)
                put_row(out, &old.list[i], "removed", NULL, summary(&old.list[i]), NULL);
    }
    put_end_array(out);
    map_fini(&map);
    arena_fini(&arena);
}
