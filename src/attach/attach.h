/* Photos and files of records.
 *
 * A file is sent in first and gets its hash for a name; a record that then names the hash in a
 * photo or file field takes it over. What no record names within a day goes again. The type is
 * found by the content, never by the name; what a browser could run is not taken. Files lie
 * encrypted in the data folder, each under a key of its own that is destroyed with its record. They
 * are given only to who may see the field of the record, always as a download. */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H
#include "ledger/ledger.h"

extern const struct hook attach_hook;
const struct op *attach_ops(int *ret_n);
/* Destroys what is over. About once a minute. */
enum outcome attach_tick(struct app *app, struct err *e);
#endif
