/* Hashes of the journal (BLAKE2b-256) and the scan of a payload for the rows it holds. Pure.
 *
 * The header is hashed in a fixed binary form, so that no change of printing or of a database can
 * change the chain. */
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <string.h>
#include "base/text.h"
#include "journal/journal_int.h"

static void put_number(crypto_generichash_state *state, int64_t n)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)n >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof(bytes));
}

static void put_words(crypto_generichash_state *state, const char *s)
{
    size_t len = strlen(s);
    put_number(state, (int64_t)len);
    crypto_generichash_update(state, (const uint8_t *)s, len);
}

void journal_digest(uint8_t ret[HASH_BYTES], const uint8_t salt[SALT_BYTES], const char *payload,
                    size_t len)
{
    crypto_generichash(ret, HASH_BYTES, (const uint8_t *)payload, len, salt, SALT_BYTES);
}

void journal_link(uint8_t ret[HASH_BYTES], const uint8_t before[HASH_BYTES],
                  const struct entry *entry, const uint8_t digest[HASH_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    crypto_generichash_update(&state, before, HASH_BYTES);
    put_number(&state, entry->seq);
    put_number(&state, entry->at_ms);
    put_number(&state, entry->user);
    put_words(&state, entry->act);
    put_words(&state, entry->ledger);
    put_number(&state, entry->record);
    put_number(&state, entry->place);
    crypto_generichash_update(&state, digest, HASH_BYTES);
    crypto_generichash_final(&state, ret, HASH_BYTES);
}

bool journal_has_payload(const uint8_t digest[HASH_BYTES])
{
    return !sodium_is_zero(digest, HASH_BYTES);
}

/* Quotes inside texts are escaped, so this word with bare quotes is always a key of a row. */
#define ROW_START "{\"table\":\""
#define ROW_ID "\",\"id\":\""

bool image_next(struct image_ref *ret, const char **at, const char *end)
{
    for (const char *p = *at; p < end;) {
        p = memmem(p, (size_t)(end - p), ROW_START, strlen(ROW_START));
        if (!p)
            break;
        const char *table = p + strlen(ROW_START);
        const char *stop = memchr(table, '"', (size_t)(end - table));
        p = table;
        if (!stop || (size_t)(stop - table) >= sizeof(ret->table) ||
            (size_t)(end - stop) < strlen(ROW_ID) || memcmp(stop, ROW_ID, strlen(ROW_ID)))
            continue;
        const char *id = stop + strlen(ROW_ID);
        const char *after = memchr(id, '"', (size_t)(end - id));
        if (!after || !text_int(id, (size_t)(after - id), &ret->id))
            continue;
        memcpy(ret->table, table, (size_t)(stop - table));
        ret->table[stop - table] = '\0';
        *at = after;
        return true;
    }
    *at = end;
    return false;
}
