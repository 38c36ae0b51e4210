/* A3, A7: the guard against a slow, obvious model, over verb × user × record × ledger × state, in C
 * (guard_may) and as SQL (guard_where), on both databases. The model walks parents one by one and
 * reads the rows of the tables; it knows no ranges, no bits and no cache. Nothing leaks, nothing is
 * missing: any difference in either direction fails and names user, verb, ledger and record. */
#include "../place/place_world.h"

#include "base/text.h"
#include "guard/guard_int.h"
#include "value/place_id.h"

#define USERS 40
#define RECORDS 45
#define PLACES_MAX 400

struct model_place {
    int64_t id, parent, successor;
    bool is_retired, is_moved;
    char kind[20];
};
struct model_user {
    int64_t id;
    bool is_away, is_disabled, must_change;
    char token[65];
};
struct model_holding {
    int user;
    const struct post *post;
    int64_t place;
    bool in_force;
    int deputy_for;
};
struct model_record {
    int64_t id, place, also;
    int state;
    int64_t team;
};

struct model {
    struct world w;
    struct guard *guard;
    int64_t now_ms;
    struct rng rng;
    struct model_place places[PLACES_MAX];
    int places_n;
    struct model_user users[USERS];
    struct model_holding holdings[USERS * 3];
    int holdings_n;
    struct model_record teams[8];
    int64_t members[8][3];
    struct model_record records[8][RECORDS]; /* by ledger->index */
};

static int pick(struct model *m, int n)
{
    return (int)rng_below(&m->rng, (uint64_t)n);
}

/* ---- the model ---- */

static const struct model_place *place_of(const struct model *m, int64_t id)
{
    for (int i = 0; i < m->places_n; i++)
        if (m->places[i].id == id)
            return &m->places[i];
    return NULL;
}

static bool under(const struct model *m, int64_t id, int64_t top)
{
    for (; id != 0; id = place_of(m, id) ? place_of(m, id)->parent : 0)
        if (id == top)
            return true;
    return top == 0;
}

/* Under it, or under a retired place that went there. */
static bool covers(const struct model *m, int64_t top, int64_t id, int depth)
{
    if (under(m, id, top))
        return true;
    for (int64_t at = id; at != 0 && depth < 20; at = place_of(m, at)->parent) {
        const struct model_place *p = place_of(m, at);
        if (p->is_retired && p->successor && covers(m, top, p->successor, depth + 1))
            return true;
    }
    return false;
}

static bool holding_acts(const struct model *m, const struct model_holding *h)
{
    if (!h->in_force)
        return false;
    if (h->deputy_for < 0)
        return true;
    const struct model_user *principal = &m->users[h->deputy_for];
    if (!principal->is_away || principal->is_disabled)
        return false;
    for (int i = 0; i < m->holdings_n; i++)
        if (m->holdings[i].user == h->deputy_for && m->holdings[i].deputy_for < 0 &&
            m->holdings[i].in_force && m->holdings[i].post == h->post &&
            m->holdings[i].place == h->place)
            return true;
    return false;
}

static int64_t followed(const struct model *m, int64_t id)
{
    while (id && place_of(m, id)->is_moved)
        id = place_of(m, id)->successor;
    return id;
}

static bool kind_fits(const struct model *m, const struct post *post, int64_t place)
{
    for (int i = 0; i < post->of_n; i++)
        if (!strcmp(post->of[i]->name, place_of(m, place)->kind))
            return true;
    return post->of_n == 0;
}

static bool holding_reaches(const struct model *m, const struct model_holding *h, enum verb verb,
                            const struct ledger *l, const struct model_record *r)
{
    int64_t top = followed(m, h->place);
    if (l->is_order && verb == VERB_VIEW && under(m, top, r->place))
        return true; /* an order binds those below */
    if (covers(m, top, r->place, 0) && kind_fits(m, h->post, r->place))
        return true;
    return l->also_n && r->also && covers(m, top, r->also, 0) && kind_fits(m, h->post, r->also);
}

