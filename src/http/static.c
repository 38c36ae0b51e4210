/* Finding the file that a path means. Sending it is respond.c's business. */
#include "http/static.h"

#include <string.h>

#define PATH_LONGEST 512

static const struct embed *exact(const struct embed *files, int n, const char *path)
{
    int low = 0, high = n - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(files[middle].path, path);
        if (!order)
            return &files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return NULL;
}

const struct embed *static_find(const struct embed *files, int n, const char *path)
{
    char folder[PATH_LONGEST + 16];
    size_t len = strlen(path);
    if (len > PATH_LONGEST)
        return NULL;
    const struct embed *file = exact(files, n, path);
    const char *last = strrchr(path, '/');
    if (file || !last || strchr(last, '.'))
        return file;
    memcpy(folder, path, len + 1);
    while (len && folder[len - 1] == '/')
        len--;
    for (;;) {
        memcpy(folder + len, "/index.html", sizeof("/index.html"));
        file = exact(files, n, folder);
        if (file || !len)
            return file;
        while (len && folder[len - 1] != '/')
            len--;
        if (len)
            len--;
    }
}
