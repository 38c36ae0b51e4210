/* Balances kept in memory beside the tables, like ledger/books.h: they follow the writer's
 * transaction and reach stock_balance and stock_day once a group. Everything belongs to the
 * writer's thread. Another process that wrote in between is noticed once in each transaction by
 * stock_stamp, and everything kept is dropped. */
#ifndef STOCK_BOOK_H
#define STOCK_BOOK_H
#include "stock/stock.h"

void stock_new(struct stock **ret);
void stock_free(struct stock *s);
void stock_hooks(struct stock *s, struct writer_hooks *ret);

/* Adds `by` to a lot in an account on a day and to every later day. A bounded account must bear it
 * on that day and each later one: else REFUSED and *ret_short says what could be taken. */
enum outcome book_add(struct stock *s, struct db *db, const struct account *a, int64_t item,
                      int64_t lot, int64_t day, int64_t by, int64_t *ret_short, struct err *e);
/* What lies there now. */
enum outcome book_balance(struct stock *s, struct db *db, int64_t account, int64_t item,
                          int64_t lot, int64_t *ret, struct err *e);
#endif
