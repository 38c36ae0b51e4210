/* Long tasks: order, progress, refusals, cancelling, limits, stopping. */
#include "../check.h"

#include <stdatomic.h>

#include "op/job.h"

static atomic_int gate, freed;

static void nap(void)
{
    struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
}

static enum outcome good(struct job *job, void *arg, struct err *e)
{
    job_progress(job, 3, 3);
    put_object(job_result(job));
    put_key(job_result(job), "rows");
    put_int(job_result(job), *(int *)arg);
    put_end_object(job_result(job));
    return OK;
}

static enum outcome bad(struct job *job, void *arg, struct err *e)
{
    return err_set(e, REFUSED, "file", "csv", "bad file", "文件有误");
}

static enum outcome waits(struct job *job, void *arg, struct err *e)
{
    while (!atomic_load(&gate) && !job_is_cancelled(job))
        nap();
    return job_is_cancelled(job) ? err_set(e, REFUSED, NULL, "cancelled", "stopped", "已停止") : OK;
}

static void count_free(void *arg)
{
    atomic_fetch_add(&freed, 1);
}

static const char *shown(struct jobs *jobs, int64_t id, struct buf *out)
{
    struct err e = {0};
    buf_clear(out);
    assert_int_equal(job_json(jobs, id, -1, LANG_EN, out, &e), OK);
    return out->data;
}

static void tells_result_and_problem(void **state)
{
    struct jobs *jobs;
    struct err e = {0};
    struct buf out;
    int rows = 12;
    int64_t first, second;
    buf_init(&out, 1 << 16);
    assert_int_equal(jobs_new(&jobs, 2, &e), OK);
    assert_int_equal(job_start(jobs, "import", 7, good, &rows, NULL, &first, &e), OK);
    assert_int_equal(job_start(jobs, "import", 8, bad, &rows, NULL, &second, &e), OK);
    assert_int_equal(job_wait(jobs, first, &e), OK);
    assert_int_equal(job_wait(jobs, second, &e), REFUSED);
    assert_string_equal(e.rule, "csv");
    assert_non_null(strstr(shown(jobs, first, &out), "\"state\":\"done\",\"done\":3,\"total\":3"));
    assert_non_null(strstr(out.data, "\"result\":{\"rows\":12}"));
    assert_non_null(strstr(shown(jobs, second, &out), "\"detail\":\"bad file\""));
    assert_int_equal(job_json(jobs, first, 8, LANG_EN, &out, &e), NOT_FOUND);
    assert_int_equal(job_json(jobs, first, 7, LANG_EN, &out, &e), OK);
    jobs_free(jobs);
    buf_fini(&out);
}

static void cancels_waiting_and_running_tasks(void **state)
{
    struct jobs *jobs;
    struct err e = {0};
    struct buf out;
    int64_t running, waiting;
    int arg = 0;
    atomic_store(&freed, 0);
    atomic_store(&gate, 0);
    buf_init(&out, 1 << 16);
    assert_int_equal(jobs_new(&jobs, 1, &e), OK);
    assert_int_equal(job_start(jobs, "a", 7, waits, &arg, count_free, &running, &e), OK);
    assert_int_equal(job_start(jobs, "b", 7, waits, &arg, count_free, &waiting, &e), OK);
    assert_int_equal(job_cancel(jobs, waiting, 7, &e), OK);
    assert_int_equal(job_cancel(jobs, running, 8, &e), NOT_FOUND);
    assert_int_equal(job_cancel(jobs, running, 7, &e), OK);
    assert_int_equal(job_wait(jobs, running, &e), REFUSED);
    assert_non_null(strstr(shown(jobs, running, &out), "\"cancelled\""));
    assert_non_null(strstr(shown(jobs, waiting, &out), "\"cancelled\""));
    jobs_free(jobs);
    buf_fini(&out);
    assert_int_equal(atomic_load(&freed), 2);
}

static void refuses_when_too_many_wait(void **state)
{
    struct jobs *jobs;
    struct err e = {0};
    int64_t id;
    int arg = 0, started = 0;
    atomic_store(&gate, 0);
    assert_int_equal(jobs_new(&jobs, 1, &e), OK);
    while (started < 100 && !job_start(jobs, "a", 7, waits, &arg, NULL, &id, &e))
        started++;
    assert_true(started >= JOBS_WAITING && started <= JOBS_WAITING + 1);
    assert_int_equal(e.outcome, BUSY);
    jobs_free(jobs); /* stops the running one, drops the others */
}

static void forgets_the_oldest_ended_ones(void **state)
{
    struct jobs *jobs;
    struct err e = {0};
    struct buf out;
    int64_t first, id = 0;
    int arg = 0;
    buf_init(&out, 1 << 16);
    assert_int_equal(jobs_new(&jobs, 1, &e), OK);
    assert_int_equal(job_start(jobs, "a", 7, good, &arg, NULL, &first, &e), OK);
    for (int i = 0; i < JOBS_KEPT + 5; i++) {
        assert_int_equal(job_start(jobs, "a", 7, good, &arg, NULL, &id, &e), OK);
        assert_int_equal(job_wait(jobs, id, &e), OK);
    }
    assert_int_equal(job_json(jobs, first, -1, LANG_EN, &out, &e), NOT_FOUND);
    jobs_free(jobs);
    buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancels_waiting_and_running_tasks),
        cmocka_unit_test(forgets_the_oldest_ended_ones),
        cmocka_unit_test(refuses_when_too_many_wait),
        cmocka_unit_test(tells_result_and_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
