/* Writing judged rows in slices between live requests: each slice a few hundred rows and one
 * journal entry with their images. Waits for each slice to be durable before the next. */
#include <pthread.h>
#include <string.h>

#include "journal/image.h"
#include "place/import_int.h"
#include "value/time.h"

#define SLICE 500

struct slice {
    struct import *in;
    size_t from, to;
    pthread_mutex_t lock;
    pthread_cond_t finished;
    bool is_done;
    enum outcome outcome;
    struct err err;
};

static enum outcome write_slice(struct db *db, void *arg, struct err *e)
{
    struct slice *s = arg;
    const struct place_import *im = s->in->im;
    struct place_change c = {db, im->journal, im->plan, im->user, im->now_ms};
    struct buf image;
    enum outcome o = OK;
    place_image_start(&image);
    for (size_t i = s->from; !o && i < s->to; i++) {
        const struct import_row *r = &s->in->rows[s->in->order[i]];
        struct place p = {.id = r->id, .parent = r->parent, .kind = r->kind->name,
                          .code = r->code, .name = r->name, .how = "", .fields = "{}",
                          .sort = place_sort_default(r->id)};
        o = place_row_insert(db, &p, e);
        place_image_place(&image, &p);
    }
    int64_t first = s->in->rows[s->in->order[s->from]].id;
    if (o) {
        buf_fini(&image);
        return o;
    }
    return place_image_append(&c, &image, "place.import", first, e);
}

static enum outcome write_names(struct db *db, void *arg, struct err *e)
{
    struct slice *s = arg;
    const struct place_import *im = s->in->im;
    struct place_change c = {db, im->journal, im->plan, im->user, im->now_ms};
    enum outcome o = OK;
    for (size_t i = s->from; !o && i < s->to; i++) {
        struct place_amend am = {.name = s->in->rows[i].name, .sort = -1};
        if (s->in->rows[i].state == ROW_RENAMED)
            o = place_amend(&c, s->in->rows[i].id, &am, e);
    }
    return o;
}

static void done(void *arg, enum outcome outcome, const struct err *e)
{
    struct slice *s = arg;
    pthread_mutex_lock(&s->lock);
    s->outcome = outcome;
    if (outcome)
        s->err = *e;
    s->is_done = true;
    pthread_cond_signal(&s->finished);
    pthread_mutex_unlock(&s->lock);
}

static enum outcome push(struct slice *s, enum outcome (*run)(struct db *, void *, struct err *),
                         struct err *e)
{
    struct write_job job = {.run = run, .done = done, .arg = s, .is_slice = true};
    s->is_done = false;
    writer_push(s->in->im->writer, &job);
    pthread_mutex_lock(&s->lock);
    while (!s->is_done)
        pthread_cond_wait(&s->finished, &s->lock);
    pthread_mutex_unlock(&s->lock);
    if (s->outcome)
        *e = s->err;
    return s->outcome;
}

enum outcome place_import_write(struct import *in, struct err *e)
{
    struct slice s = {.in = in};
    struct place_import *im = in->im;
    enum outcome o = OK;
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.finished, NULL);
    for (size_t from = 0; !o && from < in->order_n; from += SLICE) {
        s.from = from;
        s.to = from + SLICE < in->order_n ? from + SLICE : in->order_n;
        o = push(&s, write_slice, e);
        if (!o && im->progress)
            im->progress(im->progress_arg, (int64_t)s.to, (int64_t)in->order_n);
    }
    for (size_t from = 0; !o && im->renamed && from < in->n; from += SLICE) {
        s.from = from;
        s.to = from + SLICE < in->n ? from + SLICE : in->n;
        o = push(&s, write_names, e);
    }
    if (o == CONFLICT)
        o = err_set(e, CONFLICT, NULL, "import_overtaken",
                    "places were added meanwhile: start the import again, it goes on where it was",
                    "期间有人新增地点：请重新导入，已导入的会自动跳过");
    pthread_mutex_destroy(&s.lock);
    pthread_cond_destroy(&s.finished);
    return o;
}
