/* The table of field types: everything that differs between `date` and `phone` in one row. */
#ifndef VALUE_TYPE_H
#define VALUE_TYPE_H
#include "base/buf.h"
#include "value/value.h"

enum field_type {
    F_TEXT, F_INTEGER, F_NUMBER, F_MONEY, F_FLAG, F_DATE, F_TIME, F_DATETIME, F_DURATION,
    F_CHOICE, F_CHOICES, F_REF, F_PLACE, F_USER, F_PHONE, F_ID_NUMBER, F_PLATE, F_PHOTO, F_FILE,
    F_POINT, F_STOCK, F_LINES, F_CHECKLIST, FIELD_TYPES
};

/* What parsing and checking one field needs to know; plan/ fills it from the field. */
struct type_rule {
    const char *name;          /* for errors */
    const struct code { const char *code; struct label label; } *codes; /* choice, choices */
    int codes_n;
    bool has_min, has_max;
    int64_t min, max;          /* in the unit of the value */
    int max_chars;             /* texts; 0 means LIMIT_TEXT */
    int offset_s;              /* local time */
    int64_t today;             /* for id numbers */
    bool lenient;              /* spreadsheets: labels instead of codes, 2026/2/3, 是/否 … */
};

struct tidy;
struct type_row {
    enum field_type type;
    const char *word;          /* as in the plan: "id_number" */
    enum vtype vtype;
    const char *column;        /* "INTEGER" "TEXT" "BLOB": store maps it to its own words */
    const char *schema;        /* JSON Schema of one value, without the field's own limits */
    const char *typescript;
    /* Marks people put between groups of digits, dropped when the text is tidied; "" none; NULL:
     * the parser takes the text as it is. */
    const char *marks;
    /* From text (a form, CSV, JSON string), tidied. The result lives in the arena. */
    enum outcome (*parse)(struct value *ret, struct arena *a, const struct type_rule *rule,
                          struct tidy *t, struct err *e);
    void (*print)(struct buf *out, const struct type_rule *rule, struct value v); /* plain text */
    void (*json)(struct buf *out, const struct type_rule *rule, struct value v);
    struct label label;
};
const struct type_row *type_row(enum field_type type);
const struct type_row *type_find(const char *word); /* NULL when there is none */
/* Empty and blank text gives V_NULL. `lines` and `checklist` are read by ledger/, row by row; the
 * rows here refuse them, and `stock` until there is a module for it. */
enum outcome type_parse(struct value *ret, struct arena *a, enum field_type type,
                        const struct type_rule *rule, const char *s, size_t len, struct err *e);
/* From a parsed JSON value (jansson's json_t): numbers also as JSON numbers, flags as true/false,
 * choices as an array, ref, place and user as "id" or {"id": …}; ids never as JSON numbers. */
struct json_t;
enum outcome type_parse_json(struct value *ret, struct arena *a, enum field_type type,
                             const struct type_rule *rule, const struct json_t *json,
                             struct err *e);
#endif
