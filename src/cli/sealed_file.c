/* A file sealed by one key: libsodium's secretstream (XChaCha20-Poly1305) over blocks, so that no
 * block can be changed, left out, moved or cut off without its being noticed. Layout: magic, the
 * stream's header, blocks of BLOCK bytes each with its tag; the last one is marked as the last. */
#include "cli/sealed_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium/crypto_secretstream_xchacha20poly1305.h>
#include <sodium/utils.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#define MAGIC "lianfang backup1"
#define MAGIC_LEN 16
#define BLOCK (64u << 10)
#define A crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define FINAL crypto_secretstream_xchacha20poly1305_TAG_FINAL

static_assert(SEALED_KEY == crypto_secretstream_xchacha20poly1305_KEYBYTES, "key length");

static enum outcome failed(const char *path, struct err *e)
{
    return err_set(e, FAULT, NULL, "file", "%s: %s", "%s：%s", path, strerror(errno));
}

bool sealed_is(const char *path)
{
    char magic[MAGIC_LEN] = "";
    FILE *f = fopen(path, "rb");
    bool is = f && fread(magic, 1, MAGIC_LEN, f) == MAGIC_LEN && !memcmp(magic, MAGIC, MAGIC_LEN);
    if (f)
        fclose(f);
    return is;
}

enum outcome sealed_key_read(uint8_t key[SEALED_KEY], const char *path, struct err *e)
{
    char hex[2 * SEALED_KEY + 2] = "";
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_set(e, REFUSED, "key", "no_backup_key", "the backup key %s cannot be read: %s",
                       "无法读取备份密钥 %s：%s", path, strerror(errno));
    size_t n = fread(hex, 1, sizeof(hex) - 1, f);
    fclose(f);
    while (n && (hex[n - 1] == '\n' || hex[n - 1] == '\r'))
        n--;
    bool good = n == 2 * SEALED_KEY && text_unhex(hex, n, key);
    sodium_memzero(hex, sizeof(hex));
    return good ? OK
                : err_set(e, REFUSED, "key", "backup_key_form",
                          "%s is not a backup key: 64 hexadecimal digits",
                          "%s 不是备份密钥（64位十六进制）", path);
}

enum outcome sealed_key_new(uint8_t key[SEALED_KEY], const char *path, struct err *e)
{
    char hex[2 * SEALED_KEY + 1];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(path, e);
    rng_secret(key, SEALED_KEY);
    text_hex(key, SEALED_KEY, hex);
    hex[2 * SEALED_KEY] = '\n';
    bool good = write(fd, hex, sizeof(hex)) == (ssize_t)sizeof(hex) && !fsync(fd);
    sodium_memzero(hex, sizeof(hex));
    close(fd);
    return good ? OK : failed(path, e);
}

struct stream {
    FILE *in, *out;
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t plain[BLOCK], sealed[BLOCK + A];
};

static bool seal_blocks(struct stream *s)
{
    unsigned long long len;
    for (;;) {
        size_t n = fread(s->plain, 1, BLOCK, s->in);
        int next = n == BLOCK ? fgetc(s->in) : EOF;
        bool is_last = next == EOF;
        if (ferror(s->in) || (!is_last && ungetc(next, s->in) == EOF))
            return false;
        crypto_secretstream_xchacha20poly1305_push(&s->state, s->sealed, &len, s->plain, n, NULL, 0,
                                                   is_last ? FINAL : 0);
        if (fwrite(s->sealed, 1, len, s->out) != len)
            return false;
        if (is_last)
            return true;
    }
}

/* -1: a block does not open. */
static int open_blocks(struct stream *s)
{
    unsigned char tag = 0;
    unsigned long long len;
    while (tag != FINAL) {
        size_t n = fread(s->sealed, 1, BLOCK + A, s->in);
        if (n < A || crypto_secretstream_xchacha20poly1305_pull(&s->state, s->plain, &len, &tag,
                                                                s->sealed, n, NULL, 0))
            return ferror(s->in) ? 0 : -1;
        if (fwrite(s->plain, 1, len, s->out) != len)
            return 0;
    }
    return fgetc(s->in) == EOF ? 1 : -1;
}

static enum outcome open_both(struct stream **ret, const char *from, const char *to, struct err *e)
{
    struct stream *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    *ret = s;
    s->in = fopen(from, "rb");
    if (!s->in)
        return failed(from, e);
    s->out = fopen(to, "wbx");
    if (!s->out)
        return failed(to, e);
    fchmod(fileno(s->out), 0600);
    return OK;
}

static enum outcome close_both(struct stream *s, enum outcome o, const char *to, struct err *e)
{
    if (!o && (fflush(s->out) || fsync(fileno(s->out))))
        o = failed(to, e);
    if (s->in)
        fclose(s->in);
    if (s->out && (fclose(s->out), o))
        unlink(to);
    sodium_memzero(s, sizeof(*s));
    free(s);
    return o;
}

enum outcome sealed_write(const char *from, const char *to, const uint8_t key[SEALED_KEY],
                          struct err *e)
{
    struct stream *s;
    uint8_t header[HEADER];
    enum outcome o = open_both(&s, from, to, e);
    if (!o) {
        crypto_secretstream_xchacha20poly1305_init_push(&s->state, header, key);
        if (fwrite(MAGIC, 1, MAGIC_LEN, s->out) != MAGIC_LEN ||
            fwrite(header, 1, HEADER, s->out) != HEADER || !seal_blocks(s))
            o = failed(to, e);
    }
    return close_both(s, o, to, e);
}

enum outcome sealed_read(const char *from, const char *to, const uint8_t key[SEALED_KEY],
                         struct err *e)
{
    struct stream *s;
    uint8_t head[MAGIC_LEN + HEADER];
    enum outcome o = open_both(&s, from, to, e);
    if (!o) {
        int opened = -1;
        if (fread(head, 1, sizeof(head), s->in) == sizeof(head) &&
            !crypto_secretstream_xchacha20poly1305_init_pull(&s->state, head + MAGIC_LEN, key))
            opened = open_blocks(s);
        if (opened < 0)
            o = err_set(e, REFUSED, NULL, "backup_sealed",
                        "%s does not open with this key, or has been changed or cut off",
                        "%s 无法用该密钥打开，或已被改动、截断", from);
        else if (!opened)
            o = failed(to, e);
    }
    return close_both(s, o, to, e);
}
