/* Days, times and durations without the C library's calendar. One fixed offset from UTC (the
 * plan's calendar.offset, +08:00 by default): China keeps no summer time. */
#ifndef VALUE_TIME_H
#define VALUE_TIME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_DAY 86400
int64_t date_from_civil(int year, int month, int day); /* days since 1970; valid input only */
void date_to_civil(int64_t days, int *year, int *month, int *day);
bool date_is_valid(int year, int month, int day);
int date_weekday(int64_t days);                           /* 1 Monday … 7 Sunday */
int64_t date_of(int64_t datetime, int offset_s);          /* local day of a moment */
int64_t datetime_day_end(int64_t datetime, int offset_s); /* first moment of the next local day */

/* Strict ISO forms, plus "2026/2/3", "2026.2.3" and "2026年2月3日" when lenient. */
bool date_parse(const char *s, size_t len, bool lenient, int64_t *ret);
/* Only the shape: true for 2026-02-30 too, so that a message can say "no such day". */
bool date_split(const char *s, size_t len, bool lenient, int *year, int *month, int *day);
size_t date_print(int64_t days, char out[32]);
/* "2026-11-23T16:05[:00][+08:00|Z]", blank instead of T allowed; no zone means the local one. */
bool datetime_parse(const char *s, size_t len, int offset_s, int64_t *ret);
/* Also a lenient date, one-digit hours, and no time at all (midnight). */
bool datetime_parse_lenient(const char *s, size_t len, int offset_s, int64_t *ret);
size_t datetime_print(int64_t datetime, int offset_s, char out[40]); /* 2026-11-23T16:05:00+08:00 */
bool time_parse(const char *s, size_t len, int64_t *ret);            /* 08:00 or 08:00:30 */
bool time_parse_lenient(const char *s, size_t len, int64_t *ret);    /* also 8:00 */
size_t time_print(int64_t seconds, char out[16]); /* 08:00, seconds only when not 0 */
bool duration_parse(const char *s, size_t len,
                    int64_t *ret); /* "1d 2h 30m", "14d", "90s", "2w", "-1d", "1天2小时" */
size_t duration_print(int64_t seconds, char out[48]);
#endif
