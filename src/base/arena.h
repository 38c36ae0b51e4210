/* A request's memory: allocated piece by piece, freed all at once.
 *
 * Danger: nothing of an arena may be kept past arena_clear()/arena_fini(); dup what must live on.
 * Past `limit` bytes the arena still gives memory (up to twice the limit, then abort) but
 * arena_is_over() turns true: whoever runs the request refuses it. True out-of-memory aborts. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stdbool.h>
#include <stddef.h>

struct arena {
    struct arena_block *block; /* newest first */
    size_t used, limit;
};

void arena_init(struct arena *a, size_t limit);
void arena_clear(struct arena *a); /* keeps one block for reuse */
void arena_fini(struct arena *a);
bool arena_is_over(const struct arena *a);
void *arena_alloc(struct arena *a, size_t size);           /* zeroed, 16-byte aligned */
void *arena_copy(struct arena *a, const void *p, size_t size);
char *arena_text(struct arena *a, const char *s, size_t len); /* adds the final NUL */
char *arena_dup(struct arena *a, const char *s);              /* NULL gives NULL */
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
