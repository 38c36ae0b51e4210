/* Choosing the command and turning its outcome into words and an exit status. */
#include "cli/cli.h"

#include "base/text.h"
#include "cli/cli_int.h"

static const struct command commands[] = {
    {"backup",
     "FILE [--key FILE | --plain]",
     "plain",
     "db data key",
     backup_command,
     {"服务运行时也可做的加密备份", "A consistent, sealed copy, also while the server runs"}},
    {"ca",
     "[NAME …] [-o DIR]",
     "",
     "o",
     ca_command,
     {"为局域网手机建立本地根证书和服务器证书",
      "A local authority and a server certificate, for phones"}},
    {"check",
     "",
     "",
     "db data",
     check_command,
     {"核对日志链、重放与引用", "Verify the journal's chain, a replay and references"}},
    {"demo",
     "--plan FILE --places CSV [--people N] [--day DATE] [--seed N] | --users",
     "users",
     "db data people day places plan seed",
     demo_command,
     {"建立虚构的演示县", "Make an invented demonstration county"}},
    {"drill",
     "PLAN|- SCENARIO [--people N] [--days N] [--runs N] [--seed N] [--threads N] [--places CSV]"
     " [--day DATE] [--title TEXT] [--set NAME=VALUE;…] [--against PLAN]"
     " [--against-scenario SCENARIO] [--against-set NAME=VALUE;…] [--visits FILE] [--progress]"
     " [-o DIR] | --parameters",
     "parameters progress",
     "people days runs seed threads places day title set against against_scenario against_set "
     "visits modules o",
     drill_command,
     {"在虚构人口上推演预案", "Rehearse a plan on an invented outbreak"}},
    {"help",
     "[WORDS] [--typescript] [--openapi] [--reference]",
     "typescript openapi reference",
     "",
     help_command,
     {"命令说明", "Explain the commands"}},
    {"init",
     "--plan FILE --places CSV [--admin NAME]",
     "",
     "db data plan places admin",
     init_command,
     {"新建数据库:预案、地点、首个管理员", "A new database: plan, places, first administrator"}},
    {"plan check",
     "FILE",
     "",
     "modules",
     plan_check_command,
     {"检查预案,列出全部错误", "Check a plan and list every mistake"}},
    {"plan diff",
     "OLD NEW",
     "",
     "modules",
     plan_diff_command,
     {"按含义比较两个预案", "Compare two plans by meaning"}},
    {"plan schema",
     "",
     "",
     "",
     plan_schema_command,
     {"供编辑器使用的 JSON Schema", "JSON Schema for editors"}},
    {"plan show",
     "FILE",
     "",
     "modules",
     plan_show_command,
     {"显示预案的内容", "Show what a plan says"}},
    {"plan words",
     "",
     "",
     "",
     plan_words_command,
     {"预案语言的全部关键字", "Every key of the plan language"}},
    {"restore",
     "BACKUP [--keys FILE] [--key FILE]",
     "",
     "db data keys key",
     restore_command,
     {"由备份恢复到新的数据库文件", "Restore a backup into a new database file"}},
    {"serve",
     "[--db FILE] [--plan FILE] [--listen ADDRESS:PORT] [--tls CERT KEY] [--rate N] "
     "[--behind-proxy] [--open-metrics]",
     "behind_proxy open_metrics",
     "db data plan listen tls rate",
     serve_command,
     {"提供网页和接口服务", "Serve the pages and the API"}},
};

const struct command *command_rows(int *ret_n)
{
    *ret_n = (int)(sizeof(commands) / sizeof(commands[0]));
    return commands;
}

static int words_used(const char *row, char **tokens, int n)
{
    int used = 0;
    while (*row) {
        size_t len = strcspn(row, " ");
        if (used == n || strlen(tokens[used]) != len || memcmp(tokens[used], row, len))
            return 0;
        used++;
        row += len;
        row += strspn(row, " ");
    }
    return used;
}

static enum lang terminal_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return text_starts(value, "zh") ? LANG_ZH : LANG_EN;
    }
    return LANG_EN;
}

