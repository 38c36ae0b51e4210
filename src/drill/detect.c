/* Finding cases: people who come to a clinic, tests during quarantine, rounds of mass testing, and
 * the laboratory through which all tubes pass in order. Only infected people are looked at one by
 * one; everybody else counts as tubes. Tests do not give false positives. */
#include <math.h>
#include <stdlib.h>

#include "drill/response.h"

static bool is_found(const struct run *r, const struct infection *i, uint32_t occasion)
{
    int age = r->day - (int)i->at;
    age = age < 0 ? 0 : age;
    if (age >= DRILL_SENSITIVE)
        return false;
    uint64_t u = draw(draw_key(r->seed, i->person), (uint32_t)r->day, DRAW_TEST, occasion);
    return draw_unit(u) < r->p->sensitivity[age];
}

static void sample(struct response *s, struct run *r, int lane, uint32_t index, double tube)
{
    struct lane *l = &s->lane[lane];
    struct infection *i = &r->infections[index];
    if (i->asked || i->confirmed != UINT16_MAX)
        return;
    i->asked = 1;
    if (l->n == l->cap) {
        l->cap = l->cap ? 2 * l->cap : 64;
        if (!(l->list = realloc(l->list, l->cap * sizeof *l->list)))
            abort();
    }
    l->list[l->n++] = (struct positive){tube, index};
}

void detect_onsets(struct response *s, struct run *r)
{
    const struct list *today = &r->onsets[r->day];
    for (uint32_t k = 0; k < today->n; k++) {
        uint32_t index = today->items[k];
        uint64_t u = draw(draw_key(r->seed, r->infections[index].person), 0, DRAW_CLINIC, 0);
        if (draw_unit(u) >= r->p->seek_care)
            continue;
        int day = r->day + (int)(quantile(&r->w->seek, mix64(u) & 65535) + 0.5f);
        if (day < r->days)
            list_add(&s->clinic[day], index);
    }
}

void detect_clinic(struct response *s, struct run *r)
{
    const struct list *today = &s->clinic[r->day];
    double fevers = r->w->n / 1e4 * r->p->clinic_fevers;
    s->lane[LANE_URGENT].in += fevers + today->n;
    tell(r, SERIES_SWABS, fevers + today->n);
    for (uint32_t k = 0; k < today->n; k++)
        if (s->kits < 1) { /* diagnosed by the look of it */
            uint64_t key = draw_key(r->seed, r->infections[today->items[k]].person);
            if (draw_unit(draw(key, 0, DRAW_CLINIC, 1)) < r->p->without_test)
                list_add(&s->result[r->day], today->items[k]);
        } else if (is_found(r, &r->infections[today->items[k]], 0))
            sample(s, r, LANE_URGENT, today->items[k], s->lane[LANE_URGENT].in);
}

void detect_quarantine(struct response *s, struct run *r)
{
    const struct list *today = &s->quarantine_test[r->day];
    double n = 0;
    for (uint32_t k = 0; k < today->n; k++) {
        uint32_t person = today->items[k];
        if (!(r->hot[person] & (HOT_HOME | HOT_ROOM)))
            continue;
        n++;
        if (r->hot[person] & HOT_INFECTED && is_found(r, &r->infections[r->case_of[person]], 1))
            sample(s, r, LANE_URGENT, r->case_of[person], s->lane[LANE_URGENT].in + n);
    }
    s->lane[LANE_URGENT].in += n;
    tell(r, SERIES_SWABS, n);
}

double recent_cases(const struct response *s, int day, int within)
{
    double n = 0;
    for (int d = day; d >= 0 && d > day - within; d--)
        n += s->recent[d];
    return n;
}

void mass_need(struct mass_need *ret, const struct drill_parameters *p, uint32_t people)
{
    ret->swabs = people;
    ret->samplers = (int64_t)ceil(people / p->mass_round_days / p->mass_per_sampler - 1e-9);
    ret->tubes = (int64_t)ceil(people / p->mass_pool - 1e-9);
}

static void begin_round(struct response *s, struct run *r)
{
    struct campaign *c = &s->campaign;
    c->begin = r->day;
    c->done = c->people = 0;
    memset(c->towns, 0, sizeof c->towns);
    for (int t = 0; t < r->w->towns_n; t++) {
        const uint32_t *found = r->out->town_confirmed + (size_t)t * (size_t)r->days;
        bool in = r->p->mass_whole_county > 0;
        for (int d = r->day; d >= 0 && d > r->day - 14; d--)
            in = in || found[d];
        c->towns[t] = in;
        c->people += in ? r->w->town[t].n : 0;
    }
}

