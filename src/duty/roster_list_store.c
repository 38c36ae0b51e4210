/* Rosters across places: which are kept, who is on now, what is wrong ahead, what is one's own. */
#include "base/text.h"
#include "duty/list.h"
#include "duty/roster_int.h"
#include "place/place.h"
#include "value/time.h"

#define LIST_MOST 500

static const char *text_of(struct call *c, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(c->arena, s, len) : "";
}

/* Condition over alias.place: what lies under the caller's posts and under `place`. Whoever is on
 * a roster sees it, too; with_above: also what the places above keep (whom does one phone?). */
static void scope(struct buf *sql, const struct call *c, int64_t place, const char *alias,
                  bool with_above)
{
    buf_printf(sql, "%s.place BETWEEN %lld AND %lld AND (", alias, (long long)place,
               (long long)place_last(place));
    buf_text(sql, c->actor->is_system ? "1 = 1" : "1 = 0");
    for (int i = 0; i < c->actor->holdings_n; i++) {
        const struct holding *h = &c->actor->holdings[i];
        buf_printf(sql, " OR %s.place BETWEEN %lld AND %lld", alias, (long long)h->place,
                   (long long)h->last);
        if (with_above) {
            buf_printf(sql, " OR %s.place IN (", alias);
            place_line(sql, h->place);
            buf_text(sql, ")");
        }
    }
    buf_printf(sql,
               " OR EXISTS (SELECT 1 FROM roster_member own WHERE own.roster = %s.roster AND"
               " own.place = %s.place AND own.account = %lld AND own.ended = 0))",
               alias, alias, (long long)c->actor->user);
}

static void put_head(struct call *c, const struct plan_roster *p)
{
    put_key(c->out, "roster"), put_str(c->out, p->name);
    put_key(c->out, "label"), put_str(c->out, label_text(&p->label, c->lang));
    put_key(c->out, "leads"), put_bool(c->out, p->leads);
}

static void put_day(struct call *c, const char *key, int64_t day)
{
    char text[32];
    put_key(c->out, key), put_text(c->out, text, date_print(day, text));
}

static const char *shift_label(struct call *c, const struct plan_roster *p, const char *name)
{
    for (int i = 0; i < p->shifts_n; i++)
        if (text_same(p->shifts[i].name, name))
            return label_text(&p->shifts[i].label, c->lang);
    return name;
}

/* ---- which are kept
 * ------------------------------------------------------------------------------- */

struct kept {
    const struct plan_roster *plan;
    int64_t place, people;
};

static void kept_add(struct kept *list, int *n, const struct plan_roster *p, int64_t place,
                     int64_t people)
{
    for (int i = 0; i < *n; i++)
        if (list[i].plan == p && list[i].place == place)
            return;
    if (p && *n < LIST_MOST)
        list[(*n)++] = (struct kept){p, place, people};
}

/* What could be kept at this very place though nobody is on it yet. */
static enum outcome kept_here(struct call *c, int64_t place, struct kept *list, int *n,
                              struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, c->arena, c->db, place, e);
    for (int i = 0; o == OK && i < c->plan->rosters_n; i++) {
        struct keep k = {.plan = &c->plan->rosters[i], .place = place};
        for (int h = 0; h < k.plan->of_n; h++)
            if (text_same(k.plan->of[h]->name, p.kind) && roster_may_make(c, &k))
                kept_add(list, n, k.plan, place, 0);
    }
    return o == NOT_FOUND ? OK : o;
}

static enum outcome put_kept(struct call *c, const struct kept *one, struct err *e)
{
    struct keep k = {.plan = one->plan, .place = one->place};
    struct month m;
    bool may_make = roster_may_make(c, &k);
    work_of_call(&k.w, c);
    month_of(c->plan, date_of(c->now_ms / 1000, c->plan->calendar.offset_s), &m);
    put_object(c->out);
    put_head(c, one->plan);
    put_key(c->out, "place");
    enum outcome o = duty_put_place(c, one->place, e);
    put_key(c->out, "people"), put_int(c->out, one->people);
    put_key(c->out, "may_make"), put_bool(c->out, may_make);
    for (int i = 0; o == OK && i < 2; i++) {
        o = month_find(&k, &m, e);
        put_key(c->out, i ? "next_month" : "this_month");
        put_str(c->out, m.published_at ? "published" : m.id && may_make ? "draft" : "none");
        month_of(c->plan, m.first + m.days, &m);
    }
    put_end_object(c->out);
    return o;
}

