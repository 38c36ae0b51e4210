/* One operation from its words: its arguments by position or name, run here or by the server that
 * holds the database, its answer printed as a table or as it is. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/follow.h"
#include "ledger/edition.h"
#include "op/job.h"

struct run {
    struct cli *cli;
    struct arena arena;
    const struct op *op;
    const char *values[OP_ARGS_MAX];
    json_t *body;
    const char *file_path;
    struct buf out;
    const char *type;
    int out_fd;
};

static enum outcome take_file(struct run *r, const struct arg *arg, const char *path, struct err *e)
{
    if (access(path, R_OK))
        return err_set(e, REFUSED, arg->name, "no_file", "cannot read %s: %s", "无法读取 %s:%s",
                       path, strerror(errno));
    r->file_path = path;
    return OK;
}

/* JSON, @file, or "-" for standard input. */
static enum outcome take_body(struct run *r, const char *text, struct err *e)
{
    char *read = NULL;
    size_t len = strlen(text);
    enum outcome outcome = OK;
    if (text[0] == '@' || !strcmp(text, "-")) {
        outcome = file_read(&read, &len, text[0] == '@' ? text + 1 : "/dev/stdin", LIMIT_BODY, e);
        text = read;
    }
    if (!outcome) {
        json_decref(r->body);
        r->body = NULL;
        outcome = json_parse(&r->body, text, len, e);
    }
    free(read);
    return outcome;
}

/* name=value, a member of the body's "fields"; a value that begins with [ or { is JSON. */
static enum outcome take_member(struct run *r, const char *pair, struct err *e)
{
    const char *equals = strchr(pair, '=');
    if (!equals || equals == pair)
        return err_set(e, REFUSED, NULL, RULE_USAGE, "\"%s\" is not NAME=VALUE",
                       "\"%s\"不是 名称=值", pair);
    const char *name = arena_text(&r->arena, pair, (size_t)(equals - pair)), *text = equals + 1;
    json_t *value = NULL;
    enum outcome outcome = OK;
    if (*text == '[' || *text == '{')
        outcome = json_parse(&value, text, strlen(text), e);
    else if (!text_is_utf8(text, strlen(text)))
        outcome = err_set(e, REFUSED, name, "utf8", "the value is not UTF-8", "值不是 UTF-8 文本");
    else
        value = json_string(text);
    if (outcome)
        return outcome;
    if (!r->body)
        r->body = json_pack("{s:{}}", "fields");
    json_t *fields = json_object_get(r->body, "fields");
    if (!json_is_object(fields) || json_object_get(fields, name)) {
        json_decref(value);
        return err_set(e, REFUSED, name, RULE_USAGE, "\"%s\" is given twice", "\"%s\"重复给出",
                       name);
    }
    json_object_set_new(fields, name, value);
    return OK;
}

static int body_at(const struct op *op)
{
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].kind == ARG_BODY)
            return i;
    return -1;
}

static enum outcome take_named(struct run *r, const struct option *option, struct err *e)
{
    int at = op_arg(r->op, option->name);
    if (at < 0 && !strcmp(option->name, "body") && body_at(r->op) >= 0)
        return take_body(r, option->value, e);
    if (at < 0)
        return !strcmp(option->name, "o") || !strcmp(option->name, "purpose")
                   ? OK
                   : err_set(e, REFUSED, option->name, RULE_USAGE,
                             "%s has no option --%s (see lianfang help %s)",
                             "%1$s 没有选项 --%2$s(见 lianfang help %3$s)", r->op->words,
                             option->name, r->op->words);
    const struct arg *arg = &r->op->args[at];
    if (arg->kind == ARG_BODY)
        return take_body(r, option->value, e);
    if (arg->kind == ARG_FILE)
        return take_file(r, arg, option->value, e);
    r->values[at] = arg->kind == ARG_FLAG && !*option->value ? "true" : option->value;
    return OK;
}

/* Required arguments by position; what is left over are members of the body. */
static enum outcome take_rest(struct run *r, struct err *e)
{
    enum outcome outcome = OK;
    int used = 0;
    for (int i = 0; !outcome && r->op->args && r->op->args[i].name; i++) {
        const struct arg *arg = &r->op->args[i];
        bool given = arg->kind == ARG_FILE ? r->file_path != NULL : r->values[i] != NULL;
        if (!arg->required || given || arg->kind == ARG_BODY)
            continue;
        if (used == r->cli->rest_n)
            return err_set(e, REFUSED, arg->name, RULE_USAGE,
                           "<%s> is missing (see lianfang help %s)",
                           "缺少 <%s>(见 lianfang help %s)", arg->name, r->op->words);
        const char *value = r->cli->rest[used++];
        if (arg->kind == ARG_FILE)
            outcome = take_file(r, arg, value, e);
        else
            r->values[i] = value;
    }
    for (; !outcome && used < r->cli->rest_n; used++)
        outcome = body_at(r->op) >= 0 ? take_member(r, r->cli->rest[used], e)
                                      : err_set(e, REFUSED, NULL, RULE_USAGE,
                                                "\"%s\" is too much (see lianfang help %s)",
                                                "多余的参数\"%s\"(见 lianfang help %s)",
                                                r->cli->rest[used], r->op->words);
    return outcome;
}

