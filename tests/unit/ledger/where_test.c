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

#define VISITS 25
#define PERSONS 8
#define PLACES 6
#define FIELDS_MAX 32
#define MISTAKES_SHOWN 8
#define FIRST_ID INT64_C(4611756387171565569) /* ids use all 63 bits */

struct row {
    int64_t id;
    struct value fields[FIELDS_MAX], system[SYSTEM_FIELDS], kept;
};
struct place_row { int64_t id; const char *kind, *name, *code, *json; int64_t beds; const char *grade, *sign; };

static struct plan *plan;
static struct row visits[VISITS], persons[PERSONS];
static struct place_row places[PLACES];
static struct arena world;
static long pairs_wanted = 10000;
static uint64_t seed = 20261123;
static int mistakes;

/* ---- random records --------------------------------------------------------------------------- */

static const char *const TEXTS[] = {"a", "it's", "浦城", "浦城县", "", "\\", "a\\'b", "%", "_", "A",
                                    "fever", "𠮷", "z\"q\"", "calm", "cough", "ab", "$1", "é"};

static int64_t random_number(struct rng *rng, enum vtype type)
{
    static const int64_t EDGES[] = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1,
                                    INT64_MAX / 1000000, -INT64_MAX / 86400, 500000, -500000,
                                    1499999, 2932896, 2932897, -719162, -719163};
    if (rng_below(rng, 6) == 0)
        return EDGES[rng_below(rng, sizeof EDGES / sizeof EDGES[0])];
    switch (type) {
    case V_NUMBER:
        return (int64_t)rng_below(rng, 100000000) - 20000000;
    case V_DATE:
        return date_from_civil(2026, 11, 23) + (int64_t)rng_below(rng, 40000) - 39000;
    case V_DATETIME:
        return EXPR_PLAN_NOW + (int64_t)rng_below(rng, 8640000) - 4320000;
    case V_TIME:
        return (int64_t)rng_below(rng, 86400);
    case V_DURATION:
        return (int64_t)rng_below(rng, 2000000) - 500000;
    case V_MONEY:
        return (int64_t)rng_below(rng, 1000000) - 100000;
    case V_FLAG:
        return (int64_t)rng_below(rng, 2);
    default:
        return (int64_t)rng_below(rng, 20) - 5;
    }
}

static struct value random_text(struct rng *rng)
{
    struct value v = value_text(TEXTS[rng_below(rng, ROWS(TEXTS))]);
    return v.len ? v : value_null();
}

static struct value random_value(struct rng *rng, const struct field *f)
{
    static const char *const MOODS[] = {"calm", "worried", "crisis"};
    static const char *const CODES[] = {",fever,", ",fever,cough,", ",cough,fatigue,", ",fatigue,"};
    static const char *const LINES[] = {"[]", "[{\"who\":\"a,b\"}]",
                                        "[{\"who\":\"]\"},{\"who\":\"\\\"\",\"share\":2}]"};
    struct value v;
    if (rng_below(rng, 5) == 0)
        return value_null();
    switch (f->type) {
    case F_CHOICE:
        v = value_text(MOODS[rng_below(rng, 3)]);
        v.type = V_CODE;
        return v;
    case F_CHOICES:
        v = value_text(CODES[rng_below(rng, 4)]);
        v.type = V_CODES;
        return v;
    case F_REF:
        return value_int(V_REF, FIRST_ID + (int64_t)rng_below(rng, PERSONS + 1));
    case F_PLACE:
        return value_int(V_PLACE, places[rng_below(rng, PLACES)].id + (rng_below(rng, 9) == 0));
    case F_USER:
        return value_int(V_USER, (int64_t)rng_below(rng, 3) + 4);
    case F_LINES:
        return value_text(LINES[rng_below(rng, 3)]);
    case F_FLAG:
        return value_int(V_FLAG, (int64_t)rng_below(rng, 2));
    default:
        break;
    }
    enum vtype type = type_row(f->type)->vtype;
    return vtype_is_text(type) ? random_text(rng) : value_int(type, random_number(rng, type));
}

