/* Outbreaks under isolation and tracing against an independent branching process written here
 * after the published description (Hellewell et al. 2020, Lancet Global Health; parameters of the
 * authors' programme). The process below shares no code with the drill: own generator, continuous
 * time, no people. Mission: K2. */
#include "unit/check.h"

#include <math.h>

#include "base/clock.h"
#include "given.h"

enum { CAP = 1000, SEEDS = 5, DAYS = 113, CONTROL_FROM = 84 };

struct process {
    struct rng rng;
    double r0, traced, shape, scale;
};

static double normal(struct rng *g)
{
    double far = rng_unit(g), angle = rng_unit(g);
    return sqrt(-2 * log(1 - far)) * cos(2 * M_PI * angle);
}

static double weibull(struct rng *g, double shape, double scale)
{
    return scale * pow(-log(1 - rng_unit(g)), 1 / shape);
}

/* Marsaglia and Tsang; shapes below one by the usual power. */
static double gamma_draw(struct rng *g, double shape)
{
    if (shape < 1)
        return gamma_draw(g, shape + 1) * pow(1 - rng_unit(g), 1 / shape);
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(g), v = pow(1 + c * x, 3);
        if (v > 0 && log(1 - rng_unit(g)) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

static int poisson_draw(struct rng *g, double mean)
{
    int n = 0;
    for (double left = mean - -log(1 - rng_unit(g)); left > 0; n++)
        left += log(1 - rng_unit(g));
    return n;
}

static double skew_normal(struct rng *g, double slant)
{
    double delta = slant / sqrt(1 + slant * slant), a = normal(g), b = normal(g);
    return delta * fabs(a) + sqrt(1 - delta * delta) * b;
}

struct one {
    double at, onset, isolated;
};

/* Is there no infection from CONTROL_FROM on, and were there fewer than CAP? */
static bool outbreak_ends(struct process *p)
{
    static struct one queue[CAP + 1];
    int n = SEEDS;
    for (int i = 0; i < SEEDS; i++) {
        queue[i].at = 0;
        queue[i].onset = weibull(&p->rng, 2.322737, 6.492272);
        queue[i].isolated = queue[i].onset + weibull(&p->rng, p->shape, p->scale);
    }
    for (int i = 0; i < n; i++) {
        const struct one from = queue[i];
        int children = poisson_draw(&p->rng, p->r0 * gamma_draw(&p->rng, 0.16) / 0.16);
        for (int c = 0; c < children; c++) {
            double after = from.onset - from.at + 2 * skew_normal(&p->rng, 1.95);
            double at = from.at + (after < 1 ? 1 : after);
            if (at >= from.isolated || at >= DAYS)
                continue;
            struct one to = {.at = at, .onset = at + weibull(&p->rng, 2.322737, 6.492272)};
            double delay = weibull(&p->rng, p->shape, p->scale);
            to.isolated =
                rng_unit(&p->rng) < p->traced ? fmax(to.onset, from.isolated) : to.onset + delay;
            queue[n++] = to;
            if (n >= CAP)
                return false;
        }
    }
    for (int i = 0; i < n; i++)
        if (queue[i].at >= CONTROL_FROM)
            return false;
    return true;
}

static double drill_ends(const char *r0, double traced, const char *delay, int runs)
{
    struct drill_setup s;
    char text[900];
    double ended = 0;
    snprintf(text, sizeof text,
             "contact.homogeneous=1;contact.by_age=1 1 1 1 1 1 1 1 1 1;outbreak.seeds=%d;"
             "outbreak.stop_at=%d;disease.k=0.16;disease.from_onset=1;ideal.on=1;disease.r0=%s;"
             "disease.generation=skew 0 2 1.95;disease.incubation=weibull 2.322737 6.492272;"
             "ideal.delay=%s;ideal.traced=%g",
             SEEDS, CAP, r0, delay, traced);
    given(&s, text);
    struct world *w = given_world(&s, 1000000);
    struct drill *d = given_runs(w, DAYS, runs, 9, 2);
    for (int k = 0; k < runs; k++) {
        double late = 0;
        for (int day = CONTROL_FROM; day < DAYS; day++)
            late += d->runs[k].series[day];
        ended += late < 0.5 && d->runs[k].infections < CAP;
    }
    drill_free(d);
    world_free(w);
    setup_fini(&s);
    return ended / runs;
}

static double control[3][3][2]; /* r0, traced, delay: kept for the finding below */

static void control_agrees_with_an_independent_process(void **state)
{
    static const struct {
        const char *text;
        double r;
    } r0[] = {{"1.5", 1.5}, {"2.5", 2.5}, {"3.5", 3.5}};
    static const double traced[] = {0.4, 0.8, 1.0};
    static const struct {
        const char *text;
        double shape, scale;
    } delays[] = {{"weibull 1.651524 4.287786", 1.651524, 4.287786},
                  {"weibull 2.305172 9.483875", 2.305172, 9.483875}};
    int runs = given_repeats(1600, 10000);
    for (int i = 0; i < 3; i++)
        for (int t = 0; t < 3; t++)
            for (int d = 0; d < 2; d++) {
                struct process p = {.r0 = r0[i].r,
                                    .traced = traced[t],
                                    .shape = delays[d].shape,
                                    .scale = delays[d].scale};
                double ended = 0;
                rng_init(&p.rng, (uint64_t)(100 + i * 10 + t * 3 + d));
                for (int k = 0; k < runs; k++)
                    ended += outbreak_ends(&p);
                double got = drill_ends(r0[i].text, traced[t], delays[d].text, runs);
                control[i][t][d] = got;
                if (fabs(got - ended / runs) >= 0.05)
                    fail_msg("R %s, traced %.1f, delay %d: %.3f, the process %.3f", r0[i].text,
                             traced[t], d, got, ended / runs);
            }
}

/* The published finding, at the shorter delay: R 1.5 is mostly controlled with under half of the
 * contacts traced, 2.5 and 3.5 need far more. */
static void tracing_needed_rises_with_r(void **state)
{
    assert_true(control[0][0][0] > 0.85);
    assert_true(control[1][0][0] < 0.8 && control[1][1][0] > control[1][0][0] + 0.1);
    assert_true(control[2][1][0] < 0.9 && control[2][2][0] > control[2][0][0] + 0.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_agrees_with_an_independent_process),
        cmocka_unit_test(tracing_needed_rises_with_r),
    };
    return cmocka_run_group_tests_name("drill control", tests, NULL, NULL);
}
