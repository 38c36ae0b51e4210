/* The forecast against curves of known truth: its 90 % bands hold what came in 85 to 95 % of 200
 * repetitions. The curves are made by a renewal process written here, which is not the forecast's
 * own model: infections come from infections by a generation time, R wanders. Mission: K3. */
#include "unit/check.h"

#include <math.h>

#include "base/clock.h"
#include "drill/forecast.h"

enum { REPEATS = 200, BEFORE = 35, ALL = BEFORE + FORECAST_DAYS, LAGS = 14, PEOPLE = 500000 };

static double normal(struct rng *g)
{
    double far = rng_unit(g), angle = rng_unit(g);
    return sqrt(-2 * log(1 - far)) * cos(2 * M_PI * angle);
}

static double gamma_whole(struct rng *g, int shape) /* sum of exponentials, mean 1 */
{
    double sum = 0;
    for (int i = 0; i < shape; i++)
        sum -= log(1 - rng_unit(g));
    return sum / shape;
}

static double poisson_draw(struct rng *g, double mean)
{
    double n = 0;
    if (mean > 400)
        return fmax(0, floor(mean + sqrt(mean) * normal(g) + 0.5));
    for (double left = mean + log(1 - rng_unit(g)); left > 0; n++)
        left += log(1 - rng_unit(g));
    return n;
}

/* Cases a day by renewal: a generation time of mean 5 (binned gamma), log R a random walk. */
static void true_curve(double *cases, uint64_t seed)
{
    struct rng g;
    double weight[LAGS + 1], sum = 0, log_r;
    rng_init(&g, seed);
    for (int lag = 1; lag <= LAGS; lag++)
        sum += weight[lag] = pow(lag, 4) * exp(-lag);
    log_r = 0.05 + 0.2 * normal(&g);
    for (int d = 0; d < ALL; d++) {
        double mean = d < 7 ? 40 : 0;
        for (int lag = 1; lag <= LAGS && lag <= d && d >= 7; lag++)
            mean += exp(log_r) * weight[lag] / sum * cases[d - lag];
        cases[d] = fmin(poisson_draw(&g, mean * gamma_whole(&g, 20)), PEOPLE / 60);
        log_r += 0.05 * normal(&g);
        log_r = fmax(-0.7, fmin(0.7, log_r));
    }
}

static void bands_hold_the_truth(void **state)
{
    struct drill_setup s;
    double held = 0, held50 = 0, last_week = 0;
    setup_init(&s);
    for (int r = 0; r < REPEATS; r++) {
        struct forecast *f = NULL;
        struct err e = {0};
        double cases[ALL];
        true_curve(cases, 1000 + (uint64_t)r);
        struct forecast_given given = {.cases = cases,
                                       .days = BEFORE,
                                       .people = PEOPLE,
                                       .rooms = -1,
                                       .home = -1,
                                       .beds = -1,
                                       .kits = -1,
                                       .gear = -1,
                                       .seed = (uint64_t)r};
        assert_int_equal(forecast_make(&f, &s.p, &given, &e), OK);
        for (int d = 0; d < FORECAST_DAYS; d++) {
            const struct band *b = &f->need[NEED_CASES][d];
            double truth = cases[BEFORE + d];
            bool is_in = truth >= floor(b->low90) && truth <= ceil(b->high90);
            held += is_in;
            last_week += is_in && d >= 21;
            held50 += truth >= floor(b->low50) && truth <= ceil(b->high50);
        }
        forecast_free(f);
    }
    held /= REPEATS * FORECAST_DAYS;
    held50 /= REPEATS * FORECAST_DAYS;
    last_week /= REPEATS * 7;
    print_message("90 %% bands held %.3f (days 22 to 28: %.3f), 50 %% bands %.3f\n", held,
                  last_week, held50);
    assert_true(held >= 0.85 && held <= 0.95);
    assert_true(last_week >= 0.8 && last_week <= 0.98);
    assert_true(held50 >= 0.4 && held50 <= 0.65);
    setup_fini(&s);
}

/* Steady cases: rooms are cases × contacts × days of central quarantine, by hand. */
static void needs_follow_the_plans_numbers(void **state)
{
    struct drill_setup s;
    struct err e = {0};
    double cases[40], got[2];
    setup_init(&s);
    setup_set(&s, "quarantine.comply", "1", "test", FROM_OVERRIDE, &e);
    setup_set(&s, "quarantine.rooms", "5000", "test", FROM_OVERRIDE, &e);
    for (int d = 0; d < 40; d++)
        cases[d] = 50;
    for (int k = 0; k < 2; k++) { /* 7 days, then 14: one line of the plan */
        struct forecast *f = NULL;
        setup_set(&s, "quarantine.days", k ? "14" : "7", "test", FROM_OVERRIDE, &e);
        struct forecast_given given = {.cases = cases,
                                       .days = 40,
                                       .people = PEOPLE,
                                       .contacts = 4,
                                       .rooms = -1,
                                       .home = -1,
                                       .beds = -1,
                                       .kits = -1,
                                       .gear = -1,
                                       .seed = 5};
        assert_int_equal(forecast_make(&f, &s.p, &given, &e), OK);
        got[k] = f->need[NEED_ROOMS][0].median;
        assert_true(f->growth.low90 < 0 && f->growth.high90 > 0);
        forecast_free(f);
    }
    assert_true(fabs(got[0] - 50 * 4 * 7) < 0.05 * 50 * 4 * 7);
    assert_true(fabs(got[1] - 50 * 4 * 14) < 0.05 * 50 * 4 * 14);
    setup_fini(&s);
}

static void too_few_days_are_refused(void **state)
{
    struct drill_setup s;
    struct err e = {0};
    struct forecast *f = NULL;
    double cases[20] = {1, 2, 3};
    setup_init(&s);
    struct forecast_given given = {.cases = cases, .days = 13, .people = 1000};
    assert_int_equal(forecast_make(&f, &s.p, &given, &e), REFUSED);
    cases[5] = -1;
    given.days = 20;
    assert_int_equal(forecast_make(&f, &s.p, &given, &e), REFUSED);
    setup_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_hold_the_truth),
        cmocka_unit_test(needs_follow_the_plans_numbers),
        cmocka_unit_test(too_few_days_are_refused),
    };
    return cmocka_run_group_tests_name("drill forecast", tests, NULL, NULL);
}
