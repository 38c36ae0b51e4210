/* cmocka with tables: a failing row says which row it was. Include only this in unit tests. */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* check_row(i, rows[i].input, condition): fails naming the row, its input and the condition. */
#define check_row(i, what, condition)                                                              \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg("row %zu (%s): %s does not hold", (size_t)(i), (what), #condition);           \
    } while (0)

/* Two texts of a row are the same; shows both. */
#define check_row_text(i, what, got, wanted)                                                       \
    do {                                                                                           \
        const char *got_text = (got), *wanted_text = (wanted);                                     \
        if (strcmp(got_text ? got_text : "(null)", wanted_text ? wanted_text : "(null)") != 0)     \
            fail_msg("row %zu (%s): got \"%s\", wanted \"%s\"", (size_t)(i), (what),               \
                     got_text ? got_text : "(null)", wanted_text ? wanted_text : "(null)");        \
    } while (0)
#endif
