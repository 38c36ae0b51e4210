/* A month's roster, made and checked. See roster.h. */
#include "duty/roster.h"

#include <stdlib.h>
#include <string.h>

#define DAY 86400
#define TRIES 2000000 /* exchanges looked at while a month is made fairer: some 0.1 s */

enum tally { NIGHTS, WEEKENDS, HOLIDAYS, ALL, TALLIES };
struct load { /* of one person while the month is being made */
    int count[TALLIES], stayed;
    int64_t free_at, last_day, back_day;
    int64_t from_at; /* rested from the days before */
};

static bool is_away(const struct roster_person *p, int64_t day)
{
    int low = 0, high = p->away_n;
    while (low < high) {
        int half = (low + high) / 2;
        if (p->away[half] < day)
            low = half + 1;
        else
            high = half;
    }
    return low < p->away_n && p->away[low] == day;
}

static int64_t shift_end(const struct roster_shift *s, int64_t day)
{
    return day * DAY + s->to_s + (s->to_s <= s->from_s ? DAY : 0);
}

/* Crew k works the shift (day + k) mod crews; where that is none, the crew rests. */
static bool is_turn(const struct roster_rule *r, const struct roster_person *p, int shift,
                    int64_t day)
{
    return r->crews <= 0 || (day + p->crew) % r->crews == shift;
}

static bool can(const struct roster_person *p, const struct load *l, const struct roster_shift *s,
                int64_t day)
{
    return l->last_day != day && !is_away(p, day) && day >= l->back_day &&
           l->free_at <= day * DAY + s->from_s;
}

/* What a shift counts as besides being one. */
static bool counts_as(const struct roster_rule *r, int shift, enum roster_day day, enum tally t)
{
    return t == ALL || (t == NIGHTS && r->shifts[shift].is_night) ||
           (t == WEEKENDS && day == ROSTER_WEEKEND) || (t == HOLIDAYS && day == ROSTER_HOLIDAY);
}

/* a before b? */
static bool goes_before(const struct load *a, const struct load *b, bool night,
                        enum roster_day day)
{
    enum tally rest = day == ROSTER_HOLIDAY ? HOLIDAYS : WEEKENDS;
    if (day != ROSTER_WORKDAY && a->count[rest] != b->count[rest])
        return a->count[rest] < b->count[rest];
    if (night && a->count[NIGHTS] != b->count[NIGHTS])
        return a->count[NIGHTS] < b->count[NIGHTS];
    if (a->count[ALL] != b->count[ALL])
        return a->count[ALL] < b->count[ALL];
    if (!night && a->count[NIGHTS] != b->count[NIGHTS])
        return a->count[NIGHTS] > b->count[NIGHTS]; /* who had the nights takes the days */
    return a->free_at < b->free_at;
}

static void take(const struct roster_rule *r, struct load *l, int shift, int64_t day,
                 enum roster_day kind)
{
    l->stayed = l->last_day == day - 1 ? l->stayed + 1 : 1;
    l->last_day = day;
    for (int t = 0; t < TALLIES; t++)
        l->count[t] += counts_as(r, shift, kind, (enum tally)t);
    l->free_at = shift_end(&r->shifts[shift], day) + r->rest_s;
    if (r->stay_days && l->stayed >= r->stay_days) {
        l->back_day = day + 1 + r->rest_days;
        l->stayed = 0;
    }
}

static int choose(const struct roster_rule *r, const struct roster_person *people, int n,
                  const struct load *loads, int shift, int64_t day, enum roster_day kind,
                  unsigned skills)
{
    const struct roster_shift *s = &r->shifts[shift];
    int best = -1;
    for (int i = 0; i < n; i++)
        if ((people[i].skills & skills) == skills && is_turn(r, &people[i], shift, day) &&
            can(&people[i], &loads[i], s, day) &&
            (best < 0 || goes_before(&loads[i], &loads[best], s->is_night, kind)))
            best = i;
    return best;
}

