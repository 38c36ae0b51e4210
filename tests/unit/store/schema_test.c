/* Tables made and widened, indexes, migrations run once, backup, erasure. */
#include "sides.h"

#include "base/file.h"
#include <string.h>
#include <unistd.h>

static struct db *writer(struct test_store *t)
{
    struct db *db;
    struct err e;
    must(db_open(&db, t->store, DB_WRITE, &e));
    return db;
}

static void a_table_is_made_then_widened_and_keeps_its_rows(void **state)
{
    SIDE(t);
    struct db *db = writer(t);
    const struct column columns[] = {
        {"id", "INTEGER", true, "PRIMARY KEY"},
        {"f_name", "TEXT", false, NULL},
        {"f_count", "INTEGER", true, "DEFAULT 7"},
        {"f_sealed", "BLOB", false, NULL},
    };
    assert_false(schema_has_table(db, "l_thing"));
    must(schema_table(db, "l_thing", columns, 2, &e));
    assert_true(schema_has_table(db, "l_thing"));
    assert_false(schema_has_column(db, "l_thing", "f_count"));
    must(db_run(db, "INSERT INTO l_thing (id, f_name) VALUES ($1, 'ab')", BIND(bind_int(INT64_MAX)),
                &e));
    must(schema_table(db, "l_thing", columns, 4, &e));
    must(schema_table(db, "l_thing", columns, 4, &e)); /* again: nothing to do */
    int64_t n;
    must(db_int(&n, db, "SELECT f_count FROM l_thing WHERE f_sealed IS NULL", NO_BIND, &e));
    assert_int_equal(n, 7);
    must(schema_rename(db, "l_thing", "f_name", "f_title", &e));
    assert_true(schema_has_column(db, "l_thing", "f_title"));
    assert_false(schema_has_column(db, "l_thing", "f_name"));
    must(schema_index(db, "l_thing_title", "l_thing", "f_title NULLS FIRST, id", true,
                      "f_count > 0", &e));
    must(schema_index(db, "l_thing_title", "l_thing", "f_title NULLS FIRST, id", true,
                      "f_count > 0", &e));
    must(schema_drop_index(db, "l_thing_title", &e));
    must(schema_drop_index(db, "l_thing_title", &e));
    /* Texts order byte by byte on both sides. */
    must(db_run(db,
                "INSERT INTO l_thing (id, f_title) VALUES (1, 'B'), (2, 'a'), (3, '_'), (4, '中')",
                NO_BIND, &e));
    struct query *q;
    char order[20] = "";
    must(db_query(&q, db, "SELECT f_title FROM l_thing ORDER BY f_title NULLS FIRST", NO_BIND, &e));
    while (query_next(q))
        strncat(order, query_text(q, 0, NULL), 4);
    must(query_end(q, &e));
    assert_string_equal(order, "B_aab中");
    db_close(db);
}

static void migrations_run_once(void **state)
{
    SIDE(t);
    must(store_migrate(t->store, &e));
    test_store_reopen(t);
    must(store_migrate(t->store, &e));
    struct db *db = writer(t);
    assert_true(schema_has_table(db, "fencing"));
    must(store_integrity(db, &e));
    db_close(db);
}

static void a_cached_statement_survives_a_change_of_its_table(void **state)
{
    SIDE(t);
    struct db *db = writer(t), *reader;
    must(db_open(&reader, t->store, DB_READ, &e));
    must(db_script(db, "CREATE TABLE wide (id INTEGER PRIMARY KEY) STRICT;", &e));
    for (int i = 0; i < 3; i++) {
        struct query *q;
        must(db_query(&q, reader, "SELECT * FROM wide", NO_BIND, &e));
        query_next(q);
        assert_int_equal(query_columns(q), i + 1);
        must(query_end(q, &e));
        char sql[60];
        snprintf(sql, sizeof(sql), "ALTER TABLE wide ADD COLUMN c%d TEXT;", i);
        must(db_script(db, sql, &e));
        must(db_run(db, "INSERT INTO wide (id) VALUES ($1)", BIND(bind_int(i)), &e));
    }
    db_close(reader);
    db_close(db);
}

static bool file_has(const char *path, const char *word)
{
    char *data;
    size_t len;
    struct err e;
    if (file_read(&data, &len, path, 64u << 20, &e))
        return false;
    bool found = memmem(data, len, word, strlen(word)) != NULL;
    free(data);
    return found;
}

static void a_backup_is_whole_and_erased_values_leave_no_trace(void **state)
{
    SIDE(t);
    struct db *db = writer(t);
    char copy[120], log[420];
    snprintf(copy, sizeof(copy), "%s/copy.db", t->folder);
    snprintf(log, sizeof(log), "%s-wal", t->url);
    if (t->side == TEST_POSTGRES) {
        assert_int_equal(store_backup(t->store, copy, &e), REFUSED);
        must(store_vacuum_erased(t->store, &e));
        db_close(db);
        return;
    }
    must(db_script(db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, s TEXT) STRICT;", &e));
    must(db_run(db, "INSERT INTO thing VALUES (1, 'remembered-4711'), (2, 'forgotten-4712')",
                NO_BIND, &e));
    assert_true(file_has(log, "forgotten-4712"));
    must(db_run(db, "DELETE FROM thing WHERE id = 2", NO_BIND, &e));
    must(store_vacuum_erased(t->store, &e));
    must(store_backup(t->store, copy, &e));
    assert_false(file_has(t->url, "forgotten-4712") || file_has(log, "forgotten-4712") ||
                 file_has(copy, "forgotten-4712"));
    assert_true(file_has(copy, "remembered-4711"));
    struct store *other;
    struct db *restored;
    int64_t n;
    must(store_open(&other, copy, &e));
    must(db_open(&restored, other, DB_READ, &e));
    must(db_int(&n, restored, "SELECT count(*) FROM thing", NO_BIND, &e));
    assert_int_equal(n, 1);
    must(store_integrity(restored, &e));
    db_close(restored);
    store_close(other);
    assert_int_not_equal(store_backup(t->store, "/nowhere/copy.db", &e), OK);
    assert_true(store_size(t->store) > 0);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(a_table_is_made_then_widened_and_keeps_its_rows),
        SIDES(migrations_run_once),
        SIDES(a_cached_statement_survives_a_change_of_its_table),
        SIDES(a_backup_is_whole_and_erased_values_leave_no_trace),
    };
    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
