/* What every driver must do: statements, transactions, savepoints, errors, snapshots. */
#include "sides.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static struct db *writer_with_table(struct test_store *t)
{
    struct db *db;
    struct err e;
    must(db_open(&db, t->store, DB_WRITE, &e));
    must(db_script(db,
                   "CREATE TABLE thing (id INTEGER PRIMARY KEY, n INTEGER, s TEXT, b BLOB) STRICT;"
                   "CREATE TABLE part (id INTEGER PRIMARY KEY,"
                   " thing INTEGER NOT NULL REFERENCES thing (id)) STRICT;"
                   "CREATE UNIQUE INDEX thing_s ON thing (s);",
                   &e));
    return db;
}

static enum outcome put(struct db *db, int64_t id, const char *s, struct err *e)
{
    return db_run(db, "INSERT INTO thing (id, s) VALUES ($1, $2)", BIND(bind_int(id), bind_text(s)),
                  e);
}

static int64_t count(struct db *db)
{
    int64_t n = -1;
    struct err e;
    must(db_int(&n, db, "SELECT count(*) FROM thing", NO_BIND, &e));
    return n;
}

static void every_kind_of_value_comes_back(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    static const char text[] = "老张's \"门岗\"; DROP TABLE 𠮷\n";
    static const unsigned char blob[] = {0, 255, 1, 0, 39};
    /* The order of parameters differs from their numbers; one is used twice. */
    must(db_run(db, "INSERT INTO thing (b, s, n, id) VALUES ($4, $3, $2, $1 + 0)",
                BIND(bind_int(INT64_MAX - 1), bind_int(INT64_MIN), bind_text(text),
                     bind_blob(blob, sizeof(blob))),
                &e));
    must(db_run(db, "INSERT INTO thing (id, n, s, b) VALUES ($1, $2, $3, $4)",
                BIND(bind_int(1), bind_null(), bind_text(NULL), bind_null()), &e));
    must(db_run(db, "INSERT INTO thing (id, n, s, b) VALUES ($1, $2, $3, $4)",
                BIND(bind_int(2), bind_int(7), bind_text(""), bind_blob("", 0)), &e));
    struct query *q;
    must(db_query(&q, db, "SELECT id, n, s, b FROM thing ORDER BY id", NO_BIND, &e));
    size_t len;
    assert_true(query_next(q));
    assert_int_equal(query_int(q, 0), 1);
    for (int i = 1; i < 4; i++)
        assert_true(query_is_null(q, i));
    assert_null(query_text(q, 2, &len));
    assert_true(query_next(q));
    assert_false(query_is_null(q, 2));
    assert_string_equal(query_text(q, 2, &len), "");
    assert_non_null(query_blob(q, 3, &len));
    assert_int_equal(len, 0);
    assert_true(query_next(q));
    assert_true(query_int(q, 0) == INT64_MAX - 1);
    assert_true(query_int(q, 1) == INT64_MIN);
    assert_string_equal(query_text(q, 2, &len), text);
    assert_int_equal(len, strlen(text));
    assert_memory_equal(query_blob(q, 3, &len), blob, sizeof(blob));
    assert_int_equal(len, sizeof(blob));
    assert_true(query_is_blob(q, 3));
    assert_false(query_is_blob(q, 2));
    assert_int_equal(query_columns(q), 4);
    assert_string_equal(query_name(q, 3), "b");
    assert_false(query_next(q));
    assert_false(query_next(q));
    must(query_end(q, &e));
    /* Numbers of any width, sums and texts of numbers. */
    must(db_query(&q, db,
                  "SELECT 1, count(*), sum(n / 4), CAST(max(id) AS TEXT), sum(CASE WHEN n = 7"
                  " THEN 2 ELSE 0 END) FROM thing WHERE $1::bigint IS NULL OR id < $1",
                  BIND(bind_int(INT64_MAX)), &e));
    assert_true(query_next(q));
    assert_int_equal(query_int(q, 0), 1);
    assert_int_equal(query_int(q, 1), 3);
    assert_true(query_int(q, 2) == INT64_MIN / 4 + 1);
    assert_string_equal(query_text(q, 3, NULL), "9223372036854775806");
    assert_int_equal(query_int(q, 4), 2);
    assert_string_equal(query_text(q, 1, NULL), "3");
    must(query_end(q, &e));
    int64_t n;
    assert_int_equal(db_int(&n, db, "SELECT n FROM thing WHERE id = $1", BIND(bind_int(99)), &e),
                     NOT_FOUND);
    db_close(db);
}

static void statements_nest_inside_a_loop(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    must(db_begin(db, &e));
    for (int i = 1; i <= 50; i++)
        must(db_run(db, "INSERT INTO thing (id, n) VALUES ($1, 0)", BIND(bind_int(i)), &e));
    struct query *q, *inner;
    must(db_query(&q, db, "SELECT id FROM thing ORDER BY id", NO_BIND, &e));
    int rows = 0;
    while (query_next(q)) {
        rows++;
        int64_t id = query_int(q, 0);
        must(db_run(db, "UPDATE thing SET n = $1 WHERE id = $1", BIND(bind_int(id)), &e));
        /* the very same text as the outer one */
        must(db_query(&inner, db, "SELECT id FROM thing ORDER BY id", NO_BIND, &e));
        assert_true(query_next(inner));
        must(query_end(inner, &e));
        assert_int_equal(query_int(q, 0), id);
    }
    must(query_end(q, &e));
    assert_int_equal(rows, 50);
    must(db_commit(db, &e));
    int64_t sum;
    must(db_int(&sum, db, "SELECT sum(n) FROM thing", NO_BIND, &e));
    assert_int_equal(sum, 1275);
    db_close(db);
}

