/* Asking counters and records. What a record counts for is said in SQL here, in C in
 * contribution.c. */
#include "measure/measure_int.h"

#include "base/limits.h"
#include "base/text.h"
#include "ledger/level.h"
#include "ledger/where.h"
#include "value/time.h"
#include <stdlib.h>

#define TARGETS 2000
#define VALUES 5000000 /* durations or different values of one question */

/* ---- which places
 * -------------------------------------------------------------------------------- */

static void target_add(struct targets *t, int64_t shown, int64_t source)
{
    if (t->n < TARGETS)
        t->list[t->n++] = (struct target){shown, source};
}

/* Retired places whose successor lies under the place shown, but they do not. */
static enum outcome add_absorbed(struct targets *t, struct db *db, int64_t shown, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db,
                              "SELECT id FROM place WHERE successor BETWEEN $1 AND $2"
                              " AND successor <> 0 AND id NOT BETWEEN $1 AND $2",
                              BIND(bind_int(shown), bind_int(place_last(shown))), e);
    if (o != OK)
        return o;
    while (query_next(q))
        target_add(t, shown, query_int(q, 0));
    return query_end(q, e);
}

static enum outcome add_children(struct targets *t, struct db *db, int64_t parent, struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, db,
                 "SELECT id FROM place WHERE parent = $1 AND retired_on = 0 AND id <> 0"
                 " ORDER BY sort, id",
                 BIND(bind_int(parent)), e);
    if (o != OK)
        return o;
    while (query_next(q) && t->n < TARGETS) {
        t->shown[t->shown_n++] = query_int(q, 0);
        target_add(t, query_int(q, 0), query_int(q, 0));
    }
    return query_end(q, e);
}

enum outcome ask_targets(struct targets *ret, struct arena *a, struct db *db,
                         const struct measure_ask *ask, struct err *e)
{
    struct targets t = {.list = arena_alloc(a, sizeof *t.list * TARGETS),
                        .shown = arena_alloc(a, sizeof *t.shown * (TARGETS + 1))};
    enum outcome o = OK;
    if (ask->by & BY_PLACE)
        o = add_children(&t, db, ask->place, e);
    t.shown[t.shown_n++] = ask->place;
    target_add(&t, ask->place, ask->place);
    for (int i = 0; o == OK && i < t.shown_n; i++)
        o = add_absorbed(&t, db, t.shown[i], e);
    *ret = t;
    return o;
}

void rows_add(struct counted_rows *rows, struct arena *a, const struct counted_row *row)
{
    if (rows->n == rows->cap) {
        struct counted_row *more;
        int cap = rows->cap ? rows->cap * 2 : 64;
        more = arena_alloc(a, sizeof *more * (size_t)cap);
        if (rows->n)
            memcpy(more, rows->list, sizeof *more * (size_t)rows->n);
        rows->list = more;
        rows->cap = cap;
    }
    rows->list[rows->n++] = *row;
}

/* ---- counters
 * -------------------------------------------------------------------------------------- */

static enum outcome take_counters(struct counted_rows *ret, struct arena *a, struct query *q,
                                  int64_t shown, struct err *e)
{
    const char *last = "";
    while (query_next(q)) {
        size_t len;
        const char *cell = query_text(q, 2, &len);
        if (!text_same(cell, last))
            last = arena_text(a, cell, len);
        rows_add(ret, a,
                 &(struct counted_row){.place = shown ? shown : query_int(q, 0),
                                       .day = query_int(q, 1),
                                       .cell = last,
                                       .n = query_int(q, 3),
                                       .total = query_int(q, 4)});
    }
    return query_end(q, e);
}

static enum outcome add_waiting(struct counted_rows *ret, struct arena *a, struct db *db,
                                int64_t measure, int64_t from, int64_t to,
                                const struct targets *targets, struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, db, "SELECT done, deltas FROM measure_pending ORDER BY id", NO_BIND, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len, cell_len, at = (size_t)query_int(q, 0);
        const uint8_t *bytes = query_blob(q, 1, &len);
        struct delta d;
        while (delta_read(&d, &cell_len, bytes, len, &at))
            for (int i = 0; d.measure == measure && i < targets->n; i++) {
                struct counted_row row = {targets->list[i].shown, d.day, d.n, d.total, NULL};
                if (!place_is_under(d.place, targets->list[i].source))
                    continue;
                row.cell = arena_text(a, d.cell, cell_len);
                if (d.day >= from && d.day <= to)
                    rows_add(ret, a, &row);
                row.day = DAY_NOW;
                if (d.is_level && to == DAY_NOW)
                    rows_add(ret, a, &row);
            }
    }
    return query_end(q, e);
}

