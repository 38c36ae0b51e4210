/* The writer's thread: one queue, one transaction at a time, savepoints when they are needed.
 *
 * A group takes live jobs until LIVE_US have passed or none waits, then at most one slice, then
 * commits. Most jobs are refused before they write, so a group runs without savepoints at first
 * (they make the text index write piece by piece); when a
 * job fails after it wrote, the group goes back to its beginning and runs again, each job under
 * a savepoint of its own, and so do the next CAREFUL_GROUPS. When a group fails as a whole (a
 * statement that was only queued turns out bad, another server took over), it is rolled back and
 * its jobs run again one by one, so that a bad job does not take good ones with it: run() must
 * therefore bear being called more than once. Answers are given after the commit only, also
 * refusals: they may rest on rows of the same group. */
#include "store/writer.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/store_int.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LIVE_US 8000
#define SLICES_US 10000 /* a second slice starts only in the first half of this */
#define GROUP_MAX 1024
#define CAREFUL_GROUPS 64 /* with savepoints, after a job failed that had written */

struct queue {
    struct write_job *first, *last;
    int64_t n;
};

struct result {
    struct write_job *job;
    enum outcome outcome;
    struct err *err; /* NULL when OK */
};

struct writer {
    struct store *store;
    struct db *db; /* the writer's thread's alone */
    struct writer_hooks hooks;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wake;
    struct queue live, slices;
    bool is_stopping, is_waiting;
    struct writer_stats stats;
    struct result group[GROUP_MAX]; /* the writer's thread's alone */
    int group_n;
    int careful;                    /* so many groups more use savepoints */
};

static void queue_push(struct queue *q, struct write_job *job)
{
    job->next = NULL;
    if (q->last)
        q->last->next = job;
    else
        q->first = job;
    q->last = job;
    q->n++;
}

static struct write_job *queue_pop(struct queue *q)
{
    struct write_job *job = q->first;
    if (!job)
        return NULL;
    q->first = job->next;
    if (!q->first)
        q->last = NULL;
    q->n--;
    return job;
}

void writer_push(struct writer *w, struct write_job *job)
{
    pthread_mutex_lock(&w->lock);
    queue_push(job->is_slice ? &w->slices : &w->live, job);
    if (w->is_waiting)
        pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

bool writer_has_live(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool has_live = w->live.first != NULL;
    pthread_mutex_unlock(&w->lock);
    return has_live;
}

static struct write_job *take_live(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    struct write_job *job = queue_pop(&w->live);
    pthread_mutex_unlock(&w->lock);
    return job;
}

static struct write_job *take_slice(struct writer *w, bool only_if_alone)
{
    pthread_mutex_lock(&w->lock);
    struct write_job *job = only_if_alone && w->live.first ? NULL : queue_pop(&w->slices);
    pthread_mutex_unlock(&w->lock);
    return job;
}

/* False when there is nothing more to do, ever. */
static bool wait_for_work(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->live.first && !w->slices.first && !w->is_stopping) {
        w->is_waiting = true;
        pthread_cond_wait(&w->wake, &w->lock);
        w->is_waiting = false;
    }
    bool has_work = w->live.first || w->slices.first;
    pthread_mutex_unlock(&w->lock);
    return has_work;
}

static void result_set(struct result *r, enum outcome outcome, const struct err *e)
{
    free(r->err);
    r->err = NULL;
    r->outcome = outcome;
    if (outcome) {
        r->err = malloc(sizeof(*r->err));
        memcpy(r->err, e, sizeof(*e));
    }
}

static void mark(struct writer *w)
{
    if (w->hooks.mark)
        w->hooks.mark(w->hooks.arg);
}

static void after(struct writer *w, bool committed)
{
    if (w->hooks.after)
        w->hooks.after(w->hooks.arg, committed);
}

