/* What the present group of the writer counts: a log that follows its jobs. Before the commit it is
 * added up and written as one row; a job that is rolled back takes its part with it. Counts of an
 * import wait in memory until its records exist; when the program dies before, the import is
 * dropped and so are they. Everything here belongs to the writer's thread. */
#include "measure/measure_int.h"

#include "base/limits.h"
#include "base/text.h"
#include "value/time.h"
#include <stdlib.h>

#define BLOB_MAX (256u << 20)

void measures_new(struct measures **ret)
{
    struct measures *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    map_init(&m->cells);
    buf_init(&m->blob, BLOB_MAX);
    m->has_pending = true; /* of a run before, perhaps */
    *ret = m;
}

void measures_free(struct measures *m)
{
    size_t cursor = 0;
    const char *key;
    void *cell;
    if (!m)
        return;
    while (map_each(&m->cells, &cursor, &key, &cell))
        free(cell);
    map_fini(&m->cells);
    deltas_fini(&m->log);
    for (int i = 0; i < m->batches_n; i++)
        deltas_fini(&m->batches[i].deltas);
    free(m->batches);
    free(m->traces);
    free(m->ids);
    free(m->counted_to);
    buf_fini(&m->blob);
    free(m);
}

const char *measures_cell(struct measures *m, const char *cell)
{
    char *own = map_find(&m->cells, cell);
    if (own)
        return own;
    own = strdup(cell);
    if (!own)
        abort();
    map_put(&m->cells, own, own);
    return own;
}

void measures_note(struct measures *m, const struct delta *d)
{
    deltas_add(&m->log, d);
}

void measures_trace(struct measures *m, const struct trace *t)
{
    if (m->traces_n == m->traces_cap) {
        m->traces_cap = m->traces_cap ? m->traces_cap * 2 : 64;
        m->traces = realloc(m->traces, sizeof *m->traces * (size_t)m->traces_cap);
        if (!m->traces)
            abort();
    }
    m->traces[m->traces_n++] = *t;
}

struct batch_sum *measures_batch(struct measures *m, int64_t batch)
{
    for (int i = 0; i < m->batches_n; i++)
        if (m->batches[i].batch == batch)
            return &m->batches[i];
    return NULL;
}

static struct batch_sum *batch_of(struct measures *m, int64_t batch)
{
    struct batch_sum *sum = measures_batch(m, batch);
    if (sum)
        return sum;
    m->batches = realloc(m->batches, sizeof *m->batches * (size_t)(m->batches_n + 1));
    if (!m->batches)
        abort();
    m->batches[m->batches_n] = (struct batch_sum){.batch = batch};
    return &m->batches[m->batches_n++];
}

/* ---- the writer's transaction --------------------------------------------------------------- */

static void mark(void *arg)
{
    struct measures *m = ((struct app *)arg)->measures;
    m->mark = m->log.n;
    m->mark_traces = m->traces_n;
}

static void revert(void *arg)
{
    struct measures *m = ((struct app *)arg)->measures;
    m->log.n = m->mark;
    m->traces_n = m->mark_traces;
    if (m->has_made_rows)
        m->plan = NULL; /* they are gone, too */
}

static enum outcome before_commit(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    enum outcome o = pending_write(app, db, e);
    return o == OK ? trace_write(app, db, e) : o;
}

static void after(void *arg, bool committed)
{
    struct measures *m = ((struct app *)arg)->measures;
    for (int i = 0; committed && i < m->log.n; i++) {
        struct delta *d = &m->log.list[i];
        if (d->batch < 0) { /* handed over: the import is done, or dropped */
            struct batch_sum *sum = measures_batch(m, -d->batch);
            if (sum) {
                deltas_fini(&sum->deltas);
                *sum = m->batches[--m->batches_n];
            }
        } else if (d->batch > 0) {
            struct batch_sum *sum = batch_of(m, d->batch);
            deltas_add(&sum->deltas, d);
            if (sum->deltas.n > m->merge_to && sum->deltas.n > 100000) {
                deltas_merge(&sum->deltas);
                m->merge_to = sum->deltas.n * 2;
            }
        } else {
            m->has_pending = true;
        }
    }
    if (!committed && m->has_made_rows)
        m->plan = NULL;
    m->has_made_rows = false;
    m->log.n = m->traces_n = m->mark = m->mark_traces = 0;
}

void measures_hooks(struct app *app, struct writer_hooks *ret)
{
    *ret = (struct writer_hooks){
        .mark = mark, .revert = revert, .before_commit = before_commit, .after = after, .arg = app};
}
