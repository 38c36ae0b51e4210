/* Open addressing with linear probing; removal shifts the followers back, so there are no
 * tombstones and a map that lives as long as the server does not wear out. Half full at most. */
#include "base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct map_slot {
    const char *key; /* NULL: free */
    void *value;
    uint64_t hash;
};

struct intmap_slot {
    int64_t key; /* 0: free */
    int64_t value;
};

static void *slots_new(size_t n, size_t size)
{
    void *slots = calloc(n, size);
    if (!slots)
        abort();
    return slots;
}

static uint64_t mix(uint64_t h)
{
    h ^= h >> 30;
    h *= 0xBF58476D1CE4E5B9u;
    h ^= h >> 27;
    h *= 0x94D049BB133111EBu;
    return h ^ h >> 31;
}

static uint64_t hash_text(const char *key)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 0x100000001B3u;
    return mix(h);
}

void map_init(struct map *m)
{
    *m = (struct map){0};
}

void map_fini(struct map *m)
{
    free(m->slots);
    map_init(m);
}

/* The slot of the key, or the free one where it would go. cap is a power of two. */
static struct map_slot *map_slot_of(const struct map *m, const char *key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);
    while (m->slots[i].key && (m->slots[i].hash != hash || strcmp(m->slots[i].key, key) != 0))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

void *map_find(const struct map *m, const char *key)
{
    if (m->used == 0)
        return NULL;
    return map_slot_of(m, key, hash_text(key))->value;
}

void map_put(struct map *m, const char *key, void *value)
{
    if (m->used * 2 >= m->cap) {
        struct map bigger = {.cap = m->cap ? m->cap * 2 : 16, .used = m->used};
        bigger.slots = slots_new(bigger.cap, sizeof *bigger.slots);
        for (size_t i = 0; i < m->cap; i++)
            if (m->slots[i].key)
                *map_slot_of(&bigger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
        free(m->slots);
        *m = bigger;
    }
    uint64_t hash = hash_text(key);
    struct map_slot *slot = map_slot_of(m, key, hash);
    if (!slot->key) {
        slot->key = key;
        slot->hash = hash;
        m->used++;
    }
    slot->value = value;
}

bool map_remove(struct map *m, const char *key)
{
    if (m->used == 0)
        return false;
    struct map_slot *slot = map_slot_of(m, key, hash_text(key));
    if (!slot->key)
        return false;
    size_t mask = m->cap - 1, hole = (size_t)(slot - m->slots);
    for (size_t i = (hole + 1) & mask; m->slots[i].key; i = (i + 1) & mask) {
        size_t home = m->slots[i].hash & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) { /* its way leads over the hole */
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole] = (struct map_slot){0};
    m->used--;
    return true;
}

bool map_each(const struct map *m, size_t *cursor, const char **ret_key, void **ret_value)
{
    for (; *cursor < m->cap; (*cursor)++) {
        const struct map_slot *slot = &m->slots[*cursor];
        if (!slot->key)
            continue;
        if (ret_key)
            *ret_key = slot->key;
        if (ret_value)
            *ret_value = slot->value;
        (*cursor)++;
        return true;
    }
    return false;
}

void intmap_init(struct intmap *m)
{
    *m = (struct intmap){0};
}

void intmap_fini(struct intmap *m)
{
    free(m->slots);
    intmap_init(m);
}

static struct intmap_slot *intmap_slot_of(const struct intmap *m, int64_t key)
{
    size_t i = mix((uint64_t)key) & (m->cap - 1);
    while (m->slots[i].key != 0 && m->slots[i].key != key)
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

bool intmap_find(const struct intmap *m, int64_t key, int64_t *ret)
{
    if (m->used == 0 || key == 0)
        return false;
    const struct intmap_slot *slot = intmap_slot_of(m, key);
    if (slot->key == 0)
        return false;
    if (ret)
        *ret = slot->value;
    return true;
}

void intmap_put(struct intmap *m, int64_t key, int64_t value)
{
    assert(key != 0);
    if (m->used * 2 >= m->cap) {
        struct intmap bigger = {.cap = m->cap ? m->cap * 2 : 16, .used = m->used};
        bigger.slots = slots_new(bigger.cap, sizeof *bigger.slots);
        for (size_t i = 0; i < m->cap; i++)
            if (m->slots[i].key != 0)
                *intmap_slot_of(&bigger, m->slots[i].key) = m->slots[i];
        free(m->slots);
        *m = bigger;
    }
    struct intmap_slot *slot = intmap_slot_of(m, key);
    if (slot->key == 0) {
        slot->key = key;
        m->used++;
    }
    slot->value = value;
}

bool intmap_remove(struct intmap *m, int64_t key)
{
    if (m->used == 0 || key == 0)
        return false;
    struct intmap_slot *slot = intmap_slot_of(m, key);
    if (slot->key == 0)
        return false;
    size_t mask = m->cap - 1, hole = (size_t)(slot - m->slots);
    for (size_t i = (hole + 1) & mask; m->slots[i].key != 0; i = (i + 1) & mask) {
        size_t home = mix((uint64_t)m->slots[i].key) & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole] = (struct intmap_slot){0};
    m->used--;
    return true;
}
