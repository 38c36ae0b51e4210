/* Trips: against published best solutions, against the proof for few stops, and what is refused.
 * Row E7.
 *
 * A-n61-k9: P. Augerat et al. 1995, CVRPLIB; best 1034 with 9 vehicles, distances rounded. R101.25:
 * M. Solomon 1987, its first 25 customers; best 617.1, distances cut to one decimal. */
#include "../check.h"
#include "stock/trip.h"
#include <math.h>
#include <stdlib.h>

struct spot {
    int x, y, demand, ready, due;
};
/* clang-format off */
static const struct spot augerat[] = {
    {61,37,0}, {93,57,23}, {15,67,17}, {23,43,12}, {53,5,6}, {13,75,22}, {29,73,3}, {47,37,24},
    {23,71,24}, {67,45,11}, {21,49,7}, {93,43,12}, {67,13,8}, {69,25,14}, {53,35,20}, {25,39,16},
    {85,69,16}, {81,27,4}, {77,79,9}, {45,43,18}, {31,75,14}, {49,99,14}, {63,9,10}, {47,37,19},
    {33,47,22}, {39,69,19}, {49,3,9}, {49,87,18}, {87,39,2}, {37,91,18}, {19,33,19}, {97,35,18},
    {31,5,15}, {35,25,4}, {79,61,12}, {73,73,8}, {35,95,18}, {5,43,12}, {19,45,72}, {71,39,2},
    {35,63,5}, {27,73,14}, {31,21,11}, {47,9,19}, {87,45,16}, {1,49,19}, {1,77,3}, {63,73,12},
    {79,71,10}, {21,55,20}, {65,23,7}, {55,47,13}, {97,23,16}, {23,71,23}, {5,81,22}, {53,27,18},
    {57,85,6}, {89,23,12}, {51,65,27}, {13,49,9}, {91,41,15}};
static const struct spot r101[] = {
    {35,35,0,0,230}, {41,49,10,161,171}, {35,17,7,50,60}, {55,45,13,116,126}, {55,20,19,149,159},
    {15,30,26,34,44}, {25,30,3,99,109}, {20,50,5,81,91}, {10,43,9,95,105}, {55,60,16,97,107},
    {30,60,16,124,134}, {20,65,12,67,77}, {50,35,19,63,73}, {30,25,23,159,169}, {15,10,20,32,42},
    {30,5,8,61,71}, {10,20,19,75,85}, {5,30,2,157,167}, {20,40,12,87,97}, {15,60,17,76,86},
    {45,65,9,126,136}, {45,20,11,62,72}, {45,10,18,97,107}, {55,5,29,68,78}, {65,35,3,153,163},
    {65,20,6,172,182}};
/* clang-format on */

struct world {
    struct trip_stop stops[TRIP_STOPS + 1];
    int64_t cost[(TRIP_STOPS + 1) * (TRIP_STOPS + 1)];
    struct trip_ask ask;
};

/* scale 1: rounded whole; 10: one decimal, cut. Without go_on the number of rounds is fixed: the
 * same answer on every machine, however busy. */
static void make(struct world *w, const struct spot *spots, int n, int64_t capacity, int vehicles,
                 int scale)
{
    *w = (struct world){0};
    for (int i = 0; i <= n; i++) {
        w->stops[i] = (struct trip_stop){.demand = spots[i].demand,
                                         .ready = (int64_t)spots[i].ready * scale,
                                         .due = spots[i].due ? (int64_t)spots[i].due * scale
                                                             : INT64_MAX / 8,
                                         .service = i && spots[i].due ? 10 * scale : 0};
        for (int k = 0; k <= n; k++) {
            double d = hypot(spots[i].x - spots[k].x, spots[i].y - spots[k].y);
            w->cost[i * (n + 1) + k] = scale == 1 ? (int64_t)(d + 0.5) : (int64_t)(d * scale);
        }
    }
    w->ask = (struct trip_ask){.stops = w->stops, .cost = w->cost, .time = w->cost, .n = n,
                               .capacity = capacity, .vehicles = vehicles};
    rng_init(&w->ask.rng, 61);
}

static void within(struct world *w, int64_t best, double percent)
{
    struct trip_plan plan;
    struct err e = {0};
    assert_int_equal(trip_make(&plan, &w->ask, &e), OK);
    assert_int_equal(trip_cost(&plan, &w->ask), plan.cost);
    if (plan.cost < best || (double)plan.cost > (double)best * (1 + percent / 100))
        fail_msg("%lld against %lld", (long long)plan.cost, (long long)best);
    printf("%d stops: %lld, best known %lld, %.2f %% above\n", w->ask.n,
           (long long)plan.cost, (long long)best,
           100.0 * (double)(plan.cost - best) / (double)best);
}

