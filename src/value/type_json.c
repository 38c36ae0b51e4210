/* A field's value out of a parsed JSON body. Every form ends in the type's text parser, so JSON,
 * forms and spreadsheets are judged by the same code. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "value/type_int.h"

static bool is_numeric(enum field_type type)
{
    return type == F_INTEGER || type == F_NUMBER || type == F_MONEY;
}

static bool is_id(enum field_type type)
{
    return type == F_REF || type == F_PLACE || type == F_USER;
}

static enum outcome wrong(const struct type_rule *rule, enum field_type type, struct err *e)
{
    const struct label *label = &type_row(type)->label;
    err_set(e, REFUSED, rule->name, "wrong_type",
            "wrong JSON type, wanted: ", "JSON 类型不对，应为：");
    err_add(e, label->en, label->zh);
    return REFUSED;
}

/* JSON numbers arrive as binary fractions: the nearest millionth, if there is one near enough. */
static enum outcome parse_real(struct value *ret, struct arena *a, enum field_type type,
                               const struct type_rule *rule, double real, struct err *e)
{
    char text[32];
    double scaled = real * NUMBER_ONE, whole = round(scaled);
    if (!(fabs(real) < 1e9))
        return err_set(e, REFUSED, rule->name, "number",
                       "too large to be exact as a JSON number: give it as a string",
                       "作为 JSON 数字无法精确表示，请以字符串填写");
    if (fabs(scaled - whole) > 1e-3 + fabs(scaled) * 0x1p-50)
        return err_set(e, REFUSED, rule->name, "number", "more than 6 decimals", "超过 6 位小数");
    size_t len = decimal_print((int64_t)whole, 6, text);
    return type_parse(ret, a, type, rule, text, len, e);
}

/* The codes of an array joined by commas; codes hold none. */
static enum outcome parse_array(struct value *ret, struct arena *a, const struct type_rule *rule,
                                const json_t *json, struct err *e)
{
    struct buf joined;
    size_t i;
    json_t *item;
    enum outcome outcome = OK;
    buf_init(&joined, TIDY_ROOM);
    json_array_foreach(json, i, item)
    {
        if (!json_is_string(item)) {
            outcome = wrong(rule, F_CHOICES, e);
            goto done;
        }
        if (i > 0)
            buf_char(&joined, ',');
        buf_put(&joined, json_string_value(item), json_string_length(item));
    }
    if (buf_is_over(&joined))
        outcome = err_set(e, REFUSED, rule->name, "too_long", "longer than %d bytes",
                          "超过 %d 字节", TIDY_ROOM);
    else
        outcome = type_parse(ret, a, F_CHOICES, rule, joined.data, joined.len, e);
done:
    buf_fini(&joined);
    return outcome;
}

enum outcome type_parse_json(struct value *ret, struct arena *a, enum field_type type,
                             const struct type_rule *rule, const json_t *json, struct err *e)
{
    char text[32];
    switch (json ? json_typeof(json) : JSON_NULL) {
    case JSON_NULL:
        *ret = value_null();
        return OK;
    case JSON_STRING:
        return type_parse(ret, a, type, rule, json_string_value(json), json_string_length(json), e);
    case JSON_INTEGER:
        if (is_id(type))
            return err_set(e, REFUSED, rule->name, "id_as_number",
                           "ids are strings: a JSON number may have lost digits",
                           "编号须为字符串：JSON 数字可能已丢失位数");
        if (!is_numeric(type))
            return wrong(rule, type, e);
        return type_parse(ret, a, type, rule, text,
                          decimal_print(json_integer_value(json), 0, text), e);
    case JSON_REAL:
        return is_numeric(type) ? parse_real(ret, a, type, rule, json_real_value(json), e)
                                : wrong(rule, type, e);
    case JSON_TRUE:
    case JSON_FALSE:
        if (type != F_FLAG)
            return wrong(rule, type, e);
        *ret = value_int(V_FLAG, json_is_true(json));
        return OK;
    case JSON_ARRAY:
        return type == F_CHOICES ? parse_array(ret, a, rule, json, e)
               : type == F_LINES || type == F_CHECKLIST || type == F_STOCK
                   ? type_parse(ret, a, type, rule, "", 0, e)
                   : wrong(rule, type, e);
    case JSON_OBJECT: {
        const json_t *id = json_object_get(json, "id");
        if (!is_id(type) || !json_is_string(id))
            return wrong(rule, type, e);
        return type_parse(ret, a, type, rule, json_string_value(id), json_string_length(id), e);
    }
    }
    return wrong(rule, type, e);
}
