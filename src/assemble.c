/* The top of the program: every module's rows and hooks, in order, and the order in which things
 * are opened and closed. Knows everyone; nobody but main.c knows it. */
#include "assemble.h"

#include <pthread.h>
#include <unistd.h>

#include "attach/attach.h"
#include "base/file.h"
#include "base/log.h"
#include "duty/duty.h"
#include "guard/guard.h"
#include "journal/journal.h"
#include "ledger/books.h"
#include "ledger/edition.h"
#include "ledger/search.h"
#include "measure/measure.h"
#include "op/job.h"
#include "person/person.h"
#include "place/place.h"
#include "rehearsal/rehearsal.h"
#include "report/report.h"
#include "stock/book.h"
#include "trace/trace.h"

#define JOB_THREADS 2
#define TICK_MS 1000
#define GUARD_TICKS 60 /* one in so many ticks */
#define PLACE_TICKS 600

/* What other modules do when a record changes, in this order, in the same transaction. */
static const struct hook *const record_hooks[] = {
    &stock_hook,
    &duty_hook,
    &attach_hook,
    &measure_hook,
    &person_hook,
    &trace_hook,
};
#define RECORD_HOOKS ((int)(sizeof(record_hooks) / sizeof(record_hooks[0])))

static const struct op *(*const op_tables[])(int *ret_n) = {
    attach_ops,
    duty_ops,
    guard_ops,
    job_ops,
    ledger_ops,
    measure_ops,
    person_ops,
    place_ops,
    rehearsal_ops,
    exercise_ops,
    forecast_ops,
    report_ops,
    roster_ops,
    stock_ops,
    trace_ops,
};

#define HOOKS 6
struct program {
    struct app app; /* first: an app is its program */
    struct arena arena;
    struct writer_hooks hooks[HOOKS];
    pthread_t ticker;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool has_ticker, stopping;
    struct sender *sender;
};

static void register_ops(void)
{
    for (size_t i = 0; i < sizeof(op_tables) / sizeof(op_tables[0]); i++) {
        int n;
        const struct op *rows = op_tables[i](&n);
        op_register(rows, n);
    }
}

/* The writer knows one set of hooks: these pass each call on, in order. */
static void hooks_mark(void *arg)
{
    struct program *p = arg;
    for (int i = 0; i < HOOKS; i++)
        if (p->hooks[i].mark)
            p->hooks[i].mark(p->hooks[i].arg);
}

static void hooks_revert(void *arg)
{
    struct program *p = arg;
    for (int i = 0; i < HOOKS; i++)
        if (p->hooks[i].revert)
            p->hooks[i].revert(p->hooks[i].arg);
}

static enum outcome hooks_before_commit(struct db *db, void *arg, struct err *e)
{
    struct program *p = arg;
    enum outcome outcome = OK;
    for (int i = 0; !outcome && i < HOOKS; i++)
        if (p->hooks[i].before_commit)
            outcome = p->hooks[i].before_commit(db, p->hooks[i].arg, e);
    return outcome;
}

static void hooks_after(void *arg, bool committed)
{
    struct program *p = arg;
    for (int i = 0; i < HOOKS; i++)
        if (p->hooks[i].after)
            p->hooks[i].after(p->hooks[i].arg, committed);
}

static enum outcome guard_slice(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    return guard_tick(app->guard, db, clock_now_ms(&app->clock), e);
}

static enum outcome place_slice(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    const struct plan *plan = editions_hold(app->editions);
    struct place_change change = {.db = db,
                                  .journal = app->journal,
                                  .plan = plan,
                                  .user = -1,
                                  .now_ms = clock_now_ms(&app->clock)};
    int n = 0;
    enum outcome outcome = plan ? place_apply_due(&change, &n, e) : OK;
    editions_release(app->editions, plan);
    return outcome;
}

static void tick(struct program *p, int64_t count)
{
    struct err e = {0};
    struct app *app = &p->app;
    enum outcome outcome = ledger_tick(app, &e);
    if (!outcome)
        outcome = rehearsals_tick(app, &e);
    if (!outcome)
        outcome = duty_tick(app, &e);
    if (!outcome)
        outcome = measure_tick(app, &e);
    if (!outcome)
        outcome = trace_tick(app, &e);
    if (!outcome && count % GUARD_TICKS == 0)
        outcome = writer_do(app->writer, guard_slice, app, &e);
    if (!outcome && count % PLACE_TICKS == 0)
        outcome = writer_do(app->writer, place_slice, app, &e);
    if (!outcome && count % GUARD_TICKS == GUARD_TICKS / 2)
        outcome = attach_tick(app, &e);
    if (outcome)
        log_line(LOG_WARN, "tick: %s", err_text(&e, LANG_EN));
}

