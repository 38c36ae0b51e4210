/* Medians and bands over runs, what ran short, and two plans compared run by run. Quantiles are
 * taken between the two nearest values. */
#include <stdlib.h>

#include "drill/drill.h"

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double between(const double *sorted, int n, double p)
{
    double at = p * (n - 1);
    int low = (int)at;
    return low + 1 < n ? sorted[low] + (sorted[low + 1] - sorted[low]) * (at - low) : sorted[n - 1];
}

struct band band_of(double *values, int n)
{
    struct band b = {0};
    if (n < 1)
        return b;
    for (int i = 0; i < n; i++)
        b.mean += values[i] / n;
    qsort(values, (size_t)n, sizeof *values, by_value);
    b.low90 = between(values, n, 0.05);
    b.low50 = between(values, n, 0.25);
    b.median = between(values, n, 0.5);
    b.high50 = between(values, n, 0.75);
    b.high90 = between(values, n, 0.95);
    return b;
}

/* second may be NULL: then the runs of first themselves. */
static struct bands *make(const struct drill *first, const struct drill *second)
{
    int days = first->days, n = first->runs_n;
    if (second && second->days < days)
        days = second->days;
    if (second && second->runs_n < n)
        n = second->runs_n;
    struct bands *b = calloc(1, sizeof *b);
    double *values = malloc((size_t)n * sizeof *values);
    if (!b || !values || !(b->series = calloc((size_t)SERIES_N * (size_t)days, sizeof *b->series)))
        abort();
    b->days = days;
    for (int s = 0; s < SERIES_N; s++)
        for (int d = 0; d < days; d++) {
            for (int i = 0; i < n; i++) {
                values[i] = first->runs[i].series[s * first->days + d];
                if (second)
                    values[i] = second->runs[i].series[s * second->days + d] - values[i];
            }
            b->series[s * days + d] = band_of(values, n);
        }
#define TOTAL(member)                                                                              \
    do {                                                                                           \
        for (int i = 0; i < n; i++)                                                                \
            values[i] = second ? (double)second->runs[i].member - first->runs[i].member            \
                               : (double)first->runs[i].member;                                    \
        b->member = band_of(values, n);                                                            \
    } while (0)
    TOTAL(infections);
    TOTAL(confirmed);
    TOTAL(deaths);
    TOTAL(peak);
    TOTAL(peak_day);
#undef TOTAL
    for (int i = 0; i < n; i++)
        b->controlled += ((second ? second->runs[i].is_controlled : 0) -
                          (second ? first->runs[i].is_controlled : -first->runs[i].is_controlled)) /
                         (double)n;
    free(values);
    return b;
}

struct bands *bands_make(const struct drill *d)
{
    return make(d, NULL);
}

struct bands *bands_compare(const struct drill *first, const struct drill *second)
{
    return make(first, second);
}

void bands_free(struct bands *b)
{
    if (b)
        free(b->series);
    free(b);
}

void shortages(const struct drill *d, struct shortage ret[CAPACITIES])
{
    double *days = malloc((size_t)d->runs_n * sizeof *days);
    if (!days)
        abort();
    memset(ret, 0, CAPACITIES * sizeof *ret);
    for (int i = 0; i < d->runs_n; i++) {
        int earliest = -1, ties = 0;
        for (int c = 1; c < CAPACITIES; c++) {
            int day = d->runs[i].broken[c];
            if (day >= 0 && (earliest < 0 || day < earliest)) {
                earliest = day;
                ties = 0;
            }
            ties += day >= 0 && day == earliest;
        }
        for (int c = 1; c < CAPACITIES; c++)
            if (earliest >= 0 && d->runs[i].broken[c] == earliest)
                ret[c].first += 1.0 / ties / d->runs_n;
    }
    for (int c = 1; c < CAPACITIES; c++) {
        int n = 0;
        for (int i = 0; i < d->runs_n; i++)
            if (d->runs[i].broken[c] >= 0)
                days[n++] = d->runs[i].broken[c];
        ret[c].probability = (double)n / d->runs_n;
        ret[c].day = band_of(days, n);
    }
    free(days);
}
