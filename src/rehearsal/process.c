/* See process.h. posix_spawn, not fork: the server's memory is neither copied nor touched. */
#include "rehearsal/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"

#define POLL_MS 100
#define LINE_ROOM 100

static enum outcome spawn(pid_t *ret, int *ret_fd, char *const *argv, const char *log_path,
                          struct err *e)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int pipe_fd[2];
    char *const environment[] = {"LANG=C.UTF-8", NULL};
    if (pipe2(pipe_fd, O_CLOEXEC))
        return err_set(e, FAULT, NULL, "pipe", "cannot open a pipe", "无法建立管道");
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, log_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int failed = posix_spawn(ret, "/proc/self/exe", &actions, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(pipe_fd[1]);
    if (failed) {
        close(pipe_fd[0]);
        return err_set(e, FAULT, NULL, "spawn", "cannot start a process", "无法启动进程");
    }
    *ret_fd = pipe_fd[0];
    return OK;
}

/* Set from outside the moment it exists: it cannot forget to. */
static void hold_back(pid_t pid)
{
    const struct {
        enum __rlimit_resource what;
        rlim_t most;
    } caps[] = {
#ifndef __SANITIZE_ADDRESS__ /* whose shadow takes terabytes of addresses */
        {RLIMIT_AS, LIMIT_DRILL_MEMORY},
#endif
        {RLIMIT_CPU, LIMIT_DRILL_SECONDS},
        {RLIMIT_FSIZE, LIMIT_DRILL_FILE},
        {RLIMIT_CORE, 0}};
    setpriority(PRIO_PROCESS, (id_t)pid, 19);
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        struct rlimit cap = {caps[i].most, caps[i].most};
        prlimit(pid, caps[i].what, &cap, NULL);
    }
}

static void take_line(struct job *job, char *line)
{
    int64_t done, total;
    char *blank;
    if (!text_starts(line, "progress ") || !(blank = strchr(line + 9, ' ')))
        return;
    if (text_int(line + 9, (size_t)(blank - line) - 9, &done) &&
        text_int(blank + 1, strlen(blank + 1), &total))
        job_progress(job, done, total);
}

/* Until the pipe ends; stops the process when the job is cancelled. */
static void follow(struct job *job, pid_t pid, int fd)
{
    char line[LINE_ROOM], part[4096];
    size_t used = 0;
    bool asked = false;
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (!asked && job_is_cancelled(job)) {
            kill(pid, SIGKILL);
            asked = true;
        }
        if (poll(&wait, 1, POLL_MS) <= 0)
            continue;
        ssize_t got = read(fd, part, sizeof part);
        if (got <= 0)
            return;
        for (ssize_t i = 0; i < got; i++) {
            if (part[i] == '\n') {
                line[used] = 0;
                take_line(job, line);
                used = 0;
            } else if (used + 1 < sizeof line) {
                line[used++] = part[i];
            }
        }
    }
}

static enum outcome told(int status, const char *log_path, struct err *e)
{
    char *text = NULL;
    size_t len = 0;
    struct err ignored = {0};
    if (WIFEXITED(status) && !WEXITSTATUS(status))
        return OK;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return err_set(e, REFUSED, NULL, "drill_time", "the drill took more than %d s of processor",
                       "推演耗用处理器超过%d秒", LIMIT_DRILL_SECONDS);
    if (WIFSIGNALED(status))
        return err_set(e, REFUSED, NULL, "drill_memory",
                       "the drill ended: it may use %u MB; take fewer people or runs",
                       "推演中止：内存上限%u MB，请减少人数或次数",
                       (unsigned)(LIMIT_DRILL_MEMORY >> 20));
    if (file_read(&text, &len, log_path, 1 << 16, &ignored))
        len = 0;
    char line[300] = "";
    if (text)
        snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
    free(text);
    const char *said = text_starts(line, "lianfang: ") ? line + 10 : line;
    return err_set(e, REFUSED, NULL, "drill_failed", "%s", "%s", said);
}

enum outcome process_run(struct job *job, char *const *argv, const char *log_path, struct err *e)
{
    pid_t pid;
    int fd, status = 0;
    if (job_is_cancelled(job))
        return err_set(e, REFUSED, NULL, "cancelled", "cancelled", "已取消");
    enum outcome outcome = spawn(&pid, &fd, argv, log_path, e);
    if (outcome)
        return outcome;
    hold_back(pid);
    follow(job, pid, fd);
    close(fd);
    while (waitpid(pid, &status, 0) < 0)
        continue;
    if (job_is_cancelled(job))
        return err_set(e, REFUSED, NULL, "cancelled", "cancelled", "已取消");
    return told(status, log_path, e);
}
