/* Lists and sums of duties. What is late is few among many: an index of its own holds it, so a
 * county's million live duties cost nothing here. */
#include "duty/list.h"

#include "base/text.h"
#include "place/place.h"
#include "value/time.h"

const char *const duty_view_words[VIEWS] = {"due", "late", "missed", "done"};

/* ---- scope
 * ---------------------------------------------------------------------------------------- */

static bool gives_view(const struct holding *h, const struct ledger *l)
{
    unsigned any = 1u << VERB_VIEW | 1u << VERB_AMEND | 1u << VERB_MOVE | 1u << VERB_EXPORT |
                   1u << VERB_HISTORY;
    for (int i = 0; i < l->grants_n; i++)
        if (l->grants[i].post && (l->grants[i].verbs & any) &&
            text_same(l->grants[i].post->name, h->post->name))
            return true;
    return false;
}

/* A holding that shows every record of the ledger at or under the place: rows need no look. */
static bool covers(const struct actor *who, const struct duty *d, int64_t under)
{
    if (who->is_system)
        return true;
    if (who->ledgers || !(who->verbs & 1u << VERB_VIEW) || who->must_change_password)
        return false;
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        if (h->place <= under && place_last(under) <= h->last && !h->post->of_n &&
            (!d->ledger || gives_view(h, d->ledger)))
            return true;
    }
    return false;
}

static void scope_records(struct buf *sql, const struct actor *who, const struct ledger *l)
{
    buf_text(sql, "EXISTS (SELECT 1 FROM ");
    sql_name(sql, l->table);
    buf_text(sql, " r WHERE r.id = d.subject AND ");
    guard_where(sql, who, VERB_VIEW, l, "r");
    buf_char(sql, ')');
}

static void scope_places(struct buf *sql, const struct actor *who)
{
    buf_text(sql, "(0 = 1");
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        buf_printf(sql, " OR (d.place BETWEEN %lld AND %lld", (long long)h->place,
                   (long long)h->last);
        for (int k = 0; k < h->post->of_n; k++)
            buf_printf(sql, "%s'%s'",
                       k ? ", " : " AND EXISTS (SELECT 1 FROM place k WHERE k.id = d.place"
                                  " AND k.kind IN (",
                       h->post->of[k]->name);
        buf_text(sql, h->post->of_n ? ")))" : ")");
    }
    buf_char(sql, ')');
}

void duty_scope(struct buf *sql, struct call *c, int64_t under, struct db *db)
{
    const struct plan *plan = c->plan;
    bool is_first = true, all = true;
    (void)db;
    for (int i = 0; i < plan->duties_n; i++)
        all &= covers(c->actor, &plan->duties[i], under);
    if (all) {
        buf_text(sql, "1 = 1");
        return;
    }
    buf_text(sql, "(d.rule IN (''");
    for (int i = 0; i < plan->duties_n; i++)
        if (covers(c->actor, &plan->duties[i], under))
            buf_printf(sql, ", '%s'", plan->duties[i].rule);
    buf_char(sql, ')');
    for (int i = 0; i < plan->duties_n; i++) {
        const struct duty *d = &plan->duties[i];
        if (covers(c->actor, d, under) ||
            (d->ledger && !guard_may_somewhere(c->actor, VERB_VIEW, d->ledger)))
            continue;
        buf_printf(sql, " OR (d.rule = '%s' AND ", d->rule);
        if (d->ledger)
            scope_records(sql, c->actor, d->ledger);
        else
            scope_places(sql, c->actor);
        buf_char(sql, ')');
        is_first = false;
    }
    (void)is_first;
    buf_char(sql, ')');
}

static bool is_by(const struct duty *d, const struct post *post)
{
    for (int i = 0; i < d->by_n; i++)
        if (text_same(d->by[i]->name, post->name))
            return true;
    return false;
}

/* By one's posts there, by name, or as a member of the team. */
void duty_mine(struct buf *sql, const struct call *c)
{
    const struct actor *who = c->actor;
    buf_printf(sql,
               "(d.assignee = %lld OR (d.assignee <> 0 AND d.assignee IN"
               " (SELECT t.record FROM team_member t WHERE t.account = %lld))",
               (long long)who->user, (long long)who->user);
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        bool some = false;
        for (int k = 0; k < c->plan->duties_n; k++)
            if (is_by(&c->plan->duties[k], h->post)) {
                buf_printf(sql, "%s'%s'", some ? ", " : " OR (d.rule IN (",
                           c->plan->duties[k].rule);
                some = true;
            }
        if (some)
            buf_printf(sql, ") AND d.place BETWEEN %lld AND %lld)", (long long)h->place,
                       (long long)h->last);
    }
    buf_char(sql, ')');
}

