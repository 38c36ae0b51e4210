/* Days, times and durations as integers. Civil dates by Howard Hinnant's days_from_civil; years 1
 * to 9999 of the Gregorian calendar, no leap seconds. */
#include "value/time.h"

#include <string.h>

#include "value/value.h"

#define DAY_FIRST ((int64_t)-719162) /* 0001-01-01 */
#define DAY_LAST ((int64_t)2932896)  /* 9999-12-31 */

int64_t date_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void date_to_civil(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

bool date_is_valid(int year, int month, int day)
{
    static const int days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month] + (month == 2 && is_leap);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int date_weekday(int64_t days)
{
    int64_t since_monday = days + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_monday - floor_div(since_monday, 7) * 7) + 1;
}

/* The ends of int64 are no real moments, but expressions can compute them: stay defined there. */
static int64_t moved(int64_t datetime, int64_t by)
{
    int64_t sum;
    if (number_add(datetime, by, &sum))
        return sum;
    return by > 0 ? INT64_MAX : INT64_MIN;
}

int64_t date_of(int64_t datetime, int offset_s)
{
    return floor_div(moved(datetime, offset_s), TIME_DAY);
}

int64_t datetime_day_end(int64_t datetime, int offset_s)
{
    int64_t end;
    if (!number_mul(date_of(datetime, offset_s) + 1, TIME_DAY, &end))
        return datetime < 0 ? INT64_MIN : INT64_MAX;
    return moved(end, -(int64_t)offset_s);
}

/* A reading position: every helper moves it only when it matches. */
struct scan {
    const char *at, *end;
};

static bool scan_char(struct scan *p, char c)
{
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

static bool scan_word(struct scan *p, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(p->end - p->at) < len || memcmp(p->at, word, len) != 0)
        return false;
    p->at += len;
    return true;
}

static bool scan_digits(struct scan *p, int least, int most, int *ret)
{
    int n = 0, value = 0;
    while (n < most && p->at + n < p->end && p->at[n] >= '0' && p->at[n] <= '9')
        value = value * 10 + (p->at[n++] - '0');
    if (n < least)
        return false;
    p->at += n;
    *ret = value;
    return true;
}

static bool scan_date(struct scan *p, bool lenient, int *year, int *month, int *day)
{
    struct scan start = *p;
    if (!scan_digits(p, 4, 4, year))
        return false;
    if (!lenient)
        return scan_char(p, '-') && scan_digits(p, 2, 2, month) && scan_char(p, '-') &&
               scan_digits(p, 2, 2, day);
    if (scan_word(p, "年"))
        return scan_digits(p, 1, 2, month) && scan_word(p, "月") && scan_digits(p, 1, 2, day) &&
               (scan_word(p, "日") || true);
    for (const char *mark = "-/."; *mark; mark++)
        if (scan_char(p, *mark))
            return scan_digits(p, 1, 2, month) && scan_char(p, *mark) && scan_digits(p, 1, 2, day);
    *p = start; /* 20260203 */
    return scan_digits(p, 4, 4, year) && scan_digits(p, 2, 2, month) && scan_digits(p, 2, 2, day);
}

bool date_split(const char *s, size_t len, bool lenient, int *year, int *month, int *day)
{
    struct scan p = {s, s + len};
    return scan_date(&p, lenient, year, month, day) && p.at == p.end;
}

bool date_parse(const char *s, size_t len, bool lenient, int64_t *ret)
{
    int year, month, day;
    if (!date_split(s, len, lenient, &year, &month, &day) || !date_is_valid(year, month, day))
        return false;
    *ret = date_from_civil(year, month, day);
    return true;
}

/* Writes n with at least `width` digits. */
static char *put_digits(char *to, int n, int width)
{
    int scale = 1;
    for (int i = 1; i < width; i++)
        scale *= 10;
    while (n / 10 >= scale)
        scale *= 10;
    for (; scale > 0; scale /= 10)
        *to++ = (char)('0' + n / scale % 10);
    return to;
}

size_t date_print(int64_t days, char out[32])
{
    int year, month, day;
    int64_t shown = days < DAY_FIRST ? DAY_FIRST : days;
    date_to_civil(shown > DAY_LAST ? DAY_LAST : shown, &year, &month, &day);
    char *to = put_digits(out, year, 4);
    *to++ = '-';
    to = put_digits(to, month, 2);
    *to++ = '-';
    to = put_digits(to, day, 2);
    *to = '\0';
    return (size_t)(to - out);
}

