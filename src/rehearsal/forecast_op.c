/* The live situation, as counts, into the needs of the next four weeks. Cases, contacts and open
 * stays are read from the plan's ledgers by name where there are such ledgers; without them the
 * counts may be given. What supplies estimate from it is `needs` of the answer, or its CSV. */
#include "base/limits.h"
#include "base/text.h"
#include "drill/forecast.h"
#include "place/place.h"
#include "rehearsal/rehearsal_int.h"
#include "value/time.h"

#define PEOPLE_USUAL 500000

/* Ledgers by the names plans give them; the first that there is counts. */
static const char *const case_names[] = {"case", "confirmed_case", "case_record", NULL};
static const char *const contact_names[] = {"contact", "close_contact", NULL};
static const char *const stay_names[] = {"quarantine_stay", "room_stay", "stay", NULL};
static const char *const home_names[] = {"home_order", "home_regime", NULL};

static const struct ledger *ledger_of(const struct call *c, const char *const *names)
{
    for (; *names; names++) {
        const struct ledger *l = plan_ledger(c->plan, *names);
        if (l && guard_may_somewhere(c->actor, VERB_VIEW, l))
            return l;
    }
    return NULL;
}

/* The day a record counts for: when it happened, else a date of finding, else when it was written.
 */
static const char *day_column(const struct ledger *l, bool *ret_is_date)
{
    static const char *const dates[] = {"confirmed_on", "found_on", "onset_on", "diagnosed_on"};
    *ret_is_date = false;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        const struct field *f = ledger_field(l, dates[i]);
        if (f && f->type == F_DATE) {
            *ret_is_date = true;
            return f->column;
        }
    }
    return l->occurs ? l->occurs->column : "created_at";
}

struct situation { /* as told in the answer */
    int64_t place, from, rooms, home, beds, people;
    double contacts;
    struct counted cases;
    bool is_given;
};

static enum outcome read_live(struct call *c, struct situation *s, struct err *e)
{
    const struct ledger *cases = ledger_of(c, case_names), *contacts = ledger_of(c, contact_names);
    const struct ledger *stays = ledger_of(c, stay_names), *home = ledger_of(c, home_names);
    struct counted met = {0};
    bool is_date;
    int64_t to = rehearsal_today(c) - 1, from = to - FORECAST_PAST + 1; /* today is not over */
    if (!cases)
        return err_set(
            e, NOT_FOUND, NULL, "no_cases",
            "the plan in force has no ledger of cases (%s); give the daily counts instead",
            "现行预案没有病例台账（%s），请直接填写每日病例数", case_names[0]);
    const char *column = day_column(cases, &is_date);
    enum outcome o = count_days(&s->cases, c, cases, column, is_date, s->place, from, to, e);
    if (!o && contacts) {
        column = day_column(contacts, &is_date);
        o = count_days(&met, c, contacts, column, is_date, s->place, from, to, e);
    }
    if (!o && stays)
        o = count_open(&s->rooms, c, stays, s->place, e);
    if (!o && home)
        o = count_open(&s->home, c, home, s->place, e);
    if (!o)
        o = count_open(&s->beds, c, cases, s->place, e);
    if (o)
        return o;
    double n = 0, contacts_n = 0;
    for (int d = s->cases.days - FORECAST_FIT; d < s->cases.days; d++) {
        n += s->cases.cases[d];
        contacts_n += contacts ? met.cases[d] : 0;
    }
    s->contacts = n > 0 ? contacts_n / n : 0;
    return OK;
}

static enum outcome number_member(json_t *body, const char *name, int64_t absent, int64_t *ret,
                                  struct err *e)
{
    json_t *v = json_object_get(body, name);
    *ret = absent;
    if (!v || json_is_null(v))
        return OK;
    *ret = json_is_integer(v) ? json_integer_value(v) : -1;
    return *ret >= 0 && *ret <= 1000000000
               ? OK
               : err_set(e, REFUSED, name, "range", "%s is a whole number, 0 or more",
                         "%s 应为不小于0的整数", name);
}

static enum outcome read_given(struct call *c, struct situation *s, struct err *e)
{
    json_t *cases = json_object_get(c->body, "cases"), *v;
    json_t *contacts = json_object_get(c->body, "contacts_per_case");
    size_t i, n = json_array_size(cases);
    if (n < FORECAST_FIT || n > FORECAST_PAST)
        return err_set(e, REFUSED, "cases", "days", "cases: %d to %d daily counts, oldest first",
                       "cases 应为%d至%d天的每日病例数，旧的在前", FORECAST_FIT, FORECAST_PAST);
    s->cases.cases = arena_alloc(c->arena, n * sizeof(double));
    s->cases.days = (int)n;
    s->cases.first_day = rehearsal_today(c) - (int64_t)n;
    json_array_foreach(cases, i, v)
    {
        if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > 10000000)
            return err_set(e, REFUSED, "cases", "range", "cases, day %d: a whole number, 0 or more",
                           "cases 第%d天应为不小于0的整数", (int)i + 1);
        s->cases.cases[i] = (double)json_integer_value(v);
    }
    if (contacts && (!json_is_number(contacts) || json_number_value(contacts) < 0 ||
                     json_number_value(contacts) > 10000))
        return err_set(e, REFUSED, "contacts_per_case", "range", "contacts_per_case: 0 to 10000",
                       "contacts_per_case 应为0至10000");
    s->contacts = json_number_value(contacts);
    enum outcome o = number_member(c->body, "rooms", -1, &s->rooms, e);
    if (!o)
        o = number_member(c->body, "home", -1, &s->home, e);
    if (!o)
        o = number_member(c->body, "beds", -1, &s->beds, e);
    if (!o)
        o = number_member(c->body, "people", PEOPLE_USUAL, &s->people, e);
    return o;
}

