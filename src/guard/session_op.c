/* Operations on sessions and one's own password. Signing in and changing a password hash, so they
 * run on a worker and write through the writer. */
#include "guard/guard_op.h"
#include "value/time.h"

static enum outcome not_by_token(const struct call *c, struct err *e)
{
    if (c->actor->is_system || c->actor->verbs == SESSION_VERBS)
        return OK;
    return err_set(e, DENIED, NULL, "token_session", "a token cannot do this: sign in",
                   "不能用令牌进行此操作，请登录后办理");
}

/* Posts in force, with what pages need to name them. */
static enum outcome put_posts(struct call *c, const struct actor *who, struct err *e)
{
    struct buf *out = c->out;
    enum outcome o = OK;
    put_array(out);
    for (int i = 0; !o && i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        if (h->is_absorbed)
            continue;
        put_object(out);
        put_key(out, "post");
        put_str(out, h->post->name);
        put_key(out, "label");
        put_label(out, h->post->label.zh, h->post->label.en);
        o = guard_put_named_place(out, "place", c, h->place, e);
        put_key(out, "deputy_for");
        if (h->deputy_for)
            put_id(out, h->deputy_for);
        else
            put_null(out);
        put_key(out, "admin");
        put_bool(out, h->post->admin);
        put_key(out, "disclose");
        put_bool(out, h->post->disclose);
        put_end_object(out);
    }
    put_end_array(out);
    return o;
}

static enum outcome put_who(struct call *c, const struct actor *who, struct err *e)
{
    struct buf *out = c->out;
    put_object(out);
    put_key(out, "user");
    put_object(out);
    put_key(out, "id");
    put_id(out, who->user > 0 ? who->user : 0);
    put_key(out, "name");
    put_str(out, who->name);
    put_key(out, "login");
    put_str(out, who->login);
    put_end_object(out);
    put_key(out, "lang");
    put_str(out, who->lang == LANG_EN ? "en" : "zh");
    put_key(out, "must_change_password");
    put_bool(out, who->must_change_password);
    put_key(out, "admin");
    put_bool(out, guard_is_admin_somewhere(who));
    put_key(out, "mark");
    if (c->app->mark)
        put_str(out, c->app->mark);
    else
        put_null(out);
    put_key(out, "posts");
    enum outcome o = put_posts(c, who, e);
    put_end_object(out);
    return o;
}

enum outcome do_session_start(struct call *c, struct err *e)
{
    const char *login, *password;
    struct actor *who;
    int64_t user;
    char *token = arena_alloc(c->arena, 65);
    enum outcome o = call_need_text(c, "login", &login, e);
    if (!o)
        o = call_need_text(c, "password", &password, e);
    if (!o)
        o = guard_sign_in(c->app->guard, c->db, c->app->writer, c->app->journal, login, password,
                          c->from, c->agent, token, &user, e);
    if (o)
        return o;
    struct db *db; /* the call's snapshot may be older than the session just written */
    if ((o = db_open(&db, c->app->store, DB_READ, e)))
        return o;
    o = guard_actor(c->app->guard, c->arena, db, c->plan, token, &who, e);
    db_close(db);
    if (o)
        return o;
    c->set_session = token;
    c->status = 201;
    return put_who(c, who, e);
}

enum outcome do_session_show(struct call *c, struct err *e)
{
    return put_who(c, c->actor, e);
}

static enum outcome end(struct call *c, int64_t session, int64_t account, struct err *e)
{
    struct entry entry = {.at_ms = c->now_ms,
                          .user = c->actor->user < 0 ? 0 : c->actor->user,
                          .act = "session.end",
                          .ledger = "",
                          .record = account};
    enum outcome o = session_drop(c->db, session, e);
    if (!o)
        o = journal_append(c->app->journal, c->db, &entry, NULL, 0, e);
    return o;
}

static void forget_account(struct call *c)
{
    guard_forget(c->app->guard, *(int64_t *)c->after_arg);
}

static void forget_later(struct call *c, int64_t account)
{
    c->after_arg = arena_copy(c->arena, &account, sizeof(account));
    c->after = forget_account;
}

enum outcome do_session_end(struct call *c, struct err *e)
{
    struct session_row row = {0};
    enum outcome o = session_get(&row, c->arena, c->db, c->actor->session, e);
    if (o == OK && row.account == c->actor->user &&
        c->actor->verbs == SESSION_VERBS) /* else ended already */
        o = end(c, row.id, row.account, e);
    if (o && o != NOT_FOUND)
        return o;
    c->set_session = "";
    c->status = 204;
    forget_later(c, c->actor->user);
    return OK;
}

