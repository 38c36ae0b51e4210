/* The order of a day of response, the levels in force, staff and stock. Everything is counted
 * twice where it can be (what came less what went is what is there), and `audit` recounts people
 * one by one. */
#include "drill/response.h"

#include <math.h>
#include <stdlib.h>

enum { LISTS = 7 };

static void name_lists(struct response *s)
{
    struct list **names[LISTS] = {&s->clinic,     &s->quarantine_test, &s->room_end, &s->home_end,
                                  &s->case_ready, &s->case_end,        &s->result};
    for (int i = 0; i < LISTS; i++)
        *names[i] = s->lists + (size_t)i * (size_t)s->days;
}

struct response *response_new(struct run *r)
{
    struct response *s = calloc(1, sizeof *s);
    if (!s || !(s->lists = calloc((size_t)r->days * LISTS, sizeof *s->lists)) ||
        !(s->recent = calloc((size_t)r->days + 1, sizeof *s->recent)))
        abort();
    s->days = r->days;
    s->run = r;
    name_lists(s);
    return s;
}

void response_free(struct response *s)
{
    if (!s)
        return;
    for (int i = 0; i < s->days * LISTS; i++)
        free(s->lists[i].items);
    for (int l = 0; l < LANES; l++)
        free(s->lane[l].list);
    free(s->cases.items);
    free(s->notices.items);
    free(s->touched.items);
    free(s->lists);
    free(s->recent);
    free(s);
}

void response_clear(struct response *s)
{
    struct response kept = *s;
    for (int i = 0; i < s->days * LISTS; i++)
        s->lists[i].n = 0;
    for (uint32_t k = 0; k < s->touched.n; k++)
        s->run->hot[s->touched.items[k]] &= 0xff00;
    memset(s, 0, sizeof *s);
    s->days = kept.days;
    s->run = kept.run;
    s->lists = kept.lists;
    s->recent = kept.recent;
    memset(s->recent, 0, ((size_t)s->days + 1) * sizeof *s->recent);
    s->cases.items = kept.cases.items;
    s->cases.cap = kept.cases.cap;
    s->notices.items = kept.notices.items;
    s->notices.cap = kept.notices.cap;
    s->touched = (struct list){kept.touched.items, 0, kept.touched.cap};
    for (int l = 0; l < LANES; l++)
        s->lane[l] = (struct lane){.list = kept.lane[l].list, .cap = kept.lane[l].cap};
    name_lists(s);
}

static double people_of(const struct drill_parameters *p, enum crew crew)
{
    const double people[CREWS] = {p->investigators, p->tracers,  p->mass_samplers,
                                  p->site_staff,    p->visitors, p->cleaners};
    return people[crew];
}

double staff_work(struct response *s, struct run *r, enum crew crew, double wanted)
{
    const struct drill_parameters *p = r->p;
    double people = fmin(people_of(p, crew), ceil(wanted / p->shift_minutes - 1e-9));
    double sets = people * p->gear_per_staff;
    if (people <= 0)
        return 0;
    if (sets > s->gear + 1e-6) {
        run_short(r, CAPACITY_GEAR);
        people = floor(s->gear / p->gear_per_staff);
        sets = people * p->gear_per_staff;
    }
    s->gear -= sets;
    s->gear_out += sets;
    tell(r, SERIES_GEAR_USED, sets);
    tell(r, SERIES_STAFF, people);
    tell(r, SERIES_MONEY, sets * p->cost_gear + people * p->cost_staff);
    return fmin(wanted, people * p->shift_minutes);
}

static void deliver(struct response *s, struct run *r, bool is_first)
{
    double kits = (is_first ? r->p->kits : 0) + r->p->kits_per_day;
    double gear = (is_first ? r->p->gear : 0) + r->p->gear_per_day;
    s->kits += kits;
    s->kits_in += kits;
    s->gear += gear;
    s->gear_in += gear;
}

/* Rooms, homes and terminal disinfection take staff; homes nobody visits are kept less well. */
static void serve_isolated(struct response *s, struct run *r)
{
    const struct drill_parameters *p = r->p;
    double site = s->rooms * p->site_minutes, done = staff_work(s, r, CREW_SITE, site);
    if (done < site - 1e-6)
        run_short(r, CAPACITY_SITE_STAFF);
    tell(r, SERIES_SITE_MINUTES, done);
    double visits = (s->home + s->isolated_home) * p->visits_per_day * p->visit_minutes;
    done = staff_work(s, r, CREW_VISITOR, visits);
    r->unwatched = visits > 0 ? (float)(1 - done / visits) : 0;
    if (done < visits - 1e-6)
        run_short(r, CAPACITY_VISITORS);
    tell(r, SERIES_VISIT_MINUTES, done);
    double cleaning = s->cleaning_waits * p->cleaning_minutes;
    done = staff_work(s, r, CREW_CLEANER, cleaning);
    s->cleaning_waits -= p->cleaning_minutes > 0 ? done / p->cleaning_minutes : s->cleaning_waits;
    if (done < cleaning - 1e-6)
        run_short(r, CAPACITY_CLEANERS);
    tell(r, SERIES_CLEANING_MINUTES, done);
}

