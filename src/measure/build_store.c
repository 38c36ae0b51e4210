/* Counting what was there before a measure was: slices of records in the order of their ids. A
 * change of a record already passed counts by itself, one further on is met as it then is. Imports
 * at work are waited for. And counting everything again, in SQL, for checks. */
#include "measure/measure_int.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/where.h"
#include "value/time.h"

#define BITE 400
#define SLICE_US 6000

struct building {
    struct app *app;
    struct db *db;
    const struct plan *plan;
    const struct measure *measure;
    int64_t row, from, to;
};

/* Ids of imports not yet decided are not to be passed. */
static enum outcome first_pending(int64_t *ret, struct db *db, const struct ledger *l,
                                  struct err *e)
{
    enum outcome o = db_int(ret, db,
                            "SELECT min(first_id) FROM batch"
                            " WHERE state IN ('writing', 'dropping') AND ledger = $1",
                            BIND(bind_text(l->name)), e);
    if (o == OK && *ret == 0)
        *ret = INT64_MAX;
    return o;
}

static enum outcome next_ids(int64_t *ret, int *ret_n, struct building *b, int64_t before,
                             struct err *e)
{
    struct query *q;
    struct buf sql;
    buf_init(&sql, 1024);
    buf_text(&sql, "SELECT id FROM ");
    sql_name(&sql, b->measure->ledger->table);
    buf_printf(&sql, " WHERE id > $1 AND id < $2 ORDER BY id LIMIT %d", BITE);
    *ret_n = 0;
    enum outcome o = db_query(&q, b->db, sql.data, BIND(bind_int(b->from), bind_int(before)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (*ret_n < BITE && query_next(q))
        ret[(*ret_n)++] = query_int(q, 0);
    return query_end(q, e);
}

static void add(struct building *b, const struct contribution *c, int by)
{
    measures_note(b->app->measures,
                  &(struct delta){.measure = b->row,
                                  .is_level = !b->measure->on.is_set,
                                  .place = c->place,
                                  .day = c->day,
                                  .cell = measures_cell(b->app->measures, c->cell),
                                  .n = c->n * by,
                                  .total = c->total * by});
}

/* A level's history before it was measured: from creation to closing, as far as records tell. */
static enum outcome count_record(struct building *b, struct arena *a, const struct record *r,
                                 int64_t now, struct err *e)
{
    struct contribution c;
    int offset = b->plan->calendar.offset_s;
    enum outcome o =
        contribution_of(&c, a, b->plan, b->measure, r, date_of(r->created_at, offset), now, e);
    if (o != OK)
        return o;
    if (c.counts) {
        add(b, &c, +1);
    } else if (!b->measure->on.is_set && r->closed_at) {
        o = contribution_before_closing(&c, a, b->plan, b->measure, r, now, e);
        if (o == OK && c.counts) {
            add(b, &c, +1);
            c.day = date_of(r->closed_at, offset);
            add(b, &c, -1);
        }
    }
    return o;
}

/* Once, when the first slice begins: what no record tells. */
static enum outcome count_past(struct building *b, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, b->db,
                              "SELECT place, day, cell, n, total FROM measure_past"
                              " WHERE measure = $1",
                              BIND(bind_text(b->measure->name)), e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        struct contribution c = {.place = query_int(q, 0),
                                 .day = query_int(q, 1),
                                 .cell = query_text(q, 2, &len),
                                 .n = query_int(q, 3),
                                 .total = query_int(q, 4)};
        add(b, &c, +1);
    }
    return query_end(q, e);
}

static enum outcome build_one(struct building *b, bool *ret_is_done, struct err *e)
{
    int64_t ids[BITE], before, until = clock_monotonic_us() + SLICE_US;
    int64_t now = clock_now_s(&b->app->clock);
    int n;
    struct arena a;
    enum outcome o = first_pending(&before, b->db, b->measure->ledger, e);
    if (o == OK && b->from == 0)
        o = count_past(b, e);
    if (o == OK)
        o = next_ids(ids, &n, b, before, e);
    if (o != OK)
        return o;
    b->to = b->from;
    *ret_is_done = n == 0 && before == INT64_MAX;
    arena_init(&a, LIMIT_ARENA);
    for (int i = 0; o == OK && i < n && (i & 7 || clock_monotonic_us() < until); i++) {
        struct record *r;
        arena_clear(&a);
        o = record_load_any(&a, b->db, b->measure->ledger, ids[i], &r, e);
        if (o == OK)
            o = count_record(b, &a, r, now, e);
        b->to = ids[i];
    }
    arena_fini(&a);
    return o;
}

enum outcome build_slice(struct app *app, struct db *db, const struct plan *plan, bool *ret_more,
                         struct err *e)
{
    struct measures *m = app->measures;
    enum outcome o = m->plan == plan ? OK : measures_take(app, db, plan, e);
    *ret_more = false;
    for (int i = 0; o == OK && i < plan->measures_n; i++) {
        struct building b = {.app = app,
                             .db = db,
                             .plan = plan,
                             .measure = &plan->measures[i],
                             .row = m->ids[i],
                             .from = m->counted_to[i]};
        bool is_done = false;
        if (!b.row || b.from == INT64_MAX)
            continue;
        o = build_one(&b, &is_done, e);
        /* -1 stands for "begun": the past is counted once. */
        int64_t to = b.to ? b.to : -1;
        if (o == OK)
            o = is_done ? db_run(db, "UPDATE measure SET counted_to = NULL WHERE id = $1",
                                 BIND(bind_int(b.row)), e)
                        : db_run(db, "UPDATE measure SET counted_to = $1 WHERE id = $2",
                                 BIND(bind_int(to), bind_int(b.row)), e);
        if (o == OK)
            m->counted_to[i] = is_done ? INT64_MAX : to;
        m->has_made_rows = true; /* read them again when this job is rolled back */
        *ret_more = true;
        return o;
    }
    return o;
}

/* ---- counting again ----------------------------------------------------------------------------
 */

struct checking {
    struct db *db;
    const struct plan *plan;
    const struct measure *measure;
    int64_t row;
    struct measures *cells;
    struct deltas sum;
    int64_t now;
};

static void expect(struct checking *k, int64_t place, int64_t day, const char *cell, int64_t n,
                   int64_t total)
{
    struct delta d = {.measure = k->row,
                      .day = day,
                      .cell = measures_cell(k->cells, cell),
                      .n = n,
                      .total = total};
    for (;; place = place_parent(place)) {
        d.place = place;
        deltas_add(&k->sum, &d);
        if (place == PLACE_COUNTRY)
            break;
    }
}

static enum outcome take_rows(struct checking *k, const char *sql, const struct value *binds, int n,
                              struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, k->db, sql, binds, n, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        const char *cell = query_text(q, 2, &len);
        expect(k, query_int(q, 0), query_int(q, 1), cell ? cell : "", query_int(q, 3),
               query_int(q, 4));
    }
    return query_end(q, e);
}

