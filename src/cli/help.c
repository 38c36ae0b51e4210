/* `lianfang help`: what there is to say, and the texts made from the rows. */
#include "base/text.h"
#include "cli/cli_int.h"

static bool begins(const char *words, const struct cli *cli)
{
    const char *row = words;
    for (int i = 0; i < cli->rest_n; i++) {
        size_t len = strcspn(row, " ");
        if (strlen(cli->rest[i]) != len || memcmp(cli->rest[i], row, len))
            return false;
        row += len;
        row += strspn(row, " ");
    }
    return true;
}

static void commands_text(const struct cli *cli, struct buf *out)
{
    int n, found = 0;
    const struct command *rows = command_rows(&n), *last = NULL;
    for (int i = 0; i < n; i++)
        if (begins(rows[i].words, cli)) {
            found++;
            last = &rows[i];
            buf_printf(out, "  %-24s %s\n", rows[i].words, label_text(&rows[i].help, cli->lang));
        }
    if (found != 1 || !cli->rest_n)
        return;
    buf_clear(out);
    buf_printf(out, "lianfang %s %s\n\n%s\n", last->words, last->usage,
               label_text(&last->help, cli->lang));
}

enum outcome help_command(struct cli *cli, struct err *e)
{
    struct buf out;
    enum outcome outcome = OK;
    buf_init(&out, 4u << 20);
    if (cli_option(cli, "typescript")) {
        op_typescript(&out);
    } else if (cli_option(cli, "openapi")) {
        op_openapi(&out);
    } else if (cli_option(cli, "reference")) {
        op_reference(&out, cli->lang);
    } else {
        if (!cli->rest_n)
            buf_text(&out, cli->lang == LANG_ZH
                               ? "lianfang 命令 [参数] [--db 文件] [--json] [--lang zh|en]\n\n"
                               : "lianfang COMMAND [ARGUMENTS] [--db FILE] [--json] "
                                 "[--lang zh|en]\n\n");
        size_t before = out.len;
        commands_text(cli, &out);
        op_help(&out, cli->rest, cli->rest_n, cli->lang);
        if (out.len == before)
            outcome = err_set(e, REFUSED, NULL, RULE_USAGE, "there is no command \"%s\"",
                              "没有命令\"%s\"", cli->rest[0]);
    }
    if (!outcome)
        fwrite(out.data, 1, out.len, stdout);
    buf_fini(&out);
    return outcome;
}
