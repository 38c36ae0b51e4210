/* The fields of a place's id. All arithmetic on masks; nothing here knows a name or a code. */
#include "value/place_id.h"

#include <assert.h>

static const struct {
    int shift, bits;
} fields[LEVELS] = {
    [LEVEL_COUNTRY] = {63, 0}, [LEVEL_PROVINCE] = {57, 6}, [LEVEL_CITY] = {52, 5},
    [LEVEL_COUNTY] = {46, 6},  [LEVEL_STREET] = {36, 10},  [LEVEL_VILLAGE] = {25, 11},
    [LEVEL_GRID] = {15, 10},   [LEVEL_SUB] = {7, 8},       [LEVEL_ROOM] = {0, 7},
};

/* All bits below the fields of `level`. */
static int64_t below(enum level level)
{
    return (int64_t)(((uint64_t)1 << fields[level].shift) - 1);
}

bool place_is_valid(int64_t id)
{
    return id >= 0;
}

enum level place_level(int64_t id)
{
    if (id <= 0)
        return LEVEL_COUNTRY;
    int level = LEVEL_ROOM;
    while (level > LEVEL_COUNTRY && place_number(id, (enum level)level) == 0)
        level--;
    return (enum level)level;
}

int64_t place_last(int64_t id)
{
    return id | below(place_level(id));
}

bool place_is_under(int64_t id, int64_t ancestor)
{
    return id >= ancestor && id <= place_last(ancestor);
}

int64_t place_at(int64_t id, enum level level)
{
    return id & ~below(level);
}

int64_t place_parent(int64_t id)
{
    enum level level = place_level(id);
    return level == LEVEL_COUNTRY ? PLACE_COUNTRY : place_at(id, (enum level)(level - 1));
}

int64_t place_child(int64_t parent, enum level level, int n)
{
    if (level <= place_level(parent) || level >= LEVELS || n < 1 || n > place_capacity(level))
        return 0;
    return parent | (int64_t)n << fields[level].shift;
}

int place_number(int64_t id, enum level level)
{
    return (int)(id >> (fields[level].shift & 63) & place_capacity(level));
}

int place_capacity(enum level level)
{
    return (1 << fields[level].bits) - 1;
}

int64_t place_county(int64_t id)
{
    return place_at(id, LEVEL_COUNTY);
}

int64_t record_id(int64_t place, int64_t seq)
{
    assert(place >= 0 && seq >= 0 && seq < (int64_t)1 << RECORD_SEQ_BITS);
    return place_county(place) | seq;
}

int64_t record_seq(int64_t record)
{
    return record & (((int64_t)1 << RECORD_SEQ_BITS) - 1);
}
