/* A place's id is its permanent position: 63 bits in eight fields, given once, never changed.
 *   province 6 · city 5 · county 6 · street 10 · village 11 · grid or unit 10 · sub-unit 8 · room 7
 * A field of 0 means "directly at the level above". A subtree is one range of integers. */
#ifndef VALUE_PLACE_ID_H
#define VALUE_PLACE_ID_H
#include <stdbool.h>
#include <stdint.h>

enum level {
    LEVEL_COUNTRY = 0,
    LEVEL_PROVINCE,
    LEVEL_CITY,
    LEVEL_COUNTY,
    LEVEL_STREET,
    LEVEL_VILLAGE,
    LEVEL_GRID,
    LEVEL_SUB,
    LEVEL_ROOM,
    LEVELS
};
#define PLACE_COUNTRY ((int64_t)0) /* the root: every place is below it */

bool place_is_valid(int64_t id);
enum level place_level(int64_t id);                /* lowest level that is not 0 */
int64_t place_last(int64_t id);                    /* the subtree is id … place_last(id) */
bool place_is_under(int64_t id, int64_t ancestor); /* also true for the place itself */
int64_t place_at(int64_t id,
                 enum level level); /* ancestor at that level, or the nearest above it */
int64_t place_parent(int64_t id);
int64_t place_child(int64_t parent, enum level level, int n); /* 0 when n does not fit */
int place_number(int64_t id, enum level level);               /* value of that field */
int place_capacity(enum level level);                         /* largest n at that level */
int64_t place_county(int64_t id);

/* A record's id: the county's 17 bits, then a 46-bit sequence. */
#define RECORD_SEQ_BITS 46
int64_t record_id(int64_t place, int64_t seq);
int64_t record_seq(int64_t record);
#endif
