/* The PostgreSQL pipeline: statements are prepared once and sent without waiting; their results
 * are read when somebody needs an answer (a query, a commit) or when PIPE_MAX are on their way.
 *
 * After an error the server skips everything up to the next sync. Whether the transaction can
 * still be saved by its savepoint depends on what was skipped: pg_settle() decides. */
#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include "store/postgres_int.h"

#define FLUSH_EVERY 24

static Oid bind_oid(const struct value *v)
{
    switch (v->type) {
    case V_NULL:
        return 0;
    case V_TEXT:
    case V_CODE:
    case V_CODES:
        return OID_TEXT;
    case V_BLOB:
        return OID_BYTEA;
    default:
        return OID_INT8;
    }
}

/* A statement prepared with the types of these binds; null fits any type. */
static bool fits(const struct pg_statement *s, const struct value *binds, int n)
{
    if (s->params != n)
        return false;
    for (int i = 0; i < n; i++) {
        Oid oid = bind_oid(&binds[i]);
        if (oid && oid != s->types[i])
            return false;
    }
    return true;
}

static void statement_free(struct pg_statement *s)
{
    free(s->sql);
    free(s);
}

void pg_statements_free(struct pg_db *db)
{
    for (int i = 0; i < PG_CHAINS; i++)
        while (db->chains[i]) {
            struct pg_statement *s = db->chains[i];
            db->chains[i] = s->chain;
            statement_free(s);
        }
    db->statements = 0;
}

static void pipe_push(struct pg_db *db, enum pipe_kind kind, struct pg_statement *statement)
{
    assert(db->pipe_n < (int)(sizeof(db->pipe) / sizeof(db->pipe[0])));
    db->pipe[db->pipe_n++] = (struct pipe_command){kind, statement};
}

static bool is_on_its_way(const struct pg_db *db, const struct pg_statement *s)
{
    for (int i = db->pipe_first; i < db->pipe_n; i++)
        if (db->pipe[i].statement == s)
            return true;
    return false;
}

static enum outcome cache_drop_oldest(struct pg_db *db, struct err *e)
{
    struct pg_statement **oldest = NULL;
    for (int i = 0; i < PG_CHAINS; i++)
        for (struct pg_statement **p = &db->chains[i]; *p; p = &(*p)->chain)
            if ((!oldest || (*p)->used < (*oldest)->used) && !is_on_its_way(db, *p))
                oldest = p;
    if (!oldest)
        return OK;
    struct pg_statement *s = *oldest;
    char sql[40];
    snprintf(sql, sizeof(sql), "DEALLOCATE s%u", s->number);
    *oldest = s->chain;
    db->statements--;
    statement_free(s);
    if (!PQsendQueryParams(db->conn, sql, 0, NULL, NULL, NULL, NULL, 1))
        return pg_lost(db, e);
    pipe_push(db, PIPE_RUN, NULL);
    return OK;
}

static enum outcome statement_find(struct pg_statement **ret, struct pg_db *db, const char *sql,
                                   const struct value *binds, int n, struct err *e)
{
    size_t len = strlen(sql);
    uint64_t hash = statement_hash(sql, len);
    struct pg_statement *s = db->chains[hash % PG_CHAINS], *kin = NULL;
    for (; s; s = s->chain) {
        if (s->hash != hash || strcmp(s->sql, sql))
            continue;
        if (fits(s, binds, n))
            break;
        kin = kin ? kin : s;
    }
    if (!s) {
        if (db->statements >= STATEMENTS_MAX) {
            enum outcome o = cache_drop_oldest(db, e);
            if (o)
                return o;
        }
        s = calloc(1, sizeof(*s) + (size_t)n * sizeof(s->types[0]));
        s->sql = strdup(sql);
        s->hash = hash;
        s->params = n;
        for (int i = 0; i < n; i++) {
            s->types[i] = bind_oid(&binds[i]);
            if (!s->types[i] && kin && i < kin->params) /* what earlier calls taught */
                s->types[i] = kin->types[i];
        }
        s->number = ++db->next_number;
        s->chain = db->chains[hash % PG_CHAINS];
        db->chains[hash % PG_CHAINS] = s;
        db->statements++;
    }
    s->used = ++db->tick;
    *ret = s;
    return OK;
}

