/* Tables measure, measure_count, measure_pending, measure_past and measure_trace. */
#include "measure/measure_int.h"

#include "base/clock.h"
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books.h"
#include <stdlib.h>

#define FOLD_BITE 800 /* counters of one slice */
#define ROWS 40       /* of one statement */
#define GONE_BITE 2000

/* ---- table measure ----------------------------------------------------------------------------
 */

enum outcome count_row(struct db *db, const struct measure *m, int64_t *ret, bool *ret_is_ready,
                       struct err *e)
{
    struct query *q;
    *ret = 0;
    *ret_is_ready = false;
    enum outcome o = db_query(&q, db,
                              "SELECT id, counted_to FROM measure"
                              " WHERE name = $1 AND definition = $2 AND is_gone = 0",
                              BIND(bind_text(m->name), bind_text(m->definition)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        *ret = query_int(q, 0);
        *ret_is_ready = query_is_null(q, 1);
    }
    return query_end(q, e);
}

static enum outcome take_one(struct app *app, struct db *db, const struct measure *m, struct err *e)
{
    struct measures *ms = app->measures;
    struct query *q;
    int64_t id = 0, to = INT64_MAX;
    enum outcome o = db_query(&q, db,
                              "SELECT id, counted_to FROM measure"
                              " WHERE name = $1 AND definition = $2 AND is_gone = 0",
                              BIND(bind_text(m->name), bind_text(m->definition)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        id = query_int(q, 0);
        to = query_is_null(q, 1) ? INT64_MAX : query_int(q, 1);
    }
    o = query_end(q, e);
    if (o == OK && !id) {
        o = books_next(app->books, db, "measure", 0, 0, 1, &id, e);
        if (o == OK)
            o = db_run(db,
                       "INSERT INTO measure (id, name, ledger, definition, counted_to, is_gone)"
                       " VALUES ($1, $2, $3, $4, 0, 0)",
                       BIND(bind_int(id), bind_text(m->name), bind_text(m->ledger->name),
                            bind_text(m->definition)),
                       e);
        to = 0;
        ms->has_made_rows = true;
    }
    ms->ids[m->index] = id;
    ms->counted_to[m->index] = to;
    return o;
}

/* Rows that no measure of the plan uses are gone. */
static enum outcome leave_gone(struct app *app, struct db *db, const struct plan *plan,
                               struct err *e)
{
    struct query *q;
    int64_t gone[256];
    int n = 0;
    enum outcome o = db_query(&q, db, "SELECT id FROM measure WHERE is_gone = 0", NO_BIND, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        bool is_used = false;
        for (int i = 0; i < plan->measures_n; i++)
            is_used = is_used || app->measures->ids[i] == query_int(q, 0);
        if (!is_used && n < 256)
            gone[n++] = query_int(q, 0);
    }
    o = query_end(q, e);
    for (int i = 0; o == OK && i < n; i++)
        o = db_run(db, "UPDATE measure SET is_gone = 1 WHERE id = $1", BIND(bind_int(gone[i])), e);
    if (n)
        app->measures->has_made_rows = app->measures->has_pending = true;
    return o;
}

enum outcome measures_take(struct app *app, struct db *db, const struct plan *plan, struct err *e)
{
    struct measures *m = app->measures;
    enum outcome o = OK;
    m->plan = NULL;
    free(m->ids);
    free(m->counted_to);
    m->plan_n = plan->measures_n;
    m->ids = calloc((size_t)plan->measures_n + 1, sizeof *m->ids);
    m->counted_to = calloc((size_t)plan->measures_n + 1, sizeof *m->counted_to);
    if (!m->ids || !m->counted_to)
        abort();
    for (int i = 0; o == OK && i < plan->measures_n; i++)
        if (plan->measures[i].ledger && plan->measures[i].is_counted)
            o = take_one(app, db, &plan->measures[i], e);
    if (o == OK)
        o = leave_gone(app, db, plan, e);
    if (o == OK)
        m->plan = plan;
    return o;
}

enum outcome batch_first(struct db *db, int64_t batch, int64_t *ret, struct err *e)
{
    return db_int(ret, db, "SELECT first_id FROM batch WHERE id = $1", BIND(bind_int(batch)), e);
}

/* ---- what a group counted -----------------------------------------------------------------------
 */

enum outcome pending_write(struct app *app, struct db *db, struct err *e)
{
    struct measures *m = app->measures;
    struct deltas sum = {0};
    int64_t id;
    for (int i = 0; i < m->log.n; i++)
        if (m->log.list[i].batch == 0)
            deltas_add(&sum, &m->log.list[i]);
    deltas_merge(&sum);
    buf_clear(&m->blob);
    for (int i = 0; i < sum.n; i++)
        delta_write(&m->blob, &sum.list[i]);
    bool is_empty = sum.n == 0;
    deltas_fini(&sum);
    if (is_empty)
        return OK;
    if (buf_is_over(&m->blob))
        return err_set(e, TOO_LARGE, NULL, "too_large", "one group counts for too much",
                       "一次写入的统计变动过多");
    enum outcome o = books_next(app->books, db, "measure_pending", 0, 0, 1, &id, e);
    return o == OK ? db_run(db, "INSERT INTO measure_pending (id, done, deltas) VALUES ($1, 0, $2)",
                            BIND(bind_int(id), bind_blob(m->blob.data, m->blob.len)), e)
                   : o;
}

enum outcome trace_write(struct app *app, struct db *db, struct err *e)
{
    struct measures *m = app->measures;
    enum outcome o = OK;
    int64_t id = 0;
    for (int i = 0; o == OK && i < m->traces_n; i++) {
        const struct trace *t = &m->traces[i];
        o = books_next(app->books, db, "measure_trace", 0, 0, 1, &id, e);
        if (o == OK)
            o = db_run(db,
                       "INSERT INTO measure_trace (id, measure, place, day, cell, n, total, act,"
                       " record, user_id, at)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                       BIND(bind_int(id), bind_text(t->measure), bind_int(t->place),
                            bind_int(t->day), bind_text(t->cell), bind_int(t->n),
                            bind_int(t->total), bind_text(t->act), bind_int(t->record),
                            bind_int(t->user), bind_int(t->at)),
                       e);
    }
    return o;
}

/* ---- folding
 * ------------------------------------------------------------------------------------- */

struct folding {
    struct deltas up; /* with every ancestor */
    struct arena cells;
};

static void expand(struct folding *f, struct delta d, size_t cell_len)
{
    d.cell = arena_text(&f->cells, d.cell, cell_len);
    for (int64_t place = d.place;; place = place_parent(place)) {
        d.place = place;
        deltas_add(&f->up, &d);
        if (d.is_level) {
            struct delta now = d;
            now.day = DAY_NOW;
            deltas_add(&f->up, &now);
        }
        if (place == PLACE_COUNTRY)
            break;
    }
}

static enum outcome write_rows(struct db *db, const struct delta *list, int n, struct err *e)
{
    struct value binds[ROWS * 6];
    struct buf b;
    buf_init(&b, 1 << 14);
    buf_text(&b, "INSERT INTO measure_count (measure, place, day, cell, n, total) VALUES ");
    for (int i = 0; i < n; i++) {
        buf_printf(&b, "%s($%d, $%d, $%d, $%d, $%d, $%d)", i ? ", " : "", i * 6 + 1, i * 6 + 2,
                   i * 6 + 3, i * 6 + 4, i * 6 + 5, i * 6 + 6);
        struct value *v = &binds[i * 6];
        v[0] = bind_int(list[i].measure);
        v[1] = bind_int(list[i].place);
        v[2] = bind_int(list[i].day);
        v[3] = bind_text(list[i].cell);
        v[4] = bind_int(list[i].n);
        v[5] = bind_int(list[i].total);
    }
    buf_text(&b, " ON CONFLICT (measure, place, day, cell) DO UPDATE SET"
                 " n = measure_count.n + excluded.n, total = measure_count.total + excluded.total");
    enum outcome o = db_run(db, b.data, binds, n * 6, e);
    buf_fini(&b);
    return o;
}

/* Two texts only, so that both stay prepared. */
static enum outcome write_folded(struct db *db, struct deltas *up, struct err *e)
{
    enum outcome o = OK;
    int i = 0;
    deltas_merge(up);
    for (; o == OK && i + ROWS <= up->n; i += ROWS)
        o = write_rows(db, up->list + i, ROWS, e);
    for (; o == OK && i < up->n; i++)
        o = write_rows(db, up->list + i, 1, e);
    return o;
}

struct waiting {
    int64_t id;
    size_t done, len;
    uint8_t *bytes;
};

static enum outcome next_waiting(struct waiting *ret, struct arena *a, struct db *db, int64_t after,
                                 struct err *e)
{
    struct query *q;
    *ret = (struct waiting){0};
    enum outcome o = db_query(
        &q, db, "SELECT id, done, deltas FROM measure_pending WHERE id > $1 ORDER BY id LIMIT 1",
        BIND(bind_int(after)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        size_t len;
        const void *bytes = query_blob(q, 2, &len);
        *ret = (struct waiting){.id = query_int(q, 0), .done = (size_t)query_int(q, 1), .len = len};
        ret->bytes = arena_copy(a, bytes, len);
    }
    return query_end(q, e);
}

enum outcome count_fold(struct db *db, bool *ret_more, struct err *e)
{
    struct folding f = {.up = {0}};
    struct waiting w = {0};
    enum outcome o = OK;
    *ret_more = false;
    arena_init(&f.cells, (size_t)1 << 30);
    for (int64_t at = 0; o == OK && f.up.n < FOLD_BITE; at = w.id) {
        struct delta d;
        size_t cell_len;
        o = next_waiting(&w, &f.cells, db, at, e);
        if (o != OK || !w.id)
            break;
        while (f.up.n < FOLD_BITE && delta_read(&d, &cell_len, w.bytes, w.len, &w.done))
            expand(&f, d, cell_len);
        *ret_more = w.done < w.len;
        if (w.done < w.len)
            o = db_run(db, "UPDATE measure_pending SET done = $1 WHERE id = $2",
                       BIND(bind_int((int64_t)w.done), bind_int(w.id)), e);
        else
            o = db_run(db, "DELETE FROM measure_pending WHERE id = $1", BIND(bind_int(w.id)), e);
    }
    if (o == OK)
        o = write_folded(db, &f.up, e);
    if (o == OK && w.id)
        *ret_more = true;
    deltas_fini(&f.up);
    arena_fini(&f.cells);
    return o;
}

enum outcome count_drop_gone(struct db *db, bool *ret_more, struct err *e)
{
    int64_t id = 0;
    *ret_more = false;
    enum outcome o =
        db_int(&id, db, "SELECT id FROM measure WHERE is_gone = 1 ORDER BY id LIMIT 1", NO_BIND, e);
    if (o != OK)
        return o == NOT_FOUND ? OK : o;
    *ret_more = true;
    struct buf b;
    buf_init(&b, 1024);
    buf_printf(&b,
               "DELETE FROM measure_count WHERE measure = $1 AND (place, day, cell) IN"
               " (SELECT place, day, cell FROM measure_count WHERE measure = $1 LIMIT %d)",
               GONE_BITE);
    o = db_run(db, b.data, BIND(bind_int(id)), e);
    buf_fini(&b);
    if (o == OK && db_changes(db) == 0)
        o = db_run(db, "DELETE FROM measure WHERE id = $1", BIND(bind_int(id)), e);
    return o;
}

/* ---- the past ---------------------------------------------------------------------------------
 */

static enum outcome past_find(struct past *ret, int64_t *ret_id, struct db *db,
                              const struct past *p, struct err *e)
{
    struct query *q;
    *ret_id = 0;
    *ret = (struct past){.flag = ""};
    enum outcome o =
        db_query(&q, db,
                 "SELECT id, n, total FROM measure_past WHERE measure = $1 AND place = $2"
                 " AND day = $3 AND cell = $4 AND source = $5",
                 BIND(bind_text(p->measure), bind_int(p->place), bind_int(p->day),
                      bind_text(p->cell), bind_text(p->source)),
                 e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        *ret_id = query_int(q, 0);
        ret->n = query_int(q, 1);
        ret->total = query_int(q, 2);
    }
    return query_end(q, e);
}

static enum outcome past_image(struct app *app, struct db *db, const struct past *p, int64_t id,
                               int64_t user, int64_t now_ms, struct err *e)
{
    struct buf b;
    struct entry entry = {.at_ms = now_ms,
                          .user = user > 0 ? user : 0,
                          .act = "measure.past",
                          .ledger = "",
                          .record = id,
                          .place = p->place};
    image_start(&b, 1 << 14);
    image_row(&b, "measure_past", id);
    image_text(&b, "measure", p->measure);
    image_int(&b, "place", p->place);
    image_int(&b, "day", p->day);
    image_text(&b, "cell", p->cell);
    image_text(&b, "source", p->source);
    image_int(&b, "n", p->n);
    image_int(&b, "total", p->total);
    image_text(&b, "flag", p->flag);
    image_row_end(&b);
    return image_append(&b, app->journal, db, &entry, e);
}

enum outcome past_add(struct app *app, struct db *db, const struct past *p, bool replaces,
                      int64_t user, int64_t now_ms, struct past *ret_old, struct err *e)
{
    struct past old, new_ = *p;
    int64_t id;
    enum outcome o = past_find(&old, &id, db, p, e);
    if (o != OK)
        return o;
    if (!replaces) {
        new_.n += old.n;
        new_.total += old.total;
    }
    if (!id)
        o = books_next(app->books, db, "measure_past", 0, 0, 1, &id, e);
    if (o == OK)
        o = db_run(
            db,
            "INSERT INTO measure_past (id, measure, place, day, cell, source, n, total, flag)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET"
            " n = excluded.n, total = excluded.total, flag = excluded.flag",
            BIND(bind_int(id), bind_text(p->measure), bind_int(p->place), bind_int(p->day),
                 bind_text(p->cell), bind_text(p->source), bind_int(new_.n), bind_int(new_.total),
                 bind_text(p->flag)),
            e);
    if (o == OK)
        o = past_image(app, db, &new_, id, user, now_ms, e);
    if (o == OK && ret_old)
        *ret_old = old;
    return o;
}

/* ---- everything that stands, for checks -------------------------------------------------------
 */

enum outcome count_all(struct deltas *ret, struct measures *cells, struct db *db, int64_t measure,
                       struct err *e)
{
    struct query *q;
    struct folding f = {.up = {0}};
    struct waiting w;
    enum outcome o = db_query(&q, db,
                              "SELECT place, day, cell, n, total FROM measure_count"
                              " WHERE measure = $1",
                              BIND(bind_int(measure)), e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        struct delta d = {.measure = measure,
                          .place = query_int(q, 0),
                          .day = query_int(q, 1),
                          .cell = measures_cell(cells, query_text(q, 2, &len)),
                          .n = query_int(q, 3),
                          .total = query_int(q, 4)};
        deltas_add(ret, &d);
    }
    o = query_end(q, e);
    arena_init(&f.cells, (size_t)1 << 30);
    for (int64_t at = 0; o == OK; at = w.id) {
        struct delta d;
        size_t cell_len;
        o = next_waiting(&w, &f.cells, db, at, e);
        if (o != OK || !w.id)
            break;
        while (delta_read(&d, &cell_len, w.bytes, w.len, &w.done))
            if (d.measure == measure)
                expand(&f, d, cell_len);
    }
    for (int i = 0; o == OK && i < f.up.n; i++) {
        f.up.list[i].cell = measures_cell(cells, f.up.list[i].cell);
        deltas_add(ret, &f.up.list[i]);
    }
    deltas_fini(&f.up);
    arena_fini(&f.cells);
    return o;
}
