/* What the plan fills into one record: defaults, what is shown, computed values, place, frozen
 * standards.
 *
 * The order of a judgement stands in create.c, amend.c and move.c. Nothing here writes; what must
 * be asked of the store goes through the reader (reference.c) or record_store.c. */
#include "ledger/ledger_int.h"

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

/* Computed values may use each other in any order: until nothing changes, four rounds at most
 * (plan check refuses cycles). */
static enum outcome compute(struct law *law, struct reader *rd, struct record *r, struct err *e)
{
    bool has_changed = true;
    for (int round = 0; has_changed && round < 4; round++) {
        has_changed = false;
        for (int i = 0; i < r->ledger->fields_n; i++) {
            const struct field *f = &r->ledger->fields[i];
            const struct field *old = law->plan ? ledger_field(law->ledger, f->name) : NULL;
            bool is_old = old && old->value && old->type == f->type;
            struct value v;
            if (!f->value)
                continue;
            law_follow(law, r);
            enum outcome o = is_old ? expr_eval(&law->reader->eval, old->value, &v, e)
                                    : expr_eval(&rd->eval, f->value, &v, e);
            if (o != OK)
                return o;
            v = as_field(f, v);
            if (value_same(v, r->values[i]))
                continue;
            r->values[i] = value_copy(rd->work->arena, v);
            has_changed = true;
        }
    }
    return OK;
}

static enum outcome record_compute(struct reader *rd, struct record *r, struct err *e)
{
    struct law law;
    enum outcome o = law_open(&law, rd, r, e);
    if (o == OK)
        o = compute(&law, rd, r, e);
    law_close(&law);
    return o;
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

/* Before the place is looked for: a wrong reference is told as that, not as a missing place. Old
 * books may name what is closed or gone, but no record that whoever brings them in may not refer
 * to: its title would be told. */
static enum outcome judge_links(struct reader *rd, const struct record *r,
                                const struct record *before, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < r->ledger->fields_n; i++) {
        bool is_new = !before || !value_same(before->values[i], r->values[i]);
        bool is_waived = rd->work->is_history && r->ledger->fields[i].type != F_REF;
        if (is_new && !is_waived && !value_is_empty(r->values[i]))
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
    if (o == OK)
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
