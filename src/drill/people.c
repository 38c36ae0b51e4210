/* Making the county: villages with their households, then the groups of the day: classes, teams
 * and wards. Linear in the number of people, about 60 ns each; the same seed gives the same
 * county. */
#include <math.h>
#include <stdlib.h>

#include "drill/world.h"

enum stage {
    STAGE_NONE = -1,
    STAGE_KINDERGARTEN,
    STAGE_PRIMARY,
    STAGE_MIDDLE,
    STAGE_HIGH,
    STAGE_WORK,
    STAGE_CARE,
    STAGES
};

static void *need(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

/* Sizes vary by a factor of about two round the mean; the sum is exact. */
static void share_out(struct range *to, int n, uint32_t first, uint32_t people, uint64_t key)
{
    double *weight = need((size_t)n, sizeof *weight), all = 0, sum = 0;
    for (int i = 0; i < n; i++)
        all += weight[i] = exp(0.7 * (draw_unit(draw(key, 0, DRAW_PLACE, (uint32_t)i)) * 2 - 1));
    uint32_t done = 0;
    for (int i = 0; i < n; i++) {
        sum += weight[i];
        uint32_t upto = i == n - 1 ? people : (uint32_t)(people * (sum / all));
        to[i] = (struct range){first + done, upto - done};
        done = upto;
    }
    free(weight);
}

static enum outcome make_places(struct world *w, const struct drill_place *places, int places_n,
                                struct err *e)
{
    int towns = places_n ? places_n : (int)fmax(1, round(w->n / w->p.town_size));
    int villages = 0;
    towns = towns > 250 ? 250 : towns;
    w->towns_n = towns;
    w->town = need((size_t)towns, sizeof *w->town);
    w->village = need(65536, sizeof *w->village);
    w->village_town = need(65536, sizeof *w->village_town);
    share_out(w->town, towns, 0, w->n, draw_key(w->seed, 1));
    for (int t = 0; t < towns; t++) {
        int n = places_n ? places[t].villages : (int)round(w->town[t].n / w->p.village_size);
        n = n < 1 ? 1 : n;
        if (villages + n > 65000)
            return err_set(e, TOO_LARGE, "people.village", "villages", "more than 65,000 villages",
                           "村（社区）超过6.5万个");
        share_out(w->village + villages, n, w->town[t].first, w->town[t].n,
                  draw_key(w->seed, 2 + (uint64_t)t));
        for (int v = 0; v < n; v++)
            w->village_town[villages + v] = (uint16_t)t;
        villages += n;
    }
    w->villages_n = villages;
    return OK;
}

static void make_homes(struct world *w)
{
    struct households *h = households_new(&w->p);
    uint64_t homes = 0;
    for (int v = 0; v < w->villages_n; v++) {
        uint32_t at = w->village[v].first, end = at + w->village[v].n;
        while (at < end) {
            uint8_t ages[16];
            int n = household_draw(h, draw_key(w->seed ^ 0x5a5a, homes++), ages);
            n = (uint32_t)n > end - at ? (int)(end - at) : n;
            for (int i = 0; i < n; i++)
                w->person[at + (uint32_t)i] =
                    (struct person){NO_SLOT, (uint16_t)v, ages[i], (uint8_t)(i << 4 | (n - 1))};
            at += (uint32_t)n;
        }
    }
    households_free(h);
}

static enum stage stage_of(const struct world *w, uint32_t i, uint64_t u)
{
    uint8_t age = w->person[i].age;
    double share = draw_unit(u);
    if (age < 3)
        return STAGE_NONE;
    if (age < 6)
        return STAGE_KINDERGARTEN;
    if (age < 12)
        return STAGE_PRIMARY;
    if (age < 15)
        return STAGE_MIDDLE;
    if (age < 18)
        return STAGE_HIGH;
    if (age < 60)
        return share < w->p.employed ? STAGE_WORK : STAGE_NONE;
    if (age < 65)
        return share < w->p.employed * 0.4 ? STAGE_WORK : STAGE_NONE;
    return share < w->p.care_share ? STAGE_CARE : STAGE_NONE;
}

static void add_unit(struct world *w, const uint32_t *people, uint32_t n, enum stage stage,
                     int town)
{
    struct unit *u = &w->unit[w->units_n];
    double target = stage == STAGE_WORK   ? w->p.team_size
                    : stage == STAGE_CARE ? w->p.ward_size
                                          : w->p.class_size;
    uint32_t teams = (uint32_t)fmax(1, round(n / target));
    *u = (struct unit){w->slots_n, n, (uint16_t)((n + teams - 1) / teams),
                       stage == STAGE_WORK   ? SETTING_WORK
                       : stage == STAGE_CARE ? SETTING_CARE
                                             : SETTING_SCHOOL,
                       (uint8_t)town};
    for (uint32_t i = 0; i < n; i++) {
        w->member[w->slots_n + i] = people[i];
        w->person[people[i]].slot = w->slots_n + i;
    }
    uint32_t end = (w->slots_n + n + SLOT_BLOCK - 1) / SLOT_BLOCK;
    for (uint32_t b = w->slots_n / SLOT_BLOCK; b < end; b++)
        w->block_unit[b] = w->units_n;
    w->slots_n = end * SLOT_BLOCK;
    w->units_n++;
}

static void cut_work(struct world *w, const uint32_t *people, uint32_t n, int town, uint64_t key)
{
    double v = log(1 + w->p.workplace_sd * w->p.workplace_sd /
                           (w->p.workplace_mean * w->p.workplace_mean));
    double middle = log(w->p.workplace_mean) - v / 2;
    for (uint32_t at = 0, ordinal = 0; at < n; ordinal++) {
        uint64_t u = draw(key, 0, DRAW_WORK, ordinal);
        double angle = 6.283185307179586 * draw_unit(u), far = draw_unit(mix64(u)) + 1e-12;
        double size = exp(middle + sqrt(v) * sqrt(-2 * log(far)) * cos(angle));
        uint32_t take = size < 2 ? 2 : size > 3000 ? 3000 : (uint32_t)size;
        take = take > n - at ? n - at : take;
        add_unit(w, people + at, take, STAGE_WORK, town);
        at += take;
    }
}

/* Pupils of a town: each village sends to one school; within it they stand by age, so that a
 * class is of one age. Wards: by village. */
static void cut_school(struct world *w, uint32_t *people, uint32_t n, enum stage stage, int town)
{
    double size = stage == STAGE_KINDERGARTEN ? w->p.school_size / 3
                  : stage == STAGE_CARE       ? w->p.ward_size * 4
                                              : w->p.school_size;
    uint32_t schools = (uint32_t)fmax(1, round(n / size));
    enum { AGES = 101 };
    uint32_t keys = schools * AGES, *from = need(keys + 1, sizeof *from);
    uint32_t *sorted = need(n, sizeof *sorted);
#define KEY(i)                                                                                     \
    ((w->person[i].village % schools) * AGES + (stage == STAGE_CARE ? 0 : w->person[i].age))
    for (uint32_t i = 0; i < n; i++)
        from[KEY(people[i]) + 1]++;
    for (uint32_t k = 0; k < keys; k++)
        from[k + 1] += from[k];
    uint32_t *school_from = need(schools + 1, sizeof *school_from);
    for (uint32_t s = 0; s <= schools; s++)
        school_from[s] = from[s * AGES];
    for (uint32_t i = 0; i < n; i++)
        sorted[from[KEY(people[i])]++] = people[i];
#undef KEY
    for (uint32_t s = 0; s < schools; s++)
        if (school_from[s + 1] > school_from[s])
            add_unit(w, sorted + school_from[s], school_from[s + 1] - school_from[s], stage, town);
    free(school_from);
    free(sorted);
    free(from);
}

static void shuffle(uint32_t *list, uint32_t n, uint64_t key)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t j = (uint32_t)((draw(key, 0, DRAW_WORK, i) >> 32) * i >> 32);
        uint32_t kept = list[i - 1];
        list[i - 1] = list[j];
        list[j] = kept;
    }
}

