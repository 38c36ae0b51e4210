/* Token buckets, and which file a path means. */
#include "../check.h"

#include "http/limit.h"
#include "http/static.h"

static void gives_a_burst_then_the_rate(void **state)
{
    struct limiter *l = limiter_new();
    struct rate rate = {2000, 5}; /* 2 a second, 5 at once */
    uint64_t key = limit_key(1, "a", 1);
    int wait = 0, given = 0;
    for (int i = 0; i < 10; i++)
        given += limiter_take(l, key, rate, 1000, &wait);
    assert_int_equal(given, 5);
    assert_int_equal(wait, 1);
    assert_false(limiter_take(l, key, rate, 1499, &wait));
    assert_true(limiter_take(l, key, rate, 1500, &wait));
    assert_false(limiter_take(l, key, rate, 1501, &wait));
    given = 0;
    for (int i = 0; i < 100; i++)
        given += limiter_take(l, key, rate, 100000 + i, &wait);
    assert_int_equal(given, 5);
    assert_true(limiter_take(l, limit_key(1, "b", 1), rate, 1500, &wait));
    limiter_free(l);
}

static void counts_slow_rates_asked_often(void **state)
{
    struct limiter *l = limiter_new();
    struct rate rate = {100, 1}; /* one in ten seconds */
    int wait, given = 0;
    for (int64_t now = 0; now <= 30000; now++)
        given += limiter_take(l, 7, rate, now, &wait);
    assert_int_equal(given, 4);
    limiter_free(l);
}

static void gains_nothing_when_the_clock_goes_back(void **state)
{
    struct limiter *l = limiter_new();
    struct rate rate = {1000, 2};
    int wait;
    assert_true(limiter_take(l, 7, rate, 50000, &wait));
    assert_true(limiter_take(l, 7, rate, 50000, &wait));
    assert_false(limiter_take(l, 7, rate, 10000, &wait));
    assert_true(limiter_take(l, 7, rate, 11000, &wait));
    limiter_free(l);
}

static void never_grows(void **state)
{
    struct limiter *l = limiter_new();
    struct rate rate = {1, 1};
    int wait;
    for (uint64_t i = 1; i < 200000; i++)
        assert_true(limiter_take(l, limit_key(2, &i, sizeof(i)), rate, 5, &wait));
    limiter_free(l);
}

static const struct embed files[] = {
    {.path = "/assets/a-12345678.js"}, {.path = "/field/index.html"}, {.path = "/index.html"},
    {.path = "/sw.js"},
};

static const struct {
    const char *path, *file;
} paths[] = {
    {"/", "/index.html"},
    {"/index.html", "/index.html"},
    {"/ledgers/person/new", "/index.html"},
    {"/field", "/field/index.html"},
    {"/field/", "/field/index.html"},
    {"/field/today/2", "/field/index.html"},
    {"/fields", "/index.html"},
    {"/assets/a-12345678.js", "/assets/a-12345678.js"},
    {"/assets/b.js", NULL},
    {"/../etc/passwd.txt", NULL},
    {"", NULL},
};

static void finds_the_file_of_a_path(void **state)
{
    char longer[2000];
    for (size_t i = 0; i < ROWS(paths); i++) {
        const struct embed *file = static_find(files, (int)ROWS(files), paths[i].path);
        check_row_text(i, paths[i].path, file ? file->path : NULL, paths[i].file);
    }
    memset(longer, '/', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = 0;
    assert_null(static_find(files, (int)ROWS(files), longer));
    assert_null(static_find(files, 0, "/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_slow_rates_asked_often),
        cmocka_unit_test(finds_the_file_of_a_path),
        cmocka_unit_test(gains_nothing_when_the_clock_goes_back),
        cmocka_unit_test(gives_a_burst_then_the_rate),
        cmocka_unit_test(never_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
