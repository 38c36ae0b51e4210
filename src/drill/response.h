/* What the response knows and has under way. Private to drill/: response.c orders the day,
 * detect.c finds cases, tracing.c finds contacts and keeps people apart. */
#ifndef DRILL_RESPONSE_H
#define DRILL_RESPONSE_H
#include "drill/run.h"

/* Tubes pass the laboratory in order; a positive waits until its tube is through. */
struct lane {
    double in, out; /* tubes since the beginning */
    struct positive {
        double tube;
        uint32_t infection;
    } * list;
    uint32_t n, cap;
};
enum { LANE_URGENT, LANE_MASS, LANES };

enum crew {
    CREW_INVESTIGATOR,
    CREW_TRACER,
    CREW_SAMPLER,
    CREW_SITE,
    CREW_VISITOR,
    CREW_CLEANER,
    CREWS
};

struct campaign {
    bool is_on;
    int round, begin;             /* of the round: day it began */
    double people, done, missing; /* of the round; done: people sampled */
    uint8_t towns[256];           /* takes part */
};

struct response {
    struct run *run;
    int days;
    struct list *lists; /* all lists below, days each */
    struct list *clinic, *quarantine_test, *room_end, *home_end, *case_ready, *case_end, *result;
    struct queue cases, notices;
    struct list touched; /* people whose hot byte was changed */
    struct lane lane[LANES];
    struct campaign campaign;
    double spare_minutes[CREWS]; /* begun work goes on the next day */
    double kits, gear, kits_in, kits_out, gear_in, gear_out;
    int rooms, home, isolated_home; /* people now */
    double cleaning_waits;
    int level, quiet_days; /* level: number in force, 0 none */
    bool is_blind;         /* tests wait: a day without cases proves nothing */
    float *recent;         /* confirmed by day */
};

/* Work done today out of `wanted` minutes: limited by people and by protective sets. */
double staff_work(struct response *s, struct run *r, enum crew crew, double wanted);

/* detect.c */
void detect_onsets(struct response *s, struct run *r);
void detect_clinic(struct response *s, struct run *r);
void detect_quarantine(struct response *s, struct run *r);
void detect_mass(struct response *s, struct run *r);
void detect_laboratory(struct response *s, struct run *r);
double recent_cases(const struct response *s, int day, int within);

/* tracing.c */
void trace_confirmed(struct response *s, struct run *r, uint32_t index);
void trace_cases(struct response *s, struct run *r);
void trace_notices(struct response *s, struct run *r);
void trace_ends(struct response *s, struct run *r);
void trace_left(struct response *s, struct run *r, const struct infection *i); /* by death */
#endif
