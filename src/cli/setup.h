/* Steps that `init` and `demo` share. */
#ifndef CLI_SETUP_H
#define CLI_SETUP_H
#include "op/op.h"

struct plan;

/* Imports a CSV of places; mistakes are shown on standard error. */
enum outcome setup_places(struct app *app, const struct plan *plan, const char *path,
                          struct err *e);
/* The first place of that kind, from the top. REFUSED when there is none. */
enum outcome setup_find_place(struct app *app, const char *kind, int64_t *ret, struct err *e);
#endif
