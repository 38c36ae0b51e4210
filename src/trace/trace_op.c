/* Operations: the contacts of a case, who was at a place, where a person was. Every look is entered
 * in the journal before it is answered. */
#include "base/text.h"
#include "ledger/ledger_op.h"
#include "ledger/show.h"
#include "trace/trace_int.h"
#include "value/time.h"

#define MOST 2000    /* rows of one answer */
#define CROWD 200    /* people of one stay told one by one */
#define MINUTES 10   /* unless the plan has the standard contact_minutes */
#define DAYS_BACK 14 /* unless asked for */

struct look {
    struct call *call;
    struct trace *trace;
    const struct ledger *people;
    struct shown shown;
};

static bool sees(void *arg, int source, int64_t place)
{
    struct look *k = arg;
    const struct ledger *l = ledger_of_source(k->call->plan, source);
    struct subject on = {.ledger = l, .place = place};
    return l &&
           (k->call->actor->is_system || guard_may(k->call->actor, VERB_VIEW, &on, k->call->db));
}

/* The ledger that stays and contacts name as their people. */
static enum outcome begin(struct look *k, struct call *c, struct err *e)
{
    *k = (struct look){.call = c, .trace = c->app->trace};
    for (int i = 0; i < c->plan->ledgers_n && !k->people; i++) {
        const struct trace_rule *t = &c->plan->ledgers[i].trace;
        k->people = t->kind == TRACE_HOUSEHOLD ? &c->plan->ledgers[i]
                    : t->person                ? t->person->to
                                               : NULL;
    }
    if (!k->people)
        return err_set(e, NOT_FOUND, NULL, "no_trace", "no ledger of this plan tells who was where",
                       "预案中没有记录轨迹的台账");
    return k->trace->is_whole && k->trace->form == trace_form(c->plan) ? OK : trace_tick(c->app, e);
}

/* ---- the journal ---- */

struct entered {
    struct call *call;
    const struct ledger *ledger;
    int64_t record, place;
};

static enum outcome enter(struct db *db, void *arg, struct err *e)
{
    struct entered *n = arg;
    struct entry entry = {.at_ms = n->call->now_ms,
                          .user = n->call->actor->is_system ? 0 : n->call->actor->user,
                          .act = "trace",
                          .ledger = n->ledger ? n->ledger->name : "",
                          .record = n->record,
                          .place = n->place};
    return journal_append(n->call->app->journal, db, &entry, NULL, 0, e);
}

static enum outcome enter_look(struct call *c, const struct ledger *l, int64_t record,
                               int64_t place, struct err *e)
{
    return writer_do(c->app->writer, enter, &(struct entered){c, l, record, place}, e);
}

/* ---- JSON ---- */

static enum outcome put_person(struct look *k, const char *key, int64_t id, struct err *e)
{
    struct call *c = k->call;
    const char *title = "";
    enum outcome o = record_title_of(c->arena, c->db, k->people, id, &title, e);
    put_key(c->out, key);
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_key(c->out, "title"), put_str(c->out, o == OK && title ? title : "");
    put_end_object(c->out);
    return o == NOT_FOUND ? OK : o;
}

static void put_time(struct look *k, const char *key, int64_t seconds)
{
    put_key(k->call->out, key);
    put_moment(k->call->out, k->call->plan, seconds);
}

static enum outcome put_where(struct look *k, int64_t place, int source, struct err *e)
{
    struct buf *out = k->call->out;
    const struct ledger *l = place ? ledger_of_source(k->call->plan, source) : NULL;
    enum outcome o = OK;
    put_key(out, "place");
    if (place)
        o = put_place(k->call, out, place, &k->shown, e);
    else
        put_null(out);
    put_key(out, "ledger"), put_str(out, l ? l->name : NULL);
    return o;
}

