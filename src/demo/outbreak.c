/* A first case and where it went: stays of the case and of those who were there at the same time,
 * one contact classified, one still to be judged. What goes wrong on purpose: a stay of a crowded
 * place, an itinerary with guessed times, a contact nobody has informed yet. */
#include "demo/demo_int.h"

#include "value/time.h"

#define PEOPLE 400
#define HOUR 3600

struct outbreak {
    int64_t people[PEOPLE];
    int n;
    int64_t first_case;
};

static const char *at_hour(struct demo_slice *s, int days_ago, double hour)
{
    int64_t day = s->d->today - days_ago;
    int64_t seconds = day * TIME_DAY - s->d->plan->calendar.offset_s + (int64_t)(hour * HOUR);
    return demo_time(s, seconds * 1000);
}

static enum outcome one_stay(struct demo_slice *s, int64_t person, int64_t place, int days_ago,
                             double from, double until, struct err *e)
{
    return demo_record(s, "stay",
                       json_pack("{s:s, s:s, s:s, s:s, s:s}", "person", demo_id(s, person), "venue",
                                 demo_id(s, place), "arrived", at_hour(s, days_ago, from), "left",
                                 at_hour(s, days_ago, until), "source", "interview"),
                       NULL, e);
}

static enum outcome first_case(struct demo_slice *s, struct err *e)
{
    struct outbreak *o = s->arg;
    struct demo *d = s->d;
    int64_t school = d->schools[0].id, work = d->enterprises_n ? d->enterprises[0].id : school;
    enum outcome outcome = demo_record(
        s, "case",
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "person",
                  demo_id(s, o->people[0]), "found_by", "fever_clinic", "found_on",
                  demo_day(s, d->today - 1), "setting", "community", "onset_at", at_hour(s, 2, 20),
                  "began_at", at_hour(s, 2, 20), "sampled_at", at_hour(s, 1, 9.5), "isolated_at",
                  at_hour(s, 1, 14), "hospital", demo_id(s, d->hospital)),
        &o->first_case, e);
    if (outcome == OK)
        outcome = demo_move(s, "case", o->first_case, "confirm",
                            json_pack("{s:s}", "severity", "mild"), e);
    if (outcome == OK)
        outcome = one_stay(s, o->people[0], work, 3, 8, 17.5, e);
    if (outcome == OK)
        outcome = one_stay(s, o->people[0], d->clinic, 2, 18, 18.75, e);
    if (outcome == OK)
        outcome = one_stay(s, o->people[0], school, 2, 7.5, 7.75, e);
    return outcome == OK ? one_stay(s, o->people[0], d->hospital, 1, 9, 11, e) : outcome;
}

/* Colleagues all day, people at the clinic for a while, parents at the school gate. */
static enum outcome others(struct demo_slice *s, struct err *e)
{
    struct outbreak *o = s->arg;
    struct demo *d = s->d;
    int64_t work = d->enterprises_n ? d->enterprises[0].id : d->schools[0].id;
    enum outcome outcome = OK;
    for (int i = 1; outcome == OK && i < 13 && i * 7 < o->n; i++)
        outcome = one_stay(s, o->people[i * 7], work, 3, 7.5 + 0.1 * i, 17.0, e);
    for (int i = 1; outcome == OK && i < 9 && i * 11 + 100 < o->n; i++)
        outcome =
            one_stay(s, o->people[i * 11 + 100], d->clinic, 2, 17.5 + 0.1 * i, 18.2 + 0.15 * i, e);
    for (int i = 0; outcome == OK && i < 180 && i + 210 < o->n; i++)
        outcome = one_stay(s, o->people[i + 210], d->schools[0].id, 2, 7.3, 7.8, e);
    /* whom a contact met afterwards */
    if (outcome == OK && o->n > 150)
        outcome = one_stay(s, o->people[7], d->clinic, 1, 10, 11, e);
    return outcome == OK && o->n > 150 ? one_stay(s, o->people[150], d->clinic, 1, 10.2, 10.9, e)
                                       : outcome;
}

static enum outcome contacts(struct demo_slice *s, struct err *e)
{
    struct outbreak *o = s->arg;
    enum outcome outcome = OK;
    for (int i = 1; outcome == OK && i < 4 && i * 7 < o->n; i++) {
        int64_t id = 0;
        outcome = demo_record(
            s, "contact",
            json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s}", "case", demo_id(s, o->first_case),
                      "person", demo_id(s, o->people[i * 7]), "met_at",
                      at_hour(s, 3, 7.5 + 0.1 * i), "last_exposure", at_hour(s, 3, 17), "minutes",
                      540, "setting", "shared", "evidence", "同班组，同一车间工作全天"),
            &id, e);
        if (outcome == OK && i < 3)
            outcome = demo_move(s, "contact", id, "judge_close", NULL, e);
    }
    return outcome;
}

static enum outcome read_people(struct demo_slice *s, struct err *e)
{
    struct outbreak *o = s->arg;
    return demo_people_of(s->work.db, o->people, PEOPLE, &o->n, e);
}

enum outcome demo_outbreak(struct demo *d, struct err *e)
{
    struct outbreak o = {.n = 0};
    d->now_ms = d->options->now_ms;
    enum outcome outcome = demo_write(d, read_people, &o, e);
    if (outcome != OK || o.n < 30 || !d->schools_n)
        return outcome;
    outcome = demo_write(d, first_case, &o, e);
    if (outcome == OK)
        outcome = demo_write(d, others, &o, e);
    if (outcome == OK)
        outcome = demo_write(d, contacts, &o, e);
    demo_tell(d, "cases");
    return outcome;
}
