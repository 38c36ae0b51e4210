/* The functions of expressions: one row each, sorted by name. Adding one: a row here, its twin in
 * store/functions_sqlite.c and functions_postgres.c when the SQL is not the same in both, and a
 * line in tests/expr/. The example of every row is run as a test. */
#include <math.h>

#include "base/text.h"
#include "plan/expr_int.h"
#include "value/calc.h"
#include "value/place_id.h"
#include "value/time.h"

#define EVAL(name)                                                                                 \
    static enum outcome name(struct eval *ev, const struct value *args, int n, struct value *ret,  \
                             struct err *e)

static enum outcome number_or_null(struct value *ret, bool has_value, enum vtype type, int64_t n)
{
    *ret = has_value ? value_int(type, n) : value_null();
    return OK;
}

static bool is_any_null(const struct value *args, int n)
{
    for (int i = 0; i < n; i++) {
        if (value_is_null(args[i]))
            return true;
    }
    return false;
}

static int offset_of(const struct eval *ev)
{
    return ev->plan ? ev->plan->calendar.offset_s : 0;
}

/* ---- numbers ----------------------------------------------------------------------------------
 */

EVAL(eval_abs)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_abs(args[0].n, &r);
    return number_or_null(ret, ok, args[0].type, r);
}

EVAL(eval_ceil)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_ceil(args[0].n, NUMBER_ONE, &r);
    return number_or_null(ret, ok, V_INTEGER, r);
}

EVAL(eval_floor)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_floor(args[0].n, NUMBER_ONE, &r);
    return number_or_null(ret, ok, V_INTEGER, r);
}

EVAL(eval_round)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && number_muldiv(args[0].n, 1, NUMBER_ONE, &r);
    return number_or_null(ret, ok, V_INTEGER, r);
}

static enum outcome extreme(const struct value *args, int n, struct value *ret, bool is_max)
{
    *ret = args[0];
    for (int i = 0; i < n; i++) {
        if (value_is_null(args[i])) {
            *ret = args[i];
            return OK;
        }
        if (is_max ? args[i].n > ret->n : args[i].n < ret->n)
            *ret = args[i];
    }
    return OK;
}

EVAL(eval_max)
{
    return extreme(args, n, ret, true);
}

EVAL(eval_min)
{
    return extreme(args, n, ret, false);
}

/* ---- days and times ----------------------------------------------------------------------------
 */

EVAL(eval_now)
{
    *ret = value_int(V_DATETIME, ev->now);
    return OK;
}

EVAL(eval_today_call)
{
    *ret = value_int(V_DATE, eval_today(ev));
    return OK;
}

EVAL(eval_user)
{
    *ret = value_int(V_USER, ev->user);
    return OK;
}

EVAL(eval_age)
{
    int64_t r = 0, on = n > 1 ? args[1].n : eval_today(ev);
    bool ok = !is_any_null(args, n) && calc_age(args[0].n, on, &r);
    return number_or_null(ret, ok, V_INTEGER, r);
}

EVAL(eval_date)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_date(args[0].n, offset_of(ev), &r);
    return number_or_null(ret, ok, V_DATE, r);
}

EVAL(eval_time)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_time(args[0].n, offset_of(ev), &r);
    return number_or_null(ret, ok, V_TIME, r);
}

EVAL(eval_startofday)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_day_start(args[0].n, offset_of(ev), &r);
    return number_or_null(ret, ok, V_DATETIME, r);
}

EVAL(eval_endofday)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_day_end(args[0].n, offset_of(ev), &r);
    return number_or_null(ret, ok, V_DATETIME, r);
}

EVAL(eval_weekday)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && calc_weekday(args[0].n, &r);
    return number_or_null(ret, ok, V_INTEGER, r);
}

EVAL(eval_workday)
{
    int64_t weekday;
    bool ok = !is_any_null(args, n) && calc_weekday(args[0].n, &weekday);
    return number_or_null(ret, ok, V_FLAG,
                          ok && calendar_is_workday(&ev->plan->calendar, args[0].n));
}

EVAL(eval_days_between)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && number_sub(args[1].n, args[0].n, &r);
    return number_or_null(ret, ok, V_INTEGER, r);
}

