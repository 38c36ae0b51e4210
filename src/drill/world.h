/* The synthetic county: people in households, classes, teams and villages, and the contacts they
 * would have. Read-only once made, so runs on several threads share it. Private to drill/. */
#ifndef DRILL_WORLD_H
#define DRILL_WORLD_H
#include "drill/draw.h"
#include "drill/drill.h"
#include "drill/spread.h"

/* 8 bytes a person. People of a household lie side by side, as do those of a village and town. */
struct person {
    uint32_t slot; /* in world.member: class, team or ward; NO_SLOT */
    uint16_t village;
    uint8_t age;  /* years */
    uint8_t home; /* own position << 4 | size of the household - 1 */
};
#define NO_SLOT UINT32_MAX
#define NOBODY UINT32_MAX
#define SLOT_BLOCK 4 /* units begin at multiples of it */

struct unit {
    uint32_t first, n;
    uint16_t team;
    uint8_t setting, town;
    uint16_t inside, outside;
};
struct range {
    uint32_t first, n;
}; /* people of a village or town */

enum layer { LAYER_HOME, LAYER_UNIT, LAYER_NEAR, LAYER_TOWN, LAYER_COUNTY, LAYERS };

struct world {
    struct drill_parameters p, at_level[DRILL_LEVELS];
    uint64_t seed; /* of the synthesis */
    uint32_t n;
    struct person *person;
    uint16_t *hot;        /* a run's hot words begin as this: age band << 8 */
    uint32_t *member;     /* people by class, team, ward */
    uint32_t *block_unit; /* unit of each block of slots */
    struct unit *unit;
    uint32_t units_n, slots_n;
    struct range *village, *town;
    uint16_t *village_town;
    int villages_n, towns_n;
    struct drill_place *places;   /* of towns; NULL when invented */
    struct counts counts[LAYERS]; /* LAYER_NEAR … LAYER_COUNTY */
    /* made ready by world_tune() */
    double hazard[LAYERS], unit_hazard[SETTINGS]; /* of one contact a day, whole infection */
    double susceptible[DRILL_AGES], susceptible_most;
    double r0; /* reached by tuning */
    struct quantiles generation, incubation, seek, ideal_delay, severe_after, critical_after,
        severe_stay, critical_stay;
    struct factors factors;
    float age_share[DRILL_AGES][DRILL_AGES];
    struct permutation *ranks[LAYERS]; /* by village, town, county */
};

/* The greatest value of a parameter over the levels: offsetof(struct drill_parameters, …). */
double most_of(const struct world *w, size_t member);

/* people.c */
enum outcome people_make(struct world *w, const struct drill_place *places, int places_n,
                         struct err *e);
/* household.c: age pools and household kinds that give the census's ages and sizes together. */
struct households;
struct households *households_new(const struct drill_parameters *p);
void households_free(struct households *h);
/* Ages of the next household, at most 8; returns its size. */
int household_draw(const struct households *h, uint64_t key, uint8_t *ages);

/* tune.c: hazards so that R0 and the household attack rate are as set. */
void world_tune(struct world *w);

/* contact.c */
void contacts_prepare(struct world *w);
static inline int age_band(uint8_t age)
{
    return age >= 90 ? 9 : age / 10;
}
static inline int hot_band(uint16_t hot)
{
    return hot >> 8;
}
/* Everybody a person may meet in a day: number of contacts by layer, and what finds them. */
struct reach {
    uint32_t person, number[LAYERS], inside; /* inside: those in the own class or team */
    uint64_t rank[LAYERS];
    struct range ring[LAYERS], team, unit; /* team and unit: slots */
    uint32_t ring_id[LAYERS], slot;
    enum setting setting; /* of LAYER_UNIT */
};
void reach_of(struct reach *r, const struct world *w, uint32_t person);
static inline enum setting reach_setting(const struct reach *r, enum layer layer)
{
    return layer == LAYER_HOME ? SETTING_HOME : layer == LAYER_UNIT ? r->setting : SETTING_RANDOM;
}

/* Contact `ordinal` of a day in two steps, so that many can be looked up at once: first where the
 * other side is found, then who it is. kept is uniform on [0, 1), the same for both sides. */
struct meeting {
    uint32_t at;
    bool is_slot;
    float kept;
}; /* at: a person, a slot, NOBODY */
struct meeting meeting_of(const struct world *w, uint64_t seed, const struct reach *r,
                          enum layer layer, uint32_t day, uint32_t ordinal);
/* Does it happen, given both ages? Scales kept so that it happens still when contacts are kept
 * by a share above it. */
static inline bool meeting_happens(const struct world *w, enum layer layer, int band, int other,
                                   float *kept)
{
    if (layer < LAYER_NEAR)
        return true;
    float share = w->age_share[band][other];
    if (*kept >= share)
        return false;
    *kept /= share;
    return true;
}
/* Both steps: the other side, NOBODY when the contact does not happen. */
uint32_t contact_of(const struct world *w, uint64_t seed, const struct reach *r, enum layer layer,
                    uint32_t day, uint32_t ordinal, float *ret_kept);
#endif
