/* See forecast.h. Particles carry (log of the mean, slope, dispersion, slope's restlessness); each
 * day they move, are weighed by the count that came, and are drawn again. */
#include "drill/forecast.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

#define PARTICLES 2000
#define PATHS 500            /* of them carried on into needs */
#define USUAL_CONTACTS 10.0  /* ESFT: contacts a case, medium distancing */
#define FIRST_LEVEL_SD 0.7   /* of the logarithm, before the first day */
#define FIRST_SLOPE_SD 0.12  /* per day: doubling in 3 to 6 days is common */
#define RESTLESS_LEAST 0.004 /* sd of the slope's daily step, drawn between */
#define RESTLESS_MOST 0.02
#define EVEN_LEAST 2.0 /* dispersion k of the counts, drawn between */
#define EVEN_MOST 200.0
#define SHARE_A_DAY 0.02 /* of all people: no day sees more new cases */

const struct need_row need_rows[NEEDS] = {
    [NEED_CASES] = {"cases", "people", {"新增病例", "New cases"}, true, 0},
    [NEED_CONTACTS] = {"contacts", "people", {"新增密接", "New contacts"}, true, 0},
    [NEED_ROOMS] = {"rooms", "rooms", {"隔离房间", "Quarantine rooms"}, false, CAPACITY_ROOMS},
    [NEED_HOME] = {"home", "people", {"居家隔离", "Home quarantine"}, false, 0},
    [NEED_BEDS] = {"isolation_beds",
                   "beds",
                   {"方舱定点床位", "Isolation beds"},
                   false,
                   CAPACITY_ISOLATION_BEDS},
    [NEED_HOSPITAL] = {"hospital", "beds", {"救治床位", "Hospital beds"}, false, CAPACITY_HOSPITAL},
    [NEED_ICU] = {"icu", "beds", {"ICU床位", "Intensive-care beds"}, false, CAPACITY_ICU},
    [NEED_SWABS] = {"swabs", "people per day", {"采样人次", "Swabs"}, true, 0},
    [NEED_STAFF] = {"staff", "people", {"上岗人员", "Staff on duty"}, true, 0},
    [NEED_GEAR] = {"gear", "sets per day", {"防护用品", "Protective sets"}, true, CAPACITY_GEAR},
    [NEED_TUBES] = {"tubes", "tubes per day", {"检测试剂", "Test kits"}, true, CAPACITY_KITS},
    [NEED_MONEY] = {"money", "yuan per day", {"费用", "Money"}, true, 0},
};

struct particle {
    double level, slope, restless, k;
};

static double normal(struct rng *g)
{
    double far = rng_unit(g), angle = rng_unit(g);
    return sqrt(-2 * log(1 - far)) * cos(2 * M_PI * angle);
}

/* Marsaglia and Tsang 2000. */
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

static double count_draw(struct rng *g, double mean, double k)
{
    double lambda = mean * gamma_draw(g, k) / k;
    if (lambda > 400) /* by the normal */
        return fmax(0, floor(lambda + sqrt(lambda) * normal(g) + 0.5));
    double n = 0;
    for (double left = lambda + log(1 - rng_unit(g)); left > 0; n++)
        left += log(1 - rng_unit(g));
    return n;
}

static double count_log(double n, double mean, double k)
{
    return lgamma(n + k) - lgamma(k) - lgamma(n + 1) + k * log(k / (k + mean)) +
           n * log(mean / (k + mean));
}

static double between(struct rng *g, double least, double most) /* evenly on the logarithm */
{
    return least * pow(most / least, rng_unit(g));
}

static void move(struct rng *g, struct particle *p, double most)
{
    p->slope += p->restless * normal(g);
    p->level = fmin(p->level + p->slope, log(most));
    p->level = fmax(p->level, log(1e-3));
}

/* Systematic resampling: as many copies as a particle's weight is worth. */
static void again(struct rng *g, struct particle *list, const double *weight, double sum,
                  struct particle *scratch)
{
    double at = rng_unit(g) * sum / PARTICLES, passed = weight[0];
    for (int i = 0, from = 0; i < PARTICLES; i++, at += sum / PARTICLES) {
        while (passed < at && from + 1 < PARTICLES)
            passed += weight[++from];
        scratch[i] = list[from];
        /* the constants wander a little, so that copies do not all share them */
        scratch[i].restless *= exp(0.05 * normal(g));
        scratch[i].k *= exp(0.05 * normal(g));
    }
    memcpy(list, scratch, PARTICLES * sizeof *list);
}

