/* The import job: judge every row, then write what passed. See import.h for the promises. */
#include "ledger/import.h"
#include "base/log.h"
#include "base/map.h"
#include "base/text.h"
#include "ledger/books.h"
#include "ledger/edition.h"
#include "ledger/import_unique.h"
#include "ledger/search.h"
#include "value/time.h"
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLICE_US 12000 /* while nobody waits: a commit costs the same whatever its size */
#define ROWS_PER_ARENA 64
#define FLUSH_AT 20000
#define NICE 10 /* judging gives way to requests on a busy machine */

/* ---- a slice and its end
 * -------------------------------------------------------------------------- */

struct slice {
    struct write_job job;
    sem_t done;
    enum outcome (*run)(struct db *, void *, struct err *);
    void *arg;
    enum outcome outcome;
    struct err *e;
};

static enum outcome slice_run(struct db *db, void *arg, struct err *e)
{
    struct slice *s = arg;
    return s->run(db, s->arg, e);
}

static void slice_done(void *arg, enum outcome outcome, const struct err *e)
{
    struct slice *s = arg;
    s->outcome = outcome;
    if (outcome != OK && e)
        *s->e = *e;
    sem_post(&s->done);
}

/* writer_do() behind live requests. */
enum outcome slice_do(struct app *app, enum outcome (*run)(struct db *, void *, struct err *),
                      void *arg, struct err *e)
{
    struct slice s = {.e = e};
    s.job = (struct write_job){.run = slice_run, .done = slice_done, .arg = &s, .is_slice = true};
    s.run = run;
    s.arg = arg;
    sem_init(&s.done, 0, 0);
    writer_push(app->writer, &s.job);
    while (sem_wait(&s.done) != 0 && errno == EINTR)
        continue;
    sem_destroy(&s.done);
    return s.outcome;
}

/* ---- judging
 * ---------------------------------------------------------------------------------------- */

struct judging {
    struct import *m;
    struct job *job;
    struct db *db;
    struct arena arena;
    struct unique_rows seen;
    struct seen *records; /* read for the rows before: households repeat */
    struct buf staged;
};

static enum outcome judge_row(struct judging *j, struct import_row *row, struct err *e)
{
    struct import *m = j->m;
    struct old old = {.state = m->ledger->initial};
    struct work w = {.app = m->app,
                     .db = j->db,
                     .arena = &j->arena,
                     .plan = m->plan,
                     .actor = &m->actor,
                     .now_ms = m->now_ms,
                     .is_history = m->how.is_history,
                     .is_import = true};
    struct reader rd;
    struct record *r = row->record = record_blank(&j->arena, m->ledger);
    r->rev = 1;
    reader_init(&rd, &w, r);
    rd.seen = j->records;
    buf_clear(&m->why);
    m->refused.marks_n = 0;
    enum outcome o = import_cells(m, &rd, row, &old, e);
    if (o != OK)
        return o; /* noted there, cell by cell */
    r->state = old.state;
    r->key = old.key;
    r->created_at = old.created_at ? old.created_at : m->now_ms / 1000;
    r->closed_at = old.closed_at;
    o = record_prepare(&rd, r, &row->given, e);
    j->records = rd.seen;
    if (o == OK && m->county && place_county(r->place) != m->county)
        o = err_set(e, REFUSED, NULL, "county", "one import serves one county",
                    "一次导入只限一个县（区）");
    if (o == OK)
        o = unique_rows_add(&j->seen, &rd, r, row->number, e);
    if (o == DENIED || o == CONFLICT || o == NOT_FOUND)
        o = e->outcome = REFUSED;
    if (o == REFUSED) {
        int column = -1;
        for (int i = 0; i < m->columns_n; i++)
            if (m->columns[i].field && text_same(m->columns[i].field->name, e->field))
                column = i;
        import_note_error(m, row, column, e);
    }
    if (o == OK && !m->county)
        m->county = place_county(r->place);
    return o;
}

