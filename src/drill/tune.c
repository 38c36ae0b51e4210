/* Hazards of one contact so that the county has the R0 and household attack rate asked for. The
 * attempts are counted exactly; how many of them reach different, susceptible people is measured
 * on a sample of people, since in a class the same pupil is met again and again. */
#include <math.h>
#include <stdlib.h>

#include "drill/run.h"

enum { SAMPLE = 12000, ROUNDS = 8 };

static int by_target(const void *a, const void *b)
{
    uint32_t x = ((const struct draft *)a)->target, y = ((const struct draft *)b)->target;
    return x < y ? -1 : x > y;
}

static uint32_t distinct(struct future *f, double *home)
{
    uint32_t n = 0;
    if (f->n > 1)
        qsort(f->drafts, f->n, sizeof *f->drafts, by_target);
    for (uint32_t i = 0; i < f->n; i++)
        if (!i || f->drafts[i].target != f->drafts[i - 1].target) {
            n++;
            *home += f->drafts[i].layer == LAYER_HOME;
        }
    return n;
}

/* Mean number of people infected by one: expected attempts times the share that count. */
static double measure(const struct world *w, double *ret_home)
{
    struct future f = {0};
    double expected = 0, made = 0, home = 0, mean_factor = 0;
    uint32_t sample = w->n < SAMPLE ? w->n : SAMPLE;
    for (uint32_t i = 0; i < sample; i++) {
        uint32_t person = (uint32_t)((uint64_t)i * w->n / sample);
        uint64_t key = draw_key(w->seed ^ 0xca11, person), u = draw(key, 0, DRAW_COURSE, 1);
        bool dies;
        enum course course = course_draw(&w->p, hot_band(w->hot[person]), key, &dies);
        float onset = quantile(&w->incubation, u & 65535);
        double factor = factor_draw(
            &w->factors, (uint32_t)draw(draw_key(w->seed ^ 0xca11, person), 0, DRAW_COUNT, 0));
        f.n = 0;
        struct begin begin = {person, 0, 0, onset, 1e6f, course, hot_band(w->hot[person])};
        double attempts = future_draw(&f, w, w->seed ^ 0xca11, w->hot, &begin);
        future_meet(&f, w, w->seed ^ 0xca11, w->hot);
        expected += factor > 0 ? attempts / factor : 0;
        mean_factor += attempts;
        made += distinct(&f, &home);
    }
    free(f.drafts);
    double each = mean_factor > 0 ? expected / sample / mean_factor : 0;
    *ret_home = home * each;
    return made * each;
}

static void set_scale(struct world *w, double scale)
{
    const struct drill_parameters *p = &w->p;
    w->unit_hazard[SETTING_SCHOOL] = scale * p->school_weight;
    w->unit_hazard[SETTING_WORK] = scale * p->work_weight;
    w->unit_hazard[SETTING_CARE] = scale * p->care_weight;
    for (enum layer l = LAYER_NEAR; l < LAYERS; l++)
        w->hazard[l] = scale * (p->homogeneous > 0 ? 1 : p->random_weight);
    if (p->household_attack <= 0 && p->homogeneous <= 0)
        w->hazard[LAYER_HOME] = 3 * scale; /* Covasim: home contacts weigh three times */
}

static void set_susceptible(struct world *w)
{
    double most = 0, mean = 0;
    for (int a = 0; a < DRILL_AGES; a++)
        most = fmax(most, w->p.susceptible[a]);
    for (int a = 0; a < DRILL_AGES; a++)
        w->susceptible[a] = most > 0 ? w->p.susceptible[a] / most : 0;
    uint32_t step = w->n / 20000 + 1, n = 0;
    for (uint32_t i = 0; i < w->n; i += step, n++)
        mean += w->susceptible[hot_band(w->hot[i])];
    w->susceptible_most = n ? mean / n : 1;
}

void world_tune(struct world *w)
{
    const struct drill_parameters *p = &w->p;
    double k = p->dispersion, attack = p->household_attack, home;
    set_susceptible(w);
    if (attack > 0) {
        /* E[1 - exp(-h g)] = attack with g of mean 1 and shape k */
        double h = k > 0 ? k * (pow(1 - attack, -1 / k) - 1) : -log(1 - attack);
        w->hazard[LAYER_HOME] = h / w->susceptible_most;
    }
    if (p->r0 <= 0) {
        set_scale(w, 0);
        w->r0 = 0;
        return;
    }
    if (p->homogeneous > 0) {
        /* duplicates of one contact are too rare to matter: known without measuring */
        double contacts = 0, n = 0, quiet = 0;
        for (uint32_t i = 0; i < w->n; i += w->n / 20000 + 1, n++) {
            int band = hot_band(w->hot[i]);
            contacts += p->age_contacts[band];
            quiet += p->symptomatic[band] + (1 - p->symptomatic[band]) * p->quiet_infectiousness;
        }
        double reached = 0;
        for (uint32_t i = 0; i < w->n; i += w->n / 20000 + 1) {
            int band = hot_band(w->hot[i]);
            reached += p->age_contacts[band] * w->susceptible[band];
        }
        w->r0 = p->r0;
        set_scale(w,
                  p->r0 / (p->homogeneous_contacts * (contacts / n) * (reached / n) * (quiet / n)));
        return;
    }
    double scale = 0.02, protects = w->p.vaccine_infection;
    w->p.vaccine_infection = 0; /* R0 is that among people without immunity */
    for (int round = 0; round < ROUNDS; round++) {
        set_scale(w, scale);
        w->r0 = measure(w, &home);
        double rest = w->r0 - (attack > 0 ? home : 0), want = p->r0 - (attack > 0 ? home : 0);
        if (fabs(w->r0 / p->r0 - 1) < 0.002)
            break;
        scale *= want <= 0 ? 0.01 : rest > 0 ? fmin(20, want / rest) : 20;
    }
    w->p.vaccine_infection = protects;
}
