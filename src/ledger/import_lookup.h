/* Cells that name something: a record by its key or number, a place by number, code or name. */
#ifndef LEDGER_IMPORT_LOOKUP_H
#define LEDGER_IMPORT_LOOKUP_H
#include "ledger/import.h"

enum outcome lookup_ref(struct import *m, struct work *w, const struct field *f, const char *text,
                        struct value *ret, struct err *e);
enum outcome lookup_place(struct import *m, struct work *w, const struct field *f, const char *text,
                          struct value *ret, struct err *e);
#endif
