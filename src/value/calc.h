/* The arithmetic of expressions that is not plain + - * /, on bare int64 and text. Both evaluators
 * stand on it: plan/func.c in C and store/functions_sqlite.c in SQL; store/functions_postgres.c
 * says the same in SQL and is tested against it. false means "no value": overflow, or a day outside
 * the years 1 to 9999. Knows nothing of null: callers ask first. */
#ifndef VALUE_CALC_H
#define VALUE_CALC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool calc_floor(int64_t n, int64_t by, int64_t *ret); /* greatest integer not above n/by; by > 0 */
bool calc_ceil(int64_t n, int64_t by, int64_t *ret);
bool calc_abs(int64_t n, int64_t *ret);
bool calc_date(int64_t datetime, int64_t offset_s, int64_t *ret); /* its local day */
bool calc_time(int64_t datetime, int64_t offset_s, int64_t *ret); /* seconds since local midnight */
bool calc_day_start(int64_t datetime, int64_t offset_s, int64_t *ret); /* of its local day */
bool calc_day_end(int64_t datetime, int64_t offset_s, int64_t *ret); /* first moment of the next */
bool calc_weekday(int64_t day, int64_t *ret);                        /* 1 Monday … 7 Sunday */
/* Whole years lived on a day. Born on 29 February: a year older on 1 March of common years. */
bool calc_age(int64_t birth, int64_t on, int64_t *ret);
int64_t calc_compare(const char *a, size_t a_len, const char *b, size_t b_len); /* -1 0 1, bytes */
bool calc_contains(const char *s, size_t len, const char *part, size_t part_len);
int64_t calc_codes(const char *s, size_t len); /* how many stand in ",a,b," */
bool calc_has_code(const char *s, size_t len, const char *code, size_t code_len);
int64_t calc_lines(const char *json, size_t len); /* how many elements a JSON array has */
#endif
