/* Filters that users write: the plan's grammar without questions to other ledgers; and the list of
 * fields an expression touches, so that nobody filters or sorts by what they may not read. */
#include "ledger/where.h"

enum outcome where_parse(struct expr **ret, struct arena *a, const struct plan *plan,
                         const struct ledger *l, const char *text, struct err *e)
{
    struct expr_scope scope = {.plan = plan, .ledger = l, .line = 1, .column = 1};
    struct expr *x;
    enum outcome o = expr_parse(&x, a, &scope, text, V_FLAG, e);
    if (o != OK)
        return o;
    if (expr_has_query(x))
        return err_set(e, REFUSED, "where", "no_query",
                       "a filter may not ask other ledgers (count, exists, last …)",
                       "筛选条件不能查询其他台账（count、exists、last等）");
    if (!expr_has_sql(x))
        return err_set(e, REFUSED, "where", "c_only", "distance() cannot be used in a filter",
                       "筛选条件不能使用distance()");
    *ret = x;
    return OK;
}

struct fields_visit {
    void (*visit)(void *arg, const struct ledger *l, const struct field *f,
                  enum system_field system);
    void *arg;
};

static void visit_node(void *arg, const struct expr *x)
{
    const struct fields_visit *v = arg;
    switch (x->op) {
    case E_FIELD:
    case E_DOT:
    case E_SYSTEM:
        v->visit(v->arg, x->ledger, x->field, x->system);
        break;
    case E_THIS:
        v->visit(v->arg, x->ledger, NULL, SYS_ID);
        break;
    case E_PLACE_FIELD:
        v->visit(v->arg, NULL, x->field, SYS_PLACE);
        break;
    case E_QUERY:
        v->visit(v->arg, x->ledger, x->field, x->system);
        break;
    default:
        break;
    }
}

void where_fields(const struct expr *x,
                  void (*visit)(void *arg, const struct ledger *l, const struct field *f,
                                enum system_field system),
                  void *arg)
{
    struct fields_visit v = {visit, arg};
    expr_walk(x, visit_node, &v);
}
