/* Secrets of the program itself (the password of a mail relay, what signs a webhook's messages):
 * kept in the database only sealed, under a key drawn from the key file's own, bound to their name.
 *
 * Stored as text: MARK, then nonce and ciphertext in hexadecimal. A text without the mark was
 * written before secrets were sealed and opens as it is; the next start seals it. */
#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include "base/text.h"
#include "guard/guard_int.h"

#define MARK "sealed:"
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

static enum outcome make_key(struct guard *g, uint8_t key[32], struct err *e)
{
    static const char what[] = "secrets of the program";
    if (g->keys.fd < 0)
        return err_set(e, FAULT, NULL, "key_file", "there is no key file to seal a secret with",
                       "没有用于加密的密钥文件");
    crypto_generichash(key, 32, (const uint8_t *)what, sizeof(what), g->keys.door_key,
                       sizeof(g->keys.door_key));
    return OK;
}

bool secret_is_sealed(const char *stored)
{
    return !*stored || text_starts(stored, MARK);
}

enum outcome secret_close(struct guard *g, struct arena *a, const char *name, const char *plain,
                          const char **ret, struct err *e)
{
    uint8_t key[32];
    size_t len = strlen(plain), sealed = NONCE + len + TAG;
    *ret = "";
    if (!len)
        return OK;
    enum outcome o = make_key(g, key, e);
    if (o)
        return o;
    uint8_t *out = arena_alloc(a, sealed);
    char *text = arena_alloc(a, sizeof(MARK) + 2 * sealed);
    rng_secret(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, (const uint8_t *)plain, len,
                                               (const uint8_t *)name, strlen(name), NULL, out, key);
    sodium_memzero(key, sizeof(key));
    memcpy(text, MARK, sizeof(MARK) - 1);
    text_hex(out, sealed, text + sizeof(MARK) - 1);
    *ret = text;
    return OK;
}

enum outcome secret_open(struct guard *g, struct arena *a, const char *name, const char *stored,
                         const char **ret, struct err *e)
{
    uint8_t key[32];
    if (!text_starts(stored, MARK)) {
        *ret = arena_dup(a, stored);
        return OK;
    }
    const char *hex = stored + sizeof(MARK) - 1;
    size_t len = strlen(hex), sealed = len / 2;
    enum outcome o = make_key(g, key, e);
    if (o)
        return o;
    uint8_t *in = arena_alloc(a, sealed + 1), *plain = arena_alloc(a, sealed + 1); /* zeroed */
    bool good = len % 2 == 0 && sealed >= NONCE + TAG && text_unhex(hex, len, in) &&
                crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, in + NONCE,
                                                           sealed - NONCE, (const uint8_t *)name,
                                                           strlen(name), in, key) == 0;
    sodium_memzero(key, sizeof(key));
    if (!good)
        return err_set(e, FAULT, NULL, "sealed_value",
                       "the secret of %s cannot be opened: damaged, or not of this key file",
                       "“%s”的密钥无法打开：已损坏或与密钥文件不符", name);
    *ret = (const char *)plain;
    return OK;
}
