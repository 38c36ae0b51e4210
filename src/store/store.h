/* One SQL interface, two databases (and a faulty one for tests).
 *
 * One SQL text serves both: `$1` placeholders, upper-case keywords, names from the plan only
 * through sql_name(). Vendor words stand only in sqlite.c and postgres.c; what differs is a verb
 * here or a function lf_…() that both drivers provide (see store/functions.h).
 *
 * db_run() on PostgreSQL is queued in the pipeline inside a group: an error then surfaces at the
 * next db_query()/db_commit(), so a CONFLICT of db_run() cannot be put in better words there: look
 * first, validate first, write after. A `struct db` belongs to one thread.
 *
 * What both databases take alike: CAST(x AS BIGINT) (INTEGER has 32 bits there), $1::bigint where
 * only a null might be bound ("$1::bigint IS NULL"), flags compared (flag = 1), NULLS FIRST/LAST
 * written out where a column may be null, and the same in the columns of schema_index(). */
#ifndef STORE_STORE_H
#define STORE_STORE_H
#include "base/buf.h"
#include "base/err.h"
#include "value/value.h"
#include <stdbool.h>
#include <stdint.h>

struct store; /* a database; shared by threads */
struct db;    /* one connection */
struct query; /* a result being read */

/* url: a file path, or postgresql://… ; "faulty:N:url" fails the N-th write call. */
enum outcome store_open(struct store **ret, const char *url, struct err *e);
void store_close(struct store *store);
bool store_is_postgres(const struct store *store); /* for messages and tests; SQL must not ask */
const char *store_url(const struct store *store);
/* This process becomes the one that writes: every later commit of another server that took the
 * database over before is refused ("fenced"). Call after store_migrate(). Command-line jobs that
 * write beside a server do not take over; the database's own locks order them. */
enum outcome store_take_over(struct store *store, struct err *e);
/* Tests: the call-th write call from now fails (0 none); and_after: all later ones too. */
void store_fail_at(struct store *store, int64_t call, bool and_after);

enum db_mode { DB_READ, DB_WRITE };
enum outcome db_open(struct db **ret, struct store *store, enum db_mode mode, struct err *e);
void db_close(struct db *db);

/* Statements are prepared once per connection and text. n binds; texts are copied by the driver. */
enum outcome db_run(struct db *db, const char *sql, const struct value *binds, int n,
                    struct err *e);
enum outcome db_query(struct query **ret, struct db *db, const char *sql, const struct value *binds,
                      int n, struct err *e);
bool query_next(struct query *q);               /* false at the end or on error */
int64_t query_int(struct query *q, int column); /* null reads as 0 */
const char *query_text(struct query *q, int column,
                       size_t *ret_len); /* until the next query_next; NULL for null */
const void *query_blob(struct query *q, int column, size_t *ret_len);
bool query_is_null(struct query *q, int column);
int query_columns(struct query *q);
const char *query_name(struct query *q, int column);
bool query_is_blob(struct query *q, int column); /* of the value just read */
bool query_is_int(struct query *q, int column);
enum outcome query_end(struct query *q,
                       struct err *e); /* always call; tells the error if there was one */
/* The first column of the first row; NOT_FOUND when there is none. */
enum outcome db_int(int64_t *ret, struct db *db, const char *sql, const struct value *binds, int n,
                    struct err *e);
enum outcome db_script(struct db *db, const char *sql,
                       struct err *e); /* several statements, no binds */
/* CREATE TEMP TABLE …: of this connection alone, on readers too; outside a transaction. */
enum outcome db_temporary(struct db *db, const char *ddl, struct err *e);
int64_t db_changes(struct db *db); /* rows of the last db_run; flushes a pipeline */

/* A seat for copies of rows that a module keeps beside the connection, freed with it (place/kept.c
 * is its only user). *ret_no tells of which state the copies of this transaction are: 0 when
 * nothing may be kept or used, because there is no transaction or because it has changed such rows
 * itself. A transaction that changes them says so first; all copies of this process, taken before
 * it ended, are of an older state then. */
void **db_kept(struct db *db, void (*free_it)(void *), int64_t *ret_no);
void db_kept_changed(struct db *db);

/* Short ways to write binds: BIND(bind_int(5), bind_text("x")). */
#define BIND(...)                                                                                  \
    ((struct value[]){__VA_ARGS__}),                                                               \
        (int)(sizeof((struct value[]){__VA_ARGS__}) / sizeof(struct value))
