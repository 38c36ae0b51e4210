/* How duties go on: opened, moved, proved, passed by the clock, excused, ended. Rules over rows;
 * the SQL is in duty_store.c. In a writer's job, like the change that causes it. */
#include "base/text.h"
#include "duty/duty_int.h"
#include "value/time.h"

#define FALLS_MAX 2000 /* occurrences of one subject in one go; the next tick goes on */

/* ---- counting
 * ------------------------------------------------------------------------------------- */

static void tally_put(struct duty_counted *c, enum duty_status status, int by)
{
    int *counts[DUTY_STATUSES] = {&c->in_time, &c->late, &c->missed, &c->excused};
    *counts[status] += by;
}

enum outcome tally_flush(struct tally *t, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < t->n; i++) {
        const struct duty_counted *c = &t->list[i];
        if (c->in_time || c->late || c->missed || c->excused)
            o = count_write(t->w, c, e);
    }
    t->n = 0;
    return o;
}

enum outcome tally_add(struct tally *t, const struct past *p, enum duty_status status, int by,
                       struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; i < t->n; i++)
        if (t->list[i].place == p->place && t->list[i].day == p->day &&
            t->list[i].rule == p->duty->rule) {
            tally_put(&t->list[i], status, by);
            return OK;
        }
    if (t->n == TALLY_MAX)
        o = tally_flush(t, e);
    t->list[t->n] =
        (struct duty_counted){.rule = p->duty->rule, .place = p->place, .day = p->day};
    tally_put(&t->list[t->n++], status, by);
    return o;
}

/* ---- one occurrence ends
 * -------------------------------------------------------------------------- */

static const struct calendar *calendar_of(const struct duty_case *c)
{
    return &c->w->plan->calendar;
}

static int64_t now_of(const struct duty_case *c)
{
    return c->w->now_ms / 1000;
}

/* What comes every so often may be made good until the next time falls due. */
static int64_t until_of(const struct duty *d, const struct occurrence *next)
{
    return !next ? 0 : d->rhythm == RHYTHM_EVERY ? next->due_at : next->opens_at;
}

static void past_of(struct past *p, const struct duty_case *c, const struct live *l,
                    const struct occurrence *next)
{
    *p = (struct past){.duty = l->duty,
                       .subject = l->subject,
                       .place = l->place,
                       .assignee = l->assignee,
                       .day = rhythm_day(calendar_of(c), &l->o),
                       .o = l->o,
                       .late_at = l->late_at,
                       .until_at = until_of(l->duty, next),
                       .reason = ""};
}

static enum outcome past_keep(struct tally *t, struct past *p, struct err *e)
{
    enum outcome o = past_insert(t->w, p, e);
    return o == OK ? tally_add(t, p, p->status, +1, e) : o;
}

static enum outcome past_turn(struct tally *t, struct past *p, enum duty_status status,
                              struct err *e)
{
    enum outcome o = tally_add(t, p, p->status, -1, e);
    p->status = status;
    if (o == OK)
        o = tally_add(t, p, status, +1, e);
    return o == OK ? past_update(t->w, p, e) : o;
}

/* The live row goes to its next occurrence, or away when there is none. */
static enum outcome live_go_on(const struct duty_case *c, struct live *l,
                               const struct occurrence *next, const struct rhythm *r,
                               struct err *e)
{
    if (!next)
        return live_delete(c->w, l->duty, l->subject, e);
    l->o = *next;
    l->rhythm = rhythm_digest(r);
    l->late_at = next->due_at + r->grace_s;
    return live_update(c->w, l, e);
}

static enum outcome fall_one(const struct duty_case *c, struct tally *t, const struct live *l,
                             const struct occurrence *next, struct err *e)
{
    struct past p;
    int64_t after;
    past_of(&p, c, l, next);
    bool is_gone = p.until_at && p.until_at <= now_of(c);
    p.status = is_gone ? DUTY_MISSED : DUTY_LATE;
    p.is_open = !is_gone;
    enum outcome o = step_after(c->w, l->duty, 0, l->place, &after, e);
    p.step_at = after < 0 ? 0 : p.late_at + after;
    return o == OK ? past_keep(t, &p, e) : o;
}

