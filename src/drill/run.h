/* One run: who is infected, what they will still do, and what the response does about it.
 * Private to drill/. */
#ifndef DRILL_RUN_H
#define DRILL_RUN_H
#include "drill/world.h"

/* The hot word of a person; the age band stands above these. */
enum {
    HOT_INFECTED = 1,
    HOT_CONFIRMED = 2,
    HOT_DEAD = 4,
    HOT_NOTICED = 8, /* wanted or reached */
    HOT_HOME = 16,
    HOT_ROOM = 32,
    HOT_ISOLATED = 64,
    HOT_COUNTED = 128
};
#define HOT_RESTRICTED (HOT_HOME | HOT_ROOM | HOT_ISOLATED)

enum course { COURSE_QUIET, COURSE_MILD, COURSE_SEVERE, COURSE_CRITICAL };

struct infection {           /* 24 bytes */
    uint32_t person, parent; /* parent: index, NOBODY for a seed */
    float at, onset;         /* days */
    float kept_from;         /* restricted from then on; INFINITY never */
    uint16_t layer : 4, course : 2, dies : 1;
    uint16_t home : 1, quarantined : 1; /* how it is restricted: at home, not yet as a case */
    uint16_t bed : 2, asked : 1;        /* enum bed; asked: sample taken, result not known */
    uint16_t confirmed;                 /* day, UINT16_MAX not */
};

struct attempt {
    uint32_t target, source;
    float at;
    uint16_t thin, kept : 12, layer : 4;
};

/* An attempt of whom the other side is still being looked up. */
struct draft {
    uint64_t luck;
    uint32_t target, source; /* target: a slot of world.member while is_slot */
    float at, kept;
    uint8_t layer, band, is_slot; /* band: of the source */
};

struct future {
    struct draft *drafts;
    uint32_t n, cap;
};

/* Lists of 32-bit items by day. */
struct list {
    uint32_t *items;
    uint32_t n, cap;
};
void list_add(struct list *l, uint32_t item);

struct chunk;
struct bucket {
    struct chunk *first, *last;
};

/* A queue of work: first come, first served; what is not done today waits. */
struct queue {
    uint32_t *items;
    uint32_t first, n, cap;
};
void queue_add(struct queue *q, uint32_t item);
uint32_t queue_take(struct queue *q);

enum bed { BED_NONE, BED_ISOLATION, BED_HOSPITAL, BED_ICU };

struct response;
struct care;
struct run {
    const struct world *w;
    const struct drill_parameters *p;
    struct future future; /* scratch */
    uint64_t seed;
    int days, day;
    uint16_t *hot;
    struct infection *infections;
    uint32_t infections_n, first_active; /* those before first_active have recovered */
    struct bucket *buckets;              /* by day */
    struct chunk *spare;
    struct list *onsets; /* by day: infections; only with a response */
    struct care *care;
    struct response *response;
    uint32_t *case_of; /* infection of a person; only with a response */
    struct drill_run *out;
    float (*kept_on)[SETTINGS]; /* by day: contacts kept by the level in force */
    float unwatched;            /* share of home quarantine nobody could visit */
    double events;
    size_t chunks;
};

struct run *run_new(const struct world *w, int days);
void run_free(struct run *r);
/* Runs once with this seed; *out's arrays must be there. The run can be used again. */
void run_once(struct run *r, uint64_t seed, struct drill_run *out);
static inline float *series_of(struct run *r, enum series s)
{
    return r->out->series + (size_t)s * (size_t)r->days;
}
static inline void tell(struct run *r, enum series s, double x)
{
    series_of(r, s)[r->day] += (float)x;
}

/* disease.c */
/* A new infection: its course, and every transmission it would make, drawn once. */
void infect(struct run *r, uint32_t person, uint32_t parent, enum layer layer, float at);
/* Its attempts, as drafts; returns how many were to be expected. */
struct begin {
    uint32_t person, index;
    float at, onset, horizon;
    enum course course;
    int band;
};
double future_draw(struct future *f, const struct world *w, uint64_t seed, const uint16_t *hot,
                   const struct begin *b);
/* Looks up whom the drafts meet and keeps those that meet a susceptible person. */
void future_meet(struct future *f, const struct world *w, uint64_t seed, const uint16_t *hot);
enum course course_draw(const struct drill_parameters *p, int band, uint64_t key, bool *ret_dies);

/* care.c: beds and deaths; works without a response too. */
struct care *care_new(int days);
void care_free(struct care *c);
void care_clear(struct care *c);
void care_expect(struct run *r, uint32_t index); /* a severe course begins */
void care_day(struct run *r);
bool care_isolate(struct run *r, struct infection *i); /* an isolation bed, if there is one */
void care_leave(struct run *r, struct infection *i);   /* frees the bed it has */
bool care_adds_up(const struct run *r);
int care_used(const struct run *r, enum bed kind);

/* response.c: the order of a day, levels, staff, stock. */
struct response *response_new(struct run *r);
void response_free(struct response *s);
void response_clear(struct response *s);
void response_day(struct response *s, struct run *r);
void response_admitted(struct run *r, struct infection *i); /* in hospital: kept from others */
void response_died(struct run *r, struct infection *i);
/* A capacity that did not suffice today; the first day is kept. */
void run_short(struct run *r, enum capacity c);
#endif
