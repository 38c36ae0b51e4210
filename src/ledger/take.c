/* Input taken into a record, field by field: known, allowed, of its type. */
#include "base/text.h"
#include "ledger/ledger_int.h"
#include "ledger/lines.h"
#include "value/time.h"

struct type_rule field_rule(const struct work *w, const struct field *f)
{
    struct type_rule rule = f->rule;
    rule.name = f->name;
    rule.offset_s = w->plan->calendar.offset_s;
    rule.today = date_of(w->now_ms / 1000, rule.offset_s);
    return rule;
}

enum outcome field_parse(const struct work *w, const struct field *f, json_t *j, struct value *ret,
                         struct err *e)
{
    struct type_rule rule = field_rule(w, f);
    rule.lenient = w->is_import;
    enum outcome o = type_parse_json(ret, w->arena, f->type, &rule, j, e);
    if (o != OK && !e->field[0])
        snprintf(e->field, sizeof e->field, "%s", f->name);
    return o;
}

static enum outcome refuse_unknown(const struct ledger *l, const char *name, struct err *e)
{
    const char *near = NULL;
    int best = 4;
    for (int i = 0; i < l->fields_n; i++) {
        int d = text_distance(name, l->fields[i].name);
        if (d < best) {
            best = d;
            near = l->fields[i].name;
        }
    }
    char shown[64];
    snprintf(shown, sizeof shown, "%.60s", name);
    if (near)
        return err_set(e, REFUSED, shown, "unknown_field",
                       "%s has no field \"%s\"; perhaps \"%s\" was meant",
                       "%s 没有字段“%s”，是否为“%s”？", l->name, shown, near);
    return err_set(e, REFUSED, shown, "unknown_field", "%s has no field \"%s\"", "%s 没有字段“%s”",
                   l->name, shown);
}

static enum outcome take_one(struct work *w, struct record *r, const struct field *f, json_t *j,
                             struct err *e)
{
    struct value *slot = &r->values[f->index];
    if (json_is_null(j)) {
        *slot = value_null();
        return OK;
    }
    if (f->type == F_LINES || f->type == F_CHECKLIST)
        return lines_take(w, f, j, slot, e);
    if (f->type == F_STOCK)
        return err_set(e, REFUSED, f->name, "not_entered",
                       "%s is not entered: the plan moves it by other fields",
                       "%s 无须填写，由其他项目记账", f->name);
    return field_parse(w, f, j, slot, e);
}

enum outcome record_take(struct work *w, struct record *r, json_t *fields,
                         const struct record *before, given_set *ret, struct err *e)
{
    const struct ledger *l = r->ledger;
    const char *name;
    json_t *j;
    if (fields && !json_is_object(fields))
        return err_set(e, REFUSED, NULL, "type", "fields must be an object of names and values",
                       "字段须是名称与值的对象");
    json_object_foreach(fields, name, j)
    {
        const struct field *f = ledger_field(l, name);
        if (!f)
            return refuse_unknown(l, name, e);
        if (f->value)
            return err_set(e, REFUSED, f->name, "computed", "%s is computed, not entered",
                           "%s 由系统计算，不能填写", f->name);
        /* What a caller may not see he may not overwrite; at creation he may fill it in. */
        if (before && f->compartment) {
            struct subject on;
            record_subject(&on, before);
            if (guard_sight(w->actor, f, &on, w->db) == SIGHT_NONE)
                return refuse_unknown(l, name, e);
        }
        enum outcome o = take_one(w, r, f, j, e);
        if (o != OK)
            return o;
        given_add(ret, f->index);
    }
    return OK;
}