enum outcome ask_counters(struct counted_rows *ret, struct arena *a, struct db *db, int64_t measure,
                          const struct measure_ask *ask, const struct targets *targets,
                          struct err *e)
{
    struct query *q;
    bool is_level = !ask->measure->on.is_set;
    int64_t from = ask->from, to = is_level ? DAY_NOW : ask->to;
    enum outcome o = OK;
    if (ask->by & BY_PLACE) {
        o = db_query(&q, db,
                     "SELECT c.place, c.day, c.cell, c.n, c.total FROM place p"
                     " JOIN measure_count c ON c.measure = $1 AND c.place = p.id"
                     " AND c.day BETWEEN $3 AND $4"
                     " WHERE p.parent = $2 AND p.retired_on = 0 AND p.id <> 0",
                     BIND(bind_int(measure), bind_int(ask->place), bind_int(from), bind_int(to)),
                     e);
        if (o == OK)
            o = take_counters(ret, a, q, 0, e);
    }
    for (int i = 0; o == OK && i < targets->n; i++) {
        const struct target *t = &targets->list[i];
        if ((ask->by & BY_PLACE) && t->source == t->shown && t->shown != ask->place)
            continue; /* read above */
        o = db_query(&q, db,
                     "SELECT place, day, cell, n, total FROM measure_count"
                     " WHERE measure = $1 AND place = $2 AND day BETWEEN $3 AND $4",
                     BIND(bind_int(measure), bind_int(t->source), bind_int(from), bind_int(to)), e);
        if (o == OK)
            o = take_counters(ret, a, q, t->shown, e);
    }
    return o == OK ? add_waiting(ret, a, db, measure, from, to, targets, e) : o;
}

/* ---- what a record counts for, in SQL -------------------------------------------------------- */

static const char *column_of(struct moment t)
{
    return t.field ? t.field->column : system_field_word(t.system);
}

static bool is_date(struct moment t)
{
    return t.field && t.field->type == F_DATE;
}

static void put_column(struct buf *out, const char *name)
{
    buf_text(out, "r.");
    sql_name(out, name);
}

void ask_day_sql(struct buf *out, const struct plan *plan, const struct measure *m, struct moment t)
{
    int64_t shift = TIME_DAY - m->day_ends_s + plan->calendar.offset_s;
    if (!is_date(t))
        buf_char(out, '(');
    put_column(out, column_of(t));
    if (!is_date(t))
        buf_printf(out, " + %lld) / %d", (long long)shift, TIME_DAY);
}

void ask_cell_sql(struct buf *out, const struct measure *m)
{
    if (m->splits_n == 0)
        buf_text(out, "''");
    for (int i = 0; i < m->splits_n; i++) {
        const struct field *f = m->splits[i].field;
        buf_text(out, i ? " || ',' || " : "");
        buf_text(out, "COALESCE(CAST(");
        put_column(out, f ? f->column : "state");
        buf_text(out, " AS TEXT), '')");
    }
}

static void put_seconds(struct buf *out, const struct plan *plan, struct moment t)
{
    if (is_date(t))
        buf_char(out, '(');
    put_column(out, column_of(t));
    if (is_date(t))
        buf_printf(out, " * %d - %d)", TIME_DAY, plan->calendar.offset_s);
}

void ask_total_sql(struct buf *out, const struct plan *plan, const struct measure *m)
{
    if (m->kind == MEASURE_SUM) {
        buf_text(out, "COALESCE(");
        put_column(out, m->field->column);
        buf_text(out, ", 0)");
    } else if (m->kind == MEASURE_DURATION) {
        put_seconds(out, plan, m->to);
        buf_text(out, " - ");
        put_seconds(out, plan, m->from);
    } else {
        buf_char(out, '0');
    }
}

static void put_known(struct buf *out, struct moment t)
{
    if (!t.is_set)
        return;
    buf_text(out, " AND ");
    put_column(out, column_of(t));
    buf_text(out, " IS NOT NULL");
}

