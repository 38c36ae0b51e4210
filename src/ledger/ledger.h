/* Records judged by the plan: create, amend, move, consequences, lists, import, export, erasure.
 *
 * ledger never calls upward: what other modules do when a record changes hangs in struct hook rows
 * (listed in src/assemble.c), run in that order in the same transaction. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H
#include "guard/guard.h"
#include "journal/journal.h"
#include "op/op.h"
#include "plan/plan.h"

/* A record in memory: values by field index, sealed ones as plain text once opened. */
struct record {
    const struct ledger *ledger;
    int64_t id, rev;
    int state;
    int64_t place, also[3];
    const char *key, *title, *edition;
    int64_t created_at, created_by, changed_at, changed_by, closed_at, occurred_at; /* seconds */
    int64_t key_no, batch;
    struct value *values;           /* ledger->fields_n */
    struct value *kept;             /* ledger->keep_n: standards frozen at creation */
};

struct work {                       /* what a change needs to know */
    struct app *app; struct db *db; struct arena *arena;
    const struct plan *plan; const struct actor *actor;
    int64_t now_ms;
    int depth;                      /* of consequences */
    const char *idempotency;
    bool is_history;                /* old keys and states, no consequences */
    int64_t batch;                  /* import batch, 0 none */
};

struct change { const char *act; const struct record *before, *after; const struct move *move; };
struct hook { const char *name; enum outcome (*run)(struct work *w, const struct change *c, struct err *e); };
void ledger_hooks(const struct hook *rows, int n);

/* Rules, defaults, computed values, place, uniqueness, consequences, journal: all or nothing. */
enum outcome record_create(struct work *w, const struct ledger *l, json_t *fields, struct record **ret, struct err *e);
enum outcome record_amend(struct work *w, const struct ledger *l, int64_t id, int64_t rev, json_t *fields, struct record **ret, struct err *e);
enum outcome record_move(struct work *w, const struct ledger *l, int64_t id, int64_t rev, const struct move *move, json_t *fields, struct record **ret, struct err *e);
enum outcome record_load(struct arena *a, struct db *db, const struct plan *plan, const struct ledger *l, int64_t id, struct record **ret, struct err *e);
/* As the caller may see it: masked, references as {id,title}. */
enum outcome record_json(struct call *c, struct buf *out, const struct record *r, struct err *e);

/* Tables of a plan: creates, adds, renames; never drops. Refuses with the list when a record would
 * be in no state. */
enum outcome ledger_install(struct db *db, const struct plan *old, const struct plan *new_, struct buf *ret_report, struct err *e);
#endif
