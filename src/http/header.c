/* What the headers of a request say, read in one pass. Decides no right: only what is malformed
 * or what a foreign page may have caused. */
#include "base/text.h"
#include "http/http_int.h"

#include <ctype.h>
#include <strings.h>

#include "op/op.h"

/* The value of our cookie in "a=b; lianfang=…", in the arena. */
static const char *cookie_token(struct arena *a, const char *header)
{
    size_t name = sizeof(COOKIE_NAME) - 1;
    while (*header) {
        header += strspn(header, " ;");
        size_t len = strcspn(header, ";");
        if (len > name && header[name] == '=' && !memcmp(header, COOKIE_NAME, name))
            return arena_text(a, header + name + 1, len - name - 1);
        header += len;
    }
    return NULL;
}

static void take_bearer(struct request *r, const char *value)
{
    if (strncasecmp(value, "Bearer ", 7))
        return;
    value += 7;
    value += strspn(value, " ");
    r->token = value;
    r->is_cookie = false;
}

static void take_cookie(struct request *r, const char *value)
{
    const char *token = r->token ? NULL : cookie_token(&r->arena, value);
    if (!token || !*token)
        return;
    r->token = token;
    r->is_cookie = true;
}

static void take_encoding(struct request *r, const char *value)
{
    r->accepts_gzip = strstr(value, "gzip") != NULL;
}

static void take_length(struct request *r, const char *value)
{
    r->has_body |= strcmp(value, "0") != 0;
}

static void take_transfer(struct request *r, const char *value)
{
    r->has_body = true;
}

/* One row a header; `at` is where a plain text goes, `take` what else to do. */
#define PLAIN(field) offsetof(struct request, field), NULL
static const struct {
    const char *name;
    size_t at;
    void (*take)(struct request *r, const char *value);
} headers[] = {
    {"Accept-Encoding", 0, take_encoding},
    {"Accept-Language", PLAIN(accept_language)},
    {"Authorization", 0, take_bearer},
    {"Content-Length", 0, take_length},
    {"Content-Type", PLAIN(content_type)},
    {"Cookie", 0, take_cookie},
    {"Host", PLAIN(host)},
    {"Idempotency-Key", PLAIN(idempotency)},
    {"If-Match", PLAIN(if_match)},
    {"If-None-Match", PLAIN(if_none_match)},
    {"Origin", PLAIN(origin)},
    {"Sec-Fetch-Site", PLAIN(site)},
    {"Transfer-Encoding", 0, take_transfer},
    {"User-Agent", offsetof(struct request, call) + offsetof(struct call, agent), NULL},
    {"X-File-Name", PLAIN(file_name)},
    {"X-Forwarded-For", PLAIN(forwarded)},
    {"X-Lianfang", PLAIN(custom)},
    {"X-Purpose", PLAIN(purpose)},
};

static enum MHD_Result visit(void *arg, enum MHD_ValueKind kind, const char *name,
                             const char *value)
{
    struct request *r = arg;
    for (size_t i = 0; value && i < sizeof(headers) / sizeof(headers[0]); i++) {
        if ((name[0] | 0x20) != (headers[i].name[0] | 0x20) || strcasecmp(name, headers[i].name))
            continue;
        if (headers[i].take)
            headers[i].take(r, value);
        else
            memcpy((char *)r + headers[i].at, &value, sizeof(value));
        break;
    }
    return MHD_YES;
}

static enum outcome read_key(struct request *r, struct err *e)
{
    const char *s = r->idempotency;
    bool good = strlen(s) == 36;
    for (int i = 0; good && i < 36; i++)
        good =
            i == 8 || i == 13 || i == 18 || i == 23 ? s[i] == '-' : isxdigit((unsigned char)s[i]);
    if (!good)
        return err_set(e, REFUSED, NULL, "idempotency_key", "Idempotency-Key must be a UUID",
                       "Idempotency-Key 必须是 UUID");
    char *key = arena_dup(&r->arena, s);
    for (char *c = key; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    r->call.idempotency = key;
    return OK;
}

/* "12", W/"12", 12 or *. */
static enum outcome read_match(struct request *r, struct err *e)
{
    const char *s = r->if_match;
    if (!strcmp(s, "*"))
        return OK;
    s += strncmp(s, "W/", 2) ? 0 : 2;
    size_t len = strlen(s);
    if (len >= 2 && s[0] == '"' && s[len - 1] == '"') {
        s++;
        len -= 2;
    }
    int64_t rev;
    if (!text_int(s, len, &rev) || rev < 0)
        return err_set(e, REFUSED, NULL, "if_match", "If-Match must be the revision that was read",
                       "If-Match 必须是读取时的版本号");
    r->call.if_match = rev;
    return OK;
}

/* A header value that may hold any text travels percent-encoded. */
static enum outcome read_text(struct request *r, const char *name, const char *value,
                              const char **ret, struct err *e)
{
    size_t len;
    const char *s = op_decode(&r->arena, value, strlen(value), false, &len);
    if (!s || text_has_control(s, len) || text_chars(s, len) > 200)
        return err_set(e, REFUSED, NULL, "header_text",
                       "%s must be percent-encoded UTF-8 of at most 200 characters",
                       "%s 必须是百分号编码的 UTF-8 文本,至多 200 字", name);
    *ret = s;
    return OK;
}

void header_language(struct request *r)
{
    static const char *const words[] = {[LANG_ZH] = "zh", [LANG_EN] = "en"};
    for (const char *s = r->accept_language; s && *s;) {
        s += strspn(s, " ,");
        for (int i = 0; i < 2; i++)
            if (!strncasecmp(s, words[i], 2)) {
                r->call.lang = (enum lang)i;
                return;
            }
        s += strcspn(s, ",");
    }
    r->call.lang = r->call.actor && r->call.actor->user ? r->call.actor->lang : LANG_ZH;
}

enum outcome header_read(struct request *r, struct err *e)
{
    enum outcome outcome = OK;
    MHD_get_connection_values(r->connection, MHD_HEADER_KIND, visit, r);
    if (r->idempotency)
        outcome = read_key(r, e);
    if (!outcome && r->if_match)
        outcome = read_match(r, e);
    if (!outcome && r->purpose && *r->purpose)
        outcome = read_text(r, "X-Purpose", r->purpose, &r->call.purpose, e);
    if (!outcome && r->file_name)
        outcome = read_text(r, "X-File-Name", r->file_name, &r->call.file_name, e);
    return outcome;
}

/* The part of an origin after "://"; "null" and the like give NULL. */
static const char *origin_host(const char *origin)
{
    const char *s = strstr(origin, "://");
    return s ? s + 3 : NULL;
}

enum outcome header_check_site(const struct request *r, struct err *e)
{
    bool is_foreign = false, has_mark;
    if (!strcmp(r->method, "GET") || !strcmp(r->method, "HEAD") || !strcmp(r->method, "OPTIONS"))
        return OK;
    if (r->origin) {
        const char *host = origin_host(r->origin);
        is_foreign = !host || !r->host || strcasecmp(host, r->host);
    }
    if (r->site && strcmp(r->site, "same-origin") && strcmp(r->site, "none"))
        is_foreign = true;
    /* A form of a foreign page can set neither a header of ours nor this content type. */
    has_mark =
        r->custom || (r->content_type && !strncasecmp(r->content_type, "application/json", 16));
    if (is_foreign || (r->is_cookie && !has_mark))
        return err_set(e, DENIED, NULL, "cross_site",
                       "this write did not come from Lianfang's own pages (send X-Lianfang: 1)",
                       "该写操作不是由本系统页面发出(请带上 X-Lianfang: 1)");
    return OK;
}
