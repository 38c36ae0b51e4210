/* Tables outlet, outbox and duty_setting. */
#include "duty/list.h"
#include "duty/outbox.h"

#include "base/limits.h"
#include "base/text.h"
#include "ledger/edition.h"
#include "place/place.h"

/* ---- deliveries
 * ----------------------------------------------------------------------------------- */

static enum outcome add_row(struct work *w, int64_t alarm, int64_t outlet, struct err *e)
{
    int64_t id;
    enum outcome o = work_next_id(w, "outbox", &id, e);
    if (o != OK)
        return o;
    return db_run(w->db,
                  "INSERT INTO outbox (id, alarm, outlet, state, tries, next_at, sent_at, answer)"
                  " VALUES ($1, $2, $3, 'waiting', 0, $4, 0, '')",
                  BIND(bind_int(id), bind_int(alarm), bind_int(outlet),
                       bind_int(w->now_ms / 1000)),
                  e);
}

enum outcome outbox_fill(struct work *w, const struct alarm *a, const struct people *to,
                         struct err *e)
{
    int64_t ids[ALARM_PEOPLE + 50];
    struct buf sql;
    struct query *q;
    int n = 0;
    buf_init(&sql, 1 << 16);
    buf_text(&sql, "SELECT id FROM outlet WHERE ended = 0 AND ((kind = 'webhook'"
                   " AND place IN (0");
    for (int64_t at = a->place; at != PLACE_COUNTRY; at = place_parent(at))
        buf_printf(&sql, ", %lld", (long long)at);
    buf_text(&sql, ")) OR (kind = 'email' AND account IN (-1");
    for (int i = 0; i < to->n; i++)
        buf_printf(&sql, ", %lld", (long long)to->ids[i]);
    buf_text(&sql, "))) ORDER BY id LIMIT 100");
    enum outcome o = db_query(&q, w->db, sql.data, NO_BIND, e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < ALARM_PEOPLE + 50 && query_next(q))
        ids[n++] = query_int(q, 0);
    o = query_end(q, e);
    for (int i = 0; o == OK && i < n; i++)
        o = add_row(w, a->id, ids[i], e);
    return o;
}

static const char *column(struct query *q, struct arena *a, int i)
{
    size_t len;
    const char *s = query_text(q, i, &len);
    return s ? arena_text(a, s, len) : "";
}

enum outcome outbox_waiting(struct guard *g, struct db *db, struct arena *a, int64_t now,
                            struct delivery *ret, int *ret_n, struct err *e)
{
    struct query *q;
    int n = 0;
    enum outcome o = db_query(
        &q, db,
        "SELECT b.id, b.alarm, b.tries, l.kind, l.address, l.secret, m.rule, m.at, m.place, m.n,"
        " m.step, p.name, u.name FROM outbox b JOIN outlet l ON l.id = b.outlet"
        " JOIN alarm m ON m.id = b.alarm LEFT JOIN place p ON p.id = m.place"
        " LEFT JOIN account u ON u.id = l.account"
        " WHERE b.state = 'waiting' AND b.next_at <= $1 ORDER BY b.next_at LIMIT 20",
        BIND(bind_int(now)), e);
    if (o != OK)
        return o;
    while (o == OK && n < OUTBOX_BITE && query_next(q)) {
        struct delivery *d = &ret[n++];
        *d = (struct delivery){.id = query_int(q, 0), .alarm = query_int(q, 1),
                               .tries = query_int(q, 2), .at = query_int(q, 7),
                               .place = query_int(q, 8), .n = query_int(q, 9),
                               .step = query_int(q, 10) + 1};
        d->is_email = text_same(column(q, a, 3), "email");
        d->address = column(q, a, 4);
        o = secret_open(g, a, "outlet", column(q, a, 5), &d->secret, e);
        d->rule = column(q, a, 6);
        d->place_name = column(q, a, 11);
        d->person = column(q, a, 12);
    }
    *ret_n = n;
    struct err late;
    enum outcome ended = query_end(q, &late);
    if (o == OK && ended != OK)
        *e = late, o = ended;
    return o;
}

enum outcome outbox_begin(struct db *db, int64_t id, bool *ret_mine, struct err *e)
{
    enum outcome o = db_run(db,
                            "UPDATE outbox SET state = 'sending', tries = tries + 1"
                            " WHERE id = $1 AND state = 'waiting'",
                            BIND(bind_int(id)), e);
    *ret_mine = o == OK && db_changes(db) == 1;
    return o;
}

