/* Tables duty, duty_past, duty_count: rows and structs. */
#include "duty/duty_int.h"

#include "base/text.h"
#include "duty/alarm.h"
#include "journal/image.h"
#include "value/time.h"

const char *const duty_status_words[DUTY_STATUSES] = {"in_time", "late", "missed", "excused"};

#define LIVE "rule, subject, place, assignee, rhythm, opens_at, due_at, late_at"
#define PAST                                                                                       \
    "id, rule, subject, place, assignee, day, opens_at, due_at, late_at, until_at, status,"        \
    " is_open, done_at, done_by, proof, reason, step, step_at, alarm"

static const struct duty *duty_named(const struct plan *plan, struct query *q, int column)
{
    size_t len;
    const char *rule = query_text(q, column, &len);
    return rule ? plan_duty(plan, rule) : NULL;
}

static void live_read(struct live *l, const struct duty *d, struct query *q)
{
    *l = (struct live){.duty = d,
                       .subject = query_int(q, 1),
                       .place = query_int(q, 2),
                       .assignee = query_int(q, 3),
                       .rhythm = query_int(q, 4),
                       .o = {query_int(q, 5), query_int(q, 6)},
                       .late_at = query_int(q, 7)};
}

static void past_read(struct arena *a, struct past *p, const struct duty *d, struct query *q)
{
    size_t len;
    *p = (struct past){.id = query_int(q, 0),
                       .duty = d,
                       .subject = query_int(q, 2),
                       .place = query_int(q, 3),
                       .assignee = query_int(q, 4),
                       .day = query_int(q, 5),
                       .o = {query_int(q, 6), query_int(q, 7)},
                       .late_at = query_int(q, 8),
                       .until_at = query_int(q, 9),
                       .is_open = query_int(q, 11) != 0,
                       .done_at = query_int(q, 12),
                       .done_by = query_int(q, 13),
                       .proof = query_int(q, 14),
                       .step = (int)query_int(q, 16),
                       .step_at = query_int(q, 17),
                       .alarm = query_int(q, 18)};
    const char *status = query_text(q, 10, &len);
    for (int i = 0; i < DUTY_STATUSES; i++)
        if (text_same(duty_status_words[i], status))
            p->status = (enum duty_status)i;
    const char *reason = query_text(q, 15, &len);
    p->reason = reason ? arena_text(a, reason, len) : "";
}

/* ---- live
 * ----------------------------------------------------------------------------------------- */

