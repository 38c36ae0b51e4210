/* A number in a cell as the text somebody would have typed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "paper/xlsx_int.h"

/* ECMA-376 part 1, 18.8.30, with the numbers that Chinese versions add. */
static enum xlsx_form built_in(int number)
{
    if ((number >= 14 && number <= 17) || (number >= 27 && number <= 31) || number == 36 ||
        (number >= 50 && number <= 54) || number == 57 || number == 58)
        return FORM_DATE;
    if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) ||
        (number >= 45 && number <= 47) || number == 55 || number == 56)
        return FORM_TIME;
    return number == 22 ? FORM_MOMENT : FORM_PLAIN;
}

/* Letters that stand for parts of a date, outside quotes, brackets and escapes. */
enum xlsx_form xlsx_form_of(int number, const char *code)
{
    bool has_date = false, has_time = false;
    if (!code)
        return built_in(number);
    for (const char *s = code; *s && *s != ';'; s++) {
        if (*s == '"' || *s == '[') {
            const char *end = strchr(s + 1, *s == '"' ? '"' : ']');
            has_time = has_time || (*s == '[' && strchr("hHmMsS", s[1]) && s[1]);
            if (!end)
                break;
            s = end;
        } else if ((*s == '\\' || *s == '_' || *s == '*') && s[1]) {
            s++;
        } else if (strchr("yYdD", *s)) {
            has_date = true;
        } else if (strchr("hHsS", *s)) {
            has_time = true;
        } else if (strchr("mM", *s) && !has_time) {
            has_date = has_date || !strpbrk(s + 1, "sS");
        } else if (strncasecmp(s, "general", 7) == 0) {
            return FORM_PLAIN;
        }
    }
    if (has_date)
        return has_time ? FORM_MOMENT : FORM_DATE;
    return has_time ? FORM_TIME : FORM_PLAIN;
}

/* Days since 1970 to year, month, day (Hinnant's civil_from_days). */
static void civil(int64_t days, int *y, int *m, int *d)
{
    days += 719468;
    int64_t era = days / 146097, doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = (int)(yoe + era * 400 + (*m <= 2));
}

static void print_number(struct buf *out, double n)
{
    char text[64];
    /* A spreadsheet keeps 15 digits; written in full so that the reader sees what it did. */
    if (fabs(n) >= 1e15 && fabs(n) < 1e21)
        snprintf(text, sizeof text, "%.0f", n);
    else
        snprintf(text, sizeof text, "%.15g", n);
    if (strchr(text, 'e'))
        snprintf(text, sizeof text, fabs(n) < 1 ? "%.12f" : "%.0f", n);
    buf_text(out, text);
}

void xlsx_print(struct buf *out, const char *number, enum xlsx_form form, bool is_1904)
{
    char *end;
    double n = strtod(number, &end);
    if (end == number || *end || !isfinite(n)) {
        buf_text(out, number);
        return;
    }
    if (form == FORM_PLAIN || n < 0 || n > 2958466) { /* past the year 9999 */
        print_number(out, n);
        return;
    }
    double whole = floor(n);
    int64_t seconds = (int64_t)((n - whole) * 86400 + 0.5), day = (int64_t)whole;
    if (seconds >= 86400) {
        seconds -= 86400;
        day++;
    }
    bool is_time = form == FORM_TIME && (day == 0 || seconds > 0) && day < 1;
    if (!is_time) {
        int y, m, d;
        /* In the system of 1900 the 29th of February 1900 is day 60. */
        civil(is_1904 ? day - 24107 : day - 25569 + (day < 60), &y, &m, &d);
        buf_printf(out, "%04d-%02d-%02d", y, m, d);
    }
    if (is_time || form == FORM_MOMENT || (form == FORM_TIME && seconds) ||
        (form == FORM_DATE && seconds)) {
        buf_printf(out, "%s%02d:%02d", is_time ? "" : " ", (int)(seconds / 3600),
                   (int)(seconds / 60 % 60));
        if (seconds % 60)
            buf_printf(out, ":%02d", (int)(seconds % 60));
    }
}
