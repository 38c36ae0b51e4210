/* The chain: appended in groups, put back with refused jobs, signed, and every alteration found. */
#include "book.h"

#include "store/writer.h"
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void the_chain_goes_on_after_a_restart(void **state)
{
    SIDE(t);
    struct book b;
    int64_t seq;
    uint8_t hash[32], again[32];
    book_open(&b, t);
    for (int i = 1; i <= 5; i++)
        person_put_now(&b, i, 1, "王芳");
    struct entry look = {.at_ms = 9, .user = 3, .act = "disclose", .ledger = "person"};
    must(db_begin(b.db, &e));
    must(journal_append(b.j, b.db, &look, NULL, 0, &e));
    must(db_commit(b.db, &e));
    assert_int_equal(look.seq, 6);
    book_close(&b);
    book_open(&b, t);
    journal_head(b.j, &seq, hash);
    assert_int_equal(seq, 6);
    /* Rolled back: the head in memory is that of the database again. */
    must(db_begin(b.db, &e));
    must(person_put(b.db, b.j, 9, 1, "x", &e));
    db_rollback(b.db);
    person_put_now(&b, 6, 1, "");
    /* Another process wrote meanwhile. */
    struct book other;
    book_open(&other, t);
    person_put_now(&other, 7, 1, NULL);
    book_close(&other);
    person_put_now(&b, 8, 1, "y");
    struct journal_report report = verified(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.entries, 9);
    assert_int_equal(report.broken_at, 0);
    journal_head(b.j, &seq, again);
    book_close(&b);
}

struct job {
    struct journal *j;
    int64_t id;
    int refuse_at; /* 1 before, 2 after the entry */
};

static enum outcome job_run(struct db *db, void *arg, struct err *e)
{
    struct job *job = arg;
    if (job->refuse_at == 1)
        return err_set(e, REFUSED, NULL, "test", "no", "不");
    enum outcome o = person_put(db, job->j, job->id, 1, "李雷", e);
    if (!o && job->refuse_at == 2)
        o = err_set(e, REFUSED, NULL, "test", "no", "不");
    return o;
}

struct load {
    struct writer *w;
    struct journal *j;
    int first;
    pthread_t thread;
    int ok;
};

static void *load_main(void *arg)
{
    struct load *l = arg;
    for (int i = 0; i < 50; i++) {
        struct err e;
        struct job job = {.j = l->j, .id = l->first + i, .refuse_at = i % 5 == 4 ? 2 : i % 7 == 6};
        enum outcome o = writer_do(l->w, job_run, &job, &e);
        l->ok += o == OK;
        if (o != OK && o != REFUSED)
            l->ok = -1000;
    }
    return NULL;
}

static void refused_jobs_leave_no_gap_in_the_chain(void **state)
{
    SIDE(t);
    struct book b, other;
    struct writer *w;
    struct writer_hooks hooks;
    book_open(&b, t);
    book_open(&other, t);
    journal_hooks(b.j, &hooks);
    must(writer_start(&w, t->store, &hooks, &e));
    struct load loads[8];
    int ok = 0;
    for (int i = 0; i < 8; i++) {
        loads[i] = (struct load){.w = w, .j = b.j, .first = 1 + 1000 * i};
        pthread_create(&loads[i].thread, NULL, load_main, &loads[i]);
    }
    for (int i = 0; i < 5; i++) { /* a command beside the server */
        must(db_begin(other.db, &e));
        must(person_put(other.db, other.j, 100000 + i, 1, "赵", &e));
        must(db_commit(other.db, &e));
        ok++;
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(loads[i].thread, NULL);
        ok += loads[i].ok;
    }
    int64_t seq;
    uint8_t hash[32];
    journal_head(b.j, &seq, hash);
    writer_stop(w);
    struct journal_report report = verified(&b);
    assert_string_equal(report.fault, "");
    assert_int_equal(report.entries, ok);
    assert_true(ok >= 8 * 34);
    report = compared(&b);
    assert_string_equal(report.fault, "");
    book_close(&other);
    book_close(&b);
}

static void every_alteration_is_found(void **state)
{
    SIDE(t);
    static const struct {
        const char *sql;
        int at;
    } harms[] = {
        {"UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 3", 3},
        {"UPDATE journal SET by_user = 8 WHERE seq = 4", 4},
        {"UPDATE journal SET act = 'x' WHERE seq = 5", 5},
        {"UPDATE journal SET ledger = 'persons' WHERE seq = 2", 2},
        {"UPDATE journal SET record = 99 WHERE seq = 6", 6},
        {"UPDATE journal SET place = 1 WHERE seq = 1", 1},
        {"UPDATE journal SET digest = hash WHERE seq = 4", 4},
        {"UPDATE journal SET hash = digest WHERE seq = 8", 8},
        {"UPDATE journal_payload SET payload = '{}' WHERE seq = 5", 5},
        {"UPDATE journal_payload SET salt = (SELECT hash FROM journal WHERE seq = 1) WHERE seq = 5",
         5},
        {"DELETE FROM journal_payload WHERE seq = 7", 7},
        {"DELETE FROM journal WHERE seq = 3", 3},
        {"DELETE FROM journal WHERE seq = 1", 1},
        {"UPDATE journal SET seq = 100 WHERE seq = 8", 8},
    };
    struct book b;
    book_open(&b, t);
    for (int i = 1; i <= 8; i++)
        person_put_now(&b, i, 1, "王芳");
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        must(db_begin(b.db, &e));
        must(db_run(b.db, harms[i].sql, NO_BIND, &e));
        struct journal_report report = verified(&b);
        if (report.broken_at != harms[i].at)
            fail_msg("%s: found at %lld", harms[i].sql, (long long)report.broken_at);
        db_rollback(b.db);
    }
    assert_int_equal(verified(&b).broken_at, 0);
    book_close(&b);
}

