/* Who meets whom. A contact is a pair of stubs joined by a keyed permutation of the day, so the
 * two sides name the same contact and nothing is stored:
 *     partner = back(forward(stub) xor 1).
 * In a class or team each ordinal of the day is one pairing of the group (draw.h). A random contact
 * is a stub of the village, town or county: people are ranked by another permutation, and rank r
 * has a stub in round l when r lies below the share of people with more than l contacts. */
#include <stdlib.h>

#include "drill/world.h"

static inline uint64_t pair_key(uint64_t seed, enum layer layer, uint64_t range, uint32_t day,
                                uint32_t ordinal)
{
    uint64_t key = mix64(seed + ((uint64_t)layer << 40 ^ range) * 0x9e3779b97f4a7c15u);
    return mix64(key ^ ((uint64_t)day << 32 ^ ordinal) * 0xd1342543de82ef95u);
}

static inline uint64_t stubs_before(const struct counts *c, uint32_t n, int round)
{
    return (uint64_t)((unsigned __int128)c->above[round] * n >> 32);
}

/* Sizes of rounds fall, but for rounding by one: then the last stub of a round has no owner. */
static inline bool has_round(const struct counts *c, uint32_t n, uint64_t rank, int round)
{
    uint64_t before = stubs_before(c, n, round), after = stubs_before(c, n, round + 1);
    if (rank + 1 < after - before)
        return true;
    for (int l = 0; l < round; l++)
        if (rank >= stubs_before(c, n, l + 1) - stubs_before(c, n, l))
            return false;
    return true;
}

void contacts_prepare(struct world *w)
{
    const int n[LAYERS] = {0, 0, w->villages_n, w->towns_n, 1};
    for (int a = 0; a < DRILL_AGES; a++)
        for (int b = 0; b < DRILL_AGES; b++)
            w->age_share[a][b] = (float)(w->p.age_contacts[a] * w->p.age_contacts[b]);
    for (enum layer l = LAYER_NEAR; l < LAYERS; l++) {
        if (!(w->ranks[l] = malloc((size_t)n[l] * sizeof *w->ranks[l])))
            abort();
        for (int id = 0; id < n[l]; id++)
            w->ranks[l][id] = permutation_of(l == LAYER_NEAR   ? w->village[id].n
                                             : l == LAYER_TOWN ? w->town[id].n
                                                               : w->n,
                                             pair_key(w->seed, l, (uint64_t)id, UINT32_MAX, 0));
    }
    for (uint32_t u = 0; u < w->units_n; u++) {
        const struct drill_parameters *p = &w->p;
        struct unit *unit = &w->unit[u];
        double in = unit->setting == SETTING_SCHOOL ? p->class_contacts
                    : unit->setting == SETTING_WORK ? p->team_contacts
                                                    : p->care_contacts;
        double out = unit->setting == SETTING_SCHOOL ? p->school_contacts
                     : unit->setting == SETTING_WORK ? p->work_contacts
                                                     : 0;
        unit->inside = (uint16_t)in;
        unit->outside = unit->n > unit->team ? (uint16_t)out : 0;
    }
}

static void reach_unit(struct reach *r, const struct world *w)
{
    const struct unit *unit = &w->unit[w->block_unit[r->slot / SLOT_BLOCK]];
    uint32_t first = (r->slot - unit->first) / unit->team * unit->team, left = unit->n - first;
    r->unit = (struct range){unit->first, unit->n};
    r->team = (struct range){unit->first + first, left < unit->team ? left : unit->team};
    r->setting = (enum setting)unit->setting;
    r->inside = unit->inside < r->team.n - 1 ? unit->inside : r->team.n - 1;
    r->number[LAYER_UNIT] = r->inside + unit->outside;
}

static uint32_t rounds_of(const struct counts *c, uint32_t n, uint64_t rank)
{
    uint64_t before = 0;
    uint32_t l = 0;
    for (; l < (uint32_t)c->n; l++) {
        uint64_t to = stubs_before(c, n, (int)l + 1);
        if (rank >= to - before)
            break;
        before = to;
    }
    return l;
}