static void many_statements_more_than_the_cache_holds(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 400; i++) {
            char sql[64];
            int64_t n;
            snprintf(sql, sizeof(sql), "SELECT %d + $1", i);
            must(db_int(&n, db, sql, BIND(bind_int(1)), &e));
            assert_int_equal(n, i + 1);
        }
    db_close(db);
}

static void faults_have_their_outcomes(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    must(put(db, 1, "a", &e));
    assert_int_equal(put(db, 1, "b", &e), CONFLICT);
    assert_string_equal(e.rule, "unique");
    assert_int_equal(put(db, 2, "a", &e), CONFLICT);
    assert_int_equal(db_run(db, "INSERT INTO part VALUES (1, 77)", NO_BIND, &e), REFUSED);
    assert_string_equal(e.rule, "reference");
    assert_int_equal(db_run(db, "INSERT INTO part VALUES (1, NULL)", NO_BIND, &e), REFUSED);
    assert_string_equal(e.rule, "constraint");
    assert_int_equal(db_run(db, "INSERT INTO nothing VALUES (1)", NO_BIND, &e), FAULT);
    assert_int_equal(count(db), 1);
    must(db_run(db, "UPDATE thing SET n = 1 WHERE id < 5", NO_BIND, &e));
    assert_int_equal(db_changes(db), 1);
    db_close(db);
}

static void savepoints_undo_only_their_own(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    must(db_begin(db, &e));
    must(put(db, 1, "a", &e));
    must(db_savepoint(db, &e));
    must(put(db, 2, "b", &e));
    must(db_savepoint(db, &e));
    must(put(db, 3, "c", &e));
    must(db_rollback_to(db, &e));
    must(db_release(db, &e));
    must(db_savepoint(db, &e)); /* never written under */
    assert_int_equal(count(db), 2);
    must(db_rollback_to(db, &e));
    must(db_savepoint(db, &e));
    must(put(db, 4, "d", &e));
    assert_int_equal(count(db), 3);
    must(db_rollback_to(db, &e));
    must(db_commit(db, &e));
    assert_int_equal(count(db), 2);
    must(db_begin(db, &e));
    must(put(db, 5, "e", &e));
    db_rollback(db);
    assert_int_equal(count(db), 2);
    db_close(db);
}

/* The error may come at once (SQLite) or with the next query (a pipeline); either way the
 * savepoint heals the transaction. */
static void a_refused_statement_is_undone_by_its_savepoint(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    must(db_begin(db, &e));
    must(put(db, 1, "a", &e));
    must(db_savepoint(db, &e));
    must(put(db, 2, "b", &e));
    enum outcome o = put(db, 3, "a", &e);
    int64_t n;
    if (!o)
        o = db_int(&n, db, "SELECT count(*) FROM thing", NO_BIND, &e);
    assert_int_equal(o, CONFLICT);
    must(db_rollback_to(db, &e));
    must(db_savepoint(db, &e));
    must(put(db, 4, "d", &e));
    must(db_release(db, &e));
    must(db_commit(db, &e));
    assert_int_equal(count(db), 2);
    db_close(db);
}

static void a_snapshot_does_not_see_later_commits(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t), *reader;
    must(db_open(&reader, t->store, DB_READ, &e));
    must(put(db, 1, "a", &e));
    must(db_begin_read(reader, &e));
    assert_int_equal(count(reader), 1);
    must(put(db, 2, "b", &e));
    assert_int_equal(count(reader), 1);
    db_rollback(reader);
    assert_int_equal(count(reader), 2);
    assert_int_not_equal(put(reader, 3, "c", &e), OK); /* a reader cannot write */
    db_close(reader);
    db_close(db);
}

static void returning_writes_even_when_nobody_looks(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    struct query *q;
    must(db_query(&q, db, "INSERT INTO thing (id, s) VALUES (5, 'x') RETURNING id", NO_BIND, &e));
    must(query_end(q, &e));
    assert_int_equal(count(db), 1);
    int64_t id;
    must(db_int(&id, db,
                "INSERT INTO thing (id, n) VALUES (5, 2) ON CONFLICT (id) DO UPDATE SET n ="
                " excluded.n + 1 RETURNING n",
                NO_BIND, &e));
    assert_int_equal(id, 3);
    db_close(db);
}

