/* Every field type: what it accepts, how it prints, which rule refuses what. Mission: K1, B1, B3.
 */
#include "../check.h"

#include <jansson.h>

#include "base/limits.h"
#include "value/time.h"
#include "value/type.h"

static const struct code codes[] = {
    {"fever", {"发热", "Fever"}},
    {"cough", {"咳嗽", "Dry cough"}},
    {"both", {"发热、咳嗽", "Fever, cough"}},
    {"other", {"其他（注明）", "Other"}},
};

static struct type_rule rule_of(bool lenient)
{
    return (struct type_rule){.name = "field",
                              .codes = (struct code *)codes,
                              .codes_n = 4,
                              .offset_s = 8 * 3600,
                              .lenient = lenient,
                              .today = date_from_civil(2026, 11, 23)};
}

#define L true
#define S false
#define HASH "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
static const struct {
    enum field_type type;
    bool lenient;
    const char *text, *printed, *json; /* printed NULL: json is the rule that refuses */
} rows[] = {
    {F_TEXT, S, "  王𠀀小明，（3号） \r\n", "王𠀀小明，（3号）", "\"王𠀀小明，（3号）\""},
    {F_TEXT, S, "a\r\nb\rc\td", "a\nb\nc\td", "\"a\\nb\\nc\\td\""},
    {F_TEXT, S, "'=1+1", "'=1+1", "\"'=1+1\""},
    {F_TEXT, L, "'=1+1", "=1+1", "\"=1+1\""},
    {F_TEXT, L, "'tis", "'tis", "\"'tis\""},
    {F_TEXT, S, "\x1B[31m", NULL, "control_character"},
    {F_TEXT, S, "a\xC2\x85", NULL, "control_character"},
    {F_TEXT, S, "\u202E301", NULL, "control_character"},
    {F_TEXT, S, "a\u2066", NULL, "control_character"},
    {F_TEXT, S, "a\u2060\u2013", "a\u2060\u2013", "\"a\u2060\u2013\""},
    {F_TEXT, S, "\xED\xA0\x80", NULL, "utf8"},
    {F_TEXT, S, "　\xE2\x80\x8B", "", "null"},
    {F_INTEGER, S, " -12 ", "-12", "-12"},
    {F_INTEGER, S, "１２", "12", "12"},
    {F_INTEGER, S, "9223372036854775807", "9223372036854775807", "9223372036854775807"},
    {F_INTEGER, S, "9223372036854775808", NULL, "integer"},
    {F_INTEGER, S, "12.0", NULL, "integer"},
    {F_INTEGER, L, "12.0", "12", "12"},
    {F_INTEGER, L, "12.5", NULL, "integer"},
    {F_INTEGER, S, "1,234", NULL, "integer"},
    {F_INTEGER, L, "1,234,567", "1234567", "1234567"},
    {F_INTEGER, L, "12,34", NULL, "integer"},
    {F_INTEGER, L, "1,234,", NULL, "integer"},
    {F_INTEGER, L, "+5", "5", "5"},
    {F_INTEGER, S, "1e3", NULL, "integer"},
    {F_INTEGER, S, "", "", "null"},
    {F_NUMBER, S, "37.30", "37.3", "\"37.3\""},
    {F_NUMBER, L, "－1,234.5", "-1234.5", "\"-1234.5\""},
    {F_NUMBER, S, "37.1234567", NULL, "number"},
    {F_NUMBER, S, "37,3", NULL, "number"},
    {F_NUMBER, S, "1e400", NULL, "number"},
    {F_NUMBER, S, "NaN", NULL, "number"},
    {F_MONEY, S, "12.5", "12.50", "\"12.50\""},
    {F_MONEY, L, "¥1,234.5", "1234.50", "\"1234.50\""},
    {F_MONEY, L, "￥12", "12.00", "\"12.00\""},
    {F_MONEY, L, "12元", "12.00", "\"12.00\""},
    {F_MONEY, S, "12元", NULL, "money"},
    {F_MONEY, S, "12.345", NULL, "money"},
    {F_FLAG, S, "true", "true", "true"},
    {F_FLAG, S, "0", "false", "false"},
    {F_FLAG, S, "是", NULL, "flag"},
    {F_FLAG, L, "是", "true", "true"},
    {F_FLAG, L, "否", "false", "false"},
    {F_FLAG, L, "YES", "true", "true"},
    {F_FLAG, L, "√", "true", "true"},
    {F_FLAG, L, "maybe", NULL, "flag"},
    {F_DATE, S, "2026-02-03", "2026-02-03", "\"2026-02-03\""},
    {F_DATE, S, "2026-02-30", NULL, "no_such_day"},
    {F_DATE, L, "2026/2/30", NULL, "no_such_day"},
    {F_DATE, S, "2026/2/3", NULL, "date"},
    {F_DATE, L, "2026/2/3", "2026-02-03", "\"2026-02-03\""},
    {F_DATE, L, "２０２６年２月３日", "2026-02-03", "\"2026-02-03\""},
    {F_DATE, L, "2026/2/3 0:00:00", "2026-02-03", "\"2026-02-03\""},
    {F_DATE, L, "2026/2/3 9:00:00", NULL, "date"},
    {F_DATE, L, "46056", NULL, "date"},
    {F_TIME, S, "08:30", "08:30", "\"08:30\""},
    {F_TIME, S, "8:30", NULL, "time"},
    {F_TIME, L, "８：３０", "08:30", "\"08:30\""},
    {F_TIME, S, "24:00", NULL, "time"},
    {F_DATETIME, S, "2026-11-23T16:05", "2026-11-23T16:05:00+08:00",
     "\"2026-11-23T16:05:00+08:00\""},
    {F_DATETIME, S, "2026-11-23T08:05:00.000Z", "2026-11-23T16:05:00+08:00",
     "\"2026-11-23T16:05:00+08:00\""},
    {F_DATETIME, L, "2026/11/23 16:05", "2026-11-23T16:05:00+08:00",
     "\"2026-11-23T16:05:00+08:00\""},
    {F_DATETIME, S, "2026-02-30T08:00", NULL, "no_such_day"},
    {F_DATETIME, S, "2026-02-03T25:00", NULL, "datetime"},
    {F_DATETIME, S, "2026-02-03", NULL, "datetime"},
    {F_DURATION, S, "1d 2h", "1d 2h", "\"1d 2h\""},
    {F_DURATION, S, "soon", NULL, "duration"},
    {F_CHOICE, S, "fever", "fever", "\"fever\""},
    {F_CHOICE, S, "发热", NULL, "choice"},
    {F_CHOICE, L, "发热", "fever", "\"fever\""},
    {F_CHOICE, L, "dry COUGH", "cough", "\"cough\""},
    {F_CHOICE, L, "其他(注明)", "other", "\"other\""},
    {F_CHOICE, L, "其他（注明）", "other", "\"other\""},
    {F_CHOICE, L, "FEVER", "fever", "\"fever\""},
    {F_CHOICE, S, "FEVER", NULL, "choice"},
    {F_CHOICES, S, "cough,fever,cough", "fever,cough", "[\"fever\",\"cough\"]"},
    {F_CHOICES, S, "cough；fever", "fever,cough", "[\"fever\",\"cough\"]"},
    {F_CHOICES, S, "fever、other", "fever,other", "[\"fever\",\"other\"]"},
    {F_CHOICES, L, "发热；其他（注明）", "fever,other", "[\"fever\",\"other\"]"},
    {F_CHOICES, L, "其他（注明）、发热、咳嗽", "both,other", "[\"both\",\"other\"]"},
    {F_CHOICES, L, "咳嗽、发热", "fever,cough", "[\"fever\",\"cough\"]"},
    {F_CHOICES, L, "Dry cough, Other", "cough,other", "[\"cough\",\"other\"]"},
    {F_CHOICES, S, "fever,chills", NULL, "choice"},
    {F_CHOICES, S, ",;、", "", "null"},
    {F_REF, S, "9223372036854775807", "9223372036854775807", "\"9223372036854775807\""},
    {F_REF, S, "0", NULL, "id"},
    {F_REF, S, "-5", NULL, "id"},
    {F_REF, L, "9.22337E+18", NULL, "id"},
    {F_PLACE, S, "0", "0", "\"0\""},
    {F_USER, S, "12", "12", "\"12\""},
    {F_PHONE, S, "+86 138-0013-8000", "13800138000", "\"13800138000\""},
    {F_PHONE, S, "(0913)7212345", "0913-7212345", "\"0913-7212345\""},
    {F_PHONE, S, "+86 913 7212345", "0913-7212345", "\"0913-7212345\""},
    {F_PHONE, S, "010 12345678", "010-12345678", "\"010-12345678\""},
    {F_PHONE, S, "１３８００１３８０００", "13800138000", "\"13800138000\""},
    {F_PHONE, S, "1.38E+10", NULL, "phone"},
    {F_PHONE, S, "12345", NULL, "phone"},
    {F_ID_NUMBER, S, "34052419800101001x", "34052419800101001X", "\"34052419800101001X\""},
    {F_ID_NUMBER, S, "440524 18800101 0014", "440524188001010014", "\"440524188001010014\""},
    {F_ID_NUMBER, L, "'440524188001010014", "440524188001010014", "\"440524188001010014\""},
    {F_ID_NUMBER, S, "440524188001010015", NULL, "id_number_check"},
    {F_ID_NUMBER, S, "440524198001010000", NULL, "id_number_rounded"},
    {F_ID_NUMBER, S, "4.40524E+17", NULL, "id_number_rounded"},
    {F_ID_NUMBER, S, "440524198002300014", NULL, "id_number_date"},
    {F_ID_NUMBER, S, "440524800101001", NULL, "id_number_length"},
    {F_ID_NUMBER, S, "44052418800101001Z", NULL, "id_number_character"},
    {F_PLATE, S, "陕e·12345", "陕E12345", "\"陕E12345\""},
    {F_PLATE, S, "陕Ｅ d12345", "陕ED12345", "\"陕ED12345\""},
    {F_PLATE, S, "陕E1234O", NULL, "plate"},
    {F_PLATE, S, "无牌", NULL, "plate"},
    {F_PHOTO, S, HASH, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
     "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""},
    {F_FILE, S, "0011", NULL, "attachment"},
    {F_POINT, S, "34.956, 109.585000000001", "34.956,109.585", "\"34.956,109.585\""},
    {F_POINT, S, "34.956，109.585", "34.956,109.585", "\"34.956,109.585\""},
    {F_POINT, S, "-90,180", "-90,180", "\"-90,180\""},
    {F_POINT, S, "90.000001,0", NULL, "point"},
    {F_POINT, S, "34.956", NULL, "point"},
    {F_POINT, S, "34.9567891x,1", NULL, "point"},
    {F_STOCK, S, "[]", NULL, "not_entered"},
    {F_LINES, S, "[]", NULL, "rows"},
    {F_CHECKLIST, S, "", NULL, "rows"},
};

static void every_row_is_read_and_written(void **state)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct type_row *type = type_row(rows[i].type);
        struct type_rule rule = rule_of(rows[i].lenient);
        struct value v = value_int(V_BLOB, 77);
        struct err e;
        struct buf out;
        const char *text = rows[i].text;
        enum outcome outcome = type_parse(&v, &a, rows[i].type, &rule, text, strlen(text), &e);
        if (!rows[i].printed) {
            check_row(i, text, outcome == REFUSED && v.n == 77);
            check_row_text(i, text, e.rule, rows[i].json);
            check_row_text(i, text, e.field, "field");
            check_row(i, text, e.zh[0] && e.en[0]);
            continue;
        }
        check_row(i, text, outcome == OK);
        check_row(i, text, value_is_null(v) || v.type == type->vtype);
        buf_init(&out, 1000);
        type->print(&out, &rule, v);
        check_row_text(i, text, out.data, rows[i].printed);
        buf_clear(&out);
        type->json(&out, &rule, v);
        check_row_text(i, text, out.data, rows[i].json);
        /* What is printed is read back as the same value, strictly. */
        buf_clear(&out);
        type->print(&out, &rule, v);
        struct value again;
        rule.lenient = false;
        check_row(i, text,
                  type_parse(&again, &a, rows[i].type, &rule, out.data, out.len, &e) == OK);
        check_row(i, text, value_same(v, again));
        buf_fini(&out);
    }
    arena_fini(&a);
}