static enum outcome put_contact(struct look *k, const struct net_contact *x, struct err *e)
{
    static const char *const ties[] = {"shared", "household", "declared"};
    struct buf *out = k->call->out;
    put_object(out);
    enum outcome o = put_person(k, "person", x->person, e);
    if (o == OK)
        o = put_person(k, "by", x->by, e);
    put_key(out, "hop"), put_int(out, x->hop);
    put_key(out, "ties"), put_array(out);
    for (int i = 0; i < 3; i++)
        if (x->ties >> i & 1)
            put_str(out, ties[i]);
    put_end_array(out);
    if (o == OK)
        o = put_where(k, x->place, x->source, e);
    put_time(k, "from", x->from), put_time(k, "until", x->until);
    put_time(k, "first", x->first), put_time(k, "last", x->last);
    put_key(out, "minutes"), put_int(out, x->total_s / 60);
    put_key(out, "longest"), put_int(out, x->longest_s / 60);
    put_key(out, "times"), put_int(out, x->times);
    put_key(out, "crowd"), put_bool(out, x->in_crowd);
    put_end_object(out);
    return o;
}

/* ---- the contacts of a case ---- */

static enum outcome find_case(struct call *c, int64_t id, struct record **ret, struct err *e)
{
    struct work w;
    bool any = false;
    enum outcome o = NOT_FOUND;
    work_of_call(&w, c);
    for (int i = 0; o == NOT_FOUND && i < c->plan->ledgers_n; i++)
        if (c->plan->ledgers[i].trace.kind == TRACE_CASE) {
            any = true;
            o = record_seen(&w, &c->plan->ledgers[i], id, ret, e);
        }
    if (!any)
        return err_set(e, NOT_FOUND, NULL, "no_case", "this plan has no ledger of cases",
                       "预案中没有病例台账");
    return o;
}

static enum outcome ask_of(struct call *c, const struct record *r, struct net_ask *ask,
                           int64_t *ret_person, struct err *e)
{
    const struct trace_rule *t = &r->ledger->trace;
    const struct standard *s = plan_standard(c->plan, "contact_minutes");
    int64_t today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    int64_t minutes = s ? standard_value(s, today).n : MINUTES, hops = 1;
    struct value person = r->values[t->person->index], from = r->values[t->from->index];
    struct value until = t->until ? r->values[t->until->index] : value_null();
    if (s && standard_value(s, today).type == V_DURATION)
        minutes /= 60;
    enum outcome o = call_int(c, "minutes", minutes, &minutes, e);
    if (o == OK)
        o = call_int(c, "hops", 1, &hops, e);
    if (o == OK && (minutes < 1 || minutes > 1440 || hops < 1 || hops > NET_HOPS))
        o = err_set(e, REFUSED, hops < 1 || hops > NET_HOPS ? "hops" : "minutes", "range",
                    "hops go from 1 to %d, minutes from 1 to 1440", "hops为1至%d，minutes为1至1440",
                    NET_HOPS);
    if (o == OK && (value_is_null(person) || value_is_null(from)))
        o = err_set(e, REFUSED, value_is_null(person) ? t->person->name : t->from->name, "missing",
                    "the case does not yet say whose it is and since when it could be passed on",
                    "病例尚未填写人员或可传染的起始时间");
    if (o != OK)
        return o;
    *ret_person = person.n;
    *ask = (struct net_ask){.persons = ret_person,
                            .persons_n = 1,
                            .from = from.n,
                            .until = value_is_null(until) ? c->now_ms / 1000 : until.n,
                            .least_s = minutes * 60,
                            .hops = (int)hops,
                            .crowd = CROWD,
                            .most = MOST};
    return OK;
}

