/* Whole-file helpers with limits and durable replacement. */
#ifndef BASE_FILE_H
#define BASE_FILE_H
#include "base/err.h"
#include <stddef.h>
enum outcome file_read(char **ret, size_t *ret_len, const char *path, size_t max,
                       struct err *e); /* caller frees */
enum outcome file_write(const char *path, const void *data, size_t len, int mode,
                        struct err *e); /* temp, fsync, rename, fsync folder */
enum outcome file_make_folder(const char *path, struct err *e); /* with parents */
#endif
