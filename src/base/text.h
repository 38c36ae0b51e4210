/* UTF-8 text: validity, characters, comparison, cleaning of what people paste. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_is_utf8(const char *s, size_t len); /* strict: no surrogates, no overlong, no U+0000 */
size_t text_utf8_prefix(const char *s, size_t len);  /* bytes up to the first that is not so */
bool text_has_control(const char *s, size_t len);    /* C0/C1 other than \t \n */
size_t text_chars(const char *s, size_t len);        /* number of code points */
uint32_t text_next(const char **s, const char *end); /* next code point of valid UTF-8 */
size_t text_encode(uint32_t code, char out[4]);
bool text_same(const char *a, const char *b); /* both may be NULL */
bool text_starts(const char *s, const char *prefix);
/* Moves *s past leading blanks (also U+3000, NBSP, zero-width); returns the length without
 * trailing ones. For free text, where full-width punctuation is as it should be. */
size_t text_trim(const char **s, size_t len);
/* For numbers, codes, dates: trims, drops zero-width characters, turns full-width ASCII into plain
 * ASCII. In place; returns the new length and ends in NUL when it became shorter. */
size_t text_tidy(char *s, size_t len);
/* Whole string ("-12", no "+", no blanks) to int64; false when it is not exactly one integer in
 * range. */
bool text_int(const char *s, size_t len, int64_t *ret);
int text_distance(const char *a, const char *b); /* Levenshtein, bytes, for "did you mean" */
struct embed_text {
    const char *name, *text;
}; /* a file carried inside the program: tools/embed.py texts */
void text_hex(const uint8_t *data, size_t len, char *out); /* out: 2*len+1 */
bool text_unhex(const char *s, size_t len, uint8_t *out);
#endif
