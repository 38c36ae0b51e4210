/* The search index: all terms, newest first, replaced and dropped, the same on both sides. */
#include "sides.h"

#include <string.h>
#include "base/file.h"

static struct db *start(struct test_store *t)
{
    struct db *db;
    struct err e;
    must(db_open(&db, t->store, DB_WRITE, &e));
    must(db_begin(db, &e));
    must(db_script(db, "CREATE TABLE l_person (id INTEGER PRIMARY KEY, name TEXT) STRICT;", &e));
    must(search_table(db, "s_person", &e));
    must(search_table(db, "s_person", &e)); /* again: nothing to do */
    must(db_commit(db, &e));
    return db;
}

static void put(struct db *db, int64_t id, const char *terms, bool replaces)
{
    struct err e;
    if (!replaces)
        must(db_run(db, "INSERT INTO l_person VALUES ($1, $2)",
                    BIND(bind_int(id), bind_text(terms)), &e));
    must(search_put(db, "s_person", id, terms, replaces, &e));
}

/* Ids found, newest first, as text. */
static const char *found(struct test_store *t, struct db *db, int limit, int n,
                         const char *const *terms)
{
    static char text[400];
    struct arena a;
    struct buf sql;
    struct query *q;
    struct err e;
    arena_init(&a, 1 << 16);
    buf_init(&sql, 1000);
    buf_text(&sql, "SELECT r.id ");
    search_from(&sql, t->store, "s_person", "l_person", "r", 1);
    buf_printf(&sql, " AND r.id > 0 ORDER BY %s DESC LIMIT %d", search_id(t->store), limit);
    must(db_query(&q, db, sql.data, BIND(bind_text(search_query(&a, t->store, terms, n))), &e));
    text[0] = '\0';
    while (query_next(q))
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%lld", *text ? " " : "",
                 (long long)query_int(q, 0));
    must(query_end(q, &e));
    buf_fini(&sql);
    arena_fini(&a);
    return text;
}
#define FOUND(limit, ...) \
    found(t, db, limit, sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *), \
          (const char *[]){__VA_ARGS__})

static void records_with_all_terms_come_newest_first(void **state)
{
    SIDE(t);
    struct db *db = start(t);
    put(db, 1, "张 三 张三", false);
    put(db, 2, "张 伟 张伟 @5f:1 phone:0a1b", false);
    put(db, 3, "李 伟 李伟 陕E12345", false);
    put(db, INT64_MAX - 5, "张 伟 张伟 o'brien x\"y(z)", false);
    put(db, 5, "", false);
    assert_string_equal(FOUND(10, "张"), "9223372036854775802 2 1");
    assert_string_equal(FOUND(2, "张"), "9223372036854775802 2");
    assert_string_equal(FOUND(10, "伟", "张"), "9223372036854775802 2");
    assert_string_equal(FOUND(10, "张伟", "@5f:1"), "2");
    assert_string_equal(FOUND(10, "phone:0a1b"), "2");
    assert_string_equal(FOUND(10, "陕e12345"), "3");
    assert_string_equal(FOUND(10, "陕E12345"), "3");
    assert_string_equal(FOUND(10, "三", NULL, "李", "伟"), "3 1");
    assert_string_equal(FOUND(10, "O'Brien", "x\"y(z)"), "9223372036854775802");
    assert_string_equal(FOUND(10, "OR"), "");
    assert_string_equal(FOUND(10, "王"), "");
    struct arena a;
    arena_init(&a, 1000);
    assert_null(search_query(&a, t->store, NULL, 0));
    struct buf sql;
    struct query *q;
    buf_init(&sql, 1000);
    buf_text(&sql, "SELECT id FROM l_person WHERE id ");
    search_condition(&sql, t->store, "s_person", 1);
    buf_text(&sql, " ORDER BY name LIMIT 1");
    must(db_query(&q, db, sql.data,
                  BIND(bind_text(search_query(&a, t->store, (const char *[]){"三"}, 1))), &e));
    assert_true(query_next(q));
    assert_int_equal(query_int(q, 0), 1);
    must(query_end(q, &e));
    buf_fini(&sql);
    arena_fini(&a);
    db_close(db);
}

static void replaced_and_dropped_terms_are_not_found(void **state)
{
    SIDE(t);
    struct db *db = start(t);
    must(db_begin(db, &e));
    for (int i = 1; i <= 300; i++)
        put(db, i, i == 150 ? "geheim4711 all" : "all", false);
    must(db_commit(db, &e));
    put(db, 7, "other all", true);
    put(db, 7, "third all", true);
    put(db, 9, "third", true);
    assert_string_equal(FOUND(10, "other"), "");
    assert_string_equal(FOUND(10, "third"), "9 7");
    assert_string_equal(FOUND(3, "all"), "300 299 298");
    assert_string_equal(FOUND(3, "geheim4711"), "150");
    must(search_drop(db, "s_person", 150, &e));
    must(search_drop(db, "s_person", 150, &e));
    must(db_run(db, "DELETE FROM l_person WHERE id = 150", NO_BIND, &e));
    assert_string_equal(FOUND(10, "geheim4711"), "");
    bool is_done = false;
    int slices = 0;
    while (!is_done && slices < 100)
        must(search_forget(&is_done, db, "s_person", slices++ == 0, &e));
    assert_true(is_done);
    must(store_vacuum_erased(t->store, &e));
    assert_string_equal(FOUND(2, "all"), "300 299");
    if (t->side == TEST_SQLITE) {
        char *data;
        size_t len;
        must(file_read(&data, &len, t->url, 64u << 20, &e));
        assert_null(memmem(data, len, "geheim4711", 10));
        assert_null(memmem(data, len, "eheim4711", 9));
        assert_non_null(memmem(data, len, "third", 5));
        free(data);
    }
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(records_with_all_terms_come_newest_first),
        SIDES(replaced_and_dropped_terms_are_not_found),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
