/* GET /api/stream: server-sent events telling which records changed in the caller's scope, so that
 * open pages stay fresh. An event names ledger, record and act, never a value.
 *
 * The writer only puts an event into a ring (stream_changed); one thread asks the guard for each
 * client and fills the client's own bounded queue. Who falls behind gets "lost" and reloads. Rights
 * that were taken away are asked for anew before the next event is judged; a stream whose session
 * or post ended closes within a second. */
#include "http/http_int.h"

#include <errno.h>

#include "ledger/edition.h"

#define RING 4096
#define ROUND_MS 100 /* events are passed on at most this often */
#define HEARTBEAT_MS 15000
#define RECHECK_MS 10000
#define CLIENTS_MAX 500
#define QUEUE_MAX (64u << 10)

struct event {
    char ledger[64], act[48];
    int64_t record, places[4];
};

struct client {
    struct stream *stream;
    struct client *next;
    struct MHD_Connection *connection;
    struct buf queue;
    size_t sent; /* of queue */
    bool is_suspended, has_ended, has_lost;
    int64_t written_ms, checked_ms;
    uint64_t generation; /* of the guard, when it was checked */
    struct arena arena;      /* of the actor */
    const struct plan *plan; /* held */
    struct actor *actor;
    char token[128]; /* "": the command line's owner, who is not asked again */
};

struct stream {
    struct http *http;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t ring_lock; /* of ring, and the thread's sleep */
    pthread_cond_t wake;
    struct event ring[RING];
    unsigned first, n;
    bool has_overflowed, stopping;
    pthread_mutex_t lock; /* of clients and all of each client; taken before nothing else */
    struct client *clients;
    atomic_int clients_n;
};

int stream_clients(struct stream *s)
{
    return s ? atomic_load(&s->clients_n) : 0;
}

/* app->changed: on the writer's thread after the commit; only copies. */
static void stream_changed(struct app *app, const char *ledger, int64_t record,
                           const int64_t places[4], const char *act)
{
    struct stream *s = app->stream;
    if (!s || !atomic_load(&s->clients_n))
        return;
    pthread_mutex_lock(&s->ring_lock);
    if (s->n == RING) {
        s->has_overflowed = true;
    } else {
        struct event *event = &s->ring[(s->first + s->n) % RING];
        snprintf(event->ledger, sizeof(event->ledger), "%s", ledger);
        snprintf(event->act, sizeof(event->act), "%s", act);
        event->record = record;
        memcpy(event->places, places, sizeof(event->places));
        if (!s->n++)
            pthread_cond_signal(&s->wake);
    }
    pthread_mutex_unlock(&s->ring_lock);
}

/* Under the lock. */
static void wake_client(struct client *c)
{
    if (!c->is_suspended)
        return;
    c->is_suspended = false;
    MHD_resume_connection(c->connection);
}

static void send_text(struct client *c, const char *text, int64_t now_ms)
{
    buf_text(&c->queue, text);
    c->written_ms = now_ms;
    wake_client(c);
}

static void send_event(struct client *c, const struct event *event, int64_t now_ms)
{
    if (c->queue.len > QUEUE_MAX - 512) {
        c->has_lost = true;
        return;
    }
    buf_text(&c->queue, "event: change\ndata: ");
    put_object(&c->queue);
    put_key(&c->queue, "ledger");
    put_str(&c->queue, event->ledger);
    put_key(&c->queue, "id");
    put_id(&c->queue, event->record);
    put_key(&c->queue, "act");
    put_str(&c->queue, event->act);
    put_end_object(&c->queue);
    send_text(c, "\n\n", now_ms);
}

static bool may_see(const struct client *c, const struct event *event, struct db *db)
{
    struct subject subject = {.ledger = plan_ledger(c->plan, event->ledger),
                              .record = event->record,
                              .place = event->places[0]};
    memcpy(subject.also, event->places + 1, sizeof(subject.also));
    if (!subject.ledger) /* an alarm: it names a place, nobody */
        return !strcmp(event->ledger, "alarm") && guard_sees_place(c->actor, event->places[0]);
    return subject.ledger && guard_may(c->actor, VERB_VIEW, &subject, db);
}

