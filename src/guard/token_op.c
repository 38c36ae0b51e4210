/* Operations on API tokens (a user's own rights, narrowed) and on the resident's doors (add to one
 * ledger at one place). A token's text is told once; a door's can be printed again. */
#include "base/text.h"
#include "guard/guard_op.h"
#include "value/time.h"

static void forget_account(struct call *c)
{
    guard_forget(c->app->guard, *(int64_t *)c->after_arg);
}

static void forget_later(struct call *c, int64_t account)
{
    c->after_arg = arena_copy(c->arena, &account, sizeof(account));
    c->after = forget_account;
}

/* "a,b" → ",a,b,", every one a ledger of the plan. */
static enum outcome ledger_list(struct call *c, const char *text, const char **ret, struct err *e)
{
    *ret = "";
    if (!text || !*text)
        return OK;
    for (const char *at = text; *at; at += strcspn(at, ","), at += *at == ',') {
        char *name = arena_text(c->arena, at, strcspn(at, ","));
        if (!plan_ledger(c->plan, name))
            return err_set(e, REFUSED, "ledgers", "no_ledger", "the plan has no ledger \"%.60s\"",
                           "预案中没有台账“%.60s”", name);
    }
    *ret = arena_printf(c->arena, ",%s,", text);
    return OK;
}

enum outcome do_token_add(struct call *c, struct err *e)
{
    static const char *const scopes[] = {"read", "write", "all"};
    uint8_t secret[31], hash[32];
    char token[65] = "t";
    const char *scope = call_text(c, "scope");
    struct account x;
    struct token t = {.account = c->actor->user, .created_at = c->now_ms / 1000,
                      .created_by = c->actor->user};
    bool known = false;
    enum outcome o = call_need_text(c, "name", &t.name, e);
    if (!o)
        o = guard_date_argument(c, "until", guard_call_today(c) + 365, &t.ended, e);
    if (!o)
        o = ledger_list(c, call_text(c, "ledgers"), &t.ledgers, e);
    t.scope = scope && *scope ? scope : "read";
    for (size_t i = 0; i < 3; i++)
        known |= !strcmp(t.scope, scopes[i]);
    if (!o && !known)
        o = err_set(e, REFUSED, "scope", "token_scope", "the scope is read, write or all",
                    "范围须为 read、write 或 all");
    if (!o && c->actor->user <= 0)
        o = err_set(e, REFUSED, NULL, "no_user", "a token belongs to a user", "令牌须属于某个用户");
    if (!o && c->actor->verbs != SESSION_VERBS)
        o = err_set(e, DENIED, NULL, "token_by_token", "a token cannot make tokens",
                    "不能用令牌创建令牌");
    if (!o && (t.ended <= guard_call_today(c) || text_chars(t.name, strlen(t.name)) > 60))
        o = err_set(e, REFUSED, "until", "token_until",
                    "the last day lies in the past, or the name is too long",
                    "截止日已过，或名称过长");
    if (!o)
        o = account_get(&x, c->arena, c->db, c->actor->user, e);
    if (o)
        return o;
    rng_secret(secret, sizeof(secret));
    text_hex(secret, sizeof(secret), token + 1);
    token_digest(token, hash);
    t.hash = hash;
    t.hash_len = sizeof(hash);
    t.place = x.place;
    if ((o = token_save(c->db, c->app->journal, &t, true, c->actor->user, c->now_ms, e)))
        return o;
    c->status = 201;
    put_object(c->out);
    put_key(c->out, "id");
    put_id(c->out, t.id);
    put_key(c->out, "token");
    put_str(c->out, token);
    put_end_object(c->out);
    return OK;
}

