/* Who meets whom. A contact is a pair of stubs joined by a keyed permutation of the day, so the
 * two sides name the same contact and nothing is stored:
 *     partner = back(forward(stub) xor 1).
 * In a class or team each ordinal of the day is one pairing of the group. A random contact is a
 * stub of the village, town or county: people are ranked by another permutation, and rank r has
 * a stub in round l when r lies below the share of people with more than l contacts. */
#include "drill/world.h"

static inline uint64_t pair_key(uint64_t seed, enum layer layer, uint64_t range, uint32_t day,
                                uint32_t ordinal)
{
    uint64_t key = mix64(seed + ((uint64_t)layer << 40 ^ range) * 0x9e3779b97f4a7c15u);
    return mix64(key ^ ((uint64_t)day << 32 ^ ordinal) * 0xd1342543de82ef95u);
}

static inline struct range ring_of(const struct world *w, enum layer layer, uint32_t person,
                                   uint32_t *ret_id)
{
    uint32_t village = w->person[person].village;
    if (layer == LAYER_NEAR) {
        *ret_id = village;
        return w->village[village];
    }
    *ret_id = layer == LAYER_TOWN ? w->village_town[village] : 0;
    return layer == LAYER_TOWN ? w->town[*ret_id] : (struct range){0, w->n};
}

