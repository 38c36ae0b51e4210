/* Query strings: whatever the bytes, values are text, a refusal names its rule, and values written
 * again as a query read back the same. */
#include "fuzz.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "op/op.h"

static const struct arg args[] = {
    {"a", ARG_TEXT, false, {"甲", "A"}},
    {"bc", ARG_INT, false, {"乙", "B"}},
    {"flag", ARG_FLAG, false, {"丙", "C"}},
    {"名", ARG_TEXT, false, {"丁", "D"}},
    {0},
};
static const struct op op = {
    .name = "fuzz.query", .method = "GET", .path = "/api/{a}/x.{bc}", .args = args};

static enum outcome read(struct arena *a, const char **values, const char *text, size_t len)
{
    struct err e = {0};
    struct call c = {.op = &op, .arena = a, .values = values};
    enum outcome outcome = op_read_query(&c, text, len, &e);
    must(!outcome || (e.outcome == outcome && e.rule[0] && e.zh[0] && e.en[0]));
    must(text_is_utf8(e.field, strlen(e.field)) && text_is_utf8(e.en, strlen(e.en)));
    return outcome;
}

/* The same bytes as a path: found means both arguments are there, as text. */
static void try_path(struct arena *a, const uint8_t *data, size_t size)
{
    const char *values[OP_ARGS_MAX] = {0};
    bool known;
    op_register(&op, 1);
    if (!op_by_route(a, "GET", arena_text(a, (const char *)data, size), values, &known))
        return;
    must(known && values[0] && values[0][0] && values[1] && values[1][0]);
    must(text_is_utf8(values[0], strlen(values[0])) && text_is_utf8(values[1], strlen(values[1])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *once[OP_ARGS_MAX] = {0}, *twice[OP_ARGS_MAX] = {0};
    struct arena a;
    struct buf query;
    arena_init(&a, LIMIT_ARENA);
    buf_init(&query, 1 << 20);
    enum outcome outcome = read(&a, once, (const char *)data, size);
    for (int i = 0; !outcome && args[i].name; i++) {
        if (!once[i])
            continue;
        must(text_is_utf8(once[i], strlen(once[i])));
        buf_printf(&query, "%s%s=", query.len ? "&" : "", args[i].name);
        for (const char *s = once[i]; *s; s++)
            buf_printf(&query, "%%%02x", (unsigned char)*s);
    }
    if (!outcome && query.len && query.len <= LIMIT_QUERY) {
        must(read(&a, twice, query.data, query.len) == OK);
        for (int i = 0; args[i].name; i++)
            must(!once[i] == !twice[i] && (!once[i] || !strcmp(once[i], twice[i])));
    }
    try_path(&a, data, size);
    buf_fini(&query);
    arena_fini(&a);
    return 0;
}
