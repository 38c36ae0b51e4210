/* The gamma distribution with scale 1: needed by R(t) only. Pure. */
#ifndef MEASURE_GAMMA_H
#define MEASURE_GAMMA_H
double gamma_cdf(double shape, double x);
double gamma_quantile(double shape, double p); /* 0 < p < 1 */
#endif
