/* One rule for one subject: what the plan's expressions give for it. Asks the ledger, writes
 * nothing. */
#include "base/text.h"
#include "duty/duty_int.h"
#include "place/place.h"
#include "value/time.h"

struct asking {
    const struct ledger *ledger;
    bool asks;
};

static void look(void *arg, const struct expr *x)
{
    struct asking *a = arg;
    switch (x->op) {
    case E_FIELD:
    case E_SYSTEM:
    case E_DOT:
    case E_PLACE_FIELD:
    case E_THIS:
    case E_QUERY:
        a->asks = true;
        break;
    case E_STD: /* frozen in the record? */
        for (int i = 0; a->ledger && i < a->ledger->keep_n; i++)
            a->asks |= a->ledger->keep[i] == x->standard;
        break;
    default:
        break;
    }
}

/* Do the amounts need the record's own values? Level standards need only its place. */
static bool needs_record(const struct duty *d)
{
    struct asking a = {.ledger = d->ledger};
    if (d->amount)
        expr_walk(d->amount, look, &a);
    if (d->grace)
        expr_walk(d->grace, look, &a);
    for (int i = 0; i < d->at_n; i++)
        expr_walk(d->at[i], look, &a);
    return a.asks;
}

void case_of_record(struct duty_case *c, struct work *w, const struct duty *d,
                    const struct record *r)
{
    *c = (struct duty_case){.w = w, .duty = d, .subject = r->id, .place = r->place, .record = r};
    c->eval = record_eval(w, r);
}

enum outcome case_of(struct duty_case *c, struct work *w, const struct duty *d, int64_t subject,
                     int64_t place, bool with_record, struct err *e)
{
    struct record *r;
    *c = (struct duty_case){.w = w, .duty = d, .subject = subject, .place = place};
    if (d->ledger && (with_record || needs_record(d))) {
        enum outcome o = record_load(w->arena, w->db, w->plan, d->ledger, subject, &r, e);
        if (o != OK)
            return o;
        case_of_record(c, w, d, r);
        return OK;
    }
    if (!d->ledger && with_record) {
        struct place p;
        enum outcome o = place_get(&p, w->arena, w->db, subject, e);
        if (o == OK && p.retired_on)
            o = NOT_FOUND;
        if (o != OK)
            return o;
    }
    c->eval = record_eval(w, record_stub(w->arena, d->ledger, subject, place));
    return OK;
}

static enum outcome number_of(const struct duty_case *c, const struct expr *x, int64_t *ret,
                              struct err *e)
{
    struct value v;
    *ret = 0;
    if (!x)
        return OK;
    enum outcome o = expr_eval(c->eval, x, &v, e);
    if (o == OK && !value_is_null(v))
        *ret = v.n;
    return o;
}

enum outcome case_rhythm(const struct duty_case *c, struct rhythm *ret, struct err *e)
{
    const struct duty *d = c->duty;
    struct part windows[RHYTHM_PARTS];
    int windows_n = d->windows_n < RHYTHM_PARTS ? d->windows_n : RHYTHM_PARTS;
    *ret = (struct rhythm){.kind = d->rhythm,
                           .weekdays = d->weekdays,
                           .month_day = d->month_day,
                           .days = d->days,
                           .skips_night = d->skips_night,
                           .covers_to_s = d->window ? d->window->to_s : 0};
    enum outcome o = number_of(c, d->amount, &ret->amount, e);
    if (o == OK)
        o = number_of(c, d->grace, &ret->grace_s, e);
    if (ret->grace_s < 0)
        ret->grace_s = 0;
    for (int i = 0; o == OK && i < d->at_n && i < RHYTHM_PARTS; i++) {
        o = number_of(c, d->at[i], &ret->at_s[ret->at_n], e);
        /* Times of day in rising order; a standard may have brought them out of it. */
        if (!ret->at_n || ret->at_s[ret->at_n] > ret->at_s[ret->at_n - 1])
            ret->at_n++;
    }
    if (d->rhythm == RHYTHM_EVERY && ret->amount > 0 && ret->amount < 600)
        ret->amount = 600;
    for (int i = 0; i < windows_n; i++)
        windows[i] = (struct part){d->windows[i]->from_s, d->windows[i]->to_s};
    if (d->rhythm == RHYTHM_TIMES)
        rhythm_split_day(ret, &c->w->plan->calendar, windows, windows_n);
    return o;
}

enum outcome case_holds(const struct duty_case *c, bool *ret, struct err *e)
{
    const struct duty *d = c->duty;
    *ret = true;
    if (d->while_)
        return expr_holds(c->eval, d->while_, ret, e);
    if (c->record)
        *ret = !record_is_closed(c->record);
    return OK;
}

enum outcome case_start(const struct duty_case *c, int64_t *ret, struct err *e)
{
    int64_t from = 0, now = c->w->now_ms / 1000;
    enum outcome o = number_of(c, c->duty->from, &from, e);
    int64_t recorded = c->record && c->record->rev == 1 ? c->record->created_at : now;
    /* What comes again begins when it is known: nobody is late for days before that. Once-only
     * duties count from the event itself. */
    *ret = c->duty->rhythm == RHYTHM_WITHIN && from ? from : from > recorded ? from : recorded;
    return o;
}

int64_t case_assignee(const struct duty_case *c)
{
    const struct field *f = c->duty->by_field;
    if (!f || !c->record || value_is_null(c->record->values[f->index]))
        return 0;
    return c->record->values[f->index].n;
}

enum outcome step_after(struct work *w, const struct duty *d, int step, int64_t place,
                        int64_t *ret, struct err *e)
{
    struct duty_case c = {.w = w, .duty = d};
    *ret = -1;
    if (step >= d->steps_n)
        return OK;
    c.eval = record_eval(w, record_stub(w->arena, NULL, 0, place));
    enum outcome o = number_of(&c, d->steps[step].after, ret, e);
    if (*ret < 0)
        *ret = 0;
    return o;
}