static void published_instances_are_within_three_percent(void **state)
{
    struct world *w = malloc(sizeof *w);
    (void)state;
    make(w, augerat, 60, 100, 9, 1);
    within(w, 1034, 3);
    make(w, r101, 25, 200, 0, 10);
    within(w, 6171, 3);
    free(w);
}

/* Every order of every partition, tried one by one. */
static void try_all(const struct trip_ask *q, int at, int64_t t, int64_t load, int64_t cost,
                    unsigned seen, int routes, int64_t *best)
{
    if (routes > (q->vehicles ? q->vehicles : q->n))
        return;
    for (int to = 0; to <= q->n; to++) {
        if (to == at || (to && (seen & 1u << to)))
            continue;
        int64_t arrive = t + (at ? q->stops[at].service : 0) + q->time[at * (q->n + 1) + to];
        int64_t next = cost + q->cost[at * (q->n + 1) + to];
        if (arrive < q->stops[to].ready)
            arrive = q->stops[to].ready;
        if (arrive > q->stops[to].due || (to && load + q->stops[to].demand > q->capacity) ||
            next >= *best)
            continue;
        unsigned now = to ? seen | 1u << to : seen;
        if (!to && now == (1u << (q->n + 1)) - 2)
            *best = next;
        else if (to)
            try_all(q, to, arrive, load + q->stops[to].demand, next, now, routes, best);
        else
            try_all(q, 0, q->stops[0].ready, 0, next, now, routes + 1, best);
    }
}

static void few_stops_get_the_best_there_is(void **state)
{
    struct rng r;
    struct world *w = malloc(sizeof *w);
    (void)state;
    rng_init(&r, 9);
    for (int trial = 0; trial < 40; trial++) {
        struct spot s[8];
        struct trip_plan plan;
        struct err e = {0};
        int n = 1 + (int)rng_below(&r, 7);
        for (int i = 0; i <= n; i++)
            s[i] = (struct spot){(int)rng_below(&r, 100), (int)rng_below(&r, 100),
                                 i ? (int)rng_below(&r, 40) : 0,
                                 i && trial % 2 ? (int)rng_below(&r, 200) : 0,
                                 i && trial % 2 ? 300 + (int)rng_below(&r, 200) : 5000};
        make(w, s, n, 60, trial % 3 ? 0 : 3, 1);
        int64_t best = INT64_MAX;
        try_all(&w->ask, 0, w->stops[0].ready, 0, 0, 0, 1, &best);
        enum outcome o = trip_make(&plan, &w->ask, &e);
        if (best == INT64_MAX) {
            assert_int_equal(o, REFUSED);
            continue;
        }
        assert_int_equal(o, OK);
        assert_true(plan.is_best);
        assert_int_equal(plan.cost, best);
        assert_int_equal(trip_cost(&plan, &w->ask), best);
    }
    free(w);
}

static void what_no_vehicle_can_do_is_refused(void **state)
{
    struct world *w = malloc(sizeof *w);
    struct trip_plan plan;
    struct err e = {0};
    struct spot s[] = {{0, 0, 0, 0, 100}, {3, 4, 10, 0, 100}, {60, 0, 10, 0, 50}};
    (void)state;
    make(w, s, 2, 10, 0, 1);
    assert_int_equal(trip_make(&plan, &w->ask, &e), REFUSED);
    assert_string_equal(e.rule, "out_of_time");
    assert_int_equal(e.row, 2);
    s[2] = (struct spot){3, 0, 11, 0, 50};
    make(w, s, 2, 10, 0, 1);
    assert_int_equal(trip_make(&plan, &w->ask, &e), REFUSED);
    assert_string_equal(e.rule, "too_heavy");
    s[2].demand = 10;
    make(w, s, 2, 10, 1, 1);
    assert_int_equal(trip_make(&plan, &w->ask, &e), REFUSED);
    assert_string_equal(e.rule, "too_few");
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_stops_get_the_best_there_is),
        cmocka_unit_test(what_no_vehicle_can_do_is_refused),
        cmocka_unit_test(published_instances_are_within_three_percent),
    };
    return cmocka_run_group_tests_name("stock trip", tests, NULL, NULL);
}
