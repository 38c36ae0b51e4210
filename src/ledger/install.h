/* A plan's tables in the database. */
#ifndef LEDGER_INSTALL_H
#define LEDGER_INSTALL_H
#include "ledger/ledger_int.h"

/* Columns and table of one ledger: creates, renames, adds. Quick whatever the number of records.
 * j NULL: nothing to tell the journal (a new database). */
enum outcome install_table(struct db *db, struct journal *j, int64_t now_ms, const struct ledger *l,
                           struct err *e);
bool install_renames(struct db *db,
                     const struct ledger *l); /* has columns that wait for another name */
/* Its indexes: about 1 s for each new one over 10⁶ records. */
enum outcome install_indexes(struct db *db, const struct ledger *l, struct err *e);
/* Refuses with the list (JSON array in report) when a record would be in no state. */
enum outcome install_check(struct db *db, const struct plan *new_, struct buf *report,
                           struct err *e);
enum outcome install_states(struct db *db, const struct ledger *l,
                            enum outcome (*visit)(void *arg, const char *state, int64_t n,
                                                  struct err *e),
                            void *arg, struct err *e);
/* Up to n records still in a state under its former name get the new one, each with its image in
 * the journal. *ret_n: how many; 0 when none is left. */
enum outcome install_rename_states(struct app *app, struct db *db, const struct ledger *l,
                                   int64_t now_ms, int n, int *ret_n, struct err *e);
#endif
