/* Field types that are a text with a rule of its own: free text, phones, ID numbers, plates,
 * attachments, positions. Messages never repeat the value: most of these are personal. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "value/identity.h"
#include "value/type_int.h"

static enum outcome give(struct value *ret, struct arena *a, const char *s, size_t len)
{
    *ret = value_text_n(V_TEXT, arena_text(a, s, len), len);
    return OK;
}

/* \r\n and \r become \n, in place. */
static size_t plain_line_ends(char *s, size_t len)
{
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        if (s[i] != '\r')
            s[to++] = s[i];
        else if (i + 1 == len || s[i + 1] != '\n')
            s[to++] = '\n';
    }
    s[to] = '\0';
    return to;
}

/* Free text keeps its full-width punctuation and every character beyond U+FFFF. */
TYPE_PARSER(type_parse_text)
{
    const char *s = t->s;
    size_t len = t->len;
    size_t most = rule->max_chars > 0 ? (size_t)rule->max_chars : LIMIT_TEXT;
    enum outcome outcome = type_check_text(rule, s, len, e);
    if (outcome != OK)
        return outcome;
    len = text_trim(&s, len);
    if (rule->lenient && len > 1 && s[0] == '\'' && strchr("=+-@", s[1])) { /* our own guard */
        s++;
        len--;
    }
    if (len == 0) {
        *ret = value_null();
        return OK;
    }
    if (len > most && text_chars(s, len) > most)
        return err_set(e, REFUSED, rule->name, "too_long", "longer than %zu characters",
                       "超过 %zu 个字", most);
    char *copy = arena_text(a, s, len);
    if (memchr(copy, '\r', len))
        len = plain_line_ends(copy, len);
    *ret = value_text_n(V_TEXT, copy, len);
    return OK;
}

static void upper_case(struct tidy *t)
{
    for (size_t i = 0; i < t->len; i++)
        t->room[i] = t->s[i] >= 'a' && t->s[i] <= 'z' ? (char)(t->s[i] - 32) : t->s[i];
    t->s = t->room;
}

/* Kept as 13800138000 or 0913-7212345, so that equal numbers are equal texts. */
TYPE_PARSER(type_parse_phone)
{
    static const char *const prefixes[] = {"+86", "0086", "86"};
    for (int i = 0; i < 3; i++) {
        size_t prefix = strlen(prefixes[i]);
        if (t->len < prefix + 10 || memcmp(t->room, prefixes[i], prefix) != 0)
            continue;
        bool is_fixed = t->room[prefix] != '1' && t->room[prefix] != '0'; /* +86 913 7212345 */
        if (is_fixed)
            t->room[--prefix] = '0';
        t->s += prefix;
        t->len -= prefix;
        break;
    }
    if (!phone_is_valid(t->s, t->len))
        return err_set(e, REFUSED, rule->name, "phone",
                       "not a phone number: a mobile number has 11 digits, a fixed one begins "
                       "with its area code",
                       "不是电话号码：手机号为 11 位，固定电话须带区号");
    if (t->s[0] != '0')
        return give(ret, a, t->s, t->len);
    size_t area = t->s[1] == '1' || t->s[1] == '2' ? 3 : 4;
    *ret = value_text(
        arena_printf(a, "%.*s-%.*s", (int)area, t->s, (int)(t->len - area), t->s + area));
    return OK;
}

static const struct {
    const char *rule, *en, *zh;
} id_faults[] = {
    [ID_LENGTH] = {"id_number_length", "an ID number has 18 characters", "身份证号应为 18 位"},
    [ID_CHARACTER] = {"id_number_character", "an ID number has 17 digits and a digit or X",
                      "身份证号应为 17 位数字加 1 位数字或 X"},
    [ID_DATE] = {"id_number_date", "the date of birth in the ID number is no day up to today",
                 "身份证号中的出生日期无效"},
    [ID_CHECK] = {"id_number_check",
                  "the check digit of the ID number is wrong: a digit was "
                  "mistyped",
                  "身份证号校验位不符，请核对是否输错"},
    [ID_ROUNDED] = {"id_number_rounded",
                    "a spreadsheet rounded the ID number and lost its last "
                    "digits: format the column as text and enter it again",
                    "身份证号被电子表格取整，末几位已丢失：请将该列设为文本后重新填写"},
};

