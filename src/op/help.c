/* The rows told to people: --help on the command line and docs/api.md. */
#include "op/op.h"

#include "base/text.h"
#include "op/op_int.h"

static const struct label needs[] = {
    [NEED_NOTHING] = {"无需登录", "Open to everyone."},
    [NEED_DOOR] = {"公众入口或登录用户", "A public door's token, or a signed-in user."},
    [NEED_USER] = {"需登录", "A signed-in user."},
    [NEED_ADMIN] = {"需管理岗位", "A post that administers places."},
    [NEED_OWNER] = {"仅限本机命令行", "Only the command line on the server's own machine."},
};

const char *op_need_text(enum op_need need, enum lang lang)
{
    return label_text(&needs[need], lang);
}

static bool begins_with(const char *row, const char *const *words, int n)
{
    for (int i = 0; i < n; i++) {
        size_t len = strcspn(row, " ");
        if (strlen(words[i]) != len || memcmp(words[i], row, len))
            return false;
        row += len;
        row += strspn(row, " ");
    }
    return true;
}

/* " [--dry-run]": the argument dry_run as it is typed. */
static void option(struct buf *out, const char *name, const char *word)
{
    buf_text(out, " [--");
    for (; *name; name++)
        buf_char(out, *name == '_' ? '-' : *name);
    if (*word)
        buf_printf(out, " %s", word);
    buf_char(out, ']');
}

/* "lianfang record add LEDGER [--place ID|CODE] …": required ones stand without a name. */
static void usage(struct buf *out, const struct op *op)
{
    buf_printf(out, "lianfang %s", op->words);
    for (int i = 0; op->args && op->args[i].name; i++) {
        const struct arg *arg = &op->args[i];
        const char *word = arg_row(arg->kind)->word;
        if (arg->kind == ARG_BODY)
            buf_text(out, arg->required ? " NAME=VALUE …" : " [NAME=VALUE …]");
        else if (arg->required)
            buf_printf(out, " <%s>", arg->name);
        else
            option(out, arg->name, word);
    }
}

static void one(struct buf *out, const struct op *op, enum lang lang)
{
    usage(out, op);
    buf_printf(out, "\n\n%s\n", label_text(&op->help, lang));
    for (int i = 0; op->args && op->args[i].name; i++)
        buf_printf(out, "  %-14s %s%s\n", op->args[i].name, label_text(&op->args[i].help, lang),
                   op->args[i].required ? ""
                   : lang == LANG_ZH    ? "(可选)"
                                        : " (optional)");
    if (op->path)
        buf_printf(out, "\nHTTP: %s %s\n", op->method, op->path);
}

void op_help(struct buf *out, const char *const *words, int n, enum lang lang)
{
    int all_n, used = 0;
    const struct op *const *all = op_all(&all_n);
    const struct op *exact = n ? op_by_words(words, n, &used) : NULL;
    if (exact && used == n) {
        one(out, exact, lang);
        return;
    }
    for (int i = 0; i < all_n; i++)
        if (all[i]->words && begins_with(all[i]->words, words, n))
            buf_printf(out, "  %-24s %s\n", all[i]->words, label_text(&all[i]->help, lang));
}

/* A table cell: no line breaks, no bars. */
static void cell(struct buf *out, const char *s)
{
    for (; s && *s; s++)
        buf_text(out, *s == '|' ? "\\|" : (char[2]){*s == '\n' ? ' ' : *s, 0});
}

static void reference_one(struct buf *out, const struct op *op, enum lang lang)
{
    buf_printf(out, "### %s\n\n%s", op->name, label_text(&op->help, lang));
    buf_printf(out, "  \n*%s*\n\n", op_need_text(op->need, lang));
    if (op->path)
        buf_printf(out, "- `%s %s`\n", op->method, op->path);
    if (op->words) {
        buf_text(out, "- `");
        usage(out, op);
        buf_text(out, "`\n");
    }
    if (op->answer)
        buf_printf(out, lang == LANG_ZH ? "- 返回 `%s`\n" : "- answers `%s`\n", op->answer);
    if (op->args && op->args[0].name)
        buf_text(out, lang == LANG_ZH ? "\n| 参数 | 类型 | 必填 | 说明 |\n|---|---|---|---|\n"
                                      : "\n| argument | kind | required | meaning |\n"
                                        "|---|---|---|---|\n");
    for (int i = 0; op->args && op->args[i].name; i++) {
        const char *word = arg_row(op->args[i].kind)->word;
        buf_printf(out, "| `%s` | ", op->args[i].name);
        cell(out, *word ? word : "true/false");
        buf_text(out, op->args[i].required ? " | ● | " : " | | ");
        cell(out, label_text(&op->args[i].help, lang));
        buf_text(out, " |\n");
    }
    buf_char(out, '\n');
}

void op_reference(struct buf *out, enum lang lang)
{
    int n;
    const struct op *const *all = op_all(&n);
    char group[48] = "";
    buf_text(out, lang == LANG_ZH
                      ? "# 接口与命令\n\n由 `lianfang help --reference` 从操作表生成,请勿手改。\n\n"
                      : "# Operations\n\nMade by `lianfang help --reference` from the rows of "
                        "operations; do not edit by hand.\n\n");
    for (int i = 0; i < n; i++) {
        size_t len = strcspn(all[i]->name, ".");
        if (strlen(group) != len || memcmp(group, all[i]->name, len)) {
            snprintf(group, sizeof(group), "%.*s", (int)len, all[i]->name);
            buf_printf(out, "## %s\n\n", group);
        }
        reference_one(out, all[i], lang);
    }
}
