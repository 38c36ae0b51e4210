/* A3 and care: users managed without climbing, deputies, approvals by a second person, disclosures
 * on disk before the first byte, tokens and doors, places changed by their admins only. Each row is
 * one operation by one user and what must come of it. */
#include "../place/place_world.h"

#include "guard/guard_int.h"

struct office {
    struct world w;
    struct app app;
    struct arena a;
    struct buf out;
    int64_t now_ms;
    char token[65]; /* of the last sign-in */
    struct err err;
};

#define PASSWORD "蒲城县 correct 7"

static const struct {
    const char *login, *post;
    int level;
} people[] = {
    {"county", "command", LEVEL_COUNTY},   {"county2", "command", LEVEL_COUNTY},
    {"street", "street", LEVEL_STREET},    {"village", "community", LEVEL_VILLAGE},
    {"school", "education", LEVEL_COUNTY}, {"doctor", "clinician", LEVEL_COUNTY},
};

static int64_t place_at_level(const struct office *o, int level)
{
    return level == LEVEL_COUNTY ? o->w.county : level == LEVEL_STREET ? o->w.street : o->w.village;
}

static enum outcome add_people(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    char hash[128];
    enum outcome out = guard_hash_password(o->app.guard, PASSWORD, hash, e);
    for (size_t i = 0; !out && i < ROWS(people); i++) {
        int64_t id, place = place_at_level(o, people[i].level);
        struct user_new u = {.login = people[i].login,
                             .name = people[i].login,
                             .password_hash = hash,
                             .place = place};
        out = guard_user_add(o->app.guard, db, o->app.journal, &u, o->now_ms, &id, e);
        if (!out)
            out = guard_user_grant(db, o->app.journal, id, people[i].post, place, WORLD_TODAY, 0, 0,
                                   -1, o->now_ms, NULL, e);
    }
    return out;
}

static void office_open(struct office *o, struct test_store *t)
{
    struct err e;
    struct writer_hooks hooks;
    char path[100];
    int n;
    memset(o, 0, sizeof(*o));
    o->now_ms = WORLD_NOW;
    arena_init(&o->a, 64 << 20);
    buf_init(&o->out, 1 << 20);
    world_open(&o->w, t);
    db_close(o->w.db);
    must(db_open(&o->w.db, t->store, DB_READ, &e));
    snprintf(path, sizeof(path), "%s/people.keys", t->folder);
    o->app = (struct app){.store = t->store,
                          .journal = o->w.journal,
                          .admit = guard_admit,
                          .clock = clock_fixed(&o->now_ms)};
    must(guard_open(&o->app.guard, t->store, path, o->app.clock, &e));
    guard_cheap_passwords(o->app.guard);
    journal_hooks(o->w.journal, &hooks);
    must(writer_start(&o->app.writer, t->store, &hooks, &e));
    must(writer_do(o->app.writer, add_people, o, &e));
    const struct op *rows = guard_ops(&n);
    op_register(rows, n);
    rows = place_ops(&n);
    op_register(rows, n);
}

static void office_close(struct office *o)
{
    writer_stop(o->app.writer);
    guard_close(o->app.guard);
    world_close(&o->w);
    buf_fini(&o->out);
    arena_fini(&o->a);
}

static enum outcome run_written(struct db *db, void *arg, struct err *e)
{
    struct call *c = arg;
    c->db = db;
    buf_clear(c->out);
    return op_run(c, e);
}

