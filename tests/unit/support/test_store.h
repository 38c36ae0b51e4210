/* A fresh, migrated database for one test, on either side.
 *
 *   struct test_store t; test_store_open(&t, TEST_SQLITE); … t.store … test_store_close(&t);
 * PostgreSQL: a schema of its own in the server named by LIANFANG_TEST_PG (a URL); when that is
 * unset a private server is started once per program and stopped at its end. Where PostgreSQL is
 * not installed test_store_has() is false and tests skip. */
#ifndef SUPPORT_TEST_STORE_H
#define SUPPORT_TEST_STORE_H
#include "store/store.h"
#include <stdbool.h>

enum test_side { TEST_SQLITE, TEST_POSTGRES, TEST_SIDES };
struct test_store {
    struct store *store;
    enum test_side side;
    char folder[64]; /* a temporary folder, also for key files; removed at the end */
    char url[400];   /* to open the same database again */
    char schema[40];
};
bool test_store_has(enum test_side side);
void test_store_open(struct test_store *t,
                     enum test_side side); /* aborts with a message when it cannot */
void test_store_close(struct test_store *t);
const char *test_side_word(enum test_side side);
/* Closes and opens the same database again, as after a restart. */
void test_store_reopen(struct test_store *t);
#endif
