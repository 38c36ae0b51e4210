/* People who may be in a ledger twice.
 *
 * A ledger holds people when it has an ID number and is titled by a name. Likely duplicates have
 * the same ID number, or a name that sounds alike and the same day of birth or the same village.
 * Whoever may amend both records merges them: everything that pointed to the one points to the
 * other, the emptied record ends, all of it journalled as what it is; and it can be undone. That
 * two are not one is remembered too. */
#ifndef PERSON_PERSON_H
#define PERSON_PERSON_H
#include "ledger/ledger.h"

extern const struct hook person_hook;
const struct op *person_ops(int *ret_n);
#endif
