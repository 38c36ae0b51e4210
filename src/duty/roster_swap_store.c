/* Table roster_swap: a shift is exchanged or taken over when the other consents, and only when
 * that breaks no rule that held before. */
#include "base/text.h"
#include "duty/roster_int.h"
#include "value/time.h"

static enum outcome own_seat(struct call *c, int64_t id, struct keep *k, struct seat *s,
                             struct err *e)
{
    bool is_published;
    enum outcome o = seat_get(c, id, k, s, &is_published, e);
    if (o != OK)
        return o;
    if (!is_published || (!roster_may_see(c, k)))
        return roster_refuse(e);
    if (s->begins_at <= c->now_ms / 1000)
        return err_set(e, REFUSED, "seat", "past", "this shift has begun", "该班次已开始");
    return OK;
}

static enum outcome swap_insert(struct keep *k, const struct seat *s, int64_t with, int64_t to,
                                const char *reason, int64_t *ret, struct err *e)
{
    int64_t n = 0;
    enum outcome o = db_int(&n, k->w.db,
                            "SELECT count(*) FROM roster_swap WHERE state = 'asked' AND seat = $1",
                            BIND(bind_int(s->id)), e);
    if (o == OK && n)
        return err_set(e, CONFLICT, "seat", "asked", "somebody has been asked for it already",
                       "此班次已请求换班");
    if (o == OK)
        o = work_next_id(&k->w, "roster_swap", ret, e);
    if (o == OK)
        o = db_run(k->w.db,
                   "INSERT INTO roster_swap (id, seat, with_seat, from_account, to_account, reason,"
                   " state, at, answered_at) VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7, 0)",
                   BIND(bind_int(*ret), bind_int(s->id), bind_int(with), bind_int(s->account),
                        bind_int(to), bind_text(reason), bind_int(k->w.now_ms / 1000)),
                   e);
    return o == OK ? roster_journal(&k->w, "roster.ask", "roster_swap", ret, 1, k->place, e) : o;
}

