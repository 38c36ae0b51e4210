/* PostgreSQL: the database of a county with fail-over, and of a province.
 *
 * Statements go through a pipeline (postgres_pipe.c). A connection that was lost comes back with
 * the next transaction; what had been sent for commit without an answer is UNCERTAIN. A server
 * that took the database over raised the epoch: commits of the old one are refused. */
#include "base/text.h"
#include "store/postgres_int.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>

static enum outcome open_store(struct store **ret, const char *url, struct err *e)
{
    struct store *s = calloc(1, sizeof(*s));
    struct db *db;
    s->driver = &driver_postgres;
    s->url = strdup(url);
    enum outcome o = driver_postgres.db_open(&db, s, DB_READ, e); /* does it answer at all? */
    if (!o) {
        driver_postgres.db_close(db);
        free(s->url);
        *ret = s;
        return OK;
    }
    free(s->url);
    free(s);
    return o;
}

static void close_store(struct store *store)
{
    free(store);
}

static enum outcome told(const char *text, const char *rule, enum outcome outcome, struct err *e)
{
    char line[200];
    snprintf(line, sizeof(line), "%s", text ? text : "");
    line[strcspn(line, "\n")] = '\0';
    return store_error(e, outcome, rule, line);
}

static void hear_notice(void *arg, const char *text) {}

static enum outcome connect_now(struct pg_db *db, struct err *e)
{
    const char *names[] = {"dbname",          "client_encoding",           "application_name",
                           "connect_timeout", "fallback_application_name", NULL};
    const char *values[] = {db->base.store->url, "UTF8", "lianfang", "10", "lianfang", NULL};
    PQfinish(db->conn);
    db->conn = PQconnectdbParams(names, values, 1);
    if (PQstatus(db->conn) != CONNECTION_OK)
        return told(PQerrorMessage(db->conn), "storage_gone", FAULT, e);
    PQsetNoticeProcessor(db->conn, hear_notice, NULL);
    /* Compiling a plan costs more than our queries; a plan made for no value in particular cannot
     * know which word of a search is rare. */
    static const char both[] = "SET TimeZone = 'UTC'; SET jit = off; SET lock_timeout = '5s';"
                               "SET idle_in_transaction_session_timeout = '20s';"
                               "SET client_min_messages = warning;";
    static const char reader[] = "SET default_transaction_read_only = on;"
                                 "SET statement_timeout = '60s';"
                                 "SET plan_cache_mode = force_custom_plan;";
    static const char writer[] =
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local');";
    char sql[800];
    snprintf(sql, sizeof(sql), "%s%s", both, db->base.mode == DB_READ ? reader : writer);
    PGresult *r = PQexec(db->conn, sql);
    ExecStatusType status = PQresultStatus(r);
    PQclear(r);
    if ((status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) || !PQenterPipelineMode(db->conn))
        return told(PQerrorMessage(db->conn), "storage_gone", FAULT, e);
    db->is_lost = false;
    return OK;
}

enum outcome pg_lost(struct pg_db *db, struct err *e)
{
    enum outcome o = told(db->conn ? PQerrorMessage(db->conn) : "", "storage_gone", FAULT, e);
    db->is_lost = true;
    db->base.is_dead = db->base.in_transaction;
    db->pipe_first = db->pipe_n = 0;
    db->has_failed = false;
    if (db->streaming) {
        db->streaming->is_streaming = false;
        db->streaming = NULL;
    }
    pg_statements_free(db);
    return o;
}

/* Nothing was asked, yet something came: a notice, or the server's farewell and then the end. */
static bool went_away(struct pg_db *db)
{
    struct pollfd fd = {.fd = PQsocket(db->conn), .events = POLLIN};
    for (int i = 0; i < 8 && poll(&fd, 1, 0) > 0; i++)
        if (!PQconsumeInput(db->conn) || PQstatus(db->conn) == CONNECTION_BAD)
            return true;
    return PQstatus(db->conn) == CONNECTION_BAD;
}

enum outcome pg_revive(struct pg_db *db, struct err *e)
{
    if (!db->is_lost && !db->streaming && db->pipe_n == db->pipe_first && went_away(db))
        pg_lost(db, e);
    if (db->is_lost) {
        enum outcome o = connect_now(db, e);
        if (o)
            return o;
    }
    int64_t schema_no = db->base.store->schema_no;
    if (db->schema_no != schema_no && !db->streaming) {
        enum outcome o = pg_drain(db, e);
        if (!o)
            o = pg_send(db, PIPE_CONTROL, "DEALLOCATE ALL", NO_BIND, e);
        if (!o)
            o = pg_drain(db, e);
        if (o)
            return o;
        pg_statements_free(db);
        db->schema_no = schema_no;
    }
    return OK;
}