static void random_places(struct rng *rng)
{
    int64_t at = 0;
    for (int i = 0; i < PLACES; i++) {
        static const char *const KINDS[] = {"village", "ward"};
        static const char *const GRADES[] = {"calm", "crisis", NULL};
        struct place_row *p = &places[i];
        at = i == 0 ? place_child(0, LEVEL_PROVINCE, 34)
             : i < 4 ? place_child(at, (enum level)(LEVEL_PROVINCE + i), 3 + i)
                     : place_child(places[i - 3].id, LEVEL_ROOM, 10 + i);
        bool is_ward = i % 2;
        p->id = at;
        p->kind = KINDS[is_ward];
        p->name = TEXTS[i];
        p->code = i % 3 ? "610526" : "";
        p->beds = random_number(rng, V_INTEGER);
        p->grade = GRADES[rng_below(rng, 3)];
        p->sign = i < 2 ? "it's \\\"" : NULL;
        p->json = is_ward ? arena_printf(&world, "{\"beds\":%lld%s%s%s%s}", (long long)p->beds,
                                         p->grade ? ",\"grade\":\"" : "", p->grade ? p->grade : "",
                                         p->grade ? "\"" : "",
                                         p->sign ? ",\"sign\":\"it's \\\\\\\"\"" : "")
                          : "{}";
        if (!is_ward) {
            p->beds = 0;
            p->grade = p->sign = NULL;
        }
        if (p->name[0] == '\0')
            p->name = "x";
    }
}

static void random_rows(struct rng *rng, const struct ledger *l, struct row *rows, int n)
{
    static const char *const STATES[] = {"observing", "released", "voided"};
    for (int i = 0; i < n; i++) {
        struct row *r = &rows[i];
        memset(r, 0, sizeof *r);
        r->id = FIRST_ID + i;
        for (int k = 0; k < l->fields_n; k++)
            r->fields[k] = random_value(rng, &l->fields[k]);
        r->system[SYS_ID] = value_int(V_REF, r->id);
        r->system[SYS_STATE] = value_text(STATES[rng_below(rng, 3)]);
        r->system[SYS_STATE].type = V_CODE;
        r->system[SYS_PLACE] = value_int(V_PLACE, places[rng_below(rng, PLACES)].id);
        r->system[SYS_KEY] = random_text(rng);
        r->system[SYS_TITLE] = random_text(rng);
        r->system[SYS_CREATED_AT] = value_int(V_DATETIME, EXPR_PLAN_NOW - (int64_t)rng_below(rng, 9));
        r->system[SYS_CREATED_BY] = value_int(V_USER, (int64_t)rng_below(rng, 3) + 4);
        r->system[SYS_CHANGED_AT] = value_int(V_DATETIME, EXPR_PLAN_NOW);
        if (rng_below(rng, 2))
            r->system[SYS_CLOSED_AT] = value_int(V_DATETIME, EXPR_PLAN_NOW - 5);
        if (rng_below(rng, 3))
            r->system[SYS_OCCURRED_AT] =
                value_int(V_DATETIME, EXPR_PLAN_NOW - (int64_t)rng_below(rng, 9));
        r->kept = rng_below(rng, 2) ? value_int(V_INTEGER, random_number(rng, V_INTEGER))
                                    : value_null();
    }
}

/* ---- the same records in C ---------------------------------------------------------------------- */

struct self { const struct ledger *ledger; const struct row *row; };

static const struct row *rows_of(const struct ledger *l, int *ret_n)
{
    bool is_visit = text_same(l->name, "visit");
    *ret_n = is_visit ? VISITS : PERSONS;
    return is_visit ? visits : persons;
}

static const struct row *row_of(struct eval *ev, const struct ledger *l, int64_t id)
{
    const struct self *self = ev->arg;
    int n;
    if (id == 0)
        return self->row;
    const struct row *rows = rows_of(l, &n);
    return id >= FIRST_ID && id < FIRST_ID + n ? &rows[id - FIRST_ID] : NULL;
}

static enum outcome ask_field(struct eval *ev, const struct ledger *l, int64_t record,
                              const struct field *f, struct value *ret, struct err *e)
{
    const struct row *r = row_of(ev, l, record);
    *ret = r ? r->fields[f->index] : value_null();
    return OK;
}

