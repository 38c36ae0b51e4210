/* Reading arguments: from a query string or JSON body into a call's values, and judging each by
 * its kind. Whether a place or record exists is the handler's question, not ours. */
#include "op/op.h"

#include <assert.h>

#include "base/limits.h"
#include "base/text.h"
#include "op/op_int.h"
#include "plan/plan.h"
#include "value/time.h"

static const struct arg_row kinds[] = {
    {ARG_TEXT, "TEXT", "{\"type\":\"string\"}", "string"},
    {ARG_ID, "ID", "{\"type\":\"string\",\"pattern\":\"^[0-9]{1,19}$\"}", "string"},
    {ARG_INT, "NUMBER", "{\"type\":\"integer\"}", "number"},
    {ARG_DATE, "DATE", "{\"type\":\"string\",\"format\":\"date\"}", "string"},
    {ARG_FLAG, "", "{\"type\":\"boolean\"}", "boolean"},
    {ARG_PLACE, "ID|CODE", "{\"type\":\"string\"}", "string"},
    {ARG_LEDGER, "LEDGER", "{\"type\":\"string\",\"pattern\":\"^[a-z_][a-z0-9_]*$\"}", "string"},
    {ARG_BODY, "JSON", "{\"type\":\"object\"}", "Record<string, unknown>"},
    {ARG_FILE, "FILE", "{\"type\":\"string\",\"format\":\"binary\"}", "Blob"},
};

