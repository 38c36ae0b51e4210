/* Operations on users and their posts. An administrator acts at or below the places administered,
 * never on oneself, and never so that somebody reaches further than the administrator does. */
#include "base/text.h"
#include "guard/guard_op.h"
#include "value/time.h"

static void forget_account(struct call *c)
{
    guard_forget(c->app->guard, *(int64_t *)c->after_arg);
}

/* 0: everybody, when deputies may be concerned too. */
static void forget_later(struct call *c, int64_t account)
{
    c->after_arg = arena_copy(c->arena, &account, sizeof(account));
    c->after = forget_account;
}

static enum outcome not_oneself(struct err *e)
{
    return err_set(e, DENIED, "user", "not_oneself", "another administrator must do this for you",
                   "此操作须由其他管理员为您办理");
}

/* A post is more than a narrowed token: it must not bring in a deputy, nor lay down its owner's. */
static enum outcome not_by_token(const struct call *c, struct err *e)
{
    if (c->actor->may_admin && !c->actor->ledgers)
        return OK;
    return err_set(e, DENIED, NULL, "token_deputy", "this token is too narrow to change posts",
                   "该令牌权限过窄，不能变更任职或代理");
}

/* ---- reading ---- */

static enum outcome put_user(struct call *c, const struct account *x, bool in_full, struct err *e)
{
    struct buf *out = c->out;
    int offset = c->plan->calendar.offset_s;
    put_object(out);
    put_key(out, "id");
    put_id(out, x->id);
    put_key(out, "name");
    put_str(out, x->name);
    enum outcome o = guard_put_named_place(out, "place", c, x->place, e);
    if (in_full && !o) {
        put_key(out, "login");
        put_str(out, x->login);
        put_key(out, "phone");
        put_str(out, *x->phone ? x->phone : NULL);
        put_key(out, "lang");
        put_str(out, x->lang == LANG_EN ? "en" : "zh");
        put_key(out, "must_change_password");
        put_bool(out, x->must_change);
        put_key(out, "disabled");
        put_bool(out, x->disabled);
        guard_put_date(out, "away_from", x->away_from);
        guard_put_date(out, "away_until", x->away_until);
        guard_put_moment(out, "created_at", x->created_at, offset);
        guard_put_moment(out, "password_at", x->password_at, offset);
        put_key(out, "posts");
        o = guard_put_holdings(c, x->id, e);
    }
    put_end_object(out);
    return o;
}

/* Administrators see all of a user, colleagues who see the place only the name: enough to name a
 * user in a field. */
enum outcome do_user_list(struct call *c, struct err *e)
{
    struct account *list;
    struct place at = {.id = PLACE_COUNTRY};
    const char *q = call_text(c, "q");
    int64_t limit, after, shown = 0, last = 0;
    int n = 0;
    enum outcome o = call_int(c, "limit", 50, &limit, e);
    if (!o)
        o = call_int(c, "after", 0, &after, e);
    if (!o && call_text(c, "place"))
        o = guard_place_of_argument(c, "place", &at, e);
    if (!o && (limit < 1 || limit > 500))
        o = err_set(e, REFUSED, "limit", "limit", "limit lies between 1 and 500", "limit须在1至500之间");
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    bool more = true;
    for (int page = 0; more && !o && page < 40; page++) { /* rows out of scope are passed over */
        o = account_list(&list, &n, c->arena, c->db, at.id, place_last(at.id), q ? q : "", after,
                         500, e);
        for (int i = 0; !o && i < n && shown < limit; i++) {
            after = last = list[i].id;
            bool full = manage_user(c, &list[i], e) == OK || list[i].id == c->actor->user;
            if (!full && !guard_sees_place(c->actor, list[i].place))
                continue;
            o = put_user(c, &list[i], full, e);
            shown++;
        }
        more = n == 500 && shown < limit;
    }
    put_end_array(c->out);
    put_key(c->out, "next");
    if (shown == limit)
        put_id(c->out, last);
    else
        put_null(c->out);
    put_key(c->out, "count");
    put_null(c->out);
    put_end_object(c->out);
    return o;
}

enum outcome do_user_show(struct call *c, struct err *e)
{
    struct account x;
    enum outcome o = guard_user_argument(c, "user", &x, e);
    if (o)
        return o;
    bool full = x.id == c->actor->user || manage_user(c, &x, e) == OK;
    return put_user(c, &x, full, e);
}

/* ---- adding, resetting ---- */

struct add { struct call *c; struct user_new u; int64_t id; };

static enum outcome write_user(struct db *db, void *arg, struct err *e)
{
    struct add *n = arg;
    struct call *c = n->c;
    return guard_user_add(c->app->guard, db, c->app->journal, &n->u, c->now_ms, &n->id, e);
}

