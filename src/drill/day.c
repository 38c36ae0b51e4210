/* The days of one run. Attempts lie in buckets by day; a day takes its bucket, infects whom it
 * still finds susceptible and unrestricted, then lets the response work. Its cost follows the
 * attempts of the day, never the population. */
#include <math.h>
#include <stdlib.h>

#include "drill/run.h"

#define CHUNK 1020
struct chunk {
    struct chunk *next;
    uint32_t n;
    struct attempt attempts[CHUNK];
};

void list_add(struct list *l, uint32_t item)
{
    if (l->n == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 16;
        if (!(l->items = realloc(l->items, l->cap * sizeof *l->items)))
            abort();
    }
    l->items[l->n++] = item;
}

void queue_add(struct queue *q, uint32_t item)
{
    if (q->n == q->cap) {
        uint32_t cap = q->cap ? 2 * q->cap : 64, *items = malloc(cap * sizeof *items);
        if (!items)
            abort();
        for (uint32_t i = 0; i < q->n; i++)
            items[i] = q->items[(q->first + i) % q->cap];
        free(q->items);
        *q = (struct queue){items, 0, q->n, cap};
    }
    q->items[(q->first + q->n++) % q->cap] = item;
}

uint32_t queue_take(struct queue *q)
{
    uint32_t item = q->items[q->first];
    q->first = (q->first + 1) % q->cap;
    q->n--;
    return item;
}

static void bucket_add(struct run *r, int day, const struct attempt *a)
{
    struct bucket *b = &r->buckets[day];
    if (!b->last || b->last->n == CHUNK) {
        struct chunk *c = r->spare;
        if (c) {
            r->spare = c->next;
        } else {
            if (!(c = malloc(sizeof *c)))
                abort();
            r->chunks++;
        }
        c->n = 0;
        c->next = NULL;
        if (b->last)
            b->last->next = c;
        else
            b->first = c;
        b->last = c;
    }
    b->last->attempts[b->last->n++] = *a;
}

/* Isolation without limits: the time from which a new infection is kept from others. */
static float ideal_from(const struct run *r, const struct infection *i, uint64_t key)
{
    const struct drill_parameters *p = r->p;
    uint64_t u = draw(key, 0, DRAW_IDEAL, 0);
    float begin = p->ideal_from_infection > 0 ? i->at : i->onset;
    float delay = quantile(&r->w->ideal_delay, u & 65535);
    if (i->course == COURSE_QUIET && p->ideal_from_infection <= 0)
        return INFINITY;
    if (i->parent != NOBODY && draw_unit(mix64(u)) < p->ideal_traced) {
        float known = r->infections[i->parent].kept_from;
        return known == INFINITY ? begin + delay : fmaxf(begin, known);
    }
    return begin + delay;
}

#define BATCH 64 /* drafts looked up together, so that waits for memory overlap */

static void meet(struct run *r)
{
    future_meet(&r->future, r->w, r->seed, r->hot);
    for (uint32_t k = 0; k < r->future.n; k++) {
        const struct draft *d = &r->future.drafts[k];
        struct attempt a = {d->target,
                            d->source,
                            d->at,
                            (uint16_t)(d->luck >> 32),
                            (uint16_t)(d->kept * 4096) & 4095,
                            d->layer & 15};
        bucket_add(r, (int)d->at, &a);
    }
    r->future.n = 0;
}

void infect(struct run *r, uint32_t person, uint32_t parent, enum layer layer, float at)
{
    const struct world *w = r->w;
    uint32_t index = r->infections_n++;
    struct infection *i = &r->infections[index];
    uint64_t key = draw_key(r->seed, person), u = draw(key, 0, DRAW_COURSE, 1);
    bool dies;
    int band = hot_band(r->hot[person]);
    enum course course = course_draw(r->p, band, key, &dies);
    *i = (struct infection){.person = person,
                            .parent = parent,
                            .at = at,
                            .onset = at + quantile(&w->incubation, u & 65535),
                            .kept_from = INFINITY,
                            .confirmed = UINT16_MAX};
    i->layer = layer & 15;
    i->course = course & 3;
    i->dies = dies;
    r->hot[person] |= HOT_INFECTED;
    if (r->p->ideal > 0)
        i->kept_from = ideal_from(r, i, key);
    if (r->hot[person] & HOT_RESTRICTED) {
        i->kept_from = at;
        i->quarantined = 1;
        i->home = !!(r->hot[person] & HOT_HOME);
    }
    tell(r, SERIES_INFECTIONS, 1);
    r->out->town_infections[(size_t)w->village_town[w->person[person].village] * (size_t)r->days +
                            (size_t)r->day]++;
    if (course != COURSE_QUIET && (int)i->onset < r->days) {
        series_of(r, SERIES_ONSETS)[(int)i->onset]++;
        if (r->onsets)
            list_add(&r->onsets[(int)i->onset], index);
    }
    if (r->case_of)
        r->case_of[person] = index;
    if (course >= COURSE_SEVERE)
        care_expect(r, index);
    float horizon = (float)r->days;
    if (r->p->ideal > 0 && i->kept_from < horizon)
        horizon = i->kept_from;
    struct begin begin = {person, index, at, i->onset, horizon, course, band};
    future_draw(&r->future, w, r->seed, r->hot, &begin);
    if (r->future.n > BATCH)
        meet(r);
}

