/* SQLite: the database of one machine in one file.
 *
 * Write-ahead log with synchronous=FULL: a commit that was answered is on disk. Deleted cells are
 * zeroed (secure_delete), because erased people must be gone from the file. No memory mapping: a
 * mapped file counts as our memory, and the operating system caches the pages anyway. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/functions.h"
#include "store/sqlite_int.h"

#define WRITER_CACHE_KB 24576
#define READER_CACHE_KB 6144
#define BUSY_MS 5000

/* Each connection has one thread, and nobody reads SQLite's global memory counters: without them
 * allocation takes no global lock. */
static void library_setup(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

static bool is_space_errno(int os) { return os == ENOSPC || os == EDQUOT || os == EFBIG; }

/* SQLITE_FULL covers ENOSPC alone; a quota or a size limit comes as a failed write, whose errno
 * only the file remembers. */
static bool is_out_of_space(sqlite3 *handle, int code)
{
    if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE)
        return true;
    if ((code & 0xff) != SQLITE_IOERR && (code & 0xff) != SQLITE_CANTOPEN)
        return false;
    if (!handle)
        return is_space_errno(errno);
    if (is_space_errno(sqlite3_system_errno(handle)))
        return true;
    static const int files[] = {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER};
    for (size_t i = 0; i < 2; i++) {
        sqlite3_file *file = NULL;
        int os = 0;
        sqlite3_file_control(handle, "main", files[i], &file);
        if (file && file->pMethods &&
            !file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &os) && is_space_errno(os))
            return true;
    }
    return false;
}

enum outcome sqlite_fail(sqlite3 *handle, struct db *db, int rc, struct err *e)
{
    int code = handle ? sqlite3_extended_errcode(handle) : rc;
    if ((code & 0xff) != (rc & 0xff))
        code = rc;
    const char *text = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(rc);
    if (is_out_of_space(handle, code)) {
        if (db)
            db->is_full = true;
        return store_error(e, FAULT, "storage_full", text);
    }
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return store_error(e, CONFLICT, "unique", text);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return store_error(e, REFUSED, "reference", text);
    }
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return store_error(e, BUSY, "storage_busy", text);
    case SQLITE_CONSTRAINT:
        return store_error(e, REFUSED, "constraint", text);
    }
    return store_error(e, FAULT, "storage_fault", text);
}

enum outcome sqlite_connect(sqlite3 **ret, const char *path, bool is_read, struct err *e)
{
    sqlite3 *handle = NULL;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (is_read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    int rc = sqlite3_open_v2(path, &handle, flags, NULL);
    if (!rc) {
        sqlite3_busy_timeout(handle, BUSY_MS);
        char pragmas[400];
        snprintf(pragmas, sizeof(pragmas),
                 "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                 "PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0; PRAGMA cache_size = -%d;"
                 "PRAGMA temp_store = %s; PRAGMA trusted_schema = OFF;",
                 is_read ? READER_CACHE_KB : WRITER_CACHE_KB, is_read ? "FILE" : "MEMORY");
        rc = sqlite3_exec(handle, pragmas, NULL, NULL, NULL);
    }
    if (!rc)
        rc = functions_sqlite(handle);
    if (rc) {
        enum outcome o = sqlite_fail(handle, NULL, rc, e);
        sqlite3_close(handle);
        return o;
    }
    *ret = handle;
    return OK;
}

/* A new file is readable by its owner alone. */
static enum outcome file_prepare(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return store_error(e, FAULT, errno == ENOSPC ? "storage_full" : "storage_gone",
                           strerror(errno));
    close(fd);
    return OK;
}

static enum outcome open_store(struct store **ret, const char *url, struct err *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_setup);
    enum outcome o = file_prepare(url, e);
    if (o)
        return o;
    struct sqlite_store *s = calloc(1, sizeof(*s));
    s->path = strdup(url);
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&s->wake, &attr);
    pthread_cond_init(&s->gate, &attr);
    pthread_condattr_destroy(&attr);
    o = sqlite_connect(&s->keeper, url, false, e);
    if (!o) {
        /* The mode is stored in the file; a table read makes sure that it is a database. */
        int rc = sqlite3_exec(s->keeper,
                              "PRAGMA journal_mode = WAL; PRAGMA cache_size = -512;"
                              "SELECT count(*) FROM sqlite_schema;",
                              NULL, NULL, NULL);
        if (rc)
            o = sqlite_fail(s->keeper, NULL, rc, e);
    }
    if (o) {
        driver_sqlite.close(&s->base);
        return o;
    }
    *ret = &s->base;
    return OK;
}

static void close_store(struct store *store)
{
    struct sqlite_store *s = (struct sqlite_store *)store;
    sqlite_log_stop(s);
    sqlite3_close(s->keeper); /* the last connection copies the log back and removes it */
    pthread_cond_destroy(&s->wake);
    pthread_cond_destroy(&s->gate);
    pthread_mutex_destroy(&s->lock);
    free(s->path);
    free(s);
}

