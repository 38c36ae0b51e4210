/* TypeScript for the pages: the answers' types as they stand in answers.ts.in, then one entry per
 * operation that has a route. Also reads answers.ts.in for OpenAPI (op_answer_schemas), so that
 * an answer is described once. Its grammar is the small one named at the top of that file. */
#include "op/op.h"

#include <assert.h>

#include "base/text.h"
#include "op/op_int.h"

#define NEST_MAX 8

struct reader {
    const char *at;
    int depth;
};

static void skip(struct reader *r)
{
    for (;;) {
        r->at += strspn(r->at, " \t\r\n");
        if (strncmp(r->at, "/*", 2))
            return;
        const char *end = strstr(r->at, "*/");
        r->at = end ? end + 2 : r->at + strlen(r->at);
    }
}

static bool take(struct reader *r, const char *word)
{
    skip(r);
    size_t len = strlen(word);
    if (strncmp(r->at, word, len))
        return false;
    r->at += len;
    return true;
}

static size_t name_length(const char *s)
{
    size_t n = 0;
    while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || s[n] == '_' ||
           (s[n] >= '0' && s[n] <= '9'))
        n++;
    return n;
}

static void read_type(struct reader *r, struct buf *out);

/* After '{': members up to '}'. */
static void read_members(struct reader *r, struct buf *out)
{
    struct buf required;
    buf_init(&required, 1 << 16);
    put_array(&required);
    put_object(out);
    put_key(out, "type");
    put_str(out, "object");
    put_key(out, "properties");
    put_object(out);
    while (!take(r, "}") && *r->at) {
        char name[64];
        skip(r);
        size_t len = name_length(r->at);
        assert(len && len < sizeof(name) && "answers.ts.in: a member needs a name");
        memcpy(name, r->at, len);
        name[len] = 0;
        r->at += len;
        if (!take(r, "?"))
            put_str(&required, name);
        bool colon = take(r, ":");
        assert(colon && "answers.ts.in: name: type;");
        (void)colon;
        put_key(out, name);
        read_type(r, out);
        take(r, ";");
    }
    put_end_object(out);
    put_end_array(&required);
    put_key(out, "required");
    put_raw(out, required.data, required.len);
    put_end_object(out);
    buf_fini(&required);
}

static void plain(struct buf *out, const char *schema)
{
    put_raw(out, schema, strlen(schema));
}

static void read_name(struct reader *r, struct buf *out)
{
    static const char *const words[][2] = {
        {"boolean", "{\"type\":\"boolean\"}"},
        {"null", "{\"type\":\"null\"}"},
        {"number", "{\"type\":\"number\"}"},
        {"string", "{\"type\":\"string\"}"},
        {"unknown", "{}"},
    };
    size_t len = name_length(r->at);
    assert(len && "answers.ts.in: a type is expected");
    const char *name = r->at;
    r->at += len;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i][0]) == len && !memcmp(words[i][0], name, len)) {
            plain(out, words[i][1]);
            return;
        }
    if (len == 6 && !memcmp(name, "Record", 6)) {
        bool string_keys = take(r, "<") && take(r, "string") && take(r, ",");
        assert(string_keys && "answers.ts.in: Record<string, T>");
        (void)string_keys;
        put_object(out);
        put_key(out, "type");
        put_str(out, "object");
        put_key(out, "additionalProperties");
        read_type(r, out);
        take(r, ">");
        put_end_object(out);
        return;
    }
    char ref[96];
    snprintf(ref, sizeof(ref), "#/components/schemas/%.*s", (int)len, name);
    put_object(out);
    put_key(out, "$ref");
    put_str(out, ref);
    put_end_object(out);
}

static void read_one(struct reader *r, struct buf *out)
{
    skip(r);
    if (*r->at == '\'') {
        size_t len = strcspn(r->at + 1, "'");
        put_object(out);
        put_key(out, "const");
        put_text(out, r->at + 1, len);
        put_end_object(out);
        r->at += len + 2;
    } else if (take(r, "{")) {
        read_members(r, out);
    } else if (take(r, "(")) {
        read_type(r, out);
        take(r, ")");
    } else {
        read_name(r, out);
    }
}

static void read_type(struct reader *r, struct buf *out)
{
    struct buf choices, one;
    int n = 0;
    r->depth++;
    assert(r->depth < NEST_MAX);
    buf_init(&choices, 1 << 18);
    take(r, "|");
    do {
        buf_init(&one, 1 << 18);
        read_one(r, &one);
        while (!strncmp(r->at, "[]", 2)) {
            struct buf array;
            r->at += 2;
            buf_init(&array, 1 << 18);
            buf_printf(&array, "{\"type\":\"array\",\"items\":%s}", one.data);
            buf_fini(&one);
            one = array;
        }
        buf_text(&choices, n++ ? "," : "");
        buf_put(&choices, one.data, one.len);
        buf_fini(&one);
    } while (take(r, "|"));
    if (n == 1) {
        put_raw(out, choices.data, choices.len);
    } else {
        put_object(out);
        put_key(out, "anyOf");
        buf_init(&one, 1 << 18);
        buf_printf(&one, "[%s]", choices.data);
        put_raw(out, one.data, one.len);
        buf_fini(&one);
        put_end_object(out);
    }
    buf_fini(&choices);
    r->depth--;
}

