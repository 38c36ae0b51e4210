/* The answer on the wire: status, headers, body or file. The only place that knows which headers
 * protect a page. */
#include "http/http_int.h"

#include <sys/stat.h>
#include <unistd.h>

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    MHD_add_response_header(response, name, value);
}

void respond_security(struct MHD_Response *response, bool is_page)
{
    /* Scripts only from this server, no frames around us, nothing told to other sites. Styles may
     * stand in attributes: charts and tables of the pages need it. */
    static const char page[] =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'";
    static const char data[] = "default-src 'none'; frame-ancestors 'none'";
    add(response, "Content-Security-Policy", is_page ? page : data);
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Referrer-Policy", "no-referrer");
    if (!is_page)
        return;
    add(response, "X-Frame-Options", "DENY");
    add(response, "Cross-Origin-Opener-Policy", "same-origin");
    add(response, "Permissions-Policy", "camera=(self), geolocation=(), microphone=()");
}

static void add_cookie(struct request *r, struct MHD_Response *response)
{
    const char *token = r->call.set_session;
    const char *secure = r->http->options.cert_path ? "; Secure" : "";
    char cookie[256];
    if (*token)
        snprintf(cookie, sizeof(cookie), COOKIE_NAME "=%s; Path=/; HttpOnly; SameSite=Strict%s",
                 token, secure);
    else
        snprintf(cookie, sizeof(cookie),
                 COOKIE_NAME "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0%s", secure);
    add(response, "Set-Cookie", cookie);
}

/* RFC 6266: an ASCII stand-in, then the real name. */
static void add_download(struct MHD_Response *response, const char *name)
{
    char line[1200];
    size_t n = (size_t)snprintf(line, sizeof(line),
                                "attachment; filename=\"download\"; filename*=UTF-8''");
    for (const unsigned char *s = (const unsigned char *)name; *s && n + 4 < sizeof(line); s++) {
        bool plain = (*s >= '0' && *s <= '9') || ((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z') ||
                     *s == '.' || *s == '-' || *s == '_';
        n += (size_t)snprintf(line + n, sizeof(line) - n, plain ? "%c" : "%%%02X", *s);
    }
    add(response, "Content-Disposition", line);
}

static enum MHD_Result answer_with(struct request *r, int status, struct MHD_Response *response)
{
    if (!response)
        return MHD_NO;
    if (atomic_load(&r->http->stopping))
        add(response, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(r->connection, (unsigned)status, response);
    MHD_destroy_response(response);
    metrics_count(r->http->metrics, r->op_index, status, clock_monotonic_us() - r->started_us);
    return result;
}

static struct MHD_Response *of_buffer(const struct buf *out)
{
    return MHD_create_response_from_buffer(out->len, out->data ? out->data : "",
                                           MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result respond_problem(struct request *r)
{
    char number[16];
    int status = r->status ? r->status : err_http(&r->err);
    char *errors = NULL;
    size_t len = r->out.len;
    if (len && r->out.data[0] == '[' && !buf_is_over(&r->out)) {
        errors = malloc(len);
        if (errors)
            memcpy(errors, r->out.data, len);
    }
    buf_clear(&r->out);
    op_problem(&r->out, &r->err, status, r->call.lang, errors, len);
    free(errors);
    struct MHD_Response *response = of_buffer(&r->out);
    respond_security(response, false);
    add(response, "Content-Type", "application/problem+json");
    add(response, "Content-Language", r->call.lang == LANG_ZH ? "zh" : "en");
    add(response, "Cache-Control", "no-store");
    if (r->allow)
        add(response, "Allow", r->allow);
    if (r->err.outcome == SIGNED_OUT)
        add(response, "WWW-Authenticate", "Bearer");
    if (r->err.outcome == BUSY) {
        snprintf(number, sizeof(number), "%d", r->wait_s > 0 ? r->wait_s : 1);
        add(response, "Retry-After", number);
    }
    return answer_with(r, status, response);
}

static bool is_same_etag(const struct request *r, const char *etag)
{
    return r->if_none_match && strstr(r->if_none_match, etag);
}

static enum MHD_Result respond_file(struct request *r)
{
    const struct embed *f = r->file;
    bool gz = f->gz && r->accepts_gzip, same = is_same_etag(r, f->etag);
    /* A worker lives by the policy of its own script, so scripts carry the pages' one. */
    bool is_page = !strncmp(f->type, "text/html", 9) || !strncmp(f->type, "text/javascript", 15);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        same ? 0
        : gz ? f->gz_len
             : f->len,
        same ? "" : (void *)(gz ? f->gz : f->data), MHD_RESPMEM_PERSISTENT);
    respond_security(response, is_page);
    add(response, "ETag", f->etag);
    add(response, "Cache-Control",
        f->is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (!same)
        add(response, "Content-Type", f->type);
    if (f->gz)
        add(response, "Vary", "Accept-Encoding");
    if (gz && !same)
        add(response, "Content-Encoding", "gzip");
    return answer_with(r, same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, response);
}

static int status_of(const struct request *r)
{
    const struct call *c = &r->call;
    if (c->status)
        return c->status;
    if (r->allow)
        return MHD_HTTP_NO_CONTENT; /* OPTIONS */
    if (c->location)
        return MHD_HTTP_CREATED;
    return c->out_fd < 0 && !r->out.len ? MHD_HTTP_NO_CONTENT : MHD_HTTP_OK;
}

static struct MHD_Response *of_descriptor(int fd)
{
    struct stat info;
    if (fstat(fd, &info)) {
        close(fd);
        return NULL;
    }
    return MHD_create_response_from_fd64((uint64_t)info.st_size, fd);
}

enum MHD_Result respond(struct request *r)
{
    struct call *c = &r->call;
    if (r->phase == PHASE_STREAM)
        return stream_answer(r);
    dispatch_render(r);
    if (r->outcome) {
        r->err.outcome = r->outcome;
        if (c->out_fd >= 0)
            close(c->out_fd);
        return respond_problem(r);
    }
    if (r->file)
        return respond_file(r);
    char etag[32];
    const char *type = c->content_type ? c->content_type : "application/json";
    struct MHD_Response *response = c->out_fd >= 0 ? of_descriptor(c->out_fd) : of_buffer(&r->out);
    if (!response)
        return MHD_NO;
    respond_security(response, !strncmp(type, "text/html", 9));
    if (c->out_fd >= 0 || r->out.len)
        add(response, "Content-Type", type);
    add(response, "Cache-Control", "no-store");
    if (r->allow)
        add(response, "Allow", r->allow);
    if (c->etag) {
        snprintf(etag, sizeof(etag), "\"%lld\"", (long long)c->etag);
        add(response, "ETag", etag);
    }
    if (c->location)
        add(response, "Location", c->location);
    if (c->download_name)
        add_download(response, c->download_name);
    if (c->set_session)
        add_cookie(r, response);
    return answer_with(r, status_of(r), response);
}
