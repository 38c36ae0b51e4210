/* Two editions are compared by meaning, standards first; layout makes no difference. K1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "base/text.h"
#include "plan/plan.h"

static struct plan *load_text(const char *text)
{
    struct plan_errors errors;
    struct plan *plan = NULL;

    if (plan_load_source(&plan, text, strlen(text), &errors) != OK)
        fail_msg("%d:%d: %s", errors.list[0].line, errors.list[0].column, errors.list[0].en);
    plan_errors_fini(&errors);
    return plan;
}

/* Replaces pairs of texts; each must be there. The caller frees. */
static char *changed(const char *text, const char *const *pairs, int n)
{
    char *now = strdup(text);

    for (int i = 0; i < n; i += 2) {
        const char *at = strstr(now, pairs[i]);
        char *next = NULL;
        if (!at)
            fail_msg("not in the plan: %s", pairs[i]);
        if (asprintf(&next, "%.*s%s%s", (int)(at - now), now, pairs[i + 1], at + strlen(pairs[i])) <
            0)
            abort();
        free(now);
        now = next;
    }
    return now;
}

static char *every(void)
{
    char *text;
    size_t len;
    struct err e;

    assert_int_equal(file_read(&text, &len, DATA_FOLDER "/every.yaml", 1 << 20, &e), OK);
    return text;
}

static json_t *diff(const char *old_text, const char *new_text)
{
    struct plan *a = load_text(old_text), *b = load_text(new_text);
    struct buf out;
    json_t *rows;

    buf_init(&out, 16 << 20);
    plan_diff(&out, a, b);
    rows = json_loadb(out.data, out.len, 0, NULL);
    assert_non_null(rows);
    buf_fini(&out);
    plan_free(a);
    plan_free(b);
    return rows;
}

static const char *word(const json_t *row, const char *key)
{
    const char *s = json_string_value(json_object_get(row, key));

    return s ? s : "-";
}

static void expect(json_t *rows, const char *const *lines, int n)
{
    for (int i = 0; i < (int)json_array_size(rows) || i < n; i++) {
        const json_t *row = json_array_get(rows, (size_t)i);
        char line[600];
        snprintf(line, sizeof line, "%s %s %s %s %s: %s -> %s", word(row, "part"),
                 word(row, "ledger"), word(row, "name"), word(row, "change"), word(row, "key"),
                 word(row, "old"), word(row, "new"));
        if (i >= n)
            fail_msg("one too many: %s", line);
        assert_string_equal(line, lines[i]);
    }
    json_decref(rows);
}

static void the_same_plan_has_no_differences(void **state)
{
    char *text = every();
    static const char *const layout[] = {"plan: every\n", "# a comment\n\nplan:    every\n"};
    char *other = changed(text, layout, 2);

    (void)state;
    expect(diff(text, other), NULL, 0);
    free(other);
    free(text);
}

static void a_change_of_policy_is_one_line(void **state)
{
    static const char *const edit[] = {"    value: 14\n", "    value: 7\n"};
    static const char *const lines[] = {"standard - home_days changed value: 14 -> 7"};
    char *text = every(), *other = changed(text, edit, 2);

    (void)state;
    expect(diff(text, other), lines, 1);
    free(other);
    free(text);
}

static void every_part_is_compared(void **state)
{
    static const char *const edits[] = {
        "edition: \"2026-11\"",
        "edition: \"2026-12\"",
        "from: 2022-11-11, value: 5",
        "from: 2022-11-11, value: 4",
        "  pass_kept: {value: 30d}\n",
        "  pass_kept: {value: 30d}\n  fresh: {value: 1h}\n",
        "- {disease: plague, class: 甲, deadline: 2h}",
        "- {disease: plague, class: 甲, deadline: 1h}",
        "standards: {visits_per_day: 3}",
        "standards: {visits_per_day: 4}",
        "name:      {type: text, label: 姓名, help: 与证件一致, max: 40,",
        "full:      {type: text, label: 姓名, help: 与证件一致, max: 30,",
        "was: [full_name, xingming]}",
        "was: [name]}",
        "title: [name]\n    key: \"P{seq}\"",
        "title: [full]\n    key: \"P{seq}\"",
        "calm: 平稳, ",
        "",
        "  released:  {final: true, was: freed}",
        "  closed:    {final: true, was: released}",
        "from: observing, to: released, auto",
        "from: observing, to: closed, auto",
        "by: [community, member of team]",
        "by: [community, command]",
        "community: [view, add, amend], \"member of team\": [view]",
        "community: [view, add]",
        "credited > std(home_days), say",
        "credited >= std(home_days), say",
        "where: state = observing, name: one_order",
        "name: one_order",
        "      - {on: release, alert: [community], say: {zh: 已解除, en: Released}}\n",
        "",
    };
    static const char *const lines[] = {
        "standard - home_days changed from 2022-11-11: 5 -> 4",
        "standard - fresh added -: - -> 1h",
        "table - notifiable changed row plague from 2020-01-01: class: 甲, deadline: 2h -> class: "
        "甲, deadline: 1h",
        "level - emergency changed standard visits_per_day: 3 -> 4",
        "ledger - person changed title: name -> full",
        "ledger - person changed public: home, school, name, id_number, phone, mood, photo_ok by "
        "open, "
        "30 an hour -> home, school, full, id_number, phone, mood, photo_ok by open, 30 an hour",
        "field person full renamed -: name -> full",
        "field person full changed max: 40 -> 30",
        "field person mood changed code calm: 平稳 -> -",
        "state home_order closed renamed -: released -> closed",
        "state home_order closed changed label: released -> closed",
        "move home_order release changed to: released -> closed",
        "move home_order extend changed by command: - -> true",
        "move home_order extend changed by member: true -> -",
        "grant home_order community changed verbs: view, add, amend -> view, add",
        "grant home_order member of team removed -: view -> -",
        "rule home_order warn_1 changed when: credited > std(home_days) -> credited >= "
        "std(home_days)",
        "unique home_order one_order changed where: state = observing -> -",
        "then home_order on release: alert community (已解除) removed -: on release: alert "
        "community "
        "(已解除) -> -",
        "plan - every changed edition: 2026-11 -> 2026-12",
    };
    char *text = every(), *other = changed(text, edits, sizeof edits / sizeof *edits);

    (void)state;
    expect(diff(text, other), lines, sizeof lines / sizeof *lines);
    free(other);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_plan_has_no_differences),
        cmocka_unit_test(a_change_of_policy_is_one_line),
        cmocka_unit_test(every_part_is_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
