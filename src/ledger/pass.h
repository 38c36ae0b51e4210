/* Passes: records that can be shown and checked without a network.
 *
 * A pass is "LF1.<payload>.<signature>": payload is base64url of compact JSON
 *   {"l":ledger,"id":…,"k":key,"u":valid until (seconds),"f":{name:text…}}
 * and the signature is Ed25519 over the text before the second dot. The key lies in the data folder
 * (pass.key); who checks needs the public half, GET /api/pass-key. */
#ifndef LEDGER_PASS_H
#define LEDGER_PASS_H
#include "ledger/ledger_int.h"

enum outcome pass_sign(struct call *c, const struct record *r, struct buf *ret, int64_t *ret_until,
                       struct err *e);
enum outcome pass_public_key(struct call *c, char ret[65], struct err *e);
/* At creation: one pass for each `per` in each `every`, unless the override field is filled in. */
enum outcome pass_check(struct reader *rd, const struct record *r, struct err *e);
#endif
