/* Long work on threads of its own: a bounded queue, progress, cancelling, waiting. See job.h. */
#include "op/job.h"

#include <pthread.h>

#include "base/limits.h"
#include "op/op.h"

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_REFUSED, JOB_CANCELLED };
static const char *const state_words[] = {"waiting", "running", "done", "refused", "cancelled"};

struct job {
    struct jobs *jobs;
    int64_t id, user;
    char kind[32];
    enum outcome (*run)(struct job *job, void *arg, struct err *e);
    void *arg;
    void (*free_arg)(void *arg);
    enum job_state state;
    int64_t done, total;
    bool cancelled;
    int waiters;
    struct buf result;
    struct err err;
    struct job *next; /* in order of starting */
};

struct jobs {
    pthread_mutex_t lock;
    pthread_cond_t work, ended;
    pthread_t *threads;
    int threads_n, kept, waiting;
    int64_t last_id;
    bool stopping;
    struct job *first, **last;
};

static bool has_ended(const struct job *job)
{
    return job->state >= JOB_DONE;
}

static void job_free(struct job *job)
{
    if (job->arg && job->free_arg)
        job->free_arg(job->arg);
    buf_fini(&job->result);
    free(job);
}

/* Under the lock. */
static struct job *next_waiting(struct jobs *jobs)
{
    struct job *job = jobs->first;
    while (job && job->state != JOB_WAITING)
        job = job->next;
    return job;
}

/* Under the lock: forgets the oldest ended job that nobody waits for. */
static void forget_oldest(struct jobs *jobs)
{
    for (struct job **at = &jobs->first; *at; at = &(*at)->next) {
        struct job *job = *at;
        if (!has_ended(job) || job->waiters)
            continue;
        *at = job->next;
        if (!*at)
            jobs->last = at;
        jobs->kept--;
        job_free(job);
        return;
    }
}

static enum job_state state_after(const struct job *job, enum outcome outcome)
{
    if (!outcome)
        return JOB_DONE;
    return job->cancelled ? JOB_CANCELLED : JOB_REFUSED;
}

static void *work(void *arg)
{
    struct jobs *jobs = arg;
    pthread_mutex_lock(&jobs->lock);
    for (;;) {
        struct job *job = next_waiting(jobs);
        if (jobs->stopping)
            break;
        if (!job) {
            pthread_cond_wait(&jobs->work, &jobs->lock);
            continue;
        }
        struct err e = {0};
        job->state = JOB_RUNNING;
        jobs->waiting--;
        pthread_mutex_unlock(&jobs->lock);
        enum outcome outcome = job->run(job, job->arg, &e);
        if (job->free_arg)
            job->free_arg(job->arg);
        pthread_mutex_lock(&jobs->lock);
        job->arg = NULL;
        job->err = e;
        job->err.outcome = outcome;
        job->state = state_after(job, outcome);
        pthread_cond_broadcast(&jobs->ended);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

enum outcome jobs_new(struct jobs **ret, int threads, struct err *e)
{
    struct jobs *jobs = calloc(1, sizeof(*jobs));
    if (!jobs)
        abort();
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->work, NULL);
    pthread_cond_init(&jobs->ended, NULL);
    jobs->last = &jobs->first;
    jobs->threads = calloc((size_t)threads, sizeof(*jobs->threads));
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&jobs->threads[i], NULL, work, jobs)) {
            jobs_free(jobs);
            return err_set(e, FAULT, NULL, "no_thread", "cannot start a thread", "无法启动线程");
        }
        jobs->threads_n++;
    }
    *ret = jobs;
    return OK;
}

void jobs_free(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    for (struct job *job = jobs->first; job; job = job->next)
        __atomic_store_n(&job->cancelled, true, __ATOMIC_RELAXED);
    pthread_cond_broadcast(&jobs->work);
    pthread_cond_broadcast(&jobs->ended);
    pthread_mutex_unlock(&jobs->lock);
    for (int i = 0; i < jobs->threads_n; i++)
        pthread_join(jobs->threads[i], NULL);
    while (jobs->first) {
        struct job *job = jobs->first;
        jobs->first = job->next;
        job_free(job);
    }
    pthread_cond_destroy(&jobs->ended);
    pthread_cond_destroy(&jobs->work);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs->threads);
    free(jobs);
}

