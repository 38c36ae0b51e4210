/* The common half of both databases: binds, savepoints, the fencing epoch, names in SQL.
 *
 * A savepoint is sent to the database only when something is written under it: most jobs that
 * are refused never wrote, and a job that only reads costs nothing. This file must not know which
 * database it talks to. */
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "store/store_int.h"

struct value bind_text(const char *s) { return value_text(s); }
struct value bind_blob(const void *data, size_t len) { return value_blob(data, len); }

enum outcome store_open(struct store **ret, const char *url, struct err *e)
{
    const char *inner = url;
    int64_t fail_at = 0;
    if (text_starts(url, "faulty:")) {
        const char *colon = strchr(url + 7, ':');
        if (!colon || !text_int(url + 7, (size_t)(colon - url - 7), &fail_at))
            return err_set(e, REFUSED, NULL, "store_url", "faulty:N:url expected, got %s",
                           "应为 faulty:N:url,实为 %s", url);
        inner = colon + 1;
    }
    bool is_postgres = text_starts(inner, "postgresql://") || text_starts(inner, "postgres://");
    const struct driver *driver = is_postgres ? &driver_postgres : &driver_sqlite;
    struct store *store;
    enum outcome o = driver->open(&store, inner, e);
    if (o)
        return o;
    store->driver = driver;
    store->url = strdup(inner);
    store->fail_at = fail_at;
    *ret = store;
    return OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    free(store->url);
    store->url = NULL;
    store->driver->close(store);
}

bool store_is_postgres(const struct store *store) { return store->driver->is_postgres; }
const char *store_url(const struct store *store) { return store->url; }

enum outcome db_open(struct db **ret, struct store *store, enum db_mode mode, struct err *e)
{
    struct db *db;
    enum outcome o = store->driver->db_open(&db, store, mode, e);
    if (o)
        return o;
    db->store = store;
    db->mode = mode;
    *ret = db;
    return OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    if (db->in_transaction)
        db_rollback(db);
    if (db->kept)
        db->kept_free(db->kept);
    db->store->driver->db_close(db);
}

void **db_kept(struct db *db, void (*free_it)(void *), int64_t *ret_no)
{
    *ret_no = db->in_transaction && !db->has_changed_kept ? db->kept_no : 0;
    db->kept_free = free_it;
    return &db->kept;
}

void db_kept_changed(struct db *db) { db->has_changed_kept = true; }

/* Before the snapshot is taken: a copy may be newer than its number says, never older. */
static void kept_begin(struct db *db)
{
    db->has_changed_kept = false;
    db->kept_no = atomic_load(&db->store->kept_no) + 1; /* 0 is nobody's */
}

static void kept_end(struct db *db)
{
    if (db->has_changed_kept)
        atomic_fetch_add(&db->store->kept_no, 1);
    db->has_changed_kept = false;
}

enum outcome store_error(struct err *e, enum outcome outcome, const char *rule, const char *detail)
{
    static const struct { const char *rule, *en, *zh; } words[] = {
        {"constraint", "the database refuses a value", "数据库拒绝了某个值"},
        {"fenced", "another server has taken this database over", "另一服务进程已接管本数据库"},
        {"reference", "a row that is referred to does not exist", "所引用的行不存在"},
        {"storage_busy", "the database is busy", "数据库正忙"},
        {"storage_fault", "the database failed", "数据库出错"},
        {"storage_full", "the disk of the database is full", "数据库所在磁盘已满"},
        {"storage_gone", "the database cannot be reached", "无法连接数据库"},
        {"storage_uncertain", "the database went away before it answered",
         "数据库在答复前断开,结果未知"},
        {"unique", "such a row exists already", "该行已存在"},
    };
    const char *en = rule, *zh = rule;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!strcmp(words[i].rule, rule)) {
            en = words[i].en;
            zh = words[i].zh;
        }
    err_set(e, outcome, NULL, rule, "%s", "%s", detail);
    snprintf(e->en, sizeof(e->en), "%s (%s)", en, detail);
    snprintf(e->zh, sizeof(e->zh), "%s(%s)", zh, detail);
    return outcome;
}

uint64_t statement_hash(const char *sql, size_t len)
{
    uint64_t h = 0x9e3779b97f4a7c15u ^ len;
    while (len >= 8) {
        uint64_t w;
        memcpy(&w, sql, 8);
        h = (h ^ w) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
        sql += 8;
        len -= 8;
    }
    while (len--)
        h = (h ^ (unsigned char)*sql++) * 0x100000001b3u;
    return h ^ (h >> 29);
}

bool statement_reads(const char *sql)
{
    while (*sql == ' ' || *sql == '\n' || *sql == '(')
        sql++;
    return !strncmp(sql, "SELECT", 6);
}