static bool grant_answers(unsigned verbs, enum verb verb)
{
    if (verbs & (1u << verb))
        return true;
    return verb == VERB_VIEW &&
           (verbs & (1u << VERB_AMEND | 1u << VERB_MOVE | 1u << VERB_EXPORT | 1u << VERB_HISTORY));
}

static bool post_gives(const struct post *post, enum verb verb, const struct ledger *l)
{
    for (int i = 0; i < l->grants_n; i++)
        if (l->grants[i].post == post && grant_answers(l->grants[i].verbs, verb))
            return true;
    for (int i = 0; i < l->moves_n && (verb == VERB_VIEW || verb == VERB_MOVE); i++)
        for (int k = 0; k < l->moves[i].by_n; k++)
            if (l->moves[i].by[k] == post)
                return true;
    return false;
}

static bool is_member(const struct model *m, int user, const struct model_record *r)
{
    for (int i = 0; i < 8 && r->team; i++)
        for (int k = 0; k < 3; k++)
            if (m->teams[i].id == r->team && m->members[i][k] == m->users[user].id)
                return true;
    return false;
}

static bool members_get(enum verb verb, const struct ledger *l)
{
    for (int i = 0; i < l->grants_n; i++)
        if (!l->grants[i].post && grant_answers(l->grants[i].verbs, verb))
            return true;
    for (int i = 0; i < l->moves_n && (verb == VERB_VIEW || verb == VERB_MOVE); i++)
        if (l->moves[i].by_member)
            return true;
    return false;
}

static bool model_may(const struct model *m, int user, enum verb verb, const struct ledger *l,
                      const struct model_record *r)
{
    if (m->users[user].must_change)
        return false;
    for (int i = 0; i < m->holdings_n; i++)
        if (m->holdings[i].user == user && holding_acts(m, &m->holdings[i]) &&
            post_gives(m->holdings[i].post, verb, l) &&
            holding_reaches(m, &m->holdings[i], verb, l, r))
            return true;
    return members_get(verb, l) && is_member(m, user, r);
}

static bool model_may_move(const struct model *m, int user, const struct move *move,
                           const struct ledger *l, const struct model_record *r)
{
    if (m->users[user].must_change || !(move->from & (1u << r->state)))
        return false;
    for (int i = 0; i < m->holdings_n; i++)
        for (int k = 0; k < move->by_n; k++)
            if (m->holdings[i].user == user && holding_acts(m, &m->holdings[i]) &&
                move->by[k] == m->holdings[i].post &&
                holding_reaches(m, &m->holdings[i], VERB_MOVE, l, r))
                return true;
    return move->by_member && is_member(m, user, r);
}

static enum sight model_sight(const struct model *m, int user, const struct ledger *l,
                              const struct field *f, const struct model_record *r)
{
    bool shown = !f->compartment, sees = !f->sensitive.is && f->seal == SEAL_NONE;
    for (int i = 0; i < m->holdings_n; i++) {
        const struct model_holding *h = &m->holdings[i];
        bool through = post_gives(h->post, VERB_VIEW, l) && holding_reaches(m, h, VERB_VIEW, l, r);
        if (h->user != user || !holding_acts(m, h))
            continue;
        if (!through && !(members_get(VERB_VIEW, l) && is_member(m, user, r)))
            continue;
        for (int k = 0; k < h->post->compartments_n; k++)
            shown |= f->compartment && !strcmp(h->post->compartments[k], f->compartment);
        for (int k = 0; k < h->post->sees_n; k++)
            sees |= !strcmp(h->post->sees[k].field, f->name) && !h->post->sees[k].needs_purpose;
    }
    return !shown ? SIGHT_NONE : sees ? SIGHT_FULL : SIGHT_MASKED;
}

/* ---- a random world ---- */