/* Passes every occurrence that ended before `until`. *ret_alive false: there is none left. */
static enum outcome fall_until(const struct duty_case *c, struct tally *t, struct live *l,
                               const struct rhythm *r, int64_t until, bool *ret_alive,
                               struct err *e)
{
    enum outcome o = OK;
    bool has_moved = false;
    *ret_alive = true;
    for (int i = 0; o == OK && *ret_alive && l->late_at < until && i < FALLS_MAX; i++) {
        struct occurrence next;
        *ret_alive = rhythm_next(r, calendar_of(c), &l->o, 0, &next);
        o = fall_one(c, t, l, *ret_alive ? &next : NULL, e);
        if (*ret_alive) {
            l->o = next;
            l->late_at = next.due_at + r->grace_s;
        }
        has_moved = true;
    }
    if (o != OK || !has_moved)
        return o;
    return live_go_on(c, l, *ret_alive ? &l->o : NULL, r, e);
}

enum outcome live_fall(struct duty_case *c, struct tally *t, struct live *l, struct err *e)
{
    struct rhythm r;
    bool is_alive;
    enum outcome o = case_rhythm(c, &r, e);
    return o == OK ? fall_until(c, t, l, &r, now_of(c), &is_alive, e) : o;
}

/* ---- opened, moved, ended
 * ------------------------------------------------------------------------- */

enum outcome case_end(struct duty_case *c, struct tally *t, struct err *e)
{
    struct past list[8];
    int n;
    enum outcome o = live_delete(c->w, c->duty, c->subject, e);
    do {
        if (o == OK)
            o = past_open(c->w, c->duty, c->subject, list, 8, &n, e);
        for (int i = 0; o == OK && i < n; i++) {
            list[i].is_open = false;
            list[i].step_at = 0;
            o = past_turn(t, &list[i], DUTY_MISSED, e);
        }
    } while (o == OK && n == 8);
    return o;
}

static enum outcome open_first(struct duty_case *c, const struct rhythm *r, bool is_new,
                               enum settled *ret, struct err *e)
{
    struct live l = {.duty = c->duty, .subject = c->subject, .place = c->place};
    int64_t start;
    bool had = false;
    /* A once-only duty that is over does not come back. */
    enum outcome o = r->kind == RHYTHM_WITHIN && !is_new
                         ? past_any(c->w, c->duty, c->subject, &had, e)
                         : OK;
    if (o == OK)
        o = case_start(c, &start, e);
    if (o != OK || had || !rhythm_first(r, calendar_of(c), start, &l.o))
        return o;
    l.assignee = case_assignee(c);
    l.rhythm = rhythm_digest(r);
    l.late_at = l.o.due_at + r->grace_s;
    *ret = SETTLED_OPENED;
    return live_insert(c->w, &l, e);
}

/* A new rhythm makes nobody late by itself: an occurrence that is open stays open under the new
 * hours, one to come comes by them, and what the new rhythm puts into the past counts from now. */
static bool replan(const struct rhythm *r, const struct calendar *cal, const struct live *l,
                   int64_t now, struct occurrence *ret)
{
    struct occurrence before = {now, now};
    if (r->kind == RHYTHM_EVERY || r->kind == RHYTHM_WITHIN) {
        if (!rhythm_first(r, cal, l->o.opens_at, ret))
            return false;
        return ret->due_at > now || rhythm_first(r, cal, now, ret);
    }
    if (r->kind == RHYTHM_TIMES && r->amount <= 0)
        return false;
    if (!rhythm_next(r, cal, &before, 0, ret))
        return false;
    while (l->o.opens_at > now && ret->opens_at < now)
        if (!rhythm_next(r, cal, ret, 0, ret))
            return false;
    return true;
}

