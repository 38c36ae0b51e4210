/* Days, moments and durations. Mission: K1 (deadlines and windows stand on these). */
#include "../check.h"

#include "value/time.h"

static void days_round_trip_over_all_years(void **state)
{
    int64_t expected = date_from_civil(1, 1, 1);
    assert_int_equal(expected, -719162);
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; date_is_valid(year, month, day); day++) {
                int y, m, d;
                assert_int_equal(date_from_civil(year, month, day), expected);
                date_to_civil(expected++, &y, &m, &d);
                assert_true(y == year && m == month && d == day);
            }
    assert_int_equal(expected - 1, 2932896);
    assert_int_equal(date_weekday(date_from_civil(2026, 11, 23)), 1);
    assert_int_equal(date_weekday(date_from_civil(1969, 12, 28)), 7);
}

static void reads_dates(void **state)
{
    static const struct {
        const char *text, *strict, *lenient; /* NULL: refused */
    } rows[] = {
        {"2026-02-03", "2026-02-03", "2026-02-03"},
        {"2024-02-29", "2024-02-29", "2024-02-29"},
        {"2026-02-30", NULL, NULL},
        {"1900-02-29", NULL, NULL},
        {"2000-02-29", "2000-02-29", "2000-02-29"},
        {"2026-13-01", NULL, NULL},
        {"2026-00-01", NULL, NULL},
        {"0000-01-01", NULL, NULL},
        {"2026/2/3", NULL, "2026-02-03"},
        {"2026.2.3", NULL, "2026-02-03"},
        {"2026-2-3", NULL, "2026-02-03"},
        {"2026年2月3日", NULL, "2026-02-03"},
        {"2026年2月3", NULL, "2026-02-03"},
        {"20260203", NULL, "2026-02-03"},
        {"2026/2-3", NULL, NULL},
        {"26-2-3", NULL, NULL},
        {"2026-02-03 ", NULL, NULL},
        {"2026-02-03T", NULL, NULL},
        {"", NULL, NULL},
        {"2026", NULL, NULL},
        {"3/2/2026", NULL, NULL},
        {"202602030", NULL, NULL},
        {"2026/02/030", NULL, NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *text = rows[i].text;
        for (int lenient = 0; lenient < 2; lenient++) {
            const char *wanted = lenient ? rows[i].lenient : rows[i].strict;
            int64_t day;
            char out[32];
            bool is_good = date_parse(text, strlen(text), lenient, &day);
            check_row(i, text, is_good == (wanted != NULL));
            if (is_good) {
                date_print(day, out);
                check_row_text(i, text, out, wanted);
            }
        }
    }
}

static void reads_moments(void **state)
{
    enum { CHINA = 8 * 3600 };
    static const struct {
        const char *text;
        bool lenient;
        const char *printed; /* NULL: refused */
    } rows[] = {
        {"2026-11-23T16:05", false, "2026-11-23T16:05:00+08:00"},
        {"2026-11-23 16:05:07", false, "2026-11-23T16:05:07+08:00"},
        {"2026-11-23T16:05:00Z", false, "2026-11-24T00:05:00+08:00"},
        {"2026-11-23T16:05:00.123Z", false, "2026-11-24T00:05:00+08:00"},
        {"2026-11-23T16:05+09:00", false, "2026-11-23T15:05:00+08:00"},
        {"2026-11-23T16:05-05:30", false, "2026-11-24T05:35:00+08:00"},
        {"1969-12-31T23:59:59Z", false, "1970-01-01T07:59:59+08:00"},
        {"1900-01-01T00:00", false, "1900-01-01T00:00:00+08:00"},
        {"0001-01-01T00:00+18:00", false, NULL},
        {"9999-12-31T23:00Z", false, NULL},
        {"2026-11-23", false, NULL},
        {"2026-11-23", true, "2026-11-23T00:00:00+08:00"},
        {"2026/2/3 8:05", false, NULL},
        {"2026/2/3 8:05", true, "2026-02-03T08:05:00+08:00"},
        {"2026年2月3日 8:05", true, "2026-02-03T08:05:00+08:00"},
        {"2026-02-30T08:00", false, NULL},
        {"2026-02-03T24:00", false, NULL},
        {"2026-02-03T08:60", false, NULL},
        {"2026-02-03T08:00:60", false, NULL},
        {"2026-02-03T08:00+19:00", false, NULL},
        {"2026-02-03T08:00+0800", false, NULL},
        {"2026-02-03T8:00", false, NULL},
        {"2026-02-03T08", false, NULL},
        {"2026-02-03T08:00:00.", false, NULL},
        {"2026-02-03T08:00 ", true, NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t moment;
        char out[40];
        const char *text = rows[i].text;
        bool is_good = (rows[i].lenient ? datetime_parse_lenient
                                        : datetime_parse)(text, strlen(text), CHINA, &moment);
        check_row(i, text, is_good == (rows[i].printed != NULL));
        if (is_good) {
            datetime_print(moment, CHINA, out);
            check_row_text(i, text, out, rows[i].printed);
        }
    }
    int64_t moment = 0;
    assert_true(datetime_parse("2026-11-23T23:59:59", 19, CHINA, &moment));
    assert_int_equal(date_of(moment, CHINA), date_from_civil(2026, 11, 23));
    assert_int_equal(datetime_day_end(moment, CHINA), moment + 1);
    assert_int_equal(datetime_day_end(moment + 1, CHINA), moment + 1 + TIME_DAY);
    char out[40];
    datetime_print(INT64_MAX, CHINA, out); /* no real moments, but no crash either */
    datetime_print(INT64_MIN, -CHINA, out);
    assert_true(datetime_day_end(INT64_MAX, CHINA) > 0);
}

static void reads_times_of_day(void **state)
{
    static const struct {
        const char *text, *strict, *lenient;
    } rows[] = {{"08:00", "08:00", "08:00"},
                {"08:00:30", "08:00:30", "08:00:30"},
                {"8:00", NULL, "08:00"},
                {"23:59", "23:59", "23:59"},
                {"24:00", NULL, NULL},
                {"12:60", NULL, NULL},
                {"12", NULL, NULL},
                {"12:5", NULL, NULL},
                {"", NULL, NULL}};
    for (size_t i = 0; i < ROWS(rows); i++)
        for (int lenient = 0; lenient < 2; lenient++) {
            const char *text = rows[i].text, *wanted = lenient ? rows[i].lenient : rows[i].strict;
            int64_t seconds;
            char out[16];
            bool is_good =
                (lenient ? time_parse_lenient : time_parse)(text, strlen(text), &seconds);
            check_row(i, text, is_good == (wanted != NULL));
            if (is_good) {
                time_print(seconds, out);
                check_row_text(i, text, out, wanted);
            }
        }
}

static void reads_durations(void **state)
{
    static const struct {
        const char *text;
        bool is_good;
        int64_t seconds;
        const char *printed;
    } rows[] = {
        {"1d 2h 30m", true, 95400, "1d 2h 30m"},
        {"14d", true, 14 * TIME_DAY, "14d"},
        {"90s", true, 90, "1m 30s"},
        {"2w", true, 14 * TIME_DAY, "14d"},
        {"0s", true, 0, "0s"},
        {"1d2h", true, 93600, "1d 2h"},
        {"-1d", true, -TIME_DAY, "-1d"},
        {"1天2小时30分钟", true, 95400, "1d 2h 30m"},
        {"3日", true, 3 * TIME_DAY, "3d"},
        {"90分", true, 5400, "1h 30m"},
        {"2h 1d", true, 93600, "1d 2h"},
        {"1d 1d", false, 0, NULL},
        {"1", false, 0, NULL},
        {"", false, 0, NULL},
        {"d", false, 0, NULL},
        {"1d ", false, 0, NULL},
        {" 1d", false, 0, NULL},
        {"1y", false, 0, NULL},
        {"1.5h", false, 0, NULL},
        {"-", false, 0, NULL},
        {"9999999999999999999s", false, 0, NULL},
        {"106751991167301d", false, 0, NULL},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t seconds = 0;
        char out[48];
        const char *text = rows[i].text;
        check_row(i, text, duration_parse(text, strlen(text), &seconds) == rows[i].is_good);
        check_row(i, text, seconds == rows[i].seconds);
        if (rows[i].is_good) {
            duration_print(seconds, out);
            check_row_text(i, text, out, rows[i].printed);
        }
    }
    char out[48];
    duration_print(INT64_MIN, out);
    assert_string_equal(out, "-106751991167300d 15h 30m 8s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_round_trip_over_all_years),
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(reads_moments),
        cmocka_unit_test(reads_times_of_day),
        cmocka_unit_test(reads_durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
