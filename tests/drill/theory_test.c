/* The engine against theory: final size, growth, offspring, household attack, ages, extinction.
 * Mission: K2. */
#include "unit/check.h"

#include <math.h>

#include "drill/run.h"
#include "given.h"

#define MIXED "contact.homogeneous=1;contact.by_age=1 1 1 1 1 1 1 1 1 1;"

static void attack_rate_is_the_final_size(void **state)
{
    static const struct {
        const char *r0;
        double r;
    } rows[] = {{"1.5", 1.5}, {"2.5", 2.5}, {"4", 4}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct drill_setup s;
        char text[300];
        double z = 0.9;
        snprintf(text, sizeof text, MIXED "outbreak.seeds=40;disease.r0=%s", rows[i].r0);
        given(&s, text);
        struct world *w = given_world(&s, 200000);
        struct drill *d = given_runs(w, 250, 1, 3, 1);
        for (int k = 0; k < 200; k++)
            z = 1 - exp(-rows[i].r * z - 40.0 / 200000);
        check_row(i, rows[i].r0, fabs(d->runs[0].infections / 200000 / z - 1) < 0.01);
        drill_free(d);
        world_free(w);
        setup_fini(&s);
    }
}

/* Euler-Lotka for a gamma generation time: R = (1 + r v)^u with v = sd^2/mean, u = mean^2/sd^2. */
static void early_growth_is_euler_lotkas(void **state)
{
    enum { RUNS = 4 };
    static const struct {
        const char *r0, *generation;
        double r, mean, sd;
        int days;
    } rows[] = {
        {"2", "gamma 5.5 2.14", 2, 5.5, 2.14, 42},
        {"3", "gamma 3.0 1.5", 3, 3, 1.5, 18},
        {"2", "gamma 2.4 1.3", 2, 2.4, 1.3, 22},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct drill_setup s;
        char text[300];
        snprintf(text, sizeof text, MIXED "outbreak.seeds=100;disease.r0=%s;disease.generation=%s",
                 rows[i].r0, rows[i].generation);
        given(&s, text);
        struct world *w = given_world(&s, 1000000);
        struct drill *d = given_runs(w, rows[i].days, RUNS, 5, 2);
        double v = rows[i].sd * rows[i].sd / rows[i].mean, u = rows[i].mean / v, mean = 0;
        double wanted = (pow(rows[i].r, 1 / u) - 1) / v;
        for (int k = 0; k < RUNS;
             k++) { /* slope of the log of daily infections, by least squares */
            const float *daily = d->runs[k].series;
            double all = 0, n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
            for (int day = 0; day < rows[i].days; day++) {
                all += daily[day];
                if (all < 2500 || all > 16000)
                    continue;
                n++, sx += day, sxx += (double)day * day, sy += log(daily[day]);
                sxy += day * log(daily[day]);
            }
            mean += (n * sxy - sx * sy) / (n * sxx - sx * sx) / RUNS;
        }
        if (fabs(mean / wanted - 1) >= 0.03)
            fail_msg("row %zu: growth %.4f, wanted %.4f", i, mean, wanted);
        drill_free(d);
        world_free(w);
        setup_fini(&s);
    }
}

static int by_target(const void *a, const void *b)
{
    uint32_t x = ((const struct draft *)a)->target, y = ((const struct draft *)b)->target;
    return x < y ? -1 : x > y;
}

static int children_of(const struct world *w, struct future *f, uint32_t person)
{
    struct begin begin = {person, 0, 0, 5, 1e6f, COURSE_MILD, hot_band(w->hot[person])};
    int n = 0;
    f->n = 0;
    future_draw(f, w, 11, w->hot, &begin);
    future_meet(f, w, 11, w->hot);
    if (f->n > 1)
        qsort(f->drafts, f->n, sizeof *f->drafts, by_target);
    for (uint32_t k = 0; k < f->n; k++)
        n += !k || f->drafts[k].target != f->drafts[k - 1].target;
    return n;
}

static void secondary_cases_have_the_set_mean_and_variance(void **state)
{
    static const struct {
        const char *text;
        double r, k;
    } rows[] = {
        {"disease.r0=2.5;disease.k=0.16", 2.5, 0.16},
        {"disease.r0=2.5;disease.k=0.55", 2.5, 0.55},
        {"disease.r0=1.5;disease.k=2", 1.5, 2},
        {"disease.r0=3;disease.k=0", 3, 1e9},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        enum { PEOPLE = 200000 };
        struct drill_setup s;
        struct future f = {0};
        char text[300];
        double sum = 0, squares = 0;
        snprintf(text, sizeof text, MIXED "%s", rows[i].text);
        given(&s, text);
        struct world *w = given_world(&s, PEOPLE);
        for (uint32_t p = 0; p < PEOPLE; p++) {
            double n = children_of(w, &f, p);
            sum += n;
            squares += n * n;
        }
        double mean = sum / PEOPLE, variance = squares / PEOPLE - mean * mean;
        double wanted = rows[i].r + rows[i].r * rows[i].r / rows[i].k;
        if (fabs(mean / rows[i].r - 1) >= 0.015 || fabs(variance / wanted - 1) >= 0.03)
            fail_msg("row %zu: mean %.4f wanted %.4f, variance %.3f wanted %.3f", i, mean,
                     rows[i].r, variance, wanted);
        free(f.drafts);
        world_free(w);
        setup_fini(&s);
    }
}

