/* SQLite statements: prepared once per connection and text, the least recently used dropped.
 *
 * "$1" is a name to SQLite, numbered by first appearance, and it swallows a cast ("$1::bigint" is
 * one name): each prepared statement keeps the number behind the dollar sign for every parameter,
 * so texts written for PostgreSQL bind the same way here. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "store/sqlite_int.h"

static struct sqlite_statement *cached_find(struct sqlite_db *db, const char *sql, size_t len,
                                            uint64_t hash)
{
    struct sqlite_statement *s = db->chains[hash % STATEMENT_CHAINS];
    for (; s; s = s->chain)
        if (s->hash == hash && !s->is_busy && !strncmp(s->sql, sql, len) && !s->sql[len])
            return s;
    return NULL;
}

static void statement_free(struct sqlite_statement *s)
{
    sqlite3_finalize(s->handle);
    free(s->sql);
    free(s);
}

static void cache_drop_oldest(struct sqlite_db *db)
{
    struct sqlite_statement **oldest = NULL;
    for (int i = 0; i < STATEMENT_CHAINS; i++)
        for (struct sqlite_statement **p = &db->chains[i]; *p; p = &(*p)->chain)
            if (!(*p)->is_busy && (!oldest || (*p)->used < (*oldest)->used))
                oldest = p;
    if (!oldest)
        return;
    struct sqlite_statement *s = *oldest;
    *oldest = s->chain;
    db->statements--;
    statement_free(s);
}

void sqlite_statements_free(struct sqlite_db *db)
{
    for (int i = 0; i < STATEMENT_CHAINS; i++)
        while (db->chains[i]) {
            struct sqlite_statement *s = db->chains[i];
            db->chains[i] = s->chain;
            statement_free(s);
        }
    db->statements = 0;
}

static uint16_t number_after_dollar(const char *name)
{
    unsigned n = 0;
    if (name && *name == '$')
        for (name++; *name >= '0' && *name <= '9' && n < 10000; name++)
            n = n * 10 + (unsigned)(*name - '0');
    return (uint16_t)n;
}

static enum outcome prepare(struct sqlite_statement **ret, struct sqlite_db *db, const char *sql,
                            struct err *e)
{
    size_t len = strlen(sql);
    uint64_t hash = statement_hash(sql, len);
    struct sqlite_statement *s = cached_find(db, sql, len, hash);
    if (!s) {
        sqlite3_stmt *handle;
        int rc = sqlite3_prepare_v3(db->handle, sql, (int)len + 1, SQLITE_PREPARE_PERSISTENT,
                                    &handle, NULL);
        if (rc)
            return sqlite_fail(db->handle, &db->base, rc, e);
        int params = sqlite3_bind_parameter_count(handle);
        s = calloc(1, sizeof(*s) + (size_t)params * sizeof(s->numbers[0]));
        s->query.db = &db->base;
        s->handle = handle;
        s->sql = strdup(sql);
        s->hash = hash;
        s->params = params;
        for (int i = 0; i < params; i++)
            s->numbers[i] = number_after_dollar(sqlite3_bind_parameter_name(handle, i + 1));
        if (db->statements >= STATEMENTS_MAX)
            cache_drop_oldest(db);
        s->chain = db->chains[hash % STATEMENT_CHAINS];
        db->chains[hash % STATEMENT_CHAINS] = s;
        db->statements++;
    }
    s->used = ++db->tick;
    s->is_busy = true;
    s->has_row = false;
    s->rc = SQLITE_OK;
    *ret = s;
    return OK;
}

static void bind(struct sqlite_statement *s, const struct value *binds, int n,
                 sqlite3_destructor_type lifetime)
{
    for (int i = 0; i < s->params; i++) {
        int number = s->numbers[i];
        assert(number >= 1 && number <= n);
        const struct value *v = &binds[number - 1];
        switch (v->type) {
        case V_NULL:
            sqlite3_bind_null(s->handle, i + 1);
            break;
        case V_TEXT:
        case V_CODE:
        case V_CODES:
            sqlite3_bind_text64(s->handle, i + 1, v->s ? v->s : "", v->len, lifetime, SQLITE_UTF8);
            break;
        case V_BLOB:
            sqlite3_bind_blob64(s->handle, i + 1, v->s ? v->s : "", v->len, lifetime);
            break;
        default:
            sqlite3_bind_int64(s->handle, i + 1, v->n);
        }
    }
}

enum outcome sqlite_run(struct db *base, const char *sql, const struct value *binds, int n,
                        struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_statement *s;
    enum outcome o = prepare(&s, db, sql, e);
    if (o)
        return o;
    bind(s, binds, n, SQLITE_STATIC); /* bound anew before it can be read again */
    int rc;
    while ((rc = sqlite3_step(s->handle)) == SQLITE_ROW)
        ;
    if (rc != SQLITE_DONE)
        o = sqlite_fail(db->handle, base, rc, e);
    sqlite3_reset(s->handle);
    s->is_busy = false;
    return o;
}

