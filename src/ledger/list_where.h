/* A caller's filter as SQL over alias r, with its binds from $1 on. */
#ifndef LEDGER_LIST_WHERE_H
#define LEDGER_LIST_WHERE_H
#include "ledger/ledger_int.h"

#define LIST_BINDS 200
struct list_where {
    const char *text;
    struct value binds[LIST_BINDS - 20];
    int binds_n;
};
enum outcome list_where_make(struct list_where *ret, struct call *c, const struct ledger *l,
                             const struct expr *x, struct err *e);
#endif