static enum outcome recount(struct checking *k, struct arena *a, struct err *e)
{
    struct buf b;
    struct value binds[ASK_BINDS];
    int n = 0;
    buf_init(&b, 1 << 17);
    buf_text(&b, "SELECT r.place, ");
    if (k->measure->on.is_set)
        ask_day_sql(&b, k->plan, k->measure, k->measure->on);
    else
        buf_int(&b, DAY_NOW);
    buf_text(&b, ", ");
    ask_cell_sql(&b, k->measure);
    buf_text(&b, ", count(*), CAST(sum(");
    ask_total_sql(&b, k->plan, k->measure);
    buf_text(&b, ") AS BIGINT) FROM ");
    sql_name(&b, k->measure->ledger->table);
    buf_text(&b, " r WHERE ");
    enum outcome o =
        ask_condition(&b, binds, &n, ASK_BINDS, a, k->db, k->plan, k->now, k->measure, e);
    buf_text(&b, " AND NOT EXISTS (SELECT 1 FROM batch t WHERE t.id = r.batch"
                 " AND t.state IN ('writing', 'dropping')) GROUP BY 1, 2, 3");
    if (o == OK)
        o = take_rows(k, b.data, binds, n, e);
    buf_fini(&b);
    if (o == OK && k->measure->on.is_set)
        o = take_rows(k, "SELECT place, day, cell, n, total FROM measure_past WHERE measure = $1",
                      BIND(bind_text(k->measure->name)), e);
    return o;
}

static void compare(struct checking *k, struct deltas *stands, struct measure_report *ret)
{
    char day[32];
    for (int i = 0; i < stands->n; i++) {
        struct delta d = stands->list[i];
        if (!k->measure->on.is_set && d.day != DAY_NOW)
            continue; /* when a level changed is told by the journal, not by the records */
        d.n = -d.n;
        d.total = -d.total;
        d.is_level = false;
        ret->cells++;
        deltas_add(&k->sum, &d);
    }
    deltas_merge(&k->sum);
    ret->differing += k->sum.n;
    if (k->sum.n && !ret->fault[0]) {
        const struct delta *d = &k->sum.list[0];
        date_print(d->day, day);
        snprintf(ret->fault, sizeof ret->fault, "%s at %lld on %s%s%s: %lld too few",
                 k->measure->name, (long long)d->place, d->day == DAY_NOW ? "now" : day,
                 d->cell[0] ? " " : "", d->cell, (long long)(d->n ? d->n : d->total));
    }
}

enum outcome measure_check(struct db *db, const struct plan *plan, struct measure_report *ret,
                           struct err *e)
{
    enum outcome o = OK;
    *ret = (struct measure_report){0};
    for (int i = 0; o == OK && i < plan->measures_n; i++) {
        struct checking k = {.db = db, .plan = plan, .measure = &plan->measures[i]};
        struct deltas stands = {0};
        struct arena a;
        bool is_ready = false;
        if (!k.measure->ledger || !k.measure->is_counted)
            continue;
        o = count_row(db, k.measure, &k.row, &is_ready, e);
        if (o != OK || !is_ready)
            continue;
        measures_new(&k.cells);
        arena_init(&a, LIMIT_ARENA);
        o = recount(&k, &a, e);
        if (o == OK)
            o = count_all(&stands, k.cells, db, k.row, e);
        if (o == OK) {
            ret->measures++;
            compare(&k, &stands, ret);
        }
        deltas_fini(&stands);
        deltas_fini(&k.sum);
        measures_free(k.cells);
        arena_fini(&a);
    }
    return o;
}
