/* The operations of rosters: one row each; making, publishing, changing a month, its people. */
#include "base/text.h"
#include "duty/roster_int.h"
#include "place/place.h"
#include "value/time.h"

#define AWAY_MOST 366 /* days at once */

#define ROSTER                                                                                     \
    {                                                                                              \
        "roster", ARG_TEXT, true, { "哪张值班表（预案中的名称）", "which roster: its name in the plan" } \
    }
#define AT                                                                                         \
    {                                                                                              \
        "place", ARG_PLACE, true, { "值班的地点", "the place that keeps it" }                      \
    }
#define UNDER                                                                                      \
    {                                                                                              \
        "place", ARG_PLACE, false, { "此地点及其下", "at or under this place" }                     \
    }
#define MONTH                                                                                      \
    {                                                                                              \
        "month", ARG_TEXT, false, { "月份，如2026-11，缺省本月", "such as 2026-11; this one when absent" } \
    }

static const struct arg none[] = {{0}};
static const struct arg list_args[] = {UNDER, {0}};
static const struct arg month_args[] = {ROSTER, AT, MONTH, {0}};
static const struct arg seat_args[] = {
    {"id", ARG_ID, true, {"班位编号", "the seat's number"}},
    {"user", ARG_ID, false, {"换成谁，缺省空出", "who sits there; vacant when absent"}},
    {0}};
static const struct arg member_args[] = {
    ROSTER,
    AT,
    {"user", ARG_ID, true, {"用户", "the person's account"}},
    {"crew", ARG_INT, false, {"第几班组，从1起", "which crew, from 1"}},
    {"skills", ARG_TEXT, false, {"技能，逗号分隔", "skills, comma between"}},
    {0}};
static const struct arg id_args[] = {{"id", ARG_ID, true, {"编号", "its number"}}, {0}};
static const struct arg away_args[] = {
    {"user", ARG_ID, false, {"谁，缺省本人", "who; oneself when absent"}},
    {"from", ARG_DATE, true, {"自哪天", "from this day"}},
    {"to", ARG_DATE, true, {"至哪天", "to this day"}},
    {"reason", ARG_TEXT, true, {"原因", "because"}},
    {0}};
static const struct arg ask_args[] = {
    {"seat", ARG_ID, true, {"本人的班位", "one's own seat"}},
    {"with", ARG_ID, false, {"换对方的哪个班位", "the seat taken for it"}},
    {"to", ARG_ID, false, {"请谁代班（不换）", "who is asked to take it, without exchange"}},
    {"reason", ARG_TEXT, false, {"原因", "because"}},
    {0}};
static const struct arg answer_args[] = {
    {"id", ARG_ID, true, {"换班编号", "the swap's number"}},
    {"yes", ARG_FLAG, false, {"同意；缺省不同意", "consent; refusal when absent"}},
    {0}};
static const struct arg note_args[] = {
    ROSTER,
    AT,
    {"text", ARG_TEXT, true, {"交接事项", "what the next shift must know"}},
    {0}};
static const struct arg notes_args[] = {ROSTER, AT, {0}};
static const struct arg problem_args[] = {
    UNDER,
    {"from", ARG_DATE, false, {"自哪天，缺省今天", "from this day; today when absent"}},
    {"to", ARG_DATE, false, {"至哪天，缺省一周", "to this day; a week when absent"}},
    {0}};

/* ---- who may
 * -------------------------------------------------------------------------------------- */

enum outcome roster_refuse(struct err *e)
{
    return err_set(e, NOT_FOUND, NULL, "absent", "there is no such roster for you",
                   "没有您可查看的这张值班表");
}

static bool holds_above(const struct actor *who, int64_t place)
{
    for (int i = 0; i < who->holdings_n; i++)
        if (place >= who->holdings[i].place && place <= who->holdings[i].last)
            return true;
    return false;
}

bool roster_may_see(const struct call *c, const struct keep *k)
{
    return c->actor->is_system || holds_above(c->actor, k->place) ||
           roster_has_member((struct call *)c, k->plan->name, k->place, c->actor->user);
}

bool roster_may_make(const struct call *c, const struct keep *k)
{
    const struct actor *who = c->actor;
    if (who->is_system || guard_is_admin(who, k->place))
        return true;
    for (int i = 0; i < who->holdings_n; i++)
        for (int p = 0; p < k->plan->by_n; p++)
            if (text_same(k->plan->by[p]->name, who->holdings[i].post->name) &&
                k->place >= who->holdings[i].place && k->place <= who->holdings[i].last)
                return true;
    return false;
}