/* Under its savepoint. FAULT only when the whole transaction is lost. */
static enum outcome job_run_careful(struct writer *w, struct result *r, struct err *e)
{
    struct err own;
    enum outcome o = db_savepoint(w->db, e);
    if (o)
        return o;
    mark(w);
    err_clear(&own);
    o = r->job->run(w->db, r->job->arg, &own);
    result_set(r, o, &own);
    if (!o) {
        o = db_release(w->db, e);
    } else {
        if (w->hooks.revert)
            w->hooks.revert(w->hooks.arg);
        o = db_rollback_to(w->db, e);
        if (!o && db_is_full(w->db))
            *e = own, o = own.outcome;
    }
    return o;
}

/* Without one. Not OK when the job failed after it wrote: the group must go back as a whole. */
static enum outcome job_run_plain(struct writer *w, struct result *r, struct err *e)
{
    struct err own;
    int64_t before = w->db->writes;
    mark(w);
    err_clear(&own);
    enum outcome o = r->job->run(w->db, r->job->arg, &own);
    result_set(r, o, &own);
    if (!o)
        return OK;
    if (w->hooks.revert)
        w->hooks.revert(w->hooks.arg);
    if (w->db->writes == before && !w->db->is_dead && !db_is_full(w->db))
        return OK;
    *e = own;
    return o;
}

static enum outcome job_run(struct writer *w, struct result *r, struct err *e)
{
    return w->careful ? job_run_careful(w, r, e) : job_run_plain(w, r, e);
}

static enum outcome group_commit(struct writer *w, struct err *e)
{
    enum outcome o = OK;
    if (w->hooks.before_commit)
        o = w->hooks.before_commit(w->db, w->hooks.arg, e);
    if (o)
        db_rollback(w->db);
    else
        o = db_commit(w->db, e);
    return o;
}

static void answer(struct writer *w, int64_t started_us)
{
    int64_t refused = 0, failed = 0, us = clock_monotonic_us() - started_us;
    for (int i = 0; i < w->group_n; i++) {
        enum outcome o = w->group[i].outcome;
        failed += o == FAULT || o == UNCERTAIN;
        refused += o && o != FAULT && o != UNCERTAIN;
    }
    pthread_mutex_lock(&w->lock);
    w->stats.jobs += w->group_n;
    w->stats.groups++;
    w->stats.refused += refused;
    w->stats.failed += failed;
    w->stats.last_group_us = us;
    if (us > w->stats.max_group_us)
        w->stats.max_group_us = us;
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->group_n; i++) {
        struct result *r = &w->group[i];
        r->job->done(r->job->arg, r->outcome, r->err);
        free(r->err);
    }
    w->group_n = 0;
}

/* Runs what waits. Stops at the first sign that the whole transaction is lost. */
static enum outcome group_fill(struct writer *w, int64_t started_us, struct err *e)
{
    enum outcome o = OK;
    struct write_job *job;
    while (!o && w->group_n < GROUP_MAX - 1 && clock_monotonic_us() - started_us < LIVE_US &&
           (job = take_live(w))) {
        w->group[w->group_n] = (struct result){.job = job};
        o = job_run(w, &w->group[w->group_n++], e);
    }
    /* One slice in each group, so that steady requests do not starve an import. */
    bool is_more = false;
    while (!o && w->group_n < GROUP_MAX &&
           (!is_more || clock_monotonic_us() - started_us < SLICES_US / 2) &&
           (job = take_slice(w, is_more))) {
        w->group[w->group_n] = (struct result){.job = job};
        o = job_run(w, &w->group[w->group_n++], e);
        is_more = true;
    }
    return o;
}

/* The same jobs again, each under a savepoint, in one transaction. */
static enum outcome group_again(struct writer *w, struct err *e)
{
    w->careful = CAREFUL_GROUPS;
    enum outcome o = db_begin(w->db, e);
    for (int i = 0; !o && i < w->group_n; i++)
        o = job_run(w, &w->group[i], e);
    return o;
}

/* Every job of a lost group again, each in a transaction of its own. */
static void group_singly(struct writer *w)
{
    for (int i = 0; i < w->group_n; i++) {
        struct result *r = &w->group[i];
        struct err e;
        enum outcome o = db_begin(w->db, &e);
        if (!o) {
            o = job_run(w, r, &e);
            if (o || r->outcome) {
                db_rollback(w->db);
            } else {
                o = group_commit(w, &e);
            }
            after(w, !o && !r->outcome);
        }
        if (o)
            result_set(r, o, &e);
    }
}

