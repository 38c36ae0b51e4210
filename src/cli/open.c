/* Opening the assembled program for one command, and speaking to the person at the terminal. */
#include <stdarg.h>
#include <unistd.h>

#include "cli/cli_int.h"

struct app_options cli_app_options(const struct cli *cli)
{
    return (struct app_options){.db = cli->db, .data_dir = cli->data_dir};
}

enum outcome cli_has_database(const struct cli *cli, struct err *e)
{
    if (strstr(cli->db, "://") || !access(cli->db, R_OK))
        return OK;
    return err_set(e, REFUSED, "db", "no_database",
                   "there is no database %s (name it with --db, or make one with lianfang init)",
                   "没有数据库 %s(请用 --db 指明,或用 lianfang init 新建)", cli->db);
}

enum outcome cli_open(struct app **ret, struct instance *i, struct cli *cli,
                      const struct app_options *options, struct err *e)
{
    enum outcome outcome = instance_take(i, options, e);
    if (outcome)
        return outcome;
    if (i->lock_fd < 0)
        return err_set(e, CONFLICT, "db", "served",
                       "%s is being served on port %d; stop that first",
                       "%s 正由端口 %d 上的服务使用,请先停止", options->db, i->port);
    outcome = cli->assembly->open(ret, options, e);
    if (outcome)
        instance_release(i);
    return outcome;
}

void cli_close(struct cli *cli, struct app *app, struct instance *i)
{
    if (app)
        cli->assembly->close(app);
    instance_release(i);
}

void cli_say(const struct cli *cli, const char *en, const char *zh, ...)
{
    va_list values;
    va_start(values, zh);
    FILE *to = cli->is_json ? stderr : stdout;
    if (cli->lang == LANG_ZH)
        vfprintf(to, zh, values);
    else
        vfprintf(to, en, values);
    fputc('\n', to);
    va_end(values);
}

void cli_progress(void *arg, int64_t done, int64_t total)
{
    const char *what = arg;
    if (!isatty(STDERR_FILENO))
        return;
    if (total > 0)
        fprintf(stderr, "\r%s %lld / %lld (%lld %%)", what, (long long)done, (long long)total,
                (long long)(done * 100 / total));
    else
        fprintf(stderr, "\r%s %lld", what, (long long)done);
    if (total > 0 && done >= total)
        fputc('\n', stderr);
}
