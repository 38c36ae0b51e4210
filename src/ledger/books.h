/* Numbers the writer keeps in memory beside the tables: record sequences and key numbers, records
 * per place and state. They follow the writer's transaction through
 * writer_hooks (mark, revert, before_commit, after) and reach their tables once a group.
 * Everything here belongs to the writer's thread. */
#ifndef LEDGER_BOOKS_H
#define LEDGER_BOOKS_H
#include "ledger/ledger.h"

struct books;
void books_new(struct books **ret);
void books_free(struct books *b);
void books_hooks(struct books *b, struct writer_hooks *ret);

/* The next number of a series: +1 of the last given. `n` numbers at once: the first is returned. */
enum outcome books_next(struct books *b, struct db *db, const char *name, int64_t place,
                        int64_t year, int64_t n, int64_t *ret, struct err *e);

void books_count(struct books *b, const char *ledger, int64_t place, const char *state, int64_t by);

/* Idempotency. OK and *ret_record 0: new, and kept with this transaction by request_keep().
 * OK and a record: this request was answered before. CONFLICT: the key served another request. */
struct request {
    uint64_t high, low;
    int64_t user;
    int64_t digest;
};
enum outcome request_parse(struct request *ret, const char *uuid, struct err *e);
enum outcome request_find(struct books *b, struct db *db, const struct request *r,
                          int64_t *ret_record, struct err *e);
enum outcome request_keep(struct books *b, struct db *db, const struct request *r,
                          const char *ledger, int64_t record, int64_t now, struct err *e);
enum outcome request_forget(struct db *db, int64_t before, struct err *e); /* older than a moment */
int64_t json_digest(json_t *j, int64_t seed); /* of a request's body, in the order it was sent */
#endif
