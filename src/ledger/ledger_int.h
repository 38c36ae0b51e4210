/* What the files of ledger/ share with each other and with nobody else. */
#ifndef LEDGER_LEDGER_INT_H
#define LEDGER_LEDGER_INT_H
#include "ledger/ledger.h"

/* ---- record_store.c: row and struct ---------------------------------------------------- */
struct ledger_sql {
    const char *insert, *update, *move, *load, *columns;
    int binds_n;
};

enum outcome record_insert(struct work *w, struct record *r, struct err *e);
enum outcome record_update(struct work *w, struct record *r, bool only_state, struct err *e);
enum outcome record_title_of(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                             const char **ret, struct err *e);
/* Up to 200 others with the same values in the unique's fields, from `after` on. */
enum outcome record_same_fields(struct work *w, const struct record *r, const struct unique *u,
                                int64_t after, int64_t *ret_ids, int *ret_n, struct err *e);
/* Ids of records whose ref field f names id, open or closed, from `after` on. */
enum outcome record_referring(struct arena *a, struct db *db, const struct ledger *l,
                              const struct field *f, int64_t id, bool only_open, int64_t after,
                              int64_t *ret_ids, int max, int *ret_n, struct err *e);
/* The newest record whose ref field f names id, and when it happened; 0 when none. */
enum outcome record_latest_about(struct db *db, const struct ledger *l, const struct field *f,
                                 int64_t id, int64_t *ret, int64_t *ret_at, struct err *e);
/* The record with that value in a field (key when f is NULL); 0 when none. For imports. */
enum outcome record_by_text(struct db *db, const struct ledger *l, const char *text, int64_t *ret,
                            int *ret_found, struct err *e);
/* Row image for the journal: {"table","id","row":{…}}; row null when deleted. */
int64_t record_sealed_hash(struct guard *g, const struct field *f, struct value v);
enum outcome user_exists(struct db *db, int64_t id, bool *ret, struct err *e);
void record_image(struct buf *out, const struct record *r);
bool value_is_empty(struct value v); /* null, or a text of no length */

/* ---- reference.c: what an expression may ask --------------------------------------------- */
struct reader {
    struct eval eval; /* eval.arg is the reader */
    struct work *work;
    const struct record *self; /* record 0 */
    const struct plan *standards; /* whose values hold where none is kept, when not the work's */
    const struct field *lines; /* inside a row of lines … */
    const struct value *row;   /* … and its values */
    struct seen {
        const struct ledger *ledger;
        int64_t id;
        struct record *record;
        struct seen *next;
    } * seen;
};
void reader_init(struct reader *r, struct work *w, const struct record *self);
enum outcome reader_record(struct reader *r, const struct ledger *l, int64_t id,
                           struct record **ret, struct err *e);

/* ---- law.c: the rules a record stands under ------------------------------------------------ */
struct editions;
struct law {
    struct reader *reader;       /* reads the record as these rules know it */
    const struct ledger *ledger; /* with the rules */
    const struct plan *plan;     /* held; NULL: the edition in force */
    struct editions *editions;
    struct record *record;
    struct work work;
    struct reader own;
};
enum outcome law_open(struct law *law, struct reader *rd, const struct record *r, struct err *e);
void law_follow(struct law *law, const struct record *r); /* r has changed */
void law_close(struct law *law);
const struct move *law_move(const struct law *law, const struct move *m);
const struct ledger *law_ledger(const struct plan *old, const struct ledger *now);
/* An old edition's tables, columns and states under the names they have now. */
void law_adopt(struct plan *old, const struct plan *now);

/* ---- take.c, record.c, judge.c, name.c: one record, judged -------------------------------------
 */