enum outcome do_session_end_other(struct call *c, struct err *e)
{
    struct session_row row;
    struct account x;
    int64_t id;
    enum outcome o = not_by_token(c, e);
    if (!o)
        o = call_id(c, "session", &id, e);
    if (o)
        return o;
    o = session_get(&row, c->arena, c->db, id, e);
    if (!o)
        o = account_get(&x, c->arena, c->db, row.account, e);
    if (!o && row.account != c->actor->user)
        o = manage_all_of(c, &x, e);
    if (o == DENIED || o == NOT_FOUND) /* somebody else's is as if it were not */
        return err_set(e, NOT_FOUND, NULL, "no_session", "there is no such session",
                       "没有这个会话");
    if (!o)
        o = end(c, id, row.account, e);
    if (o)
        return o;
    c->status = 204;
    forget_later(c, row.account);
    return OK;
}

enum outcome do_session_list(struct call *c, struct err *e)
{
    struct session_row *list;
    struct account x = {.id = c->actor->user};
    struct buf *out = c->out;
    int n, offset = c->plan->calendar.offset_s;
    enum outcome o = OK;
    if (call_text(c, "user")) {
        o = guard_user_argument(c, "user", &x, e);
        if (!o && x.id != c->actor->user)
            o = manage_all_of(c, &x, e);
    }
    if (!o)
        o = session_rows(&list, &n, c->arena, c->db, x.id, e);
    if (o)
        return o;
    put_object(out);
    put_key(out, "rows");
    put_array(out);
    for (int i = 0; i < n; i++) {
        put_object(out);
        put_key(out, "id");
        put_id(out, list[i].id);
        put_key(out, "from");
        put_str(out, list[i].address);
        put_key(out, "agent");
        put_str(out, list[i].agent);
        guard_put_moment(out, "created_at", list[i].created_at, offset);
        guard_put_moment(out, "seen_at", list[i].seen_at, offset);
        guard_put_moment(out, "ends_at", list[i].ends_at, offset);
        put_key(out, "current");
        put_bool(out, c->actor->verbs == SESSION_VERBS && list[i].id == c->actor->session);
        put_end_object(out);
    }
    guard_put_list_end(out);
    return OK;
}

struct new_password {
    struct call *c;
    struct account x;
};

static enum outcome write_password(struct db *db, void *arg, struct err *e)
{
    struct new_password *n = arg;
    struct call *c = n->c;
    struct account x;
    enum outcome o = account_get(&x, c->arena, db, n->x.id, e);
    if (o)
        return o;
    x.password = n->x.password;
    x.must_change = false;
    x.password_at = c->now_ms / 1000;
    if ((o = account_save(db, c->app->journal, &x, "password.change", x.id, c->now_ms, e)))
        return o;
    o = session_drop_all(db, x.id, c->actor->session, e); /* whoever else knew the old one */
    return o ? o : tokens_end(db, c->app->journal, x.id, x.id, c->now_ms, e);
}

enum outcome do_password_change(struct call *c, struct err *e)
{
    const char *old, *new_;
    char hash[128];
    bool is_right;
    struct new_password n = {.c = c};
    enum outcome o = not_by_token(c, e);
    if (!o)
        o = call_need_text(c, "old", &old, e);
    if (!o)
        o = call_need_text(c, "new", &new_, e);
    if (o)
        return o;
    if (c->actor->user <= 0)
        return err_set(e, REFUSED, NULL, "no_user", "the system has no password",
                       "系统本身没有密码");
    if (!attempts_allow(&c->app->guard->attempts, c->from, c->now_ms))
        return err_set(e, BUSY, NULL, "sign_in_rate",
                       "too many attempts from this address: wait five minutes",
                       "该地址尝试过于频繁，请五分钟后再试");
    if ((o = account_get(&n.x, c->arena, c->db, c->actor->user, e)) ||
        (o = password_verify(c->app->guard, n.x.password, old, &is_right, e)))
        return o;
    if (!is_right)
        return err_set(e, REFUSED, "old", "wrong_password", "that is not your password",
                       "原密码错误");
    if (!strcmp(old, new_))
        return err_set(e, REFUSED, "new", "password_same",
                       "choose a password other than the old one", "新密码不能与原密码相同");
    if ((o = password_check_new(new_, n.x.login, e)) ||
        (o = password_hash(c->app->guard, new_, hash, e)))
        return o;
    n.x.password = hash;
    if ((o = writer_do(c->app->writer, write_password, &n, e)))
        return o;
    guard_forget(c->app->guard, n.x.id);
    c->status = 204;
    return OK;
}
