/* The body of a request: JSON is collected in memory up to LIMIT_BODY, an upload is spooled to a
 * file up to LIMIT_UPLOAD. What the JSON means is op/'s business. */
#include "base/limits.h"
#include "http/http_int.h"

#include <errno.h>
#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

static bool takes_file(const struct op *op)
{
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].kind == ARG_FILE)
            return true;
    return false;
}

static bool is_type(const struct request *r, const char *type)
{
    return r->content_type && !strncasecmp(r->content_type, type, strlen(type));
}

static enum outcome wrong_type(struct request *r, const char *en, const char *zh, struct err *e)
{
    r->status = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    return err_set(e, REFUSED, NULL, "content_type", "send %1$s%2$.0s", "请发送%1$.0s%2$s", en, zh);
}

static enum outcome too_large(long long limit, struct err *e)
{
    return err_set(e, TOO_LARGE, NULL, "body_size", "the body is larger than %lld bytes",
                   "请求体超过 %lld 字节", limit);
}

static enum outcome broken_spool(const struct request *r, struct err *e)
{
    return err_set(e, FAULT, NULL, errno == ENOSPC ? "disk_full" : "spool",
                   "the upload cannot be kept: %s", "无法保存上传文件:%s", strerror(errno));
}

enum outcome body_begin(struct request *r, struct err *e)
{
    const char *length =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Content-Length");
    bool file = takes_file(r->call.op);
    long long limit = file ? LIMIT_UPLOAD : LIMIT_BODY;
    if (length && (strlen(length) > 12 || strtoll(length, NULL, 10) > limit))
        return too_large(limit, e);
    if (!file)
        return r->content_type && !is_type(r, "application/json")
                   ? wrong_type(r, "application/json", "application/json", e)
                   : OK;
    if (is_type(r, "multipart/"))
        return wrong_type(r, "the file itself as the body, not a form", "文件内容本身,而不是表单",
                          e);
    snprintf(r->upload_path, sizeof(r->upload_path), "%s/upload-XXXXXX", r->http->spool);
    r->upload_fd = mkostemp(r->upload_path, O_CLOEXEC);
    if (r->upload_fd < 0) {
        r->upload_path[0] = 0;
        return broken_spool(r, e);
    }
    return OK;
}

static enum outcome spool(struct request *r, const char *data, size_t len, struct err *e)
{
    r->upload_len += (int64_t)len;
    if (r->upload_len > LIMIT_UPLOAD)
        return too_large(LIMIT_UPLOAD, e);
    while (len) {
        ssize_t n = write(r->upload_fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return broken_spool(r, e);
        data += n;
        len -= (size_t)n;
    }
    return OK;
}

enum outcome body_add(struct request *r, const char *data, size_t len, struct err *e)
{
    if (r->upload_fd >= 0)
        return spool(r, data, len, e);
    buf_put(&r->body, data, len);
    return buf_is_over(&r->body) ? too_large(LIMIT_BODY, e) : OK;
}

enum outcome body_end(struct request *r, struct err *e)
{
    if (r->upload_fd >= 0) {
        close(r->upload_fd);
        r->upload_fd = -1;
        r->call.file_path = r->upload_path;
        return OK;
    }
    if (!r->body.len)
        return OK;
    enum outcome outcome = json_parse(&r->json, r->body.data, r->body.len, e);
    return outcome ? outcome : op_read_body(&r->call, r->json, e);
}

void body_drop(struct request *r)
{
    if (r->upload_fd >= 0)
        close(r->upload_fd);
    r->upload_fd = -1;
    if (r->upload_path[0])
        unlink(r->upload_path); /* a handler that keeps the file has renamed it: then absent */
    r->upload_path[0] = 0;
}
