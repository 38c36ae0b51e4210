/* One meaning, three evaluators: random expressions over random records give the same value in C,
 * in SQLite and in PostgreSQL. 10^4 pairs of expression and record; LIANFANG_PAIRS (or the first
 * argument) asks for more, LIANFANG_SEED for other ones. */
#include "ledger/where.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "expr_plan.h"
#include "test_store.h"
#include "unit/check.h"
#include "value/time.h"
#include "where_random.h"
#include "where_world.h"

#define MISTAKES_SHOWN 8

static struct plan *plan;
static struct world world;
static long pairs_wanted = 10000;
static uint64_t seed = 20261123;
static int mistakes;

/* ---- comparing
 * --------------------------------------------------------------------------------------- */

static struct value read_value(struct query *q, int column, enum vtype type)
{
    size_t len;
    if (query_is_null(q, column))
        return value_null();
    if (!vtype_is_text(type))
        return value_int(type, query_int(q, column));
    const char *s = query_text(q, column, &len);
    return value_text_n(type, s, len);
}

static const char *value_shown(struct arena *a, struct value v)
{
    if (value_is_null(v))
        return "null";
    return vtype_is_text(v.type) ? arena_printf(a, "'%.*s'", (int)v.len, v.s)
                                 : arena_printf(a, "%lld", (long long)v.n);
}

static void differ(struct arena *a, const char *side, const char *text, const struct row *r,
                   struct value in_c, struct value in_sql, const char *sql)
{
    if (++mistakes <= MISTAKES_SHOWN)
        print_error("%s: %s\n  visit %lld: C gives %s, SQL gives %s\n  %s\n", side, text,
                    (long long)(r->id - FIRST_ID), value_shown(a, in_c), value_shown(a, in_sql),
                    sql);
}

static struct where where_of(struct arena *a, bool binds_constants)
{
    struct where w;
    where_init(&w, a, plan, EXPR_PLAN_NOW, 5);
    w.standard = world_standard;
    w.arg = &world;
    w.binds_constants = binds_constants;
    return w;
}

/* Every visit, in one statement. */
static bool compare_rows(struct arena *a, struct db *db, const char *side, const char *text,
                         const struct expr *x, const struct value *in_c, bool binds_constants)
{
    struct err e;
    struct query *q;
    struct where w = where_of(a, binds_constants);
    where_text(&w, "SELECT r.id, ");
    enum outcome o = where_value(&w, x, &plan->ledgers[0], "r", &e);
    where_text(&w, " FROM l_visit r ORDER BY r.id");
    if (o == REFUSED && text_same(e.rule, "too_deep")) {
        where_fini(&w);
        return false;
    }
    world_must(o, &e);
    o = db_query(&q, db, w.text.data, w.binds, w.binds_n, &e);
    int i = 0;
    for (; o == OK && query_next(q); i++) {
        struct value v = read_value(q, 1, x->type);
        if (i < VISITS && !value_same(v, in_c[i]))
            differ(a, side, text, &world.visits[i], in_c[i], v, w.text.data);
    }
    if (o == OK)
        o = query_end(q, &e);
    if (o != OK || i != VISITS)
        fail_msg("%s: %s\n%s\n%d rows: %s", side, text, w.text.data, i, o ? e.en : "");
    where_fini(&w);
    return true;
}

/* As a condition: exactly the visits for which it is true. */
static void compare_condition(struct arena *a, struct db *db, const char *side, const char *text,
                              const struct expr *x, const struct value *in_c)
{
    struct err e;
    struct query *q;
    bool found[VISITS] = {false};
    struct where w = where_of(a, false);
    where_text(&w, "SELECT r.id FROM l_visit r WHERE ");
    enum outcome o = where_condition(&w, x, &plan->ledgers[0], "r", &e);
    world_must(o, &e);
    world_must(db_query(&q, db, w.text.data, w.binds, w.binds_n, &e), &e);
    while (query_next(q))
        found[query_int(q, 0) - FIRST_ID] = true;
    world_must(query_end(q, &e), &e);
    for (int i = 0; i < VISITS; i++) {
        bool holds = !value_is_null(in_c[i]) && in_c[i].n;
        if (found[i] != holds)
            differ(a, side, text, &world.visits[i], in_c[i], value_int(V_FLAG, found[i]),
                   w.text.data);
    }
    where_fini(&w);
}

