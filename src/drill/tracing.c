/* From a case to its contacts, and from a contact to a room. An investigation takes an
 * investigator's minutes; each contact found takes a tracer's. What today's people cannot do waits
 * in order, and meanwhile the contacts go on meeting others. Contacts are the same keyed contacts
 * that transmission used. */
#include <math.h>
#include <stdlib.h>

#include "drill/response.h"

static void touch(struct response *s, struct run *r, uint32_t person, uint16_t set)
{
    if (!(r->hot[person] & 0xff & ~HOT_INFECTED))
        list_add(&s->touched, person);
    r->hot[person] |= set;
}

/* Out of quarantine, wherever it was. */
static void leave_quarantine(struct response *s, struct run *r, uint32_t person)
{
    if (r->hot[person] & HOT_ROOM)
        s->rooms--;
    if (r->hot[person] & HOT_HOME)
        s->home--;
    r->hot[person] &= (uint16_t) ~(HOT_ROOM | HOT_HOME);
}

static void keep_apart(struct run *r, struct infection *i, bool at_home, bool quarantined)
{
    if (i->kept_from > (float)(r->day + 1))
        i->kept_from = (float)(r->day + 1); /* today's contacts have happened */
    i->home = at_home;
    i->quarantined = quarantined;
}

void response_admitted(struct run *r, struct infection *i)
{
    struct response *s = r->response;
    if (!s)
        return;
    leave_quarantine(s, r, i->person);
    if (i->confirmed != UINT16_MAX && r->hot[i->person] & HOT_ISOLATED && i->home &&
        !i->quarantined)
        s->isolated_home--;
    touch(s, r, i->person, HOT_ISOLATED);
    keep_apart(r, i, false, false);
    if (i->confirmed == UINT16_MAX && !i->asked && r->day >= r->p->respond_from) {
        i->asked = 1;
        s->lane[LANE_URGENT].in++;
        int ready = r->day + (int)(r->p->result_days + 0.5);
        if (ready < r->days)
            list_add(&s->result[ready], r->case_of[i->person]);
    }
}

void trace_confirmed(struct response *s, struct run *r, uint32_t index)
{
    struct infection *i = &r->infections[index];
    if (i->confirmed != UINT16_MAX || r->hot[i->person] & HOT_DEAD)
        return;
    i->confirmed = (uint16_t)r->day;
    s->recent[r->day]++;
    tell(r, SERIES_CONFIRMED, 1);
    r->out->town_confirmed[(size_t)r->w->village_town[r->w->person[i->person].village] *
                               (size_t)r->days +
                           (size_t)r->day]++;
    s->cleaning_waits++;
    leave_quarantine(s, r, i->person);
    bool in_bed = care_isolate(r, i);
    touch(s, r, i->person, HOT_CONFIRMED | HOT_ISOLATED);
    keep_apart(r, i, !in_bed, false);
    if (!in_bed)
        s->isolated_home++;
    int ready = r->day + (int)(r->p->trace_delay + 0.5), end = r->day + (int)r->p->isolation_days;
    if (ready < r->days)
        list_add(&s->case_ready[ready], index);
    if (end < r->days)
        list_add(&s->case_end[end], index);
}

static void want(struct response *s, struct run *r, uint32_t person)
{
    if (r->hot[person] & (HOT_NOTICED | HOT_CONFIRMED | HOT_DEAD | HOT_RESTRICTED))
        return;
    touch(s, r, person, HOT_NOTICED);
    queue_add(&s->notices, person);
    tell(r, SERIES_CONTACTS, 1);
}

/* Contacts of one day, each remembered or not by a draw of its own. */
static void ask_day(struct response *s, struct run *r, const struct reach *reach, uint32_t person,
                    int day)
{
    const struct drill_parameters *p = r->p;
    uint64_t key = draw_key(r->seed, person);
    for (enum layer l = LAYER_HOME; l < LAYERS; l++) {
        enum setting setting = reach_setting(reach, l);
        double find = l == LAYER_HOME   ? p->find_home
                      : l == LAYER_UNIT ? p->find_group
                                        : p->find_random;
        for (uint32_t k = 0; k < reach->number[l]; k++) {
            float kept;
            if (draw_unit(draw(key, (uint32_t)day, DRAW_TRACE, (uint32_t)l << 16 | k)) >= find)
                continue;
            uint32_t other = contact_of(r->w, r->seed, reach, l, (uint32_t)day, k, &kept);
            if (other != NOBODY && kept < r->kept_on[day][setting])
                want(s, r, other);
        }
    }
}

static void investigate(struct response *s, struct run *r, uint32_t index)
{
    const struct infection *i = &r->infections[index];
    const struct drill_parameters *p = r->p;
    double back = fmax(p->look_back, p->source_look_back);
    double begin = i->course == COURSE_QUIET ? i->confirmed : fmin(i->onset, i->confirmed);
    int from = (int)fmax(0, begin - back), to = (int)i->confirmed;
    struct reach reach;
    if (i->kept_from < INFINITY && (int)i->kept_from < to)
        to = (int)i->kept_from;
    reach_of(&reach, r->w, i->person);
    for (int day = from; day <= to; day++)
        ask_day(s, r, &reach, i->person, day);
}