/* One operation as that user: "" nobody, "system" the command line. args: JSON with ' for ". */
static enum outcome act(struct office *o, const char *login, const char *op, const char *args)
{
    struct err *e = &o->err;
    const char *values[OP_ARGS_MAX] = {0};
    struct call c = {.op = op_find(op),
                     .app = &o->app,
                     .arena = &o->a,
                     .plan = o->w.plan,
                     .db = o->w.db,
                     .now_ms = o->now_ms,
                     .values = values,
                     .from = "",
                     .agent = "",
                     .out = &o->out,
                     .if_match = -1,
                     .out_fd = -1};
    int64_t user;
    assert_non_null(c.op);
    err_clear(e);
    buf_clear(&o->out);
    if (!*login)
        c.actor = actor_nobody(&o->a, o->w.plan);
    else if (!strcmp(login, "system"))
        c.actor = actor_system(&o->a, o->w.plan);
    else {
        if (strcmp(login, "token"))
            assert_int_equal(guard_sign_in(o->app.guard, o->w.db, o->app.writer, o->app.journal,
                                           login, PASSWORD, "", "", o->token, &user, e),
                             OK);
        enum outcome who =
            guard_actor(o->app.guard, &o->a, o->w.db, o->w.plan, o->token, &c.actor, e);
        if (who)
            return who;
    }
    char *text = arena_dup(&o->a, args);
    for (char *p = text; *p; p++)
        *p = *p == '\'' ? '"' : *p;
    json_t *body = json_loads(text, 0, NULL);
    assert_non_null(body);
    for (int i = 0; c.op->args[i].name; i++) /* what the path would carry */
        if (op_arg_in_path(c.op, c.op->args[i].name) && json_object_get(body, c.op->args[i].name)) {
            values[i] =
                arena_dup(&o->a, json_string_value(json_object_get(body, c.op->args[i].name)));
            json_object_del(body, c.op->args[i].name);
        }
    enum outcome out = op_read_body(&c, body, e);
    if (!out)
        out = c.op->run == OP_WRITE ? writer_do(o->app.writer, run_written, &c, e) : op_run(&c, e);
    if (!out && c.after)
        c.after(&c);
    json_decref(body);
    return out;
}

static const char *answer(struct office *o, const char *member)
{
    json_t *json = json_loads(o->out.data, 0, NULL);
    const char *s = json_string_value(json_object_get(json, member));
    char *copy = arena_dup(&o->a, s ? s : "");
    json_decref(json);
    return copy;
}

#define did(call) assert_int_equal((call), OK)

struct step {
    const char *login, *op, *args;
    enum outcome outcome;
    const char *rule;
};

static void walk(struct office *o, const struct step *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum outcome out = act(o, rows[i].login, rows[i].op, rows[i].args);
        if (out != rows[i].outcome)
            fail_msg("row %zu: %s %s %s: %s (%s), wanted %s", i, rows[i].login, rows[i].op,
                     rows[i].args, outcome_word(out), o->err.en, outcome_word(rows[i].outcome));
        if (rows[i].rule)
            check_row_text(i, rows[i].args, o->err.rule, rows[i].rule);
    }
}

#define COUNTY "610526"
#define STREET "610526001000"
#define OTHER_STREET "610526100000"
#define VILLAGE "610526001001"

