/* Rosters: fair within one, nobody twice, rest and stays kept, five hundred people at once. */
#include "../check.h"
#include <stdlib.h>
#include "base/clock.h"
#include "duty/roster.h"

#define DAYS 30
#define MOST 20000
static struct roster_seat seats[MOST];
static unsigned char rest[DAYS];
static const struct roster_span month = {.first = 1000, .days = DAYS, .kinds = rest};
static struct roster_person people[500];

static void days_and_people(int n)
{
    for (int i = 0; i < DAYS; i++)
        rest[i] = i == 3 || i == 4 || i == 17 ? ROSTER_HOLIDAY : i % 7 >= 5 ? ROSTER_WEEKEND : 0;
    for (int i = 0; i < n; i++)
        people[i] = (struct roster_person){.id = i + 1, .skills = i % 3 == 0, .crew = i % 4};
}

enum kind { NIGHT, WEEKEND, HOLIDAY, ANY };
static void spread(const struct roster_rule *r, int n, int people_n, enum kind kind,
                   int *ret_least, int *ret_most)
{
    int counts[500] = {0};
    for (int i = 0; i < n; i++)
        if (seats[i].person &&
            (kind == ANY || (kind == NIGHT && r->shifts[seats[i].shift].is_night) ||
             (kind == WEEKEND && rest[seats[i].day - 1000] == ROSTER_WEEKEND) ||
             (kind == HOLIDAY && rest[seats[i].day - 1000] == ROSTER_HOLIDAY)))
            counts[seats[i].person - 1]++;
    *ret_least = 1 << 30;
    *ret_most = 0;
    for (int i = 0; i < people_n; i++) {
        *ret_least = counts[i] < *ret_least ? counts[i] : *ret_least;
        *ret_most = counts[i] > *ret_most ? counts[i] : *ret_most;
    }
}

static const struct roster_rule leaders = {
    .shifts = {{8 * 3600, 8 * 3600, 1, 0, true}}, .shifts_n = 1, .rest_s = 24 * 3600};
static const struct roster_rule lines = { /* three on-call lines of a hospital */
    .shifts = {{8 * 3600, 18 * 3600, 2, 1, false}, {18 * 3600, 8 * 3600, 1, 1, true}},
    .shifts_n = 2, .rest_s = 12 * 3600};
static const struct roster_rule crews = { /* four crews, three shifts */
    .shifts = {{0, 8 * 3600, 5, 0, true}, {8 * 3600, 16 * 3600, 5, 0, false},
               {16 * 3600, 24 * 3600, 5, 0, false}},
    .shifts_n = 3, .crews = 4, .rest_s = 8 * 3600};
static const struct roster_rule site = { /* a quarantine site: seven days, then seven away */
    .shifts = {{0, 24 * 3600, 3, 0, false}}, .shifts_n = 1, .stay_days = 7, .rest_days = 7};

static void made(const struct roster_rule *r, int people_n, int *ret_n, int *ret_vacant)
{
    struct roster_problem problems[10];
    days_and_people(people_n);
    roster_make(r, people, people_n, &month, seats, ret_n, ret_vacant);
    int found = roster_check(r, people, people_n, seats, *ret_n, problems, 10);
    for (int i = 0; i < found; i++)
        if (problems[i].fault != ROSTER_VACANT)
            fail_msg("fault %d on day %d", problems[i].fault, (int)problems[i].day);
}

static void nights_and_weekends_differ_by_one_at_most(void **state)
{
    const struct roster_rule *rules[] = {&leaders, &crews};
    int n, vacant, least, most;
    for (size_t i = 0; i < 2; i++) {
        made(rules[i], i ? 20 : 9, &n, &vacant);
        assert_int_equal(vacant, 0);
        for (int kind = 0; kind <= ANY; kind++) {
            spread(rules[i], n, i ? 20 : 9, (enum kind)kind, &least, &most);
            if (most - least > 1 + (i == 1 && kind != NIGHT)) /* crews share out by turns */
                fail_msg("rule %zu kind %d: %d to %d", i, kind, least, most);
        }
    }
}

