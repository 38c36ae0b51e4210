/* A ZIP file put together in memory: what DOCX is. Small documents only; XLSX goes through
 * xlsx_write.h. */
#ifndef PAPER_ZIP_WRITE_H
#define PAPER_ZIP_WRITE_H
#include "base/err.h"
#include <stddef.h>

struct zipper;
enum outcome zipper_new(struct zipper **ret, struct err *e);
void zipper_free(struct zipper *z);
/* data is copied. The first failure is kept and told by zipper_finish(). */
void zipper_add(struct zipper *z, const char *name, const void *data, size_t len);
enum outcome zipper_finish(struct zipper *z, int fd, struct err *e); /* writes the whole file */
#endif
