/* The guard as a whole: opening it, who the system and the public are, who may start an operation
 * at all. Records, fields and places are grant.c's and sight.c's. */
#include <sodium/core.h>

#include "base/text.h"
#include "guard/guard_int.h"

#define ALL_VERBS ((1u << VERBS) - 1)

struct actor *actor_system(struct arena *a, const struct plan *plan)
{
    struct actor *who = arena_alloc(a, sizeof(*who));
    *who = (struct actor){.user = -1, .name = "", .login = "", .plan = plan, .is_system = true,
                          .verbs = ALL_VERBS, .may_admin = true};
    return who;
}

struct actor *actor_nobody(struct arena *a, const struct plan *plan)
{
    struct actor *who = arena_alloc(a, sizeof(*who));
    *who = (struct actor){.name = "", .login = "", .plan = plan, .verbs = 1u << VERB_ADD};
    return who;
}

/* Keys whose destruction was decided and did not happen: a crash in between, or an old key file
 * put back beside a newer database. */
static enum outcome destroy_marked(struct guard *g, struct err *e)
{
    struct arena a;
    struct db *db;
    int64_t *keys;
    int n = 0;
    enum outcome o = db_open(&db, g->store, DB_READ, e);
    if (o)
        return o;
    arena_init(&a, 64 << 20);
    o = sealed_gone_list(&keys, &n, &a, db, e);
    for (int i = 0; !o && i < n; i++)
        o = seal_destroy_key(g, keys[i], e);
    arena_fini(&a);
    db_close(db);
    return o;
}

enum outcome seal_open_keys(struct guard *g, const char *path, struct err *e)
{
    keys_close(&g->keys);
    return keys_open(&g->keys, path, e);
}

enum outcome guard_open(struct guard **ret, struct store *store, const char *key_path,
                        struct clock clock, struct err *e)
{
    if (sodium_init() < 0)
        return err_set(e, FAULT, NULL, "cryptography", "libsodium cannot start",
                       "加密库无法启动");
    struct guard *g = calloc(1, sizeof(*g));
    if (!g)
        abort();
    g->store = store;
    g->clock = clock;
    g->keys.fd = -1;
    seats_init(&g->seats);
    pthread_mutex_init(&g->attempts.lock, NULL);
    pthread_mutex_init(&g->doors.lock, NULL);
    pthread_mutex_init(&g->glances.lock, NULL);
    pthread_mutex_init(&g->hashing_lock, NULL);
    pthread_cond_init(&g->hashing_free, NULL);
    enum outcome o = seal_open_keys(g, key_path, e);
    if (!o)
        o = destroy_marked(g, e);
    if (o) {
        guard_close(g);
        return o;
    }
    *ret = g;
    return OK;
}

void guard_close(struct guard *g)
{
    if (!g)
        return;
    seats_fini(&g->seats);
    keys_close(&g->keys);
    pthread_mutex_destroy(&g->attempts.lock);
    pthread_mutex_destroy(&g->doors.lock);
    pthread_mutex_destroy(&g->glances.lock);
    pthread_mutex_destroy(&g->hashing_lock);
    pthread_cond_destroy(&g->hashing_free);
    free(g);
}

/* ---- who may start an operation ---- */

static enum outcome sign_in_first(struct err *e)
{
    return err_set(e, SIGNED_OUT, NULL, "signed_out", "please sign in", "请先登录");
}

static enum outcome admit_user(struct call *c, const struct actor *who, struct err *e)
{
    static const char *const allowed[] = {"password.change", "session.end", "session.show"};
    if (who->user <= 0)
        return sign_in_first(e);
    if (!(who->verbs & 1u << VERB_AMEND) && strcmp(c->op->method ? c->op->method : "", "GET"))
        return err_set(e, DENIED, NULL, "token_scope", "this token may only read",
                       "该令牌只能读取");
    if (!who->must_change_password)
        return OK;
    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
        if (!strcmp(c->op->name, allowed[i]))
            return OK;
    return err_set(e, DENIED, NULL, "change_password", "first choose a password of your own",
                   "请先修改初始密码");
}

/* Public callers come in only where some ledger has a door for them; guard_may judges which. */
static enum outcome admit_door(struct call *c, const struct actor *who, struct err *e)
{
    const char *name = call_text(c, "ledger");
    const struct ledger *l = name ? plan_ledger(c->plan, name) : NULL;
    if (who->user > 0)
        return admit_user(c, who, e);
    if (l && guard_may_somewhere(who, VERB_ADD, l))
        return OK;
    return sign_in_first(e);
}

enum outcome guard_admit(struct call *c, enum op_need need, struct err *e)
{
    const struct actor *who = c->actor;
    if (need == NEED_NOTHING || (who && who->is_system))
        return OK;
    if (!who)
        return sign_in_first(e);
    switch (need) {
    case NEED_DOOR:
        return admit_door(c, who, e);
    case NEED_USER:
        return admit_user(c, who, e);
    case NEED_ADMIN: {
        enum outcome o = admit_user(c, who, e);
        if (o || guard_is_admin_somewhere(who))
            return o;
        return err_set(e, DENIED, NULL, "admin_only", "this is for administrators",
                       "该操作仅限管理员");
    }
    default:
        return err_set(e, DENIED, NULL, "owner_only",
                       "this is for the command line on the server itself",
                       "该操作只能在服务器本机的命令行上进行");
    }
}
