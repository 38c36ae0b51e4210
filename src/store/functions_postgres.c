/* SQL functions for PostgreSQL: see store/functions.h. */
#include "store/functions.h"

const char *functions_postgres(void) { return ""; }
