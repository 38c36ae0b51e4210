/* Tables place (read only) and alert, as consequences need them. */
#include "ledger/then_store.h"
#include "base/limits.h"
#include "ledger/books.h"
#include "ledger/where.h"
#include "value/time.h"

static enum outcome take_ids(struct work *w, const char *sql, const struct value *binds, int n,
                             int64_t **ret, int *ret_n, struct err *e)
{
    struct query *q;
    int64_t *ids = arena_alloc(w->arena, sizeof *ids * (LIMIT_BULK + 1));
    int found = 0;
    enum outcome o = db_query(&q, w->db, sql, binds, n, e);
    if (o != OK)
        return o;
    while (found <= LIMIT_BULK && query_next(q))
        ids[found++] = query_int(q, 0);
    o = query_end(q, e);
    if (o != OK)
        return o;
    if (found > LIMIT_BULK)
        return err_set(e, REFUSED, NULL, "too_many",
                       "a consequence would touch more than %d records", "后续动作涉及超过 %d 条",
                       LIMIT_BULK);
    *ret = ids;
    *ret_n = found;
    return OK;
}

enum outcome then_places(struct work *w, const struct kind *kind, int64_t under, int64_t **ret,
                         int *ret_n, struct err *e)
{
    return take_ids(w,
                    "SELECT id FROM place WHERE kind = $1 AND id BETWEEN $2 AND $3"
                    " AND retired_on = 0 ORDER BY id LIMIT 1001",
                    BIND(bind_text(kind->name), bind_int(under), bind_int(place_last(under))), ret,
                    ret_n, e);
}

enum outcome then_records(struct reader *rd, const struct ledger *l, const struct expr *where,
                          int64_t **ret, int *ret_n, struct err *e)
{
    struct where sql;
    where_init(&sql, rd->work->arena, rd->work->plan, rd->work->now_ms / 1000, rd->eval.user);
    where_text(&sql, "SELECT r.id FROM ");
    where_name(&sql, l->table);
    where_text(&sql, " r WHERE ");
    sql.outer = &rd->eval;
    enum outcome o = where ? where_condition(&sql, where, l, "r", e) : OK;
    if (!where)
        where_text(&sql, "1 = 1");
    where_text(&sql, " ORDER BY r.id LIMIT 1001");
    if (o == OK)
        o = take_ids(rd->work, sql.text.data, sql.binds, sql.binds_n, ret, ret_n, e);
    where_fini(&sql);
    return o;
}

/* ---- alerts ------------------------------------------------------------------------------------
 */

static enum outcome alert_insert(struct work *w, const struct record *r, const char *posts,
                                 const struct label *text, struct err *e)
{
    int64_t id;
    enum outcome o = books_next(w->app->books, w->db, "alert", 0, 0, 1, &id, e);
    if (o != OK)
        return o;
    return db_run(w->db,
                  "INSERT INTO alert (id, at, ledger, record, place, posts, zh, en)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  BIND(bind_int(id), bind_int(w->now_ms / 1000), bind_text(r->ledger->name),
                       bind_int(r->id), bind_int(r->place), bind_text(posts),
                       bind_text(label_text(text, LANG_ZH)), bind_text(label_text(text, LANG_EN))),
                  e);
}

enum outcome change_alert(struct work *w, const struct record *r, const struct then *t,
                          struct err *e)
{
    struct buf posts;
    struct label text = t->alert_text.zh || t->alert_text.en ? t->alert_text : r->ledger->label;
    buf_init(&posts, 4000);
    buf_char(&posts, ',');
    for (int i = 0; i < t->alert_n; i++)
        buf_printf(&posts, "%s,", t->alert[i]->name);
    enum outcome o = alert_insert(w, r, posts.data, &text, e);
    buf_fini(&posts);
    return o;
}

