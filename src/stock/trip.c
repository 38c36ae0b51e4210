/* See trip.h. A solution is routes of stops; each route keeps for every position the earliest begin
 * of service and the latest one that all later stops bear, so that an insertion is judged in O(1).
 */
#include "stock/trip_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STRING_MAX 10     /* stops taken from one route at once */
#define REMOVED_MEAN 10.0 /* stops taken out in a round */
#define BLINK 100         /* one in so many places is overlooked */
#define HOT 100.0
#define COLD 1.0
#define ROUNDS 100000

struct route {
    int at[TRIP_STOPS + 2], n; /* 0 … 0: n stops between two depots */
    int64_t early[TRIP_STOPS + 2], late[TRIP_STOPS + 2];
    int64_t load;
};
struct tour {
    struct route routes[TRIP_STOPS + 1];
    int n;
    int where[TRIP_STOPS + 1]; /* route of a stop, -1: taken out */
    int64_t cost;
};
struct heat {
    const struct trip_ask *q;
    struct rng *rng;
    struct tour now, next, best;
    int near[TRIP_STOPS + 1][TRIP_STOPS]; /* other stops, nearest first */
    int out[TRIP_STOPS], out_n;
    int vehicles;
};

enum outcome trip_too_few(struct err *e)
{
    return err_set(e, REFUSED, "vehicles", "too_few",
                   "so few vehicles cannot reach every stop in time",
                   "车辆太少，无法按时到达所有地点");
}

static void time_route(const struct trip_ask *q, struct route *r)
{
    int last = r->n + 1;
    r->early[0] = q->stops[0].ready;
    for (int i = 1; i <= last; i++) {
        int from = r->at[i - 1], to = r->at[i];
        int64_t t =
            r->early[i - 1] + (i > 1 ? q->stops[from].service : 0) + trip_at(q, q->time, from, to);
        r->early[i] = t < q->stops[to].ready ? q->stops[to].ready : t;
    }
    r->late[last] = q->stops[0].due;
    for (int i = last - 1; i >= 0; i--) {
        int from = r->at[i], to = r->at[i + 1];
        int64_t t =
            r->late[i + 1] - trip_at(q, q->time, from, to) - (i > 0 ? q->stops[from].service : 0);
        r->late[i] = t < q->stops[from].due ? t : q->stops[from].due;
    }
}

/* What it costs to put a stop behind position i; -1 when it cannot be. */
static int64_t insertion(const struct trip_ask *q, const struct route *r, int stop, int i)
{
    int from = r->at[i], to = r->at[i + 1];
    const struct trip_stop *s = &q->stops[stop];
    int64_t t =
        r->early[i] + (i > 0 ? q->stops[from].service : 0) + trip_at(q, q->time, from, stop);
    t = t < s->ready ? s->ready : t;
    if (t > s->due || t + s->service + trip_at(q, q->time, stop, to) > r->late[i + 1])
        return -1;
    int64_t more = trip_at(q, q->cost, from, stop) + trip_at(q, q->cost, stop, to) -
                   trip_at(q, q->cost, from, to);
    return more < 0 ? 0 : more;
}

static int64_t cost_of(const struct trip_ask *q, const struct tour *t)
{
    int64_t sum = 0;
    for (int i = 0; i < t->n; i++)
        for (int k = 0; k <= t->routes[i].n; k++)
            sum += trip_at(q, q->cost, t->routes[i].at[k], t->routes[i].at[k + 1]);
    return sum;
}

static void copy_tour(struct tour *to, const struct tour *from)
{
    memcpy(to->routes, from->routes, (size_t)from->n * sizeof *to->routes);
    memcpy(to->where, from->where, sizeof to->where);
    to->n = from->n;
    to->cost = from->cost;
}

/* ---- taking out ---- */

static void take_string(struct heat *h, struct route *r, int at, int len)
{
    for (int i = 0; i < len; i++) {
        int stop = r->at[at + i];
        h->out[h->out_n++] = stop;
        h->next.where[stop] = -1;
        r->load -= h->q->stops[stop].demand;
    }
    memmove(&r->at[at], &r->at[at + len], (size_t)(r->n + 2 - at - len) * sizeof r->at[0]);
    r->n -= len;
    time_route(h->q, r);
}

static int position(const struct route *r, int stop)
{
    int at = 1;
    while (r->at[at] != stop)
        at++;
    return at;
}

