/* Working days of the plan: weekends and holidays, save the weekend days that are worked. */
#include "plan/plan.h"

#include "value/time.h"

static bool holds(const int64_t *days, int n, int64_t day)
{
    int low = 0;

    while (n > 0) {
        int half = n / 2;
        if (days[low + half] == day)
            return true;
        if (days[low + half] < day) {
            low += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return false;
}

bool calendar_is_workday(const struct calendar *c, int64_t day)
{
    if (holds(c->workdays, c->workdays_n, day))
        return true;
    return !c->weekend[date_weekday(day)] && !holds(c->holidays, c->holidays_n, day);
}

bool calendar_is_holiday(const struct calendar *c, int64_t day)
{
    return holds(c->holidays, c->holidays_n, day);
}

bool calendar_is_school_day(const struct calendar *c, int64_t day)
{
    if (c->school_days_n)
        return holds(c->school_days, c->school_days_n, day);
    return calendar_is_workday(c, day);
}

bool calendar_is_night(const struct calendar *c, int64_t second_of_day)
{
    if (c->night_from_s <= c->night_to_s)
        return second_of_day >= c->night_from_s && second_of_day < c->night_to_s;
    return second_of_day >= c->night_from_s || second_of_day < c->night_to_s;
}