static void add_places(struct model *m)
{
    struct world *w = &m->w;
    char name[40];
    for (int i = 0; i < 60; i++) {
        static const struct {
            const char *kind, *under;
        } kinds[] = {{"county", "city"},    {"street", "county"}, {"village", "street"},
                     {"grid", "village"},   {"school", "street"}, {"class", "school"},
                     {"household", "grid"}, {"school", "county"}, {"street", "city"}};
        int k = pick(m, (int)ROWS(kinds));
        int64_t parents[PLACES_MAX], n = 0;
        struct query *q;
        struct err e;
        must(db_query(&q, w->db,
                      "SELECT id FROM place WHERE kind = $1 AND retired_on = 0 "
                      "ORDER BY id",
                      BIND(bind_text(kinds[k].under)), &e));
        while (query_next(q) && n < PLACES_MAX)
            parents[n++] = query_int(q, 0);
        must(query_end(q, &e));
        snprintf(name, sizeof(name), "%s%d", kinds[k].kind, i);
        if (n)
            world_add(w, parents[pick(m, (int)n)], kinds[k].kind, "", name);
    }
}

static void read_places(struct model *m)
{
    struct query *q;
    struct err e;
    m->places_n = 0;
    must(db_query(&q, m->w.db,
                  "SELECT id, parent, successor, retired_on, retired_how, kind "
                  "FROM place",
                  NO_BIND, &e));
    while (query_next(q)) {
        struct model_place *p = &m->places[m->places_n++];
        assert_true(m->places_n < PLACES_MAX);
        p->id = query_int(q, 0);
        p->parent = query_int(q, 1);
        p->successor = query_int(q, 2);
        p->is_retired = query_int(q, 3) != 0;
        p->is_moved = text_same(query_text(q, 4, NULL), "moved");
        snprintf(p->kind, sizeof(p->kind), "%s", query_text(q, 5, NULL));
    }
    must(query_end(q, &e));
}

static int64_t any_place(struct model *m)
{
    return m->places[pick(m, m->places_n)].id;
}

/* Places move and merge after records and holdings were written: ids go stale on purpose. */
static void shake_places(struct model *m)
{
    struct place_change c = {m->w.db, m->w.journal, m->w.plan, 0, WORLD_NOW};
    struct err e;
    int64_t moved;
    for (int i = 0; i < 60; i++) {
        read_places(m);
        int64_t one = any_place(m), two = any_place(m);
        const char *kind = place_of(m, one)->kind;
        for (int k = 0; k < 20 && strcmp(place_of(m, two)->kind, kind); k++)
            two = any_place(m); /* the same kind, so that merging makes sense */
        if (pick(m, 2))
            two = place_of(m, two)->parent; /* or below where such a one stands */
        must(db_savepoint(m->w.db, &e));
        enum outcome o =
            pick(m, 2) ? place_move(&c, one, two, &moved, &e) : place_merge(&c, one, two, &e);
        if (o) /* most random pairs make no sense and are refused */
            must(db_rollback_to(m->w.db, &e));
        else
            must(db_release(m->w.db, &e));
    }
    read_places(m);
}

static void add_users(struct model *m)
{
    struct err e;
    for (int i = 0; i < USERS; i++) {
        struct model_user *u = &m->users[i];
        char login[20];
        uint8_t hash[32];
        snprintf(login, sizeof(login), "user%d", i);
        snprintf(u->token, sizeof(u->token), "%064d", i + 1);
        u->must_change = pick(m, 12) == 0;
        struct user_new n = {
            .login = login, .name = "某人", .place = m->w.county, .must_change = u->must_change};
        must(guard_user_add(m->guard, m->w.db, m->w.journal, &n, m->now_ms, &u->id, &e));
        token_digest(u->token, hash);
        struct session_row row = {.id = i + 1,
                                  .account = u->id,
                                  .created_at = m->now_ms / 1000,
                                  .seen_at = m->now_ms / 1000,
                                  .ends_at = m->now_ms / 1000 + 9999,
                                  .address = "",
                                  .agent = ""};
        must(session_insert(m->w.db, &row, hash, &e));
        u->is_away = pick(m, 3) == 0;
        if (u->is_away)
            must(db_run(m->w.db, "UPDATE account SET away_from = $2, away_until = $3 WHERE id = $1",
                        BIND(bind_int(u->id), bind_int(WORLD_TODAY - pick(m, 2)),
                             bind_int(WORLD_TODAY + 1)),
                        &e));
    }
}