enum outcome keep_of_call(struct call *c, struct keep *ret, struct err *e)
{
    struct place p;
    const char *name;
    bool is_kept = false;
    work_of_call(&ret->w, c);
    enum outcome o = call_need_text(c, "roster", &name, e);
    if (o == OK)
        o = duty_arg_place(c, &ret->place, e);
    if (o != OK)
        return o;
    ret->plan = plan_roster(c->plan, name);
    if (!ret->plan)
        return err_set(e, REFUSED, "roster", "unknown_roster", "the plan has no roster \"%s\"",
                       "预案中没有值班表“%s”", name);
    o = place_get(&p, c->arena, c->db, ret->place, e);
    if (o != OK)
        return o;
    if (!roster_may_see(c, ret))
        return roster_refuse(e);
    for (int i = 0; i < ret->plan->of_n; i++)
        is_kept |= text_same(ret->plan->of[i]->name, p.kind);
    if (!is_kept)
        return err_set(e, REFUSED, "place", "kind", "places of this kind keep no roster \"%s\"",
                       "此类地点不设值班表“%s”", name);
    return OK;
}

static enum outcome keep_to_make(struct call *c, struct keep *ret, struct err *e)
{
    enum outcome o = keep_of_call(c, ret, e);
    if (o == OK && !roster_may_make(c, ret))
        return err_set(e, DENIED, NULL, "not_yours", "you do not make this roster",
                       "您无权编排此值班表");
    return o;
}

void roster_put_person(struct call *c, int64_t id, const char *name)
{
    if (!id) {
        put_null(c->out);
        return;
    }
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_key(c->out, "title"), put_str(c->out, name);
    put_end_object(c->out);
}

void roster_answer_id(struct call *c, int64_t id)
{
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_end_object(c->out);
}

/* ---- a month
 * -------------------------------------------------------------------------------------- */

static enum outcome do_make(struct call *c, struct err *e)
{
    struct keep k;
    struct month m;
    int n, vacant;
    enum outcome o = keep_to_make(c, &k, e);
    if (o == OK)
        o = month_parse(c, &m, e);
    if (o == OK)
        o = month_find(&k, &m, e);
    if (o == OK && m.published_at)
        return err_set(e, CONFLICT, "month", "published",
                       "this month has been published: change single shifts",
                       "本月已发布：请逐班调整");
    if (o == OK && m.first + m.days <= date_of(c->now_ms / 1000, c->plan->calendar.offset_s))
        return err_set(e, REFUSED, "month", "past", "this month is over", "该月已过");
    if (o == OK)
        o = month_make(&k, &m, &n, &vacant, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, m.id);
    put_key(c->out, "seats"), put_int(c->out, n);
    put_key(c->out, "vacant"), put_int(c->out, vacant);
    put_end_object(c->out);
    return OK;
}

static enum outcome do_publish(struct call *c, struct err *e)
{
    struct keep k;
    struct month m;
    enum outcome o = keep_to_make(c, &k, e);
    if (o == OK)
        o = month_parse(c, &m, e);
    if (o == OK)
        o = month_find(&k, &m, e);
    if (o == OK && !m.id)
        return err_set(e, REFUSED, "month", "not_made", "this month has not been made yet",
                       "本月尚未编排");
    if (o == OK && !m.published_at)
        o = month_publish(&k, &m, e);
    if (o == OK)
        roster_answer_id(c, m.id);
    return o;
}

