/* Handlers of the operations in stock_op.c's table. */
#ifndef STOCK_STOCK_OP_H
#define STOCK_STOCK_OP_H
#include "stock/list.h"

enum outcome do_stock_balances(struct call *c, struct err *e);
enum outcome do_stock_moves(struct call *c, struct err *e);
enum outcome do_stock_move(struct call *c, struct err *e);
enum outcome do_stock_reverse(struct call *c, struct err *e);
enum outcome do_stock_pick(struct call *c, struct err *e);
enum outcome do_stock_lot(struct call *c, struct err *e);
enum outcome do_stock_lot_state(struct call *c, struct err *e);
enum outcome do_stock_close(struct call *c, struct err *e);
enum outcome do_stock_cover(struct call *c, struct err *e);
enum outcome do_stock_need(struct call *c, struct err *e);
enum outcome do_stock_allocate(struct call *c, struct err *e);
enum outcome do_stock_trip(struct call *c, struct err *e);
enum outcome do_stock_count(struct call *c, struct err *e);
enum outcome do_stock_counts(struct call *c, struct err *e);
enum outcome do_stock_days(struct call *c, struct err *e);
enum outcome do_stock_funds(struct call *c, struct err *e);
enum outcome do_stock_labels(struct call *c, struct err *e);
enum outcome do_stock_letter(struct call *c, struct err *e);

/* Texts and numbers of a JSON body, told by name when they are wrong. */
enum outcome body_text(json_t *body, const char *name, const char **ret, struct err *e);
enum outcome body_number(struct call *c, json_t *body, const char *name, int64_t *ret_millionths,
                         bool *ret_given, struct err *e);
enum outcome body_place(struct call *c, json_t *body, const char *name, int64_t *ret,
                        struct err *e);
enum outcome body_moment(struct call *c, json_t *body, const char *name, int64_t *ret,
                         struct err *e);
enum outcome body_date(json_t *body, const char *name, int64_t *ret, struct err *e);
/* Only these members, comma between. */
enum outcome body_only(json_t *body, const char *names, struct err *e);
enum outcome stock_work(struct call *c, struct work **ret, struct err *e);
#endif
