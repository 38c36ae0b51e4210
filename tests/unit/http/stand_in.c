/* See stand_in.h. */
#include "stand_in.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/file.h"
#include "guard/guard.h"
#include "ledger/edition.h"
#include "store/writer.h"

static struct plan the_plan = {.edition = "test"};
static atomic_int held;

const struct plan *editions_hold(struct editions *editions)
{
    atomic_fetch_add(&held, 1);
    return &the_plan;
}

void editions_release(struct editions *editions, const struct plan *plan)
{
    atomic_fetch_sub(&held, 1);
}

int stand_in_held(void)
{
    return atomic_load(&held);
}

const struct ledger *plan_ledger(const struct plan *plan, const char *name)
{
    static const struct ledger persons = {.name = "person"};
    return strcmp(name, "person") ? NULL : &persons;
}

struct actor *actor_nobody(struct arena *a, const struct plan *plan)
{
    struct actor *actor = arena_alloc(a, sizeof(*actor));
    actor->plan = plan;
    return actor;
}

struct actor *actor_system(struct arena *a, const struct plan *plan)
{
    struct actor *actor = actor_nobody(a, plan);
    actor->user = -1;
    actor->is_system = true;
    return actor;
}

static atomic_int posts_lost; /* 1: the one post, 2: the session too */

void stand_in_lose(int what)
{
    atomic_store(&posts_lost, what);
}

uint64_t guard_generation(struct guard *g)
{
    return (uint64_t)atomic_load(&posts_lost);
}

enum outcome guard_actor(struct guard *g, struct arena *a, struct db *db, const struct plan *plan,
                         const char *token, struct actor **ret, struct err *e)
{
    int lost = atomic_load(&posts_lost);
    if (strcmp(token, USER_TOKEN) || lost == 2)
        return err_set(e, SIGNED_OUT, NULL, "signed_out", "sign in first", "请先登录");
    *ret = actor_nobody(a, plan);
    (*ret)->user = 7;
    (*ret)->holdings_n = lost ? 0 : 1;
    (*ret)->lang = LANG_EN;
    return OK;
}

bool guard_sees_place(const struct actor *who, int64_t place)
{
    return place == 1 && who->holdings_n;
}

/* Records of place 1 are seen, others are not. */
bool guard_may(const struct actor *who, enum verb verb, const struct subject *on, struct db *db)
{
    return on->place == 1 && who->holdings_n;
}

enum outcome db_open(struct db **ret, struct store *store, enum db_mode mode, struct err *e)
{
    *ret = (struct db *)&the_plan;
    return OK;
}
void db_close(struct db *db) {}
enum outcome db_begin_read(struct db *db, struct err *e)
{
    return OK;
}
void db_rollback(struct db *db) {}
int64_t store_size(struct store *store)
{
    return 0;
}

/* The writer: one thread, one list. */
struct writer {
    pthread_mutex_t lock;
    pthread_cond_t work;
    pthread_t thread;
    struct write_job *first, **last;
    bool stopping;
};

static void *work(void *arg)
{
    struct writer *w = arg;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        struct write_job *jobs = w->first, *next;
        if (!jobs && w->stopping)
            break;
        if (!jobs) {
            pthread_cond_wait(&w->work, &w->lock);
            continue;
        }
        w->first = NULL;
        w->last = &w->first;
        pthread_mutex_unlock(&w->lock);
        for (; jobs; jobs = next) {
            struct err e = {0};
            next = jobs->next;
            enum outcome outcome = jobs->run((struct db *)&the_plan, jobs->arg, &e);
            /* Twice, as after a spoilt group: the answer must be the same. */
            if (!outcome)
                outcome = jobs->run((struct db *)&the_plan, jobs->arg, &e);
            jobs->done(jobs->arg, outcome, &e);
        }
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

void writer_push(struct writer *w, struct write_job *job)
{
    pthread_mutex_lock(&w->lock);
    job->next = NULL;
    *w->last = job;
    w->last = &job->next;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
}

void writer_stats(struct writer *w, struct writer_stats *ret)
{
    *ret = (struct writer_stats){0};
}

/* The operations. */
static enum outcome admit(struct call *c, enum op_need need, struct err *e)
{
    bool good = need == NEED_NOTHING || c->actor->user > 0 || c->actor->is_system;
    if (!good)
        return err_set(e, SIGNED_OUT, NULL, "signed_out", "sign in first", "请先登录");
    if (need == NEED_OWNER && !c->actor->is_system)
        return err_set(e, DENIED, NULL, "owner", "owner only", "仅限所有者");
    return OK;
}

static enum outcome echo(struct call *c, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "text");
    put_str(c->out, call_text(c, "text"));
    put_key(c->out, "id");
    put_str(c->out, call_text(c, "id"));
    put_key(c->out, "purpose");
    put_str(c->out, c->actor->purpose);
    put_key(c->out, "key");
    put_str(c->out, c->idempotency);
    put_key(c->out, "rev");
    put_int(c->out, c->if_match);
    put_end_object(c->out);
    return OK;
}

