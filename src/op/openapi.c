/* OpenAPI 3.1 from the rows and answers.ts.in. */
#include "op/op.h"

#include "base/text.h"
#include "op/op_int.h"

static void put_pair(struct buf *out, const char *key, const char *value)
{
    put_key(out, key);
    put_str(out, value);
}

/* Both languages in one text: OpenAPI has no place for two. */
static void put_help(struct buf *out, const char *key, const struct label *help)
{
    struct buf both;
    buf_init(&both, 1 << 14);
    buf_text(&both, label_text(help, LANG_EN));
    if (help->zh && help->en) {
        buf_text(&both, " · ");
        buf_text(&both, help->zh);
    }
    put_pair(out, key, both.data);
    buf_fini(&both);
}

static void put_schema(struct buf *out, enum arg_kind kind)
{
    const char *schema = arg_row(kind)->schema;
    put_key(out, "schema");
    put_raw(out, schema, strlen(schema));
}

/* Arguments travel in a JSON body, not in the query string. */
static bool sends_body(const struct op *op)
{
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].kind == ARG_FILE)
            return false;
    return strcmp(op->method, "GET") && strcmp(op->method, "DELETE");
}

static void put_header(struct buf *out, const char *name, const char *text)
{
    put_object(out);
    put_pair(out, "name", name);
    put_pair(out, "in", "header");
    put_pair(out, "description", text);
    put_schema(out, ARG_TEXT);
    put_end_object(out);
}

static void put_parameters(struct buf *out, const struct op *op)
{
    put_key(out, "parameters");
    put_array(out);
    for (int i = 0; op->args && op->args[i].name; i++) {
        const struct arg *arg = &op->args[i];
        bool in_path = op_arg_in_path(op, arg->name);
        if (arg->kind == ARG_BODY || arg->kind == ARG_FILE || (sends_body(op) && !in_path))
            continue;
        put_object(out);
        put_pair(out, "name", arg->name);
        put_pair(out, "in", in_path ? "path" : "query");
        put_key(out, "required");
        put_bool(out, in_path || arg->required);
        put_help(out, "description", &arg->help);
        put_schema(out, arg->kind);
        put_end_object(out);
    }
    if (op->run == OP_WRITE)
        put_header(out, "Idempotency-Key",
                   "A UUID made by the client: the same request sent twice is done once.");
    if (!strcmp(op->method, "PATCH"))
        put_header(out, "If-Match", "The revision that was read; a newer one answers 409.");
    put_end_array(out);
}

/* The arguments of a row without ARG_BODY travel as members of a JSON object. */
static void put_members(struct buf *out, const struct op *op)
{
    put_object(out);
    put_pair(out, "type", "object");
    put_key(out, "properties");
    put_object(out);
    for (int i = 0; op->args && op->args[i].name; i++) {
        if (op_arg_in_path(op, op->args[i].name) || op->args[i].kind == ARG_FILE)
            continue;
        const char *schema = arg_row(op->args[i].kind)->schema;
        put_key(out, op->args[i].name);
        put_raw(out, schema, strlen(schema));
    }
    put_end_object(out);
    put_key(out, "required");
    put_array(out);
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].required && !op_arg_in_path(op, op->args[i].name) &&
            op->args[i].kind != ARG_FILE)
            put_str(out, op->args[i].name);
    put_end_array(out);
    put_end_object(out);
}

static void put_content(struct buf *out, const char *type)
{
    put_key(out, "content");
    put_object(out);
    put_key(out, type);
    put_object(out);
    put_key(out, "schema");
}

