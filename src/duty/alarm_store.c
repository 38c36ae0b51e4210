/* Tables alarm and alarm_to, and who holds a post where. */
#include "duty/list.h"
#include "duty/roster_int.h"

#include "base/text.h"
#include "value/time.h"

/* ---- people
 * --------------------------------------------------------------------------------------- */

void people_add(struct people *p, int64_t id)
{
    for (int i = 0; i < p->n; i++)
        if (p->ids[i] == id)
            return;
    if (p->n < ALARM_PEOPLE)
        p->ids[p->n++] = id;
}

enum whose { HOLDERS, DEPUTIES };

/* The holders at the lowest place of the line that has any; while away, their deputies. DEPUTIES:
 * those who may stand in, away or not. */
static enum outcome nearest(struct work *w, const char *posts, int64_t place, enum whose whose,
                            struct people *ret, struct err *e)
{
    struct buf sql;
    struct query *q;
    int64_t today = date_of(w->now_ms / 1000, w->plan->calendar.offset_s), at = -1;
    buf_init(&sql, 1 << 16);
    buf_printf(&sql,
               "SELECT h.place, h.account, h.deputy_for, a.away_from, a.away_until, b.away_from,"
               " b.away_until FROM holding h JOIN account a ON a.id = h.account"
               " LEFT JOIN account b ON b.id = h.deputy_for"
               " WHERE a.disabled = 0 AND h.since <= %lld AND (h.ended = 0 OR h.ended > %lld)"
               " AND h.post IN (%s) AND h.place IN (",
               (long long)today, (long long)today, posts);
    place_line(&sql, place);
    buf_text(&sql, ") ORDER BY h.place DESC, h.deputy_for, h.id LIMIT 200");
    enum outcome o = db_query(&q, w->db, sql.data, NO_BIND, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q)) {
        bool is_away = query_int(q, 3) && query_int(q, 3) <= today && today < query_int(q, 4);
        bool stands_in = query_int(q, 2) != 0;
        bool holder_away = query_int(q, 5) && query_int(q, 5) <= today && today < query_int(q, 6);
        bool is_meant = whose == DEPUTIES ? stands_in : !stands_in || holder_away;
        if (is_away || !is_meant || (ret->n && query_int(q, 0) != at))
            continue;
        at = query_int(q, 0);
        people_add(ret, query_int(q, 1));
        ret->why = stands_in ? "deputy" : "post";
    }
    return query_end(q, e);
}

static const char *post_list(struct arena *a, const struct post *const *posts, int n)
{
    const char *list = "''";
    for (int i = 0; i < n; i++)
        list = arena_printf(a, "%s, '%s'", list, posts[i]->name);
    return list;
}

static const char *admin_list(struct work *w)
{
    const char *admins = "''";
    for (int i = 0; i < w->plan->posts_n; i++)
        if (w->plan->posts[i].admin)
            admins = arena_printf(w->arena, "%s, '%s'", admins, w->plan->posts[i].name);
    return admins;
}

enum outcome people_for(struct work *w, const struct post *const *posts, int n, int64_t place,
                        struct people *ret, struct err *e)
{
    enum outcome o = roster_on_now(w, posts, n, place, ret, e);
    ret->why = "roster";
    if (o == OK && !ret->n)
        o = nearest(w, post_list(w->arena, posts, n), place, HOLDERS, ret, e);
    if (o != OK || ret->n)
        return o;
    o = nearest(w, admin_list(w), place, HOLDERS, ret, e);
    ret->why = ret->n ? "above" : "none";
    return o;
}

/* The administrators of the nth place (from 0) of the line that has any. */
static enum outcome admins_above(struct work *w, int64_t place, int nth, struct people *ret,
                                 struct err *e)
{
    const char *admins = admin_list(w);
    for (int64_t at = place;; at = place_parent(at)) {
        struct people found = {0};
        int64_t held = 0;
        struct err quiet = {0};
        enum outcome o = nearest(w, admins, at, HOLDERS, &found, e);
        if (o != OK || !found.n)
            return o;
        if (nth-- == 0) {
            *ret = found;
            ret->why = "above";
            return OK;
        }
        /* On from above the place where these were found. */
        db_int(&held, w->db,
               arena_printf(w->arena,
                            "SELECT place FROM holding WHERE account = $1 AND ended = 0 AND"
                            " place <= $2 AND post IN (%s) ORDER BY place DESC LIMIT 1",
                            admins),
               BIND(bind_int(found.ids[0]), bind_int(at)), &quiet);
        at = held && place_is_under(at, held) ? held : at;
        if (at == PLACE_COUNTRY)
            return OK;
    }
}

