/* Every change is one entry: a header, chained; and a payload apart, which can be erased.
 *
 * The chain covers header and the salted digest of the payload. Payloads are row images (effects,
 * never commands): replaying them rebuilds every table that is truth. Erasing a payload leaves the
 * chain whole and is proved by an erase entry. The head is signed (Ed25519) by a key kept outside
 * the database. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "store/store.h"
#include "store/writer.h"

struct journal;

struct entry {
    int64_t seq, at_ms;
    int64_t user;          /* 0 the system */
    const char *act;       /* "record.create" "record.move" "disclose" "erase" "user.grant" … */
    const char *ledger;    /* "" when it is not about a record */
    int64_t record;        /* or place, user … ; 0 none */
    int64_t place;         /* where it belongs */
};

/* Opens: reads the head. key_path holds the signing key; made (0600) when absent. */
enum outcome journal_open(struct journal **ret, struct store *store, const char *key_path, struct err *e);
void journal_close(struct journal *j);
void journal_hooks(struct journal *j, struct writer_hooks *ret); /* mark/revert of the head */

/* In a writer's job. Gives entry->seq. payload: JSON text of row images, see journal/replay.c.
 * NULL payload: nothing to replay (disclosures). */
enum outcome journal_append(struct journal *j, struct db *db, struct entry *entry, const char *payload, size_t len, struct err *e);
enum outcome journal_erase_record(struct journal *j, struct db *db, const char *ledger, int64_t record, struct err *e);

void journal_head(struct journal *j, int64_t *ret_seq, uint8_t ret_hash[32]);
enum outcome journal_sign_head(struct journal *j, struct buf *ret, struct err *e); /* "seq hash signature" */

struct journal_report { int64_t entries, erased, broken_at; char fault[200]; };
/* Recomputes chain and digests. */
enum outcome journal_verify(struct db *db, struct journal_report *ret, struct err *e);
/* Replays row images into memory order by (table, id) and compares with the tables. */
enum outcome journal_compare(struct db *db, struct journal_report *ret, struct err *e);
#endif