static void fit(struct rng *g, struct particle *list, const double *cases, double most)
{
    double weight[PARTICLES], first = 0;
    struct particle *scratch = malloc(PARTICLES * sizeof *scratch);
    if (!scratch)
        abort();
    for (int d = 0; d < 4; d++)
        first += cases[d] / 4;
    for (int i = 0; i < PARTICLES; i++)
        list[i] = (struct particle){
            log(first + 0.5) + FIRST_LEVEL_SD * normal(g), FIRST_SLOPE_SD * normal(g),
            between(g, RESTLESS_LEAST, RESTLESS_MOST), between(g, EVEN_LEAST, EVEN_MOST)};
    for (int d = 0; d < FORECAST_FIT; d++) {
        double best = -INFINITY, sum = 0;
        for (int i = 0; i < PARTICLES; i++) {
            if (d)
                move(g, &list[i], most);
            weight[i] = count_log(cases[d], exp(list[i].level), list[i].k);
            best = fmax(best, weight[i]);
        }
        for (int i = 0; i < PARTICLES; i++)
            sum += weight[i] = exp(weight[i] - best);
        again(g, list, weight, sum, scratch);
    }
    free(scratch);
}

/* ---- what the cases ask for ---- */

struct asks { /* per case or per contact, from the plan's parameters */
    double contacts, comply, central, home, isolation, severe, critical, severe_stay, critical_stay,
        tests, shift;
};

static double mean_by_age(const struct drill_parameters *p, const double *by_age)
{
    double sum = 0, people = 0;
    for (int c = 0; c < DRILL_CENSUS; c++) {
        int band = c * 5 / 10;
        sum += p->census[c] * by_age[band];
        people += p->census[c];
    }
    return people > 0 ? sum / people : 0;
}

static double spread_mean(const struct spread *s)
{
    return s->family == SPREAD_WEIBULL ? s->b * tgamma(1 + 1 / s->a)
           : s->family == SPREAD_SKEW  ? s->a + s->b * s->c / sqrt(1 + s->c * s->c) * 0.8
                                       : s->a;
}

static struct asks asks_of(const struct drill_parameters *p, const struct forecast_given *given)
{
    struct asks a = {.contacts = given->contacts > 0 ? given->contacts : USUAL_CONTACTS,
                     .comply = p->comply,
                     .central = p->quarantine_days,
                     .home = p->home_monitoring_days,
                     .isolation = p->isolation_days,
                     .severe = mean_by_age(p, p->severe),
                     .critical = mean_by_age(p, p->critical),
                     .severe_stay = spread_mean(&p->severe_stay),
                     .critical_stay = spread_mean(&p->critical_stay),
                     .shift = p->shift_minutes};
    for (int t = 0; t < DRILL_TESTS; t++)
        a.tests += p->quarantine_tests[t] > 0;
    return a;
}

/* Sum of the last `days` of a path up to day d (0 is the first of the past). */
static double last_days(const double *path, int d, double days)
{
    double sum = 0;
    for (int i = 0; i < (int)days && d - i >= 0; i++)
        sum += path[d - i];
    return sum;
}

/* Those who are there now and came before the counts began leave evenly over the term. */
static double leaving(double now, double counted, int ahead, double days)
{
    double extra = now < 0 ? 0 : fmax(0, now - counted);
    return days > 0 ? extra * fmax(0, 1 - ahead / days) : 0;
}

