/* A month of a roster as its page shows it: days, shifts, seats, people, what is wrong. */
#include "base/text.h"
#include "duty/list.h"
#include "duty/roster_int.h"
#include "value/time.h"

static void put_day(struct call *c, const char *key, int64_t day)
{
    char text[32];
    put_key(c->out, key);
    put_text(c->out, text, date_print(day, text));
}

static void put_days(struct call *c, const struct month *m)
{
    static const char *const words[] = {"workday", "weekend", "holiday"};
    put_key(c->out, "days");
    put_array(c->out);
    for (int d = 0; d < m->days; d++) {
        put_object(c->out);
        put_day(c, "day", m->first + d);
        put_key(c->out, "kind"), put_str(c->out, words[m->kinds[d]]);
        put_end_object(c->out);
    }
    put_end_array(c->out);
}

static void put_shifts(struct call *c, const struct plan_roster *p)
{
    char time[16];
    put_key(c->out, "shifts");
    put_array(c->out);
    for (int i = 0; i < p->shifts_n; i++) {
        const struct plan_shift *s = &p->shifts[i];
        put_object(c->out);
        put_key(c->out, "name"), put_str(c->out, s->name);
        put_key(c->out, "label"), put_str(c->out, label_text(&s->label, c->lang));
        put_key(c->out, "from"), put_text(c->out, time, time_print(s->from_s, time));
        put_key(c->out, "to"), put_text(c->out, time, time_print(s->to_s, time));
        put_key(c->out, "heads"), put_int(c->out, s->heads);
        put_key(c->out, "night"), put_bool(c->out, s->is_night);
        put_end_object(c->out);
    }
    put_end_array(c->out);
}

static void put_seats(struct call *c, const struct plan_roster *p, const struct seat *list, int n)
{
    put_key(c->out, "seats");
    put_array(c->out);
    for (int i = 0; i < n; i++) {
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, list[i].id);
        put_day(c, "day", list[i].day);
        put_key(c->out, "shift"), put_str(c->out, p->shifts[list[i].shift].name);
        put_key(c->out, "head"), put_int(c->out, list[i].head);
        put_key(c->out, "person"), roster_put_person(c, list[i].account, list[i].name);
        put_end_object(c->out);
    }
    put_end_array(c->out);
}

static void put_loads(struct call *c, const struct keep *k, const struct month *m,
                      const struct seat *list, int n, int64_t account)
{
    int nights = 0, weekends = 0, holidays = 0, all = 0;
    for (int i = 0; i < n; i++) {
        if (list[i].account != account)
            continue;
        enum roster_day kind = (enum roster_day)m->kinds[list[i].day - m->first];
        all++;
        nights += k->plan->shifts[list[i].shift].is_night;
        weekends += kind == ROSTER_WEEKEND;
        holidays += kind == ROSTER_HOLIDAY;
    }
    put_key(c->out, "nights"), put_int(c->out, nights);
    put_key(c->out, "weekends"), put_int(c->out, weekends);
    put_key(c->out, "holidays"), put_int(c->out, holidays);
    put_key(c->out, "all"), put_int(c->out, all);
}

static void put_people(struct call *c, const struct keep *k, const struct month *m,
                       const struct member *people, int people_n, const struct seat *list, int n)
{
    put_key(c->out, "people");
    put_array(c->out);
    for (int i = 0; i < people_n; i++) {
        const struct member *p = &people[i];
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, p->id);
        put_key(c->out, "user"), put_id(c->out, p->account);
        put_key(c->out, "title"), put_str(c->out, p->name);
        put_key(c->out, "phone"), put_str(c->out, p->phone);
        put_key(c->out, "crew"), put_int(c->out, p->crew + 1);
        put_key(c->out, "skills");
        put_array(c->out);
        for (int s = 0; s < k->plan->skills_n; s++)
            if (p->skills >> s & 1)
                put_str(c->out, k->plan->skills[s]);
        put_end_array(c->out);
        put_key(c->out, "away");
        put_array(c->out);
        for (int d = 0; d < p->away_n; d++) {
            char text[32];
            if (!d || p->away[d] != p->away[d - 1])
                put_text(c->out, text, date_print(p->away[d], text));
        }
        put_end_array(c->out);
        put_loads(c, k, m, list, n, p->account);
        put_end_object(c->out);
    }
    put_end_array(c->out);
}

static void put_faults(struct call *c, const struct keep *k, const struct fault *list, int n)
{
    put_key(c->out, "problems");
    put_array(c->out);
    for (int i = 0; i < n; i++) {
        put_object(c->out);
        put_key(c->out, "fault"), put_str(c->out, roster_fault_words[list[i].at.fault]);
        put_key(c->out, "label");
        put_str(c->out, label_text(roster_fault_label(list[i].at.fault), c->lang));
        put_day(c, "day", list[i].at.day);
        put_key(c->out, "shift"), put_str(c->out, k->plan->shifts[list[i].at.shift].name);
        put_key(c->out, "person"), roster_put_person(c, list[i].at.person, list[i].name);
        put_end_object(c->out);
    }
    put_end_array(c->out);
}

enum outcome do_roster_month(struct call *c, struct err *e)
{
    struct keep k;
    struct month m;
    struct member *people;
    struct seat *seats;
    struct fault *faults;
    int people_n, seats_n, faults_n = 0;
    char text[32];
    enum outcome o = keep_of_call(c, &k, e);
    if (o == OK)
        o = month_parse(c, &m, e);
    if (o == OK)
        o = month_find(&k, &m, e);
    bool may_make = o == OK && roster_may_make(c, &k);
    if (o == OK)
        o = members_read(&k, m.first, m.first + m.days - 1, &people, &people_n, e);
    if (o == OK) /* a draft is the business of who makes it */
        o = seats_read(&k, m.first, m.first + m.days - 1, !may_make, &seats, &seats_n, e);
    if (o == OK)
        o = month_judge(&k, &m, people, people_n, seats, seats_n, &faults, &faults_n, e);
    if (o != OK)
        return o;
    date_print(m.first, text);
    put_object(c->out);
    put_key(c->out, "roster"), put_str(c->out, k.plan->name);
    put_key(c->out, "label"), put_str(c->out, label_text(&k.plan->label, c->lang));
    put_key(c->out, "place");
    o = duty_put_place(c, k.place, e);
    put_key(c->out, "month"), put_text(c->out, text, 7);
    put_key(c->out, "state");
    put_str(c->out, m.published_at ? "published" : m.id && may_make ? "draft" : "none");
    put_key(c->out, "published_at"), duty_put_moment(c, m.published_at);
    put_key(c->out, "may_make"), put_bool(c->out, may_make);
    put_key(c->out, "crews"), put_int(c->out, k.plan->crews);
    put_days(c, &m);
    put_shifts(c, k.plan);
    put_seats(c, k.plan, seats, seats_n);
    put_people(c, &k, &m, people, people_n, seats, seats_n);
    put_faults(c, &k, faults, faults_n);
    put_end_object(c->out);
    return o;
}
