/* Results from PostgreSQL, row by row: a large result is never whole in memory, unless another
 * statement needs the connection before it was read to its end. Values come in binary form. */
#include "store/postgres_int.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

static void query_fail(struct pg_query *q, const struct err *e)
{
    if (!q->err) {
        q->err = malloc(sizeof(*q->err));
        *q->err = *e;
    }
    q->is_ended = true;
}

/* The last result has been read: now the sync behind it. */
static void stream_close(struct pg_query *q)
{
    struct pg_db *db = (struct pg_db *)q->query.db;
    struct err e;
    q->is_streaming = false;
    db->streaming = NULL;
    while (db->pipe_n > db->pipe_first)
        if (!pg_read_one(db, &e)) {
            query_fail(q, &e);
            return;
        }
    if (pg_settle(db, &e))
        query_fail(q, &e);
}

/* The next row from the server, or NULL at the end. */
static PGresult *stream_row(struct pg_query *q)
{
    struct pg_db *db = (struct pg_db *)q->query.db;
    struct err e;
    PGresult *r;
    while (q->is_streaming && (r = PQgetResult(db->conn))) {
        switch (PQresultStatus(r)) {
        case PGRES_SINGLE_TUPLE:
            return r;
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            break;
        default:
            if (PQstatus(db->conn) == CONNECTION_BAD) {
                PQclear(r);
                goto lost;
            }
            if (!db->has_failed) {
                pg_fail(db, r, &db->failure);
                db->has_failed = true;
            }
        }
        if (!q->ahead && !q->kept && !q->row) /* names of the columns, also without a row */
            q->row = r;
        else
            PQclear(r);
    }
    if (!q->is_streaming)
        return NULL;
    if (PQstatus(db->conn) == CONNECTION_BAD)
        goto lost;
    db->pipe_first++; /* the query's own entry */
    stream_close(q);
    return NULL;
lost:
    q->is_streaming = false;
    pg_lost(db, &e);
    query_fail(q, &e);
    return NULL;
}

void pg_stream_keep(struct pg_query *q)
{
    size_t cap = 0;
    PGresult *r;
    while ((r = stream_row(q))) {
        if (q->kept_n == cap) {
            cap = cap ? 2 * cap : 16;
            q->kept = realloc(q->kept, cap * sizeof(PGresult *));
        }
        q->kept[q->kept_n++] = r;
    }
}

enum outcome pg_query(struct query **ret, struct db *base, const char *sql,
                      const struct value *binds, int n, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    enum outcome o = base->in_transaction ? OK : pg_revive(db, e);
    if (!o)
        o = pg_send(db, PIPE_RUN, sql, binds, n, e);
    if (!o)
        o = pg_sync(db, e);
    if (o)
        return o;
    while (db->pipe_n - db->pipe_first >
           2) /* what was sent before; leaves the query and its sync */
        if (!pg_read_one(db, e))
            return e->outcome;
    if (db->has_failed) {
        while (db->pipe_n > db->pipe_first)
            if (!pg_read_one(db, e))
                return e->outcome;
        return pg_settle(db, e);
    }
    PQsetSingleRowMode(db->conn);
    struct pg_query *q = calloc(1, sizeof(*q));
    q->query.db = base;
    q->is_streaming = true;
    db->streaming = q;
    q->ahead = stream_row(q); /* so that an error of the query is told here */
    if (q->err) {
        struct query *failed = &q->query;
        return pg_end(failed, e);
    }
    *ret = &q->query;
    return OK;
}

static void row_clear(struct pg_query *q)
{
    PQclear(q->row);
    q->row = NULL;
    while (q->texts_n)
        free(q->texts[--q->texts_n]);
}

bool pg_next(struct query *query)
{
    struct pg_query *q = (struct pg_query *)query;
    PGresult *r = NULL;
    if (q->is_ended)
        return false;
    if (q->ahead) {
        r = q->ahead;
        q->ahead = NULL;
    } else if (q->kept_at < q->kept_n) {
        r = q->kept[q->kept_at];
        q->kept[q->kept_at++] = NULL;
    } else if (q->is_streaming) {
        r = stream_row(q);
    }
    if (!r) {
        q->is_ended = true;
        return false;
    }
    row_clear(q);
    q->row = r;
    return true;
}

static int64_t number_of_numeric(const char *v, int len)
{
    uint16_t head[4], digit;
    if (len < 8)
        return 0;
    memcpy(head, v, 8);
    int digits = be16toh(head[0]), weight = (int16_t)be16toh(head[1]);
    bool is_negative = be16toh(head[2]) == 0x4000;
    int64_t n = 0;
    for (int i = 0; i <= weight; i++) {
        digit = 0;
        if (i < digits && 8 + 2 * i + 2 <= len)
            memcpy(&digit, v + 8 + 2 * i, 2);
        if (__builtin_mul_overflow(n, 10000, &n) || __builtin_sub_overflow(n, be16toh(digit), &n))
            return is_negative ? INT64_MIN : INT64_MAX;
    }
    return is_negative ? n : n == INT64_MIN ? INT64_MAX : -n; /* gathered below zero: wider */
}

