/* `lianfang plan …`: checking, showing and comparing plan files. Only `diff --db` looks
 * into a database, to tell how many live records a difference touches. */
#include "plan/plan.h"

#include "cli/cli_int.h"
#include "drill/parameter.h"
#include "value/time.h"

#define OUT_MAX (64u << 20)

static void tell_errors(const struct cli *cli, const struct plan_errors *errors)
{
    for (int i = 0; i < errors->n; i++) {
        const struct err *e = &errors->list[i];
        bool is_warning = !e->outcome;
        fprintf(stderr, "%s:%d:%d: %s%s\n", e->file, e->line, e->column,
                !is_warning            ? ""
                : cli->lang == LANG_ZH ? "提示:"
                                       : "warning: ",
                err_text(e, cli->lang));
    }
}

static void print_errors_json(const struct cli *cli, const struct plan_errors *errors)
{
    struct buf out;
    buf_init(&out, OUT_MAX);
    put_array(&out);
    for (int i = 0; i < errors->n; i++)
        op_problem(&out, &errors->list[i], 0, cli->lang, NULL, 0);
    put_end_array(&out);
    printf("%s\n", out.data);
    buf_fini(&out);
}

static enum outcome load(struct cli *cli, const char *path, struct plan **ret, bool is_quiet,
                         struct err *e)
{
    struct plan_errors errors = {0};
    enum outcome outcome = plan_load(ret, path, cli_option(cli, "modules"), &errors);
    if (cli->is_json && !is_quiet)
        print_errors_json(cli, &errors);
    else
        tell_errors(cli, &errors);
    int wrong = errors.n - errors.warnings_n;
    plan_errors_fini(&errors);
    if (outcome)
        err_set(e, outcome, NULL, "plan", "%s: %d mistakes", "%s:%d 处错误", path, wrong);
    return outcome;
}

/* Of each measure: kept with the write, or asked of the records each time and why. */
static void tell_measures(struct cli *cli, const struct plan *plan)
{
    for (int i = 0; i < plan->measures_n; i++) {
        const struct measure *m = &plan->measures[i];
        if (m->is_counted)
            cli_say(cli, "  measure %s: counted", "  指标 %s:计数", m->name);
        else
            cli_say(cli, "  measure %1$s: queried, %2$s%3$.0s", "  指标 %1$s:查询,%3$s%2$.0s",
                    m->name, m->queried.en, m->queried.zh);
    }
}

enum outcome plan_check_command(struct cli *cli, struct err *e)
{
    struct plan *plan = NULL;
    if (cli->rest_n != 1)
        return cli_usage(e, "usage: lianfang plan check FILE", "用法:lianfang plan check 文件");
    enum outcome outcome = load(cli, cli->rest[0], &plan, false, e);
    if (outcome)
        return outcome;
    struct drill_setup setup; /* what it gives the drill: names and kinds of value */
    struct clock clock = clock_system();
    setup_init(&setup);
    outcome = setup_plan(&setup, plan, clock_now_s(&clock) / TIME_DAY, e);
    setup_fini(&setup);
    if (outcome) {
        plan_free(plan);
        return outcome;
    }
    cli_say(cli, "%s %s: good (%d modules, %d ledgers, %d standards, %d posts)",
            "%s %s:正确(%d 个模块、%d 本台账、%d 项标准、%d 种岗位)", plan->name, plan->edition,
            plan->modules_n, plan->ledgers_n, plan->standards_n, plan->posts_n);
    tell_measures(cli, plan);
    plan_free(plan);
    return OK;
}

/* Prints what write() puts into a buffer; JSON is indented for people. */
static void print_made(const struct cli *cli, struct buf *out)
{
    struct err ignored;
    json_t *json = NULL;
    if (!cli->is_json && (out->data[0] == '{' || out->data[0] == '[') &&
        !json_parse(&json, out->data, out->len, &ignored)) {
        json_dumpf(json, stdout, JSON_INDENT(2));
        json_decref(json);
    } else {
        fwrite(out->data, 1, out->len, stdout);
    }
    putchar('\n');
}

enum outcome plan_show_command(struct cli *cli, struct err *e)
{
    struct plan *plan = NULL;
    struct buf out;
    if (cli->rest_n != 1)
        return cli_usage(e, "usage: lianfang plan show FILE", "用法:lianfang plan show 文件");
    enum outcome outcome = load(cli, cli->rest[0], &plan, true, e);
    if (outcome)
        return outcome;
    buf_init(&out, OUT_MAX);
    plan_json(&out, plan);
    print_made(cli, &out);
    buf_fini(&out);
    plan_free(plan);
    return OK;
}

static enum outcome print_diff(struct cli *cli, const struct plan *old, const struct plan *new,
                               struct err *e)
{
    json_t *rows = NULL, *counts = NULL;
    struct buf out;
    buf_init(&out, OUT_MAX);
    plan_diff(&out, old, new);
    enum outcome outcome = json_parse(&rows, out.data, out.len, e);
    if (!outcome && cli->names_db)
        outcome = operation_ask(cli, "record.counts", &counts, e);
    if (!outcome && counts)
        touched_add(rows, old, json_object_get(counts, "rows"));
    if (!outcome && cli->is_json)
        json_dumpf(rows, stdout, JSON_COMPACT);
    else if (!outcome)
        table_print(stdout, rows, cli->lang);
    json_decref(counts);
    json_decref(rows);
    buf_fini(&out);
    return outcome;
}

enum outcome plan_diff_command(struct cli *cli, struct err *e)
{
    struct plan *old = NULL, *new = NULL;
    if (cli->rest_n != 2)
        return cli_usage(e, "usage: lianfang plan diff OLD NEW [--db FILE]",
                         "用法:lianfang plan diff 旧 新 [--db 文件]");
    enum outcome outcome = load(cli, cli->rest[0], &old, true, e);
    if (!outcome)
        outcome = load(cli, cli->rest[1], &new, true, e);
    if (!outcome)
        outcome = print_diff(cli, old, new, e);
    plan_free(old);
    plan_free(new);
    return outcome;
}

enum outcome plan_schema_command(struct cli *cli, struct err *e)
{
    struct buf out;
    buf_init(&out, OUT_MAX);
    plan_schema(&out);
    print_made(cli, &out);
    buf_fini(&out);
    return OK;
}

enum outcome plan_words_command(struct cli *cli, struct err *e)
{
    struct buf out;
    buf_init(&out, OUT_MAX);
    plan_words(&out, cli->lang);
    fwrite(out.data, 1, out.len, stdout);
    buf_fini(&out);
    return OK;
}
