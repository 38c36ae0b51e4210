/* Users, their posts and tokens: the rows and their journal entries, in a writer's job. Who may ask
 * for it is judged in user_op.c; the first users (init, demo) come through here directly. */
#include "base/text.h"
#include "guard/guard_int.h"
#include "journal/image.h"
#include "value/identity.h"

#define IMAGE_MAX (1u << 20)

void account_image(struct buf *b, const struct account *x)
{
    image_row(b, "account", x->id);
    image_text(b, "login", x->login);
    image_text(b, "name", x->name);
    image_text(b, "phone", x->phone);
    image_text(b, "password", x->password);
    image_text(b, "lang", x->lang == LANG_EN ? "en" : "zh");
    image_int(b, "place", x->place);
    image_int(b, "must_change", x->must_change);
    image_int(b, "disabled", x->disabled);
    image_int(b, "away_from", x->away_from);
    image_int(b, "away_until", x->away_until);
    image_int(b, "created_at", x->created_at);
    image_int(b, "created_by", x->created_by);
    image_int(b, "password_at", x->password_at);
    image_row_end(b);
}

static enum outcome append(struct buf *b, struct db *db, struct journal *j, const char *act,
                           int64_t record, int64_t place, int64_t by, int64_t now_ms,
                           struct err *e)
{
    struct entry entry = {.at_ms = now_ms, .user = by < 0 ? 0 : by, .act = act, .ledger = "",
                          .record = record, .place = place};
    return image_append(b, j, db, &entry, e);
}

enum outcome account_save(struct db *db, struct journal *j, const struct account *x,
                          const char *act, int64_t by, int64_t now_ms, struct err *e)
{
    struct buf b;
    enum outcome o = account_update(db, x, e);
    if (o)
        return o;
    image_start(&b, IMAGE_MAX);
    account_image(&b, x);
    return append(&b, db, j, act, x->id, x->place, by, now_ms, e);
}

