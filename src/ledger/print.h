/* Records on paper: one record, a list as it is seen, numbered blank sheets, the pass. Guarded and
 * masked as on the screen; what is shown in full is disclosed before the first byte leaves. */
#ifndef LEDGER_PRINT_H
#define LEDGER_PRINT_H
#include "ledger/ledger_int.h"
#include "ledger/show.h"
#include "paper/doc.h"

#define PRINT_ROWS 5000 /* of a list on paper; more belong in a spreadsheet */

/* One field as its viewer may see it, in words. */
enum outcome print_field(struct call *c, struct buf *out, const struct record *r,
                         const struct field *f, struct shown *s, struct err *e);
/* A line of a `lines` or checklist value a line, "Name: value; …". */
void print_lines(struct buf *out, const struct field *f, const char *json, size_t len,
                 enum lang lang);
const char *print_label(const struct field *f, enum lang lang);
bool print_has_column(const struct field *f); /* short enough to be a column of a list */

enum outcome do_print_record(struct call *c, struct err *e);
enum outcome do_print_list(struct call *c, struct err *e);
enum outcome do_print_blank(struct call *c, struct err *e);
enum outcome do_print_pass(struct call *c, struct err *e);
enum outcome do_template(struct call *c, struct err *e);
#endif