static inline struct permutation ranks_of(const struct world *w, enum layer layer, uint32_t id,
                                          uint32_t n)
{
    return permutation_of(n, pair_key(w->seed, layer, id, UINT32_MAX, 0));
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

static inline struct unit *unit_of(const struct world *w, uint32_t slot)
{
    return &w->unit[w->block_unit[slot / SLOT_BLOCK]];
}

static inline struct range team_of(const struct unit *unit, uint32_t slot)
{
    uint32_t first = (slot - unit->first) / unit->team * unit->team;
    uint32_t left = unit->n - first;
    return (struct range){unit->first + first, left < unit->team ? left : unit->team};
}

static uint32_t inside(const struct world *w, enum setting setting)
{
    const struct drill_parameters *p = &w->p;
    return (uint32_t)(setting == SETTING_SCHOOL ? p->class_contacts
                      : setting == SETTING_WORK ? p->team_contacts : p->care_contacts);
}

static uint32_t outside(const struct world *w, enum setting setting)
{
    const struct drill_parameters *p = &w->p;
    return (uint32_t)(setting == SETTING_SCHOOL ? p->school_contacts
                      : setting == SETTING_WORK ? p->work_contacts : 0);
}

/* Contacts within the team, and in all, of one who has this slot. */
static void unit_numbers(const struct world *w, uint32_t slot, uint32_t *ret_inside,
                         uint32_t *ret_all)
{
    const struct unit *unit = unit_of(w, slot);
    uint32_t others = team_of(unit, slot).n - 1;
    uint32_t in = inside(w, (enum setting)unit->setting);
    *ret_inside = in < others ? in : others;
    *ret_all = *ret_inside + (unit->n > unit->team ? outside(w, (enum setting)unit->setting) : 0);
}

void reach_of(struct reach *r, const struct world *w, uint32_t person)
{
    const struct person *p = &w->person[person];
    bool mixed = w->p.homogeneous > 0;
    uint32_t in;
    r->number[LAYER_HOME] = mixed ? 0 : p->home & 15;
    r->number[LAYER_UNIT] = 0;
    if (p->slot != NO_SLOT && !mixed)
        unit_numbers(w, p->slot, &in, &r->number[LAYER_UNIT]);
    for (enum layer layer = LAYER_NEAR; layer < LAYERS; layer++) {
        const struct counts *c = &w->counts[layer];
        uint32_t id, n = 0;
        r->number[layer] = 0;
        if (!c->n)
            continue;
        struct range ring = ring_of(w, layer, person, &id);
        struct permutation ranks = ranks_of(w, layer, id, ring.n);
        uint64_t rank = permute(&ranks, person - ring.first);
        if (mixed) {
            n = (uint32_t)c->n;
        } else {
            uint64_t before = 0;
            for (int l = 1; l <= c->n; l++, n++) {
                uint64_t to = stubs_before(c, ring.n, l);
                if (rank >= to - before)
                    break;
                before = to;
            }
        }
        r->rank[layer] = rank;
        r->number[layer] = n;
    }
}

static inline float kept_of(uint64_t key, uint64_t joined)
{
    return (float)(mix64(key ^ (joined >> 1) * 0x94d049bb133111ebu) >> 40) * 0x1p-24f;
}

static uint32_t unit_contact(const struct world *w, uint64_t seed, uint32_t person, uint32_t day,
                             uint32_t ordinal, float *ret_kept)
{
    uint32_t slot = w->person[person].slot, in, all;
    const struct unit *unit = unit_of(w, slot);
    struct range group = team_of(unit, slot);
    unit_numbers(w, slot, &in, &all);
    if (ordinal >= in) {
        group = (struct range){unit->first, unit->n};
        ordinal = 1000 + ordinal - in;
    }
    uint64_t key = pair_key(seed, LAYER_UNIT, group.first, day, ordinal);
    struct permutation pairing = permutation_of(group.n, key);
    uint64_t joined = permute(&pairing, slot - group.first) ^ 1;
    if (joined >= group.n)
        return NOBODY;
    *ret_kept = kept_of(key, joined);
    return w->member[group.first + permute_back(&pairing, joined)];
}

static uint32_t random_contact(const struct world *w, uint64_t seed, enum layer layer,
                               uint64_t rank, uint32_t person, uint32_t day, uint32_t ordinal,
                               float *ret_kept)
{
    const struct counts *c = &w->counts[layer];
    uint32_t id;
    struct range ring = ring_of(w, layer, person, &id);
    uint64_t all = stubs_before(c, ring.n, c->n);
    uint64_t key = pair_key(seed, layer, id, day, 0);
    struct permutation pairing = permutation_of(all, key);
    uint64_t joined = permute(&pairing, stubs_before(c, ring.n, (int)ordinal) + rank) ^ 1;
    if (joined >= all)
        return NOBODY;
    uint64_t stub = permute_back(&pairing, joined);
    int low = 0, high = c->n; /* round of the stub: before[low] <= stub < before[high] */
    while (high - low > 1) {
        int middle = (low + high) / 2;
        *(stubs_before(c, ring.n, middle) <= stub ? &low : &high) = middle;
    }
    struct permutation ranks = ranks_of(w, layer, id, ring.n);
    uint64_t other = stub - stubs_before(c, ring.n, low);
    if (other >= ring.n || !has_round(c, ring.n, other, low))
        return NOBODY;
    uint32_t partner = ring.first + (uint32_t)permute_back(&ranks, other);
    float kept = kept_of(key, joined);
    float share = (float)(w->p.age_contacts[age_band(w->person[person].age)] *
                          w->p.age_contacts[age_band(w->person[partner].age)]);
    if (kept >= share)
        return NOBODY;
    kept /= share;
    *ret_kept = kept;
    return partner == person ? NOBODY : partner;
}

uint32_t contact_of(const struct world *w, uint64_t seed, const struct reach *r, enum layer layer,
                    uint32_t person, uint32_t day, uint32_t ordinal, float *ret_kept)
{
    if (layer == LAYER_HOME) {
        uint32_t position = w->person[person].home >> 4, size = (w->person[person].home & 15) + 1;
        uint32_t other = (position + 1 + ordinal) % size;
        uint32_t first = position < other ? position : other, last = position + other - first;
        uint64_t key = pair_key(seed, layer, person - position, day, first << 4 | last);
        *ret_kept = (float)(key >> 40) * 0x1p-24f;
        return person - position + other;
    }
    if (layer == LAYER_UNIT)
        return unit_contact(w, seed, person, day, ordinal, ret_kept);
    return random_contact(w, seed, layer, r->rank[layer], person, day, ordinal, ret_kept);
}