void reach_of(struct reach *r, const struct world *w, uint32_t person)
{
    const struct person *p = &w->person[person];
    bool mixed = w->p.homogeneous > 0;
    uint32_t town = w->village_town[p->village];
    r->person = person;
    r->slot = p->slot;
    r->number[LAYER_HOME] = mixed ? 0 : p->home & 15;
    r->number[LAYER_UNIT] = 0;
    r->setting = SETTING_WORK;
    if (p->slot != NO_SLOT)
        reach_unit(r, w);
    r->ring[LAYER_NEAR] = w->village[p->village];
    r->ring[LAYER_TOWN] = w->town[town];
    r->ring[LAYER_COUNTY] = (struct range){0, w->n};
    r->ring_id[LAYER_NEAR] = p->village;
    r->ring_id[LAYER_TOWN] = town;
    r->ring_id[LAYER_COUNTY] = 0;
    for (enum layer l = LAYER_NEAR; l < LAYERS; l++) {
        const struct counts *c = &w->counts[l];
        if (!(r->number[l] = (uint32_t)c->n))
            continue;
        r->rank[l] = permute(&w->ranks[l][r->ring_id[l]], person - r->ring[l].first);
        if (!mixed)
            r->number[l] = rounds_of(c, r->ring[l].n, r->rank[l]);
    }
}

static inline float kept_of(uint64_t key, uint64_t joined)
{
    return (float)(mix64(key ^ joined * 0x94d049bb133111ebu) >> 40) * 0x1p-24f;
}

static struct meeting meeting_unit(uint64_t seed, const struct reach *r, uint32_t day,
                                   uint32_t ordinal)
{
    struct range group = ordinal < r->inside ? r->team : r->unit;
    uint32_t name = ordinal < r->inside ? ordinal : 1000 + ordinal - r->inside;
    uint64_t key = pair_key(seed, LAYER_UNIT, group.first, day, name);
    uint32_t self = r->slot - group.first, other = reflect(group.n, key, self);
    if (other == self)
        return (struct meeting){NOBODY, false, 1};
    return (struct meeting){group.first + other, true, kept_of(key, other < self ? other : self)};
}

static struct meeting meeting_random(const struct world *w, uint64_t seed, const struct reach *r,
                                     enum layer layer, uint32_t day, uint32_t ordinal)
{
    const struct counts *c = &w->counts[layer];
    struct range ring = r->ring[layer];
    uint64_t all = stubs_before(c, ring.n, c->n);
    uint64_t key = pair_key(seed, layer, r->ring_id[layer], day, 0);
    struct permutation pairing = permutation_of(all, key);
    uint64_t joined = permute(&pairing, stubs_before(c, ring.n, (int)ordinal) + r->rank[layer]) ^ 1;
    if (joined >= all)
        return (struct meeting){NOBODY, false, 1};
    uint64_t stub = permute_back(&pairing, joined);
    int low = 0, high = c->n; /* round of the stub: before[low] <= stub < before[high] */
    while (high - low > 1) {
        int middle = (low + high) / 2;
        *(stubs_before(c, ring.n, middle) <= stub ? &low : &high) = middle;
    }
    uint64_t other = stub - stubs_before(c, ring.n, low);
    if (other >= ring.n || !has_round(c, ring.n, other, low))
        return (struct meeting){NOBODY, false, 1};
    uint32_t partner =
        ring.first + (uint32_t)permute_back(&w->ranks[layer][r->ring_id[layer]], other);
    return (struct meeting){partner == r->person ? NOBODY : partner, false,
                            kept_of(key, joined >> 1)};
}

struct meeting meeting_of(const struct world *w, uint64_t seed, const struct reach *r,
                          enum layer layer, uint32_t day, uint32_t ordinal)
{
    if (layer == LAYER_UNIT)
        return meeting_unit(seed, r, day, ordinal);
    if (layer != LAYER_HOME)
        return meeting_random(w, seed, r, layer, day, ordinal);
    uint32_t home = w->person[r->person].home, position = home >> 4, size = (home & 15) + 1;
    uint32_t other = (position + 1 + ordinal) % size;
    uint32_t first = position < other ? position : other, last = position + other - first;
    uint64_t key = pair_key(seed, layer, r->person - position, day, first << 4 | last);
    return (struct meeting){r->person - position + other, false, (float)(key >> 40) * 0x1p-24f};
}

uint32_t contact_of(const struct world *w, uint64_t seed, const struct reach *r, enum layer layer,
                    uint32_t day, uint32_t ordinal, float *ret_kept)
{
    struct meeting m = meeting_of(w, seed, r, layer, day, ordinal);
    if (m.at == NOBODY)
        return NOBODY;
    uint32_t other = m.is_slot ? w->member[m.at] : m.at;
    *ret_kept = m.kept;
    return meeting_happens(w, layer, hot_band(w->hot[r->person]), hot_band(w->hot[other]), ret_kept)
               ? other
               : NOBODY;
}
