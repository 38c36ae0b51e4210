/* The tree of places: areas from the country to a room, and units of every kind.
 * Ids are positions (value/place_id.h); codes and names are dated; nothing is deleted. */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"
#include "store/store.h"

struct place {
    int64_t id, parent;
    const char *kind;      /* name in the plan */
    const char *code;      /* official code today, "" when none */
    const char *name;      /* today */
    int64_t successor;     /* where it went when retired, else 0 */
    int64_t retired_on;    /* date, 0 while live */
    int64_t key_no;        /* reserved */
};

enum outcome place_get(struct place *ret, struct arena *a, struct db *db, int64_t id, struct err *e);
enum outcome place_by_code(struct place *ret, struct arena *a, struct db *db, const char *code, struct err *e);
/* "…id…" or code, as arguments and CSV give it. */
enum outcome place_parse(int64_t *ret, struct db *db, const char *text, struct err *e);
/* Follows successors to the live place (itself when live). */
enum outcome place_live(int64_t *ret, struct db *db, int64_t id, struct err *e);
enum outcome place_field(struct value *ret, struct arena *a, struct db *db, int64_t id, const char *name, struct err *e);

/* In a writer's job. Position: the lowest free number, given once. */
struct place_new { int64_t parent; const char *kind, *code, *name; int64_t from; const char *fields_json; int64_t user; };
struct journal;
enum outcome place_add(int64_t *ret, struct db *db, struct journal *j, const struct plan *plan, const struct place_new *p, int64_t now_ms, struct err *e);

/* Children with counts, for trees: JSON array [{id,name,code,kind,children}]. */
enum outcome place_children_json(struct buf *out, struct db *db, int64_t parent, bool with_retired, struct err *e);
#endif