static enum outcome ask_system(struct eval *ev, const struct ledger *l, int64_t record,
                               enum system_field f, struct value *ret, struct err *e)
{
    const struct row *r = row_of(ev, l, record);
    *ret = r ? r->system[f] : value_null();
    return OK;
}

static enum outcome ask_place(struct eval *ev, int64_t place, const char *name, struct value *ret,
                              struct err *e)
{
    *ret = value_null();
    for (int i = 0; i < PLACES; i++) {
        const struct place_row *p = &places[i];
        if (p->id != place)
            continue;
        *ret = text_same(name, "kind")    ? value_text(p->kind)
               : text_same(name, "name")  ? value_text(p->name)
               : text_same(name, "code")  ? value_text(p->code[0] ? p->code : NULL)
               : text_same(name, "grade") ? value_text(p->grade)
               : text_same(name, "sign")  ? value_text(p->sign)
               : text_same(p->kind, "ward") ? value_int(V_INTEGER, p->beds)
                                            : value_null();
    }
    return OK;
}

/* A level is in force at the second place; see levels_in_force(). */
static enum outcome ask_standard(struct eval *ev, const struct standard *s, struct value *ret,
                                 struct err *e)
{
    const struct self *self = ev->arg;
    int64_t place = self->row->system[SYS_PLACE].n;
    bool has_level = text_same(s->name, "fever_threshold") && place_is_under(place, places[1].id);
    bool keeps = text_same(s->name, "home_days") && self->ledger->keep_n > 0;
    *ret = s->value;
    if (has_level)
        ret->n = 37000000;
    if (keeps && !value_is_null(self->row->kept))
        *ret = self->row->kept;
    return OK;
}

static enum outcome levels_in_force(struct where *w, const struct standard *s,
                                    struct where_standard *ret, struct err *e)
{
    ret->base = s->value;
    if (!text_same(s->name, "fever_threshold"))
        return OK;
    ret->ranges = arena_alloc(w->arena, sizeof *ret->ranges);
    ret->ranges[0] = (struct where_range){places[1].id, place_last(places[1].id),
                                          value_int(V_NUMBER, 37000000)};
    ret->ranges_n = 1;
    return OK;
}

static int64_t when_of(const struct row *r)
{
    const struct value *v = &r->system[SYS_OCCURRED_AT];
    return value_is_null(*v) ? r->system[SYS_CREATED_AT].n : v->n;
}

/* Over all records, one by one. */
static enum outcome ask_query(struct eval *ev, const struct expr *q, struct value *ret,
                              struct err *e)
{
    int n, count = 0;
    __int128 sum = 0;
    const struct row *rows = rows_of(q->ledger, &n), *chosen = NULL;
    *ret = value_null();
    for (int i = 0; i < n; i++) {
        struct self self = {q->ledger, &rows[i]};
        struct eval inner = *ev;
        bool holds = true;
        inner.arg = &self;
        inner.outer = ev;
        if (q->args_n > 0) {
            enum outcome o = expr_holds(&inner, q->args[0], &holds, e);
            if (o != OK)
                return o;
        }
        if (!holds)
            continue;
        count++;
        struct value v = q->field ? rows[i].fields[q->field->index] : rows[i].system[q->system];
        bool is_better = !chosen;
        if (q->query == Q_LAST || q->query == Q_FIRST) {
            if (chosen && when_of(&rows[i]) != when_of(chosen))
                is_better = (when_of(&rows[i]) > when_of(chosen)) == (q->query == Q_LAST);
            else
                is_better = !chosen || q->query == Q_LAST;
            if (is_better) {
                chosen = &rows[i];
                *ret = v;
            }
            continue;
        }
        if (value_is_null(v))
            continue;
        sum += v.n;
        if (value_is_null(*ret) || (q->query == Q_MIN ? v.n < ret->n : v.n > ret->n))
            *ret = v;
    }
    if (q->query == Q_COUNT || q->query == Q_EXISTS)
        *ret = value_int(q->type, q->query == Q_COUNT ? count : count > 0);
    else if (q->query == Q_SUM)
        *ret = sum >= INT64_MIN && sum <= INT64_MAX ? value_int(q->type, (int64_t)sum) : value_null();
    return OK;
}