/* Sends the savepoints that were only noted so far: something is about to be written. */
static enum outcome savepoints_send(struct db *db, struct err *e)
{
    while (db->opened < db->depth) {
        char sql[32];
        snprintf(sql, sizeof(sql), "SAVEPOINT s%d", db->opened + 1);
        enum outcome o = db->store->driver->control(db, sql, e);
        if (o)
            return o;
        db->opened++;
    }
    return OK;
}

static enum outcome dead(struct err *e)
{
    return store_error(e, FAULT, "storage_fault", "this group of writes has failed already");
}

static enum outcome before_write(struct db *db, struct err *e)
{
    if (db->is_dead)
        return dead(e);
    if (faulty_fails(db->store, e))
        return e->outcome;
    db->writes++;
    return savepoints_send(db, e);
}

enum outcome db_run(struct db *db, const char *sql, const struct value *binds, int n,
                    struct err *e)
{
    enum outcome o = before_write(db, e);
    return o ? o : db->store->driver->run(db, sql, binds, n, e);
}

enum outcome db_query(struct query **ret, struct db *db, const char *sql,
                      const struct value *binds, int n, struct err *e)
{
    enum outcome o = OK;
    if (db->is_dead)
        o = dead(e);
    else if (!statement_reads(sql))
        o = before_write(db, e);
    return o ? o : db->store->driver->query(ret, db, sql, binds, n, e);
}

bool query_next(struct query *q) { return q->db->store->driver->next(q); }
int64_t query_int(struct query *q, int column) { return q->db->store->driver->get_int(q, column); }
bool query_is_null(struct query *q, int column) { return q->db->store->driver->is_null(q, column); }
bool query_is_blob(struct query *q, int column) { return q->db->store->driver->is_blob(q, column); }
bool query_is_int(struct query *q, int column) { return q->db->store->driver->is_int(q, column); }
int query_columns(struct query *q) { return q->db->store->driver->columns(q); }

const char *query_name(struct query *q, int column)
{
    return q->db->store->driver->column_name(q, column);
}

const char *query_text(struct query *q, int column, size_t *ret_len)
{
    return q->db->store->driver->get_text(q, column, ret_len);
}

const void *query_blob(struct query *q, int column, size_t *ret_len)
{
    return q->db->store->driver->get_blob(q, column, ret_len);
}

enum outcome query_end(struct query *q, struct err *e) { return q->db->store->driver->end(q, e); }

enum outcome db_int(int64_t *ret, struct db *db, const char *sql, const struct value *binds, int n,
                    struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, sql, binds, n, e);
    if (o)
        return o;
    bool found = query_next(q);
    int64_t got = found ? query_int(q, 0) : 0;
    o = query_end(q, e);
    if (o)
        return o;
    if (!found)
        return err_set(e, NOT_FOUND, NULL, "not_found", "no such row", "没有这一行");
    *ret = got;
    return OK;
}

enum outcome db_script(struct db *db, const char *sql, struct err *e)
{
    enum outcome o = before_write(db, e);
    if (o)
        return o;
    struct buf own;
    buf_init(&own, 4u << 20);
    db->store->driver->ddl(&own, sql);
    o = db->store->driver->script(db, own.data ? own.data : "", e);
    buf_fini(&own);
    atomic_fetch_add(&db->store->schema_no, 1);
    return o;
}

enum outcome db_temporary(struct db *db, const char *ddl, struct err *e)
{
    struct buf sql;
    bool is_fenced_in = db->store->driver->is_postgres && db->mode == DB_READ;
    buf_init(&sql, 1u << 16);
    buf_text(&sql, is_fenced_in ? "BEGIN READ WRITE;" : "");
    db->store->driver->ddl(&sql, ddl);
    buf_text(&sql, is_fenced_in ? ";COMMIT" : "");
    enum outcome o = db->store->driver->script(db, sql.data, e);
    buf_fini(&sql);
    return o;
}

int64_t db_changes(struct db *db) { return db->store->driver->changes(db); }

/* The epoch is compared while the write lock is held (SQLite) or locked until the commit
 * (PostgreSQL, where it is asked again at the end): a server that lost the database writes
 * nothing more. */
static enum outcome epoch_check(struct db *db, struct err *e)
{
    int64_t mine = db->store->epoch, now = 0;
    if (!mine)
        return OK;
    enum outcome o = db_int(&now, db,
                            db->store->driver->is_postgres
                                ? "SELECT epoch FROM fencing WHERE id = 1 FOR SHARE"
                                : "SELECT epoch FROM fencing WHERE id = 1",
                            NO_BIND, e);
    if (o)
        return o;
    return now == mine ? OK : store_error(e, FAULT, "fenced", "epoch");
}

