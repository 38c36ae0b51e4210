/* Parameters: what is refused, who wins, and a plan's line that changes them. Mission: K2. */
#include "../check.h"

#include <stdio.h>

#include "drill/parameter.h"

static void mistakes_are_refused(void **state)
{
    static const struct {
        const char *name, *value, *rule;
    } rows[] = {
        {"room", "3", "name"},
        {"quarantine.rooms", "many", "value"},
        {"quarantine.rooms", "-1", "value"},
        {"quarantine.rooms", "3 4", "value"},
        {"disease.severe", "0.1 0.2", "value"},
        {"disease.generation", "gamma 5", "value"},
        {"disease.generation", "gamma 5 0", "value"},
        {"disease.generation", "normal 5 1", "value"},
        {"clinic.seek_care", "1.5", "value"},
        {"clinic.seek_care", "nan", "value"},
        {"clinic.seek_care", "", "value"},
    };
    struct drill_setup s;
    setup_init(&s);
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct err e = {0};
        check_row(i, rows[i].name,
                  setup_set(&s, rows[i].name, rows[i].value, "x", FROM_FILE, &e) == REFUSED);
        check_row_text(i, rows[i].name, e.rule, rows[i].rule);
    }
    setup_fini(&s);
}

static void an_override_stands_above_the_plan(void **state)
{
    struct drill_setup s;
    struct err e = {0};
    setup_init(&s);
    assert_int_equal(setup_set(&s, "quarantine.rooms", "10", "a", FROM_PLAN, &e), OK);
    assert_int_equal(setup_set(&s, "quarantine.rooms", "20", "b", FROM_FILE, &e), OK);
    assert_true(s.p.rooms == 10);
    assert_int_equal(setup_set(&s, "quarantine.rooms", "30", "c", FROM_OVERRIDE, &e), OK);
    assert_true(s.p.rooms == 30);
    setup_fini(&s);
}

static void every_scenario_that_ships_can_be_read(void **state)
{
    static const char *const files[] = {
        "ancestral",        "delta",   "omicron",   "influenza", "measles",
        "norovirus_school", "openabm", "contained", "county",    "census_2020"};
    for (size_t i = 0; i < ROWS(files); i++) {
        struct drill_setup s;
        struct err e = {0};
        char path[500];
        snprintf(path, sizeof path, PROJECT "/plans/drill/%s.csv", files[i]);
        setup_init(&s);
        if (setup_load(&s, path, &e))
            fail_msg("%s:%d: %s", e.file, e.line, err_text(&e, LANG_EN));
        setup_fini(&s);
    }
}

static void a_line_of_the_plan_changes_the_drill(void **state)
{
    struct plan_errors errors = {0};
    struct plan *plan = NULL;
    struct drill_setup s;
    struct err e = {0};
    if (plan_load(&plan, PROJECT "/tests/data/plans/drill", NULL, &errors))
        fail_msg("%s", errors.n ? err_text(&errors.list[0], LANG_EN) : "no plan");
    plan_errors_fini(&errors);
    setup_init(&s);
    assert_int_equal(setup_plan(&s, plan, 20000, &e), OK);
    assert_true(s.p.rooms == 450);
    assert_true(s.p.quarantine_days == 5);
    assert_true(s.p.notice_minutes == 30);
    assert_true(s.p.comply == 0.9);
    assert_true(s.p.level[1].factor[SETTING_SCHOOL] == 0);
    assert_true(s.p.level[1].factor[SETTING_RANDOM] == 0.5);
    assert_true(s.p.level[1].factor[SETTING_HOME] == 1);
    assert_true(s.p.tracers == 24);
    assert_true(s.p.level[1].cases == 7);
    struct drill_parameters level[DRILL_LEVELS];
    setup_levels(&s, level); /* level III gives more rooms; so does the level above it */
    assert_true(level[0].rooms == 450 && level[1].rooms == 600);
    assert_int_equal(setup_set(&s, "quarantine.rooms", "30", "lever", FROM_OVERRIDE, &e), OK);
    setup_levels(&s, level);
    assert_true(level[0].rooms == 30 && level[1].rooms == 30);
    setup_fini(&s);
    plan_free(plan);
}

static void a_quantity_the_drill_does_not_know_is_refused_at_its_line(void **state)
{
    static const char source[] = "--- file: plan.yaml\n"
                                 "plan: p\nedition: \"1\"\ntitle: p\n"
                                 "standards: {n: {value: 3}, days: {value: many}}\n"
                                 "drill:\n  quarantine_room: std(n)\n";
    static const char kind[] = "--- file: plan.yaml\n"
                               "plan: p\nedition: \"1\"\ntitle: p\n"
                               "standards: {days: {value: many}}\n"
                               "drill:\n  quarantine_days: std(days)\n";
    const struct {
        const char *source, *rule;
        int line;
    } rows[] = {{source, "name", 6}, {kind, "value", 6}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct plan_errors errors = {0};
        struct plan *plan = NULL;
        struct drill_setup s;
        struct err e = {0};
        if (plan_load_source(&plan, rows[i].source, strlen(rows[i].source), &errors))
            fail_msg("%s", errors.n ? err_text(&errors.list[0], LANG_EN) : "no plan");
        setup_init(&s);
        assert_int_equal(setup_plan(&s, plan, 20000, &e), REFUSED);
        check_row_text(i, rows[i].rule, e.rule, rows[i].rule);
        assert_int_equal(e.line, rows[i].line);
        setup_fini(&s);
        plan_errors_fini(&errors);
        plan_free(plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(an_override_stands_above_the_plan),
        cmocka_unit_test(every_scenario_that_ships_can_be_read),
        cmocka_unit_test(a_line_of_the_plan_changes_the_drill),
        cmocka_unit_test(a_quantity_the_drill_does_not_know_is_refused_at_its_line),
    };
    return cmocka_run_group_tests_name("drill setup", tests, NULL, NULL);
}