static void nobody_climbs(void **state)
{
    SIDE(t);
    struct office o;
    office_open(&o, t);
    (void)e;
    const struct step rows[] = {
        {"", "user.list", "{}", SIGNED_OUT},
        {"village", "user.add", "{'login':'x1','name':'甲','place':'" VILLAGE "'}", DENIED,
         "admin_only"},
        {"street", "user.add", "{'login':'x1','name':'甲','place':'" VILLAGE "'}", OK},
        {"street", "user.add", "{'login':'x2','name':'乙','place':'" COUNTY "'}", DENIED,
         "user_admin"},
        {"street", "user.add", "{'login':'x2','name':'乙','place':'" OTHER_STREET "'}", DENIED},
        {"street", "user.add", "{'login':'X1','name':'乙','place':'" VILLAGE "'}", CONFLICT,
         "login_taken"},
        {"street", "user.add", "{'login':'a b','name':'乙','place':'" VILLAGE "'}", REFUSED,
         "login_form"},
        {"street", "user.grant", "{'user':'x1','post':'community','place':'" VILLAGE "'}", OK},
        {"street", "user.grant", "{'user':'x1','post':'command','place':'" COUNTY "'}", DENIED,
         "user_admin"},
        {"street", "user.grant", "{'user':'x1','post':'command','place':'" STREET "'}", REFUSED,
         "post_held_at"},
        {"street", "user.grant", "{'user':'x1','post':'street','place':'" OTHER_STREET "'}",
         DENIED},
        {"street", "user.grant", "{'user':'street','post':'community','place':'" VILLAGE "'}",
         DENIED, "not_oneself"},
        {"street", "user.grant", "{'user':'county','post':'community','place':'" VILLAGE "'}",
         DENIED},
        {"street", "user.grant", "{'user':'x1','post':'emperor','place':'" VILLAGE "'}", REFUSED,
         "unknown_post"},
        {"street", "user.reset", "{'user':'county'}", DENIED},
        {"street", "user.reset", "{'user':'x1'}", OK},
        {"village", "user.reset", "{'user':'x1'}", DENIED},
        {"county", "user.grant", "{'user':'x1','post':'street','place':'" OTHER_STREET "'}", OK},
        {"street", "user.reset", "{'user':'x1'}", DENIED, "user_above"}, /* holds elsewhere too */
        {"street", "user.disable", "{'user':'x1'}", DENIED, "user_above"},
        {"county", "user.disable", "{'user':'x1'}", OK},
        {"school", "user.grant", "{'user':'village','post':'command','place':'" COUNTY "'}",
         DENIED},
        {"county", "user.grant",
         "{'user':'doctor','post':'command','place':'" COUNTY
         "','from':'2026-12-01','until':'2026-11-30'}",
         REFUSED, "holding_dates"},
        {"village", "place.add", "{'parent':'" VILLAGE "','kind':'grid','name':'g'}", DENIED},
        {"street", "place.add", "{'parent':'" VILLAGE "','kind':'grid','name':'二网格'}", OK},
        {"street", "place.amend", "{'place':'" STREET "','name':'王国'}", DENIED, "place_admin"},
        {"county", "place.amend", "{'place':'" STREET "','name':'城关镇'}", OK},
        {"school", "place.add",
         "{'parent':'" STREET "','kind':'school','name':'二小','fields':{'pupils':9}}", OK},
        {"school", "place.add", "{'parent':'" STREET "','kind':'village','name':'三村'}", DENIED},
        {"street", "place.move", "{'place':'" VILLAGE "','parent':'" OTHER_STREET "'}", DENIED},
        {"county", "place.move", "{'place':'" VILLAGE "','parent':'" OTHER_STREET "'}", OK},
    };
    walk(&o, rows, ROWS(rows));
    office_close(&o);
}

static int holdings_of(struct office *o, const char *login)
{
    did(act(o, login, "session.show", "{}"));
    json_t *json = json_loads(o->out.data, 0, NULL);
    int n = (int)json_array_size(json_object_get(json, "posts"));
    json_decref(json);
    return n;
}

static void deputies_act_while_the_holder_is_away(void **state)
{
    SIDE(t);
    struct office o;
    office_open(&o, t);
    (void)e;
    const struct step rows[] = {
        {"street", "user.grant",
         "{'user':'village','post':'street','place':'" STREET "','deputy_for':'street'}", OK},
        {"street", "user.grant",
         "{'user':'doctor','post':'community','place':'" VILLAGE "','deputy_for':'street'}",
         DENIED},
        {"village", "user.grant",
         "{'user':'doctor','post':'street','place':'" STREET "','deputy_for':'street'}", DENIED},
        {"street", "user.grant",
         "{'user':'street','post':'street','place':'" STREET "','deputy_for':'street'}", DENIED},
    };
    walk(&o, rows, ROWS(rows));
    assert_int_equal(holdings_of(&o, "village"), 1);
    did(act(&o, "street", "user.away", "{'user':'street','until':'2026-11-25'}"));
    assert_int_equal(holdings_of(&o, "village"), 2);
    did(act(&o, "village", "user.add", "{'login':'x1','name':'甲','place':'" VILLAGE "'}"));
    o.now_ms += 2 * 86400000LL; /* the first day back */
    assert_int_equal(holdings_of(&o, "village"), 1);
    office_close(&o);
}

struct showing {
    struct office *o;
    struct actor *who;
    struct disclosure d;
};

static enum outcome disclose(struct db *db, void *arg, struct err *e)
{
    struct showing *l = arg;
    return guard_disclose(l->o->app.guard, db, l->o->app.journal, l->who, &l->d, l->o->now_ms, e);
}