struct queries {
    const struct expr *list[8];
    int n;
};

static void collect_query(void *arg, const struct expr *x)
{
    struct queries *q = arg;
    if (x->op == E_QUERY && q->n < 8)
        q->list[q->n++] = x;
}

/* Its questions, asked for one record with that record's values bound. */
static void compare_queries(struct arena *a, struct db *db, const char *side, const char *text,
                            const struct expr *x, struct rng *rng)
{
    struct queries queries = {.n = 0};
    struct err e;
    expr_walk(x, collect_query, &queries);
    for (int i = 0; i < queries.n; i++) {
        const struct row *r = &world.visits[rng_below(rng, VISITS)];
        struct self self = {&world, &plan->ledgers[0], r};
        struct eval ev = world_eval(a, &self);
        struct value in_c, in_sql;
        world_must(expr_eval(&ev, queries.list[i], &in_c, &e), &e);
        enum outcome o = where_query(&in_sql, &ev, db, queries.list[i], &e);
        if (o != OK)
            fail_msg("%s: %s: %s", side, text, e.en);
        if (!value_same(in_c, in_sql))
            differ(a, side, text, r, in_c, in_sql, "(asked alone)");
    }
}

static void c_and_sql_agree(void **state)
{
    struct test_store stores[TEST_SIDES];
    struct db *dbs[TEST_SIDES];
    int sides = 0;
    struct err e;
    struct rng rng;
    long pairs = 0, refused = 0, too_deep = 0, tried = 0, known = 0;
    rng_init(&rng, seed);
    world_init(&world, plan, &rng);
    for (int side = 0; side < TEST_SIDES; side++) {
        if (!test_store_has((enum test_side)side))
            continue;
        test_store_open(&stores[sides], (enum test_side)side);
        world_must(db_open(&dbs[sides], stores[sides].store, DB_WRITE, &e), &e);
        world_store(&world, dbs[sides++], false);
    }
    while (pairs < pairs_wanted && mistakes < MISTAKES_SHOWN) {
        struct arena a;
        struct buf text;
        struct expr *x;
        struct value in_c[VISITS];
        arena_init(&a, 16 << 20);
        buf_init(&text, 1 << 20);
        struct random_expr r = {.rng = &rng, .out = &text, .depth = (int)rng_below(&rng, 7)};
        random_expr(&r, random_type(&rng));
        struct expr_scope scope = {.plan = plan, .ledger = &plan->ledgers[0], .file = "random"};
        tried++;
        if (expr_parse(&x, &a, &scope, text.data, V_NULL, &e) != OK) {
            if (++refused <= 3 && getenv("LIANFANG_SHOW"))
                print_message("refused: %s\n  %s\n", text.data, e.en);
        } else {
            for (int i = 0; i < VISITS; i++) {
                struct self self = {&world, &plan->ledgers[0], &world.visits[i]};
                struct eval ev = world_eval(&a, &self);
                world_must(expr_eval(&ev, x, &in_c[i], &e), &e);
                known += !value_is_null(in_c[i]);
            }
            bool binds_constants = rng_below(&rng, 2);
            bool is_deep = false;
            for (int i = 0; i < sides && !is_deep; i++) {
                const char *side = test_side_word(stores[i].side);
                is_deep = !compare_rows(&a, dbs[i], side, text.data, x, in_c, binds_constants);
                if (!is_deep && x->type == V_FLAG)
                    compare_condition(&a, dbs[i], side, text.data, x, in_c);
                if (!is_deep && expr_has_query(x))
                    compare_queries(&a, dbs[i], side, text.data, x, &rng);
            }
            too_deep += is_deep;
            pairs += is_deep ? 0 : VISITS;
        }
        buf_fini(&text);
        arena_fini(&a);
    }
    print_message(
        "%ld pairs on %d databases: %ld expressions, %ld refused, %ld too deep, %.0f%% known\n",
        pairs, sides, tried, refused, too_deep, 100.0 * (double)known / (double)(pairs + 1));
    for (int i = 0; i < sides; i++) {
        db_close(dbs[i]);
        test_store_close(&stores[i]);
    }
    world_fini(&world);
    assert_int_equal(mistakes, 0);
    assert_true(refused * 20 < tried);
    assert_true(too_deep * 20 < tried);
}

