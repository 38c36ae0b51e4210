/* Numbers in memory that follow the writer's transaction. See books.h; SQL is in books_store.c.
 *
 * Undo: every change of a number notes where and what it was. A job that fails goes back to its
 * mark, a group that fails to its beginning. Slots are never freed, so the notes stay valid. */
#include "base/limits.h"
#include "base/map.h"
#include "base/text.h"
#include "ledger/books_int.h"
#include <assert.h>

void books_new(struct books **ret)
{
    struct books *b = calloc(1, sizeof *b);
    if (!b)
        abort();
    pthread_mutex_init(&b->running_lock, NULL);
    buf_init(&b->image, LIMIT_BODY * 2);
    buf_init(&b->terms, 1 << 16);
    buf_init(&b->old_terms, 1 << 16);
    map_init(&b->series);
    map_init(&b->counts);
    *ret = b;
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

void books_free(struct books *b)
{
    if (!b)
        return;
    slots_free(&b->series);
    slots_free(&b->counts);
    free(b->undo);
    known_keys_drop(b);
    buf_fini(&b->image);
    buf_fini(&b->terms);
    buf_fini(&b->old_terms);
    free(b->dirty);
    pthread_mutex_destroy(&b->running_lock);
    free(b);
}

#define HEX 16

static char *key_text(char *to, const char *s, size_t len)
{
    memcpy(to, s, len);
    to[len] = '/';
    return to + len + 1;
}

static char *key_hex(char *to, uint64_t n)
{
    for (int i = HEX - 1; i >= 0; i--, n >>= 4)
        to[i] = "0123456789abcdef"[n & 15];
    return to + HEX;
}

struct slot *books_slot(struct books *b, struct map *m, const char *name, int64_t place,
                        const char *state, int64_t year)
{
    char key[256];
    struct slot *s;
    size_t len = strlen(name), state_len = state ? strlen(state) : 0;
    /* Asked some twenty times a creation: no printf. */
    assert(len + state_len + 2 * HEX + 3 < sizeof key);
    char *end = key_hex(key_text(key, name, len), (uint64_t)place);
    end = key_hex(key_text(end, state ? state : "", state_len), (uint64_t)year);
    *end = '\0';
    s = map_find(m, key);
    if (s)
        return s;
    s = calloc(1, sizeof *s);
    if (!s || !(s->key = strdup(key)))
        abort();
    s->name = s->key; /* up to the first '/' */
    s->name_len = len;
    s->place = place;
    s->year = year;
    s->state = state ? s->key + len + HEX + 1 : NULL;
    s->state_len = state_len;
    map_put(m, s->key, s);
    return s;
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

void books_set(struct books *b, struct slot *s, int64_t value)
{
    b->undo = grown(b->undo, b->undo_n, &b->undo_cap, sizeof *b->undo);
    b->undo[b->undo_n++] = (struct undo){s, s->value};
    s->value = value;
    if (!s->is_dirty) {
        s->is_dirty = true;
        b->dirty = grown(b->dirty, b->dirty_n, &b->dirty_cap, sizeof *b->dirty);
        b->dirty[b->dirty_n++] = s;
    }
}

void books_count(struct books *b, const char *ledger, int64_t place, const char *state, int64_t by)
{
    struct slot *s = books_slot(b, &b->counts, ledger, place_at(place, LEVEL_VILLAGE), state, 0);
    s->is_count = true;
    books_set(b, s, s->value + by);
}

/* ---- the writer's transaction --------------------------------------------------------------- */

static void books_mark(void *arg)
{
    struct books *b = arg;
    b->mark = b->undo_n;
}

static void books_back_to(struct books *b, int mark)
{
    while (b->undo_n > mark) {
        struct undo *u = &b->undo[--b->undo_n];
        u->slot->value = u->value;
    }
}

static void books_revert(void *arg)
{
    struct books *b = arg;
    books_back_to(b, b->mark);
}

static void books_after(void *arg, bool committed)
{
    struct books *b = arg;
    if (!committed)
        books_back_to(b, 0);
    for (int i = 0; i < b->dirty_n; i++) {
        b->dirty[i]->is_dirty = false;
        if (b->dirty[i]->is_count)
            b->dirty[i]->value = 0; /* added to its row, or the group never happened */
    }
    b->dirty_n = b->undo_n = b->mark = 0;
}

static enum outcome books_before_commit(struct db *db, void *arg, struct err *e)
{
    return books_write(arg, db, e);
}

void books_hooks(struct books *b, struct writer_hooks *ret)
{
    *ret = (struct writer_hooks){.mark = books_mark,
                                 .revert = books_revert,
                                 .before_commit = books_before_commit,
                                 .after = books_after,
                                 .arg = b};
}

/* ---- requests
 * ------------------------------------------------------------------------------------ */

enum outcome request_parse(struct request *ret, const char *uuid, struct err *e)
{
    uint8_t bytes[16];
    char hex[33];
    int n = 0;
    for (const char *s = uuid; *s && n < 33; s++)
        if (*s != '-')
            hex[n++] = *s;
    if (n != 32 || strlen(uuid) > 36 || !text_unhex(hex, 32, bytes))
        return err_set(e, REFUSED, NULL, "idempotency_key", "the Idempotency-Key is a UUID",
                       "Idempotency-Key 须为 UUID");
    ret->high = ret->low = 0;
    for (int i = 0; i < 8; i++) {
        ret->high = ret->high << 8 | bytes[i];
        ret->low = ret->low << 8 | bytes[i + 8];
    }
    return OK;
}

static uint64_t mix(uint64_t h, const void *data, size_t len)
{
    const uint8_t *p = data;
    for (; len >= 8; p += 8, len -= 8) {
        uint64_t n;
        memcpy(&n, p, 8);
        h = (h ^ n) * 0x9fb21c651e98df25u;
        h ^= h >> 32;
    }
    uint64_t rest = len;
    for (; len; len--)
        rest = rest << 8 | *p++;
    h = (h ^ rest) * 0x9fb21c651e98df25u;
    return h ^ h >> 29;
}

static uint64_t digest_of(uint64_t h, json_t *j)
{
    const char *name;
    json_t *item;
    size_t i;
    int kind = j ? (int)json_typeof(j) : -1;
    h = mix(h, &kind, sizeof kind);
    if (json_is_string(j)) {
        h = mix(h, json_string_value(j), json_string_length(j));
    } else if (json_is_integer(j)) {
        json_int_t n = json_integer_value(j);
        h = mix(h, &n, sizeof n);
    } else if (json_is_real(j)) {
        double n = json_real_value(j);
        h = mix(h, &n, sizeof n);
    } else if (json_is_object(j)) {
        json_object_foreach(j, name, item)
        {
            h = mix(h, name, strlen(name) + 1);
            h = digest_of(h, item);
        }
    } else if (json_is_array(j)) {
        json_array_foreach(j, i, item) h = digest_of(h, item);
    }
    return h;
}

int64_t json_digest(json_t *j, int64_t seed)
{
    return (int64_t)(digest_of(0xcbf29ce484222325u ^ (uint64_t)seed, j) >> 1);
}