bool pg_read_one(struct pg_db *db, struct err *e)
{
    struct pipe_command c = db->pipe[db->pipe_first];
    bool any = false;
    for (;;) {
        PGresult *r = PQgetResult(db->conn);
        if (!r) {
            if (!any && PQstatus(db->conn) == CONNECTION_BAD)
                break;
            if (any || c.kind != PIPE_SYNC)
                goto read;
            break;
        }
        any = true;
        ExecStatusType status = PQresultStatus(r);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(r);
            goto read;
        }
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            if (c.kind == PIPE_RUN) {
                long long rows = 0;
                sscanf(PQcmdTuples(r), "%lld", &rows);
                db->changes = rows;
            }
            snprintf(db->last_tag, sizeof(db->last_tag), "%s", PQcmdStatus(r));
        } else {
            if (status == PGRES_FATAL_ERROR && !db->has_failed) {
                if (PQstatus(db->conn) == CONNECTION_BAD) {
                    PQclear(r);
                    break;
                }
                pg_fail(db, r, &db->failure);
                db->has_failed = true;
            }
            if (c.kind == PIPE_PREPARE)
                c.statement->is_prepared = false;
            if (c.kind == PIPE_CONTROL)
                db->base.is_dead = db->base.in_transaction;
        }
        PQclear(r);
    }
    pg_lost(db, e);
    return false;
read:
    db->pipe_first++;
    if (db->pipe_first == db->pipe_n)
        db->pipe_first = db->pipe_n = 0;
    return true;
}

enum outcome pg_settle(struct pg_db *db, struct err *e)
{
    if (!db->has_failed)
        return OK;
    db->has_failed = false;
    struct db *base = &db->base;
    /* Saved only by a savepoint that the server knows and that belongs to the innermost job. */
    if (base->in_transaction && (base->opened == 0 || base->opened < base->depth))
        base->is_dead = true;
    *e = db->failure;
    return e->outcome;
}

enum outcome pg_sync(struct pg_db *db, struct err *e)
{
    if (!PQpipelineSync(db->conn))
        return pg_lost(db, e);
    pipe_push(db, PIPE_SYNC, NULL);
    return OK;
}

enum outcome pg_drain(struct pg_db *db, struct err *e)
{
    if (db->streaming)
        pg_stream_keep(db->streaming);
    if (db->is_lost)
        return pg_lost(db, e);
    if (db->pipe_n > db->pipe_first) {
        enum outcome o = pg_sync(db, e);
        if (o)
            return o;
        while (db->pipe_n > db->pipe_first)
            if (!pg_read_one(db, e))
                return e->outcome;
    }
    return pg_settle(db, e);
}

static enum outcome make_room(struct pg_db *db, struct err *e)
{
    return db->pipe_n >= PIPE_MAX ? pg_drain(db, e) : OK;
}

enum outcome pg_send(struct pg_db *db, enum pipe_kind kind, const char *sql,
                     const struct value *binds, int n, struct err *e)
{
    const char *values[BINDS_MAX];
    int lengths[BINDS_MAX], formats[BINDS_MAX];
    uint64_t numbers[BINDS_MAX];
    struct pg_statement *s;
    assert(n <= BINDS_MAX);
    if (db->streaming)
        pg_stream_keep(db->streaming);
    if (db->is_lost)
        return pg_lost(db, e);
    enum outcome o = make_room(db, e);
    if (!o)
        o = statement_find(&s, db, sql, binds, n, e);
    if (o)
        return o;
    char name[16];
    snprintf(name, sizeof(name), "s%u", s->number);
    if (!s->is_prepared) {
        if (!PQsendPrepare(db->conn, name, sql, n, s->types))
            return pg_lost(db, e);
        s->is_prepared = true;
        pipe_push(db, PIPE_PREPARE, s);
    }
    for (int i = 0; i < n; i++) {
        const struct value *v = &binds[i];
        Oid oid = bind_oid(v);
        formats[i] = oid != OID_TEXT;
        values[i] = v->s ? v->s : "";
        lengths[i] = (int)v->len;
        if (oid == OID_INT8) {
            numbers[i] = htobe64((uint64_t)v->n);
            values[i] = (const char *)&numbers[i];
            lengths[i] = 8;
        } else if (oid == 0) {
            values[i] = NULL;
        } else if (oid == OID_TEXT && v->s && v->s[v->len]) {
            formats[i] = 1; /* not ended by a zero: its binary form is the same bytes */
        }
    }
    if (!PQsendQueryPrepared(db->conn, name, n, values, lengths, formats, 1))
        return pg_lost(db, e);
    pipe_push(db, kind, NULL);
    if (db->pipe_n % FLUSH_EVERY == 0) /* let the server work while more is made ready */
        PQflush(db->conn);
    return OK;
}
