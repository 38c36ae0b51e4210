/* Rosters: fair within one, nobody twice, rest and stays kept, five hundred people at once. */
#include "../check.h"
#include <stdlib.h>
#include "base/clock.h"
#include "duty/roster.h"

#define DAYS 30
#define MOST 20000
static struct roster_seat seats[MOST];
static bool rest[DAYS];
static struct roster_person people[500];

static void days_and_people(int n)
{
    for (int i = 0; i < DAYS; i++)
        rest[i] = i % 7 >= 5;
    for (int i = 0; i < n; i++)
        people[i] = (struct roster_person){.id = i + 1, .skills = i % 3 == 0, .crew = i % 4};
}

static void spread(const struct roster_rule *r, int n, int people_n, bool night, bool weekend,
                   int *ret_least, int *ret_most)
{
    int counts[500] = {0};
    for (int i = 0; i < n; i++)
        if (seats[i].person && (!night || r->shifts[seats[i].shift].is_night) &&
            (!weekend || rest[seats[i].day - 1000]))
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
    roster_make(r, people, people_n, 1000, DAYS, rest, seats, ret_n, ret_vacant);
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
        for (int kind = 0; kind < 2; kind++) {
            spread(rules[i], n, i ? 20 : 9, kind == 0, kind == 1, &least, &most);
            if (most - least > 1 + (i == 1 && kind == 1)) /* crews share out by turns */
                fail_msg("rule %zu kind %d: %d to %d", i, kind, least, most);
        }
    }
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
    roster_make(&site, people, 9, 1000, DAYS, rest, seats, &n, &vacant);
    assert_int_equal(roster_check(&site, people, 9, seats, n, p, 10), vacant);
}

static void faults_are_found_at_once(void **state)
{
    struct roster_seat s[] = {{1000, 0, 1}, {1000, 1, 1}, {1001, 0, 2}, {1001, 1, 0}};
    struct roster_problem p[10];
    days_and_people(3);
    assert_int_equal(roster_check(&lines, people, 3, s, 4, p, 10), 2);
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
        cmocka_unit_test(skills_are_there_and_vacancies_told),
        cmocka_unit_test(stays_end_and_absences_are_kept),
        cmocka_unit_test(faults_are_found_at_once),
        cmocka_unit_test(five_hundred_people_take_no_second),
    };
    return cmocka_run_group_tests_name("mission A5: rosters", tests, NULL, NULL);
}
