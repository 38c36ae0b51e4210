/* Contacts: the same from either side, spread evenly, as many as set. Mission: K2. */
#include "../check.h"

#include <math.h>

#include "drill/world.h"

static struct world *make(uint32_t people)
{
    struct drill_setup s;
    struct world *w = NULL;
    struct err e = {0};
    setup_init(&s);
    assert_int_equal(world_new(&w, &s.p, people, 3, NULL, 0, &e), OK);
    setup_fini(&s);
    return w;
}

static void permutations_can_be_undone(void **state)
{
    static const uint64_t sizes[] = {1, 2, 3, 5, 8, 42, 1000, 65537, 4000000000u, 1u << 31};
    for (size_t i = 0; i < ROWS(sizes); i++)
        for (uint64_t key = 1; key < 30; key++) {
            struct permutation p = permutation_of(sizes[i], mix64(key));
            for (uint64_t k = 0; k < 200 && k < sizes[i]; k++) {
                uint64_t x = k * 7919 % sizes[i], y = permute(&p, x);
                check_row(i, "size", y < sizes[i] && permute_back(&p, y) == x);
            }
        }
}

static void a_contact_is_the_same_from_either_side(void **state)
{
    struct world *w = make(40000);
    uint32_t seen = 0;
    for (uint32_t person = 0; person < w->n; person += 17) {
        struct reach mine, theirs;
        reach_of(&mine, w, person);
        for (enum layer l = LAYER_HOME; l < LAYERS; l++)
            for (uint32_t k = 0; k < mine.number[l]; k++) {
                float kept, other_kept;
                uint32_t day = person % 50, found = 0;
                uint32_t other = contact_of(w, 99, &mine, l, day, k, &kept);
                if (other == NOBODY)
                    continue;
                assert_true(other < w->n && other != person);
                reach_of(&theirs, w, other);
                for (uint32_t j = 0; j < theirs.number[l]; j++)
                    found += contact_of(w, 99, &theirs, l, day, j, &other_kept) == person &&
                             other_kept == kept;
                if (!found)
                    fail_msg("person %u layer %d contact %u: %u does not know of it", person, l, k,
                             other);
                seen++;
            }
    }
    assert_true(seen > 10000);
    world_free(w);
}

/* Pearson's statistic for the partners of everyone in small groups over many days. */
static void partners_are_spread_evenly(void **state)
{
    static const uint32_t sizes[] = {4, 7, 10, 42};
    for (size_t i = 0; i < ROWS(sizes); i++) {
        enum { DAYS = 40000 };
        uint32_t n = sizes[i], *met = calloc((size_t)n * n, sizeof *met);
        double sum = 0, wanted = (double)DAYS / n, cells = n * (n - 1) / 2.0;
        for (uint64_t day = 0; day < DAYS; day++) {
            for (uint32_t a = 0; a < n; a++) {
                uint32_t b = reflect(n, mix64(mix64(day * 77 + 5)), a);
                assert_true(b < n && reflect(n, mix64(mix64(day * 77 + 5)), b) == a);
                if (b > a)
                    met[a * n + b]++;
            }
        }
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = a + 1; b < n; b++)
                sum += pow(met[a * n + b] - wanted, 2) / wanted;
        if (sum > cells + 6 * sqrt(2 * cells) + 5)
            fail_msg("size %u: %.0f for %.0f pairs", n, sum, cells);
        free(met);
    }
}

/* Yesterday's contact is today's no more often than chance has it. */
static void random_contacts_change(void **state)
{
    struct world *w = make(40000);
    double met = 0, again = 0, expected = 0;
    for (uint32_t person = 0; person < w->n; person += 3) {
        struct reach r;
        reach_of(&r, w, person);
        for (uint32_t k = 0; k < r.number[LAYER_NEAR]; k++) {
            float kept;
            uint32_t first = contact_of(w, 5, &r, LAYER_NEAR, 1, k, &kept);
            if (first == NOBODY)
                continue;
            met++;
            for (uint32_t j = 0; j < r.number[LAYER_NEAR]; j++)
                again += contact_of(w, 5, &r, LAYER_NEAR, 2, j, &kept) == first;
            struct reach o;
            reach_of(&o, w, first);
            double stubs = w->counts[LAYER_NEAR].mean * r.ring[LAYER_NEAR].n;
            expected += r.number[LAYER_NEAR] * (double)o.number[LAYER_NEAR] / stubs;
        }
    }
    assert_true(met > 5000);
    if (fabs(again - expected) > 6 * sqrt(expected) + 3)
        fail_msg("met again %.0f, by chance %.1f of %.0f", again, expected, met);
    world_free(w);
}

static void numbers_of_contacts_follow_the_distribution(void **state)
{
    struct world *w = make(200000);
    for (enum layer l = LAYER_NEAR; l < LAYERS; l++) {
        const double means[] = {w->p.near_mean, w->p.town_mean, w->p.county_mean};
        const double ks[] = {w->p.near_k, w->p.town_k, w->p.county_k};
        double m = means[l - LAYER_NEAR], k = ks[l - LAYER_NEAR], sum = 0, squares = 0;
        for (uint32_t i = 0; i < w->n; i++) {
            struct reach r;
            reach_of(&r, w, i);
            sum += r.number[l];
            squares += (double)r.number[l] * r.number[l];
        }
        double mean = sum / w->n, variance = squares / w->n - mean * mean;
        assert_true(fabs(mean / m - 1) < 0.02);
        assert_true(fabs(variance / (m + m * m / k) - 1) < 0.08);
    }
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permutations_can_be_undone),
        cmocka_unit_test(a_contact_is_the_same_from_either_side),
        cmocka_unit_test(partners_are_spread_evenly),
        cmocka_unit_test(random_contacts_change),
        cmocka_unit_test(numbers_of_contacts_follow_the_distribution),
    };
    return cmocka_run_group_tests_name("drill contact", tests, NULL, NULL);
}
