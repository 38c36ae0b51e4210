/* The operations of duties: one row each, and their handlers. */
#include "base/text.h"
#include "duty/alarm.h"
#include "duty/list.h"
#include "duty/outbox.h"
#include "ledger/edition.h"
#include "place/place.h"
#include "value/time.h"

#define PLACE                                                                                      \
    {                                                                                              \
        "place", ARG_PLACE, false, { "此地点及其下", "at or under this place" }                     \
    }
#define DAY                                                                                        \
    {                                                                                              \
        "day", ARG_DATE, false, { "哪一天，缺省今天", "of this day; today when absent" }             \
    }
#define RULE                                                                                       \
    {                                                                                              \
        "rule", ARG_TEXT, false, { "哪项任务，如home_order.visit", "one rule, home_order.visit" }    \
    }

static const struct arg list_args[] = {
    PLACE,
    RULE,
    DAY,
    {"due", ARG_TEXT, false, {"到期不晚于：now、today或日期", "due by now, today or a day"}},
    {"late", ARG_FLAG, false, {"逾期未办的", "what is late and not done"}},
    {"missed", ARG_FLAG, false, {"已漏办的", "what was missed"}},
    {"done", ARG_FLAG, false, {"已办的", "what was done"}},
    {"mine", ARG_FLAG, false, {"应由本人办的", "what oneself has to do"}},
    {"alarm", ARG_ID, false, {"某次提醒所指的", "those of one alarm"}},
    {"after", ARG_TEXT, false, {"上一页的next", "`next` of the page before"}},
    {"limit", ARG_INT, false, {"每页行数，1至500", "rows of a page, 1 to 500"}},
    {0}};
static const struct arg group_args[] = {
    PLACE,
    DAY,
    {"by", ARG_TEXT, false, {"按哪一级：street等，缺省下一级", "level: street …; the next one when absent"}},
    {"with_due", ARG_FLAG, false, {"同时计未到期的", "count what is still due, too"}},
    {0}};
static const struct arg count_args[] = {
    PLACE,
    RULE,
    {"from", ARG_DATE, false, {"从哪天，缺省今天", "from this day; today when absent"}},
    {"to", ARG_DATE, false, {"到哪天，缺省今天", "to this day; today when absent"}},
    {0}};
static const struct arg no_args[] = {{0}};
static const struct arg could_not_args[] = {
    {"rule", ARG_TEXT, false, {"哪项任务", "the rule, of one still due"}},
    {"subject", ARG_ID, false, {"谁的任务", "whose, of one still due"}},
    {"id", ARG_ID, false, {"逾期或漏办的任务编号", "the late or missed duty's number"}},
    {"reason", ARG_TEXT, true, {"因何未能办理", "because"}},
    {0}};
static const struct arg alarm_args[] = {
    {"mine", ARG_FLAG, false, {"只看发给本人的", "only those sent to oneself"}},
    {"taken", ARG_FLAG, false, {"包括已受理的", "those taken up, too"}},
    {0}};
static const struct arg id_args[] = {{"id", ARG_ID, true, {"编号", "its number"}}, {0}};
static const struct arg level_args[] = {
    {"place", ARG_PLACE, true, {"地点", "the place"}},
    {"level", ARG_TEXT, true, {"响应级别", "the level"}},
    {0}};

static const struct arg proposal_args[] = {
    {"place", ARG_PLACE, true, {"地点", "the place"}}, {0}};
static const struct arg outlet_args[] = {
    {"address", ARG_TEXT, true, {"本人邮箱，或推送网址", "one's e-mail, or a webhook's address"}},
    PLACE,
    {"secret", ARG_TEXT, false, {"推送签名密钥", "what a webhook's messages are signed with"}},
    {0}};
