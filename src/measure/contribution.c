/* What one record counts for in one measure: whether at all, where, on which day, in which cell.
 * The same in SQL is ask_condition() and its neighbours in ask_store.c; `lianfang check` and the
 * tests compare the two. */
#include "measure/measure_int.h"

#include "base/text.h"
#include "value/time.h"

/* A measure's condition asks only the record's own stored values. */
static enum outcome eval_field(struct eval *ev, const struct ledger *l, int64_t record,
                               const struct field *f, struct value *ret, struct err *e)
{
    const struct record *r = ev->arg;
    (void)l, (void)record, (void)e;
    *ret = r->values[f->index];
    return OK;
}

static struct value or_null(enum vtype type, int64_t n)
{
    return n ? value_int(type, n) : value_null();
}

static enum outcome eval_system(struct eval *ev, const struct ledger *l, int64_t record,
                                enum system_field f, struct value *ret, struct err *e)
{
    const struct record *r = ev->arg;
    const char *state = r->ledger->states[r->state].name;
    (void)l, (void)record, (void)e;
    switch (f) {
    case SYS_ID:
        *ret = value_int(V_REF, r->id);
        break;
    case SYS_STATE:
        *ret = value_text_n(V_CODE, state, strlen(state));
        break;
    case SYS_PLACE:
        *ret = value_int(V_PLACE, r->place);
        break;
    case SYS_KEY:
        *ret = value_text(r->key);
        break;
    case SYS_TITLE:
        *ret = value_text(r->title);
        break;
    case SYS_CREATED_AT:
        *ret = value_int(V_DATETIME, r->created_at);
        break;
    case SYS_CREATED_BY:
        *ret = value_int(V_USER, r->created_by);
        break;
    case SYS_CHANGED_AT:
        *ret = value_int(V_DATETIME, r->changed_at);
        break;
    case SYS_CLOSED_AT:
        *ret = or_null(V_DATETIME, r->closed_at);
        break;
    case SYS_OCCURRED_AT:
        *ret = or_null(V_DATETIME, r->occurred_at);
        break;
    case SYSTEM_FIELDS:
        *ret = value_null();
        break;
    }
    return OK;
}

static enum outcome eval_standard(struct eval *ev, const struct standard *s, struct value *ret,
                                  struct err *e)
{
    const struct record *r = ev->arg;
    (void)e;
    *ret = standard_value(s, date_of(ev->now, ev->plan->calendar.offset_s));
    for (int i = 0; i < r->ledger->keep_n; i++)
        if (r->ledger->keep[i] == s && !value_is_null(r->kept[i]))
            *ret = r->kept[i];
    return OK;
}

int64_t measure_day(const struct plan *plan, const struct measure *m, int64_t datetime)
{
    return date_of(datetime + TIME_DAY - m->day_ends_s, plan->calendar.offset_s);
}

static struct value moment_value(const struct moment *t, const struct record *r)
{
    struct value v = value_null();
    struct eval ev = {.arg = (void *)r};
    struct err ignored;
    if (t->field)
        return r->values[t->field->index];
    eval_system(&ev, NULL, 0, t->system, &v, &ignored);
    return v;
}

static int64_t seconds_of(const struct plan *plan, struct value v)
{
    return v.type == V_DATE ? v.n * TIME_DAY - plan->calendar.offset_s : v.n;
}

static const char *cell_of(struct arena *a, const struct measure *m, const struct record *r)
{
    struct buf b;
    if (m->splits_n == 0)
        return "";
    buf_init(&b, 4096);
    for (int i = 0; i < m->splits_n; i++) {
        const struct field *f = m->splits[i].field;
        buf_text(&b, i ? "," : "");
        if (!f) {
            buf_text(&b, r->ledger->states[r->state].name);
            continue;
        }
        struct value v = r->values[f->index];
        if (vtype_is_text(v.type))
            buf_put(&b, v.s, v.len);
        else if (!value_is_null(v))
            buf_int(&b, v.n);
    }
    const char *cell = arena_text(a, b.data, b.len);
    buf_fini(&b);
    return cell;
}

enum outcome contribution_of(struct contribution *ret, struct arena *a, const struct plan *plan,
                             const struct measure *m, const struct record *r, int64_t level_day,
                             int64_t now, struct err *e)
{
    struct eval ev = {.arena = a,
                      .plan = plan,
                      .now = now,
                      .arg = (void *)r,
                      .field = eval_field,
                      .system = eval_system,
                      .standard = eval_standard};
    bool holds = true;
    *ret = (struct contribution){.place = r->place, .day = level_day, .n = 1};
    enum outcome o = m->where ? expr_holds(&ev, m->where, &holds, e) : OK;
    if (o != OK || !holds)
        return o;
    if (m->on.is_set) {
        struct value on = moment_value(&m->on, r);
        if (value_is_null(on))
            return OK;
        ret->day = on.type == V_DATE ? on.n : measure_day(plan, m, on.n);
    }
    if (m->kind == MEASURE_SUM) {
        struct value v = r->values[m->field->index];
        ret->total = value_is_null(v) ? 0 : v.n;
    } else if (m->kind == MEASURE_DURATION) {
        struct value from = moment_value(&m->from, r), to = moment_value(&m->to, r);
        if (value_is_null(from) || value_is_null(to))
            return OK;
        ret->total = seconds_of(plan, to) - seconds_of(plan, from);
    }
    ret->cell = cell_of(a, m, r);
    ret->counts = true;
    return OK;
}

enum outcome contribution_before_closing(struct contribution *ret, struct arena *a,
                                         const struct plan *plan, const struct measure *m,
                                         const struct record *r, int64_t now, struct err *e)
{
    struct record open = *r;
    open.state = r->ledger->initial;
    open.closed_at = 0;
    return contribution_of(ret, a, plan, m, &open, date_of(r->created_at, plan->calendar.offset_s),
                           now, e);
}