enum outcome job_start(struct jobs *jobs, const char *kind, int64_t user,
                       enum outcome (*run)(struct job *job, void *arg, struct err *e), void *arg,
                       void (*free_arg)(void *arg), int64_t *ret_id, struct err *e)
{
    struct job *job = calloc(1, sizeof(*job));
    if (!job)
        abort();
    *job = (struct job){.jobs = jobs, .user = user, .run = run, .arg = arg, .free_arg = free_arg};
    snprintf(job->kind, sizeof(job->kind), "%s", kind);
    buf_init(&job->result, LIMIT_RESPONSE);
    pthread_mutex_lock(&jobs->lock);
    if (jobs->kept >= JOBS_KEPT)
        forget_oldest(jobs);
    bool full = jobs->waiting >= JOBS_WAITING || jobs->kept >= JOBS_KEPT || jobs->stopping;
    if (!full) {
        job->id = ++jobs->last_id;
        *ret_id = job->id;
        *jobs->last = job;
        jobs->last = &job->next;
        jobs->kept++;
        jobs->waiting++;
        pthread_cond_signal(&jobs->work);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (!full)
        return OK;
    job_free(job);
    return err_set(e, BUSY, NULL, "jobs_full", "too many long tasks are waiting; try again later",
                   "等待中的长任务过多,请稍后再试");
}

void job_progress(struct job *job, int64_t done, int64_t total)
{
    __atomic_store_n(&job->done, done, __ATOMIC_RELAXED);
    __atomic_store_n(&job->total, total, __ATOMIC_RELAXED);
}

bool job_is_cancelled(const struct job *job)
{
    return __atomic_load_n(&job->cancelled, __ATOMIC_RELAXED);
}

struct buf *job_result(struct job *job)
{
    return &job->result;
}

/* Under the lock. */
static void write_job(const struct job *job, enum lang lang, struct buf *out)
{
    put_object(out);
    put_key(out, "id");
    put_id(out, job->id);
    put_key(out, "kind");
    put_str(out, job->kind);
    put_key(out, "state");
    put_str(out, state_words[job->state]);
    put_key(out, "done");
    put_int(out, __atomic_load_n(&job->done, __ATOMIC_RELAXED));
    put_key(out, "total");
    put_int(out, __atomic_load_n(&job->total, __ATOMIC_RELAXED));
    put_key(out, "result");
    if (has_ended(job) && job->result.len && !buf_is_over(&job->result))
        put_raw(out, job->result.data, job->result.len);
    else
        put_null(out);
    put_key(out, "problem");
    if (has_ended(job) && job->err.outcome)
        op_problem(out, &job->err, 0, lang, NULL, 0);
    else
        put_null(out);
    put_end_object(out);
}

/* Under the lock. */
static struct job *find(struct jobs *jobs, int64_t id, int64_t user)
{
    struct job *job = jobs->first;
    while (job && job->id != id)
        job = job->next;
    return job && (user == -1 || job->user == user) ? job : NULL;
}

static enum outcome no_job(struct err *e)
{
    return err_set(e, NOT_FOUND, "id", "no_job", "there is no such task", "没有该任务");
}

enum outcome job_json(struct jobs *jobs, int64_t id, int64_t user, enum lang lang, struct buf *out,
                      struct err *e)
{
    pthread_mutex_lock(&jobs->lock);
    struct job *job = find(jobs, id, user);
    if (job)
        write_job(job, lang, out);
    pthread_mutex_unlock(&jobs->lock);
    return job ? OK : no_job(e);
}

void jobs_json(struct jobs *jobs, int64_t user, enum lang lang, struct buf *out)
{
    pthread_mutex_lock(&jobs->lock);
    put_array(out);
    for (struct job *job = jobs->first; job; job = job->next)
        if (user == -1 || job->user == user)
            write_job(job, lang, out);
    put_end_array(out);
    pthread_mutex_unlock(&jobs->lock);
}

enum outcome job_cancel(struct jobs *jobs, int64_t id, int64_t user, struct err *e)
{
    pthread_mutex_lock(&jobs->lock);
    struct job *job = find(jobs, id, user);
    if (job)
        __atomic_store_n(&job->cancelled, true, __ATOMIC_RELAXED);
    if (job && job->state == JOB_WAITING) {
        job->state = JOB_CANCELLED;
        jobs->waiting--;
        err_set(&job->err, REFUSED, NULL, "cancelled", "cancelled", "已取消");
        pthread_cond_broadcast(&jobs->ended);
    }
    pthread_mutex_unlock(&jobs->lock);
    return job ? OK : no_job(e);
}

enum outcome job_wait(struct jobs *jobs, int64_t id, struct err *e)
{
    enum outcome outcome = OK;
    pthread_mutex_lock(&jobs->lock);
    struct job *job = find(jobs, id, -1);
    if (job) {
        job->waiters++;
        while (!has_ended(job) && !(jobs->stopping && job->state == JOB_WAITING))
            pthread_cond_wait(&jobs->ended, &jobs->lock);
        job->waiters--;
        outcome = job->err.outcome;
        if (outcome)
            *e = job->err;
    }
    pthread_mutex_unlock(&jobs->lock);
    return job ? outcome : no_job(e);
}
