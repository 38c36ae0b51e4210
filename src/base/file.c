/* Whole files: read with a limit, replaced so that a power cut leaves the old or the new one. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Judges errno; the system's own words are English and stand in both texts. */
static enum outcome failed(struct err *e, const char *path)
{
    int code = errno;
    const char *why = strerrordesc_np(code);
    if (!why)
        why = "?";
    if (code == ENOENT)
        return err_set(e, NOT_FOUND, NULL, "file_missing", "%s: there is no such file",
                       "%s：没有这个文件", path);
    if (code == ENOSPC || code == EDQUOT)
        return err_set(e, FAULT, NULL, "disk_full", "%s: the disk is full", "%s：磁盘已满", path);
    return err_set(e, FAULT, NULL, "file", "%s: %s", "%s：文件操作失败（%s）", path, why);
}

enum outcome file_read(char **ret, size_t *ret_len, const char *path, size_t max, struct err *e)
{
    enum outcome outcome = OK;
    char *data = NULL;
    size_t len = 0, cap = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return failed(e, path);
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= max)
        cap = (size_t)st.st_size; /* a first guess: the file may be growing, or be a pipe */
    cap = cap < 4096 ? 4096 : cap + 1;
    data = malloc(cap + 1);
    if (!data)
        abort();
    for (;;) {
        ssize_t got = read(fd, data + len, cap - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            outcome = failed(e, path);
            goto done;
        }
        if (got == 0)
            break;
        len += (size_t)got;
        if (len > max) {
            outcome = err_set(e, TOO_LARGE, NULL, "file_size", "%s: larger than %zu bytes",
                              "%s：超过 %zu 字节", path, max);
            goto done;
        }
        if (len == cap) {
            cap *= 2;
            char *more = realloc(data, cap + 1);
            if (!more)
                abort();
            data = more;
        }
    }
    data[len] = '\0';
    *ret = data;
    if (ret_len)
        *ret_len = len;
    data = NULL;
done:
    free(data);
    close(fd);
    return outcome;
}

static bool write_whole(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, data, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        data += put;
        len -= (size_t)put;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    if (len >= sizeof folder)
        return false;
    memcpy(folder, path, len);
    folder[len] = '\0';
    int fd = open(!slash ? "." : len == 0 ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is_synced = fsync(fd) == 0;
    close(fd);
    return is_synced;
}

enum outcome file_write(const char *path, const void *data, size_t len, int mode, struct err *e)
{
    enum outcome outcome = OK;
    char temp[PATH_MAX];
    int fd = -1;
    if ((size_t)snprintf(temp, sizeof temp, "%s.XXXXXX", path) >= sizeof temp) {
        errno = ENAMETOOLONG;
        return failed(e, path);
    }
    fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0)
        return failed(e, path);
    bool is_written = write_whole(fd, data, len) && fchmod(fd, (mode_t)mode) == 0 && fsync(fd) == 0;
    if (!is_written || rename(temp, path) != 0) {
        outcome = failed(e, path);
        unlink(temp);
        goto done;
    }
    if (!sync_folder_of(path))
        outcome = failed(e, path);
done:
    close(fd);
    return outcome;
}

enum outcome file_make_folder(const char *path, struct err *e)
{
    char part[PATH_MAX];
    size_t len = strlen(path);
    if (len >= sizeof part) {
        errno = ENAMETOOLONG;
        return failed(e, path);
    }
    memcpy(part, path, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (part[i] != '/' && part[i] != '\0')
            continue;
        char end = part[i];
        part[i] = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return failed(e, part);
        part[i] = end;
    }
    struct stat st;
    if (stat(path, &st) != 0)
        return failed(e, path);
    if (!S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        return failed(e, path);
    }
    return OK;
}