enum outcome people_of_rung(struct work *w, const struct post *const *posts, int n, int64_t place,
                            int *rung, struct people *ret, struct err *e)
{
    enum outcome o = OK;
    for (; o == OK && !ret->n && *rung < RUNG_ABOVE; *rung += !ret->n) {
        o = *rung == 0 ? roster_on_now(w, NULL, 0, place, ret, e)
                       : nearest(w, post_list(w->arena, posts, n), place, DEPUTIES, ret, e);
        ret->why = *rung == 0 ? "leader" : "deputy";
    }
    if (o == OK && !ret->n)
        o = admins_above(w, place, *rung - RUNG_ABOVE, ret, e);
    return o;
}

/* ---- rows
 * ----------------------------------------------------------------------------------------- */

enum outcome alarm_insert(struct work *w, struct alarm *a, const struct duty_step *s,
                          const struct people *to, struct err *e)
{
    const char *posts = ",";
    for (int i = 0; i < s->to_n; i++)
        posts = arena_printf(w->arena, "%s%s,", posts, s->to[i]->name);
    enum outcome o = db_run(
        w->db,
        "INSERT INTO alarm (id, at, rule, step, place, n, posts, why, taken_at, taken_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)",
        BIND(bind_int(a->id), bind_int(a->at), bind_text(a->duty->rule), bind_int(a->step),
             bind_int(a->place), bind_int(a->n), bind_text(posts), bind_text(to->why)),
        e);
    for (int i = 0; o == OK && i < to->n; i++)
        o = db_run(w->db, "INSERT INTO alarm_to (alarm, account) VALUES ($1, $2)",
                   BIND(bind_int(a->id), bind_int(to->ids[i])), e);
    return o;
}

enum outcome alarm_is_taken(struct work *w, int64_t alarm, bool *ret, struct err *e)
{
    int64_t at = 0;
    enum outcome o = db_int(&at, w->db, "SELECT taken_at FROM alarm WHERE id = $1",
                            BIND(bind_int(alarm)), e);
    *ret = o == OK && at;
    return o == NOT_FOUND ? OK : o;
}

/* Told to oneself, or of a place where one holds a post that the step names, or above it. */
static void alarm_scope(struct buf *sql, const struct call *c)
{
    buf_printf(sql,
               "(EXISTS (SELECT 1 FROM alarm_to t WHERE t.alarm = a.id AND t.account = %lld)",
               (long long)c->actor->user);
    for (int i = 0; i < c->actor->holdings_n; i++) {
        const struct holding *h = &c->actor->holdings[i];
        buf_printf(sql, " OR (a.place BETWEEN %lld AND %lld AND (a.posts LIKE '%%,%s,%%'%s))",
                   (long long)h->place, (long long)h->last, h->post->name,
                   h->post->admin ? " OR 1 = 1" : "");
    }
    buf_text(sql, c->actor->is_system ? " OR 1 = 1)" : ")");
}

struct shown {
    int64_t id, at, place, n, taken_at, taken_by;
    const struct duty *duty;
    int step;
    const char *why;
};

static enum outcome put_people(struct call *c, int64_t alarm, struct err *e)
{
    struct query *q;
    put_array(c->out);
    enum outcome o = db_query(&q, c->db,
                              "SELECT t.account, u.name, u.phone FROM alarm_to t"
                              " JOIN account u ON u.id = t.account WHERE t.alarm = $1"
                              " ORDER BY t.account",
                              BIND(bind_int(alarm)), e);
    while (o == OK && query_next(q)) {
        size_t len;
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, query_int(q, 0));
        const char *s = query_text(q, 1, &len);
        put_key(c->out, "title"), put_text(c->out, s, len);
        s = query_text(q, 2, &len);
        put_key(c->out, "phone"), put_text(c->out, s, len);
        put_end_object(c->out);
    }
    if (o == OK)
        o = query_end(q, e);
    put_end_array(c->out);
    return o;
}

static enum outcome put_sent(struct call *c, int64_t alarm, struct err *e)
{
    struct query *q;
    put_array(c->out);
    enum outcome o = db_query(&q, c->db,
                              "SELECT l.kind, b.state, b.tries, b.sent_at FROM outbox b"
                              " JOIN outlet l ON l.id = b.outlet WHERE b.alarm = $1 ORDER BY b.id",
                              BIND(bind_int(alarm)), e);
    while (o == OK && query_next(q)) {
        size_t len;
        put_object(c->out);
        const char *s = query_text(q, 0, &len);
        put_key(c->out, "kind"), put_text(c->out, s, len);
        s = query_text(q, 1, &len);
        put_key(c->out, "state"), put_text(c->out, s, len);
        put_key(c->out, "tries"), put_int(c->out, query_int(q, 2));
        put_key(c->out, "sent_at"), duty_put_moment(c, query_int(q, 3));
        put_end_object(c->out);
    }
    if (o == OK)
        o = query_end(q, e);
    put_end_array(c->out);
    return o;
}

