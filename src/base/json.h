/* Reading JSON with limits. Jansson does the parsing; size, depth, duplicate keys, U+0000 and
 * lone surrogates are refused with line and column. */
#ifndef BASE_JSON_H
#define BASE_JSON_H
#include <jansson.h>
#include <stddef.h>
#include "base/err.h"

/* On OK *ret is owned by the caller (json_decref). Depth ≤ LIMIT_JSON_DEPTH. */
enum outcome json_parse(json_t **ret, const char *text, size_t len, struct err *e);
#endif
