/* SQL functions for SQLite: see store/functions.h. Each does by value/ what the evaluator in plan/
 * does, so the two cannot differ. All are deterministic and harmless; null in gives null out unless
 * the row says that it looks at nulls itself. */
#include "store/functions.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "value/calc.h"
#include "value/place_id.h"
#include "value/value.h"

#define SQL_FUNCTION(name) static void name(sqlite3_context *context, int n, sqlite3_value **args)

static int64_t integer(sqlite3_value **args, int i)
{
    return sqlite3_value_int64(args[i]);
}

static const char *text(sqlite3_value **args, int i, size_t *ret_len)
{
    const char *s = (const char *)sqlite3_value_text(args[i]);
    *ret_len = (size_t)sqlite3_value_bytes(args[i]);
    return s ? s : "";
}

static bool has_null(sqlite3_value **args, int n)
{
    for (int i = 0; i < n; i++) {
        if (sqlite3_value_type(args[i]) == SQLITE_NULL)
            return true;
    }
    return false;
}

static void answer(sqlite3_context *context, bool has_value, int64_t value)
{
    if (has_value)
        sqlite3_result_int64(context, value);
    else
        sqlite3_result_null(context);
}

static bool place_last_of(int64_t place, int64_t *ret)
{
    *ret = place_last(place);
    return true;
}

/* A function of integers: reads them, gives the result or null. */
#define INTEGERS(name, call)                                                                       \
    SQL_FUNCTION(name)                                                                             \
    {                                                                                              \
        int64_t r = 0;                                                                             \
        bool has_value = !has_null(args, n) && (call);                                             \
        answer(context, has_value, r);                                                             \
    }

