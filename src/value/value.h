/* One tagged value: what a field holds, an expression gives and a statement binds.
 *
 * Every number is an exact int64 in the unit of its type, in C, SQLite and PostgreSQL alike:
 *   V_INTEGER  the number itself              V_NUMBER    millionths (37.3 is 37300000)
 *   V_MONEY    fen                            V_DURATION  seconds
 *   V_DATE     days since 1970-01-01          V_TIME      seconds since midnight
 *   V_DATETIME seconds since 1970 UTC         V_REF, V_PLACE, V_USER  63-bit ids
 *   V_FLAG     0 or 1
 * Texts are borrowed (UTF-8, no U+0000). V_CODES is ",a,b," in the order of definition.
 * V_BLOB exists only for binding and reading columns. */
#ifndef VALUE_VALUE_H
#define VALUE_VALUE_H
#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vtype {
    V_NULL = 0,
    V_FLAG,
    V_INTEGER,
    V_NUMBER,
    V_MONEY,
    V_DATE,
    V_TIME,
    V_DATETIME,
    V_DURATION,
    V_TEXT,
    V_CODE,
    V_CODES,
    V_REF,
    V_PLACE,
    V_USER,
    V_BLOB,
    VTYPES
};

#define NUMBER_ONE 1000000 /* 1.0 as V_NUMBER */

struct value {
    enum vtype type;
    int64_t n;
    const char *s;
    size_t len;
};

const char *vtype_word(enum vtype type);
bool vtype_is_text(enum vtype type); /* V_TEXT V_CODE V_CODES */

struct value value_null(void);
struct value value_int(enum vtype type, int64_t n);
struct value value_text(const char *s); /* NULL gives V_NULL */
struct value value_text_n(enum vtype type, const char *s, size_t len);
struct value value_blob(const void *data, size_t len);
static inline bool value_is_null(struct value v)
{
    return v.type == V_NULL;
}
bool value_same(struct value a, struct value b); /* null equals null */
struct value value_copy(struct arena *a, struct value v);

/* Exact arithmetic; *ret is set only on true, false means overflow (or division by zero). */
bool number_add(int64_t a, int64_t b, int64_t *ret);
bool number_sub(int64_t a, int64_t b, int64_t *ret);
bool number_mul(int64_t a, int64_t b, int64_t *ret);                /* plain int64 product */
bool number_muldiv(int64_t a, int64_t b, int64_t by, int64_t *ret); /* a*b/by, half away from 0 */

/* "37.3" ↔ 37300000; "12.34" yuan ↔ 1234. At most 6 (2) decimals, no exponent, no blanks. */
bool decimal_parse(const char *s, size_t len, int decimals, int64_t *ret);
size_t decimal_print(int64_t n, int decimals, char out[32]); /* shortest: 37.3, not 37.300000 */
size_t decimal_print_fixed(int64_t n, int decimals, char out[32]); /* money: 12.50 */
#endif
