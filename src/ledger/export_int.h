/* What export.c and export_xlsx.c share. */
#ifndef LEDGER_EXPORT_INT_H
#define LEDGER_EXPORT_INT_H
#include "base/map.h"
#include "ledger/export.h"
#include "paper/csv.h"
#include "paper/xlsx_write.h"

struct exporting {
    struct export_way way;
    enum export_format format;
    struct csv_writer csv;
    struct xlsx *xlsx;
    struct buf out; /* JSON */
    int fd;
    int64_t rows;
    bool reveals; /* some column is sensitive and readable */
    int64_t *ids;
    size_t ids_n, ids_cap;
    struct intmap places; /* id → index of its name */
    const char **names;
    size_t names_n, names_cap;
    struct arena cells; /* opened seals; cleared row by row */
    char mask[16];
};

/* A column's cell of the row at hand. */
enum outcome export_value(struct exporting *x, struct query *q, int column, const struct field *f,
                          struct value *ret, struct err *e);
enum outcome export_place(struct exporting *x, int64_t id, const char **ret, struct err *e);
void export_note(struct exporting *x, int64_t id); /* a record whose secrets are shown */
const char *export_state(const struct exporting *x, struct query *q);
/* "Zhang San, Qinghe county, 2026-11-27 08:00": who took it, for every page. */
const char *export_mark(struct call *c);

/* export_xlsx.c */
enum outcome export_xlsx_open(struct exporting *x, const char *path, struct err *e);
enum outcome export_xlsx_row(void *arg, struct query *q, struct err *e);
enum outcome export_xlsx_close(struct exporting *x, struct err *e);
#endif
