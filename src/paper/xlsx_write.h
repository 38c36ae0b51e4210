/* Writing XLSX in constant memory: rows come one after the other and go to disk.
 *
 * Cells are typed by their column; texts never become formulas or links, ids stay texts. The header
 * is frozen, filtered and repeated in print. When a sheet is full (XLSX_ROWS) the next one begins
 * with the same header. The file is complete only after xlsx_close(). */
#ifndef PAPER_XLSX_WRITE_H
#define PAPER_XLSX_WRITE_H
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define XLSX_ROWS 1048576 /* of a sheet, its header among them */

enum xlsx_kind {
    XLSX_TEXT,   /* also ids: kept as text when edited */
    XLSX_NUMBER, /* as the number is */
    XLSX_MONEY,  /* 1,234.50 */
    XLSX_DATE,
    XLSX_MOMENT, /* day and minute */
    XLSX_CLOCK   /* minute of a day */
};
struct xlsx_column {
    const char *title;
    double width; /* characters; 0: from the title */
    enum xlsx_kind kind;
    bool is_required;           /* the title in the colour of what must be filled in */
    const char *note;           /* shown at the title; NULL none */
    const char *const *choices; /* drop-down; only with is_form */
    int choices_n;
};
struct xlsx_sheet {
    const char *name; /* cut to what a sheet may be called */
    const struct xlsx_column *columns;
    int columns_n;
    bool is_form;  /* to be filled in: header locked, choices offered */
    bool is_plain; /* no header row: for lines of words */
    bool is_landscape;
    const char *mark; /* at the head of every printed page: who took it; may be NULL */
};
struct xlsx;

/* path: made anew; folder: where the rows wait meanwhile. */
enum outcome xlsx_new(struct xlsx **ret, const char *path, const char *folder, struct err *e);
void xlsx_free(struct xlsx *x); /* drops what was not closed */
void xlsx_about(struct xlsx *x, const char *title, const char *author, const char *comment);
/* The sheet's texts are copied; its rows follow. */
enum outcome xlsx_sheet(struct xlsx *x, const struct xlsx_sheet *sheet, struct err *e);
/* The next cell of the row; beyond 32,767 characters a text is cut. */
void xlsx_text(struct xlsx *x, const char *s, size_t len); /* ends in NUL */
void xlsx_number(struct xlsx *x, double n);                /* decimals as the value is */
void xlsx_day(struct xlsx *x, int64_t day);                /* days since 1970 */
void xlsx_moment(struct xlsx *x, int64_t s);               /* local seconds since 1970 */
void xlsx_clock(struct xlsx *x, int minute);
void xlsx_skip(struct xlsx *x); /* an empty cell */
/* The next cell in the colour of a mistake, with a note. */
void xlsx_wrong(struct xlsx *x, const char *s, size_t len, const char *note);
enum outcome xlsx_end_row(struct xlsx *x, struct err *e);
int64_t xlsx_rows(const struct xlsx *x); /* ended so far, headers apart */
enum outcome xlsx_close(struct xlsx *x, struct err *e);
#endif