static enum outcome judge_rows(struct judging *j, struct table *table, struct err *e)
{
    struct import *m = j->m;
    const struct csv_cell *cells;
    enum outcome o;
    int n;
    while ((o = table_next(table, &cells, &n, e)) == OK && n > 0) {
        struct import_row row = {.cells = cells, .n = n, .number = table_row(table)};
        struct err why = {0};
        m->rows++;
        o = judge_row(j, &row, &why);
        if (o == FAULT || o == TOO_LARGE) {
            *e = why;
            return o;
        }
        if (o == OK) {
            m->good++;
            stage_put(&j->staged, row.record, m->how.is_history && row.record->key);
            o = stage_write(m, &j->staged, false, e);
        } else {
            m->bad++;
            o = refused_row(m, cells, n, e);
        }
        if (o != OK)
            return o;
        if (m->rows % ROWS_PER_ARENA == 0) {
            arena_clear(&j->arena);
            j->records = NULL;
        }
        if (m->rows % 500 == 0) {
            job_progress(j->job, table_bytes(table) / 2, m->size);
            if (job_is_cancelled(j->job))
                return err_set(e, REFUSED, NULL, "cancelled", "cancelled", "已取消");
            /* A fresh look now and then: a long snapshot keeps the log from being emptied. */
            db_rollback(j->db);
            o = db_begin_read(j->db, e);
            if (o != OK)
                return o;
        }
    }
    return o == OK ? stage_write(m, &j->staged, true, e) : o;
}

static enum outcome judge(struct import *m, struct job *job, struct buf *columns, struct buf *form,
                          struct err *e)
{
    struct judging j = {.m = m, .job = job};
    struct table *table = NULL;
    struct table_ways ways = {.sheet = m->how.sheet, .knows = import_knows, .arg = m};
    const struct csv_cell *cells;
    int n = 0;
    arena_init(&j.arena, LIMIT_ARENA);
    buf_init(&j.staged, 8u << 20);
    unique_rows_init(&j.seen, m->ledger);
    enum outcome o = table_open(&table, m->fd, &ways, e);
    if (o == OK) {
        cells = table_header(table, &n);
        o = import_headers(m, cells, n, columns, e);
    }
    if (o == OK)
        o = refused_open(m, table_is_xlsx(table), cells, n, e);
    if (o == OK)
        o = stage_open(m, e);
    if (o == OK)
        o = db_open(&j.db, m->app->store, DB_READ, e);
    if (o == OK)
        o = db_begin_read(j.db, e);
    if (o == OK)
        o = judge_rows(&j, table, e);
    if (j.db)
        db_rollback(j.db);
    db_close(j.db);
    struct err late;
    enum outcome flushed = refused_close(m, &late);
    if (o == OK && flushed != OK) {
        *e = late;
        o = flushed;
    }
    if (o == OK)
        table_json(table, form);
    table_free(table);
    unique_rows_fini(&j.seen);
    buf_fini(&j.staged);
    arena_fini(&j.arena);
    return o;
}

/* ---- writing
 * ------------------------------------------------------------------------------------------ */

struct writing {
    struct import *m;
    struct arena arena;
    int64_t at;
    bool more;
};

static void tally(struct import *m, const struct record *r)
{
    int64_t place = place_at(r->place, LEVEL_VILLAGE);
    for (int i = 0; i < m->tallies_n; i++)
        if (m->tallies[i].place == place && m->tallies[i].state == r->state) {
            m->tallies[i].n++;
            return;
        }
    if (m->tallies_n == m->tallies_cap) {
        m->tallies_cap = m->tallies_cap ? m->tallies_cap * 2 : 64;
        m->tallies = realloc(m->tallies, sizeof *m->tallies * (size_t)m->tallies_cap);
        if (!m->tallies)
            abort();
    }
    m->tallies[m->tallies_n++] = (struct tally){place, r->state, 1};
}

/* Of a slice that may take at_most_us while nobody waits. */
bool slice_is_over(struct app *app, int64_t started_us, int64_t at_most_us)
{
    int64_t us = clock_monotonic_us() - started_us;
    return us > at_most_us || (us > SLICE_LIVE_US && writer_has_live(app->writer));
}

static enum outcome open_batch(struct db *db, void *arg, struct err *e)
{
    struct writing *x = arg;
    enum outcome o = editions_check(x->m->app->editions, x->m->plan, e);
    return o == OK ? batch_open(x->m, db, x->m->good, e) : o;
}

