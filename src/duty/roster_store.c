/* Tables roster_…: people on a roster, months, seats. */
#include "base/text.h"
#include "duty/roster_int.h"
#include "journal/image.h"
#include "value/time.h"

#define JOURNAL_ROOM (1 << 25)

void place_line(struct buf *sql, int64_t place)
{
    buf_printf(sql, "%lld", (long long)place);
    while (place != PLACE_COUNTRY) {
        place = place_parent(place);
        buf_printf(sql, ", %lld", (long long)place);
    }
}

static const char *text_of(struct arena *a, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : "";
}

/* ---- people
 * --------------------------------------------------------------------------------------- */

static unsigned skills_of(const struct plan_roster *p, const char *text)
{
    unsigned bits = 0;
    for (int i = 0; i < p->skills_n; i++) {
        size_t len = strlen(p->skills[i]);
        for (const char *s = strstr(text, p->skills[i]); s; s = strstr(s + 1, p->skills[i]))
            if (s > text && s[-1] == ',' && s[len] == ',')
                bits |= 1u << i;
    }
    return bits;
}

static void add_days(struct member *m, int64_t from, int64_t until, int64_t first, int64_t last)
{
    int most = (int)(sizeof m->away / sizeof *m->away);
    for (int64_t d = from < first ? first : from; d <= until && d <= last && m->away_n < most; d++)
        m->away[m->away_n++] = d;
}

