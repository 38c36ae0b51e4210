/* The server: libmicrohttpd's daemon, its callbacks, the pool of request objects and the read
 * connection of each thread. Started and stopped by cli/serve.c. */
#include "http/http_int.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "ledger/edition.h"

#define STOP_MS 20000
#define HEADERS_MAX 16384 /* bytes of a connection's headers; cleared for each request */
#define IDLE_S 30 /* keep-alive; also how long a client that vanished in a body is remembered */

struct request *request_take(struct http *h)
{
    pthread_mutex_lock(&h->lock);
    struct request *r = h->free;
    if (r) {
        h->free = r->next;
        h->free_n--;
    }
    pthread_mutex_unlock(&h->lock);
    if (!r) {
        r = calloc(1, sizeof(*r));
        if (!r)
            abort();
        arena_init(&r->arena, LIMIT_ARENA);
        buf_init(&r->out, LIMIT_RESPONSE);
        buf_init(&r->body, LIMIT_BODY);
    }
    r->http = h;
    r->next = NULL;
    r->upload_fd = -1;
    r->op_index = -1;
    r->call.out_fd = -1;
    return r;
}

static void reuse(struct buf *b, size_t max)
{
    if (b->cap <= KEEP_BUFFER) {
        buf_clear(b);
        return;
    }
    buf_fini(b);
    buf_init(b, max);
}

void request_give(struct request *r)
{
    struct http *h = r->http;
    if (r->is_counted)
        atomic_fetch_sub(&h->busy, 1);
    if (r->call.plan)
        editions_release(h->app->editions, r->call.plan);
    json_decref(r->json);
    body_drop(r);
    arena_clear(&r->arena);
    reuse(&r->out, LIMIT_RESPONSE);
    reuse(&r->body, LIMIT_BODY);
    struct request clean = {.arena = r->arena, .out = r->out, .body = r->body};
    *r = clean;
    pthread_mutex_lock(&h->lock);
    bool keep = h->free_n < REQUESTS_KEPT;
    if (keep) {
        r->next = h->free;
        h->free = r;
        h->free_n++;
    }
    pthread_mutex_unlock(&h->lock);
    if (keep)
        return;
    arena_fini(&r->arena);
    buf_fini(&r->out);
    buf_fini(&r->body);
    free(r);
}

static void close_thread_db(void *db)
{
    db_close(db);
}

struct db *http_thread_db(struct http *h, struct err *e)
{
    struct db *db = pthread_getspecific(h->db_key);
    if (db)
        return db;
    if (db_open(&db, h->app->store, DB_READ, e))
        return NULL;
    pthread_setspecific(h->db_key, db);
    return db;
}

/* The request line has arrived: the request object is the connection's until it is answered. */
static void *on_uri(void *arg, const char *uri, struct MHD_Connection *connection)
{
    struct request *r = request_take(arg);
    char *path = arena_dup(&r->arena, uri), *query = strchr(path, '?');
    r->connection = connection;
    r->path = path;
    if (query) {
        *query = 0;
        r->query = query + 1;
        r->query_len = strlen(query + 1);
    }
    return r;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *len, void **own)
{
    struct request *r = *own;
    if (r->phase == PHASE_HEADERS) {
        r->method = method;
        dispatch_begin(r);
        /* Answering now makes libmicrohttpd close the connection: only to cut a body off. */
        return r->has_body && r->phase == PHASE_READY ? respond(r) : MHD_YES;
    }
    if (*len) {
        size_t n = *len;
        *len = 0;
        if (r->phase == PHASE_BODY && !r->outcome)
            r->outcome = body_add(r, data, n, &r->err);
        else
            r->swallowed += n;
        /* What is refused is read on so that the client reads why, but not for ever. */
        return r->swallowed <= LIMIT_BODY ? MHD_YES : MHD_NO;
    }
    if (r->phase == PHASE_BODY && !dispatch_run(r))
        return MHD_YES;
    return r->phase == PHASE_WAITING ? MHD_YES : respond(r);
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **own,
                         enum MHD_RequestTerminationCode code)
{
    if (*own)
        request_give(*own);
    *own = NULL;
}

/* Paths and queries are decoded by op/, which also refuses; here they stay as they came. */
static size_t keep_escapes(void *arg, struct MHD_Connection *connection, char *s)
{
    return strlen(s);
}

