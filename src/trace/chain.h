/* Who infected whom: generations, clusters, serial interval, offspring. Pure: no store, no clock.
 *
 * A case may have several possible infectors, the likeliest first: each counts for an equal share,
 * the tree follows the first. Problems are told, never mended in silence. */
#ifndef TRACE_CHAIN_H
#define TRACE_CHAIN_H
#include <stdbool.h>
#include <stdint.h>

#define CHAIN_CASES 20000
#define CHAIN_INFECTORS 8 /* possible ones of one case */

struct chain_case {
    int64_t at; /* onset, seconds */
    bool has_at;
    int by[CHAIN_INFECTORS]; /* numbers of cases */
    int by_n;
};
enum chain_problem {
    CHAIN_SELF = 1,  /* named as one's own infector: left out */
    CHAIN_LOOP = 2,  /* infectors lead back to the case: the tree stops here */
    CHAIN_LATER = 4, /* an infector fell ill later: counted, to be looked at */
};
struct chain_node {
    int generation; /* 0: infector unknown */
    int cluster;    /* 0, 1 …: largest first */
    int parent;     /* in the tree; -1 none */
    double caused;  /* cases infected, shares included */
    unsigned problems;
    bool is_super; /* more than the 99th percentile of chance (Poisson) around R */
};
struct chain_bounds {
    double value, low, high; /* 95 %, by profile likelihood */
    bool is_open;            /* the likelihood still rises at the upper end: as good as Poisson */
};
struct chain_found {
    struct chain_node *nodes; /* as many as cases; freed by chain_fini */
    int *generations;         /* cases in each */
    int generations_n, clusters, supers;
    int serial_n; /* pairs with both onsets known */
    double serial_mean, serial_sd, serial_median;
    int counted; /* cases whose offspring count: those that fell ill by `settled` */
    struct chain_bounds r, k; /* offspring: negative binomial with mean r, dispersion k */
    int super_from;           /* offspring that make a superspreader */
};
/* settled: cases that began later may still infect; they do not count as infectors yet. */
void chain_work(struct chain_found *ret, const struct chain_case *cases, int n, int64_t settled);
void chain_fini(struct chain_found *found);

/* Maximum likelihood of a negative binomial over counts (shares allowed), with 95 % intervals. */
void chain_offspring(const double *counts, int n, struct chain_bounds *ret_r,
                     struct chain_bounds *ret_k);
#endif