/* ---- as deep as it may be
 * -------------------------------------------------------------------------------- */

static const struct {
    const char *start, *before, *after;
} NESTS[] = {
    {"calls", "abs(", ")"},
    {"calls", "(", " + 1)"},
    {"calls", "(1 + ", ")"},
    {"calls", "max(1, 2, 3, ", ")"},
    {"calls", "round(hours(1d * ", "))"},
    {"calls", "if(urgent, 1, ", ")"},
    {"calls", "if(urgent or 1 < ", ", 1, 2)"},
    {"calls", "lookup(notifiable, if(1 < ", ", mood, null), doses)"},
    {"urgent", "not (urgent and ", ")"},
    {"urgent", "(urgent or not ", ")"},
    {"urgent", "(mood = calm) = (urgent or ", ")"},
    {"urgent", "calls in [1, if(", ", 2, 3)]"},
    {"urgent", "known(if(", ", 1, 2))"},
    {"person", "", ".boss"},
    {"'x'", "concat('a', 'b', ", ")"},
    {"onset_on", "date(endofday(", "))"},
};

/* Either the database takes it or it is refused with a reason; the database never fails. */
static void deep_ones_are_refused_not_broken(void **state)
{
    for (int side = 0; side < TEST_SIDES; side++) {
        struct test_store store;
        struct db *db;
        struct err e;
        if (!test_store_has((enum test_side)side))
            continue;
        struct rng rng;
        rng_init(&rng, seed);
        world_init(&world, plan, &rng);
        test_store_open(&store, (enum test_side)side);
        world_must(db_open(&db, store.store, DB_WRITE, &e), &e);
        world_store(&world, db, true);
        for (size_t i = 0; i < ROWS(NESTS); i++) {
            int accepted = 0;
            for (int depth = 1; depth < 40; depth++) {
                struct arena a;
                struct buf text;
                struct expr *x;
                arena_init(&a, 4 << 20);
                buf_init(&text, 1 << 16);
                for (int k = 0; k < depth; k++)
                    buf_text(&text, NESTS[i].before);
                buf_text(&text, NESTS[i].start);
                for (int k = 0; k < depth; k++)
                    buf_text(&text, NESTS[i].after);
                struct expr_scope scope = {.plan = plan, .ledger = &plan->ledgers[0]};
                enum outcome o = expr_parse(&x, &a, &scope, text.data, V_NULL, &e);
                struct where w = where_of(&a, false);
                where_text(&w, "SELECT r.id, ");
                if (o == OK)
                    o = where_value(&w, x, &plan->ledgers[0], "r", &e);
                where_text(&w, " FROM l_visit r WHERE r.id = 1");
                if (o == OK) {
                    struct query *q;
                    world_must(db_query(&q, db, w.text.data, w.binds, w.binds_n, &e), &e);
                    while (query_next(q))
                        continue;
                    world_must(query_end(q, &e), &e);
                    accepted = depth;
                } else {
                    check_row_text(i, NESTS[i].before, e.rule, "too_deep");
                }
                where_fini(&w);
                buf_fini(&text);
                arena_fini(&a);
            }
            check_row(i, NESTS[i].before, accepted >= 3);
        }
        db_close(db);
        test_store_close(&store);
        world_fini(&world);
    }
}

/* ---- what stands in the text
 * --------------------------------------------------------------------------- */

static const struct {
    const char *program, *wanted;
    int binds_n;
} TEXTS_OF[] = {
    {"calls > 3", "(r.\"f_calls\" > 3)", 0},
    {"remark = 'it''s'", "(r.\"f_remark\" = 'it''s')", 0},
    {"remark = '\\'", "(r.\"f_remark\" = CAST($1 AS TEXT))", 1},
    {"created_at > now() - 1d", "(r.\"created_at\" > CAST($1 AS BIGINT))", 1},
    {"at > now() and until < now()",
     "((r.\"f_at\" > CAST($1 AS BIGINT)) AND (r.\"f_until\" < CAST($1 AS BIGINT)))", 1},
    {"price > 12.50", "(r.\"f_price\" > 1250)", 0},
    {"state = observing", "(r.\"state\" = 'observing')", 0},
    {"urgent", "(r.\"f_urgent\" = 1)", 0},
    {"person.name = 'x'",
     "((SELECT x1.\"f_name\" FROM \"l_person\" AS x1 WHERE x1.\"id\" = r.\"f_person\") = 'x')", 0},
    {"known(phone)", "(r.\"f_phone\" IS NOT NULL)", 0},
    {"calls in [1, null]", "(r.\"f_calls\" IN (1, CAST(NULL AS BIGINT)))", 0},
};