static bool scan_time(struct scan *p, bool lenient, int64_t *ret)
{
    int hour, minute, second = 0;
    if (!scan_digits(p, lenient ? 1 : 2, 2, &hour) || !scan_char(p, ':') ||
        !scan_digits(p, 2, 2, &minute))
        return false;
    if (scan_char(p, ':') && !scan_digits(p, 2, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ret = hour * 3600 + minute * 60 + second;
    return true;
}

static bool scan_zone(struct scan *p, int *offset_s)
{
    int hours, minutes;
    if (scan_char(p, 'Z')) {
        *offset_s = 0;
        return true;
    }
    int sign = scan_char(p, '+') ? 1 : scan_char(p, '-') ? -1 : 0;
    if (sign == 0)
        return true;
    if (!scan_digits(p, 2, 2, &hours) || !scan_char(p, ':') || !scan_digits(p, 2, 2, &minutes) ||
        hours > 18 || minutes > 59)
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool read_datetime(const char *s, size_t len, bool lenient, int local_s, int64_t *ret)
{
    struct scan p = {s, s + len};
    int year, month, day, ignored, offset_s = local_s;
    int64_t seconds = 0;
    if (!scan_date(&p, lenient, &year, &month, &day) || !date_is_valid(year, month, day))
        return false;
    if (p.at < p.end || !lenient) {
        if (!scan_char(&p, 'T') && !scan_char(&p, ' '))
            return false;
        while (lenient && scan_char(&p, ' '))
            ;
        if (!scan_time(&p, lenient, &seconds))
            return false;
        if (scan_char(&p, '.') && !scan_digits(&p, 1, 9, &ignored)) /* browsers send .000 */
            return false;
        if (!scan_zone(&p, &offset_s) || p.at != p.end)
            return false;
    }
    int64_t moment = date_from_civil(year, month, day) * TIME_DAY + seconds - offset_s;
    int64_t local_day = date_of(moment, local_s);
    if (local_day < DAY_FIRST || local_day > DAY_LAST) /* another zone's last night of 9999 */
        return false;
    *ret = moment;
    return true;
}

bool datetime_parse(const char *s, size_t len, int offset_s, int64_t *ret)
{
    return read_datetime(s, len, false, offset_s, ret);
}

bool datetime_parse_lenient(const char *s, size_t len, int offset_s, int64_t *ret)
{
    return read_datetime(s, len, true, offset_s, ret);
}

static char *put_time(char *to, int64_t seconds)
{
    to = put_digits(to, (int)(seconds / 3600), 2);
    *to++ = ':';
    to = put_digits(to, (int)(seconds / 60 % 60), 2);
    *to++ = ':';
    return put_digits(to, (int)(seconds % 60), 2);
}

size_t datetime_print(int64_t datetime, int offset_s, char out[40])
{
    int64_t day = date_of(datetime, offset_s);
    char *to = out + date_print(day, out);
    *to++ = 'T';
    int64_t local = moved(datetime, offset_s);
    to = put_time(to, (local % TIME_DAY + TIME_DAY) % TIME_DAY);
    int minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    *to++ = offset_s < 0 ? '-' : '+';
    to = put_digits(to, minutes / 60, 2);
    *to++ = ':';
    to = put_digits(to, minutes % 60, 2);
    *to = '\0';
    return (size_t)(to - out);
}

bool time_parse(const char *s, size_t len, int64_t *ret)
{
    struct scan p = {s, s + len};
    int64_t seconds;
    if (!scan_time(&p, false, &seconds) || p.at != p.end)
        return false;
    *ret = seconds;
    return true;
}

bool time_parse_lenient(const char *s, size_t len, int64_t *ret)
{
    struct scan p = {s, s + len};
    int64_t seconds;
    if (!scan_time(&p, true, &seconds) || p.at != p.end)
        return false;
    *ret = seconds;
    return true;
}

size_t time_print(int64_t seconds, char out[16])
{
    int64_t shown = seconds < 0 ? 0 : seconds % (100 * 3600);
    char *to = put_time(out, shown);
    if (shown % 60 == 0)
        to -= 3;
    *to = '\0';
    return (size_t)(to - out);
}

/* Longer words first: 小时 before 时 cannot clash, but 分钟 must come before 分. */
static const struct {
    const char *word;
    int unit; /* each unit once in a duration */
    int64_t seconds;
} units[] = {
    {"w", 0, 7 * TIME_DAY}, {"周", 0, 7 * TIME_DAY}, {"d", 1, TIME_DAY}, {"天", 1, TIME_DAY},
    {"日", 1, TIME_DAY},    {"h", 2, 3600},          {"小时", 2, 3600},  {"时", 2, 3600},
    {"m", 3, 60},           {"分钟", 3, 60},         {"分", 3, 60},      {"s", 4, 1},
    {"秒", 4, 1},
};

bool duration_parse(const char *s, size_t len, int64_t *ret)
{
    struct scan p = {s, s + len};
    bool negative = scan_char(&p, '-');
    int64_t sum = 0;
    unsigned seen = 0;
    do {
        int64_t n = 0, part;
        const char *start = p.at;
        while (p.at < p.end && *p.at >= '0' && *p.at <= '9')
            if (!number_mul(n, 10, &n) || !number_add(n, *p.at++ - '0', &n))
                return false;
        if (p.at == start)
            return false;
        size_t i = 0, units_n = sizeof units / sizeof units[0];
        while (i < units_n && !scan_word(&p, units[i].word))
            i++;
        if (i == units_n || (seen & 1u << units[i].unit))
            return false;
        seen |= 1u << units[i].unit;
        if (!number_mul(n, units[i].seconds, &part) || !number_add(sum, part, &sum))
            return false;
        while (scan_char(&p, ' ') && p.at < p.end)
            ;
    } while (p.at < p.end);
    if (s[len - 1] == ' ')
        return false;
    *ret = negative ? -sum : sum;
    return true;
}

size_t duration_print(int64_t seconds, char out[48])
{
    static const struct {
        char letter;
        uint64_t seconds;
    } shown[] = {{'d', TIME_DAY}, {'h', 3600}, {'m', 60}, {'s', 1}};
    char *to = out;
    uint64_t rest = seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds;
    if (seconds < 0)
        *to++ = '-';
    bool is_first = true;
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        uint64_t n = rest / shown[i].seconds;
        rest %= shown[i].seconds;
        if (n == 0 && !(shown[i].letter == 's' && is_first))
            continue;
        if (!is_first)
            *to++ = ' ';
        to += decimal_print((int64_t)n, 0, to);
        *to++ = shown[i].letter;
        is_first = false;
    }
    *to = '\0';
    return (size_t)(to - out);
}