static void add_holdings(struct model *m)
{
    struct err e;
    for (int i = 0; i < USERS * 2; i++) {
        struct model_holding *h = &m->holdings[m->holdings_n++];
        int64_t since = WORLD_TODAY - pick(m, 3) + 1,
                until = pick(m, 2) ? 0 : WORLD_TODAY + pick(m, 3);
        *h = (struct model_holding){.user = pick(m, USERS),
                                    .post = &m->w.plan->posts[pick(m, m->w.plan->posts_n)],
                                    .place = pick(m, 12) ? any_place(m) : 0,
                                    .deputy_for = -1};
        if (i && pick(m, 4) == 0) { /* for somebody who holds it, mostly */
            const struct model_holding *other = &m->holdings[pick(m, i)];
            h->post = other->post;
            h->place = pick(m, 5) ? other->place : h->place;
            h->deputy_for = other->user;
        }
        if (until && until <= since)
            until = since + 1;
        h->in_force = since <= WORLD_TODAY && (!until || WORLD_TODAY < until);
        must(guard_user_grant(m->w.db, m->w.journal, m->users[h->user].id, h->post->name, h->place,
                              since, until, h->deputy_for < 0 ? 0 : m->users[h->deputy_for].id, 0,
                              m->now_ms, NULL, &e));
    }
}

static void add_records(struct model *m)
{
    const struct plan *plan = m->w.plan;
    struct err e;
    for (int i = 0; i < 8; i++) {
        m->teams[i] = (struct model_record){.id = 1000 + i, .place = any_place(m)};
        for (int k = 0; k < 3; k++)
            m->members[i][k] = m->users[pick(m, USERS)].id;
        must(guard_team_set(m->w.db, 1000 + i, m->members[i], 3, &e));
    }
    for (int l = 0; l < plan->ledgers_n; l++) {
        const struct ledger *ledger = &plan->ledgers[l];
        const struct column columns[] = {{"id", "INTEGER", true, "PRIMARY KEY"},
                                         {"place", "INTEGER", true},
                                         {"also1", "INTEGER"},
                                         {"also2", "INTEGER"},
                                         {"also3", "INTEGER"},
                                         {"f_team", "INTEGER"}};
        must(schema_table(m->w.db, ledger->table, columns, 6, &e));
        for (int i = 0; i < RECORDS; i++) {
            struct model_record *r = &m->records[l][i];
            struct buf sql;
            *r = (struct model_record){.id = 5000 + l * 1000 + i,
                                       .place = any_place(m),
                                       .also = pick(m, 2) ? any_place(m) : 0,
                                       .state = pick(m, ledger->states_n)};
            if (ledger_field(ledger, "team") && pick(m, 2))
                r->team = m->teams[pick(m, 8)].id;
            buf_init(&sql, 300);
            buf_text(&sql, "INSERT INTO ");
            sql_name(&sql, ledger->table);
            buf_text(&sql, " (id, place, also1, f_team) VALUES ($1, $2, $3, $4)");
            must(db_run(m->w.db, sql.data,
                        BIND(bind_int(r->id), bind_int(r->place),
                             r->also ? bind_int(r->also) : bind_null(),
                             r->team ? bind_int(r->team) : bind_null()),
                        &e));
            buf_fini(&sql);
        }
    }
}

static void model_open(struct model *m, struct test_store *t, uint64_t seed)
{
    struct err e;
    char path[100];
    memset(m, 0, sizeof(*m));
    m->now_ms = WORLD_NOW;
    rng_init(&m->rng, seed);
    world_open(&m->w, t);
    snprintf(path, sizeof(path), "%s/people.keys", t->folder);
    must(guard_open(&m->guard, t->store, path, clock_fixed(&m->now_ms), &e));
    must(db_begin(m->w.db, &e));
    add_places(m);
    read_places(m);
    add_users(m);
    add_holdings(m);
    add_records(m);
    shake_places(m);
    must(db_commit(m->w.db, &e));
}