static void many_people_need_a_second_person(void **state)
{
    SIDE(t);
    struct office o;
    office_open(&o, t);
    int64_t ids[60], n;
    for (int i = 0; i < 60; i++)
        ids[i] = record_id(o.w.village, i + 1);
    did(act(&o, "village", "session.show", "{}"));
    struct showing l = {.o = &o,
                     .d = {.ledger = "pupil",
                           .fields = "phone",
                           .purpose = "流调",
                           .ids = ids,
                           .ids_n = 20,
                           .place = o.w.village}};
    must(guard_actor(o.app.guard, &o.a, o.w.db, o.w.plan, o.token, &l.who, &e));
    must(writer_do(o.app.writer, disclose, &l, &e)); /* twenty need nobody's leave */
    must(db_int(&n, o.w.db, "SELECT COUNT(*) FROM disclosure", NO_BIND, &e));
    assert_int_equal(n, 1);
    l.d.ids_n = 21;
    assert_int_equal(writer_do(o.app.writer, disclose, &l, &e), DENIED);
    assert_string_equal(e.rule, "needs_approval");
    l.d.ids = ids + 20; /* one more person is the twenty-first of the hour, page by page */
    l.d.ids_n = 1;
    assert_int_equal(writer_do(o.app.writer, disclose, &l, &e), DENIED);
    l.d.ids = ids;
    l.d.ids_n = 21;
    const struct step rows[] = {
        {"village", "approval.request",
         "{'ledger':'pupil','place':'" VILLAGE "','purpose':'流调','up_to':20}", REFUSED,
         "approval_up_to"},
        {"village", "approval.request",
         "{'ledger':'pupil','place':'" OTHER_STREET "','purpose':'流调','up_to':50}", NOT_FOUND},
        {"village", "approval.request",
         "{'ledger':'pupil','place':'" VILLAGE "','purpose':'流调','up_to':50}", OK},
    };
    walk(&o, rows, ROWS(rows));
    char args[80];
    snprintf(args, sizeof(args), "{'approval':'%s'}", answer(&o, "id"));
    assert_int_equal(act(&o, "village", "approval.grant", args), DENIED); /* one's own */
    assert_string_equal(o.err.rule, "own_approval");
    assert_int_equal(act(&o, "street", "approval.grant", args),
                     NOT_FOUND); /* not a post for that */
    assert_int_equal(act(&o, "school", "approval.grant", args), NOT_FOUND); /* a post for schools */
    assert_int_equal(writer_do(o.app.writer, disclose, &l, &e), DENIED);
    did(act(&o, "county", "approval.grant", args));
    assert_int_equal(act(&o, "county2", "approval.refuse", args), CONFLICT);
    const struct {
        int first, ids_n;
        int64_t place;
        const char *purpose, *ledger;
        int64_t later_ms;
        enum outcome outcome;
    } looks[] = {
        {0, 51, o.w.village, "流调", "pupil", 0, DENIED},
        {0, 30, o.w.street, "流调", "pupil", 0, DENIED},
        {0, 30, o.w.village, "好奇", "pupil", 0, DENIED},
        {0, 30, o.w.village, "流调", "team", 0, DENIED},
        {0, 21, o.w.village, "流调", "pupil", 0, OK},
        {21, 29, o.w.grid, "流调", "pupil", 0, OK},
        {21, 29, o.w.grid, "流调", "pupil", 0, OK},         /* the same people again */
        {50, 1, o.w.grid, "流调", "pupil", 0, DENIED},      /* fifty are fifty in all */
        {5, 10, o.w.village, "流调", "pupil", 0, OK},       /* seen before anybody was asked */
        {50, 1, o.w.village, "流调", "pupil", 3700000, OK}, /* a new hour */
        {0, 30, o.w.village, "流调", "pupil", 25 * 3600000LL, DENIED},
    };
    for (size_t i = 0; i < ROWS(looks); i++) {
        l.d.ids = ids + looks[i].first;
        l.d.ids_n = looks[i].ids_n;
        l.d.place = looks[i].place;
        l.d.purpose = looks[i].purpose;
        l.d.ledger = looks[i].ledger;
        o.now_ms += looks[i].later_ms;
        check_row(i, looks[i].purpose,
                  writer_do(o.app.writer, disclose, &l, &e) == looks[i].outcome);
    }
    office_close(&o);
}

