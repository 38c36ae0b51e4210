/* Invented households and people for demonstrations. Nobody real can be meant: ID numbers carry
 * an area code that was never assigned (100…) and phones a number block never given out (154).
 *
 * Deterministic in the seed. No database, no clock: the caller gives the day. */
#ifndef DEMO_PEOPLE_H
#define DEMO_PEOPLE_H
#include <stdbool.h>
#include <stdint.h>
#include "base/clock.h"

#define DEMO_HOUSEHOLD_MAX 9

struct demo_person {
    char name[40];
    const char *relation;    /* code of person.relation */
    bool is_male;
    int64_t born_on;         /* date */
    char id_number[19];      /* "" for infants not yet registered */
    char phone[12];          /* "" for children and some old people */
    bool is_away;
};
struct demo_household {
    struct demo_person people[DEMO_HOUSEHOLD_MAX];
    int people_n;
    bool elderly_alone, disabled, poor, left_behind, infant, medicine, driver, no_phone;
};

/* Sizes and ages follow the 2020 census of China (mean household 2.62, 13.5 % aged 65 and over),
 * with the larger households of rural counties. */
void demo_household(struct rng *rng, int64_t today, int64_t *serial, struct demo_household *ret);
/* A full name; now and then a rare character beyond U+FFFF, a compound surname or a long name. */
void demo_name(struct rng *rng, bool is_male, const char *surname, char out[40]);
const char *demo_surname(struct rng *rng);
void demo_phone(struct rng *rng, char out[12]);
void demo_plate(struct rng *rng, bool is_local, char out[16]);
#endif
