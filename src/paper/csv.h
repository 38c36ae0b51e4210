/* Comma-separated files, read and written as offices exchange them.
 *
 * Reading is streaming: memory is one row (≤ LIMIT_CSV_ROW) and a block, whatever the file's size.
 * UTF-8 with or without a byte-order mark, GB18030 and UTF-16 with a mark are told apart by the
 * bytes; the delimiter (, ; or tab) by the first line, or by a line "sep=;" before it. RFC 4180
 * quoting. What the cells mean is ledger's business. */
#ifndef PAPER_CSV_H
#define PAPER_CSV_H
#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv;
struct csv_cell {
    const char *s; /* valid UTF-8, ends in NUL; the reader's until the next csv_next() */
    size_t len;
};

/* Does not close fd. REFUSED when the first block is no text. */
enum outcome csv_new(struct csv **ret, int fd, struct err *e);
enum outcome csv_new_text(struct csv **ret, const char *text, size_t len,
                          struct err *e); /* borrowed */
void csv_free(struct csv *c);

/* The next row with anything in it; *ret_n is 0 after the last. REFUSED leaves the reader at the
 * fault: e->row, e->column (the cell, from 1) and e->line (of the file) say where. Rules:
 * csv_quote csv_after_quote csv_columns csv_cell_size csv_row_size null_character encoding file. */
enum outcome csv_next(struct csv *c, const struct csv_cell **ret_cells, int *ret_n, struct err *e);
long csv_row(const struct csv *c);      /* of the row just read, as a spreadsheet counts: from 1 */
long csv_line(const struct csv *c);     /* of the file, where that row begins */
int64_t csv_bytes(const struct csv *c); /* of the file read so far, for progress */
const char *
csv_encoding(const struct csv *c); /* "UTF-8" "GB18030" "UTF-16"; known after the rows */
char csv_delimiter(const struct csv *c);

/* Writing to a file descriptor through a buffer; the first failure is kept and told at the end of
 * each row. Text cells that a spreadsheet would run as a formula get a ' in front when guarded;
 * the lenient field parsers take it off again. */
struct csv_writer {
    struct buf out;
    int fd;
    char delimiter;
    bool guard;
    bool is_row_begun;
};
void csv_writer_init(struct csv_writer *w, int fd, char delimiter, bool guard, bool with_mark);
void csv_writer_fini(struct csv_writer *w);                     /* drops what was not flushed */
void csv_cell(struct csv_writer *w, const char *s, size_t len); /* text: guarded */
void csv_cell_plain(struct csv_writer *w, const char *s,
                    size_t len); /* numbers, ids, our own words */
enum outcome csv_end_row(struct csv_writer *w, struct err *e);
enum outcome csv_flush(struct csv_writer *w, struct err *e);
/* One quoted-when-needed cell into any buffer, without delimiter. */
void csv_put(struct buf *out, char delimiter, bool guard, const char *s, size_t len);
#endif
