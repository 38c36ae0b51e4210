/* Threads for OP_SLOW: checking a password, importing, exporting. A bounded queue; each worker has
 * its own read connection, without a snapshot (a long one would keep the log from being emptied).
 */
#include "http/http_int.h"

struct workers {
    struct http *http;
    pthread_mutex_t lock;
    pthread_cond_t work;
    pthread_t threads[WORKERS];
    int threads_n, waiting;
    bool stopping;
    struct request *first, **last;
};

static enum outcome run(struct request *r, struct err *e)
{
    struct db *db = http_thread_db(r->http, e);
    if (!db)
        return FAULT;
    bool snapshot = r->call.op->run == OP_READ;
    enum outcome outcome = snapshot ? db_begin_read(db, e) : OK;
    if (outcome)
        return outcome;
    r->call.db = db;
    outcome = op_handle(&r->call, e);
    r->call.db = NULL;
    if (snapshot)
        db_rollback(db);
    if (!outcome && r->call.after)
        r->call.after(&r->call);
    return outcome;
}

static void *work(void *arg)
{
    struct workers *w = arg;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        struct request *r = w->first;
        if (!r && w->stopping)
            break;
        if (!r) {
            pthread_cond_wait(&w->work, &w->lock);
            continue;
        }
        w->first = r->next;
        if (!w->first)
            w->last = &w->first;
        w->waiting--;
        pthread_mutex_unlock(&w->lock);
        r->outcome = run(r, &r->err);
        dispatch_done(r);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

enum outcome workers_new(struct workers **ret, struct http *h, struct err *e)
{
    struct workers *w = calloc(1, sizeof(*w));
    if (!w)
        abort();
    w->http = h;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->work, NULL);
    for (int i = 0; i < WORKERS; i++) {
        if (pthread_create(&w->threads[i], NULL, work, w)) {
            workers_free(w);
            return err_set(e, FAULT, NULL, "no_thread", "cannot start a thread", "无法启动线程");
        }
        w->threads_n++;
    }
    *ret = w;
    return OK;
}

void workers_free(struct workers *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->work);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->threads_n; i++)
        pthread_join(w->threads[i], NULL);
    pthread_cond_destroy(&w->work);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

bool workers_push(struct workers *w, struct request *r)
{
    pthread_mutex_lock(&w->lock);
    bool taken = !w->stopping && w->waiting < WORKERS_WAITING;
    if (taken) {
        r->next = NULL;
        *w->last = r;
        w->last = &r->next;
        w->waiting++;
        pthread_cond_signal(&w->work);
    }
    pthread_mutex_unlock(&w->lock);
    return taken;
}
