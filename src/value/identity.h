/* Numbers that identify people and vehicles: format and check digits. Sources: GB 11643-1999
 * (ID number), GB 32100-2015 (credit code), GA 36-2018 (plates). All take text already tidied. */
#ifndef VALUE_IDENTITY_H
#define VALUE_IDENTITY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum id_fault {
    ID_GOOD,
    ID_LENGTH,
    ID_CHARACTER,
    ID_DATE,
    ID_CHECK,
    ID_ROUNDED /* spreadsheet …000 */
};
enum id_fault id_number_check(const char *s, size_t len,
                              int64_t today); /* 18 digits; today as date */
bool id_number_birth(const char *s, size_t len, int64_t *ret_date);
bool id_number_is_male(const char *s, size_t len);
bool phone_is_valid(const char *s, size_t len); /* mobile, +86, or fixed with area code */
bool plate_is_valid(const char *s, size_t len);
bool credit_code_is_valid(const char *s, size_t len);
#endif
