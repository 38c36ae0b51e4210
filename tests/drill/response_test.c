/* The response: perfect, none, short of everything; sums; threads; the arithmetic of testing.
 * Mission: K2, C10. */
#include "unit/check.h"

#include <math.h>

#include "drill/run.h"
#include "given.h"

#define ILL                                                                                        \
    "disease.r0=3;disease.k=0.5;disease.household=0.3;"                                            \
    "disease.symptomatic=.5 .55 .6 .65 .7 .75 .8 .85 .9 .9;"                                       \
    "disease.severe=.0005 .00165 .0072 .0208 .0343 .0765 .1328 .20655 .2457 .2457;"                \
    "disease.critical=.00003 .00008 .00036 .00104 .00216 .00933 .03639 .08923 .1742 .1742;"        \
    "disease.death=.00002 .00002 .0001 .00032 .00098 .00265 .00766 .02439 .08292 .1619;"

static void perfect_isolation_stops_spread(void **state)
{
    struct drill_setup s;
    given(&s,
          "disease.r0=9;ideal.on=1;ideal.from_infection=1;ideal.delay=fixed 0;outbreak.seeds=50");
    struct world *w = given_world(&s, 50000);
    struct drill *d = given_runs(w, 60, 5, 1, 1);
    for (int k = 0; k < 5; k++)
        assert_int_equal(d->runs[k].infections, 50);
    drill_free(d);
    world_free(w);
    setup_fini(&s);
}

static void response_without_means_is_none(void **state)
{
    struct drill_setup none, empty;
    given(&none, ILL "hospital.beds=0;hospital.icu=0");
    given(&empty, ILL "response.on=1;hospital.beds=0;hospital.icu=0;lab.tubes=0;quarantine.rooms=0;"
                      "isolation.beds=0;staff.investigators=0;staff.tracers=0;mass.samplers=0;"
                      "clinic.without_test=0;staff.site=0;staff.visitors=0;staff.cleaners=0;stock."
                      "kits=0;stock.gear=0");
    struct world *a = given_world(&none, 60000), *b = given_world(&empty, 60000);
    struct drill *first = given_runs(a, 120, 2, 4, 1), *second = given_runs(b, 120, 2, 4, 1);
    for (int k = 0; k < 2; k++)
        for (enum series i = SERIES_INFECTIONS; i <= SERIES_DEATHS; i++)
            assert_memory_equal(first->runs[k].series + i * 120, second->runs[k].series + i * 120,
                                120 * sizeof(float));
    drill_free(first);
    drill_free(second);
    world_free(a);
    world_free(b);
    setup_fini(&none);
    setup_fini(&empty);
}

#define BUSY                                                                                       \
    ILL "response.on=1;mass.trigger=5;mass.samplers=100;quarantine.rooms=300;"                     \
        "isolation.beds=150;hospital.beds=40;hospital.icu=4;stock.kits=30000;stock.gear=9000;"     \
        "stock.gear_per_day=100;level.III.cases=5;level.III.contacts=1 .8 .7 1 .6;"                \
        "level.II.cases=30;level.II.contacts=1 0 .5 1 .3;trace.source_look_back=7;"

static void everything_adds_up_every_day(void **state)
{
    static const char *const rows[] = {
        BUSY "outbreak.audit=1",
        BUSY "outbreak.audit=1;disease.r0=1.6",
        BUSY "outbreak.audit=1;mass.whole_county=0;outbreak.imports=2",
        BUSY "outbreak.audit=1;quarantine.days=0;quarantine.rooms=0;isolation.days=5",
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct drill_setup s;
        given(&s, rows[i]);
        struct world *w = given_world(&s, 40000);
        struct drill *d = given_runs(w, 120, 3, 2, 2);
        for (int k = 0; k < 3; k++) {
            check_row(i, rows[i], d->runs[k].is_conserved);
            check_row(i, rows[i], given_total(d, k, SERIES_INFECTIONS) == d->runs[k].infections);
            double towns = 0;
            for (int at = 0; at < world_towns(w) * 120; at++)
                towns += d->runs[k].town_infections[at];
            check_row(i, rows[i], towns == d->runs[k].infections);
            check_row(i, rows[i], d->runs[k].infections <= 40000);
            for (int day = 0; day < 120; day++) {
                const float *x = d->runs[k].series + day;
                check_row(i, rows[i], x[SERIES_ROOMS * 120] <= s.p.rooms);
                check_row(i, rows[i], x[SERIES_ISOLATION_BEDS * 120] <= s.p.isolation_beds);
                check_row(i, rows[i], x[SERIES_ICU * 120] <= s.p.icu_beds);
                check_row(i, rows[i], x[SERIES_TUBES * 120] <= s.p.lab_tubes);
                check_row(i, rows[i],
                          x[SERIES_NOTICE_MINUTES * 120] <= 2 * s.p.tracers * s.p.shift_minutes);
            }
        }
        drill_free(d);
        world_free(w);
        setup_fini(&s);
    }
}

