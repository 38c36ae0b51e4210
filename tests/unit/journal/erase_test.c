/* Erasing: payloads of a record and of entries that hold it go, the chain and the replay stay. */
#include "book.h"

#include <string.h>
#include <unistd.h>
#include "base/file.h"

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

static void erase(struct book *b, int64_t id)
{
    struct err e;
    struct buf p;
    struct entry entry = {.at_ms = 5000, .act = "record.erase", .ledger = "person", .record = id};
    must(db_begin(b->db, &e));
    must(journal_erase_record(b->j, b->db, 5000, 0, "person", id, &e));
    must(db_run(b->db, "DELETE FROM l_person WHERE id = $1", BIND(bind_int(id)), &e));
    image_start(&p, 10000);
    image_deleted(&p, "l_person", id);
    must(image_append(&p, b->j, b->db, &entry, &e));
    must(db_commit(b->db, &e));
}

static void erased_payloads_are_gone_and_accounted_for(void **state)
{
    SIDE(t);
    struct book b;
    book_open(&b, t);
    for (int i = 1; i <= 40; i++)
        person_put_now(&b, i, 1, i == 7 ? "geheim-4711" : "bleibt-4712");
    person_put_now(&b, 7, 2, "geheim-4713");
    erase(&b, 7);
    struct journal_report report = verified(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.entries, 43);
    assert_int_equal(report.erased, 2);
    report = compared(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.rows, 39);
    must(store_vacuum_erased(t->store, &e));
    if (t->side == TEST_SQLITE) {
        char log[420];
        snprintf(log, sizeof(log), "%s-wal", t->url);
        assert_false(file_has(t->url, "geheim-471") || file_has(log, "geheim-471"));
        assert_true(file_has(t->url, "bleibt-4712"));
    }
    /* Erasing what was never there, or twice, is no fault. */
    erase(&b, 7);
    erase(&b, 999);
    assert_string_equal(verified(&b).fault, "");
    /* A payload that went without an entry, and an entry whose payload came back, are. */
    must(db_begin(b.db, &e));
    must(db_run(b.db, "DELETE FROM journal_payload WHERE seq = 12", NO_BIND, &e));
    report = verified(&b);
    assert_int_equal(report.broken_at, 12);
    db_rollback(b.db);
    must(db_begin(b.db, &e));
    must(db_run(b.db, "INSERT INTO journal_payload SELECT 7, salt, payload FROM journal_payload"
                      " WHERE seq = 8", NO_BIND, &e));
    assert_int_equal(verified(&b).broken_at, 7);
    db_rollback(b.db);
    book_close(&b);
}

/* Entries that hold rows of several records: the erased one's row goes, the others' stay true. */
static void rows_of_others_in_an_erased_payload_are_stated_again(void **state)
{
    SIDE(t);
    struct book b;
    struct buf p;
    book_open(&b, t);
    struct entry both = {.at_ms = 1, .act = "record.move", .ledger = "person", .record = 1};
    must(db_begin(b.db, &e));
    for (int i = 1; i <= 4; i++)
        must(person_write(b.db, i, 1, i == 2 ? "geheim-4711" : "bleibt", &e));
    image_start(&p, 10000);
    for (int i = 1; i <= 4; i++)
        person_image(&p, i, 1, i == 2 ? "geheim-4711" : "bleibt");
    must(image_append(&p, b.j, b.db, &both, &e));
    must(db_commit(b.db, &e));
    person_put_now(&b, 3, 2, "spaeter");
    assert_string_equal(compared(&b).fault, "");
    erase(&b, 2);
    assert_string_equal(verified(&b).fault, "");
    assert_int_equal(verified(&b).erased, 1);
    struct journal_report report = compared(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.rows, 3);
    /* The record whose own entry holds the others. */
    erase(&b, 1);
    assert_string_equal(verified(&b).fault, "");
    report = compared(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.rows, 2);
    erase(&b, 3);
    erase(&b, 4);
    assert_string_equal(verified(&b).fault, "");
    assert_string_equal(compared(&b).fault, "");
    book_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(erased_payloads_are_gone_and_accounted_for),
        SIDES(rows_of_others_in_an_erased_payload_are_stated_again),
    };
    return cmocka_run_group_tests_name("erase", tests, NULL, NULL);
}