static void texts_are_plain_and_stable(void **state)
{
    for (size_t i = 0; i < ROWS(TEXTS_OF); i++) {
        struct arena a;
        struct expr *x;
        struct err e;
        arena_init(&a, 1 << 20);
        world_must(where_parse(&x, &a, plan, &plan->ledgers[0], TEXTS_OF[i].program, &e), &e);
        struct where w;
        where_init(&w, &a, plan, EXPR_PLAN_NOW, 5);
        world_must(where_condition(&w, x, &plan->ledgers[0], "r", &e), &e);
        check_row_text(i, TEXTS_OF[i].program, w.text.data, TEXTS_OF[i].wanted);
        check_row(i, TEXTS_OF[i].program, w.binds_n == TEXTS_OF[i].binds_n);
        where_fini(&w);
        arena_fini(&a);
    }
}

static void filters_ask_nobody(void **state)
{
    static const struct {
        const char *program, *rule;
    } REFUSED_ONES[] = {
        {"count(person where mood = crisis) > 0", "no_query"},
        {"distance(spot, spot) > 5", "c_only"},
        {"phone = '1'", "sealed"},
        {"calls", "type"},
    };
    for (size_t i = 0; i < ROWS(REFUSED_ONES); i++) {
        struct arena a;
        struct expr *x;
        struct err e;
        arena_init(&a, 1 << 20);
        enum outcome o = where_parse(&x, &a, plan, &plan->ledgers[0], REFUSED_ONES[i].program, &e);
        check_row(i, REFUSED_ONES[i].program, o == REFUSED);
        check_row_text(i, REFUSED_ONES[i].program, e.rule, REFUSED_ONES[i].rule);
        arena_fini(&a);
    }
}

static void note_field(void *arg, const struct ledger *l, const struct field *f,
                       enum system_field system)
{
    buf_printf(arg, "%s.%s ", l ? l->name : "place", f ? f->name : system_field_word(system));
}

static void every_field_is_visited(void **state)
{
    struct arena a;
    struct expr *x;
    struct err e;
    struct buf seen;
    arena_init(&a, 1 << 20);
    buf_init(&seen, 1000);
    world_must(where_parse(
                   &x, &a, plan, &plan->ledgers[0],
                   "known(person.boss.phone) and ward.beds > calls and this.state = observing", &e),
               &e);
    where_fields(x, note_field, &seen);
    assert_string_equal(seen.data, "person.phone person.boss visit.person place.beds visit.ward "
                                   "visit.calls visit.state ");
    buf_fini(&seen);
    arena_fini(&a);
}

static int setup(void **state)
{
    static const struct standard *keep[1];
    plan = expr_plan_new();
    keep[0] = plan_standard(plan, "home_days");
    plan->ledgers[0].keep = keep;
    plan->ledgers[0].keep_n = 1;
    return 0;
}

static int teardown(void **state)
{
    expr_plan_free(plan);
    return 0;
}

int main(int argc, char **argv)
{
    const char *pairs = argc > 1 ? argv[1] : getenv("LIANFANG_PAIRS"),
               *from = getenv("LIANFANG_SEED");
    int64_t n;
    if (pairs && text_int(pairs, strlen(pairs), &n))
        pairs_wanted = (long)n;
    if (from && text_int(from, strlen(from), &n))
        seed = (uint64_t)n;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_plain_and_stable),
        cmocka_unit_test(filters_ask_nobody),
        cmocka_unit_test(every_field_is_visited),
        cmocka_unit_test(deep_ones_are_refused_not_broken),
        cmocka_unit_test(c_and_sql_agree),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