/* ---- one row
 * -------------------------------------------------------------------------------------- */

void duty_put_moment(struct call *c, int64_t at)
{
    char text[40];
    if (at)
        put_text(c->out, text, datetime_print(at, c->plan->calendar.offset_s, text));
    else
        put_null(c->out);
}

static void put_ref(struct call *c, int64_t id, const char *title)
{
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_key(c->out, "title"), put_str(c->out, title);
    put_end_object(c->out);
}

enum outcome duty_put_place(struct call *c, int64_t place, struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, c->arena, c->db, place, e);
    if (o != OK && o != NOT_FOUND)
        return o;
    put_ref(c, place, o == OK ? p.name : "");
    return OK;
}

enum outcome duty_put_subject(struct call *c, const struct duty *d, int64_t subject, struct err *e)
{
    struct buf sql;
    struct query *q;
    const char *title = "";
    if (!d->ledger)
        return duty_put_place(c, subject, e);
    buf_init(&sql, 1000);
    buf_text(&sql, "SELECT title FROM ");
    sql_name(&sql, d->ledger->table);
    buf_text(&sql, " WHERE id = $1");
    enum outcome o = db_query(&q, c->db, sql.data, BIND(bind_int(subject)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    if (query_next(q)) {
        size_t len;
        const char *s = query_text(q, 0, &len);
        title = s ? arena_text(c->arena, s, len) : "";
    }
    o = query_end(q, e);
    if (o == OK)
        put_ref(c, subject, title);
    return o;
}

static enum outcome put_assignee(struct call *c, const struct duty *d, int64_t assignee,
                                 struct err *e)
{
    const char *name = "";
    if (!assignee || !d->by_field) {
        put_null(c->out);
        return OK;
    }
    if (d->by_field->type != F_USER) {
        struct duty team = {.ledger = d->by_field->to};
        return duty_put_subject(c, &team, assignee, e);
    }
    enum outcome o = guard_user_name(c->db, c->arena, assignee, &name, e);
    if (o == OK)
        put_ref(c, assignee, name);
    return o;
}

struct listed { /* what both tables have, and what only the past has */
    int64_t id, subject, place, assignee, opens_at, due_at, late_at;
    const struct duty *duty;
    const char *status, *reason;
    bool is_open;
    int64_t done_at, done_by, proof, alarm;
};

static enum outcome put_row(struct call *c, const struct listed *r, struct err *e)
{
    const struct duty *d = r->duty;
    const char *name = "";
    put_object(c->out);
    put_key(c->out, "id");
    if (r->id)
        put_id(c->out, r->id);
    else
        put_null(c->out);
    put_key(c->out, "rule"), put_str(c->out, d->rule);
    put_key(c->out, "label"), put_str(c->out, label_text(&d->label, c->lang));
    put_key(c->out, "ledger");
    if (d->ledger)
        put_str(c->out, d->ledger->name);
    else
        put_null(c->out);
    put_key(c->out, "subject");
    enum outcome o = duty_put_subject(c, d, r->subject, e);
    put_key(c->out, "place");
    if (o == OK)
        o = duty_put_place(c, r->place, e);
    put_key(c->out, "assignee");
    if (o == OK)
        o = put_assignee(c, d, r->assignee, e);
    put_key(c->out, "opens_at"), duty_put_moment(c, r->opens_at);
    put_key(c->out, "due_at"), duty_put_moment(c, r->due_at);
    put_key(c->out, "late_at"), duty_put_moment(c, r->late_at);
    put_key(c->out, "status"), put_str(c->out, r->status);
    put_key(c->out, "open"), put_bool(c->out, r->is_open);
    put_key(c->out, "done_at"), duty_put_moment(c, r->done_at);
    put_key(c->out, "done_by");
    if (o == OK && r->done_by > 0)
        o = guard_user_name(c->db, c->arena, r->done_by, &name, e);
    if (r->done_by > 0)
        put_ref(c, r->done_by, name);
    else
        put_null(c->out);
    put_key(c->out, "proof");
    if (r->proof && d->proof == PROOF_LEDGER) {
        put_object(c->out);
        put_key(c->out, "ledger"), put_str(c->out, d->proof_ledger->name);
        put_key(c->out, "id"), put_id(c->out, r->proof);
        put_end_object(c->out);
    } else {
        put_null(c->out);
    }
    put_key(c->out, "reason"), put_str(c->out, r->reason);
    put_key(c->out, "alarm");
    if (r->alarm)
        put_id(c->out, r->alarm);
    else
        put_null(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- lists
 * ---------------------------------------------------------------------------------------- */

#define LIVE_COLUMNS                                                                               \
    "0, d.rule, d.subject, d.place, d.assignee, d.opens_at, d.due_at, d.late_at, 'due', 1, 0, 0,"  \
    " 0, '', 0"
#define PAST_COLUMNS                                                                               \
    "d.id, d.rule, d.subject, d.place, d.assignee, d.opens_at, d.due_at, d.late_at, d.status,"     \
    " d.is_open, d.done_at, d.done_by, d.proof, d.reason, d.alarm"

static void list_sql(struct buf *sql, struct call *c, const struct duty_query *q)
{
    const char *order = q->view == VIEW_DUE ? "d.due_at" : q->view == VIEW_DONE ? "d.done_at"
                                                                                : "d.late_at";
    bool newest = q->view == VIEW_DONE || q->view == VIEW_MISSED;
    bool is_live = q->view == VIEW_DUE;
    buf_printf(sql, "SELECT %s FROM %s d WHERE d.place BETWEEN %lld AND %lld",
               is_live ? LIVE_COLUMNS : PAST_COLUMNS, is_live ? "duty" : "duty_past",
               (long long)q->place, (long long)place_last(q->place));
    if (q->view == VIEW_DUE)
        buf_printf(sql, " AND d.due_at <= %lld", (long long)q->until);
    if (q->view == VIEW_LATE)
        buf_text(sql, " AND d.is_open = 1");
    if (q->view == VIEW_MISSED)
        buf_printf(sql, " AND d.status = 'missed' AND d.day = %lld", (long long)q->day);
    if (q->view == VIEW_DONE && q->mine)
        buf_printf(sql, " AND d.done_by > 0 AND d.done_by = %lld AND d.done_at >= %lld"
                        " AND d.done_at < %lld",
                   (long long)c->actor->user,
                   (long long)(q->day * TIME_DAY - c->plan->calendar.offset_s),
                   (long long)((q->day + 1) * TIME_DAY - c->plan->calendar.offset_s));
    else if (q->view == VIEW_DONE)
        buf_printf(sql, " AND d.done_at > 0 AND d.day = %lld", (long long)q->day);
    if (q->rule)
        buf_text(sql, " AND d.rule = $1");
    if (q->alarm)
        buf_printf(sql, " AND d.alarm = %lld", (long long)q->alarm);
    if (q->after)
        buf_printf(sql, " AND (%s %s %lld OR (%s = %lld AND d.subject > %lld))", order,
                   newest ? "<" : ">", (long long)q->after, order, (long long)q->after,
                   (long long)q->after_subject);
    buf_text(sql, " AND ");
    if (q->mine && q->view != VIEW_DONE)
        duty_mine(sql, c);
    else if (q->mine)
        buf_text(sql, "1 = 1");
    else
        duty_scope(sql, c, q->place, c->db);
    buf_printf(sql, " ORDER BY %s%s, d.subject LIMIT %d", order, newest ? " DESC" : "",
               q->limit + 1);
}

static void read_row(struct call *c, struct listed *r, struct query *q)
{
    size_t len, status_len;
    const char *rule = query_text(q, 1, &len);
    const struct duty *d = rule ? plan_duty(c->plan, arena_text(c->arena, rule, len)) : NULL;
    const char *status = query_text(q, 8, &status_len), *reason = query_text(q, 13, &len);
    *r = (struct listed){.id = query_int(q, 0),
                         .duty = d,
                         .subject = query_int(q, 2),
                         .place = query_int(q, 3),
                         .assignee = query_int(q, 4),
                         .opens_at = query_int(q, 5),
                         .due_at = query_int(q, 6),
                         .late_at = query_int(q, 7),
                         .status = arena_text(c->arena, status ? status : "", status_len),
                         .is_open = query_int(q, 9) != 0,
                         .done_at = query_int(q, 10),
                         .done_by = query_int(q, 11),
                         .proof = query_int(q, 12),
                         .reason = arena_text(c->arena, reason ? reason : "", len),
                         .alarm = query_int(q, 14)};
}

enum outcome duty_list_json(struct call *c, const struct duty_query *dq, struct err *e)
{
    struct listed *rows = arena_alloc(c->arena, sizeof *rows * (size_t)(dq->limit + 1));
    struct buf sql;
    struct query *q;
    int n = 0;
    buf_init(&sql, 1 << 20);
    list_sql(&sql, c, dq);
    struct value rule = bind_text(dq->rule);
    enum outcome o = db_query(&q, c->db, sql.data, &rule, dq->rule != NULL, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n <= dq->limit && query_next(q))
        read_row(c, &rows[n++], q);
    o = query_end(q, e);
    bool has_more = n > dq->limit;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n - has_more; i++)
        if (rows[i].duty)
            o = put_row(c, &rows[i], e);
    put_end_array(c->out);
    put_key(c->out, "next");
    if (has_more) {
        const struct listed *last = &rows[dq->limit - 1];
        int64_t at = dq->view == VIEW_DUE    ? last->due_at
                     : dq->view == VIEW_DONE ? last->done_at
                                             : last->late_at;
        put_str(c->out, arena_printf(c->arena, "%lld-%lld", (long long)at,
                                     (long long)last->subject));
    } else {
        put_null(c->out);
    }
    put_end_object(c->out);
    return o;
}

/* ---- sums
 * ----------------------------------------------------------------------------------------- */

struct sums {
    int64_t place, counts[6];
};
static const char *const group_words[6] = {"late", "due", "in_time", "late_today", "missed",
                                           "excused"};

static struct sums *sums_of(struct sums *list, int *n, int64_t place)
{
    for (int i = 0; i < *n; i++)
        if (list[i].place == place)
            return &list[i];
    if (*n == LIMIT_PAGE)
        return &list[LIMIT_PAGE - 1];
    list[*n] = (struct sums){.place = place};
    return &list[(*n)++];
}

static enum outcome add_groups(struct call *c, struct sums *list, int *n, const char *select,
                               const char *from, int64_t place, int64_t mask, int column,
                               int columns, struct err *e)
{
    struct buf sql;
    struct query *q;
    buf_init(&sql, 1 << 20);
    buf_printf(&sql,
               "SELECT d.place & %lld, %s FROM %s AND d.place BETWEEN %lld AND %lld AND ",
               (long long)mask, select, from, (long long)place, (long long)place_last(place));
    duty_scope(&sql, c, place, c->db);
    buf_text(&sql, " GROUP BY 1");
    enum outcome o = db_query(&q, c->db, sql.data, NO_BIND, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q)) {
        struct sums *g = sums_of(list, n, query_int(q, 0));
        for (int i = 0; i < columns; i++)
            g->counts[column + i] += query_int(q, 1 + i);
    }
    return query_end(q, e);
}

static int by_place(const void *a, const void *b)
{
    const struct sums *x = a, *y = b;
    return x->place < y->place ? -1 : x->place > y->place;
}

enum outcome duty_groups_json(struct call *c, int64_t place, enum level level, int64_t until,
                              int64_t day, bool with_due, struct err *e)
{
    struct sums *list = arena_alloc(c->arena, sizeof *list * LIMIT_PAGE);
    int64_t mask = place_at(INT64_MAX, level);
    int n = 0;
    /* d.place + 0: the day's index, not that of places. */
    enum outcome o = add_groups(c, list, &n, "count(*)", "duty_past d WHERE d.is_open = 1", place,
                                mask, 0, 1, e);
    if (o == OK && with_due)
        o = add_groups(c, list, &n, "count(*)",
                       arena_printf(c->arena, "duty d WHERE d.due_at <= %lld", (long long)until),
                       place, mask, 1, 1, e);
    if (o == OK)
        o = add_groups(c, list, &n, "sum(d.in_time), sum(d.late), sum(d.missed), sum(d.excused)",
                       arena_printf(c->arena, "(SELECT k.*, 0 AS subject FROM duty_count k) d"
                                              " WHERE d.day = %lld",
                                    (long long)day),
                       place, mask, 2, 4, e);
    if (o != OK)
        return o;
    qsort(list, (size_t)n, sizeof *list, by_place);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++) {
        put_object(c->out);
        put_key(c->out, "place");
        o = duty_put_place(c, list[i].place, e);
        for (int k = 0; k < 6; k++)
            put_key(c->out, group_words[k]), put_int(c->out, list[i].counts[k]);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

enum outcome duty_counts_json(struct call *c, int64_t place, const char *rule, int64_t from,
                              int64_t to, struct err *e)
{
    struct buf sql;
    struct query *q;
    char day[32];
    buf_init(&sql, 1 << 20);
    buf_printf(&sql,
               "SELECT d.day, d.rule, sum(d.due), sum(d.in_time), sum(d.late), sum(d.missed),"
               " sum(d.excused) FROM (SELECT k.*, 0 AS subject FROM duty_count k) d"
               " WHERE d.day BETWEEN %lld AND %lld AND d.place BETWEEN %lld AND %lld AND ",
               (long long)from, (long long)to, (long long)place, (long long)place_last(place));
    duty_scope(&sql, c, place, c->db);
    buf_printf(&sql, "%s GROUP BY d.day, d.rule ORDER BY d.day, d.rule LIMIT 5000",
               rule ? " AND d.rule = $1" : "");
    struct value bind = bind_text(rule);
    enum outcome o = db_query(&q, c->db, sql.data, &bind, rule != NULL, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    while (query_next(q)) {
        static const char *const words[5] = {"due", "in_time", "late", "missed", "excused"};
        size_t len;
        const char *name = query_text(q, 1, &len);
        put_object(c->out);
        put_key(c->out, "day"), put_text(c->out, day, date_print(query_int(q, 0), day));
        put_key(c->out, "rule"), put_text(c->out, name, len);
        for (int i = 0; i < 5; i++)
            put_key(c->out, words[i]), put_int(c->out, query_int(q, 2 + i));
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return query_end(q, e);
}

static enum outcome put_mine(struct call *c, const char *key, const char *from, bool by_mine,
                             struct err *e)
{
    struct buf sql;
    int64_t n;
    buf_init(&sql, 1 << 20);
    buf_printf(&sql, "SELECT count(*) FROM %s", from);
    if (by_mine) {
        buf_text(&sql, " AND ");
        duty_mine(&sql, c);
    }
    enum outcome o = db_int(&n, c->db, sql.data, NO_BIND, e);
    buf_fini(&sql);
    put_key(c->out, key), put_int(c->out, o == OK ? n : 0);
    return o;
}

enum outcome duty_mine_json(struct call *c, int64_t until, int64_t day, struct err *e)
{
    struct arena *a = c->arena;
    long long user = c->actor->user, start = day * TIME_DAY - c->plan->calendar.offset_s;
    put_object(c->out);
    enum outcome o = put_mine(c, "due",
                              arena_printf(a, "duty d WHERE d.due_at <= %lld", (long long)until),
                              true, e);
    if (o == OK)
        o = put_mine(c, "late", "duty_past d WHERE d.is_open = 1", true, e);
    if (o == OK)
        o = put_mine(c, "done",
                     arena_printf(a,
                                  "duty_past d WHERE d.done_by > 0 AND d.done_by = %lld"
                                  " AND d.done_at >= %lld",
                                  user, start),
                     false, e);
    if (o == OK)
        o = put_mine(c, "escalated",
                     arena_printf(a,
                                  "alarm a JOIN alarm_to t ON t.alarm = a.id"
                                  " WHERE t.account = %lld AND a.taken_at = 0",
                                  user),
                     false, e);
    put_end_object(c->out);
    return o;
}

enum outcome duty_switches_json(struct call *c, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, c->db,
                              "SELECT s.at, s.why, e.name, s.opened, s.moved, s.ended"
                              " FROM duty_switch s LEFT JOIN edition e ON e.id = s.edition"
                              " ORDER BY s.id DESC LIMIT 50",
                              NO_BIND, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    while (query_next(q)) {
        size_t len;
        put_object(c->out);
        put_key(c->out, "at"), duty_put_moment(c, query_int(q, 0));
        const char *s = query_text(q, 1, &len);
        put_key(c->out, "why"), put_text(c->out, s, len);
        s = query_text(q, 2, &len);
        put_key(c->out, "edition"), put_text(c->out, s ? s : "", s ? len : 0);
        put_key(c->out, "opened"), put_int(c->out, query_int(q, 3));
        put_key(c->out, "moved"), put_int(c->out, query_int(q, 4));
        put_key(c->out, "ended"), put_int(c->out, query_int(q, 5));
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return query_end(q, e);
}