/* Options that every command takes are removed from the tokens wherever they stand. */
static enum outcome take_common(struct cli *cli, char **tokens, int *n, bool *ret_help,
                                struct err *e)
{
    int kept = 0;
    for (int i = 0; i < *n; i++) {
        const char *token = tokens[i], *next = i + 1 < *n ? tokens[i + 1] : NULL;
        const char **value = !strcmp(token, "--db")     ? &cli->db
                             : !strcmp(token, "--data") ? &cli->data_dir
                                                        : NULL;
        if (!strcmp(token, "--json")) {
            cli->is_json = true;
        } else if (!strcmp(token, "--help") || !strcmp(token, "-h")) {
            *ret_help = true;
        } else if (value || !strcmp(token, "--lang")) {
            if (!next)
                return err_set(e, REFUSED, NULL, RULE_USAGE, "%s wants a value", "%s 需要一个值",
                               token);
            cli->names_db |= value == &cli->db;
            if (value)
                *value = next;
            else
                cli->lang = text_starts(next, "zh") ? LANG_ZH : LANG_EN;
            i++;
        } else {
            tokens[kept++] = tokens[i];
        }
    }
    *n = kept;
    return OK;
}

static enum outcome run_help(struct cli *cli, char **tokens, int n, struct err *e)
{
    for (int i = 0; i < n && tokens[i][0] != '-' && cli->rest_n < OPTIONS_MAX; i++)
        cli->rest[cli->rest_n++] = tokens[i];
    return help_command(cli, e);
}

static enum outcome run(struct cli *cli, char **tokens, int n, struct err *e)
{
    bool help = false;
    int used = 0;
    enum outcome outcome = take_common(cli, tokens, &n, &help, e);
    if (outcome)
        return outcome;
    if (help || !n)
        return run_help(cli, tokens, n, e);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if ((used = words_used(commands[i].words, tokens, n))) {
            outcome = cli_split(cli, tokens + used, n - used, commands[i].flags, e);
            return outcome ? outcome : commands[i].run(cli, e);
        }
    const struct op *op = op_by_words((const char *const *)tokens, n, &used);
    if (!op)
        return err_set(e, REFUSED, NULL, RULE_USAGE,
                       "there is no command \"%s\" (see lianfang help)",
                       "没有命令\"%s\"(见 lianfang help)", tokens[0]);
    char flags[1024] = "";
    size_t len = 0;
    for (int i = 0; op->args && op->args[i].name; i++)
        if (op->args[i].kind == ARG_FLAG && len < sizeof(flags) - 66)
            len += (size_t)snprintf(flags + len, sizeof(flags) - len, "%s ", op->args[i].name);
    outcome = cli_split(cli, tokens + used, n - used, flags, e);
    return outcome ? outcome : operation_run(cli, op, e);
}

static void tell(const struct cli *cli, const struct err *e)
{
    if (cli->is_json) {
        struct buf out;
        buf_init(&out, 1 << 20);
        op_problem(&out, e, 0, cli->lang, NULL, 0);
        fprintf(stderr, "%s\n", out.data);
        buf_fini(&out);
        return;
    }
    if (e->file[0])
        fprintf(stderr, "%s:%d:%d: ", e->file, e->line, e->column);
    fprintf(stderr, "lianfang: %s\n", err_text(e, cli->lang));
}

int cli_main(const struct assembly *assembly, int argc, char **argv)
{
    struct cli cli = {.assembly = assembly, .lang = terminal_language()};
    struct err e = {0};
    const char *db = getenv("LIANFANG_DB");
    cli.db = db && *db ? db : "lianfang.db";
    assembly->register_ops();
    enum outcome outcome = run(&cli, argv + 1, argc - 1, &e);
    if (outcome && (e.zh[0] || e.en[0]))
        tell(&cli, &e);
    if (outcome && !strcmp(e.rule, RULE_USAGE))
        return 2;
    return outcome_exit(outcome);
}
