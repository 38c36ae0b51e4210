/* By when: occurrences on the calendar, without a store. Rows: a rhythm, a start, what comes. */
#include "../check.h"
#include "duty/rhythm.h"
#include "value/time.h"

static int64_t holidays[] = {0};
static struct calendar cal = {.offset_s = 8 * 3600,
                              .weekend = {[6] = true, [7] = true},
                              .night_from_s = 22 * 3600,
                              .night_to_s = 7 * 3600,
                              .holidays = holidays,
                              .holidays_n = 1};

static int64_t at(const char *text)
{
    int64_t t;
    assert_true(datetime_parse(text, strlen(text), cal.offset_s, &t));
    return t;
}

static void same(const char *row, int64_t is, const char *should)
{
    char text[40];
    text[datetime_print(is, cal.offset_s, text)] = 0;
    if (is != at(should))
        fail_msg("%s: %s, not %s", row, text, should);
}

static struct rhythm times(int n, bool with_windows)
{
    static const struct part windows[] = {{8 * 3600, 11 * 3600}, {14 * 3600, 17 * 3600 + 1800}};
    struct rhythm r = {.kind = RHYTHM_TIMES, .amount = n};
    rhythm_split_day(&r, &cal, windows, with_windows ? 2 : 0);
    return r;
}

static void the_day_is_split(void **state)
{
    struct rhythm r = times(2, true);
    assert_int_equal(r.parts_n, 2);
    assert_int_equal(r.parts[1].from_s, 14 * 3600);
    r = times(3, true); /* more than the windows: equal parts of 08:00 to 17:30 */
    assert_int_equal(r.parts_n, 3);
    assert_int_equal(r.parts[1].from_s, 8 * 3600 + 11400);
    assert_int_equal(r.parts[2].to_s, 17 * 3600 + 1800);
    r = times(1, false); /* no windows: the day without its night */
    assert_int_equal(r.parts[0].from_s, 7 * 3600);
    assert_int_equal(r.parts[0].to_s, 22 * 3600);
}

static void windows_follow_each_other(void **state)
{
    struct rhythm r = times(2, true);
    struct occurrence o;
    /* Opened in the morning window: that one is not asked any more. */
    assert_true(rhythm_first(&r, &cal, at("2026-11-23T09:00"), &o));
    same("first", o.opens_at, "2026-11-23T14:00");
    same("first due", o.due_at, "2026-11-23T17:30");
    assert_true(rhythm_next(&r, &cal, &o, 0, &o));
    same("next day", o.opens_at, "2026-11-24T08:00");
}

static void every_counts_from_what_was_done(void **state)
{
    struct rhythm r = {.kind = RHYTHM_EVERY, .amount = 4 * 3600};
    struct occurrence o;
    assert_true(rhythm_first(&r, &cal, at("2026-11-23T09:00"), &o));
    same("due", o.due_at, "2026-11-23T13:00");
    assert_true(rhythm_next(&r, &cal, &o, at("2026-11-23T12:10"), &o));
    same("after it was done", o.due_at, "2026-11-23T16:10");
    assert_true(rhythm_next(&r, &cal, &o, 0, &o));
    same("after it was not", o.due_at, "2026-11-23T20:10");
    r.skips_night = true;
    assert_true(rhythm_next(&r, &cal, &o, 0, &o));
    same("past the night", o.due_at, "2026-11-24T07:00");
}

static void months_and_weeks_have_their_days(void **state)
{
    struct rhythm r = {.kind = RHYTHM_MONTHLY, .month_day = 31};
    struct occurrence o;
    assert_true(rhythm_first(&r, &cal, at("2026-02-10T09:00"), &o));
    same("a short month", o.due_at, "2026-03-01T00:00");
    same("from its first day", o.opens_at, "2026-02-01T00:00");
    r = (struct rhythm){.kind = RHYTHM_MONTHLY, .month_day = 5, .days = DAYS_WORK};
    assert_true(rhythm_first(&r, &cal, at("2026-12-01T09:00"), &o)); /* the 5th is a Saturday */
    same("moves on to Monday", o.due_at, "2026-12-08T00:00");
    r = (struct rhythm){.kind = RHYTHM_WEEKLY, .weekdays = 1u << 1 | 1u << 4, .at_n = 1,
                        .at_s = {10 * 3600}};
    assert_true(rhythm_first(&r, &cal, at("2026-11-23T11:00"), &o)); /* a Monday, past ten */
    same("Thursday", o.due_at, "2026-11-26T10:00");
    same("from Monday's", o.opens_at, "2026-11-23T10:00");
}

static void holidays_are_left_out(void **state)
{
    struct rhythm r = {.kind = RHYTHM_DAILY, .at_n = 2, .at_s = {9 * 3600, 15 * 3600},
                       .days = DAYS_WORK};
    struct occurrence o;
    holidays[0] = date_of(at("2026-11-27T12:00"), cal.offset_s); /* a Friday */
    assert_true(rhythm_first(&r, &cal, at("2026-11-26T14:00"), &o));
    same("Thursday", o.due_at, "2026-11-26T15:00");
    assert_true(rhythm_next(&r, &cal, &o, 0, &o));
    same("Monday", o.due_at, "2026-11-30T09:00");
    same("from midnight", o.opens_at, "2026-11-30T00:00");
}

static void nothing_comes_of_nothing(void **state)
{
    struct occurrence o;
    struct rhythm none = times(0, true), once = {.kind = RHYTHM_WITHIN, .amount = 7200};
    assert_false(rhythm_first(&none, &cal, at("2026-11-23T09:00"), &o));
    assert_true(rhythm_first(&once, &cal, at("2026-11-23T09:00"), &o));
    same("within two hours", o.due_at, "2026-11-23T11:00");
    assert_false(rhythm_next(&once, &cal, &o, 0, &o));
    struct rhythm never = {.kind = RHYTHM_WEEKLY};
    assert_false(rhythm_first(&never, &cal, at("2026-11-23T09:00"), &o));
}

static void the_digest_tells_rhythms_apart(void **state)
{
    struct rhythm a = times(2, true), b = times(3, true), c = times(2, true);
    assert_true(rhythm_digest(&a) == rhythm_digest(&c));
    assert_false(rhythm_digest(&a) == rhythm_digest(&b));
    c.grace_s = 60;
    assert_false(rhythm_digest(&a) == rhythm_digest(&c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_is_split),
        cmocka_unit_test(windows_follow_each_other),
        cmocka_unit_test(every_counts_from_what_was_done),
        cmocka_unit_test(months_and_weeks_have_their_days),
        cmocka_unit_test(holidays_are_left_out),
        cmocka_unit_test(nothing_comes_of_nothing),
        cmocka_unit_test(the_digest_tells_rhythms_apart),
    };
    return cmocka_run_group_tests_name("mission A4 A5 B5: duty rhythm", tests, NULL, NULL);
}
