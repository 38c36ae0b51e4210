/* One record, judged by its ledger: input taken field by field, defaults, what is shown, computed
 * values, place, frozen standards, requirements, references, the plan's rules, uniqueness.
 *
 * The order of a judgement stands in change.c. Nothing here writes; what must be asked of the store
 * goes through the reader (reference.c) or record_store.c. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/ledger_int.h"
#include "ledger/lines.h"
#include "place/place.h"
#include "value/time.h"

/* ---- taking input ------------------------------------------------------------------------- */

struct type_rule field_rule(const struct work *w, const struct field *f)
{
    struct type_rule rule = f->rule;
    rule.name = f->name;
    rule.offset_s = w->plan->calendar.offset_s;
    rule.today = date_of(w->now_ms / 1000, rule.offset_s);
    return rule;
}

static enum outcome refuse_type(const struct field *f, struct err *e)
{
    return err_set(e, REFUSED, f->name, "type", "%s does not take this kind of value",
                   "%s 不接受这种类型的值", f->name);
}

static enum outcome join_codes(struct arena *a, const struct field *f, json_t *list,
                               const char **ret, size_t *ret_len, struct err *e)
{
    struct buf b;
    size_t i;
    json_t *item;
    buf_init(&b, 1 << 14);
    json_array_foreach(list, i, item)
    {
        if (!json_is_string(item)) {
            buf_fini(&b);
            return refuse_type(f, e);
        }
        if (i)
            buf_char(&b, ',');
        buf_text(&b, json_string_value(item));
    }
    *ret = arena_text(a, b.data ? b.data : "", b.len);
    *ret_len = b.len;
    buf_fini(&b);
    return OK;
}

