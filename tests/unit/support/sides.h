/* Runs each test on SQLite and on PostgreSQL: SIDES(test) makes two rows of a cmocka table. */
#ifndef SUPPORT_SIDES_H
#define SUPPORT_SIDES_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "test_store.h"

#define SIDES(test) \
    {.name = #test " on SQLite", .test_func = test, .setup_func = sqlite_setup, \
     .teardown_func = side_teardown}, \
    {.name = #test " on PostgreSQL", .test_func = test, .setup_func = postgres_setup, \
     .teardown_func = side_teardown}

static inline int side_setup(void **state, enum test_side side)
{
    *state = NULL;
    if (!test_store_has(side))
        return 0;
    struct test_store *t = malloc(sizeof(*t));
    test_store_open(t, side);
    *state = t;
    return 0;
}
static inline int sqlite_setup(void **state) { return side_setup(state, TEST_SQLITE); }
static inline int postgres_setup(void **state) { return side_setup(state, TEST_POSTGRES); }
static inline int side_teardown(void **state)
{
    if (*state)
        test_store_close(*state);
    free(*state);
    return 0;
}
/* First line of each test. */
#define SIDE(t) \
    struct test_store *t = *state; \
    if (!t) \
        skip(); \
    struct err e
#define must(call) \
    do { \
        enum outcome must_o = (call); \
        if (must_o) \
            fail_msg("%s: %s: %s", outcome_word(must_o), e.rule, e.en); \
    } while (0)
#endif
