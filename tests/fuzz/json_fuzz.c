/* JSON bodies: a refusal has a rule and a place; what is accepted, written by our writer, is read
 * back the same. */
#include "fuzz.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

static void write_value(struct buf *out, const json_t *value, int depth)
{
    const char *key;
    json_t *item;
    size_t i;
    char real[64];
    must(depth <= LIMIT_JSON_DEPTH);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        put_object(out);
        json_object_foreach((json_t *)(uintptr_t)value, key, item)
        {
            must(text_is_utf8(key, strlen(key)));
            put_key(out, key);
            write_value(out, item, depth + 1);
        }
        put_end_object(out);
        break;
    case JSON_ARRAY:
        put_array(out);
        json_array_foreach(value, i, item) write_value(out, item, depth + 1);
        put_end_array(out);
        break;
    case JSON_STRING:
        must(text_is_utf8(json_string_value(value), json_string_length(value)));
        put_text(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        put_int(out, json_integer_value(value));
        break;
    case JSON_REAL:
        snprintf(real, sizeof real, "%.17e", json_real_value(value));
        put_raw(out, real, strlen(real));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        put_bool(out, json_is_true(value));
        break;
    case JSON_NULL:
        put_null(out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = NULL, *again = NULL;
    struct err e;
    struct buf out;
    if (json_parse(&value, (const char *)data, size, &e) != OK) {
        must(!value && e.rule[0] && e.zh[0] && e.en[0] && e.line > 0 && e.column > 0);
        return 0;
    }
    buf_init(&out, 64 << 20);
    write_value(&out, value, 0);
    must(json_parse(&again, out.data, out.len, &e) == OK);
    must(json_equal(value, again));
    json_decref(value);
    json_decref(again);
    buf_fini(&out);
    return 0;
}
