/* Text that is not a plan: broken, huge, bomb-like, not UTF-8. Always refused with a place, never
 * slow, never a crash. K1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "plan/plan.h"
#include "plan/plan_int.h"

static void refuse(const char *text, size_t len, const char *rule, int line, int column)
{
    struct plan_errors errors;
    struct plan *plan = NULL;
    bool is_there = false;
    int64_t start = clock_monotonic_us();

    assert_int_equal(plan_load_source(&plan, text, len, &errors), REFUSED);
    assert_true(errors.n > errors.warnings_n);
    for (int i = 0; i < errors.n; i++)
        is_there |= text_same(errors.list[i].rule, rule) &&
                    (!line || errors.list[i].line == line) &&
                    (!column || errors.list[i].column == column);
    if (!is_there)
        fail_msg("%s not told; first: %d:%d %s %s", rule, errors.list[0].line,
                 errors.list[0].column, errors.list[0].rule, errors.list[0].en);
    assert_true(errors.n <= LIMIT_PLAN_ERRORS);
    assert_true(clock_monotonic_us() - start < 5000000); /* sanitizers are slow; the plan is not */
    plan_errors_fini(&errors);
}

#define REFUSE(text, rule, line, column) refuse(text, sizeof(text) - 1, rule, line, column)

static void broken_yaml_is_told_with_its_place(void **state)
{
    (void)state;
    REFUSE("plan: county\nedition: [1\n", "yaml", 3, 0);
    REFUSE("plan: county\n\tedition: 1\n", "yaml", 1, 0);
    REFUSE("plan: \"county\n", "yaml", 0, 0);
    REFUSE("plan: county\nedition: 1: 2\n", "yaml", 2, 0);
    REFUSE("? [a, b]\n: c\n", "key_kind", 1, 3);
    REFUSE("- plan\n- edition\n", "kind_of_value", 1, 1);
    REFUSE("just words\n", "kind_of_value", 1, 1);
    REFUSE("plan: a\nedition: b\n---\nplan: c\n", "documents", 3, 0);
}

static void nothing_is_not_a_plan(void **state)
{
    struct plan_errors errors;
    struct plan *plan = NULL;

    (void)state;
    assert_int_equal(plan_load_source(&plan, "", 0, &errors), REFUSED);
    plan_errors_fini(&errors);
    assert_int_equal(plan_load(&plan, "/nowhere/plan.yaml", NULL, &errors), REFUSED);
    assert_int_equal(errors.n, 1);
    assert_string_equal(errors.list[0].file, "/nowhere/plan.yaml");
    plan_errors_fini(&errors);
    assert_int_equal(plan_load(&plan, "/", NULL, &errors), REFUSED);
    plan_errors_fini(&errors);
}

static void text_must_be_clean_utf8(void **state)
{
    (void)state;
    REFUSE("plan: a\nedition: \xff\n", "utf8", 2, 10);
    REFUSE("plan: 县\xed\xa0\x80\n", "utf8", 1, 8); /* a lone surrogate */
    REFUSE("plan: a\0b\n", "utf8", 1, 8);
    REFUSE("plan: \"a\\u0007b\"\nedition: \"1\"\n", "control", 1, 0);
    REFUSE("plan: \"a\\0b\"\nedition: \"1\"\n", "control", 1, 0);
}

static void marks_of_yaml_are_not_followed(void **state)
{
    (void)state;
    REFUSE("plan: &a b\nedition: *a\n", "anchor", 1, 0);
    /* a billion laughs: each alias is one refused value, nothing is expanded */
    REFUSE("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
           "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
           "anchor", 2, 0);
    REFUSE("plan: !!binary aGk=\nedition: \"1\"\n", "tag", 1, 0);
}

/* prefix, then `one` n times, then suffix */
static void refuse_many(const char *prefix, const char *one, size_t n, const char *suffix,
                        const char *rule)
{
    size_t a = strlen(prefix), b = strlen(one), c = strlen(suffix);
    char *text = malloc(a + b * n + c + 1);

    memcpy(text, prefix, a);
    for (size_t i = 0; i < n; i++)
        memcpy(text + a + i * b, one, b);
    memcpy(text + a + b * n, suffix, c + 1);
    refuse(text, a + b * n + c, rule, 0, 0);
    free(text);
}

