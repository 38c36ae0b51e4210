/* What where_store.c and where_text.c share with each other and nobody else. */
#ifndef LEDGER_WHERE_INT_H
#define LEDGER_WHERE_INT_H
#include "ledger/where.h"

/* One expression being written. */
struct emit {
    struct where *w;
    const struct ledger *ledger;  /* of the rows under alias */
    const char *alias;            /* NULL: no row stands for the record, see where.outer */
    const char *inner;            /* alias of the queried ledger while in a query's condition */
    int weight;                   /* how deep the database's parser has to stack */
    struct err *e;
};
enum outcome emit_value(struct emit *m, const struct expr *x);
enum outcome emit_condition(struct emit *m, const struct expr *x);
enum outcome emit_call(struct emit *m, const struct expr *x);
/* Past it SQLite's parser refuses. Call at each level with what it stacks; give it back after. */
enum outcome emit_deeper(struct emit *m, const struct expr *x, int weight);

/* where_fold.c: parts that no row is needed for are worked out in C. */
bool fold_is_free(const struct emit *m, const struct expr *x);
enum outcome fold(struct emit *m, const struct expr *x, bool as_condition);
void put_sql_literal(struct where *w, struct value v, enum vtype type);
void put_sql_null(struct where *w, enum vtype type);
#endif
