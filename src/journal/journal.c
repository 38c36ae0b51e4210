/* The journal's head in memory and its signing key. SQL stands in journal_store.c.
 *
 * The head follows the writer's transaction: marked before each job, put back when the job is, and
 * compared with the database once in each transaction, so that another process that writes between
 * two of ours (a command beside the server) does no harm. */
#include "journal/journal.h"

#include <sodium/core.h>
#include <sodium/crypto_sign.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/text.h"
#include "journal/journal_int.h"

#define KEY_WORD "lianfang-journal-key "
#define KEY_FILE_MAX 4096

static enum outcome key_make(const char *path, uint8_t seed[32], struct err *e)
{
    char text[160], hex[65];
    rng_secret(seed, 32);
    text_hex(seed, 32, hex);
    int len = snprintf(text, sizeof(text), KEY_WORD "%s\n", hex);
    enum outcome o = file_write(path, text, (size_t)len, 0600, e);
    sodium_memzero(text, sizeof(text));
    sodium_memzero(hex, sizeof(hex));
    return o;
}

static enum outcome key_load(struct journal *j, const char *path, struct err *e)
{
    uint8_t seed[32];
    enum outcome o = OK;
    if (access(path, F_OK)) {
        o = key_make(path, seed, e);
    } else {
        char *text = NULL;
        size_t len = 0, word = strlen(KEY_WORD);
        o = file_read(&text, &len, path, KEY_FILE_MAX, e);
        if (!o && (len < word + 64 || memcmp(text, KEY_WORD, word) ||
                   !text_unhex(text + word, 64, seed)))
            o = err_set(e, FAULT, NULL, "journal_key", "%s does not hold a journal key",
                        "%s 中没有日志签名密钥", path);
        if (text)
            sodium_memzero(text, len);
        free(text);
    }
    if (!o) {
        crypto_sign_seed_keypair(j->open_key, j->secret, seed);
        j->has_key = true;
    }
    sodium_memzero(seed, sizeof(seed));
    return o;
}

enum outcome journal_open(struct journal **ret, struct store *store, const char *key_path,
                          struct err *e)
{
    if (sodium_init() < 0)
        return err_set(e, FAULT, NULL, "no_random", "no source of random numbers", "没有随机数来源");
    struct journal *j = calloc(1, sizeof(*j));
    j->store = store;
    pthread_mutex_init(&j->lock, NULL);
    enum outcome o = key_path ? key_load(j, key_path, e) : OK;
    struct db *db = NULL;
    if (!o)
        o = db_open(&db, store, DB_READ, e);
    if (!o)
        o = journal_load_head(&j->committed, db, e);
    db_close(db);
    if (o) {
        journal_close(j);
        return o;
    }
    j->now = j->marked = j->committed;
    *ret = j;
    return OK;
}

void journal_close(struct journal *j)
{
    if (!j)
        return;
    sodium_memzero(j->secret, sizeof(j->secret));
    pthread_mutex_destroy(&j->lock);
    free(j);
}

static void head_mark(void *arg)
{
    struct journal *j = arg;
    j->marked = j->now;
}

static void head_revert(void *arg)
{
    struct journal *j = arg;
    j->now = j->marked;
}

static void head_after(void *arg, bool committed)
{
    struct journal *j = arg;
    pthread_mutex_lock(&j->lock);
    if (committed)
        j->committed = j->now;
    else
        j->now = j->committed;
    j->is_fresh = false;
    pthread_mutex_unlock(&j->lock);
}

void journal_hooks(struct journal *j, struct writer_hooks *ret)
{
    j->is_hooked = true;
    *ret = (struct writer_hooks){
        .mark = head_mark, .revert = head_revert, .after = head_after, .arg = j};
}

void journal_head(struct journal *j, int64_t *ret_seq, uint8_t ret_hash[32])
{
    pthread_mutex_lock(&j->lock);
    *ret_seq = j->committed.seq;
    memcpy(ret_hash, j->committed.hash, HASH_BYTES);
    pthread_mutex_unlock(&j->lock);
}

#define SIGNED_WORDS "lianfang journal head "

enum outcome journal_sign_head(struct journal *j, struct buf *ret, struct err *e)
{
    if (!j->has_key)
        return err_set(e, FAULT, NULL, "journal_key", "the journal was opened without its key",
                       "打开日志时未提供签名密钥");
    int64_t seq;
    uint8_t hash[HASH_BYTES], signature[crypto_sign_BYTES];
    char hex[2 * crypto_sign_BYTES + 1], text[160];
    journal_head(j, &seq, hash);
    text_hex(hash, sizeof(hash), hex);
    int len = snprintf(text, sizeof(text), SIGNED_WORDS "%lld %s", (long long)seq, hex);
    crypto_sign_detached(signature, NULL, (const uint8_t *)text, (size_t)len, j->secret);
    text_hex(signature, sizeof(signature), hex);
    buf_printf(ret, "%s %s", text + strlen(SIGNED_WORDS), hex);
    return OK;
}

enum outcome journal_check_signature(const char *signed_head, const char *public_key,
                                     struct err *e)
{
    uint8_t key[32], signature[crypto_sign_BYTES];
    char text[160];
    size_t len = strlen(signed_head);
    const char *last = strrchr(signed_head, ' ');
    bool is_good = last && (size_t)(signed_head + len - last) == 1 + 2 * sizeof(signature) &&
                   strlen(public_key) == 64 && text_unhex(public_key, 64, key) &&
                   text_unhex(last + 1, 2 * sizeof(signature), signature);
    if (is_good) {
        int n = snprintf(text, sizeof(text), SIGNED_WORDS "%.*s", (int)(last - signed_head),
                         signed_head);
        is_good = n > 0 && (size_t)n < sizeof(text) &&
                  !crypto_sign_verify_detached(signature, (const uint8_t *)text, (size_t)n, key);
    }
    return is_good ? OK
                   : err_set(e, REFUSED, NULL, "journal_signature",
                             "the journal's head was not signed by this key",
                             "日志链头的签名与该密钥不符");
}

void journal_public_key(struct journal *j, char ret[65])
{
    text_hex(j->open_key, sizeof(j->open_key), ret);
}
