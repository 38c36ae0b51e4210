/* R(t) as a measure over a flow of cases: the series is read like any other figure, the estimate is
 * rt.c's. A day's R covers the days of the window that ends with it; a window that takes in the
 * first case is not estimated, as nobody here infected it. */
#include "measure/measure_int.h"

#include "measure/rt.h"
#include "value/time.h"
#include <math.h>

#define LOOK_BACK 400 /* days of the series before the span asked for */
#define SERIAL_MAX 60
#define PRIOR_MEAN 5.0 /* weak prior of Cori et al.: mean 5, standard deviation 5 */
#define PRIOR_SD 5.0

struct series {
    const struct measure *measure;
    double *cases;
    int n, first_case;
    int64_t from;
    double serial[SERIAL_MAX + 1];
    int serial_n;
};

static enum outcome number_of(double *ret, struct call *c, const struct expr *x, int64_t place,
                              struct err *e)
{
    struct measure m = {.value = (struct expr *)x};
    struct value v;
    enum outcome o = ask_value(&v, c, &m, place, e);
    *ret = o == OK && !value_is_null(v) ? (double)v.n / NUMBER_ONE : 0;
    return o;
}

static enum outcome read_serial(struct series *s, struct call *c, int64_t place, struct err *e)
{
    const struct measure *m = s->measure;
    double mean = 0, sd = 0;
    if (m->serial_n) {
        s->serial_n = m->serial_n < SERIAL_MAX ? m->serial_n : SERIAL_MAX;
        for (int i = 0; i < s->serial_n; i++)
            s->serial[i] = m->serial[i];
        return OK;
    }
    enum outcome o = number_of(&mean, c, m->serial_mean, place, e);
    if (o == OK)
        o = number_of(&sd, c, m->serial_sd, place, e);
    if (o == OK && (mean <= 1 || sd <= 0))
        return err_set(e, REFUSED, "serial_mean", "serial",
                       "the serial interval's mean is more than a day and its deviation not 0",
                       "代间距均值应大于1天，标准差应大于0");
    s->serial_n = SERIAL_MAX;
    for (int k = 0; o == OK && k < SERIAL_MAX; k++)
        s->serial[k] = serial_share(k, mean, sd);
    return o;
}

static bool estimate(struct rt *ret, const struct series *s, int last)
{
    const struct measure *m = s->measure;
    int first = last - m->rt_days + 1;
    double shape = (PRIOR_MEAN / PRIOR_SD) * (PRIOR_MEAN / PRIOR_SD);
    if (s->first_case < 0 || first <= s->first_case)
        return false;
    const double *cases = s->cases + s->first_case;
    int n = s->n - s->first_case;
    first -= s->first_case;
    last -= s->first_case;
    return m->is_cohort ? rt_cohort(ret, cases, n, s->serial, s->serial_n, first, last)
                        : rt_instantaneous(ret, cases, n, s->serial, s->serial_n, first, last,
                                           shape, PRIOR_MEAN / shape);
}

static void give_figure(struct figure *f, const struct series *s, int64_t day)
{
    struct rt r;
    int last = (int)(day - s->from);
    for (int i = last - s->measure->rt_days + 1; i <= last; i++)
        f->n += i >= 0 && i < s->n ? (int64_t)s->cases[i] : 0;
    if (!estimate(&r, s, last))
        return;
    f->value = value_int(V_NUMBER, llround(r.mean * NUMBER_ONE));
    f->sd = r.sd;
    f->low = r.low;
    f->high = r.high;
}

static void take_series(struct series *s, struct arena *a, const struct figures *all, int64_t place)
{
    s->cases = arena_alloc(a, sizeof *s->cases * (size_t)(s->n + 1));
    s->first_case = -1;
    for (int i = 0; i < all->n; i++) {
        const struct figure *f = &all->list[i];
        if (f->place != place)
            continue;
        s->cases[f->day - s->from] = (double)f->value.n;
        if (f->value.n > 0 && s->first_case < 0)
            s->first_case = (int)(f->day - s->from);
    }
}

enum outcome ask_reproduction(struct figures *ret, struct call *c, const struct measure_ask *ask,
                              struct err *e)
{
    struct figures cases;
    struct targets targets;
    struct series s = {.measure = ask->measure, .from = ask->from - LOOK_BACK};
    int64_t today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    struct measure_ask part = *ask;
    int days = ask->by & BY_DAY ? (int)(ask->to - ask->from + 1) : 1;
    part.measure = ask->measure->parts[0];
    part.by = (ask->by & BY_PLACE) | BY_DAY;
    part.is_public = false;
    part.from = s.from;
    /* Cases to come belong to the cohorts asked for. */
    part.to = ask->measure->is_cohort && today > ask->to && today - ask->to <= SERIAL_MAX ? today
                                                                                          : ask->to;
    if (ask->measure->is_cohort && today - ask->to > SERIAL_MAX)
        part.to = ask->to + SERIAL_MAX;
    s.n = (int)(part.to - part.from + 1);
    enum outcome o = ask_targets(&targets, c->arena, c->db, ask, e);
    if (o == OK)
        o = measure_read(&cases, c, &part, e);
    if (o == OK)
        o = read_serial(&s, c, ask->place, e);
    if (o != OK)
        return o;
    ret->n = 0;
    ret->list = arena_alloc(c->arena, sizeof *ret->list * (size_t)(days * targets.shown_n + 1));
    for (int k = 0; k < targets.shown_n; k++) {
        take_series(&s, c->arena, &cases, targets.shown[k]);
        for (int d = 0; d < days; d++) {
            int64_t day = ask->by & BY_DAY ? ask->from + d : ask->to;
            struct figure *f = &ret->list[ret->n++];
            *f = (struct figure){.place = targets.shown[k],
                                 .day = ask->by & BY_DAY ? day : 0,
                                 .cell = "",
                                 .flag = ""};
            give_figure(f, &s, day);
        }
    }
    ret->is_counted = cases.is_counted;
    return OK;
}