static void needs_on(double need[NEEDS], const struct drill_parameters *p, const struct asks *a,
                     const struct forecast_given *given, const double *cases, int past, int ahead)
{
    int d = past + ahead; /* ahead: 0 tomorrow; cases[past - 1] is today's */
    double c = cases[d], contacts = c * a->contacts, per = a->contacts * a->comply;
    double rooms = last_days(cases, d, a->central) * per;
    rooms += leaving(given->rooms, last_days(cases, past - 1, a->central) * per, ahead, a->central);
    int left = d - (int)a->central;
    double home = left >= 0 ? last_days(cases, left, a->home) * per : 0;
    home += leaving(given->home, 0, ahead, a->home);
    double over = fmax(0, rooms - p->rooms); /* no room: at home instead */
    double beds = last_days(cases, d, a->isolation) * (1 - a->severe);
    beds += leaving(given->beds, last_days(cases, past - 1, a->isolation), ahead, a->isolation);
    double watched = a->central + a->home;
    double swabs = last_days(cases, d, watched) * per * (watched > 0 ? a->tests / watched : 0) + c;
    double used = fmin(rooms, p->rooms);
    double minutes = c * p->investigation_minutes + contacts * p->notice_minutes +
                     used * p->site_minutes + (home + over) * p->visits_per_day * p->visit_minutes +
                     c * p->cleaning_minutes;
    double staff = minutes / a->shift;
    need[NEED_CASES] = c;
    need[NEED_CONTACTS] = contacts;
    need[NEED_ROOMS] = rooms;
    need[NEED_HOME] = home;
    need[NEED_BEDS] = beds;
    need[NEED_HOSPITAL] = last_days(cases, d, a->severe_stay) * a->severe;
    need[NEED_ICU] = last_days(cases, d, a->critical_stay) * a->critical;
    need[NEED_SWABS] = swabs;
    need[NEED_STAFF] = staff;
    need[NEED_GEAR] = staff * p->gear_per_staff;
    need[NEED_TUBES] = swabs;
    need[NEED_MONEY] = swabs * p->cost_tube + used * p->cost_room + beds * p->cost_bed +
                       need[NEED_HOSPITAL] * p->cost_bed + need[NEED_ICU] * p->cost_icu +
                       staff * p->cost_staff + need[NEED_GEAR] * p->cost_gear;
}

/* ---- all paths together ---- */

struct work {
    double need[NEEDS][FORECAST_DAYS][PATHS], total[NEEDS][PATHS], short_day[NEEDS][PATHS];
    int short_n[NEEDS];
};

static void end_path(struct work *w, struct forecast *f, int path)
{
    for (int n = 0; n < NEEDS; n++) {
        double sum = 0, most = 0;
        int day = -1;
        for (int d = 0; d < FORECAST_DAYS; d++) {
            double x = w->need[n][d][path];
            sum += x;
            most = fmax(most, x);
            if (day < 0 && f->have[n] > 0 && (need_rows[n].is_flow ? sum : x) > f->have[n])
                day = d + 1;
        }
        w->total[n][path] = need_rows[n].is_flow ? sum : most;
        if (day > 0)
            w->short_day[n][w->short_n[n]++] = day;
    }
}

static void follow(struct work *w, struct forecast *f, struct rng *g, struct particle from,
                   const struct drill_parameters *p, const struct forecast_given *given, int path)
{
    double cases[FORECAST_PAST + FORECAST_DAYS];
    int past = given->days < FORECAST_PAST ? given->days : FORECAST_PAST;
    double most = fmax(1, given->people * SHARE_A_DAY), left = given->people;
    struct asks a = asks_of(p, given);
    for (int d = 0; d < past; d++)
        left -= cases[d] = given->cases[given->days - past + d];
    for (int d = 0; d < FORECAST_DAYS; d++) {
        double need[NEEDS];
        move(g, &from, most);
        double c = count_draw(g, exp(from.level), from.k);
        cases[past + d] = fmin(c, fmax(0, left));
        left -= cases[past + d];
        needs_on(need, p, &a, given, cases, past, d);
        for (int n = 0; n < NEEDS; n++)
            w->need[n][d][path] = need[n];
    }
    end_path(w, f, path);
}

static void bands(struct work *w, struct forecast *f)
{
    for (int n = 0; n < NEEDS; n++) {
        for (int d = 0; d < FORECAST_DAYS; d++)
            f->need[n][d] = band_of(w->need[n][d], PATHS);
        f->total[n] = band_of(w->total[n], PATHS);
        f->short_probability[n] = (double)w->short_n[n] / PATHS;
        f->short_day[n] = band_of(w->short_day[n], w->short_n[n]);
    }
}

static enum outcome judge(const struct forecast_given *given, struct err *e)
{
    if (given->days < FORECAST_FIT)
        return err_set(e, REFUSED, "cases", "days", "a forecast needs counts of %d days, not %d",
                       "预测需要%d天的数字，现有%d天", FORECAST_FIT, given->days);
    for (int d = 0; d < given->days; d++)
        if (!(given->cases[d] >= 0 && given->cases[d] <= given->people))
            return err_set(e, REFUSED, "cases", "range",
                           "cases of day %d: 0 to the number of people",
                           "第%d天病例数应为0至人口数", d + 1);
    return OK;
}