static void threads_change_nothing(void **state)
{
    struct drill_setup s;
    struct drill *d[3];
    given(&s, BUSY);
    struct world *w = given_world(&s, 30000);
    for (int t = 0; t < 3; t++)
        d[t] = given_runs(w, 100, 12, 8, 1 + t);
    for (int t = 1; t < 3; t++)
        for (int k = 0; k < 12; k++) {
            assert_memory_equal(d[0]->runs[k].series, d[t]->runs[k].series,
                                SERIES_N * 100 * sizeof(float));
            assert_memory_equal(d[0]->runs[k].broken, d[t]->runs[k].broken,
                                sizeof d[0]->runs[k].broken);
        }
    for (int t = 0; t < 3; t++)
        drill_free(d[t]);
    world_free(w);
    setup_fini(&s);
}

static double infections_with(const char *text)
{
    struct drill_setup s;
    double sum = 0;
    given(&s, text);
    struct world *w = given_world(&s, 40000);
    struct drill *d = given_runs(w, 90, 8, 6, 2);
    for (int k = 0; k < 8; k++)
        sum += d->runs[k].infections;
    drill_free(d);
    world_free(w);
    setup_fini(&s);
    return sum / 8;
}

/* A well-staffed county that looks for cases early. */
#define CALM                                                                                       \
    ILL "response.on=1;disease.r0=2;outbreak.seeds=8;clinic.seek_care=0.9;"                        \
        "clinic.delay=fixed 1;test.result_days=0;trace.delay=0;trace.look_back=4;"                 \
        "trace.find_random=0.6;staff.tracers=800;staff.investigators=200;"                         \
        "quarantine.rooms=6000;staff.site=800;isolation.beds=2000;stock.gear=1000000;"

static void each_means_lowers_spread(void **state)
{
    double none = infections_with(CALM "clinic.seek_care=0"), plan = infections_with(CALM);
    static const char *const worse[] = {
        CALM "staff.tracers=1",
        CALM "staff.investigators=0",
        CALM "lab.tubes=16",
        CALM "test.result_days=5",
        CALM "quarantine.rooms=0;quarantine.comply=0.3",
    };
    assert_true(plan < 0.5 * none);
    for (size_t i = 0; i < ROWS(worse); i++) {
        double got = infections_with(worse[i]);
        check_row(i, worse[i], got > 1.05 * plan);
    }
    check_row(0, "mass testing", infections_with(CALM "mass.trigger=5") < plan);
    check_row(0, "a level",
              infections_with(CALM "level.III.cases=3;level.III.contacts=1 0 .4 1 .3") < plan);
}

static void mass_testing_adds_up(void **state)
{
    struct mass_need need;
    struct drill_setup s;
    given(&s, "response.on=1;mass.pool=10");
    mass_need(&need, &s.p, 500000);
    assert_int_equal(need.samplers, 1389);
    assert_int_equal(need.tubes, 50000);
    assert_int_equal(need.swabs, 500000);
    setup_fini(&s);
}

/* Enough samplers: everybody in the county gives a swab in each round, in one day. */
static void a_round_of_testing_takes_its_day(void **state)
{
    struct drill_setup s;
    given(&s, "response.on=1;disease.r0=0;mass.trigger=1;mass.samplers=1389;lab.tubes=60000;"
              "stock.kits=1000000;stock.gear=1000000;mass.takes_part=1;mass.rounds=3;"
              "mass.interval=2;outbreak.seeds=200;clinic.fevers=0;clinic.seek_care=1;"
              "clinic.delay=fixed 1;quarantine.tests=0 0 0 0 0 0 0 0;trace.look_back=0");
    struct world *w = given_world(&s, 500000);
    struct drill *d = given_runs(w, 40, 1, 1, 1);
    int rounds = 0;
    for (int day = 0; day < 40; day++) {
        double swabs = d->runs[0].series[SERIES_SWABS * 40 + day];
        if (swabs > 400000) {
            rounds++;
            assert_true(fabs(swabs - 500000) < 300);
            assert_int_equal(d->runs[0].series[SERIES_SAMPLERS * 40 + day], 1389);
        }
    }
    assert_in_range(rounds, 3, 40);
    assert_int_equal(d->runs[0].broken[CAPACITY_SAMPLERS], -1);
    drill_free(d);
    world_free(w);
    setup_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(perfect_isolation_stops_spread),
        cmocka_unit_test(response_without_means_is_none),
        cmocka_unit_test(everything_adds_up_every_day),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(each_means_lowers_spread),
        cmocka_unit_test(mass_testing_adds_up),
        cmocka_unit_test(a_round_of_testing_takes_its_day),
    };
    return cmocka_run_group_tests_name("drill response", tests, NULL, NULL);
}
