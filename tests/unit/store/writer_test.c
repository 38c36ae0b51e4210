/* The writer: groups, refusals beside good jobs, slices, hooks that follow the transaction. */
#include "sides.h"

#include "base/clock.h"
#include "store/writer.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void make_table(struct test_store *t)
{
    struct db *db;
    struct err e;
    must(db_open(&db, t->store, DB_WRITE, &e));
    must(db_script(db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, s TEXT) STRICT;", &e));
    db_close(db);
}

static int64_t count(struct test_store *t)
{
    struct db *db;
    struct err e;
    int64_t n;
    must(db_open(&db, t->store, DB_READ, &e));
    must(db_int(&n, db, "SELECT count(*) FROM thing", NO_BIND, &e));
    db_close(db);
    return n;
}

struct insert {
    int64_t id;
    bool refuse;
};

static enum outcome insert(struct db *db, void *arg, struct err *e)
{
    struct insert *i = arg;
    enum outcome o =
        db_run(db, "INSERT INTO thing (id, s) VALUES ($1, 'x')", BIND(bind_int(i->id)), e);
    if (!o && i->refuse)
        o = err_set(e, REFUSED, "s", "test", "not today", "今天不行");
    return o;
}

struct load {
    struct writer *w;
    int first, n, ok, conflicts, refused, other;
    pthread_t thread;
};

/* Each thread inserts its own ids; every 7th is refused after writing, every 11th is a duplicate.
 */
static void *load_main(void *arg)
{
    struct load *l = arg;
    for (int i = 0; i < l->n; i++) {
        struct err e;
        bool is_duplicate = i % 11 == 5;
        struct insert job = {.id = is_duplicate ? 1 : l->first + i,
                             .refuse = i % 7 == 3 && !is_duplicate};
        enum outcome o = writer_do(l->w, insert, &job, &e);
        l->ok += o == OK;
        l->conflicts += o == CONFLICT;
        l->refused += o == REFUSED;
        l->other += o != OK && o != CONFLICT && o != REFUSED;
    }
    return NULL;
}

static void bad_jobs_do_not_take_good_ones_with_them(void **state)
{
    SIDE(t);
    make_table(t);
    struct writer *w;
    must(writer_start(&w, t->store, NULL, &e));
    struct insert one = {.id = 1};
    must(writer_do(w, insert, &one, &e));
    struct load loads[16];
    int expected = 1;
    for (int i = 0; i < 16; i++) {
        loads[i] = (struct load){.w = w, .first = 1000 * (i + 1), .n = 60};
        pthread_create(&loads[i].thread, NULL, load_main, &loads[i]);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(loads[i].thread, NULL);
        assert_int_equal(loads[i].other, 0);
        assert_int_equal(loads[i].conflicts, 5);
        expected += loads[i].ok;
    }
    assert_int_equal(count(t), expected);
    assert_int_equal(expected, 1 + 16 * (60 - 5 - 8));
    struct writer_stats stats;
    writer_stats(w, &stats);
    assert_int_equal(stats.jobs, 961);
    assert_int_equal(stats.failed, 0);
    assert_true(stats.groups < stats.jobs);
    writer_stop(w);
}

/* A head like the journal's: it must equal the number of committed jobs, whatever happens. */
struct head {
    int64_t now, marked, committed;
};
static void head_mark(void *arg)
{
    ((struct head *)arg)->marked = ((struct head *)arg)->now;
}
static void head_revert(void *arg)
{
    ((struct head *)arg)->now = ((struct head *)arg)->marked;
}
static void head_after(void *arg, bool committed)
{
    struct head *h = arg;
    if (committed)
        h->committed = h->now;
    else
        h->now = h->committed;
}
static enum outcome head_before(struct db *db, void *arg, struct err *e)
{
    struct head *h = arg;
    return db_run(db, "UPDATE thing SET s = $1 WHERE id = 0",
                  BIND(h->now ? bind_text("head") : bind_null()), e);
}

struct advance {
    struct head *head;
    struct insert insert;
};
static enum outcome advance(struct db *db, void *arg, struct err *e)
{
    struct advance *a = arg;
    a->head->now++;
    return insert(db, &a->insert, e);
}
struct pushed {
    struct write_job job;
    struct advance advance;
    enum outcome outcome;
    int *left;
    pthread_mutex_t *lock;
};
static void pushed_done(void *arg, enum outcome outcome, const struct err *e)
{
    struct pushed *p = arg;
    pthread_mutex_lock(p->lock);
    p->outcome = outcome;
    --*p->left;
    pthread_mutex_unlock(p->lock);
}
static enum outcome pushed_run(struct db *db, void *arg, struct err *e)
{
    return advance(db, &((struct pushed *)arg)->advance, e);
}

static void hooks_follow_what_was_committed(void **state)
{
    SIDE(t);
    make_table(t);
    struct head head = {0};
    struct writer_hooks hooks = {head_mark, head_revert, head_before, head_after, &head};
    struct writer *w;
    must(writer_start(&w, t->store, &hooks, &e));
    enum { N = 300 };
    static struct pushed pushed[N];
    int left = N;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    for (int i = 0; i < N; i++) {
        pushed[i] =
            (struct pushed){.advance = {&head, {.id = i % 13 == 12 ? 1 : i, .refuse = i % 10 == 9}},
                            .left = &left,
                            .lock = &lock};
        pushed[i].job = (struct write_job){
            .run = pushed_run, .done = pushed_done, .arg = &pushed[i], .is_slice = i % 5 == 4};
        writer_push(w, &pushed[i].job);
    }
    writer_stop(w); /* finishes what is queued */
    assert_int_equal(left, 0);
    int ok = 0;
    for (int i = 0; i < N; i++)
        ok += pushed[i].outcome == OK;
    assert_int_equal(count(t), ok);
    assert_int_equal(head.committed, ok);
    assert_int_equal(head.now, ok);
}

static void a_failing_commit_is_told_and_the_next_one_works(void **state)
{
    SIDE(t);
    make_table(t);
    struct writer *w;
    must(writer_start(&w, t->store, NULL, &e));
    for (int at = 1; at <= 3; at++) {
        struct insert job = {.id = at};
        store_fail_at(t->store, at, false);
        assert_int_equal(writer_do(w, insert, &job, &e), FAULT);
        store_fail_at(t->store, 0, false);
        must(writer_do(w, insert, &job, &e));
    }
    assert_int_equal(count(t), 3);
    writer_stop(w);
}

static void a_full_disk_is_refused_clearly_and_healed_without_a_restart(void **state)
{
    SIDE(t);
    if (t->side == TEST_POSTGRES)
        return; /* the server's disk: tests/crash */
    make_table(t);
    struct writer *w;
    must(writer_start(&w, t->store, NULL, &e));
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, tight;
    getrlimit(RLIMIT_FSIZE, &before);
    tight = before;
    tight.rlim_cur = 400000;
    setrlimit(RLIMIT_FSIZE, &tight);
    struct load l = {.w = w, .first = 10, .n = 2};
    int64_t id = 100, refused_at = 0;
    for (; id < 2000 && !refused_at; id++) {
        struct insert job = {.id = id};
        enum outcome o = writer_do(w, insert, &job, &e);
        if (o) {
            assert_int_equal(o, FAULT);
            assert_string_equal(e.rule, "storage_full");
            refused_at = id;
        }
    }
    assert_int_not_equal(refused_at, 0);
    assert_int_equal(count(t), refused_at - 100); /* reads go on; nothing acknowledged is lost */
    setrlimit(RLIMIT_FSIZE, &before);
    struct insert job = {.id = 1};
    must(writer_do(w, insert, &job, &e));
    load_main(&l);
    assert_int_equal(l.ok, 2);
    writer_stop(w);
}

/* A steady stream of slices, each pushing its successor, beside live jobs. */
struct slices {
    struct write_job job;
    struct writer *w;
    int left;
    pthread_mutex_t lock;
    pthread_cond_t wake;
};
static enum outcome slice_run(struct db *db, void *arg, struct err *e)
{
    struct slices *s = arg;
    int64_t until = clock_monotonic_us() + 3000;
    enum outcome o = OK;
    for (int64_t i = 0; !o && clock_monotonic_us() < until && i < 20; i++)
        o = db_run(db, "INSERT INTO thing (id) VALUES ($1)",
                   BIND(bind_int(1000000 + s->left * 1000 + i)), e);
    return o;
}
static void slice_done(void *arg, enum outcome outcome, const struct err *e)
{
    struct slices *s = arg;
    pthread_mutex_lock(&s->lock);
    s->left = outcome ? -1 : s->left - 1;
    if (s->left > 0)
        writer_push(s->w, &s->job);
    else
        pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

static void slices_and_live_jobs_share_the_writer(void **state)
{
    SIDE(t);
    make_table(t);
    struct writer *w;
    must(writer_start(&w, t->store, NULL, &e));
    struct slices s = {
        .w = w, .left = 40, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};
    s.job = (struct write_job){.run = slice_run, .done = slice_done, .arg = &s, .is_slice = true};
    writer_push(w, &s.job);
    for (int i = 1; i <= 100; i++) {
        struct insert job = {.id = i};
        must(writer_do(w, insert, &job, &e));
    }
    pthread_mutex_lock(&s.lock);
    while (s.left > 0)
        pthread_cond_wait(&s.wake, &s.lock);
    pthread_mutex_unlock(&s.lock);
    assert_int_equal(s.left, 0);
    assert_true(count(t) >= 100 + 40);
    writer_stop(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(bad_jobs_do_not_take_good_ones_with_them),
        SIDES(hooks_follow_what_was_committed),
        SIDES(a_failing_commit_is_told_and_the_next_one_works),
        SIDES(a_full_disk_is_refused_clearly_and_healed_without_a_restart),
        SIDES(slices_and_live_jobs_share_the_writer),
    };
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
