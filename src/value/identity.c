/* Format and check digits of numbers people bring along. A good check digit is no proof that the
 * number was ever issued. */
#include "value/identity.h"

#include <string.h>

#include "base/text.h"
#include "value/time.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_digit(s[i]))
            return false;
    return true;
}

static int two_digits(const char *s)
{
    return (s[0] - '0') * 10 + s[1] - '0';
}

static bool birth_of(const char *s, int64_t *ret)
{
    int year = two_digits(s + 6) * 100 + two_digits(s + 8);
    int month = two_digits(s + 10), day = two_digits(s + 12);
    if (year < 1800 || !date_is_valid(year, month, day))
        return false;
    *ret = date_from_civil(year, month, day);
    return true;
}

enum id_fault id_number_check(const char *s, size_t len, int64_t today)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int64_t birth;
    int sum = 0;
    if (len >= 6 && memchr(s, '.', len) && (memchr(s, 'E', len) || memchr(s, 'e', len)))
        return ID_ROUNDED; /* 1.10105E+17 */
    if (len != 18)
        return ID_LENGTH;
    if (!all_digits(s, 17) || !(is_digit(s[17]) || s[17] == 'X' || s[17] == 'x'))
        return ID_CHARACTER;
    if (!birth_of(s, &birth) || (today != 0 && birth > today))
        return ID_DATE;
    for (int i = 0; i < 17; i++)
        sum += (s[i] - '0') * weights[i];
    char wanted = "10X98765432"[sum % 11];
    if (s[17] == wanted || (wanted == 'X' && s[17] == 'x'))
        return ID_GOOD;
    /* A spreadsheet keeps 15 digits of a number: the last three become 000. */
    return memcmp(s + 15, "000", 3) == 0 ? ID_ROUNDED : ID_CHECK;
}

bool id_number_birth(const char *s, size_t len, int64_t *ret_date)
{
    return len == 18 && all_digits(s, 17) && birth_of(s, ret_date);
}

bool id_number_is_male(const char *s, size_t len)
{
    return len == 18 && (s[16] - '0') % 2 == 1;
}

bool phone_is_valid(const char *s, size_t len)
{
    if (len > 3 && memcmp(s, "+86", 3) == 0) {
        s += 3;
        len -= 3;
    }
    if (len == 11 && s[0] == '1')
        return s[1] >= '3' && s[1] <= '9' && all_digits(s, len);
    if (len < 10 || s[0] != '0')
        return false;
    const char *dash = memchr(s, '-', len);
    size_t area = dash ? (size_t)(dash - s) : s[1] == '1' || s[1] == '2' ? 3 : 4;
    size_t rest = area + (dash != NULL);
    return (area == 3 || area == 4) && all_digits(s, area) && s[1] != '0' &&
           (len - rest == 7 || len - rest == 8) && all_digits(s + rest, len - rest);
}

/* Letters and digits of a plate: I and O are left out, they look like 1 and 0. */
static bool is_plate_letter(uint32_t c)
{
    return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O';
}

static bool is_plate_mark(uint32_t c)
{
    return is_plate_letter(c) || (c >= '0' && c <= '9');
}

static bool is_one_of(uint32_t c, const char *set)
{
    const char *end = set + strlen(set);
    while (set < end)
        if (text_next(&set, end) == c)
            return true;
    return false;
}

static bool digits_between(const uint32_t *c, int from, int to)
{
    for (int i = from; i < to; i++)
        if (c[i] < '0' || c[i] > '9')
            return false;
    return true;
}

bool plate_is_valid(const char *s, size_t len)
{
    static const char provinces[] =
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
    static const char energy[] = "ABCDEFGHJK";
    uint32_t c[9] = {0};
    int n = 0;
    const char *end = s + len;
    while (s < end) {
        if (n == 8)
            return false;
        c[n++] = text_next(&s, end);
    }
    if (n == 7 && is_one_of(c[0], "使"))
        return digits_between(c, 1, 7);
    if (n == 7 && is_one_of(c[6], "使"))
        return digits_between(c, 0, 6);
    if (n < 7 || !is_one_of(c[0], provinces) || !is_plate_letter(c[1]))
        return false;
    if (n == 8)
        return (is_one_of(c[2], energy) && is_plate_mark(c[3]) && digits_between(c, 4, 8)) ||
               (digits_between(c, 2, 7) && is_one_of(c[7], energy));
    for (int i = 2; i < 6; i++)
        if (!is_plate_mark(c[i]))
            return false;
    return is_plate_mark(c[6]) || is_one_of(c[6], "挂学警港澳领");
}

bool credit_code_is_valid(const char *s, size_t len)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0, weight = 1, last = 0;
    if (len != 18)
        return false;
    for (int i = 0; i < 18; i++) {
        const char *found = s[i] ? strchr(alphabet, s[i]) : NULL;
        if (!found)
            return false;
        last = (int)(found - alphabet);
        if (i < 17)
            sum += last * weight;
        weight = weight * 3 % 31;
    }
    return last == (31 - sum % 31) % 31;
}
