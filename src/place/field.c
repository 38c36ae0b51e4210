/* What an expression may ask of a place: its kind, name, code and the fields of its kind. */
#include <string.h>

#include "base/json.h"
#include "place/place_int.h"
#include "value/type.h"

static struct value of_json(struct arena *a, json_t *v)
{
    if (json_is_string(v))
        return value_copy(a, value_text_n(V_TEXT, json_string_value(v), json_string_length(v)));
    return json_is_integer(v) ? value_int(V_INTEGER, json_integer_value(v)) : value_null();
}

enum outcome place_field(struct value *ret, struct arena *a, struct db *db, int64_t id,
                         const char *name, struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, a, db, id, e);
    if (o)
        return o;
    if (!strcmp(name, "kind"))
        *ret = value_text_n(V_CODE, p.kind, strlen(p.kind));
    else if (!strcmp(name, "name"))
        *ret = value_text(p.name);
    else if (!strcmp(name, "code"))
        *ret = *p.code ? value_text(p.code) : value_null();
    else {
        json_t *fields = json_loads(p.fields, 0, NULL);
        *ret = of_json(a, json_object_get(fields, name));
        json_decref(fields);
    }
    return OK;
}

enum outcome place_field_of(struct value *ret, struct arena *a, struct db *db,
                            const struct plan *plan, int64_t id, const char *name, struct err *e)
{
    struct place p;
    enum outcome o = place_field(ret, a, db, id, name, e);
    if (o || value_is_null(*ret) || (o = place_get(&p, a, db, id, e)))
        return o;
    const struct kind *kind = plan_kind(plan, p.kind);
    for (int i = 0; kind && i < kind->fields_n; i++)
        if (!strcmp(kind->fields[i].name, name))
            ret->type = type_row(kind->fields[i].type)->vtype;
    return OK;
}