enum outcome outbox_end(struct db *db, const struct delivery *d, bool is_sent, const char *answer,
                        int64_t now, struct err *e)
{
    const char *state = is_sent                      ? "sent"
                        : d->tries + 1 >= OUTBOX_TRIES ? "failed"
                                                       : "waiting";
    return db_run(db,
                  "UPDATE outbox SET state = $1, next_at = $2, sent_at = $3, answer = $4"
                  " WHERE id = $5",
                  BIND(bind_text(state), bind_int(now + outbox_pause(d->tries + 1)),
                       bind_int(is_sent ? now : 0), bind_text(answer), bind_int(d->id)),
                  e);
}

enum outcome relay_load(struct guard *g, struct db *db, struct arena *a, struct relay *ret,
                        struct err *e)
{
    struct query *q;
    const char *password = "";
    *ret = (struct relay){"", "", "", ""};
    enum outcome o = db_query(&q, db, "SELECT name, value FROM duty_setting", NO_BIND, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        const char *name = column(q, a, 0), *value = column(q, a, 1);
        if (text_same(name, "smtp_url"))
            ret->url = value;
        if (text_same(name, "smtp_from"))
            ret->from = value;
        if (text_same(name, "smtp_user"))
            ret->user = value;
        if (text_same(name, "smtp_password"))
            password = value;
    }
    o = query_end(q, e);
    return o == OK ? secret_open(g, a, "smtp_password", password, &ret->password, e) : o;
}

static enum outcome seal_one(struct guard *g, struct db *db, struct arena *a, int64_t outlet,
                             const char *plain, struct err *e)
{
    const char *sealed;
    enum outcome o = secret_close(g, a, outlet ? "outlet" : "smtp_password", plain, &sealed, e);
    if (o != OK)
        return o;
    return outlet ? db_run(db, "UPDATE outlet SET secret = $1 WHERE id = $2",
                           BIND(bind_text(sealed), bind_int(outlet)), e)
                  : db_run(db, "UPDATE duty_setting SET value = $1 WHERE name = 'smtp_password'",
                           BIND(bind_text(sealed)), e);
}

enum outcome outbox_seal_old(struct guard *g, struct db *db, struct err *e)
{
    enum { MOST = 1000 };
    int64_t ids[MOST];
    const char *plain[MOST];
    int n = 0;
    struct query *q;
    struct arena a;
    enum outcome o = db_query(&q, db,
                              "SELECT 0 AS id, value FROM duty_setting WHERE name = 'smtp_password'"
                              " UNION ALL SELECT id, secret FROM outlet",
                              NO_BIND, e);
    if (o != OK)
        return o;
    arena_init(&a, LIMIT_ARENA);
    while (n < MOST && query_next(q)) {
        plain[n] = column(q, &a, 1);
        ids[n] = query_int(q, 0);
        n += !secret_is_sealed(plain[n]);
    }
    o = query_end(q, e);
    for (int i = 0; o == OK && i < n; i++)
        o = seal_one(g, db, &a, ids[i], plain[i], e);
    arena_fini(&a);
    return o;
}

/* ---- where to
 * ------------------------------------------------------------------------------------ */

static enum outcome refuse_address(const char *field, struct err *e)
{
    return err_set(e, REFUSED, field, "address", "give an e-mail address, or a web address",
                   "请填写电子邮箱或网址");
}

static bool is_email(const char *s)
{
    const char *at = strchr(s, '@');
    return at && at > s && strchr(at, '.') && !strchr(at + 1, '@') &&
           strcspn(s, " \t\r\n<>\",;") == strlen(s) && strlen(s) < 200;
}

static bool is_web(const char *s)
{
    return (text_starts(s, "https://") || text_starts(s, "http://")) && strlen(s) < 500 &&
           strcspn(s, " \t\r\n") == strlen(s);
}