enum outcome ask_condition(struct buf *out, struct value *binds, int *binds_n, int binds_max,
                           struct arena *a, struct db *db, const struct plan *plan, int64_t now,
                           const struct measure *m, struct err *e)
{
    struct where w;
    enum outcome o = OK;
    where_init(&w, a, plan, now, 0);
    w.standard = level_ranges;
    w.arg = db;
    if (m->where)
        o = where_condition(&w, m->where, m->ledger, "r", e);
    else
        where_text(&w, "1 = 1");
    if (o == OK && w.binds_n > binds_max)
        o = err_set(e, TOO_LARGE, NULL, "too_large", "the condition is too long", "条件过长");
    if (o == OK) {
        buf_put(out, w.text.data, w.text.len);
        put_known(out, m->on);
        put_known(out, m->from);
        put_known(out, m->to);
        for (int i = 0; i < w.binds_n; i++)
            binds[i] = w.binds[i];
        *binds_n = w.binds_n;
    }
    where_fini(&w);
    return o;
}

/* ---- records
 * ------------------------------------------------------------------------------------------ */

static void put_span(struct buf *out, const struct plan *plan, const struct measure_ask *ask)
{
    const struct measure *m = ask->measure;
    int64_t shift = TIME_DAY - m->day_ends_s + plan->calendar.offset_s;
    if (!m->on.is_set)
        return;
    buf_text(out, " AND ");
    put_column(out, column_of(m->on));
    if (is_date(m->on))
        buf_printf(out, " BETWEEN %lld AND %lld", (long long)ask->from, (long long)ask->to);
    else
        buf_printf(out, " BETWEEN %lld AND %lld", (long long)(ask->from * TIME_DAY - shift),
                   (long long)((ask->to + 1) * TIME_DAY - shift - 1));
}

static void put_places(struct buf *out, const struct targets *targets, int64_t place)
{
    buf_printf(out, " AND (r.place BETWEEN %lld AND %lld", (long long)place,
               (long long)place_last(place));
    for (int i = 0; i < targets->n; i++)
        if (targets->list[i].source != targets->list[i].shown)
            buf_printf(out, " OR r.place BETWEEN %lld AND %lld", (long long)targets->list[i].source,
                       (long long)place_last(targets->list[i].source));
    buf_char(out, ')');
}

/* The place shown that a record belongs to; what belongs to no child is of the place itself. */
static int64_t shown_of(const struct targets *targets, int64_t place)
{
    int64_t otherwise = 0;
    for (int i = 0; i < targets->n; i++) {
        const struct target *t = &targets->list[i];
        if (!place_is_under(place, t->source))
            continue;
        if (t->shown != targets->shown[targets->shown_n - 1])
            return t->shown;
        otherwise = t->shown;
    }
    return otherwise;
}

static bool needs_values(const struct measure *m)
{
    return m->kind == MEASURE_DISTINCT || (m->kind == MEASURE_DURATION && m->quantile);
}

static enum outcome write_select(struct buf *b, struct value *binds, int *binds_n, struct call *c,
                                 const struct measure_ask *ask, const struct targets *targets,
                                 struct err *e)
{
    const struct measure *m = ask->measure;
    buf_text(b, "SELECT r.place, ");
    if (m->on.is_set && (ask->by & BY_DAY))
        ask_day_sql(b, c->plan, m, m->on);
    else
        buf_text(b, "0");
    buf_text(b, ", ");
    if (ask->by & BY_SPLIT)
        ask_cell_sql(b, m);
    else
        buf_text(b, "''");
    if (m->kind == MEASURE_DISTINCT) {
        buf_text(b, ", CAST(");
        put_column(b, m->field->column);
        buf_text(b, " AS TEXT), 1 FROM ");
    } else if (needs_values(m)) {
        buf_text(b, ", ");
        ask_total_sql(b, c->plan, m);
        buf_text(b, ", 1 FROM ");
    } else {
        buf_text(b, ", count(*), CAST(sum(");
        ask_total_sql(b, c->plan, m);
        buf_text(b, ") AS BIGINT) FROM ");
    }
    sql_name(b, m->ledger->table);
    buf_text(b, " r WHERE ");
    enum outcome o = ask_condition(b, binds, binds_n, ASK_BINDS, c->arena, c->db, c->plan,
                                   c->now_ms / 1000, m, e);
    put_span(b, c->plan, ask);
    put_places(b, targets, ask->place);
    buf_text(b, " AND (");
    guard_where(b, c->actor, VERB_VIEW, m->ledger, "r");
    buf_text(b, ") AND NOT EXISTS (SELECT 1 FROM batch t WHERE t.id = r.batch"
                " AND t.state IN ('writing', 'dropping', 'taking_back'))");
    if (m->kind == MEASURE_DISTINCT) {
        buf_text(b, " AND ");
        put_column(b, m->field->column);
        buf_text(b, " IS NOT NULL GROUP BY 1, 2, 3, 4");
    } else if (!needs_values(m)) {
        buf_text(b, " GROUP BY 1, 2, 3");
    }
    return o;
}

