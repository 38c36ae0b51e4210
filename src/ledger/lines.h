/* Fields that hold rows (lines) or answers to a checklist: kept as one canonical JSON text,
 * {"name":value} in the order of the plan, every value in the form of the API.
 *   lines      [{"role":"leader","name":"…"},…]      at most LIMIT_LINES rows
 *   checklist  {"distance":{"answer":"pass","note":"…"}}   answer: pass fail exempt none */
#ifndef LEDGER_LINES_H
#define LEDGER_LINES_H
#include "ledger/ledger_int.h"

/* Parses and checks form: unknown columns, types, limits. References are judged by lines_judge(),
 * with defaults, computed values and what is required. */
enum outcome lines_take(struct work *w, const struct field *f, json_t *j, struct value *ret,
                        struct err *e);
enum outcome lines_judge(struct reader *rd, const struct field *f, struct value *text,
                         struct err *e);
/* Values of one row as the expressions know them; the array has f->lines_n of them. */
enum outcome lines_row(struct work *w, const struct field *f, json_t *row, struct value *ret,
                       struct err *e);
/* Users named by a `user` field, or in the `user` columns of lines; ret holds LIMIT_LINES. */
enum outcome lines_users(struct work *w, const struct field *f, struct value v, int64_t *ret,
                         int *ret_n, struct err *e);
#endif