static enum outcome write_slice(struct db *db, void *arg, struct err *e)
{
    struct writing *x = arg;
    struct import *m = x->m;
    int64_t started_us = clock_monotonic_us();
    struct work w = {.app = m->app,
                     .db = db,
                     .arena = &x->arena,
                     .plan = m->plan,
                     .actor = &m->actor,
                     .now_ms = m->now_ms,
                     .is_history = m->how.is_history,
                     .is_import = true,
                     .batch = m->batch};
    enum outcome o = editions_check(m->app->editions, m->plan, e);
    stage_again(m);
    x->more = true;
    for (x->at = m->at; o == OK;) {
        struct record *r;
        arena_clear(&x->arena);
        o = stage_next(m, &x->arena, &r, e);
        if (o != OK || !r) {
            x->more = r != NULL;
            break;
        }
        w.next_id = m->first_id + x->at;
        w.touched = NULL;
        o = record_bring_in(&w, r, e);
        if (o != OK)
            break;
        x->at++;
        if ((x->at & 7) == 0 && slice_is_over(m->app, started_us, SLICE_US))
            break;
    }
    return o;
}

static enum outcome finish_batch(struct db *db, void *arg, struct err *e)
{
    struct writing *x = arg;
    struct import *m = x->m;
    for (int i = 0; i < m->tallies_n; i++)
        books_count(m->app->books, m->ledger->name, m->tallies[i].place,
                    m->ledger->states[m->tallies[i].state].name, m->tallies[i].n);
    enum outcome o = hooks_batch(m->app, db, m->plan, m->batch, true, e);
    if (o != OK)
        return o;
    return batch_state(m->app, db, m->batch, "done", m->created, m->bad, m->now_ms, m->actor.user,
                       e);
}

static enum outcome drop_batch(struct db *db, void *arg, struct err *e)
{
    struct writing *x = arg;
    enum outcome o = hooks_batch(x->m->app, db, x->m->plan, x->m->batch, false, e);
    if (o != OK)
        return o;
    return batch_state(x->m->app, db, x->m->batch, "dropping", 0, x->m->bad, x->m->now_ms,
                       x->m->actor.user, e);
}

/* What the committed slice wrote, counted by place and state: read again from the block in memory.
 */
static void tally_slice(struct writing *x)
{
    struct import *m = x->m;
    struct err ignored;
    struct record *r;
    stage_again(m);
    for (int64_t i = m->at; i < x->at; i++) {
        arena_clear(&x->arena);
        if (stage_next(m, &x->arena, &r, &ignored) != OK || !r)
            break;
        tally(m, r);
    }
    stage_keep(m);
    m->at = x->at;
}

static enum outcome write_all(struct import *m, struct job *job, struct err *e)
{
    struct writing x = {.m = m, .more = true};
    arena_init(&x.arena, LIMIT_ARENA);
    enum outcome o = lseek(m->staged, 0, SEEK_SET) == 0
                         ? slice_do(m->app, open_batch, &x, e)
                         : err_set(e, FAULT, NULL, "staging", "the staging file cannot be read",
                                   "无法读取暂存文件");
    bool is_open = o == OK;
    while (o == OK && x.more) {
        if (job_is_cancelled(job))
            o = err_set(e, REFUSED, NULL, "cancelled", "cancelled", "已取消");
        if (o == OK)
            o = slice_do(m->app, write_slice, &x, e);
        if (o == OK) {
            tally_slice(&x);
            m->created = m->at;
            job_progress(job, m->size / 2 + m->size / 2 * m->at / (m->good + 1), m->size);
            if (search_waiting(m->app->search) > FLUSH_AT)
                search_flush(
                    m->app); /* in large bites: each commit leaves the index a piece to merge */
        }
    }
    if (o == OK)
        o = slice_do(m->app, finish_batch, &x, e);
    else if (is_open) {
        struct err ignored;
        slice_do(m->app, drop_batch, &x, &ignored); /* the tick takes the rows away */
        m->created = 0;
    }
    if (is_open)
        import_running(m->app, m->batch, false);
    search_flush(m->app);
    arena_fini(&x.arena);
    return o;
}

