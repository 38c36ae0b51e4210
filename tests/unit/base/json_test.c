/* JSON bodies: each bad one is refused by its rule, with its place. Mission: all rows. */
#include "../check.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"

static void refuses_bad_json_with_its_place(void **state)
{
    static const struct {
        const char *text;
        size_t len; /* 0: up to the NUL */
        const char *rule;
        int line;
    } rows[] = {
        {"", 0, "json_end", 1},
        {"{", 0, "json_end", 1},
        {"{\"a\":1}}", 0, "json_rest", 1},
        {"{\"a\":1,\n\"a\":2}", 0, "duplicate_key", 2},
        {"{\"a\":\"\\u0000\"}", 0, "null_character", 1},
        {"{\"\\u0000\":1}", 0, "null_character", 1},
        {"{\"a\":\"x\0y\"}", 11, "null_character", 1},
        {"{\"a\":1}\0", 8, "null_character", 1},
        {"[\"\\ud800\"]", 0, "json_syntax", 1},
        {"[\"\\udc00\"]", 0, "json_syntax", 1},
        {"[\"\xED\xA0\x80\"]", 0, "utf8", 1},
        {"[\"\xFF\"]", 0, "utf8", 1},
        {"[1,\n2,\nx]", 0, "json_syntax", 3},
        {"[1e999]", 0, "json_number", 1},
        {"[99999999999999999999]", 0, "json_number", 1},
        {"[01]", 0, "json_syntax", 1},
        {"[NaN]", 0, "json_syntax", 1},
        {"{'a':1}", 0, "json_syntax", 1},
        {"[\"a\nb\"]", 0, "json_syntax", 1},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct err e;
        json_t *value = NULL;
        size_t len = rows[i].len ? rows[i].len : strlen(rows[i].text);
        check_row(i, rows[i].text, json_parse(&value, rows[i].text, len, &e) == REFUSED);
        check_row_text(i, rows[i].text, e.rule, rows[i].rule);
        check_row(i, rows[i].text, e.line == rows[i].line && e.column > 0);
        check_row(i, rows[i].text, e.zh[0] && e.en[0] && !value);
    }
}

static void accepts_what_is_whole(void **state)
{
    static const char *const rows[] = {"{}",
                                       "[]",
                                       "null",
                                       "\"\\ud83d\\ude37\"",
                                       " [1.5, \"县\"] ",
                                       "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[\"]"};
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct err e;
        json_t *value = NULL;
        check_row(i, rows[i], json_parse(&value, rows[i], strlen(rows[i]), &e) == OK);
        json_decref(value);
    }
}

static void depth_has_its_limit(void **state)
{
    struct buf b;
    struct err e;
    json_t *value = NULL;
    buf_init(&b, 1 << 20);
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_char(&b, '[');
    for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
        buf_char(&b, ']');
    assert_int_equal(json_parse(&value, b.data, b.len, &e), OK);
    json_decref(value);
    buf_clear(&b);
    for (int i = 0; i < 1000000; i++)
        buf_char(&b, i % 2 ? '[' : '{');
    assert_int_equal(json_parse(&value, b.data, b.len, &e), REFUSED);
    assert_string_equal(e.rule, "json_depth");
    assert_int_equal(e.column, LIMIT_JSON_DEPTH + 1);
    buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_json_with_its_place),
        cmocka_unit_test(accepts_what_is_whole),
        cmocka_unit_test(depth_has_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
