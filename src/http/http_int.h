/* Private to http/: the server, one request, and what its files do for each other. */
#ifndef HTTP_HTTP_INT_H
#define HTTP_HTTP_INT_H
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "base/limits.h"
#include "guard/guard.h"
#include "http/http.h"
#include "http/limit.h"
#include "http/static.h"
#include "store/store.h"
#include "store/writer.h"

#define REQUESTS_KEPT 256 /* request objects kept for reuse */
#define CONNECTIONS_MAX 2000
#define WORKERS 4
#define WORKERS_WAITING 200
#define KEEP_BUFFER (256u << 10) /* a buffer that grew past this is given back after the request   \
                                  */
#define COOKIE_NAME "lianfang"

enum phase {
    PHASE_HEADERS, /* nothing looked at yet */
    PHASE_BODY,    /* body is arriving */
    PHASE_WAITING, /* suspended: the writer or a worker has it */
    PHASE_READY,   /* outcome and answer are known */
    PHASE_STREAM   /* events until the client leaves */
};

struct request {
    struct http *http;
    struct request *next; /* in the list of free ones, or a worker's queue */
    struct MHD_Connection *connection;
    enum phase phase;
    struct arena arena;
    struct buf out, body;
    struct call call;
    const char *values[OP_ARGS_MAX];
    struct err err;
    enum outcome outcome;
    struct write_job job;
    json_t *json; /* owns call.body */
    int64_t started_us;
    int op_index;             /* in op_all(), for metrics; -1 none */
    int status;               /* of a problem whose status is HTTP's own: 404 405 415; 0 none */
    int wait_s;               /* Retry-After */
    const char *allow;        /* Allow of 405 and OPTIONS */
    const struct embed *file; /* answer with this */
    bool is_counted;          /* in http->busy */

    /* of the request line and headers; borrowed for the request's life */
    const char *method, *path, *query;
    size_t query_len;
    const char *token; /* cookie's or bearer's */
    bool is_cookie;    /* the token came as a cookie: forgery is possible */
    const char *accept_language, *content_type, *host, *if_match, *if_none_match, *idempotency;
    const char *origin, *site, *custom, *purpose, *file_name, *forwarded;
    bool accepts_gzip, has_body, is_loopback;
    uint64_t address_key;

    int upload_fd; /* -1 none */
    int64_t upload_len;
    size_t swallowed; /* bytes of a refused body */
    char upload_path[300];
};

struct http {
    struct http_options options;
    struct app *app;
    struct MHD_Daemon *daemon;
    int port;
    pthread_key_t db_key; /* a read connection per thread */
    pthread_mutex_t lock; /* of free */
    struct request *free;
    int free_n;
    atomic_int busy; /* requests between dispatch and answer */
    atomic_bool stopping;
    struct limiter *limiter;
    struct workers *workers;
    struct stream *stream;
    struct metrics *metrics;
    char *spool; /* folder of uploads under way */
    int64_t started_ms;
};

/* server.c */
struct db *http_thread_db(struct http *h, struct err *e); /* NULL: e says why */
struct request *request_take(struct http *h);
void request_give(struct request *r);

/* header.c: what the headers say; refuses what is malformed. */
enum outcome header_read(struct request *r, struct err *e);
/* A write that a foreign page could have caused is refused. */
enum outcome header_check_site(const struct request *r, struct err *e);
void header_language(struct request *r);

/* body.c */
enum outcome body_begin(struct request *r, struct err *e);
enum outcome body_add(struct request *r, const char *data, size_t len, struct err *e);
enum outcome body_end(struct request *r, struct err *e); /* parses JSON into the call */
void body_drop(struct request *r);                       /* removes an upload's file */

/* dispatch.c: from a complete request to its outcome. */
void dispatch_begin(struct request *r); /* headers are here: route, actor, early refusals */
enum outcome dispatch_actor(struct request *r, struct err *e); /* who asks, under which plan */
bool dispatch_run(struct request *r);  /* body is here; true: READY, false: suspended */
void dispatch_render(struct request *r); /* the answer of a write, after the commit */
void dispatch_done(struct request *r); /* from the writer or a worker: resumes */

/* respond.c */
enum MHD_Result respond(struct request *r);
void respond_security(struct MHD_Response *response, bool is_page);

/* builtin.c: /healthz /metrics /api/openapi.json /api/docs /api/stream and pages. */
bool builtin_serve(struct request *r); /* false: not one of them */

/* worker.c */
enum outcome workers_new(struct workers **ret, struct http *h, struct err *e);
void workers_free(struct workers *w);
bool workers_push(struct workers *w, struct request *r); /* false: too many wait */

/* stream.c */
enum outcome stream_new(struct stream **ret, struct http *h, struct err *e);
void stream_end(struct stream *s);  /* tells every client to go; takes no more */
void stream_free(struct stream *s); /* after the last client has gone */
enum MHD_Result stream_answer(struct request *r);
int stream_clients(struct stream *s);

/* metrics.c */
struct metrics *metrics_new(void);
void metrics_free(struct metrics *m);
int metrics_op_index(const struct op *op);
void metrics_count(struct metrics *m, int op_index, int status, int64_t took_us);
void metrics_write(struct http *h, struct buf *out);
#endif
