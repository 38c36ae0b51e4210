/* What a changed record means for duties: its own are opened, moved or ended; those it proves are
 * closed for the occurrence in which it happened. In the change's own transaction. */
#include "base/text.h"
#include "duty/duty_int.h"

static void look(void *arg, const struct expr *x)
{
    bool *asks = arg;
    *asks |= x->outer && x->op != E_THIS;
}

/* Does this record prove the duty of *ret_subject? c->record may be NULL: whether it was one. */
static enum outcome proves(struct work *w, const struct duty *d, const struct record *r,
                           int64_t *ret_subject, struct err *e)
{
    bool holds = true, asks_record = false;
    struct record *outside;
    *ret_subject = 0;
    struct value v = d->proof_link ? r->values[d->proof_link->index] : value_null();
    int64_t subject = d->proof_link ? value_is_null(v) ? 0 : v.n : r->place;
    if (!subject)
        return OK;
    enum outcome o = OK;
    if (d->proof_where) {
        struct eval *eval = record_eval(w, r);
        expr_walk(d->proof_where, look, &asks_record);
        outside = record_stub(w->arena, d->ledger, subject, r->place);
        if (asks_record && d->ledger)
            o = record_load(w->arena, w->db, w->plan, d->ledger, subject, &outside, e);
        if (o == OK) {
            eval->outer = record_eval(w, outside);
            o = expr_holds(eval, d->proof_where, &holds, e);
        }
    }
    if (o == NOT_FOUND)
        return OK;
    if (o == OK && holds)
        *ret_subject = subject;
    return o;
}

static int64_t happened_at(const struct record *r)
{
    return r->occurred_at ? r->occurred_at : r->created_at;
}

static enum outcome judge_proof(struct work *w, struct tally *t, const struct duty *d,
                                const struct change *ch, struct err *e)
{
    struct duty_case c;
    int64_t was = 0, is = 0;
    enum outcome o = ch->before ? proves(w, d, ch->before, &was, e) : OK;
    if (o == OK)
        o = proves(w, d, ch->after, &is, e);
    if (o != OK || (was == is && (!is || happened_at(ch->before) == happened_at(ch->after))))
        return o;
    if (was) {
        o = case_of(&c, w, d, was, ch->before->place, false, e);
        if (o == OK)
            o = case_unprove(&c, t, ch->after->id, e);
    }
    if ((o == OK || o == NOT_FOUND) && is) {
        o = case_of(&c, w, d, is, ch->after->place, false, e);
        if (o == OK)
            o = case_prove(&c, t, happened_at(ch->after), ch->after->changed_by, ch->after->id, e);
    }
    return o == NOT_FOUND ? OK : o;
}

/* proof: this where …: the record itself says that it was done. */
static enum outcome judge_itself(struct duty_case *c, struct tally *t, const struct change *ch,
                                 struct err *e)
{
    bool was = false, is = true;
    struct value v = value_null();
    enum outcome o = c->duty->proof_where ? expr_holds(c->eval, c->duty->proof_where, &is, e) : OK;
    if (o == OK && ch->before)
        o = expr_holds(record_eval(c->w, ch->before), c->duty->proof_where, &was, e);
    /* A consequence of the change comes here before it, with both alike: what is asked once is
     * proved by being so. */
    if (o != OK || (was == is && !(is && c->duty->rhythm == RHYTHM_WITHIN)))
        return o;
    if (!is)
        return case_unprove(c, t, c->subject, e);
    if (c->duty->done_at)
        o = expr_eval(c->eval, c->duty->done_at, &v, e);
    /* Of a consequence: whose change caused it. */
    int64_t by = ch->after->changed_by || !ch->before ? ch->after->changed_by
                                                      : ch->before->changed_by;
    int64_t at = value_is_null(v) ? c->w->now_ms / 1000 : v.n;
    return o == OK ? case_prove(c, t, at, by, c->subject, e) : o;
}