static int64_t number_of_text(const char *v)
{
    long long n = 0;
    sscanf(v, "%lld", &n);
    return n;
}

int64_t pg_get_int(struct query *query, int column)
{
    struct pg_query *q = (struct pg_query *)query;
    if (PQgetisnull(q->row, 0, column))
        return 0;
    const char *v = PQgetvalue(q->row, 0, column);
    int len = PQgetlength(q->row, 0, column);
    uint64_t eight;
    uint32_t four;
    uint16_t two;
    double real;
    switch (PQftype(q->row, column)) {
    case OID_INT8:
        memcpy(&eight, v, 8);
        return (int64_t)be64toh(eight);
    case OID_INT4:
    case OID_OID:
        memcpy(&four, v, 4);
        return (int32_t)be32toh(four);
    case OID_INT2:
        memcpy(&two, v, 2);
        return (int16_t)be16toh(two);
    case OID_BOOL:
        return *v != 0;
    case OID_NUMERIC:
        return number_of_numeric(v, len);
    case OID_FLOAT8:
        memcpy(&eight, v, 8);
        eight = be64toh(eight);
        memcpy(&real, &eight, 8);
        return (int64_t)real;
    default:
        return number_of_text(v);
    }
}

bool pg_is_int(struct query *query, int column)
{
    struct pg_query *q = (struct pg_query *)query;
    if (PQgetisnull(q->row, 0, column))
        return false;
    switch (PQftype(q->row, column)) {
    case OID_INT8:
    case OID_INT4:
    case OID_INT2:
    case OID_BOOL:
    case OID_NUMERIC:
        return true;
    }
    return false;
}

const char *pg_get_text(struct query *query, int column, size_t *ret_len)
{
    struct pg_query *q = (struct pg_query *)query;
    bool is_null = PQgetisnull(q->row, 0, column);
    size_t len = is_null ? 0 : (size_t)PQgetlength(q->row, 0, column);
    const char *text = is_null ? NULL : PQgetvalue(q->row, 0, column);
    if (text && pg_is_int(query, column)) {
        char *printed = malloc(24);
        len = (size_t)snprintf(printed, 24, "%lld", (long long)pg_get_int(query, column));
        if (q->texts_n == (int)(sizeof(q->texts) / sizeof(q->texts[0]))) {
            free(q->texts[0]);
            memmove(q->texts, q->texts + 1, sizeof(q->texts) - sizeof(q->texts[0]));
            q->texts_n--;
        }
        q->texts[q->texts_n++] = printed;
        text = printed;
    }
    if (ret_len)
        *ret_len = len;
    return text;
}

const void *pg_get_blob(struct query *query, int column, size_t *ret_len)
{
    struct pg_query *q = (struct pg_query *)query;
    if (ret_len)
        *ret_len = 0;
    if (PQgetisnull(q->row, 0, column))
        return NULL;
    if (ret_len)
        *ret_len = (size_t)PQgetlength(q->row, 0, column);
    return PQgetvalue(q->row, 0, column);
}

bool pg_is_null(struct query *query, int column)
{
    return PQgetisnull(((struct pg_query *)query)->row, 0, column);
}

bool pg_is_blob(struct query *query, int column)
{
    struct pg_query *q = (struct pg_query *)query;
    return PQftype(q->row, column) == OID_BYTEA && !PQgetisnull(q->row, 0, column);
}

int pg_columns(struct query *query)
{
    struct pg_query *q = (struct pg_query *)query;
    const PGresult *r = q->row ? q->row : q->ahead ? q->ahead : q->kept_n ? q->kept[0] : NULL;
    return r ? PQnfields(r) : 0;
}

const char *pg_column_name(struct query *query, int column)
{
    struct pg_query *q = (struct pg_query *)query;
    return PQfname(q->row ? q->row : q->ahead ? q->ahead : q->kept_n ? q->kept[0] : NULL, column);
}

enum outcome pg_end(struct query *query, struct err *e)
{
    struct pg_query *q = (struct pg_query *)query;
    PGresult *r;
    while ((r = stream_row(q)))
        PQclear(r);
    row_clear(q);
    PQclear(q->ahead);
    for (size_t i = 0; i < q->kept_n; i++)
        PQclear(q->kept[i]);
    free(q->kept);
    enum outcome o = OK;
    if (q->err) {
        *e = *q->err;
        o = e->outcome;
    }
    free(q->err);
    free(q);
    return o;
}