#define NO_BIND ((const struct value *)NULL), 0
static inline struct value bind_int(int64_t n)
{
    return (struct value){.type = V_INTEGER, .n = n};
}
struct value bind_text(const char *s); /* NULL binds null */
struct value bind_blob(const void *data, size_t len);
static inline struct value bind_null(void)
{
    return (struct value){.type = V_NULL};
}

enum outcome db_begin(struct db *db,
                      struct err *e); /* write: takes the lock at once; checks the fencing epoch */
enum outcome db_begin_read(struct db *db, struct err *e); /* a snapshot until db_rollback */
enum outcome db_commit(struct db *db, struct err *e);     /* OK means durable */
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);
/* Savepoints nest (16 deep); each ends by db_release or db_rollback_to, which also closes it. */
enum outcome db_savepoint(struct db *db, struct err *e);
enum outcome db_release(struct db *db, struct err *e);
enum outcome db_rollback_to(struct db *db, struct err *e);
enum outcome db_flush(struct db *db,
                      struct err *e); /* what was queued has been executed, or its error */
bool db_is_full(const struct db *db); /* the last failure was a full disk */

/* "name" quoted, or refused by assert when it is not [a-z_][a-z0-9_]*, at most 60 bytes. */
void sql_name(struct buf *out, const char *name);

/* Schema: numbered migrations of the program's own tables, then what a plan needs. */
struct column {
    const char *name;
    const char *type; /* INTEGER TEXT BLOB */
    bool not_null;
    const char *extra;
};
enum outcome store_migrate(struct store *store, struct err *e);
enum outcome schema_table(struct db *db, const char *table, const struct column *columns, int n,
                          struct err *e); /* creates, or adds the missing columns */
enum outcome schema_rename(struct db *db, const char *table, const char *from, const char *to,
                           struct err *e);
bool schema_has_table(struct db *db, const char *table);
bool schema_has_column(struct db *db, const char *table, const char *column);
enum outcome schema_index(struct db *db, const char *name, const char *table, const char *columns,
                          bool is_unique, const char *where, struct err *e);
enum outcome schema_drop_index(struct db *db, const char *name, struct err *e);

/* Text search: one index of (record, terms), written in batches. Terms are words without blanks;
 * ASCII capitals become small, ASCII signs other than - _ . : / @ + # * become _. A query asks for
 * records that have all terms. The index keeps the terms, so replacing needs no old ones.
 * Measured with 10⁶ records of ten terms: 5 µs to put one, the 50 newest of 80,000 hits in 0.2 ms
 * (PostgreSQL 0.3 to 16 ms). Put hundreds in one job: each savepoint writes a piece of its own. */
enum outcome search_table(struct db *db, const char *search, struct err *e);
enum outcome search_put(struct db *db, const char *search, int64_t record, const char *terms,
                        bool replaces, struct err *e);
enum outcome search_drop(struct db *db, const char *search, int64_t record, struct err *e);
/* What was dropped leaves the index file only when its parts are merged. One slice (< 20 ms) of
 * that; is_first begins it, repeat until *ret_is_done. */
enum outcome search_forget(bool *ret_is_done, struct db *db, const char *search, bool is_first,
                           struct err *e);
/* A list by text, newest first at little cost. Writes
 *   FROM "s_person" s JOIN "l_person" r ON … WHERE … MATCH $bind_no
 * to be followed by AND conditions on `alias` and ORDER BY <search_id> DESC LIMIT …; bound the ids
 * with search_id(), too: "s.rowid" or "s.record". */
void search_from(struct buf *out, struct store *store, const char *search, const char *table,
                 const char *alias, int bind_no);
const char *search_id(const struct store *store);
void search_match(struct buf *out, struct store *store, const char *search,
                  int bind_no); /* only the WHERE of it */
/* "IN (SELECT …)" to be written behind an id, for a list in another order: reads every hit. */
void search_condition(struct buf *out, struct store *store, const char *search, int bind_no);
/* Value of that bind; NULL among the terms separates alternatives. NULL when there is no term. */
const char *search_query(struct arena *a, struct store *store, const char *const *terms, int n);

/* A consistent copy while running. SQLite: online backup; PostgreSQL: refused with "use pg_dump".
 */
enum outcome store_backup(struct store *store, const char *path, struct err *e);
/* After erasures: nothing of what was deleted remains in the files (SQLite: the write-ahead log is
 * emptied; deleted cells were zeroed already). BUSY while an old snapshot is being read: try later.
 * Not inside a transaction. */
enum outcome store_vacuum_erased(struct store *store, struct err *e);
enum outcome store_integrity(struct db *db, struct err *e);
int64_t store_size(struct store *store); /* bytes */
#endif