static enum outcome move_row(struct duty_case *c, struct live *l, const struct rhythm *r,
                             enum settled *ret, struct err *e)
{
    struct occurrence next = l->o;
    bool is_alive = true;
    int64_t assignee = c->record ? case_assignee(c) : l->assignee;
    bool is_replanned = l->rhythm != rhythm_digest(r);
    if (!is_replanned && l->place == c->place && l->assignee == assignee)
        return OK;
    if (is_replanned)
        is_alive = replan(r, calendar_of(c), l, now_of(c), &next);
    l->place = c->place;
    l->assignee = assignee;
    *ret = !is_alive ? SETTLED_ENDED : is_replanned ? SETTLED_MOVED : SETTLED_SAME;
    return live_go_on(c, l, is_alive ? &next : NULL, r, e);
}

enum outcome case_settle(struct duty_case *c, struct tally *t, bool is_new, enum settled *ret,
                         struct err *e)
{
    struct live l;
    struct rhythm r;
    bool holds, found = false;
    *ret = SETTLED_SAME;
    enum outcome o = case_holds(c, &holds, e);
    if (o == OK && !is_new)
        o = live_find(c->w, c->duty, c->subject, &l, &found, e);
    if (o != OK || (!holds && is_new))
        return o;
    if (!holds) {
        *ret = found ? SETTLED_ENDED : SETTLED_SAME;
        return case_end(c, t, e);
    }
    o = case_rhythm(c, &r, e);
    if (o != OK)
        return o;
    return found ? move_row(c, &l, &r, ret, e) : open_first(c, &r, is_new, ret, e);
}

enum outcome case_is_settled(struct duty_case *c, bool *ret, struct err *e)
{
    struct live l;
    struct rhythm r;
    bool holds, found, had = false;
    enum outcome o = case_holds(c, &holds, e);
    if (o == OK)
        o = live_find(c->w, c->duty, c->subject, &l, &found, e);
    if (o == OK)
        o = case_rhythm(c, &r, e);
    if (o == OK && holds && !found && r.kind == RHYTHM_WITHIN)
        o = past_any(c->w, c->duty, c->subject, &had, e);
    if (o != OK)
        return o;
    struct occurrence first;
    bool wants = holds && (found ? r.kind == RHYTHM_DAILY || r.kind == RHYTHM_WEEKLY ||
                                       r.kind == RHYTHM_MONTHLY || r.amount > 0
                                 : !had && rhythm_first(&r, calendar_of(c), now_of(c), &first));
    *ret = found == wants && (!found || (l.rhythm == rhythm_digest(&r) && l.place == c->place));
    return OK;
}

/* ---- proved
 * --------------------------------------------------------------------------------------- */

static enum outcome prove_past(struct tally *t, struct past *p, int64_t done_at, int64_t by,
                               int64_t proof, struct err *e)
{
    if (p->done_at)
        return OK; /* two prove the same: the first stands */
    p->done_at = done_at;
    p->done_by = by;
    p->proof = proof;
    p->is_open = false;
    p->step_at = 0;
    return past_turn(t, p, done_at <= p->late_at ? DUTY_IN_TIME : DUTY_LATE, e);
}

static enum outcome prove_live(struct duty_case *c, struct tally *t, struct live *l,
                               const struct rhythm *r, int64_t done_at, int64_t by, int64_t proof,
                               struct err *e)
{
    struct occurrence next;
    struct past p;
    bool is_alive = rhythm_next(r, calendar_of(c), &l->o, done_at, &next);
    past_of(&p, c, l, is_alive ? &next : NULL);
    p.status = done_at <= l->late_at ? DUTY_IN_TIME : DUTY_LATE;
    p.done_at = done_at;
    p.done_by = by;
    p.proof = proof;
    enum outcome o = past_keep(t, &p, e);
    return o == OK ? live_go_on(c, l, is_alive ? &next : NULL, r, e) : o;
}

