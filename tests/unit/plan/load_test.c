/* A good plan becomes the model the program reads: values, states, grants, dates in force. K1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "plan/plan.h"
#include "plan/plan_int.h"
#include "value/time.h"

static struct plan *load(const char *path)
{
    struct plan_errors errors;
    struct plan *plan = NULL;

    if (plan_load(&plan, path, NULL, &errors) != OK)
        fail_msg("%s:%d:%d: %s", errors.list[0].file, errors.list[0].line, errors.list[0].column,
                 errors.list[0].en);
    plan_errors_fini(&errors);
    return plan;
}

static int setup(void **state)
{
    *state = load(DATA_FOLDER "/every.yaml");
    return 0;
}

static int teardown(void **state)
{
    plan_free(*state);
    return 0;
}

static int64_t day(int year, int month, int date)
{
    return date_from_civil(year, month, date);
}

static void standards_change_with_the_day(void **state)
{
    const struct plan *p = *state;
    const struct standard *days = plan_standard(p, "home_days");
    const struct standard *fever = plan_standard(p, "fever_threshold");

    assert_int_equal(standard_value(days, day(2020, 1, 1)).n, 14);
    assert_int_equal(standard_value(days, day(2022, 6, 27)).n, 14);
    assert_int_equal(standard_value(days, day(2022, 6, 28)).n, 7);
    assert_int_equal(standard_value(days, day(2022, 11, 10)).n, 7);
    assert_int_equal(standard_value(days, day(2026, 1, 1)).n, 5);
    assert_int_equal(standard_value(fever, day(2026, 1, 1)).n, 37300000);
    assert_int_equal(standard_value(fever, day(2026, 1, 1)).type, V_NUMBER);
    assert_true(value_is_null(standard_value(fever, day(2019, 12, 31))));
    assert_null(plan_standard(p, "nothing"));
}

static void tables_are_read_at_a_day(void **state)
{
    const struct table *t = plan_table(*state, "notifiable");

    assert_int_equal(table_lookup(t, "covid", "deadline", day(2022, 1, 1)).n, 2 * 3600);
    assert_int_equal(table_lookup(t, "covid", "deadline", day(2023, 1, 8)).n, 24 * 3600);
    assert_string_equal(table_lookup(t, "measles", "class", day(2023, 1, 8)).s, "乙");
    assert_true(value_is_null(table_lookup(t, "covid", "deadline", day(2019, 1, 1))));
    assert_true(value_is_null(table_lookup(t, "flu", "deadline", day(2023, 1, 1))));
    assert_true(value_is_null(table_lookup(t, "covid", "colour", day(2023, 1, 1))));
}

static void holidays_and_worked_weekends_count(void **state)
{
    const struct calendar *c = &((const struct plan *)*state)->calendar;

    assert_int_equal(c->offset_s, 8 * 3600);
    assert_true(calendar_is_workday(c, day(2026, 11, 23)));  /* a Monday */
    assert_false(calendar_is_workday(c, day(2026, 11, 22))); /* a Sunday */
    assert_false(calendar_is_workday(c, day(2026, 10, 7)));  /* inside a range of holidays */
    assert_true(calendar_is_workday(c, day(2026, 10, 8)));
    assert_true(calendar_is_workday(c, day(2026, 10, 10))); /* a Saturday that is worked */
    assert_int_equal(c->holidays_n, 8);
    assert_int_equal(c->school_days_n, 30);
}

static void levels_are_ranked_and_change_standards(void **state)
{
    const struct plan *p = *state;

    assert_int_equal(p->levels_n, 3);
    assert_string_equal(p->levels[0].name, "emergency");
    assert_true(p->levels[0].from_above);
    assert_int_equal(p->levels[0].standards[0].value.n, 3);
    assert_string_equal(p->levels[1].name, "II");
    assert_int_equal(p->levels[1].rank, 2);
    assert_non_null(p->levels[1].trigger);
    assert_int_equal(p->levels[1].contacts[1].factor.n, 300000);
    assert_string_equal(p->levels[2].on[0], "person");
    assert_int_equal(p->windows[1].to_s, TIME_DAY);
    assert_int_equal(p->groups[0].heads, 2);
}