static void put_request_body(struct buf *out, const struct op *op)
{
    enum arg_kind kind = ARG_TEXT;
    int members = 0;
    for (int i = 0; op->args && op->args[i].name; i++) {
        if (op->args[i].kind == ARG_BODY || op->args[i].kind == ARG_FILE)
            kind = op->args[i].kind;
        members += !op_arg_in_path(op, op->args[i].name);
    }
    if ((!sends_body(op) && kind != ARG_FILE) || !members)
        return;
    put_key(out, "requestBody");
    put_object(out);
    if (kind == ARG_FILE) {
        put_content(out, "application/octet-stream");
        put_raw(out, "{}", 2);
    } else {
        put_content(out, "application/json");
        if (kind == ARG_BODY)
            put_raw(out, arg_row(ARG_BODY)->schema, strlen(arg_row(ARG_BODY)->schema));
        else
            put_members(out, op);
    }
    put_end_object(out);
    put_end_object(out);
    put_end_object(out);
}

static void put_reference(struct buf *out, const char *type)
{
    char ref[96];
    snprintf(ref, sizeof(ref), "#/components/schemas/%s", type);
    put_object(out);
    put_pair(out, "$ref", ref);
    put_end_object(out);
}

static void put_responses(struct buf *out, const struct op *op)
{
    put_key(out, "responses");
    put_object(out);
    put_key(out, "2XX");
    put_object(out);
    put_pair(out, "description", "Done");
    if (op->answer) {
        put_content(out, "application/json");
        put_reference(out, op->answer);
        put_end_object(out);
        put_end_object(out);
    }
    put_end_object(out);
    put_key(out, "default");
    put_object(out);
    put_pair(out, "description", "Refused: a problem document, in the caller's language");
    put_content(out, "application/problem+json");
    put_reference(out, "Problem");
    put_end_object(out);
    put_end_object(out);
    put_end_object(out);
    put_end_object(out);
}

static void put_operation(struct buf *out, const struct op *op)
{
    char tag[48], method[8] = "";
    snprintf(tag, sizeof(tag), "%.*s", (int)strcspn(op->name, "."), op->name);
    for (size_t i = 0; op->method[i] && i < sizeof(method) - 1; i++)
        method[i] = (char)(op->method[i] | 0x20);
    put_key(out, method);
    put_object(out);
    put_pair(out, "operationId", op->name);
    put_help(out, "summary", &op->help);
    put_key(out, "tags");
    put_array(out);
    put_str(out, tag);
    put_end_array(out);
    put_pair(out, "description", op_need_text(op->need, LANG_EN));
    if (op->need == NEED_NOTHING) {
        put_key(out, "security");
        put_raw(out, "[]", 2);
    }
    put_parameters(out, op);
    put_request_body(out, op);
    put_responses(out, op);
    put_end_object(out);
}

static void put_paths(struct buf *out)
{
    int n;
    const struct op *const *all = op_all(&n);
    put_key(out, "paths");
    put_object(out);
    for (int i = 0; i < n; i++) {
        bool seen = !all[i]->path;
        for (int k = 0; k < i && !seen; k++)
            seen = text_same(all[k]->path, all[i]->path);
        if (seen)
            continue;
        put_key(out, all[i]->path);
        put_object(out);
        for (int k = i; k < n; k++)
            if (text_same(all[k]->path, all[i]->path))
                put_operation(out, all[k]);
        put_end_object(out);
    }
    put_end_object(out);
}

void op_openapi(struct buf *out)
{
    static const char security[] =
        "{\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"lianfang\"},"
        "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}";
    static const char either[] = "[{\"cookie\":[]},{\"token\":[]}]";
    put_object(out);
    put_pair(out, "openapi", "3.1.0");
    put_key(out, "info");
    put_object(out);
    put_pair(out, "title", "Lianfang 联防");
    put_pair(out, "version", LIANFANG_VERSION);
    put_pair(out, "description",
             "Ids are strings. Errors are problem documents (RFC 9457). A write with a cookie "
             "needs the header X-Lianfang: 1 or a JSON body from the same origin.");
    put_end_object(out);
    put_key(out, "security");
    put_raw(out, either, sizeof(either) - 1);
    put_paths(out);
    put_key(out, "components");
    put_object(out);
    put_key(out, "securitySchemes");
    put_raw(out, security, sizeof(security) - 1);
    put_key(out, "schemas");
    put_object(out);
    op_answer_schemas(out);
    put_end_object(out);
    put_end_object(out);
    put_end_object(out);
}