/* Share of an attempt that the restrictions of both sides leave. */
static float left_by_response(const struct run *r, const struct attempt *a, enum setting setting)
{
    const struct infection *from = &r->infections[a->source];
    float left = 1, unwatched = r->unwatched;
    if (a->at >= from->kept_from) {
        if (!from->home)
            return 0;
        left = (float)(from->quarantined ? r->p->kept_home_quarantine[setting]
                                         : r->p->kept_home_isolation[setting]);
        left += (1 - left) * unwatched;
    }
    uint16_t hot = r->hot[a->target];
    if (hot & (HOT_ROOM | HOT_ISOLATED))
        return 0;
    if (hot & HOT_HOME) {
        float kept = (float)r->p->kept_home_quarantine[setting];
        left *= kept + (1 - kept) * unwatched;
    }
    return left;
}

static enum setting setting_of(const struct run *r, const struct attempt *a)
{
    const struct world *w = r->w;
    if (a->layer != LAYER_UNIT)
        return a->layer == LAYER_HOME ? SETTING_HOME : SETTING_RANDOM;
    return (enum setting)w->unit[w->block_unit[w->person[a->target].slot / SLOT_BLOCK]].setting;
}

static void take_attempts(struct run *r, struct chunk *c)
{
    const struct world *w = r->w;
    const uint32_t ahead = 12, nearer = 6;
    for (uint32_t k = 0; k < c->n; k++) {
        const struct attempt *a = &c->attempts[k];
        if (k + ahead < c->n) {
            __builtin_prefetch(&r->hot[c->attempts[k + ahead].target]);
            __builtin_prefetch(&w->person[c->attempts[k + ahead].target]);
        }
        if (k + nearer < c->n) {
            uint32_t slot = w->person[c->attempts[k + nearer].target].slot;
            if (slot != NO_SLOT)
                __builtin_prefetch(&w->block_unit[slot / SLOT_BLOCK]);
        }
        if (r->hot[a->target] & (HOT_INFECTED | HOT_DEAD))
            continue;
        r->events++;
        if (r->response) {
            enum setting setting = setting_of(r, a);
            if ((float)a->kept * (1.0f / 4096) >= r->kept_on[r->day][setting] ||
                (float)a->thin * (1.0f / 65536) >= left_by_response(r, a, setting))
                continue;
        } else if (a->at >= r->infections[a->source].kept_from) {
            continue;
        }
        infect(r, a->target, a->source, (enum layer)a->layer, a->at);
    }
    meet(r);
}

static void take_bucket(struct run *r)
{
    struct bucket *b = &r->buckets[r->day];
    while (b->first) {
        struct chunk *c = b->first;
        if (c == b->last)
            b->first = b->last = NULL; /* what today's infections do today comes into a new one */
        else
            b->first = c->next;
        take_attempts(r, c);
        c->next = r->spare;
        r->spare = c;
    }
}

static void import(struct run *r, int n, uint32_t first)
{
    for (int s = 0; s < n; s++) {
        uint64_t key = draw_key(r->seed ^ 0x5eed, first + (uint32_t)s);
        for (uint32_t again = 0; again < 1000; again++) {
            uint32_t person =
                (uint32_t)((draw(key, (uint32_t)r->day, DRAW_IMPORT, again) >> 32) * r->w->n >> 32);
            if (!(r->hot[person] & HOT_INFECTED)) {
                infect(r, person, NOBODY, LAYER_COUNTY, (float)r->day);
                break;
            }
        }
    }
}

#define CONTAINED 0.01     /* share of people: an outbreak that ends below it was controlled */
#define RECOVERED_AFTER 30 /* days: nobody is found, or infects, later */

static void count_infectious(struct run *r)
{
    while (r->first_active < r->infections_n &&
           r->infections[r->first_active].at < (float)(r->day - RECOVERED_AFTER))
        r->first_active++;
    tell(r, SERIES_INFECTIOUS, r->infections_n - r->first_active);
}