static int index_of(const struct roster_person *people, int n, int64_t id)
{
    for (int i = 0; id && i < n; i++)
        if (people[i].id == id)
            return i;
    return -1;
}

/* ---- fairer by handing over and exchanging
 * ---------------------------------------------------------- */

struct fairing {
    const struct roster_rule *rule;
    const struct roster_person *people;
    int people_n;
    const struct roster_span *span;
    struct roster_seat *seats;
    int n;
    struct load *loads;
    int *whose;       /* of each seat: index of its person, -1 vacant */
    struct mine {     /* seats of each person, by day */
        int *list, n;
    } * mine;
    int tries;
};

static enum roster_day kind_of(const struct fairing *f, const struct roster_seat *s)
{
    return (enum roster_day)f->span->kinds[s->day - f->span->first];
}

/* Could person i work `in` instead of `out` (-1: besides), everything else as it is? */
static bool may_take(struct fairing *f, int i, int in, int out)
{
    const struct roster_seat *s = &f->seats[in];
    const struct roster_person *p = &f->people[i];
    const struct roster_shift *shift = &f->rule->shifts[s->shift];
    unsigned skills = s->head == 0 ? shift->skills : 0;
    f->tries++;
    if ((p->skills & skills) != skills || !is_turn(f->rule, p, s->shift, s->day) ||
        is_away(p, s->day) || s->day * DAY + shift->from_s < f->loads[i].from_at)
        return false;
    for (int k = 0; k < f->mine[i].n; k++) {
        const struct roster_seat *o = &f->seats[f->mine[i].list[k]];
        const struct roster_shift *other = &f->rule->shifts[o->shift];
        if (f->mine[i].list[k] == out)
            continue;
        if (o->day == s->day)
            return false;
        int64_t gap = o->day < s->day
                          ? s->day * DAY + shift->from_s - shift_end(other, o->day)
                          : o->day * DAY + other->from_s - shift_end(shift, s->day);
        if (gap < f->rule->rest_s)
            return false;
    }
    return true;
}

/* What is gained (sum of squares) when `seat` goes from a to b; kinds that `back` counts as, too,
 * come back in an exchange. */
static int gain(const struct fairing *f, int a, int b, int seat, int back)
{
    int won = 0;
    for (int t = 0; t < TALLIES; t++) {
        const struct roster_seat *s = &f->seats[seat];
        int d = counts_as(f->rule, s->shift, kind_of(f, s), (enum tally)t);
        if (back >= 0)
            d -= counts_as(f->rule, f->seats[back].shift, kind_of(f, &f->seats[back]),
                           (enum tally)t);
        int x = f->loads[a].count[t], y = f->loads[b].count[t];
        won += x * x + y * y - (x - d) * (x - d) - (y + d) * (y + d);
    }
    return won;
}

static void give(struct fairing *f, int seat, int to)
{
    int from = f->whose[seat], k = 0;
    const struct roster_seat *s = &f->seats[seat];
    for (int t = 0; t < TALLIES; t++) {
        int d = counts_as(f->rule, s->shift, kind_of(f, s), (enum tally)t);
        f->loads[from].count[t] -= d;
        f->loads[to].count[t] += d;
    }
    struct mine *m = &f->mine[from];
    while (m->list[k] != seat)
        k++;
    m->list[k] = m->list[--m->n];
    f->mine[to].list[f->mine[to].n++] = seat;
    f->whose[seat] = to;
    f->seats[seat].person = f->people[to].id;
}

