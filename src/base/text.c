/* UTF-8 text. Callers check with text_is_utf8 at the border (body, file, plan); everything behind
 * it may rely on valid UTF-8 without U+0000. */
#include "base/text.h"

#include <string.h>

#define HIGH_BITS 0x8080808080808080u
#define LOW_ONES 0x0101010101010101u

size_t text_utf8_prefix(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + len;
    while (p < end) {
        if (end - p >= 8) { /* eight plain bytes, none of them 0, at a time */
            uint64_t w;
            memcpy(&w, p, 8);
            if (!(w & HIGH_BITS) && !((w - LOW_ONES) & ~w & HIGH_BITS)) {
                p += 8;
                continue;
            }
        }
        unsigned c = *p;
        if (c == 0)
            break;
        if (c < 0x80) {
            p++;
            continue;
        }
        int more = c >= 0xC2 && c <= 0xDF   ? 1
                   : (c & 0xF0) == 0xE0     ? 2
                   : c >= 0xF0 && c <= 0xF4 ? 3
                                            : 0;
        if (more == 0 || end - p <= more)
            break;
        unsigned second = p[1];
        if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) ||
            (c == 0xF0 && second < 0x90) || (c == 0xF4 && second > 0x8F))
            break;
        int i = 1;
        while (i <= more && (p[i] & 0xC0) == 0x80)
            i++;
        if (i <= more)
            break;
        p += i;
    }
    return (size_t)(p - (const unsigned char *)s);
}

bool text_is_utf8(const char *s, size_t len)
{
    return text_utf8_prefix(s, len) == len;
}

bool text_has_control(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7F)
            return true;
        if (c == 0xC2 && i + 1 < len && (unsigned char)s[i + 1] < 0xA0)
            return true;
    }
    return false;
}

size_t text_chars(const char *s, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)s[i] & 0xC0) != 0x80;
    return n;
}

uint32_t text_next(const char **s, const char *end)
{
    const unsigned char *p = (const unsigned char *)*s;
    uint32_t c = *p++;
    int more = c < 0xC0 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (more > 0)
        c &= 0x3Fu >> more;
    while (more-- > 0 && (const char *)p < end)
        c = c << 6 | (*p++ & 0x3F);
    *s = (const char *)p;
    return c;
}

size_t text_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

bool text_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_zero_width(uint32_t c)
{
    return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x202F || is_zero_width(c);
}

size_t text_trim(const char **s, size_t len)
{
    const char *start = *s, *end = start + len, *last = start;
    for (const char *p = start; p < end;) {
        const char *here = p;
        if (is_blank(text_next(&p, end))) {
            if (last == start && here == start)
                start = last = p;
        } else {
            last = p;
        }
    }
    *s = start;
    return (size_t)(last - start);
}

size_t text_tidy(char *s, size_t len)
{
    const char *from = s;
    size_t kept = text_trim(&from, len);
    const char *end = from + kept;
    char *to = s;
    while (from < end) {
        const char *here = from;
        uint32_t c = text_next(&from, end);
        if (c < 0x80) {
            *to++ = (char)c;
        } else if (c >= 0xFF01 && c <= 0xFF5E) {
            *to++ = (char)(c - 0xFF01 + '!');
        } else if (c == 0x3000 || c == 0xA0) {
            *to++ = ' ';
        } else if (!is_zero_width(c)) {
            memmove(to, here, (size_t)(from - here));
            to += from - here;
        }
    }
    size_t result = (size_t)(to - s);
    if (result < len)
        *to = '\0';
    return result;
}

bool text_int(const char *s, size_t len, int64_t *ret)
{
    bool negative = len > 0 && s[0] == '-';
    size_t i = negative;
    if (i == len)
        return false;
    uint64_t n = 0, most = (uint64_t)INT64_MAX + negative;
    for (; i < len; i++) {
        unsigned digit = (unsigned)(unsigned char)s[i] - '0';
        if (digit > 9 || n > (most - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *ret = negative ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

int text_distance(const char *a, const char *b)
{
    enum { LONGEST = 200 }; /* names and words; longer ones are simply far apart */
    size_t a_len = strlen(a), b_len = strlen(b);
    if (a_len > LONGEST || b_len > LONGEST)
        return (int)(a_len > b_len ? a_len : b_len);
    int row[LONGEST + 1];
    for (size_t j = 0; j <= b_len; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= a_len; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= b_len; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[b_len];
}

void text_hex(const uint8_t *data, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        *out++ = digits[data[i] >> 4];
        *out++ = digits[data[i] & 15];
    }
    *out = '\0';
}

static int nibble(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool text_unhex(const char *s, size_t len, uint8_t *out)
{
    if (len % 2 != 0)
        return false;
    for (size_t i = 0; i < len; i += 2) {
        int high = nibble(s[i]), low = nibble(s[i + 1]);
        if (high < 0 || low < 0)
            return false;
        *out++ = (uint8_t)(high << 4 | low);
    }
    return true;
}