EVAL(eval_days)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && number_muldiv(args[0].n, NUMBER_ONE, TIME_DAY, &r);
    return number_or_null(ret, ok, V_NUMBER, r);
}

EVAL(eval_hours)
{
    int64_t r = 0;
    bool ok = !is_any_null(args, n) && number_muldiv(args[0].n, NUMBER_ONE, 3600, &r);
    return number_or_null(ret, ok, V_NUMBER, r);
}

/* ---- choices, rows, texts -----------------------------------------------------------------------
 */

EVAL(eval_count)
{
    int64_t r = 0;
    if (!value_is_null(args[0]))
        r = args[0].len > 0 && args[0].s[0] == '[' ? calc_lines(args[0].s, args[0].len)
                                                   : calc_codes(args[0].s, args[0].len);
    *ret = value_int(V_INTEGER, r);
    return OK;
}

EVAL(eval_known)
{
    *ret = value_int(V_FLAG, !value_is_null(args[0]));
    return OK;
}

EVAL(eval_length)
{
    bool ok = !is_any_null(args, n);
    return number_or_null(ret, ok, V_INTEGER, ok ? (int64_t)text_chars(args[0].s, args[0].len) : 0);
}

EVAL(eval_starts)
{
    bool ok = !is_any_null(args, n);
    return number_or_null(ret, ok, V_FLAG,
                          ok && args[0].len >= args[1].len &&
                              (args[1].len == 0 || memcmp(args[0].s, args[1].s, args[1].len) == 0));
}

EVAL(eval_contains)
{
    bool ok = !is_any_null(args, n);
    return number_or_null(ret, ok, V_FLAG,
                          ok && calc_contains(args[0].s, args[0].len, args[1].s, args[1].len));
}

/* Nothing to say gives null, like an empty field. */
EVAL(eval_concat)
{
    size_t len = 0;
    for (int i = 0; i < n; i++)
        len += value_is_null(args[i]) ? 0 : args[i].len;
    char *text = arena_alloc(ev->arena, len + 1), *at = text;
    for (int i = 0; i < n; i++) {
        if (!value_is_null(args[i]) && args[i].len > 0) {
            memcpy(at, args[i].s, args[i].len);
            at += args[i].len;
        }
    }
    *ret = len ? value_text_n(V_TEXT, text, len) : value_null();
    return OK;
}

/* ---- places
 * ---------------------------------------------------------------------------------------- */

EVAL(eval_under)
{
    bool ok = !is_any_null(args, n);
    return number_or_null(ret, ok, V_FLAG,
                          ok && args[0].n >= args[1].n && args[0].n <= place_last(args[1].n));
}

/* "latitude,longitude" in degrees with at most six decimals. */
static bool point_parse(struct value v, double *latitude, double *longitude)
{
    const char *comma = memchr(v.s, ',', v.len);
    int64_t a, b;
    if (!comma)
        return false;
    size_t first = (size_t)(comma - v.s);
    const char *rest = comma + 1;
    size_t rest_len = v.len - first - 1;
    while (rest_len > 0 && *rest == ' ') {
        rest++;
        rest_len--;
    }
    if (!decimal_parse(v.s, first, 6, &a) || !decimal_parse(rest, rest_len, 6, &b))
        return false;
    *latitude = (double)a / NUMBER_ONE * (M_PI / 180);
    *longitude = (double)b / NUMBER_ONE * (M_PI / 180);
    return true;
}

/* Great circle on a sphere of 6,371,008.8 m (mean radius, IUGG): within 0.5 % of the ellipsoid. */
EVAL(eval_distance)
{
    double a1, o1, a2, o2;
    *ret = value_null();
    if (is_any_null(args, n) || !point_parse(args[0], &a1, &o1) || !point_parse(args[1], &a2, &o2))
        return OK;
    double da = sin((a2 - a1) / 2), dl = sin((o2 - o1) / 2);
    double h = da * da + cos(a1) * cos(a2) * dl * dl;
    *ret = value_int(V_INTEGER, llround(2 * 6371008.8 * asin(sqrt(h > 1 ? 1 : h))));
    return OK;
}

/* ---- the table
 * ------------------------------------------------------------------------------------- */

#define ONE_MILLION "1000000"

