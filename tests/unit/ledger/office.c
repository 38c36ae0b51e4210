/* See office.h. */
#include "office.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/books.h"
#include "ledger/edition.h"
#include "ledger/search.h"
#include "measure/measure.h"
#include "op/job.h"
#include "place/place.h"
#include <assert.h>
#include <unistd.h>

const struct office_part *office_part;

static void each_mark(void *arg)
{
    struct office *o = arg;
    for (int i = 0; i < OFFICE_HOOKS; i++)
        if (o->hooks[i].mark)
            o->hooks[i].mark(o->hooks[i].arg);
}

static void each_revert(void *arg)
{
    struct office *o = arg;
    for (int i = 0; i < OFFICE_HOOKS; i++)
        if (o->hooks[i].revert)
            o->hooks[i].revert(o->hooks[i].arg);
}

static enum outcome each_before(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    enum outcome outcome = OK;
    for (int i = 0; outcome == OK && i < OFFICE_HOOKS; i++)
        if (o->hooks[i].before_commit)
            outcome = o->hooks[i].before_commit(db, o->hooks[i].arg, e);
    return outcome;
}

static void each_after(void *arg, bool committed)
{
    struct office *o = arg;
    for (int i = 0; i < OFFICE_HOOKS; i++)
        if (o->hooks[i].after)
            o->hooks[i].after(o->hooks[i].arg, committed);
}

static struct plan *load_plan(void)
{
    struct plan *plan;
    struct plan_errors errors = {0};
    if (plan_load(&plan, BOOKS_PLAN, NULL, &errors) != OK) {
        for (int i = 0; i < errors.n; i++)
            fprintf(stderr, "%s:%d:%d: %s\n", errors.list[i].file, errors.list[i].line,
                    errors.list[i].column, errors.list[i].en);
        fail_msg("the test plan does not load");
    }
    plan_errors_fini(&errors);
    return plan;
}

static int64_t add_place(struct office *o, struct db *db, const struct plan *plan, int64_t parent,
                         const char *kind, const char *name)
{
    struct err e;
    int64_t id = 0;
    struct place_new p = {.parent = parent, .kind = kind, .code = "", .name = name};
    must(place_add(&id, db, o->app.journal, plan, &p, o->now_ms, &e));
    return id;
}

static int64_t add_user(struct office *o, struct db *db, const char *login, const char *post,
                        int64_t place)
{
    struct err e;
    int64_t id = 0;
    struct user_new u = {.login = login, .name = login, .password_hash = "", .place = place};
    must(guard_user_add(o->app.guard, db, o->app.journal, &u, o->now_ms, &id, &e));
    must(guard_user_grant(db, o->app.journal, id, post, place, 20000, 0, 0, -1, o->now_ms, NULL,
                          &e));
    return id;
}

static enum outcome populate(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    const struct plan *plan = editions_hold(o->app.editions);
    int64_t province = add_place(o, db, plan, 0, "province", "陕西省");
    int64_t city = add_place(o, db, plan, province, "city", "渭南市");
    (void)e;
    o->county = add_place(o, db, plan, city, "county", "蒲城县");
    o->street = add_place(o, db, plan, o->county, "street", "城关街道");
    o->village = add_place(o, db, plan, o->street, "village", "东街社区");
    o->other_village = add_place(o, db, plan, o->street, "village", "西街社区");
    o->grid = add_place(o, db, plan, o->village, "grid", "第一网格");
    o->checkpoint = add_place(o, db, plan, o->street, "checkpoint", "北门检查点");
    o->command = add_user(o, db, "command", "command", o->county);
    o->community = add_user(o, db, "community", "community", o->village);
    o->other_community = add_user(o, db, "other", "community", o->other_village);
    o->grid_worker = add_user(o, db, "grid", "grid_worker", o->grid);
    o->staff = add_user(o, db, "staff", "staff", o->checkpoint);
    editions_release(o->app.editions, plan);
    return OK;
}

static void changed(struct app *app, const char *ledger, int64_t record, const int64_t places[4],
                    const char *act)
{
    ((struct office *)app->stream)->announced++;
}