enum outcome live_find(struct work *w, const struct duty *d, int64_t subject, struct live *ret,
                       bool *ret_found, struct err *e)
{
    struct query *q;
    *ret_found = false;
    enum outcome o = db_query(&q, w->db,
                              "SELECT " LIVE " FROM duty WHERE subject = $1 AND rule = $2",
                              BIND(bind_int(subject), bind_text(d->rule)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        live_read(ret, d, q);
        *ret_found = true;
    }
    return query_end(q, e);
}

enum outcome live_insert(struct work *w, const struct live *l, struct err *e)
{
    return db_run(w->db,
                  "INSERT INTO duty (" LIVE ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                  " ON CONFLICT (subject, rule) DO NOTHING",
                  BIND(bind_text(l->duty->rule), bind_int(l->subject), bind_int(l->place),
                       bind_int(l->assignee), bind_int(l->rhythm), bind_int(l->o.opens_at),
                       bind_int(l->o.due_at), bind_int(l->late_at)),
                  e);
}

enum outcome live_update(struct work *w, const struct live *l, struct err *e)
{
    return db_run(w->db,
                  "UPDATE duty SET place = $1, assignee = $2, rhythm = $3, opens_at = $4,"
                  " due_at = $5, late_at = $6 WHERE subject = $7 AND rule = $8",
                  BIND(bind_int(l->place), bind_int(l->assignee), bind_int(l->rhythm),
                       bind_int(l->o.opens_at), bind_int(l->o.due_at), bind_int(l->late_at),
                       bind_int(l->subject), bind_text(l->duty->rule)),
                  e);
}

enum outcome live_delete(struct work *w, const struct duty *d, int64_t subject, struct err *e)
{
    return db_run(w->db, "DELETE FROM duty WHERE subject = $1 AND rule = $2",
                  BIND(bind_int(subject), bind_text(d->rule)), e);
}

enum outcome live_overdue(struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                          struct live *ret, int *ret_n, struct err *e)
{
    struct query *q;
    int n = 0;
    (void)a;
    enum outcome o = db_query(&q, db,
                              "SELECT " LIVE " FROM duty WHERE late_at < $1"
                              " ORDER BY late_at LIMIT 200",
                              BIND(bind_int(now)), e);
    if (o != OK)
        return o;
    while (n < DUTY_BITE && query_next(q)) {
        const struct duty *d = duty_named(plan, q, 0);
        if (d)
            live_read(&ret[n++], d, q);
    }
    *ret_n = n;
    return query_end(q, e);
}

/* Rows of rules that the plan no longer has; at most a bite a call. */
enum outcome live_vanished(struct db *db, const struct plan *plan, int64_t *ret_n, struct err *e)
{
    struct query *q;
    char *rules[256];
    int n = 0;
    *ret_n = 0;
    enum outcome o = db_query(&q, db, "SELECT DISTINCT rule FROM duty", NO_BIND, e);
    if (o != OK)
        return o;
    while (n < 256 && query_next(q)) {
        size_t len;
        const char *rule = query_text(q, 0, &len);
        if (rule && !plan_duty(plan, rule))
            rules[n++] = strndup(rule, len);
    }
    o = query_end(q, e);
    for (int i = 0; i < n; i++) {
        if (o == OK)
            o = db_run(db,
                       "DELETE FROM duty WHERE rule = $1 AND subject IN"
                       " (SELECT subject FROM duty WHERE rule = $1 LIMIT 500)",
                       BIND(bind_text(rules[i])), e);
        if (o == OK)
            *ret_n += db_changes(db);
        free(rules[i]);
    }
    return o;
}

/* ---- past
 * ----------------------------------------------------------------------------------------- */

static enum outcome past_one(struct work *w, const struct duty *d, const char *sql,
                             const struct value *binds, int n, struct past *ret, bool *ret_found,
                             struct err *e)
{
    struct query *q;
    *ret_found = false;
    enum outcome o = db_query(&q, w->db, sql, binds, n, e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        const struct duty *is = d ? d : duty_named(w->plan, q, 1);
        *ret_found = is != NULL;
        if (is)
            past_read(w->arena, ret, is, q);
    }
    return query_end(q, e);
}

enum outcome past_at(struct work *w, const struct duty *d, int64_t subject, int64_t t,
                     struct past *ret, bool *ret_found, struct err *e)
{
    return past_one(w, d,
                    "SELECT " PAST " FROM duty_past WHERE subject = $1 AND rule = $2"
                    " AND opens_at <= $3 ORDER BY opens_at DESC LIMIT 1",
                    BIND(bind_int(subject), bind_text(d->rule), bind_int(t)), ret, ret_found, e);
}

enum outcome past_of_proof(struct work *w, const struct duty *d, int64_t subject, int64_t proof,
                           struct past *ret, bool *ret_found, struct err *e)
{
    return past_one(w, d,
                    "SELECT " PAST " FROM duty_past WHERE subject = $1 AND rule = $2"
                    " AND proof = $3 ORDER BY opens_at DESC LIMIT 1",
                    BIND(bind_int(subject), bind_text(d->rule), bind_int(proof)), ret, ret_found,
                    e);
}

enum outcome past_get(struct work *w, int64_t id, struct past *ret, struct err *e)
{
    bool found;
    enum outcome o = past_one(w, NULL, "SELECT " PAST " FROM duty_past WHERE id = $1",
                              BIND(bind_int(id)), ret, &found, e);
    if (o == OK && !found)
        return err_set(e, NOT_FOUND, NULL, "absent", "there is no such duty", "没有这项任务");
    return o;
}

enum outcome past_any(struct work *w, const struct duty *d, int64_t subject, bool *ret,
                      struct err *e)
{
    struct past p;
    return past_at(w, d, subject, INT64_MAX, &p, ret, e);
}

enum outcome past_insert(struct work *w, struct past *p, struct err *e)
{
    enum outcome o = work_next_id(w, "duty", &p->id, e);
    if (o != OK)
        return o;
    return db_run(
        w->db,
        "INSERT INTO duty_past (" PAST ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
        " $12, $13, $14, $15, $16, $17, $18, $19)",
        BIND(bind_int(p->id), bind_text(p->duty->rule), bind_int(p->subject), bind_int(p->place),
             bind_int(p->assignee), bind_int(p->day), bind_int(p->o.opens_at),
             bind_int(p->o.due_at), bind_int(p->late_at), bind_int(p->until_at),
             bind_text(duty_status_words[p->status]), bind_int(p->is_open), bind_int(p->done_at),
             bind_int(p->done_by), bind_int(p->proof), bind_text(p->reason), bind_int(p->step),
             bind_int(p->step_at), bind_int(p->alarm)),
        e);
}

enum outcome past_update(struct work *w, const struct past *p, struct err *e)
{
    return db_run(w->db,
                  "UPDATE duty_past SET status = $1, is_open = $2, done_at = $3, done_by = $4,"
                  " proof = $5, reason = $6, step = $7, step_at = $8, alarm = $9 WHERE id = $10",
                  BIND(bind_text(duty_status_words[p->status]), bind_int(p->is_open),
                       bind_int(p->done_at), bind_int(p->done_by), bind_int(p->proof),
                       bind_text(p->reason), bind_int(p->step), bind_int(p->step_at),
                       bind_int(p->alarm), bind_int(p->id)),
                  e);
}

enum outcome past_delete(struct work *w, int64_t id, struct err *e)
{
    return db_run(w->db, "DELETE FROM duty_past WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome past_forget_proof(struct work *w, const struct duty *d, int64_t subject,
                               int64_t proof, struct err *e)
{
    return db_run(w->db,
                  "UPDATE duty_past SET proof = 0 WHERE subject = $1 AND rule = $2 AND proof = $3",
                  BIND(bind_int(subject), bind_text(d->rule), bind_int(proof)), e);
}

static enum outcome past_list(struct arena *a, struct db *db, const struct plan *plan,
                              const char *sql, const struct value *binds, int binds_n,
                              struct past *ret, int max, int *ret_n, struct err *e)
{
    struct query *q;
    int n = 0;
    enum outcome o = db_query(&q, db, sql, binds, binds_n, e);
    if (o != OK)
        return o;
    while (n < max && query_next(q)) {
        const struct duty *d = duty_named(plan, q, 1);
        if (d)
            past_read(a, &ret[n++], d, q);
    }
    *ret_n = n;
    return query_end(q, e);
}

enum outcome past_open(struct work *w, const struct duty *d, int64_t subject, struct past *ret,
                       int max, int *ret_n, struct err *e)
{
    return past_list(w->arena, w->db, w->plan,
                     "SELECT " PAST " FROM duty_past WHERE subject = $1 AND rule = $2"
                     " AND is_open = 1 ORDER BY opens_at LIMIT 8",
                     BIND(bind_int(subject), bind_text(d->rule)), ret, max, ret_n, e);
}

enum outcome past_superseded(struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                             struct past *ret, int *ret_n, struct err *e)
{
    return past_list(a, db, plan,
                     "SELECT " PAST " FROM duty_past WHERE is_open = 1 AND until_at <= $1"
                     " AND until_at > 0 ORDER BY until_at LIMIT 200",
                     BIND(bind_int(now)), ret, DUTY_BITE, ret_n, e);
}

enum outcome past_stepping(struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                           bool only_life, struct past *ret, int *ret_n, struct err *e)
{
    struct buf sql;
    bool is_first = true;
    buf_init(&sql, 1 << 16);
    buf_text(&sql, "SELECT " PAST " FROM duty_past WHERE step_at > 0 AND step_at <= $1");
    for (int i = 0; only_life && i < plan->duties_n; i++)
        if (plan->duties[i].is_life) {
            buf_printf(&sql, "%s'%s'", is_first ? " AND rule IN (" : ", ", plan->duties[i].rule);
            is_first = false;
        }
    buf_text(&sql, !only_life ? "" : is_first ? " AND 0 = 1" : ")");
    buf_text(&sql, " ORDER BY step_at LIMIT 200");
    enum outcome o =
        past_list(a, db, plan, sql.data, BIND(bind_int(now)), ret, DUTY_BITE, ret_n, e);
    buf_fini(&sql);
    return o;
}

/* ---- counts
 * --------------------------------------------------------------------------------------- */

static duty_count_hook *count_hooks[4];
static int count_hooks_n;

void duty_on_count(duty_count_hook *hook)
{
    if (count_hooks_n < 4)
        count_hooks[count_hooks_n++] = hook;
}

enum outcome count_write(struct work *w, const struct duty_counted *c, struct err *e)
{
    int due = c->in_time + c->late + c->missed + c->excused;
    enum outcome o = db_run(
        w->db,
        "INSERT INTO duty_count (place, day, rule, due, in_time, late, missed, excused)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (day, place, rule) DO UPDATE SET"
        " due = duty_count.due + excluded.due, in_time = duty_count.in_time + excluded.in_time,"
        " late = duty_count.late + excluded.late, missed = duty_count.missed + excluded.missed,"
        " excused = duty_count.excused + excluded.excused",
        BIND(bind_int(c->place), bind_int(c->day), bind_text(c->rule), bind_int(due),
             bind_int(c->in_time), bind_int(c->late), bind_int(c->missed), bind_int(c->excused)),
        e);
    for (int i = 0; o == OK && i < count_hooks_n; i++)
        o = count_hooks[i](w, c, e);
    return o;
}

/* ---- what live rows are planned by
 * ---------------------------------------------------------------- */

enum outcome duty_places(struct db *db, const struct duty *d, int64_t after, int64_t *ret, int max,
                         int *ret_n, struct err *e)
{
    struct buf sql;
    struct query *q;
    int n = 0;
    buf_init(&sql, 1 << 16);
    buf_text(&sql, "SELECT id FROM place WHERE id > $1 AND retired_on = 0 AND kind IN (''");
    for (int i = 0; i < d->of_n; i++)
        buf_printf(&sql, ", '%s'", d->of[i]->name);
    buf_text(&sql, ") ORDER BY id LIMIT $2");
    enum outcome o = db_query(&q, db, sql.data, BIND(bind_int(after), bind_int(max)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < max && query_next(q))
        ret[n++] = query_int(q, 0);
    *ret_n = n;
    return query_end(q, e);
}

enum outcome plan_mark(struct db *db, const struct plan *plan, int64_t now, int64_t *ret_edition,
                       int64_t *ret_levels, bool *ret_same, struct err *e)
{
    struct query *q;
    uint64_t h = 0xcbf29ce484222325u ^ (uint64_t)date_of(now, plan->calendar.offset_s);
    *ret_edition = 0;
    *ret_same = false;
    enum outcome o = db_query(&q, db,
                              "SELECT max(id), count(ended_at), (SELECT max(done_at) FROM batch),"
                              " (SELECT count(*) FROM place WHERE retired_on = 0)"
                              " FROM level_state",
                              NO_BIND, e);
    if (o != OK)
        return o;
    while (query_next(q))
        for (int i = 0; i < 4; i++)
            h = (h ^ (uint64_t)query_int(q, i)) * 0x9fb21c651e98df25u, h ^= h >> 29;
    o = query_end(q, e);
    *ret_levels = (int64_t)(h >> 1);
    if (o == OK)
        o = db_query(&q, db, "SELECT edition, levels FROM duty_plan WHERE id = 1", NO_BIND, e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        *ret_edition = query_int(q, 0);
        *ret_same = *ret_edition == plan->edition_no && query_int(q, 1) == *ret_levels;
    }
    return query_end(q, e);
}

enum outcome plan_mark_set(struct work *w, int64_t levels, const struct switched *s,
                           bool is_edition, struct err *e)
{
    int64_t id;
    enum outcome o =
        db_run(w->db,
               "INSERT INTO duty_plan (id, edition, levels) VALUES (1, $1, $2)"
               " ON CONFLICT (id) DO UPDATE SET edition = $1, levels = $2",
               BIND(bind_int(w->plan->edition_no), bind_int(levels)), e);
    if (o != OK || (!s->opened && !s->moved && !s->ended))
        return o;
    o = work_next_id(w, "duty_switch", &id, e);
    if (o != OK)
        return o;
    return db_run(w->db,
                  "INSERT INTO duty_switch (id, at, why, edition, opened, moved, ended)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  BIND(bind_int(id), bind_int(w->now_ms / 1000),
                       bind_text(is_edition ? "edition" : "levels"),
                       bind_int(w->plan->edition_no), bind_int(s->opened), bind_int(s->moved),
                       bind_int(s->ended)),
                  e);
}

/* ---- what people said
 * ------------------------------------------------------------------------------ */

bool team_has_member(struct work *w, int64_t team, int64_t user)
{
    int64_t n = 0;
    struct err quiet = {0};
    return db_int(&n, w->db, "SELECT count(*) FROM team_member WHERE record = $1 AND account = $2",
                  BIND(bind_int(team), bind_int(user)), &quiet) == OK &&
           n > 0;
}

enum outcome live_count(struct db *db, const struct duty *d, int64_t place, int64_t *ret,
                        struct err *e)
{
    return db_int(ret, db, "SELECT count(*) FROM duty WHERE rule = $1 AND place BETWEEN $2 AND $3",
                  BIND(bind_text(d->rule), bind_int(place), bind_int(place_last(place))), e);
}

enum outcome duty_answer_keep(struct work *w, const char *kind, const char *rule, int64_t subject,
                              int64_t opens_at, int64_t place, const char *text, struct err *e)
{
    int64_t id, user = w->actor->user > 0 ? w->actor->user : 0;
    struct buf b;
    enum outcome o = work_next_id(w, "duty_answer", &id, e);
    if (o == OK)
        o = db_run(w->db,
                   "INSERT INTO duty_answer (id, kind, rule, subject, opens_at, place, text, at,"
                   " account) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   BIND(bind_int(id), bind_text(kind), bind_text(rule), bind_int(subject),
                        bind_int(opens_at), bind_int(place), bind_text(text),
                        bind_int(w->now_ms / 1000), bind_int(user)),
                   e);
    if (o != OK)
        return o;
    struct entry entry = {.at_ms = w->now_ms, .user = user, .act = "duty.answer", .ledger = "",
                          .record = id, .place = place};
    image_start(&b, 1 << 16);
    image_row(&b, "duty_answer", id);
    image_value(&b, "kind", value_text(kind));
    image_value(&b, "rule", value_text(rule));
    image_value(&b, "subject", bind_int(subject));
    image_value(&b, "opens_at", bind_int(opens_at));
    image_value(&b, "place", bind_int(place));
    image_value(&b, "text", value_text(text));
    image_value(&b, "at", bind_int(w->now_ms / 1000));
    image_value(&b, "account", bind_int(user));
    image_row_end(&b);
    return image_append(&b, w->app->journal, w->db, &entry, e);
}
