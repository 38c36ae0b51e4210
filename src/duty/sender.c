/* The thread that sends what waits in the outbox, so that a relay that is down or a webhook that
 * hangs holds up nobody. */
#include <curl/curl.h>
#include <pthread.h>

#include "base/log.h"
#include "duty/outbox.h"
#include "ledger/edition.h"

#define LOOK_S 2

struct sender {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

struct attempt {
    const struct delivery *d;
    bool is_mine, is_sent;
    const char *answer;
    int64_t now;
};

static enum outcome begin(struct db *db, void *arg, struct err *e)
{
    struct attempt *a = arg;
    return outbox_begin(db, a->d->id, &a->is_mine, e);
}

static enum outcome end(struct db *db, void *arg, struct err *e)
{
    struct attempt *a = arg;
    return outbox_end(db, a->d, a->is_sent, a->answer, a->now, e);
}

enum outcome sender_round(struct app *app, int *ret_n, struct err *e)
{
    struct delivery list[OUTBOX_BITE];
    struct relay relay;
    struct arena arena;
    struct db *db;
    *ret_n = 0;
    enum outcome o = db_open(&db, app->store, DB_READ, e);
    if (o != OK)
        return o;
    arena_init(&arena, LIMIT_ARENA);
    const struct plan *plan = editions_hold(app->editions);
    o = relay_load(app->guard, db, &arena, &relay, e);
    if (o == OK)
        o = outbox_waiting(app->guard, db, &arena, clock_now_s(&app->clock), list, ret_n, e);
    db_close(db);
    for (int i = 0; o == OK && plan && i < *ret_n; i++) {
        char answer[200] = "";
        struct attempt a = {.d = &list[i], .answer = answer};
        o = writer_do(app->writer, begin, &a, e);
        if (o != OK || !a.is_mine)
            continue;
        a.is_sent = send_delivery(&list[i], &relay, plan, answer);
        a.now = clock_now_s(&app->clock);
        o = writer_do(app->writer, end, &a, e);
    }
    editions_release(app->editions, plan);
    arena_fini(&arena);
    return o;
}

static void *run(void *arg)
{
    struct sender *s = arg;
    struct timespec until;
    pthread_mutex_lock(&s->lock);
    while (!s->stopping) {
        struct err e = {0};
        int n;
        pthread_mutex_unlock(&s->lock);
        if (sender_round(s->app, &n, &e) != OK)
            log_line(LOG_WARN, "outbox: %s", e.en);
        pthread_mutex_lock(&s->lock);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_S;
        while (!s->stopping && !pthread_cond_timedwait(&s->wake, &s->lock, &until))
            continue;
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static enum outcome seal_old(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    return outbox_seal_old(app->guard, db, e);
}

enum outcome sender_start(struct sender **ret, struct app *app, struct err *e)
{
    enum outcome o = writer_do(app->writer, seal_old, app, e);
    if (o != OK)
        return o;
    struct sender *s = calloc(1, sizeof *s);
    pthread_condattr_t monotonic;
    if (!s)
        abort();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    s->app = app;
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&s->thread, NULL, run, s)) {
        free(s);
        return err_set(e, FAULT, NULL, "no_thread", "cannot start a thread", "无法启动线程");
    }
    *ret = s;
    return OK;
}

void sender_stop(struct sender *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
