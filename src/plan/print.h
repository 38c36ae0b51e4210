/* Writing parts of a plan as text and JSON; private to plan/. */
#ifndef PLAN_PRINT_H
#define PLAN_PRINT_H
#include "plan/plan_int.h"

void print_value(struct buf *out, struct value v, int offset_s); /* 3d, 37.3, 2026-01-01 */
void put_value(struct buf *out, struct value v, int offset_s);   /* the same as JSON */
void put_expr(struct buf *out, const struct expr *x);            /* its text; null when NULL */
void put_day(struct buf *out, int64_t day);                      /* null for "always" */
void put_key_label(struct buf *out, const char *key, struct label label);
void put_key_str(struct buf *out, const char *key, const char *s);
void put_key_bool(struct buf *out, const char *key, bool flag);
void put_fields_json(struct buf *out, const struct field *fields, int n);
void put_duty_json(struct buf *out, const struct duty *d);
void put_ledger_json(struct buf *out, const struct ledger *l);
void put_stock_json(struct buf *out, const struct plan *plan); /* items, drivers, needs */
void put_stock_rule(struct buf *out, const struct stock_rule *s);
#endif
