/* A small plan made by hand, for tests of expressions: ledgers `visit` (a field of every type) and
 * `person`, standards, a table, kinds of place. It needs no file and never changes. */
#ifndef SUPPORT_EXPR_PLAN_H
#define SUPPORT_EXPR_PLAN_H
#include "plan/plan.h"

struct plan *expr_plan_new(void);
void expr_plan_free(struct plan *plan);
#define EXPR_PLAN_NOW INT64_C(1795421100) /* 2026-11-23T16:05:00+08:00, a Monday */
#endif
