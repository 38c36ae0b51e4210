/* The chain of transmission against a real outbreak with known answers, and on broken data.
 * Missions: C2. */
#include "../check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/chain.h"
#include "value/time.h"

#define CASES 188

static bool near(double a, double b, double by)
{
    return fabs(a - b) <= by;
}

static int digits(const char *s)
{
    int n = 0;
    for (; *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (*s - '0');
    return n;
}

static int read_hagelloch(struct chain_case *cases)
{
    FILE *f = fopen(OUTBREAKS "/hagelloch_1861.csv", "r");
    char line[200];
    int n = 0;
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    while (n < CASES && fgets(line, sizeof line, f)) {
        char *rest = strchr(line, ',') + 1, *day = strchr(rest, ',') + 1;
        int64_t date;
        int id = digits(line), by = digits(rest);
        assert_true(date_parse(day, 10, false, &date));
        assert_int_equal(id, n + 1);
        cases[n++] = (struct chain_case){
            .at = date * TIME_DAY, .has_at = true, .by = {by - 1}, .by_n = by > 0};
    }
    fclose(f);
    return n;
}

static void test_hagelloch(void **state)
{
    static struct chain_case cases[CASES];
    static const int generations[] = {4, 8, 50, 102, 22, 2};
    struct chain_found f;
    assert_int_equal(read_hagelloch(cases), CASES);
    chain_work(&f, cases, CASES, INT64_MAX);
    assert_int_equal(f.generations_n, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(f.generations[i], generations[i]);
    assert_true(near(f.nodes[44].caused, 30, 1e-9));
    assert_true(near(f.nodes[180].caused, 8, 1e-9));
    assert_true(f.nodes[44].is_super && f.nodes[180].is_super);
    assert_int_equal(f.super_from, 5);
    assert_int_equal(f.serial_n, 184);
    assert_true(near(f.serial_mean, 10.3913, 1e-4));
    assert_true(near(f.serial_sd, 1.6789, 1e-4));
    assert_true(near(f.serial_median, 10, 1e-9));
    /* the grid search of another program: k 0.2547 (0.1736 to 0.3742), R 0.9787 (0.72 to 1.365) */
    assert_true(near(f.r.value, 184.0 / 188, 1e-9));
    assert_true(near(f.r.low, 0.72, 0.006) && near(f.r.high, 1.365, 0.006));
    assert_true(near(f.k.value, 0.2547, 2e-4));
    assert_true(near(f.k.low, 0.1736, 2e-4) && near(f.k.high, 0.3742, 2e-4));
    assert_false(f.k.is_open);
    assert_int_equal(f.clusters, 4);
    chain_fini(&f);
}

/* Several possible infectors share; the tree follows the first. */
static void test_shares(void **state)
{
    struct chain_case cases[] = {
        {.at = 0, .has_at = true},
        {.at = 86400, .has_at = true},
        {.at = 4 * 86400, .has_at = true, .by = {1, 0}, .by_n = 2},
        {.at = 9 * 86400, .by = {2}, .by_n = 1},
    };
    struct chain_found f;
    chain_work(&f, cases, 4, INT64_MAX);
    assert_true(near(f.nodes[0].caused, 0.5, 1e-9) && near(f.nodes[1].caused, 0.5, 1e-9));
    assert_int_equal(f.nodes[2].parent, 1);
    assert_int_equal(f.nodes[3].generation, 2);
    assert_int_equal(f.clusters, 1);
    assert_int_equal(f.serial_n, 2); /* the last onset is unknown */
    assert_true(near(f.serial_mean, 3.5, 1e-9));
    chain_fini(&f);
}

static void test_problems(void **state)
{
    struct chain_case cases[] = {
        {.at = 0, .has_at = true, .by = {0}, .by_n = 1},              /* oneself */
        {.at = 86400, .has_at = true, .by = {2}, .by_n = 1},          /* a loop of three … */
        {.at = 86400, .has_at = true, .by = {3}, .by_n = 1},
        {.at = 86400, .has_at = true, .by = {1}, .by_n = 1},
        {.at = 2 * 86400, .has_at = true, .by = {3}, .by_n = 1},      /* … and one below it */
        {.at = 86400, .has_at = true, .by = {4}, .by_n = 1},          /* before its infector */
    };
    struct chain_found f;
    int in_loop = 0, roots = 0;
    chain_work(&f, cases, 6, INT64_MAX);
    assert_int_equal(f.nodes[0].problems, CHAIN_SELF);
    assert_int_equal(f.nodes[0].generation, 0);
    for (int i = 1; i < 4; i++) {
        in_loop += f.nodes[i].problems == CHAIN_LOOP;
        roots += f.nodes[i].parent < 0;
    }
    assert_int_equal(in_loop, 3);
    assert_int_equal(roots, 1);
    assert_int_equal(f.nodes[4].problems, 0);
    assert_int_equal(f.nodes[5].problems, CHAIN_LATER);
    assert_int_equal(f.nodes[5].generation, f.nodes[4].generation + 1);
    chain_fini(&f);
    chain_work(&f, NULL, 0, 0);
    assert_int_equal(f.counted, 0);
    assert_int_equal(f.generations_n, 0);
    chain_fini(&f);
}

/* Who fell ill lately may still infect: does not count as an infector of nobody. */
static void test_settled(void **state)
{
    struct chain_case cases[] = {{.at = 0, .has_at = true},
                                 {.at = 5 * 86400, .has_at = true, .by = {0}, .by_n = 1},
                                 {.at = 6 * 86400, .has_at = true, .by = {0}, .by_n = 1}};
    struct chain_found f;
    chain_work(&f, cases, 3, 86400);
    assert_int_equal(f.counted, 1);
    assert_true(near(f.r.value, 2, 1e-9));
    assert_true(f.k.is_open); /* one count says nothing of spread */
    chain_fini(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hagelloch),
                                       cmocka_unit_test(test_shares),
                                       cmocka_unit_test(test_problems),
                                       cmocka_unit_test(test_settled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
