/* Coming in and going out: signing in with lock-out, whose a token is, noting when sessions were
 * used. Which rights follow is grant.c's. */
#include <assert.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include "base/limits.h"
#include "base/text.h"
#include "guard/guard_int.h"
#include "value/time.h"

static enum outcome signed_out(struct err *e)
{
    return err_set(e, SIGNED_OUT, NULL, "signed_out", "please sign in", "请先登录");
}

static bool is_token(const char *token)
{
    size_t len = strlen(token);
    if (len < 40 || len > 64)
        return false;
    return strspn(token + 1, "0123456789abcdef") == len - 1 &&
           strchr("0123456789abcdeft", token[0]);
}

enum outcome guard_actor(struct guard *g, struct arena *a, struct db *db, const struct plan *plan,
                         const char *token, struct actor **ret, struct err *e)
{
    uint8_t hash[32];
    bool has_ended;
    struct seat *seat;
    int64_t seen_ms;
    if (!token || !is_token(token))
        return signed_out(e);
    int64_t now_ms = clock_now_ms(&g->clock);
    token_digest(token, hash);
    if (seats_find(&g->seats, hash, plan, now_ms, a, ret, &has_ended, &seen_ms))
        return OK;
    if (has_ended)
        return signed_out(e);
    uint64_t generation = seats_generation(&g->seats);
    enum outcome o = seat_load(&seat, g, a, db, plan, token, hash, seen_ms, now_ms, e);
    if (o)
        return o;
    *ret = seat_actor(seat, plan, a);
    seats_put(&g->seats, seat, generation);
    return OK;
}

void guard_forget(struct guard *g, int64_t user)
{
    seats_forget(&g->seats, user);
}

uint64_t guard_generation(struct guard *g)
{
    return seats_generation(&g->seats);
}

enum outcome guard_tick(struct guard *g, struct db *db, int64_t now_ms, struct err *e)
{
    struct seen *list;
    enum outcome o = OK;
    size_t n = seats_seen(&g->seats, &list);
    for (size_t i = 0; !o && i < n; i++)
        o = session_seen(db, list[i].session, list[i].seen_ms / 1000, e);
    free(list);
    o = o ? o : looked_at_drop(db, now_ms / 1000 - LIMIT_DISCLOSE_S, e);
    return o ? o : session_drop_expired(db, now_ms / 1000, e);
}

/* ---- signing in ---- */

struct sign_in {
    struct guard *g; struct journal *j;
    int64_t name_hash, account, place, now_ms;
    const char *from, *agent;
    bool good;
    char *token;
};

/* The failure row's number: a keyed digest of what was typed, known user or not. */
static int64_t hash_login(struct guard *g, const char *login)
{
    int64_t n = seal_equal_hash(g, "sign_in", login, strlen(login)) & INT64_MAX;
    return n ? n : 1;
}

static int64_t lock_ms(int64_t failed)
{
    int64_t ms = LIMIT_LOCK_FIRST_MS;
    for (int64_t i = LIMIT_FAILURES; i < failed && ms < LIMIT_LOCK_LAST_MS; i++)
        ms *= 2;
    return ms < LIMIT_LOCK_LAST_MS ? ms : LIMIT_LOCK_LAST_MS;
}

static enum outcome count_failure(struct db *db, struct sign_in *s, struct err *e)
{
    int64_t failed, locked_until, now_s = s->now_ms / 1000;
    enum outcome o = failure_get(&failed, &locked_until, db, s->name_hash, e);
    if (o)
        return o;
    failed++;
    if (failed >= LIMIT_FAILURES)
        locked_until = now_s + lock_ms(failed) / 1000;
    if ((o = failure_put(db, s->name_hash, failed, locked_until, now_s, e)))
        return o;
    struct entry entry = {.at_ms = s->now_ms, .user = 0, .act = "session.refused", .ledger = "",
                          .record = s->account, .place = s->place};
    return failed == LIMIT_FAILURES ? journal_append(s->j, db, &entry, NULL, 0, e) : OK;
}