static void tokens_are_narrower_than_their_user(void **state)
{
    SIDE(t);
    struct office o;
    struct arena a;
    struct actor *who;
    arena_init(&a, 1 << 20);
    office_open(&o, t);
    did(act(&o, "village", "token.add", "{'name':'export','ledgers':'pupil'}"));
    snprintf(o.token, sizeof(o.token), "%s", answer(&o, "token"));
    char args[80];
    snprintf(args, sizeof(args), "{'token':'%s'}", answer(&o, "id"));
    must(guard_actor(o.app.guard, &a, o.w.db, o.w.plan, o.token, &who, &e));
    const struct ledger *pupil = plan_ledger(o.w.plan, "pupil"),
                        *team = plan_ledger(o.w.plan, "team");
    assert_true(guard_may_somewhere(who, VERB_VIEW, pupil));
    assert_false(guard_may_somewhere(who, VERB_AMEND, pupil));
    assert_false(guard_may_somewhere(who, VERB_VIEW, team));
    assert_int_equal(act(&o, "token", "user.away", "{'user':'village'}"), DENIED);
    did(act(&o, "token", "place.list", "{}"));
    assert_int_equal(act(&o, "doctor", "token.revoke", args), NOT_FOUND); /* as if it were not */
    check_row_text(0, args, o.err.rule, "no_token");
    did(act(&o, "county", "token.revoke", args));
    assert_int_equal(act(&o, "doctor", "token.add", "{'name':'x','scope':'root'}"), REFUSED);
    did(act(&o, "county", "door.add", "{'ledger':'notice','place':'" VILLAGE "'}"));
    char door[65];
    snprintf(door, sizeof(door), "%s", answer(&o, "token"));
    must(guard_actor(o.app.guard, &a, o.w.db, o.w.plan, door, &who, &e));
    assert_int_equal(who->door_place, o.w.village);
    assert_int_equal(act(&o, "county", "door.add", "{'ledger':'pupil','place':'" VILLAGE "'}"),
                     REFUSED);
    assert_int_equal(act(&o, "village", "door.add", "{'ledger':'notice','place':'" VILLAGE "'}"),
                     DENIED);
    office_close(&o);
    arena_fini(&a);
}

static bool is_in(struct office *o, struct arena *a, const char *token)
{
    struct actor *who;
    struct err e;
    return guard_actor(o->app.guard, a, o->w.db, o->w.plan, token, &who, &e) == OK;
}

static void tokens_end_with_what_they_stood_on(void **state)
{
    SIDE(t);
    struct office o;
    struct arena a;
    (void)e;
    arena_init(&a, 1 << 20);
    office_open(&o, t);
    const struct {
        const char *login, *op, *args, *then;
    } rows[] = {
        {"county", "user.disable", "{'user':'village'}", "{'user':'village','off':'true'}"},
        {"county", "user.reset", "{'user':'street'}", NULL},
        {"doctor", "password.change", "{'old':'" PASSWORD "','new':'another 8 蒲城'}", NULL},
    };
    const char *owners[] = {"village", "street", "doctor"};
    for (size_t i = 0; i < ROWS(rows); i++) {
        char token[65], session[65];
        did(act(&o, owners[i], "token.add", "{'name':'board'}"));
        snprintf(token, sizeof(token), "%s", answer(&o, "token"));
        did(act(&o, owners[i], "session.show", "{}"));
        snprintf(session, sizeof(session), "%s", o.token);
        check_row(i, "before", is_in(&o, &a, token) && is_in(&o, &a, session));
        did(act(&o, rows[i].login, rows[i].op, rows[i].args));
        if (rows[i].then)
            did(act(&o, rows[i].login, rows[i].op, rows[i].then));
        check_row(i, rows[i].op, !is_in(&o, &a, token));
        if (strcmp(rows[i].login, owners[i]))
            check_row(i, rows[i].op, !is_in(&o, &a, session));
    }
    office_close(&o);
    arena_fini(&a);
}

/* A deputy has all that the post gives: more than a token that may only write to some ledgers. */
static void a_token_names_no_deputy(void **state)
{
    SIDE(t);
    struct office o;
    office_open(&o, t);
    (void)e;
    const char *scopes[] = {"{'name':'a','scope':'write'}",
                            "{'name':'b','scope':'all','ledgers':'pupil'}"};
    for (size_t i = 0; i < ROWS(scopes); i++) {
        did(act(&o, "street", "token.add", scopes[i]));
        snprintf(o.token, sizeof(o.token), "%s", answer(&o, "token"));
        const struct step rows[] = {
            {"token", "user.grant",
             "{'user':'village','post':'street','place':'" STREET "','deputy_for':'street'}",
             DENIED, "token_deputy"},
            {"token", "user.away", "{'user':'street','until':'2026-11-25'}", DENIED,
             "token_deputy"},
        };
        walk(&o, rows, ROWS(rows));
    }
    office_close(&o);
}

