/* A ledger as a file: CSV or XLSX that the import reads back, or JSON.
 *
 * Written to a file without a name in slices, each on a snapshot of its own, so that a million
 * records neither hold the log nor fill the memory; what changes meanwhile is there in its newer
 * form or not yet. Sensitive columns are masked as a whole unless the caller states a purpose and
 * may see the field at every record he sees; then the disclosure is durable before the first byte
 * leaves. */
#ifndef LEDGER_EXPORT_H
#define LEDGER_EXPORT_H
#include "ledger/ledger_int.h"

enum export_format { EXPORT_CSV, EXPORT_JSON, EXPORT_XLSX };
enum outcome export_run(struct call *c, const struct ledger *l, enum export_format format,
                        struct err *e);

/* ---- shared by export.c and export_store.c ---- */
struct export_column {
    const struct field *field;
    enum sight sight;
    bool by_key;
};
struct export_way {
    struct call *call;
    const struct ledger *ledger;
    struct export_column *columns;
    int columns_n;
    int64_t after; /* the last record written */
    struct value binds[220];
    int binds_n;
    const char *sql; /* made once: {columns} … id > $n ORDER BY id LIMIT */
};
enum { EX_ID, EX_KEY, EX_STATE, EX_PLACE, EX_CREATED, EX_CLOSED, EX_KEY_NO, EX_REV, EX_FIRST };
enum outcome export_prepare(struct export_way *w, struct err *e);
/* The rows after w->after; visit each. *ret_n: how many. */
typedef enum outcome export_visit(void *arg, struct query *q, struct err *e);
enum outcome export_slice(struct export_way *w, export_visit *visit, void *arg, int *ret_n,
                          struct err *e);
#define EXPORT_SLICE 20000
#endif
