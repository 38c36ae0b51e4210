/* The key file: one 32-byte slot a subject, beside the database and never inside it, so that
 * overwriting a slot makes every copy of what it sealed unreadable.
 *
 *   header   4096 bytes: magic, epoch, how many slots may have been given out, two master keys,
 *            digest of all that; twice, in two sectors, so that a torn write leaves one
 *   slots    slot n at 4096 + 32 (n - 1); random bytes written and made durable in blocks before
 *            the first of a block is given out; destroyed: all zero
 *
 * Guarantee: a number is given out once, also across crashes and between processes (the range is
 * reserved in the header, durable, under a file lock). So a commit needs no fsync of this file.
 * Price: at most one block of numbers is lost when a process ends. Not guaranteed: that a flash
 * disk physically forgets an overwritten block; keep the file on an encrypted disk, and keep
 * backups of it apart from backups of the database and short. */
#include <errno.h>
#include <fcntl.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guard/guard_int.h"

#define HEADER 4096
#define SECOND 2048 /* the header's other copy */
#define MAGIC "LFKEYS1\n"
#define BLOCK_FIRST 64
#define BLOCK_LAST 8192

struct header {
    char magic[8];
    uint64_t epoch, reserved; /* little-endian machines only: Debian's amd64 and arm64 */
    uint8_t index_key[32], door_key[32];
    uint8_t digest[32]; /* of all above */
};

static enum outcome failed(struct err *e, const char *path, const char *what)
{
    const char *why = strerrordesc_np(errno);
    return err_set(e, FAULT, NULL, "key_file", "%1$s: %2$s (%3$s)", "密钥文件%1$s：%2$s（%3$s）", path,
                   what, why ? why : "?");
}

static void seal_header(struct header *h)
{
    crypto_generichash(h->digest, sizeof(h->digest), (const uint8_t *)h,
                       offsetof(struct header, digest), NULL, 0);
}

static bool write_at(int fd, const void *data, size_t len, off_t at)
{
    const char *p = data;
    while (len > 0) {
        ssize_t n = pwrite(fd, p, len, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        len -= (size_t)n;
        at += n;
    }
    return true;
}

static bool read_copy(struct keys *k, struct header *h, off_t at)
{
    uint8_t digest[32];
    if (pread(k->fd, h, sizeof(*h), at) != (ssize_t)sizeof(*h) ||
        memcmp(h->magic, MAGIC, sizeof(h->magic)))
        return false;
    memcpy(digest, h->digest, sizeof(digest));
    seal_header(h);
    return memcmp(digest, h->digest, sizeof(digest)) == 0;
}

/* The copy that knows more: both are whole unless a write was torn. */
static enum outcome read_header(struct keys *k, struct header *h, struct err *e)
{
    struct header other;
    bool first = read_copy(k, h, 0), second = read_copy(k, &other, SECOND);
    if (!first && !second)
        return err_set(e, FAULT, NULL, "key_file", "%s is not a key file, or it is damaged",
                       "%s不是密钥文件或已损坏", k->path);
    if (!first || (second && other.reserved + other.epoch > h->reserved + h->epoch))
        *h = other;
    sodium_memzero(&other, sizeof(other));
    return OK;
}

static enum outcome write_header(struct keys *k, struct header *h, struct err *e)
{
    seal_header(h);
    if (!write_at(k->fd, h, sizeof(*h), 0) || fdatasync(k->fd) ||
        !write_at(k->fd, h, sizeof(*h), SECOND) || fdatasync(k->fd))
        return failed(e, k->path, "cannot be written");
    return OK;
}

static enum outcome make(struct keys *k, struct err *e)
{
    static const char zero[HEADER];
    struct header h = {.magic = MAGIC};
    rng_secret(h.index_key, sizeof(h.index_key));
    rng_secret(h.door_key, sizeof(h.door_key));
    if (!write_at(k->fd, zero, sizeof(zero), 0))
        return failed(e, k->path, "cannot be written");
    enum outcome o = write_header(k, &h, e);
    if (!o && fsync(k->fd))
        o = failed(e, k->path, "cannot be written");
    char *slash = strrchr(k->path, '/'); /* the folder's entry must be durable too */
    if (o)
        return o;
    char *folder = slash ? strndup(k->path, (size_t)(slash - k->path + 1)) : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    if (fd < 0)
        return failed(e, k->path, "its folder cannot be opened");
    bool good = fsync(fd) == 0;
    close(fd);
    return good ? OK : failed(e, k->path, "its folder cannot be written");
}

enum outcome keys_open(struct keys *k, const char *path, struct err *e)
{
    struct header h;
    struct stat st;
    enum outcome o = OK;
    *k = (struct keys){.fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600),
                       .path = strdup(path), .next = 1, .reserved = 1, .block = BLOCK_FIRST};
    pthread_mutex_init(&k->lock, NULL);
    if (k->fd < 0 || flock(k->fd, LOCK_EX) || fstat(k->fd, &st))
        return failed(e, path, "cannot be opened");
    if (st.st_size == 0)
        o = make(k, e);
    if (!o)
        o = read_header(k, &h, e);
    flock(k->fd, LOCK_UN);
    if (o)
        return o;
    memcpy(k->index_key, h.index_key, sizeof(h.index_key));
    memcpy(k->door_key, h.door_key, sizeof(h.door_key));
    sodium_memzero(&h, sizeof(h));
    return OK;
}

