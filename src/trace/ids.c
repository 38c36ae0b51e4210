/* Numbers for ids, and lists of cells without pointers: what keeps a stay at 24 bytes. */
#include "trace/net_int.h"

#include <stdlib.h>
#include <string.h>

void *grow(void *p, size_t size, uint32_t n, uint32_t *cap)
{
    if (n < *cap)
        return p;
    uint32_t to = *cap ? *cap + *cap / 4 + 16 : 64;
    if (to <= n)
        to = n + 1;
    p = realloc(p, size * to);
    if (!p)
        abort();
    memset((char *)p + size * *cap, 0, size * (to - *cap));
    *cap = to;
    return p;
}

static uint32_t hash(int64_t id, uint32_t slots_n)
{
    uint64_t h = (uint64_t)id * 0x9e3779b97f4a7c15u;
    return (uint32_t)(h >> 32) & (slots_n - 1);
}

uint32_t ids_find(const struct ids *ids, int64_t id)
{
    if (!ids->slots_n)
        return 0;
    for (uint32_t i = hash(id, ids->slots_n);; i = (i + 1) & (ids->slots_n - 1)) {
        uint32_t n = ids->slots[i];
        if (!n || ids->id[n] == id)
            return n;
    }
}

void ids_index(struct ids *ids)
{
    uint32_t slots_n = 64;
    while ((uint64_t)slots_n * 3 < (uint64_t)ids->n * 4 + 4)
        slots_n *= 2;
    free(ids->slots);
    ids->slots_n = slots_n;
    ids->slots = calloc(slots_n, sizeof *ids->slots);
    if (!ids->slots)
        abort();
    for (uint32_t n = 1; n <= ids->n; n++) {
        uint32_t i = hash(ids->id[n], slots_n);
        while (ids->slots[i])
            i = (i + 1) & (slots_n - 1);
        ids->slots[i] = n;
    }
}

uint32_t ids_give(struct ids *ids, int64_t id)
{
    uint32_t n = ids_find(ids, id);
    if (n)
        return n;
    n = ++ids->n;
    ids->id = grow(ids->id, sizeof *ids->id, n, &ids->cap);
    ids->id[n] = id;
    if ((uint64_t)n * 4 > (uint64_t)ids->slots_n * 3) {
        ids_index(ids);
        return n;
    }
    uint32_t i = hash(id, ids->slots_n);
    while (ids->slots[i])
        i = (i + 1) & (ids->slots_n - 1);
    ids->slots[i] = n;
    return n;
}

void ids_fini(struct ids *ids)
{
    free(ids->id);
    free(ids->slots);
}

/* ---- pool: classes 1 2 3 4 6 8 12 16 24 … cells ---- */

#define CHUNK_BITS 18
#define CHUNK (1u << CHUNK_BITS)
_Static_assert(STAYS_MAX * 4 / 3 < CHUNK, "a list fits into a chunk");

static int class_of(uint32_t n, uint32_t *ret_cap)
{
    uint32_t cap = 1;
    int class = 0;
    while (cap < n) {
        class ++;
        cap = cap < 4 ? cap + 1 : (cap & (cap - 1)) ? cap / 3 * 4 : cap / 2 * 3;
    }
    *ret_cap = cap;
    return class;
}

uint32_t pool_cap(uint32_t n)
{
    uint32_t cap;
    class_of(n, &cap);
    return cap;
}

union cell *pool_at(const struct pool *p, uint32_t at)
{
    return p->chunks[at >> CHUNK_BITS] + (at & (CHUNK - 1));
}

static uint32_t take(struct pool *p, uint32_t n)
{
    uint32_t cap;
    int class = class_of(n, &cap);
    uint32_t at = p->free[class];
    if (at) {
        p->free[class] = pool_at(p, at)->next_free;
        return at;
    }
    if (!p->chunks_n || p->used + cap > CHUNK) {
        p->chunks = realloc(p->chunks, sizeof *p->chunks * (p->chunks_n + 1));
        if (!p->chunks || !(p->chunks[p->chunks_n] = malloc(sizeof(union cell) * CHUNK)))
            abort();
        p->chunks_n++;
        p->used = p->chunks_n == 1 ? 1 : 0; /* cell 0 means none */
    }
    at = ((p->chunks_n - 1) << CHUNK_BITS) + p->used;
    p->used += cap;
    return at;
}

uint32_t pool_fit(struct pool *p, uint32_t at, uint32_t had, uint32_t n)
{
    uint32_t had_cap = 0, cap = 0;
    int had_class = class_of(had, &had_cap);
    class_of(n, &cap);
    if (at && had && had_cap == cap)
        return at;
    uint32_t to = n ? take(p, n) : 0;
    if (to && had)
        memcpy(pool_at(p, to), pool_at(p, at), sizeof(union cell) * (had < n ? had : n));
    if (at && had) {
        pool_at(p, at)->next_free = p->free[had_class];
        p->free[had_class] = at;
    }
    return to;
}

void pool_fini(struct pool *p)
{
    for (uint32_t i = 0; i < p->chunks_n; i++)
        free(p->chunks[i]);
    free(p->chunks);
}
