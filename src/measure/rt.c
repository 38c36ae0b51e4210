/* See rt.h. */
#include "measure/rt.h"

#include "measure/gamma.h"
#include <math.h>
#include <stddef.h>

static double cdf(double k, double shape, double scale)
{
    return k > 0 ? gamma_cdf(shape, k / scale) : 0;
}

double serial_share(int k, double mean, double sd)
{
    double a = (mean - 1) * (mean - 1) / (sd * sd), b = sd * sd / (mean - 1);
    double share = k * cdf(k, a, b) + (k - 2) * cdf(k - 2, a, b) - 2 * (k - 1) * cdf(k - 1, a, b) +
                   a * b * (2 * cdf(k - 1, a + 1, b) - cdf(k - 2, a + 1, b) - cdf(k, a + 1, b));
    return share > 0 ? share : 0;
}

/* How infectious the cases before a day are on it. */
static double infectivity(const double *cases, const double *serial, int serial_n, int day)
{
    double sum = 0;
    for (int k = 1; k < serial_n && k <= day; k++)
        sum += cases[day - k] * serial[k];
    return sum;
}

bool rt_instantaneous(struct rt *ret, const double *cases, int n, const double *serial,
                      int serial_n, int first, int last, double shape, double scale)
{
    double infected = 0, pressure = 0;
    if (first < 1 || last >= n || first > last)
        return false;
    for (int day = first; day <= last; day++) {
        infected += cases[day];
        pressure += infectivity(cases, serial, serial_n, day);
    }
    if (pressure <= 0)
        return false;
    double a = shape + infected, b = 1 / (1 / scale + pressure);
    *ret = (struct rt){.mean = a * b,
                       .sd = sqrt(a) * b,
                       .low = gamma_quantile(a, 0.025) * b,
                       .median = gamma_quantile(a, 0.5) * b,
                       .high = gamma_quantile(a, 0.975) * b};
    return true;
}

bool rt_cohort(struct rt *ret, const double *cases, int n, const double *serial, int serial_n,
               int first, int last)
{
    double infectors = 0, infected = 0;
    if (first < 0 || last >= n || first > last)
        return false;
    for (int day = first; day <= last; day++) {
        double each = 0;
        for (int k = 1; k < serial_n && day + k < n; k++) {
            double pressure = infectivity(cases, serial, serial_n, day + k);
            if (pressure > 0)
                each += cases[day + k] * serial[k] / pressure;
        }
        infectors += cases[day];
        infected += cases[day] * each;
    }
    if (infectors <= 0)
        return false;
    *ret = (struct rt){.mean = infected / infectors};
    return true;
}