static void limits_are_judged_in_the_unit_of_the_value(void **state)
{
    static const struct {
        enum field_type type;
        int64_t min, max;
        const char *text, *rule, *en;
    } limits[] = {
        {F_INTEGER, 1, 9, "0", "min", "less than 1"},
        {F_INTEGER, 1, 9, "10", "max", "more than 9"},
        {F_INTEGER, 1, 9, "9", NULL, NULL},
        {F_NUMBER, 30000000, 45000000, "29.9", "min", "less than 30"},
        {F_NUMBER, 30000000, 45000000, "45.000001", "max", "more than 45"},
        {F_MONEY, 0, 10050, "100.51", "max", "more than 100.50"},
        {F_DATE, 0, 20000, "1969-12-31", "min", "less than 1970-01-01"},
        {F_DURATION, 0, 7200, "3h", "max", "more than 2h"},
        {F_TIME, 28800, 43200, "07:59", "min", "less than 08:00"},
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ROWS(limits); i++) {
        struct type_rule rule = rule_of(false);
        struct value v;
        struct err e;
        rule.has_min = rule.has_max = true;
        rule.min = limits[i].min;
        rule.max = limits[i].max;
        const char *text = limits[i].text;
        enum outcome outcome = type_parse(&v, &a, limits[i].type, &rule, text, strlen(text), &e);
        check_row(i, text, outcome == (limits[i].rule ? REFUSED : OK));
        if (limits[i].rule) {
            check_row_text(i, text, e.rule, limits[i].rule);
            check_row_text(i, text, e.en, limits[i].en);
        }
    }
    arena_fini(&a);
}

