/* JSON bodies. The depth is counted before parsing, so a bomb of brackets costs one pass and no
 * memory; everything else is jansson's verdict, told in both languages. */
#include "base/json.h"

#include <stdbool.h>
#include <string.h>

#include "base/limits.h"

static const struct {
    enum json_error_code code;
    const char *rule, *en, *zh;
} faults[] = {
    {json_error_stack_overflow, "json_depth", "nested too deeply", "嵌套层数过多"},
    {json_error_out_of_memory, "json_memory", "too large for memory", "内容过大"},
    {json_error_premature_end_of_input, "json_end", "ends too early", "内容不完整"},
    {json_error_end_of_input_expected, "json_rest", "something follows the end",
     "结尾之后还有内容"},
    {json_error_invalid_utf8, "utf8", "not valid UTF-8", "不是有效的 UTF-8"},
    {json_error_null_character, "null_character", "U+0000 is not allowed", "不允许 U+0000 字符"},
    {json_error_null_byte_in_key, "null_character", "U+0000 is not allowed", "不允许 U+0000 字符"},
    {json_error_duplicate_key, "duplicate_key", "the same key twice", "同一个键出现两次"},
    {json_error_numeric_overflow, "json_number", "the number is too large", "数字过大"},
};

/* Finds the first bracket deeper than allowed; strings are skipped with their escapes. */
static bool is_too_deep(const char *text, size_t len, int *line, int *column)
{
    int depth = 0;
    bool in_text = false;
    *line = 1;
    const char *line_start = text;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '\n') {
            ++*line;
            line_start = text + i + 1;
        }
        if (in_text) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            if (++depth > LIMIT_JSON_DEPTH) {
                *column = (int)(text + i + 1 - line_start);
                return true;
            }
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

static enum outcome refuse(struct err *e, int line, int column, const char *rule, const char *en,
                           const char *zh)
{
    err_set(e, REFUSED, NULL, rule, "JSON, line %d, column %d: ", "JSON 第 %d 行第 %d 列：", line,
            column);
    err_add(e, en, zh);
    e->line = line;
    e->column = column;
    return REFUSED;
}

enum outcome json_parse(json_t **ret, const char *text, size_t len, struct err *e)
{
    int line, column;
    json_error_t fault;
    if (is_too_deep(text, len, &line, &column))
        return refuse(e, line, column, "json_depth", "nested too deeply", "嵌套层数过多");
    json_t *value = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (value) {
        *ret = value;
        return OK;
    }
    line = fault.line > 0 ? fault.line : 1;
    column = fault.column > 0 ? fault.column : 1;
    if (len > 0 && memchr(text, '\0', len))
        return refuse(e, line, column, "null_character", "U+0000 is not allowed",
                      "不允许 U+0000 字符");
    enum json_error_code code = json_error_code(&fault);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (faults[i].code == code)
            return refuse(e, line, column, faults[i].rule, faults[i].en, faults[i].zh);
    return refuse(e, line, column, "json_syntax", "not valid JSON", "不是有效的 JSON");
}