static const struct arg relay_args[] = {
    {"url", ARG_TEXT, true, {"smtp://主机:端口", "smtp://host:port"}},
    {"from", ARG_TEXT, true, {"发件地址", "the sender's address"}},
    {"user", ARG_TEXT, false, {"用户名", "user name"}},
    {"password", ARG_TEXT, false, {"密码", "password"}},
    {0}};

/* ---- arguments
 * -------------------------------------------------------------------------------------- */

enum outcome duty_arg_place(struct call *c, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, "place");
    *ret = PLACE_COUNTRY;
    return text && *text ? place_parse(ret, c->db, text, e) : OK;
}

static enum outcome arg_day(struct call *c, const char *name, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, name);
    *ret = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    if (text && *text && !date_parse(text, strlen(text), false, ret))
        return err_set(e, REFUSED, name, "date", "%1$s is a day such as 2026-11-23",
                       "%1$s应为日期，如2026-11-23", name);
    return OK;
}

static int64_t day_end(const struct call *c, int64_t day)
{
    return (day + 1) * TIME_DAY - c->plan->calendar.offset_s;
}

static enum outcome arg_until(struct call *c, int64_t *ret, struct err *e)
{
    const char *due = call_text(c, "due");
    int64_t day;
    if (due && text_same(due, "now")) {
        *ret = c->now_ms / 1000;
        return OK;
    }
    enum outcome o = due && !text_same(due, "today") && !text_same(due, "true")
                         ? arg_day(c, "due", &day, e)
                         : arg_day(c, "day", &day, e);
    *ret = day_end(c, day);
    return o;
}

static enum outcome arg_after(struct call *c, struct duty_query *q, struct err *e)
{
    const char *after = call_text(c, "after");
    const char *dash = after ? strchr(after, '-') : NULL;
    if (!after || !*after)
        return OK;
    if (!dash || !text_int(after, (size_t)(dash - after), &q->after) ||
        !text_int(dash + 1, strlen(dash + 1), &q->after_subject))
        return err_set(e, REFUSED, "after", "after", "give `next` of the page before",
                       "应为上一页的next");
    return OK;
}

/* ---- lists
 * ---------------------------------------------------------------------------------------- */

static enum outcome do_list(struct call *c, struct err *e)
{
    struct duty_query q = {.rule = call_text(c, "rule"), .mine = call_flag(c, "mine")};
    int64_t limit;
    q.view = call_flag(c, "late")     ? VIEW_LATE
             : call_flag(c, "missed") ? VIEW_MISSED
             : call_flag(c, "done")   ? VIEW_DONE
                                      : VIEW_DUE;
    enum outcome o = duty_arg_place(c, &q.place, e);
    if (o == OK)
        o = arg_day(c, "day", &q.day, e);
    if (o == OK)
        o = arg_until(c, &q.until, e);
    if (o == OK)
        o = call_int(c, "limit", 100, &limit, e);
    if (o == OK)
        o = arg_after(c, &q, e);
    if (o == OK && call_text(c, "alarm"))
        o = call_id(c, "alarm", &q.alarm, e);
    if (o != OK)
        return o;
    if (limit < 1 || limit > LIMIT_PAGE)
        return err_set(e, REFUSED, "limit", "limit", "a page has 1 to %d rows", "每页1至%d行",
                       LIMIT_PAGE);
    q.limit = (int)limit;
    return duty_list_json(c, &q, e);
}

static const char *const group_levels[LEVELS] = {"country", "province", "city", "county", "street",
                                                 "village", "grid",     "sub",  "room"};

static enum outcome do_groups(struct call *c, struct err *e)
{
    const char *by = call_text(c, "by");
    int64_t place, day;
    int level = -1;
    enum outcome o = duty_arg_place(c, &place, e);
    if (o == OK)
        o = arg_day(c, "day", &day, e);
    if (o != OK)
        return o;
    if (!by || !*by)
        level = (int)place_level(place) + 1;
    for (int i = 0; by && i < LEVELS; i++)
        if (text_same(group_levels[i], by))
            level = i;
    if (level < 0)
        return err_set(e, REFUSED, "by", "level", "by is a level such as street",
                       "by应为street等层级");
    if (level >= LEVELS)
        level = LEVELS - 1;
    return duty_groups_json(c, place, (enum level)level, day_end(c, day), day,
                            call_flag(c, "with_due"), e);
}