static void long_texts_are_counted_in_characters(void **state)
{
    static char text[3 * 1000000 + 1];
    struct arena a;
    struct value v;
    struct err e;
    struct type_rule rule = rule_of(false);
    arena_init(&a, 8 << 20);
    for (size_t i = 0; i < 1000000; i++)
        memcpy(text + 3 * i, "县", 3);
    assert_int_equal(type_parse(&v, &a, F_TEXT, &rule, text, 3 * LIMIT_TEXT, &e), OK);
    assert_int_equal(v.len, 3 * LIMIT_TEXT);
    assert_int_equal(type_parse(&v, &a, F_TEXT, &rule, text, 3 * LIMIT_TEXT + 3, &e), REFUSED);
    assert_string_equal(e.rule, "too_long");
    rule.max_chars = 2;
    assert_int_equal(type_parse(&v, &a, F_TEXT, &rule, text, 6, &e), OK);
    assert_int_equal(type_parse(&v, &a, F_TEXT, &rule, text, 7, &e), REFUSED);
    for (int type = F_INTEGER; type < FIELD_TYPES; type++) {
        enum outcome outcome =
            type_parse(&v, &a, (enum field_type)type, &rule, text, sizeof text - 1, &e);
        check_row(type, type_row((enum field_type)type)->word, outcome == REFUSED);
    }
    memset(text, '7', sizeof text - 1);
    for (int type = F_INTEGER; type < FIELD_TYPES; type++) {
        enum outcome outcome = type_parse(&v, &a, (enum field_type)type, &rule, text, 1000000, &e);
        check_row(type, type_row((enum field_type)type)->word, outcome == REFUSED);
    }
    assert_int_equal(type_parse(&v, &a, F_TEXT, &rule, "a\0b", 3, &e), REFUSED);
    assert_string_equal(e.rule, "null_character");
    assert_int_equal(type_parse(&v, &a, F_PLATE, &rule, "a\0b", 3, &e), REFUSED);
    assert_string_equal(e.rule, "null_character");
    arena_fini(&a);
}

