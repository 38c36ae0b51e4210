/* Shared inside journal/ only. */
#ifndef JOURNAL_JOURNAL_INT_H
#define JOURNAL_JOURNAL_INT_H
#include <pthread.h>
#include "journal/journal.h"

#define HASH_BYTES 32
#define SALT_BYTES 16
#define ACT_ERASE "erase"
#define ACT_RENAME "schema.rename"
#define ACT_RESTATE "restate"

struct head {
    int64_t seq;
    uint8_t hash[HASH_BYTES];
};

struct journal {
    struct store *store;
    bool has_key;
    uint8_t secret[64], open_key[32];
    bool is_hooked;
    bool is_fresh;           /* now was compared with the database in this transaction */
    struct head now, marked; /* the writer's thread's alone */
    pthread_mutex_t lock;
    struct head committed; /* guarded by lock */
};

/* Pure: hashing (hash.c). */
void journal_digest(uint8_t ret[HASH_BYTES], const uint8_t salt[SALT_BYTES], const char *payload,
                    size_t len);
/* The next hash of the chain: over the hash before, the header and the digest. */
void journal_link(uint8_t ret[HASH_BYTES], const uint8_t before[HASH_BYTES],
                  const struct entry *entry, const uint8_t digest[HASH_BYTES]);
bool journal_has_payload(const uint8_t digest[HASH_BYTES]); /* not all zeros */

/* journal_store.c */
enum outcome journal_load_head(struct head *ret, struct db *db, struct err *e);

/* One row of a payload, found by scanning the form that image.c writes. */
struct image_ref {
    char table[64];
    int64_t id;
};
/* Gives the next row at or after *at, moving *at behind it; false at the end. */
bool image_next(struct image_ref *ret, const char **at, const char *end);
#endif
