/* Every number a drill depends on, by name, with unit, default and source. Read from CSV files
 * (name,value,unit,source) and from the standards of a plan; never written in code elsewhere. */
#ifndef DRILL_PARAMETER_H
#define DRILL_PARAMETER_H
#include "base/buf.h"
#include "base/err.h"
#include "plan/plan.h"

#define DRILL_AGES 10   /* bands of ten years, the last from 90 on */
#define DRILL_CENSUS 18 /* bands of five years, the last from 85 on */
#define DRILL_SIZES 8   /* households of 1 … 8 people */
#define DRILL_LEVELS 4
#define DRILL_TESTS 8      /* tests during one quarantine */
#define DRILL_SENSITIVE 15 /* days since infection with a sensitivity of their own */

enum spread_family { SPREAD_FIXED, SPREAD_GAMMA, SPREAD_LOGNORMAL, SPREAD_WEIBULL, SPREAD_SKEW };
struct spread { /* a distribution of days */
    enum spread_family family;
    double a, b, c; /* fixed: value; gamma, lognormal: mean sd; weibull: shape scale;
                       skew: location scale slant */
};

/* Where contacts happen, as levels and isolation speak of it. */
enum setting { SETTING_HOME, SETTING_SCHOOL, SETTING_WORK, SETTING_CARE, SETTING_RANDOM, SETTINGS };

struct drill_parameters {
    /* people */
    double census[DRILL_CENSUS], household[DRILL_SIZES];
    double employed, commute, care_share, village_size, town_size, class_size, school_size,
        workplace_mean, workplace_sd, team_size, ward_size;
    /* contacts */
    double homogeneous, homogeneous_contacts, class_contacts, school_contacts, team_contacts,
        work_contacts, care_contacts;
    double near_mean, near_k, town_mean, town_k, county_mean, county_k, age_contacts[DRILL_AGES];
    double school_weight, work_weight, care_weight, random_weight;
    /* disease */
    double r0, dispersion, household_attack, from_onset, quiet_infectiousness;
    struct spread generation, incubation, severe_after, critical_after, severe_stay, critical_stay;
    double susceptible[DRILL_AGES], symptomatic[DRILL_AGES], severe[DRILL_AGES],
        critical[DRILL_AGES], death[DRILL_AGES];
    double vaccinated[DRILL_AGES], vaccine_infection, vaccine_severe, short_of_bed;
    /* outbreak */
    double seeds, imports, stop_at, audit;
    /* tracing without limits, for comparison with theory: not a plan */
    double ideal, ideal_traced, ideal_from_infection;
    struct spread ideal_delay;
    /* response; see docs/drill.md for how each works */
    double response, respond_from;
    double seek_care, result_days, specificity, sensitivity[DRILL_SENSITIVE];
    struct spread seek_delay;
    double lab_tubes, clinic_fevers, without_test;
    double mass_trigger, mass_rounds, mass_interval, mass_samplers, mass_per_sampler, mass_pool,
        mass_whole_county, mass_takes_part, mass_round_days, mass_reserve;
    double look_back, source_look_back, find_home, find_group, find_random, investigators,
        investigation_minutes, tracers, notice_minutes, shift_minutes, trace_delay;
    double quarantine_days, home_monitoring_days, comply, quarantine_tests[DRILL_TESTS];
    double rooms, isolation_beds, isolation_days, hospital_beds, icu_beds, site_staff, site_minutes,
        visitors, visit_minutes, visits_per_day, cleaners, cleaning_minutes;
    double kept_home_quarantine[SETTINGS], kept_home_isolation[SETTINGS];
    double kits, kits_per_day, gear, gear_per_day, gear_per_staff;
    double cost_tube, cost_room, cost_bed, cost_icu, cost_staff, cost_gear;
    struct drill_level {
        double cases, within_days, off_days, factor[SETTINGS];
    } level[DRILL_LEVELS];
};

enum parameter_origin { FROM_DEFAULT, FROM_FILE, FROM_PLAN, FROM_OVERRIDE };
enum parameter_kind { PARAMETER_NUMBER, PARAMETER_LIST, PARAMETER_SPREAD };
struct parameter {
    const char *name;
    enum parameter_kind kind;
    int count;
    size_t offset;
    double least, most;
    const char *unit, *value, *source; /* default */
    struct label label;
};
const struct parameter *parameter_rows(int *ret_n);

/* A set of parameters with, for each row, where its value came from. */
struct drill_setup {
    struct drill_parameters p;
    struct arena arena;
    const char **text, **source; /* by row */
    enum parameter_origin *origin;
    const char *name; /* of the scenario, for titles */
    const char *pathogen;
    struct at_level { /* a value that holds while a level is in force */
        int row, level;
        const char *text;
        struct at_level *next;
    } * at_level;
};
void setup_init(struct drill_setup *s);
void setup_fini(struct drill_setup *s);
/* "rooms", "40", source; REFUSED when the name is unknown or the value makes no sense. */
enum outcome setup_set(struct drill_setup *s, const char *name, const char *value,
                       const char *source, enum parameter_origin origin, struct err *e);
/* The i-th scenario carried inside the program, NULL past the last. */
const char *setup_carried(int i);
/* A scenario file, or the name of one carried inside ("omicron"); `include` rows name further files
 * beside it, read first. Rows whose name begins with "override." win over the plan. */
enum outcome setup_load(struct drill_setup *s, const char *path, struct err *e);
/* Row `row` has this value while level slot 0 (lowest) … DRILL_LEVELS - 1 is in force. */
enum outcome setup_at_level(struct drill_setup *s, int row, int level, const char *text,
                            struct err *e);
/* The parameters with each level in force; an override holds at every level. */
void setup_levels(const struct drill_setup *s, struct drill_parameters ret[DRILL_LEVELS]);
/* What the plan's drill: names, its levels' triggers and contact factors, as of that day. REFUSED
 * with the place in the plan's file. */
enum outcome setup_plan(struct drill_setup *s, const struct plan *plan, int64_t day, struct err *e);
void setup_csv(struct buf *out, const struct drill_setup *s);
#endif