static enum outcome put_contacts(struct look *k, const struct record *r, const struct net_ask *ask,
                                 const struct net_answer *got, struct err *e)
{
    struct buf *out = k->call->out;
    put_object(out);
    put_key(out, "case"), put_object(out);
    put_key(out, "id"), put_id(out, r->id);
    put_key(out, "title"), put_str(out, r->title);
    put_end_object(out);
    enum outcome o = put_person(k, "person", ask->persons[0], e);
    put_time(k, "from", ask->from), put_time(k, "until", ask->until);
    put_key(out, "minutes"), put_int(out, ask->least_s / 60);
    put_key(out, "hops"), put_int(out, ask->hops);
    put_key(out, "stays"), put_int(out, got->pairs);
    put_key(out, "people"), put_int(out, got->persons);
    put_key(out, "crowds"), put_int(out, got->crowds);
    put_key(out, "cut"), put_bool(out, got->is_cut);
    put_key(out, "rows"), put_array(out);
    for (int i = 0; o == OK && i < got->n; i++)
        o = put_contact(k, &got->contacts[i], e);
    put_end_array(out);
    put_end_object(out);
    return o;
}

static enum outcome do_contacts(struct call *c, struct err *e)
{
    struct look k;
    struct record *r = NULL;
    struct net_ask ask;
    struct net_answer got = {0};
    int64_t id, person = 0;
    enum outcome o = call_id(c, "case", &id, e);
    if (o == OK)
        o = begin(&k, c, e);
    if (o == OK)
        o = find_case(c, id, &r, e);
    if (o == OK)
        o = ask_of(c, r, &ask, &person, e);
    if (o == OK)
        o = enter_look(c, r->ledger, r->id, r->place, e);
    if (o != OK)
        return o;
    ask.sees = sees;
    ask.arg = &k;
    pthread_rwlock_rdlock(&k.trace->lock);
    net_contacts(k.trace->net, &ask, &got);
    pthread_rwlock_unlock(&k.trace->lock);
    o = put_contacts(&k, r, &ask, &got, e);
    net_answer_fini(&got);
    return o;
}

/* ---- who was there, where one was ---- */

struct stays {
    struct stay list[MOST];
    int n;
    bool is_cut;
    struct look *look;
};

static bool take_stay(void *arg, const struct stay *s)
{
    struct stays *all = arg;
    if (!sees(all->look, s->source, s->place))
        return true;
    all->is_cut = all->n == MOST;
    if (!all->is_cut)
        all->list[all->n++] = *s;
    return !all->is_cut;
}