enum outcome input_text(struct arena *a, const struct field *f, json_t *j, const char **ret,
                        size_t *ret_len, struct err *e)
{
    bool is_number = f->type == F_INTEGER || f->type == F_NUMBER || f->type == F_MONEY;
    bool is_link = f->type == F_REF || f->type == F_PLACE || f->type == F_USER;
    const char *s = NULL;
    if (is_link && json_is_object(j))
        j = json_object_get(j, "id");
    if (json_is_string(j)) {
        *ret = json_string_value(j);
        *ret_len = json_string_length(j);
        return OK;
    }
    if (json_is_integer(j) && is_number)
        s = arena_printf(a, "%lld", (long long)json_integer_value(j));
    else if (json_is_real(j) && is_number)
        s = arena_printf(a, "%.15g", json_real_value(j));
    else if (json_is_boolean(j) && f->type == F_FLAG)
        s = json_is_true(j) ? "true" : "false";
    else if (json_is_array(j) && f->type == F_CHOICES)
        return join_codes(a, f, j, ret, ret_len, e);
    else
        return refuse_type(f, e);
    *ret = s;
    *ret_len = strlen(s);
    return OK;
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
    const char *s;
    size_t len;
    if (json_is_null(j)) {
        *slot = value_null();
        return OK;
    }
    if (f->type == F_LINES || f->type == F_CHECKLIST)
        return lines_take(w, f, j, slot, e);
    if (f->type == F_STOCK)
        return err_set(e, REFUSED, f->name, "not_yet", "stock books are not built yet",
                       "物资账簿尚未建成");
    enum outcome o = input_text(w->arena, f, j, &s, &len, e);
    if (o != OK)
        return o;
    if (len == 0) {
        *slot = value_null();
        return OK;
    }
    struct type_rule rule = field_rule(w, f);
    rule.lenient = w->is_import;
    o = type_parse(slot, w->arena, f->type, &rule, s, len, e);
    if (o != OK && !e->field[0])
        snprintf(e->field, sizeof e->field, "%s", f->name);
    return o;
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

/* ---- what the plan fills in ------------------------------------------------------------------ */

static struct value as_field(const struct field *f, struct value v)
{
    enum vtype want = type_row(f->type)->vtype;
    if (v.type == V_INTEGER && want == V_NUMBER && !number_mul(v.n, NUMBER_ONE, &v.n))
        return value_null();
    if (v.type != V_NULL)
        v.type = want;
    return v;
}

/* Fields that are not shown are empty: what was there goes when its reason goes. */
static enum outcome clear_hidden(struct reader *rd, struct record *r, const given_set *given,
                                 struct err *e)
{
    for (int i = 0; i < r->ledger->fields_n; i++) {
        const struct field *f = &r->ledger->fields[i];
        bool is_shown;
        if (!f->show_when || value_is_empty(r->values[i]))
            continue;
        enum outcome o = expr_holds(&rd->eval, f->show_when, &is_shown, e);
        if (o != OK)
            return o;
        if (is_shown)
            continue;
        if (given && given_has(given, i) && rd->work->depth == 0)
            return err_set(e, REFUSED, f->name, "not_asked",
                           "%s is not asked for here and must stay empty", "此处不填 %s，请留空",
                           f->name);
        r->values[i] = value_null();
        r->equal[i] = 0;
    }
    return OK;
}

static enum outcome record_defaults(struct reader *rd, struct record *r, const given_set *given,
                                    struct err *e)
{
    for (int i = 0; i < r->ledger->fields_n; i++) {
        const struct field *f = &r->ledger->fields[i];
        struct value v;
        if (!f->default_to || given_has(given, i))
            continue;
        enum outcome o = expr_eval(&rd->eval, f->default_to, &v, e);
        if (o != OK)
            return o;
        r->values[i] = as_field(f, value_copy(rd->work->arena, v));
    }
    return OK;
}

static enum outcome record_compute(struct reader *rd, struct record *r, struct err *e)
{
    /* Computed values may use each other in any order: until nothing changes, four rounds at most
     * (plan check refuses cycles). */
    for (int round = 0; round < 4; round++) {
        bool has_changed = false;
        for (int i = 0; i < r->ledger->fields_n; i++) {
            const struct field *f = &r->ledger->fields[i];
            struct value v;
            if (!f->value)
                continue;
            enum outcome o = expr_eval(&rd->eval, f->value, &v, e);
            if (o != OK)
                return o;
            v = as_field(f, v);
            if (value_same(v, r->values[i]))
                continue;
            r->values[i] = value_copy(rd->work->arena, v);
            has_changed = true;
        }
        if (!has_changed)
            break;
    }
    return OK;
}

static enum outcome refuse_missing(const struct field *f, struct err *e)
{
    const char *en = label_text(&f->label, LANG_EN), *zh = label_text(&f->label, LANG_ZH);
    return err_set(e, REFUSED, f->name, "required", "%s is required%.0s", "%.0s须填写“%s”",
                   en ? en : f->name, zh ? zh : f->name);
}

static enum outcome record_locate(struct reader *rd, struct record *r, struct err *e)
{
    const struct ledger *l = r->ledger;
    struct value v;
    enum outcome o = expr_eval(&rd->eval, l->place, &v, e);
    if (o != OK)
        return o;
    if (value_is_null(v)) {
        const struct field *f = l->place->op == E_FIELD ? l->place->field
                                : l->place->op == E_DOT && l->place->args_n
                                    ? l->place->args[0]->field
                                    : NULL;
        if (f && f->required && value_is_empty(r->values[f->index]))
            return refuse_missing(f, e);
        return err_set(e, REFUSED, f ? f->name : NULL, "place",
                       "the place of the record is not known", "无法确定记录所属的地点");
    }
    r->place = v.n;
    for (int i = 0; i < l->also_n; i++) {
        o = expr_eval(&rd->eval, l->also[i], &v, e);
        if (o != OK)
            return o;
        r->also[i] = value_is_null(v) ? 0 : v.n;
    }
    return OK;
}

static enum outcome record_keep(struct reader *rd, struct record *r, struct err *e)
{
    struct value *kept = r->kept;
    r->kept = NULL; /* ask for the value in force, not for the one being filled in */
    for (int i = 0; i < r->ledger->keep_n; i++) {
        enum outcome o = rd->eval.standard(&rd->eval, r->ledger->keep[i], &kept[i], e);
        if (o != OK) {
            r->kept = kept;
            return o;
        }
        kept[i] = value_copy(rd->work->arena, kept[i]);
    }
    r->kept = kept;
    return OK;
}

/* ---- judging --------------------------------------------------------------------------------- */

static enum outcome refuse_reference(const struct field *f, struct err *e)
{
    return err_set(e, REFUSED, f->name, "reference", "%s: there is no such record here",
                   "%s：没有这条记录", f->name);
}

/* A record may be referred to by who sees it, and by who stands under its place and has a view of
 * that ledger: an order of the county binds the grid worker who may not browse the county. */
static bool may_refer(const struct work *w, const struct record *to)
{
    struct subject on;
    if (w->actor->is_system)
        return true;
    record_subject(&on, to);
    if (guard_may(w->actor, VERB_VIEW, &on, w->db))
        return true;
    if (w->actor->door != DOOR_NONE)
        return place_is_under(w->actor->door_place, to->place) ||
               place_is_under(to->place, w->actor->door_place);
    if (!guard_may_somewhere(w->actor, VERB_VIEW, to->ledger))
        return false;
    for (int i = 0; i < w->actor->holdings_n; i++)
        if (place_is_under(w->actor->holdings[i].place, to->place))
            return true;
    return false;
}

static enum outcome judge_ref(struct reader *rd, const struct field *f, int64_t id, struct err *e)
{
    struct record *to;
    struct work *w = rd->work;
    if (!f->to)
        return OK;
    enum outcome o = reader_record(rd, f->to, id, &to, e);
    if (o != OK)
        return o;
    if (!to || !may_refer(w, to))
        return refuse_reference(f, e);
    if (f->among) {
        struct reader other;
        bool holds;
        reader_init(&other, w, to);
        o = expr_holds(&other.eval, f->among, &holds, e);
        if (o != OK)
            return o;
        if (!holds)
            return err_set(e, REFUSED, f->name, "among", "%s: this record may not be chosen here",
                           "%s：此处不能选择这条记录", f->name);
    }
    return OK;
}

static enum outcome judge_place(struct reader *rd, const struct field *f, int64_t id, struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, rd->work->arena, rd->work->db, id, e);
    if (o == NOT_FOUND)
        return err_set(e, REFUSED, f->name, "place", "%s: there is no such place",
                       "%s：没有这个地点", f->name);
    if (o != OK)
        return o;
    if (p.retired_on)
        return err_set(e, REFUSED, f->name, "place_retired", "%s: %s has been merged or closed",
                       "%s：%s 已合并或撤销", f->name, p.name);
    for (int i = 0; i < f->to_kinds_n; i++)
        if (text_same(f->to_kinds[i]->name, p.kind))
            return OK;
    if (f->to_kinds_n == 0)
        return OK;
    return err_set(e, REFUSED, f->name, "place_kind", "%s: a %s does not belong here",
                   "%s：不能选择“%s”类地点", f->name, p.kind);
}

