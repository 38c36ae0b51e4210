/* `lianfang backup` and `lianfang restore`. A backup is one file of the database as it was at one
 * moment, and beside it, in FILE.files, the encrypted photos and files. The keys are never in it:
 * without the key files sealed values stay closed, and a backup in the wrong hands tells no phone
 * number. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli_int.h"

#define KEY_FILE_MAX (512u << 20)

static const char *const key_suffixes[] = {".keys", ".sign.keys"};
#define KEYS ((int)(sizeof(key_suffixes) / sizeof(key_suffixes[0])))

static enum outcome copy(const char *from, const char *to, struct err *e)
{
    char block[1 << 16], temporary[1024];
    size_t n;
    enum outcome outcome = OK;
    snprintf(temporary, sizeof(temporary), "%s.new", to);
    FILE *in = fopen(from, "rb"), *out = in ? fopen(temporary, "wbx") : NULL;
    if (out)
        fchmod(fileno(out), 0600);
    bool good = in && out;
    while (good && (n = fread(block, 1, sizeof(block), in)) > 0)
        good = fwrite(block, 1, n, out) == n;
    good = good && !ferror(in) && !fflush(out) && !fsync(fileno(out));
    if (out && fclose(out))
        good = false;
    if (in)
        fclose(in);
    if (!good || rename(temporary, to)) {
        outcome = err_set(e, FAULT, NULL, "copy", "cannot copy %s to %s: %m",
                          "无法将 %s 复制到 %s:%m", from, to);
        unlink(temporary);
    }
    return outcome;
}

/* Photos and files, still encrypted: FROM/files/ab/… to TO/ab/…. One that goes while it is copied
 * is one that was to be destroyed. */
static enum outcome copy_files(const char *from, const char *to, struct err *e)
{
    enum outcome outcome = OK;
    DIR *all = opendir(from);
    for (struct dirent *d; all && !outcome && (d = readdir(all));) {
        char below[1024], target[1024];
        struct stat st;
        if (d->d_name[0] == '.')
            continue;
        snprintf(below, sizeof(below), "%s/%s", from, d->d_name);
        snprintf(target, sizeof(target), "%s/%s", to, d->d_name);
        if (stat(below, &st))
            continue;
        outcome = file_make_folder(to, e);
        if (!outcome)
            outcome = S_ISDIR(st.st_mode) ? copy_files(below, target, e) : copy(below, target, e);
        if (outcome && access(below, F_OK))
            outcome = OK;
    }
    if (all)
        closedir(all);
    return outcome;
}

enum outcome backup_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    struct store *store = NULL;
    struct arena a;
    if (cli->rest_n != 1)
        return cli_usage(e, "usage: lianfang backup FILE", "用法:lianfang backup 文件");
    if (!access(cli->rest[0], F_OK))
        return err_set(e, REFUSED, NULL, "exists", "%s exists already", "%s 已存在", cli->rest[0]);
    enum outcome outcome = cli_has_database(cli, e);
    if (!outcome)
        outcome = store_open(&store, options.db, e);
    if (outcome)
        return outcome;
    outcome = store_backup(store, cli->rest[0], e);
    store_close(store);
    if (outcome)
        return outcome;
    arena_init(&a, 1 << 16);
    outcome = copy_files(arena_printf(&a, "%s/files", app_path(&a, &options, ".files")),
                         arena_printf(&a, "%s.files", cli->rest[0]), e);
    if (outcome) {
        arena_fini(&a);
        return outcome;
    }
    cli_say(cli,
            "%s is whole. It can be opened only with the key files, which are not in it:\n"
            "  %s\n  %s\nKeep them apart from the backup.",
            "%s 已完成。恢复时必须有下列密钥文件(不在备份内):\n  %s\n  %s\n请与备份分开保存。",
            cli->rest[0], app_path(&a, &options, key_suffixes[0]),
            app_path(&a, &options, key_suffixes[1]));
    arena_fini(&a);
    return OK;
}

/* Key files given as a path without their suffix: --keys /safe/county.db finds county.db.keys. */
static enum outcome copy_keys(struct cli *cli, const struct app_options *options, struct err *e)
{
    struct arena a;
    const char *from = cli_option(cli, "keys");
    enum outcome outcome = OK;
    arena_init(&a, 1 << 16);
    for (int i = 0; !outcome && from && i < KEYS; i++) {
        size_t len = strlen(from), end = strlen(key_suffixes[0]);
        bool is_full = len > end && !strcmp(from + len - end, key_suffixes[0]);
        const char *base = arena_text(&a, from, is_full ? len - end : len);
        outcome = copy(arena_printf(&a, "%s%s", base, key_suffixes[i]),
                       app_path(&a, options, key_suffixes[i]), e);
    }
    for (int i = 0; !outcome && i < KEYS; i++) {
        const char *path = app_path(&a, options, key_suffixes[i]);
        if (access(path, R_OK))
            outcome = err_set(e, REFUSED, "keys", "no_keys",
                              "the key file %s is missing: name it with --keys",
                              "缺少密钥文件 %s,请用 --keys 指出", path);
    }
    arena_fini(&a);
    return outcome;
}

enum outcome restore_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    if (cli->rest_n != 1 || strstr(cli->db, "://"))
        return cli_usage(e, "usage: lianfang restore BACKUP --db NEW [--keys FILE]",
                         "用法:lianfang restore 备份 --db 新文件 [--keys 文件]");
    if (!access(cli->db, F_OK))
        return err_set(e, REFUSED, "db", "exists", "%s exists already; nothing was restored",
                       "%s 已存在,未恢复", cli->db);
    enum outcome outcome = copy_keys(cli, &options, e);
    if (!outcome)
        outcome = copy(cli->rest[0], cli->db, e);
    if (!outcome) {
        struct arena a;
        arena_init(&a, 1 << 16);
        outcome = copy_files(arena_printf(&a, "%s.files", cli->rest[0]),
                             arena_printf(&a, "%s/files", app_path(&a, &options, ".files")), e);
        arena_fini(&a);
    }
    if (outcome)
        return outcome;
    cli->rest_n = 0;
    return check_command(cli, e);
}
