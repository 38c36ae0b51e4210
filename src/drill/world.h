/* The synthetic county: people in households, classes, teams and villages, and the contacts they
 * would have. Read-only once made, so runs on several threads share it. Private to drill/. */
#ifndef DRILL_WORLD_H
#define DRILL_WORLD_H
#include "drill/draw.h"
#include "drill/drill.h"
#include "drill/spread.h"

/* 8 bytes a person. People of a household lie side by side, as do those of a village and town. */
struct person {
    uint32_t slot;      /* in world.member: class, team or ward; NO_SLOT */
    uint16_t village;
    uint8_t age;        /* years */
    uint8_t home;       /* own position << 4 | size of the household - 1 */
};
#define NO_SLOT UINT32_MAX
#define NOBODY UINT32_MAX
#define SLOT_BLOCK 4    /* units begin at multiples of it */

struct unit { uint32_t first, n; uint16_t team; uint8_t setting, town; };
struct range { uint32_t first, n; };   /* people of a village or town */

enum layer { LAYER_HOME, LAYER_UNIT, LAYER_NEAR, LAYER_TOWN, LAYER_COUNTY, LAYERS };

struct world {
    struct drill_parameters p;
    uint64_t seed;                      /* of the synthesis */
    uint32_t n;
    struct person *person;
    uint32_t *member;                   /* people by class, team, ward */
    uint32_t *block_unit;               /* unit of each block of slots */
    struct unit *unit;
    uint32_t units_n, slots_n;
    struct range *village, *town;
    uint16_t *village_town;
    int villages_n, towns_n;
    struct drill_place *places;         /* of towns; NULL when invented */
    struct counts counts[LAYERS];       /* LAYER_NEAR … LAYER_COUNTY */
    /* made ready by world_tune() */
    double hazard[LAYERS], unit_hazard[SETTINGS]; /* of one contact a day, whole infection */
    double susceptible[DRILL_AGES], susceptible_most;
    double r0;                          /* reached by tuning */
    struct quantiles generation, incubation, seek, ideal_delay, severe_after, critical_after,
        severe_stay, critical_stay;
    struct factors factors;
};

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
static inline int age_band(uint8_t age) { return age >= 90 ? 9 : age / 10; }
static inline enum setting layer_setting(const struct world *w, enum layer layer, uint32_t person)
{
    if (layer == LAYER_HOME)
        return SETTING_HOME;
    if (layer != LAYER_UNIT)
        return SETTING_RANDOM;
    return (enum setting)w->unit[w->block_unit[w->person[person].slot / SLOT_BLOCK]].setting;
}
/* Contacts of a person a day in each layer; the rank by which the random ones are found. */
struct reach { uint32_t number[LAYERS]; uint64_t rank[LAYERS]; };
void reach_of(struct reach *r, const struct world *w, uint32_t person);
/* The other side of contact `ordinal` on a day, NOBODY when it does not happen; *ret_kept is
 * uniform on [0, 1): the contact still happens when contacts are kept by a share above it.
 * For LAYER_UNIT the first contacts lie in the class or team. */
uint32_t contact_of(const struct world *w, uint64_t seed, const struct reach *r, enum layer layer,
                    uint32_t person, uint32_t day, uint32_t ordinal, float *ret_kept);
#endif
