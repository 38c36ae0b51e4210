/* Trips of vehicles from one depot to many stops and back: who drives where, in which order, so
 * that the way is short. Capacities and time windows are kept, never traded. Pure: distances,
 * chance and the clock are the caller's.
 *
 * Up to TRIP_EXACT stops the answer is the best there is (subsets, each with its best order).
 * More: Christiaens & Vanden Berghe 2020, "Slack induction by string removals": stops that lie
 * close are taken out and put back where they cost least, under simulated annealing. */
#ifndef STOCK_TRIP_H
#define STOCK_TRIP_H
#include "base/clock.h"
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

#define TRIP_STOPS 100
#define TRIP_EXACT 9

struct trip_stop { /* 0 is the depot: its window is the working day */
    int64_t demand;
    int64_t ready, due; /* begin of service, seconds or any unit of `time` */
    int64_t service;
};
struct trip_ask {
    const struct trip_stop *stops; /* n + 1 */
    const int64_t *cost, *time;    /* (n + 1) × (n + 1), row: from */
    int n;
    int64_t capacity;
    int vehicles; /* 0: as many as needed */
    struct rng rng;
    bool (*go_on)(void *arg, int64_t rounds); /* asked every hundred rounds; NULL: 100,000 rounds */
    void *arg;
};
struct trip_plan {
    int routes;
    int stops[TRIP_STOPS * 2 + 1]; /* each route's stops, 0 behind each route */
    int64_t cost;
    bool is_best; /* proved */
};
/* REFUSED: a stop that no vehicle can serve alone (field stops, row n), or too few vehicles. */
enum outcome trip_make(struct trip_plan *ret, const struct trip_ask *ask, struct err *e);
/* Judges a plan from scratch: its cost, or -1 when a rule is broken. */
int64_t trip_cost(const struct trip_plan *plan, const struct trip_ask *ask);
#endif