enum outcome do_roster_list(struct call *c, struct err *e)
{
    struct kept *list = arena_alloc(c->arena, sizeof *list * LIST_MOST);
    struct buf sql;
    struct query *q;
    int n = 0;
    int64_t place;
    enum outcome o = duty_arg_place(c, &place, e);
    if (o != OK)
        return o;
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT m.roster, m.place, count(*) FROM roster_member m WHERE m.ended = 0"
                   " AND ");
    scope(&sql, c, place, "m", false);
    buf_text(&sql, " GROUP BY m.roster, m.place ORDER BY m.place, m.roster LIMIT 500");
    o = db_query(&q, c->db, sql.data, NO_BIND, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q))
        kept_add(list, &n, plan_roster(c->plan, text_of(c, q, 0)), query_int(q, 1),
                 query_int(q, 2));
    o = query_end(q, e);
    if (o == OK && call_text(c, "place"))
        o = kept_here(c, place, list, &n, e);
    for (int i = 0; o == OK && !call_text(c, "place") && i < c->actor->holdings_n; i++)
        o = kept_here(c, c->actor->holdings[i].place, list, &n, e);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_kept(c, &list[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- who is on now
 * -------------------------------------------------------------------------------- */

struct on {
    const struct plan_roster *plan;
    int64_t place, from, to, account;
    const char *shift, *name, *phone;
};

static enum outcome put_on(struct call *c, const struct on *s, struct err *e)
{
    put_object(c->out);
    put_head(c, s->plan);
    put_key(c->out, "place");
    enum outcome o = duty_put_place(c, s->place, e);
    put_key(c->out, "shift"), put_str(c->out, shift_label(c, s->plan, s->shift));
    put_key(c->out, "from"), duty_put_moment(c, s->from);
    put_key(c->out, "to"), duty_put_moment(c, s->to);
    put_key(c->out, "person"), roster_put_person(c, s->account, s->name);
    put_key(c->out, "phone"), put_str(c->out, s->phone);
    put_end_object(c->out);
    return o;
}

enum outcome do_roster_now(struct call *c, struct err *e)
{
    struct on *list = arena_alloc(c->arena, sizeof *list * LIST_MOST);
    struct buf sql;
    struct query *q;
    int n = 0;
    int64_t place;
    enum outcome o = duty_arg_place(c, &place, e);
    if (o != OK)
        return o;
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT s.roster, s.place, s.shift, s.begins_at, s.ends_at, s.account, u.name,"
                   " u.phone FROM roster_seat s LEFT JOIN account u ON u.id = s.account WHERE"
                   " s.is_published = 1 AND s.begins_at <= $1 AND s.ends_at > $1 AND ");
    scope(&sql, c, place, "s", true);
    buf_text(&sql, " ORDER BY s.place, s.roster, s.begins_at, s.shift, s.head LIMIT 500");
    o = db_query(&q, c->db, sql.data, BIND(bind_int(c->now_ms / 1000)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < LIST_MOST && query_next(q)) {
        const struct plan_roster *p = plan_roster(c->plan, text_of(c, q, 0));
        if (p)
            list[n++] = (struct on){p, query_int(q, 1), query_int(q, 3), query_int(q, 4),
                                    query_int(q, 5), text_of(c, q, 2), text_of(c, q, 6),
                                    text_of(c, q, 7)};
    }
    o = query_end(q, e);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_on(c, &list[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- what is wrong
 * -------------------------------------------------------------------------------- */

struct wrong {
    const char *fault;
    struct label label;
    const struct plan_roster *plan;
    int64_t place, day, account;
    const char *shift, *name, *what;
};
struct wrongs {
    struct wrong *list;
    int n;
};

static void wrong_add(struct wrongs *w, struct wrong one)
{
    if (one.plan && w->n < LIST_MOST)
        w->list[w->n++] = one;
}

/* Months with a shift in these days, each judged by its rule. */
static enum outcome judge_months(struct call *c, const struct kept *kept, int n, int64_t from,
                                 int64_t to, struct wrongs *w, struct err *e)
{
    for (int i = 0; i < n; i++)
        for (int64_t day = from; day <= to;) {
            struct keep k = {.plan = kept[i].plan, .place = kept[i].place};
            struct month m;
            struct member *people;
            struct seat *seats;
            struct fault *faults;
            int people_n, seats_n, faults_n;
            work_of_call(&k.w, c);
            month_of(c->plan, day, &m);
            enum outcome o = members_read(&k, m.first, m.first + m.days - 1, &people, &people_n, e);
            if (o == OK)
                o = seats_read(&k, m.first, m.first + m.days - 1, true, &seats, &seats_n, e);
            if (o == OK)
                o = month_judge(&k, &m, people, people_n, seats, seats_n, &faults, &faults_n, e);
            if (o != OK)
                return o;
            for (int f = 0; f < faults_n; f++) {
                const struct roster_problem *at = &faults[f].at;
                if (at->day >= from && at->day <= to)
                    wrong_add(w, (struct wrong){roster_fault_words[at->fault],
                                                *roster_fault_label(at->fault), k.plan, k.place,
                                                at->day, at->person,
                                                k.plan->shifts[at->shift].name, faults[f].name,
                                                ""});
            }
            day = m.first + m.days;
        }
    return OK;
}

/* One person on two rosters at the same time. */
static enum outcome find_doubles(struct call *c, int64_t place, int64_t from, int64_t to,
                                 struct wrongs *w, struct err *e)
{
    struct buf sql;
    struct query *q;
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT s.roster, s.place, s.day, s.shift, s.account, u.name, o.roster FROM"
                   " roster_seat s JOIN roster_seat o ON o.account = s.account AND o.id <> s.id AND"
                   " o.begins_at < s.ends_at AND o.ends_at > s.begins_at AND o.is_published = 1 AND"
                   " NOT (o.roster = s.roster AND o.place = s.place) JOIN account u ON"
                   " u.id = s.account WHERE s.account <> 0 AND s.is_published = 1 AND"
                   " s.day BETWEEN $1 AND $2 AND ");
    scope(&sql, c, place, "s", false);
    buf_text(&sql, " ORDER BY s.day, s.id LIMIT 200");
    enum outcome o = db_query(&q, c->db, sql.data, BIND(bind_int(from), bind_int(to)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q)) {
        const struct plan_roster *other = plan_roster(c->plan, text_of(c, q, 6));
        wrong_add(w, (struct wrong){"double", *roster_fault_label(ROSTER_DOUBLE),
                                    plan_roster(c->plan, text_of(c, q, 0)), query_int(q, 1),
                                    query_int(q, 2), query_int(q, 4), text_of(c, q, 3),
                                    text_of(c, q, 5),
                                    other ? label_text(&other->label, c->lang) : ""});
    }
    return query_end(q, e);
}

/* Hand-overs that the next shift has not accepted though it is on. */
static enum outcome find_notes(struct call *c, int64_t place, struct wrongs *w, struct err *e)
{
    static const struct label not_accepted = {"交接未签收", "hand-over not accepted"};
    struct buf sql;
    struct query *q;
    int offset = c->plan->calendar.offset_s;
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT n.roster, n.place, n.ends_at, n.by_account, u.name, n.text FROM"
                   " roster_note n LEFT JOIN account u ON u.id = n.by_account WHERE"
                   " n.accepted_at = 0 AND n.ends_at < $1 AND ");
    scope(&sql, c, place, "n", false);
    buf_text(&sql, " ORDER BY n.ends_at LIMIT 100");
    enum outcome o = db_query(&q, c->db, sql.data, BIND(bind_int(c->now_ms / 1000)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q))
        wrong_add(w, (struct wrong){"not_accepted", not_accepted,
                                    plan_roster(c->plan, text_of(c, q, 0)), query_int(q, 1),
                                    date_of(query_int(q, 2), offset), query_int(q, 3), "",
                                    text_of(c, q, 4), text_of(c, q, 5)});
    return query_end(q, e);
}

static enum outcome rosters_with_seats(struct call *c, int64_t place, int64_t from, int64_t to,
                                       struct kept *list, int *n, struct err *e)
{
    struct buf sql;
    struct query *q;
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT DISTINCT s.roster, s.place FROM roster_seat s WHERE s.is_published = 1"
                   " AND s.day BETWEEN $1 AND $2 AND ");
    scope(&sql, c, place, "s", false);
    buf_text(&sql, " ORDER BY s.place, s.roster LIMIT 500");
    enum outcome o = db_query(&q, c->db, sql.data, BIND(bind_int(from), bind_int(to)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q))
        kept_add(list, n, plan_roster(c->plan, text_of(c, q, 0)), query_int(q, 1), 0);
    return query_end(q, e);
}

static enum outcome arg_days(struct call *c, int64_t *from, int64_t *to, struct err *e)
{
    const char *a = call_text(c, "from"), *b = call_text(c, "to");
    *from = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    if (a && !date_parse(a, strlen(a), false, from))
        return err_set(e, REFUSED, "from", "date", "from is a day such as 2026-11-23",
                       "from应为日期，如2026-11-23");
    *to = *from + 6;
    if (b && !date_parse(b, strlen(b), false, to))
        return err_set(e, REFUSED, "to", "date", "to is a day such as 2026-11-23",
                       "to应为日期，如2026-11-23");
    if (*to < *from || *to - *from > 92)
        return err_set(e, REFUSED, "to", "range", "1 to 93 days at once", "一次1至93天");
    return OK;
}

static enum outcome put_wrong(struct call *c, const struct wrong *w, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "fault"), put_str(c->out, w->fault);
    put_key(c->out, "says"), put_str(c->out, label_text(&w->label, c->lang));
    put_head(c, w->plan);
    put_key(c->out, "place");
    enum outcome o = duty_put_place(c, w->place, e);
    put_day(c, "day", w->day);
    put_key(c->out, "shift"), put_str(c->out, shift_label(c, w->plan, w->shift));
    put_key(c->out, "person"), roster_put_person(c, w->account, w->name);
    put_key(c->out, "what"), put_str(c->out, w->what);
    put_end_object(c->out);
    return o;
}

enum outcome do_roster_problems(struct call *c, struct err *e)
{
    struct kept *kept = arena_alloc(c->arena, sizeof *kept * LIST_MOST);
    struct wrongs w = {arena_alloc(c->arena, sizeof *w.list * LIST_MOST), 0};
    int n = 0;
    int64_t place, from, to;
    enum outcome o = duty_arg_place(c, &place, e);
    if (o == OK)
        o = arg_days(c, &from, &to, e);
    if (o == OK)
        o = find_notes(c, place, &w, e);
    if (o == OK)
        o = find_doubles(c, place, from, to, &w, e);
    if (o == OK)
        o = rosters_with_seats(c, place, from, to, kept, &n, e);
    if (o == OK)
        o = judge_months(c, kept, n, from, to, &w, e);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < w.n; i++)
        o = put_wrong(c, &w.list[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- one's own
 * ------------------------------------------------------------------------------------ */

struct own {
    int64_t id, place, day, from, to, asked_by;
    const struct plan_roster *plan;
    const char *shift, *name, *text;
    int64_t other_day;
    const char *other_shift;
};

static enum outcome own_read(struct call *c, const char *sql, const struct value *binds,
                             int binds_n, struct own *list, int *n, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, c->db, sql, binds, binds_n, e);
    *n = 0;
    if (o != OK)
        return o;
    while (*n < 100 && query_next(q)) {
        const struct plan_roster *p = plan_roster(c->plan, text_of(c, q, 1));
        if (p)
            list[(*n)++] = (struct own){.id = query_int(q, 0), .plan = p,
                                        .place = query_int(q, 2), .day = query_int(q, 3),
                                        .shift = text_of(c, q, 4), .from = query_int(q, 5),
                                        .to = query_int(q, 6), .asked_by = query_int(q, 7),
                                        .name = text_of(c, q, 8), .text = text_of(c, q, 9),
                                        .other_day = query_int(q, 10),
                                        .other_shift = text_of(c, q, 11)};
    }
    return query_end(q, e);
}

static enum outcome put_own(struct call *c, const struct own *s, bool has_other, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, s->id);
    put_head(c, s->plan);
    put_key(c->out, "place");
    enum outcome o = duty_put_place(c, s->place, e);
    put_day(c, "day", s->day);
    put_key(c->out, "shift"), put_str(c->out, shift_label(c, s->plan, s->shift));
    put_key(c->out, "from"), duty_put_moment(c, s->from);
    put_key(c->out, "to"), duty_put_moment(c, s->to);
    if (has_other) {
        put_key(c->out, "person"), roster_put_person(c, s->asked_by, s->name);
        put_key(c->out, "text"), put_str(c->out, s->text);
        put_key(c->out, "for_shift");
        put_str(c->out, *s->other_shift ? shift_label(c, s->plan, s->other_shift) : NULL);
        put_key(c->out, "for_day");
        char text[32];
        if (*s->other_shift)
            put_text(c->out, text, date_print(s->other_day, text));
        else
            put_null(c->out);
    }
    put_end_object(c->out);
    return o;
}

static enum outcome put_owns(struct call *c, const char *key, const char *sql, int64_t user,
                             int64_t at, bool has_other, struct err *e)
{
    struct own *list = arena_alloc(c->arena, sizeof *list * 100);
    int n;
    enum outcome o = own_read(c, sql, BIND(bind_int(user), bind_int(at)), list, &n, e);
    put_key(c->out, key);
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_own(c, &list[i], has_other, e);
    put_end_array(c->out);
    return o;
}

#define SWAPS                                                                                      \
    "SELECT w.id, s.roster, s.place, s.day, s.shift, s.begins_at, s.ends_at, u.id, u.name,"       \
    " w.reason, o.day, o.shift FROM roster_swap w JOIN roster_seat s ON s.id = w.seat LEFT JOIN"  \
    " roster_seat o ON o.id = w.with_seat JOIN account u ON u.id = "

enum outcome do_roster_mine(struct call *c, struct err *e)
{
    int64_t user = c->actor->user, now = c->now_ms / 1000;
    put_object(c->out);
    enum outcome o = put_owns(
        c, "shifts",
        "SELECT s.id, s.roster, s.place, s.day, s.shift, s.begins_at, s.ends_at, 0, '', '', 0, ''"
        " FROM roster_seat s WHERE s.account = $1 AND s.is_published = 1 AND s.ends_at > $2"
        " ORDER BY s.begins_at LIMIT 100",
        user, now, false, e);
    if (o == OK)
        o = put_owns(c, "asked",
                     SWAPS "w.from_account WHERE w.to_account = $1 AND w.state = 'asked' AND"
                           " s.begins_at > $2 ORDER BY s.begins_at LIMIT 100",
                     user, now, true, e);
    if (o == OK)
        o = put_owns(c, "asking",
                     SWAPS "w.to_account WHERE w.from_account = $1 AND w.state = 'asked' AND"
                           " s.begins_at > $2 ORDER BY s.begins_at LIMIT 100",
                     user, now, true, e);
    /* Notes of a shift that ended (or ends within half an hour) where one is on after it. */
    if (o == OK)
        o = put_owns(c, "notes",
                     "SELECT n.id, n.roster, n.place, s.day, s.shift, n.at, n.ends_at,"
                     " n.by_account, u.name, n.text, 0, '' FROM roster_note n JOIN roster_seat s ON"
                     " s.roster = n.roster AND s.place = n.place AND s.account = $1 AND"
                     " s.is_published = 1 AND s.begins_at <= $2 + 1800 AND s.ends_at > $2 AND"
                     " s.ends_at > n.ends_at LEFT JOIN account u ON u.id = n.by_account WHERE"
                     " n.accepted_at = 0 AND n.by_account <> $1 ORDER BY n.at LIMIT 100",
                     user, now, true, e);
    put_end_object(c->out);
    return o;
}