void op_answer_schemas(struct buf *out)
{
    struct reader r = {.at = op_answers};
    for (skip(&r); *r.at; skip(&r)) {
        char name[64];
        bool exported = take(&r, "export"), is_interface = take(&r, "interface");
        assert(exported && (is_interface || take(&r, "type")));
        (void)exported;
        if (!is_interface)
            take(&r, "type");
        skip(&r);
        size_t len = name_length(r.at);
        assert(len && len < sizeof(name));
        memcpy(name, r.at, len);
        name[len] = 0;
        r.at += len;
        put_key(out, name);
        if (is_interface) {
            take(&r, "{");
            read_members(&r, out);
        } else {
            take(&r, "=");
            read_type(&r, out);
            take(&r, ";");
        }
    }
}

bool op_has_answer(const char *name)
{
    size_t len = strlen(name);
    for (const char *at = op_answers; (at = strstr(at, name)); at += len) {
        bool begins = at > op_answers && at[-1] == ' ' && !name_length(at + len);
        const char *before = at - 1;
        if (begins && ((before - op_answers >= 9 && !strncmp(before - 9, "interface", 9)) ||
                       (before - op_answers >= 4 && !strncmp(before - 4, "type", 4))))
            return true;
    }
    return false;
}

/* One member per argument that is not the body or a file. */
static void write_args(struct buf *out, const struct op *op)
{
    int n = 0;
    buf_text(out, "args: {");
    for (int i = 0; op->args && op->args[i].name; i++) {
        const struct arg *arg = &op->args[i];
        if (arg->kind == ARG_BODY || arg->kind == ARG_FILE)
            continue;
        bool required = arg->required || op_arg_in_path(op, arg->name);
        buf_printf(out, "%s %s%s: %s", n++ ? ";" : "", arg->name, required ? "" : "?",
                   arg_row(arg->kind)->typescript);
    }
    buf_text(out, n ? " }" : "}");
}

static const struct arg *arg_of_kind(const struct op *op, enum arg_kind kind)
{
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].kind == kind)
            return &op->args[i];
    return NULL;
}

void op_typescript(struct buf *out)
{
    int n;
    const struct op *const *all = op_all(&n);
    buf_text(out, "/* Made by `lianfang help --typescript` from the rows in src/ and from\n"
                  " * src/op/answers.ts.in. Do not edit. */\n\n");
    const char *types = strstr(op_answers, "*/");
    buf_text(out, types ? types + 3 + strspn(types + 3, "\n") : op_answers);
    buf_text(out, "\nexport interface Operations {\n");
    for (int i = 0; i < n; i++) {
        if (!all[i]->path)
            continue;
        const struct arg *body = arg_of_kind(all[i], ARG_BODY);
        const struct arg *file = arg_of_kind(all[i], ARG_FILE);
        buf_printf(out, "  /** %s */\n  '%s': { ", label_text(&all[i]->help, LANG_EN),
                   all[i]->name);
        write_args(out, all[i]);
        buf_printf(out, "; body: %s; answer: %s };\n",
                   body   ? arg_row(ARG_BODY)->typescript
                   : file ? arg_row(ARG_FILE)->typescript
                          : "undefined",
                   all[i]->answer ? all[i]->answer : "unknown");
    }
    buf_text(out,
             "}\n\nexport type OperationName = keyof Operations;\n\n"
             "export interface Route {\n  method: string;\n  path: string;\n"
             "  args: readonly string[];\n  sends: 'nothing' | 'args' | 'body' | 'file';\n}\n\n"
             "export const routes: Record<OperationName, Route> = {\n");
    for (int i = 0; i < n; i++) {
        const struct op *op = all[i];
        if (!op->path)
            continue;
        const char *sends = arg_of_kind(op, ARG_BODY)   ? "body"
                            : arg_of_kind(op, ARG_FILE) ? "file"
                            : !strcmp(op->method, "GET") || !strcmp(op->method, "DELETE")
                                ? "nothing"
                                : "args";
        buf_printf(out, "  '%s': { method: '%s', path: '%s', args: [", op->name, op->method,
                   op->path);
        int shown = 0;
        for (int k = 0; op->args && op->args[k].name; k++)
            if (op->args[k].kind != ARG_BODY && op->args[k].kind != ARG_FILE)
                buf_printf(out, "%s'%s'", shown++ ? ", " : "", op->args[k].name);
        buf_printf(out, "], sends: '%s' },\n", sends);
    }
    buf_text(out, "};\n");
}
