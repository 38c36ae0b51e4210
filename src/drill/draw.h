/* Keyed chance: the same key always gives the same draw, so that two plans share their luck and
 * threads need no order. Also keyed permutations, with which every contact is found from either
 * of its two sides. Private to drill/.
 *
 * Purposes keep draws apart; a draw is named by (seed, person, day, purpose, ordinal). The mixer
 * is splitmix64's, about 2 ns; Philox of base/clock.h has better proofs and costs ten times that.
 */
#ifndef DRILL_DRAW_H
#define DRILL_DRAW_H
#include <stdbool.h>
#include <stdint.h>

enum purpose {
    DRAW_COURSE = 1,
    DRAW_ATTEMPT,
    DRAW_COUNT,
    DRAW_PLACE,
    DRAW_PAIR,
    DRAW_RANK,
    DRAW_AGE,
    DRAW_HOME,
    DRAW_WORK,
    DRAW_SEED,
    DRAW_CLINIC,
    DRAW_TEST,
    DRAW_MASS,
    DRAW_TRACE,
    DRAW_COMPLY,
    DRAW_VACCINE,
    DRAW_IDEAL,
    DRAW_IMPORT,
    DRAW_SCHOOL,
    DRAW_STAY,
    DRAW_ARRIVAL
};

static inline uint64_t mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static inline uint64_t draw_key(uint64_t seed, uint64_t person)
{
    return mix64(seed + (person + 1) * 0x9e3779b97f4a7c15u);
}

static inline uint64_t draw(uint64_t key, uint32_t day, enum purpose purpose, uint32_t ordinal)
{
    uint64_t name = (uint64_t)purpose << 56 ^ (uint64_t)day << 32 ^ ordinal;
    return mix64(key ^ name * 0xd1342543de82ef95u);
}

static inline double draw_unit(uint64_t x) /* [0, 1) */
{
    return (double)(x >> 11) * 0x1p-53;
}

/* Pairing of a group of n for one key: x meets (c - x) mod n. Every pair is equally likely, the
 * pairing of itself (then nobody) too. For whole counties it would be too regular from day to
 * day; groups meet each other all the time anyway. */
static inline uint32_t reflect(uint32_t n, uint64_t key, uint32_t x)
{
    uint32_t c = (uint32_t)((key >> 32) * n >> 32);
    return c >= x ? c - x : c + n - x;
}

/* A permutation of 0 … n-1 chosen by a key: rounds of steps that can be undone modulo 2^bits,
 * walked on until the result lies below n. Cost: on average less than two walks of ~8 ns. */
struct permutation {
    uint64_t n, mask, add[4];
    unsigned shift;
};

#define PERMUTE_M0 0x9e3779b97f4a7c15u
#define PERMUTE_M1 0xd1342543de82ef95u
#define PERMUTE_M2 0xbf58476d1ce4e5b9u
#define PERMUTE_M3 0x94d049bb133111ebu
#define PERMUTE_I0 0xf1de83e19937733du
#define PERMUTE_I1 0x572b5ee77a54e3bdu
#define PERMUTE_I2 0x96de1b173f119089u
#define PERMUTE_I3 0x319642b2d24d8ec3u

static inline struct permutation permutation_of(uint64_t n, uint64_t key)
{
    unsigned bits = n > 4 ? 64 - (unsigned)__builtin_clzll(n - 1) : 2;
    uint64_t other = mix64(key + 0x9e3779b97f4a7c15u);
    struct permutation p = {.n = n,
                            .mask = ((uint64_t)1 << bits) - 1,
                            .shift = (bits + 1) / 2,
                            .add = {key, other, key >> 32 | key << 32, other >> 32 | other << 32}};
    return p;
}

static inline uint64_t permute(const struct permutation *p, uint64_t x)
{
    do {
        x = (x + p->add[0]) * PERMUTE_M0 & p->mask;
        x ^= x >> p->shift;
        x = (x + p->add[1]) * PERMUTE_M1 & p->mask;
        x ^= x >> p->shift;
        x = (x + p->add[2]) * PERMUTE_M2 & p->mask;
        x ^= x >> p->shift;
        x = (x + p->add[3]) * PERMUTE_M3 & p->mask;
        x ^= x >> p->shift;
    } while (x >= p->n);
    return x;
}

static inline uint64_t permute_back(const struct permutation *p, uint64_t x)
{
    do {
        x ^= x >> p->shift;
        x = (x * PERMUTE_I3 - p->add[3]) & p->mask;
        x ^= x >> p->shift;
        x = (x * PERMUTE_I2 - p->add[2]) & p->mask;
        x ^= x >> p->shift;
        x = (x * PERMUTE_I1 - p->add[1]) & p->mask;
        x ^= x >> p->shift;
        x = (x * PERMUTE_I0 - p->add[0]) & p->mask;
    } while (x >= p->n);
    return x;
}
#endif
