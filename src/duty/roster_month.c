/* A month of a roster at a place: made from its people and the plan's rules, and judged. */
#include "base/text.h"
#include "duty/roster_int.h"
#include "value/time.h"

const char *const roster_fault_words[ROSTER_FAULTS] = {"vacant", "double", "away",
                                                       "rest",   "stay",   "skill"};
static const struct label fault_labels[ROSTER_FAULTS] = {
    [ROSTER_VACANT] = {"空岗", "vacant"},
    [ROSTER_DOUBLE] = {"一人两岗", "twice at once"},
    [ROSTER_AWAY] = {"不在岗", "away that day"},
    [ROSTER_REST] = {"休息不足", "too little rest"},
    [ROSTER_STAY] = {"连续驻守超期", "stays too long"},
    [ROSTER_SKILL] = {"缺所需技能", "lacks a skill"},
};

const struct label *roster_fault_label(enum roster_fault fault)
{
    return &fault_labels[fault];
}

void roster_rule_of(const struct plan_roster *p, struct roster_rule *ret)
{
    *ret = (struct roster_rule){.shifts_n = p->shifts_n,
                                .crews = p->crews,
                                .rest_s = p->rest_s,
                                .stay_days = p->stay_days,
                                .rest_days = p->away_days};
    for (int i = 0; i < p->shifts_n; i++)
        ret->shifts[i] = (struct roster_shift){p->shifts[i].from_s, p->shifts[i].to_s,
                                               p->shifts[i].heads, p->shifts[i].skills,
                                               p->shifts[i].is_night};
}

void roster_moments(const struct keep *k, int shift, int64_t day, int64_t *ret_from,
                    int64_t *ret_to)
{
    const struct plan_shift *s = &k->plan->shifts[shift];
    int64_t start = day * TIME_DAY - k->w.plan->calendar.offset_s;
    *ret_from = start + s->from_s;
    *ret_to = start + s->to_s + (s->to_s <= s->from_s ? TIME_DAY : 0);
}

void month_of(const struct plan *plan, int64_t first, struct month *ret)
{
    int year, month, day;
    date_to_civil(first, &year, &month, &day);
    first -= day - 1;
    *ret = (struct month){.first = first};
    ret->days = (int)((month == 12 ? date_from_civil(year + 1, 1, 1)
                                   : date_from_civil(year, month + 1, 1)) -
                      first);
    for (int d = 0; d < ret->days; d++) {
        bool is_holiday = calendar_is_holiday(&plan->calendar, first + d);
        ret->kinds[d] = is_holiday ? ROSTER_HOLIDAY
                        : calendar_is_workday(&plan->calendar, first + d) ? ROSTER_WORKDAY
                                                                           : ROSTER_WEEKEND;
    }
}

enum outcome month_parse(struct call *c, struct month *ret, struct err *e)
{
    const char *text = call_text(c, "month");
    char day[16];
    int64_t first;
    if (!text || !*text) {
        month_of(c->plan, date_of(c->now_ms / 1000, c->plan->calendar.offset_s), ret);
        return OK;
    }
    snprintf(day, sizeof day, "%.7s-01", text);
    if (strlen(text) != 7 || !date_parse(day, strlen(day), false, &first))
        return err_set(e, REFUSED, "month", "month", "month is a month such as 2026-11",
                       "month应为月份，如2026-11");
    month_of(c->plan, first, ret);
    return OK;
}

static struct roster_person *people_of(struct keep *k, const struct member *list, int n)
{
    struct roster_person *people = arena_alloc(k->w.arena, sizeof *people * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        people[i] = (struct roster_person){.id = list[i].account, .skills = list[i].skills,
                                           .crew = list[i].crew, .away = list[i].away,
                                           .away_n = list[i].away_n};
    return people;
}

static struct roster_seat *seats_of(struct keep *k, const struct seat *list, int n)
{
    struct roster_seat *seats = arena_alloc(k->w.arena, sizeof *seats * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        seats[i] = (struct roster_seat){list[i].day, list[i].shift, list[i].account, list[i].head};
    return seats;
}

static enum outcome no_people(const struct keep *k, struct err *e)
{
    return err_set(e, REFUSED, "roster", "no_people",
                   "nobody is on the roster \"%s\" here yet: add people first",
                   "值班表“%s”在此地还没有人员：请先添加人员", k->plan->name);
}

enum outcome month_make(struct keep *k, struct month *m, int *ret_n, int *ret_vacant,
                        struct err *e)
{
    struct roster_rule rule;
    struct member *members;
    struct seat *before;
    int members_n, before_n, heads = 0;
    enum outcome o = members_read(k, m->first, m->first + m->days - 1, &members, &members_n, e);
    if (o == OK && !members_n)
        return no_people(k, e);
    if (o == OK)
        o = seats_read(k, m->first - ROSTER_BEFORE, m->first - 1, false, &before, &before_n, e);
    if (o != OK)
        return o;
    roster_rule_of(k->plan, &rule);
    for (int i = 0; i < rule.shifts_n; i++)
        heads += rule.shifts[i].heads;
    struct roster_seat *seats =
        arena_alloc(k->w.arena, sizeof *seats * (size_t)(heads * m->days + 1));
    struct roster_span span = {.first = m->first, .days = m->days, .kinds = m->kinds,
                               .before = seats_of(k, before, before_n), .before_n = before_n};
    roster_make(&rule, people_of(k, members, members_n), members_n, &span, seats, ret_n,
                ret_vacant);
    return month_write(k, m, seats, *ret_n, e);
}

static const char *name_of(const struct member *people, int n, const struct seat *seats,
                           int seats_n, int64_t account)
{
    for (int i = 0; i < n; i++)
        if (people[i].account == account)
            return people[i].name;
    for (int i = 0; i < seats_n; i++)
        if (seats[i].account == account)
            return seats[i].name;
    return "";
}

enum outcome month_judge(struct keep *k, const struct month *m, const struct member *people,
                         int people_n, const struct seat *seats, int n, struct fault **ret,
                         int *ret_n, struct err *e)
{
    struct roster_rule rule;
    struct seat *before;
    int before_n, found, most = n + ROSTER_PEOPLE, kept = 0;
    enum outcome o =
        seats_read(k, m->first - ROSTER_BEFORE, m->first - 1, false, &before, &before_n, e);
    if (o != OK)
        return o;
    struct seat *all = arena_alloc(k->w.arena, sizeof *all * (size_t)(n + before_n + 1));
    struct roster_problem *list = arena_alloc(k->w.arena, sizeof *list * (size_t)most);
    if (before_n)
        memcpy(all, before, sizeof *all * (size_t)before_n);
    if (n)
        memcpy(all + before_n, seats, sizeof *all * (size_t)n);
    roster_rule_of(k->plan, &rule);
    found = roster_check(&rule, people_of(k, people, people_n), people_n,
                         seats_of(k, all, before_n + n), before_n + n, list, most);
    *ret = arena_alloc(k->w.arena, sizeof **ret * (size_t)(found + 1));
    for (int i = 0; i < found; i++)
        if (list[i].day >= m->first)
            (*ret)[kept++] =
                (struct fault){list[i], name_of(people, people_n, seats, n, list[i].person)};
    *ret_n = kept;
    return OK;
}
