/* Table level_state: which response level holds where. */
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books.h"
#include "ledger/ledger_int.h"
#include "ledger/level.h"
#include "ledger/where.h"
#include "value/time.h"

static const struct plan_level *level_find(const struct plan *plan, const char *name, size_t len)
{
    for (int i = 0; i < plan->levels_n; i++)
        if (strlen(plan->levels[i].name) == len && !memcmp(plan->levels[i].name, name, len))
            return &plan->levels[i];
    return NULL;
}

/* The place and all its ancestors: nine at most, so that an index on place answers. */
static int ancestors(int64_t place, int64_t ret[LEVELS])
{
    int n = 0;
    ret[n++] = place;
    while (place != PLACE_COUNTRY && n < LEVELS) {
        place = place_parent(place);
        ret[n++] = place;
    }
    return n;
}

enum outcome level_at(const struct plan_level **ret, struct db *db, const struct plan *plan,
                      int64_t place, struct err *e)
{
    int64_t line[LEVELS];
    struct value binds[LEVELS];
    struct query *q;
    const struct plan_level *best = NULL;
    int n = ancestors(place, line);
    for (int i = 0; i < LEVELS; i++)
        binds[i] = bind_int(line[i < n ? i : n - 1]);
    enum outcome o = db_query(&q, db,
                              "SELECT level FROM level_state WHERE ended_at IS NULL"
                              " AND place IN ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                              binds, LEVELS, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        const char *name = query_text(q, 0, &len);
        const struct plan_level *l = name ? level_find(plan, name, len) : NULL;
        if (l && (!best || l->rank < best->rank))
            best = l;
    }
    o = query_end(q, e);
    if (o == OK)
        *ret = best;
    return o;
}

static const struct level_std *set_by(const struct plan_level *l, const struct standard *s)
{
    for (int i = 0; i < l->standards_n; i++)
        if (l->standards[i].standard == s)
            return &l->standards[i];
    return NULL;
}

enum outcome level_standard(struct value *ret, struct arena *a, struct db *db,
                            const struct plan *plan, const struct standard *s, int64_t place,
                            int64_t now, struct err *e)
{
    const struct plan_level *in_force = NULL;
    const struct level_std *found = NULL;
    bool is_set = false;
    int found_rank = 0;
    (void)a;
    for (int i = 0; i < plan->levels_n; i++)
        is_set = is_set || set_by(&plan->levels[i], s);
    if (is_set) {
        enum outcome o = level_at(&in_force, db, plan, place, e);
        if (o != OK)
            return o;
    }
    /* Levels are cumulative: the strictest of those included that names the standard. */
    for (int i = 0; in_force && i < plan->levels_n; i++) {
        const struct plan_level *l = &plan->levels[i];
        const struct level_std *here = l->rank >= in_force->rank ? set_by(l, s) : NULL;
        if (here && (!found || l->rank < found_rank)) {
            found = here;
            found_rank = l->rank;
        }
    }
    *ret = found ? found->value : standard_value(s, date_of(now, plan->calendar.offset_s));
    return OK;
}

/* The rule of level_standard() for a whole statement: one range per place where a level is in
 * force, the deepest first; each with the value at that place. */
enum outcome level_ranges(struct where *w, const struct standard *s, struct where_standard *ret,
                          struct err *e)
{
    struct query *q;
    int64_t places[256];
    int n = 0;
    bool is_set = false;
    struct db *db = w->arg;
    for (int i = 0; i < w->plan->levels_n; i++)
        is_set = is_set || set_by(&w->plan->levels[i], s);
    if (!is_set || !db)
        return OK;
    enum outcome o = db_query(&q, db,
                              "SELECT DISTINCT place FROM level_state WHERE ended_at IS NULL"
                              " ORDER BY place DESC LIMIT 256",
                              NO_BIND, e);
    if (o != OK)
        return o;
    while (n < 256 && query_next(q))
        places[n++] = query_int(q, 0);
    o = query_end(q, e);
    ret->ranges = arena_alloc(w->arena, sizeof *ret->ranges * (size_t)(n + 1));
    for (int depth = LEVELS - 1; o == OK && depth >= 0; depth--)
        for (int i = 0; o == OK && i < n; i++) {
            if ((int)place_level(places[i]) != depth)
                continue;
            struct where_range *r = &ret->ranges[ret->ranges_n++];
            r->first = places[i];
            r->last = place_last(places[i]);
            o = level_standard(&r->value, w->arena, db, w->plan, s, places[i], w->now, e);
        }
    return o;
}

/* ---- changing ------------------------------------------------------------------------------- */

static enum outcome level_journal(struct work *w, int64_t id, int64_t place, const char *act,
                                  struct err *e)
{
    struct buf b;
    struct entry entry = {.at_ms = w->now_ms,
                          .user = w->actor->is_system ? 0 : w->actor->user,
                          .act = act,
                          .ledger = "",
                          .record = id,
                          .place = place};
    image_start(&b, 1 << 16);
    enum outcome o = image_of_row(&b, w->db, "level_state", id, e);
    if (o != OK) {
        buf_fini(&b);
        return o;
    }
    return image_append(&b, w->app->journal, w->db, &entry, e);
}