static void take_work(struct response *s, struct run *r, struct queue *q, enum crew crew,
                      double minutes, enum capacity capacity, enum series used, enum series waiting,
                      void (*take)(struct response *, struct run *, uint32_t))
{
    double wanted = q->n * minutes - s->spare_minutes[crew];
    double have = s->spare_minutes[crew] + staff_work(s, r, crew, fmax(0, wanted));
    double spent = 0;
    while (q->n && have - spent >= minutes - 1e-6) {
        spent += minutes;
        take(s, r, queue_take(q));
    }
    s->spare_minutes[crew] = q->n ? have - spent : 0;
    tell(r, used, spent);
    tell(r, waiting, q->n);
    if (q->n)
        run_short(r, capacity);
}

void trace_cases(struct response *s, struct run *r)
{
    const struct list *ready = &s->case_ready[r->day];
    for (uint32_t k = 0; k < ready->n; k++)
        queue_add(&s->cases, ready->items[k]);
    take_work(s, r, &s->cases, CREW_INVESTIGATOR, r->p->investigation_minutes,
              CAPACITY_INVESTIGATORS, SERIES_INVESTIGATION_MINUTES, SERIES_CASES_WAITING,
              investigate);
}

/* Rooms that can be run with the staff there is. */
static int rooms_open(const struct run *r)
{
    double by_staff =
        r->p->site_minutes > 0 ? r->p->site_staff * r->p->shift_minutes / r->p->site_minutes : 1e9;
    return (int)fmin(fmin(r->p->rooms, by_staff), 1e9);
}

static void tests_from(struct response *s, struct run *r, uint32_t person)
{
    for (int t = 0; t < DRILL_TESTS; t++) {
        int day = r->day + (int)r->p->quarantine_tests[t];
        if (r->p->quarantine_tests[t] > 0 && day < r->days)
            list_add(&s->quarantine_test[day], person);
    }
}

static void quarantine(struct response *s, struct run *r, uint32_t person)
{
    const struct drill_parameters *p = r->p;
    r->hot[person] &= (uint16_t)~HOT_NOTICED;
    if (r->hot[person] & (HOT_CONFIRMED | HOT_DEAD | HOT_RESTRICTED) ||
        draw_unit(draw(draw_key(r->seed, person), 0, DRAW_COMPLY, 0)) >= p->comply)
        return;
    bool in_room = p->quarantine_days > 0 && s->rooms < rooms_open(r);
    int room_days = in_room ? (int)p->quarantine_days : 0;
    int end = r->day + (int)(p->quarantine_days + p->home_monitoring_days);
    if (p->quarantine_days > 0 && !in_room)
        run_short(r, s->rooms < (int)p->rooms ? CAPACITY_SITE_STAFF : CAPACITY_ROOMS);
    touch(s, r, person, in_room ? HOT_ROOM : HOT_HOME);
    s->rooms += in_room;
    s->home += !in_room;
    tell(r, SERIES_QUARANTINED, 1);
    if (in_room && r->day + room_days < r->days)
        list_add(&s->room_end[r->day + room_days], person);
    if (end < r->days)
        list_add(&s->home_end[end], person);
    tests_from(s, r, person);
    if (r->hot[person] & HOT_INFECTED)
        keep_apart(r, &r->infections[r->case_of[person]], !in_room, true);
}

void trace_notices(struct response *s, struct run *r)
{
    take_work(s, r, &s->notices, CREW_TRACER, r->p->notice_minutes, CAPACITY_TRACERS,
              SERIES_NOTICE_MINUTES, SERIES_CONTACTS_WAITING, quarantine);
}

void trace_left(struct response *s, struct run *r, const struct infection *i)
{
    leave_quarantine(s, r, i->person);
    if (i->home && !i->quarantined && r->hot[i->person] & HOT_ISOLATED)
        s->isolated_home--;
}

static void set_free(struct run *r, uint32_t person)
{
    if (r->hot[person] & HOT_INFECTED) {
        struct infection *i = &r->infections[r->case_of[person]];
        i->kept_from = INFINITY;
        i->home = i->quarantined = 0;
    }
}

void trace_ends(struct response *s, struct run *r)
{
    const struct list *today = &s->room_end[r->day];
    for (uint32_t k = 0; k < today->n; k++) {
        uint32_t person = today->items[k];
        if (!(r->hot[person] & HOT_ROOM) || r->p->home_monitoring_days < 1)
            continue;
        leave_quarantine(s, r, person);
        touch(s, r, person, HOT_HOME);
        s->home++;
        if (r->hot[person] & HOT_INFECTED)
            r->infections[r->case_of[person]].home = 1;
    }
    today = &s->home_end[r->day];
    for (uint32_t k = 0; k < today->n; k++)
        if (r->hot[today->items[k]] & (HOT_HOME | HOT_ROOM)) {
            leave_quarantine(s, r, today->items[k]);
            set_free(r, today->items[k]);
        }
    today = &s->case_end[r->day];
    for (uint32_t k = 0; k < today->n; k++) {
        struct infection *i = &r->infections[today->items[k]];
        if (r->hot[i->person] & HOT_DEAD || i->bed > BED_ISOLATION)
            continue;
        if (i->home && !i->quarantined && r->hot[i->person] & HOT_ISOLATED)
            s->isolated_home--;
        if (i->bed == BED_ISOLATION)
            care_leave(r, i);
        r->hot[i->person] &= (uint16_t)~HOT_ISOLATED;
        set_free(r, i->person);
    }
}