/* Only a session of its owner changes the password, ends sessions or lays down posts. */
static void a_token_is_not_its_owner(void **state)
{
    SIDE(t);
    struct office o;
    char session[80], holding[80];
    office_open(&o, t);
    (void)e;
    did(act(&o, "street", "session.list", "{}"));
    json_t *json = json_loads(o.out.data, 0, NULL);
    json_t *row = json_array_get(json_object_get(json, "rows"), 0);
    snprintf(session, sizeof(session), "{'session':'%s'}",
             json_string_value(json_object_get(row, "id")));
    json_decref(json);
    did(act(&o, "street", "user.show", "{'user':'street'}"));
    json = json_loads(o.out.data, 0, NULL);
    row = json_array_get(json_object_get(json, "posts"), 0);
    snprintf(holding, sizeof(holding), "{'user':'street','holding':'%s'}",
             json_string_value(json_object_get(row, "id")));
    json_decref(json);
    did(act(&o, "street", "token.add", "{'name':'a','scope':'all','ledgers':'pupil'}"));
    snprintf(o.token, sizeof(o.token), "%s", answer(&o, "token"));
    const struct step narrow[] = {
        {"token", "user.add", "{'login':'x1','name':'甲','place':'" VILLAGE "'}", DENIED,
         "admin_only"},
        {"token", "token.add", "{'name':'b','scope':'all'}", DENIED, "token_by_token"},
        {"token", "user.revoke", holding, DENIED, "token_deputy"},
    };
    walk(&o, narrow, ROWS(narrow));
    did(act(&o, "street", "token.add", "{'name':'b','scope':'all'}"));
    snprintf(o.token, sizeof(o.token), "%s", answer(&o, "token"));
    const struct step whole[] = {
        {"token", "password.change", "{'old':'" PASSWORD "','new':'another long one'}", DENIED,
         "token_session"},
        {"token", "session.end_other", session, DENIED, "token_session"},
        {"token", "user.add", "{'login':'x1','name':'甲','place':'" VILLAGE "'}", OK},
    };
    walk(&o, whole, ROWS(whole));
    office_close(&o);
}

/* Somebody out of scope, or what is theirs, answers as if it were not there. */
static void the_hidden_answers_like_the_missing(void **state)
{
    SIDE(t);
    struct office o;
    char session[80], holding[80];
    office_open(&o, t);
    (void)e;
    const struct step far[] = {
        {"county", "user.add", "{'login':'far','name':'远','place':'" OTHER_STREET "'}", OK},
        {"county", "user.grant", "{'user':'far','post':'street','place':'" OTHER_STREET "'}", OK},
    };
    walk(&o, far, ROWS(far));
    did(act(&o, "county", "session.list", "{}"));
    json_t *json = json_loads(o.out.data, 0, NULL);
    json_t *row = json_array_get(json_object_get(json, "rows"), 0);
    snprintf(session, sizeof(session), "{'session':'%s'}",
             json_string_value(json_object_get(row, "id")));
    json_decref(json);
    did(act(&o, "county", "user.show", "{'user':'doctor'}"));
    json = json_loads(o.out.data, 0, NULL);
    row = json_array_get(json_object_get(json, "posts"), 0);
    snprintf(holding, sizeof(holding), "{'user':'doctor','holding':'%s'}",
             json_string_value(json_object_get(row, "id")));
    json_decref(json);
    const struct step rows[] = {
        {"village", "session.end_other", session, NOT_FOUND, "no_session"},
        {"village", "session.end_other", "{'session':'999'}", NOT_FOUND, "no_session"},
        {"village", "user.revoke", holding, NOT_FOUND, "no_holding"},
        {"village", "user.revoke", "{'user':'doctor','holding':'999'}", NOT_FOUND, "no_holding"},
    };
    walk(&o, rows, ROWS(rows));
    const char *logins[] = {"far", "missing"};
    const struct {
        const char *op, *argument, *rest;
    } asks[] = {
        {"user.show", "user", ""},
        {"user.grant", "user", ",'post':'street','place':'" OTHER_STREET "'"},
        {"user.grant", "deputy_for", ",'user':'village','post':'street','place':'" STREET "'"},
        {"user.grant", "user", ",'post':'street','place':'" STREET "','deputy_for':'street'"},
        {"user.reset", "user", ""},
        {"user.revoke", "user", ",'holding':'999'"},
    };
    for (size_t i = 0; i < ROWS(asks); i++)
        for (size_t k = 0; k < ROWS(logins); k++) {
            const char *args =
                arena_printf(&o.a, "{'%s':'%s'%s}", asks[i].argument, logins[k], asks[i].rest);
            check_row(i, args, act(&o, "street", asks[i].op, args) == NOT_FOUND);
            check_row_text(i, args, o.err.rule, "no_user");
            check_row_text(i, args, o.err.field, asks[i].argument);
        }
    office_close(&o);
}