static void finish(struct run *r)
{
    struct drill_run *out = r->out;
    const float *daily = series_of(r, SERIES_INFECTIONS), *deaths = series_of(r, SERIES_DEATHS),
                *confirmed = series_of(r, SERIES_CONFIRMED);
    double late = 0;
    for (int d = 0; d < r->days; d++) {
        out->confirmed += confirmed[d];
        out->deaths += deaths[d];
        if (daily[d] > out->peak) {
            out->peak = daily[d];
            out->peak_day = d;
        }
        late += d >= r->days - 14 ? daily[d] : 0;
    }
    out->infections = r->infections_n;
    out->events = r->events;
    out->is_controlled = late < 0.5 && r->infections_n <= CONTAINED * r->w->n + r->p->seeds &&
                         !(r->p->stop_at > 0 && r->infections_n >= r->p->stop_at);
    out->bytes = 2.0 * r->w->n + (double)r->infections_n * sizeof(struct infection) +
                 (double)r->chunks * sizeof(struct chunk);
}

void run_short(struct run *r, enum capacity c)
{
    if (r->out->broken[c] < 0)
        r->out->broken[c] = r->day;
}

static void clear(struct run *r)
{
    for (uint32_t i = 0; i < r->infections_n; i++)
        r->hot[r->infections[i].person] &=
            0xff00; /* others that were restricted: response_clear() */
    for (int d = 0; d < r->days; d++) {
        struct bucket *b = &r->buckets[d];
        if (b->last) {
            b->last->next = r->spare;
            r->spare = b->first;
        }
        *b = (struct bucket){0};
        if (r->onsets)
            r->onsets[d].n = 0;
    }
    if (r->response)
        response_clear(r->response);
    care_clear(r->care);
    r->infections_n = r->first_active = 0;
    r->events = 0;
}

void run_once(struct run *r, uint64_t seed, struct drill_run *out)
{
    clear(r);
    r->seed = seed;
    r->out = out;
    out->seed = seed;
    out->days = r->days;
    out->is_conserved = true;
    for (int c = 0; c < CAPACITIES; c++)
        out->broken[c] = -1;
    for (int d = 0; d < r->days; d++)
        for (int s = 0; s < SETTINGS; s++)
            r->kept_on[d][s] = 1;
    r->unwatched = 0;
    r->p = &r->w->p;
    for (r->day = 0; r->day < r->days; r->day++) {
        if (r->day == 0)
            import(r, (int)fmin(r->p->seeds, r->w->n), 0);
        if (r->p->imports > 0) {
            uint64_t key = draw(r->seed, (uint32_t)r->day, DRAW_ARRIVAL, 0);
            import(r, poisson(r->p->imports, key), 1u << 20 | (uint32_t)r->day << 10);
        }
        meet(r);
        take_bucket(r);
        count_infectious(r);
        care_day(r);
        if (r->response)
            response_day(r->response, r);
        if (r->p->stop_at > 0 && r->infections_n >= r->p->stop_at)
            break;
    }
    r->day = 0;
    finish(r);
}

struct run *run_new(const struct world *w, int days)
{
    struct run *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->w = w;
    r->p = &w->p;
    r->days = days;
    r->care = care_new(days);
    r->hot = malloc(w->n * sizeof *r->hot);
    r->infections = malloc((size_t)w->n * sizeof *r->infections); /* touched as infections come */
    r->buckets = calloc((size_t)days, sizeof *r->buckets);
    r->kept_on = calloc((size_t)days, sizeof *r->kept_on);
    if (!r->hot || !r->infections || !r->buckets || !r->kept_on)
        abort();
    memcpy(r->hot, w->hot, w->n * sizeof *r->hot);
    if (w->p.response > 0 && w->p.ideal <= 0) {
        r->onsets = calloc((size_t)days, sizeof *r->onsets);
        r->case_of = malloc((size_t)w->n * sizeof *r->case_of); /* touched as infections come */
        r->response = response_new(r);
        if (!r->onsets || !r->case_of)
            abort();
    }
    return r;
}

void run_free(struct run *r)
{
    if (!r)
        return;
    response_free(r->response);
    care_free(r->care);
    free(r->case_of);
    for (int d = 0; d < r->days; d++) {
        while (r->buckets[d].first) {
            struct chunk *c = r->buckets[d].first;
            r->buckets[d].first = c == r->buckets[d].last ? NULL : c->next;
            free(c);
        }
        if (r->onsets)
            free(r->onsets[d].items);
    }
    while (r->spare) {
        struct chunk *c = r->spare;
        r->spare = c->next;
        free(c);
    }
    free(r->future.drafts);
    free(r->onsets);
    free(r->kept_on);
    free(r->buckets);
    free(r->infections);
    free(r->hot);
    free(r);
}