static void a_server_that_lost_the_database_writes_no_more(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    must(store_take_over(t->store, &e));
    must(db_begin(db, &e));
    must(put(db, 1, "a", &e));
    must(db_commit(db, &e));
    struct store *other;
    must(store_open(&other, t->url, &e));
    must(store_take_over(other, &e));
    enum outcome o = db_begin(db, &e);
    if (!o)
        o = put(db, 2, "b", &e);
    if (!o)
        o = db_commit(db, &e);
    assert_int_equal(o, FAULT);
    assert_string_equal(e.rule, "fenced");
    db_rollback(db);
    assert_int_equal(count(db), 1);
    db_close(db);
    store_close(other);
}

static void the_asked_call_fails_and_harms_nothing(void **state)
{
    SIDE(t);
    struct db *db = writer_with_table(t);
    int faults = 0;
    for (int at = 1; at <= 6; at++) {
        store_fail_at(t->store, at, false);
        enum outcome o = db_begin(db, &e);
        for (int i = 1; i <= 3 && !o; i++)
            o = put(db, at * 10 + i, NULL, &e);
        if (!o)
            o = db_commit(db, &e);
        else
            db_rollback(db);
        faults += o == FAULT;
        store_fail_at(t->store, 0, false);
        assert_int_equal(count(db) % 3, 0);
    }
    assert_int_equal(faults, 5);
    assert_int_equal(count(db), 3);
    db_close(db);
}

static void end_backends_of_others(struct db *db)
{
    int64_t n;
    struct err e;
    must(db_int(&n, db,
                "SELECT count(pg_terminate_backend(pid, 3000)) FROM pg_stat_activity"
                " WHERE application_name = 'lianfang' AND pid <> pg_backend_pid()"
                " AND datname = current_database()",
                NO_BIND, &e));
}

static void *end_backends_soon(void *arg)
{
    usleep(300000);
    end_backends_of_others(arg);
    return NULL;
}

static void a_lost_connection_is_told_and_comes_back(void **state)
{
    SIDE(t);
    if (t->side != TEST_POSTGRES || getenv("LIANFANG_TEST_PG"))
        return; /* it would end the connections of tests that share the server */
    struct db *db = writer_with_table(t), *other;
    must(db_open(&other, t->store, DB_WRITE, &e));
    must(put(db, 1, "a", &e));
    end_backends_of_others(other);
    must(put(db, 2, "b", &e)); /* lost while idle: nobody need know */
    must(db_begin(db, &e));
    must(put(db, 3, "c", &e));
    end_backends_of_others(other);
    enum outcome o = db_commit(db, &e); /* FAULT when the loss shows before the commit is sent */
    assert_true(o == UNCERTAIN || o == FAULT);
    assert_int_equal(count(db), 2);
    must(db_begin(db, &e));
    must(put(db, 3, "c", &e));
    must(db_flush(db, &e));
    end_backends_of_others(other);
    int64_t n;
    assert_int_equal(db_int(&n, db, "SELECT 1", NO_BIND, &e), FAULT);
    assert_string_equal(e.rule, "storage_gone");
    db_rollback(db);
    must(db_begin(db, &e));
    must(put(db, 3, "c", &e));
    must(db_commit(db, &e));
    /* Lost while the commit is being worked on. */
    must(db_script(db,
                   "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
                   " 'BEGIN PERFORM pg_sleep(5); RETURN NULL; END';"
                   "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON thing DEFERRABLE"
                   " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow();",
                   &e));
    pthread_t thread;
    pthread_create(&thread, NULL, end_backends_soon, other);
    must(db_begin(db, &e));
    must(put(db, 4, "d", &e));
    assert_int_equal(db_commit(db, &e), UNCERTAIN);
    assert_string_equal(e.rule, "storage_uncertain");
    pthread_join(thread, NULL);
    assert_int_equal(count(db), 3);
    db_close(other);
    db_close(db);
}

static void bad_urls_are_refused(void **state)
{
    struct store *store;
    struct err e;
    assert_int_equal(store_open(&store, "faulty:x:/tmp/a", &e), REFUSED);
    assert_int_equal(store_open(&store, "/nowhere/at/all.db", &e), FAULT);
    assert_int_equal(store_open(&store, "postgresql://nobody@/x?host=/nowhere", &e), FAULT);
    assert_string_equal(e.rule, "storage_gone");
    char path[] = "/tmp/lianfang-not-db-XXXXXX";
    int fd = mkstemp(path);
    char junk[5000];
    memset(junk, 'x', sizeof(junk));
    assert_int_equal(write(fd, junk, sizeof(junk)), sizeof(junk));
    close(fd);
    assert_int_equal(store_open(&store, path, &e), FAULT);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(every_kind_of_value_comes_back),
        SIDES(statements_nest_inside_a_loop),
        SIDES(many_statements_more_than_the_cache_holds),
        SIDES(faults_have_their_outcomes),
        SIDES(savepoints_undo_only_their_own),
        SIDES(a_refused_statement_is_undone_by_its_savepoint),
        SIDES(a_snapshot_does_not_see_later_commits),
        SIDES(returning_writes_even_when_nobody_looks),
        SIDES(a_server_that_lost_the_database_writes_no_more),
        SIDES(the_asked_call_fails_and_harms_nothing),
        SIDES(a_lost_connection_is_told_and_comes_back),
        cmocka_unit_test(bad_urls_are_refused),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