static enum outcome judge_own(struct work *w, struct tally *t, const struct duty *d,
                              const struct change *ch, struct err *e)
{
    struct duty_case c;
    enum settled settled;
    enum outcome o = OK;
    case_of_record(&c, w, d, ch->after);
    /* Opened before it may prove itself; ended only after. */
    if (!ch->before)
        o = case_settle(&c, t, true, &settled, e);
    if (o == OK && d->proof == PROOF_SELF)
        o = judge_itself(&c, t, ch, e);
    if (o == OK && ch->before)
        o = case_settle(&c, t, false, &settled, e);
    return o;
}

enum outcome record_proves(struct work *w, struct tally *t, const struct record *r, struct err *e)
{
    const struct change ch = {.act = "record.create", .after = r};
    enum outcome o = OK;
    for (int i = 0; o == OK && i < w->plan->duties_n; i++) {
        const struct duty *d = &w->plan->duties[i];
        if (d->proof == PROOF_LEDGER && d->proof_ledger == r->ledger)
            o = judge_proof(w, t, d, &ch, e);
    }
    return o;
}

static enum outcome record_changed(struct work *w, const struct change *ch, struct err *e)
{
    const struct ledger *l = ch->after->ledger;
    struct tally t = {.w = w};
    enum outcome o = OK;
    if (w->batch) /* an import's records do not exist yet: the tick takes them in */
        return OK;
    for (int i = 0; o == OK && i < w->plan->duties_n; i++) {
        const struct duty *d = &w->plan->duties[i];
        if (d->ledger == l)
            o = judge_own(w, &t, d, ch, e);
        if (o == OK && d->proof == PROOF_LEDGER && d->proof_ledger == l)
            o = judge_proof(w, &t, d, ch, e);
    }
    return o == OK ? tally_flush(&t, e) : o;
}

/* The row goes: its duties end; what it proved stays proved, but for an import taken back. */
static enum outcome record_erased(struct work *w, const struct record *r, struct err *e)
{
    struct tally t = {.w = w};
    struct duty_case c;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < w->plan->duties_n; i++) {
        const struct duty *d = &w->plan->duties[i];
        struct value link = d->proof_link ? r->values[d->proof_link->index] : value_null();
        int64_t subject = d->proof_link ? link.n : r->place;
        if (d->ledger == r->ledger) {
            case_of_record(&c, w, d, r);
            o = case_end(&c, &t, e);
        }
        if (o != OK || d->proof != PROOF_LEDGER || d->proof_ledger != r->ledger || !subject ||
            (d->proof_link && value_is_null(link)))
            continue;
        if (w->is_undo) {
            o = case_of(&c, w, d, subject, r->place, false, e);
            o = o == OK ? case_unprove(&c, &t, r->id, e) : o == NOT_FOUND ? OK : o;
        } else {
            o = past_forget_proof(w, d, subject, r->id, e);
        }
    }
    return o == OK ? tally_flush(&t, e) : o;
}

static enum outcome batch_ended(struct app *app, struct db *db, const struct plan *plan,
                                int64_t batch, bool is_done, struct err *e)
{
    return imported_note(db, plan, batch, is_done, e);
}

const struct hook duty_hook = {
    .name = "duty", .run = record_changed, .erase = record_erased, .batch = batch_ended};

enum outcome duty_report_made(struct work *w, const char *report, int64_t place, int64_t at,
                              int64_t by, struct err *e)
{
    struct tally t = {.w = w};
    struct duty_case c;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < w->plan->duties_n; i++) {
        const struct duty *d = &w->plan->duties[i];
        if (d->proof != PROOF_REPORT || !text_same(d->proof_report, report))
            continue;
        o = case_of(&c, w, d, place, place, false, e);
        if (o == OK)
            o = case_prove(&c, &t, at, by, 0, e);
    }
    return o == OK ? tally_flush(&t, e) : o;
}
