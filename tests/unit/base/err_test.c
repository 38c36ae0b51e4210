/* Errors: both languages, whole characters when cut, one meaning per outcome. Mission: all rows. */
#include "../check.h"

#include "base/err.h"
#include "base/text.h"

static void fills_both_languages(void **state)
{
    struct err e;
    assert_int_equal(err_set(&e, REFUSED, "age", "max", "more than %d", "大于 %d", 120), REFUSED);
    assert_int_equal(e.outcome, REFUSED);
    assert_string_equal(e.field, "age");
    assert_string_equal(e.rule, "max");
    assert_string_equal(err_text(&e, LANG_EN), "more than 120");
    assert_string_equal(err_text(&e, LANG_ZH), "大于 120");
    err_add(&e, " years", "岁");
    assert_string_equal(err_text(&e, LANG_EN), "more than 120 years");
    assert_string_equal(err_text(&e, LANG_ZH), "大于 120岁");
    assert_int_equal(err_at(&e, "plan.yaml", 3, 7, "word", "unknown %s", "未知 %s", "x"), REFUSED);
    assert_string_equal(e.file, "plan.yaml");
    assert_int_equal(e.line, 3);
    assert_int_equal(e.column, 7);
    assert_string_equal(e.field, "");
    err_clear(&e);
    assert_int_equal(e.outcome, OK);
    assert_string_equal(err_text(&e, LANG_ZH), "");
}

static void keeps_characters_whole_when_cut(void **state)
{
    struct err e;
    char fill[900];
    for (size_t shift = 0; shift < 4; shift++) {
        size_t at = 0;
        while (at < shift)
            fill[at++] = 'x';
        while (at + 4 < sizeof fill) {
            memcpy(fill + at, "𠀀", 4); /* beyond U+FFFF: four bytes */
            at += 4;
        }
        fill[at] = '\0';
        err_set(&e, FAULT, fill, fill, "%s", "%s", fill);
        check_row(shift, "text", text_is_utf8(e.en, strlen(e.en)) && strlen(e.en) > 590);
        check_row(shift, "field", text_is_utf8(e.field, strlen(e.field)));
        check_row(shift, "rule", text_is_utf8(e.rule, strlen(e.rule)));
        err_add(&e, fill, NULL);
        check_row(shift, "added", text_is_utf8(e.zh, strlen(e.zh)));
    }
}

static void a_label_falls_back(void **state)
{
    struct label both = {"县", "county"}, only_zh = {"县", NULL}, none = {NULL, NULL};
    assert_string_equal(label_text(&both, LANG_EN), "county");
    assert_string_equal(label_text(&only_zh, LANG_EN), "县");
    assert_null(label_text(&none, LANG_ZH));
    assert_null(label_text(NULL, LANG_ZH));
}

static void outcomes_have_one_meaning(void **state)
{
    static const struct {
        enum outcome outcome;
        int http, exit;
    } rows[] = {{OK, 200, 0},        {REFUSED, 422, 1},    {NOT_FOUND, 404, 1}, {CONFLICT, 409, 1},
                {DENIED, 403, 1},    {SIGNED_OUT, 401, 1}, {BUSY, 429, 1},      {TOO_LARGE, 413, 1},
                {UNCERTAIN, 503, 3}, {FAULT, 500, 3}};
    assert_int_equal(ROWS(rows), OUTCOMES);
    for (size_t i = 0; i < ROWS(rows); i++) {
        check_row(i, outcome_word(rows[i].outcome), outcome_http(rows[i].outcome) == rows[i].http);
        check_row(i, outcome_word(rows[i].outcome), outcome_exit(rows[i].outcome) == rows[i].exit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_both_languages),
        cmocka_unit_test(keeps_characters_whole_when_cut),
        cmocka_unit_test(a_label_falls_back),
        cmocka_unit_test(outcomes_have_one_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
