/* A month's roster, made and checked. See roster.h. */
#include "duty/roster.h"

#include <stdlib.h>
#include <string.h>

#define DAY 86400

struct load { /* of one person while the month is being made */
    int nights, rests, all, stayed;
    int64_t free_at, last_day, back_day;
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

static bool can(const struct roster_rule *r, const struct roster_person *p, const struct load *l,
                const struct roster_shift *s, int64_t day)
{
    if (l->last_day == day || is_away(p, day) || day < l->back_day)
        return false;
    return l->free_at <= day * DAY + s->from_s || !l->all;
}

/* a before b? */
static bool goes_before(const struct load *a, const struct load *b, bool night, bool rest)
{
    if (night && a->nights != b->nights)
        return a->nights < b->nights;
    if (rest && a->rests != b->rests)
        return a->rests < b->rests;
    if (a->all != b->all)
        return a->all < b->all;
    if (!night && a->nights != b->nights)
        return a->nights > b->nights; /* who had the nights takes the days */
    return a->free_at < b->free_at;
}

static void take(const struct roster_rule *r, struct load *l, const struct roster_shift *s,
                 int64_t day, bool rest)
{
    l->stayed = l->last_day == day - 1 ? l->stayed + 1 : 1;
    l->last_day = day;
    l->all++;
    l->nights += s->is_night;
    l->rests += rest;
    l->free_at = shift_end(s, day) + r->rest_s;
    if (r->stay_days && l->stayed >= r->stay_days) {
        l->back_day = day + 1 + r->rest_days;
        l->stayed = 0;
    }
}

/* Four crews, three shifts: crew k works shift (day - k) mod crews; the last step is its rest. */
static bool is_turn(const struct roster_rule *r, const struct roster_person *p, int shift,
                    int64_t day, int64_t first)
{
    if (r->crews <= 0)
        return true;
    int64_t step = (day - first + p->crew) % r->crews;
    return step == shift;
}

static int choose(const struct roster_rule *r, const struct roster_person *people, int n,
                  const struct load *loads, int shift, int64_t day, int64_t first, bool rest,
                  unsigned skills)
{
    const struct roster_shift *s = &r->shifts[shift];
    int best = -1;
    for (int i = 0; i < n; i++)
        if ((people[i].skills & skills) == skills && is_turn(r, &people[i], shift, day, first) &&
            can(r, &people[i], &loads[i], s, day) &&
            (best < 0 || goes_before(&loads[i], &loads[best], s->is_night, rest)))
            best = i;
    return best;
}

void roster_make(const struct roster_rule *r, const struct roster_person *people, int people_n,
                 int64_t first_day, int days, const bool *is_rest, struct roster_seat *ret,
                 int *ret_n, int *ret_vacant)
{
    struct load *loads = calloc((size_t)people_n + 1, sizeof *loads);
    int n = 0, vacant = 0;
    if (!loads)
        abort();
    for (int i = 0; i < people_n; i++)
        loads[i].last_day = INT64_MIN;
    for (int d = 0; d < days; d++)
        for (int s = 0; s < r->shifts_n; s++)
            for (int head = 0; head < r->shifts[s].heads; head++) {
                int64_t day = first_day + d;
                unsigned skills = head == 0 ? r->shifts[s].skills : 0;
                int who = choose(r, people, people_n, loads, s, day, first_day, is_rest[d], skills);
                ret[n++] = (struct roster_seat){day, s, who < 0 ? 0 : people[who].id};
                if (who < 0)
                    vacant++;
                else
                    take(r, &loads[who], &r->shifts[s], day, is_rest[d]);
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

static const struct roster_person *person_of(const struct roster_person *people, int n, int64_t id)
{
    for (int i = 0; i < n; i++)
        if (people[i].id == id)
            return &people[i];
    return NULL;
}

int roster_check(const struct roster_rule *r, const struct roster_person *people, int people_n,
                 const struct roster_seat *seats, int n, struct roster_problem *ret, int max)
{
    struct roster_seat *sorted = malloc(sizeof *sorted * (size_t)(n + 1));
    struct found f = {ret, 0, max};
    const struct roster_person *p = NULL;
    int stayed = 0;
    if (!sorted)
        abort();
    memcpy(sorted, seats, sizeof *sorted * (size_t)n);
    qsort(sorted, (size_t)n, sizeof *sorted, by_person);
    for (int i = 0; i < n; i++) {
        const struct roster_seat *s = &sorted[i], *before = i ? &sorted[i - 1] : NULL;
        bool same = before && before->person == s->person;
        if (!s->person) {
            tell(&f, ROSTER_VACANT, s);
            continue;
        }
        if (!same)
            p = person_of(people, people_n, s->person);
        stayed = same && s->day <= before->day + 1 ? stayed + (s->day != before->day) : 1;
        if (same && before->day == s->day)
            tell(&f, ROSTER_DOUBLE, s);
        else if (same && shift_end(&r->shifts[before->shift], before->day) + r->rest_s >
                             s->day * DAY + r->shifts[s->shift].from_s)
            tell(&f, ROSTER_REST, s);
        if (p && is_away(p, s->day))
            tell(&f, ROSTER_AWAY, s);
        if (r->stay_days && stayed > r->stay_days)
            tell(&f, ROSTER_STAY, s);
    }
    free(sorted);
    return f.n;
}