/* Letters, digits and . - _ @ ; lower case, so that nobody is locked out by a shift key. */
static enum outcome check_login(const char *login, char ret[61], struct err *e)
{
    size_t len = login ? strlen(login) : 0;
    bool good = len >= 2 && len <= 60;
    for (size_t i = 0; good && i < len; i++) {
        char c = login[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(".-_@", c);
        ret[i] = c;
    }
    if (!good)
        return err_set(e, REFUSED, "login", "login_form",
                       "a login has 2 to 60 letters, digits and . - _ @",
                       "登录名为2至60个字母、数字或 . - _ @");
    ret[len] = '\0';
    return OK;
}

enum outcome guard_user_add(struct guard *g, struct db *db, struct journal *j,
                            const struct user_new *u, int64_t now_ms, int64_t *ret, struct err *e)
{
    char login[61];
    struct arena a;
    struct buf b;
    struct account other, x;
    enum outcome o = check_login(u->login, login, e);
    if (o)
        return o;
    if (!u->name || !*u->name || text_chars(u->name, strlen(u->name)) > 40 ||
        text_has_control(u->name, strlen(u->name)))
        return err_set(e, REFUSED, "name", "required", "a user needs a name of 1 to 40 characters",
                       "须填写姓名（1至40字）");
    if (u->phone && *u->phone && !phone_is_valid(u->phone, strlen(u->phone)))
        return err_set(e, REFUSED, "phone", "phone", "that is no telephone number",
                       "电话号码格式不对");
    arena_init(&a, 1 << 16);
    o = account_by_login(&other, &a, db, login, e);
    arena_fini(&a);
    if (o != NOT_FOUND)
        return o ? o : err_set(e, CONFLICT, "login", "login_taken", "the login %s is taken",
                               "登录名%s已被使用", login);
    x = (struct account){.login = login, .name = u->name, .phone = u->phone ? u->phone : "",
                         .password = u->password_hash ? u->password_hash : "", .lang = u->lang,
                         .place = u->place, .must_change = u->must_change,
                         .created_at = now_ms / 1000, .created_by = u->by < 0 ? 0 : u->by,
                         .password_at = now_ms / 1000};
    x.id = guard_row_next_id(db, "account", u->place, &o, e);
    if (o || (o = account_insert(db, &x, e)))
        return o;
    image_start(&b, IMAGE_MAX);
    account_image(&b, &x);
    if ((o = append(&b, db, j, "user.add", x.id, x.place, u->by, now_ms, e)))
        return o;
    *ret = x.id;
    return OK;
}

static void held_image(struct buf *b, const struct held *h)
{
    image_row(b, "holding", h->id);
    image_int(b, "account", h->account);
    image_text(b, "post", h->post);
    image_int(b, "place", h->place);
    image_int(b, "since", h->since);
    image_int(b, "ended", h->ended);
    image_int(b, "deputy_for", h->deputy_for);
    image_int(b, "granted_by", h->granted_by);
    image_int(b, "granted_at", h->granted_at);
    image_row_end(b);
}

enum outcome guard_user_grant(struct db *db, struct journal *j, int64_t user, const char *post,
                              int64_t place, int64_t since_day, int64_t until_day,
                              int64_t deputy_for, int64_t by, int64_t now_ms, int64_t *ret,
                              struct err *e)
{
    struct buf b;
    enum outcome o = OK;
    struct held h = {.account = user, .post = post, .place = place, .since = since_day,
                     .ended = until_day, .deputy_for = deputy_for, .granted_by = by < 0 ? 0 : by,
                     .granted_at = now_ms / 1000};
    if (until_day && until_day <= since_day)
        return err_set(e, REFUSED, "until", "holding_dates", "it ends before it begins",
                       "截止日不晚于起始日");
    h.id = guard_row_next_id(db, "holding", place, &o, e);
    if (o || (o = held_insert(db, &h, e)))
        return o;
    image_start(&b, IMAGE_MAX);
    held_image(&b, &h);
    if ((o = append(&b, db, j, "user.grant", user, place, by, now_ms, e)))
        return o;
    if (ret)
        *ret = h.id;
    return OK;
}

enum outcome held_close(struct db *db, struct journal *j, struct held h, int64_t day, int64_t by,
                        int64_t now_ms, struct err *e)
{
    struct buf b;
    h.ended = day;
    enum outcome o = held_end(db, h.id, day, e);
    if (o)
        return o;
    image_start(&b, IMAGE_MAX);
    held_image(&b, &h);
    return append(&b, db, j, "user.revoke", h.account, h.place, by, now_ms, e);
}

/* ---- tokens ---- */

static void token_image(struct buf *b, const struct token *t)
{
    image_row(b, "token", t->id);
    image_value(b, "hash", bind_blob(t->hash_len ? t->hash : "", t->hash_len));
    image_int(b, "account", t->account);
    image_text(b, "name", t->name);
    image_text(b, "scope", t->scope);
    image_text(b, "ledgers", t->ledgers);
    image_int(b, "place", t->place);
    image_int(b, "ended", t->ended);
    image_int(b, "revoked_at", t->revoked_at);
    image_int(b, "created_at", t->created_at);
    image_int(b, "created_by", t->created_by);
    image_row_end(b);
}

enum outcome token_save(struct db *db, struct journal *j, struct token *t, bool is_new, int64_t by,
                        int64_t now_ms, struct err *e)
{
    struct buf b;
    enum outcome o = OK;
    if (is_new) {
        t->id = guard_row_next_id(db, "token", t->place, &o, e);
        o = o ? o : token_insert(db, t, e);
    } else {
        o = token_revoke_row(db, t->id, t->revoked_at, e);
    }
    if (o)
        return o;
    image_start(&b, IMAGE_MAX);
    token_image(&b, t);
    return append(&b, db, j, is_new ? "token.add" : "token.revoke", t->account, t->place, by,
                  now_ms, e);
}

enum outcome tokens_end(struct db *db, struct journal *j, int64_t account, int64_t by,
                        int64_t now_ms, struct err *e)
{
    struct arena a;
    struct token *list;
    int n = 0;
    arena_init(&a, 1 << 20);
    enum outcome o = token_list_rows(&list, &n, &a, db, account, 0, 0, e);
    for (int i = 0; !o && i < n; i++)
        if (!list[i].revoked_at) {
            list[i].revoked_at = now_ms / 1000;
            o = token_save(db, j, &list[i], false, by, now_ms, e);
        }
    arena_fini(&a);
    return o;
}

enum outcome guard_door_new(struct guard *g, struct db *db, struct journal *j,
                            enum public_door door, const char *ledger, int64_t place,
                            int64_t until_day, int64_t by, int64_t now_ms, char ret_token[65],
                            struct err *e)
{
    char ledgers[80];
    if (door != DOOR_HOUSEHOLD_QR && door != DOOR_TOKEN)
        return err_set(e, REFUSED, "ledger", "door_kind", "that ledger has no door with a token",
                       "该台账没有凭码登记入口");
    snprintf(ledgers, sizeof(ledgers), ",%s,", ledger);
    struct token t = {.name = "", .scope = door == DOOR_TOKEN ? "token" : "household_qr",
                      .ledgers = ledgers, .place = place, .ended = until_day,
                      .created_at = now_ms / 1000, .created_by = by < 0 ? 0 : by};
    enum outcome o = token_save(db, j, &t, true, by, now_ms, e);
    if (!o)
        door_text(g, t.id, ret_token);
    return o;
}