static enum outcome put_token(struct call *c, const struct token *t, struct err *e)
{
    struct buf *out = c->out;
    int offset = c->plan->calendar.offset_s;
    size_t len = strlen(t->ledgers);
    put_object(out);
    put_key(out, "id");
    put_id(out, t->id);
    put_key(out, "name");
    put_str(out, t->name);
    put_key(out, "scope");
    put_str(out, t->scope);
    put_key(out, "ledgers");
    if (len > 2)
        put_text(out, t->ledgers + 1, len - 2);
    else
        put_null(out);
    enum outcome o = t->account ? OK : guard_put_named_place(out, "place", c, t->place, e);
    guard_put_date(out, "until", t->ended);
    guard_put_moment(out, "created_at", t->created_at, offset);
    guard_put_moment(out, "revoked_at", t->revoked_at, offset);
    if (!t->account && !t->revoked_at) { /* to be printed again */
        char text[65];
        door_text(c->app->guard, t->id, text);
        put_key(out, "token");
        put_str(out, text);
    }
    put_end_object(out);
    return o;
}

static enum outcome put_tokens(struct call *c, struct token *list, int n, struct err *e)
{
    enum outcome o = OK;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; !o && i < n; i++)
        o = put_token(c, &list[i], e);
    guard_put_list_end(c->out);
    return o;
}

enum outcome do_token_list(struct call *c, struct err *e)
{
    struct token *list;
    struct account x = {.id = c->actor->user};
    int n;
    enum outcome o = OK;
    if (call_text(c, "user")) {
        o = guard_user_argument(c, "user", &x, e);
        if (!o && x.id != c->actor->user)
            o = manage_all_of(c, &x, e);
    }
    if (!o && x.id <= 0)
        return put_tokens(c, NULL, 0, e);
    if (!o)
        o = token_list_rows(&list, &n, c->arena, c->db, x.id, 0, 0, e);
    return o ? o : put_tokens(c, list, n, e);
}

enum outcome do_token_revoke(struct call *c, struct err *e)
{
    struct token t;
    struct account x;
    int64_t id;
    enum outcome o = call_id(c, "token", &id, e);
    if (!o)
        o = token_get(&t, c->arena, c->db, id, e);
    if (!o && !t.account)
        o = manage_place(c, t.place, e);
    else if (!o && t.account != c->actor->user) {
        o = account_get(&x, c->arena, c->db, t.account, e);
        o = o ? o : manage_all_of(c, &x, e);
    }
    if (o == DENIED || o == NOT_FOUND) /* somebody else's is as if it were not */
        return err_set(e, NOT_FOUND, NULL, "no_token", "there is no such token", "没有这个令牌");
    if (o)
        return o;
    if (!t.revoked_at) {
        t.revoked_at = c->now_ms / 1000;
        o = token_save(c->db, c->app->journal, &t, false, c->actor->user, c->now_ms, e);
    }
    if (o)
        return o;
    forget_later(c, t.account); /* a door has no account: everybody's seats are read again */
    c->status = 204;
    return OK;
}

enum outcome do_door_add(struct call *c, struct err *e)
{
    struct place place;
    const char *name;
    char token[65];
    int64_t until;
    enum outcome o = call_need_text(c, "ledger", &name, e);
    if (!o)
        o = guard_place_of_argument(c, "place", &place, e);
    if (!o)
        o = guard_date_argument(c, "until", 0, &until, e);
    if (!o)
        o = manage_place(c, place.id, e);
    if (o)
        return o;
    const struct ledger *l = plan_ledger(c->plan, name);
    if ((o = guard_door_new(c->app->guard, c->db, c->app->journal, l->door.add, name, place.id,
                            until, c->actor->user, c->now_ms, token, e)))
        return o;
    c->status = 201;
    put_object(c->out);
    put_key(c->out, "ledger");
    put_str(c->out, name);
    o = guard_put_named_place(c->out, "place", c, place.id, e);
    put_key(c->out, "token");
    put_str(c->out, token);
    put_end_object(c->out);
    return o;
}

enum outcome do_door_list(struct call *c, struct err *e)
{
    struct place place;
    struct token *list;
    int n;
    enum outcome o = guard_place_of_argument(c, "place", &place, e);
    if (!o)
        o = manage_place(c, place.id, e);
    if (!o)
        o = token_list_rows(&list, &n, c->arena, c->db, 0, place.id, place_last(place.id), e);
    return o ? o : put_tokens(c, list, n, e);
}
