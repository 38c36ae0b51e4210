/* Reproduction numbers from a daily count of cases and the distribution of the serial interval.
 * Pure; doubles, as these are estimates. Days count from 0, the first day of the series. */
#ifndef MEASURE_RT_H
#define MEASURE_RT_H
#include <stdbool.h>

struct rt {
    double mean, sd, low, median, high; /* low, high: 2.5 and 97.5 % */
};
/* The probability that a serial interval lasts k days, from a gamma distribution shifted by a day
 * (Cori et al., Am. J. Epidemiol. 2013, web appendix 11). mean > 1. */
double serial_share(int k, double mean, double sd);
/* Cori et al. 2013: R over the days first … last has, with a gamma prior of that shape and scale,
 * the posterior Gamma(shape + cases, 1 / (1 / scale + infectivity)). The cases of day 0 are taken
 * as brought in, so first is 1 or more. False where nobody was infectious. */
bool rt_instantaneous(struct rt *ret, const double *cases, int n, const double *serial,
                      int serial_n, int first, int last, double shape, double scale);
/* Wallinga and Teunis, Am. J. Epidemiol. 2004: the mean number infected by the cases whose onset
 * lies in first … last, of cases until day n - 1: recent days are still incomplete. Only mean is
 * set. False without a case. */
bool rt_cohort(struct rt *ret, const double *cases, int n, const double *serial, int serial_n,
               int first, int last);
#endif