static void *run_ticks(void *arg)
{
    struct program *p = arg;
    struct timespec until;
    pthread_mutex_lock(&p->lock);
    for (int64_t count = 0; !p->stopping; count++) {
        pthread_mutex_unlock(&p->lock);
        tick(p, count);
        pthread_mutex_lock(&p->lock);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += TICK_MS / 1000;
        while (!p->stopping && !pthread_cond_timedwait(&p->wake, &p->lock, &until))
            continue;
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static enum outcome start_ticks(struct program *p, struct err *e)
{
    if (pthread_create(&p->ticker, NULL, run_ticks, p))
        return err_set(e, FAULT, NULL, "no_thread", "cannot start a thread", "无法启动线程");
    p->has_ticker = true;
    return OK;
}

static void stop_ticks(struct program *p)
{
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    if (p->has_ticker)
        pthread_join(p->ticker, NULL);
    p->has_ticker = false;
}

static enum outcome open_store(struct program *p, const struct app_options *options, struct err *e)
{
    struct app *app = &p->app;
    enum outcome outcome = store_open(&app->store, options->db, e);
    if (!outcome)
        outcome = store_migrate(app->store, e);
    if (!outcome && options->is_server)
        outcome = store_take_over(app->store, e);
    return outcome;
}

static enum outcome start_writer(struct program *p, struct err *e)
{
    struct app *app = &p->app;
    struct writer_hooks all = {.mark = hooks_mark,
                               .revert = hooks_revert,
                               .after = hooks_after,
                               .before_commit = hooks_before_commit,
                               .arg = p};
    books_new(&app->books);
    search_new(&app->search);
    stock_new(&app->stock);
    measures_new(&app->measures);
    journal_hooks(app->journal, &p->hooks[0]);
    measures_hooks(app, &p->hooks[1]); /* before the books, whose numbers it takes */
    books_hooks(app->books, &p->hooks[2]);
    search_hooks(app->search, &p->hooks[3]);
    trace_hooks(app->trace, &p->hooks[4]);
    stock_hooks(app->stock, &p->hooks[5]);
    ledger_hooks(app, record_hooks, RECORD_HOOKS);
    return writer_start(&app->writer, app->store, &all, e);
}

static enum outcome open_modules(struct program *p, const struct app_options *options,
                                 struct err *e)
{
    struct app *app = &p->app;
    struct db *db = NULL;
    app->data_dir = app_path(&p->arena, options, ".files");
    enum outcome outcome = file_make_folder(app->data_dir, e);
    if (!outcome)
        outcome =
            journal_open(&app->journal, app->store, app_path(&p->arena, options, ".sign.keys"), e);
    if (!outcome)
        outcome = guard_open(&app->guard, app->store, app_path(&p->arena, options, ".keys"),
                             app->clock, e);
    if (!outcome)
        trace_new(&app->trace, app_path(&p->arena, options, ".trace"), app->journal);
    if (!outcome)
        outcome = db_open(&db, app->store, DB_READ, e);
    if (!outcome)
        outcome = editions_open(&app->editions, db, e);
    if (!outcome)
        outcome = rehearsals_mark(app, db, e);
    db_close(db);
    if (!outcome)
        outcome = start_writer(p, e);
    if (!outcome)
        outcome = jobs_new(&app->jobs, JOB_THREADS, e);
    if (!outcome)
        outcome = rehearsals_new(&app->rehearsals, e);
    if (!outcome && options->is_server)
        outcome = writer_do(app->writer, rehearsals_recover, NULL, e);
    return outcome;
}

static enum outcome load_plan(struct plan **ret, const char *path, struct err *e)
{
    struct plan_errors errors = {0};
    enum outcome outcome = plan_load(ret, path, NULL, &errors);
    if (outcome && errors.n)
        *e = errors.list[0];
    if (outcome && !errors.n)
        err_set(e, outcome, NULL, "plan", "cannot read the plan %s", "无法读取预案 %s", path);
    plan_errors_fini(&errors);
    return outcome;
}

static enum outcome switch_plan(struct app *app, const char *path, struct err *e)
{
    struct plan *plan = NULL;
    enum outcome outcome = load_plan(&plan, path, e);
    return outcome ? outcome : edition_activate(app, plan, -1, NULL, e);
}

static enum outcome replay_slice(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    const struct plan *plan = editions_hold(app->editions);
    enum outcome outcome = plan ? search_replay(app, db, plan, e) : OK;
    editions_release(app->editions, plan);
    return outcome;
}

static enum outcome put_in_force(struct app *app, const struct app_options *options, struct err *e)
{
    enum outcome outcome = OK;
    if (options->plan)
        outcome = switch_plan(app, options->plan, e);
    const struct plan *plan = editions_hold(app->editions);
    if (!outcome && !plan)
        return err_set(e, REFUSED, "plan", "no_plan",
                       "%s has no plan yet: give --plan FILE, or make it by lianfang init",
                       "%s 还没有预案,请用 --plan 指定,或先运行 lianfang init", options->db);
    editions_release(app->editions, plan);
    return outcome ? outcome : writer_do(app->writer, replay_slice, app, e);
}

static void close_app(struct app *app)
{
    if (!app)
        return;
    struct program *p = (struct program *)app;
    stop_ticks(p);
    rehearsals_free(app->rehearsals);
    jobs_free(app->jobs);
    if (app->writer) {
        search_flush(app);
        measure_flush(app);
        writer_stop(app->writer);
    }
    trace_free(app->trace);
    editions_free(app->editions);
    measures_free(app->measures);
    search_free(app->search);
    books_free(app->books);
    stock_free(app->stock);
    guard_close(app->guard);
    journal_close(app->journal);
    store_close(app->store);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    arena_fini(&p->arena);
    free(p);
}

static enum outcome open_app(struct app **ret, const struct app_options *options, struct err *e)
{
    struct program *p = calloc(1, sizeof(*p));
    pthread_condattr_t monotonic;
    if (!p)
        abort();
    arena_init(&p->arena, 1 << 16);
    pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    p->app.clock = clock_system();
    p->app.admit = guard_admit;
    enum outcome outcome = open_store(p, options, e);
    if (!outcome)
        outcome = open_modules(p, options, e);
    if (!outcome)
        outcome = put_in_force(&p->app, options, e);
    if (!outcome && options->is_server)
        outcome = start_ticks(p, e);
    if (!outcome && options->is_server)
        outcome = sender_start(&p->sender, &p->app, e);
    if (outcome)
        close_app(&p->app);
    else
        *ret = &p->app;
    return outcome;
}

const struct assembly assembly = {
    .register_ops = register_ops,
    .open = open_app,
    .close = close_app,
    .switch_plan = switch_plan,
};
