/* Field types that are one int64: numbers, money, flags, days, times, durations. Lenient forms are
 * what spreadsheets of Chinese offices hold: 1,234 ¥12.5 12元 2026/2/3 是 √. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "value/time.h"
#include "value/type_int.h"

static bool strip_start(struct tidy *t, const char *mark)
{
    size_t len = strlen(mark);
    if (t->len < len || memcmp(t->s, mark, len) != 0)
        return false;
    t->s += len;
    t->len -= len;
    return true;
}

static bool strip_end(struct tidy *t, const char *mark)
{
    size_t len = strlen(mark);
    if (t->len < len || memcmp(t->s + t->len - len, mark, len) != 0)
        return false;
    t->len -= len;
    return true;
}

/* Drops commas that stand before exactly three digits each: 1,234,567.5 */
static void join_thousands(struct tidy *t)
{
    size_t len = 0, since = 0;
    bool seen = false;
    if (!memchr(t->s, ',', t->len))
        return;
    for (size_t i = 0; i < t->len && t->s[i] != '.'; i++) {
        if (t->s[i] != ',') {
            since += t->s[i] != '-';
            continue;
        }
        if (since == 0 || since > 3 || (seen && since != 3))
            return;
        seen = true;
        since = 0;
    }
    const char *point = memchr(t->s, '.', t->len);
    if (!seen || since != 3 || (point && memchr(point, ',', t->len - (size_t)(point - t->s))))
        return;
    for (size_t i = 0; i < t->len; i++) /* s may point into room: copy forward */
        if (t->s[i] != ',')
            t->room[len++] = t->s[i];
    t->s = t->room;
    t->len = len;
}

static void plain_number(struct tidy *t, const struct type_rule *rule)
{
    if (!rule->lenient)
        return;
    strip_start(t, "+");
    if (t->len < 64)
        join_thousands(t);
}

static enum outcome ranged(struct value *ret, const struct type_rule *rule, enum field_type type,
                           int64_t n, struct err *e)
{
    enum outcome outcome = type_check_range(rule, type, n, e);
    if (outcome == OK)
        *ret = value_int(type_row(type)->vtype, n);
    return outcome;
}

TYPE_PARSER(type_parse_integer)
{
    int64_t n;
    plain_number(t, rule);
    bool is_good = text_int(t->s, t->len, &n);
    if (!is_good && rule->lenient && decimal_parse(t->s, t->len, 0, &n))
        is_good = true; /* 12.0 */
    if (!is_good)
        return err_set(e, REFUSED, rule->name, "integer", "not a whole number", "不是整数");
    return ranged(ret, rule, F_INTEGER, n, e);
}

TYPE_PARSER(type_parse_number)
{
    int64_t n;
    plain_number(t, rule);
    if (!decimal_parse(t->s, t->len, 6, &n))
        return err_set(e, REFUSED, rule->name, "number", "not a number with at most 6 decimals",
                       "不是数值（最多 6 位小数）");
    return ranged(ret, rule, F_NUMBER, n, e);
}

TYPE_PARSER(type_parse_money)
{
    int64_t n;
    if (rule->lenient) {
        if (!strip_start(t, "¥") && !strip_start(t, "￥"))
            strip_end(t, "元");
        t->len = text_trim(&t->s, t->len);
        plain_number(t, rule);
    }
    if (!decimal_parse(t->s, t->len, 2, &n))
        return err_set(e, REFUSED, rule->name, "money",
                       "not an amount in yuan with at most 2 decimals",
                       "不是金额（元，最多两位小数）");
    return ranged(ret, rule, F_MONEY, n, e);
}

static const struct {
    const char *word;
    bool flag, lenient;
} flag_words[] = {
    {"true", true, false}, {"false", false, false}, {"1", true, false},    {"0", false, false},
    {"是", true, true},    {"否", false, true},     {"有", true, true},    {"无", false, true},
    {"yes", true, true},   {"no", false, true},     {"y", true, true},     {"n", false, true},
    {"对", true, true},    {"错", false, true},     {"√", true, true},     {"×", false, true},
    {"✓", true, true},     {"✗", false, true},      {"不是", false, true}, {"没有", false, true},
};

TYPE_PARSER(type_parse_flag)
{
    for (size_t i = 0; i < sizeof flag_words / sizeof flag_words[0]; i++) {
        const char *word = flag_words[i].word;
        if ((flag_words[i].lenient && !rule->lenient) || strlen(word) != t->len)
            continue;
        if ((rule->lenient ? strncasecmp(word, t->s, t->len) : memcmp(word, t->s, t->len)) == 0) {
            *ret = value_int(V_FLAG, flag_words[i].flag);
            return OK;
        }
    }
    return err_set(e, REFUSED, rule->name, "flag", "neither yes nor no (true, false)",
                   "既不是“是”也不是“否”（true、false）");
}