static struct eval evaluator(struct arena *a, struct self *self)
{
    return (struct eval){.arena = a, .plan = plan, .now = EXPR_PLAN_NOW, .user = 5, .arg = self,
                         .field = ask_field, .system = ask_system, .place = ask_place,
                         .standard = ask_standard, .query = ask_query};
}

/* ---- the same records in a database --------------------------------------------------------------- */

static void must(enum outcome o, const struct err *e)
{
    if (o != OK)
        fail_msg("%s: %s", e->rule, e->en);
}

static void store_rows(struct db *db, const struct ledger *l, const struct row *rows, int n)
{
    struct err e;
    struct column columns[SYSTEM_FIELDS + FIELDS_MAX + 2];
    int columns_n = 0;
    for (int i = 0; i < SYSTEM_FIELDS; i++) {
        enum vtype type = system_field_type((enum system_field)i);
        columns[columns_n++] = (struct column){system_field_word((enum system_field)i),
                                               vtype_is_text(type) ? "TEXT" : "INTEGER", i == SYS_ID,
                                               i == SYS_ID ? "PRIMARY KEY" : NULL};
    }
    columns[columns_n++] = (struct column){"batch", "INTEGER", false, NULL};
    columns[columns_n++] = (struct column){"std_home_days", "INTEGER", false, NULL};
    for (int i = 0; i < l->fields_n; i++) {
        enum vtype type = type_row(l->fields[i].type)->vtype;
        columns[columns_n++] = (struct column){l->fields[i].column,
                                               vtype_is_text(type) ? "TEXT" : "INTEGER", false, NULL};
    }
    must(schema_table(db, l->table, columns, columns_n, &e), &e);
    struct buf sql;
    buf_init(&sql, 1 << 16);
    buf_printf(&sql, "INSERT INTO %s (", l->table);
    for (int i = 0; i < columns_n; i++) {
        buf_text(&sql, i ? ", " : "");
        sql_name(&sql, columns[i].name);
    }
    buf_text(&sql, ") VALUES (");
    for (int i = 0; i < columns_n; i++)
        buf_printf(&sql, "%s$%d", i ? ", " : "", i + 1);
    buf_text(&sql, ")");
    for (int i = 0; i < n; i++) {
        struct value binds[SYSTEM_FIELDS + FIELDS_MAX + 2];
        int binds_n = 0;
        for (int k = 0; k < SYSTEM_FIELDS; k++)
            binds[binds_n++] = rows[i].system[k];
        binds[binds_n++] = value_null();
        binds[binds_n++] = rows[i].kept;
        for (int k = 0; k < l->fields_n; k++)
            binds[binds_n++] = rows[i].fields[k];
        must(db_run(db, sql.data, binds, binds_n, &e), &e);
    }
    buf_fini(&sql);
}

static void store_world(struct db *db)
{
    struct err e;
    must(db_begin(db, &e), &e);
    for (int i = 0; i < PLACES; i++) {
        const struct place_row *p = &places[i];
        must(db_run(db,
                    "INSERT INTO place (id, parent, kind, code, name, successor, retired_on,"
                    " retired_how, sort, fields) VALUES ($1, $2, $3, $4, $5, 0, $6, '', 0, $7)",
                    BIND(bind_int(p->id), bind_int(place_parent(p->id)), bind_text(p->kind),
                         bind_text(p->code), bind_text(p->name), bind_int(i + 1),
                         bind_text(p->json)),
                    &e),
             &e);
    }
    store_rows(db, &plan->ledgers[0], visits, VISITS);
    store_rows(db, &plan->ledgers[1], persons, PERSONS);
    must(db_commit(db, &e), &e);
}

/* ---- comparing --------------------------------------------------------------------------------------- */

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
                    (long long)(r->id - FIRST_ID), value_shown(a, in_c), value_shown(a, in_sql), sql);
}

