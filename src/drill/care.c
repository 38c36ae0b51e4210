/* Severe illness: hospital and intensive-care beds, deaths. A severe person takes a bed when there
 * is one; without it more of them die (disease.short_of_bed). Also the beds in which cases
 * without severe illness are isolated. Says nothing of treatment. */
#include <math.h>
#include <stdlib.h>

#include "drill/run.h"

struct care {
    int days;
    struct list *severe, *critical, *leave, *death; /* by day: infections */
    int used[BED_ICU + 1];
};

struct care *care_new(int days)
{
    struct care *c = calloc(1, sizeof *c);
    if (!c || !(c->severe = calloc((size_t)days * 4, sizeof *c->severe)))
        abort();
    c->days = days;
    c->critical = c->severe + days;
    c->leave = c->critical + days;
    c->death = c->leave + days;
    return c;
}

void care_free(struct care *c)
{
    if (!c)
        return;
    for (int i = 0; i < c->days * 4; i++)
        free(c->severe[i].items);
    free(c->severe);
    free(c);
}

void care_clear(struct care *c)
{
    for (int i = 0; i < c->days * 4; i++)
        c->severe[i].n = 0;
    memset(c->used, 0, sizeof c->used);
}

static void at(struct run *r, struct list *lists, float day, uint32_t index)
{
    int d = (int)day;
    d = d < r->day ? r->day : d;
    if (d < r->days)
        list_add(&lists[d], index);
}

void care_expect(struct run *r, uint32_t index)
{
    struct care *c = r->care;
    const struct infection *i = &r->infections[index];
    const struct world *w = r->w;
    uint64_t u = draw(draw_key(r->seed, i->person), 0, DRAW_STAY, 0);
    float severe = i->onset + quantile(&w->severe_after, u & 65535), leave;
    at(r, c->severe, severe, index);
    if (i->course == COURSE_CRITICAL) {
        float critical = severe + quantile(&w->critical_after, u >> 16 & 65535);
        leave = critical + quantile(&w->critical_stay, u >> 32 & 65535);
        at(r, c->critical, critical, index);
    } else {
        leave = severe + quantile(&w->severe_stay, u >> 48);
    }
    at(r, i->dies ? c->death : c->leave, leave, index);
}

static int beds(const struct run *r, enum bed kind)
{
    double n = kind == BED_ICU        ? r->p->icu_beds
               : kind == BED_HOSPITAL ? r->p->hospital_beds
                                      : r->p->isolation_beds;
    return n > INT32_MAX ? INT32_MAX : (int)n;
}

void care_leave(struct run *r, struct infection *i)
{
    if (i->bed != BED_NONE)
        r->care->used[i->bed]--;
    i->bed = BED_NONE;
}

static bool take_bed(struct run *r, struct infection *i, enum bed kind)
{
    if (r->care->used[kind] >= beds(r, kind))
        return false;
    care_leave(r, i);
    i->bed = kind & 3;
    r->care->used[kind]++;
    return true;
}

bool care_isolate(struct run *r, struct infection *i)
{
    if (i->bed == BED_NONE && !take_bed(r, i, BED_ISOLATION)) {
        run_short(r, CAPACITY_ISOLATION_BEDS);
        return false;
    }
    return true;
}

/* More die of those who find no bed: a keyed draw, so that a second plan shares the luck. */
static void go_without(struct run *r, uint32_t index, enum capacity short_of)
{
    struct infection *i = &r->infections[index];
    int band = hot_band(r->w->hot[i->person]);
    double severe = i->course == COURSE_CRITICAL ? r->p->critical[band] : r->p->severe[band];
    double more = severe > 0 ? (r->p->short_of_bed - 1) * r->p->death[band] / severe : 0;
    run_short(r, short_of);
    if (!i->dies && draw_unit(draw(draw_key(r->seed, i->person), 0, DRAW_STAY, short_of)) < more) {
        i->dies = 1;
        at(r, r->care->death, (float)r->day + 5, index);
    }
}

void care_day(struct run *r)
{
    struct care *c = r->care;
    struct list *today = &c->severe[r->day];
    for (uint32_t k = 0; k < today->n; k++) {
        struct infection *i = &r->infections[today->items[k]];
        if (take_bed(r, i, BED_HOSPITAL))
            response_admitted(r, i);
        else
            go_without(r, today->items[k], CAPACITY_HOSPITAL);
    }
    today = &c->critical[r->day];
    for (uint32_t k = 0; k < today->n; k++) {
        struct infection *i = &r->infections[today->items[k]];
        if (!take_bed(r, i, BED_ICU))
            go_without(r, today->items[k], CAPACITY_ICU);
    }
    today = &c->death[r->day];
    for (uint32_t k = 0; k < today->n; k++) {
        struct infection *i = &r->infections[today->items[k]];
        if (r->hot[i->person] & HOT_DEAD)
            continue;
        r->hot[i->person] |= HOT_DEAD;
        response_died(r, i);
        i->kept_from = fminf(i->kept_from, (float)r->day);
        i->home = 0;
        care_leave(r, i);
        tell(r, SERIES_DEATHS, 1);
    }
    today = &c->leave[r->day];
    for (uint32_t k = 0; k < today->n; k++)
        care_leave(r, &r->infections[today->items[k]]);
    tell(r, SERIES_HOSPITAL, c->used[BED_HOSPITAL]);
    tell(r, SERIES_ICU, c->used[BED_ICU]);
    tell(r, SERIES_MONEY,
         c->used[BED_HOSPITAL] * r->p->cost_bed + c->used[BED_ICU] * r->p->cost_icu);
}

int care_used(const struct run *r, enum bed kind)
{
    return r->care->used[kind];
}

/* A level that ends may take beds back that are still in use. */
static int beds_most(const struct run *r, enum bed kind)
{
    double n =
        most_of(r->w, kind == BED_ICU        ? offsetof(struct drill_parameters, icu_beds)
                      : kind == BED_HOSPITAL ? offsetof(struct drill_parameters, hospital_beds)
                                             : offsetof(struct drill_parameters, isolation_beds));
    return n > INT32_MAX ? INT32_MAX : (int)n;
}

bool care_adds_up(const struct run *r)
{
    int used[BED_ICU + 1] = {0};
    for (uint32_t k = 0; k < r->infections_n; k++)
        used[r->infections[k].bed]++;
    for (enum bed b = BED_ISOLATION; b <= BED_ICU; b++)
        if (used[b] != r->care->used[b] || used[b] > beds_most(r, b))
            return false;
    return true;
}