enum outcome forecast_make(struct forecast **ret, const struct drill_parameters *p,
                           const struct forecast_given *given, struct err *e)
{
    enum outcome outcome = judge(given, e);
    struct forecast *f = calloc(1, sizeof *f);
    struct work *w = calloc(1, sizeof *w);
    struct particle *list = malloc(PARTICLES * sizeof *list);
    double values[PARTICLES];
    struct rng g;
    if (!f || !w || !list)
        abort();
    if (!outcome) {
        rng_init(&g, given->seed);
        fit(&g, list, given->cases + given->days - FORECAST_FIT,
            fmax(1, given->people * SHARE_A_DAY));
        for (int i = 0; i < PARTICLES; i++)
            values[i] = list[i].slope;
        f->growth = band_of(values, PARTICLES);
        f->doubling = (struct band){.median = log(2) / f->growth.median,
                                    .low90 = log(2) / f->growth.high90,
                                    .high90 = log(2) / f->growth.low90};
        for (int n = 0; n < NEEDS; n++)
            f->have[n] =
                need_rows[n].capacity ? capacity_of(p, (enum capacity)need_rows[n].capacity) : 0;
        if (given->kits >= 0)
            f->have[NEED_TUBES] = given->kits;
        if (given->gear >= 0)
            f->have[NEED_GEAR] = given->gear;
        for (int path = 0; path < PATHS; path++)
            follow(w, f, &g, list[path * (PARTICLES / PATHS)], p, given, path);
        bands(w, f);
        *ret = f;
    } else {
        free(f);
    }
    free(list);
    free(w);
    return outcome;
}

void forecast_free(struct forecast *f)
{
    free(f);
}

/* ---- files ---- */

void forecast_csv(struct buf *out, const struct forecast *f)
{
    buf_text(out, "need,unit,day,low90,low50,median,high50,high90,mean\n");
    for (int n = 0; n < NEEDS; n++)
        for (int d = 0; d < FORECAST_DAYS; d++) {
            const struct band *b = &f->need[n][d];
            buf_printf(out, "%s,%s,%d,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g\n", need_rows[n].name,
                       need_rows[n].unit, d + 1, b->low90, b->low50, b->median, b->high50,
                       b->high90, b->mean);
        }
}

static void put_number(struct buf *out, const char *key, double x)
{
    char text[40];
    put_key(out, key);
    if (isfinite(x))
        put_raw(out, text, (size_t)snprintf(text, sizeof text, "%.6g", x));
    else
        put_null(out);
}

static void put_band(struct buf *out, const char *key, const struct band *b)
{
    put_key(out, key);
    put_object(out);
    put_number(out, "low90", b->low90);
    put_number(out, "low50", b->low50);
    put_number(out, "median", b->median);
    put_number(out, "high50", b->high50);
    put_number(out, "high90", b->high90);
    put_number(out, "mean", b->mean);
    put_end_object(out);
}

static void put_line(struct buf *out, const char *key, const struct band *days, size_t member)
{
    put_key(out, key);
    put_array(out);
    for (int d = 0; d < FORECAST_DAYS; d++) {
        char text[40];
        double x;
        memcpy(&x, (const char *)&days[d] + member, sizeof x);
        put_raw(out, text, (size_t)snprintf(text, sizeof text, "%.6g", x));
    }
    put_end_array(out);
}

void forecast_json(struct buf *out, const struct forecast *f)
{
    put_object(out);
    put_band(out, "growth", &f->growth);
    put_band(out, "doubling", &f->doubling);
    put_key(out, "needs");
    put_array(out);
    for (int n = 0; n < NEEDS; n++) {
        put_object(out);
        put_key(out, "name"), put_str(out, need_rows[n].name);
        put_key(out, "unit"), put_str(out, need_rows[n].unit);
        put_key(out, "label"), put_label(out, need_rows[n].label.zh, need_rows[n].label.en);
        put_key(out, "is_flow"), put_bool(out, need_rows[n].is_flow);
        put_band(out, "total", &f->total[n]);
        if (f->have[n] > 0) {
            put_number(out, "capacity", f->have[n]);
            put_number(out, "short_probability", f->short_probability[n]);
            put_band(out, "short_day", &f->short_day[n]);
        }
        put_line(out, "low90", f->need[n], offsetof(struct band, low90));
        put_line(out, "low50", f->need[n], offsetof(struct band, low50));
        put_line(out, "median", f->need[n], offsetof(struct band, median));
        put_line(out, "high50", f->need[n], offsetof(struct band, high50));
        put_line(out, "high90", f->need[n], offsetof(struct band, high90));
        put_end_object(out);
    }
    put_end_array(out);
    put_end_object(out);
}