static struct where where_of(struct arena *a, bool binds_constants)
{
    struct where w;
    where_init(&w, a, plan, EXPR_PLAN_NOW, 5);
    w.standard = levels_in_force;
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
    must(o, &e);
    o = db_query(&q, db, w.text.data, w.binds, w.binds_n, &e);
    int i = 0;
    for (; o == OK && query_next(q); i++) {
        struct value v = read_value(q, 1, x->type);
        if (i < VISITS && !value_same(v, in_c[i]))
            differ(a, side, text, &visits[i], in_c[i], v, w.text.data);
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
    must(o, &e);
    must(db_query(&q, db, w.text.data, w.binds, w.binds_n, &e), &e);
    while (query_next(q))
        found[query_int(q, 0) - FIRST_ID] = true;
    must(query_end(q, &e), &e);
    for (int i = 0; i < VISITS; i++) {
        bool holds = !value_is_null(in_c[i]) && in_c[i].n;
        if (found[i] != holds)
            differ(a, side, text, &visits[i], in_c[i], value_int(V_FLAG, found[i]), w.text.data);
    }
    where_fini(&w);
}

struct queries { const struct expr *list[8]; int n; };

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
        const struct row *r = &visits[rng_below(rng, VISITS)];
        struct self self = {&plan->ledgers[0], r};
        struct eval ev = evaluator(a, &self);
        struct value in_c, in_sql;
        must(expr_eval(&ev, queries.list[i], &in_c, &e), &e);
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
    arena_init(&world, 1 << 20);
    random_places(&rng);
    random_rows(&rng, &plan->ledgers[0], visits, VISITS);
    random_rows(&rng, &plan->ledgers[1], persons, PERSONS);
    for (int side = 0; side < TEST_SIDES; side++) {
        if (!test_store_has((enum test_side)side))
            continue;
        test_store_open(&stores[sides], (enum test_side)side);
        must(db_open(&dbs[sides], stores[sides].store, DB_WRITE, &e), &e);
        store_world(dbs[sides++]);
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
                struct self self = {&plan->ledgers[0], &visits[i]};
                struct eval ev = evaluator(&a, &self);
                must(expr_eval(&ev, x, &in_c[i], &e), &e);
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
    print_message("%ld pairs on %d databases: %ld expressions, %ld refused, %ld too deep, %.0f%% known\n",
                  pairs, sides, tried, refused, too_deep, 100.0 * (double)known / (double)(pairs + 1));
    for (int i = 0; i < sides; i++) {
        db_close(dbs[i]);
        test_store_close(&stores[i]);
    }
    arena_fini(&world);
    assert_int_equal(mistakes, 0);
    assert_true(refused * 20 < tried);
    assert_true(too_deep * 20 < tried);
}

/* ---- as deep as it may be -------------------------------------------------------------------------------- */

static const struct { const char *start, *before, *after; } NESTS[] = {
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
        arena_init(&world, 1 << 20);
        test_store_open(&store, (enum test_side)side);
        must(db_open(&db, store.store, DB_WRITE, &e), &e);
        store_rows(db, &plan->ledgers[0], visits, 0);
        store_rows(db, &plan->ledgers[1], persons, 0);
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
                    must(db_query(&q, db, w.text.data, w.binds, w.binds_n, &e), &e);
                    while (query_next(q))
                        continue;
                    must(query_end(q, &e), &e);
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
        arena_fini(&world);
    }
}

/* ---- what stands in the text --------------------------------------------------------------------------- */

static const struct { const char *program, *wanted; int binds_n; } TEXTS_OF[] = {
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
        must(where_parse(&x, &a, plan, &plan->ledgers[0], TEXTS_OF[i].program, &e), &e);
        struct where w;
        where_init(&w, &a, plan, EXPR_PLAN_NOW, 5);
        must(where_condition(&w, x, &plan->ledgers[0], "r", &e), &e);
        check_row_text(i, TEXTS_OF[i].program, w.text.data, TEXTS_OF[i].wanted);
        check_row(i, TEXTS_OF[i].program, w.binds_n == TEXTS_OF[i].binds_n);
        where_fini(&w);
        arena_fini(&a);
    }
}

static void filters_ask_nobody(void **state)
{
    static const struct { const char *program, *rule; } REFUSED_ONES[] = {
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
    must(where_parse(&x, &a, plan, &plan->ledgers[0],
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
    const char *pairs = argc > 1 ? argv[1] : getenv("LIANFANG_PAIRS"), *from = getenv("LIANFANG_SEED");
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
