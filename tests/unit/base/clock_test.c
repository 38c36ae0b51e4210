/* Clock and chance. The Philox vectors are those of the Random123 distribution (kat_vectors).
 * Mission: K2. */
#include "../check.h"

#include "base/clock.h"

static void philox_gives_the_published_numbers(void **state)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } rows[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        uint32_t out[4];
        rng_philox(rows[i].key, rows[i].counter, out);
        check_row(i, "philox", memcmp(out, rows[i].out, sizeof out) == 0);
    }
}

static void draws_repeat_and_stay_inside(void **state)
{
    struct rng a, b;
    int counts[6] = {0};
    rng_init(&a, 2026);
    rng_init(&b, 2026);
    for (int i = 0; i < 60000; i++) {
        uint64_t n = rng_below(&a, 6);
        assert_true(n < 6);
        assert_int_equal(n, rng_below(&b, 6));
        counts[n]++;
    }
    for (size_t i = 0; i < 6; i++) /* 10,000 each; five standard deviations are 456 */
        check_row(i, "share", counts[i] > 9500 && counts[i] < 10500);
    for (int i = 0; i < 10000; i++) {
        double u = rng_unit(&a);
        assert_true(u >= 0 && u < 1);
    }
    rng_below(&b, 6);
    assert_true(rng_below(&b, 1) == 0 && rng_below(&b, 0) == 0);
    unsigned char one[32], two[32];
    rng_secret(one, sizeof one);
    rng_secret(two, sizeof two);
    assert_memory_not_equal(one, two, sizeof one);
}

static void a_fixed_clock_reads_its_variable(void **state)
{
    static const struct {
        int64_t ms, s;
    } rows[] = {{0, 0}, {999, 0}, {1000, 1}, {-1, -1}, {-1000, -1}, {-1001, -2}};
    int64_t now;
    struct clock c = clock_fixed(&now);
    for (size_t i = 0; i < ROWS(rows); i++) {
        now = rows[i].ms;
        check_row(i, "ms", clock_now_ms(&c) == rows[i].ms);
        check_row(i, "s", clock_now_s(&c) == rows[i].s);
    }
    c = clock_system();
    assert_true(clock_now_s(&c) > 1700000000);
    int64_t before = clock_monotonic_us();
    assert_true(clock_monotonic_us() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_numbers),
        cmocka_unit_test(draws_repeat_and_stay_inside),
        cmocka_unit_test(a_fixed_clock_reads_its_variable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
