/* Tables roster_member and roster_away: putting people on, taking them off, absences. */
#include "base/text.h"
#include "duty/roster_int.h"
#include "value/time.h"

enum outcome member_insert(struct keep *k, int64_t user, int crew, const char *skills, int64_t day,
                           int64_t *ret, struct err *e)
{
    enum outcome o = work_next_id(&k->w, "roster_member", ret, e);
    if (o == OK)
        o = db_run(k->w.db,
                   "INSERT INTO roster_member (id, roster, place, account, crew, skills, since,"
                   " ended) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
                   BIND(bind_int(*ret), bind_text(k->plan->name), bind_int(k->place),
                        bind_int(user), bind_int(crew), bind_text(skills), bind_int(day)),
                   e);
    return o == OK ? roster_journal(&k->w, "roster.add", "roster_member", ret, 1, k->place, e) : o;
}

static const struct plan_roster *roster_at(struct call *c, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? plan_roster(c->plan, arena_text(c->arena, s, len)) : NULL;
}

enum outcome member_keep(struct call *c, int64_t member, struct keep *ret, struct err *e)
{
    struct query *q;
    work_of_call(&ret->w, c);
    ret->plan = NULL;
    enum outcome o = db_query(&q, c->db, "SELECT roster, place FROM roster_member WHERE id = $1",
                              BIND(bind_int(member)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        ret->plan = roster_at(c, q, 0);
        ret->place = query_int(q, 1);
    }
    o = query_end(q, e);
    return o != OK ? o : ret->plan ? OK : roster_refuse(e);
}

enum outcome member_end(struct keep *k, int64_t member, int64_t day, struct err *e)
{
    enum outcome o = db_run(k->w.db,
                            "UPDATE roster_member SET ended = $1 WHERE id = $2 AND ended = 0",
                            BIND(bind_int(day), bind_int(member)), e);
    return o == OK
               ? roster_journal(&k->w, "roster.remove", "roster_member", &member, 1, k->place, e)
               : o;
}

bool roster_makes_for(struct call *c, int64_t account)
{
    struct query *q;
    struct err quiet = {0};
    bool makes = false;
    if (db_query(&q, c->db, "SELECT roster, place FROM roster_member WHERE account = $1",
                 BIND(bind_int(account)), &quiet) != OK)
        return false;
    while (query_next(q)) {
        struct keep k = {.plan = roster_at(c, q, 0), .place = query_int(q, 1)};
        makes |= k.plan && roster_may_make(c, &k);
    }
    return query_end(q, &quiet) == OK && makes;
}

enum outcome away_insert(struct work *w, int64_t user, int64_t from, int64_t to,
                         const char *reason, int64_t *ret, struct err *e)
{
    int64_t by = w->actor->user > 0 ? w->actor->user : 0;
    enum outcome o = work_next_id(w, "roster_away", ret, e);
    if (o == OK)
        o = db_run(w->db,
                   "INSERT INTO roster_away (id, account, from_day, until_day, reason, ended, at,"
                   " by_account) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
                   BIND(bind_int(*ret), bind_int(user), bind_int(from), bind_int(to),
                        bind_text(reason), bind_int(w->now_ms / 1000), bind_int(by)),
                   e);
    return o == OK ? roster_journal(w, "roster.away", "roster_away", ret, 1, 0, e) : o;
}

enum outcome away_user(struct call *c, int64_t away, int64_t *ret, struct err *e)
{
    enum outcome o = db_int(ret, c->db, "SELECT account FROM roster_away WHERE id = $1",
                            BIND(bind_int(away)), e);
    return o == NOT_FOUND ? roster_refuse(e) : o;
}

enum outcome away_end(struct work *w, int64_t away, struct err *e)
{
    enum outcome o =
        db_run(w->db, "UPDATE roster_away SET ended = 1 WHERE id = $1", BIND(bind_int(away)), e);
    return o == OK ? roster_journal(w, "roster.back", "roster_away", &away, 1, 0, e) : o;
}