static void open_app(struct office *o)
{
    static const struct hook *const hooks[] = {&measure_hook};
    struct err e;
    char path[120];
    struct writer_hooks all = {each_mark, each_revert, each_before, each_after, o};
    o->app = (struct app){.store = o->t->store,
                          .clock = clock_fixed(&o->now_ms),
                          .data_dir = o->t->folder,
                          .stream = o,
                          .changed = changed,
                          .admit = guard_admit};
    snprintf(path, sizeof path, "%s/sign.keys", o->t->folder);
    must(journal_open(&o->app.journal, o->t->store, path, &e));
    snprintf(path, sizeof path, "%s/seal.keys", o->t->folder);
    must(guard_open(&o->app.guard, o->t->store, path, o->app.clock, &e));
    guard_cheap_passwords(o->app.guard);
    must(db_open(&o->db, o->t->store, DB_READ, &e));
    must(editions_open(&o->app.editions, o->db, &e));
    books_new(&o->app.books);
    search_new(&o->app.search);
    measures_new(&o->app.measures);
    journal_hooks(o->app.journal, &o->hooks[0]);
    measures_hooks(&o->app, &o->hooks[1]);
    books_hooks(o->app.books, &o->hooks[2]);
    search_hooks(o->app.search, &o->hooks[3]);
    ledger_hooks(&o->app, hooks, 1);
    if (office_part)
        office_part->open(o, &o->hooks[4]);
    must(writer_start(&o->app.writer, o->t->store, &all, &e));
    must(jobs_new(&o->app.jobs, 1, &e));
}

static void close_app(struct office *o)
{
    jobs_free(o->app.jobs);
    writer_stop(o->app.writer);
    db_close(o->db);
    editions_free(o->app.editions);
    measures_free(o->app.measures);
    search_free(o->app.search);
    books_free(o->app.books);
    if (office_part)
        office_part->close(o);
    guard_close(o->app.guard);
    journal_close(o->app.journal);
}

void office_open(struct office *o, struct test_store *t)
{
    struct err e;
    int n;
    memset(o, 0, sizeof *o);
    o->t = t;
    o->now_ms = OFFICE_NOW;
    o->if_match = -1;
    arena_init(&o->arena, LIMIT_ARENA);
    buf_init(&o->out, LIMIT_RESPONSE);
    if (!op_find("record.create")) {
        const struct op *rows = ledger_ops(&n);
        op_register(rows, n);
        rows = measure_ops(&n);
        op_register(rows, n);
        if (office_part) {
            rows = office_part->ops(&n);
            op_register(rows, n);
        }
    }
    open_app(o);
    must(edition_activate(&o->app, load_plan(), -1, NULL, &e));
    must(writer_do(o->app.writer, populate, o, &e));
}

void office_close(struct office *o)
{
    close_app(o);
    json_decref(o->body);
    free(o->plan_text);
    buf_fini(&o->out);
    arena_fini(&o->arena);
}

struct running {
    struct call *c;
};

static enum outcome run_write(struct db *db, void *arg, struct err *e)
{
    struct call *c = ((struct running *)arg)->c;
    c->db = db;
    return op_handle(c, e);
}

/* As guard_actor() would give it for a session. */
static struct actor *actor_of(struct office *o, int64_t user, const struct plan *plan)
{
    struct actor *a = actor_system(&o->arena, plan);
    const struct {
        int64_t user, place;
        const char *post;
    } posts[] = {
        {o->command, o->county, "command"},
        {o->community, o->village, "community"},
        {o->other_community, o->other_village, "community"},
        {o->grid_worker, o->grid, "grid_worker"},
        {o->staff, o->checkpoint, "staff"},
    };
    if (user == 0)
        return a;
    *a = (struct actor){.user = user,
                        .name = "test",
                        .login = "test",
                        .plan = plan,
                        .lang = LANG_EN,
                        .verbs = (1u << VERBS) - 1,
                        .may_admin = true,
                        .session = 1};
    a->holdings = arena_alloc(&o->arena, sizeof *a->holdings);
    for (size_t i = 0; i < ROWS(posts); i++)
        if (posts[i].user == user)
            a->holdings[a->holdings_n++] = (struct holding){.post = plan_post(plan, posts[i].post),
                                                            .place = posts[i].place,
                                                            .last = place_last(posts[i].place)};
    return a;
}