enum outcome record_link(struct reader *rd, const struct field *f, struct value v, struct err *e)
{
    bool found;
    enum outcome o;
    switch (f->type) {
    case F_REF:
        return judge_ref(rd, f, v.n, e);
    case F_PLACE:
        return judge_place(rd, f, v.n, e);
    case F_USER:
        o = user_exists(rd->work->db, v.n, &found, e);
        if (o == OK && !found)
            return err_set(e, REFUSED, f->name, "user", "%s: there is no such user",
                           "%s：没有这个用户", f->name);
        return o;
    default:
        return OK;
    }
}

static enum outcome judge_required(struct reader *rd, const struct record *r, const struct field *f,
                                   struct err *e)
{
    bool is_required = f->required;
    enum outcome o = OK;
    if (!value_is_empty(r->values[f->index]))
        return OK;
    if (!is_required && f->required_when)
        o = expr_holds(&rd->eval, f->required_when, &is_required, e);
    if (o == OK && is_required && f->show_when)
        o = expr_holds(&rd->eval, f->show_when, &is_required, e);
    if (o != OK)
        return o;
    if (is_required)
        return refuse_missing(f, e);
    return OK;
}

static void warn(struct work *w, const struct rule *rule)
{
    if (w->depth > 0 || w->warnings_n >= 32)
        return;
    if (!w->warnings)
        w->warnings = arena_alloc(w->arena, 32 * sizeof *w->warnings);
    w->warnings[w->warnings_n++] = (struct warned){
        .rule = rule->name, .say = rule->say, .field = rule->field ? rule->field->name : NULL};
}