void keys_close(struct keys *k)
{
    if (!k->path)
        return;
    if (k->fd >= 0)
        close(k->fd);
    free(k->path);
    pthread_mutex_destroy(&k->lock);
    sodium_memzero(k, sizeof(*k));
    k->fd = -1;
}

/* Takes the next range of numbers: random slots first, durable, then the header that says so. */
static enum outcome reserve(struct keys *k, struct err *e)
{
    struct header h;
    int64_t n = k->block;
    uint8_t *slots = malloc((size_t)n * SLOT);
    if (!slots)
        abort();
    enum outcome o = flock(k->fd, LOCK_EX) ? failed(e, k->path, "cannot be locked") : OK;
    if (!o)
        o = read_header(k, &h, e);
    if (!o) {
        rng_secret(slots, (size_t)n * SLOT);
        off_t at = HEADER + (off_t)h.reserved * SLOT;
        if (!write_at(k->fd, slots, (size_t)n * SLOT, at) || fdatasync(k->fd))
            o = failed(e, k->path, "cannot be written");
    }
    if (!o) {
        int64_t first = (int64_t)h.reserved + 1;
        h.reserved += (uint64_t)n;
        o = write_header(k, &h, e);
        if (!o) {
            k->next = first;
            k->reserved = first + n;
            k->block = n < BLOCK_LAST ? n * 2 : n;
        }
    }
    flock(k->fd, LOCK_UN);
    sodium_memzero(slots, (size_t)n * SLOT);
    sodium_memzero(&h, sizeof(h));
    free(slots);
    return o;
}

enum outcome seal_new_key(struct guard *g, int64_t *ret_key_no, struct err *e)
{
    struct keys *k = &g->keys;
    enum outcome o = OK;
    if (k->fd < 0)
        return err_set(e, FAULT, NULL, "key_file", "no key file is open", "未打开密钥文件");
    pthread_mutex_lock(&k->lock);
    if (k->next == k->reserved)
        o = reserve(k, e);
    if (!o)
        *ret_key_no = k->next++;
    pthread_mutex_unlock(&k->lock);
    return o;
}

enum outcome keys_read(struct keys *k, int64_t key_no, uint8_t key[SLOT], bool *ret_is_gone,
                       struct err *e)
{
    if (k->fd < 0 || key_no <= 0 || key_no > (INT64_MAX - HEADER) / SLOT)
        return err_set(e, FAULT, NULL, "key_file", "there is no key %lld", "没有第%lld号密钥",
                       (long long)key_no);
    ssize_t n = pread(k->fd, key, SLOT, HEADER + (off_t)(key_no - 1) * SLOT);
    if (n < 0)
        return failed(e, k->path, "cannot be read");
    if (n != SLOT)
        return err_set(e, FAULT, NULL, "key_file",
                       "the key file %1$s has no key %2$lld: it is not the one of this database",
                       "密钥文件%1$s中没有第%2$lld号密钥：与数据库不符", k->path, (long long)key_no);
    *ret_is_gone = sodium_is_zero(key, SLOT);
    return OK;
}

enum outcome seal_destroy_key(struct guard *g, int64_t key_no, struct err *e)
{
    static const uint8_t zero[SLOT];
    struct keys *k = &g->keys;
    struct header h;
    uint8_t key[SLOT];
    bool is_gone;
    enum outcome o = keys_read(k, key_no, key, &is_gone, e);
    sodium_memzero(key, sizeof(key));
    if (o || is_gone)
        return o;
    pthread_mutex_lock(&k->lock);
    if (flock(k->fd, LOCK_EX))
        o = failed(e, k->path, "cannot be locked");
    if (!o && (!write_at(k->fd, zero, SLOT, HEADER + (off_t)(key_no - 1) * SLOT) ||
               fdatasync(k->fd)))
        o = failed(e, k->path, "cannot be written");
    if (!o && !(o = read_header(k, &h, e))) {
        h.epoch++;
        o = write_header(k, &h, e);
    }
    flock(k->fd, LOCK_UN);
    pthread_mutex_unlock(&k->lock);
    sodium_memzero(&h, sizeof(h));
    return o;
}
