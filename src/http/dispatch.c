/* From a request's headers to its outcome: which row, who asks, may they come in, and on which
 * thread the row's handler runs. Knows no row by name. */
#include "base/limits.h"
#include "base/text.h"
#include "http/http_int.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "ledger/edition.h"

#define KIND_ADDRESS 1
#define KIND_USER 2
#define KIND_SIGN_IN 3
#define KIND_OPEN_WRITE 4

/* The address as text and as a bucket's key; IPv6 neighbours of one /64 share a bucket. */
static void read_address(struct request *r)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    r->call.from = "";
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)address;
        char *text = arena_alloc(&r->arena, INET_ADDRSTRLEN);
        r->call.from = inet_ntop(AF_INET, &in->sin_addr, text, INET_ADDRSTRLEN);
        r->is_loopback = (ntohl(in->sin_addr.s_addr) >> 24) == 127;
        r->address_key = limit_key(KIND_ADDRESS, &in->sin_addr, 4);
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const void *)address;
        char *text = arena_alloc(&r->arena, INET6_ADDRSTRLEN);
        r->call.from = inet_ntop(AF_INET6, &in->sin6_addr, text, INET6_ADDRSTRLEN);
        r->is_loopback = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr);
        r->address_key = limit_key(KIND_ADDRESS, &in->sin6_addr, 8);
    }
    if (!r->forwarded)
        return;
    if (r->is_loopback && r->http->options.is_behind_proxy) {
        const char *last = strrchr(r->forwarded, ',');
        last = last ? last + 1 : r->forwarded;
        last += strspn(last, " ");
        r->call.from = arena_text(&r->arena, last, strnlen(last, 60));
        r->address_key = limit_key(KIND_ADDRESS, last, (unsigned)strnlen(last, 60));
    }
    r->is_loopback = false; /* a proxy stands between: nobody is "this machine" through it */
}

static enum outcome too_often(struct request *r, struct err *e)
{
    return err_set(e, BUSY, NULL, "rate", "too many requests; try again in %d s",
                   "请求过于频繁,请 %d 秒后再试", r->wait_s);
}

static bool take(struct request *r, uint64_t key, int per_s_milli, int burst)
{
    struct rate rate = {per_s_milli, burst};
    return limiter_take(r->http->limiter, key, rate, r->call.now_ms, &r->wait_s);
}

/* Before the body: an address may ask eight times as often as a user (an office shares one);
 * whoever is nobody may write 30 times a minute from one address. */
static enum outcome limit_address(struct request *r, struct err *e)
{
    int rate = r->http->options.rate;
    if (!rate || r->call.actor->is_system)
        return OK;
    bool good = take(r, r->address_key, rate * 8000, rate * 40);
    if (good && r->call.actor->user == 0 && strcmp(r->method, "GET"))
        good = take(r, limit_key(KIND_OPEN_WRITE, &r->address_key, 8), 500, 60);
    return good ? OK : too_often(r, e);
}

/* After the body: per user; and per name when signing in, whoever tries it. */
static enum outcome limit_user(struct request *r, struct err *e)
{
    int rate = r->http->options.rate;
    const struct actor *actor = r->call.actor;
    if (!rate || actor->is_system)
        return OK;
    bool good = true;
    if (actor->user)
        good = take(r, limit_key(KIND_USER, &actor->user, 8), rate * 1000, rate * 5);
    else if (r->call.op->need == NEED_NOTHING && r->call.op->run == OP_SLOW) {
        const char *login = call_text(&r->call, "login");
        if (login)
            good = take(r, limit_key(KIND_SIGN_IN, login, (unsigned)strlen(login)), 100, 10);
    }
    return good ? OK : too_often(r, e);
}

static bool is_owner(const struct request *r)
{
    const char *want = r->http->options.owner_token, *have = r->token;
    if (!want || !have || r->forwarded || r->is_cookie || strlen(have) != strlen(want))
        return false;
    unsigned char difference = 0;
    for (size_t i = 0; want[i]; i++)
        difference |= (unsigned char)(want[i] ^ have[i]);
    return !difference;
}

enum outcome dispatch_actor(struct request *r, struct err *e)
{
    struct call *c = &r->call;
    c->plan = editions_hold(r->http->app->editions);
    if (!r->token) {
        c->actor = actor_nobody(&r->arena, c->plan);
        return OK;
    }
    if (is_owner(r)) {
        c->actor = actor_system(&r->arena, c->plan);
        return OK;
    }
    struct db *db = http_thread_db(r->http, e);
    if (!db)
        return FAULT;
    enum outcome outcome =
        guard_actor(r->http->app->guard, &r->arena, db, c->plan, r->token, &c->actor, e);
    /* A cookie that ended must not lock its owner out of signing in again. */
    if (outcome == SIGNED_OUT && c->op && c->op->need == NEED_NOTHING) {
        err_clear(e);
        c->actor = actor_nobody(&r->arena, c->plan);
        return OK;
    }
    return outcome;
}

static enum outcome begin_op(struct request *r, struct err *e)
{
    struct call *c = &r->call;
    c->app = r->http->app;
    c->arena = &r->arena;
    c->out = &r->out;
    c->values = r->values;
    r->op_index = metrics_op_index(c->op);
    enum outcome outcome = dispatch_actor(r, e);
    if (outcome)
        return outcome;
    header_language(r);
    outcome = limit_address(r, e);
    if (!outcome)
        outcome = header_check_site(r, e);
    if (!outcome)
        outcome = op_read_query(c, r->query, r->query_len, e);
    if (!outcome && r->has_body)
        outcome = c->app->admit ? c->app->admit(c, c->op->need, e) : OK;
    if (!outcome && r->has_body)
        outcome = body_begin(r, e);
    return outcome;
}