enum outcome office_call(struct office *o, int64_t user, const char *op, const char *body, ...)
{
    const char *values[OP_ARGS_MAX] = {0};
    struct call c = {.op = op_find(op),
                     .app = &o->app,
                     .arena = &o->arena,
                     .lang = LANG_EN,
                     .now_ms = o->now_ms,
                     .values = values,
                     .out = &o->out,
                     .out_fd = -1,
                     .idempotency = o->idempotency,
                     .purpose = o->purpose,
                     .if_match = o->if_match,
                     .file_path = o->file_path,
                     .file_name = "upload.csv",
                     .from = "",
                     .agent = ""};
    struct running r = {&c};
    const char *pair;
    va_list list;
    assert(c.op);
    arena_clear(&o->arena);
    buf_clear(&o->out);
    err_clear(&o->e);
    json_decref(o->body);
    o->body = NULL;
    o->announced = 0;
    va_start(list, body);
    while ((pair = va_arg(list, const char *))) {
        const char *eq = strchr(pair, '=');
        char *name = arena_text(&o->arena, pair, (size_t)(eq - pair));
        assert(op_arg(c.op, name) >= 0);
        values[op_arg(c.op, name)] = arena_dup(&o->arena, eq + 1);
    }
    va_end(list);
    json_t *parsed = NULL;
    enum outcome outcome = OK;
    if (body) {
        outcome = json_parse(&parsed, body, strlen(body), &o->e);
        bool has_body = false;
        for (const struct arg *a = c.op->args; a->name; a++)
            has_body = has_body || a->kind == ARG_BODY;
        c.body = parsed;
        if (outcome == OK && !has_body)
            outcome = op_read_body(&c, parsed, &o->e);
    }
    c.plan = editions_hold(o->app.editions);
    db_rollback(o->db);
    outcome = outcome == OK ? db_begin_read(o->db, &o->e) : outcome;
    c.actor = o->as ? o->as : actor_of(o, user, c.plan);
    c.actor->purpose = o->purpose;
    c.user = c.actor->user;
    c.db = o->db;
    if (outcome == OK && c.op->run == OP_WRITE) {
        db_rollback(o->db);
        outcome = writer_do(o->app.writer, run_write, &r, &o->e);
        c.db = o->db;
        if (outcome == OK && c.render) {
            outcome = db_begin_read(o->db, &o->e);
            outcome = outcome == OK ? c.render(&c, &o->e) : outcome;
        }
    } else if (outcome == OK) {
        if (c.op->run == OP_SLOW)
            db_rollback(o->db);
        outcome = op_handle(&c, &o->e);
    }
    if (outcome == OK && c.after)
        c.after(&c);
    db_rollback(o->db);
    editions_release(o->app.editions, c.plan);
    json_decref(parsed);
    if (outcome == OK && c.out_fd >= 0) {
        char block[4096];
        ssize_t n;
        buf_clear(&o->out);
        while ((n = read(c.out_fd, block, sizeof block)) > 0)
            buf_put(&o->out, block, (size_t)n);
        close(c.out_fd);
    }
    o->status = c.status;
    o->etag = c.etag;
    if (outcome == OK && o->out.len && !c.content_type) {
        struct err e;
        if (json_parse(&o->body, o->out.data, o->out.len, &e) != OK)
            fail_msg("%s answers what is not JSON: %s\n%s", op, e.en, o->out.data);
    }
    return outcome;
}

const char *office_text(struct office *o, const char *path)
{
    json_t *j = o->body;
    while (*path && j) {
        size_t n = strcspn(path, ".");
        char name[64];
        int64_t index;
        snprintf(name, sizeof name, "%.*s", (int)n, path);
        if (json_is_array(j) && text_int(name, n, &index))
            j = json_array_get(j, (size_t)index);
        else
            j = json_object_get(j, name);
        path += n + (path[n] == '.');
    }
    if (!j || json_is_null(j))
        return "";
    if (json_is_string(j))
        return json_string_value(j);
    char *text = json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY);
    const char *kept = arena_dup(&o->arena, text);
    free(text);
    return kept;
}

int64_t office_id(struct office *o)
{
    int64_t id = 0;
    const char *s = office_text(o, "id");
    if (!text_int(s, strlen(s), &id))
        fail_msg("no id in the answer");
    return id;
}

void office_tick(struct office *o)
{
    struct err e;
    db_rollback(o->db);
    must(ledger_tick(&o->app, &e));
    for (int i = 0; i < 1000 && search_waiting(o->app.search) > 0; i++) {
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
    }
}

