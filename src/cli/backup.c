/* `lianfang backup` and `lianfang restore`. A backup is one file of the database as it was at one
 * moment, sealed by a key of its own, and beside it, in FILE.files, the encrypted photos and files.
 * No key is ever in it: a backup in the wrong hands tells nothing, and one restored with today's
 * key files opens no value whose key was destroyed since. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli_int.h"
#include "cli/sealed_file.h"

#define KEY_FILE_MAX (512u << 20)

#define BACKUP_KEY ".backup.key"
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

/* The key that backups are sealed with: --key FILE, else beside the database; made when absent. */
static const char *backup_key_path(struct cli *cli, struct arena *a,
                                   const struct app_options *options)
{
    const char *given = cli_option(cli, "key");
    return given ? given : app_path(a, options, BACKUP_KEY);
}

static enum outcome seal_backup(struct cli *cli, const char *plain, const char *key_path,
                                struct err *e)
{
    uint8_t key[SEALED_KEY];
    enum outcome outcome = access(key_path, F_OK) && !cli_option(cli, "key")
                               ? sealed_key_new(key, key_path, e)
                               : sealed_key_read(key, key_path, e);
    return outcome ? outcome : sealed_write(plain, cli->rest[0], key, e);
}

static void say_done(struct cli *cli, struct arena *a, const struct app_options *options,
                     bool is_plain)
{
    cli_say(cli,
            is_plain
                ? "%s is whole, and not sealed: names in it can be read by whoever has it.\n"
                  "Sealed values need the key files, which are not in it:\n  %s\n  %s\n"
                : "%s is whole and sealed. Restoring it needs these files, which are not in it:\n"
                  "  %s\n  %s\n  %s\nKeep them apart from the backup.",
            is_plain ? "%s "
                       "已完成，但未加密：持有者可读出其中的姓名。\n密封内容仍需下列密钥文件（不在"
                       "备份内）：\n"
                       "  %s\n  %s\n"
                     : "%s 已完成并加密。恢复时必须有下列文件（不在备份内）：\n  %s\n  %s\n  %s\n"
                       "请与备份分开保存。",
            cli->rest[0], app_path(a, options, key_suffixes[0]),
            app_path(a, options, key_suffixes[1]), backup_key_path(cli, a, options));
}

enum outcome backup_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    struct store *store = NULL;
    struct arena a;
    bool is_plain = cli_option(cli, "plain") != NULL;
    char plain[1024];
    if (cli->rest_n != 1)
        return cli_usage(e, "usage: lianfang backup FILE [--key FILE | --plain]",
                         "用法:lianfang backup 文件 [--key 文件 | --plain]");
    if (!access(cli->rest[0], F_OK))
        return err_set(e, REFUSED, NULL, "exists", "%s exists already", "%s 已存在", cli->rest[0]);
    snprintf(plain, sizeof(plain), is_plain ? "%s" : "%s.part", cli->rest[0]);
    enum outcome outcome = cli_has_database(cli, e);
    if (!outcome)
        outcome = store_open(&store, options.db, e);
    if (outcome)
        return outcome;
    outcome = store_backup(store, plain, e);
    store_close(store);
    arena_init(&a, 1 << 16);
    if (!outcome && !is_plain)
        outcome = seal_backup(cli, plain, backup_key_path(cli, &a, &options), e);
    if (!is_plain)
        unlink(plain);
    if (!outcome)
        outcome = copy_files(arena_printf(&a, "%s/files", app_path(&a, &options, ".files")),
                             arena_printf(&a, "%s.files", cli->rest[0]), e);
    if (!outcome)
        say_done(cli, &a, &options, is_plain);
    arena_fini(&a);
    return outcome;
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

/* The key of a sealed backup: --key FILE; beside the new database; beside the key files named. */
static enum outcome restore_file(struct cli *cli, const struct app_options *options, struct err *e)
{
    uint8_t key[SEALED_KEY];
    struct arena a;
    if (!sealed_is(cli->rest[0]))
        return copy(cli->rest[0], cli->db, e);
    arena_init(&a, 1 << 16);
    const char *keys = cli_option(cli, "keys"), *path = backup_key_path(cli, &a, options);
    size_t len = keys ? strlen(keys) : 0, end = strlen(key_suffixes[0]);
    if (keys && !cli_option(cli, "key") && access(path, F_OK)) {
        len -= len > end && !strcmp(keys + len - end, key_suffixes[0]) ? end : 0;
        path = arena_printf(&a, "%.*s%s", (int)len, keys, BACKUP_KEY);
    }
    enum outcome outcome = sealed_key_read(key, path, e);
    if (!outcome)
        outcome = sealed_read(cli->rest[0], cli->db, key, e);
    arena_fini(&a);
    return outcome;
}

enum outcome restore_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    if (cli->rest_n != 1 || strstr(cli->db, "://"))
        return cli_usage(e, "usage: lianfang restore BACKUP --db NEW [--keys FILE] [--key FILE]",
                         "用法:lianfang restore 备份 --db 新文件 [--keys 文件] [--key 文件]");
    if (!access(cli->db, F_OK))
        return err_set(e, REFUSED, "db", "exists", "%s exists already; nothing was restored",
                       "%s 已存在,未恢复", cli->db);
    enum outcome outcome = copy_keys(cli, &options, e);
    if (!outcome)
        outcome = restore_file(cli, &options, e);
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