/* In the writer. */
static enum outcome write_sign_in(struct db *db, void *arg, struct err *e)
{
    struct sign_in *s = arg;
    if (!s->good)
        return count_failure(db, s, e);
    uint8_t secret[32], hash[32];
    enum outcome o;
    struct session_row row = {.account = s->account, .created_at = s->now_ms / 1000,
                              .seen_at = s->now_ms / 1000,
                              .ends_at = (s->now_ms + SESSION_END_MS) / 1000,
                              .address = s->from, .agent = s->agent};
    rng_secret(secret, sizeof(secret));
    text_hex(secret, sizeof(secret), s->token);
    sodium_memzero(secret, sizeof(secret));
    token_digest(s->token, hash);
    row.id = guard_row_next_id(db, "session", s->place, &o, e);
    struct entry entry = {.at_ms = s->now_ms, .user = s->account, .act = "session.start",
                          .ledger = "", .record = s->account, .place = s->place};
    if (o || (o = session_insert(db, &row, hash, e)) ||
        (o = failure_drop(db, s->name_hash, e)))
        return o;
    return journal_append(s->j, db, &entry, NULL, 0, e);
}

static enum outcome check_lock(struct guard *g, struct db *db, int64_t name_hash, int64_t now_ms,
                               struct err *e)
{
    int64_t failed, locked_until;
    enum outcome o = failure_get(&failed, &locked_until, db, name_hash, e);
    if (o)
        return o;
    int64_t wait_s = locked_until - now_ms / 1000;
    return wait_s <= 0 ? OK
                       : err_set(e, BUSY, NULL, "locked_out",
                                 "too many wrong passwords: try again in %lld seconds",
                                 "密码错误次数过多，请%lld秒后再试", (long long)wait_s);
}

/* Cut at a character's edge: a user agent may be of any length. */
static const char *shorten(struct arena *a, const char *s, size_t max)
{
    size_t len = s ? strlen(s) : 0;
    while (len > max || (len && !text_is_utf8(s, len)))
        len--;
    return arena_text(a, s ? s : "", len);
}

enum outcome guard_sign_in(struct guard *g, struct db *db, struct writer *w, struct journal *j,
                           const char *login, const char *password, const char *from,
                           const char *agent, char ret_token[65], int64_t *ret_user,
                           struct err *e)
{
    struct arena a;
    struct account x = {.password = ""};
    int64_t now_ms = clock_now_ms(&g->clock);
    struct sign_in s = {.g = g, .j = j, .now_ms = now_ms, .token = ret_token};
    bool is_right = false;
    if (!attempts_allow(&g->attempts, from ? from : "", now_ms))
        return err_set(e, BUSY, NULL, "sign_in_rate",
                       "too many attempts from this address: wait five minutes",
                       "该地址尝试登录过于频繁，请五分钟后再试");
    arena_init(&a, 1 << 20);
    char *name = (char *)shorten(&a, login, 100);
    name[text_tidy(name, strlen(name))] = '\0';
    for (char *p = name; *p; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
    s.from = shorten(&a, from, 60);
    s.agent = shorten(&a, agent, 200);
    s.name_hash = hash_login(g, name);
    enum outcome o = check_lock(g, db, s.name_hash, now_ms, e);
    if (!o)
        o = account_by_login(&x, &a, db, name, e);
    if (o == OK || o == NOT_FOUND) {
        bool known = o == OK && !x.disabled;
        bool is_long = strlen(password) > LIMIT_PASSWORD_MAX;
        o = password_verify(g, known && !is_long ? x.password : "", is_long ? "" : password,
                            &is_right, e);
        s.account = x.id;
        s.place = x.place;
    }
    if (!o) {
        s.good = is_right;
        o = writer_do(w, write_sign_in, &s, e);
    }
    arena_fini(&a);
    if (o)
        return o;
    if (!is_right)
        return err_set(e, SIGNED_OUT, NULL, "wrong_password", "wrong name or password",
                       "用户名或密码错误");
    *ret_user = x.id;
    return OK;
}
