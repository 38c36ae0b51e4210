/* The write-ahead log of SQLite: copied back by a thread of its own, backup, and erasure.
 *
 * The writer never copies pages back (that would stall it): this thread does, beside the writer,
 * whenever some megabytes have gathered. Under steady writing such a copy never quite catches up
 * and the log would grow for ever; when it passes LOG_LIMIT the thread asks the writer for one
 * moment between two transactions, finishes the small rest, and the log starts over. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/log.h"
#include "store/sqlite_int.h"

#define COPY_FRAMES 1000   /* 4 MB */
#define LOG_LIMIT 16384    /* 64 MB: start over */
#define REST_FRAMES 300    /* as much may be copied while the writer waits: a few ms */
#define REST_LIMIT 65536   /* 256 MB: start over with whatever rest there is */
#define GATE_MS 100        /* the writer waits no longer, whatever happens */
#define IDLE_MS 300
#define BACKUP_PAGES 256

static struct timespec after_ms(int ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (ms % 1000) * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000L;
    }
    return t;
}

void sqlite_gate_enter(struct sqlite_store *s)
{
    pthread_mutex_lock(&s->lock);
    struct timespec until = after_ms(GATE_MS);
    while (s->gate_wanted && !pthread_cond_timedwait(&s->gate, &s->lock, &until))
        ;
    s->writer_busy = true;
    pthread_mutex_unlock(&s->lock);
}

void sqlite_gate_leave(struct sqlite_store *s)
{
    pthread_mutex_lock(&s->lock);
    s->writer_busy = false;
    if (s->gate_wanted)
        pthread_cond_broadcast(&s->gate);
    pthread_mutex_unlock(&s->lock);
}

/* With the lock held: no write transaction of this process is open until gate_open(). */
static bool gate_close(struct sqlite_store *s, int wait_ms)
{
    s->gate_wanted++;
    struct timespec until = after_ms(wait_ms);
    while (s->writer_busy && !pthread_cond_timedwait(&s->gate, &s->lock, &until))
        ;
    return !s->writer_busy;
}

static void gate_open(struct sqlite_store *s)
{
    s->gate_wanted--;
    pthread_cond_broadcast(&s->gate);
}

static int on_commit(void *arg, sqlite3 *handle, const char *name, int frames)
{
    struct sqlite_store *s = arg;
    pthread_mutex_lock(&s->lock);
    s->frames = frames;
    if (frames >= COPY_FRAMES)
        pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    return SQLITE_OK;
}

void sqlite_log_watch(struct sqlite_db *db)
{
    sqlite3_wal_hook(db->handle, on_commit, db->store);
}

/* Waits until there is something worth copying: some megabytes, or a rest while nobody writes. */
static void copy_wait(struct sqlite_store *s, int tried, int copied, bool is_stuck)
{
    while (!s->is_stopping) {
        int before = s->frames;
        if (before < tried)
            tried = copied = 0; /* the log has started over */
        if (before - tried >= COPY_FRAMES || (before > LOG_LIMIT && before > copied && !is_stuck))
            return; /* past the limit one copy follows the other, so that the rest gets small */
        struct timespec until = after_ms(IDLE_MS);
        int rc = pthread_cond_timedwait(&s->wake, &s->lock, &until);
        if (rc == ETIMEDOUT && s->frames == before && before > copied && !s->writer_busy)
            return;
    }
}