static enum outcome judge_rules(struct reader *rd, const struct record *r, struct err *e)
{
    for (int i = 0; i < r->ledger->rules_n; i++) {
        const struct rule *rule = &r->ledger->rules[i];
        bool holds;
        enum outcome o = expr_holds(&rd->eval, rule->when, &holds, e);
        if (o != OK)
            return o;
        if (!holds)
            continue;
        if (rule->is_warning)
            warn(rd->work, rule);
        else
            return err_set(e, REFUSED, rule->field ? rule->field->name : NULL,
                           rule->name ? rule->name : "refuse", "%s%.0s", "%.0s%s",
                           label_text(&rule->say, LANG_EN), label_text(&rule->say, LANG_ZH));
    }
    return OK;
}

enum outcome record_judge(struct reader *rd, struct record *r, const given_set *given,
                          struct err *e)
{
    const struct ledger *l = r->ledger;
    enum outcome o;
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        o = judge_required(rd, r, f, e);
        if (o != OK)
            return o;
        if (f->type == F_LINES && given_has(given, i)) {
            o = lines_judge(rd, f, &r->values[i], e);
            if (o != OK)
                return o;
        }
    }
    if (rd->work->is_history)
        return OK;
    return judge_rules(rd, r, e);
}

/* Before the place is looked for: a wrong reference is told as that, not as a missing place. */
static enum outcome judge_links(struct reader *rd, const struct record *r,
                                const struct record *before, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < r->ledger->fields_n; i++) {
        bool is_new = !before || !value_same(before->values[i], r->values[i]);
        if (is_new && !value_is_empty(r->values[i]))
            o = record_link(rd, &r->ledger->fields[i], r->values[i], e);
    }
    return o;
}

enum outcome record_fill(struct reader *rd, struct record *r, const struct record *before,
                         const given_set *given, struct err *e)
{
    enum outcome o = OK;
    if (!before)
        o = record_defaults(rd, r, given, e);
    if (o == OK)
        o = clear_hidden(rd, r, given, e);
    if (o == OK)
        o = record_compute(rd, r, e);
    if (o == OK && !rd->work->is_history)
        o = judge_links(rd, r, before, e);
    if (o == OK)
        o = record_locate(rd, r, e);
    if (o == OK && !before && r->ledger->keep_n)
        o = record_keep(rd, r, e);
    /* Standards may depend on the place, the place on nothing computed from a standard. */
    if (o == OK && !before)
        o = record_compute(rd, r, e);
    return o;
}

/* ---- names -------------------------------------------------------------------------------------
 */

void value_print(struct buf *out, const struct plan *plan, const struct field *f, struct value v,
                 enum lang lang)
{
    if (value_is_null(v))
        return;
    if (v.type == V_CODE || v.type == V_CODES) {
        bool is_first = true;
        for (int i = 0; i < f->rule.codes_n; i++) {
            const struct code *c = &f->rule.codes[i];
            size_t len = strlen(c->code);
            bool has = v.type == V_CODE ? v.len == len && !memcmp(v.s, c->code, len) : false;
            for (size_t at = 0; v.type == V_CODES && at + len + 2 <= v.len; at++)
                has = has || (v.s[at] == ',' && !memcmp(v.s + at + 1, c->code, len) &&
                              v.s[at + 1 + len] == ',');
            if (!has)
                continue;
            if (!is_first)
                buf_text(out, lang == LANG_ZH ? "、" : ", ");
            buf_text(out, label_text(&c->label, lang) ? label_text(&c->label, lang) : c->code);
            is_first = false;
        }
        return;
    }
    struct type_rule rule = f->rule;
    rule.offset_s = plan->calendar.offset_s;
    type_row(f->type)->print(out, &rule, v);
}

void value_json(struct buf *out, const struct plan *plan, const struct field *f, struct value v)
{
    if (value_is_null(v)) {
        put_null(out);
        return;
    }
    if (f->type == F_LINES || f->type == F_CHECKLIST) {
        put_raw(out, v.s, v.len);
        return;
    }
    struct type_rule rule = f->rule;
    rule.offset_s = plan->calendar.offset_s;
    type_row(f->type)->json(out, &rule, v);
}

/* The title names the record in lists and references, also to those who see no more than it:
 * sealed, sensitive and compartment fields never enter it. Kept in the first language of the plan.
 */
