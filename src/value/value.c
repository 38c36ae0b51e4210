/* Making, comparing and copying tagged values. Meaning (comparison by size, arithmetic between
 * types) belongs to the expressions. */
#include "value/value.h"

#include <string.h>

static const char *const words[VTYPES] = {
    [V_NULL] = "null",     [V_FLAG] = "flag",         [V_INTEGER] = "integer",
    [V_NUMBER] = "number", [V_MONEY] = "money",       [V_DATE] = "date",
    [V_TIME] = "time",     [V_DATETIME] = "datetime", [V_DURATION] = "duration",
    [V_TEXT] = "text",     [V_CODE] = "choice",       [V_CODES] = "choices",
    [V_REF] = "ref",       [V_PLACE] = "place",       [V_USER] = "user",
    [V_BLOB] = "blob",
};

const char *vtype_word(enum vtype type)
{
    return type < VTYPES ? words[type] : "?";
}

bool vtype_is_text(enum vtype type)
{
    return type == V_TEXT || type == V_CODE || type == V_CODES;
}

struct value value_null(void)
{
    return (struct value){.type = V_NULL};
}

struct value value_int(enum vtype type, int64_t n)
{
    return (struct value){.type = type, .n = n};
}

struct value value_text(const char *s)
{
    return s ? (struct value){.type = V_TEXT, .s = s, .len = strlen(s)} : value_null();
}

struct value value_text_n(enum vtype type, const char *s, size_t len)
{
    return (struct value){.type = type, .s = s, .len = len};
}

struct value value_blob(const void *data, size_t len)
{
    return (struct value){.type = V_BLOB, .s = data, .len = len};
}

static bool has_bytes(enum vtype type)
{
    return vtype_is_text(type) || type == V_BLOB;
}

bool value_same(struct value a, struct value b)
{
    if (a.type != b.type && !(vtype_is_text(a.type) && vtype_is_text(b.type)))
        return false;
    if (has_bytes(a.type))
        return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
    return a.type == V_NULL || a.n == b.n;
}

struct value value_copy(struct arena *a, struct value v)
{
    if (has_bytes(v.type))
        v.s = arena_text(a, v.s, v.len);
    return v;
}
