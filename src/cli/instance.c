/* Who serves this database on this machine. A server holds a lock on <db>.lock while it lives and
 * tells its address and a token for the command line in <db>.run (0600); commands that find the
 * lock taken go through the server. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/cli_int.h"

#define WAIT_MS 10000 /* for another command to end */

const char *app_path(struct arena *a, const struct app_options *options, const char *suffix)
{
    if (options->data_dir)
        return arena_printf(a, "%s/lianfang%s", options->data_dir, suffix);
    if (strstr(options->db, "://"))
        return arena_printf(a, "lianfang%s", suffix);
    return arena_printf(a, "%s%s", options->db, suffix);
}

/* What a running server says of itself; port 0 when it says nothing. */
static void read_run(struct instance *i, const char *path)
{
    char *text = NULL;
    size_t len;
    json_t *run = NULL;
    struct err e = {0};
    if (!file_read(&text, &len, path, 4096, &e) && !json_parse(&run, text, len, &e)) {
        const char *host = json_string_value(json_object_get(run, "host"));
        const char *token = json_string_value(json_object_get(run, "token"));
        snprintf(i->host, sizeof(i->host), "%s", host ? host : "127.0.0.1");
        snprintf(i->token, sizeof(i->token), "%s", token ? token : "");
        i->is_tls = json_is_true(json_object_get(run, "tls"));
        i->port = (int)json_integer_value(json_object_get(run, "port"));
    }
    json_decref(run);
    free(text);
}

enum outcome instance_take(struct instance *i, const struct app_options *options, struct err *e)
{
    struct arena a;
    struct timespec pause = {0, 20000000};
    enum outcome outcome = OK;
    *i = (struct instance){.lock_fd = -1};
    arena_init(&a, 1 << 16);
    const char *path = app_path(&a, options, ".lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        outcome = err_set(e, REFUSED, "db", "lock", "cannot open %s: %s", "无法打开 %s:%s", path,
                          strerror(errno));
        goto done;
    }
    for (int waited_ms = 0;; waited_ms += 20) {
        if (!flock(fd, LOCK_EX | LOCK_NB)) {
            i->lock_fd = fd;
            goto done;
        }
        read_run(i, app_path(&a, options, ".run"));
        if (i->port)
            break;
        if (waited_ms >= WAIT_MS) {
            outcome = err_set(e, BUSY, "db", "locked", "another command is using %s",
                              "另一个命令正在使用 %s", options->db);
            break;
        }
        nanosleep(&pause, NULL);
    }
    close(fd);
done:
    arena_fini(&a);
    return outcome;
}

enum outcome instance_publish(const struct app_options *options, const char *host, int port,
                              bool is_tls, const char *token, struct err *e)
{
    struct arena a;
    struct buf text;
    arena_init(&a, 1 << 16);
    buf_init(&text, 4096);
    put_object(&text);
    put_key(&text, "host");
    put_str(&text, host);
    put_key(&text, "port");
    put_int(&text, port);
    put_key(&text, "tls");
    put_bool(&text, is_tls);
    put_key(&text, "token");
    put_str(&text, token);
    put_key(&text, "pid");
    put_int(&text, getpid());
    put_end_object(&text);
    enum outcome outcome = file_write(app_path(&a, options, ".run"), text.data, text.len, 0600, e);
    buf_fini(&text);
    arena_fini(&a);
    return outcome;
}

void instance_withdraw(const struct app_options *options)
{
    struct arena a;
    arena_init(&a, 1 << 16);
    unlink(app_path(&a, options, ".run"));
    arena_fini(&a);
}

void instance_release(struct instance *i)
{
    if (i->lock_fd >= 0)
        close(i->lock_fd);
    i->lock_fd = -1;
}
