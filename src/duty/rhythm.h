/* By when: occurrences of a duty on the calendar. Pure; a rhythm is a duty's `times`, `daily` and
 * so on with its numbers already worked out for one subject. Moments are seconds UTC; opens_at is
 * the first at which a proof counts for the occurrence, due_at the last that is in time without
 * grace. */
#ifndef DUTY_RHYTHM_H
#define DUTY_RHYTHM_H
#include "plan/plan.h"

#define RHYTHM_PARTS 24

struct rhythm {
    enum duty_rhythm kind;
    int64_t amount; /* times: how many; every, within: seconds. 0: there is no duty */
    struct part {
        int64_t from_s, to_s;
    } parts[RHYTHM_PARTS]; /* times: the windows of the day */
    int parts_n;
    int64_t at_s[RHYTHM_PARTS]; /* daily: times of day; weekly, monthly: by this, if any */
    int at_n;
    int64_t covers_to_s; /* daily: a report cannot be due before what it tells of ended; 0 none */
    unsigned weekdays;
    int month_day;
    enum duty_days days;
    bool skips_night;
    int64_t grace_s;
};
struct occurrence {
    int64_t opens_at, due_at;
};

/* Splits the day for times: the windows when they are as many as `amount`, else the whole span from
 * the first to the last (no windows: the day without its night) in equal parts. */
void rhythm_split_day(struct rhythm *r, const struct calendar *c, const struct part *windows,
                      int n);
/* False when there is none. start: when the duty began. Windows count from the first that opens at
 * or after it, days from the first whose hour is still to come. */
bool rhythm_first(const struct rhythm *r, const struct calendar *c, int64_t start,
                  struct occurrence *ret);
/* After `last`; done_at: when that one was proved, 0 not at all (`every` counts from it). */
bool rhythm_next(const struct rhythm *r, const struct calendar *c, const struct occurrence *last,
                 int64_t done_at, struct occurrence *ret);
/* The same digest: the same occurrences. */
int64_t rhythm_digest(const struct rhythm *r);
/* The local day for which an occurrence is counted: that of its last second. */
int64_t rhythm_day(const struct calendar *c, const struct occurrence *o);
#endif
