/* Hash maps: text -> pointer and int64 -> int64. Keys of the text map are borrowed, not copied. */
#ifndef BASE_MAP_H
#define BASE_MAP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map { struct map_slot *slots; size_t used, cap; };
void map_init(struct map *m);
void map_fini(struct map *m);
void *map_find(const struct map *m, const char *key); /* NULL when absent */
void map_put(struct map *m, const char *key, void *value);
bool map_remove(struct map *m, const char *key);
bool map_each(const struct map *m, size_t *cursor, const char **ret_key, void **ret_value);

struct intmap { struct intmap_slot *slots; size_t used, cap; }; /* key 0 is not allowed */
void intmap_init(struct intmap *m);
void intmap_fini(struct intmap *m);
bool intmap_find(const struct intmap *m, int64_t key, int64_t *ret);
void intmap_put(struct intmap *m, int64_t key, int64_t value);
bool intmap_remove(struct intmap *m, int64_t key);
#endif