static void ruin(struct heat *h)
{
    const struct trip_ask *q = h->q;
    bool touched[TRIP_STOPS + 1] = {false};
    double mean = (double)q->n / (h->next.n ? h->next.n : 1);
    double longest = mean < STRING_MAX ? mean : STRING_MAX;
    int strings = (int)(rng_unit(h->rng) * (4.0 * REMOVED_MEAN / (1.0 + longest))) + 1;
    int seed = 1 + (int)rng_below(h->rng, (uint64_t)q->n);
    h->out_n = 0;
    for (int i = -1; i < q->n - 1 && strings > 0; i++) {
        int stop = i < 0 ? seed : h->near[seed][i];
        int where = h->next.where[stop];
        if (where < 0 || touched[where])
            continue;
        struct route *r = &h->next.routes[where];
        double most = r->n < longest ? r->n : longest;
        int len = 1 + (int)(rng_unit(h->rng) * most), at = position(r, stop);
        len = len > r->n ? r->n : len;
        int low = at - len + 1 < 1 ? 1 : at - len + 1,
            high = at + len - 1 > r->n ? r->n - len + 1 : at;
        touched[where] = true;
        strings--;
        take_string(h, r, low + (int)rng_below(h->rng, (uint64_t)(high - low + 1)), len);
    }
}

/* ---- putting back ---- */

static int64_t order_key(struct heat *h, int how, int stop)
{
    const struct trip_stop *s = &h->q->stops[stop];
    if (how < 4)
        return (int64_t)rng_u32(h->rng);
    if (how < 8)
        return -s->demand;
    if (how < 10)
        return -trip_at(h->q, h->q->cost, 0, stop);
    if (how < 11)
        return trip_at(h->q, h->q->cost, 0, stop);
    return how < 13 ? s->due - s->ready : how < 15 ? s->due : s->ready;
}

static void sort_out(struct heat *h)
{
    int64_t keys[TRIP_STOPS];
    int how = (int)rng_below(h->rng, 16);
    for (int i = 0; i < h->out_n; i++) {
        int stop = h->out[i], k = i;
        int64_t key = order_key(h, how, stop);
        for (; k > 0 && keys[k - 1] > key; k--) {
            keys[k] = keys[k - 1];
            h->out[k] = h->out[k - 1];
        }
        keys[k] = key;
        h->out[k] = stop;
    }
}

static void put_in(struct heat *h, int route, int stop, int at)
{
    struct route *r = &h->next.routes[route];
    memmove(&r->at[at + 2], &r->at[at + 1], (size_t)(r->n + 1 - at) * sizeof r->at[0]);
    r->at[at + 1] = stop;
    r->n++;
    r->load += h->q->stops[stop].demand;
    h->next.where[stop] = route;
    time_route(h->q, r);
}

static bool put_back(struct heat *h, int stop)
{
    const struct trip_ask *q = h->q;
    int64_t best = INT64_MAX;
    int best_route = -1, best_at = 0;
    for (int i = 0; i < h->next.n; i++) {
        struct route *r = &h->next.routes[i];
        if (r->load + q->stops[stop].demand > q->capacity)
            continue;
        for (int k = 0; k <= r->n; k++) {
            if (rng_u32(h->rng) % BLINK == 0)
                continue;
            int64_t more = insertion(q, r, stop, k);
            if (more >= 0 && more < best) {
                best = more;
                best_route = i;
                best_at = k;
            }
        }
    }
    if (best_route < 0) {
        if (h->next.n >= h->vehicles)
            return false;
        best_route = h->next.n++;
        memset(&h->next.routes[best_route], 0, sizeof(struct route));
        time_route(q, &h->next.routes[best_route]);
    }
    put_in(h, best_route, stop, best_at);
    return true;
}

static void drop_empty(struct tour *t)
{
    for (int i = 0; i < t->n;) {
        if (t->routes[i].n) {
            i++;
            continue;
        }
        t->routes[i] = t->routes[--t->n];
        for (int k = 1; k <= t->routes[i].n && i < t->n; k++)
            t->where[t->routes[i].at[k]] = i;
    }
}

static bool recreate(struct heat *h)
{
    sort_out(h);
    for (int i = 0; i < h->out_n; i++)
        if (!put_back(h, h->out[i]))
            return false;
    drop_empty(&h->next);
    h->next.cost = cost_of(h->q, &h->next);
    return true;
}

/* ---- the search ---- */

static void find_near(struct heat *h)
{
    const struct trip_ask *q = h->q;
    for (int i = 1; i <= q->n; i++) {
        int n = 0;
        for (int k = 1; k <= q->n; k++) {
            int at = n;
            if (k == i)
                continue;
            for (; at > 0 && trip_at(q, q->cost, i, h->near[i][at - 1]) > trip_at(q, q->cost, i, k);
                 at--)
                h->near[i][at] = h->near[i][at - 1];
            h->near[i][at] = k;
            n++;
        }
    }
}

/* One vehicle a stop, then as if everything had been taken out. */
static bool begin(struct heat *h)
{
    memset(&h->next, 0, sizeof h->next);
    h->out_n = 0;
    for (int i = 1; i <= h->q->n; i++) {
        h->next.where[i] = -1;
        h->out[h->out_n++] = i;
    }
    return recreate(h);
}

