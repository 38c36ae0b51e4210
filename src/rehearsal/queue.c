/* Drills under way and waiting: one process at a time, in order of asking. What comes of each is
 * written into its folder beside the database, a headline into the database. */
#include <pthread.h>

#include "base/file.h"
#include "base/limits.h"
#include "op/job.h"
#include "rehearsal/process.h"
#include "rehearsal/rehearsal_int.h"
#include "value/time.h"

#define ONE_AT_A_TIME 1

struct rehearsals {
    struct jobs *jobs;
    pthread_mutex_t lock;
    struct {
        int64_t drill, job;
    } begun[JOBS_KEPT]; /* the last ones, a ring */
    int begun_n;
};

enum outcome rehearsals_new(struct rehearsals **ret, struct err *e)
{
    struct rehearsals *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    pthread_mutex_init(&r->lock, NULL);
    enum outcome o = jobs_new(&r->jobs, ONE_AT_A_TIME, e);
    if (o)
        rehearsals_free(r);
    else
        *ret = r;
    return o;
}

void rehearsals_free(struct rehearsals *r)
{
    if (!r)
        return;
    jobs_free(r->jobs);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

struct queued *queued_new(struct app *app, int64_t id)
{
    struct queued *q = calloc(1, sizeof *q);
    if (!q)
        abort();
    arena_init(&q->arena, LIMIT_ARENA);
    q->app = app;
    q->id = id;
    q->folder = rehearsal_folder(&q->arena, app, id);
    return q;
}

void queued_free(void *queued)
{
    struct queued *q = queued;
    arena_fini(&q->arena);
    free(q);
}

const char *rehearsal_folder(struct arena *a, const struct app *app, int64_t id)
{
    return arena_printf(a, "%s/drills/%lld", app->data_dir, (long long)id);
}

/* ---- one run ---- */

struct telling {
    struct queued *q;
    int64_t at;
    const char *state, *problem, *headline;
};

static enum outcome tell_slice(struct db *db, void *arg, struct err *e)
{
    const struct telling *t = arg;
    return kept_result(db, t->q->id, t->state, t->problem, t->headline, t->at, e);
}

static enum outcome tell(struct queued *q, const char *state, const char *problem,
                         const char *headline, struct err *e)
{
    bool is_over = strcmp(state, "running") != 0;
    struct telling t = {q, is_over ? clock_now_ms(&q->app->clock) / 1000 : 0, state, problem,
                        headline};
    return writer_do(q->app->writer, tell_slice, &t, e);
}

static enum outcome write_text(struct queued *q, const char *name, const char *text, struct err *e)
{
    return file_write(arena_printf(&q->arena, "%s/%s", q->folder, name), text, strlen(text), 0600,
                      e);
}

/* The words of `lianfang drill …` for it. */
static char **words_of(struct queued *q, const struct asked *asked)
{
    struct arena *a = &q->arena;
    char **argv = arena_alloc(a, 40 * sizeof *argv), day[32];
    int n = 0;
    const struct {
        const char *option;
        int64_t value;
    } numbers[] = {{"--people", asked->people},
                   {"--days", asked->days},
                   {"--runs", asked->runs},
                   {"--seed", asked->seed},
                   {"--threads", 1}};
    argv[n++] = "lianfang";
    argv[n++] = "drill";
    argv[n++] = arena_printf(a, "%s/plan.txt", q->folder);
    argv[n++] = arena_dup(a, asked->scenario);
    for (int i = 0; i < 5; i++) {
        argv[n++] = arena_dup(a, numbers[i].option);
        argv[n++] = arena_printf(a, "%lld", (long long)numbers[i].value);
    }
    argv[n++] = "--set";
    argv[n++] = asked_levers(a, asked->set);
    if (q->against_source || asked->against_set) {
        argv[n++] = "--against";
        argv[n++] =
            arena_printf(a, "%s/%s", q->folder, q->against_source ? "against.txt" : "plan.txt");
        argv[n++] = "--against-set";
        argv[n++] = asked_levers(a, asked->against_set);
    }
    if (q->towns_csv) {
        argv[n++] = "--places";
        argv[n++] = arena_printf(a, "%s/towns.csv", q->folder);
    }
    argv[n++] = "--day";
    argv[n++] = arena_text(a, day, date_print(q->day, day));
    argv[n++] = "--title";
    argv[n++] = arena_dup(a, q->name);
    argv[n++] = "--progress";
    argv[n++] = "-o";
    argv[n++] = arena_dup(a, q->folder);
    return argv;
}

/* The few figures that a list shows. */
static const char *headline_of(struct queued *q, struct err *e)
{
    char *text = NULL;
    size_t len;
    json_t *all = NULL;
    const char *ret = "";
    if (file_read(&text, &len, arena_printf(&q->arena, "%s/drill.json", q->folder),
                  LIMIT_DRILL_FILE, e))
        return "";
    if (!json_parse(&all, text, len, e)) {
        json_t *first = NULL, *row;
        size_t i;
        json_array_foreach(json_object_get(all, "shortages"), i,
                           row) if (json_number_value(json_object_get(row, "first")) >
                                    json_number_value(json_object_get(first, "first"))) first = row;
        json_t *made =
            json_pack("{s:O?, s:O?, s:O?, s:O?, s:O?}", "infections",
                      json_object_get(all, "infections"), "confirmed",
                      json_object_get(all, "confirmed"), "deaths", json_object_get(all, "deaths"),
                      "controlled", json_object_get(all, "controlled"), "first", first);
        char *dumped = made ? json_dumps(made, JSON_COMPACT) : NULL;
        if (dumped)
            ret = arena_dup(&q->arena, dumped);
        free(dumped);
        json_decref(made);
        json_decref(all);
    }
    free(text);
    return ret;
}

static enum outcome play(struct job *job, struct queued *q, struct err *e)
{
    struct asked asked = {0};
    json_t *body = NULL;
    enum outcome o = json_parse(&body, q->settings, strlen(q->settings), e);
    if (!o)
        o = asked_read(&asked, body, e);
    if (!o)
        o = file_make_folder(q->folder, e);
    if (!o)
        o = write_text(q, "plan.txt", q->plan_source, e);
    if (!o && q->against_source)
        o = write_text(q, "against.txt", q->against_source, e);
    if (!o && q->towns_csv)
        o = write_text(q, "towns.csv", q->towns_csv, e);
    if (!o)
        o = process_run(job, words_of(q, &asked), arena_printf(&q->arena, "%s/log", q->folder), e);
    json_decref(body);
    return o;
}

static enum outcome run(struct job *job, void *arg, struct err *e)
{
    struct queued *q = arg;
    struct err late = {0};
    enum outcome o = tell(q, "running", "", "", e);
    if (!o)
        o = play(job, q, e);
    const char *state = !o ? "done" : job_is_cancelled(job) ? "cancelled" : "failed";
    const char *headline = o ? "" : headline_of(q, &late);
    const char *problem = o ? arena_printf(&q->arena, "%s", e->zh[0] ? e->zh : e->en) : "";
    enum outcome told = tell(q, state, problem, headline, &late);
    if (!o && told)
        *e = late;
    return o ? o : told;
}

enum outcome rehearsals_start(struct rehearsals *r, struct queued *q, int64_t user, struct err *e)
{
    int64_t id = q->id, job;
    enum outcome o = job_start(r->jobs, "drill", user, run, q, queued_free, &job, e);
    if (o)
        return o;
    pthread_mutex_lock(&r->lock);
    r->begun[r->begun_n % JOBS_KEPT].drill = id;
    r->begun[r->begun_n++ % JOBS_KEPT].job = job;
    pthread_mutex_unlock(&r->lock);
    return OK;
}

static int64_t job_of(struct rehearsals *r, int64_t id)
{
    int64_t job = 0;
    pthread_mutex_lock(&r->lock);
    for (int i = 0; i < JOBS_KEPT; i++)
        if (r->begun[i].drill == id)
            job = r->begun[i].job;
    pthread_mutex_unlock(&r->lock);
    return job;
}

void rehearsals_progress(struct rehearsals *r, int64_t id, int64_t *ret_done, int64_t *ret_total)
{
    struct buf out;
    struct err ignored = {0};
    json_t *told = NULL;
    *ret_done = *ret_total = 0;
    buf_init(&out, LIMIT_RESPONSE);
    if (!job_json(r->jobs, job_of(r, id), -1, LANG_EN, &out, &ignored) &&
        !json_parse(&told, out.data, out.len, &ignored)) {
        *ret_done = json_integer_value(json_object_get(told, "done"));
        *ret_total = json_integer_value(json_object_get(told, "total"));
        json_decref(told);
    }
    buf_fini(&out);
}

void rehearsals_cancel(struct rehearsals *r, int64_t id)
{
    struct err ignored = {0};
    job_cancel(r->jobs, job_of(r, id), -1, &ignored);
}
