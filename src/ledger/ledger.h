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
    const char *key, *title, *edition; /* edition: NULL until asked for, see edition_no */
    int64_t created_at, created_by, changed_at, changed_by, closed_at, occurred_at; /* seconds */
    int64_t key_no, batch, edition_no;
    struct value *values; /* ledger->fields_n; V_BLOB: sealed and not opened yet */
    int64_t *equal;       /* ledger->fields_n: keyed hashes of sealed values, 0 none */
    struct value *kept;   /* ledger->keep_n: standards frozen at creation */
};

struct work { /* what a change needs to know */
    struct app *app;
    struct db *db;
    struct arena *arena;
    const struct plan *plan;
    const struct actor *actor;
    int64_t now_ms;
    int depth; /* of consequences */
    const char *idempotency;
    const char *from; /* the caller's address */
    bool is_history; /* old keys and states, no consequences */
    bool is_import;  /* cells of a table: read leniently, granted by `import` */
    bool is_undo;    /* an import is being taken back: its records never were */
    int64_t batch;   /* import batch, 0 none */
    int64_t next_id; /* import: the id reserved for the record, 0 the next free one */
    const struct preset {
        const struct field *field;
        struct value value;
    } * presets; /* of a consequence */
    int presets_n;
    const struct old {
        const char *key;
        int state;
        int64_t created_at, closed_at;
    } * old;                     /* history imports */
    const struct record *answer; /* what the operation answers with */
    struct warned {
        const char *rule;
        struct label say;
        const char *field;
    } * warnings; /* told in the answer */
    int warnings_n;
    struct touched {
        const struct ledger *ledger;
        int64_t id;
        int64_t places[4];
        const char *act;
        struct touched *next;
    } * touched; /* for app->changed, newest first */
};
void work_of_call(struct work *w, struct call *c);         /* a change asked for by this call */
void work_announce(struct app *app, const struct work *w); /* after the commit: app->changed */

struct change {
    const char *act;
    const struct record *before, *after;
    const struct move *move;
};
struct hook {
    const char *name;
    enum outcome (*run)(struct work *w, const struct change *c, struct err *e);
    /* The row is going: retention, or an import taken back (w->is_undo). Not called for records of
     * an import that was never done. May be NULL. */
    enum outcome (*erase)(struct work *w, const struct record *r, struct err *e);
    /* The records of an import, which changed with w->batch, exist from now on; or never will.
     * In a writer's job. May be NULL. */
    enum outcome (*batch)(struct app *app, struct db *db, const struct plan *plan, int64_t batch,
                          bool is_done, struct err *e);
};
/* The ledger whose records an import holds; NULL: the plan has it no more. */
enum outcome batch_ledger(struct db *db, const struct plan *plan, int64_t batch,
                          const struct ledger **ret, struct err *e);
struct hooks {
    const struct hook *const *rows;
    int n;
};
/* Once, by assemble.c, before the writer starts. */
void ledger_hooks(struct app *app, const struct hook *const *rows, int n);

/* Rules, defaults, computed values, place, uniqueness, consequences, journal: all or nothing.
 * In a writer's job. rev -1: whatever the revision is. fields: borrowed, may be NULL for a move. */
enum outcome record_create(struct work *w, const struct ledger *l, json_t *fields,
                           struct record **ret, struct err *e);
enum outcome record_amend(struct work *w, const struct ledger *l, int64_t id, int64_t rev,
                          json_t *fields, struct record **ret, struct err *e);
enum outcome record_move(struct work *w, const struct ledger *l, int64_t id, int64_t rev,
                         const struct move *move, json_t *fields, struct record **ret,
                         struct err *e);
/* No guard: the caller asks guard_may(). Records of an import not yet done do not exist. */
enum outcome record_load(struct arena *a, struct db *db, const struct plan *plan,
                         const struct ledger *l, int64_t id, struct record **ret, struct err *e);
/* Also one of an import that is not done. */
enum outcome record_load_any(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                             struct record **ret, struct err *e);
struct record *record_blank(struct arena *a, const struct ledger *l); /* all values null */
void record_subject(struct subject *ret, const struct record *r);
/* The plain value of a field, sealed ones opened. V_NULL when the key is destroyed. */
enum outcome record_plain(struct guard *g, struct arena *a, const struct record *r,
                          const struct field *f, struct value *ret, struct err *e);

/* For expressions that modules above judge: over this record, or a stub of one that has at least
 * ledger (NULL of a place), id and place. In the work's arena. */
struct eval *record_eval(struct work *w, const struct record *self);
struct record *record_stub(struct arena *a, const struct ledger *l, int64_t id, int64_t place);
/* Is the record in a final state? */
static inline bool record_is_closed(const struct record *r)
{
    return r->ledger->states[r->state].is_final;
}
/* Open records of a ledger (all, where no state is final), from `after` on, by id. */
enum outcome record_open_ids(struct db *db, const struct ledger *l, int64_t after, int64_t *ret,
                             int max, int *ret_n, struct err *e);
/* A number of the writer's own series, see ledger/books.h; in a writer's job. */
enum outcome work_next_id(struct work *w, const char *series, int64_t *ret, struct err *e);

/* As writer_do(), but behind live requests; about 10 ms of work at most. */
enum outcome slice_do(struct app *app, enum outcome (*run)(struct db *, void *, struct err *),
                      void *arg, struct err *e);
bool slice_is_over(struct app *app, int64_t started_us, int64_t at_most_us);

/* Statement texts of every ledger, made once in the plan's arena. Before the plan is shared. */
void ledger_prepare(struct plan *plan);

/* Automatic moves that are due, orders that lapse, retention, waiting search postings: called about
 * every second by the server on a thread of its own; long work goes to the writer in slices. */
enum outcome ledger_tick(struct app *app, struct err *e);

/* A document (paper/doc.h) as the call's answer: a PDF without a name on disk. */
struct doc;
enum outcome answer_pdf(struct call *c, struct doc *d, const char *name, struct err *e);

/* The rows of ledger/ledger_op.c, for assemble.c. */
const struct op *ledger_ops(int *ret_n);
#endif
