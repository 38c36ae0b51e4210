/* PostgreSQL: being written; opening is refused. */
#include "store/store_int.h"

static enum outcome open_store(struct store **ret, const char *url, struct err *e)
{
    return store_error(e, FAULT, "storage_gone", "PostgreSQL is not supported yet");
}
const struct driver driver_postgres = {.is_postgres = true, .open = open_store};