const char *office_titles(struct office *o)
{
    struct buf b;
    size_t i;
    json_t *row;
    buf_init(&b, 1 << 16);
    json_array_foreach(json_object_get(o->body, "rows"), i, row)
        buf_printf(&b, "%s%s", i ? "|" : "", json_string_value(json_object_get(row, "title")));
    const char *kept = arena_text(&o->arena, b.data ? b.data : "", b.len);
    buf_fini(&b);
    return kept;
}

int64_t office_add(struct office *o, int64_t user, const char *ledger, const char *fields, ...)
{
    char text[4000], body[4100], arg[100];
    va_list list;
    va_start(list, fields);
    vsnprintf(text, sizeof text, fields, list);
    va_end(list);
    snprintf(body, sizeof body, "{\"fields\":{%s}}", text);
    snprintf(arg, sizeof arg, "ledger=%s", ledger);
    if (office_call(o, user, "record.create", body, arg, NULL) != OK)
        fail_msg("%s cannot be created: %s %s: %s", ledger, o->e.field, o->e.rule, o->e.en);
    return office_id(o);
}

int64_t office_house(struct office *o, const char *door)
{
    return office_add(o, o->community, "house", "\"at\":\"%lld\",\"door\":\"%s\",\"heads\":2",
                      (long long)o->grid, door);
}

int64_t office_person(struct office *o, int64_t house, const char *name)
{
    return office_add(o, o->community, "person", "\"house\":\"%lld\",\"name\":\"%s\"",
                      (long long)house, name);
}

void office_restart(struct office *o)
{
    close_app(o);
    test_store_reopen(o->t);
    open_app(o);
}

static enum outcome replay(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    const struct plan *plan = editions_hold(o->app.editions);
    enum outcome outcome = search_replay(&o->app, db, plan, e);
    editions_release(o->app.editions, plan);
    return outcome;
}

void office_replay(struct office *o)
{
    struct err e;
    must(writer_do(o->app.writer, replay, o, &e));
}

enum outcome office_job(struct office *o, int64_t job)
{
    struct err e;
    struct buf b;
    enum outcome outcome = job_wait(o->app.jobs, job, &o->e);
    buf_init(&b, LIMIT_RESPONSE);
    must(job_json(o->app.jobs, job, -1, LANG_EN, &b, &e));
    json_decref(o->body);
    must(json_parse(&o->body, b.data, b.len, &e));
    buf_fini(&b);
    json_t *result = json_incref(json_object_get(o->body, "result"));
    json_decref(o->body);
    o->body = result;
    return outcome;
}

/* The present plan's folder again, with one change in its module. */
static enum outcome edition(struct office *o, const char *from, const char *to, bool all)
{
    struct err e;
    struct buf b;
    char path[200], *head;
    size_t len;
    if (!o->plan_text) {
        must(file_read(&o->plan_text, &len, BOOKS_MODULE, 1 << 20, &e));
    }
    buf_init(&b, 1 << 20);
    const char *at = o->plan_text, *found;
    while ((found = strstr(at, from))) {
        buf_put(&b, at, (size_t)(found - at));
        buf_text(&b, to);
        at = found + strlen(from);
        if (!all)
            break;
    }
    buf_text(&b, at);
    snprintf(path, sizeof path, "%s/plan/books", o->t->folder);
    must(file_make_folder(path, &e));
    snprintf(path, sizeof path, "%s/plan/books/module.yaml", o->t->folder);
    must(file_write(path, b.data, b.len, 0600, &e));
    must(file_read(&head, &len, BOOKS_PLAN, 1 << 20, &e));
    snprintf(path, sizeof path, "%s/plan/books.yaml", o->t->folder);
    must(file_write(path, head, len, 0600, &e));
    free(head);
    struct plan *plan;
    struct plan_errors errors = {0};
    if (plan_load(&plan, path, NULL, &errors) != OK)
        fail_msg("%s:%d:%d %s", errors.list[0].file, errors.list[0].line, errors.list[0].column,
                 errors.list[0].en);
    plan_errors_fini(&errors);
    db_rollback(o->db);
    err_clear(&o->e);
    enum outcome outcome = edition_activate(&o->app, plan, -1, NULL, &o->e);
    if (outcome == OK) {
        free(o->plan_text);
        o->plan_text = buf_take(&b, NULL);
    }
    buf_fini(&b);
    return outcome;
}

enum outcome office_edition(struct office *o, const char *from, const char *to)
{
    return edition(o, from, to, false);
}

enum outcome office_edition_all(struct office *o, const char *from, const char *to)
{
    return edition(o, from, to, true);
}
