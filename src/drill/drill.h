/* The drill: a plan rehearsed on a synthetic outbreak. Parameters and a seed in, series out; no
 * file, clock or database is touched but the scenario files that setup_load() reads.
 *
 *   setup_init, setup_load, setup_plan   the parameters (parameter.h)
 *   world_new                            the synthetic county, shared by runs and threads
 *   drill_new                            R runs on T threads: the same bytes for any T
 *   bands_make, report_*                 medians and bands, files
 *
 * Cost: about 300 ns an infection; a day costs what its infectious people cost. */
#ifndef DRILL_DRILL_H
#define DRILL_DRILL_H
#include <stdbool.h>
#include <stdint.h>

#include "drill/parameter.h"

struct world;
struct drill_place {
    int64_t code;
    const char *name;
    int villages;
}; /* a town and its villages */

/* places may be NULL: towns and villages of usual sizes are invented. */
enum outcome world_new(struct world **ret, const struct drill_parameters *p, uint32_t people,
                       uint64_t seed, const struct drill_place *places, int places_n,
                       struct err *e);
/* What the response has and does while each level is in force; before any run. Without it the
 * levels change contacts only. */
void world_levels(struct world *w, const struct drill_setup *s);
void world_free(struct world *w);
double world_r0(const struct world *w); /* reached: people infected by one, all susceptible */
int world_towns(const struct world *w);
const char *world_town_name(const struct world *w, int town); /* NULL when invented */
size_t world_bytes(const struct world *w);

/* ---- what a run tells, per day ---- */
enum series {
    SERIES_INFECTIONS,
    SERIES_ONSETS,
    SERIES_CONFIRMED,
    SERIES_DEATHS,
    SERIES_INFECTIOUS,
    SERIES_CONTACTS,
    SERIES_QUARANTINED,
    SERIES_ROOMS,
    SERIES_HOME,
    SERIES_ISOLATION_BEDS,
    SERIES_ISOLATED_HOME,
    SERIES_HOSPITAL,
    SERIES_ICU,
    SERIES_SWABS,
    SERIES_TUBES,
    SERIES_TUBES_WAITING,
    SERIES_INVESTIGATION_MINUTES,
    SERIES_CASES_WAITING,
    SERIES_NOTICE_MINUTES,
    SERIES_CONTACTS_WAITING,
    SERIES_SAMPLERS,
    SERIES_SITE_MINUTES,
    SERIES_VISIT_MINUTES,
    SERIES_CLEANING_MINUTES,
    SERIES_STAFF,
    SERIES_GEAR_USED,
    SERIES_GEAR_STOCK,
    SERIES_KITS_STOCK,
    SERIES_MONEY,
    SERIES_LEVEL,
    SERIES_N
};
struct series_row {
    const char *name, *unit;
    struct label label;
    int capacity; /* enum capacity */
};
extern const struct series_row series_rows[SERIES_N];

/* What can run short. A day on which more is asked for than there is, is a break. */
enum capacity {
    CAPACITY_NONE,
    CAPACITY_INVESTIGATORS,
    CAPACITY_TRACERS,
    CAPACITY_SAMPLERS,
    CAPACITY_LAB,
    CAPACITY_ROOMS,
    CAPACITY_ISOLATION_BEDS,
    CAPACITY_HOSPITAL,
    CAPACITY_ICU,
    CAPACITY_SITE_STAFF,
    CAPACITY_VISITORS,
    CAPACITY_CLEANERS,
    CAPACITY_KITS,
    CAPACITY_GEAR,
    CAPACITIES
};
struct capacity_row {
    const char *name, *unit;
    struct label label;
};
extern const struct capacity_row capacity_rows[CAPACITIES];
double capacity_of(const struct drill_parameters *p, enum capacity c); /* what there is, a day */

/* What one round of testing everybody asks for. */
struct mass_need {
    int64_t samplers, swabs, tubes;
};
void mass_need(struct mass_need *ret, const struct drill_parameters *p, uint32_t people);

struct drill_run {
    uint64_t seed;
    int days;
    float *series;                              /* [SERIES_N][days] */
    uint32_t *town_infections, *town_confirmed; /* [towns][days] */
    int32_t broken[CAPACITIES];                 /* first day, -1 never */
    double infections, confirmed, deaths, peak; /* totals; most infections of a day */
    int peak_day;
    bool is_controlled;   /* no new infection in the last 14 days, at most 1 % infected */
    bool is_conserved;    /* people, rooms, beds, tests and stock added up every day */
    double events, bytes; /* attempts kept, memory used: for the bench */
};

struct drill {
    const struct world *world;
    struct drill_run *runs;
    int runs_n, days;
};
/* progress may be NULL; called from any thread with the number of runs done. */
enum outcome drill_new(struct drill **ret, const struct world *w, int days, int runs, uint64_t seed,
                       int threads, void (*progress)(void *arg, int done), void *arg,
                       struct err *e);
void drill_free(struct drill *d);

/* ---- bands over runs ---- */
struct band {
    double low90, low50, median, high50, high90, mean;
};
struct bands {
    int days;
    struct band *series; /* [SERIES_N][days] */
    struct band infections, confirmed, deaths, peak, peak_day;
    double controlled;
};
struct bands *bands_make(const struct drill *d);
void bands_free(struct bands *b);
struct band band_of(double *values, int n); /* sorts values */
struct shortage {
    double probability;
    struct band day;
    double first; /* share of runs it was first */
};
void shortages(const struct drill *d, struct shortage ret[CAPACITIES]);
/* Differences run by run (second less first), both with the same seeds and world size. */
struct bands *bands_compare(const struct drill *first, const struct drill *second);

/* ---- files ---- */
void report_series_csv(struct buf *out, const struct bands *b);
void report_runs_csv(struct buf *out, const struct drill *d);
void report_places_csv(struct buf *out, const struct drill *d);
/* Who was where with whom on the first days of the first run: REFUSED above 10,000 people. */
enum outcome report_visits_csv(struct buf *out, const struct drill *d, int days, struct err *e);
void report_shortages_csv(struct buf *out, const struct drill *d);
void report_json(struct buf *out, const struct drill_setup *s, const struct drill *d,
                 const struct bands *b);
/* Second less first: totals and series. */
void report_difference_json(struct buf *out, const struct bands *difference);
/* One page with fan charts; other and difference may be NULL. */
void report_page(struct buf *out, const struct drill_setup *s, const struct drill *d,
                 const struct bands *b, const struct bands *difference, enum lang lang);
/* What the page says, for other papers: which series, units in words, figures as they are
 * written, the end of an axis that must reach x > 0. */
#define REPORT_SHOWN 16
extern const enum series report_shown[REPORT_SHOWN];
const char *report_unit(const char *unit, enum lang lang);
void report_number(struct buf *out, double x);
double report_axis(double x);
#endif
