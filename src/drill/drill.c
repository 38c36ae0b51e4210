/* Making the county and running it many times. Run i has the seed of (seed, i) whatever thread
 * takes it and writes only into its own place, so results do not depend on the threads. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "drill/run.h"

#define PEOPLE_MOST (500u << 20)
#define DAYS_MOST 1000
#define RUNS_MOST 100000

static void make_tables(struct world *w)
{
    const struct drill_parameters *p = &w->p;
    quantiles_make(&w->generation, &p->generation);
    quantiles_make(&w->incubation, &p->incubation);
    quantiles_make(&w->seek, &p->seek_delay);
    quantiles_make(&w->ideal_delay, &p->ideal_delay);
    quantiles_make(&w->severe_after, &p->severe_after);
    quantiles_make(&w->critical_after, &p->critical_after);
    quantiles_make(&w->severe_stay, &p->severe_stay);
    quantiles_make(&w->critical_stay, &p->critical_stay);
    factors_make(&w->factors, p->dispersion);
    if (p->homogeneous > 0) {
        counts_fixed(&w->counts[LAYER_COUNTY], (int)p->homogeneous_contacts);
        return;
    }
    counts_make(&w->counts[LAYER_NEAR], p->near_mean, p->near_k);
    counts_make(&w->counts[LAYER_TOWN], p->town_mean, p->town_k);
    counts_make(&w->counts[LAYER_COUNTY], p->county_mean, p->county_k);
}

enum outcome world_new(struct world **ret, const struct drill_parameters *p, uint32_t people,
                       uint64_t seed, const struct drill_place *places, int places_n, struct err *e)
{
    if (people < 2 || people > PEOPLE_MOST)
        return err_set(e, REFUSED, "people", "people", "people: 2 to %u", "人数应为2至%u",
                       PEOPLE_MOST);
    struct world *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->p = *p;
    for (int l = 0; l < DRILL_LEVELS; l++)
        w->at_level[l] = *p;
    w->n = people;
    w->seed = mix64(seed + 0x1ee7);
    enum outcome outcome = people_make(w, places, places_n, e);
    if (!outcome && places_n) {
        w->places = calloc((size_t)places_n, sizeof *w->places);
        for (int t = 0; w->places && t < w->towns_n; t++) {
            w->places[t] = places[t];
            w->places[t].name = strdup(places[t].name);
        }
    }
    if (outcome) {
        world_free(w);
        return outcome;
    }
    make_tables(w);
    contacts_prepare(w);
    world_tune(w);
    *ret = w;
    return OK;
}

void world_levels(struct world *w, const struct drill_setup *s)
{
    setup_levels(s, w->at_level);
}

double most_of(const struct world *w, size_t member)
{
    double most = *(const double *)((const char *)&w->p + member);
    for (int l = 0; l < DRILL_LEVELS; l++)
        most = fmax(most, *(const double *)((const char *)&w->at_level[l] + member));
    return most;
}

void world_free(struct world *w)
{
    if (!w)
        return;
    for (int t = 0; w->places && t < w->towns_n; t++)
        free((char *)w->places[t].name);
    free(w->places);
    for (enum layer l = LAYER_NEAR; l < LAYERS; l++)
        free(w->ranks[l]);
    free(w->hot);
    free(w->person);
    free(w->member);
    free(w->block_unit);
    free(w->unit);
    free(w->village);
    free(w->village_town);
    free(w->town);
    free(w);
}

double world_r0(const struct world *w)
{
    return w->r0;
}

int world_towns(const struct world *w)
{
    return w->towns_n;
}

const char *world_town_name(const struct world *w, int town)
{
    return w->places ? w->places[town].name : NULL;
}

size_t world_bytes(const struct world *w)
{
    return sizeof *w + w->n * (sizeof *w->person + sizeof *w->hot) +
           w->slots_n * sizeof *w->member + w->slots_n / SLOT_BLOCK * sizeof *w->block_unit +
           w->units_n * sizeof *w->unit + 65536 * (sizeof *w->village + sizeof *w->village_town);
}

struct shared {
    struct drill *d;
    uint64_t seed;
    atomic_int next, done;
    void (*progress)(void *arg, int done);
    void *arg;
};

static void *work(void *arg)
{
    struct shared *s = arg;
    struct run *r = run_new(s->d->world, s->d->days);
    for (;;) {
        int i = atomic_fetch_add(&s->next, 1);
        if (i >= s->d->runs_n)
            break;
        run_once(r, draw_key(s->seed, (uint64_t)i), &s->d->runs[i]);
        int done = atomic_fetch_add(&s->done, 1) + 1;
        if (s->progress)
            s->progress(s->arg, done);
    }
    run_free(r);
    return NULL;
}

enum outcome drill_new(struct drill **ret, const struct world *w, int days, int runs, uint64_t seed,
                       int threads, void (*progress)(void *arg, int done), void *arg, struct err *e)
{
    if (days < 1 || days > DAYS_MOST || runs < 1 || runs > RUNS_MOST)
        return err_set(e, REFUSED, "days", "days", "days: 1 to %d; runs: 1 to %d",
                       "天数应为1至%d,次数应为1至%d", DAYS_MOST, RUNS_MOST);
    struct drill *d = calloc(1, sizeof *d);
    if (!d || !(d->runs = calloc((size_t)runs, sizeof *d->runs)))
        abort();
    d->world = w;
    d->days = days;
    d->runs_n = runs;
    for (int i = 0; i < runs; i++) {
        struct drill_run *run = &d->runs[i];
        run->series = calloc((size_t)SERIES_N * (size_t)days, sizeof *run->series);
        run->town_infections = calloc((size_t)w->towns_n * (size_t)days, 4);
        run->town_confirmed = calloc((size_t)w->towns_n * (size_t)days, 4);
        if (!run->series || !run->town_infections || !run->town_confirmed)
            abort();
    }
    struct shared s = {.d = d, .seed = mix64(seed + 0x0d411), .progress = progress, .arg = arg};
    threads = threads < 1 ? 1 : threads > 64 ? 64 : threads > runs ? runs : threads;
    pthread_t thread[64];
    for (int t = 1; t < threads; t++)
        if (pthread_create(&thread[t], NULL, work, &s))
            abort();
    work(&s);
    for (int t = 1; t < threads; t++)
        pthread_join(thread[t], NULL);
    *ret = d;
    return OK;
}

void drill_free(struct drill *d)
{
    if (!d)
        return;
    for (int i = 0; i < d->runs_n; i++) {
        free(d->runs[i].series);
        free(d->runs[i].town_infections);
        free(d->runs[i].town_confirmed);
    }
    free(d->runs);
    free(d);
}