static enum outcome in_writer(struct db *db, void *arg, struct err *e)
{
    struct call *c = arg;
    c->db = db;
    return op_handle(c, e);
}

static enum outcome render(struct call *c, struct err *e)
{
    enum outcome outcome = db_open(&c->db, c->app->store, DB_READ, e);
    if (outcome)
        return outcome;
    outcome = db_begin_read(c->db, e);
    if (!outcome)
        outcome = c->render(c, e);
    db_rollback(c->db);
    db_close(c->db);
    c->db = NULL;
    return outcome;
}

static enum outcome handle(struct call *c, struct err *e)
{
    enum outcome outcome = op_check(c, e);
    if (outcome)
        return outcome;
    c->actor->purpose = c->purpose;
    if (c->op->run == OP_WRITE) {
        outcome = writer_do(c->app->writer, in_writer, c, e);
        return outcome || !c->render ? outcome : render(c, e);
    }
    outcome = db_open(&c->db, c->app->store, DB_READ, e);
    if (!outcome && c->op->run == OP_READ)
        outcome = db_begin_read(c->db, e);
    if (!outcome)
        outcome = op_handle(c, e);
    if (c->db && c->op->run == OP_READ)
        db_rollback(c->db);
    db_close(c->db);
    return outcome;
}

/* A command ends when its work does: waits for the job it started and answers with its result. */
static enum outcome finish_job(struct run *r, struct app *app, struct err *e)
{
    json_t *answer = NULL, *job = NULL;
    const char *number;
    int64_t id;
    enum outcome outcome = json_parse(&answer, r->out.data, r->out.len, e);
    number = json_string_value(json_object_get(answer, "job"));
    if (!outcome && number && text_int(number, strlen(number), &id)) {
        outcome = job_wait(app->jobs, id, e);
        buf_clear(&r->out);
        if (!outcome)
            outcome = job_json(app->jobs, id, -1, r->cli->lang, &r->out, e);
        if (!outcome)
            outcome = json_parse(&job, r->out.data, r->out.len, e);
        if (!outcome && json_is_object(json_object_get(job, "result"))) {
            char *text = json_dumps(json_object_get(job, "result"), JSON_COMPACT);
            buf_clear(&r->out);
            buf_text(&r->out, text);
            free(text);
        }
    }
    json_decref(job);
    json_decref(answer);
    return outcome;
}

struct here {
    struct app *app;
    enum lang lang;
};

static enum outcome look_here(void *arg, const char *id, struct buf *out, struct err *e)
{
    struct here *here = arg;
    int64_t number = 0;
    text_int(id, strlen(id), &number);
    return job_json(here->app->jobs, number, -1, here->lang, out, e);
}

struct there {
    struct run *run;
    const struct instance *instance;
};

static enum outcome look_there(void *arg, const char *id, struct buf *out, struct err *e)
{
    struct there *there = arg;
    const char *values[OP_ARGS_MAX] = {0}, *type;
    struct request_line line = {.op = op_find("job.get"), .values = values};
    int fd = -1;
    values[op_arg(line.op, "id")] = id;
    return remote_run(there->instance, &line, there->run->cli->lang, &there->run->arena, out, &type,
                      &fd, e);
}

static enum outcome run_there(struct run *r, const struct instance *instance, struct err *e)
{
    struct request_line line = {r->op, r->values, r->body, r->file_path};
    if (!r->op->path)
        return err_set(e, CONFLICT, NULL, "served",
                       "a server is using the database; stop it for this command",
                       "数据库正被服务使用,请停止服务后再执行该命令");
    enum outcome outcome =
        remote_run(instance, &line, r->cli->lang, &r->arena, &r->out, &r->type, &r->out_fd, e);
    const char *job = outcome ? NULL : followed_job(&r->arena, &r->out);
    return job ? follow_job(job, look_there, &(struct there){r, instance}, &r->out, e) : outcome;
}

