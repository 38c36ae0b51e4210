/* Field types: the first two bytes choose the type and leniency, the rest is the cell. A refusal
 * has a rule in both languages; an accepted value reads back from its text and from its JSON. */
#include "fuzz.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "value/type.h"

static const struct code codes[] = {
    {"fever", {"发热", "Fever"}},
    {"cough", {"咳嗽", "Dry cough"}},
    {"both", {"发热、咳嗽", "Fever, cough"}},
    {"other", {"其他（注明）", "Other"}},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum field_type type = (enum field_type)(data[0] % FIELD_TYPES);
    const struct type_row *row = type_row(type);
    struct type_rule rule = {.name = "field",
                             .codes = (struct code *)codes,
                             .codes_n = 4,
                             .offset_s = (data[1] & 2) ? 8 * 3600 : -5 * 3600,
                             .today = 20780,
                             .lenient = data[1] & 1,
                             .has_max = data[1] & 4,
                             .max = 1000000,
                             .has_min = data[1] & 8,
                             .min = -5};
    struct arena a;
    struct value v, again;
    struct err e;
    struct buf text, json;
    arena_init(&a, 8 << 20);
    buf_init(&text, 8 << 20);
    buf_init(&json, 8 << 20);
    if (type_parse(&v, &a, type, &rule, (const char *)data + 2, size - 2, &e) != OK) {
        must(e.rule[0] && e.zh[0] && e.en[0] && strcmp(e.field, "field") == 0);
        must(text_is_utf8(e.zh, strlen(e.zh)) && text_is_utf8(e.en, strlen(e.en)));
        goto done;
    }
    must(value_is_null(v) || v.type == row->vtype);
    must(!vtype_is_text(v.type) || text_is_utf8(v.s, v.len));
    rule.lenient = false;
    row->print(&text, &rule, v);
    must(type_parse(&again, &a, type, &rule, text.data, text.len, &e) == OK);
    must(value_same(v, again));
    json_t *parsed = NULL;
    row->json(&json, &rule, v);
    must(json_parse(&parsed, json.data, json.len, &e) == OK);
    must(type_parse_json(&again, &a, type, &rule, parsed, &e) == OK);
    must(value_same(v, again));
    json_decref(parsed);
done:
    arena_fini(&a);
    buf_fini(&text);
    buf_fini(&json);
    return 0;
}
