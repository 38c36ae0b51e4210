/* Forecast: daily counts of cases as they were, into the needs of the next four weeks. Numbers in,
 * bands out; nobody is named, no clock or database is asked.
 *
 * The growth of the last 14 days is a level and a slope that wander (a local linear trend on the
 * logarithm), seen through negative-binomial counts; fitted by a particle filter and carried on by
 * the same chance. What each case asks of the office follows from the drill's parameters, so a
 * plan's standards count here too. It knows nothing of measures taken tomorrow. */
#ifndef DRILL_FORECAST_H
#define DRILL_FORECAST_H
#include "drill/drill.h"

#define FORECAST_FIT 14  /* days the growth is fitted to */
#define FORECAST_DAYS 28 /* days ahead */
#define FORECAST_PAST 60 /* days looked back at most: who is still in a room */

enum need {
    NEED_CASES,
    NEED_CONTACTS,
    NEED_ROOMS,
    NEED_HOME,
    NEED_BEDS,
    NEED_HOSPITAL,
    NEED_ICU,
    NEED_SWABS,
    NEED_STAFF,
    NEED_GEAR,
    NEED_TUBES,
    NEED_MONEY,
    NEEDS
};
struct need_row {
    const char *name, *unit;
    struct label label;
    bool is_flow; /* adds up over days; else the greatest day counts */
    int capacity; /* enum capacity that must suffice, 0 none */
};
extern const struct need_row need_rows[NEEDS];

struct forecast_given {
    const double *cases; /* new cases a day, oldest first; at least FORECAST_FIT days */
    int days;
    double people;            /* of the place: nobody falls ill twice */
    double contacts;          /* close contacts a case, as lived of late; 0: `usual` */
    double rooms, home, beds; /* occupied now; negative: follows from the cases */
    double kits, gear;        /* in stock now; negative: the plan's */
    uint64_t seed;
};
struct forecast {
    struct band growth;   /* per day, today */
    struct band doubling; /* days; negative: halving */
    struct band need[NEEDS][FORECAST_DAYS];
    struct band total[NEEDS]; /* sum of a flow, greatest day of a state */
    double have[NEEDS];       /* 0: nothing to compare with */
    double short_probability[NEEDS];
    struct band short_day[NEEDS]; /* from tomorrow = 1 */
};
/* REFUSED when there are too few days or a count makes no sense. About 0.1 s. */
enum outcome forecast_make(struct forecast **ret, const struct drill_parameters *p,
                           const struct forecast_given *given, struct err *e);
void forecast_free(struct forecast *f);
void forecast_csv(struct buf *out, const struct forecast *f);
void forecast_json(struct buf *out, const struct forecast *f);
#endif