enum outcome db_begin(struct db *db, struct err *e)
{
    assert(!db->in_transaction && db->mode == DB_WRITE);
    if (faulty_fails(db->store, e))
        return e->outcome;
    db->is_full = db->is_dead = false;
    kept_begin(db);
    enum outcome o = db->store->driver->begin(db, false, e);
    if (o)
        return o;
    db->in_transaction = true;
    db->is_read_transaction = false;
    db->depth = db->opened = 0;
    if (!db->store->driver->is_postgres && (o = epoch_check(db, e)))
        db_rollback(db);
    return o;
}

enum outcome db_begin_read(struct db *db, struct err *e)
{
    assert(!db->in_transaction);
    db->is_full = db->is_dead = false;
    kept_begin(db);
    enum outcome o = db->store->driver->begin(db, true, e);
    if (o)
        return o;
    db->in_transaction = db->is_read_transaction = true;
    db->depth = db->opened = 0;
    return OK;
}

enum outcome db_commit(struct db *db, struct err *e)
{
    assert(db->in_transaction);
    enum outcome o;
    if (db->is_dead)
        o = dead(e);
    else if (faulty_fails(db->store, e))
        o = e->outcome;
    else if (db->store->driver->is_postgres && (o = epoch_check(db, e)))
        ;
    else
        o = db->store->driver->commit(db, e);
    if (o) {
        bool was_full = db->is_full;
        db_rollback(db);
        db->is_full = was_full;
        return o;
    }
    db->in_transaction = false;
    kept_end(db);
    return OK;
}

void db_rollback(struct db *db)
{
    if (!db->in_transaction)
        return;
    db->store->driver->rollback(db);
    db->in_transaction = db->is_dead = false;
    db->depth = db->opened = 0;
    kept_end(db);
}

enum outcome db_savepoint(struct db *db, struct err *e)
{
    assert(db->in_transaction && db->depth < SAVEPOINTS_MAX);
    if (db->is_dead)
        return dead(e);
    db->depth++;
    return OK;
}

enum outcome db_release(struct db *db, struct err *e)
{
    assert(db->depth > 0);
    enum outcome o = OK;
    if (db->is_dead)
        o = dead(e);
    else if (db->opened == db->depth) {
        char sql[48];
        snprintf(sql, sizeof(sql), "RELEASE SAVEPOINT s%d", db->opened);
        o = db->store->driver->control(db, sql, e);
        db->opened--;
    }
    db->depth--;
    return o;
}

enum outcome db_rollback_to(struct db *db, struct err *e)
{
    assert(db->depth > 0);
    enum outcome o = OK;
    if (db->is_dead)
        o = dead(e);
    else if (db->opened == db->depth) {
        char sql[80];
        snprintf(sql, sizeof(sql), "ROLLBACK TO SAVEPOINT s%d", db->opened);
        o = db->store->driver->control(db, sql, e);
        snprintf(sql, sizeof(sql), "RELEASE SAVEPOINT s%d", db->opened);
        if (!o)
            o = db->store->driver->control(db, sql, e);
        db->opened--;
    }
    db->depth--;
    return o;
}

enum outcome db_flush(struct db *db, struct err *e)
{
    return db->is_dead ? dead(e) : db->store->driver->flush(db, e);
}

bool db_in_transaction(const struct db *db) { return db->in_transaction; }
bool db_is_full(const struct db *db) { return db->is_full; }
enum outcome store_take_over(struct store *store, struct err *e)
{
    struct db *db;
    int64_t epoch = 0;
    enum outcome o = db_open(&db, store, DB_WRITE, e);
    if (o)
        return o;
    store->epoch = 0; /* this very step must not be fenced */
    o = db_begin(db, e);
    if (!o)
        o = db_int(&epoch, db,
                   "INSERT INTO fencing (id, epoch) VALUES (1, 1)"
                   " ON CONFLICT (id) DO UPDATE SET epoch = fencing.epoch + 1"
                   " RETURNING epoch",
                   NO_BIND, e);
    if (!o)
        o = db_commit(db, e);
    if (!o)
        store->epoch = epoch;
    db_close(db);
    return o;
}

void sql_name(struct buf *out, const char *name)
{
    size_t len = strlen(name);
    assert(len > 0 && len <= 60 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len &&
           !(name[0] >= '0' && name[0] <= '9'));
    buf_char(out, '"');
    buf_put(out, name, len);
    buf_char(out, '"');
}

enum outcome store_backup(struct store *store, const char *path, struct err *e)
{
    return store->driver->backup(store, path, e);
}

enum outcome store_integrity(struct db *db, struct err *e)
{
    return db->store->driver->integrity(db, e);
}

enum outcome store_vacuum_erased(struct store *store, struct err *e)
{
    return store->driver->forget_erased(store, e);
}

int64_t store_size(struct store *store) { return store->driver->size(store); }