static void kinds_and_posts_know_each_other(void **state)
{
    const struct plan *p = *state;
    const struct kind *school = plan_kind(p, "school");
    const struct post *education = plan_post(p, "education"), *command = plan_post(p, "command");

    assert_int_equal(plan_kind(p, "village")->level, LEVEL_VILLAGE);
    assert_true(plan_kind(p, "village")->is_area);
    assert_false(school->is_area);
    assert_ptr_equal(school->under[1], plan_kind(p, "village"));
    assert_int_equal(school->fields_n, 3);
    assert_int_equal(school->fields[0].type, F_INTEGER);
    assert_ptr_equal(education->of[0], school);
    assert_string_equal(education->compartments[0], "mental");
    assert_true(command->admin && command->disclose);
    assert_true(command->sees[0].needs_purpose);
    assert_false(command->sees[1].needs_purpose);
}

static void fields_carry_their_rules(void **state)
{
    const struct ledger *person = plan_ledger(*state, "person");
    const struct ledger *order = plan_ledger(*state, "home_order");
    const struct field *name = ledger_field(person, "name");
    const struct field *id = ledger_field(person, "id_number");
    const struct field *mood = ledger_field(person, "mood");

    assert_string_equal(name->column, "f_name");
    assert_int_equal(name->rule.max_chars, 40);
    assert_true(name->required && name->search && name->sort);
    assert_string_equal(name->was[1], "xingming");
    assert_int_equal(id->seal, SEAL_LAST4);
    assert_string_equal(id->sensitive.basis, "order");
    assert_int_equal(ledger_field(person, "phone")->seal, SEAL_LAST4);
    assert_int_equal(mood->rule.codes_n, 3);
    assert_string_equal(mood->rule.codes[0].label.zh, "平稳");
    assert_string_equal(mood->rule.codes[2].label.en, "crisis");
    assert_string_equal(mood->compartment, "mental");
    assert_ptr_equal(ledger_field(person, "home")->to_kinds[0], plan_kind(*state, "village"));
    assert_string_equal(person->was, "resident");
    assert_ptr_equal(person->title[0], name);
    assert_int_equal(person->uniques_n, 1);
    assert_ptr_equal(ledger_field(order, "person")->to, person);
    assert_string_equal(ledger_field(order, "how")->default_to->value.s, ",call,");
    assert_int_equal(ledger_field(order, "credited")->rule.max, 14);
    assert_ptr_equal(order->occurs, ledger_field(order, "last_exposure"));
    assert_non_null(ledger_field(order, "release_at")->value);
    assert_non_null(ledger_field(order, "order")->among);
    assert_string_equal(ledger_field(order, "site_check")->checklist->items[0].id, "distance");
    assert_true(plan_ledger(*state, "control_order")->is_order);
    assert_string_equal(order->module->name, "every");
}

static void states_moves_and_grants_hold_together(void **state)
{
    const struct ledger *l = plan_ledger(*state, "home_order");
    const struct move *extend = ledger_move(l, "extend"), *release = ledger_move(l, "release");

    assert_int_equal(l->initial, ledger_state(l, "observing"));
    assert_true(l->states[ledger_state(l, "released")].is_final);
    assert_string_equal(l->states[1].was, "freed");
    assert_string_equal(l->states[1].tone, "done");
    assert_int_equal(extend->from, 1u << l->initial);
    assert_int_equal(extend->to, l->initial);
    assert_true(extend->by_member && extend->confirm);
    assert_ptr_equal(extend->by[0], plan_post(*state, "community"));
    assert_ptr_equal(extend->needs[0], ledger_field(l, "reason"));
    assert_non_null(extend->when);
    assert_non_null(release->auto_when);
    assert_int_equal(l->grants_n, 3);
    assert_ptr_equal(l->grants[2].member_of, ledger_field(l, "team"));
    assert_int_equal(l->grants[1].verbs, 1u << VERB_VIEW | 1u << VERB_ADD | 1u << VERB_AMEND);
    assert_string_equal(l->uniques[0].name, "one_order");
    assert_int_equal(l->retention.for_s, 180 * TIME_DAY);
    assert_string_equal(l->rules[0].name, "future");
    assert_true(l->rules[1].is_warning);
    assert_string_equal(plan_ledger(*state, "notice")->states[0].name, "open");
    assert_int_equal(ledger_state(l, "lost"), -1);
}