enum outcome do_outlet_add(struct call *c, struct err *e)
{
    const char *address, *secret = call_text(c, "secret"), *sealed = "";
    struct work w;
    int64_t id, place;
    enum outcome o = call_need_text(c, "address", &address, e);
    if (o == OK)
        o = duty_arg_place(c, &place, e);
    if (o != OK)
        return o;
    bool email = is_email(address);
    if (!email && !is_web(address))
        return refuse_address("address", e);
    if (email && c->actor->user <= 0)
        return err_set(e, REFUSED, "address", "whose", "an e-mail belongs to who is signed in",
                       "邮箱须由本人登录后填写");
    if (!email && !c->actor->is_system && !guard_is_admin(c->actor, place))
        return err_set(e, DENIED, "place", "not_allowed",
                       "a webhook is added by an administrator of the place",
                       "推送地址须由该地管理员添加");
    if (!email && (!secret || strlen(secret) < 16))
        return err_set(e, REFUSED, "secret", "secret",
                       "a webhook needs a secret of 16 characters at least",
                       "推送地址须有至少16位的密钥");
    work_of_call(&w, c);
    o = email ? OK : secret_close(c->app->guard, c->arena, "outlet", secret, &sealed, e);
    if (o == OK)
        o = work_next_id(&w, "outlet", &id, e);
    if (o == OK)
        o = db_run(c->db,
                   "INSERT INTO outlet (id, kind, account, place, address, secret, ended,"
                   " created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)",
                   BIND(bind_int(id), bind_text(email ? "email" : "webhook"),
                        bind_int(email ? c->actor->user : 0), bind_int(place), bind_text(address),
                        bind_text(sealed), bind_int(c->now_ms / 1000),
                        bind_int(c->actor->user > 0 ? c->actor->user : 0)),
                   e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_end_object(c->out);
    c->status = 201;
    return OK;
}

struct outlet {
    int64_t id, account, place;
    const char *kind, *address;
};

static bool may_change(const struct call *c, const struct outlet *l)
{
    return c->actor->is_system || (l->account && l->account == c->actor->user) ||
           (!l->account && guard_is_admin(c->actor, l->place));
}

static enum outcome load_outlets(struct call *c, struct outlet *ret, int *ret_n, struct err *e)
{
    struct query *q;
    int n = 0;
    enum outcome o = db_query(&q, c->db,
                              "SELECT id, account, place, kind, address FROM outlet"
                              " WHERE ended = 0 ORDER BY id DESC LIMIT 500",
                              NO_BIND, e);
    if (o != OK)
        return o;
    while (n < 500 && query_next(q)) {
        struct outlet l = {query_int(q, 0), query_int(q, 1), query_int(q, 2),
                           column(q, c->arena, 3), column(q, c->arena, 4)};
        if (may_change(c, &l))
            ret[n++] = l;
    }
    *ret_n = n;
    return query_end(q, e);
}

enum outcome do_outlet_list(struct call *c, struct err *e)
{
    struct outlet *list = arena_alloc(c->arena, sizeof *list * 500);
    int n;
    enum outcome o = load_outlets(c, list, &n, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++) {
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, list[i].id);
        put_key(c->out, "kind"), put_str(c->out, list[i].kind);
        put_key(c->out, "address"), put_str(c->out, list[i].address);
        put_key(c->out, "place");
        o = duty_put_place(c, list[i].place, e);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

enum outcome do_outlet_end(struct call *c, struct err *e)
{
    struct outlet *list = arena_alloc(c->arena, sizeof *list * 500);
    int64_t id;
    int n;
    bool found = false;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = load_outlets(c, list, &n, e);
    for (int i = 0; o == OK && i < n; i++)
        found |= list[i].id == id;
    if (o == OK && !found)
        return err_set(e, NOT_FOUND, NULL, "absent", "there is no such outlet of yours",
                       "没有您的这个推送地址");
    if (o == OK)
        o = db_run(c->db, "UPDATE outlet SET ended = 1 WHERE id = $1", BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_end_object(c->out);
    return OK;
}

static enum outcome set_one(struct call *c, const char *arg, const char *name, struct err *e)
{
    const char *value = call_text(c, arg);
    enum outcome o = value && text_same(arg, "password")
                         ? secret_close(c->app->guard, c->arena, name, value, &value, e)
                         : OK;
    if (o != OK)
        return o;
    return db_run(c->db,
                  "INSERT INTO duty_setting (name, value) VALUES ($1, $2)"
                  " ON CONFLICT (name) DO UPDATE SET value = $2",
                  BIND(bind_text(name), bind_text(value ? value : "")), e);
}

enum outcome do_relay_set(struct call *c, struct err *e)
{
    const char *url, *from;
    enum outcome o = call_need_text(c, "url", &url, e);
    if (o == OK)
        o = call_need_text(c, "from", &from, e);
    if (o != OK)
        return o;
    if (!text_starts(url, "smtp://") && !text_starts(url, "smtps://"))
        return err_set(e, REFUSED, "url", "url", "a relay is smtp://host:port or smtps://host:port",
                       "邮件服务器写成smtp://主机:端口或smtps://主机:端口");
    if (!is_email(from))
        return refuse_address("from", e);
    o = set_one(c, "url", "smtp_url", e);
    if (o == OK)
        o = set_one(c, "from", "smtp_from", e);
    if (o == OK)
        o = set_one(c, "user", "smtp_user", e);
    if (o == OK)
        o = set_one(c, "password", "smtp_password", e);
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, 1);
    put_end_object(c->out);
    return o;
}
