/* Files carried inside the program: the pages made by web/ and the page of operations.
 * The tables are written at build by tools/embed.py, sorted by path. */
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H
#include <stdbool.h>
#include <stddef.h>

struct embed {
    const char *path; /* "/assets/index-3f2a.js" */
    const char *type, *etag;
    const unsigned char *data;
    size_t len;
    const unsigned char *gz; /* NULL: not smaller */
    size_t gz_len;
    bool is_hashed; /* its name changes with its content: may be kept for ever */
};
extern const struct embed web_files[];
extern const int web_files_n; /* 0: the pages were not built */

/* The exact file; else index.html of the path; else, for a path without a dot in its last part,
 * the index.html of the nearest folder above (a page that routes itself). NULL: none. */
const struct embed *static_find(const struct embed *files, int n, const char *path);
#endif