/* One step from a, who has more, to b. */
static bool pass_on(struct fairing *f, int a, int b, enum tally t)
{
    for (int i = 0; i < f->mine[a].n; i++) {
        int seat = f->mine[a].list[i];
        const struct roster_seat *s = &f->seats[seat];
        if (!counts_as(f->rule, s->shift, kind_of(f, s), t))
            continue;
        if (gain(f, a, b, seat, -1) > 0 && may_take(f, b, seat, -1)) {
            give(f, seat, b);
            return true;
        }
        for (int k = 0; k < f->mine[b].n; k++) {
            int back = f->mine[b].list[k];
            if (gain(f, a, b, seat, back) > 0 && may_take(f, b, seat, back) &&
                may_take(f, a, back, seat)) {
                give(f, seat, b);
                give(f, back, a);
                return true;
            }
        }
    }
    return false;
}

static bool fairer_by_one(struct fairing *f, enum tally t)
{
    for (int a = 0; a < f->people_n; a++)
        for (int b = 0; b < f->people_n && f->tries < TRIES; b++)
            if (f->loads[a].count[t] > f->loads[b].count[t] + 1 && pass_on(f, a, b, t))
                return true;
    return false;
}

static void make_fairer(struct fairing *f)
{
    bool has_moved = true;
    f->whose = calloc((size_t)f->n + 1, sizeof *f->whose);
    f->mine = calloc((size_t)f->people_n + 1, sizeof *f->mine);
    if (!f->whose || !f->mine)
        abort();
    for (int i = 0; i < f->people_n; i++) {
        f->mine[i].list = calloc((size_t)f->span->days + 1, sizeof(int));
        if (!f->mine[i].list)
            abort();
    }
    for (int k = 0; k < f->n; k++) {
        f->whose[k] = index_of(f->people, f->people_n, f->seats[k].person);
        if (f->whose[k] >= 0)
            f->mine[f->whose[k]].list[f->mine[f->whose[k]].n++] = k;
    }
    while (has_moved && f->tries < TRIES) {
        has_moved = false;
        for (int t = 0; t < TALLIES; t++)
            while (fairer_by_one(f, (enum tally)t))
                has_moved = true;
    }
    for (int i = 0; i < f->people_n; i++)
        free(f->mine[i].list);
    free(f->mine);
    free(f->whose);
}

/* ---- making
 * --------------------------------------------------------------------------------------- */

static struct load *loads_before(const struct roster_rule *r, const struct roster_person *people,
                                 int people_n, const struct roster_span *span)
{
    struct load *loads = calloc((size_t)people_n + 1, sizeof *loads);
    if (!loads)
        abort();
    for (int i = 0; i < people_n; i++) {
        loads[i].last_day = INT64_MIN;
        loads[i].free_at = INT64_MIN;
    }
    for (int k = 0; k < span->before_n; k++) {
        int i = index_of(people, people_n, span->before[k].person);
        if (i >= 0)
            take(r, &loads[i], span->before[k].shift, span->before[k].day, ROSTER_WORKDAY);
    }
    for (int i = 0; i < people_n; i++) { /* who rests still is known; the month counts anew */
        memset(loads[i].count, 0, sizeof loads[i].count);
        loads[i].from_at = loads[i].free_at;
    }
    return loads;
}

void roster_make(const struct roster_rule *r, const struct roster_person *people, int people_n,
                 const struct roster_span *span, struct roster_seat *ret, int *ret_n,
                 int *ret_vacant)
{
    struct load *loads = loads_before(r, people, people_n, span);
    int n = 0, vacant = 0;
    for (int d = 0; d < span->days; d++)
        for (int s = 0; s < r->shifts_n; s++)
            for (int head = 0; head < r->shifts[s].heads; head++) {
                int64_t day = span->first + d;
                enum roster_day kind = (enum roster_day)span->kinds[d];
                unsigned skills = head == 0 ? r->shifts[s].skills : 0;
                int who = choose(r, people, people_n, loads, s, day, kind, skills);
                ret[n++] = (struct roster_seat){day, s, who < 0 ? 0 : people[who].id, head};
                if (who < 0)
                    vacant++;
                else
                    take(r, &loads[who], s, day, kind);
            }
    /* Crews share by turns, stays by their length: there nothing is exchanged. */
    if (r->crews <= 0 && !r->stay_days) {
        struct fairing f = {.rule = r, .people = people, .people_n = people_n, .span = span,
                            .seats = ret, .n = n, .loads = loads};
        make_fairer(&f);
    }
    free(loads);
    *ret_n = n;
    *ret_vacant = vacant;
}

