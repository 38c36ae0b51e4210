/* SQL functions for PostgreSQL: see store/functions.h. Each says what value/ does in C;
 * tests/unit/ledger/where_test.c compares the two on random values. Written in plain SQL so that
 * the planner can unfold them. Sums and products that may not fit go through numeric, which is
 * exact; div() on numeric truncates exactly, while its "/" rounds to a number of digits. */
#include "store/functions.h"

#define LEAST "(-9223372036854775807 - 1)"
#define FITS(n) n " BETWEEN -9223372036854775808::numeric AND 9223372036854775807::numeric"
#define FUNCTION(name, args, type, body)                                                           \
    "CREATE OR REPLACE FUNCTION " name "(" args ") RETURNS " type                                  \
    " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $lf$ SELECT " body " $lf$;\n"

/* floor(n / by) for by > 0, and a day within the years 1 to 9999. */
#define FLOOR_DIV(n, by) "((" n ") / (" by ") - CASE WHEN (" n ") % (" by ") < 0 THEN 1 ELSE 0 END)"
#define IS_DAY(d) d " BETWEEN -719162 AND 2932896"
#define CIVIL(d) "('1970-01-01'::date + (" d ")::integer)"

static const char SCRIPT[] =
    FUNCTION("lf_add", "a bigint, b bigint", "bigint",
             "CASE WHEN b >= 0 THEN CASE WHEN a <= 9223372036854775807 - b THEN a + b END"
             " WHEN b < 0 THEN CASE WHEN a >= " LEAST " - b THEN a + b END END")
        FUNCTION("lf_sub", "a bigint, b bigint", "bigint",
                 "CASE WHEN b >= 0 THEN CASE WHEN a >= " LEAST " + b THEN a - b END"
                 " WHEN b < 0 THEN CASE WHEN a <= 9223372036854775807 + b THEN a - b END END")
            FUNCTION("lf_mul", "a bigint, b bigint", "bigint",
                     "CASE WHEN " FITS("a::numeric * b") " THEN (a::numeric * b)::bigint END")
    /* a*b/by to the nearest, a half away from zero */
    FUNCTION(
        "lf_quotient", "n numeric, by numeric", "bigint",
        "CASE WHEN by <> 0 THEN CASE WHEN " FITS("sign(n) * sign(by) * div(2 * abs(n) + abs(by), 2 "
                                                 "* abs(by))") " THEN (sign(n) * sign(by) * div(2 "
                                                               "* abs(n) + abs(by), 2 * "
                                                               "abs(by)))::bigint END END")
        FUNCTION("lf_muldiv", "a bigint, b bigint, by bigint", "bigint",
                 "lf_quotient(a::numeric * b, by)") FUNCTION("lf_neg", "a bigint", "bigint",
                                                             "CASE WHEN a > " LEAST " THEN -a END")
            FUNCTION("lf_abs", "a bigint", "bigint",
                     "CASE WHEN a >= 0 THEN a WHEN a > " LEAST
                     " THEN -a END") FUNCTION("lf_floor", "n bigint, by bigint", "bigint",
                                              "CASE WHEN by > 0 THEN " FLOOR_DIV("n", "by") " END")
                FUNCTION("lf_ceil", "n bigint, by bigint", "bigint",
                         "CASE WHEN by > 0 THEN n / by + CASE WHEN n % by > 0 THEN 1 ELSE 0 END "
                         "END") FUNCTION("lf_min", "a bigint, b bigint", "bigint",
                                         "CASE WHEN a < b THEN a WHEN b <= a THEN b END")
                    FUNCTION("lf_max", "a bigint, b bigint", "bigint",
                             "CASE WHEN a > b THEN a WHEN b >= a THEN b END")
                        FUNCTION("lf_day_floor", "local bigint", "bigint",
                                 FLOOR_DIV("local",
                                           "86400")) FUNCTION("lf_date",
                                                              "moment bigint, shift bigint",
                                                              "bigint",
                                                              "lf_day_floor(lf_add(moment, shift))")
                            FUNCTION(
                                "lf_time_of", "local bigint", "bigint",
                                "CASE WHEN local % 86400 < 0 THEN local % 86400 + 86400 ELSE local "
                                "% 86400 END") FUNCTION("lf_time", "moment bigint, shift bigint",
                                                        "bigint",
                                                        "lf_time_of(lf_add(moment, shift))")
                                FUNCTION("lf_day_start", "moment bigint, shift bigint", "bigint",
                                         "lf_sub(lf_mul(lf_date(moment, shift), 86400), shift)")
                                    FUNCTION(
                                        "lf_day_end", "moment bigint, shift bigint", "bigint",
                                        "lf_sub(lf_mul(lf_date(moment, shift) + 1, 86400), shift)")
                                        FUNCTION("lf_weekday", "day bigint", "bigint",
                                                 "CASE WHEN " IS_DAY(
                                                     "day") " THEN (day + 719162) % 7 + 1 END")
    /* years, less one before the birthday; months and days compared as month * 100 + day */
    FUNCTION(
        "lf_age_civil", "birth date, day date", "bigint",
        "(extract(year FROM day) - extract(year FROM birth)"
        " - CASE WHEN extract(month FROM day) * 100 + extract(day FROM day)"
        " < extract(month FROM birth) * 100 + extract(day FROM birth) THEN 1 ELSE 0 END)::bigint")
        FUNCTION("lf_age", "birth bigint, day bigint", "bigint",
                 "CASE WHEN " IS_DAY("birth") " AND " IS_DAY("day") " THEN lf_age_civil(" CIVIL(
                     "birth") ", " CIVIL("day") ") END")
                FUNCTION("lf_compare", "a text, b text", "bigint",
                         "CASE WHEN a COLLATE \"C\" < b COLLATE \"C\" THEN -1 WHEN a = b THEN 0"
                         " WHEN a COLLATE \"C\" > b COLLATE \"C\" THEN 1 END::bigint")
                    FUNCTION("lf_starts", "s text, prefix text", "bigint",
                             "starts_with(s, prefix)::integer::bigint")
                        FUNCTION("lf_contains", "s text, part text", "bigint",
                                 "(strpos(s, part) > 0)::integer::bigint")
                            FUNCTION("lf_concat", "a text, b text", "text",
                                     "nullif(coalesce(a, '') || coalesce(b, ''), '')")
                                FUNCTION("lf_count", "s text", "bigint",
                                         "CASE WHEN s IS NULL THEN 0"
                                         " WHEN left(s, 1) = '[' THEN jsonb_array_length(s::jsonb)"
                                         " ELSE greatest(length(s) - length(replace(s, ',', '')) - "
                                         "1, 0) END::bigint")
                                    FUNCTION("lf_has", "s text, code text", "bigint",
                                             "CASE WHEN code IS NOT NULL THEN"
                                             " (strpos(coalesce(s, ''), ',' || code || ',') > "
                                             "0)::integer END::bigint")
                                        FUNCTION(
                                            "lf_json_int", "s text, name text", "bigint",
                                            "CASE WHEN (s::jsonb ->> name) ~ '^-?[0-9]{1,19}$'"
                                            " AND jsonb_typeof(s::jsonb -> name) = 'number'"
                                            " THEN CASE WHEN " FITS(
                                                "(s::jsonb ->> name)::numeric") " THEN (s::jsonb "
                                                                                "->> name)::bigint "
                                                                                "END END")
                                            FUNCTION("lf_json_text", "s text, name text", "text",
                                                     "CASE WHEN jsonb_typeof(s::jsonb -> name) = "
                                                     "'string'"
                                                     " THEN nullif(s::jsonb ->> name, '') END")
                                                FUNCTION(
                                                    "lf_place_last", "place bigint", "bigint",
                                                    "CASE WHEN place <= 0 THEN place | "
                                                    "9223372036854775807"
                                                    " WHEN place & 127 <> 0 THEN place"
                                                    " WHEN place & 32767 <> 0 THEN place | 127"
                                                    " WHEN place & 33554431 <> 0 THEN place | 32767"
                                                    " WHEN place & 68719476735 <> 0 THEN place | "
                                                    "33554431"
                                                    " WHEN place & 70368744177663 <> 0 THEN place "
                                                    "| 68719476735"
                                                    " WHEN place & 4503599627370495 <> 0 THEN "
                                                    "place | 70368744177663"
                                                    " WHEN place & 144115188075855871 <> 0 THEN "
                                                    "place | 4503599627370495"
                                                    " ELSE place | 144115188075855871 END")
                                                    FUNCTION("lf_sum_step",
                                                             "total numeric, n bigint", "numeric",
                                                             "total + coalesce(n, 0)")
                                                        FUNCTION("lf_sum_final", "total numeric",
                                                                 "bigint",
                                                                 "CASE WHEN " FITS(
                                                                     "total") " THEN total::bigint "
                                                                              "END") "CREATE OR "
                                                                                     "REPLACE "
                                                                                     "AGGREGATE "
                                                                                     "lf_sum("
                                                                                     "bigint)"
                                                                                     " (SFUNC = "
                                                                                     "lf_sum_step, "
                                                                                     "STYPE = "
                                                                                     "numeric, "
                                                                                     "FINALFUNC = "
                                                                                     "lf_sum_final,"
                                                                                     " INITCOND = "
                                                                                     "'0',"
                                                                                     " PARALLEL = "
                                                                                     "SAFE);\n";

const char *functions_postgres(void)
{
    return SCRIPT;
}
