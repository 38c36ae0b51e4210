/* A drill's summary as one page of PDF; with a second plan, their difference on a page of its own.
 * Private to rehearsal/. */
#ifndef REHEARSAL_SHEET_H
#define REHEARSAL_SHEET_H
#include "rehearsal/rehearsal.h"

/* difference may be NULL. path is replaced. */
enum outcome sheet_write(const struct rehearsal *r, const struct bands *difference,
                         const char *path, enum lang lang, struct err *e);
#endif
