/* Distributions as tables: a draw is one look-up. Private to drill/. */
#ifndef DRILL_SPREAD_H
#define DRILL_SPREAD_H
#include "drill/parameter.h"

#define QUANTILES 1024
struct quantiles {
    float at[QUANTILES + 1];
};

double spread_below(const struct spread *s, double x); /* cumulative probability */
void quantiles_make(struct quantiles *q, const struct spread *s);
static inline float quantile(const struct quantiles *q, uint32_t u16) /* u16: 0 … 65535 */
{
    uint32_t cell = u16 >> 6, part = u16 & 63;
    return q->at[cell] + (q->at[cell + 1] - q->at[cell]) * ((float)part + 0.5f) * (1.0f / 64);
}

/* Gamma factors of mean 1 and shape k, as means of equally likely bins; the last bin is divided
 * again, so that the tail that makes superspreaders is kept. k <= 0: always 1. */
#define FACTORS 512
struct factors {
    float body[FACTORS], tail[FACTORS];
};
void factors_make(struct factors *f, double k);
static inline float factor_draw(const struct factors *f, uint32_t u) /* all 32 bits */
{
    uint32_t bin = u >> 23;
    return bin == FACTORS - 1 ? f->tail[u >> 14 & (FACTORS - 1)] : f->body[bin];
}

/* Shares of numbers 0, 1, 2 …: what a person's number of random contacts follows. tail[l] is
 * P(number > l), above[l] the sum of the tails before l, both as 32.32 fixed point. */
#define COUNTS_MAX 1024
struct counts {
    int n;
    double mean;
    uint64_t above[COUNTS_MAX + 1];
};
void counts_make(struct counts *c, double mean, double k);
void counts_fixed(struct counts *c, int number);

/* Poisson by inversion of one uniform; exact for any mean. */
int poisson(double mean, uint64_t key);
#endif
