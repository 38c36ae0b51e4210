/* Table batch, and the rows of one. */
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books_int.h"
#include "ledger/import.h"
#include "ledger/show.h"

/* ---- which batches a job of this process works on ----------------------------------------------
 */

void import_running(struct app *app, int64_t batch, bool is_running)
{
    struct books *b = app->books;
    pthread_mutex_lock(&b->running_lock);
    for (int i = 0; i < BOOKS_RUNNING; i++)
        if (b->running[i] == (is_running ? 0 : batch)) {
            b->running[i] = is_running ? batch : 0;
            break;
        }
    pthread_mutex_unlock(&b->running_lock);
}

bool import_is_running(struct app *app, int64_t batch)
{
    struct books *b = app->books;
    bool found = false;
    pthread_mutex_lock(&b->running_lock);
    for (int i = 0; i < BOOKS_RUNNING; i++)
        found = found || b->running[i] == batch;
    pthread_mutex_unlock(&b->running_lock);
    return found;
}

/* ---- the row
 * -------------------------------------------------------------------------------------- */

static const char *take_text(struct arena *a, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : "";
}

static enum outcome batch_image(struct app *app, struct db *db, int64_t id, int64_t now_ms,
                                int64_t user, struct err *e)
{
    struct buf b;
    struct entry entry = {
        .at_ms = now_ms, .user = user > 0 ? user : 0, .act = "batch", .ledger = "", .record = id};
    image_start(&b, 1 << 16);
    enum outcome o = image_of_row(&b, db, "batch", id, e);
    if (o != OK) {
        buf_fini(&b);
        return o;
    }
    return image_append(&b, app->journal, db, &entry, e);
}

enum outcome batch_open(struct import *m, struct db *db, int64_t n, struct err *e)
{
    int64_t seq;
    enum outcome o = books_next(m->app->books, db, "batch", 0, 0, 1, &m->batch, e);
    if (o == OK)
        o = books_next(m->app->books, db, "id", m->county, 0, n, &seq, e);
    if (o != OK)
        return o;
    m->first_id = record_id(m->county, seq);
    m->last_id = m->first_id + n - 1;
    import_running(m->app, m->batch, true);
    o = db_run(db,
               "INSERT INTO batch (id, ledger, state, first_id, last_id, records, refused,"
               " is_history, file, created_at, created_by)"
               " VALUES ($1, $2, 'writing', $3, $4, 0, $5, $6, $7, $8, $9)",
               BIND(bind_int(m->batch), bind_text(m->ledger->name), bind_int(m->first_id),
                    bind_int(m->last_id), bind_int(m->bad), bind_int(m->how.is_history),
                    bind_text(m->file_name), bind_int(m->now_ms / 1000),
                    bind_int(m->actor.user > 0 ? m->actor.user : 0)),
               e);
    return o == OK ? batch_image(m->app, db, m->batch, m->now_ms, m->actor.user, e) : o;
}

enum outcome batch_state(struct app *app, struct db *db, int64_t batch, const char *state,
                         int64_t records, int64_t refused, int64_t now_ms, int64_t user,
                         struct err *e)
{
    enum outcome o = db_run(db,
                            "UPDATE batch SET state = $1, records = $2, refused = $3, done_at = $4"
                            " WHERE id = $5",
                            BIND(bind_text(state), bind_int(records), bind_int(refused),
                                 bind_int(now_ms / 1000), bind_int(batch)),
                            e);
    return o == OK ? batch_image(app, db, batch, now_ms, user, e) : o;
}

static void read_row(struct batch_row *ret, struct query *q)
{
    size_t len;
    *ret = (struct batch_row){.id = query_int(q, 0),
                              .first_id = query_int(q, 3),
                              .last_id = query_int(q, 4),
                              .records = query_int(q, 5),
                              .is_history = query_int(q, 7),
                              .created_by = query_int(q, 10),
                              .done_at = query_int(q, 11)};
    snprintf(ret->ledger, sizeof ret->ledger, "%s", query_text(q, 1, &len));
    snprintf(ret->state, sizeof ret->state, "%s", query_text(q, 2, &len));
}

enum outcome batch_get(struct batch_row *ret, struct db *db, int64_t id, struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o = db_query(&q, db,
                              "SELECT id, ledger, state, first_id, last_id, records, refused,"
                              " is_history, file, created_at, created_by, done_at FROM batch"
                              " WHERE id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        read_row(ret, q);
        found = true;
    }
    o = query_end(q, e);
    if (o == OK && !found)
        return err_set(e, NOT_FOUND, NULL, "absent", "there is no import %lld",
                       "没有第 %lld 次导入", (long long)id);
    return o;
}

enum outcome batch_abandoned(struct batch_row *ret, bool *ret_found, struct app *app, struct db *db,
                             struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db,
                              "SELECT id, ledger, state, first_id, last_id, records, refused,"
                              " is_history, file, created_at, created_by, done_at FROM batch"
                              " WHERE state IN ('writing', 'dropping', 'taking_back') ORDER BY id",
                              NO_BIND, e);
    *ret_found = false;
    if (o != OK)
        return o;
    while (!*ret_found && query_next(q)) {
        read_row(ret, q);
        *ret_found = !import_is_running(app, ret->id);
    }
    return query_end(q, e);
}

