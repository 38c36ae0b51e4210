/* Occurrences of a duty on the calendar. No store, no clock. */
#include "duty/rhythm.h"

#include "value/time.h"

#define SEARCH_DAYS 800

void rhythm_split_day(struct rhythm *r, const struct calendar *c, const struct part *windows, int n)
{
    int64_t from = n ? windows[0].from_s : c->night_to_s;
    int64_t to = n ? windows[n - 1].to_s : c->night_from_s;
    if (from >= to)
        from = 0, to = TIME_DAY;
    if (r->amount > RHYTHM_PARTS)
        r->amount = RHYTHM_PARTS;
    r->parts_n = r->amount > 0 ? (int)r->amount : 0;
    for (int i = 0; i < r->parts_n; i++) {
        r->parts[i].from_s = from + (to - from) * i / r->parts_n;
        r->parts[i].to_s = from + (to - from) * (i + 1) / r->parts_n;
        if (r->parts_n == n)
            r->parts[i] = windows[i];
    }
}

static bool is_day(const struct rhythm *r, const struct calendar *c, int64_t day)
{
    return r->days == DAYS_WORK     ? calendar_is_workday(c, day)
           : r->days == DAYS_SCHOOL ? calendar_is_school_day(c, day)
                                    : true;
}

static int64_t month_end(int64_t day)
{
    int year, month, d;
    date_to_civil(day, &year, &month, &d);
    return date_from_civil(year + (month == 12), month == 12 ? 1 : month + 1, 1) - 1;
}

static bool is_named(const struct rhythm *r, int64_t day)
{
    int year, month, d;
    if (r->kind == RHYTHM_WEEKLY)
        return r->weekdays >> date_weekday(day) & 1;
    date_to_civil(day, &year, &month, &d);
    return d == r->month_day || (d < r->month_day && day == month_end(day));
}

/* Weekly and monthly: is it due on this day? What falls on a day that does not count moves on to
 * the next one that does. */
static bool is_due_on(const struct rhythm *r, const struct calendar *c, int64_t day)
{
    if (!is_day(r, c, day))
        return false;
    for (int back = 0; back < 15; back++) {
        if (is_named(r, day - back))
            return true;
        if (is_day(r, c, day - back - 1))
            return false;
    }
    return false;
}

static int64_t period_start(const struct rhythm *r, int64_t day)
{
    int year, month, d;
    if (r->kind == RHYTHM_WEEKLY)
        return day - (date_weekday(day) - 1);
    date_to_civil(day, &year, &month, &d);
    return date_from_civil(year, month, 1);
}

/* Occurrences of one local day, in order; seconds of that day (opens may lie before it). */
static int of_day(const struct rhythm *r, const struct calendar *c, int64_t day,
                  struct occurrence ret[RHYTHM_PARTS])
{
    int n = 0;
    if (r->kind == RHYTHM_TIMES || r->kind == RHYTHM_DAILY) {
        if (!is_day(r, c, day))
            return 0;
        for (int i = 0; r->kind == RHYTHM_TIMES && i < r->parts_n; i++)
            ret[n++] = (struct occurrence){r->parts[i].from_s, r->parts[i].to_s};
        for (int i = 0; r->kind == RHYTHM_DAILY && i < r->at_n; i++) {
            int64_t opens = i ? r->at_s[i - 1] : r->covers_to_s < r->at_s[i] ? r->covers_to_s : 0;
            ret[n++] = (struct occurrence){opens, r->at_s[i]};
        }
        return n;
    }
    if (!is_due_on(r, c, day))
        return 0;
    int64_t due = r->at_n ? r->at_s[0] : TIME_DAY, opens = period_start(r, day);
    for (int64_t before = day - 1; before >= opens; before--)
        if (is_due_on(r, c, before)) {
            ret[0] = (struct occurrence){(before - day) * TIME_DAY + due, due};
            return 1;
        }
    ret[0] = (struct occurrence){(opens - day) * TIME_DAY, due};
    return 1;
}

/* The first on the calendar with due_at > after, and opens_at >= opens. */
static bool search(const struct rhythm *r, const struct calendar *c, int64_t after, int64_t opens,
                   struct occurrence *ret)
{
    struct occurrence list[RHYTHM_PARTS];
    int64_t day = date_of(after, c->offset_s) - 1;
    for (int i = 0; i < SEARCH_DAYS; i++, day++) {
        int64_t midnight = day * TIME_DAY - c->offset_s;
        int n = of_day(r, c, day, list);
        for (int k = 0; k < n; k++) {
            struct occurrence o = {list[k].opens_at + midnight, list[k].due_at + midnight};
            if (o.due_at > after && o.opens_at >= opens) {
                *ret = o;
                return true;
            }
        }
    }
    return false;
}

static int64_t past_night(const struct rhythm *r, const struct calendar *c, int64_t due)
{
    int64_t day = date_of(due, c->offset_s), second = due + c->offset_s - day * TIME_DAY;
    if (!r->skips_night || !calendar_is_night(c, second))
        return due;
    if (second >= c->night_to_s)
        day++;
    return day * TIME_DAY + c->night_to_s - c->offset_s;
}

bool rhythm_first(const struct rhythm *r, const struct calendar *c, int64_t start,
                  struct occurrence *ret)
{
    if ((r->kind == RHYTHM_TIMES || r->kind == RHYTHM_EVERY || r->kind == RHYTHM_WITHIN) &&
        r->amount <= 0)
        return false;
    switch (r->kind) {
    case RHYTHM_TIMES:
        return search(r, c, start, start, ret);
    case RHYTHM_EVERY:
    case RHYTHM_WITHIN:
        *ret = (struct occurrence){start, past_night(r, c, start + r->amount)};
        return true;
    default:
        return search(r, c, start, INT64_MIN, ret);
    }
}

bool rhythm_next(const struct rhythm *r, const struct calendar *c, const struct occurrence *last,
                 int64_t done_at, struct occurrence *ret)
{
    if (r->kind == RHYTHM_WITHIN)
        return false;
    if (r->kind == RHYTHM_EVERY) {
        if (r->amount <= 0)
            return false;
        int64_t from = done_at ? done_at : last->due_at;
        *ret = (struct occurrence){from, past_night(r, c, from + r->amount)};
        return true;
    }
    return search(r, c, last->due_at, INT64_MIN, ret);
}

static uint64_t mix(uint64_t h, int64_t n)
{
    h = (h ^ (uint64_t)n) * 0x9fb21c651e98df25u;
    return h ^ h >> 29;
}

int64_t rhythm_digest(const struct rhythm *r)
{
    uint64_t h = mix(0xcbf29ce484222325u, r->kind);
    h = mix(h, r->amount);
    for (int i = 0; i < r->parts_n; i++)
        h = mix(mix(h, r->parts[i].from_s), r->parts[i].to_s);
    for (int i = 0; i < r->at_n; i++)
        h = mix(h, r->at_s[i]);
    h = mix(mix(h, r->covers_to_s), r->weekdays);
    h = mix(mix(h, r->month_day), r->days);
    h = mix(mix(h, r->skips_night), r->grace_s);
    return (int64_t)(h >> 1);
}

int64_t rhythm_day(const struct calendar *c, const struct occurrence *o)
{
    return date_of(o->due_at - 1, c->offset_s);
}
