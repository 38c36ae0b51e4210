/* Shared by the PostgreSQL files: connection, transaction and words (postgres.c), the pipeline and
 * prepared statements (postgres_pipe.c), results (postgres_result.c). */
#ifndef STORE_POSTGRES_INT_H
#define STORE_POSTGRES_INT_H
#include "store/store_int.h"
#include <libpq-fe.h>

#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_TEXT 25
#define OID_OID 26
#define OID_FLOAT8 701
#define OID_NUMERIC 1700

#define PIPE_MAX 400 /* commands on their way; then their results are read */

struct pg_statement {
    char *sql;
    uint64_t hash, used;
    struct pg_statement *chain;
    unsigned number; /* its name on the server is s<number> */
    bool is_prepared;
    int params;
    Oid types[]; /* 0: left to the server, because only null was bound so far */
};

enum pipe_kind { PIPE_PREPARE, PIPE_RUN, PIPE_CONTROL, PIPE_SYNC };
struct pipe_command {
    enum pipe_kind kind;
    struct pg_statement *statement; /* of PIPE_PREPARE */
};

struct pg_query {
    struct query query;
    PGresult *row;   /* the one being read; tuple 0 */
    PGresult *ahead; /* fetched, not yet given */
    PGresult **kept; /* fetched because another statement needed the connection */
    size_t kept_n, kept_at;
    bool is_streaming; /* more may come from the server */
    bool is_ended;
    struct err *err; /* NULL: none */
    char *texts[16]; /* numbers asked for as text; freed with the row */
    int texts_n;
};

#define PG_CHAINS 64
struct pg_db {
    struct db base;
    PGconn *conn;
    bool is_lost;
    struct pg_statement *chains[PG_CHAINS];
    int statements;
    unsigned next_number;
    uint64_t tick;
    int64_t schema_no;
    struct pipe_command pipe[PIPE_MAX + 8]; /* sent, result not read yet */
    int pipe_first, pipe_n;
    struct pg_query *streaming;
    int64_t changes;
    char last_tag[24]; /* command tag of the last result read */
    bool has_failed;   /* of the results read since the last sync: the first error */
    struct err failure;
};

/* postgres.c */
enum outcome pg_revive(struct pg_db *db, struct err *e); /* connected, outside a transaction */
enum outcome pg_fail(struct pg_db *db, const PGresult *r, struct err *e);
enum outcome pg_lost(struct pg_db *db, struct err *e);

/* postgres_pipe.c */
enum outcome pg_send(struct pg_db *db, enum pipe_kind kind, const char *sql,
                     const struct value *binds, int n, struct err *e);
enum outcome pg_drain(struct pg_db *db, struct err *e); /* sync, read every result */
enum outcome pg_sync(struct pg_db *db, struct err *e);
bool pg_read_one(struct pg_db *db, struct err *e); /* false: connection lost */
enum outcome pg_settle(struct pg_db *db,
                       struct err *e); /* tells the failure read, judges the transaction */
void pg_statements_free(struct pg_db *db);

/* postgres_result.c */
enum outcome pg_query(struct query **ret, struct db *db, const char *sql, const struct value *binds,
                      int n, struct err *e);
void pg_stream_keep(struct pg_query *q); /* fetches the rest: the connection is needed */
bool pg_next(struct query *q);
int64_t pg_get_int(struct query *q, int column);
const char *pg_get_text(struct query *q, int column, size_t *ret_len);
const void *pg_get_blob(struct query *q, int column, size_t *ret_len);
bool pg_is_null(struct query *q, int column);
bool pg_is_blob(struct query *q, int column);
bool pg_is_int(struct query *q, int column);
int pg_columns(struct query *q);
const char *pg_column_name(struct query *q, int column);
enum outcome pg_end(struct query *q, struct err *e);
#endif
