/* Random records for where_test.c: of the ledgers of expr_plan.h, in C and in a database. */
#ifndef LEDGER_WHERE_WORLD_H
#define LEDGER_WHERE_WORLD_H
#include "base/clock.h"
#include "ledger/where.h"

#define VISITS 25
#define PERSONS 8
#define PLACES 6
#define FIELDS_MAX 32
#define FIRST_ID INT64_C(4611756387171565569) /* ids use all 63 bits */

struct world {
    const struct plan *plan;
    struct arena arena;
    struct row {
        int64_t id;
        struct value fields[FIELDS_MAX], system[SYSTEM_FIELDS], kept;
    } visits[VISITS], persons[PERSONS];
    struct place_row {
        int64_t id, beds;
        const char *kind, *name, *code, *json, *grade, *sign;
    } places[PLACES];
};
void world_init(struct world *w, const struct plan *plan, struct rng *rng);
void world_fini(struct world *w);
/* Tables and rows, or the tables alone. */
void world_store(const struct world *w, struct db *db, bool is_empty);
void world_must(enum outcome o, const struct err *e); /* fails the test with the error */

/* The record an evaluation is about; the eval's arg. */
struct self { const struct world *world; const struct ledger *ledger; const struct row *row; };
struct eval world_eval(struct arena *a, struct self *self);
/* The same standards for where.standard; its arg is the world. */
enum outcome world_standard(struct where *w, const struct standard *s, struct where_standard *ret,
                            struct err *e);
#endif
