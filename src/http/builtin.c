/* The few addresses that are no operations: health, metrics, the description of the interface and
 * its page, the stream, and a plain page while the front end is not built. */
#include "http/http_int.h"
#include "ledger/edition.h"

extern const struct embed docs_files[];
extern const int docs_files_n;

static const char unbuilt[] =
    "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>Lianfang 联防</title>"
    "<h1>Lianfang 联防</h1><p>服务正在运行,但页面尚未构建(见 <code>./run</code>)。"
    "<p>The server is running; its pages have not been built (see <code>./run</code>)."
    "<p><a href=\"/api/docs\">/api/docs</a></html>";

static void answer(struct request *r, const char *type)
{
    r->call.content_type = type;
    r->call.out = &r->out;
}

static void health(struct request *r)
{
    const struct plan *plan = editions_hold(r->http->app->editions);
    put_object(&r->out);
    put_key(&r->out, "status");
    put_str(&r->out, "ok");
    put_key(&r->out, "version");
    put_str(&r->out, LIANFANG_VERSION);
    put_key(&r->out, "edition");
    put_str(&r->out, plan ? plan->edition : NULL);
    put_end_object(&r->out);
    if (plan)
        editions_release(r->http->app->editions, plan);
    answer(r, "application/json");
}

static void metrics(struct request *r)
{
    if (!r->is_loopback && !r->http->options.has_open_metrics) {
        r->outcome =
            err_set(&r->err, NOT_FOUND, NULL, "no_page", "there is no such page", "没有该页面");
        return;
    }
    metrics_write(r->http, &r->out);
    answer(r, "text/plain; version=0.0.4");
}

static void openapi(struct request *r)
{
    op_openapi(&r->out);
    answer(r, "application/json");
}

static void docs(struct request *r)
{
    r->file = static_find(docs_files, docs_files_n, r->path);
}

static void stream(struct request *r)
{
    r->outcome = dispatch_actor(r, &r->err);
    if (!r->outcome)
        r->phase = PHASE_STREAM;
}

static const struct {
    const char *path;
    void (*serve)(struct request *r);
} pages[] = {
    {"/api/docs", docs},         {"/api/docs/docs.css", docs},
    {"/api/docs/docs.js", docs}, {"/api/openapi.json", openapi},
    {"/api/stream", stream},     {"/healthz", health},
    {"/metrics", metrics},
};

bool builtin_serve(struct request *r)
{
    bool is_get = !strcmp(r->method, "GET") || !strcmp(r->method, "HEAD");
    size_t i = 0, n = sizeof(pages) / sizeof(pages[0]);
    while (i < n && strcmp(pages[i].path, r->path))
        i++;
    bool is_page = i == n && !web_files_n && is_get && strncmp(r->path, "/api/", 5);
    if (i == n && !is_page)
        return false;
    r->phase = PHASE_READY;
    if (is_page) {
        buf_text(&r->out, unbuilt);
        answer(r, "text/html; charset=utf-8");
    } else if (!strcmp(r->method, "OPTIONS")) {
        r->allow = "GET, HEAD, OPTIONS";
    } else if (!is_get) {
        r->allow = "GET, HEAD, OPTIONS";
        r->status = MHD_HTTP_METHOD_NOT_ALLOWED;
        r->outcome = err_set(&r->err, REFUSED, NULL, "method", "this address does not take %s",
                             "该地址不支持 %s", r->method);
    } else {
        pages[i].serve(r);
    }
    return true;
}