TYPE_PARSER(type_parse_id_number)
{
    upper_case(t);
    enum id_fault fault = id_number_check(t->s, t->len, rule->today);
    if (fault == ID_GOOD)
        return give(ret, a, t->s, t->len);
    err_set(e, REFUSED, rule->name, id_faults[fault].rule, "", "");
    err_add(e, id_faults[fault].en, id_faults[fault].zh);
    return REFUSED;
}

/* "陕e·12345" is kept as 陕E12345. */
TYPE_PARSER(type_parse_plate)
{
    upper_case(t);
    static const char *const dots[] = {"·", "•", "・"};
    for (int i = 0; i < 3; i++) {
        size_t dot = strlen(dots[i]);
        char *found = memmem(t->room, t->len, dots[i], dot);
        if (found) {
            memmove(found, found + dot, t->len - (size_t)(found - t->room) - dot);
            t->len -= dot;
        }
    }
    if (!plate_is_valid(t->s, t->len))
        return err_set(e, REFUSED, rule->name, "plate",
                       "not a number plate such as 陕E12345 or 陕ED12345 (letters I and O do not "
                       "occur)",
                       "不是有效车牌号（例：陕E12345、陕ED12345；不含字母 I、O）");
    return give(ret, a, t->s, t->len);
}

TYPE_PARSER(type_parse_hash)
{
    uint8_t bytes[32];
    char hex[65];
    if (t->len != 64 || !text_unhex(t->s, t->len, bytes))
        return err_set(e, REFUSED, rule->name, "attachment",
                       "not the id of an uploaded file (64 hexadecimal digits)",
                       "不是已上传文件的编号（64 位十六进制）");
    text_hex(bytes, 32, hex);
    return give(ret, a, hex, 64);
}

/* Phones give 15 decimals; six are a hand's breadth. */
static bool read_degrees(const char *s, size_t len, int64_t most, int64_t *ret)
{
    const char *point = len > 0 ? memchr(s, '.', len) : NULL;
    size_t kept = point && (size_t)(s + len - point) > 7 ? (size_t)(point - s) + 7 : len;
    for (size_t i = kept; i < len; i++)
        if (s[i] < '0' || s[i] > '9')
            return false;
    return decimal_parse(s, kept, 6, ret) && *ret >= -most * NUMBER_ONE &&
           *ret <= most * NUMBER_ONE;
}

TYPE_PARSER(type_parse_point)
{
    int64_t latitude, longitude;
    char north[32], east[32];
    const char *comma = memchr(t->s, ',', t->len);
    size_t first = comma ? (size_t)(comma - t->s) : t->len;
    if (!comma || !read_degrees(t->s, first, 90, &latitude) ||
        !read_degrees(comma + 1, t->len - first - 1, 180, &longitude))
        return err_set(e, REFUSED, rule->name, "point",
                       "not a position: latitude,longitude in degrees such as 34.956,109.585",
                       "不是坐标：应为“纬度,经度”（度），例：34.956,109.585");
    decimal_print(latitude, 6, north);
    decimal_print(longitude, 6, east);
    *ret = value_text(arena_printf(a, "%s,%s", north, east));
    return OK;
}

TYPE_PARSER(type_parse_stock)
{
    return err_set(e, REFUSED, rule->name, "not_entered",
                   "a stock field is not entered: the plan moves it by other fields",
                   "物资项目无须填写，由其他项目记账");
}

TYPE_PARSER(type_parse_rows)
{
    return err_set(e, REFUSED, rule->name, "rows",
                   "rows with their own fields cannot be given as one text",
                   "明细内容须逐行填写，不能作为一段文本填入");
}

TYPE_WRITER(type_print_text)
{
    if (!value_is_null(v))
        buf_put(out, v.s, v.len);
}

TYPE_WRITER(type_json_text)
{
    if (value_is_null(v))
        put_null(out);
    else
        put_text(out, v.s, v.len);
}

/* Stored as canonical JSON already. */
TYPE_WRITER(type_json_rows)
{
    if (value_is_null(v))
        put_null(out);
    else
        put_raw(out, v.s, v.len);
}