/* ---- checking ---- */

struct found {
    struct roster_problem *list;
    int n, max;
};

static void tell(struct found *f, enum roster_fault fault, const struct roster_seat *s)
{
    if (f->n < f->max)
        f->list[f->n] = (struct roster_problem){fault, s->day, s->person, s->shift};
    f->n += f->n < f->max;
}

static int by_person(const void *a, const void *b)
{
    const struct roster_seat *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->shift - y->shift;
}

static int by_shift(const void *a, const void *b)
{
    const struct roster_seat *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->shift != y->shift ? x->shift - y->shift : x->head - y->head;
}

static void check_person(const struct roster_rule *r, const struct roster_person *p,
                         const struct roster_seat *s, int n, struct found *f)
{
    int stayed = 0;
    for (int i = 0; i < n; i++) {
        const struct roster_seat *before = i ? &s[i - 1] : NULL;
        int64_t gap = before ? s[i].day - before->day - 1 : 0;
        bool too_soon = before && r->stay_days && stayed >= r->stay_days && gap < r->rest_days;
        stayed = before && gap <= 0 ? stayed + (s[i].day != before->day) : 1;
        if (before && before->day == s[i].day)
            tell(f, ROSTER_DOUBLE, &s[i]);
        else if (before && shift_end(&r->shifts[before->shift], before->day) + r->rest_s >
                               s[i].day * DAY + r->shifts[s[i].shift].from_s)
            tell(f, ROSTER_REST, &s[i]);
        if (p && is_away(p, s[i].day))
            tell(f, ROSTER_AWAY, &s[i]);
        if (r->stay_days && (stayed > r->stay_days || (too_soon && gap > 0)))
            tell(f, ROSTER_STAY, &s[i]);
    }
}

static void check_skills(const struct roster_rule *r, const struct roster_person *people,
                         int people_n, const struct roster_seat *s, int n, struct found *f)
{
    for (int i = 0, end; i < n; i = end) {
        unsigned wanted = r->shifts[s[i].shift].skills;
        bool has = !wanted, is_filled = false;
        for (end = i; end < n && s[end].day == s[i].day && s[end].shift == s[i].shift; end++) {
            int who = index_of(people, people_n, s[end].person);
            is_filled |= s[end].person != 0;
            has |= who >= 0 && (people[who].skills & wanted) == wanted;
        }
        if (!has && is_filled)
            tell(f, ROSTER_SKILL, &s[i]);
    }
}

int roster_check(const struct roster_rule *r, const struct roster_person *people, int people_n,
                 const struct roster_seat *seats, int n, struct roster_problem *ret, int max)
{
    struct roster_seat *sorted = malloc(sizeof *sorted * (size_t)(n + 1));
    struct found f = {ret, 0, max};
    if (!sorted)
        abort();
    memcpy(sorted, seats, sizeof *sorted * (size_t)n);
    qsort(sorted, (size_t)n, sizeof *sorted, by_person);
    for (int i = 0, end; i < n; i = end) {
        int who = index_of(people, people_n, sorted[i].person);
        for (end = i; end < n && sorted[end].person == sorted[i].person; end++)
            if (!sorted[i].person)
                tell(&f, ROSTER_VACANT, &sorted[end]);
        if (sorted[i].person)
            check_person(r, who < 0 ? NULL : &people[who], &sorted[i], end - i, &f);
    }
    qsort(sorted, (size_t)n, sizeof *sorted, by_shift);
    check_skills(r, people, people_n, sorted, n, &f);
    free(sorted);
    return f.n;
}
