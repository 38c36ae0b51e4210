/* R(t) against an independent implementation: EpiEstim 2.2-4 (R), estimate_R with non_parametric_si
 * and wallinga_teunis. The series and the serial interval are EpiEstim's data set Flu2009: pandemic
 * influenza in a school in Pennsylvania, 2009 (Cauchemez et al., PNAS 2011). Row J2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "measure/gamma.h"
#include "measure/rt.h"

#define DAYS 32
static const double cases[DAYS] = {1,  1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11,
                                   12, 6, 6, 6, 3, 1, 0, 2, 0, 0, 0, 0, 2,  0,  2,  0};
static const double serial[] = {0,     0.233, 0.359, 0.198, 0.103, 0.053,
                                0.027, 0.014, 0.007, 0.003, 0.002, 0.001};
#define SERIAL ((int)(sizeof serial / sizeof *serial))

/* Windows of seven days, by their first day counted from 1; prior mean 5, deviation 5. */
static const struct {
    int first;
    double mean, sd, low, median, high, cohort;
} expected[] = {
    {2, 1.73560890945907, 0.409086943122099, 1.02863183689129, 1.70357597317409, 2.62449588428374,
     1.53469282945017},
    {3, 1.74904942965779, 0.364702016981956, 1.10874730319731, 1.72376723786149, 2.5329478621388,
     1.45645324419698},
    {4, 1.53704272978789, 0.307408545957578, 0.994693012470294, 1.51659811663009, 2.19551783545977,
     1.49659674042071},
    {5, 1.43163922691482, 0.270554382970098, 0.951313869304506, 1.41463244503525, 2.00856848579416,
     1.51124423135593},
    {8, 1.66362212943633, 0.232953693519796, 1.23867594723026, 1.65276150702597, 2.15027292094001,
     1.35093392901146},
    {24, 0.675493109970278, 0.302089702445257, 0.219330774131102, 0.631033353525531,
     1.38362451707697, 0.789579574897733},
    {25, 0.863408737696425, 0.386128125971299, 0.280346466951894, 0.80658070847798,
     1.76853543004727, 0.471747700394218},
    {26, 1.00401606425703, 0.449009634036102, 0.326001283156309, 0.937933510601603,
     2.05654391072363, 0.471747700394218},
};

#define NEAR(a, b, within) assert_true(fabs((a) - (b)) < (within))

static void r_agrees_with_epiestim(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct rt r;
        int first = expected[i].first - 1;
        assert_true(rt_instantaneous(&r, cases, DAYS, serial, SERIAL, first, first + 6, 1, 5));
        NEAR(r.mean, expected[i].mean, 1e-9);
        NEAR(r.sd, expected[i].sd, 1e-9);
        NEAR(r.low, expected[i].low, 1e-8);
        NEAR(r.median, expected[i].median, 1e-8);
        NEAR(r.high, expected[i].high, 1e-8);
        assert_true(rt_cohort(&r, cases, DAYS, serial, SERIAL, first, first + 6));
        NEAR(r.mean, expected[i].cohort, 1e-9);
    }
}

static void nothing_is_told_where_nothing_can_be(void **state)
{
    static const double none[10] = {0};
    struct rt r;
    (void)state;
    assert_false(rt_instantaneous(&r, none, 10, serial, SERIAL, 1, 7, 1, 5));
    assert_false(
        rt_instantaneous(&r, cases, DAYS, serial, SERIAL, 0, 6, 1, 5)); /* the first case */
    assert_false(rt_instantaneous(&r, cases, DAYS, serial, SERIAL, 30, 36, 1, 5));
    assert_false(rt_cohort(&r, none, 10, serial, SERIAL, 1, 7));
}

static void the_gamma_distribution_has_its_inverse(void **state)
{
    static const double shapes[] = {0.05, 0.5, 1, 2.5, 18, 400, 1e5};
    static const double shares[] = {1e-6, 0.025, 0.3, 0.5, 0.9, 0.975, 1 - 1e-6};
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (size_t k = 0; k < sizeof shares / sizeof *shares; k++) {
            double x = gamma_quantile(shapes[i], shares[k]);
            if (x > 1e-290)
                NEAR(gamma_cdf(shapes[i], x), shares[k], 1e-9);
        }
    NEAR(gamma_quantile(1, 0.5), log(2), 1e-12);          /* the exponential distribution */
    NEAR(gamma_cdf(0.5, 1.920729410347062), 0.95, 1e-12); /* chi square with one degree: 3.8415 */
}

static void a_serial_interval_is_a_distribution(void **state)
{
    double sum = 0, mean = 0;
    (void)state;
    for (int k = 0; k < 100; k++) {
        sum += serial_share(k, 8.4, 3.8);
        mean += k * serial_share(k, 8.4, 3.8);
    }
    assert_true(serial_share(0, 8.4, 3.8) == 0);
    NEAR(sum, 1, 1e-9);
    NEAR(mean, 8.4, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r_agrees_with_epiestim),
        cmocka_unit_test(nothing_is_told_where_nothing_can_be),
        cmocka_unit_test(the_gamma_distribution_has_its_inverse),
        cmocka_unit_test(a_serial_interval_is_a_distribution),
    };
    return cmocka_run_group_tests_name("measure rt", tests, NULL, NULL);
}
