/* Which idempotency keys may have been used: asked before the table is, so that a new request
 * costs no question to the database.
 *
 * A set of bits over every key of the table and every one kept since: "no" is certain, "perhaps"
 * (one in two hundred at a million keys) asks the table. Bits of keys that were forgotten or whose
 * transaction went back stay until the next start: they only cost a question. */
#include "ledger/books_int.h"
#include <assert.h>
#include <stdlib.h>

#define BITS (1u << 24) /* 2 MB */
#define PROBES 3

static uint64_t stir(uint64_t h)
{
    h ^= h >> 32;
    h *= 0x9fb21c651e98df25u;
    h ^= h >> 29;
    return h;
}

static uint32_t probe(const struct request *r, int n)
{
    uint64_t h = stir(r->high * 0xff51afd7ed558ccdu ^ stir(r->low));
    return (uint32_t)(n == 0 ? h : n == 1 ? h >> 20 : h >> 40) & (BITS - 1);
}

void known_keys_add(struct books *b, const struct request *r)
{
    if (!b->known)
        return; /* the table will be read as a whole */
    for (int i = 0; i < PROBES; i++) {
        uint32_t at = probe(r, i);
        b->known[at / 64] |= 1ull << at % 64;
    }
}

bool known_keys_may_have(const struct books *b, const struct request *r)
{
    for (int i = 0; b->known && i < PROBES; i++) {
        uint32_t at = probe(r, i);
        if (!(b->known[at / 64] >> at % 64 & 1))
            return false;
    }
    return true;
}

void known_keys_begin(struct books *b)
{
    assert(!b->known);
    b->known = calloc(BITS / 64, sizeof *b->known);
    if (!b->known)
        abort();
}

void known_keys_drop(struct books *b)
{
    free(b->known);
    b->known = NULL;
}