static enum outcome no_such_day(const struct type_rule *rule, int year, int month, int day,
                                struct err *e)
{
    return err_set(e, REFUSED, rule->name, "no_such_day", "no such day: %04d-%02d-%02d",
                   "没有这一天：%04d-%02d-%02d", year, month, day);
}

TYPE_PARSER(type_parse_date)
{
    int64_t n;
    int year, month, day;
    if (date_parse(t->s, t->len, rule->lenient, &n) ||
        (rule->lenient && datetime_parse_lenient(t->s, t->len, 0, &n) && n % TIME_DAY == 0 &&
         (n /= TIME_DAY, true))) /* 2026/2/3 0:00:00 */
        return ranged(ret, rule, F_DATE, n, e);
    if (date_split(t->s, t->len, rule->lenient, &year, &month, &day))
        return no_such_day(rule, year, month, day, e);
    return err_set(e, REFUSED, rule->name, "date", "not a date such as 2026-02-03",
                   "不是日期（例：2026-02-03）");
}

TYPE_PARSER(type_parse_time)
{
    int64_t n;
    if (!(rule->lenient ? time_parse_lenient : time_parse)(t->s, t->len, &n))
        return err_set(e, REFUSED, rule->name, "time", "not a time of day such as 08:30",
                       "不是时刻（例：08:30）");
    return ranged(ret, rule, F_TIME, n, e);
}

TYPE_PARSER(type_parse_datetime)
{
    int64_t n;
    int year, month, day;
    if ((rule->lenient ? datetime_parse_lenient : datetime_parse)(t->s, t->len, rule->offset_s, &n))
        return ranged(ret, rule, F_DATETIME, n, e);
    size_t date_len = 0;
    while (date_len < t->len && t->s[date_len] != 'T' && t->s[date_len] != ' ')
        date_len++;
    if (date_split(t->s, date_len, rule->lenient, &year, &month, &day) &&
        !date_is_valid(year, month, day))
        return no_such_day(rule, year, month, day, e);
    return err_set(e, REFUSED, rule->name, "datetime",
                   "not a date and time such as 2026-02-03T08:30",
                   "不是日期时间（例：2026-02-03T08:30）");
}

TYPE_PARSER(type_parse_duration)
{
    int64_t n;
    if (!duration_parse(t->s, t->len, &n))
        return err_set(e, REFUSED, rule->name, "duration", "not a length of time such as 1d 2h 30m",
                       "不是时长（例：1d 2h 30m）");
    return ranged(ret, rule, F_DURATION, n, e);
}

/* Writers. Each prints into a small array once; JSON adds the quotes. */
static void write_piece(struct buf *out, const char *s, size_t len, bool is_json)
{
    if (is_json)
        put_text(out, s, len);
    else
        buf_put(out, s, len);
}

#define WRITER_PAIR(name, room, call)                                                              \
    static void write_##name(struct buf *out, const struct type_rule *rule, struct value v,        \
                             bool is_json)                                                         \
    {                                                                                              \
        char text[room];                                                                           \
        if (value_is_null(v)) {                                                                    \
            if (is_json)                                                                           \
                put_null(out);                                                                     \
            return;                                                                                \
        }                                                                                          \
        write_piece(out, text, call, is_json);                                                     \
    }                                                                                              \
    TYPE_WRITER(type_print_##name)                                                                 \
    {                                                                                              \
        write_##name(out, rule, v, false);                                                         \
    }                                                                                              \
    TYPE_WRITER(type_json_##name)                                                                  \
    {                                                                                              \
        write_##name(out, rule, v, true);                                                          \
    }

WRITER_PAIR(number, 32, decimal_print(v.n, 6, text))
WRITER_PAIR(money, 32, decimal_print_fixed(v.n, 2, text))
WRITER_PAIR(date, 32, date_print(v.n, text))
WRITER_PAIR(time, 16, time_print(v.n, text))
WRITER_PAIR(datetime, 40, datetime_print(v.n, rule ? rule->offset_s : 0, text))
WRITER_PAIR(duration, 48, duration_print(v.n, text))

TYPE_WRITER(type_print_integer)
{
    if (!value_is_null(v))
        buf_int(out, v.n);
}

TYPE_WRITER(type_json_integer)
{
    if (value_is_null(v))
        put_null(out);
    else
        put_int(out, v.n);
}

TYPE_WRITER(type_print_flag)
{
    if (!value_is_null(v))
        buf_text(out, v.n ? "true" : "false");
}

TYPE_WRITER(type_json_flag)
{
    if (value_is_null(v))
        put_null(out);
    else
        put_bool(out, v.n != 0);
}
