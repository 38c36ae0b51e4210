/* What the two drivers owe store.c. Included only inside store/.
 *
 * store.c keeps what both share: savepoints that are sent only when something is written, the
 * fencing epoch, the faults that tests ask for. A driver keeps connections and statements. */
#ifndef STORE_STORE_INT_H
#define STORE_STORE_INT_H
#include <stdatomic.h>
#include "store/store.h"

#define STATEMENTS_MAX 160 /* prepared per connection; the least recently used goes first */
#define BINDS_MAX 400
#define SAVEPOINTS_MAX 16

struct driver {
    bool is_postgres;
    enum outcome (*open)(struct store **ret, const char *url, struct err *e);
    void (*close)(struct store *store);
    enum outcome (*db_open)(struct db **ret, struct store *store, enum db_mode mode,
                            struct err *e);
    void (*db_close)(struct db *db);
    enum outcome (*run)(struct db *db, const char *sql, const struct value *binds, int n,
                        struct err *e);
    enum outcome (*query)(struct query **ret, struct db *db, const char *sql,
                          const struct value *binds, int n, struct err *e);
    bool (*next)(struct query *q);
    int64_t (*get_int)(struct query *q, int column);
    const char *(*get_text)(struct query *q, int column, size_t *ret_len);
    const void *(*get_blob)(struct query *q, int column, size_t *ret_len);
    bool (*is_null)(struct query *q, int column);
    int (*columns)(struct query *q);
    const char *(*column_name)(struct query *q, int column);
    bool (*is_blob)(struct query *q, int column);
    bool (*is_int)(struct query *q, int column);
    enum outcome (*end)(struct query *q, struct err *e);
    enum outcome (*script)(struct db *db, const char *sql, struct err *e);
    int64_t (*changes)(struct db *db);
    enum outcome (*begin)(struct db *db, bool is_read, struct err *e);
    enum outcome (*commit)(struct db *db, struct err *e);
    void (*rollback)(struct db *db);
    /* Transaction words without binds or result ("SAVEPOINT s1"); may be queued. */
    enum outcome (*control)(struct db *db, const char *sql, struct err *e);
    enum outcome (*flush)(struct db *db, struct err *e); /* what was queued has been executed */
    enum outcome (*backup)(struct store *store, const char *path, struct err *e);
    enum outcome (*integrity)(struct db *db, struct err *e);
    enum outcome (*forget_erased)(struct store *store, struct err *e);
    int64_t (*size)(struct store *store);
    void (*ddl)(struct buf *out, const char *sql); /* the common DDL in the driver's own words */
};
extern const struct driver driver_sqlite;
extern const struct driver driver_postgres;

struct store {
    const struct driver *driver;
    char *url;
    _Atomic int64_t epoch;     /* 0: this process has not taken the database over */
    _Atomic int64_t schema_no; /* statements prepared before the last change of a table are old */
    _Atomic int64_t fail_at;   /* faulty.c: the write call that fails; 0 none */
    _Atomic int64_t calls;
    _Atomic int64_t kept_no;   /* db_kept_changed() transactions that ended so far */
    atomic_bool fails_on;      /* and every one after it */
};

struct db {
    struct store *store;
    enum db_mode mode;
    bool in_transaction, is_read_transaction;
    bool is_full; /* the last failure was a full disk */
    bool is_dead; /* nothing but db_rollback can help this transaction */
    int depth;    /* savepoints asked for … */
    int opened;   /* … and how many of them the database knows */
    int64_t writes; /* statements that may have written, ever */
    void *kept;     /* db_kept() */
    void (*kept_free)(void *);
    int64_t kept_no;
    bool has_changed_kept;
};

struct query {
    struct db *db;
};

/* faulty.c: true (and *e filled) when a test asked this call to fail. */
bool faulty_fails(struct store *store, struct err *e);

/* One hash for statement caches. */
uint64_t statement_hash(const char *sql, size_t len);
bool statement_reads(const char *sql); /* begins with SELECT */

struct migration { const char *name; const char *sql; };
extern const struct migration migrations[]; /* ends with a NULL name; generated */

/* Both drivers' words for what went wrong. */
enum outcome store_error(struct err *e, enum outcome outcome, const char *rule, const char *detail);
#endif