enum outcome record_name(struct reader *rd, struct record *r, struct err *e)
{
    struct buf b;
    enum outcome o = OK;
    buf_init(&b, 1 << 14);
    for (int i = 0; o == OK && i < r->ledger->title_n; i++) {
        const struct field *f = r->ledger->title[i];
        struct value v = r->values[f->index];
        if (value_is_empty(v) || f->seal != SEAL_NONE || f->sensitive.is || f->compartment)
            continue;
        if (b.len)
            buf_char(&b, ' ');
        if (f->type == F_REF && f->to) {
            struct record *to;
            o = reader_record(rd, f->to, v.n, &to, e);
            if (o == OK && to)
                buf_text(&b, to->title);
        } else if (f->type == F_PLACE) {
            struct place p;
            o = place_get(&p, rd->work->arena, rd->work->db, v.n, e);
            if (o == OK)
                buf_text(&b, p.name);
        } else {
            value_print(&b, rd->work->plan, f, v, LANG_ZH);
        }
    }
    if (o == OK)
        r->title = b.len ? arena_text(rd->work->arena, b.data, b.len) : r->key ? r->key : "";
    buf_fini(&b);
    return o;
}

void key_print(struct buf *out, const struct key_rule *k, int64_t day, int64_t n)
{
    int year, month, date;
    date_to_civil(day, &year, &month, &date);
    const char *s = k->text;
    while (*s) {
        if (text_starts(s, "{yyyy}")) {
            buf_printf(out, "%04d", year);
            s += 6;
        } else if (text_starts(s, "{yy}")) {
            buf_printf(out, "%02d", year % 100);
            s += 4;
        } else if (text_starts(s, "{mm}")) {
            buf_printf(out, "%02d", month);
            s += 4;
        } else if (text_starts(s, "{dd}")) {
            buf_printf(out, "%02d", date);
            s += 4;
        } else if (text_starts(s, "{seq}")) {
            buf_printf(out, "%05lld", (long long)n);
            s += 5;
        } else {
            buf_char(out, *s++);
        }
    }
}

/* ---- uniqueness ------------------------------------------------------------------------------ */

static enum outcome refuse_same(struct reader *rd, const struct unique *u,
                                const struct record *other, struct err *e)
{
    struct subject on;
    record_subject(&on, other);
    const char *field = u->fields[0]->name;
    /* Who may not see the other record learns that there is one, not which. */
    if (guard_may(rd->work->actor, VERB_VIEW, &on, rd->work->db))
        return err_set(e, CONFLICT, field, u->name ? u->name : "unique",
                       "already recorded: %s %s (%lld)", "已有记录：%s %s（%lld）",
                       other->key ? other->key : "", other->title ? other->title : "",
                       (long long)other->id);
    return err_set(e, CONFLICT, field, u->name ? u->name : "unique", "already recorded elsewhere",
                   "别处已有相同记录");
}

static enum outcome holds_where(struct reader *rd, const struct unique *u, const struct record *r,
                                bool *ret, struct err *e)
{
    struct reader of;
    *ret = true;
    if (!u->where)
        return OK;
    reader_init(&of, rd->work, r);
    return expr_holds(&of.eval, u->where, ret, e);
}

enum outcome record_unique(struct reader *rd, const struct record *r, struct err *e)
{
    for (int i = 0; i < r->ledger->uniques_n; i++) {
        const struct unique *u = &r->ledger->uniques[i];
        bool holds = true;
        for (int k = 0; k < u->fields_n; k++)
            holds = holds && !value_is_empty(r->values[u->fields[k]->index]);
        enum outcome o = holds ? holds_where(rd, u, r, &holds, e) : OK;
        int64_t ids[200], after = 0;
        int n = holds && o == OK ? 200 : 0;
        while (o == OK && n == 200) {
            o = record_same_fields(rd->work, r, u, after, ids, &n, e);
            for (int k = 0; o == OK && k < n; k++) {
                struct record *other;
                after = ids[k];
                if (ids[k] == r->id)
                    continue;
                o = record_load_any(rd->work->arena, rd->work->db, r->ledger, ids[k], &other, e);
                if (o == OK)
                    o = holds_where(rd, u, other, &holds, e);
                if (o == OK && holds)
                    return refuse_same(rd, u, other, e);
            }
        }
        if (o != OK)
            return o;
    }
    return OK;
}
