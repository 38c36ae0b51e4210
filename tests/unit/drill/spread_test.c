/* Tables of distributions against closed forms. Mission: K2. */
#include "../check.h"

#include <math.h>

#include "drill/draw.h"
#include "drill/spread.h"

static void quantiles_have_the_set_mean_and_deviation(void **state)
{
    static const struct {
        struct spread s;
        double mean, sd;
        const char *name;
    } rows[] = {
        {{SPREAD_GAMMA, 5.5, 2.14, 0}, 5.5, 2.14, "gamma"},
        {{SPREAD_GAMMA, 2, 2, 0}, 2, 2, "exponential"},
        {{SPREAD_LOGNORMAL, 5.8, 3.1, 0}, 5.8, 3.1, "lognormal"},
        {{SPREAD_WEIBULL, 2.322737, 6.492272, 0}, 5.7521, 2.6336, "weibull"},
        {{SPREAD_SKEW, 0, 2, 1.95}, 1.4199, 1.4085, "skew"},
        {{SPREAD_FIXED, 3, 0, 0}, 3, 0, "fixed"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        static struct quantiles q;
        double sum = 0, squares = 0;
        quantiles_make(&q, &rows[i].s);
        for (uint32_t u = 0; u < 65536; u++) {
            double x = quantile(&q, u);
            sum += x / 65536;
            squares += x * x / 65536;
        }
        double sd = sqrt(fmax(0, squares - sum * sum));
        if (fabs(sum - rows[i].mean) > 0.005 * rows[i].mean ||
            fabs(sd - rows[i].sd) > 0.015 * rows[i].sd + 1e-6)
            fail_msg("%s: mean %.4f wanted %.4f, sd %.4f wanted %.4f", rows[i].name, sum,
                     rows[i].mean, sd, rows[i].sd);
    }
}

static void factors_have_mean_one_and_variance_1_over_k(void **state)
{
    static const double ks[] = {0.1, 0.16, 0.55, 2, 10};
    for (size_t i = 0; i < ROWS(ks); i++) {
        static struct factors f;
        double sum = 0, squares = 0;
        factors_make(&f, ks[i]);
        for (int b = 0; b < FACTORS; b++) {
            double weight = 1.0 / FACTORS;
            if (b < FACTORS - 1) {
                sum += f.body[b] * weight;
                squares += (double)f.body[b] * f.body[b] * weight;
                continue;
            }
            for (int t = 0; t < FACTORS; t++) {
                sum += f.tail[t] * weight / FACTORS;
                squares += (double)f.tail[t] * f.tail[t] * weight / FACTORS;
            }
        }
        if (fabs(sum - 1) > 1e-4 || fabs((squares - sum * sum) * ks[i] - 1) > 0.005)
            fail_msg("k %.2f: mean %.5f variance %.4f", ks[i], sum, squares - sum * sum);
    }
}

static void poisson_has_its_mean_and_variance(void **state)
{
    static const double means[] = {0.1, 3, 29, 100};
    for (size_t i = 0; i < ROWS(means); i++) {
        double sum = 0, squares = 0, n = 200000;
        for (uint64_t k = 0; k < 200000; k++) {
            double x = poisson(means[i], draw_key(17, k));
            sum += x;
            squares += x * x;
        }
        double mean = sum / n, error = sqrt(means[i] / n);
        assert_true(fabs(mean - means[i]) < 5 * error);
        assert_true(fabs((squares / n - mean * mean) / means[i] - 1) < 0.03);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_have_the_set_mean_and_deviation),
        cmocka_unit_test(factors_have_mean_one_and_variance_1_over_k),
        cmocka_unit_test(poisson_has_its_mean_and_variance),
    };
    return cmocka_run_group_tests_name("drill spread", tests, NULL, NULL);
}
