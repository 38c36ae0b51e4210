/* Reading XLSX row by row: memory is one row, the shared strings and a block.
 *
 * Cells come as texts, as somebody would have typed them: days "2026-11-23", moments
 * "2026-11-23 16:05", numbers in full, formulas as their kept value. A file may be hostile: sizes,
 * nesting and the growth of compressed parts have limits, entities are refused. What this does not
 * know: .xls, .et and files behind a password (refused by table_open(), which sees them first). */
#ifndef PAPER_XLSX_READ_H
#define PAPER_XLSX_READ_H
#include "paper/csv.h"

struct xlsx_book;

/* sheet: a name, or a number from 1; NULL: the first one that is not hidden and has cells. fd stays
 * the caller's. Rules: xlsx_zip xlsx_truncated xlsx_password xlsx_bomb xlsx_part xlsx_xml
 * xlsx_sheet csv_columns csv_row_size. */
enum outcome xlsx_open(struct xlsx_book **ret, int fd, const char *sheet, struct err *e);
void xlsx_book_free(struct xlsx_book *x);
/* As csv_next(): *ret_n is 0 after the last row; empty rows are passed over. */
enum outcome xlsx_next(struct xlsx_book *x, const struct csv_cell **ret, int *ret_n, struct err *e);
long xlsx_row(const struct xlsx_book *x);      /* as the spreadsheet counts */
int64_t xlsx_bytes(const struct xlsx_book *x); /* of the file, about: for progress */
const char *xlsx_sheet_name(const struct xlsx_book *x);
/* JSON array of {"name":…,"hidden":…}. */
void xlsx_sheets_json(const struct xlsx_book *x, struct buf *out);
#endif
