/* Consequences: what a plan makes, sets, moves or tells when a record is added, amended or moved.
 * They run as the system, in the same transaction, at most LIMIT_THEN_DEPTH deep; one that is
 * refused refuses the change that caused it, because a plan's "then" is a promise. */
#include "ledger/ledger_int.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/lines.h"
#include "ledger/then_store.h"
#include "ledger/where.h"

static bool is_caused(const struct then *t, const struct change *c)
{
    const char *on = t->on ? t->on : "add";
    if (!c->before)
        return text_same(on, "add");
    if (c->move)
        return text_same(on, c->move->name);
    return text_same(on, "amend");
}

/* One round of an `each`, or the only one. Values are asked of `values`: the record itself, or the
 * found one; `when` is always asked of the record that changed. */
struct round {
    struct reader *self, *values;
    struct value each;          /* the place, or the found record */
};

/* The values of `with` or `set`, worked out where the consequence was written. */
static enum outcome take_values(const struct round *at, const struct then *t, struct preset *list,
                                int *ret_n, struct err *e)
{
    int n = 0;
    for (int i = 0; i < t->with_n; i++) {
        const struct assign *a = &t->with[i];
        struct value v = value_null();
        enum outcome o = OK;
        if (a->from == ASSIGN_EACH)
            v = at->each;
        else if (a->from == ASSIGN_THIS)
            v = value_int(V_REF, at->self->self->id);
        else
            o = expr_eval(&at->values->eval, a->value, &v, e);
        if (o != OK)
            return o;
        if (value_is_null(v) && t->kind == THEN_MAKE)
            continue; /* not known: the new record's default stands */
        enum vtype want = type_row(a->field->type)->vtype;
        if (v.type == V_INTEGER && want == V_NUMBER && !number_mul(v.n, NUMBER_ONE, &v.n))
            v = value_null();
        if (!value_is_null(v))
            v.type = want;
        list[n++] = (struct preset){a->field, value_copy(at->self->work->arena, v)};
    }
    *ret_n = n;
    return OK;
}

static enum outcome told_where(enum outcome o, const struct then *t, struct err *e)
{
    if (o == OK || o == FAULT || e->file[0])
        return o;
    /* The caller sees the rule of the record that could not be made, and which one it was. */
    char field[96];
    snprintf(field, sizeof field, "%.40s%s%.50s", t->make ? t->make->name : "",
             t->make && e->field[0] ? "." : "", e->field);
    snprintf(e->field, sizeof e->field, "%s", field);
    return o == NOT_FOUND || o == DENIED ? (e->outcome = REFUSED) : o;
}

/* The record that `set` and `move` are about: this, the found one, or one referred to from it. */
static enum outcome target_of(const struct round *at, const struct then *t,
                              const struct ledger **ret_ledger, int64_t *ret_id, struct err *e)
{
    const struct record *base = at->values->self;
    struct value v;
    *ret_ledger = base->ledger;
    *ret_id = base->id;
    if (!t->set_on)
        return OK;
    *ret_ledger = t->set_on->to;
    enum outcome o = at->values->eval.field(&at->values->eval, base->ledger, 0, t->set_on, &v, e);
    *ret_id = o == OK && !value_is_null(v) ? v.n : 0;
    return o;
}

static enum outcome run_move(struct work *w, const struct ledger *l, int64_t id,
                             const struct then *t, struct err *e)
{
    struct record *r;
    enum outcome o = record_load(w->arena, w->db, w->plan, l, id, &r, e);
    if (o != OK)
        return o;
    if (!move_is_from(t->move, r->state))
        return OK; /* already there, or past it */
    return record_move(w, l, id, -1, t->move, NULL, &r, e);
}

static enum outcome run_one(const struct round *at, const struct then *t, struct err *e)
{
    struct work *w = at->self->work, as_system = *w;
    struct preset presets[LIMIT_FIELDS];
    const struct ledger *l;
    struct record *made;
    bool holds = true;
    int64_t id;
    enum outcome o = t->when ? expr_holds(&at->self->eval, t->when, &holds, e) : OK;
    if (o != OK || !holds)
        return o;
    if (t->kind == THEN_ALERT)
        return change_alert(w, at->self->self, t, e);
    as_system.actor = actor_system(w->arena, w->plan);
    as_system.depth = w->depth + 1;
    as_system.idempotency = NULL;
    as_system.batch = 0;
    as_system.next_id = 0;
    as_system.presets = presets;
    if (as_system.depth > LIMIT_THEN_DEPTH)
        return err_set(e, REFUSED, NULL, "then_depth", "consequences cause each other without end",
                       "后续动作相互触发，没有尽头");
    o = take_values(at, t, presets, &as_system.presets_n, e);
    if (o != OK)
        return o;
    if (t->kind == THEN_MAKE) {
        o = record_create(&as_system, t->make, NULL, &made, e);
    } else {
        o = target_of(at, t, &l, &id, e);
        if (o == OK && id)
            o = t->kind == THEN_SET ? record_amend(&as_system, l, id, -1, NULL, &made, e)
                                    : run_move(&as_system, l, id, t, e);
    }
    w->touched = as_system.touched;
    return told_where(o, t, e);
}

static enum outcome each_line(struct reader *rd, const struct then *t, struct err *e)
{
    struct value row[LIMIT_FIELDS], text = rd->self->values[t->each_lines->index];
    struct round at = {.self = rd, .values = rd};
    json_t *list, *item;
    size_t i;
    if (value_is_empty(text))
        return OK;
    enum outcome o = json_parse(&list, text.s, text.len, e);
    if (o != OK)
        return o;
    rd->row = row;
    json_array_foreach(list, i, item) {
        o = lines_row(rd->work, t->each_lines, item, row, e);
        if (o == OK)
            o = run_one(&at, t, e);
        if (o != OK)
            break;
    }
    rd->row = NULL;
    json_decref(list);
    return o;
}

static enum outcome each_place(struct reader *rd, const struct then *t, struct err *e)
{
    int64_t *ids;
    int n;
    enum outcome o = then_places(rd->work, t->each_place, rd->self->place, &ids, &n, e);
    for (int i = 0; o == OK && i < n; i++)
        o = run_one(&(struct round){rd, rd, value_int(V_PLACE, ids[i])}, t, e);
    return o;
}

static enum outcome each_record(struct reader *rd, const struct then *t, struct err *e)
{
    struct work *w = rd->work;
    int64_t *ids;
    int n;
    enum outcome o = then_records(rd, t->each_ledger, t->each_where, &ids, &n, e);
    for (int i = 0; o == OK && i < n; i++) {
        struct reader found;
        struct record *r;
        o = record_load(w->arena, w->db, w->plan, t->each_ledger, ids[i], &r, e);
        if (o != OK)
            break;
        reader_init(&found, w, r);
        o = run_one(&(struct round){rd, &found, value_int(V_REF, ids[i])}, t, e);
    }
    return o;
}

enum outcome then_run(struct work *w, const struct change *c, struct err *e)
{
    const struct ledger *l = c->after->ledger;
    for (int i = 0; i < l->thens_n; i++) {
        const struct then *t = &l->thens[i];
        struct reader rd;
        if (!is_caused(t, c))
            continue;
        reader_init(&rd, w, c->after);
        enum outcome o = t->each_lines    ? each_line(&rd, t, e)
                         : t->each_place  ? each_place(&rd, t, e)
                         : t->each_ledger ? each_record(&rd, t, e)
                                          : run_one(&(struct round){&rd, &rd, value_null()}, t, e);
        if (o != OK)
            return o;
    }
    return OK;
}
