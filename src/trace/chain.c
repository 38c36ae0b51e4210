/* The tree of transmission: generations, clusters, intervals; problems of the data told. */
#include "trace/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400.0

struct working {
    const struct chain_case *cases;
    struct chain_node *nodes;
    int n;
};

static void *room(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p)
        abort();
    return p;
}

static void find_parents(struct working *w)
{
    for (int i = 0; i < w->n; i++) {
        struct chain_node *node = &w->nodes[i];
        node->parent = node->generation = -1;
        for (int b = 0; b < w->cases[i].by_n; b++) {
            int by = w->cases[i].by[b];
            if (by == i)
                node->problems |= CHAIN_SELF;
            else if (node->parent < 0)
                node->parent = by;
            if (by != i && w->cases[i].has_at && w->cases[by].has_at &&
                w->cases[by].at > w->cases[i].at)
                node->problems |= CHAIN_LATER;
        }
    }
}

/* Up to somebody known, then down again; who is met twice on the way stands in a loop. */
static void find_generations(struct working *w, struct chain_found *ret)
{
    int *way = room((size_t)w->n, sizeof *way), *mark = room((size_t)w->n, sizeof *mark);
    for (int i = 0, round = 1; i < w->n; i++, round++) {
        int steps = 0, at = i;
        while (at >= 0 && w->nodes[at].generation < 0 && mark[at] != round) {
            mark[at] = round;
            way[steps++] = at;
            at = w->nodes[at].parent;
        }
        if (at >= 0 && w->nodes[at].generation < 0) {
            w->nodes[at].problems |= CHAIN_LOOP;
            w->nodes[at].parent = -1;
            while (way[steps - 1] != at) { /* those after it hang below it */
                w->nodes[way[steps - 1]].problems |= CHAIN_LOOP;
                steps--;
            }
            at = -1;
            i--; /* again, now that the loop is cut */
            continue;
        }
        while (steps > 0) {
            struct chain_node *node = &w->nodes[way[--steps]];
            node->generation = node->parent < 0 ? 0 : w->nodes[node->parent].generation + 1;
        }
    }
    for (int i = 0; i < w->n; i++)
        if (w->nodes[i].generation >= ret->generations_n)
            ret->generations_n = w->nodes[i].generation + 1;
    ret->generations = room((size_t)ret->generations_n, sizeof *ret->generations);
    for (int i = 0; i < w->n; i++)
        ret->generations[w->nodes[i].generation]++;
    free(way);
    free(mark);
}

static int root_of(int *up, int i)
{
    while (up[i] != i)
        i = up[i] = up[up[i]];
    return i;
}

struct group {
    int root, size;
};

static int larger(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    return x->size != y->size ? y->size - x->size : x->root - y->root;
}

static void find_clusters(struct working *w, struct chain_found *ret)
{
    int *up = room((size_t)w->n, sizeof *up), *number = room((size_t)w->n, sizeof *number);
    struct group *groups = room((size_t)w->n, sizeof *groups);
    for (int i = 0; i < w->n; i++)
        up[i] = i, groups[i].root = i;
    for (int i = 0; i < w->n; i++)
        for (int b = 0; b < w->cases[i].by_n; b++)
            up[root_of(up, i)] = root_of(up, w->cases[i].by[b]);
    for (int i = 0; i < w->n; i++)
        groups[root_of(up, i)].size++;
    qsort(groups, (size_t)w->n, sizeof *groups, larger);
    for (int g = 0; g < w->n && groups[g].size > 0; g++) {
        number[groups[g].root] = g;
        ret->clusters = g + 1;
    }
    for (int i = 0; i < w->n; i++)
        w->nodes[i].cluster = number[root_of(up, i)];
    free(up);
    free(number);
    free(groups);
}

static int others(const struct chain_case *c, int self)
{
    int n = 0;
    for (int b = 0; b < c->by_n; b++)
        n += c->by[b] != self;
    return n;
}

struct interval {
    double days, weight;
};

static int shorter(const void *a, const void *b)
{
    const struct interval *x = a, *y = b;
    return x->days < y->days ? -1 : x->days > y->days;
}

/* Each case counts once: its possible pairs share its weight. */
static void find_intervals(struct working *w, struct chain_found *ret)
{
    struct interval *list = room((size_t)w->n * CHAIN_INFECTORS, sizeof *list);
    double total = 0, mean = 0, spread = 0, seen = 0;
    int n = 0;
    for (int i = 0; i < w->n; i++) {
        const struct chain_case *c = &w->cases[i];
        int of = others(c, i);
        for (int b = 0; b < c->by_n; b++) {
            const struct chain_case *by = &w->cases[c->by[b]];
            if (c->by[b] == i)
                continue;
            w->nodes[c->by[b]].caused += 1.0 / of;
            if (!c->has_at || !by->has_at)
                continue;
            list[n++] = (struct interval){(double)(c->at - by->at) / DAY, 1.0 / of};
        }
    }
    for (int i = 0; i < n; i++)
        total += list[i].weight, mean += list[i].weight * list[i].days;
    mean = total > 0 ? mean / total : 0;
    for (int i = 0; i < n; i++)
        spread += list[i].weight * (list[i].days - mean) * (list[i].days - mean);
    qsort(list, (size_t)n, sizeof *list, shorter);
    for (int i = 0; i < n; i++) {
        seen += list[i].weight;
        ret->serial_median = list[i].days;
        if (seen >= total / 2)
            break;
    }
    ret->serial_n = n;
    ret->serial_mean = mean;
    ret->serial_sd = total > 1 ? sqrt(spread / (total - 1)) : 0;
    free(list);
}

/* The least count that chance alone exceeds in at most 1 % of cases. */
static int poisson_99(double mean)
{
    double p = exp(-mean), sum = p;
    int m = 0;
    while (sum < 0.99 && m < CHAIN_CASES) {
        p *= mean / ++m;
        sum += p;
    }
    return m;
}

static void find_offspring(struct working *w, struct chain_found *ret, int64_t settled)
{
    double *counts = room((size_t)w->n, sizeof *counts);
    for (int i = 0; i < w->n; i++)
        if (!w->cases[i].has_at || w->cases[i].at <= settled)
            counts[ret->counted++] = w->nodes[i].caused;
    chain_offspring(counts, ret->counted, &ret->r, &ret->k);
    ret->super_from = poisson_99(ret->r.value < 500 ? ret->r.value : 500) + 1;
    for (int i = 0; i < w->n; i++) {
        w->nodes[i].is_super = w->nodes[i].caused >= ret->super_from;
        ret->supers += w->nodes[i].is_super;
    }
    free(counts);
}

void chain_work(struct chain_found *ret, const struct chain_case *cases, int n, int64_t settled)
{
    *ret = (struct chain_found){.nodes = room((size_t)n, sizeof *ret->nodes)};
    struct working w = {cases, ret->nodes, n};
    find_parents(&w);
    find_generations(&w, ret);
    find_clusters(&w, ret);
    find_intervals(&w, ret);
    find_offspring(&w, ret, settled);
}

void chain_fini(struct chain_found *found)
{
    free(found->nodes);
    free(found->generations);
    *found = (struct chain_found){0};
}