static int by_day(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static enum outcome days_away(struct keep *k, struct member *list, int n, int64_t from, int64_t to,
                              struct err *e)
{
    struct query *q;
    const struct value binds[] = {bind_text(k->plan->name), bind_int(k->place), bind_int(from),
                                  bind_int(to)};
    static const char *const asks[] = {
        "SELECT a.account, a.from_day, a.until_day FROM roster_away a WHERE a.ended = 0 AND"
        " a.until_day >= $3 AND a.from_day <= $4 AND a.account IN (SELECT account FROM"
        " roster_member WHERE roster = $1 AND place = $2)",
        /* On another roster that day. */
        "SELECT s.account, s.day, s.day FROM roster_seat s WHERE s.account <> 0 AND"
        " s.day BETWEEN $3 AND $4 AND NOT (s.roster = $1 AND s.place = $2) AND s.account IN"
        " (SELECT account FROM roster_member WHERE roster = $1 AND place = $2)"};
    for (int i = 0; i < 2; i++) {
        enum outcome o = db_query(&q, k->w.db, asks[i], binds, 4, e);
        if (o != OK)
            return o;
        while (query_next(q))
            for (int p = 0; p < n; p++)
                if (list[p].account == query_int(q, 0))
                    add_days(&list[p], query_int(q, 1), query_int(q, 2), from, to);
        o = query_end(q, e);
        if (o != OK)
            return o;
    }
    for (int i = 0; i < n; i++)
        qsort(list[i].away, (size_t)list[i].away_n, sizeof *list[i].away, by_day);
    return OK;
}

enum outcome members_read(struct keep *k, int64_t from, int64_t to, struct member **ret,
                          int *ret_n, struct err *e)
{
    struct query *q;
    struct arena *a = k->w.arena;
    int n = 0, room = 0;
    struct member *list = NULL;
    enum outcome o = db_query(
        &q, k->w.db,
        "SELECT m.id, m.account, m.crew, m.skills, m.since, m.ended, u.name, u.phone,"
        " u.away_from, u.away_until FROM roster_member m JOIN account u ON u.id = m.account"
        " WHERE m.roster = $1 AND m.place = $2 AND m.since <= $4 AND (m.ended = 0 OR m.ended > $3)"
        " AND u.disabled = 0 ORDER BY m.crew, m.id LIMIT $5",
        BIND(bind_text(k->plan->name), bind_int(k->place), bind_int(from), bind_int(to),
             bind_int(ROSTER_PEOPLE)),
        e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        if (n == room) {
            struct member *more = arena_alloc(a, sizeof *more * (size_t)(room = room * 2 + 16));
            if (n)
                memcpy(more, list, sizeof *more * (size_t)n);
            list = more;
        }
        struct member *m = &list[n++];
        int64_t ended = query_int(q, 5);
        *m = (struct member){.id = query_int(q, 0), .account = query_int(q, 1),
                             .crew = (int)query_int(q, 2),
                             .skills = skills_of(k->plan, text_of(a, q, 3)),
                             .name = text_of(a, q, 6), .phone = text_of(a, q, 7)};
        add_days(m, from, query_int(q, 4) - 1, from, to);
        if (ended)
            add_days(m, ended, to, from, to);
        if (query_int(q, 8))
            add_days(m, query_int(q, 8), query_int(q, 9) - 1, from, to);
    }
    o = query_end(q, e);
    *ret = list;
    *ret_n = n;
    return o == OK ? days_away(k, list, n, from, to, e) : o;
}

bool roster_has_member(struct call *c, const char *roster, int64_t place, int64_t account)
{
    int64_t n = 0, today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    struct err quiet = {0};
    return db_int(&n, c->db,
                  "SELECT count(*) FROM roster_member WHERE roster = $1 AND place = $2 AND"
                  " account = $3 AND (ended = 0 OR ended > $4)",
                  BIND(bind_text(roster), bind_int(place), bind_int(account), bind_int(today)),
                  &quiet) == OK &&
           n > 0;
}

/* ---- seats
 * ---------------------------------------------------------------------------------------- */

static int shift_named(const struct plan_roster *p, const char *name)
{
    for (int i = 0; i < p->shifts_n; i++)
        if (text_same(p->shifts[i].name, name))
            return i;
    return -1; /* of an edition before */
}

enum outcome seats_read(struct keep *k, int64_t from, int64_t to, bool only_published,
                        struct seat **ret, int *ret_n, struct err *e)
{
    struct query *q;
    int64_t count = 0;
    int n = 0;
    const struct value binds[] = {bind_text(k->plan->name), bind_int(k->place), bind_int(from),
                                  bind_int(to), bind_int(only_published)};
    enum outcome o = db_int(&count, k->w.db,
                            "SELECT count(*) FROM roster_seat WHERE roster = $1 AND place = $2 AND"
                            " day BETWEEN $3 AND $4 AND is_published >= $5",
                            binds, 5, e);
    if (o != OK)
        return o;
    *ret = arena_alloc(k->w.arena, sizeof **ret * (size_t)(count + 1));
    o = db_query(&q, k->w.db,
                 "SELECT s.id, s.month, s.day, s.account, s.begins_at, s.ends_at, s.shift, s.head,"
                 " u.name FROM roster_seat s LEFT JOIN account u ON u.id = s.account WHERE"
                 " s.roster = $1 AND s.place = $2 AND s.day BETWEEN $3 AND $4 AND"
                 " s.is_published >= $5 ORDER BY s.day, s.begins_at, s.shift, s.head",
                 binds, 5, e);
    if (o != OK)
        return o;
    while (n < count && query_next(q)) {
        int shift = shift_named(k->plan, text_of(k->w.arena, q, 6));
        if (shift < 0)
            continue;
        (*ret)[n++] = (struct seat){.id = query_int(q, 0), .month = query_int(q, 1),
                                    .day = query_int(q, 2), .account = query_int(q, 3),
                                    .begins_at = query_int(q, 4), .ends_at = query_int(q, 5),
                                    .shift = shift, .head = (int)query_int(q, 7),
                                    .name = text_of(k->w.arena, q, 8)};
    }
    *ret_n = n;
    return query_end(q, e);
}

enum outcome seat_get(struct call *c, int64_t id, struct keep *ret, struct seat *s,
                      bool *ret_published, struct err *e)
{
    struct query *q;
    const struct plan_roster *p = NULL;
    work_of_call(&ret->w, c);
    enum outcome o = db_query(&q, c->db,
                              "SELECT s.roster, s.place, s.month, s.day, s.account, s.begins_at,"
                              " s.ends_at, s.shift, s.head, s.is_published, u.name FROM"
                              " roster_seat s LEFT JOIN account u ON u.id = s.account"
                              " WHERE s.id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        p = plan_roster(c->plan, text_of(c->arena, q, 0));
        ret->plan = p;
        ret->place = query_int(q, 1);
        *s = (struct seat){.id = id, .month = query_int(q, 2), .day = query_int(q, 3),
                           .account = query_int(q, 4), .begins_at = query_int(q, 5),
                           .ends_at = query_int(q, 6), .head = (int)query_int(q, 8),
                           .name = text_of(c->arena, q, 10)};
        s->shift = p ? shift_named(p, text_of(c->arena, q, 7)) : -1;
        *ret_published = query_int(q, 9);
    }
    o = query_end(q, e);
    return o != OK ? o : p && s->shift >= 0 ? OK : roster_refuse(e);
}

/* ---- writing
 * -------------------------------------------------------------------------------------- */

enum outcome roster_journal(struct work *w, const char *act, const char *table, const int64_t *ids,
                            int n, int64_t place, struct err *e)
{
    struct buf b;
    enum outcome o = OK;
    struct entry entry = {.at_ms = w->now_ms, .user = w->actor->user > 0 ? w->actor->user : 0,
                          .act = act, .ledger = "", .record = n ? ids[0] : 0, .place = place};
    image_start(&b, JOURNAL_ROOM);
    for (int i = 0; o == OK && i < n; i++)
        o = image_of_row(&b, w->db, table, ids[i], e);
    if (o != OK) {
        buf_fini(&b);
        return o;
    }
    return image_append(&b, w->app->journal, w->db, &entry, e);
}

enum outcome seat_put(struct keep *k, int64_t seat, int64_t account, struct err *e)
{
    return db_run(k->w.db, "UPDATE roster_seat SET account = $1 WHERE id = $2",
                  BIND(bind_int(account), bind_int(seat)), e);
}

enum outcome month_find(struct keep *k, struct month *m, struct err *e)
{
    struct query *q;
    m->id = m->made_at = m->published_at = 0;
    enum outcome o = db_query(&q, k->w.db,
                              "SELECT id, made_at, published_at FROM roster_month WHERE"
                              " roster = $1 AND place = $2 AND month = $3",
                              BIND(bind_text(k->plan->name), bind_int(k->place),
                                   bind_int(m->first)),
                              e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        m->id = query_int(q, 0);
        m->made_at = query_int(q, 1);
        m->published_at = query_int(q, 2);
    }
    return query_end(q, e);
}

/* The seats of the draft before go; their rows stand in the journal as gone. */
static enum outcome draft_drop(struct keep *k, const struct month *m, struct err *e)
{
    struct query *q;
    int64_t *ids;
    int n = 0;
    if (!m->id)
        return OK;
    ids = arena_alloc(k->w.arena, sizeof *ids * ROSTER_SEATS);
    enum outcome o = db_query(&q, k->w.db, "SELECT id FROM roster_seat WHERE month = $1 LIMIT $2",
                              BIND(bind_int(m->id), bind_int(ROSTER_SEATS)), e);
    if (o != OK)
        return o;
    while (query_next(q))
        ids[n++] = query_int(q, 0);
    o = query_end(q, e);
    if (o == OK)
        o = db_run(k->w.db, "DELETE FROM roster_seat WHERE month = $1", BIND(bind_int(m->id)), e);
    return o == OK && n ? roster_journal(&k->w, "roster.drop", "roster_seat", ids, n, k->place, e)
                        : o;
}

static enum outcome month_row(struct keep *k, struct month *m, struct err *e)
{
    int64_t user = k->w.actor->user > 0 ? k->w.actor->user : 0;
    m->made_at = k->w.now_ms / 1000;
    if (m->id)
        return db_run(k->w.db, "UPDATE roster_month SET made_at = $1, made_by = $2 WHERE id = $3",
                      BIND(bind_int(m->made_at), bind_int(user), bind_int(m->id)), e);
    enum outcome o = work_next_id(&k->w, "roster_month", &m->id, e);
    return o != OK ? o
                   : db_run(k->w.db,
                            "INSERT INTO roster_month (id, roster, place, month, made_at, made_by,"
                            " published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)",
                            BIND(bind_int(m->id), bind_text(k->plan->name), bind_int(k->place),
                                 bind_int(m->first), bind_int(m->made_at), bind_int(user)),
                            e);
}

enum outcome month_write(struct keep *k, struct month *m, const struct roster_seat *seats, int n,
                         struct err *e)
{
    int64_t *ids = arena_alloc(k->w.arena, sizeof *ids * (size_t)(n + 1));
    enum outcome o = draft_drop(k, m, e);
    if (o == OK)
        o = month_row(k, m, e);
    for (int i = 0; o == OK && i < n; i++) {
        int64_t from, to;
        roster_moments(k, seats[i].shift, seats[i].day, &from, &to);
        o = work_next_id(&k->w, "roster_seat", &ids[i], e);
        if (o == OK)
            o = db_run(k->w.db,
                       "INSERT INTO roster_seat (id, month, roster, place, day, shift, head,"
                       " account, begins_at, ends_at, is_published)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
                       BIND(bind_int(ids[i]), bind_int(m->id), bind_text(k->plan->name),
                            bind_int(k->place), bind_int(seats[i].day),
                            bind_text(k->plan->shifts[seats[i].shift].name),
                            bind_int(seats[i].head), bind_int(seats[i].person), bind_int(from),
                            bind_int(to)),
                       e);
    }
    if (o == OK)
        o = roster_journal(&k->w, "roster.make", "roster_month", &m->id, 1, k->place, e);
    return o == OK ? roster_journal(&k->w, "roster.make", "roster_seat", ids, n, k->place, e) : o;
}

enum outcome month_publish(struct keep *k, const struct month *m, struct err *e)
{
    int64_t *ids = arena_alloc(k->w.arena, sizeof *ids * ROSTER_SEATS);
    int n = 0;
    struct query *q;
    enum outcome o = db_run(
        k->w.db, "UPDATE roster_month SET published_at = $1, published_by = $2 WHERE id = $3",
        BIND(bind_int(k->w.now_ms / 1000), bind_int(k->w.actor->user > 0 ? k->w.actor->user : 0),
             bind_int(m->id)),
        e);
    if (o == OK)
        o = db_run(k->w.db, "UPDATE roster_seat SET is_published = 1 WHERE month = $1",
                   BIND(bind_int(m->id)), e);
    if (o == OK)
        o = db_query(&q, k->w.db, "SELECT id FROM roster_seat WHERE month = $1 LIMIT $2",
                     BIND(bind_int(m->id), bind_int(ROSTER_SEATS)), e);
    if (o != OK)
        return o;
    while (query_next(q))
        ids[n++] = query_int(q, 0);
    o = query_end(q, e);
    if (o == OK)
        o = roster_journal(&k->w, "roster.publish", "roster_month", &m->id, 1, k->place, e);
    return o == OK ? roster_journal(&k->w, "roster.publish", "roster_seat", ids, n, k->place, e)
                   : o;
}

/* ---- who is on
 * ------------------------------------------------------------------------------------ */

static bool stands_for(const struct plan_roster *p, const struct post *const *posts, int n)
{
    if (!posts)
        return p->leads;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < p->stands_for_n; k++)
            if (text_same(p->stands_for[k]->name, posts[i]->name))
                return true;
    return false;
}