/* Is the session still there, and with which posts, under the edition in force? */
static void recheck(struct client *c, struct db *db, int64_t now_ms)
{
    struct app *app = c->stream->http->app;
    struct err e = {0};
    const struct plan *plan = editions_hold(app->editions);
    int had = c->actor->holdings_n;
    c->checked_ms = now_ms;
    c->generation = guard_generation(app->guard);
    arena_clear(&c->arena);
    editions_release(app->editions, c->plan);
    c->plan = plan;
    if (!c->token[0])
        c->actor = actor_system(&c->arena, plan);
    else if (guard_actor(app->guard, &c->arena, db, plan, c->token, &c->actor, &e)) {
        c->actor = actor_nobody(&c->arena, plan);
        send_text(c, "event: signed-out\ndata: {}\n\n", now_ms);
        c->has_ended = true;
    } else if (c->actor->holdings_n < had) { /* the page comes back with the rights it has left */
        send_text(c, "event: lost\ndata: {}\n\n", now_ms);
        c->has_ended = true;
    }
}

static void serve(struct client *c, const struct event *events, unsigned n, bool lost,
                  struct db *db, int64_t now_ms)
{
    if (now_ms - c->checked_ms > RECHECK_MS || now_ms < c->checked_ms ||
        c->generation != guard_generation(c->stream->http->app->guard))
        recheck(c, db, now_ms);
    c->has_lost |= lost;
    for (unsigned i = 0; i < n && !c->has_ended && !c->has_lost; i++)
        if (may_see(c, &events[i], db))
            send_event(c, &events[i], now_ms);
    if (c->has_lost && c->queue.len < QUEUE_MAX - 512) {
        send_text(c, "event: lost\ndata: {}\n\n", now_ms);
        c->has_lost = false;
    }
    if (now_ms - c->written_ms > HEARTBEAT_MS || now_ms < c->written_ms)
        send_text(c, ": here\n\n", now_ms);
    if (c->has_ended)
        wake_client(c);
}

/* Sleeps until there are events or a second has passed; takes what is there. False: stop. */
static bool collect(struct stream *s, struct event *events, unsigned *ret_n, bool *ret_lost)
{
    struct timespec until;
    pthread_mutex_lock(&s->ring_lock);
    if (!s->n && !s->stopping) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&s->wake, &s->ring_lock, &until);
    }
    *ret_n = s->n;
    *ret_lost = s->has_overflowed;
    for (unsigned i = 0; i < s->n; i++)
        events[i] = s->ring[(s->first + i) % RING];
    s->first = s->n = 0;
    s->has_overflowed = false;
    bool stopping = s->stopping;
    pthread_mutex_unlock(&s->ring_lock);
    return !stopping;
}

static void *run(void *arg)
{
    struct stream *s = arg;
    struct event *events = malloc(sizeof(s->ring));
    struct err e = {0};
    struct db *db = NULL;
    struct timespec pause = {0, ROUND_MS * 1000000L};
    unsigned n;
    bool lost;
    if (!events)
        abort();
    while (collect(s, events, &n, &lost)) {
        if (!atomic_load(&s->clients_n))
            continue;
        if (!db && db_open(&db, s->http->app->store, DB_READ, &e))
            db = NULL;
        int64_t now_ms = clock_now_ms(&s->http->app->clock);
        pthread_mutex_lock(&s->lock);
        for (struct client *c = s->clients; db && c; c = c->next)
            serve(c, events, n, lost, db, now_ms);
        pthread_mutex_unlock(&s->lock);
        if (n)
            nanosleep(&pause, NULL);
    }
    db_close(db);
    free(events);
    return NULL;
}

/* Called by libmicrohttpd when it can send; asks it to wait when there is nothing. */
static ssize_t read_queue(void *arg, uint64_t position, char *out, size_t max)
{
    struct client *c = arg;
    struct stream *s = c->stream;
    pthread_mutex_lock(&s->lock);
    size_t len = c->queue.len - c->sent;
    ssize_t result = 0;
    if (len) {
        len = len < max ? len : max;
        memcpy(out, c->queue.data + c->sent, len);
        c->sent += len;
        if (c->sent == c->queue.len) {
            buf_clear(&c->queue);
            c->sent = 0;
        }
        result = (ssize_t)len;
    } else if (c->has_ended) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        c->is_suspended = true;
        MHD_suspend_connection(c->connection);
    }
    pthread_mutex_unlock(&s->lock);
    return result;
}