static enum outcome do_counts(struct call *c, struct err *e)
{
    int64_t place, from, to;
    enum outcome o = duty_arg_place(c, &place, e);
    if (o == OK)
        o = arg_day(c, "from", &from, e);
    if (o == OK)
        o = arg_day(c, "to", &to, e);
    return o == OK ? duty_counts_json(c, place, call_text(c, "rule"), from, to, e) : o;
}

static enum outcome do_mine(struct call *c, struct err *e)
{
    int64_t today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    return duty_mine_json(c, day_end(c, today), today, e);
}

static enum outcome do_switches(struct call *c, struct err *e)
{
    return duty_switches_json(c, e);
}

/* ---- could not, because
 * --------------------------------------------------------------------------- */

static bool is_responsible(struct work *w, const struct duty *d, int64_t place, int64_t assignee)
{
    const struct actor *who = w->actor;
    if (who->is_system || guard_is_admin(who, place) || (assignee && assignee == who->user))
        return true;
    for (int i = 0; i < who->holdings_n; i++)
        for (int k = 0; k < d->by_n; k++)
            if (text_same(d->by[k]->name, who->holdings[i].post->name) &&
                place >= who->holdings[i].place && place <= who->holdings[i].last)
                return true;
    return assignee && team_has_member(w, assignee, who->user);
}

static enum outcome excuse_found(struct work *w, struct call *c, struct past *p,
                                 struct duty_case *dc, const char *reason, struct err *e)
{
    struct tally t = {.w = w};
    struct past over;
    enum outcome o = case_excuse(dc, &t, p, reason, &over, e);
    if (o == OK)
        o = tally_flush(&t, e);
    if (o == OK)
        o = duty_answer_keep(w, "could_not", dc->duty->rule, dc->subject, over.o.opens_at,
                             dc->place, reason, e);
    if (o == OK) {
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, over.id);
        put_end_object(c->out);
    }
    return o;
}

static enum outcome refuse_absent_duty(struct err *e)
{
    return err_set(e, NOT_FOUND, NULL, "absent", "there is no such duty for you",
                   "没有应由您办理的这项任务");
}

static enum outcome do_could_not(struct call *c, struct err *e)
{
    const char *reason, *rule = call_text(c, "rule");
    struct work w;
    struct past p;
    struct live l;
    struct duty_case dc;
    const struct duty *d = NULL;
    int64_t id, subject = 0, place, assignee;
    bool has_id = call_text(c, "id") != NULL, found;
    enum outcome o = call_need_text(c, "reason", &reason, e);
    if (o == OK)
        o = editions_check(c->app->editions, c->plan, e);
    if (o != OK)
        return o;
    if (strlen(reason) < 2 || strlen(reason) > 600)
        return err_set(e, REFUSED, "reason", "length", "say why, in at most 200 characters",
                       "请写明原因，最多200字");
    work_of_call(&w, c);
    if (has_id) {
        o = call_id(c, "id", &id, e);
        if (o == OK)
            o = past_get(&w, id, &p, e);
        if (o != OK)
            return o;
        d = p.duty, subject = p.subject, place = p.place, assignee = p.assignee;
    } else {
        d = rule ? plan_duty(c->plan, rule) : NULL;
        if (!d)
            return err_set(e, REFUSED, "rule", "unknown_rule", "give id, or rule and subject",
                           "请给出id，或rule和subject");
        o = call_id(c, "subject", &subject, e);
        if (o == OK)
            o = live_find(&w, d, subject, &l, &found, e);
        if (o == OK && !found)
            o = refuse_absent_duty(e);
        if (o != OK)
            return o;
        place = l.place, assignee = l.assignee;
    }
    if (!is_responsible(&w, d, place, assignee))
        return refuse_absent_duty(e);
    o = case_of(&dc, &w, d, subject, place, false, e);
    return o == OK ? excuse_found(&w, c, has_id ? &p : NULL, &dc, reason, e) : o;
}