/* The highest level whose number of cases is reached; it ends after quiet days, and steps down
 * only then. */
static void set_level(struct response *s, struct run *r)
{
    int reached = 0;
    for (int l = 0; l < DRILL_LEVELS; l++) {
        const struct drill_level *level = &r->p->level[l];
        if (level->cases > 0 && recent_cases(s, r->day, (int)level->within_days) >= level->cases)
            reached = l + 1;
    }
    s->quiet_days = s->recent[r->day] > 0 ? 0 : s->quiet_days + !s->is_blind;
    if (reached > s->level)
        s->level = reached;
    else if (s->level && s->quiet_days >= r->p->level[s->level - 1].off_days)
        s->level = 0;
    r->p = s->level ? &r->w->at_level[s->level - 1] : &r->w->p; /* from tomorrow */
    for (int k = 0; k < SETTINGS && r->day + 1 < r->days; k++)
        r->kept_on[r->day + 1][k] = s->level ? (float)r->p->level[s->level - 1].factor[k] : 1;
    tell(r, SERIES_LEVEL, s->level);
}

/* Recounts everybody ever restricted and compares with the running counts. */
static bool people_add_up(const struct response *s, const struct run *r)
{
    int rooms = 0, home = 0, isolated_home = 0;
    for (uint32_t k = 0; k < s->touched.n; k++) {
        uint32_t person = s->touched.items[k];
        uint16_t hot = r->hot[person];
        if ((hot & HOT_ROOM && hot & HOT_HOME) ||
            (hot & HOT_ISOLATED && hot & (HOT_ROOM | HOT_HOME)))
            return false;
        if (k && person == s->touched.items[k - 1])
            continue;
        rooms += !!(hot & HOT_ROOM) && !(hot & HOT_COUNTED);
        home += !!(hot & HOT_HOME) && !(hot & HOT_COUNTED);
        r->hot[person] |= HOT_COUNTED;
    }
    for (uint32_t k = 0; k < s->touched.n; k++)
        r->hot[s->touched.items[k]] &= (uint16_t)~HOT_COUNTED;
    for (uint32_t k = 0; k < r->infections_n; k++) {
        const struct infection *i = &r->infections[k];
        isolated_home += i->home && !i->quarantined && r->hot[i->person] & HOT_ISOLATED &&
                         !(r->hot[i->person] & HOT_DEAD);
    }
    return rooms == s->rooms && home == s->home && isolated_home == s->isolated_home &&
           care_adds_up(r);
}

static void check(struct response *s, struct run *r)
{
    bool good =
        s->rooms >= 0 && s->home >= 0 && s->isolated_home >= 0 &&
        s->rooms <= (int)fmin(most_of(r->w, offsetof(struct drill_parameters, rooms)), 1e9) &&
        s->kits > -1e-6 && s->gear > -1e-6 &&
        fabs(s->kits_in - s->kits_out - s->kits) < 1e-6 * (1 + s->kits_in) &&
        fabs(s->gear_in - s->gear_out - s->gear) < 1e-6 * (1 + s->gear_in);
    for (int l = 0; l < LANES; l++)
        good = good && s->lane[l].out <= s->lane[l].in + 1e-6;
    if (good && r->p->audit > 0)
        good = people_add_up(s, r);
    r->out->is_conserved = r->out->is_conserved && good;
}

void response_died(struct run *r, struct infection *i)
{
    if (r->response)
        trace_left(r->response, r, i);
}

void response_day(struct response *s, struct run *r)
{
    const struct list *results;
    if (r->day < r->p->respond_from)
        return;
    deliver(s, r, r->day == (int)ceil(r->p->respond_from));
    detect_onsets(s, r);
    detect_clinic(s, r);
    detect_quarantine(s, r);
    detect_mass(s, r);
    detect_laboratory(s, r);
    results = &s->result[r->day];
    for (uint32_t k = 0; k < results->n; k++)
        trace_confirmed(s, r, results->items[k]);
    trace_cases(s, r);
    trace_notices(s, r);
    trace_ends(s, r);
    serve_isolated(s, r);
    set_level(s, r);
    tell(r, SERIES_ROOMS, s->rooms);
    tell(r, SERIES_HOME, s->home);
    tell(r, SERIES_ISOLATED_HOME, s->isolated_home);
    tell(r, SERIES_ISOLATION_BEDS, care_used(r, BED_ISOLATION));
    tell(r, SERIES_GEAR_STOCK, s->gear);
    tell(r, SERIES_KITS_STOCK, s->kits);
    tell(r, SERIES_MONEY,
         s->rooms * r->p->cost_room + care_used(r, BED_ISOLATION) * r->p->cost_bed);
    check(s, r);
}
