/* How many each case infects: negative binomial, maximum likelihood, profile intervals. After
 * Lloyd-Smith and others, Nature 438 (2005): R its mean, k its dispersion. */
#include <math.h>
#include <stdlib.h>

#include "trace/chain.h"

#define HALF_CHI 1.920729410347062 /* half the 95th percentile of chi squared, 1 degree */
#define LOG_K_LOW (-7.0)
#define LOG_K_HIGH 9.0
#define R_SPAN 9.0 /* of log r, both ways */
#define STEPS 80

struct tally { /* equal counts once */
    double *count, *times;
    int n;
    double cases, sum;
};

static int upward(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void tally_of(struct tally *t, const double *counts, int n)
{
    *t = (struct tally){.count = malloc(sizeof(double) * (size_t)n),
                        .times = calloc((size_t)n, sizeof(double)),
                        .cases = n};
    double *sorted = malloc(sizeof(double) * (size_t)n);
    if (!t->count || !t->times || !sorted)
        abort();
    for (int i = 0; i < n; i++)
        sorted[i] = counts[i];
    qsort(sorted, (size_t)n, sizeof *sorted, upward);
    for (int i = 0; i < n; i++) {
        t->sum += sorted[i];
        if (t->n == 0 || sorted[i] != t->count[t->n - 1])
            t->count[t->n++] = sorted[i];
        t->times[t->n - 1]++;
    }
    free(sorted);
}

static void tally_fini(struct tally *t)
{
    free(t->count);
    free(t->times);
}

static double gamma_log(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* Without the term that depends on counts alone. */
static double likelihood(const struct tally *t, double r, double k)
{
    double sum = t->cases * k * (log(k) - log(k + r)), of_k = gamma_log(k);
    for (int i = 0; i < t->n; i++) {
        double c = t->count[i];
        double power = c > 0 ? c * (log(r) - log(k + r)) : 0;
        sum += t->times[i] * (gamma_log(c + k) - of_k + power);
    }
    return sum;
}

/* The best log k for this r, by golden section: the profile has one peak. */
static double best_k(const struct tally *t, double r, double *ret_likelihood)
{
    const double golden = 0.6180339887498949;
    double low = LOG_K_LOW, high = LOG_K_HIGH;
    double a = high - golden * (high - low), b = low + golden * (high - low);
    double at_a = likelihood(t, r, exp(a)), at_b = likelihood(t, r, exp(b));
    for (int i = 0; i < STEPS; i++) {
        if (at_a < at_b) {
            low = a, a = b, at_a = at_b;
            b = low + golden * (high - low);
            at_b = likelihood(t, r, exp(b));
        } else {
            high = b, b = a, at_b = at_a;
            a = high - golden * (high - low);
            at_a = likelihood(t, r, exp(a));
        }
    }
    *ret_likelihood = at_a > at_b ? at_a : at_b;
    return (low + high) / 2;
}

static double of_r(const struct tally *t, double log_r)
{
    double best;
    best_k(t, exp(log_r), &best);
    return best;
}

static double of_k(const struct tally *t, double log_k)
{
    return likelihood(t, t->sum / t->cases, exp(log_k)); /* the best r is the mean, whatever k */
}

/* Where the profile has fallen to `wanted` between peak and end; the end when it has not. */
static double falls(const struct tally *t, double (*profile)(const struct tally *, double),
                    double peak, double end, double wanted)
{
    if (profile(t, end) > wanted)
        return end;
    for (int i = 0; i < STEPS; i++) {
        double mid = (peak + end) / 2;
        if (profile(t, mid) > wanted)
            peak = mid;
        else
            end = mid;
    }
    return (peak + end) / 2;
}

void chain_offspring(const double *counts, int n, struct chain_bounds *ret_r,
                     struct chain_bounds *ret_k)
{
    struct tally t;
    double most;
    *ret_r = *ret_k = (struct chain_bounds){0};
    if (n == 0)
        return;
    tally_of(&t, counts, n);
    if (t.sum > 0) {
        double r = t.sum / t.cases, log_k = best_k(&t, r, &most), wanted = most - HALF_CHI;
        double high = falls(&t, of_k, log_k, LOG_K_HIGH, wanted);
        double low = falls(&t, of_k, log_k, LOG_K_LOW, wanted);
        *ret_k = (struct chain_bounds){exp(log_k), exp(low), exp(high), high >= LOG_K_HIGH};
        low = falls(&t, of_r, log(r), log(r) - R_SPAN, wanted);
        high = falls(&t, of_r, log(r), log(r) + R_SPAN, wanted);
        *ret_r = (struct chain_bounds){r, exp(low), exp(high), false};
    }
    tally_fini(&t);
}