static enum outcome create(struct call *c, struct err *e)
{
    const char *name = json_string_value(json_object_get(c->body, "name"));
    if (!name)
        return err_set(e, REFUSED, "name", "required", "the name is missing", "缺少姓名");
    put_object(c->out);
    put_key(c->out, "id");
    put_id(c->out, INT64_C(9223372036854775807));
    put_key(c->out, "name");
    put_str(c->out, name);
    put_end_object(c->out);
    c->etag = 1;
    c->location = "/api/persons/9223372036854775807";
    int64_t places[4] = {json_integer_value(json_object_get(c->body, "place"))};
    if (c->app->changed)
        c->app->changed(c->app, "person", 42, places, "create");
    return OK;
}

static enum outcome sign_in(struct call *c, struct err *e)
{
    c->set_session = USER_TOKEN;
    put_raw(c->out, "{}", 2);
    return OK;
}

static enum outcome measure_file(struct call *c, struct err *e)
{
    char *text;
    size_t len;
    enum outcome outcome = file_read(&text, &len, c->file_path, 1 << 20, e);
    if (outcome)
        return outcome;
    free(text);
    put_object(c->out);
    put_key(c->out, "bytes");
    put_int(c->out, (int64_t)len);
    put_key(c->out, "name");
    put_str(c->out, c->file_name);
    put_end_object(c->out);
    return OK;
}

static enum outcome list_errors(struct call *c, struct err *e)
{
    buf_text(c->out, "[{\"row\":2}]");
    return err_set(e, CONFLICT, NULL, "rows", "one row is wrong", "一行有误");
}

static const struct arg of_echo[] = {{"id", ARG_ID, true, {"编号", "Id"}},
                                     {"text", ARG_TEXT, false, {"文本", "Text"}},
                                     {"on", ARG_DATE, false, {"日期", "Date"}},
                                     {0}};
static const struct arg of_create[] = {{"person", ARG_BODY, true, {"人员", "Person"}}, {0}};
static const struct arg of_sign_in[] = {{"login", ARG_TEXT, true, {"登录名", "Log-in name"}},
                                        {"password", ARG_TEXT, true, {"密码", "Password"}},
                                        {0}};
static const struct arg of_file[] = {{"file", ARG_FILE, true, {"文件", "File"}},
                                     {"dry", ARG_FLAG, false, {"试运行", "Dry run"}},
                                     {0}};
static const struct op rows[] = {
    {"echo.get",
     "echo",
     "GET",
     "/api/echo/{id}",
     of_echo,
     NEED_USER,
     OP_READ,
     echo,
     NULL,
     {"回显", "Echo"}},
    {"file.put",
     "file put",
     "POST",
     "/api/files",
     of_file,
     NEED_USER,
     OP_SLOW,
     measure_file,
     NULL,
     {"上传", "Upload"}},
    {"open.get",
     "open",
     "GET",
     "/api/open/{id}",
     of_echo,
     NEED_NOTHING,
     OP_READ,
     echo,
     NULL,
     {"公开", "Open"}},
    {"owner.echo",
     NULL,
     "GET",
     "/api/owner/{id}",
     of_echo,
     NEED_OWNER,
     OP_READ,
     echo,
     NULL,
     {"所有者", "Owner"}},
    {"person.add",
     "person add",
     "POST",
     "/api/persons",
     of_create,
     NEED_USER,
     OP_WRITE,
     create,
     "RecordAnswer",
     {"新增人员", "Add a person"}},
    {"person.fail",
     NULL,
     "POST",
     "/api/persons/fail",
     of_create,
     NEED_USER,
     OP_WRITE,
     list_errors,
     NULL,
     {"失败", "Fail"}},
    {"session.begin",
     "sign in",
     "POST",
     "/api/session",
     of_sign_in,
     NEED_NOTHING,
     OP_SLOW,
     sign_in,
     NULL,
     {"登录", "Sign in"}},
};

struct app *stand_in_start(const char *folder)
{
    static struct writer writer;
    static struct app app;
    writer = (struct writer){.last = &writer.first};
    pthread_mutex_init(&writer.lock, NULL);
    pthread_cond_init(&writer.work, NULL);
    pthread_create(&writer.thread, NULL, work, &writer);
    app = (struct app){
        .writer = &writer, .clock = clock_system(), .data_dir = folder, .admit = admit};
    op_register(rows, (int)(sizeof(rows) / sizeof(rows[0])));
    return &app;
}

void stand_in_stop(struct app *app)
{
    struct writer *w = app->writer;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
}