enum outcome alert_no_way_out(struct work *w, const struct record *r, struct err *e)
{
    static const struct label text = {
        "命令已终止，但预案没有结束该记录的办法，请处理",
        "The order has ended, but the plan gives no way to end this record: please act"};
    struct buf posts;
    int64_t n;
    buf_init(&posts, 4000);
    buf_char(&posts, ',');
    for (int i = 0; i < r->ledger->grants_n; i++)
        if (r->ledger->grants[i].post)
            buf_printf(&posts, "%s,", r->ledger->grants[i].post->name);
    /* Once per record: the tick finds it again and again. */
    enum outcome o = db_int(
        &n, w->db, "SELECT count(*) FROM alert WHERE ledger = $1 AND record = $2 AND en = $3",
        BIND(bind_text(r->ledger->name), bind_int(r->id), bind_text(text.en)), e);
    if (o == OK && n == 0)
        o = alert_insert(w, r, posts.data, &text, e);
    buf_fini(&posts);
    return o;
}

/* An alert is for who holds one of its posts at the place or above it. */
static void put_scope(struct buf *b, const struct actor *who)
{
    buf_text(b, "(1 = 0");
    for (int i = 0; i < who->holdings_n; i++)
        buf_printf(b, " OR (a.place BETWEEN %lld AND %lld AND a.posts LIKE '%%,%s,%%')",
                   (long long)who->holdings[i].place, (long long)who->holdings[i].last,
                   who->holdings[i].post->name);
    buf_char(b, ')');
}

enum outcome alert_list_json(struct buf *out, struct call *c, struct err *e)
{
    struct query *q;
    struct buf sql;
    buf_init(&sql, 1 << 16);
    buf_text(&sql,
             "SELECT a.id, a.at, a.ledger, a.record, a.place, a.zh, a.en, a.taken_at, a.taken_by"
             " FROM alert a WHERE (a.taken_at IS NULL OR a.taken_at > $1) AND ");
    put_scope(&sql, c->actor);
    buf_text(&sql, " ORDER BY a.id DESC LIMIT 200");
    enum outcome o = db_query(&q, c->db, sql.data, BIND(bind_int(c->now_ms / 1000 - 86400)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    put_array(out);
    while (query_next(q)) {
        size_t len;
        char when[40];
        const char *s = query_text(q, 2, &len);
        if (!guard_token_has(c->actor, s))
            continue;
        put_object(out);
        put_key(out, "id"), put_id(out, query_int(q, 0));
        put_key(out, "at"),
            put_text(out, when, datetime_print(query_int(q, 1), c->plan->calendar.offset_s, when));
        s = query_text(q, 2, &len);
        put_key(out, "ledger"), put_text(out, s, len);
        put_key(out, "record"), put_id(out, query_int(q, 3));
        put_key(out, "place"), put_id(out, query_int(q, 4));
        s = query_text(q, c->lang == LANG_ZH ? 5 : 6, &len);
        put_key(out, "text"), put_text(out, s, len);
        put_key(out, "taken_at");
        if (query_is_null(q, 7))
            put_null(out);
        else
            put_text(out, when, datetime_print(query_int(q, 7), c->plan->calendar.offset_s, when));
        put_key(out, "taken_by"), put_id(out, query_int(q, 8));
        put_end_object(out);
    }
    put_end_array(out);
    return query_end(q, e);
}

enum outcome alert_take(struct call *c, int64_t id, struct err *e)
{
    struct buf sql;
    int64_t found;
    buf_init(&sql, 1 << 16);
    buf_text(&sql, "SELECT count(*) FROM alert a WHERE a.id = $1 AND ");
    put_scope(&sql, c->actor);
    enum outcome o = db_int(&found, c->db, sql.data, BIND(bind_int(id)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    if (!found)
        return err_set(e, NOT_FOUND, NULL, "absent", "there is no such alert for you",
                       "没有发给您的这条提醒");
    return db_run(
        c->db, "UPDATE alert SET taken_at = $1, taken_by = $2 WHERE id = $3 AND taken_at IS NULL",
        BIND(bind_int(c->now_ms / 1000), bind_int(c->actor->user), bind_int(id)), e);
}