/* ---- the job
 * ------------------------------------------------------------------------------------------ */

static void tell(struct import *m, struct buf *out, const struct buf *columns,
                 const struct buf *form)
{
    put_object(out);
    put_key(out, "rows"), put_int(out, m->rows);
    put_key(out, "good"), put_int(out, m->good);
    put_key(out, "bad"), put_int(out, m->bad);
    put_key(out, "created"), put_int(out, m->created);
    put_key(out, "batch"), put_id(out, m->created ? m->batch : 0);
    put_key(out, "columns"), put_raw(out, columns->data, columns->len);
    put_key(out, "file"), put_raw(out, form->data, form->len);
    put_key(out, "errors"), put_raw(out, m->errors.data, m->errors.len);
    put_key(out, "refused");
    if (m->bad) {
        char path[100];
        put_text(out, path,
                 (size_t)snprintf(path, sizeof path, "/api/imports/%s/refused.%s", m->token,
                                  m->refused.xlsx ? "xlsx" : "csv"));
    } else {
        put_null(out);
    }
    put_end_object(out);
}

static enum outcome import_run(struct job *job, void *arg, struct err *e)
{
    struct import *m = arg;
    struct buf columns, form;
    buf_init(&columns, 1 << 17);
    buf_init(&form, 1 << 17);
    put_array(&m->errors);
    /* Linux gives each thread a priority of its own; this one serves imports and their undoing. */
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    enum outcome o = judge(m, job, &columns, &form, e);
    bool writes = o == OK && !m->how.dry_run && m->good > 0 && (m->how.partly || m->bad == 0);
    if (writes)
        o = write_all(m, job, e);
    put_end_array(&m->errors);
    if (o == OK) {
        job_progress(job, m->size, m->size);
        tell(m, job_result(job), &columns, &form);
    }
    buf_fini(&columns);
    buf_fini(&form);
    return o;
}

static void import_free(void *arg)
{
    struct import *m = arg;
    refused_free(m);
    if (m->staged >= 0)
        close(m->staged);
    if (m->fd >= 0)
        close(m->fd);
    buf_fini(&m->errors);
    buf_fini(&m->why);
    free(m->read_ahead);
    free(m->tallies);
    editions_release(m->app->editions, m->plan);
    arena_fini(&m->arena);
    free(m);
}

/* The actor outlives the request that named him. */
static void keep_actor(struct import *m, const struct actor *who)
{
    m->actor = *who;
    m->actor.name = arena_dup(&m->arena, who->name);
    m->actor.login = arena_dup(&m->arena, who->login);
    m->actor.purpose = NULL;
    m->actor.ledgers = arena_dup(&m->arena, who->ledgers);
    m->actor.plan = m->plan;
    m->actor.holdings =
        arena_copy(&m->arena, who->holdings, sizeof *who->holdings * (size_t)who->holdings_n);
}

enum outcome import_start(struct call *c, const struct ledger *l, int fd, const char *file_name,
                          const struct import_how *how, int64_t *ret_job, struct err *e)
{
    struct import *m = calloc(1, sizeof *m);
    struct stat st;
    if (!m)
        abort();
    m->app = c->app;
    m->fd = fd;
    m->staged = m->refused.fd = -1;
    m->how = *how;
    m->now_ms = c->now_ms;
    m->lang = c->lang;
    m->size = fstat(fd, &st) == 0 ? st.st_size : 0;
    snprintf(m->file_name, sizeof m->file_name, "%s", file_name ? file_name : "");
    arena_init(&m->arena, LIMIT_ARENA);
    buf_init(&m->errors, LIMIT_RESPONSE);
    buf_init(&m->why, LIMIT_CSV_CELL);
    m->how.sheet = arena_dup(&m->arena, how->sheet);
    m->plan = editions_hold(c->app->editions);
    if (m->plan != c->plan) {
        import_free(m);
        return editions_check(c->app->editions, c->plan, e);
    }
    m->ledger = plan_ledger(m->plan, l->name);
    keep_actor(m, c->actor);
    return job_start(c->app->jobs, "import", c->actor->user, import_run, m, import_free, ret_job,
                     e);
}