/* The password is told once, here; the user must change it at the first sign-in. */
enum outcome do_user_add(struct call *c, struct err *e)
{
    struct place place;
    char *hash = arena_alloc(c->arena, 128), password[17];
    const char *lang = call_text(c, "lang");
    struct add n = {.c = c};
    enum outcome o = call_need_text(c, "login", &n.u.login, e);
    if (!o)
        o = call_need_text(c, "name", &n.u.name, e);
    if (!o)
        o = guard_place_of_argument(c, "place", &place, e);
    if (!o)
        o = manage_place(c, place.id, e);
    if (o)
        return o;
    password_invent(password);
    if ((o = password_hash(c->app->guard, password, hash, e)))
        return o;
    n.u.phone = call_text(c, "phone");
    n.u.password_hash = hash;
    n.u.lang = text_same(lang, "en") ? LANG_EN : LANG_ZH;
    n.u.place = place.id;
    n.u.must_change = true;
    n.u.by = c->actor->user;
    if ((o = writer_do(c->app->writer, write_user, &n, e)))
        return o;
    c->status = 201;
    put_object(c->out);
    put_key(c->out, "id");
    put_id(c->out, n.id);
    put_key(c->out, "login");
    put_str(c->out, n.u.login);
    put_key(c->out, "password");
    put_str(c->out, password);
    put_end_object(c->out);
    return OK;
}

struct reset { struct call *c; struct account x; const char *hash; };

static enum outcome write_reset(struct db *db, void *arg, struct err *e)
{
    struct reset *n = arg;
    struct call *c = n->c;
    struct account x;
    enum outcome o = account_get(&x, c->arena, db, n->x.id, e);
    if (o)
        return o;
    x.password = n->hash;
    x.must_change = true;
    x.password_at = c->now_ms / 1000;
    o = account_save(db, c->app->journal, &x, "user.reset", c->actor->user, c->now_ms, e);
    o = o ? o : session_drop_all(db, x.id, 0, e);
    return o ? o : tokens_end(db, c->app->journal, x.id, c->actor->user, c->now_ms, e);
}

enum outcome do_user_reset(struct call *c, struct err *e)
{
    char hash[128], password[17];
    struct reset n = {.c = c, .hash = hash};
    enum outcome o = guard_user_argument(c, "user", &n.x, e);
    if (!o)
        o = manage_all_of(c, &n.x, e);
    if (!o && n.x.id == c->actor->user)
        o = not_oneself(e);
    if (o)
        return o;
    password_invent(password);
    if ((o = password_hash(c->app->guard, password, hash, e)) ||
        (o = writer_do(c->app->writer, write_reset, &n, e)))
        return o;
    guard_forget(c->app->guard, n.x.id);
    put_object(c->out);
    put_key(c->out, "id");
    put_id(c->out, n.x.id);
    put_key(c->out, "login");
    put_str(c->out, n.x.login);
    put_key(c->out, "password");
    put_str(c->out, password);
    put_end_object(c->out);
    return OK;
}

enum outcome do_user_disable(struct call *c, struct err *e)
{
    struct account x;
    const char *off = call_text(c, "off");
    enum outcome o = guard_user_argument(c, "user", &x, e);
    if (!o)
        o = manage_all_of(c, &x, e);
    if (!o && x.id == c->actor->user)
        o = not_oneself(e);
    if (o)
        return o;
    x.disabled = !(text_same(off, "true") || text_same(off, "1"));
    o = account_save(c->db, c->app->journal, &x, x.disabled ? "user.disable" : "user.enable",
                     c->actor->user, c->now_ms, e);
    if (!o && x.disabled)
        o = session_drop_all(c->db, x.id, 0, e);
    if (!o && x.disabled)
        o = tokens_end(c->db, c->app->journal, x.id, c->actor->user, c->now_ms, e);
    forget_later(c, 0);
    return o ? o : put_user(c, &x, true, e);
}

/* Of oneself, or by an administrator: while away the deputies act. */
enum outcome do_user_away(struct call *c, struct err *e)
{
    struct account x;
    int64_t from, until;
    enum outcome o = guard_user_argument(c, "user", &x, e);
    if (!o)
        o = x.id == c->actor->user ? not_by_token(c, e) : manage_user(c, &x, e);
    if (!o)
        o = guard_date_argument(c, "from", guard_call_today(c), &from, e);
    if (!o)
        o = guard_date_argument(c, "until", 0, &until, e);
    if (!o && until && until <= from)
        o = err_set(e, REFUSED, "until", "away_dates",
                    "the first day back lies after the first day away",
                    "返岗日须晚于离岗日");
    if (o)
        return o;
    x.away_from = until ? from : 0; /* without `until`: back now */
    x.away_until = until;
    o = account_save(c->db, c->app->journal, &x, "user.away", c->actor->user, c->now_ms, e);
    forget_later(c, 0);
    return o ? o : put_user(c, &x, true, e);
}