enum outcome level_activate(struct work *w, const struct level_new *n, int64_t *ret_id,
                            struct err *e)
{
    int64_t id, open;
    enum outcome o =
        db_int(&open, w->db, "SELECT id FROM level_state WHERE place = $1 AND ended_at IS NULL",
               BIND(bind_int(n->place)), e);
    if (o == OK)
        o = level_end(w, open, n->document, n->reason, e);
    else if (o == NOT_FOUND)
        o = OK;
    if (o == OK)
        o = books_next(w->app->books, w->db, "level", 0, 0, 1, &id, e);
    if (o == OK)
        o = db_run(
            w->db,
            "INSERT INTO level_state (id, place, level, authority, document, reason,"
            " review_on, started_at, started_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            BIND(bind_int(id), bind_int(n->place), bind_text(n->level->name),
                 bind_text(n->authority), bind_text(n->document), bind_text(n->reason),
                 n->review_on ? bind_int(n->review_on) : bind_null(), bind_int(w->now_ms / 1000),
                 bind_int(w->actor->user > 0 ? w->actor->user : 0)),
            e);
    if (o == OK)
        o = level_journal(w, id, n->place, "level.activate", e);
    if (o == OK)
        *ret_id = id;
    return o;
}

enum outcome level_end(struct work *w, int64_t id, const char *document, const char *reason,
                       struct err *e)
{
    int64_t place;
    enum outcome o =
        db_int(&place, w->db, "SELECT place FROM level_state WHERE id = $1 AND ended_at IS NULL",
               BIND(bind_int(id)), e);
    if (o == NOT_FOUND || (o == OK && !w->actor->is_system && !guard_sees_place(w->actor, place)))
        return err_set(e, NOT_FOUND, NULL, "absent", "no such level is in force",
                       "没有这项生效中的响应级别");
    if (o == OK && !w->actor->is_system && !guard_is_admin(w->actor, place))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not allow this here",
                       "您的岗位不能在此处做此操作");
    if (o == OK)
        o = db_run(w->db,
                   "UPDATE level_state SET ended_at = $1, ended_by = $2, end_document = $3,"
                   " end_reason = $4 WHERE id = $5",
                   BIND(bind_int(w->now_ms / 1000),
                        bind_int(w->actor->user > 0 ? w->actor->user : 0), bind_text(document),
                        bind_text(reason), bind_int(id)),
                   e);
    return o == OK ? level_journal(w, id, place, "level.end", e) : o;
}

/* ---- showing -----------------------------------------------------------------------------------
 */

static void put_moment(struct buf *out, const struct call *c, struct query *q, int column)
{
    char text[40];
    if (query_is_null(q, column))
        put_null(out);
    else
        put_text(out, text, datetime_print(query_int(q, column), c->plan->calendar.offset_s, text));
}

static void put_column(struct buf *out, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    if (s)
        put_text(out, s, len);
    else
        put_null(out);
}

enum outcome level_list_json(struct buf *out, struct call *c, bool with_ended, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, c->db,
                              "SELECT s.id, s.place, p.name, s.level, s.authority, s.document,"
                              " s.reason, s.review_on, s.started_at, s.started_by, s.ended_at,"
                              " s.end_document, s.end_reason FROM level_state s"
                              " LEFT JOIN place p ON p.id = s.place"
                              " WHERE s.ended_at IS NULL OR $1 = 1 ORDER BY s.id DESC LIMIT 500",
                              BIND(bind_int(with_ended)), e);
    if (o != OK)
        return o;
    put_array(out);
    while (query_next(q)) {
        char date[32];
        if (!c->actor->is_system && !guard_sees_place(c->actor, query_int(q, 1)))
            continue;
        put_object(out);
        put_key(out, "id"), put_id(out, query_int(q, 0));
        put_key(out, "place");
        put_object(out);
        put_key(out, "id"), put_id(out, query_int(q, 1));
        put_key(out, "title"), put_column(out, q, 2);
        put_end_object(out);
        put_key(out, "level"), put_column(out, q, 3);
        put_key(out, "authority"), put_column(out, q, 4);
        put_key(out, "document"), put_column(out, q, 5);
        put_key(out, "reason"), put_column(out, q, 6);
        put_key(out, "review_on");
        if (query_is_null(q, 7))
            put_null(out);
        else
            put_text(out, date, date_print(query_int(q, 7), date));
        put_key(out, "started_at"), put_moment(out, c, q, 8);
        put_key(out, "started_by"), put_id(out, query_int(q, 9));
        put_key(out, "ended_at"), put_moment(out, c, q, 10);
        put_key(out, "end_document"), put_column(out, q, 11);
        put_key(out, "end_reason"), put_column(out, q, 12);
        put_end_object(out);
    }
    put_end_array(out);
    return query_end(q, e);
}