enum outcome batch_ids(int64_t *ret, int max, int *ret_n, struct db *db, const struct batch_row *b,
                       const struct ledger *l, struct err *e)
{
    struct query *q;
    struct buf sql;
    int n = 0;
    buf_init(&sql, 1024);
    buf_text(&sql, "SELECT id FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3");
    enum outcome o = db_query(&q, db, sql.data,
                              BIND(bind_int(b->first_id), bind_int(b->last_id), bind_int(max)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (n < max && query_next(q))
        ret[n++] = query_int(q, 0);
    o = query_end(q, e);
    *ret_n = o == OK ? n : 0;
    return o;
}

static enum outcome any_row(bool *ret, struct db *db, const char *sql, const struct batch_row *b,
                            struct err *e)
{
    int64_t one;
    enum outcome o = db_int(&one, db, sql, BIND(bind_int(b->first_id), bind_int(b->last_id)), e);
    *ret = o == OK;
    return o == NOT_FOUND ? OK : o;
}

enum outcome batch_changed(struct db *db, const struct batch_row *b, const struct plan *plan,
                           const struct ledger *l, struct err *e)
{
    struct buf sql;
    bool found;
    buf_init(&sql, 2048);
    buf_text(&sql, "SELECT id FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " WHERE id BETWEEN $1 AND $2 AND rev > 1 LIMIT 1");
    enum outcome o = any_row(&found, db, sql.data, b, e);
    if (o == OK && found)
        o = err_set(e, CONFLICT, NULL, "batch_changed",
                    "a record of this import has been changed since", "该批记录导入后已有修改");
    for (int i = 0; o == OK && i < plan->ledgers_n; i++) {
        const struct ledger *other = &plan->ledgers[i];
        for (int k = 0; o == OK && k < other->fields_n; k++) {
            if (other->fields[k].type != F_REF || other->fields[k].to != l)
                continue;
            buf_clear(&sql);
            buf_text(&sql, "SELECT id FROM ");
            sql_name(&sql, other->table);
            buf_text(&sql, " WHERE ");
            sql_name(&sql, other->fields[k].column);
            buf_text(&sql, " BETWEEN $1 AND $2");
            if (other == l)
                buf_text(&sql, " AND id NOT BETWEEN $1 AND $2");
            buf_text(&sql, " LIMIT 1");
            o = any_row(&found, db, sql.data, b, e);
            if (o == OK && found)
                o = err_set(e, CONFLICT, NULL, "batch_used",
                            "records of %s refer to records of this import",
                            "已有“%s”的记录引用该批记录", other->name);
        }
    }
    buf_fini(&sql);
    return o;
}

/* ---- showing
 * -------------------------------------------------------------------------------------- */

enum outcome import_list_json(struct call *c, struct buf *out, const struct ledger *only,
                              struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, c->db,
                              "SELECT id, ledger, state, first_id, last_id, records, refused,"
                              " is_history, file, created_at, created_by, done_at FROM batch"
                              " WHERE (created_by = $1 OR $2 = 1) AND ($3 = '' OR ledger = $3)"
                              " ORDER BY id DESC LIMIT 100",
                              BIND(bind_int(c->actor->user), bind_int(c->actor->is_system),
                                   bind_text(only ? only->name : "")),
                              e);
    if (o != OK)
        return o;
    put_array(out);
    while (query_next(q)) {
        bool is_done = text_same(take_text(c->arena, q, 2), "done");
        put_object(out);
        put_key(out, "id"), put_id(out, query_int(q, 0));
        put_key(out, "ledger"), put_str(out, take_text(c->arena, q, 1));
        put_key(out, "state"), put_str(out, take_text(c->arena, q, 2));
        put_key(out, "records"), put_int(out, query_int(q, 5));
        put_key(out, "refused"), put_int(out, query_int(q, 6));
        put_key(out, "history"), put_bool(out, query_int(q, 7));
        put_key(out, "file"), put_str(out, take_text(c->arena, q, 8));
        put_key(out, "created_at"), put_moment(out, c->plan, query_int(q, 9));
        put_key(out, "created_by"), put_id(out, query_int(q, 10));
        put_key(out, "take_back_until");
        put_moment(out, c->plan, is_done ? query_int(q, 11) + IMPORT_TAKE_BACK_S : 0);
        put_end_object(out);
    }
    put_end_array(out);
    return query_end(q, e);
}

enum outcome batch_ledger(struct db *db, const struct plan *plan, int64_t batch,
                          const struct ledger **ret, struct err *e)
{
    struct query *q;
    *ret = NULL;
    enum outcome o =
        db_query(&q, db, "SELECT ledger FROM batch WHERE id = $1", BIND(bind_int(batch)), e);
    if (o != OK)
        return o;
    if (query_next(q))
        *ret = plan_ledger(plan, query_text(q, 0, NULL));
    return query_end(q, e);
}
