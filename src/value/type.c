/* The table of field types, and what all of them share: cleaning a cell, judging its limits. A new
 * type is a row here, a parser and a writer in a family file, one component of the pages. */
#include "value/type.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "value/type_int.h"

#define PATTERN(regex) "{\"type\":\"string\",\"pattern\":\"" regex "\"}"
#define ID_SCHEMA PATTERN("^[0-9]{1,19}$")
#define HASH_SCHEMA PATTERN("^[0-9a-f]{64}$")
#define NAMED "{ id: string; title: string }"
#define ROWS "Record<string, unknown>[]"
#define ROWS_SCHEMA "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}"
#define TEXT_SCHEMA "{\"type\":\"string\"}"

/* clang-format off */
static const struct type_row rows[FIELD_TYPES] = {
    {F_TEXT, "text", V_TEXT, "TEXT", TEXT_SCHEMA, "string",
     NULL, type_parse_text, type_print_text, type_json_text, {"文本", "text"}},
    {F_INTEGER, "integer", V_INTEGER, "INTEGER", "{\"type\":\"integer\"}", "number",
     "", type_parse_integer, type_print_integer, type_json_integer, {"整数", "whole number"}},
    {F_NUMBER, "number", V_NUMBER, "INTEGER", PATTERN("^-?[0-9]+(\\\\.[0-9]{1,6})?$"), "string",
     "", type_parse_number, type_print_number, type_json_number, {"数值", "number"}},
    {F_MONEY, "money", V_MONEY, "INTEGER", PATTERN("^-?[0-9]+(\\\\.[0-9]{1,2})?$"), "string",
     "", type_parse_money, type_print_money, type_json_money, {"金额", "amount of money"}},
    {F_FLAG, "flag", V_FLAG, "INTEGER", "{\"type\":\"boolean\"}", "boolean",
     "", type_parse_flag, type_print_flag, type_json_flag, {"是/否", "yes or no"}},
    {F_DATE, "date", V_DATE, "INTEGER", "{\"type\":\"string\",\"format\":\"date\"}", "string",
     "", type_parse_date, type_print_date, type_json_date, {"日期", "date"}},
    {F_TIME, "time", V_TIME, "INTEGER", PATTERN("^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$"), "string",
     "", type_parse_time, type_print_time, type_json_time, {"时刻", "time of day"}},
    {F_DATETIME, "datetime", V_DATETIME, "INTEGER",
     "{\"type\":\"string\",\"format\":\"date-time\"}", "string",
     "", type_parse_datetime, type_print_datetime, type_json_datetime, {"日期时间", "date and time"}},
    {F_DURATION, "duration", V_DURATION, "INTEGER",
     PATTERN("^-?[0-9]+[wdhms]( [0-9]+[wdhms])*$"), "string",
     "", type_parse_duration, type_print_duration, type_json_duration, {"时长", "length of time"}},
    {F_CHOICE, "choice", V_CODE, "TEXT", TEXT_SCHEMA, "string",
     "", type_parse_choice, type_print_text, type_json_text, {"单选", "choice"}},
    {F_CHOICES, "choices", V_CODES, "TEXT",
     "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true}", "string[]",
     "", type_parse_choices, type_print_choices, type_json_choices, {"多选", "choices"}},
    {F_REF, "ref", V_REF, "INTEGER", ID_SCHEMA, NAMED,
     "", type_parse_ref, type_print_integer, type_json_id, {"关联记录", "reference"}},
    {F_PLACE, "place", V_PLACE, "INTEGER", ID_SCHEMA, NAMED,
     "", type_parse_place, type_print_integer, type_json_id, {"地点", "place"}},
    {F_USER, "user", V_USER, "INTEGER", ID_SCHEMA, NAMED,
     "", type_parse_user, type_print_integer, type_json_id, {"用户", "user"}},
    {F_PHONE, "phone", V_TEXT, "TEXT", TEXT_SCHEMA, "string",
     " -()", type_parse_phone, type_print_text, type_json_text, {"电话", "phone number"}},
    {F_ID_NUMBER, "id_number", V_TEXT, "TEXT", PATTERN("^[0-9]{17}[0-9X]$"), "string",
     " ", type_parse_id_number, type_print_text, type_json_text, {"公民身份号码", "ID number"}},
    {F_PLATE, "plate", V_TEXT, "TEXT", TEXT_SCHEMA, "string",
     " .-", type_parse_plate, type_print_text, type_json_text, {"车牌号", "number plate"}},
    {F_PHOTO, "photo", V_TEXT, "TEXT", HASH_SCHEMA, "string",
     "", type_parse_hash, type_print_text, type_json_text, {"照片", "photo"}},
    {F_FILE, "file", V_TEXT, "TEXT", HASH_SCHEMA, "string",
     "", type_parse_hash, type_print_text, type_json_text, {"文件", "file"}},
    {F_POINT, "point", V_TEXT, "TEXT", PATTERN("^-?[0-9.]+,-?[0-9.]+$"), "string",
     " ", type_parse_point, type_print_text, type_json_text, {"坐标", "position"}},
    {F_STOCK, "stock", V_TEXT, "TEXT", ROWS_SCHEMA, ROWS,
     NULL, type_parse_stock, type_print_text, type_json_rows, {"物资收发", "stock movement"}},
    {F_LINES, "lines", V_TEXT, "TEXT", ROWS_SCHEMA, ROWS,
     NULL, type_parse_rows, type_print_text, type_json_rows, {"明细表", "lines"}},
    {F_CHECKLIST, "checklist", V_TEXT, "TEXT", ROWS_SCHEMA, ROWS,
     NULL, type_parse_rows, type_print_text, type_json_rows, {"检查表", "checklist"}},
};
/* clang-format on */

