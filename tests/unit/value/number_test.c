/* Values and exact arithmetic. Mission: K1, E8 (money adds up to the fen). */
#include "../check.h"

#include "value/value.h"

static void reads_and_prints_decimals(void **state)
{
    static const struct {
        const char *text;
        int decimals;
        bool is_good;
        int64_t n;
        const char *printed;
    } rows[] = {
        {"37.3", 6, true, 37300000, "37.3"},
        {"-0.000001", 6, true, -1, "-0.000001"},
        {"0", 6, true, 0, "0"},
        {"-0", 6, true, 0, "0"},
        {"007.50", 6, true, 7500000, "7.5"},
        {"37.3000000", 6, true, 37300000, "37.3"},
        {"37.3000001", 6, false, 0, NULL},
        {"12.34", 2, true, 1234, "12.34"},
        {"12.345", 2, false, 0, NULL},
        {"12", 0, true, 12, "12"},
        {"12.0", 0, true, 12, "12"},
        {"12.5", 0, false, 0, NULL},
        {"9223372036854.775807", 6, true, INT64_MAX, "9223372036854.775807"},
        {"9223372036854.775808", 6, false, 0, NULL},
        {"-9223372036854.775808", 6, true, INT64_MIN, "-9223372036854.775808"},
        {"9223372036855", 6, false, 0, NULL},
        {"99999999999999999999999", 6, false, 0, NULL},
        {"", 6, false, 0, NULL},
        {"-", 6, false, 0, NULL},
        {".5", 6, false, 0, NULL},
        {"5.", 6, false, 0, NULL},
        {"1.2.3", 6, false, 0, NULL},
        {"+1", 6, false, 0, NULL},
        {"1e3", 6, false, 0, NULL},
        {" 1", 6, false, 0, NULL},
        {"1,5", 6, false, 0, NULL},
        {"--1", 6, false, 0, NULL},
        {"-.", 6, false, 0, NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t n = 0;
        char out[32];
        const char *text = rows[i].text;
        check_row(i, text,
                  decimal_parse(text, strlen(text), rows[i].decimals, &n) == rows[i].is_good);
        check_row(i, text, n == rows[i].n);
        if (!rows[i].is_good)
            continue;
        check_row(i, text, decimal_print(n, rows[i].decimals, out) == strlen(rows[i].printed));
        check_row_text(i, text, out, rows[i].printed);
    }
}

static void money_has_two_decimals(void **state)
{
    static const struct {
        int64_t fen;
        const char *text;
    } rows[] = {{0, "0.00"},
                {1, "0.01"},
                {10, "0.10"},
                {1250, "12.50"},
                {-5, "-0.05"},
                {1200, "12.00"},
                {INT64_MIN, "-92233720368547758.08"}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        char out[32];
        decimal_print_fixed(rows[i].fen, 2, out);
        check_row_text(i, "fen", out, rows[i].text);
    }
}

static void multiplies_and_divides_rounding_half_away(void **state)
{
    static const struct {
        int64_t a, b, by;
        bool is_good;
        int64_t n;
    } rows[] = {
        {7, 1, 2, true, 4},
        {-7, 1, 2, true, -4},
        {5, 1, 3, true, 2},
        {4, 1, 3, true, 1},
        {1, 1, -2, true, -1},
        {-1, 1, -2, true, 1},
        {1, 1, 0, false, 0},
        {0, 5, 7, true, 0},
        {INT64_MAX, INT64_MAX, INT64_MAX, true, INT64_MAX},
        {INT64_MAX, 2, 1, false, 0},
        {INT64_MIN, 1, 1, true, INT64_MIN},
        {INT64_MIN, -1, 1, false, 0},
        {INT64_MIN, INT64_MIN, INT64_MIN, true, INT64_MIN},
        {INT64_MIN, 1, -1, false, 0},
        {37300000, 2000000, 1000000, true, 74600000},
        {1, 1, INT64_MIN, true, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t n = 0;
        check_row(i, "muldiv",
                  number_muldiv(rows[i].a, rows[i].b, rows[i].by, &n) == rows[i].is_good);
        check_row(i, "muldiv", n == rows[i].n);
    }
    int64_t n = 9;
    assert_false(number_add(INT64_MAX, 1, &n));
    assert_false(number_sub(INT64_MIN, 1, &n));
    assert_false(number_mul(INT64_MAX, 2, &n));
    assert_int_equal(n, 9);
}

static void compares_and_copies_values(void **state)
{
    struct arena a;
    arena_init(&a, 10000);
    assert_true(value_same(value_null(), value_null()));
    assert_false(value_same(value_null(), value_int(V_INTEGER, 0)));
    assert_false(value_same(value_int(V_INTEGER, 1), value_int(V_NUMBER, 1)));
    assert_true(value_same(value_text("a"), value_text_n(V_CODE, "ab", 1)));
    assert_true(value_same(value_text(NULL), value_null()));
    assert_true(value_same(value_blob(NULL, 0), value_blob("", 0)));
    char text[] = "县";
    struct value copy = value_copy(&a, value_text(text));
    text[0] = 'x';
    assert_string_equal(copy.s, "县");
    for (int t = 0; t < VTYPES; t++)
        check_row(t, "word", vtype_word((enum vtype)t)[0] != '?');
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_prints_decimals),
        cmocka_unit_test(money_has_two_decimals),
        cmocka_unit_test(multiplies_and_divides_rounding_half_away),
        cmocka_unit_test(compares_and_copies_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
