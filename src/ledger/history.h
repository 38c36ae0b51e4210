/* What happened to a record, from the journal's row images. */
#ifndef LEDGER_HISTORY_H
#define LEDGER_HISTORY_H
#include "ledger/ledger_int.h"

/* {"rows":[{at,act,move,user,rev,state,changes:[{field,before,after}]}]} newest first; values
 * guarded and masked as the record's own. An erased entry stands there without its values. */
enum outcome history_json(struct call *c, struct buf *out, const struct record *now, struct err *e);
/* The latest changes in the caller's scope: a look back over CHANGES_SEEN entries of the journal.
 */
enum outcome changes_json(struct call *c, struct buf *out, int64_t under, bool has_under,
                          struct err *e);

/* The record as its last image up to that entry of the journal; *ret NULL when there was none, it
 * was deleted, or the image is erased. */
enum outcome record_as_of(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                          int64_t seq, struct record **ret, struct err *e);

struct changed_row {
    int64_t seq, at_ms, user, record, place;
    char act[40], ledger[64];
};
#define CHANGES_SEEN 500
#define CHANGES_SHOWN 50
enum outcome changes_read(struct changed_row *ret, int *ret_n, struct db *db, int64_t under,
                          bool has_under, struct err *e);
#endif
