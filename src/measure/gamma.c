/* Distribution functions of the gamma distribution, for R(t): regularized incomplete gamma function
 * and its inverse. Series for x < a + 1, continued fraction (modified Lentz) beyond, both to 1e-15;
 * the inverse by Wilson and Hilferty's approximation and then Newton steps kept inside a bracket.
 */
#include "measure/gamma.h"

#include <math.h>

#define EPSILON 1e-15
#define TINY 1e-300
#define STEPS 10000

static double by_series(double a, double x)
{
    double term = 1 / a, sum = term;
    for (int n = 1; n < STEPS && fabs(term) > fabs(sum) * EPSILON; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum * exp(-x + a * log(x) - lgamma(a));
}

static double by_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d;
    for (int n = 1; n < STEPS; n++) {
        double an = -n * (n - a), step;
        b += 2;
        d = an * d + b;
        d = fabs(d) < TINY ? 1 / TINY : 1 / d;
        c = b + an / c;
        c = fabs(c) < TINY ? TINY : c;
        step = d * c;
        h *= step;
        if (fabs(step - 1) < EPSILON)
            break;
    }
    return h * exp(-x + a * log(x) - lgamma(a));
}

double gamma_cdf(double shape, double x)
{
    if (x <= 0)
        return 0;
    return x < shape + 1 ? by_series(shape, x) : 1 - by_fraction(shape, x);
}

/* Acklam's rational approximation is not needed: a start within a factor of two is enough. */
static double normal_guess(double p)
{
    double q = p < 0.5 ? p : 1 - p, t = sqrt(-2 * log(q));
    double z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) /
                       (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
    return p < 0.5 ? -z : z;
}

double gamma_quantile(double shape, double p)
{
    double z = normal_guess(p), c = 1 / (9 * shape), low = 0, high, x;
    x = shape * pow(1 - c + z * sqrt(c), 3);
    if (!(x > 0))
        x = exp((log(p) + lgamma(shape + 1)) / shape);
    for (high = x > 1 ? x : 1; gamma_cdf(shape, high) < p;)
        high *= 2;
    for (int n = 0; n < 200; n++) {
        double f = gamma_cdf(shape, x) - p;
        double slope = exp((shape - 1) * log(x) - x - lgamma(shape)), next;
        if (f > 0)
            high = x;
        else
            low = x;
        next = slope > 0 ? x - f / slope : 0;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        if (fabs(next - x) <= fabs(next) * 1e-14)
            return next;
        x = next;
    }
    return x;
}
