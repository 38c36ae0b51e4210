/* Functions that SQL texts may call in both databases (lf_…): exact arithmetic and the like, one
 * meaning in C, SQLite and PostgreSQL. */
#ifndef STORE_FUNCTIONS_H
#define STORE_FUNCTIONS_H
struct sqlite3;
/* Registers them on one connection; an SQLite result code. */
int functions_sqlite(struct sqlite3 *handle);
/* CREATE OR REPLACE FUNCTION …; run at each store_migrate(). "" when there are none. */
const char *functions_postgres(void);
#endif
