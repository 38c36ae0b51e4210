/* Table roster_note: what one shift leaves to the next, accepted by name. */
#include "base/text.h"
#include "duty/list.h"
#include "duty/roster_int.h"
#include "value/time.h"

/* When does this person's shift end that is on now or ended last (half a day ago at most)? 0 none.
 */
static enum outcome shift_of(struct keep *k, int64_t user, int64_t *ret, struct err *e)
{
    int64_t now = k->w.now_ms / 1000;
    *ret = 0;
    enum outcome o =
        db_int(ret, k->w.db,
               "SELECT ends_at FROM roster_seat WHERE account = $1 AND roster = $2 AND place = $3"
               " AND is_published = 1 AND begins_at <= $4 AND ends_at > $4 - 43200"
               " ORDER BY begins_at DESC LIMIT 1",
               BIND(bind_int(user), bind_text(k->plan->name), bind_int(k->place), bind_int(now)),
               e);
    return o == NOT_FOUND ? OK : o;
}

enum outcome do_roster_note_add(struct call *c, struct err *e)
{
    struct keep k;
    const char *text;
    int64_t id, ends_at;
    enum outcome o = keep_of_call(c, &k, e);
    if (o == OK)
        o = call_need_text(c, "text", &text, e);
    if (o == OK && strlen(text) > 3000)
        return err_set(e, REFUSED, "text", "length", "a note has at most 1,000 characters",
                       "交接事项最多1000字");
    if (o == OK)
        o = shift_of(&k, c->actor->user, &ends_at, e);
    if (o == OK && !ends_at)
        return err_set(e, REFUSED, NULL, "not_on_duty",
                       "a hand-over is written by who is on duty, or was until now",
                       "交班记录由当班或刚下班的人员填写");
    if (o == OK)
        o = work_next_id(&k.w, "roster_note", &id, e);
    if (o == OK)
        o = db_run(c->db,
                   "INSERT INTO roster_note (id, roster, place, text, at, by_account, ends_at,"
                   " accepted_at, accepted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)",
                   BIND(bind_int(id), bind_text(k.plan->name), bind_int(k.place), bind_text(text),
                        bind_int(c->now_ms / 1000), bind_int(c->actor->user), bind_int(ends_at)),
                   e);
    if (o == OK)
        o = roster_journal(&k.w, "roster.hand_over", "roster_note", &id, 1, k.place, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

struct note {
    int64_t ends_at, accepted_at, by;
};

static enum outcome note_get(struct call *c, int64_t id, struct keep *k, struct note *n,
                             struct err *e)
{
    struct query *q;
    k->plan = NULL;
    work_of_call(&k->w, c);
    enum outcome o = db_query(&q, c->db,
                              "SELECT roster, place, ends_at, accepted_at, by_account FROM"
                              " roster_note WHERE id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        size_t len;
        const char *s = query_text(q, 0, &len);
        k->plan = plan_roster(c->plan, arena_text(c->arena, s, len));
        k->place = query_int(q, 1);
        *n = (struct note){query_int(q, 2), query_int(q, 3), query_int(q, 4)};
    }
    o = query_end(q, e);
    return o != OK ? o : k->plan && roster_may_see(c, k) ? OK : roster_refuse(e);
}

enum outcome do_roster_note_accept(struct call *c, struct err *e)
{
    struct keep k;
    struct note n = {0};
    int64_t id, later = 0, now = c->now_ms / 1000;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = note_get(c, id, &k, &n, e);
    if (o == OK && n.accepted_at)
        return err_set(e, CONFLICT, "id", "accepted", "this note has been accepted",
                       "此交接已签收");
    /* Of a shift that goes on after the writer's ended, at the earliest half an hour before. */
    if (o == OK)
        o = db_int(&later, c->db,
                   "SELECT count(*) FROM roster_seat WHERE account = $1 AND roster = $2 AND"
                   " place = $3 AND is_published = 1 AND begins_at <= $4 + 1800 AND ends_at > $4"
                   " AND ends_at > $5",
                   BIND(bind_int(c->actor->user), bind_text(k.plan->name), bind_int(k.place),
                        bind_int(now), bind_int(n.ends_at)),
                   e);
    if (o == OK && (!later || c->actor->user == n.by))
        return err_set(e, REFUSED, NULL, "not_next", "the next shift accepts it, by name",
                       "须由下一班人员本人签收");
    if (o == OK)
        o = db_run(c->db, "UPDATE roster_note SET accepted_at = $1, accepted_by = $2 WHERE id = $3",
                   BIND(bind_int(now), bind_int(c->actor->user), bind_int(id)), e);
    if (o == OK)
        o = roster_journal(&k.w, "roster.take_over", "roster_note", &id, 1, k.place, e);
    if (o == OK)
        roster_answer_id(c, id);
    return o;
}

static void put_name(struct call *c, struct query *q, int id, int name)
{
    size_t len;
    const char *s = query_text(q, name, &len);
    roster_put_person(c, query_int(q, id), s ? arena_text(c->arena, s, len) : "");
}

enum outcome do_roster_notes(struct call *c, struct err *e)
{
    struct keep k;
    struct query *q;
    size_t len;
    enum outcome o = keep_of_call(c, &k, e);
    if (o == OK)
        o = db_query(&q, c->db,
                     "SELECT n.id, n.at, n.by_account, u.name, n.text, n.ends_at, n.accepted_at,"
                     " n.accepted_by, v.name FROM roster_note n LEFT JOIN account u ON"
                     " u.id = n.by_account LEFT JOIN account v ON v.id = n.accepted_by WHERE"
                     " n.roster = $1 AND n.place = $2 ORDER BY n.at DESC, n.id DESC LIMIT 100",
                     BIND(bind_text(k.plan->name), bind_int(k.place)), e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    while (query_next(q)) {
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, query_int(q, 0));
        put_key(c->out, "at"), duty_put_moment(c, query_int(q, 1));
        put_key(c->out, "by"), put_name(c, q, 2, 3);
        const char *s = query_text(q, 4, &len);
        put_key(c->out, "text"), put_text(c->out, s, len);
        put_key(c->out, "ends_at"), duty_put_moment(c, query_int(q, 5));
        put_key(c->out, "accepted_at"), duty_put_moment(c, query_int(q, 6));
        put_key(c->out, "accepted_by"), put_name(c, q, 7, 8);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return query_end(q, e);
}