static void household_attack_is_as_set(void **state)
{
    static const struct {
        const char *text;
        double attack;
    } rows[] = {
        {"disease.r0=3;disease.household=0.2", 0.2},
        {"disease.r0=3;disease.household=0.5", 0.5},
        {"disease.r0=3;disease.household=0.3;disease.k=0.5", 0.3},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        enum { PEOPLE = 100000 };
        struct drill_setup s;
        struct future f = {0};
        double met = 0, infected = 0, reached = 0;
        given(&s, rows[i].text);
        struct world *w = given_world(&s, PEOPLE);
        for (uint32_t p = 0; p < PEOPLE; p++) {
            uint32_t last = NOBODY;
            reached += children_of(w, &f, p);
            met += w->person[p].home & 15;
            for (uint32_t k = 0; k < f.n; k++) /* sorted by target */
                if (f.drafts[k].layer == LAYER_HOME && f.drafts[k].target != last) {
                    infected++;
                    last = f.drafts[k].target;
                }
        }
        double error = sqrt(rows[i].attack * (1 - rows[i].attack) / met) * 4 + 0.002;
        if (fabs(infected / met - rows[i].attack) >= error)
            fail_msg("row %zu: attack %.4f, wanted %.4f", i, infected / met, rows[i].attack);
        if (fabs(reached / PEOPLE / 3 - 1) >= 0.025)
            fail_msg("row %zu: R0 %.4f, wanted 3", i, reached / PEOPLE);
        free(f.drafts);
        world_free(w);
        setup_fini(&s);
    }
}

/* With contacts c and susceptibility s by age, next generations are N c s whatever infected
 * them: the leading vector of the matrix N_b c_b s_b c_a. */
static void ages_follow_the_next_generation_matrix(void **state)
{
    struct drill_setup s;
    double wanted[DRILL_AGES] = {0}, got[DRILL_AGES] = {0}, all = 0, n = 0;
    given(&s, "contact.homogeneous=1;contact.by_age=0.6 1 0.9 0.8 0.7 0.6 0.5 0.4 0.3 0.2;"
              "disease.susceptible=0.34 0.67 1 1 1 1 1.24 1.47 1.47 1.47;outbreak.seeds=300;"
              "disease.r0=2");
    struct world *w = given_world(&s, 2000000);
    for (uint32_t p = 0; p < w->n; p++) {
        int band = hot_band(w->hot[p]);
        wanted[band] += s.p.age_contacts[band] * s.p.susceptible[band];
        all += s.p.age_contacts[band] * s.p.susceptible[band];
    }
    struct run *r = run_new(w, 30);
    struct drill_run out = {.series = calloc(SERIES_N * 30, 4),
                            .town_infections = calloc((size_t)w->towns_n * 30, 4),
                            .town_confirmed = calloc((size_t)w->towns_n * 30, 4)};
    run_once(r, 5, &out);
    for (uint32_t k = 0; k < r->infections_n && n < 15000; k++)
        if (r->infections[k].parent != NOBODY) {
            got[hot_band(w->hot[r->infections[k].person])]++;
            n++;
        }
    assert_true(n > 5000);
    for (int a = 0; a < DRILL_AGES; a++) {
        double share = wanted[a] / all, error = 4 * sqrt(share * (1 - share) / n) + 0.001;
        if (fabs(got[a] / n - share) >= error)
            fail_msg("band %d: %.4f, wanted %.4f", a, got[a] / n, share);
    }
    run_free(r);
    free(out.series);
    free(out.town_infections);
    free(out.town_confirmed);
    world_free(w);
    setup_fini(&s);
}

static void extinction_is_the_branching_process_s(void **state)
{
    static const struct {
        const char *text;
        double wanted;
    } rows[] = {
        {"disease.r0=2.5;disease.k=0.16", 0.7945},
        {"disease.r0=1.5;disease.k=0.16", 0.8986},
        {"disease.r0=3.5;disease.k=0.16", 0.7365},
        {"disease.r0=2.5;disease.k=0.55", 0.5358},
    };
    enum { RUNS = 10000 };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct drill_setup s;
        char text[300];
        double extinct = 0;
        snprintf(text, sizeof text,
                 MIXED "outbreak.seeds=1;outbreak.stop_at=400;disease.generation=fixed 1;%s",
                 rows[i].text);
        given(&s, text);
        struct world *w = given_world(&s, 1000000);
        struct drill *d = given_runs(w, 60, RUNS, 1, 2);
        for (int k = 0; k < RUNS; k++)
            extinct += d->runs[k].infections < 400;
        double error = sqrt(rows[i].wanted * (1 - rows[i].wanted) / RUNS);
        if (fabs(extinct / RUNS - rows[i].wanted) >= 3 * error)
            fail_msg("row %zu: %.4f, wanted %.4f +- %.4f", i, extinct / RUNS, rows[i].wanted,
                     error);
        drill_free(d);
        world_free(w);
        setup_fini(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attack_rate_is_the_final_size),
        cmocka_unit_test(early_growth_is_euler_lotkas),
        cmocka_unit_test(secondary_cases_have_the_set_mean_and_variance),
        cmocka_unit_test(household_attack_is_as_set),
        cmocka_unit_test(ages_follow_the_next_generation_matrix),
        cmocka_unit_test(extinction_is_the_branching_process_s),
    };
    return cmocka_run_group_tests_name("drill theory", tests, NULL, NULL);
}
