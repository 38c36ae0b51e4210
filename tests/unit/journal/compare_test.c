/* Replay against the tables: equal over many pages, and each difference found. */
#include "book.h"

#include <string.h>

static void many_records_are_compared_page_by_page(void **state)
{
    SIDE(t);
    struct book b;
    enum { N = 4500 };
    book_open(&b, t);
    must(db_begin(b.db, &e));
    for (int i = 1; i <= N; i++)
        must(person_put(b.db, b.j, 3 * i, 1, "张伟", &e));
    must(db_commit(b.db, &e));
    struct db *reader;
    struct journal_report report;
    must(db_open(&reader, t->store, DB_READ, &e));
    for (int round = 0; round < 2; round++) {
        must(journal_compare(reader, &report, &e));
        assert_string_equal(report.fault, "");
        assert_int_equal(report.rows, N);
        assert_int_equal(report.differing, 0);
    }
    db_close(reader);
    must(db_run(b.db, "DELETE FROM l_person WHERE id > 6000 AND id <= 12600", NO_BIND, &e));
    must(db_run(b.db, "INSERT INTO l_person (id, rev) VALUES (1, 1), (6001, 1), (20000, 1)",
                NO_BIND, &e));
    report = compared(&b);
    assert_int_equal(report.differing, 2200 + 3);
    assert_int_equal(report.rows, N + 3);
    assert_string_equal(report.fault, "l_person 1: in the table but not in the journal");
    book_close(&b);
}

static void each_kind_of_difference_is_found(void **state)
{
    SIDE(t);
    static const struct {
        const char *sql, *fault;
    } harms[] = {
        {"UPDATE l_person SET rev = 2 WHERE id = 3", "l_person 3: table and journal differ"},
        {"UPDATE l_person SET f_name = NULL WHERE id = 2", "l_person 2: table and journal differ"},
        {"UPDATE l_person SET f_name = '' WHERE id = 4", "l_person 4: table and journal differ"},
        {"UPDATE l_person SET f_sealed = NULL WHERE id = 5",
         "l_person 5: table and journal differ"},
        {"DELETE FROM l_person WHERE id = 5", "l_person 5: in the journal but not in the table"},
        {"INSERT INTO l_person (id, rev) VALUES (6, 1)",
         "l_person 6: in the table but not in the journal"},
    };
    struct book b;
    book_open(&b, t);
    for (int i = 1; i <= 5; i++)
        person_put_now(&b, i, 1, i == 4 ? NULL : "张伟");
    assert_string_equal(compared(&b).fault, "");
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        must(db_run(b.db, harms[i].sql, NO_BIND, &e));
        struct journal_report report = compared(&b);
        assert_string_equal(report.fault, harms[i].fault);
        assert_int_equal(report.differing, 1);
        must(db_run(b.db, "DELETE FROM l_person WHERE id = 6", NO_BIND, &e));
        for (int k = 1; k <= 5; k++) {
            must(db_run(b.db, "DELETE FROM l_person WHERE id = $1", BIND(bind_int(k)), &e));
            must(person_write(b.db, k, 1, k == 4 ? NULL : "张伟", &e));
        }
        assert_int_equal(compared(&b).differing, 0);
    }
    book_close(&b);
}

static void older_images_match_after_columns_were_added_and_renamed(void **state)
{
    SIDE(t);
    struct book b;
    book_open(&b, t);
    person_put_now(&b, 1, 1, "张伟");
    const struct column more[] = {{"f_new", "TEXT", false, NULL}};
    must(db_begin(b.db, &e));
    must(schema_table(b.db, "l_person", more, 1, &e));
    must(schema_rename(b.db, "l_person", "f_name", "f_title", &e));
    must(journal_rename(b.j, b.db, 1, "l_person", "f_name", "f_title", &e));
    must(schema_rename(b.db, "l_person", "f_title", "f_label", &e));
    must(journal_rename(b.j, b.db, 1, "l_person", "f_title", "f_label", &e));
    /* The old name comes back with another meaning. */
    const struct column again[] = {{"f_name", "TEXT", false, NULL}};
    must(schema_table(b.db, "l_person", again, 1, &e));
    must(db_commit(b.db, &e));
    person_put_now(&b, 2, 1, "new meaning");
    struct journal_report report = compared(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.rows, 2);
    book_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(many_records_are_compared_page_by_page),
        SIDES(each_kind_of_difference_is_found),
        SIDES(older_images_match_after_columns_were_added_and_renamed),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
