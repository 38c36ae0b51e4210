/* Random expressions for where_test.c: text in the plan's grammar over the plan of expr_plan.h,
 * written by type so that nearly all of them pass the checker. */
#ifndef LEDGER_WHERE_RANDOM_H
#define LEDGER_WHERE_RANDOM_H
#include "base/buf.h"
#include "base/clock.h"
#include "value/value.h"

struct random_expr {
    struct rng *rng;
    struct buf *out;
    int depth;            /* left */
    enum { IN_VISIT, IN_QUERY_PERSON, IN_QUERY_VISIT } at; /* whose fields bare names are */
};
void random_expr(struct random_expr *r, enum vtype type);
/* One of the types that an expression may give. */
enum vtype random_type(struct rng *rng);
#endif