/* Sorts people by (town of the day, stage), then cuts each pile. */
static void make_groups(struct world *w)
{
    uint32_t piles = (uint32_t)w->towns_n * STAGES, *from = need(piles + 1, sizeof *from);
    uint16_t *pile = need(w->n, sizeof *pile);
    for (uint32_t i = 0; i < w->n; i++) {
        uint64_t u = draw(draw_key(w->seed, i), 0, DRAW_WORK, 0);
        enum stage stage = stage_of(w, i, u);
        uint32_t town = w->village_town[w->person[i].village];
        pile[i] = UINT16_MAX;
        if (stage == STAGE_NONE)
            continue;
        u = mix64(u);
        if (stage == STAGE_WORK && draw_unit(u) < w->p.commute)
            town = (uint32_t)((mix64(u) >> 32) * (uint32_t)w->towns_n >> 32);
        pile[i] = (uint16_t)(town * STAGES + stage);
        from[pile[i] + 1]++;
    }
    for (uint32_t k = 0; k < piles; k++)
        from[k + 1] += from[k];
    uint32_t in_groups = from[piles], *sorted = need(in_groups, sizeof *sorted);
    uint32_t *next = need(piles, sizeof *next);
    memcpy(next, from, piles * sizeof *next);
    for (uint32_t i = 0; i < w->n; i++)
        if (pile[i] != UINT16_MAX)
            sorted[next[pile[i]]++] = i;
    free(pile);
    free(next);
    size_t units = in_groups / 2 + piles + 16, slots = in_groups + units * SLOT_BLOCK;
    w->unit = need(units, sizeof *w->unit);
    w->member = need(slots, sizeof *w->member);
    w->block_unit = need(slots / SLOT_BLOCK + 1, sizeof *w->block_unit);
    for (uint32_t k = 0; k < piles; k++) {
        uint32_t *people = sorted + from[k], n = from[k + 1] - from[k];
        int town = (int)(k / STAGES);
        if (!n)
            continue;
        if (k % STAGES == STAGE_WORK) {
            shuffle(people, n, draw_key(w->seed, k));
            cut_work(w, people, n, town, draw_key(w->seed + 1, k));
        } else {
            cut_school(w, people, n, (enum stage)(k % STAGES), town);
        }
    }
    free(sorted);
    free(from);
    w->unit = realloc(w->unit, (w->units_n + 1) * sizeof *w->unit);
    w->member = realloc(w->member, (w->slots_n + 1) * sizeof *w->member);
    w->block_unit = realloc(w->block_unit, (w->slots_n / SLOT_BLOCK + 1) * sizeof *w->block_unit);
    if (!w->unit || !w->member || !w->block_unit)
        abort();
}

enum outcome people_make(struct world *w, const struct drill_place *places, int places_n,
                         struct err *e)
{
    enum outcome outcome = make_places(w, places, places_n, e);
    if (outcome)
        return outcome;
    w->person = need(w->n, sizeof *w->person);
    w->hot = need(w->n, sizeof *w->hot);
    make_homes(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->hot[i] = (uint16_t)(age_band(w->person[i].age) << 8);
    if (w->p.homogeneous <= 0)
        make_groups(w);
    return OK;
}
