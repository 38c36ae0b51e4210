/* An operation through the server that holds the database: its row gives method, path and where
 * each argument travels. */
#include <curl/curl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cli_int.h"

#define IN_MEMORY (4 << 20) /* larger answers stay in their file */

static void put_encoded(struct buf *out, const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool plain =
            (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || strchr("-._~", c);
        if (plain)
            buf_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

static bool has_kind(const struct op *op, enum arg_kind kind)
{
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].kind == kind)
            return true;
    return false;
}

static void put_path(struct buf *url, const struct request_line *line)
{
    for (const char *p = line->op->path; *p; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end) {
            buf_char(url, *p);
            continue;
        }
        char name[64];
        snprintf(name, sizeof(name), "%.*s", (int)(end - p - 1), p + 1);
        int at = op_arg(line->op, name);
        put_encoded(url, at >= 0 && line->values[at] ? line->values[at] : "-");
        p = end;
    }
}

/* Arguments that are neither in the path nor the body's members. */
static void put_query(struct buf *url, const struct request_line *line, bool members)
{
    const struct op *op = line->op;
    char before = '?';
    for (int i = 0; op->args && op->args[i].name; i++) {
        if (!line->values[i] || members || op_arg_in_path(op, op->args[i].name))
            continue;
        buf_char(url, before);
        buf_text(url, op->args[i].name);
        buf_char(url, '=');
        put_encoded(url, line->values[i]);
        before = '&';
    }
}

static char *body_text(const struct request_line *line, bool members)
{
    const struct op *op = line->op;
    if (line->body)
        return json_dumps(line->body, JSON_COMPACT);
    if (!members)
        return strdup("{}");
    json_t *body = json_object();
    for (int i = 0; op->args && op->args[i].name; i++)
        if (line->values[i] && !op_arg_in_path(op, op->args[i].name))
            json_object_set_new(body, op->args[i].name, json_string(line->values[i]));
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    return text;
}

static enum outcome outcome_of(long status)
{
    for (int i = 1; i < OUTCOMES; i++)
        if (outcome_http((enum outcome)i) == status)
            return (enum outcome)i;
    return status >= 500 ? FAULT : REFUSED;
}

static void copy_member(char *to, size_t size, json_t *problem, const char *name)
{
    const char *s = json_string_value(json_object_get(problem, name));
    snprintf(to, size, "%s", s ? s : "");
}

static enum outcome read_problem(const struct buf *out, long status, struct err *e)
{
    json_t *problem = NULL;
    struct err ignored;
    enum outcome outcome = outcome_of(status);
    if (json_parse(&problem, out->data ? out->data : "", out->len, &ignored))
        return err_set(e, outcome, NULL, "remote", "the server answered %ld", "服务返回 %ld",
                       status);
    err_set(e, outcome, NULL, "remote", "%s", "%s", "");
    copy_member(e->rule, sizeof(e->rule), problem, "rule");
    copy_member(e->field, sizeof(e->field), problem, "field");
    copy_member(e->zh, sizeof(e->zh), problem, "detail");
    copy_member(e->en, sizeof(e->en), problem, "detail");
    json_decref(problem);
    return outcome;
}

static enum outcome perform(CURL *curl, FILE *answer, struct arena *a, long *ret_status,
                            const char **ret_type, struct err *e)
{
    const char *type = NULL;
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    /* The server is this machine's own; its certificate may be made by the office itself. */
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    CURLcode code = curl_easy_perform(curl);
    if (code)
        return err_set(e, FAULT, NULL, "remote", "the server does not answer: %s",
                       "服务没有响应:%s", curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    *ret_type = arena_dup(a, type);
    return OK;
}

/* Small answers and problems into memory, large ones left in the file. */
static enum outcome take_answer(FILE *answer, long status, struct buf *out, int *ret_fd,
                                struct err *e)
{
    char block[65536];
    size_t n;
    fflush(answer);
    if (ftell(answer) > IN_MEMORY && status < 400) {
        *ret_fd = dup(fileno(answer));
        lseek(*ret_fd, 0, SEEK_SET);
        return OK;
    }
    rewind(answer);
    while ((n = fread(block, 1, sizeof(block), answer)) > 0)
        buf_put(out, block, n);
    return status >= 400 ? read_problem(out, status, e) : OK;
}

enum outcome remote_run(const struct instance *i, const struct request_line *line, enum lang lang,
                        struct arena *a, struct buf *out, const char **ret_type, int *ret_fd,
                        struct err *e)
{
    const struct op *op = line->op;
    bool sends = strcmp(op->method, "GET") && strcmp(op->method, "DELETE");
    bool members = sends && !has_kind(op, ARG_BODY) && !has_kind(op, ARG_FILE);
    struct curl_slist *headers = NULL;
    struct buf url;
    char *body = NULL;
    FILE *file = NULL, *answer = tmpfile();
    struct stat info;
    long status = 0;
    CURL *curl = curl_easy_init();
    if (!answer || !curl)
        abort();
    buf_init(&url, 1 << 16);
    buf_printf(&url, i->is_tls ? "https://%s:%d" : "http://%s:%d", i->host, i->port);
    put_path(&url, line);
    put_query(&url, line, members);
    headers = curl_slist_append(headers, arena_printf(a, "Authorization: Bearer %s", i->token));
    headers =
        curl_slist_append(headers, lang == LANG_ZH ? "Accept-Language: zh" : "Accept-Language: en");
    headers = curl_slist_append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, op->method);
    if (line->file_path && (file = fopen(line->file_path, "rb")) && !fstat(fileno(file), &info)) {
        headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READDATA, file);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)info.st_size);
    } else if (sends) {
        body = body_text(line, members);
        headers = curl_slist_append(headers, "Content-Type: application/json");
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(curl, CURLOPT_URL, url.data);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    enum outcome outcome = perform(curl, answer, a, &status, ret_type, e);
    if (!outcome)
        outcome = take_answer(answer, status, out, ret_fd, e);
    fclose(answer);
    if (file)
        fclose(file);
    free(body);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    buf_fini(&url);
    return outcome;
}
