/* Every change is one entry: a header, chained; and a payload apart, which can be erased.
 *
 * The chain covers header and the salted digest of the payload. Payloads are row images (effects,
 * never commands): replaying them rebuilds every table that is truth. Erasing a payload leaves the
 * chain whole and is proved by an erase entry. The head is signed (Ed25519) by a key kept outside
 * the database. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "store/store.h"
#include "store/writer.h"
#include <stdbool.h>
#include <stdint.h>

struct journal;

struct entry {
    int64_t seq, at_ms;
    int64_t user;       /* 0 the system */
    const char *act;    /* "record.create" "record.move" "disclose" "erase" "user.grant" … */
    const char *ledger; /* "" when it is not about a record */
    int64_t record;     /* or place, user … ; 0 none */
    int64_t place;      /* where it belongs */
};

/* Opens: reads the head. key_path holds the signing key; made (0600) when absent. */
enum outcome journal_open(struct journal **ret, struct store *store, const char *key_path,
                          struct err *e);
void journal_close(struct journal *j);
/* The head in memory follows the writer's transactions. Without hooks (a command, a test) each
 * append reads the head from the database, which is right but slower. */
void journal_hooks(struct journal *j, struct writer_hooks *ret);

/* In a writer's job. Gives entry->seq. payload: JSON text of row images, see journal/replay.c.
 * NULL payload: nothing to replay (disclosures). */
enum outcome journal_append(struct journal *j, struct db *db, struct entry *entry,
                            const char *payload, size_t len, struct err *e);
/* A column got another name: older images are read with the new one. Call beside schema_rename().
 */
enum outcome journal_rename(struct journal *j, struct db *db, int64_t at_ms, const char *table,
                            const char *from, const char *to, struct err *e);

/* Erases every payload of the record and every payload of another entry that holds one of its
 * rows (the other rows of that one are stated again as they are now), then appends an "erase"
 * entry that lists them. The tables are the caller's: afterwards delete or blank the row and
 * append its image (or image_deleted) as usual. store_vacuum_erased() when the commit is done. */
enum outcome journal_erase_record(struct journal *j, struct db *db, int64_t at_ms, int64_t user,
                                  const char *ledger, int64_t record, struct err *e);

/* Newest first, entries below `before` (0: all); payload NULL when there is none or it is erased.
 * visit returns false to stop. */
typedef bool journal_visit(void *arg, const struct entry *entry, const char *payload, size_t len);
enum outcome journal_history(struct db *db, const char *ledger, int64_t record, int64_t before,
                             journal_visit *visit, void *arg, struct err *e);
/* Oldest first, entries after `after`: to bring a projection up to date. */
enum outcome journal_since(struct db *db, int64_t after, journal_visit *visit, void *arg,
                           struct err *e);

/* Of the last commit; any thread. */
void journal_head(struct journal *j, int64_t *ret_seq, uint8_t ret_hash[32]);
enum outcome journal_sign_head(struct journal *j, struct buf *ret,
                               struct err *e); /* "seq hash signature" */
/* "seq hash signature" against a public key (hex): REFUSED when it is not of that key. */
enum outcome journal_check_signature(const char *signed_head, const char *public_key,
                                     struct err *e);
void journal_public_key(struct journal *j, char ret[65]);

struct journal_report {
    int64_t entries, erased; /* read, and those whose payload is erased and accounted for */
    int64_t broken_at;       /* first entry at fault, 0 none */
    int64_t rows, differing; /* of journal_compare() */
    char fault[200];         /* the first fault in words, "" none */
};
/* Recomputes chain and digests; every missing payload must be named by an erase entry. OK also
 * when faults were found: see ret. About 5 s for 10⁶ entries. */
enum outcome journal_verify(struct db *db, struct journal_report *ret, struct err *e);
/* Replays all row images and compares every table they name with the result, in bounded memory
 * (a temporary table, so give it a reading connection). Not inside a transaction. 10⁶ rows: 20 s.
 */
enum outcome journal_compare(struct db *db, struct journal_report *ret, struct err *e);
#endif
