/* What the files of the demo share. */
#ifndef DEMO_INT_H
#define DEMO_INT_H
#include "demo/demo.h"
#include "demo/people.h"
#include "ledger/ledger.h"
#include "place/place.h"

#define DEMO_SLICE 200 /* records of one writer's job */
#define DEMO_UNITS 64
#define DEMO_STORES 5 /* the central warehouse and four below */

struct demo_unit {
    int64_t id;
    int rolls_n;
    int64_t rolls[60]; /* records of name_roll */
};

struct demo {
    struct app *app;
    const struct plan *plan;
    const struct demo_options *options;
    struct rng rng;
    int64_t now_ms; /* moves forward while the county lives its week */
    int64_t today;  /* date of options->now_ms */
    int64_t serial; /* of ID numbers */
    int64_t *villages;
    int villages_n;
    int64_t *grids;
    int grids_n;
    int64_t first_street, hospital, clinic;
    int64_t offices[2]; /* urban management, market supervision */
    int64_t stores[DEMO_STORES], store_streets[DEMO_STORES - 1];
    struct demo_unit checkpoints[DEMO_UNITS], gates[DEMO_UNITS], classes[DEMO_UNITS],
        crews[DEMO_UNITS], schools[DEMO_UNITS], enterprises[DEMO_UNITS];
    int checkpoints_n, gates_n, classes_n, crews_n, schools_n, enterprises_n;
    int64_t order; /* enumeration order in force */
    int64_t *households;
    int households_n, households_cap;
    int64_t done, total;
};

/* One slice: runs `step` in a writer's job; step makes records until it returns false. */
struct demo_slice {
    struct demo *d;
    struct work work;
    void *arg;
};
enum outcome demo_write(struct demo *d, enum outcome (*step)(struct demo_slice *s, struct err *e),
                        void *arg, struct err *e);
/* Takes fields (decref'd). *ret_id may be NULL. */
enum outcome demo_record(struct demo_slice *s, const char *ledger, json_t *fields, int64_t *ret_id,
                         struct err *e);
enum outcome demo_move(struct demo_slice *s, const char *ledger, int64_t id, const char *move,
                       json_t *fields, struct err *e);
const char *demo_time(struct demo_slice *s, int64_t now_ms); /* ISO text of a moment */
const char *demo_day(struct demo_slice *s, int64_t date);
const char *demo_id(struct demo_slice *s, int64_t id);
void demo_days_ago(struct demo *d, int days, int hour); /* sets now_ms, never past the end */
int demo_pick(struct demo *d, int n);
bool demo_chance(struct demo *d, double p);
void demo_tell(struct demo *d, const char *what);

/* Ids of the live places of a kind under the county, in the order of their codes; caller frees. */
enum outcome demo_places_of(struct demo *d, struct db *db, const char *kind, int64_t **ret,
                            int *ret_n, struct err *e);
/* Ids of the first people of the register. */
enum outcome demo_people_of(struct db *db, int64_t *ret, int max, int *ret_n, struct err *e);
/* The nth record of a ledger, from 1; 0 when there are fewer. */
enum outcome demo_nth(struct db *db, const struct ledger *l, int n, int64_t *ret, struct err *e);
enum outcome demo_places(struct demo *d, struct err *e);   /* places.c */
enum outcome demo_accounts(struct demo *d, struct err *e); /* places.c */
enum outcome demo_rosters(struct demo *d, struct err *e);  /* rosters.c */
enum outcome demo_register(struct demo *d, struct err *e); /* register.c */
enum outcome demo_loops(struct demo *d, struct err *e);    /* loops.c */
enum outcome demo_week(struct demo *d, struct err *e);     /* week.c */
enum outcome demo_goods(struct demo *d, struct err *e);    /* goods.c */
enum outcome demo_money(struct demo *d, struct err *e);    /* money.c */
enum outcome demo_outbreak(struct demo *d, struct err *e); /* outbreak.c */
enum outcome demo_told(struct demo *d, struct err *e);     /* told.c */
#endif
