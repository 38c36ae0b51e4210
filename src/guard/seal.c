/* Sealed values: XChaCha20-Poly1305 under the subject's key, bound to "ledger.field"; equality
 * hashes for search and unique.
 *
 * Stored: version byte, 24 bytes nonce, ciphertext with tag of: value type byte, then the text's
 * bytes or the number's eight. */
#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include "base/text.h"
#include "guard/guard_int.h"

#define VERSION 1
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

static enum outcome gone(struct err *e)
{
    return err_set(e, CONFLICT, NULL, "key_destroyed",
                   "this person's data has been erased: nothing more can be sealed with that key",
                   "该人员资料已删除，不能再写入密封内容");
}

enum outcome seal_close_value(struct guard *g, struct arena *a, int64_t key_no, const char *field,
                              struct value plain, struct value *ret_cipher, struct err *e)
{
    uint8_t key[SLOT];
    bool is_gone;
    if (value_is_null(plain)) {
        *ret_cipher = value_null();
        return OK;
    }
    enum outcome o = keys_read(&g->keys, key_no, key, &is_gone, e);
    if (o)
        return o;
    if (is_gone)
        return gone(e);
    bool is_text = vtype_is_text(plain.type) || plain.type == V_BLOB;
    size_t body = is_text ? plain.len : sizeof(plain.n), len = 1 + NONCE + 1 + body + TAG;
    uint8_t *message = arena_alloc(a, 1 + body), *out = arena_alloc(a, len);
    message[0] = (uint8_t)plain.type;
    memcpy(message + 1, is_text ? (const void *)plain.s : (const void *)&plain.n, body);
    out[0] = VERSION;
    rng_secret(out + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, message, 1 + body,
                                               (const uint8_t *)field, strlen(field), NULL,
                                               out + 1, key);
    sodium_memzero(key, sizeof(key));
    sodium_memzero(message, 1 + body);
    *ret_cipher = value_blob(out, len);
    return OK;
}

static enum outcome unreadable(struct err *e, const char *field)
{
    return err_set(e, FAULT, NULL, "sealed_value",
                   "a sealed value of %s cannot be opened: damaged, or not of this key file",
                   "%s的密封内容无法打开：已损坏或与密钥文件不符", field);
}

enum outcome seal_open_value(struct guard *g, struct arena *a, int64_t key_no, const char *field,
                             struct value cipher, struct value *ret_plain, struct err *e)
{
    uint8_t key[SLOT];
    bool is_gone;
    const uint8_t *in = (const uint8_t *)cipher.s;
    if (value_is_null(cipher)) {
        *ret_plain = value_null();
        return OK;
    }
    enum outcome o = keys_read(&g->keys, key_no, key, &is_gone, e);
    if (o)
        return o;
    if (is_gone) {
        *ret_plain = value_null();
        return OK;
    }
    if (cipher.type != V_BLOB || cipher.len < 1 + NONCE + 1 + TAG || in[0] != VERSION)
        return unreadable(e, field);
    size_t body = cipher.len - 1 - NONCE - TAG - 1;
    uint8_t *message = arena_alloc(a, body + 2); /* the arena zeroes: texts end in NUL */
    bool good = crypto_aead_xchacha20poly1305_ietf_decrypt(
                    message, NULL, NULL, in + 1 + NONCE, cipher.len - 1 - NONCE,
                    (const uint8_t *)field, strlen(field), in + 1, key) == 0;
    sodium_memzero(key, sizeof(key));
    if (!good || message[0] >= VTYPES)
        return unreadable(e, field);
    struct value v = {.type = (enum vtype)message[0]};
    if (vtype_is_text(v.type) || v.type == V_BLOB) {
        v.s = (const char *)message + 1;
        v.len = body;
    } else if (body == sizeof(v.n)) {
        memcpy(&v.n, message + 1, sizeof(v.n));
    } else {
        return unreadable(e, field);
    }
    *ret_plain = v;
    return OK;
}

int64_t seal_equal_hash(struct guard *g, const char *field, const char *s, size_t len)
{
    crypto_generichash_state state;
    uint8_t out[16];
    int64_t n;
    crypto_generichash_init(&state, g->keys.index_key, sizeof(g->keys.index_key), sizeof(out));
    crypto_generichash_update(&state, (const uint8_t *)field, strlen(field) + 1);
    crypto_generichash_update(&state, (const uint8_t *)s, len);
    crypto_generichash_final(&state, out, sizeof(out));
    memcpy(&n, out, sizeof(n));
    return n;
}