const struct type_row *type_row(enum field_type type)
{
    return &rows[type];
}

const struct type_row *type_find(const char *word)
{
    for (int i = 0; i < FIELD_TYPES; i++)
        if (text_same(rows[i].word, word))
            return &rows[i];
    return NULL;
}

enum outcome type_check_text(const struct type_rule *rule, const char *s, size_t len, struct err *e)
{
    if (!text_is_utf8(s, len)) {
        if (len > 0 && memchr(s, '\0', len))
            return err_set(e, REFUSED, rule->name, "null_character", "U+0000 is not allowed",
                           "不允许 U+0000 字符");
        return err_set(e, REFUSED, rule->name, "utf8", "not valid UTF-8 text",
                       "不是有效的 UTF-8 文本");
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        /* U+202A to U+202E and U+2066 to U+2069 turn the rest of a line around: a name that reads
         * otherwise than it is. */
        if (c == 0xE2 && i + 2 < len) {
            unsigned char d = (unsigned char)s[i + 1], f = (unsigned char)s[i + 2];
            if ((d == 0x80 && f >= 0xAA && f <= 0xAE) || (d == 0x81 && f >= 0xA6 && f <= 0xA9))
                return err_set(e, REFUSED, rule->name, "control_character",
                               "control character U+%04X is not allowed", "不允许控制字符 U+%04X",
                               0x2000u | (d & 1u) << 6 | (f & 0x3Fu));
        }
        if ((c >= 0x20 && c != 0x7F && c != 0xC2) || c == '\r') /* \r: a line end or trimmed */
            continue;
        size_t bytes = c == 0xC2 ? 2 : 1;
        if (text_has_control(s + i, bytes))
            return err_set(e, REFUSED, rule->name, "control_character",
                           "control character U+%04X is not allowed", "不允许控制字符 U+%04X",
                           (unsigned)(unsigned char)s[i + bytes - 1]);
    }
    return OK;
}

static enum outcome tidy(struct tidy *t, const struct type_rule *rule, const char *s, size_t len,
                         struct err *e)
{
    size_t plain = 0;
    while (plain < len && s[plain] > ' ' && s[plain] < 0x7F)
        plain++;
    if (plain == len) {
        t->s = s;
        t->len = len;
    } else {
        enum outcome outcome = type_check_text(rule, s, len, e);
        if (outcome != OK)
            return outcome;
        len = text_trim(&s, len);
        if (len >= sizeof t->room)
            return err_set(e, REFUSED, rule->name, "too_long", "longer than %d bytes",
                           "超过 %d 字节", TIDY_ROOM - 1);
        memmove(t->room, s, len); /* s may point into room already */
        t->s = t->room;
        t->len = text_tidy(t->room, len);
    }
    if (t->len >= TIDY_ROOM)
        return err_set(e, REFUSED, rule->name, "too_long", "longer than %d bytes", "超过 %d 字节",
                       TIDY_ROOM - 1);
    if (rule->lenient && t->len > 0 && t->s[0] == '\'') { /* a spreadsheet's mark for "text" */
        t->s++;
        t->len--;
    }
    return OK;
}

/* The result stands in t->room. */
static void drop_marks(struct tidy *t, const char *marks)
{
    size_t len = 0;
    for (size_t i = 0; i < t->len; i++)
        if (!strchr(marks, t->s[i]))
            t->room[len++] = t->s[i];
    t->s = t->room;
    t->len = len;
}

enum outcome type_parse(struct value *ret, struct arena *a, enum field_type type,
                        const struct type_rule *rule, const char *s, size_t len, struct err *e)
{
    const struct type_row *row = &rows[type];
    struct tidy t;
    if (!row->marks) {
        t.s = s;
        t.len = len;
        return row->parse(ret, a, rule, &t, e);
    }
    enum outcome outcome = tidy(&t, rule, s, len, e);
    if (outcome != OK)
        return outcome;
    if (*row->marks)
        drop_marks(&t, row->marks);
    if (t.len == 0) {
        *ret = value_null();
        return OK;
    }
    return row->parse(ret, a, rule, &t, e);
}

enum outcome type_check_range(const struct type_rule *rule, enum field_type type, int64_t n,
                              struct err *e)
{
    bool is_low = rule->has_min && n < rule->min, is_high = rule->has_max && n > rule->max;
    if (!is_low && !is_high)
        return OK;
    struct buf limit;
    buf_init(&limit, 64);
    rows[type].print(&limit, rule, value_int(rows[type].vtype, is_low ? rule->min : rule->max));
    if (is_low)
        err_set(e, REFUSED, rule->name, "min", "less than %s", "小于 %s", limit.data);
    else
        err_set(e, REFUSED, rule->name, "max", "more than %s", "大于 %s", limit.data);
    buf_fini(&limit);
    return REFUSED;
}