/* ---- rows
 * ----------------------------------------------------------------------------------------- */

static const struct op rows[] = {
    {"alarm.list", "alarm list", "GET", "/api/alarms", alarm_args, NEED_USER, OP_READ,
     do_alarm_list, "AlarmList", {"逾期任务的提醒", "alarms about late duties"}},
    {"alarm.take", "alarm take", "POST", "/api/alarms/{id}/take", id_args, NEED_USER, OP_WRITE,
     do_alarm_take, "IdAnswer", {"受理提醒，不再升级", "take an alarm up: it goes no further"}},
    {"alarm.relay", "alarm relay", "POST", "/api/alarms/relay", relay_args, NEED_OWNER, OP_WRITE,
     do_relay_set, "IdAnswer", {"设置发送邮件的服务器", "the server by which e-mail leaves"}},
    {"alarm.outlet_add", "alarm outlet add", "POST", "/api/outlets", outlet_args, NEED_USER,
     OP_WRITE, do_outlet_add, "IdAnswer",
     {"添加提醒的邮箱或推送地址", "where alarms are sent: an e-mail, a webhook"}},
    {"alarm.outlet_end", "alarm outlet end", "DELETE", "/api/outlets/{id}", id_args, NEED_USER,
     OP_WRITE, do_outlet_end, "IdAnswer", {"停用推送地址", "no longer send there"}},
    {"alarm.outlets", "alarm outlets", "GET", "/api/outlets", no_args, NEED_USER, OP_READ,
     do_outlet_list, "OutletList", {"推送地址", "where alarms are sent"}},
    {"duty.could_not", "duty could-not", "POST", "/api/duties/could-not", could_not_args,
     NEED_USER, OP_WRITE, do_could_not, "IdAnswer",
     {"未能办理及原因", "could not, because: an answer to a duty"}},
    {"duty.count", "duty count", "GET", "/api/duties/counts", count_args, NEED_USER, OP_READ,
     do_counts, "DutyCountList",
     {"按任务、按日计数", "due, in time, late, missed: by rule and day"}},
    {"duty.groups", "duty groups", "GET", "/api/duties/groups", group_args, NEED_USER, OP_READ,
     do_groups, "DutyGroupList", {"各地逾期数", "late duties by place"}},
    {"duty.list", "duty list", "GET", "/api/duties", list_args, NEED_USER, OP_READ, do_list,
     "DutyList", {"任务：待办、逾期、漏办、已办", "duties: due, late, missed, done"}},
    {"duty.mine", "duty mine", "GET", "/api/duties/mine", no_args, NEED_USER, OP_READ, do_mine,
     "DutyMine", {"本人的任务数", "how much oneself has to do"}},
    {"duty.switches", "duty switches", "GET", "/api/duties/switches", no_args, NEED_USER, OP_READ,
     do_switches, "DutySwitchList",
     {"预案或级别变动所改的任务", "what new editions and levels did to live duties"}},
    {"level.preview", "level preview", "GET", "/api/levels/preview", level_args, NEED_USER,
     OP_READ, do_level_preview, "LevelPreview",
     {"启动前看清后果", "what a level would switch on, before it is activated"}},
    {"level.proposals", "level proposals", "GET", "/api/levels/proposals", proposal_args, NEED_USER,
     OP_READ, do_level_proposals, "LevelProposalList",
     {"达到启动条件的级别（只建议，不自动启动）",
      "levels whose trigger holds: proposed, never activated by the program"}},
};

const struct op *duty_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