static enum outcome run_here(struct run *r, struct app *app, struct err *e)
{
    struct call c = {.op = r->op,
                     .app = app,
                     .arena = &r->arena,
                     .lang = r->cli->lang,
                     .now_ms = clock_now_ms(&app->clock),
                     .values = r->values,
                     .body = r->body,
                     .file_path = r->file_path,
                     .if_match = -1,
                     .from = "",
                     .agent = "",
                     .purpose = cli_option(r->cli, "purpose"),
                     .out = &r->out,
                     .out_fd = -1};
    const char *slash = r->file_path ? strrchr(r->file_path, '/') : NULL;
    c.file_name = slash ? slash + 1 : r->file_path;
    c.plan = editions_hold(app->editions);
    c.actor = actor_system(&r->arena, c.plan);
    c.user = c.actor->user;
    enum outcome outcome = handle(&c, e);
    if (!outcome && c.after)
        c.after(&c);
    if (!outcome && c.status == 202)
        outcome = finish_job(r, app, e);
    r->out_fd = c.out_fd;
    r->type = c.content_type;
    editions_release(app->editions, c.plan);
    const char *job = outcome ? NULL : followed_job(&r->arena, &r->out);
    return job ? follow_job(job, look_here, &(struct here){app, r->cli->lang}, &r->out, e)
               : outcome;
}

static enum outcome write_all(FILE *to, const char *data, size_t len, struct err *e)
{
    if (fwrite(data, 1, len, to) != len)
        return err_set(e, FAULT, NULL, "write", "cannot write: %s", "无法写出:%s", strerror(errno));
    return OK;
}

static enum outcome copy_fd(FILE *to, int fd, struct err *e)
{
    char block[65536];
    ssize_t n;
    enum outcome outcome = OK;
    while (!outcome && (n = read(fd, block, sizeof(block))) > 0)
        outcome = write_all(to, block, (size_t)n, e);
    close(fd);
    return outcome;
}

static enum outcome print_answer(struct run *r, struct err *e)
{
    const char *path = cli_option(r->cli, "o");
    FILE *to = path ? fopen(path, "wb") : stdout;
    json_t *answer = NULL;
    enum outcome outcome = OK;
    if (!to)
        return err_set(e, REFUSED, "o", "write", "cannot write %s: %s", "无法写入 %s:%s", path,
                       strerror(errno));
    bool is_json = !r->type || !strncmp(r->type, "application/json", 16);
    if (r->out_fd >= 0) {
        outcome = copy_fd(to, r->out_fd, e);
    } else if (!r->out.len) {
        /* nothing to tell */
    } else if (r->cli->is_json || !is_json) {
        outcome = write_all(to, r->out.data, r->out.len, e);
        if (!outcome && is_json)
            outcome = write_all(to, "\n", 1, e);
    } else if (!json_parse(&answer, r->out.data, r->out.len, e)) {
        table_print(to, answer, r->cli->lang);
        json_decref(answer);
    } else {
        outcome = e->outcome;
    }
    if (path && fclose(to) && !outcome)
        outcome = err_set(e, FAULT, "o", "write", "cannot write %s: %s", "无法写入 %s:%s", path,
                          strerror(errno));
    return outcome;
}

static enum outcome run_anywhere(struct run *r, struct err *e)
{
    struct app_options options = cli_app_options(r->cli);
    struct instance instance;
    struct app *app = NULL;
    enum outcome outcome = cli_has_database(r->cli, e);
    if (!outcome)
        outcome = instance_take(&instance, &options, e);
    if (outcome)
        return outcome;
    if (instance.lock_fd < 0)
        return run_there(r, &instance, e);
    outcome = r->cli->assembly->open(&app, &options, e);
    if (!outcome)
        outcome = run_here(r, app, e);
    cli_close(r->cli, app, &instance);
    return outcome;
}

enum outcome operation_run(struct cli *cli, const struct op *op, struct err *e)
{
    struct run r = {.cli = cli, .op = op, .out_fd = -1};
    enum outcome outcome = OK;
    arena_init(&r.arena, LIMIT_ARENA);
    buf_init(&r.out, LIMIT_RESPONSE);
    for (int i = 0; !outcome && i < cli->options_n; i++)
        outcome = take_named(&r, &cli->options[i], e);
    if (!outcome)
        outcome = take_rest(&r, e);
    if (!outcome)
        outcome = run_anywhere(&r, e);
    if (!outcome)
        outcome = print_answer(&r, e);
    json_decref(r.body);
    buf_fini(&r.out);
    arena_fini(&r.arena);
    return outcome;
}

enum outcome operation_ask(struct cli *cli, const char *name, json_t **ret, struct err *e)
{
    struct run r = {.cli = cli, .op = op_find(name), .out_fd = -1};
    arena_init(&r.arena, LIMIT_ARENA);
    buf_init(&r.out, LIMIT_RESPONSE);
    enum outcome outcome = run_anywhere(&r, e);
    if (!outcome)
        outcome = json_parse(ret, r.out.data, r.out.len, e);
    buf_fini(&r.out);
    arena_fini(&r.arena);
    return outcome;
}