static void model_close(struct model *m)
{
    guard_close(m->guard);
    world_close(&m->w);
}

/* ---- the comparison ---- */

static void differ(const struct model *m, int user, const char *what, const struct ledger *l,
                   const struct model_record *r, bool got, bool wanted, const char *how)
{
    for (int i = 0; i < m->holdings_n; i++)
        if (m->holdings[i].user == user)
            print_message("  holds %s at %llx%s%s\n", m->holdings[i].post->name,
                          (long long)m->holdings[i].place,
                          m->holdings[i].deputy_for < 0 ? "" : " as a deputy",
                          holding_acts(m, &m->holdings[i]) ? "" : " (not now)");
    fail_msg("user %d, %s, ledger %s, record %lld at %llx also %llx: %s says %s, the model %s",
             user, what, l->name, (long long)r->id, (long long)r->place, (long long)r->also, how,
             got ? "yes" : "no", wanted ? "yes" : "no");
}

static void compare_sql(struct model *m, int user, const struct actor *who, enum verb verb,
                        const struct ledger *l)
{
    static const char *const words[] = {"view",   "add",    "amend",   "move",
                                        "import", "export", "history", "bulk"};
    struct buf sql;
    struct query *q;
    struct err e;
    bool found[RECORDS] = {0};
    buf_init(&sql, 1 << 18);
    buf_text(&sql, "SELECT r.id FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " r WHERE ");
    guard_where(&sql, who, verb, l, "r");
    assert_false(buf_is_over(&sql));
    must(db_query(&q, m->w.db, sql.data, NO_BIND, &e));
    while (query_next(q))
        found[query_int(q, 0) % 1000] = true;
    must(query_end(q, &e));
    buf_fini(&sql);
    for (int i = 0; i < RECORDS; i++) {
        const struct model_record *r = &m->records[l->index][i];
        struct subject on = {l, r->id, r->place, {l->also_n ? r->also : 0}, r->state};
        bool wanted = model_may(m, user, verb, l, r);
        bool got = guard_may(who, verb, &on, m->w.db);
        if (got != wanted)
            differ(m, user, words[verb], l, r, got, wanted, "guard_may");
        if (found[i] != wanted)
            differ(m, user, words[verb], l, r, found[i], wanted, "guard_where");
        if (wanted && !guard_may_somewhere(who, verb, l))
            differ(m, user, words[verb], l, r, false, true, "guard_may_somewhere");
    }
}

static void compare_moves(struct model *m, int user, const struct actor *who,
                          const struct ledger *l)
{
    for (int k = 0; k < l->moves_n; k++)
        for (int i = 0; i < RECORDS; i++) {
            const struct model_record *r = &m->records[l->index][i];
            struct subject on = {l, r->id, r->place, {l->also_n ? r->also : 0}, r->state};
            bool wanted = model_may_move(m, user, &l->moves[k], l, r);
            bool got = guard_may_move(who, &l->moves[k], &on, m->w.db);
            if (got != wanted)
                differ(m, user, l->moves[k].name, l, r, got, wanted, "guard_may_move");
            if (wanted && !model_may(m, user, VERB_VIEW, l, r))
                differ(m, user, "view by a move", l, r, false, true, "the model");
        }
}

static void compare_sight(struct model *m, int user, const struct actor *who,
                          const struct ledger *l)
{
    for (int f = 0; f < l->fields_n; f++) {
        enum sight list = guard_sight(who, &l->fields[f], NULL, m->w.db);
        for (int i = 0; i < RECORDS; i++) {
            const struct model_record *r = &m->records[l->index][i];
            struct subject on = {l, r->id, r->place, {l->also_n ? r->also : 0}, r->state};
            if (!model_may(m, user, VERB_VIEW, l, r))
                continue;
            enum sight wanted = model_sight(m, user, l, &l->fields[f], r);
            enum sight got = guard_sight(who, &l->fields[f], &on, m->w.db);
            if (got != wanted)
                differ(m, user, l->fields[f].name, l, r, got, wanted, "guard_sight");
            if (list > wanted) /* a filter over the list would tell what the record hides */
                differ(m, user, l->fields[f].name, l, r, list, wanted, "guard_sight of the list");
        }
    }
}

static void the_guard_is_the_model(void **state)
{
    SIDE(t);
    struct model *m = malloc(sizeof(*m));
    long seen = 0, cells = 0;
    const char *seed = getenv("LIANFANG_TEST_SEED"); /* the long tests try others */
    model_open(m, t, (seed ? (uint64_t)strtoull(seed, NULL, 10) : 11) + t->side);
    for (int user = 0; user < USERS; user++) {
        struct arena a;
        struct actor *who;
        arena_init(&a, 1 << 20);
        must(guard_actor(m->guard, &a, m->w.db, m->w.plan, m->users[user].token, &who, &e));
        for (int l = 0; l < m->w.plan->ledgers_n; l++) {
            const struct ledger *ledger = &m->w.plan->ledgers[l];
            for (int verb = 0; verb < VERBS; verb++)
                compare_sql(m, user, who, (enum verb)verb, ledger);
            compare_moves(m, user, who, ledger);
            compare_sight(m, user, who, ledger);
            cells += (VERBS + ledger->moves_n) * RECORDS;
            for (int i = 0; i < RECORDS; i++)
                seen += model_may(m, user, VERB_VIEW, ledger, &m->records[l][i]);
        }
        arena_fini(&a);
    }
    print_message("%ld cells; %ld of %d records seen by somebody\n", cells, seen,
                  USERS * RECORDS * m->w.plan->ledgers_n);
    assert_true(cells <= 200000);
    assert_true(seen > 300); /* a world where nobody sees anything proves nothing */
    model_close(m);
    free(m);
}

/* The resident's door adds to its ledger below its place and reads nothing. */
static void doors_only_add(void **state)
{
    SIDE(t);
    struct model *m = malloc(sizeof(*m));
    struct arena a;
    struct actor *who, *nobody;
    char token[65];
    arena_init(&a, 1 << 20);
    model_open(m, t, 5);
    must(db_begin(m->w.db, &e));
    must(guard_door_new(m->guard, m->w.db, m->w.journal, DOOR_HOUSEHOLD_QR, "notice", m->w.grid, 0,
                        0, m->now_ms, token, &e));
    must(db_commit(m->w.db, &e));
    must(guard_actor(m->guard, &a, m->w.db, m->w.plan, token, &who, &e));
    nobody = actor_nobody(&a, m->w.plan);
    const struct ledger *notice = plan_ledger(m->w.plan, "notice"),
                        *hint = plan_ledger(m->w.plan, "hint"),
                        *pupil = plan_ledger(m->w.plan, "pupil");
    int64_t door = who->door_place; /* it has followed the grid if that moved */
    struct subject here = {notice, 0, door}, there = {notice, 0, place_parent(door)},
                   open = {hint, 0, m->w.village}, other = {pupil, 0, door};
    const struct {
        const struct actor *who;
        enum verb verb;
        struct subject *on;
        bool may;
    } rows[] = {
        {who, VERB_ADD, &here, true},      {who, VERB_ADD, &there, false},
        {who, VERB_ADD, &other, false},    {who, VERB_VIEW, &here, false},
        {who, VERB_AMEND, &here, false},   {nobody, VERB_ADD, &here, false},
        {nobody, VERB_ADD, &open, true},   {nobody, VERB_VIEW, &open, false},
        {nobody, VERB_ADD, &other, false}, {who, VERB_EXPORT, &open, false},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        check_row(i, "door",
                  guard_may(rows[i].who, rows[i].verb, rows[i].on, m->w.db) == rows[i].may);
    assert_int_equal(guard_sight(who, ledger_field(notice, "words"), &here, m->w.db), SIGHT_NONE);
    token[30] ^= 1; /* another token is nobody's */
    assert_int_equal(guard_actor(m->guard, &a, m->w.db, m->w.plan, token, &who, &e), SIGNED_OUT);
    model_close(m);
    arena_fini(&a);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SIDES(the_guard_is_the_model), SIDES(doors_only_add)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