static void group_run(struct writer *w)
{
    struct err e;
    int64_t started_us = clock_monotonic_us();
    enum outcome o = db_begin(w->db, &e);
    if (!o) {
        bool was_careful = w->careful > 0;
        o = group_fill(w, started_us, &e);
        if (o && !was_careful && !db_is_full(w->db) && w->group_n > 1) {
            db_rollback(w->db);
            after(w, false);
            o = group_again(w, &e);
        }
        w->careful -= was_careful;
        if (o)
            db_rollback(w->db);
        else
            o = group_commit(w, &e);
        after(w, !o);
    } else {
        struct write_job *job = take_live(w);
        if (!job)
            job = take_slice(w, false);
        w->group[w->group_n++] = (struct result){.job = job};
    }
    bool is_lost = o == UNCERTAIN || db_is_full(w->db) || !strcmp(o ? e.rule : "", "fenced") ||
                   !strcmp(o ? e.rule : "", "storage_gone");
    if (o && !is_lost && w->group_n > 1)
        group_singly(w);
    else if (o)
        for (int i = 0; i < w->group_n; i++)
            result_set(&w->group[i], o, &e);
    if (is_lost || (o == FAULT && w->group_n == 1))
        log_line(LOG_WARN, "a group of %d writes failed: %s", w->group_n, e.en);
    answer(w, started_us);
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    while (wait_for_work(w))
        group_run(w);
    return NULL;
}

enum outcome writer_start(struct writer **ret, struct store *store,
                          const struct writer_hooks *hooks, struct err *e)
{
    struct writer *w = calloc(1, sizeof(*w));
    w->store = store;
    if (hooks)
        w->hooks = *hooks;
    enum outcome o = db_open(&w->db, store, DB_WRITE, e);
    if (o) {
        free(w);
        return o;
    }
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, writer_main, w)) {
        db_close(w->db);
        free(w);
        return err_set(e, FAULT, NULL, "no_thread", "the writer's thread could not be started",
                       "无法启动写线程");
    }
    *ret = w;
    return OK;
}

void writer_stop(struct writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    db_close(w->db);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    enum outcome (*run)(struct db *, void *, struct err *);
    void *arg;
    bool is_done;
    enum outcome outcome;
    struct err *err;
};

static enum outcome waiting_run(struct db *db, void *arg, struct err *e)
{
    struct waiting *waiting = arg;
    return waiting->run(db, waiting->arg, e);
}

static void waiting_done(void *arg, enum outcome outcome, const struct err *e)
{
    struct waiting *waiting = arg;
    pthread_mutex_lock(&waiting->lock);
    if (outcome)
        memcpy(waiting->err, e, sizeof(*e));
    waiting->outcome = outcome;
    waiting->is_done = true;
    pthread_cond_signal(&waiting->wake);
    pthread_mutex_unlock(&waiting->lock);
}

enum outcome writer_do(struct writer *w, enum outcome (*run)(struct db *, void *, struct err *),
                       void *arg, struct err *e)
{
    struct waiting waiting = {.run = run, .arg = arg, .err = e};
    struct write_job job = {.run = waiting_run, .done = waiting_done, .arg = &waiting};
    pthread_mutex_init(&waiting.lock, NULL);
    pthread_cond_init(&waiting.wake, NULL);
    writer_push(w, &job);
    pthread_mutex_lock(&waiting.lock);
    while (!waiting.is_done)
        pthread_cond_wait(&waiting.wake, &waiting.lock);
    pthread_mutex_unlock(&waiting.lock);
    pthread_cond_destroy(&waiting.wake);
    pthread_mutex_destroy(&waiting.lock);
    return waiting.outcome;
}

void writer_stats(struct writer *w, struct writer_stats *ret)
{
    pthread_mutex_lock(&w->lock);
    *ret = w->stats;
    ret->queued = w->live.n + w->slices.n;
    pthread_mutex_unlock(&w->lock);
}