typedef struct {
    uint64_t bits[2];
} given_set; /* LIMIT_FIELDS is 120 */
static inline bool given_has(const given_set *g, int i)
{
    return g->bits[i >> 6] >> (i & 63) & 1;
}
static inline void given_add(given_set *g, int i)
{
    g->bits[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Parses the input into r->values; tells which fields were given. lenient: a spreadsheet's way. */
enum outcome record_take(struct work *w, struct record *r, json_t *fields,
                         const struct record *before, given_set *ret, struct err *e);
/* Defaults (new records), hidden fields emptied, computed values, place and also, kept standards.
 */
enum outcome record_fill(struct reader *rd, struct record *r, const struct record *before,
                         const given_set *given, struct err *e);
enum outcome record_judge(struct reader *rd, struct record *r, const given_set *given,
                          struct err *e);
enum outcome record_link(struct reader *rd, const struct field *f, struct value v,
                         struct err *e); /* ref, place or user exists and may be named */
enum outcome record_name(struct reader *rd, struct record *r, struct err *e); /* title */
enum outcome refuse_missing(const struct field *f, struct err *e);
enum outcome record_unique(struct reader *rd, const struct record *r, struct err *e);
void key_print(struct buf *out, const struct key_rule *k, int64_t day, int64_t n);
/* One value of the input, judged by its type. */
enum outcome field_parse(const struct work *w, const struct field *f, json_t *j, struct value *ret,
                         struct err *e);
struct type_rule field_rule(const struct work *w, const struct field *f);
void value_json(struct buf *out, const struct plan *plan, const struct field *f,
                struct value v); /* no masking */
void value_print(struct buf *out, const struct plan *plan, const struct field *f, struct value v,
                 enum lang lang);

/* ---- then.c, state.c, order.c -----------------------------------------------------------------
 */
enum outcome then_run(struct work *w, const struct change *c, struct err *e);
enum outcome order_check(struct reader *rd, const struct record *r, struct err *e); /* restricts */
bool order_is_in_force(const struct plan *plan, const struct record *order, int64_t place,
                       int64_t now);
enum outcome order_release(struct work *w, const struct ledger *l, int64_t id,
                           struct err *e); /* by the system */
enum outcome alert_no_way_out(struct work *w, const struct record *r, struct err *e);
enum outcome order_ended(struct work *w, const struct record *order, struct err *e);
/* The move that the system takes to end a record: see state.c. NULL when there is none. */
const struct move *state_way_out(const struct ledger *l, int state);
bool move_is_from(const struct move *m, int state);

/* ---- change.c: what creating, amending and moving share ---------------------------------- */
int64_t work_user(const struct work *w); /* as kept: 0 the system, -1 somebody at a public door */
bool work_may(const struct work *w, enum verb verb, const struct record *r);
struct record *record_dup(struct arena *a, const struct record *from);
/* Final, and the plan does not let it be amended: only the system's own consequences touch it. */
bool record_is_shut(const struct record *r);
bool record_differs(const struct record *a, const struct record *b);
/* The datetime at which it happened, 0 unknown; a date counts from its local midnight. */
int64_t record_occurred_at(const struct plan *plan, const struct record *r);
void apply_presets(const struct work *w, struct record *r, given_set *given);
/* The same text sealed again has another ciphertext: a value given as it was is no change. */
void keep_same_sealed(const struct work *w, const struct record *before, struct record *r);
enum outcome check_revision(const struct record *r, int64_t rev, struct err *e);
enum outcome change_finish(struct work *w, const struct change *c, struct err *e);
/* The hooks of other modules, in their order. */
enum outcome hooks_erase(struct work *w, const struct record *r, struct err *e);
enum outcome hooks_batch(struct app *app, struct db *db, const struct plan *plan, int64_t batch,
                         bool is_done, struct err *e);
enum outcome change_alert(struct work *w, const struct record *r, const struct then *t,
                          struct err *e);
/* The record as the actor may see it; NOT_FOUND when not. */
enum outcome record_seen(struct work *w, const struct ledger *l, int64_t id, struct record **ret,
                         struct err *e);
enum outcome refuse_absent(const struct ledger *l, int64_t id, struct err *e);
enum outcome refuse_act(const struct ledger *l, struct err *e);

/* ---- create.c, amend.c, answered.c ------------------------------------------------------- */
enum outcome record_prepare(struct reader *rd, struct record *r, const given_set *given,
                            struct err *e);
/* What moves with this record moves now, when its places have changed. */
enum outcome carry_along(struct work *w, const struct record *before, const struct record *r,
                         struct err *e);
/* What was answered before is answered again: *ret is the record as it is now, or NULL. */
struct request;
enum outcome answered_before(struct work *w, const struct ledger *l, json_t *fields, int64_t seed,
                             struct request *req, struct record **ret, struct err *e);
enum outcome answered_keep(struct work *w, const struct request *req, const struct record *r,
                           struct err *e);
/* Keeps a key sent for one act from answering for another. */
#define AMENDS (1ll << 61)
#define MOVES (1ll << 62)
#endif
