/* See where_world.h. Numbers are ordinary ones and, now and then, the edges of int64. */
#include "where_world.h"

#include <string.h>

#include "base/text.h"
#include "expr_plan.h"
#include "unit/check.h"
#include "value/place_id.h"
#include "value/time.h"

void world_must(enum outcome o, const struct err *e)
{
    if (o != OK)
        fail_msg("%s: %s", e->rule, e->en);
}

/* ---- random records ---------------------------------------------------------------------------
 */

static const char *const TEXTS[] = {"a",      "it's", "浦城",  "浦城县", "",      "\\",
                                    "a\\'b",  "%",    "_",     "A",      "fever", "𠮷",
                                    "z\"q\"", "calm", "cough", "ab",     "$1",    "é"};

static int64_t random_number(struct rng *rng, enum vtype type)
{
    static const int64_t EDGES[] = {0,
                                    1,
                                    -1,
                                    INT64_MAX,
                                    INT64_MIN,
                                    INT64_MAX - 1,
                                    INT64_MIN + 1,
                                    INT64_MAX / 1000000,
                                    -INT64_MAX / 86400,
                                    500000,
                                    -500000,
                                    1499999,
                                    2932896,
                                    2932897,
                                    -719162,
                                    -719163};
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

static struct value random_value(const struct world *w, struct rng *rng, const struct field *f)
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
        return value_int(V_PLACE, w->places[rng_below(rng, PLACES)].id + (rng_below(rng, 9) == 0));
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

static void random_places(struct world *w, struct rng *rng)
{
    struct place_row *places = w->places;
    int64_t at = 0;
    for (int i = 0; i < PLACES; i++) {
        static const char *const KINDS[] = {"village", "ward"};
        static const char *const GRADES[] = {"calm", "crisis", NULL};
        struct place_row *p = &places[i];
        at = i == 0  ? place_child(0, LEVEL_PROVINCE, 34)
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
        p->json = is_ward ? arena_printf(&w->arena, "{\"beds\":%lld%s%s%s%s}", (long long)p->beds,
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

static void random_rows(struct world *w, struct rng *rng, const struct ledger *l, struct row *rows,
                        int n)
{
    static const char *const STATES[] = {"observing", "released", "voided"};
    for (int i = 0; i < n; i++) {
        struct row *r = &rows[i];
        memset(r, 0, sizeof *r);
        r->id = FIRST_ID + i;
        for (int k = 0; k < l->fields_n; k++)
            r->fields[k] = random_value(w, rng, &l->fields[k]);
        r->system[SYS_ID] = value_int(V_REF, r->id);
        r->system[SYS_STATE] = value_text(STATES[rng_below(rng, 3)]);
        r->system[SYS_STATE].type = V_CODE;
        r->system[SYS_PLACE] = value_int(V_PLACE, w->places[rng_below(rng, PLACES)].id);
        r->system[SYS_KEY] = random_text(rng);
        r->system[SYS_TITLE] = random_text(rng);
        r->system[SYS_CREATED_AT] =
            value_int(V_DATETIME, EXPR_PLAN_NOW - (int64_t)rng_below(rng, 9));
        r->system[SYS_CREATED_BY] = value_int(V_USER, (int64_t)rng_below(rng, 3) + 4);
        r->system[SYS_CHANGED_AT] = value_int(V_DATETIME, EXPR_PLAN_NOW);
        if (rng_below(rng, 2))
            r->system[SYS_CLOSED_AT] = value_int(V_DATETIME, EXPR_PLAN_NOW - 5);
        if (rng_below(rng, 3))
            r->system[SYS_OCCURRED_AT] =
                value_int(V_DATETIME, EXPR_PLAN_NOW - (int64_t)rng_below(rng, 9));
        r->kept =
            rng_below(rng, 2) ? value_int(V_INTEGER, random_number(rng, V_INTEGER)) : value_null();
    }
}

/* ---- the same records in C ----------------------------------------------------------------------
 */

static const struct row *rows_of(const struct world *w, const struct ledger *l, int *ret_n)
{
    bool is_visit = text_same(l->name, "visit");
    *ret_n = is_visit ? VISITS : PERSONS;
    return is_visit ? w->visits : w->persons;
}

static const struct row *row_of(struct eval *ev, const struct ledger *l, int64_t id)
{
    const struct self *self = ev->arg;
    int n;
    if (id == 0)
        return self->row;
    const struct row *rows = rows_of(self->world, l, &n);
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
    const struct self *self = ev->arg;
    *ret = value_null();
    for (int i = 0; i < PLACES; i++) {
        const struct place_row *p = &self->world->places[i];
        if (p->id != place)
            continue;
        *ret = text_same(name, "kind")      ? value_text(p->kind)
               : text_same(name, "name")    ? value_text(p->name)
               : text_same(name, "code")    ? value_text(p->code[0] ? p->code : NULL)
               : text_same(name, "grade")   ? value_text(p->grade)
               : text_same(name, "sign")    ? value_text(p->sign)
               : text_same(p->kind, "ward") ? value_int(V_INTEGER, p->beds)
                                            : value_null();
    }
    return OK;
}

/* A level is in force at the second place; see world_standard(). */
static enum outcome ask_standard(struct eval *ev, const struct standard *s, struct value *ret,
                                 struct err *e)
{
    const struct self *self = ev->arg;
    int64_t place = self->row->system[SYS_PLACE].n;
    bool has_level =
        text_same(s->name, "fever_threshold") && place_is_under(place, self->world->places[1].id);
    bool keeps = text_same(s->name, "home_days") && self->ledger->keep_n > 0;
    *ret = s->value;
    if (has_level)
        ret->n = 37000000;
    if (keeps && !value_is_null(self->row->kept))
        *ret = self->row->kept;
    return OK;
}

enum outcome world_standard(struct where *w, const struct standard *s, struct where_standard *ret,
                            struct err *e)
{
    const struct world *world = w->arg;
    ret->base = s->value;
    if (!text_same(s->name, "fever_threshold"))
        return OK;
    ret->ranges = arena_alloc(w->arena, sizeof *ret->ranges);
    ret->ranges[0] = (struct where_range){world->places[1].id, place_last(world->places[1].id),
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
    const struct world *w = ((struct self *)ev->arg)->world;
    const struct row *rows = rows_of(w, q->ledger, &n), *chosen = NULL;
    *ret = value_null();
    for (int i = 0; i < n; i++) {
        struct self self = {w, q->ledger, &rows[i]};
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
        *ret =
            sum >= INT64_MIN && sum <= INT64_MAX ? value_int(q->type, (int64_t)sum) : value_null();
    return OK;
}

struct eval world_eval(struct arena *a, struct self *self)
{
    return (struct eval){.arena = a,
                         .plan = self->world->plan,
                         .now = EXPR_PLAN_NOW,
                         .user = 5,
                         .arg = self,
                         .field = ask_field,
                         .system = ask_system,
                         .place = ask_place,
                         .standard = ask_standard,
                         .query = ask_query};
}

/* ---- the same records in a database
 * --------------------------------------------------------------- */

static void store_rows(struct db *db, const struct ledger *l, const struct row *rows, int n)
{
    struct err e;
    struct column columns[SYSTEM_FIELDS + FIELDS_MAX + 2];
    int columns_n = 0;
    for (int i = 0; i < SYSTEM_FIELDS; i++) {
        enum vtype type = system_field_type((enum system_field)i);
        columns[columns_n++] = (struct column){system_field_word((enum system_field)i),
                                               vtype_is_text(type) ? "TEXT" : "INTEGER",
                                               i == SYS_ID, i == SYS_ID ? "PRIMARY KEY" : NULL};
    }
    columns[columns_n++] = (struct column){"batch", "INTEGER", false, NULL};
    columns[columns_n++] = (struct column){"std_home_days", "INTEGER", false, NULL};
    for (int i = 0; i < l->fields_n; i++) {
        enum vtype type = type_row(l->fields[i].type)->vtype;
        columns[columns_n++] = (struct column){
            l->fields[i].column, vtype_is_text(type) ? "TEXT" : "INTEGER", false, NULL};
    }
    world_must(schema_table(db, l->table, columns, columns_n, &e), &e);
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
        world_must(db_run(db, sql.data, binds, binds_n, &e), &e);
    }
    buf_fini(&sql);
}

void world_store(const struct world *w, struct db *db, bool is_empty)
{
    struct err e;
    world_must(db_begin(db, &e), &e);
    for (int i = 0; i < PLACES && !is_empty; i++) {
        const struct place_row *p = &w->places[i];
        world_must(
            db_run(db,
                   "INSERT INTO place (id, parent, kind, code, name, successor, retired_on,"
                   " retired_how, sort, fields) VALUES ($1, $2, $3, $4, $5, 0, $6, '', 0, $7)",
                   BIND(bind_int(p->id), bind_int(place_parent(p->id)), bind_text(p->kind),
                        bind_text(p->code), bind_text(p->name), bind_int(i + 1),
                        bind_text(p->json)),
                   &e),
            &e);
    }
    store_rows(db, &w->plan->ledgers[0], w->visits, is_empty ? 0 : VISITS);
    store_rows(db, &w->plan->ledgers[1], w->persons, is_empty ? 0 : PERSONS);
    world_must(db_commit(db, &e), &e);
}

void world_init(struct world *w, const struct plan *plan, struct rng *rng)
{
    memset(w, 0, sizeof *w);
    w->plan = plan;
    arena_init(&w->arena, 1 << 20);
    random_places(w, rng);
    random_rows(w, rng, &plan->ledgers[0], w->visits, VISITS);
    random_rows(w, rng, &plan->ledgers[1], w->persons, PERSONS);
}

void world_fini(struct world *w)
{
    arena_fini(&w->arena);
}
