/* Shared by the three SQLite files: connection and transaction (sqlite.c), statements
 * (sqlite_statement.c), write-ahead log, backup and erasure (sqlite_log.c). */
#ifndef STORE_SQLITE_INT_H
#define STORE_SQLITE_INT_H
#include <pthread.h>
#include <sqlite3.h>
#include "store/store_int.h"

struct sqlite_store {
    struct store base;
    char *path;
    sqlite3 *keeper; /* the checkpointer's connection; also keeps log and index files in being */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wake, gate;
    bool is_stopping;
    bool writer_busy; /* a write transaction of this process is open */
    int gate_wanted;  /* somebody wants a moment without a write transaction */
    int frames;       /* in the log since it was last copied back */
};

struct sqlite_statement {
    struct query query;
    sqlite3_stmt *handle;
    char *sql;
    uint64_t hash, used;
    struct sqlite_statement *chain;
    int rc;
    bool is_busy, is_cached, has_row;
    int params;
    uint16_t numbers[]; /* parameter index - 1 → number written after the $ */
};

#define STATEMENT_CHAINS 64
struct sqlite_db {
    struct db base;
    struct sqlite_store *store;
    sqlite3 *handle;
    struct sqlite_statement *chains[STATEMENT_CHAINS];
    int statements;
    uint64_t tick;
};

enum outcome sqlite_connect(sqlite3 **ret, const char *path, bool is_read, struct err *e);
/* Fills *e from the connection's last error; notes a full disk in db (may be NULL). */
enum outcome sqlite_fail(sqlite3 *handle, struct db *db, int rc, struct err *e);
void sqlite_statements_free(struct sqlite_db *db);

enum outcome sqlite_run(struct db *db, const char *sql, const struct value *binds, int n,
                        struct err *e);
enum outcome sqlite_query(struct query **ret, struct db *db, const char *sql,
                          const struct value *binds, int n, struct err *e);
bool sqlite_next(struct query *q);
int64_t sqlite_get_int(struct query *q, int column);
const char *sqlite_get_text(struct query *q, int column, size_t *ret_len);
const void *sqlite_get_blob(struct query *q, int column, size_t *ret_len);
bool sqlite_is_null(struct query *q, int column);
bool sqlite_is_blob(struct query *q, int column);
bool sqlite_is_int(struct query *q, int column);
int sqlite_columns(struct query *q);
const char *sqlite_column_name(struct query *q, int column);
enum outcome sqlite_end(struct query *q, struct err *e);

enum outcome sqlite_log_start(struct sqlite_store *s, struct err *e);
void sqlite_log_stop(struct sqlite_store *s);
void sqlite_log_watch(struct sqlite_db *db); /* tells the checkpointer of each commit */
void sqlite_gate_enter(struct sqlite_store *s); /* before a write transaction … */
void sqlite_gate_leave(struct sqlite_store *s); /* … and after it */
enum outcome sqlite_backup(struct store *store, const char *path, struct err *e);
enum outcome sqlite_forget_erased(struct store *store, struct err *e);
#endif