enum outcome do_roster_swap_ask(struct call *c, struct err *e)
{
    struct keep k, other;
    struct seat s, with = {0};
    const char *reason = call_text(c, "reason");
    int64_t id, with_id = 0, to = 0;
    bool has_with = call_text(c, "with") != NULL;
    enum outcome o = call_id(c, "seat", &id, e);
    if (o == OK)
        o = own_seat(c, id, &k, &s, e);
    if (o == OK && s.account != c->actor->user)
        return err_set(e, REFUSED, "seat", "not_yours", "this is not your shift", "这不是您的班次");
    if (o == OK && has_with)
        o = call_id(c, "with", &with_id, e);
    if (o == OK && has_with)
        o = own_seat(c, with_id, &other, &with, e);
    if (o == OK && !has_with)
        o = call_id(c, "to", &to, e);
    if (o != OK)
        return o;
    if (has_with) {
        to = with.account;
        if (other.plan != k.plan || other.place != k.place)
            return err_set(e, REFUSED, "with", "another_roster",
                           "both shifts must be of one roster", "两个班次须在同一张值班表");
    }
    if (!to || to == s.account || !roster_has_member(c, k.plan->name, k.place, to))
        return err_set(e, REFUSED, has_with ? "with" : "to", "not_on_roster",
                       "ask another person who is on this roster", "请选择此值班表中的其他人员");
    if (reason && strlen(reason) > 300)
        return err_set(e, REFUSED, "reason", "length", "say why in at most 300 bytes",
                       "原因最多300字节");
    o = swap_insert(&k, &s, with_id, to, reason ? reason : "", &id, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

/* ---- answering
 * ------------------------------------------------------------------------------------ */

struct swap {
    int64_t id, seat, with, from, to;
};

static enum outcome swap_get(struct call *c, int64_t id, struct swap *ret, struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o = db_query(&q, c->db,
                              "SELECT seat, with_seat, from_account, to_account FROM roster_swap"
                              " WHERE id = $1 AND state = 'asked'",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        found = true;
        *ret = (struct swap){id, query_int(q, 0), query_int(q, 1), query_int(q, 2),
                             query_int(q, 3)};
    }
    o = query_end(q, e);
    if (o == OK && (!found || (c->actor->user != ret->from && c->actor->user != ret->to)))
        return err_set(e, NOT_FOUND, NULL, "absent", "nobody has asked you for this swap",
                       "没有需您答复的此项换班");
    return o;
}

/* Faults of these two people (and of the shifts) in the months of both seats, by kind. */
static enum outcome count_faults(struct keep *k, const struct swap *w, const int64_t *days, int n,
                                 int *ret, struct err *e)
{
    memset(ret, 0, sizeof *ret * ROSTER_FAULTS);
    for (int i = 0; i < n; i++) {
        struct month m;
        struct member *people;
        struct seat *seats;
        struct fault *list;
        int people_n, seats_n, faults_n;
        month_of(k->w.plan, days[i], &m);
        /* A few days on: who works the last night rests in the next month. */
        enum outcome o = members_read(k, m.first, m.first + m.days + 7, &people, &people_n, e);
        if (o == OK)
            o = seats_read(k, m.first, m.first + m.days + 7, true, &seats, &seats_n, e);
        if (o == OK)
            o = month_judge(k, &m, people, people_n, seats, seats_n, &list, &faults_n, e);
        if (o != OK)
            return o;
        for (int f = 0; f < faults_n; f++)
            if (list[f].at.person == w->from || list[f].at.person == w->to ||
                list[f].at.fault == ROSTER_SKILL)
                ret[list[f].at.fault]++;
    }
    return OK;
}

static enum outcome swap_do(struct call *c, const struct swap *w, struct err *e)
{
    struct keep k;
    struct seat a, b = {0};
    int was[ROSTER_FAULTS], is[ROSTER_FAULTS];
    int64_t days[2], ids[2] = {w->seat, w->with};
    bool is_published;
    enum outcome o = own_seat(c, w->seat, &k, &a, e);
    if (o == OK && w->with)
        o = seat_get(c, w->with, &k, &b, &is_published, e);
    if (o != OK)
        return o;
    if (a.account != w->from || (w->with && b.account != w->to))
        return err_set(e, CONFLICT, NULL, "changed", "the roster has changed since it was asked",
                       "值班表已变动，请重新请求换班");
    days[0] = a.day;
    days[1] = b.day;
    o = count_faults(&k, w, days, w->with ? 2 : 1, was, e);
    if (o == OK)
        o = seat_put(&k, w->seat, w->to, e);
    if (o == OK && w->with)
        o = seat_put(&k, w->with, w->from, e);
    if (o == OK)
        o = count_faults(&k, w, days, w->with ? 2 : 1, is, e);
    for (int i = 0; o == OK && i < ROSTER_FAULTS; i++)
        if (is[i] > was[i])
            return err_set(e, REFUSED, NULL, roster_fault_words[i],
                           "the swap would break a rule of the roster: %1$s (%2$s)",
                           "换班将违反值班规则：%2$s（%1$s）",
                           roster_fault_label((enum roster_fault)i)->en,
                           roster_fault_label((enum roster_fault)i)->zh);
    return o == OK ? roster_journal(&k.w, "roster.swap", "roster_seat", ids, w->with ? 2 : 1,
                                    k.place, e)
                   : o;
}

enum outcome do_roster_swap_answer(struct call *c, struct err *e)
{
    struct swap s;
    struct work w;
    int64_t id;
    bool yes = call_flag(c, "yes");
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = swap_get(c, id, &s, e);
    if (o != OK)
        return o;
    bool is_own = c->actor->user == s.from;
    if (is_own && yes)
        return err_set(e, REFUSED, "yes", "own", "the other has to consent", "须由对方同意");
    work_of_call(&w, c);
    if (yes)
        o = swap_do(c, &s, e);
    if (o == OK)
        o = db_run(c->db, "UPDATE roster_swap SET state = $1, answered_at = $2 WHERE id = $3",
                   BIND(bind_text(yes ? "accepted" : is_own ? "withdrawn" : "refused"),
                        bind_int(c->now_ms / 1000), bind_int(id)),
                   e);
    if (o == OK)
        o = roster_journal(&w, "roster.answer", "roster_swap", &id, 1, 0, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}
