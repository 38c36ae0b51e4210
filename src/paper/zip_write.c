/* See zip_write.h. */
#include "paper/zip_write.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

struct zipper {
    zip_source_t *target;
    zip_t *zip;
    bool failed;
};

static enum outcome cannot_zip(struct err *e)
{
    return err_set(e, FAULT, NULL, "zip", "the file cannot be put together", "文件无法打包");
}

enum outcome zipper_new(struct zipper **ret, struct err *e)
{
    struct zipper *z = calloc(1, sizeof *z);
    if (!z)
        abort();
    z->target = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (z->target)
        z->zip = zip_open_from_source(z->target, ZIP_TRUNCATE, NULL);
    if (!z->zip) {
        zip_source_free(z->target);
        free(z);
        return cannot_zip(e);
    }
    zip_source_keep(z->target); /* it outlives the archive, to be read */
    *ret = z;
    return OK;
}

void zipper_free(struct zipper *z)
{
    if (!z)
        return;
    if (z->zip)
        zip_discard(z->zip);
    zip_source_free(z->target);
    free(z);
}

void zipper_add(struct zipper *z, const char *name, const void *data, size_t len)
{
    void *copy = NULL; /* libzip frees no data of zero bytes */
    if (len) {
        copy = malloc(len);
        if (!copy)
            abort();
        memcpy(copy, data, len);
    }
    zip_source_t *s = zip_source_buffer(z->zip, copy, len, 1);
    zip_int64_t at = s ? zip_file_add(z->zip, name, s, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        if (s)
            zip_source_free(s);
        z->failed = true;
        return;
    }
    zip_file_set_dostime(z->zip, (zip_uint64_t)at, 0, 33, 0); /* the same bytes every time */
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

enum outcome zipper_finish(struct zipper *z, int fd, struct err *e)
{
    char block[1 << 15];
    zip_int64_t n;
    if (z->failed || zip_close(z->zip) != 0)
        return cannot_zip(e);
    z->zip = NULL;
    if (zip_source_open(z->target) != 0)
        return cannot_zip(e);
    while ((n = zip_source_read(z->target, block, sizeof block)) > 0)
        if (!write_all(fd, block, (size_t)n))
            break;
    zip_source_close(z->target);
    return n == 0 ? OK : cannot_zip(e);
}