enum outcome sqlite_query(struct query **ret, struct db *base, const char *sql,
                          const struct value *binds, int n, struct err *e)
{
    struct sqlite_statement *s;
    enum outcome o = prepare(&s, (struct sqlite_db *)base, sql, e);
    if (o)
        return o;
    bind(s, binds, n, SQLITE_TRANSIENT);
    *ret = &s->query;
    return OK;
}

bool sqlite_next(struct query *q)
{
    struct sqlite_statement *s = (struct sqlite_statement *)q;
    if (s->rc != SQLITE_OK && s->rc != SQLITE_ROW)
        return false; /* ended, or failed */
    s->rc = sqlite3_step(s->handle);
    return s->rc == SQLITE_ROW;
}

int64_t sqlite_get_int(struct query *q, int column)
{
    return sqlite3_column_int64(((struct sqlite_statement *)q)->handle, column);
}

const char *sqlite_get_text(struct query *q, int column, size_t *ret_len)
{
    struct sqlite_statement *s = (struct sqlite_statement *)q;
    const char *text = (const char *)sqlite3_column_text(s->handle, column);
    if (ret_len)
        *ret_len = (size_t)sqlite3_column_bytes(s->handle, column);
    return text;
}

const void *sqlite_get_blob(struct query *q, int column, size_t *ret_len)
{
    struct sqlite_statement *s = (struct sqlite_statement *)q;
    const void *blob = sqlite3_column_blob(s->handle, column);
    size_t len = (size_t)sqlite3_column_bytes(s->handle, column);
    if (ret_len)
        *ret_len = len;
    return blob || sqlite3_column_type(s->handle, column) == SQLITE_NULL ? blob : "";
}

bool sqlite_is_null(struct query *q, int column)
{
    return sqlite3_column_type(((struct sqlite_statement *)q)->handle, column) == SQLITE_NULL;
}

bool sqlite_is_blob(struct query *q, int column)
{
    return sqlite3_column_type(((struct sqlite_statement *)q)->handle, column) == SQLITE_BLOB;
}

bool sqlite_is_int(struct query *q, int column)
{
    return sqlite3_column_type(((struct sqlite_statement *)q)->handle, column) == SQLITE_INTEGER;
}

int sqlite_columns(struct query *q)
{
    return sqlite3_column_count(((struct sqlite_statement *)q)->handle);
}

const char *sqlite_column_name(struct query *q, int column)
{
    return sqlite3_column_name(((struct sqlite_statement *)q)->handle, column);
}

enum outcome sqlite_end(struct query *q, struct err *e)
{
    struct sqlite_statement *s = (struct sqlite_statement *)q;
    struct sqlite_db *db = (struct sqlite_db *)q->db;
    if (s->rc == SQLITE_OK) /* nobody looked: what it writes must be written all the same */
        s->rc = sqlite3_step(s->handle);
    enum outcome o = s->rc == SQLITE_ROW || s->rc == SQLITE_DONE
                         ? OK
                         : sqlite_fail(db->handle, q->db, s->rc, e);
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    s->is_busy = false;
    return o;
}