enum outcome case_prove(struct duty_case *c, struct tally *t, int64_t done_at, int64_t by,
                        int64_t proof, struct err *e)
{
    struct live l;
    struct past p;
    struct rhythm r;
    bool has_live, has_past = false, is_alive = true;
    if (done_at > now_of(c) + 600)
        return OK; /* has not happened yet */
    enum outcome o = live_find(c->w, c->duty, c->subject, &l, &has_live, e);
    if (o == OK && has_live)
        o = case_rhythm(c, &r, e);
    /* The clock may stand behind (a server that was down): first what is over by then. */
    if (o == OK && has_live && l.late_at < done_at) {
        o = fall_until(c, t, &l, &r, done_at, &is_alive, e);
        has_live = is_alive;
    }
    if (o == OK && (!has_live || done_at < l.o.opens_at || r.kind == RHYTHM_EVERY))
        o = past_at(c->w, c->duty, c->subject, done_at, &p, &has_past, e);
    if (o != OK)
        return o;
    if (has_past && !p.done_at && (!p.until_at || done_at < p.until_at)) {
        o = prove_past(t, &p, done_at, by, proof, e);
        if (o == OK && has_live && r.kind == RHYTHM_EVERY && done_at > l.o.opens_at &&
            rhythm_next(&r, calendar_of(c), &l.o, done_at, &l.o))
            o = live_go_on(c, &l, &l.o, &r, e);
        return o;
    }
    if (!has_live)
        return OK;
    /* A little early counts; what is asked once is proved by whatever came before, too. */
    if (done_at >= l.o.opens_at - r.grace_s || r.kind == RHYTHM_WITHIN)
        return prove_live(c, t, &l, &r, done_at, by, proof, e);
    return OK;
}

enum outcome case_unprove(struct duty_case *c, struct tally *t, int64_t proof, struct err *e)
{
    struct past p;
    struct live l;
    bool found, has_live;
    int64_t now = now_of(c);
    enum outcome o = past_of_proof(c->w, c->duty, c->subject, proof, &p, &found, e);
    if (o == OK && found)
        o = live_find(c->w, c->duty, c->subject, &l, &has_live, e);
    if (o != OK || !found)
        return o;
    if (has_live && p.late_at >= now && until_of(c->duty, &l.o) == p.until_at) {
        /* Not over yet: it is due again. */
        l.o = p.o;
        l.late_at = p.late_at;
        o = live_update(c->w, &l, e);
        if (o == OK)
            o = past_delete(c->w, p.id, e);
        return o == OK ? tally_add(t, &p, p.status, -1, e) : o;
    }
    bool is_gone = p.until_at && p.until_at <= now;
    p.done_at = p.done_by = p.proof = 0;
    p.is_open = !is_gone;
    return past_turn(t, &p, is_gone ? DUTY_MISSED : DUTY_LATE, e);
}

/* ---- could not, because
 * --------------------------------------------------------------------------- */

enum outcome case_excuse(struct duty_case *c, struct tally *t, struct past *p, const char *reason,
                         struct past *ret, struct err *e)
{
    struct live l;
    struct rhythm r;
    struct occurrence next;
    bool found;
    enum outcome o;
    if (p) {
        if (p->done_at)
            return err_set(e, CONFLICT, NULL, "done", "this has been done already", "此项已完成");
        p->is_open = false;
        p->step_at = 0;
        p->reason = reason;
        o = past_turn(t, p, DUTY_EXCUSED, e);
        *ret = *p;
        return o;
    }
    o = live_find(c->w, c->duty, c->subject, &l, &found, e);
    if (o == OK && !found)
        return err_set(e, NOT_FOUND, NULL, "absent", "nothing is due here", "此处没有待办任务");
    if (o == OK)
        o = case_rhythm(c, &r, e);
    if (o != OK)
        return o;
    bool is_alive = rhythm_next(&r, calendar_of(c), &l.o, 0, &next);
    past_of(ret, c, &l, is_alive ? &next : NULL);
    ret->status = DUTY_EXCUSED;
    ret->reason = reason;
    o = past_keep(t, ret, e);
    return o == OK ? live_go_on(c, &l, is_alive ? &next : NULL, &r, e) : o;
}