/* ---- posts ---- */

/* Somebody who holds the post there himself may name a deputy for it, among those he sees. */
static bool names_own_deputy(struct call *c, const struct account *deputy_for, const char *post,
                             int64_t place)
{
    if (!deputy_for->id || deputy_for->id != c->actor->user)
        return false;
    for (int i = 0; i < c->actor->holdings_n; i++) {
        const struct holding *h = &c->actor->holdings[i];
        if (!h->deputy_for && !h->is_absorbed && h->place == place && !strcmp(h->post->name, post))
            return true;
    }
    return false;
}

static enum outcome check_post(struct call *c, const char *name, const struct place *place,
                               struct err *e)
{
    const struct post *post = plan_post(c->plan, name);
    if (!post)
        return err_set(e, REFUSED, "post", "unknown_post", "the plan has no post \"%s\"",
                       "预案中没有岗位“%s”", name);
    if (place->retired_on)
        return err_set(e, REFUSED, "place", "place_retired", "%s is retired", "%s已撤销",
                       place->name);
    if (post->held_at && strcmp(post->held_at->name, place->kind))
        return err_set(e, REFUSED, "place", "post_held_at", "%1$s is held at: %2$s%3$.0s%4$.0s",
                       "%3$s须设在%4$s%1$.0s%2$.0s", label_text(&post->label, LANG_EN),
                       label_text(&post->held_at->label, LANG_EN),
                       label_text(&post->label, LANG_ZH),
                       label_text(&post->held_at->label, LANG_ZH));
    return OK;
}

enum outcome do_user_grant(struct call *c, struct err *e)
{
    struct account x, deputy_for = {0};
    struct place place;
    const char *post;
    int64_t from, until;
    enum outcome o = guard_user_argument(c, "user", &x, e);
    if (!o)
        o = call_need_text(c, "post", &post, e);
    if (!o)
        o = guard_place_of_argument(c, "place", &place, e);
    if (!o)
        o = guard_date_argument(c, "from", guard_call_today(c), &from, e);
    if (!o)
        o = guard_date_argument(c, "until", 0, &until, e);
    if (!o && call_text(c, "deputy_for"))
        o = guard_user_argument(c, "deputy_for", &deputy_for, e);
    if (!o && !c->actor->is_system && x.id == c->actor->user)
        o = not_oneself(e);
    if (!o && deputy_for.id == x.id)
        o = err_set(e, REFUSED, "deputy_for", "own_deputy", "nobody is their own deputy",
                    "不能担任自己的代理人");
    if (!o && deputy_for.id)
        o = not_by_token(c, e);
    if (o)
        return o;
    if (!names_own_deputy(c, &deputy_for, post, place.id) &&
        ((o = manage_place(c, place.id, e)) || (o = manage_user(c, &x, e))))
        return o;
    if ((o = check_post(c, post, &place, e)) ||
        (o = guard_user_grant(c->db, c->app->journal, x.id, post, place.id, from, until,
                              deputy_for.id, c->actor->user, c->now_ms, NULL, e)))
        return o;
    forget_later(c, 0);
    c->status = 201;
    return put_user(c, &x, manage_user(c, &x, e) == OK, e);
}

static enum outcome no_holding(struct err *e)
{
    return err_set(e, NOT_FOUND, "holding", "no_holding", "there is no such post held",
                   "没有这项任职");
}

enum outcome do_user_revoke(struct call *c, struct err *e)
{
    struct account x;
    struct held h;
    int64_t id;
    enum outcome o = guard_any_user_argument(c, "user", &x, e);
    if (!o)
        o = call_id(c, "holding", &id, e);
    if (o)
        return o;
    o = held_get(&h, c->arena, c->db, id, e);
    if (!o && h.account == x.id) {
        bool own_deputy = h.deputy_for && h.deputy_for == c->actor->user;
        if (x.id == c->actor->user || own_deputy) /* everybody may lay down a post */
            o = not_by_token(c, e);
        else if (manage_place(c, h.place, e))
            o = NOT_FOUND;
    } else if (!o) {
        o = NOT_FOUND;
    }
    if (o == NOT_FOUND) /* what one may not end, or whom one does not see, is as if it were not */
        return guard_sees_user(c, &x) ? no_holding(e) : guard_user_argument(c, "user", &x, e);
    if (o)
        return o;
    if (h.ended && h.ended <= guard_call_today(c))
        return err_set(e, CONFLICT, "holding", "holding_ended", "that post has ended already",
                       "该任职已结束");
    o = held_close(c->db, c->app->journal, h, guard_call_today(c), c->actor->user, c->now_ms, e);
    forget_later(c, 0);
    return o ? o : put_user(c, &x, x.id == c->actor->user || manage_user(c, &x, e) == OK, e);
}
