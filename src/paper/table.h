/* A table that somebody sends: CSV or XLSX, told apart by its first bytes, its header found, its
 * habits understood.
 *
 * Lists come with a title above the header, a header in two rows, rows of totals and "as above".
 * Which words name a column is asked of the caller. Memory is as for CSV and XLSX. */
#ifndef PAPER_TABLE_H
#define PAPER_TABLE_H
#include "paper/csv.h"

struct table;
struct table_ways {
    const char *sheet;                          /* of a spreadsheet: name or number; NULL first */
    bool (*knows)(void *arg, const char *name); /* is this the name of a column? */
    void *arg;
};

/* Does not close fd. Besides the rules of csv.h and xlsx_read.h: old_format password empty. */
enum outcome table_open(struct table **ret, int fd, const struct table_ways *ways, struct err *e);
void table_free(struct table *t);
/* The header as one row: names of two rows are put together. Until the first table_next(). */
const struct csv_cell *table_header(const struct table *t, int *ret_n);
/* As csv_next(), without totals and with "as above" filled in. */
enum outcome table_next(struct table *t, const struct csv_cell **ret, int *ret_n, struct err *e);
long table_row(const struct table *t);
int64_t table_bytes(const struct table *t);
bool table_is_xlsx(const struct table *t);
/* Rows of totals and of signatures that were left out. */
int64_t table_dropped(const struct table *t);
/* JSON: {"format":…,"sheet":…,"sheets":[…],"header_row":n,"dropped":n}. */
void table_json(const struct table *t, struct buf *out);

/* Text pasted from a chat, one entry a line ("1. 张三 13800138000 3栋"): cells cut at blanks,
 * commas and the like; the leading number dropped. *ret_n ≤ max. line is changed in place. */
int table_cut_line(char *line, struct csv_cell *ret, int max);
#endif
