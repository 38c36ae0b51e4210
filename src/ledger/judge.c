/* One record judged by its ledger: references, requirements, the plan's rules, uniqueness. Asks,
 * and writes nothing. */
#include "base/text.h"
#include "ledger/ledger_int.h"
#include "ledger/lines.h"
#include "place/place.h"

enum outcome refuse_missing(const struct field *f, struct err *e)
{
    const char *en = label_text(&f->label, LANG_EN), *zh = label_text(&f->label, LANG_ZH);
    return err_set(e, REFUSED, f->name, "required", "%s is required%.0s", "%.0s须填写“%s”",
                   en ? en : f->name, zh ? zh : f->name);
}

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
    if (f->among && !w->is_history) {
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

/* The rule may be of an edition that is let go before the answer is written. */
static void warn(struct work *w, const struct rule *rule)
{
    if (w->depth > 0 || w->warnings_n >= 32)
        return;
    if (!w->warnings)
        w->warnings = arena_alloc(w->arena, 32 * sizeof *w->warnings);
    w->warnings[w->warnings_n++] = (struct warned){
        .rule = arena_dup(w->arena, rule->name),
        .say = {arena_dup(w->arena, rule->say.zh), arena_dup(w->arena, rule->say.en)},
        .field = rule->field ? arena_dup(w->arena, rule->field->name) : NULL};
}

static enum outcome judge_by(struct law *law, struct work *w, struct err *e)
{
    for (int i = 0; i < law->ledger->rules_n; i++) {
        const struct rule *rule = &law->ledger->rules[i];
        bool holds;
        enum outcome o = expr_holds(&law->reader->eval, rule->when, &holds, e);
        if (o != OK)
            return o;
        if (!holds)
            continue;
        if (rule->is_warning)
            warn(w, rule);
        else
            return err_set(e, REFUSED, rule->field ? rule->field->name : NULL,
                           rule->name ? rule->name : "refuse", "%s%.0s", "%.0s%s",
                           label_text(&rule->say, LANG_EN), label_text(&rule->say, LANG_ZH));
    }
    return OK;
}

static enum outcome judge_rules(struct reader *rd, const struct record *r, struct err *e)
{
    struct law law;
    enum outcome o = law_open(&law, rd, r, e);
    if (o == OK)
        o = judge_by(&law, rd->work, e);
    law_close(&law);
    return o;
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
