/* SQL functions for SQLite: see store/functions.h. */
#include "store/functions.h"

int functions_sqlite(struct sqlite3 *handle) { return 0; }
