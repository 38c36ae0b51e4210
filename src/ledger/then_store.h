/* What consequences ask the store, and the alerts they leave. */
#ifndef LEDGER_THEN_STORE_H
#define LEDGER_THEN_STORE_H
#include "ledger/ledger_int.h"

/* Live places of the kind under a place; refused past LIMIT_BULK. In the request's arena. */
enum outcome then_places(struct work *w, const struct kind *kind, int64_t under, int64_t **ret,
                         int *ret_n, struct err *e);
/* Records of a ledger for which the condition holds; names in it mean that ledger's fields, outer
 * names the reader's record. Refused past LIMIT_BULK. */
enum outcome then_records(struct reader *rd, const struct ledger *l, const struct expr *where,
                          int64_t **ret, int *ret_n, struct err *e);

/* Alerts at places the actor's posts are for, open or taken in the last day, newest first. */
enum outcome alert_list_json(struct buf *out, struct call *c, struct err *e);
enum outcome alert_take(struct call *c, int64_t id, struct err *e);
#endif
