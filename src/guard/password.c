/* Passwords: Argon2id, a few at a time, never on a request's or the writer's thread; and what a
 * new one must be. */
#include <assert.h>
#include <sodium/crypto_pwhash.h>

#include "base/limits.h"
#include "base/text.h"
#include "guard/guard_int.h"

#define WAITING_MAX 40

static void slot_take(struct guard *g)
{
    pthread_mutex_lock(&g->hashing_lock);
    while (g->hashing >= HASHING_MAX)
        pthread_cond_wait(&g->hashing_free, &g->hashing_lock);
    g->hashing++;
    pthread_mutex_unlock(&g->hashing_lock);
}

static void slot_give(struct guard *g)
{
    pthread_mutex_lock(&g->hashing_lock);
    g->hashing--;
    pthread_cond_signal(&g->hashing_free);
    pthread_mutex_unlock(&g->hashing_lock);
}

enum outcome password_hash(struct guard *g, const char *password, char ret[128], struct err *e)
{
    static_assert(crypto_pwhash_STRBYTES <= 128, "a hash fits");
    unsigned long long operations = g->cheap ? crypto_pwhash_OPSLIMIT_MIN
                                             : crypto_pwhash_OPSLIMIT_INTERACTIVE;
    size_t memory = g->cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE;
    slot_take(g);
    int rc = crypto_pwhash_str(ret, password, strlen(password), operations, memory);
    slot_give(g);
    return rc ? err_set(e, FAULT, NULL, "memory", "not enough memory to hash a password",
                        "内存不足，无法处理密码")
              : OK;
}

enum outcome password_verify(struct guard *g, const char *hash, const char *password, bool *ret,
                             struct err *e)
{
    char other[128];
    if (!*hash) { /* no such user: as slow as a wrong password, so that names cannot be tried */
        enum outcome o = password_hash(g, password, other, e);
        *ret = false;
        return o;
    }
    slot_take(g);
    *ret = crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    slot_give(g);
    return OK;
}

enum outcome guard_hash_password(struct guard *g, const char *password, char ret_hash[128],
                                 struct err *e)
{
    return password_hash(g, password, ret_hash, e);
}

void guard_cheap_passwords(struct guard *g)
{
    g->cheap = true;
}

/* The ones tried first by anybody; longer lists belong to the office's own policy. */
static const char *const common[] = {
    "12345678", "123456789", "1234567890", "11111111", "88888888", "66666666", "00000000",
    "password", "password1", "passw0rd", "qwertyui", "qwer1234", "1qaz2wsx", "1q2w3e4r",
    "abc12345", "abcd1234", "a1234567", "a12345678", "woaini1314", "admin123", "admin888",
    "aa123456", "iloveyou", "5201314a", "lianfang",
};

enum outcome password_check_new(const char *password, const char *login, struct err *e)
{
    size_t len = strlen(password), chars;
    char lower[LIMIT_PASSWORD_MAX + 1];
    if (!text_is_utf8(password, len) || text_has_control(password, len) || len > LIMIT_PASSWORD_MAX)
        return err_set(e, REFUSED, "new", "password_form",
                       "a password has at most %d bytes and no control characters",
                       "密码最长%d字节，不能含控制字符", LIMIT_PASSWORD_MAX);
    chars = text_chars(password, len);
    if (chars < LIMIT_PASSWORD_MIN)
        return err_set(e, REFUSED, "new", "password_short",
                       "a password has at least %d characters", "密码至少%d位", LIMIT_PASSWORD_MIN);
    for (size_t i = 0; i <= len; i++)
        lower[i] = password[i] >= 'A' && password[i] <= 'Z' ? (char)(password[i] + 32)
                                                            : password[i];
    bool one_character = strspn(password, (char[]){password[0], 0}) == len;
    bool is_common = one_character || !strcmp(lower, login);
    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
        is_common |= !strcmp(lower, common[i]);
    if (is_common)
        return err_set(e, REFUSED, "new", "password_common",
                       "that password is among the first anybody would try",
                       "该密码过于常见，容易被猜中");
    return OK;
}

/* Sixteen letters and digits without look-alikes: read out over a telephone once. */
void password_invent(char ret[17])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    uint8_t bytes[64];
    int n = 0;
    while (n < 16) {
        rng_secret(bytes, sizeof(bytes));
        for (size_t i = 0; i < sizeof(bytes) && n < 16; i++)
            if (bytes[i] < 248) /* 8 × 31: no letter is likelier */
                ret[n++] = letters[bytes[i] % 31];
    }
    ret[16] = '\0';
}