/* ---- values that do not add up ---- */

struct one {
    int64_t place, day, value;
    const char *cell;
};

static int by_one(const void *pa, const void *pb)
{
    const struct one *a = pa, *b = pb;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    int c = strcmp(a->cell, b->cell);
    return c ? c : (a->value > b->value) - (a->value < b->value);
}

static int64_t hash_of(const char *s, size_t len)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)s[i]) * 0x100000001b3u;
    h ^= h >> 32;
    return (int64_t)(h * 0x9fb21c651e98df25u);
}

/* Value at share q of n sorted ones, between neighbours in proportion (as spreadsheets do). */
static int64_t quantile_of(const struct one *list, int n, int64_t q)
{
    int64_t at = q * (n - 1), i = at / NUMBER_ONE, part = at % NUMBER_ONE, more = 0;
    if (i + 1 < n)
        number_muldiv(list[i + 1].value - list[i].value, part, NUMBER_ONE, &more);
    return list[i].value + more;
}

static void settle_group(struct counted_rows *ret, struct arena *a, const struct measure *m,
                         const struct one *list, int n)
{
    struct counted_row row = {list->place, list->day, n, 0, list->cell};
    if (m->kind == MEASURE_DISTINCT) {
        row.n = 0;
        for (int i = 0; i < n; i++)
            row.n += i == 0 || list[i].value != list[i - 1].value;
    } else {
        int64_t q = quantile_of(list, n, m->quantile);
        number_mul(q, n, &row.total); /* the mean of total over n is read */
    }
    rows_add(ret, a, &row);
}

static enum outcome settle_values(struct counted_rows *ret, struct arena *a,
                                  const struct measure_ask *ask, struct one *list, int n)
{
    int from = 0;
    if (n > 1)
        qsort(list, (size_t)n, sizeof *list, by_one);
    for (int i = 1; i <= n; i++)
        if (i == n || list[i].place != list[from].place || list[i].day != list[from].day ||
            strcmp(list[i].cell, list[from].cell)) {
            settle_group(ret, a, ask->measure, list + from, i - from);
            from = i;
        }
    return OK;
}

static enum outcome take_values(struct counted_rows *ret, struct call *c, struct query *q,
                                const struct measure_ask *ask, const struct targets *targets,
                                struct err *e)
{
    struct one *list = NULL;
    int n = 0, cap = 0;
    bool is_distinct = ask->measure->kind == MEASURE_DISTINCT;
    const char *last = "";
    while (n < VALUES && query_next(q)) {
        size_t len;
        const char *cell = query_text(q, 2, &len);
        if (!text_same(cell, last))
            last = arena_text(c->arena, cell, len);
        if (n + 1 >= cap) {
            cap = cap ? cap * 2 : 1024;
            list = realloc(list, sizeof *list * (size_t)cap);
            if (!list)
                abort();
        }
        int64_t at = query_int(q, 0);
        struct one one = {.day = query_int(q, 1), .cell = last};
        const char *s = is_distinct ? query_text(q, 3, &len) : NULL;
        one.value = is_distinct ? hash_of(s, len) : query_int(q, 3);
        /* Counted for the child and for the whole: different values do not add up. */
        one.place = ask->place;
        list[n++] = one;
        one.place = ask->by & BY_PLACE ? shown_of(targets, at) : ask->place;
        if (one.place != ask->place)
            list[n++] = one;
    }
    enum outcome o = query_end(q, e);
    if (o == OK && n >= VALUES)
        o = err_set(e, TOO_LARGE, NULL, "too_large", "too many records: ask for a shorter span",
                    "记录过多：请缩短时段");
    if (o == OK && n)
        o = settle_values(ret, c->arena, ask, list, n);
    free(list);
    return o;
}