static enum outcome put_alarm(struct call *c, const struct shown *s, struct err *e)
{
    const char *name = "";
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, s->id);
    put_key(c->out, "at"), duty_put_moment(c, s->at);
    put_key(c->out, "rule"), put_str(c->out, s->duty->rule);
    put_key(c->out, "label"), put_str(c->out, label_text(&s->duty->label, c->lang));
    put_key(c->out, "step"), put_int(c->out, s->step + 1);
    put_key(c->out, "place");
    enum outcome o = duty_put_place(c, s->place, e);
    put_key(c->out, "count"), put_int(c->out, s->n);
    put_key(c->out, "why"), put_str(c->out, s->why);
    put_key(c->out, "to");
    if (o == OK)
        o = put_people(c, s->id, e);
    put_key(c->out, "sent");
    if (o == OK)
        o = put_sent(c, s->id, e);
    put_key(c->out, "taken_at"), duty_put_moment(c, s->taken_at);
    put_key(c->out, "taken_by");
    if (o == OK && s->taken_by) {
        o = guard_user_name(c->db, c->arena, s->taken_by, &name, e);
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, s->taken_by);
        put_key(c->out, "title"), put_str(c->out, name);
        put_end_object(c->out);
    } else {
        put_null(c->out);
    }
    put_end_object(c->out);
    return o;
}

enum outcome do_alarm_list(struct call *c, struct err *e)
{
    struct shown *list = arena_alloc(c->arena, sizeof *list * 200);
    struct buf sql;
    struct query *q;
    int n = 0;
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT a.id, a.at, a.rule, a.step, a.place, a.n, a.taken_at, a.taken_by, a.why"
                   " FROM alarm a WHERE ");
    if (!call_flag(c, "taken"))
        buf_text(&sql, "a.taken_at = 0 AND ");
    if (call_flag(c, "mine"))
        buf_printf(&sql,
                   "EXISTS (SELECT 1 FROM alarm_to t WHERE t.alarm = a.id AND t.account = %lld)",
                   (long long)c->actor->user);
    else
        alarm_scope(&sql, c);
    buf_text(&sql, " ORDER BY a.id DESC LIMIT 200");
    enum outcome o = db_query(&q, c->db, sql.data, NO_BIND, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < 200 && query_next(q)) {
        size_t len;
        const char *rule = query_text(q, 2, &len);
        const struct duty *d = plan_duty(c->plan, arena_text(c->arena, rule, len));
        if (!d)
            continue;
        const char *why = query_text(q, 8, &len);
        list[n++] = (struct shown){.id = query_int(q, 0), .at = query_int(q, 1), .duty = d,
                                   .step = (int)query_int(q, 3), .place = query_int(q, 4),
                                   .n = query_int(q, 5), .taken_at = query_int(q, 6),
                                   .taken_by = query_int(q, 7),
                                   .why = arena_text(c->arena, why, len)};
    }
    o = query_end(q, e);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_alarm(c, &list[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

enum outcome do_alarm_take(struct call *c, struct err *e)
{
    struct work w;
    struct buf sql;
    struct query *q;
    int64_t id, place = 0, taken = 0;
    bool found = false;
    enum outcome o = call_id(c, "id", &id, e);
    if (o != OK)
        return o;
    work_of_call(&w, c);
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT a.place, a.taken_at FROM alarm a WHERE a.id = $1 AND ");
    alarm_scope(&sql, c);
    o = db_query(&q, c->db, sql.data, BIND(bind_int(id)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    if (query_next(q)) {
        found = true;
        place = query_int(q, 0);
        taken = query_int(q, 1);
    }
    o = query_end(q, e);
    if (o == OK && !found)
        return err_set(e, NOT_FOUND, NULL, "absent", "there is no such alarm for you",
                       "没有发给您的这条提醒");
    if (o == OK && !taken) {
        o = db_run(c->db, "UPDATE alarm SET taken_at = $1, taken_by = $2 WHERE id = $3",
                   BIND(bind_int(c->now_ms / 1000),
                        bind_int(c->actor->user > 0 ? c->actor->user : 0), bind_int(id)),
                   e);
        if (o == OK)
            o = db_run(c->db, "UPDATE duty_past SET step_at = 0 WHERE alarm = $1",
                       BIND(bind_int(id)), e);
        if (o == OK)
            o = duty_answer_keep(&w, "taken", "", id, 0, place, "", e);
    }
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_end_object(c->out);
    return OK;
}
