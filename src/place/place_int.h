/* Private to place/: what its files share. */
#ifndef PLACE_PLACE_INT_H
#define PLACE_PLACE_INT_H
#include "place/place.h"

#define PLACE_MOVE_MAX 2000 /* places that one move, merge or split may give a new position */
#define PLACE_NAME_MAX 100  /* characters */
#define PLACE_CODE_MAX 40
#define PLACE_HOPS_MAX 64 /* successors of successors */

/* position.c: rules of where a place may stand. */
enum outcome place_position_check(const struct plan *plan, const struct kind *kind, int64_t parent,
                                  const char *parent_kind, struct err *e);
/* Levels at which a child of that kind may take a number, in the order to try. */
int place_position_levels(const struct kind *kind, int64_t parent, enum level levels[LEVELS]);
const struct kind *place_position_area(const struct plan *plan, enum level level);
int64_t place_sort_default(int64_t id); /* areas before units, then as they were added */
/* Level told by the zeros of a 12-digit official code; LEVEL_COUNTRY when it is not one. */
enum level place_code_level(const char *code);
/* The code with every digit below that level 0, padded to 12. */
void place_code_at(const char *code, enum level level, char out[13]);
enum outcome place_name_check(char **ret, struct arena *a, const char *name, const char *field,
                              struct err *e);
enum outcome place_code_check(char **ret, struct arena *a, const char *code, struct err *e);

/* fields.c: the kind's own fields. old and new are JSON objects or NULL. */
enum outcome place_fields_merge(char **ret, struct arena *a, const struct plan *plan,
                                const struct kind *kind, const char *old, json_t *given,
                                int64_t today, struct err *e);
void place_fields_put(struct buf *out, const struct kind *kind, const char *stored);

/* kept.c: places of this connection that need not be read again. */
bool place_kept_find(struct place *ret, struct arena *a, struct db *db, int64_t id);
void place_kept_put(struct db *db, const struct place *p);

/* place_store.c: all SQL. */
struct dated {
    int64_t id, place, since, ended;
    const char *text;
};
enum outcome place_row_parent(struct place *ret, struct arena *a, struct db *db, int64_t id,
                              struct err *e); /* the country too */
enum outcome place_row_next(int64_t *ret, struct db *db, const struct kind *kind, int64_t parent,
                            struct err *e);
/* The highest id used at that level right below the parent, with all below it; 0 none. */
enum outcome place_row_highest(int64_t *ret, struct db *db, int64_t parent, enum level level,
                               struct err *e);
enum outcome place_row_none(bool *ret, struct db *db, struct err *e); /* no place at all */
enum outcome place_row_insert(struct db *db, const struct place *p, struct err *e);
enum outcome place_row_update(struct db *db, const struct place *p, struct err *e);
enum outcome place_row_dated_add(struct db *db, const char *table, struct dated *d, struct err *e);
enum outcome place_row_dated_drop(struct db *db, const char *table, int64_t id, struct err *e);
enum outcome place_row_dated_list(struct dated **ret, int *ret_n, struct arena *a, struct db *db,
                                  const char *table, int64_t place, struct err *e);
/* Announced for `day` or before and not yet in force. */
enum outcome place_row_dated_due(struct dated **ret, int *ret_n, struct arena *a, struct db *db,
                                 const char *table, int64_t day, struct err *e);
enum outcome place_row_successor_add(struct db *db, int64_t place, int64_t successor,
                                     int64_t *ret_id, struct err *e);
enum outcome place_row_successors(int64_t **ret, int *ret_n, struct arena *a, struct db *db,
                                  int64_t place, struct err *e);
enum outcome place_row_subtree(struct place **ret, int *ret_n, struct arena *a, struct db *db,
                               int64_t id, int max, struct err *e); /* live ones, parents first */
enum outcome place_row_count_children(int64_t *ret, struct db *db, int64_t id, struct err *e);
enum outcome place_row_code_taken(bool *ret, struct db *db, const char *code, int64_t but,
                                  struct err *e);

/* Places found by name (exact, then beginning, then containing) or code, in a range of ids. */
struct place_find {
    const char *text;
    int64_t from, to;
    bool with_retired;
    int limit;
};
enum outcome place_row_find(struct place **ret, int *ret_n, struct arena *a, struct db *db,
                            const struct place_find *f, struct err *e);
enum outcome place_row_children(struct place **ret, int64_t **ret_counts, int *ret_n,
                                struct arena *a, struct db *db, int64_t parent, bool with_retired,
                                struct err *e);

/* show.c */
void place_put_row(struct buf *out, const struct place *p,
                   int64_t children); /* -1: no count; the caller ends the object */
enum outcome place_put_path(struct buf *out, struct arena *a, struct db *db, int64_t id,
                            struct err *e);
enum outcome place_show_json(struct buf *out, struct arena *a, struct db *db,
                             const struct plan *plan, const struct place *p, struct err *e);

/* image.c: row images for the journal's payload. */
void place_image_start(struct buf *b);
void place_image_place(struct buf *b, const struct place *p);
void place_image_dated(struct buf *b, const char *table, const struct dated *d);
void place_image_drop(struct buf *b, const char *table, int64_t id);
void place_image_successor(struct buf *b, int64_t id, int64_t place, int64_t successor);
enum outcome place_image_append(struct place_change *c, struct buf *b, const char *act,
                                int64_t place, struct err *e); /* finishes and frees b */

/* map.c: GeoJSON of the children as it is kept, or what is wrong with it. */
enum outcome place_map_check(const char **ret, int *ret_features, struct arena *a, json_t *body,
                             const struct place *children, int children_n, struct err *e);
/* map_store.c; geojson NULL: none any more */
enum outcome place_map_find(const char **ret, struct arena *a, struct db *db, int64_t place,
                      struct err *e);
enum outcome place_map_keep(struct place_change *c, int64_t place, const char *geojson,
                            int features, struct err *e);
#endif