static void options(struct request *r)
{
    struct buf allow;
    buf_init(&allow, 200);
    op_allow(&allow, r->path);
    r->allow = arena_dup(&r->arena, allow.data);
    buf_fini(&allow);
}

/* No operation has this path with this method. */
static enum outcome not_routed(struct request *r, bool path_known, struct err *e)
{
    bool is_options = !strcmp(r->method, "OPTIONS");
    bool is_get = !strcmp(r->method, "GET") || !strcmp(r->method, "HEAD");
    if (path_known) {
        options(r);
        if (is_options)
            return OK;
    } else if (!strncmp(r->path, "/api/", 5)) {
        return err_set(e, NOT_FOUND, NULL, "no_route", "there is nothing at this address",
                       "该地址没有内容");
    } else if (is_get || is_options) {
        r->file = static_find(web_files, web_files_n, r->path);
        if (r->file && is_get)
            return OK;
        if (!r->file)
            return err_set(e, NOT_FOUND, NULL, "no_page", "there is no such page", "没有该页面");
        r->allow = "GET, HEAD, OPTIONS";
        return OK;
    } else {
        r->allow = "GET, HEAD, OPTIONS";
    }
    r->status = MHD_HTTP_METHOD_NOT_ALLOWED;
    return err_set(e, REFUSED, NULL, "method", "this address does not take %s", "该地址不支持 %s",
                   r->method);
}

void dispatch_begin(struct request *r)
{
    bool path_known;
    struct err *e = &r->err;
    r->started_us = clock_monotonic_us();
    r->call.now_ms = clock_now_ms(&r->http->app->clock);
    r->call.if_match = -1;
    r->call.out_fd = -1;
    r->outcome = header_read(r, e);
    read_address(r);
    header_language(r);
    if (!r->outcome && atomic_load(&r->http->stopping))
        r->outcome = err_set(e, BUSY, NULL, "stopping", "the server is stopping", "服务正在停止");
    if (!r->outcome && builtin_serve(r))
        return;
    if (!r->outcome) {
        r->call.op = op_by_route(&r->arena, r->method, r->path, r->values, &path_known);
        if (!r->call.op) {
            r->outcome = not_routed(r, path_known, e);
            r->phase = PHASE_READY;
            return;
        }
        r->outcome = begin_op(r, e);
    }
    /* A refused body is still read when it is small, so that the client reads the answer. */
    bool swallow = r->has_body && r->outcome && r->outcome != TOO_LARGE && r->upload_fd < 0;
    r->phase = r->outcome && !swallow ? PHASE_READY : PHASE_BODY;
}

static enum outcome run_read(struct request *r, struct err *e)
{
    struct db *db = http_thread_db(r->http, e);
    enum outcome outcome = db ? db_begin_read(db, e) : FAULT;
    if (outcome)
        return outcome;
    r->call.db = db;
    outcome = op_handle(&r->call, e);
    r->call.db = NULL;
    db_rollback(db);
    if (!outcome && r->call.after)
        r->call.after(&r->call);
    return outcome;
}

static enum outcome run_write(struct db *db, void *arg, struct err *e)
{
    struct request *r = arg;
    r->call.db = db;
    r->call.now_ms = clock_now_ms(&r->http->app->clock);
    return op_handle(&r->call, e);
}

static void write_done(void *arg, enum outcome outcome, const struct err *e)
{
    struct request *r = arg;
    r->call.db = NULL;
    r->outcome = outcome;
    if (outcome)
        r->err = *e;
    else if (r->call.after)
        r->call.after(&r->call);
    dispatch_done(r);
}

void dispatch_render(struct request *r)
{
    struct call *c = &r->call;
    if (r->outcome || !c->render)
        return;
    struct db *db = http_thread_db(r->http, &r->err);
    r->outcome = db ? db_begin_read(db, &r->err) : FAULT;
    if (r->outcome)
        return;
    c->db = db;
    r->outcome = c->render(c, &r->err);
    c->db = NULL;
    c->render = NULL;
    db_rollback(db);
    if (r->outcome)
        buf_clear(&r->out);
}

void dispatch_done(struct request *r)
{
    r->phase = PHASE_READY;
    MHD_resume_connection(r->connection);
}

static void suspend(struct request *r)
{
    r->phase = PHASE_WAITING;
    r->is_counted = true;
    atomic_fetch_add(&r->http->busy, 1);
    MHD_suspend_connection(r->connection);
}

bool dispatch_run(struct request *r)
{
    struct err *e = &r->err;
    struct call *c = &r->call;
    if (!r->outcome)
        r->outcome = body_end(r, e);
    if (!r->outcome)
        r->outcome = op_check(c, e);
    if (!r->outcome)
        r->outcome = limit_user(r, e);
    r->phase = PHASE_READY;
    if (r->outcome)
        return true;
    c->actor->purpose = c->purpose;
    c->user = c->actor->user;
    /* A stated purpose leaves a durable entry before the first byte: that must not keep others
     * waiting on this thread. */
    switch (c->op->run == OP_READ && c->purpose ? OP_SLOW : c->op->run) {
    case OP_READ:
        r->outcome = run_read(r, e);
        return true;
    case OP_WRITE:
        r->job = (struct write_job){.run = run_write, .done = write_done, .arg = r};
        suspend(r);
        writer_push(r->http->app->writer, &r->job);
        return false;
    case OP_SLOW:
        suspend(r);
        if (workers_push(r->http->workers, r))
            return false;
        r->outcome = err_set(e, BUSY, NULL, "workers", "too many long requests are waiting",
                             "等待中的耗时请求过多");
        r->wait_s = 2;
        dispatch_done(r); /* suspended already: resume and answer then */
        return false;
    }
    return true;
}