enum outcome pg_fail(struct pg_db *db, const PGresult *r, struct err *e)
{
    static const struct {
        const char *state, *rule;
        enum outcome outcome;
    } rows[] = {
        {"08", "storage_gone", FAULT},    {"23502", "constraint", REFUSED},
        {"23503", "reference", REFUSED},  {"23505", "unique", CONFLICT},
        {"23514", "constraint", REFUSED}, {"25006", "storage_fault", FAULT},
        {"40001", "storage_busy", BUSY},  {"40P01", "storage_busy", BUSY},
        {"53100", "storage_full", FAULT}, {"53300", "storage_busy", BUSY},
        {"55P03", "storage_busy", BUSY},  {"57014", "storage_busy", BUSY},
        {"57P", "storage_gone", FAULT},
    };
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    text = text ? text : PQresultErrorMessage(r);
    for (size_t i = 0; state && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (text_starts(state, rows[i].state)) {
            if (!strcmp(rows[i].rule, "storage_full"))
                db->base.is_full = true;
            return told(text, rows[i].rule, rows[i].outcome, e);
        }
    return told(text, "storage_fault", FAULT, e);
}

static enum outcome open_db(struct db **ret, struct store *store, enum db_mode mode, struct err *e)
{
    struct pg_db *db = calloc(1, sizeof(*db));
    db->base.store = store;
    db->base.mode = mode;
    db->schema_no = store->schema_no;
    enum outcome o = connect_now(db, e);
    if (o) {
        PQfinish(db->conn);
        free(db);
        return o;
    }
    *ret = &db->base;
    return OK;
}

static void close_db(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    pg_statements_free(db);
    PQfinish(db->conn);
    free(db);
}

static enum outcome run(struct db *base, const char *sql, const struct value *binds, int n,
                        struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    enum outcome o = base->in_transaction ? OK : pg_revive(db, e);
    if (!o)
        o = pg_send(db, PIPE_RUN, sql, binds, n, e);
    if (!o && !base->in_transaction)
        o = pg_drain(db, e);
    return o;
}

static enum outcome control(struct db *base, const char *sql, struct err *e)
{
    return pg_send((struct pg_db *)base, PIPE_CONTROL, sql, NO_BIND, e);
}

static enum outcome flush(struct db *base, struct err *e)
{
    return pg_drain((struct pg_db *)base, e);
}

static enum outcome script(struct db *base, const char *sql, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    enum outcome o = base->in_transaction ? OK : pg_revive(db, e);
    if (!o)
        o = pg_drain(db, e);
    if (o)
        return o;
    if (!PQexitPipelineMode(db->conn))
        return pg_lost(db, e);
    PGresult *r = PQexec(db->conn, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        o = PQstatus(db->conn) == CONNECTION_BAD ? pg_lost(db, e) : pg_fail(db, r, e);
        if (base->in_transaction && (base->opened == 0 || base->opened < base->depth))
            base->is_dead = true;
    }
    PQclear(r);
    if (!db->is_lost && !PQenterPipelineMode(db->conn))
        return pg_lost(db, e);
    return o;
}

static int64_t changes(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    struct err e;
    if (base->in_transaction && db->pipe_n > db->pipe_first) {
        struct err *kept = &db->failure;
        if (pg_drain(db, &e)) { /* told again by the next statement that can tell */
            *kept = e;
            db->has_failed = true;
            return 0;
        }
    }
    return db->changes;
}

/* One writer at a time, as in SQLite: whoever reads the journal's head in a write transaction may
 * append to it. The lock is asked for in the pipeline and goes with the transaction. */
static enum outcome begin(struct db *base, bool is_read, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    enum outcome o = pg_revive(db, e);
    if (o)
        return o;
    if (is_read)
        return pg_send(db, PIPE_CONTROL, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NO_BIND,
                       e);
    o = pg_send(db, PIPE_CONTROL, "BEGIN", NO_BIND, e);
    return o ? o
             : pg_send(db, PIPE_CONTROL,
                       "SELECT pg_advisory_xact_lock(20261123, hashtext(current_schema()))",
                       NO_BIND, e);
}

static enum outcome commit(struct db *base, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    enum outcome o = pg_send(db, PIPE_CONTROL, "COMMIT", NO_BIND, e);
    if (o)
        return o;
    db->last_tag[0] = '\0';
    o = pg_drain(db, e);
    if (db->is_lost || (o && !strcmp(e->rule, "storage_gone")))
        return told(PQerrorMessage(db->conn), "storage_uncertain", UNCERTAIN, e);
    /* In a failed transaction COMMIT succeeds as a rollback. */
    if (!o && strcmp(db->last_tag, "COMMIT"))
        o = store_error(e, FAULT, "storage_fault", db->last_tag);
    return o;
}

static void rollback(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    struct err ignored;
    if (db->is_lost)
        return;
    if (db->pipe_n > db->pipe_first || db->streaming)
        pg_drain(db, &ignored);
    base->in_transaction = false; /* what fails now concerns nobody */
    if (!db->is_lost && !pg_send(db, PIPE_CONTROL, "ROLLBACK", NO_BIND, &ignored))
        pg_drain(db, &ignored);
}

static enum outcome integrity(struct db *db, struct err *e)
{
    int64_t one;
    return db_int(&one, db, "SELECT 1", NO_BIND, e);
}

static enum outcome backup(struct store *store, const char *path, struct err *e)
{
    return err_set(e, REFUSED, NULL, "use_pg_dump",
                   "a PostgreSQL database is backed up with pg_dump or a base backup",
                   "PostgreSQL 数据库请用 pg_dump 或基础备份");
}

/* Frees the dead rows; the server overwrites their space in its own time. */
static enum outcome forget_erased(struct store *store, struct err *e)
{
    struct db *db;
    enum outcome o = db_open(&db, store, DB_WRITE, e);
    if (o)
        return o;
    o = script(db, "VACUUM (SKIP_LOCKED)", e);
    db_close(db);
    return o;
}

static int64_t size(struct store *store)
{
    struct db *db;
    struct err e;
    int64_t bytes = 0;
    if (db_open(&db, store, DB_READ, &e))
        return 0;
    if (db_int(&bytes, db, "SELECT pg_database_size(current_database())", NO_BIND, &e))
        bytes = 0;
    db_close(db);
    return bytes;
}

/* ---- the common DDL in PostgreSQL's words ------------------------------------------------------
 */

static bool is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *skip_quoted(const char *p)
{
    char quote = *p++;
    while (*p && *p != quote)
        p++;
    return *p ? p + 1 : p;
}

static void ddl_drop_table_option(const char **p)
{
    while (**p == ' ' || **p == ',')
        ++*p;
}

/* INTEGER is 32 bits here and our ids need 63; texts compare byte by byte on both sides. */
static void ddl(struct buf *out, const char *sql)
{
    char before[8] = "";
    for (const char *p = sql; *p;) {
        const char *start = p;
        if (p[0] == '-' && p[1] == '-') {
            while (*p && *p != '\n')
                p++;
        } else if (*p == '\'' || *p == '"') {
            p = skip_quoted(p);
            buf_put(out, start, (size_t)(p - start));
        } else if (is_word(*p)) {
            while (is_word(*p))
                p++;
            size_t len = (size_t)(p - start);
            if (len == 7 && !memcmp(start, "INTEGER", 7))
                buf_text(out, "BIGINT");
            else if (len == 4 && !memcmp(start, "BLOB", 4))
                buf_text(out, "BYTEA");
            else if (len == 4 && !memcmp(start, "TEXT", 4) && strcmp(before, "AS"))
                buf_text(out, "TEXT COLLATE \"C\"");
            else if (len == 6 && !memcmp(start, "STRICT", 6))
                ddl_drop_table_option(&p);
            else if (len == 7 && !memcmp(start, "WITHOUT", 7)) {
                p += strspn(p, " ");
                p += text_starts(p, "ROWID") ? 5 : 0;
                ddl_drop_table_option(&p);
            } else
                buf_put(out, start, len);
            snprintf(before, sizeof(before), "%.*s", (int)len, start);
        } else {
            buf_char(out, *p++);
        }
    }
}

const struct driver driver_postgres = {
    .is_postgres = true,
    .open = open_store,
    .close = close_store,
    .db_open = open_db,
    .db_close = close_db,
    .run = run,
    .query = pg_query,
    .next = pg_next,
    .get_int = pg_get_int,
    .get_text = pg_get_text,
    .get_blob = pg_get_blob,
    .is_null = pg_is_null,
    .columns = pg_columns,
    .column_name = pg_column_name,
    .is_blob = pg_is_blob,
    .is_int = pg_is_int,
    .end = pg_end,
    .script = script,
    .changes = changes,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .control = control,
    .flush = flush,
    .backup = backup,
    .integrity = integrity,
    .forget_erased = forget_erased,
    .size = size,
    .ddl = ddl,
};
