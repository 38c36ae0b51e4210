/* A request's memory in a chain of blocks. Small requests live in one 16 KiB block that is kept
 * from request to request, so serving one costs no malloc at all. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next; /* older */
    size_t size, used;
    char data[] __attribute__((aligned(16)));
};

#define BLOCK_FIRST ((size_t)16 << 10)
#define BLOCK_LARGEST ((size_t)1 << 20)
#define BLOCK_KEPT ((size_t)256 << 10) /* larger ones are given back by arena_clear */

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
}

void arena_clear(struct arena *a)
{
    struct arena_block *kept = NULL, *next;
    for (struct arena_block *b = a->block; b; b = next) {
        next = b->next;
        if (!kept && b->size <= BLOCK_KEPT)
            kept = b;
        else
            free(b);
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
    }
    a->block = kept;
    a->used = 0;
}

void arena_fini(struct arena *a)
{
    struct arena_block *next;
    for (struct arena_block *b = a->block; b; b = next) {
        next = b->next;
        free(b);
    }
    a->block = NULL;
    a->used = 0;
}

bool arena_is_over(const struct arena *a)
{
    return a->used > a->limit;
}

static void *take(struct arena *a, size_t size, size_t align)
{
    struct arena_block *b = a->block;
    if (b) {
        size_t start = (b->used + align - 1) & ~(align - 1);
        if (start <= b->size && size <= b->size - start) {
            b->used = start + size;
            a->used += size;
            return b->data + start;
        }
    }
    /* Callers look at arena_is_over() often enough that twice the limit is a defect, not a load. */
    if (size > SIZE_MAX / 4 || a->used + size > a->limit * 2 + BLOCK_FIRST)
        abort();
    size_t room = b ? b->size * 2 : BLOCK_FIRST;
    if (room > BLOCK_LARGEST)
        room = BLOCK_LARGEST;
    if (room < size)
        room = (size + 15) & ~(size_t)15;
    struct arena_block *fresh = malloc(sizeof *fresh + room);
    if (!fresh)
        abort();
    fresh->size = room;
    fresh->used = size;
    fresh->next = b;
    a->block = fresh;
    a->used += size;
    return fresh->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return memset(take(a, size, 16), 0, size);
}

void *arena_copy(struct arena *a, const void *p, size_t size)
{
    void *copy = take(a, size, 16);
    if (size > 0)
        memcpy(copy, p, size);
    return copy;
}

char *arena_text(struct arena *a, const char *s, size_t len)
{
    char *copy = take(a, len + 1, 1);
    if (len > 0)
        memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

char *arena_dup(struct arena *a, const char *s)
{
    return s ? arena_text(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    char small[256];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len < 0)
        abort();
    char *text = take(a, (size_t)len + 1, 1);
    if ((size_t)len < sizeof small)
        memcpy(text, small, (size_t)len + 1);
    else
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text;
}