static void consequences_name_what_they_touch(void **state)
{
    const struct ledger *order = plan_ledger(*state, "home_order");
    const struct ledger *pass = plan_ledger(*state, "exit_pass");
    const struct ledger *visit = plan_ledger(*state, "home_visit");

    assert_int_equal(order->thens_n, 3);
    assert_ptr_equal(order->thens[0].make, visit);
    assert_string_equal(order->thens[0].with[1].value->value.s, "call");
    assert_string_equal(order->thens[0].on, "add");
    assert_int_equal(order->thens[1].kind, THEN_ALERT);
    assert_string_equal(order->thens[1].on, "release");
    assert_ptr_equal(order->thens[2].set_on, ledger_field(order, "person"));
    assert_ptr_equal(pass->thens[0].each_ledger, pass);
    assert_non_null(pass->thens[0].each_where);
    assert_ptr_equal(pass->thens[1].each_place, plan_kind(*state, "school"));
    assert_int_equal(pass->thens[1].with[0].from, ASSIGN_EACH);
    assert_ptr_equal(pass->thens[2].move, ledger_move(order, "extend"));
    assert_ptr_equal(visit->thens[0].each_lines, ledger_field(visit, "people"));
    assert_ptr_equal(visit->thens[0].set_on, &visit->thens[0].each_lines->lines[0]);
    assert_int_equal(pass->retention.for_s, 30 * TIME_DAY);
    assert_true(pass->pass.is_set);
    assert_string_equal(pass->pass.override, "urgent");
    assert_int_equal(plan_ledger(*state, "person")->door.add, DOOR_OPEN);
    assert_int_equal(plan_ledger(*state, "person")->door.fields_n, 7);
    assert_ptr_equal(plan_ledger(*state, "clinic")->is_place, plan_kind(*state, "hospital"));
}

static void an_edition_loads_again_from_its_source(void **state)
{
    const struct plan *p = *state;
    struct plan_errors errors;
    struct plan *again = NULL;
    struct buf a, b;

    assert_int_equal(plan_load_source(&again, p->source, p->source_len, &errors), OK);
    plan_errors_fini(&errors);
    assert_string_equal(again->digest, p->digest);
    buf_init(&a, 16 << 20);
    buf_init(&b, 16 << 20);
    plan_json(&a, p);
    plan_json(&b, again);
    assert_string_equal(a.data, b.data);
    buf_fini(&a);
    buf_fini(&b);
    plan_free(again);
}

static void a_framed_text_keeps_modules_apart(void **state)
{
    static const char text[] =
        "--- file: county.yaml\nplan: county\nedition: \"1\"\nmodules: [one]\n"
        "--- file: one/a.yaml\nmodule: {label: 一}\nkinds: {village: {level: village, area: "
        "true}}\n"
        "--- file: one/b.yaml\nposts: {nurse: {at: vilage}}\n";
    struct plan_errors errors;
    struct plan *p = NULL;

    (void)state;
    assert_int_equal(plan_load_source(&p, text, sizeof text - 1, &errors), REFUSED);
    assert_int_equal(errors.n, 1);
    assert_string_equal(errors.list[0].file, "one/b.yaml");
    assert_int_equal(errors.list[0].line, 1);
    assert_int_equal(errors.list[0].column, 21);
    plan_errors_fini(&errors);
}

/* Every key that is not "not yet" stands in the plan that is meant to use them all. */
static void every_key_is_used(void **state)
{
    const struct plan *p = *state;
    int n, missing = 0;
    const struct word *rows = word_rows(&n);

    for (int i = 0; i < n; i++) {
        char key[64];
        bool is_there = false;
        if ((rows[i].flags & NOT_YET) || text_same(rows[i].word, "modules"))
            continue;
        snprintf(key, sizeof key, "%s:", rows[i].word);
        for (const char *s = strstr(p->source, key); s && !is_there; s = strstr(s + 1, key))
            is_there = s == p->source || strchr(" {\n", s[-1]);
        if (!is_there) {
            print_error("every.yaml does not use %s of %s\n", rows[i].word,
                        section_row(rows[i].in)->name);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

static void the_shipped_plan_loads(void **state)
{
    struct plan *p = load(PLANS_FOLDER "/county.yaml");

    (void)state;
    assert_string_equal(p->name, "county");
    assert_true(p->ledgers_n >= 10);
    plan_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standards_change_with_the_day),
        cmocka_unit_test(tables_are_read_at_a_day),
        cmocka_unit_test(holidays_and_worked_weekends_count),
        cmocka_unit_test(levels_are_ranked_and_change_standards),
        cmocka_unit_test(kinds_and_posts_know_each_other),
        cmocka_unit_test(fields_carry_their_rules),
        cmocka_unit_test(states_moves_and_grants_hold_together),
        cmocka_unit_test(consequences_name_what_they_touch),
        cmocka_unit_test(an_edition_loads_again_from_its_source),
        cmocka_unit_test(a_framed_text_keeps_modules_apart),
        cmocka_unit_test(every_key_is_used),
        cmocka_unit_test(the_shipped_plan_loads),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
