/* Sharing by rule: properties over random questions, and small ones by hand. Row E4. */
#include "../check.h"
#include "base/clock.h"
#include "stock/allocate.h"
#include <stdlib.h>
#include <string.h>

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void scarce_goods_are_shared_by_weight_in_whole_packs(void **state)
{
    struct share s[] = {{.asked = 500, .weight = 10, .priority = 1},
                        {.asked = 500, .weight = 20, .priority = 1},
                        {.asked = 500, .weight = 30, .priority = 1, .in_reach = 480},
                        {.asked = 500, .weight = 9, .priority = 2}};
    struct allocation a = {.supply = 330, .pack = 10, .min_lot = 1, .shares = s, .n = 4};
    (void)state;
    allocate(&a);
    assert_int_equal(s[2].given, 20); /* only what it lacks */
    assert_int_equal(s[2].why, SHARE_FULL);
    assert_int_equal(s[0].given + s[1].given, 310);
    assert_true(s[0].given == 100 || s[0].given == 110);
    assert_int_equal(s[3].given, 0);
    assert_int_equal(s[3].why, SHARE_CLASS_BEFORE);
    assert_int_equal(a.left, 0);
}

static void a_lot_too_small_to_use_goes_to_the_neediest(void **state)
{
    struct share s[] = {{.asked = 100, .in_reach = 50, .weight = 1, .priority = 1},
                        {.asked = 100, .in_reach = 0, .weight = 1, .priority = 1},
                        {.asked = 100, .in_reach = 10, .weight = 1, .priority = 1}};
    struct allocation a = {.supply = 100, .pack = 1, .min_lot = 50, .shares = s, .n = 3};
    (void)state;
    allocate(&a);
    assert_int_equal(s[0].given, 0);
    assert_int_equal(s[0].why, SHARE_SMALL);
    assert_int_equal(s[1].given, 50);
    assert_int_equal(s[2].given, 50);
}

static int64_t cap_of(const struct share *s, int64_t pack)
{
    int64_t lack = s->asked > s->in_reach ? s->asked - s->in_reach : 0;
    return lack / pack * pack;
}

static void check_properties(const struct allocation *a, int trial)
{
    int64_t sum = 0;
    int short_class = 1 << 30;
    for (int i = 0; i < a->n; i++) {
        const struct share *s = &a->shares[i];
        sum += s->given;
        if (s->given < 0 || s->given > cap_of(s, a->pack) || s->given % a->pack)
            fail_msg("trial %d: share %d gets %lld", trial, i, (long long)s->given);
        if (s->given < cap_of(s, a->pack) && s->priority < short_class)
            short_class = s->priority;
        int64_t useful = least(a->min_lot, cap_of(s, a->pack));
        if (s->given && s->given < useful)
            fail_msg("trial %d: share %d is less than a useful lot", trial, i);
    }
    if (sum > a->supply || sum + a->left != a->supply)
        fail_msg("trial %d: %lld given of %lld", trial, (long long)sum, (long long)a->supply);
    for (int i = 0; i < a->n; i++) {
        const struct share *s = &a->shares[i];
        if (s->priority > short_class && s->given)
            fail_msg("trial %d: a lower class is served while %d is short", trial, short_class);
        /* No waste: what is left would serve nobody of the class that is short. */
        int64_t lot = (a->min_lot + a->pack - 1) / a->pack * a->pack;
        int64_t more = s->given ? a->pack : least(lot, cap_of(s, a->pack));
        if (s->priority == short_class && s->given < cap_of(s, a->pack) && more <= a->left &&
            a->left >= a->pack)
            fail_msg("trial %d: %lld left, share %d could use %lld", trial, (long long)a->left, i,
                     (long long)more);
    }
    /* Max-min: taking a pack from anybody for somebody served poorer would not leave him better.
     * (Useful lots may stand against it.) */
    for (int i = 0; i < a->n && a->min_lot == 1; i++)
        for (int k = 0; k < a->n; k++) {
            const struct share *p = &a->shares[i], *r = &a->shares[k];
            if (p->priority == r->priority && p->given && r->given &&
                p->given < cap_of(p, a->pack) &&
                (p->given + a->pack) * r->weight < (r->given - a->pack) * p->weight)
                fail_msg("trial %d: %d has more than its part against %d", trial, k, i);
        }
}

static void random_questions_keep_every_property(void **state)
{
    struct rng r;
    struct share s[40], again[40];
    (void)state;
    rng_init(&r, 7);
    for (int trial = 0; trial < 3000; trial++) {
        struct allocation a = {.supply = (int64_t)rng_below(&r, 5000),
                               .pack = 1 + (int64_t)rng_below(&r, 3) * 9,
                               .min_lot = trial % 2 ? 1 : 1 + (int64_t)rng_below(&r, 60),
                               .n = 1 + (int)rng_below(&r, 40),
                               .shares = s};
        for (int i = 0; i < a.n; i++)
            s[i] = (struct share){.asked = (int64_t)rng_below(&r, 400),
                                  .in_reach = (int64_t)rng_below(&r, 300),
                                  .weight = 1 + (int64_t)rng_below(&r, 50),
                                  .priority = 1 + (int)rng_below(&r, 3)};
        memcpy(again, s, sizeof s);
        allocate(&a);
        check_properties(&a, trial);
        struct allocation b = a;
        b.shares = again;
        allocate(&b);
        for (int i = 0; i < a.n; i++)
            assert_int_equal(again[i].given, s[i].given);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scarce_goods_are_shared_by_weight_in_whole_packs),
        cmocka_unit_test(a_lot_too_small_to_use_goes_to_the_neediest),
        cmocka_unit_test(random_questions_keep_every_property),
    };
    return cmocka_run_group_tests_name("stock allocate", tests, NULL, NULL);
}