static enum outcome place_of(struct call *c, const char *text, int64_t *ret, struct err *e)
{
    if (!text || !*text)
        return err_set(e, REFUSED, "place", "required", "place is required", "须选择地点");
    enum outcome o = place_parse(ret, c->db, text, e);
    if (!o && !c->actor->is_system && !guard_sees_place(c->actor, *ret))
        o = err_set(e, NOT_FOUND, "place", "no_place", "there is no such place", "没有这个地点");
    return o;
}

static enum outcome make(struct call *c, const struct situation *s, struct forecast **ret,
                         struct err *e)
{
    const char *scenario = c->body ? json_string_value(json_object_get(c->body, "scenario"))
                                   : call_text(c, "scenario");
    struct asked asked = {.scenario = scenario && *scenario ? scenario : "omicron"};
    struct drill_setup setup;
    enum outcome o = asked_judge(&asked, c->plan, NULL, rehearsal_today(c), e);
    setup_init(&setup);
    if (!o)
        o = setup_load(&setup, asked.scenario, e);
    if (!o)
        o = setup_plan(&setup, c->plan, rehearsal_today(c), e);
    if (!o) {
        struct forecast_given given = {.cases = s->cases.cases,
                                       .days = s->cases.days,
                                       .people = (double)s->people,
                                       .contacts = s->contacts,
                                       .rooms = (double)s->rooms,
                                       .home = (double)s->home,
                                       .beds = (double)s->beds,
                                       .kits = -1,
                                       .gear = -1,
                                       .seed = (uint64_t)s->cases.first_day};
        o = forecast_make(ret, &setup.p, &given, e);
    }
    setup_fini(&setup);
    return o;
}

static void put_answer(struct call *c, const struct situation *s, const struct forecast *f)
{
    char text[32];
    put_object(c->out);
    put_key(c->out, "place"), put_id(c->out, s->place);
    put_key(c->out, "first_day"), put_text(c->out, text, date_print(s->cases.first_day, text));
    put_key(c->out, "is_given"), put_bool(c->out, s->is_given);
    put_key(c->out, "cases");
    put_array(c->out);
    for (int d = 0; d < s->cases.days; d++)
        put_int(c->out, (int64_t)s->cases.cases[d]);
    put_end_array(c->out);
    put_key(c->out, "forecast");
    forecast_json(c->out, f);
    put_end_object(c->out);
}

static enum outcome answer(struct call *c, struct situation *s, bool as_csv, struct err *e)
{
    struct forecast *f = NULL;
    enum outcome o = make(c, s, &f, e);
    if (o)
        return o;
    if (as_csv) {
        forecast_csv(c->out, f);
        c->content_type = "text/csv; charset=utf-8";
        c->download_name = "forecast.csv";
    } else {
        put_answer(c, s, f);
    }
    forecast_free(f);
    return OK;
}

static enum outcome live(struct call *c, bool as_csv, struct err *e)
{
    struct situation s = {.rooms = -1, .home = -1, .beds = -1, .people = PEOPLE_USUAL};
    enum outcome o = place_of(c, call_text(c, "place"), &s.place, e);
    if (!o)
        o = call_int(c, "people", PEOPLE_USUAL, &s.people, e);
    if (!o)
        o = read_live(c, &s, e);
    return o ? o : answer(c, &s, as_csv, e);
}

static enum outcome do_forecast(struct call *c, struct err *e)
{
    return live(c, false, e);
}

static enum outcome do_forecast_csv(struct call *c, struct err *e)
{
    return live(c, true, e);
}

static enum outcome do_forecast_given(struct call *c, struct err *e)
{
    struct situation s = {.is_given = true};
    enum outcome o = place_of(c, json_string_value(json_object_get(c->body, "place")), &s.place, e);
    if (!o)
        o = read_given(c, &s, e);
    return o ? o : answer(c, &s, false, e);
}

/* ---- the rows ---- */

static const struct arg forecast_args[] = {
    {"place", ARG_PLACE, true, {"地点", "the place"}},
    {"people", ARG_INT, false, {"人口，缺省500000", "its people; 500,000 when absent"}},
    {"scenario", ARG_TEXT, false, {"病原参数，缺省omicron", "the pathogen; omicron when absent"}},
    {0}};
static const struct arg given_args[] = {
    {"body",
     ARG_BODY,
     true,
     {"{place, cases: [每日病例数，14至60天], contacts_per_case, rooms, home, beds, people, "
      "scenario}",
      "{place, cases: [daily counts, 14 to 60 days], contacts_per_case, rooms, home, beds, people, "
      "scenario}"}},
    {0}};

static const struct op rows[] = {
    {"forecast.csv",
     NULL,
     "GET",
     "/api/forecast.csv",
     forecast_args,
     NEED_USER,
     OP_SLOW,
     do_forecast_csv,
     NULL,
     {"未来四周需求的CSV", "The next four weeks' needs as CSV"}},
    {"forecast.given",
     NULL,
     "POST",
     "/api/forecast",
     given_args,
     NEED_USER,
     OP_SLOW,
     do_forecast_given,
     "Forecast",
     {"按所给每日病例数预测需求", "Forecast the needs from daily counts that are given"}},
    {"forecast.show",
     "forecast",
     "GET",
     "/api/forecast",
     forecast_args,
     NEED_USER,
     OP_SLOW,
     do_forecast,
     "Forecast",
     {"由现有病例、密接与隔离预测未来四周需求",
      "The next four weeks' needs from the live cases, contacts and stays"}},
};

const struct op *forecast_ops(int *ret_n)
{
    *ret_n = (int)(sizeof(rows) / sizeof(rows[0]));
    return rows;
}
