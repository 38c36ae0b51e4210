/* A3: signing in, lock-out, expiry, first-log-in change, tokens; what guard_actor costs. */
#include "../place/place_world.h"

#include "base/limits.h"
#include "guard/guard_int.h"

struct office {
    struct world w;
    struct guard *guard;
    struct writer *writer;
    struct arena a;
    struct actor *who;
    int64_t now_ms, user, other;
    char token[65];
};

static enum outcome add_users(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    char hash[128];
    struct user_new u = {.login = "Wang.Fang", .name = "王芳", .password_hash = hash,
                         .place = o->w.village};
    enum outcome out = guard_hash_password(o->guard, "蒲城县 correct", hash, e);
    if (!out)
        out = guard_user_add(o->guard, db, o->w.journal, &u, o->now_ms, &o->user, e);
    if (!out)
        out = guard_user_grant(db, o->w.journal, o->user, "community", o->w.village, WORLD_TODAY,
                               WORLD_TODAY + 2, 0, -1, o->now_ms, NULL, e);
    u = (struct user_new){.login = "new", .name = "新人", .password_hash = hash,
                          .place = o->w.village, .must_change = true};
    if (!out)
        out = guard_user_add(o->guard, db, o->w.journal, &u, o->now_ms, &o->other, e);
    if (!out)
        out = guard_user_grant(db, o->w.journal, o->other, "command", o->w.county, WORLD_TODAY, 0,
                               0, -1, o->now_ms, NULL, e);
    return out;
}

static void office_open(struct office *o, struct test_store *t)
{
    struct err e;
    struct writer_hooks hooks;
    char path[100];
    memset(o, 0, sizeof(*o));
    o->now_ms = WORLD_NOW;
    arena_init(&o->a, 8 << 20);
    world_open(&o->w, t);
    db_close(o->w.db); /* the writer has its own */
    must(db_open(&o->w.db, t->store, DB_READ, &e));
    snprintf(path, sizeof(path), "%s/people.keys", t->folder);
    must(guard_open(&o->guard, t->store, path, clock_fixed(&o->now_ms), &e));
    guard_cheap_passwords(o->guard);
    journal_hooks(o->w.journal, &hooks);
    must(writer_start(&o->writer, t->store, &hooks, &e));
    must(writer_do(o->writer, add_users, o, &e));
}

static void office_close(struct office *o)
{
    writer_stop(o->writer);
    guard_close(o->guard);
    world_close(&o->w);
    arena_fini(&o->a);
}

static enum outcome sign_in(struct office *o, const char *login, const char *password,
                            const char *from, struct err *e)
{
    int64_t user;
    return guard_sign_in(o->guard, o->w.db, o->writer, o->w.journal, login, password, from, "test",
                         o->token, &user, e);
}

static enum outcome whose(struct office *o, const char *token, struct err *e)
{
    return guard_actor(o->guard, &o->a, o->w.db, o->w.plan, token, &o->who, e);
}

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office o;                                                                               \
    office_open(&o, t)
#define GOOD "蒲城县 correct"

static void who_signs_in_holds_the_posts(void **state)
{
    OFFICE;
    must(sign_in(&o, " wang.FANG ", GOOD, "10.0.0.1", &e));
    assert_int_equal(strlen(o.token), 64);
    must(whose(&o, o.token, &e));
    assert_int_equal(o.who->user, o.user);
    assert_string_equal(o.who->name, "王芳");
    assert_int_equal(o.who->holdings_n, 1);
    assert_ptr_equal(o.who->holdings[0].post, plan_post(o.w.plan, "community"));
    assert_true(guard_sees_place(o.who, o.w.county) && guard_sees_place(o.who, o.w.grid));
    assert_false(guard_sees_place(o.who, o.w.other_village));
    o.now_ms += 2 * 86400000LL; /* the post ends while the session lives on */
    assert_int_equal(whose(&o, o.token, &e), SIGNED_OUT); /* idle too long */
    o.now_ms -= 2 * 86400000LL;
    must(whose(&o, o.token, &e));
    for (int hours = 0; hours < 50; hours += 10) {
        must(whose(&o, o.token, &e));
        o.now_ms += 10 * 3600000LL;
    }
    must(whose(&o, o.token, &e));
    assert_int_equal(o.who->holdings_n, 0);
    o.now_ms = WORLD_NOW + SESSION_END_MS;
    assert_int_equal(whose(&o, o.token, &e), SIGNED_OUT);
    office_close(&o);
}

