/* Tables of distributions: cumulative functions, their inverses, and counts. */
#include "drill/spread.h"

#include <math.h>

#include "drill/draw.h"

/* Regularised lower incomplete gamma function: series below, continued fraction above. */
static double gamma_below(double a, double x)
{
    if (x <= 0)
        return 0;
    double scale = exp(a * log(x) - x - lgamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int n = 1; n < 1000 && term > sum * 1e-14; n++)
            sum += term *= x / (a + n);
        return sum * scale;
    }
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int n = 1; n < 1000; n++) {
        double an = -n * (n - a);
        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-14)
            break;
    }
    return 1 - scale * h;
}

/* Owen's T by the trapezoid rule: for the skew normal. */
static double owen(double h, double a)
{
    double sum = 0, step = a / 200;
    for (int i = 0; i <= 200; i++) {
        double t = i * step, y = exp(-0.5 * h * h * (1 + t * t)) / (1 + t * t);
        sum += i % 200 ? y : y / 2;
    }
    return sum * step / (2 * 3.14159265358979323846);
}

double spread_below(const struct spread *s, double x)
{
    double z, v;
    switch (s->family) {
    case SPREAD_FIXED:
        return x >= s->a;
    case SPREAD_GAMMA:
        return gamma_below(s->a * s->a / (s->b * s->b), x * s->a / (s->b * s->b));
    case SPREAD_LOGNORMAL:
        if (x <= 0)
            return 0;
        v = log(1 + s->b * s->b / (s->a * s->a));
        return 0.5 * erfc(-(log(x) - log(s->a) + v / 2) / sqrt(2 * v));
    case SPREAD_WEIBULL:
        return x <= 0 ? 0 : 1 - exp(-pow(x / s->b, s->a));
    case SPREAD_SKEW:
        z = (x - s->a) / s->b;
        return 0.5 * erfc(-z / sqrt(2)) - 2 * owen(z, s->c);
    }
    return 0;
}

static double invert(const struct spread *s, double p, double low, double high)
{
    for (int i = 0; i < 40 && high - low > 1e-4; i++) {
        double middle = (low + high) / 2;
        *(spread_below(s, middle) < p ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

void quantiles_make(struct quantiles *q, const struct spread *s)
{
    enum { GRID = 2048 };
    double below[GRID + 1], low = 0, high = 1;
    if (s->family == SPREAD_FIXED) {
        for (int i = 0; i <= QUANTILES; i++)
            q->at[i] = (float)s->a;
        return;
    }
    if (s->family == SPREAD_SKEW)
        low = s->a - 12 * s->b;
    while (spread_below(s, high) < 1 - 1e-5)
        high *= 1.5;
    for (int g = 0; g <= GRID; g++)
        below[g] = spread_below(s, low + (high - low) * g / GRID);
    for (int i = 0, g = 0; i <= QUANTILES; i++) {
        double p = i == 0           ? 0.1 / QUANTILES
                   : i == QUANTILES ? 1 - 0.1 / QUANTILES
                                    : (double)i / QUANTILES;
        while (g < GRID && below[g + 1] < p)
            g++;
        double x0 = low + (high - low) * g / GRID, width = (high - low) / GRID;
        double rise = below[g + 1] - below[g];
        q->at[i] = rise > 0.02 ? (float)invert(s, p, x0, x0 + width)
                               : (float)(x0 + width * (rise > 0 ? (p - below[g]) / rise : 0));
    }
}

/* x with P(a, x) = p, in logarithms since small shapes have very small quantiles. */
static double gamma_at(double a, double p, double from)
{
    double low = from, high = log(a * 60 + 60);
    for (int i = 0; i < 60 && high - low > 1e-9; i++) {
        double middle = (low + high) / 2;
        *(gamma_below(a, exp(middle)) < p ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

static void factors_fill(float *to, double k, double from, double width)
{
    double start = from > 0 ? gamma_at(k, from, -745) : -745;
    double before = from > 0 ? gamma_below(k + 1, exp(start)) : 0;
    for (int i = 0; i < FACTORS; i++) {
        double p = from + width * (i + 1), after = 1;
        if (p < 1 - 1e-12) {
            start = gamma_at(k, p, start);
            after = gamma_below(k + 1, exp(start));
        }
        to[i] = (float)((after - before) / width);
        before = after;
    }
}

void factors_make(struct factors *f, double k)
{
    if (k <= 0) {
        for (int i = 0; i < FACTORS; i++)
            f->body[i] = f->tail[i] = 1;
        return;
    }
    factors_fill(f->body, k, 0, 1.0 / FACTORS);
    factors_fill(f->tail, k, 1 - 1.0 / FACTORS, 1.0 / FACTORS / FACTORS);
}

void counts_fixed(struct counts *c, int number)
{
    c->n = number;
    c->mean = number;
    for (int l = 0; l <= number; l++)
        c->above[l] = (uint64_t)l << 32;
}

void counts_make(struct counts *c, double mean, double k)
{
    double share, left = 1, sum = 0;
    if (k <= 0) { /* all alike: the whole number below, and the rest as one more for some */
        counts_fixed(c, (int)mean);
        c->above[++c->n] = (uint64_t)(mean * 4294967296.0);
        c->mean = mean;
        return;
    }
    share = pow(k / (k + mean), k);
    c->above[0] = 0;
    for (int l = 0; l < 200; l++) {
        left -= share;
        share *= (k + l) / (l + 1) * mean / (k + mean);
        if (left < 1e-6)
            break;
        sum += left;
        c->n = l + 1;
        c->above[l + 1] = (uint64_t)(sum * 4294967296.0);
    }
    c->mean = sum;
}

int poisson(double mean, uint64_t key)
{
    int total = 0;
    for (uint64_t piece = 0; mean > 0; piece++) { /* sums of Poisson numbers are Poisson */
        double part = mean > 30 ? 30 : mean, p = exp(-part), sum = p;
        double u = draw_unit(mix64(key + piece * 0x9e3779b97f4a7c15u));
        for (int n = 1; sum <= u && n < 300; n++) {
            p *= part / n;
            sum += p;
            total++;
        }
        mean -= part;
    }
    return total;
}
