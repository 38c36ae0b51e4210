/* The tests' county with the stock books open: see ledger/office.h. */
#ifndef TESTS_STOCK_OFFICE_H
#define TESTS_STOCK_OFFICE_H
#include "office.h"
#include "stock/book.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    stock_office_open(o, t);                                                                       \
    (void)e;
#define OFFICE_END                                                                                 \
    stock_adds_up(o);                                                                              \
    office_close(o);                                                                               \
    free(o);
void stock_office_open(struct office *o, struct test_store *t);
/* stock.move with one line: from, to as accounts ("warehouse" at the checkpoint when no @). */
enum outcome stock_moves(struct office *o, int64_t user, const char *from, const char *to,
                         const char *item, const char *quantity, const char *more);
int64_t stock_has(struct office *o, const char *account, int64_t place, const char *item);
const char *stock_arg(const char *name, int64_t id); /* "name=id", good for eight calls */
void stock_adds_up(struct office *o);                /* stock_check() finds nothing */
#endif