const struct arg_row *arg_row(enum arg_kind kind)
{
    assert((size_t)kind < sizeof(kinds) / sizeof(kinds[0]) && kinds[kind].kind == kind);
    return &kinds[kind];
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *op_decode(struct arena *a, const char *s, size_t len, bool plus, size_t *ret_len)
{
    char *out = arena_text(a, s, len);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '%') {
            int high = len - i > 2 ? hex_digit(s[i + 1]) : -1;
            int low = len - i > 2 ? hex_digit(s[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[n++] = c;
    }
    out[n] = 0;
    if (!text_is_utf8(out, n))
        return NULL;
    *ret_len = n;
    return out;
}

/* The argument that was probably meant, for the message; NULL when none is near. */
static const char *nearest(const struct op *op, const char *name)
{
    const char *best = NULL;
    int best_distance = 3;
    for (int i = 0; op->args && op->args[i].name; i++) {
        int distance = text_distance(op->args[i].name, name);
        if (distance < best_distance) {
            best_distance = distance;
            best = op->args[i].name;
        }
    }
    return best;
}

static enum outcome unknown(const struct op *op, const char *name, struct err *e)
{
    char shown[60];
    snprintf(shown, sizeof(shown), "%s", name);
    if (!text_is_utf8(shown, strlen(shown)))
        shown[0] = 0;
    const char *near = nearest(op, name);
    if (near)
        return err_set(e, REFUSED, shown, "unknown_argument",
                       "there is no argument \"%s\" here; did you mean \"%s\"?",
                       "没有参数\"%s\",是否应为\"%s\"?", shown, near);
    return err_set(e, REFUSED, shown, "unknown_argument", "there is no argument \"%s\" here",
                   "没有参数\"%s\"", shown);
}

static enum outcome bad_escape(struct err *e)
{
    return err_set(e, REFUSED, NULL, "query_encoding",
                   "the query string is not percent-encoded UTF-8",
                   "查询串不是百分号编码的 UTF-8 文本");
}

static enum outcome read_pair(struct call *c, const char *pair, size_t len, struct err *e)
{
    const char *equals = memchr(pair, '=', len);
    size_t name_len = equals ? (size_t)(equals - pair) : len, value_len = 0;
    const char *name = op_decode(c->arena, pair, name_len, true, &name_len);
    const char *value = !equals ? ""
                                : op_decode(c->arena, equals + 1, len - (size_t)(equals + 1 - pair),
                                            true, &value_len);
    if (!name || !value)
        return bad_escape(e);
    int at = op_arg(c->op, name);
    if (at < 0 || c->op->args[at].kind == ARG_BODY || c->op->args[at].kind == ARG_FILE)
        return unknown(c->op, name, e);
    if (c->values[at])
        return err_set(e, REFUSED, name, "given_twice", "\"%s\" is given twice", "\"%s\"重复给出",
                       name);
    if (!equals && c->op->args[at].kind == ARG_FLAG)
        value = "true";
    c->values[at] = value;
    return OK;
}

enum outcome op_read_query(struct call *c, const char *query, size_t len, struct err *e)
{
    if (len > LIMIT_QUERY)
        return err_set(e, TOO_LARGE, NULL, "query_size", "the query string is longer than %d bytes",
                       "查询串超过 %d 字节", LIMIT_QUERY);
    int pairs = 0;
    for (size_t from = 0; from < len;) {
        const char *end = memchr(query + from, '&', len - from);
        size_t pair_len = (end ? (size_t)(end - query) : len) - from;
        if (pair_len) {
            if (++pairs > QUERY_PAIRS_MAX)
                return err_set(e, TOO_LARGE, NULL, "query_size",
                               "the query string has more than %d parts", "查询串超过 %d 项",
                               QUERY_PAIRS_MAX);
            enum outcome outcome = read_pair(c, query + from, pair_len, e);
            if (outcome)
                return outcome;
        }
        from += pair_len + 1;
    }
    return OK;
}

/* A scalar of the body as text; NULL when it is an object, an array or a fraction. */
static const char *scalar(struct arena *a, json_t *value)
{
    if (json_is_string(value))
        return arena_text(a, json_string_value(value), json_string_length(value));
    if (json_is_integer(value))
        return arena_printf(a, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    return NULL;
}

enum outcome op_read_body(struct call *c, json_t *body, struct err *e)
{
    const char *name;
    json_t *value;
    for (int i = 0; c->op->args && c->op->args[i].name; i++)
        if (c->op->args[i].kind == ARG_BODY) {
            c->body = body;
            return OK;
        }
    if (!json_is_object(body))
        return err_set(e, REFUSED, NULL, "body_shape", "the body must be a JSON object",
                       "请求体必须是 JSON 对象");
    json_object_foreach(body, name, value)
    {
        int at = op_arg(c->op, name);
        if (at < 0 || c->op->args[at].kind == ARG_FILE)
            return unknown(c->op, name, e);
        if (json_is_null(value))
            continue;
        if (c->values[at])
            return err_set(e, REFUSED, name, "given_twice", "\"%s\" is given twice",
                           "\"%s\"重复给出", name);
        c->values[at] = scalar(c->arena, value);
        if (!c->values[at])
            return err_set(e, REFUSED, name, "argument_type",
                           "\"%s\" must be a text, a whole number or true/false",
                           "\"%s\"必须是文本、整数或真假值", name);
    }
    return OK;
}

static enum outcome wrong(const struct arg *arg, const char *rule, const char *en, const char *zh,
                          struct err *e)
{
    return err_set(e, REFUSED, arg->name, rule, "\"%1$s\" must be %2$s%3$.0s",
                   "\"%1$s\"必须是%2$.0s%3$s", arg->name, en, zh);
}

static bool is_id(const char *s)
{
    int64_t n;
    return text_int(s, strlen(s), &n) && n > 0;
}

enum outcome op_check_arg(struct call *c, int i, struct err *e)
{
    const struct arg *arg = &c->op->args[i];
    const char *s = c->values[i];
    int64_t n;
    bool given = arg->kind == ARG_BODY   ? c->body != NULL
                 : arg->kind == ARG_FILE ? c->file_path != NULL
                                         : s && *s;
    if (!given)
        return !arg->required
                   ? OK
                   : err_set(e, REFUSED, arg->name, "required", "\"%1$s\" is missing: %2$s%3$.0s",
                             "缺少\"%1$s\":%2$.0s%3$s", arg->name, label_text(&arg->help, LANG_EN),
                             label_text(&arg->help, LANG_ZH));
    switch (arg->kind) {
    case ARG_ID:
        return is_id(s) ? OK : wrong(arg, "argument_id", "an id (digits)", "编号(数字)", e);
    case ARG_INT:
        return text_int(s, strlen(s), &n)
                   ? OK
                   : wrong(arg, "argument_integer", "a whole number", "整数", e);
    case ARG_DATE:
        return date_parse(s, strlen(s), false, &n)
                   ? OK
                   : wrong(arg, "argument_date", "a date such as 2026-11-23", "日期,如 2026-11-23",
                           e);
    case ARG_FLAG:
        return text_same(s, "true") || text_same(s, "false") || text_same(s, "1") ||
                       text_same(s, "0")
                   ? OK
                   : wrong(arg, "argument_flag", "true or false", "true 或 false", e);
    case ARG_LEDGER:
        if (c->plan && !plan_ledger(c->plan, s))
            return err_set(e, NOT_FOUND, arg->name, "no_ledger", "the plan has no ledger \"%.60s\"",
                           "预案中没有台账\"%.60s\"", s);
        return OK;
    default:
        return OK;
    }
}

const char *call_text(const struct call *c, const char *name)
{
    int at = op_arg(c->op, name);
    return at < 0 || !c->values ? NULL : c->values[at];
}

enum outcome call_need_text(const struct call *c, const char *name, const char **ret, struct err *e)
{
    const char *s = call_text(c, name);
    if (!s || !*s)
        return err_set(e, REFUSED, name, "required", "\"%s\" is missing", "缺少\"%s\"", name);
    *ret = s;
    return OK;
}

enum outcome call_int(const struct call *c, const char *name, int64_t absent, int64_t *ret,
                      struct err *e)
{
    const char *s = call_text(c, name);
    int64_t n = absent;
    if (s && *s && !text_int(s, strlen(s), &n))
        return err_set(e, REFUSED, name, "argument_integer", "\"%s\" must be a whole number",
                       "\"%s\"必须是整数", name);
    *ret = n;
    return OK;
}

enum outcome call_id(const struct call *c, const char *name, int64_t *ret, struct err *e)
{
    const char *s = call_text(c, name);
    int64_t n;
    if (!s || !*s)
        return err_set(e, REFUSED, name, "required", "\"%s\" is missing", "缺少\"%s\"", name);
    if (!text_int(s, strlen(s), &n) || n <= 0)
        return err_set(e, REFUSED, name, "argument_id", "\"%s\" must be an id (digits)",
                       "\"%s\"必须是编号(数字)", name);
    *ret = n;
    return OK;
}

bool call_flag(const struct call *c, const char *name)
{
    const char *s = call_text(c, name);
    return text_same(s, "true") || text_same(s, "1");
}
