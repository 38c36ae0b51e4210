/* An infection and all it leads to, drawn once when it begins: course, onset, and the attempts to
 * infect others, by layer, time and contact. Contacts of whom nothing is attempted are never
 * drawn. An attempt is a point of a Poisson process over (contact, time), so at least one falls
 * on a contact with probability 1 - exp(-hazard): the same as drawing every contact. What the
 * response does comes later, when the attempt's day comes (day.c). */
#include <math.h>
#include <stdlib.h>

#include "drill/run.h"

enum course course_draw(const struct drill_parameters *p, int band, uint64_t key, bool *ret_dies)
{
    uint64_t u = draw(key, 0, DRAW_COURSE, 0);
    double ill = (double)(uint32_t)u * 0x1p-32, worse = (double)(u >> 32) * 0x1p-32;
    *ret_dies = false;
    if (ill >= p->symptomatic[band])
        return COURSE_QUIET;
    double severe = p->severe[band], critical = p->critical[band], death = p->death[band];
    if (severe <= 0)
        return COURSE_MILD;
    if (p->vaccine_severe > 0 && draw_unit(draw(key, 0, DRAW_VACCINE, 0)) < p->vaccinated[band]) {
        double left = 1 - p->vaccine_severe;
        severe *= left;
        critical *= left;
        death *= left;
    }
    worse *= p->symptomatic[band]; /* rates are of infections, the ill are among them */
    *ret_dies = worse < death;
    return worse < critical || worse < death ? COURSE_CRITICAL
           : worse < severe                  ? COURSE_SEVERE
                                             : COURSE_MILD;
}

static void future_add(struct future *f, const struct draft *d)
{
    if (f->n == f->cap) {
        f->cap = f->cap ? 2 * f->cap : 256;
        if (!(f->drafts = realloc(f->drafts, f->cap * sizeof *f->drafts)))
            abort();
    }
    f->drafts[f->n++] = *d;
}

double future_draw(struct future *f, const struct world *w, uint64_t seed, const uint16_t *hot,
                   const struct begin *b)
{
    const struct drill_parameters *p = &w->p;
    uint64_t key = draw_key(seed, b->person), first = draw(key, 0, DRAW_COUNT, 0);
    struct reach reach;
    double rate = factor_draw(&w->factors, (uint32_t)first), all = 0, share[LAYERS], sum = 0;
    uint32_t up_to[LAYERS];
    reach_of(&reach, w, b->person);
    if (b->course == COURSE_QUIET)
        rate *= p->quiet_infectiousness;
    for (enum layer l = LAYER_HOME; l < LAYERS; l++)
        all += share[l] =
            reach.number[l] * (l == LAYER_UNIT ? w->unit_hazard[reach.setting] : w->hazard[l]);
    if (all <= 0 || rate <= 0)
        return 0;
    for (enum layer l = LAYER_HOME; l < LAYERS; l++) {
        sum += share[l];
        up_to[l] = (uint32_t)(65536 * (sum / all));
    }
    int n = poisson(rate * all, first);
    float origin = p->from_onset > 0 ? b->onset : b->at;
    for (int i = 0; i < n; i++) {
        uint64_t u = draw(key, 0, DRAW_ATTEMPT, (uint32_t)i);
        uint32_t which = u & 65535, layer = LAYER_HOME;
        float when = origin + quantile(&w->generation, u >> 16 & 65535);
        if (p->from_onset > 0 && when < b->at + 1)
            when = b->at + 1;
        if (when >= b->horizon)
            continue;
        while (layer < LAYERS - 1 && which >= up_to[layer])
            layer++;
        uint32_t ordinal = (uint32_t)((u >> 32) * reach.number[layer] >> 32);
        struct meeting m = meeting_of(w, seed, &reach, (enum layer)layer, (uint32_t)when, ordinal);
        if (m.at == NOBODY)
            continue;
        __builtin_prefetch(m.is_slot ? (const void *)&w->member[m.at] : (const void *)&hot[m.at]);
        struct draft d = {mix64(u), m.at,           b->index,         when,
                          m.kept,   (uint8_t)layer, (uint8_t)b->band, m.is_slot};
        future_add(f, &d);
    }
    return rate * all;
}

/* Drops attempts that meet nobody, nobody susceptible, or somebody infected already. Attempts on
 * people who are infected before their day are dropped there, so the order is of no account. */
void future_meet(struct future *f, const struct world *w, uint64_t seed, const uint16_t *hot)
{
    uint32_t kept = 0;
    bool immune = w->p.vaccine_infection > 0;
    for (uint32_t i = 0; i < f->n; i++)
        if (f->drafts[i].is_slot) {
            f->drafts[i].target = w->member[f->drafts[i].target];
            __builtin_prefetch(&hot[f->drafts[i].target]);
        }
    for (uint32_t i = 0; i < f->n; i++) {
        struct draft *d = &f->drafts[i];
        uint16_t other = hot[d->target];
        int band = hot_band(other);
        if (other & HOT_INFECTED ||
            !meeting_happens(w, (enum layer)d->layer, d->band, band, &d->kept) ||
            (double)(d->luck & 0xffffffff) * 0x1p-32 >= w->susceptible[band])
            continue;
        if (immune && draw_unit(draw(draw_key(seed, d->target), 0, DRAW_VACCINE, 0)) <
                          w->p.vaccinated[band] * w->p.vaccine_infection)
            continue; /* all or nothing: who is protected, is so for good */
        f->drafts[kept++] = *d;
    }
    f->n = kept;
}