static void the_head_is_signed_by_a_key_outside(void **state)
{
    SIDE(t);
    struct book b;
    struct buf head;
    char key[65], key_again[65], other_key[65], path[110];
    book_open(&b, t);
    struct stat st;
    assert_int_equal(stat(b.key_path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    struct writer *w;
    struct writer_hooks hooks;
    journal_hooks(b.j, &hooks);
    must(writer_start(&w, t->store, &hooks, &e));
    struct job job = {.j = b.j, .id = 1};
    must(writer_do(w, job_run, &job, &e));
    writer_stop(w);
    buf_init(&head, 1000);
    must(journal_sign_head(b.j, &head, &e));
    journal_public_key(b.j, key);
    must(journal_check_signature(head.data, key, &e));
    book_close(&b);
    book_open(&b, t);
    journal_public_key(b.j, key_again);
    assert_string_equal(key, key_again);
    book_close(&b);
    struct journal *stranger;
    snprintf(path, sizeof(path), "%s/other.keys", t->folder);
    must(journal_open(&stranger, t->store, path, &e));
    journal_public_key(stranger, other_key);
    assert_int_equal(journal_check_signature(head.data, other_key, &e), REFUSED);
    head.data[2] = head.data[2] == '0' ? '1' : '0';
    assert_int_equal(journal_check_signature(head.data, key, &e), REFUSED);
    assert_int_equal(journal_check_signature("1", key, &e), REFUSED);
    journal_close(stranger);
    FILE *f = fopen(path, "w");
    fputs("nonsense\n", f);
    fclose(f);
    assert_int_equal(journal_open(&stranger, t->store, path, &e), FAULT);
    must(journal_open(&stranger, t->store, NULL, &e)); /* to read only */
    assert_int_equal(journal_sign_head(stranger, &head, &e), FAULT);
    journal_close(stranger);
    buf_fini(&head);
}

struct seen {
    int n;
    int64_t last;
    char payload[200];
    int stop_at;
};
static bool see(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct seen *s = arg;
    s->n++;
    s->last = entry->seq;
    snprintf(s->payload, sizeof(s->payload), "%.*s", (int)len, payload ? payload : "");
    return s->n != s->stop_at;
}

static void history_is_read_newest_first_and_the_tail_oldest_first(void **state)
{
    SIDE(t);
    struct book b;
    book_open(&b, t);
    for (int i = 1; i <= 1200; i++) {
        if (i % 300 == 1)
            must(db_begin(b.db, &e));
        must(person_put(b.db, b.j, 1 + i % 3, i, "a", &e));
        if (i % 300 == 0)
            must(db_commit(b.db, &e));
    }
    struct seen s = {.n = 0};
    must(journal_history(b.db, "person", 2, 0, see, &s, &e));
    assert_int_equal(s.n, 400);
    assert_int_equal(s.last, 1);
    assert_string_equal(s.payload,
                        "{\"rows\":[{\"table\":\"l_person\",\"id\":\"2\",\"row\":{\"rev\":1,"
                        "\"f_name\":\"a\",\"f_sealed\":{\"hex\":\"0100ff\"}}}]}");
    s = (struct seen){.stop_at = 1};
    must(journal_history(b.db, "person", 2, 1199, see, &s, &e));
    assert_int_equal(s.last, 1198);
    s = (struct seen){.n = 0};
    must(journal_history(b.db, "case", 2, 0, see, &s, &e));
    assert_int_equal(s.n, 0);
    must(journal_since(b.db, 100, see, &s, &e));
    assert_int_equal(s.n, 1100);
    assert_int_equal(s.last, 1200);
    s = (struct seen){.stop_at = 3};
    must(journal_since(b.db, 100, see, &s, &e));
    assert_int_equal(s.last, 103);
    book_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(the_chain_goes_on_after_a_restart),
        SIDES(refused_jobs_leave_no_gap_in_the_chain),
        SIDES(every_alteration_is_found),
        SIDES(the_head_is_signed_by_a_key_outside),
        SIDES(history_is_read_newest_first_and_the_tail_oldest_first),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
