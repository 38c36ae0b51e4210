/* Inside value/: the parsers, printers and JSON writers that type.c's rows point to. */
#ifndef VALUE_TYPE_INT_H
#define VALUE_TYPE_INT_H
#include "value/type.h"

#define TIDY_ROOM 4096 /* bytes: everything but free text is shorter */

/* A cell cleaned of what keyboards and spreadsheets add; s points into room or at the input. */
struct tidy {
    const char *s;
    size_t len; /* 0: nothing was entered */
    char room[TIDY_ROOM];
};
/* UTF-8, no U+0000, no control characters but tab and line ends. */
enum outcome type_check_text(const struct type_rule *rule, const char *s, size_t len,
                             struct err *e);
/* Judges min and max; the limits are printed as `type` prints values. */
enum outcome type_check_range(const struct type_rule *rule, enum field_type type, int64_t n,
                              struct err *e);

/* t is tidied and not empty, unless the row says that the type takes the text as it is. */
#define TYPE_PARSER(name)                                                                          \
    enum outcome name(struct value *ret, struct arena *a, const struct type_rule *rule,            \
                      struct tidy *t, struct err *e)
TYPE_PARSER(type_parse_text);
TYPE_PARSER(type_parse_integer);
TYPE_PARSER(type_parse_number);
TYPE_PARSER(type_parse_money);
TYPE_PARSER(type_parse_flag);
TYPE_PARSER(type_parse_date);
TYPE_PARSER(type_parse_time);
TYPE_PARSER(type_parse_datetime);
TYPE_PARSER(type_parse_duration);
TYPE_PARSER(type_parse_choice);
TYPE_PARSER(type_parse_choices);
TYPE_PARSER(type_parse_ref);
TYPE_PARSER(type_parse_place);
TYPE_PARSER(type_parse_user);
TYPE_PARSER(type_parse_phone);
TYPE_PARSER(type_parse_id_number);
TYPE_PARSER(type_parse_plate);
TYPE_PARSER(type_parse_hash);
TYPE_PARSER(type_parse_point);
TYPE_PARSER(type_parse_stock);
TYPE_PARSER(type_parse_rows); /* lines, checklist */

#define TYPE_WRITER(name) void name(struct buf *out, const struct type_rule *rule, struct value v)
TYPE_WRITER(type_print_text);
TYPE_WRITER(type_print_integer);
TYPE_WRITER(type_print_number);
TYPE_WRITER(type_print_money);
TYPE_WRITER(type_print_flag);
TYPE_WRITER(type_print_date);
TYPE_WRITER(type_print_time);
TYPE_WRITER(type_print_datetime);
TYPE_WRITER(type_print_duration);
TYPE_WRITER(type_print_choices);
TYPE_WRITER(type_json_text);
TYPE_WRITER(type_json_integer);
TYPE_WRITER(type_json_number);
TYPE_WRITER(type_json_money);
TYPE_WRITER(type_json_flag);
TYPE_WRITER(type_json_date);
TYPE_WRITER(type_json_time);
TYPE_WRITER(type_json_datetime);
TYPE_WRITER(type_json_duration);
TYPE_WRITER(type_json_choices);
TYPE_WRITER(type_json_id);
TYPE_WRITER(type_json_rows);
#endif
