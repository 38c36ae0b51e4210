/* A working county for tests of ledgers: places, posts, the plan tests/data/plans/books.yaml in
 * force, writer, journal, guard, search; calls run as the server would run them. */
#ifndef TESTS_LEDGER_OFFICE_H
#define TESTS_LEDGER_OFFICE_H
#include "../check.h"
#include "sides.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "op/op.h"

#define OFFICE_NOW INT64_C(1795421100000) /* 2026-11-23T16:05+08:00 */

#define OFFICE_HOOKS 5
struct office {
    struct test_store *t;
    struct app app;
    int64_t now_ms;
    struct arena arena;          /* of the present call */
    struct buf out;
    struct db *db;               /* reading */
    struct writer_hooks hooks[OFFICE_HOOKS];
    int64_t county, street, village, other_village, grid, checkpoint;
    int64_t command, community, other_community, grid_worker, staff; /* users */
    struct err e;                /* of the last call */
    int status;
    json_t *body;                /* answer of the last call */
    const char *idempotency, *purpose, *file_path;
    struct actor *as;            /* who calls instead of the user, when set */
    char door[65];               /* a door's token, for tests */
    char *plan_text;             /* of the module in force, for the next edition */
    int64_t if_match, etag;
    int announced;               /* app->changed since the last call */
};
/* A module above ledger/ that a test needs; set before office_open(). Its writer hooks come
 * last. */
struct office_part {
    void (*open)(struct office *o, struct writer_hooks *ret);
    void (*close)(struct office *o);
    const struct op *(*ops)(int *ret_n);
};
extern const struct office_part *office_part;
void office_open(struct office *o, struct test_store *t);
void office_close(struct office *o);
/* Runs an operation as that user: args are "name=value" pairs up to NULL; body JSON text or NULL.
 * The answer, parsed, stands in o->body until the next call. user 0: the system. */
enum outcome office_call(struct office *o, int64_t user, const char *op, const char *body, ...);
const char *office_text(struct office *o, const char *path); /* "fields.name"; "" when absent */
int64_t office_id(struct office *o);                         /* "id" of the answer */
void office_tick(struct office *o);
/* Rows of a list answer, as their titles joined by "|". */
const char *office_titles(struct office *o);
/* Creates and gives the id; fails the test otherwise. */
int64_t office_add(struct office *o, int64_t user, const char *ledger, const char *fields, ...)
    __attribute__((format(printf, 4, 5)));
int64_t office_house(struct office *o, const char *door);
int64_t office_person(struct office *o, int64_t house, const char *name);
void office_restart(struct office *o); /* closes and opens the database again */
/* Waits for a job; its result becomes the answer. */
enum outcome office_job(struct office *o, int64_t job);
/* A new edition in which the first (all) `from` of the module reads `to`. */
enum outcome office_edition(struct office *o, const char *from, const char *to);
enum outcome office_edition_all(struct office *o, const char *from, const char *to);
void office_replay(struct office *o);  /* as the program does at start */
#endif
