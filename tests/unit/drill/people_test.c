/* The synthetic county agrees with its census and holds together. Mission: K2. */
#include "../check.h"

#include <math.h>

#include "drill/world.h"

static struct world *make(uint32_t people, const struct drill_place *places, int n)
{
    struct drill_setup s;
    struct world *w = NULL;
    struct err e = {0};
    setup_init(&s);
    assert_int_equal(world_new(&w, &s.p, people, 3, places, n, &e), OK);
    setup_fini(&s);
    return w;
}

static void ages_and_households_are_the_census_s(void **state)
{
    struct world *w = make(300000, NULL, 0);
    double ages[DRILL_CENSUS] = {0}, sizes[DRILL_SIZES] = {0}, homes = 0, all = 0, total = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        int band = w->person[i].age / 5;
        ages[band >= DRILL_CENSUS ? DRILL_CENSUS - 1 : band]++;
        if (!(w->person[i].home >> 4)) {
            sizes[w->person[i].home & 15]++;
            homes++;
        }
    }
    for (int a = 0; a < DRILL_CENSUS; a++)
        all += w->p.census[a];
    for (int z = 0; z < DRILL_SIZES; z++)
        total += w->p.household[z];
    for (int a = 0; a < DRILL_CENSUS; a++)
        if (fabs(ages[a] / w->n - w->p.census[a] / all) > 0.004)
            fail_msg("age band %d: %.4f, census %.4f", a, ages[a] / w->n, w->p.census[a] / all);
    for (int z = 0; z < DRILL_SIZES; z++)
        if (fabs(sizes[z] / homes - w->p.household[z] / total) > 0.006)
            fail_msg("size %d: %.4f, census %.4f", z + 1, sizes[z] / homes,
                     w->p.household[z] / total);
    world_free(w);
}

static void groups_and_places_hold_together(void **state)
{
    struct world *w = make(100000, NULL, 0);
    double pupils = 0, of_age = 0, workers = 0, in_village = 0;
    for (uint32_t i = 0; i < w->n; i++) {
        const struct person *p = &w->person[i];
        const struct range *v = &w->village[p->village];
        assert_true(i >= v->first && i < v->first + v->n);
        uint32_t head = i - (p->home >> 4);
        assert_int_equal(w->person[head].home >> 4, 0);
        assert_int_equal(w->person[head].village, p->village);
        of_age += p->age >= 3 && p->age < 18;
        if (p->slot == NO_SLOT)
            continue;
        assert_int_equal(w->member[p->slot], i);
        const struct unit *u = &w->unit[w->block_unit[p->slot / SLOT_BLOCK]];
        assert_true(p->slot >= u->first && p->slot < u->first + u->n);
        pupils += u->setting == SETTING_SCHOOL;
        workers += u->setting == SETTING_WORK;
    }
    assert_true(pupils == of_age);
    assert_true(workers > 0.35 * w->n && workers < 0.55 * w->n);
    for (int v = 0; v < w->villages_n; v++)
        in_village += w->village[v].n;
    assert_true(in_village == w->n);
    world_free(w);
}

static void classes_are_of_one_age(void **state)
{
    struct world *w = make(100000, NULL, 0);
    double sum = 0, n = 0;
    for (uint32_t u = 0; u < w->units_n; u++) {
        const struct unit *unit = &w->unit[u];
        if (unit->setting != SETTING_SCHOOL || unit->n < 100)
            continue;
        for (uint32_t first = 0; first < unit->n; first += unit->team) {
            uint32_t last = first + unit->team < unit->n ? first + unit->team - 1 : unit->n - 1;
            sum += w->person[w->member[unit->first + last]].age -
                   w->person[w->member[unit->first + first]].age;
            n++;
        }
    }
    assert_true(n > 100 && sum / n < 1);
    world_free(w);
}

static void official_places_are_kept(void **state)
{
    static const struct drill_place places[] = {{610526001000, "奉先街道", 20},
                                                {610526101000, "罕井镇", 30}};
    struct world *w = make(50000, places, 2);
    assert_int_equal(world_towns(w), 2);
    assert_string_equal(world_town_name(w, 1), "罕井镇");
    assert_int_equal(w->villages_n, 50);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_and_households_are_the_census_s),
        cmocka_unit_test(groups_and_places_hold_together),
        cmocka_unit_test(classes_are_of_one_age),
        cmocka_unit_test(official_places_are_kept),
    };
    return cmocka_run_group_tests_name("drill people", tests, NULL, NULL);
}
