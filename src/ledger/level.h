/* Response levels: activated per place with authority, document and reason; a level holds for the
 * place and everything under it. Standards are read through the levels in force. */
#ifndef LEDGER_LEVEL_H
#define LEDGER_LEVEL_H
#include "ledger/ledger.h"

struct level_new {
    int64_t place;
    const struct plan_level *level;
    const char *authority, *document, *reason;
    int64_t review_on;
};
/* In a writer's job. A level in force at that very place is ended by the new one. */
enum outcome level_activate(struct work *w, const struct level_new *n, int64_t *ret_id,
                            struct err *e);
enum outcome level_end(struct work *w, int64_t id, const char *document, const char *reason,
                       struct err *e);
/* The strictest level in force at the place (its own or an ancestor's); NULL none. */
enum outcome level_at(const struct plan_level **ret, struct db *db, const struct plan *plan,
                      int64_t place, struct err *e);
/* The standard's value at the place and moment: of the level in force, or of the first lower level
 * that sets it (levels are cumulative), else the plan's own. One query only when a level sets it.
 */
enum outcome level_standard(struct value *ret, struct arena *a, struct db *db,
                            const struct plan *plan, const struct standard *s, int64_t place,
                            int64_t now, struct err *e);
/* For where.standard: what the standard is worth in which ranges of places; w->arg is the db. */
struct where;
struct where_standard;
enum outcome level_ranges(struct where *w, const struct standard *s, struct where_standard *ret,
                          struct err *e);
/* Levels at places the caller sees, newest first. */
enum outcome level_list_json(struct buf *out, struct call *c, bool with_ended, struct err *e);
#endif
