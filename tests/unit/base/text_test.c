/* UTF-8 text: what is valid, what is cleaned, what counts as near. Mission: all rows. */
#include "../check.h"

#include "base/text.h"

static void judges_utf8(void **state)
{
    static const struct {
        const char *s;
        size_t len;
        bool is_valid;
    } rows[] = {
        {"", 0, true},
        {"plain", 5, true},
        {"eight by", 8, true},
        {"eight\0by", 8, false},
        {"\0", 1, false},
        {"县", 3, true},
        {"12345678县", 11, true},
        {"县", 2, false},
        {"𠀀", 4, true},
        {"😷", 3, false},
        {"\xC0\x80", 2, false},
        {"\xC1\xBF", 2, false},
        {"\xE0\x80\x80", 3, false},
        {"\xED\xA0\x80", 3, false},
        {"\xED\x9F\xBF", 3, true},
        {"\xF0\x80\x80\x80", 4, false},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"\xF4\x90\x80\x80", 4, false},
        {"\xF5\x80\x80\x80", 4, false},
        {"\x80", 1, false},
        {"\xFF", 1, false},
        {"a\xC2", 2, false},
        {"\xE4\xB8x", 3, false},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        check_row(i, rows[i].s, text_is_utf8(rows[i].s, rows[i].len) == rows[i].is_valid);
}

static void finds_control_characters(void **state)
{
    static const struct {
        const char *s;
        bool has;
    } rows[] = {{"a\tb\nc", false}, {"a\rb", true},      {"\x1B[31m", true}, {"\x7F", true},
                {"\xC2\x85", true}, {"\xC2\xA0", false}, {"县", false},      {"\xC3\x85", false}};
    for (size_t i = 0; i < ROWS(rows); i++)
        check_row(i, rows[i].s, text_has_control(rows[i].s, strlen(rows[i].s)) == rows[i].has);
}

static void walks_and_encodes_code_points(void **state)
{
    static const uint32_t codes[] = {0x41,   0x7FF,   0x800,   0x53BF,
                                     0xFFFD, 0x10000, 0x20BB7, 0x10FFFF};
    char text[64];
    size_t len = 0;
    for (size_t i = 0; i < ROWS(codes); i++)
        len += text_encode(codes[i], text + len);
    assert_true(text_is_utf8(text, len));
    assert_int_equal(text_chars(text, len), ROWS(codes));
    const char *p = text;
    for (size_t i = 0; i < ROWS(codes); i++)
        check_row(i, "code", text_next(&p, text + len) == codes[i]);
    assert_ptr_equal(p, text + len);
}

static void tidies_what_people_paste(void **state)
{
    static const struct {
        const char *input, *tidied, *trimmed;
    } rows[] = {
        {"", "", ""},
        {"plain", "plain", "plain"},
        {"  a b \t\n", "a b", "a b"},
        {"\xE3\x80\x80县　名\xE3\x80\x80", "县 名", "县　名"},
        {"１２３ＡＢ－，（）", "123AB-,()", "１２３ＡＢ－，（）"},
        {"\xEF\xBB\xBF"
         "1\xE2\x80\x8B"
         "2\xC2\xA0",
         "12",
         "1\xE2\x80\x8B"
         "2"},
        {"　 　", "", ""},
        {"𠀀 ", "𠀀", "𠀀"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char room[64];
        size_t len = strlen(rows[i].input);
        memcpy(room, rows[i].input, len + 1);
        check_row(i, rows[i].input, text_tidy(room, len) == strlen(rows[i].tidied));
        check_row_text(i, rows[i].input, room, rows[i].tidied);
        const char *p = rows[i].input;
        len = text_trim(&p, len);
        memcpy(room, p, len);
        room[len] = '\0';
        check_row_text(i, rows[i].input, room, rows[i].trimmed);
    }
}

static void reads_whole_integers_only(void **state)
{
    static const struct {
        const char *s;
        bool is_int;
        int64_t n;
    } rows[] = {
        {"0", true, 0},
        {"-1", true, -1},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"-9223372036854775808", true, INT64_MIN},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"1e3", false, 0},
        {"0x1", false, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t n = 0;
        check_row(i, rows[i].s, text_int(rows[i].s, strlen(rows[i].s), &n) == rows[i].is_int);
        check_row(i, rows[i].s, n == rows[i].n);
    }
}

static void measures_distance(void **state)
{
    static const struct {
        const char *a, *b;
        int distance;
    } rows[] = {{"", "", 0},
                {"a", "", 1},
                {"", "abc", 3},
                {"label", "lable", 2},
                {"required", "requierd", 2},
                {"kitten", "sitting", 3},
                {"same", "same", 0}};
    for (size_t i = 0; i < ROWS(rows); i++)
        check_row(i, rows[i].a, text_distance(rows[i].a, rows[i].b) == rows[i].distance);
}

static void turns_bytes_to_hex_and_back(void **state)
{
    uint8_t bytes[] = {0x00, 0x9F, 0xFF}, back[3];
    char hex[7];
    text_hex(bytes, 3, hex);
    assert_string_equal(hex, "009fff");
    assert_true(text_unhex("009FfF", 6, back));
    assert_memory_equal(bytes, back, 3);
    assert_false(text_unhex("009", 3, back));
    assert_false(text_unhex("0g", 2, back));
    assert_true(text_same(NULL, NULL));
    assert_false(text_same("a", NULL));
    assert_true(text_starts("f_name", "f_"));
    assert_false(text_starts("f", "f_"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_utf8),
        cmocka_unit_test(finds_control_characters),
        cmocka_unit_test(walks_and_encodes_code_points),
        cmocka_unit_test(tidies_what_people_paste),
        cmocka_unit_test(reads_whole_integers_only),
        cmocka_unit_test(measures_distance),
        cmocka_unit_test(turns_bytes_to_hex_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