/* Infected people whose turn comes today, by a keyed place in the round's order. */
static void sample_infected(struct response *s, struct run *r, double from, double to, double tubes)
{
    const struct campaign *c = &s->campaign;
    for (uint32_t index = r->first_active; index < r->infections_n; index++) {
        const struct infection *i = &r->infections[index];
        if (i->confirmed != UINT16_MAX || r->hot[i->person] & (HOT_DEAD | HOT_RESTRICTED) ||
            !c->towns[r->w->village_town[r->w->person[i->person].village]])
            continue;
        uint64_t u = draw(draw_key(r->seed, i->person), 0, DRAW_MASS, (uint32_t)c->round);
        double turn = draw_unit(u);
        if (turn < from || turn >= to || draw_unit(mix64(u)) >= r->p->mass_takes_part ||
            !is_found(r, i, 2))
            continue;
        double place = s->lane[LANE_MASS].in + tubes * (turn - from) / (to - from);
        sample(s, r, LANE_MASS, index, place);
        s->lane[LANE_URGENT].in += r->p->mass_pool > 1 ? r->p->mass_pool : 0; /* tube taken apart */
    }
}

void detect_mass(struct response *s, struct run *r)
{
    struct campaign *c = &s->campaign;
    const struct drill_parameters *p = r->p;
    if (p->mass_trigger <= 0)
        return;
    if (!c->is_on && recent_cases(s, r->day - 1, 7) >= p->mass_trigger) {
        c->is_on = true;
        c->missing = p->mass_rounds;
        c->round++;
        begin_round(s, r);
    }
    if (!c->is_on || r->day < c->begin)
        return;
    if (s->kits - p->mass_reserve * s->kits_in < c->people / p->mass_pool) {
        run_short(r, CAPACITY_KITS); /* not begun without kits for all of it */
        return;
    }
    double left = c->people - c->done;
    double due = fmin(left, c->people / p->mass_round_days); /* people to be done today */
    double wanted = due / p->mass_per_sampler * p->shift_minutes;
    double done = staff_work(s, r, CREW_SAMPLER, wanted) / p->shift_minutes * p->mass_per_sampler;
    done = fmin(done, due);
    if (done < due - 0.5)
        run_short(r, CAPACITY_SAMPLERS);
    double tubes = done * p->mass_takes_part / p->mass_pool;
    if (done > 0)
        sample_infected(s, r, c->done / c->people, (c->done + done) / c->people, tubes);
    c->done += done;
    s->lane[LANE_MASS].in += tubes;
    tell(r, SERIES_SWABS, done * p->mass_takes_part);
    tell(r, SERIES_SAMPLERS, ceil(wanted / p->shift_minutes - 1e-9));
    if (c->done < c->people - 0.5)
        return;
    if (--c->missing <= 0) {
        c->is_on = false;
        return;
    }
    c->round++;
    int next = c->begin + (int)p->mass_interval;
    begin_round(s, r);
    c->begin = next > r->day ? next : r->day + 1;
}

void detect_laboratory(struct response *s, struct run *r)
{
    double can = r->p->lab_tubes, asked = 0, done = 0;
    for (int l = 0; l < LANES; l++)
        asked += s->lane[l].in - s->lane[l].out;
    if (asked > can + 1e-6)
        run_short(r, CAPACITY_LAB);
    if (fmin(asked, can) > s->kits + 1e-6)
        run_short(r, CAPACITY_KITS);
    s->is_blind = asked > can + 1e-6 || asked > s->kits + 1e-6;
    can = fmin(can, s->kits);
    double kept_back = r->p->mass_reserve * s->kits_in;
    int ready = r->day + (int)(r->p->result_days + 0.5);
    for (int l = 0; l < LANES; l++) {
        struct lane *lane = &s->lane[l];
        double now = fmin(can - done, lane->in - lane->out);
        if (l == LANE_MASS)
            now = fmax(0, fmin(now, s->kits - done - kept_back));
        done += now;
        lane->out += now;
        uint32_t kept = 0;
        for (uint32_t k = 0; k < lane->n; k++) {
            if (lane->list[k].tube > lane->out + 1e-6)
                lane->list[kept++] = lane->list[k];
            else if (ready < r->days)
                list_add(&s->result[ready], lane->list[k].infection);
        }
        lane->n = kept;
    }
    s->kits -= done;
    s->kits_out += done;
    tell(r, SERIES_TUBES, done);
    tell(r, SERIES_TUBES_WAITING, asked - done);
    tell(r, SERIES_MONEY, done * r->p->cost_tube);
}