static void strangers_stay_out(void **state)
{
    OFFICE;
    const char *const tokens[] = {
        "", "x", "0000000000000000000000000000000000000000000000000000000000000000",
        "' OR 1=1 --                                                      ",
        "d00000000000000010000000000000000000000000000000",
        "t0000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < ROWS(tokens); i++)
        check_row(i, tokens[i], whose(&o, tokens[i], &e) == SIGNED_OUT);
    assert_int_equal(whose(&o, NULL, &e), SIGNED_OUT);
    assert_int_equal(sign_in(&o, "nobody", GOOD, "", &e), SIGNED_OUT);
    assert_string_equal(e.rule, "wrong_password");
    assert_int_equal(sign_in(&o, "wang.fang", "", "", &e), SIGNED_OUT);
    assert_int_equal(sign_in(&o, "'; DROP TABLE account; --", "x", "", &e), SIGNED_OUT);
    char *long_one = malloc(1000001);
    memset(long_one, 'a', 1000000);
    long_one[1000000] = '\0';
    assert_int_equal(sign_in(&o, long_one, long_one, "", &e), SIGNED_OUT);
    free(long_one);
    office_close(&o);
}

static void guessing_locks_out(void **state)
{
    OFFICE;
    for (int i = 0; i < LIMIT_FAILURES; i++)
        assert_int_equal(sign_in(&o, "wang.fang", "wrong", "", &e), SIGNED_OUT);
    assert_int_equal(sign_in(&o, "wang.fang", GOOD, "", &e), BUSY);
    assert_string_equal(e.rule, "locked_out");
    o.now_ms += LIMIT_LOCK_FIRST_MS + 1000;
    assert_int_equal(sign_in(&o, "wang.fang", "wrong", "", &e), SIGNED_OUT);
    o.now_ms += LIMIT_LOCK_FIRST_MS + 1000; /* the delay has doubled */
    assert_int_equal(sign_in(&o, "wang.fang", GOOD, "", &e), BUSY);
    o.now_ms += LIMIT_LOCK_FIRST_MS;
    must(sign_in(&o, "wang.fang", GOOD, "", &e));
    for (int i = 0; i < LIMIT_FAILURES; i++) /* a name that does not exist behaves the same */
        assert_int_equal(sign_in(&o, "ghost", "wrong", "", &e), SIGNED_OUT);
    assert_int_equal(sign_in(&o, "ghost", "wrong", "", &e), BUSY);
    for (int i = 0; i < LIMIT_ATTEMPTS; i++)
        sign_in(&o, "ghost", "wrong", "10.0.0.9", &e);
    assert_int_equal(sign_in(&o, "wang.fang", GOOD, "10.0.0.9", &e), BUSY);
    assert_string_equal(e.rule, "sign_in_rate");
    must(sign_in(&o, "wang.fang", GOOD, "10.0.0.8", &e));
    office_close(&o);
}

static void a_new_user_changes_the_password_first(void **state)
{
    OFFICE;
    must(sign_in(&o, "new", GOOD, "", &e));
    must(whose(&o, o.token, &e));
    assert_true(o.who->must_change_password);
    assert_false(guard_is_admin(o.who, o.w.county));
    assert_false(guard_sees_place(o.who, o.w.village));
    const struct ledger *team = plan_ledger(o.w.plan, "team");
    assert_false(guard_may_somewhere(o.who, VERB_VIEW, team));
    office_close(&o);
}

static enum outcome grant_more(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    return guard_user_grant(db, o->w.journal, o->user, "street", o->w.street, WORLD_TODAY, 0, 0, -1,
                            o->now_ms, NULL, e);
}

static void changes_are_seen_when_forgotten(void **state)
{
    OFFICE;
    must(sign_in(&o, "wang.fang", GOOD, "", &e));
    must(whose(&o, o.token, &e));
    must(writer_do(o.writer, grant_more, &o, &e));
    guard_forget(o.guard, o.user);
    must(whose(&o, o.token, &e));
    assert_int_equal(o.who->holdings_n, 2);
    assert_true(guard_is_admin(o.who, o.w.other_village));
    assert_false(guard_is_admin(o.who, o.w.county));
    office_close(&o);
}

static enum outcome tick(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    return guard_tick(o->guard, db, o->now_ms, e);
}

static void a_restart_keeps_sessions(void **state)
{
    OFFICE;
    must(sign_in(&o, "wang.fang", GOOD, "", &e));
    o.now_ms += 8 * 3600000LL;
    must(whose(&o, o.token, &e));
    must(writer_do(o.writer, tick, &o, &e));
    guard_forget(o.guard, 0);
    o.now_ms += 8 * 3600000LL; /* 16 hours after signing in, 8 after the last use */
    must(whose(&o, o.token, &e));
    o.now_ms += SESSION_IDLE_MS + 1000;
    assert_int_equal(whose(&o, o.token, &e), SIGNED_OUT);
    must(writer_do(o.writer, tick, &o, &e));
    int64_t n;
    must(db_int(&n, o.w.db, "SELECT COUNT(*) FROM session", NO_BIND, &e));
    assert_int_equal(n, 0);
    office_close(&o);
}

static void asking_who_is_cheap(void **state)
{
    OFFICE;
    must(sign_in(&o, "wang.fang", GOOD, "", &e));
    must(whose(&o, o.token, &e));
    int64_t start = clock_monotonic_us();
    for (int i = 0; i < 20000; i++) {
        arena_clear(&o.a);
        must(whose(&o, o.token, &e));
    }
    int64_t ns = (clock_monotonic_us() - start) / 20;
    print_message("guard_actor: %lld ns\n", (long long)ns);
    assert_true(ns < 50000); /* 1 µs unsanitized; a wide bound for slow test machines */
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(who_signs_in_holds_the_posts), SIDES(strangers_stay_out), SIDES(guessing_locks_out),
        SIDES(a_new_user_changes_the_password_first), SIDES(changes_are_seen_when_forgotten),
        SIDES(a_restart_keeps_sessions), SIDES(asking_who_is_cheap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
