/* Uniqueness among the rows of one file. */
#ifndef LEDGER_IMPORT_UNIQUE_H
#define LEDGER_IMPORT_UNIQUE_H
#include "base/map.h"
#include "ledger/ledger_int.h"

struct unique_rows {
    struct intmap *maps;
    int n;
};
void unique_rows_init(struct unique_rows *u, const struct ledger *l);
void unique_rows_fini(struct unique_rows *u);
/* REFUSED when an earlier row of the file has the same values. */
enum outcome unique_rows_add(struct unique_rows *u, struct reader *rd, const struct record *r,
                             long row, struct err *e);
#endif