static enum outcome do_set(struct call *c, struct err *e)
{
    struct keep k;
    struct seat s;
    bool is_published;
    int64_t id, user = 0;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = seat_get(c, id, &k, &s, &is_published, e);
    if (o == OK && !roster_may_make(c, &k))
        return roster_refuse(e);
    if (o == OK && call_text(c, "user"))
        o = call_id(c, "user", &user, e);
    if (o == OK && user && !roster_has_member(c, k.plan->name, k.place, user))
        return err_set(e, REFUSED, "user", "not_on_roster", "this person is not on the roster",
                       "此人不在值班表人员中");
    if (o == OK && s.ends_at <= c->now_ms / 1000)
        return err_set(e, REFUSED, "id", "past", "this shift is over", "该班次已结束");
    if (o == OK)
        o = seat_put(&k, id, user, e);
    if (o == OK)
        o = roster_journal(&k.w, "roster.set", "roster_seat", &id, 1, k.place, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

/* ---- people
 * --------------------------------------------------------------------------------------- */

/* ",nurse,driver," of what the roster knows. */
static enum outcome arg_skills(struct call *c, const struct plan_roster *p, const char **ret,
                               struct err *e)
{
    const char *text = call_text(c, "skills"), *list = ",";
    char word[80];
    for (const char *s = text ? text : ""; *s;) {
        size_t len = strcspn(s, ",");
        bool is_known = !len;
        snprintf(word, sizeof word, "%.*s", (int)len, s);
        for (int i = 0; i < p->skills_n; i++)
            is_known |= text_same(p->skills[i], word);
        if (!is_known)
            return err_set(e, REFUSED, "skills", "unknown_skill",
                           "\"%s\" is no skill that this roster asks for", "此值班表没有技能“%s”",
                           word);
        if (len)
            list = arena_printf(c->arena, "%s%s,", list, word);
        s += len + (s[len] == ',');
    }
    *ret = list;
    return OK;
}

static enum outcome arg_user(struct call *c, int64_t *ret, struct err *e)
{
    const char *name = "";
    enum outcome o = call_id(c, "user", ret, e);
    if (o == OK)
        o = guard_user_name(c->db, c->arena, *ret, &name, e);
    if (o == OK && !*name)
        return err_set(e, REFUSED, "user", "unknown_user", "there is no such user", "没有此用户");
    return o;
}

static enum outcome do_member_add(struct call *c, struct err *e)
{
    struct keep k;
    const char *skills = ",";
    int64_t user, crew, id, today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    enum outcome o = keep_to_make(c, &k, e);
    if (o == OK)
        o = arg_user(c, &user, e);
    if (o == OK)
        o = call_int(c, "crew", 1, &crew, e);
    if (o == OK)
        o = arg_skills(c, k.plan, &skills, e);
    if (o != OK)
        return o;
    if (crew < 1 || crew > (k.plan->crews ? k.plan->crews : 1))
        return err_set(e, REFUSED, "crew", "range", "this roster has crews 1 to %d",
                       "此值班表的班组为1至%d", k.plan->crews ? k.plan->crews : 1);
    if (roster_has_member(c, k.plan->name, k.place, user))
        return err_set(e, CONFLICT, "user", "on_roster", "this person is on the roster already",
                       "此人已在值班表中");
    o = member_insert(&k, user, (int)crew - 1, skills, today, &id, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

static enum outcome do_member_end(struct call *c, struct err *e)
{
    struct keep k;
    int64_t id;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = member_keep(c, id, &k, e);
    if (o == OK && !roster_may_make(c, &k))
        return roster_refuse(e);
    if (o == OK)
        o = member_end(&k, id, date_of(c->now_ms / 1000, c->plan->calendar.offset_s), e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

static enum outcome arg_day(struct call *c, const char *name, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, name);
    if (!text || !date_parse(text, strlen(text), false, ret))
        return err_set(e, REFUSED, name, "date", "%1$s is a day such as 2026-11-23",
                       "%1$s应为日期，如2026-11-23", name);
    return OK;
}

/* Oneself, or somebody on a roster that the caller makes. */
static bool may_say_away(struct call *c, int64_t user)
{
    return user == c->actor->user || c->actor->is_system || roster_makes_for(c, user);
}

static enum outcome do_away_add(struct call *c, struct err *e)
{
    struct work w;
    const char *reason;
    int64_t user = c->actor->user, from, to, id;
    enum outcome o = call_text(c, "user") ? arg_user(c, &user, e) : OK;
    if (o == OK)
        o = arg_day(c, "from", &from, e);
    if (o == OK)
        o = arg_day(c, "to", &to, e);
    if (o == OK)
        o = call_need_text(c, "reason", &reason, e);
    if (o != OK)
        return o;
    if (to < from || to - from >= AWAY_MOST)
        return err_set(e, REFUSED, "to", "range", "an absence lasts 1 to %d days",
                       "缺勤为1至%d天", AWAY_MOST);
    if (strlen(reason) > 200)
        return err_set(e, REFUSED, "reason", "length", "say why in at most 200 bytes",
                       "原因最多200字节");
    if (!may_say_away(c, user))
        return err_set(e, DENIED, "user", "not_yours", "you make no roster with this person",
                       "您无权登记此人的缺勤");
    work_of_call(&w, c);
    o = away_insert(&w, user, from, to, reason, &id, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

static enum outcome do_away_end(struct call *c, struct err *e)
{
    struct work w;
    int64_t id, user;
    enum outcome o = call_id(c, "id", &id, e);
    work_of_call(&w, c);
    if (o == OK)
        o = away_user(c, id, &user, e);
    if (o == OK && !may_say_away(c, user))
        return roster_refuse(e);
    if (o == OK)
        o = away_end(&w, id, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

/* ---- rows
 * ----------------------------------------------------------------------------------------- */

static const struct op rows[] = {
    {"roster.away_add", "roster away", "POST", "/api/rosters/absences", away_args, NEED_USER,
     OP_WRITE, do_away_add, "IdAnswer",
     {"登记不能值班的日子", "days on which somebody cannot be put on"}},
    {"roster.away_end", "roster back", "DELETE", "/api/rosters/absences/{id}", id_args, NEED_USER,
     OP_WRITE, do_away_end, "IdAnswer", {"撤销缺勤", "take an absence back"}},
    {"roster.list", "roster list", "GET", "/api/rosters", list_args, NEED_USER, OP_READ,
     do_roster_list, "RosterList", {"值班表", "rosters kept at or under a place"}},
    {"roster.make", "roster make", "POST", "/api/rosters/make", month_args, NEED_USER, OP_WRITE,
     do_make, "RosterMade",
     {"编排一个月（草稿）", "make a month, fairly: a draft, in place of the one before"}},
    {"roster.member_add", "roster add", "POST", "/api/rosters/members", member_args, NEED_USER,
     OP_WRITE, do_member_add, "IdAnswer", {"加入值班人员", "put a person on a roster"}},
    {"roster.member_end", "roster remove", "DELETE", "/api/rosters/members/{id}", id_args,
     NEED_USER, OP_WRITE, do_member_end, "IdAnswer",
     {"移出值班人员", "take a person off a roster"}},
    {"roster.mine", "roster mine", "GET", "/api/rosters/mine", none, NEED_USER, OP_READ,
     do_roster_mine, "RosterMine",
     {"本人的班次、换班与交接", "one's own shifts, swaps asked, notes to accept"}},
    {"roster.month", "roster show", "GET", "/api/rosters/month", month_args, NEED_USER, OP_READ,
     do_roster_month, "RosterMonth",
     {"一个月的值班表、人员电话与差错", "a month: shifts, people with phones, what is wrong"}},
    {"roster.note_accept", "roster accept", "POST", "/api/rosters/notes/{id}/accept", id_args,
     NEED_USER, OP_WRITE, do_roster_note_accept, "IdAnswer",
     {"接班：签收交接事项", "take over: accept a hand-over note by name"}},
    {"roster.note_add", "roster hand-over", "POST", "/api/rosters/notes", note_args, NEED_USER,
     OP_WRITE, do_roster_note_add, "IdAnswer",
     {"交班：写给下一班的事项", "hand over: a note the next shift must accept"}},
    {"roster.notes", "roster notes", "GET", "/api/rosters/notes", notes_args, NEED_USER, OP_READ,
     do_roster_notes, "RosterNoteList", {"交接班记录", "the hand-over book"}},
    {"roster.now", "roster now", "GET", "/api/rosters/now", list_args, NEED_USER, OP_READ,
     do_roster_now, "RosterNowList", {"现在谁当班", "who is on duty now, with phones"}},
    {"roster.paper", "roster print", "GET", "/api/rosters/paper", month_args, NEED_USER, OP_SLOW,
     do_roster_paper, NULL, {"值班月表与电话表（PDF）", "the month and the phone list as PDF"}},
    {"roster.problems", "roster problems", "GET", "/api/rosters/problems", problem_args, NEED_USER,
     OP_READ, do_roster_problems, "RosterProblemList",
     {"空岗、重岗、超期驻守、未接班",
      "vacancies, double posts, stays too long, notes nobody accepted"}},
    {"roster.publish", "roster publish", "POST", "/api/rosters/publish", month_args, NEED_USER,
     OP_WRITE, do_publish, "IdAnswer",
     {"发布：由此当班", "publish a month: people are on duty by it"}},
    {"roster.set", "roster set", "POST", "/api/rosters/seats/{id}", seat_args, NEED_USER, OP_WRITE,
     do_set, "IdAnswer", {"指定或空出一个班位", "put somebody else on a shift, or nobody"}},
    {"roster.swap_answer", "roster answer", "POST", "/api/rosters/swaps/{id}", answer_args,
     NEED_USER, OP_WRITE, do_roster_swap_answer, "IdAnswer",
     {"答复换班", "answer a swap: consent or refuse"}},
    {"roster.swap_ask", "roster swap", "POST", "/api/rosters/swaps", ask_args, NEED_USER, OP_WRITE,
     do_roster_swap_ask, "IdAnswer",
     {"请求换班或代班", "ask to exchange a shift, or to be replaced"}},
};

const struct op *roster_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