static void passwords_change_and_end_other_sessions(void **state)
{
    SIDE(t);
    struct office o;
    struct actor *who;
    char first[65];
    office_open(&o, t);
    const struct step rows[] = {
        {"village", "password.change", "{'old':'wrong','new':'long enough 1'}", REFUSED,
         "wrong_password"},
        {"village", "password.change", "{'old':'" PASSWORD "','new':'short'}", REFUSED,
         "password_short"},
        {"village", "password.change", "{'old':'" PASSWORD "','new':'Password1'}", REFUSED,
         "password_common"},
        {"village", "password.change", "{'old':'" PASSWORD "','new':'" PASSWORD "'}", REFUSED,
         "password_same"},
        {"", "session.start", "{'login':'village','password':'" PASSWORD "'}", OK},
    };
    walk(&o, rows, ROWS(rows));
    snprintf(first, sizeof(first), "%s", o.token);
    did(act(&o, "village", "session.list", "{}"));
    did(act(&o, "village", "password.change", "{'old':'" PASSWORD "','new':'another long one'}"));
    must(guard_actor(o.app.guard, &o.a, o.w.db, o.w.plan, o.token, &who, &e));
    assert_int_equal(guard_actor(o.app.guard, &o.a, o.w.db, o.w.plan, first, &who, &e), SIGNED_OUT);
    did(act(&o, "token", "session.end", "{}"));
    assert_int_equal(act(&o, "token", "session.show", "{}"), SIGNED_OUT);
    office_close(&o);
}

static void places_are_known_by_scope(void **state)
{
    SIDE(t);
    struct office o;
    char args[80];
    office_open(&o, t);
    (void)e;
    snprintf(args, sizeof(args), "{'place':'%lld'}", (long long)o.w.school);
    did(act(&o, "street", "place.show", args));
    assert_int_equal(act(&o, "village", "place.show", args), NOT_FOUND);   /* a unit elsewhere */
    did(act(&o, "village", "place.show", "{'place':'" OTHER_STREET "'}")); /* an area is public */
    did(act(&o, "village", "place.list", "{'under':'" STREET "'}"));
    assert_null(strstr(o.out.data, "第一小学"));
    did(act(&o, "street", "place.list", "{'under':'" STREET "'}"));
    assert_non_null(strstr(o.out.data, "第一小学"));
    did(act(&o, "village", "place.list", "{'q':'小学'}"));
    assert_null(strstr(o.out.data, "第一小学"));
    did(act(&o, "school", "place.list", "{'q':'小学','kind':'school,class'}"));
    assert_non_null(strstr(o.out.data, "第一小学"));
    did(act(&o, "school", "place.list", "{'q':'%'}"));
    assert_null(strstr(o.out.data, "小学"));
    did(act(&o, "village", "place.list", "{'q':'6105261'}"));
    assert_non_null(strstr(o.out.data, "罕井镇"));
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(nobody_climbs),
        SIDES(deputies_act_while_the_holder_is_away),
        SIDES(many_people_need_a_second_person),
        SIDES(tokens_are_narrower_than_their_user),
        SIDES(tokens_end_with_what_they_stood_on),
        SIDES(a_token_names_no_deputy),
        SIDES(a_token_is_not_its_owner),
        SIDES(the_hidden_answers_like_the_missing),
        SIDES(passwords_change_and_end_other_sessions),
        SIDES(places_are_known_by_scope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