static void on_log(void *arg, const char *format, va_list values)
{
    char line[400];
    vsnprintf(line, sizeof(line), format, values);
    line[strcspn(line, "\n")] = 0;
    log_line(LOG_DEBUG, "http: %s", line);
}

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (every address). */
static enum outcome parse_listen(const char *listen, struct sockaddr_storage *ret, struct err *e)
{
    char host[128];
    const char *colon = strrchr(listen, ':');
    size_t len = colon ? (size_t)(colon - listen) : 0;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    bool good = colon && len < sizeof(host);
    if (good && len >= 2 && listen[0] == '[' && listen[len - 1] == ']') {
        listen++;
        len -= 2;
    }
    snprintf(host, sizeof(host), "%.*s", (int)len, listen);
    good = good && !getaddrinfo(len ? host : NULL, colon + 1, &hints, &found);
    if (!good)
        return err_set(e, REFUSED, "listen", "listen",
                       "--listen wants ADDRESS:PORT such as 127.0.0.1:8080",
                       "--listen 需要 地址:端口,如 127.0.0.1:8080");
    memset(ret, 0, sizeof(*ret));
    memcpy(ret, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return OK;
}

static enum outcome start_daemon(struct http *h, const char *cert, const char *key, struct err *e)
{
    struct sockaddr_storage address;
    enum outcome outcome = parse_listen(h->options.listen, &address, e);
    if (outcome)
        return outcome;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (cert)
        flags |= MHD_USE_TLS;
    if (address.ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(intptr_t)cert},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(intptr_t)key},
                                   {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    h->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, h, MHD_OPTION_EXTERNAL_LOGGER, on_log, h,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, 2u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_URI_LOG_CALLBACK, on_uri, h,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, h, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, h,
        MHD_OPTION_ARRAY, cert ? tls : none, MHD_OPTION_END);
    if (!h->daemon)
        return err_set(e, FAULT, "listen", "listen", "cannot listen on %s: %s", "无法监听 %s:%s",
                       h->options.listen,
                       errno ? strerror(errno) : "certificate or key not usable");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);
    h->port = info ? info->port : 0;
    return OK;
}

static enum outcome start_tls(struct http *h, struct err *e)
{
    char *cert = NULL, *key = NULL;
    size_t len;
    enum outcome outcome = OK;
    if (h->options.cert_path) {
        outcome = file_read(&cert, &len, h->options.cert_path, 1 << 20, e);
        if (!outcome)
            outcome = file_read(&key, &len, h->options.key_path, 1 << 20, e);
    }
    if (!outcome)
        outcome = start_daemon(h, cert, key, e);
    free(cert);
    free(key);
    return outcome;
}

enum outcome http_start(struct http **ret, struct app *app, const struct http_options *options,
                        struct err *e)
{
    struct http *h = calloc(1, sizeof(*h));
    if (!h || asprintf(&h->spool, "%s/spool", app->data_dir) < 0)
        abort();
    h->options = *options;
    h->app = app;
    h->started_ms = clock_now_ms(&app->clock);
    h->limiter = limiter_new();
    h->metrics = metrics_new();
    pthread_mutex_init(&h->lock, NULL);
    pthread_key_create(&h->db_key, close_thread_db);
    enum outcome outcome = file_make_folder(h->spool, e);
    if (!outcome)
        outcome = workers_new(&h->workers, h, e);
    if (!outcome)
        outcome = stream_new(&h->stream, h, e);
    if (!outcome)
        outcome = start_tls(h, e);
    if (outcome) {
        http_stop(h);
        return outcome;
    }
    *ret = h;
    return OK;
}

int http_port(const struct http *h)
{
    return h->port;
}

static void wait_for_answers(struct http *h)
{
    struct timespec pause = {0, 5000000};
    for (int waited_ms = 0; waited_ms < STOP_MS && atomic_load(&h->busy); waited_ms += 5)
        nanosleep(&pause, NULL);
    /* Give answers already queued a moment to leave the socket buffers of our side. */
    pause.tv_nsec = 50000000;
    nanosleep(&pause, NULL);
}

void http_stop(struct http *h)
{
    if (!h)
        return;
    atomic_store(&h->stopping, true);
    if (h->daemon) {
        int listening = MHD_quiesce_daemon(h->daemon);
        stream_end(h->stream);
        wait_for_answers(h);
        MHD_stop_daemon(h->daemon);
        if (listening >= 0)
            close(listening);
    }
    workers_free(h->workers);
    stream_free(h->stream);
    struct request *next;
    for (struct request *r = h->free; r; r = next) {
        next = r->next;
        arena_fini(&r->arena);
        buf_fini(&r->out);
        buf_fini(&r->body);
        free(r);
    }
    struct db *db = pthread_getspecific(h->db_key);
    db_close(db);
    pthread_key_delete(h->db_key);
    pthread_mutex_destroy(&h->lock);
    limiter_free(h->limiter);
    metrics_free(h->metrics);
    free(h->spool);
    free(h);
}