static void drop(void *arg)
{
    struct client *c = arg;
    struct stream *s = c->stream;
    pthread_mutex_lock(&s->lock);
    for (struct client **at = &s->clients; *at; at = &(*at)->next)
        if (*at == c) {
            *at = c->next;
            atomic_fetch_sub(&s->clients_n, 1);
            break;
        }
    pthread_mutex_unlock(&s->lock);
    editions_release(s->http->app->editions, c->plan);
    arena_fini(&c->arena);
    buf_fini(&c->queue);
    free(c);
}

static enum outcome join(struct request *r, struct client **ret, struct err *e)
{
    struct stream *s = r->http->stream;
    struct client *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->stream = s;
    c->connection = r->connection;
    c->plan = r->call.plan; /* the request's hold becomes the client's */
    r->call.plan = NULL;
    arena_init(&c->arena, LIMIT_ARENA);
    buf_init(&c->queue, QUEUE_MAX);
    buf_text(&c->queue, "retry: 3000\n\n");
    if (!r->call.actor->is_system)
        snprintf(c->token, sizeof(c->token), "%s", r->token);
    /* checked_ms 0: the thread asks for the actor anew, in the client's arena. */
    c->actor = actor_nobody(&c->arena, c->plan);
    c->written_ms = r->call.now_ms;
    pthread_mutex_lock(&s->lock);
    bool full = atomic_load(&s->clients_n) >= CLIENTS_MAX || s->stopping;
    if (!full) {
        c->next = s->clients;
        s->clients = c;
        atomic_fetch_add(&s->clients_n, 1);
    }
    pthread_mutex_unlock(&s->lock);
    if (!full) {
        *ret = c;
        return OK;
    }
    drop(c);
    return err_set(e, BUSY, NULL, "streams", "too many pages are listening", "监听的页面过多");
}

enum MHD_Result stream_answer(struct request *r)
{
    struct client *client = NULL;
    r->phase = PHASE_READY;
    if (!r->call.actor || (!r->call.actor->user && !r->call.actor->is_system))
        r->outcome = err_set(&r->err, SIGNED_OUT, NULL, "signed_out", "sign in first", "请先登录");
    else
        r->outcome = join(r, &client, &r->err);
    if (r->outcome)
        return respond(r);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_queue, client, drop);
    if (!response) {
        drop(client);
        return MHD_NO;
    }
    respond_security(response, false);
    MHD_add_response_header(response, "Content-Type", "text/event-stream");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    enum MHD_Result result = MHD_queue_response(r->connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    metrics_count(r->http->metrics, -1, MHD_HTTP_OK, clock_monotonic_us() - r->started_us);
    return result;
}

enum outcome stream_new(struct stream **ret, struct http *h, struct err *e)
{
    struct stream *s = calloc(1, sizeof(*s));
    pthread_condattr_t monotonic;
    if (!s)
        abort();
    s->http = h;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->ring_lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&s->thread, NULL, run, s)) {
        stream_free(s);
        return err_set(e, FAULT, NULL, "no_thread", "cannot start a thread", "无法启动线程");
    }
    s->has_thread = true;
    h->app->stream = s;
    h->app->changed = stream_changed;
    *ret = s;
    return OK;
}

void stream_end(struct stream *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->ring_lock);
    s->stopping = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->ring_lock);
    if (s->has_thread)
        pthread_join(s->thread, NULL);
    s->has_thread = false;
    pthread_mutex_lock(&s->lock);
    for (struct client *c = s->clients; c; c = c->next) {
        c->has_ended = true;
        wake_client(c);
    }
    pthread_mutex_unlock(&s->lock);
}

void stream_free(struct stream *s)
{
    if (!s)
        return;
    stream_end(s);
    s->http->app->changed = NULL;
    s->http->app->stream = NULL;
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->ring_lock);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
