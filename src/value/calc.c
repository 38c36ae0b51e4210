/* See calc.h. */
#include "value/calc.h"

#include <stdio.h>
#include <string.h>

#include "value/time.h"
#include "value/value.h"

#define DAY_FIRST INT64_C(-719162) /* 0001-01-01 */
#define DAY_LAST INT64_C(2932896)  /* 9999-12-31 */

static bool day_is_real(int64_t day)
{
    return day >= DAY_FIRST && day <= DAY_LAST;
}

bool calc_floor(int64_t n, int64_t by, int64_t *ret)
{
    if (by <= 0)
        return false;
    *ret = n / by - (n % by < 0);
    return true;
}

bool calc_ceil(int64_t n, int64_t by, int64_t *ret)
{
    if (by <= 0)
        return false;
    *ret = n / by + (n % by > 0);
    return true;
}

bool calc_abs(int64_t n, int64_t *ret)
{
    return n < 0 ? number_sub(0, n, ret) : (*ret = n, true);
}

bool calc_date(int64_t datetime, int64_t offset_s, int64_t *ret)
{
    int64_t local;
    return number_add(datetime, offset_s, &local) && calc_floor(local, TIME_DAY, ret);
}

bool calc_time(int64_t datetime, int64_t offset_s, int64_t *ret)
{
    int64_t local, day;
    if (!number_add(datetime, offset_s, &local) || !calc_floor(local, TIME_DAY, &day))
        return false;
    int64_t rest = local % TIME_DAY;
    *ret = rest < 0 ? rest + TIME_DAY : rest;
    return true;
}

static bool day_moment(int64_t day, int64_t offset_s, int64_t *ret)
{
    int64_t local;
    return number_mul(day, TIME_DAY, &local) && number_sub(local, offset_s, ret);
}

bool calc_day_start(int64_t datetime, int64_t offset_s, int64_t *ret)
{
    int64_t day;
    return calc_date(datetime, offset_s, &day) && day_moment(day, offset_s, ret);
}

bool calc_day_end(int64_t datetime, int64_t offset_s, int64_t *ret)
{
    int64_t day;
    return calc_date(datetime, offset_s, &day) && day_moment(day + 1, offset_s, ret);
}

bool calc_weekday(int64_t day, int64_t *ret)
{
    if (!day_is_real(day))
        return false;
    *ret = (day - DAY_FIRST) % 7 + 1; /* 0001-01-01 was a Monday */
    return true;
}

bool calc_age(int64_t birth, int64_t on, int64_t *ret)
{
    if (!day_is_real(birth) || !day_is_real(on))
        return false;
    int birth_year, birth_month, birth_day, year, month, day;
    date_to_civil(birth, &birth_year, &birth_month, &birth_day);
    date_to_civil(on, &year, &month, &day);
    bool is_before = month < birth_month || (month == birth_month && day < birth_day);
    *ret = year - birth_year - is_before;
    return true;
}

int64_t calc_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t shorter = a_len < b_len ? a_len : b_len;
    int order = shorter ? memcmp(a, b, shorter) : 0;
    if (order == 0)
        return (a_len > b_len) - (a_len < b_len);
    return order < 0 ? -1 : 1;
}

bool calc_contains(const char *s, size_t len, const char *part, size_t part_len)
{
    return part_len == 0 || (len >= part_len && memmem(s, len, part, part_len) != NULL);
}

int64_t calc_codes(const char *s, size_t len)
{
    int64_t commas = 0;
    for (size_t i = 0; i < len; i++)
        commas += s[i] == ',';
    return commas > 0 ? commas - 1 : 0;
}

bool calc_has_code(const char *s, size_t len, const char *code, size_t code_len)
{
    for (size_t i = 0; i + code_len + 2 <= len; i++) {
        if (s[i] == ',' && s[i + 1 + code_len] == ',' &&
            memcmp(s + i + 1, code, code_len) == 0)
            return true;
    }
    return false;
}

int64_t calc_lines(const char *json, size_t len)
{
    int64_t n = 0;
    int depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < len; i++) {
        char c = json[i];
        if (in_text) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_text = false;
            continue;
        }
        if (depth == 1 && n == 0 && c != ']' && c != ' ')
            n = 1;
        if (c == '"')
            in_text = true;
        else if (c == '[' || c == '{')
            depth++;
        else if (c == ']' || c == '}')
            depth--;
        else if (c == ',' && depth == 1)
            n++;
    }
    return n;
}