static void bombs_are_cut_short(void **state)
{
    (void)state;
    refuse_many("plan: a\nx: ", "[", 10000, "", "depth");
    refuse_many("plan: a\nx: ", "{a: ", 10000, "", "depth");
    refuse_many("plan: a\nx: [", "a,", 300000, "a]\n", "too_large");
    refuse_many("plan: a\nedition: \"1\"\nledgers: {a: {place: \"", "(", 3000, "\"}}\n",
                "too_large");
    refuse_many("plan: a\nedition: \"1\"\n", "x: 1\n", 50000, "", "too_many");
    refuse_many("plan: a\nedition: \"1\"\ntitle: ", "长", 300000, "\n", "too_large");
    refuse_many("--- file: plan.yaml\nplan: a\n", "--- file: m/x.yaml\n", 3000, "", "required_key");
}

static void random_changes_never_crash(void **state)
{
    struct plan_errors errors;
    struct plan *plan = NULL, *other = NULL;
    struct rng rng;
    char *text;

    (void)state;
    assert_int_equal(plan_load(&plan, DATA_FOLDER "/every.yaml", NULL, &errors), OK);
    plan_errors_fini(&errors);
    text = malloc(plan->source_len);
    rng_init(&rng, 20261123);
    for (int round = 0; round < 300; round++) {
        memcpy(text, plan->source, plan->source_len);
        for (int i = 0; i < 4; i++) {
            size_t at = rng_below(&rng, plan->source_len);
            size_t from = rng_below(&rng, plan->source_len);
            size_t n = rng_below(&rng, 30);
            if (at + n < plan->source_len && from + n < plan->source_len)
                memmove(text + at, text + from, n);
        }
        other = NULL;
        plan_load_source(&other, text, plan->source_len, &errors);
        plan_free(other);
        plan_errors_fini(&errors);
    }
    free(text);
    plan_free(plan);
}

/* 300 KB of plan load in well under 300 ms without sanitizers; here only that cost stays linear. */
static void a_large_plan_loads(void **state)
{
    static const char ledger[] =
        "  book_%d:\n    place: home\n    grants: {nurse: [view, add]}\n    fields:\n"
        "      home:  {type: place, label: {zh: 住址, en: Home}, required: true}\n"
        "      other: {type: ref, to: book_%d}\n"
        "      at:    {type: datetime, label: {zh: 时间, en: Time}, required: true, default: "
        "now()}\n"
        "      heat:  {type: number, label: {zh: 体温, en: Heat}, min: 30, max: 45, unit: degC}\n"
        "    refuse:\n"
        "      - {when: at > now() + std(slack), field: at, say: {zh: 晚于现在, en: Later than "
        "now}}\n"
        "      - {when: heat >= std(fever) and known(other.heat), say: {zh: 发热, en: Fever}}\n";
    struct plan_errors errors;
    struct plan *plan = NULL;
    struct buf text;
    int64_t start;

    (void)state;
    buf_init(&text, 4 << 20);
    buf_text(&text, "plan: large\nedition: \"1\"\nkinds: {village: {level: village, area: true}}\n"
                    "posts: {nurse: {at: village}}\nstandards: {slack: {value: 5m}, fever: {value: "
                    "37.3}}\nledgers:\n");
    for (int i = 0; i < 600; i++)
        buf_printf(&text, ledger, i, (i + 1) % 600);
    assert_true(text.len > 300000);
    start = clock_monotonic_us();
    assert_int_equal(plan_load_source(&plan, text.data, text.len, &errors), OK);
    print_message("%zu KB in %d ms\n", text.len / 1000,
                  (int)((clock_monotonic_us() - start) / 1000));
    assert_int_equal(plan->ledgers_n, 600);
    plan_errors_fini(&errors);
    plan_free(plan);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_yaml_is_told_with_its_place),
        cmocka_unit_test(nothing_is_not_a_plan),
        cmocka_unit_test(text_must_be_clean_utf8),
        cmocka_unit_test(marks_of_yaml_are_not_followed),
        cmocka_unit_test(bombs_are_cut_short),
        cmocka_unit_test(random_changes_never_crash),
        cmocka_unit_test(a_large_plan_loads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
