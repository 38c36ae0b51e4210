/* A kind's own fields (a school's pupils): checked by their type when given, kept as one JSON
 * object whose numbers are in the unit of their type, shown as their type prints them. */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "place/place_int.h"
#include "value/type.h"

static const struct field *find(const struct kind *kind, const char *name)
{
    for (int i = 0; i < kind->fields_n; i++)
        if (!strcmp(kind->fields[i].name, name))
            return &kind->fields[i];
    return NULL;
}

static bool is_scalar(const struct field *f)
{
    return f->type != F_LINES && f->type != F_CHECKLIST && f->type != F_STOCK;
}

static enum outcome take(json_t *into, struct arena *a, const struct field *f, json_t *value,
                         int64_t today, struct err *e)
{
    struct type_rule rule = f->rule;
    struct value v = value_null();
    rule.today = today;
    if (!is_scalar(f) && !json_is_null(value))
        return err_set(e, REFUSED, f->name, "type", "%s is not of its type", "%s的类型不对",
                       f->name);
    enum outcome o = type_parse_json(&v, a, f->type, &rule, value, e);
    if (o)
        return o;
    if (value_is_null(v)) {
        json_object_del(into, f->name);
        return f->required ? err_set(e, REFUSED, f->name, "required", "%1$s is missing%2$.0s",
                                     "缺少%2$s%1$.0s", label_text(&f->label, LANG_EN),
                                     label_text(&f->label, LANG_ZH))
                           : OK;
    }
    json_object_set_new(into, f->name,
                        vtype_is_text(v.type) ? json_stringn(v.s, v.len) : json_integer(v.n));
    return OK;
}

enum outcome place_fields_merge(char **ret, struct arena *a, const struct plan *plan,
                                const struct kind *kind, const char *old, json_t *given,
                                int64_t today, struct err *e)
{
    json_t *into = old && *old ? json_loads(old, 0, NULL) : json_object();
    const char *name;
    json_t *value;
    enum outcome o = OK;
    if (!into)
        into = json_object();
    if (given && !json_is_object(given))
        o = err_set(e, REFUSED, "fields", "type", "fields must be an object", "fields须为对象");
    if (!o && given)
        json_object_foreach(given, name, value)
        {
            const struct field *f = find(kind, name);
            o = f ? take(into, a, f, value, today, e)
                  : err_set(e, REFUSED, name, "unknown_field", "%1$s has no field \"%2$s\"%3$.0s",
                            "%3$s没有“%2$s”这一项%1$.0s", label_text(&kind->label, LANG_EN), name,
                            label_text(&kind->label, LANG_ZH));
            if (o)
                break;
        }
    for (int i = 0; !o && !old && i < kind->fields_n; i++)
        if (kind->fields[i].required && !json_object_get(into, kind->fields[i].name))
            o = take(into, a, &kind->fields[i], json_null(), today, e);
    if (!o) {
        char *text = json_dumps(into, JSON_COMPACT | JSON_SORT_KEYS);
        *ret = arena_dup(a, text);
        free(text);
    }
    json_decref(into);
    return o;
}

void place_fields_put(struct buf *out, const struct kind *kind, const char *stored)
{
    json_t *fields = json_loads(stored, 0, NULL);
    put_object(out);
    for (int i = 0; kind && i < kind->fields_n; i++) {
        const struct field *f = &kind->fields[i];
        json_t *v = json_object_get(fields, f->name);
        put_key(out, f->name);
        if (!v) {
            put_null(out);
            continue;
        }
        struct value value = json_is_string(v)
                                 ? value_text_n(type_row(f->type)->vtype, json_string_value(v),
                                                json_string_length(v))
                                 : value_int(type_row(f->type)->vtype, json_integer_value(v));
        type_row(f->type)->json(out, &f->rule, value);
    }
    put_end_object(out);
    json_decref(fields);
}