static int earlier(const void *a, const void *b)
{
    const struct stay *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static enum outcome put_stays(struct look *k, struct stays *all, struct err *e)
{
    struct buf *out = k->call->out;
    enum outcome o = OK;
    qsort(all->list, (size_t)all->n, sizeof *all->list, earlier);
    put_object(out);
    put_key(out, "rows"), put_array(out);
    for (int i = 0; o == OK && i < all->n; i++) {
        const struct stay *s = &all->list[i];
        put_object(out);
        o = put_person(k, "person", s->person, e);
        if (o == OK)
            o = put_where(k, s->place, s->source, e);
        put_time(k, "from", s->from), put_time(k, "until", s->until);
        put_end_object(out);
    }
    put_end_array(out);
    put_key(out, "cut"), put_bool(out, all->is_cut);
    put_end_object(out);
    return o;
}

static enum outcome moment_of(struct call *c, const char *name, int64_t absent, int64_t *ret,
                              struct err *e)
{
    const char *text = call_text(c, name);
    *ret = absent;
    if (!text || datetime_parse(text, strlen(text), c->plan->calendar.offset_s, ret))
        return OK;
    return err_set(e, REFUSED, name, "datetime", "%s is a moment, such as 2026-11-23T08:00",
                   "%s应为时刻，如2026-11-23T08:00", name);
}

static enum outcome do_place(struct call *c, struct err *e)
{
    struct look k;
    int64_t place, from, until, now = c->now_ms / 1000;
    enum outcome o = begin(&k, c, e);
    if (o == OK)
        o = op_place(c, call_text(c, "place"), &place, e);
    if (o == OK)
        o = moment_of(c, "from", now - DAYS_BACK * TIME_DAY, &from, e);
    if (o == OK)
        o = moment_of(c, "until", now, &until, e);
    if (o == OK)
        o = enter_look(c, NULL, 0, place, e);
    if (o != OK)
        return o;
    struct stays *all = arena_alloc(c->arena, sizeof *all);
    all->look = &k;
    pthread_rwlock_rdlock(&k.trace->lock);
    net_present(k.trace->net, place, from, until, take_stay, all);
    pthread_rwlock_unlock(&k.trace->lock);
    return put_stays(&k, all, e);
}

static enum outcome do_person(struct call *c, struct err *e)
{
    struct look k;
    struct work w;
    struct record *r = NULL;
    int64_t id;
    enum outcome o = call_id(c, "person", &id, e);
    if (o == OK)
        o = begin(&k, c, e);
    work_of_call(&w, c);
    if (o == OK)
        o = record_seen(&w, k.people, id, &r, e);
    if (o == OK)
        o = enter_look(c, k.people, id, r->place, e);
    if (o != OK)
        return o;
    struct stays *all = arena_alloc(c->arena, sizeof *all);
    all->look = &k;
    pthread_rwlock_rdlock(&k.trace->lock);
    net_stays(k.trace->net, id, take_stay, all);
    pthread_rwlock_unlock(&k.trace->lock);
    return put_stays(&k, all, e);
}

static const struct arg contacts_args[] = {
    {"case", ARG_ID, true, {"病例编号", "the case's id"}},
    {"hops", ARG_INT, false, {"1为密接，2含密接的密接", "1: contacts, 2: their contacts too"}},
    {"minutes", ARG_INT, false, {"共处至少多少分钟", "together at least so many minutes"}},
    {0}};
static const struct arg place_args[] = {
    {"place", ARG_PLACE, true, {"地点", "the place"}},
    {"from", ARG_TEXT, false, {"何时起，缺省14天前", "since when; 14 days ago unless given"}},
    {"until", ARG_TEXT, false, {"至何时，缺省现在", "until when; now unless given"}},
    {0}};
static const struct arg person_args[] = {{"person", ARG_ID, true, {"人员编号", "the person's id"}},
                                         {0}};

static const struct arg chain_args[] = {
    {"body",
     ARG_BODY,
     true,
     {"{rows: [{id, at, by: [可能的传染源]}], settled: 此日前发病者计入传播人数}",
      "{rows: [{id, at, by: [possible infectors]}], settled: who fell ill by then counts as "
      "one who could infect}"}},
    {0}};

static const struct op rows[] = {
    {.name = "trace.chain",
     .method = "POST",
     .path = "/api/trace/chain",
     .args = chain_args,
     .need = NEED_USER,
     .run = OP_SLOW,
     .handler = do_chain,
     .answer = "TraceChain",
     .help = {"传播链分析：代际、聚集性、超级传播、代际间隔、R与离散系数k",
              "the chain of transmission: generations, clusters, superspreaders, serial interval, "
              "R and k"}},
    {.name = "trace.contacts",
     .words = "trace",
     .method = "GET",
     .path = "/api/trace/{case}",
     .args = contacts_args,
     .need = NEED_USER,
     .run = OP_SLOW,
     .handler = do_contacts,
     .answer = "TraceContacts",
     .help = {"病例的接触者建议，附依据；由人判定",
              "the contacts of a case, proposed with evidence; people decide"}},
    {.name = "trace.person",
     .words = "trace person",
     .method = "GET",
     .path = "/api/trace/persons/{person}",
     .args = person_args,
     .need = NEED_USER,
     .run = OP_SLOW,
     .handler = do_person,
     .answer = "TraceStays",
     .help = {"某人的停留记录", "where a person stayed"}},
    {.name = "trace.place",
     .words = "trace place",
     .method = "GET",
     .path = "/api/trace/places/{place}",
     .args = place_args,
     .need = NEED_USER,
     .run = OP_SLOW,
     .handler = do_place,
     .answer = "TraceStays",
     .help = {"某地某时段有谁在场", "who was at a place: the recall list"}},
};

const struct op *trace_ops(int *ret_n)
{
    *ret_n = sizeof rows / sizeof *rows;
    return rows;
}