/* Rows as counters give them: of the place itself the whole, of a child what lies under it. */
static enum outcome take_sums(struct counted_rows *ret, struct call *c, struct query *q,
                              const struct measure_ask *ask, const struct targets *targets,
                              struct err *e)
{
    const char *last = "";
    while (query_next(q)) {
        size_t len;
        const char *cell = query_text(q, 2, &len);
        int64_t at = query_int(q, 0);
        if (!text_same(cell, last))
            last = arena_text(c->arena, cell, len);
        struct counted_row row = {ask->place, query_int(q, 1), query_int(q, 3), query_int(q, 4),
                                  last};
        rows_add(ret, c->arena, &row);
        row.place = ask->by & BY_PLACE ? shown_of(targets, at) : ask->place;
        if (row.place != ask->place)
            rows_add(ret, c->arena, &row);
    }
    return query_end(q, e);
}

enum outcome ask_records(struct counted_rows *ret, struct call *c, const struct measure_ask *ask,
                         const struct targets *targets, struct err *e)
{
    struct buf b;
    struct query *q;
    struct value binds[ASK_BINDS];
    int n = 0;
    buf_init(&b, 1 << 18);
    enum outcome o = write_select(&b, binds, &n, c, ask, targets, e);
    if (o == OK && buf_is_over(&b))
        o = err_set(e, TOO_LARGE, NULL, "too_large", "the question is too long", "查询过长");
    if (o == OK)
        o = db_query(&q, c->db, b.data, binds, n, e);
    buf_fini(&b);
    if (o != OK)
        return o;
    return needs_values(ask->measure) ? take_values(ret, c, q, ask, targets, e)
                                      : take_sums(ret, c, q, ask, targets, e);
}

/* ---- expressions over a place -------------------------------------------------------------------
 */

enum outcome ask_value(struct value *ret, struct call *c, const struct measure *m, int64_t place,
                       struct err *e)
{
    struct where w;
    struct query *q;
    where_init(&w, c->arena, c->plan, c->now_ms / 1000, 0);
    w.standard = level_ranges;
    w.arg = c->db;
    w.has_under = true;
    w.under = place;
    w.under_last = place_last(place);
    where_text(&w, "SELECT ");
    enum outcome o = where_value(&w, m->value, NULL, NULL, e);
    if (o == OK)
        o = db_query(&q, c->db, w.text.data, w.binds, w.binds_n, e);
    if (o == OK) {
        *ret = value_null();
        if (query_next(q) && !query_is_null(q, 0)) {
            size_t len = 0;
            const char *s = vtype_is_text(m->value->type) ? query_text(q, 0, &len) : NULL;
            *ret = s ? value_text_n(m->value->type, arena_text(c->arena, s, len), len)
                     : value_int(m->value->type, query_int(q, 0));
        }
        o = query_end(q, e);
    }
    where_fini(&w);
    return o;
}

/* ---- about, over
 * --------------------------------------------------------------------------------- */

/* A figure that takes in a total entered as "about" or "over" is so itself. */
enum outcome ask_flags(struct figures *ret, struct call *c, const struct measure_ask *ask,
                       struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, c->db,
                 "SELECT place, day, cell, flag FROM measure_past WHERE measure = $1"
                 " AND day BETWEEN $2 AND $3 AND place BETWEEN $4 AND $5 AND flag <> ''",
                 BIND(bind_text(ask->measure->name), bind_int(ask->from), bind_int(ask->to),
                      bind_int(ask->place), bind_int(place_last(ask->place))),
                 e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        const char *cell = query_text(q, 2, &len);
        for (int i = 0; i < ret->n; i++) {
            struct figure *f = &ret->list[i];
            if ((f->day && f->day != query_int(q, 1)) ||
                ((ask->by & BY_SPLIT) && !text_same(f->cell, cell)) ||
                !place_is_under(query_int(q, 0), f->place))
                continue;
            const char *flag = query_text(q, 3, &len);
            if (!text_same(f->flag, "over"))
                f->flag = text_same(flag, "over") ? "over" : "about";
        }
    }
    return query_end(q, e);
}