static void json_values_are_read_by_type(void **state)
{
    static const struct {
        enum field_type type;
        const char *json, *printed, *rule;
    } bodies[] = {
        {F_TEXT, "\"县\"", "县", NULL},
        {F_TEXT, "5", NULL, "wrong_type"},
        {F_TEXT, "true", NULL, "wrong_type"},
        {F_TEXT, "null", "", NULL},
        {F_TEXT, "{}", NULL, "wrong_type"},
        {F_TEXT, "[]", NULL, "wrong_type"},
        {F_INTEGER, "12", "12", NULL},
        {F_INTEGER, "\"12\"", "12", NULL},
        {F_INTEGER, "12.0", "12", NULL},
        {F_INTEGER, "12.5", NULL, "integer"},
        {F_NUMBER, "37.3", "37.3", NULL},
        {F_NUMBER, "0.1", "0.1", NULL},
        {F_NUMBER, "999999999.999999", "999999999.999999", NULL},
        {F_NUMBER, "-1e-6", "-0.000001", NULL},
        {F_NUMBER, "1e-7", NULL, "number"},
        {F_NUMBER, "0.1234567", NULL, "number"},
        {F_NUMBER, "1e12", NULL, "number"},
        {F_NUMBER, "\"9223372036854.775807\"", "9223372036854.775807", NULL},
        {F_MONEY, "12.5", "12.50", NULL},
        {F_MONEY, "12.505", NULL, "money"},
        {F_FLAG, "true", "true", NULL},
        {F_FLAG, "false", "false", NULL},
        {F_FLAG, "1", NULL, "wrong_type"},
        {F_CHOICES, "[\"cough\",\"fever\"]", "fever,cough", NULL},
        {F_CHOICES, "[]", "", NULL},
        {F_CHOICES, "[1]", NULL, "wrong_type"},
        {F_CHOICES, "[\"x\"]", NULL, "choice"},
        {F_REF, "\"77\"", "77", NULL},
        {F_REF, "{\"id\":\"77\",\"title\":\"x\"}", "77", NULL},
        {F_REF, "77", NULL, "id_as_number"},
        {F_REF, "{\"id\":77}", NULL, "wrong_type"},
        {F_PLACE, "{}", NULL, "wrong_type"},
        {F_DATE, "20260203", NULL, "wrong_type"},
        {F_LINES, "[]", NULL, "rows"},
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ROWS(bodies); i++) {
        struct type_rule rule = rule_of(false);
        struct value v;
        struct err e;
        struct buf out;
        json_t *json = json_loads(bodies[i].json, JSON_DECODE_ANY, NULL);
        check_row(i, bodies[i].json, json != NULL);
        enum outcome outcome = type_parse_json(&v, &a, bodies[i].type, &rule, json, &e);
        check_row(i, bodies[i].json, outcome == (bodies[i].printed ? OK : REFUSED));
        if (outcome == OK) {
            buf_init(&out, 100);
            type_row(bodies[i].type)->print(&out, &rule, v);
            check_row_text(i, bodies[i].json, out.data, bodies[i].printed);
            buf_fini(&out);
        } else {
            check_row_text(i, bodies[i].json, e.rule, bodies[i].rule);
        }
        json_decref(json);
    }
    arena_fini(&a);
}