static void cool(struct heat *h, int64_t scale)
{
    const struct trip_ask *q = h->q;
    double hot = HOT * (double)scale, temperature = hot;
    for (int64_t round = 0;; round++) {
        if (round % 100 == 0 && (q->go_on ? !q->go_on(q->arg, round) : round >= ROUNDS))
            return;
        copy_tour(&h->next, &h->now);
        ruin(h);
        if (!recreate(h))
            continue;
        double chance = rng_unit(h->rng);
        if ((double)h->next.cost <
            (double)h->now.cost - temperature * log(chance > 1e-12 ? chance : 1e-12))
            copy_tour(&h->now, &h->next);
        if (h->next.cost < h->best.cost)
            copy_tour(&h->best, &h->next);
        temperature *= 0.99988; /* from HOT to COLD in some 40,000 rounds, then warm again */
        if (temperature < COLD * (double)scale) {
            temperature = hot / 10;
            copy_tour(&h->now, &h->best);
        }
    }
}

static void give(struct trip_plan *ret, const struct tour *t)
{
    int at = 0;
    *ret = (struct trip_plan){.routes = t->n, .cost = t->cost};
    for (int i = 0; i < t->n; i++) {
        for (int k = 1; k <= t->routes[i].n; k++)
            ret->stops[at++] = t->routes[i].at[k];
        ret->stops[at++] = 0;
    }
}

static enum outcome search(struct trip_plan *ret, const struct trip_ask *q, struct err *e)
{
    struct heat *h = calloc(1, sizeof *h);
    struct rng rng = q->rng;
    int64_t sum = 0;
    bool found = false;
    if (!h)
        abort();
    h->q = q;
    h->rng = &rng;
    h->vehicles = q->vehicles ? q->vehicles : q->n;
    for (int i = 1; i <= q->n; i++)
        sum += trip_at(q, q->cost, 0, i);
    find_near(h);
    for (int tries = 0; !found && tries < 2000; tries++)
        found = begin(h);
    if (found) {
        copy_tour(&h->now, &h->next);
        copy_tour(&h->best, &h->next);
        cool(h, 1 + sum / q->n / 30); /* temperatures in the unit of a usual distance */
        give(ret, &h->best);
    }
    free(h);
    return found ? OK : trip_too_few(e);
}

static enum outcome check_stops(const struct trip_ask *q, struct err *e)
{
    if (q->n < 1 || q->n > TRIP_STOPS)
        return err_set(e, REFUSED, "stops", "stops", "a trip has 1 to %d stops",
                       "行程须有1至%d个地点", TRIP_STOPS);
    for (int i = 1; i <= q->n; i++) {
        const struct trip_stop *s = &q->stops[i];
        int64_t t = q->stops[0].ready + trip_at(q, q->time, 0, i);
        t = t < s->ready ? s->ready : t;
        bool heavy = s->demand > q->capacity;
        if (!heavy && t <= s->due && t + s->service + trip_at(q, q->time, i, 0) <= q->stops[0].due)
            continue;
        err_set(e, REFUSED, "stops", heavy ? "too_heavy" : "out_of_time",
                heavy ? "one stop alone needs more than a vehicle carries"
                      : "a stop cannot be reached in its time",
                heavy ? "有地点的货量超过一辆车的载量" : "有地点无法在规定时间内到达");
        e->row = i;
        return REFUSED;
    }
    return OK;
}

enum outcome trip_make(struct trip_plan *ret, const struct trip_ask *ask, struct err *e)
{
    enum outcome o = check_stops(ask, e);
    if (o != OK)
        return o;
    return ask->n <= TRIP_EXACT ? trip_exact(ret, ask, e) : search(ret, ask, e);
}

int64_t trip_cost(const struct trip_plan *plan, const struct trip_ask *q)
{
    bool seen[TRIP_STOPS + 1] = {false};
    int64_t cost = 0;
    int at = 0, served = 0;
    for (int r = 0; r < plan->routes; r++) {
        int64_t t = q->stops[0].ready, load = 0;
        int last = 0, stop;
        do {
            stop = plan->stops[at++];
            t += (last ? q->stops[last].service : 0) + trip_at(q, q->time, last, stop);
            t = t < q->stops[stop].ready ? q->stops[stop].ready : t;
            if (t > q->stops[stop].due || stop < 0 || stop > q->n || (stop && seen[stop]))
                return -1;
            seen[stop] = stop > 0;
            served += stop > 0;
            load += stop ? q->stops[stop].demand : 0;
            cost += trip_at(q, q->cost, last, stop);
            last = stop;
        } while (stop);
        if (load > q->capacity)
            return -1;
    }
    return served == q->n && (!q->vehicles || plan->routes <= q->vehicles) ? cost : -1;
}