/* Equal people, rules at random with enough of them: every kind within one. */
static void any_rule_is_fair(void **state)
{
    struct rng rng;
    int n, vacant, least, most;
    rng_init(&rng, 20261130);
    for (int round = 0; round < 400; round++) {
        struct roster_rule r = {.rest_s = (int64_t)rng_below(&rng, 4) * 6 * 3600};
        int shifts = 1 + (int)rng_below(&rng, 3), heads = 0;
        for (int s = 0; s < shifts; s++) {
            int each = 1 + (int)rng_below(&rng, 3);
            r.shifts[s] = (struct roster_shift){s * 86400 / shifts,
                                                (s + 1) * 86400 / shifts % 86400, each, 0,
                                                s == shifts - 1 && shifts > 1};
            heads += each;
        }
        r.shifts_n = shifts;
        int people_n = heads * 3 + (int)rng_below(&rng, 20);
        made(&r, people_n, &n, &vacant);
        for (int i = 0; i < people_n; i++)
            people[i].skills = 0;
        assert_int_equal(vacant, 0);
        for (int kind = 0; kind <= ANY; kind++) {
            spread(&r, n, people_n, (enum kind)kind, &least, &most);
            if (most - least > 1)
                fail_msg("round %d, %d shifts, %d people, rest %d h, kind %d: %d to %d", round,
                         shifts, people_n, (int)(r.rest_s / 3600), kind, least, most);
        }
    }
}

/* Who worked the last night of the month before does not open the next one. */
static void months_join(void **state)
{
    static const struct roster_seat before[] = {{998, 0, 3, 0}, {999, 1, 1, 0}, {999, 0, 2, 0}};
    struct roster_span joined = month;
    int n, vacant;
    days_and_people(6);
    joined.before = before;
    joined.before_n = 3;
    roster_make(&lines, people, 6, &joined, seats, &n, &vacant);
    for (int i = 0; i < n && seats[i].day == 1000; i++)
        if (seats[i].shift == 0 && seats[i].person == 1)
            fail_msg("from the night into the day");
    days_and_people(20);
    roster_make(&crews, people, 20, &month, seats, &n, &vacant);
    int64_t last = seats[n - 1].person; /* the crew of the last evening has the rest next */
    joined.first = 1000 + DAYS;
    joined.before = NULL;
    joined.before_n = 0;
    roster_make(&crews, people, 20, &joined, seats, &n, &vacant);
    for (int i = 0; i < 15; i++)
        if (people[seats[i].person - 1].crew == people[last - 1].crew)
            fail_msg("crew %d works on its day of rest", people[last - 1].crew);
}

static void skills_are_there_and_vacancies_told(void **state)
{
    int n, vacant;
    made(&lines, 12, &n, &vacant);
    assert_int_equal(vacant, 0);
    for (int i = 0; i < n; i++)
        if (seats[i].shift == 1 && !people[seats[i].person - 1].skills)
            fail_msg("seat %d: nobody with the skill", i);
    made(&lines, 2, &n, &vacant);
    assert_true(vacant > 0);
}

static void stays_end_and_absences_are_kept(void **state)
{
    static const int64_t away[] = {1003, 1004};
    struct roster_problem p[10];
    int n, vacant;
    made(&site, 9, &n, &vacant);
    assert_int_equal(vacant, 0);
    people[0].away = away;
    people[0].away_n = 2;
    roster_make(&site, people, 9, &month, seats, &n, &vacant);
    assert_int_equal(roster_check(&site, people, 9, seats, n, p, 10), vacant);
}

static void faults_are_found_at_once(void **state)
{
    struct roster_seat s[] = {{1000, 0, 1, 0}, {1000, 1, 1, 0}, {1001, 0, 2, 0}, {1001, 1, 0, 0}};
    struct roster_problem p[10];
    days_and_people(3);
    /* twice on a day, a vacant night, and a day without the skill */
    assert_int_equal(roster_check(&lines, people, 3, s, 4, p, 10), 3);
}

static void five_hundred_people_take_no_second(void **state)
{
    struct roster_rule big = {.shifts = {{0, 8 * 3600, 60, 0, true},
                                         {8 * 3600, 16 * 3600, 60, 0, false},
                                         {16 * 3600, 24 * 3600, 60, 0, false}},
                              .shifts_n = 3, .rest_s = 12 * 3600};
    int n, vacant;
    int64_t began = clock_monotonic_us();
    made(&big, 500, &n, &vacant);
    assert_int_equal(vacant, 0);
    print_message("500 people, %d seats: %lld ms\n", n,
                  (long long)(clock_monotonic_us() - began) / 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nights_and_weekends_differ_by_one_at_most),
        cmocka_unit_test(any_rule_is_fair),
        cmocka_unit_test(months_join),
        cmocka_unit_test(skills_are_there_and_vacancies_told),
        cmocka_unit_test(stays_end_and_absences_are_kept),
        cmocka_unit_test(faults_are_found_at_once),
        cmocka_unit_test(five_hundred_people_take_no_second),
    };
    return cmocka_run_group_tests_name("mission A5: rosters", tests, NULL, NULL);
}