INTEGERS(run_add, number_add(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_sub, number_sub(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_mul, number_mul(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_muldiv, number_muldiv(integer(args, 0), integer(args, 1), integer(args, 2), &r))
INTEGERS(run_neg, number_sub(0, integer(args, 0), &r))
INTEGERS(run_abs, calc_abs(integer(args, 0), &r))
INTEGERS(run_floor, calc_floor(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_ceil, calc_ceil(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_age, calc_age(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_date, calc_date(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_time, calc_time(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_day_start, calc_day_start(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_day_end, calc_day_end(integer(args, 0), integer(args, 1), &r))
INTEGERS(run_weekday, calc_weekday(integer(args, 0), &r))
INTEGERS(run_place_last, place_last_of(integer(args, 0), &r))

SQL_FUNCTION(run_min)
{
    int64_t a = integer(args, 0), b = integer(args, 1);
    answer(context, !has_null(args, n), a < b ? a : b);
}

SQL_FUNCTION(run_max)
{
    int64_t a = integer(args, 0), b = integer(args, 1);
    answer(context, !has_null(args, n), a > b ? a : b);
}

/* ---- texts --------------------------------------------------------------------------------------
 */

SQL_FUNCTION(run_compare)
{
    size_t a_len, b_len;
    const char *a = text(args, 0, &a_len), *b = text(args, 1, &b_len);
    answer(context, !has_null(args, n), calc_compare(a, a_len, b, b_len));
}

SQL_FUNCTION(run_starts)
{
    size_t len, prefix_len;
    const char *s = text(args, 0, &len), *prefix = text(args, 1, &prefix_len);
    answer(context, !has_null(args, n), len >= prefix_len && memcmp(s, prefix, prefix_len) == 0);
}

SQL_FUNCTION(run_contains)
{
    size_t len, part_len;
    const char *s = text(args, 0, &len), *part = text(args, 1, &part_len);
    answer(context, !has_null(args, n), calc_contains(s, len, part, part_len));
}

/* Looks at nulls itself: they are passed over; nothing at all is null. */
SQL_FUNCTION(run_concat)
{
    size_t a_len, b_len;
    const char *a = text(args, 0, &a_len), *b = text(args, 1, &b_len);
    if (a_len + b_len == 0) {
        sqlite3_result_null(context);
        return;
    }
    char *joined = sqlite3_malloc64(a_len + b_len + 1);
    if (!joined) {
        sqlite3_result_error_nomem(context);
        return;
    }
    memcpy(joined, a, a_len);
    memcpy(joined + a_len, b, b_len);
    sqlite3_result_text64(context, joined, a_len + b_len, sqlite3_free, SQLITE_UTF8);
}

/* ---- choices, rows, JSON ------------------------------------------------------------------------
 */

/* Looks at null itself: nothing chosen is 0. */
SQL_FUNCTION(run_count)
{
    size_t len;
    const char *s = text(args, 0, &len);
    answer(context, true, s[0] == '[' ? calc_lines(s, len) : calc_codes(s, len));
}

/* Looks at nulls itself: nothing chosen holds no code. */
SQL_FUNCTION(run_has)
{
    size_t len, code_len;
    const char *s = text(args, 0, &len), *code = text(args, 1, &code_len);
    answer(context, !has_null(args + 1, 1), calc_has_code(s, len, code, code_len));
}

/* One member of a JSON object, when it is a whole number; else null. */
SQL_FUNCTION(run_json_int)
{
    size_t len, name_len;
    const char *s = text(args, 0, &len), *name = text(args, 1, &name_len);
    json_t *object = json_loadb(s, len, 0, NULL), *member = json_object_get(object, name);
    answer(context, json_is_integer(member), json_integer_value(member));
    json_decref(object);
}

/* The same when it is a text that is not empty. */
SQL_FUNCTION(run_json_text)
{
    size_t len, name_len;
    const char *s = text(args, 0, &len), *name = text(args, 1, &name_len);
    json_t *object = json_loadb(s, len, 0, NULL), *member = json_object_get(object, name);
    if (json_string_length(member) > 0)
        sqlite3_result_text64(context, json_string_value(member), json_string_length(member),
                              SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        sqlite3_result_null(context);
    json_decref(object);
}

/* ---- the sum that does not fail when it is too large
 * ---------------------------------------------- */

struct sum {
    int64_t low, high;
}; /* high * 2^63 + low, 0 <= low < 2^63 */

static __int128 sum_whole(const struct sum *s)
{
    return (__int128)s->high * ((__int128)1 << 63) + s->low;
}

static void sum_step(sqlite3_context *context, int n, sqlite3_value **args)
{
    struct sum *s = sqlite3_aggregate_context(context, sizeof *s);
    if (!s || has_null(args, n))
        return;
    __int128 all = sum_whole(s) + integer(args, 0);
    s->high = (int64_t)(all >> 63);
    s->low = (int64_t)(all & INT64_MAX);
}

static void sum_final(sqlite3_context *context)
{
    struct sum *s = sqlite3_aggregate_context(context, 0);
    __int128 all = s ? sum_whole(s) : 0;
    answer(context, all >= INT64_MIN && all <= INT64_MAX, (int64_t)all);
}

/* ---- the table
 * ------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    int args_n;
    void (*run)(sqlite3_context *, int, sqlite3_value **);
} FUNCTIONS[] = {
    {"lf_abs", 1, run_abs},
    {"lf_add", 2, run_add},
    {"lf_age", 2, run_age},
    {"lf_ceil", 2, run_ceil},
    {"lf_compare", 2, run_compare},
    {"lf_concat", 2, run_concat},
    {"lf_contains", 2, run_contains},
    {"lf_count", 1, run_count},
    {"lf_date", 2, run_date},
    {"lf_day_end", 2, run_day_end},
    {"lf_day_start", 2, run_day_start},
    {"lf_floor", 2, run_floor},
    {"lf_has", 2, run_has},
    {"lf_json_int", 2, run_json_int},
    {"lf_json_text", 2, run_json_text},
    {"lf_max", 2, run_max},
    {"lf_min", 2, run_min},
    {"lf_mul", 2, run_mul},
    {"lf_muldiv", 3, run_muldiv},
    {"lf_neg", 1, run_neg},
    {"lf_place_last", 1, run_place_last},
    {"lf_starts", 2, run_starts},
    {"lf_sub", 2, run_sub},
    {"lf_time", 2, run_time},
    {"lf_weekday", 1, run_weekday},
};

int functions_sqlite(struct sqlite3 *handle)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int rc = sqlite3_create_function_v2(handle, "lf_sum", 1, flags, NULL, NULL, sum_step, sum_final,
                                        NULL);
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0] && rc == SQLITE_OK; i++)
        rc = sqlite3_create_function_v2(handle, FUNCTIONS[i].name, FUNCTIONS[i].args_n, flags, NULL,
                                        FUNCTIONS[i].run, NULL, NULL, NULL);
    return rc;
}
