/* An infection and all it leads to, drawn once when it begins: course, onset, and the attempts to
 * infect others, by layer, time and contact. Contacts of whom nothing is attempted are never
 * drawn. An attempt is a point of a Poisson process over (contact, time), so at least one falls
 * on a contact with probability 1 - exp(-hazard): the same as drawing every contact. What the
 * response does comes later, when the attempt's day comes (day.c). */
#include <math.h>
#include <stdlib.h>

#include "drill/run.h"

enum course course_draw(const struct world *w, uint32_t person, uint64_t key, bool *ret_dies)
{
    const struct drill_parameters *p = &w->p;
    int band = age_band(w->person[person].age);
    uint64_t u = draw(key, 0, DRAW_COURSE, 0);
    double ill = (double)(uint32_t)u * 0x1p-32, worse = (double)(u >> 32) * 0x1p-32;
    *ret_dies = false;
    if (ill >= p->symptomatic[band])
        return COURSE_QUIET;
    double severe = p->severe[band], critical = p->critical[band], death = p->death[band];
    if (severe <= 0)
        return COURSE_MILD;
    if (p->vaccine_severe > 0 &&
        draw_unit(draw(key, 0, DRAW_VACCINE, 0)) < p->vaccinated[band]) {
        double left = 1 - p->vaccine_severe;
        severe *= left;
        critical *= left;
        death *= left;
    }
    worse *= p->symptomatic[band]; /* rates are of infections, the ill are among them */
    *ret_dies = worse < death;
    return worse < critical || worse < death ? COURSE_CRITICAL
           : worse < severe ? COURSE_SEVERE : COURSE_MILD;
}

double future_draw(struct future *f, const struct world *w, uint64_t seed, uint32_t person,
                   enum course course, float at, float onset, float horizon, const uint8_t *hot)
{
    const struct drill_parameters *p = &w->p;
    uint64_t key = draw_key(seed, person), first = draw(key, 0, DRAW_COUNT, 0);
    struct reach reach;
    double rate = factor_draw(&w->factors, (uint32_t)first), all = 0;
    uint32_t up_to[LAYERS];
    double share[LAYERS];
    reach_of(&reach, w, person);
    if (course == COURSE_QUIET)
        rate *= p->quiet_infectiousness;
    for (enum layer l = LAYER_HOME; l < LAYERS; l++) {
        double hazard = w->hazard[l];
        if (l == LAYER_UNIT && reach.number[l])
            hazard = w->unit_hazard[layer_setting(w, l, person)];
        all += share[l] = reach.number[l] * hazard;
    }
    if (all <= 0 || rate <= 0)
        return 0;
    double sum = 0;
    for (enum layer l = LAYER_HOME; l < LAYERS; l++) {
        sum += share[l];
        up_to[l] = (uint32_t)(65536 * (sum / all));
    }
    int n = poisson(rate * all, first);
    bool immune = p->vaccine_infection > 0;
    for (int i = 0; i < n; i++) {
        uint64_t u = draw(key, 0, DRAW_ATTEMPT, (uint32_t)i);
        uint32_t which = u & 65535, layer = LAYER_HOME;
        float when = quantile(&w->generation, u >> 16 & 65535), kept = 0;
        when += p->from_onset > 0 ? onset : at;
        if (when < at + (p->from_onset > 0 ? 1.0f : 0.0f))
            when = at + 1.0f;
        if (when >= horizon)
            continue;
        while (layer < LAYERS - 1 && which >= up_to[layer])
            layer++;
        uint32_t ordinal = (uint32_t)((u >> 32) * reach.number[layer] >> 32);
        uint32_t other = contact_of(w, seed, &reach, (enum layer)layer, person, (uint32_t)when,
                                    ordinal, &kept);
        if (other == NOBODY || (hot && hot[other] & HOT_INFECTED))
            continue;
        uint64_t v = mix64(u);
        int band = age_band(w->person[other].age);
        if ((double)(v & 0xffffffff) * 0x1p-32 >= w->susceptible[band])
            continue;
        if (immune && draw_unit(draw(draw_key(seed, other), 0, DRAW_VACCINE, 0)) <
                          p->vaccinated[band] &&
            (double)(v >> 48) * 0x1p-16 < p->vaccine_infection)
            continue;
        if (f->n == f->cap) {
            f->cap = f->cap ? 2 * f->cap : 64;
            if (!(f->attempts = realloc(f->attempts, f->cap * sizeof *f->attempts)))
                abort();
        }
        f->attempts[f->n++] = (struct attempt){
            other, person, when, (uint16_t)(v >> 32), (uint16_t)(kept * 4096) & 4095,
            (uint16_t)layer & 15};
    }
    return rate * all;
}