static enum outcome open_db(struct db **ret, struct store *store, enum db_mode mode, struct err *e)
{
    struct sqlite_store *s = (struct sqlite_store *)store;
    struct sqlite_db *db = calloc(1, sizeof(*db));
    db->store = s;
    enum outcome o = sqlite_connect(&db->handle, s->path, mode == DB_READ, e);
    if (!o && mode == DB_WRITE) {
        o = sqlite_log_start(s, e);
        if (o)
            sqlite3_close(db->handle);
        else
            sqlite_log_watch(db);
    }
    if (o) {
        free(db);
        return o;
    }
    *ret = &db->base;
    return OK;
}

static void close_db(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    sqlite_statements_free(db);
    sqlite3_close(db->handle);
    free(db);
}

static enum outcome exec(struct sqlite_db *db, const char *sql, struct err *e)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return rc ? sqlite_fail(db->handle, &db->base, rc, e) : OK;
}

static enum outcome control(struct db *db, const char *sql, struct err *e)
{
    return sqlite_run(db, sql, NO_BIND, e);
}

static enum outcome script(struct db *base, const char *sql, struct err *e)
{
    return exec((struct sqlite_db *)base, sql, e);
}

static int64_t changes(struct db *base)
{
    return sqlite3_changes64(((struct sqlite_db *)base)->handle);
}

static enum outcome begin(struct db *base, bool is_read, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    if (is_read)
        return control(base, "BEGIN", e);
    sqlite_gate_enter(db->store);
    enum outcome o = control(base, "BEGIN IMMEDIATE", e);
    if (o)
        sqlite_gate_leave(db->store);
    return o;
}

static enum outcome commit(struct db *base, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    enum outcome o = control(base, "COMMIT", e);
    if (!o && !base->is_read_transaction)
        sqlite_gate_leave(db->store);
    return o;
}

static void rollback(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct err ignored; /* after a full disk SQLite has rolled back already */
    if (!sqlite3_get_autocommit(db->handle))
        control(base, "ROLLBACK", &ignored);
    if (!base->is_read_transaction)
        sqlite_gate_leave(db->store);
}

static enum outcome flush(struct db *db, struct err *e) { return OK; }

static enum outcome integrity(struct db *base, struct err *e)
{
    struct query *q;
    char first[200] = "";
    enum outcome o = db_query(&q, base, "SELECT integrity_check FROM pragma_integrity_check(5)",
                              NO_BIND, e);
    if (o)
        return o;
    if (query_next(q))
        snprintf(first, sizeof(first), "%s", query_text(q, 0, NULL));
    o = query_end(q, e);
    if (!o && strcmp(first, "ok"))
        o = store_error(e, FAULT, "storage_fault", first);
    if (o)
        return o;
    o = db_query(&q, base, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", NO_BIND, e);
    if (o)
        return o;
    bool is_broken = query_next(q);
    if (is_broken)
        snprintf(first, sizeof(first), "%s", query_text(q, 0, NULL));
    o = query_end(q, e);
    return !o && is_broken ? store_error(e, FAULT, "reference", first) : o;
}

static int64_t size_of(const char *path, const char *suffix)
{
    char name[1024];
    struct stat st;
    snprintf(name, sizeof(name), "%s%s", path, suffix);
    return stat(name, &st) ? 0 : (int64_t)st.st_size;
}

static int64_t size(struct store *store)
{
    struct sqlite_store *s = (struct sqlite_store *)store;
    return size_of(s->path, "") + size_of(s->path, "-wal");
}

/* The common DDL is SQLite's, but for the order of nulls in an index: SQLite knows only its own,
 * which is what our statements ask for. */
static void ddl(struct buf *out, const char *sql)
{
    for (const char *p = sql; *p;) {
        size_t skip = strncmp(p, " NULLS FIRST", 12) == 0 ? 12
                      : strncmp(p, " NULLS LAST", 11) == 0 ? 11
                                                           : 0;
        if (!skip)
            buf_char(out, *p++);
        p += skip;
    }
}

const struct driver driver_sqlite = {
    .is_postgres = false,
    .open = open_store,
    .close = close_store,
    .db_open = open_db,
    .db_close = close_db,
    .run = sqlite_run,
    .query = sqlite_query,
    .next = sqlite_next,
    .get_int = sqlite_get_int,
    .get_text = sqlite_get_text,
    .get_blob = sqlite_get_blob,
    .is_null = sqlite_is_null,
    .columns = sqlite_columns,
    .column_name = sqlite_column_name,
    .is_blob = sqlite_is_blob,
    .is_int = sqlite_is_int,
    .end = sqlite_end,
    .script = script,
    .changes = changes,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .control = control,
    .flush = flush,
    .backup = sqlite_backup,
    .integrity = integrity,
    .forget_erased = sqlite_forget_erased,
    .size = size,
    .ddl = ddl,
};