static void *copy_back(void *arg)
{
    struct sqlite_store *s = arg;
    int tried = 0, copied = 0; /* frames of the log */
    bool is_stuck = false;     /* a reader's old snapshot keeps the rest from being copied */
    pthread_mutex_lock(&s->lock);
    for (;;) {
        copy_wait(s, tried, copied, is_stuck);
        if (s->is_stopping)
            break;
        bool start_over = s->frames > LOG_LIMIT && !is_stuck && s->frames >= copied &&
                          (s->frames - copied <= REST_FRAMES || s->frames > REST_LIMIT);
        if (start_over)
            gate_close(s, GATE_MS);
        pthread_mutex_unlock(&s->lock);
        int log = 0, done = 0;
        int rc = sqlite3_wal_checkpoint_v2(s->keeper, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &done);
        if (rc && (rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED) {
            log_line(LOG_WARN, "the log could not be copied back: %s", sqlite3_errmsg(s->keeper));
            usleep(200000);
        }
        pthread_mutex_lock(&s->lock);
        if (start_over)
            gate_open(s);
        tried = log > 0 ? log : 0;
        is_stuck = done == copied || (start_over && done < log);
        copied = done > 0 ? done : 0;
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

enum outcome sqlite_log_start(struct sqlite_store *s, struct err *e)
{
    enum outcome o = OK;
    pthread_mutex_lock(&s->lock);
    if (!s->has_thread) {
        if (pthread_create(&s->thread, NULL, copy_back, s))
            o = store_error(e, FAULT, "storage_fault", "no thread for the log");
        else
            s->has_thread = true;
    }
    pthread_mutex_unlock(&s->lock);
    return o;
}

void sqlite_log_stop(struct sqlite_store *s)
{
    if (!s->has_thread)
        return;
    pthread_mutex_lock(&s->lock);
    s->is_stopping = true;
    pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    s->has_thread = false;
}

enum outcome sqlite_forget_erased(struct store *store, struct err *e)
{
    struct sqlite_store *s = (struct sqlite_store *)store;
    sqlite3 *handle;
    enum outcome o = sqlite_connect(&handle, s->path, false, e);
    if (o)
        return o;
    /* Most of it beside the writer, then the rest and the cut while it waits. */
    int rc = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    pthread_mutex_lock(&s->lock);
    gate_close(s, GATE_MS);
    pthread_mutex_unlock(&s->lock);
    sqlite3_busy_timeout(handle, GATE_MS);
    rc = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    pthread_mutex_lock(&s->lock);
    gate_open(s);
    if (!rc)
        s->frames = 0;
    pthread_mutex_unlock(&s->lock);
    if (rc)
        o = sqlite_fail(handle, NULL, rc, e);
    sqlite3_close(handle);
    return o;
}

static enum outcome durable(const char *from, const char *to, struct err *e)
{
    int fd = open(from, O_RDWR | O_CLOEXEC);
    bool failed = fd < 0 || fsync(fd);
    if (fd >= 0)
        close(fd);
    if (!failed)
        failed = rename(from, to) != 0;
    char folder[1024];
    snprintf(folder, sizeof(folder), "%s", to);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    if (failed)
        return store_error(e, FAULT, errno == ENOSPC ? "storage_full" : "storage_fault",
                           strerror(errno));
    return OK;
}

/* The source holds one snapshot for the whole copy, so that writers do not make it start again;
 * the copy is written beside its name and renamed when it is on disk. */
enum outcome sqlite_backup(struct store *store, const char *path, struct err *e)
{
    struct sqlite_store *s = (struct sqlite_store *)store;
    sqlite3 *from = NULL, *to = NULL;
    char part[1024];
    snprintf(part, sizeof(part), "%s.part", path);
    unlink(part);
    int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return store_error(e, REFUSED, "storage_fault", strerror(errno));
    close(fd);
    enum outcome o = sqlite_connect(&from, s->path, true, e);
    if (o)
        goto done;
    int rc = sqlite3_exec(from, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (rc) {
        o = sqlite_fail(from, NULL, rc, e);
        goto done;
    }
    rc = sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_backup *copy = rc ? NULL : sqlite3_backup_init(to, "main", from, "main");
    if (copy) {
        do
            rc = sqlite3_backup_step(copy, BACKUP_PAGES);
        while (rc == SQLITE_OK);
        sqlite3_backup_finish(copy);
    }
    if (!copy || rc != SQLITE_DONE)
        o = sqlite_fail(to, NULL, copy ? rc : SQLITE_CANTOPEN, e);
done:
    sqlite3_close(from);
    sqlite3_close(to);
    if (!o)
        o = durable(part, path, e);
    if (o)
        unlink(part);
    return o;
}
