/* Exact arithmetic on scaled integers and their decimal text. No floating point anywhere. */
#include "value/value.h"

#include <string.h>

bool number_add(int64_t a, int64_t b, int64_t *ret)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *ret = sum;
    return true;
}

bool number_sub(int64_t a, int64_t b, int64_t *ret)
{
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return false;
    *ret = difference;
    return true;
}

bool number_mul(int64_t a, int64_t b, int64_t *ret)
{
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *ret = product;
    return true;
}

bool number_muldiv(int64_t a, int64_t b, int64_t by, int64_t *ret)
{
    if (by == 0)
        return false;
    __int128 product = (__int128)a * b, divisor = by;
    if (divisor < 0) {
        divisor = -divisor;
        product = -product;
    }
    bool negative = product < 0;
    unsigned __int128 size = negative ? -(unsigned __int128)product : (unsigned __int128)product;
    unsigned __int128 whole = size / (unsigned __int128)divisor;
    unsigned __int128 rest = size % (unsigned __int128)divisor;
    if (rest >= (unsigned __int128)divisor - rest)
        whole++;
    if (whole > (unsigned __int128)INT64_MAX + negative)
        return false;
    *ret = negative ? (int64_t)(0 - (uint64_t)whole) : (int64_t)whole;
    return true;
}

bool decimal_parse(const char *s, size_t len, int decimals, int64_t *ret)
{
    bool negative = len > 0 && s[0] == '-';
    size_t i = negative, digits = 0;
    uint64_t n = 0, most = (uint64_t)INT64_MAX + negative;
    int after = -1; /* digits behind the point; -1 before it */
    for (; i < len; i++) {
        if (s[i] == '.' && after < 0 && digits > 0) {
            after = 0;
            continue;
        }
        unsigned digit = (unsigned)(unsigned char)s[i] - '0';
        if (digit > 9)
            return false;
        digits++;
        if (after >= decimals) { /* 37.3000000 is still exact */
            if (digit != 0)
                return false;
            after++;
            continue;
        }
        if (n > (most - digit) / 10)
            return false;
        n = n * 10 + digit;
        after += after >= 0;
    }
    if (digits == 0 || after == 0)
        return false;
    for (int scale = after < 0 ? 0 : after; scale < decimals; scale++) {
        if (n > most / 10)
            return false;
        n *= 10;
    }
    *ret = negative ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

size_t decimal_print_fixed(int64_t n, int decimals, char out[32])
{
    char digits[24];
    size_t at = sizeof digits, len = 0;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    int done = 0;
    do {
        if (done == decimals && decimals > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
        done++;
    } while (rest > 0 || done <= decimals);
    if (n < 0)
        out[len++] = '-';
    memcpy(out + len, digits + at, sizeof digits - at);
    len += sizeof digits - at;
    out[len] = '\0';
    return len;
}

size_t decimal_print(int64_t n, int decimals, char out[32])
{
    size_t len = decimal_print_fixed(n, decimals, out);
    if (decimals > 0) {
        while (out[len - 1] == '0')
            len--;
        if (out[len - 1] == '.')
            len--;
        out[len] = '\0';
    }
    return len;
}
