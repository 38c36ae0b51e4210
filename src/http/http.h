/* The HTTP side: one server over the list of operations.
 *
 * Threads: two that read and answer (libmicrohttpd, epoll), four workers for OP_SLOW, one for the
 * stream of changes. OP_READ runs where it is read, on that thread's own connection and snapshot.
 * OP_WRITE waits suspended until the writer's commit is on disk. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H
#include "base/err.h"
#include "op/op.h"

struct http;

struct http_options {
    const char *listen;               /* "127.0.0.1:8080", "[::]:8080"; port 0: any free one */
    const char *cert_path, *key_path; /* TLS when both are given */
    int rate;                         /* requests a second and user; 0: no limits at all */
    bool is_behind_proxy;             /* believe X-Forwarded-For of a proxy on this machine */
    bool has_open_metrics;            /* /metrics for every address, not only this machine */
    const char *owner_token;          /* bearer of the command line on this machine, or NULL */
};

enum outcome http_start(struct http **ret, struct app *app, const struct http_options *options,
                        struct err *e);
int http_port(const struct http *h);
/* Takes no new connections, waits for what is being answered (at most 20 s), closes the rest.
 * The writer must still be running. */
void http_stop(struct http *h);
#endif
