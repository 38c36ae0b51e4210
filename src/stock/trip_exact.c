/* The best plan for few stops: for every subset the best order of one vehicle (labels of cost and
 * time that none betters in both), then the best partition into subsets. */
#include "stock/trip_int.h"

#include <stdlib.h>
#include <string.h>

#define SETS (1 << TRIP_EXACT)
#define LABELS 4000
#define FAR (INT64_MAX / 4)

struct reach {
    int64_t cost, time;
    int last, set, before;
};
struct search {
    const struct trip_ask *q;
    struct reach *labels;
    int n, cap;
    int *first, *next; /* labels by set: lists */
    int64_t best[SETS];
    int best_label[SETS];
};

static int add(struct search *s, const struct reach *l)
{
    for (int i = s->first[l->set]; i >= 0; i = s->next[i])
        if (s->labels[i].last == l->last && s->labels[i].cost <= l->cost &&
            s->labels[i].time <= l->time)
            return -1;
    if (s->n == s->cap) {
        s->cap *= 2;
        s->labels = realloc(s->labels, (size_t)s->cap * sizeof *s->labels);
        s->next = realloc(s->next, (size_t)s->cap * sizeof *s->next);
        if (!s->labels || !s->next)
            abort();
    }
    s->labels[s->n] = *l;
    s->next[s->n] = s->first[l->set];
    s->first[l->set] = s->n;
    return s->n++;
}

static bool extend(const struct trip_ask *q, const struct reach *l, int stop, struct reach *ret)
{
    const struct trip_stop *at = &q->stops[stop];
    int64_t leave = l->time + (l->last ? q->stops[l->last].service : 0);
    int64_t arrive = leave + trip_at(q, q->time, l->last, stop);
    if (arrive < at->ready)
        arrive = at->ready;
    *ret = (struct reach){
        .cost = l->cost + trip_at(q, q->cost, l->last, stop), .time = arrive, .last = stop};
    return arrive <= at->due;
}

static int64_t demand_of(const struct trip_ask *q, int set)
{
    int64_t sum = 0;
    for (int i = 0; i < q->n; i++)
        if (set & 1 << i)
            sum += q->stops[i + 1].demand;
    return sum;
}

/* Sets grow, so going up by number meets each after all its parts. */
static void orders(struct search *s)
{
    const struct trip_ask *q = s->q;
    struct reach start = {.time = q->stops[0].ready, .before = -1}, l;
    add(s, &start);
    for (int set = 0; set < 1 << q->n; set++) {
        s->best[set] = set ? FAR : 0;
        s->best_label[set] = -1;
        if (demand_of(q, set) > q->capacity)
            continue;
        for (int i = s->first[set]; i >= 0; i = s->next[i]) {
            struct reach from = s->labels[i];
            if (set && extend(q, &from, 0, &l) && l.cost < s->best[set]) {
                s->best[set] = l.cost;
                s->best_label[set] = i;
            }
            for (int k = 0; k < q->n; k++)
                if (!(set & 1 << k) && extend(q, &from, k + 1, &l)) {
                    l.set = set | 1 << k;
                    l.before = i;
                    add(s, &l);
                }
        }
    }
}

static void put_route(struct trip_plan *ret, const struct search *s, int set, int *at)
{
    int order[TRIP_EXACT], n = 0;
    for (int i = s->best_label[set]; i >= 0 && s->labels[i].last; i = s->labels[i].before)
        order[n++] = s->labels[i].last;
    while (n > 0)
        ret->stops[(*at)++] = order[--n];
    ret->stops[(*at)++] = 0;
    ret->routes++;
}

/* cost[k][set]: the set by at most k vehicles. */
static bool partition(struct trip_plan *ret, const struct search *s, int vehicles)
{
    int full = (1 << s->q->n) - 1, at = 0;
    int64_t *cost = malloc((size_t)(vehicles + 1) * SETS * sizeof *cost);
    int *part = calloc((size_t)(vehicles + 1) * SETS, sizeof *part);
    if (!cost || !part)
        abort();
    for (int set = 0; set <= full; set++)
        cost[set] = set ? FAR : 0;
    for (int k = 1; k <= vehicles; k++)
        for (int set = 0; set <= full; set++) {
            int64_t *c = &cost[k * SETS + set];
            *c = cost[(k - 1) * SETS + set];
            int lowest = set & -set;
            for (int sub = set; sub; sub = (sub - 1) & set)
                if ((sub & lowest) && s->best[sub] < FAR &&
                    s->best[sub] + cost[(k - 1) * SETS + (set ^ sub)] < *c) {
                    *c = s->best[sub] + cost[(k - 1) * SETS + (set ^ sub)];
                    part[k * SETS + set] = sub;
                }
        }
    ret->cost = cost[vehicles * SETS + full];
    for (int k = vehicles, set = full; set && ret->cost < FAR; k--)
        if (part[k * SETS + set]) {
            put_route(ret, s, part[k * SETS + set], &at);
            set ^= part[k * SETS + set];
        }
    bool found = ret->cost < FAR;
    free(cost);
    free(part);
    return found;
}

enum outcome trip_exact(struct trip_plan *ret, const struct trip_ask *q, struct err *e)
{
    struct search s = {.q = q, .cap = LABELS};
    s.labels = malloc(LABELS * sizeof *s.labels);
    s.next = malloc(LABELS * sizeof *s.next);
    s.first = malloc(SETS * sizeof *s.first);
    if (!s.labels || !s.next || !s.first)
        abort();
    memset(s.first, -1, SETS * sizeof *s.first);
    orders(&s);
    *ret = (struct trip_plan){.is_best = true};
    bool found = partition(ret, &s, q->vehicles ? q->vehicles : q->n);
    free(s.labels);
    free(s.next);
    free(s.first);
    return found ? OK : trip_too_few(e);
}