static void the_table_is_whole(void **state)
{
    for (int type = 0; type < FIELD_TYPES; type++) {
        const struct type_row *row = type_row((enum field_type)type);
        check_row(type, row->word, row->type == (enum field_type)type);
        check_row(type, row->word, type_find(row->word) == row);
        check_row(type, row->word,
                  row->parse && row->print && row->json && row->column && row->typescript &&
                      row->label.zh && row->label.en);
        json_t *schema = json_loads(row->schema, 0, NULL);
        check_row(type, row->word, json_is_object(schema));
        json_decref(schema);
    }
    assert_null(type_find("string"));
}

static void a_refused_choice_lists_what_is_possible(void **state)
{
    struct arena a;
    struct value v;
    struct err e;
    struct type_rule rule = rule_of(false);
    arena_init(&a, 10000);
    assert_int_equal(type_parse(&v, &a, F_CHOICE, &rule, "chills", 6, &e), REFUSED);
    assert_string_equal(e.en, "“chills” is not one of: fever, cough, both, other");
    assert_string_equal(e.zh, "“chills”不在可选项中：发热、咳嗽、发热、咳嗽、其他（注明）");
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_read_and_written),
        cmocka_unit_test(limits_are_judged_in_the_unit_of_the_value),
        cmocka_unit_test(long_texts_are_counted_in_characters),
        cmocka_unit_test(json_values_are_read_by_type),
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(a_refused_choice_lists_what_is_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
