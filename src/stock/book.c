/* Balances in memory that follow the writer's transaction. See book.h; SQL is in book_store.c.
 * Undo: every change notes what it was. A job that fails goes back to its mark, a group that fails
 * to its beginning. */
#include "stock/stock_int.h"

#define SLOTS_MAX 300000 /* then all are forgotten, between two groups */

void stock_new(struct stock **ret)
{
    struct stock *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    map_init(&s->slots);
    map_init(&s->names);
    buf_init(&s->image, 1 << 16);
    *ret = s;
}

static void slots_free(struct map *m)
{
    size_t cursor = 0;
    const char *key;
    void *slot;
    while (map_each(m, &cursor, &key, &slot)) {
        free(((struct slot *)slot)->key);
        free(slot);
    }
    map_fini(m);
}

void book_forget(struct stock *s)
{
    slots_free(&s->slots);
    slots_free(&s->names);
    map_init(&s->slots);
    map_init(&s->names);
    s->slots_n = 0;
    s->dirty_n = s->undo_n = s->mark = 0;
}

void stock_free(struct stock *s)
{
    if (!s)
        return;
    slots_free(&s->slots);
    slots_free(&s->names);
    buf_fini(&s->image);
    free(s->undo);
    free(s->dirty);
    free(s);
}

struct slot *book_slot(struct stock *s, struct map *m, const char *key)
{
    struct slot *slot = map_find(m, key);
    if (slot)
        return slot;
    slot = calloc(1, sizeof *slot);
    if (!slot || !(slot->key = strdup(key)))
        abort();
    slot->day = DAY_NONE;
    map_put(m, slot->key, slot);
    s->slots_n++;
    return slot;
}

static void *grown(void *list, int n, int *cap, size_t size)
{
    if (n < *cap)
        return list;
    *cap = *cap ? *cap * 2 : 256;
    list = realloc(list, (size_t)*cap * size);
    if (!list)
        abort();
    return list;
}

void book_set(struct stock *s, struct slot *slot, int64_t value, int64_t day, bool is_balance)
{
    s->undo = grown(s->undo, s->undo_n, &s->undo_cap, sizeof *s->undo);
    s->undo[s->undo_n++] = (struct undo){slot, slot->value, slot->day};
    slot->value = value;
    slot->day = day;
    if (is_balance && !slot->is_dirty) {
        slot->is_dirty = true;
        s->dirty = grown(s->dirty, s->dirty_n, &s->dirty_cap, sizeof *s->dirty);
        s->dirty[s->dirty_n++] = slot;
    }
}

static void stock_mark(void *arg)
{
    struct stock *s = arg;
    s->mark = s->undo_n;
}

static void back_to(struct stock *s, int mark)
{
    while (s->undo_n > mark) {
        struct undo *u = &s->undo[--s->undo_n];
        u->slot->value = u->value;
        u->slot->day = u->day;
    }
}

static void stock_revert(void *arg)
{
    struct stock *s = arg;
    back_to(s, s->mark);
}

static enum outcome stock_before_commit(struct db *db, void *arg, struct err *e)
{
    struct stock *s = arg;
    return s->dirty_n ? book_write(s, db, e) : OK;
}

static void stock_after(void *arg, bool committed)
{
    struct stock *s = arg;
    if (committed && s->dirty_n)
        s->stamp++;
    if (!committed)
        back_to(s, 0);
    for (int i = 0; i < s->dirty_n; i++)
        s->dirty[i]->is_dirty = false;
    s->dirty_n = s->undo_n = s->mark = 0;
    s->is_fresh = false;
    if (s->slots_n > SLOTS_MAX)
        book_forget(s);
}

void stock_hooks(struct stock *s, struct writer_hooks *ret)
{
    *ret = (struct writer_hooks){.mark = stock_mark,
                                 .revert = stock_revert,
                                 .after = stock_after,
                                 .before_commit = stock_before_commit,
                                 .arg = s};
}