static const struct func FUNCS[] = {
    {"abs",
     1,
     1,
     LAW_SIGNED,
     {0},
     V_NULL,
     eval_abs,
     "lf_abs({0})",
     "abs(-3) = 3",
     {"去掉正负号", "without its sign"}},
    {"age",
     1,
     2,
     LAW_PLAIN,
     {V_DATE, V_DATE},
     V_INTEGER,
     eval_age,
     "lf_age({0}, {1:today})",
     "age(2000-02-29, 2026-02-28) = 25",
     {"某日（默认今天）的周岁", "whole years of age on a day, today unless given"}},
    {"ceil",
     1,
     1,
     LAW_PLAIN,
     {V_NUMBER},
     V_INTEGER,
     eval_ceil,
     "lf_ceil({0}, " ONE_MILLION ")",
     "ceil(2.1) = 3",
     {"不小于它的最小整数", "the least integer not below it"}},
    {"concat",
     1,
     8,
     LAW_PLAIN,
     {V_TEXT, V_TEXT, V_TEXT, V_TEXT},
     V_TEXT,
     eval_concat,
     "lf_concat({0}, {1:''})",
     "concat('a', null, 'b') = 'ab'",
     {"连接文本，跳过空值", "texts joined; nulls are passed over"}},
    {"contains",
     2,
     2,
     LAW_PLAIN,
     {V_TEXT, V_TEXT},
     V_FLAG,
     eval_contains,
     "(lf_contains({0}, {1}) = 1)",
     "contains('Pucheng', 'chen')",
     {"文本中是否含有该部分", "does the text have this part"}},
    {"count",
     1,
     1,
     LAW_COUNT,
     {0},
     V_INTEGER,
     eval_count,
     "lf_count({0})",
     "count(symptoms) = 2",
     {"选了几项；明细有几行；台账中有几条", "how many choices, rows, or records of a ledger"}},
    {"date",
     1,
     1,
     LAW_PLAIN,
     {V_DATETIME},
     V_DATE,
     eval_date,
     "lf_date({0}, {offset})",
     "date('2026-11-23T16:05') = 2026-11-23",
     {"当地日期", "its local day"}},
    {"days",
     1,
     1,
     LAW_PLAIN,
     {V_DURATION},
     V_NUMBER,
     eval_days,
     "lf_muldiv({0}, " ONE_MILLION ", 86400)",
     "days(36h) = 1.5",
     {"时长折合天数", "a duration in days"}},
    {"days_between",
     2,
     2,
     LAW_PLAIN,
     {V_DATE, V_DATE},
     V_INTEGER,
     eval_days_between,
     "lf_sub({1}, {0})",
     "days_between(2026-01-01, 2026-03-01) = 59",
     {"从前一日到后一日的天数", "days from the first to the second"}},
    {"distance",
     2,
     2,
     LAW_POINTS,
     {0},
     V_INTEGER,
     eval_distance,
     NULL,
     "distance(spot, spot) = 0",
     {"两点相距多少米；只能用于单条记录", "metres between two points; over one record only"}},
    {"endofday",
     1,
     1,
     LAW_PLAIN,
     {V_DATETIME},
     V_DATETIME,
     eval_endofday,
     "lf_day_end({0}, {offset})",
     "endofday('2026-11-23T16:05') = 2026-11-24",
     {"当天结束之时（次日零点）", "the first moment of the next local day"}},
    {"floor",
     1,
     1,
     LAW_PLAIN,
     {V_NUMBER},
     V_INTEGER,
     eval_floor,
     "lf_floor({0}, " ONE_MILLION ")",
     "floor(-2.1) = -3",
     {"不大于它的最大整数", "the greatest integer not above it"}},
    {"hours",
     1,
     1,
     LAW_PLAIN,
     {V_DURATION},
     V_NUMBER,
     eval_hours,
     "lf_muldiv({0}, " ONE_MILLION ", 3600)",
     "hours(90m) = 1.5",
     {"时长折合小时数", "a duration in hours"}},
    {"known",
     1,
     1,
     LAW_KNOWN,
     {0},
     V_FLAG,
     eval_known,
     "({0} IS NOT NULL)",
     "not known(null)",
     {"是否已填（加密字段也可问）", "has it a value; sealed fields may be asked too"}},
    {"length",
     1,
     1,
     LAW_PLAIN,
     {V_TEXT},
     V_INTEGER,
     eval_length,
     "length({0})",
     "length('浦城') = 2",
     {"字数", "number of characters"}},
    {"max",
     2,
     8,
     LAW_SAME,
     {0},
     V_NULL,
     eval_max,
     "lf_max({0}, {1})",
     "max(1, 2.5, 2) = 2.5",
     {"最大者", "the greatest"}},
    {"min",
     2,
     8,
     LAW_SAME,
     {0},
     V_NULL,
     eval_min,
     "lf_min({0}, {1})",
     "min(2h, 90m) = 90m",
     {"最小者", "the least"}},
    {"now",
     0,
     0,
     LAW_PLAIN,
     {0},
     V_DATETIME,
     eval_now,
     "{now}",
     "date(now()) = today()",
     {"此刻", "this moment"}},
    {"round",
     1,
     1,
     LAW_PLAIN,
     {V_NUMBER},
     V_INTEGER,
     eval_round,
     "lf_muldiv({0}, 1, " ONE_MILLION ")",
     "round(-2.5) = -3",
     {"四舍五入为整数", "the nearest integer; a half away from zero"}},
    {"startofday",
     1,
     1,
     LAW_PLAIN,
     {V_DATETIME},
     V_DATETIME,
     eval_startofday,
     "lf_day_start({0}, {offset})",
     "startofday('2026-11-23T16:05') = 2026-11-23",
     {"当天零点", "the first moment of its local day"}},
    {"starts",
     2,
     2,
     LAW_PLAIN,
     {V_TEXT, V_TEXT},
     V_FLAG,
     eval_starts,
     "(lf_starts({0}, {1}) = 1)",
     "starts('Pucheng', 'Pu')",
     {"文本是否以其开头", "does the text begin with it"}},
    {"time",
     1,
     1,
     LAW_PLAIN,
     {V_DATETIME},
     V_TIME,
     eval_time,
     "lf_time({0}, {offset})",
     "time('2026-11-23T16:05') = 16:05",
     {"当地时刻", "its local time of day"}},
    {"today",
     0,
     0,
     LAW_PLAIN,
     {0},
     V_DATE,
     eval_today_call,
     "{today}",
     "today() = 2026-11-23",
     {"今天", "the local day now"}},
    {"under",
     2,
     2,
     LAW_PLAIN,
     {V_PLACE, V_PLACE},
     V_FLAG,
     eval_under,
     "({0} BETWEEN {1} AND lf_place_last({1}))",
     "under(place, place)",
     {"地点是否在该地点之内", "does the place lie in, or is it, the other"}},
    {"user",
     0,
     0,
     LAW_PLAIN,
     {0},
     V_USER,
     eval_user,
     "{user}",
     "user() = user()",
     {"当前用户", "who is doing this"}},
    {"weekday",
     1,
     1,
     LAW_PLAIN,
     {V_DATE},
     V_INTEGER,
     eval_weekday,
     "lf_weekday({0})",
     "weekday(2026-11-23) = 1",
     {"星期几，周一为1", "1 Monday to 7 Sunday"}},
    {"workday",
     1,
     1,
     LAW_PLAIN,
     {V_DATE},
     V_FLAG,
     eval_workday,
     "CASE WHEN lf_weekday({0}) IS NULL THEN NULL WHEN {0} IN ({workdays}) THEN 1 = 1"
     " WHEN {0} IN ({holidays}) THEN 1 = 0 ELSE lf_weekday({0}) NOT IN ({weekend}) END",
     "workday(2026-11-23)",
     {"是否工作日（按预案日历）", "a day of work by the plan's calendar"}},
};

const struct func *func_rows(int *ret_n)
{
    *ret_n = (int)(sizeof FUNCS / sizeof FUNCS[0]);
    return FUNCS;
}

const struct func *func_find(const char *name)
{
    for (size_t i = 0; i < sizeof FUNCS / sizeof FUNCS[0]; i++) {
        if (text_same(FUNCS[i].name, name))
            return &FUNCS[i];
    }
    return NULL;
}
