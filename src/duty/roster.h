/* Who is on when: a month made fairly. Pure: no store, no clock, no chance; the same people and
 * rules give the same month.
 *
 * People are dealt to shifts one after another; each shift takes, of those who can, who has had
 * the least of its kind (holidays, weekends, nights, then all), then who rested longest. Then
 * shifts are handed over and exchanged as long as that brings people nearer to each other: among
 * people equally available the shifts of each kind differ by one at most wherever that can be
 * done. Nobody works twice a day, within their rest, while away, or beyond the longest stay; what
 * cannot be filled is vacant and told. Crews follow each other for ever, over the ends of months.
 */
#ifndef DUTY_ROSTER_H
#define DUTY_ROSTER_H
#include <stdbool.h>
#include <stdint.h>

#define ROSTER_SHIFTS 8
struct roster_rule {
    struct roster_shift {
        int64_t from_s, to_s; /* of the day; to before from: over midnight */
        int heads;            /* people needed */
        unsigned skills;      /* one of them has all of these */
        bool is_night;
    } shifts[ROSTER_SHIFTS];
    int shifts_n;
    int crews;            /* > 0: fixed crews that follow each other (four crews, three shifts) */
    int64_t rest_s;       /* between two shifts of a person, at least */
    int stay_days;        /* > 0: so many days in a row at most (quarantine sites) … */
    int rest_days;        /* … then so many away */
};
struct roster_person {
    int64_t id;
    unsigned skills;
    int crew;             /* with crews: 0 … crews-1 */
    const int64_t *away;  /* local days, sorted */
    int away_n;
};
struct roster_seat {
    int64_t day;
    int shift;
    int64_t person; /* 0 vacant */
    int head;       /* of the shift's heads; the first has the skills */
};
enum roster_day { ROSTER_WORKDAY, ROSTER_WEEKEND, ROSTER_HOLIDAY };
struct roster_span { /* what is to be filled */
    int64_t first;   /* local day */
    int days;
    const unsigned char *kinds;       /* enum roster_day of each */
    const struct roster_seat *before; /* the days before, by day: who rests still. May be NULL */
    int before_n;
};
/* ret: days × heads of all shifts, by day and shift. *ret_vacant counts those without a person. */
void roster_make(const struct roster_rule *rule, const struct roster_person *people, int people_n,
                 const struct roster_span *span, struct roster_seat *ret, int *ret_n,
                 int *ret_vacant);

enum roster_fault {
    ROSTER_VACANT,
    ROSTER_DOUBLE,
    ROSTER_AWAY,
    ROSTER_REST,
    ROSTER_STAY,
    ROSTER_SKILL, /* nobody on the shift has what it asks for */
    ROSTER_FAULTS
};
struct roster_problem {
    enum roster_fault fault;
    int64_t day, person;
    int shift;
};
/* What is wrong with a roster, however it came to be (after a swap, an absence): at most max. */
int roster_check(const struct roster_rule *rule, const struct roster_person *people, int people_n,
                 const struct roster_seat *seats, int n, struct roster_problem *ret, int max);
#endif