enum outcome roster_on_now(struct work *w, const struct post *const *posts, int n, int64_t place,
                           struct people *ret, struct err *e)
{
    struct buf sql;
    struct query *q;
    int64_t at = -1, now = w->now_ms / 1000;
    int rosters = 0;
    buf_init(&sql, 1 << 16);
    buf_text(&sql, "SELECT s.place, s.account FROM roster_seat s JOIN account a ON a.id = s.account"
                   " WHERE s.is_published = 1 AND s.begins_at <= $1 AND s.ends_at > $1"
                   " AND a.disabled = 0 AND s.roster IN (''");
    for (int i = 0; i < w->plan->rosters_n; i++)
        if (stands_for(&w->plan->rosters[i], posts, n)) {
            buf_printf(&sql, ", '%s'", w->plan->rosters[i].name);
            rosters++;
        }
    buf_text(&sql, ") AND s.begins_at > $1 - 259200 AND s.place IN (");
    place_line(&sql, place);
    buf_text(&sql, ") ORDER BY s.place DESC, s.head, s.id LIMIT 100");
    enum outcome o =
        rosters ? db_query(&q, w->db, sql.data, BIND(bind_int(now)), e) : NOT_FOUND;
    buf_fini(&sql);
    if (o != OK)
        return rosters ? o : OK;
    while (query_next(q)) {
        if (at >= 0 && query_int(q, 0) != at)
            continue;
        at = query_int(q, 0);
        people_add(ret, query_int(q, 1));
    }
    return query_end(q, e);
}
