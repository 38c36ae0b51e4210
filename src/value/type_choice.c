/* Field types that name something defined elsewhere: a choice, several, a record, a place, a user.
 * Whether the record or place exists is ledger's question. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "value/type_int.h"

/* Same text once both are tidied: full-width brackets of a label match plain ones of a cell. */
static bool is_label(const char *label, const char *s, size_t len)
{
    char tidied[256];
    if (!label)
        return false;
    size_t label_len = strlen(label);
    if (label_len == len && strncasecmp(label, s, len) == 0)
        return true;
    if (label_len >= sizeof tidied || label_len < len)
        return false;
    memcpy(tidied, label, label_len + 1);
    return text_tidy(tidied, label_len) == len && strncasecmp(tidied, s, len) == 0;
}

static int find_code(const struct type_rule *rule, const char *s, size_t len)
{
    for (int i = 0; i < rule->codes_n; i++)
        if (strlen(rule->codes[i].code) == len && memcmp(rule->codes[i].code, s, len) == 0)
            return i;
    for (int i = 0; rule->lenient && i < rule->codes_n; i++)
        if (is_label(rule->codes[i].label.zh, s, len) ||
            is_label(rule->codes[i].label.en, s, len) || is_label(rule->codes[i].code, s, len))
            return i;
    return -1;
}

static enum outcome refuse(const struct type_rule *rule, const char *s, size_t len, struct err *e)
{
    int shown = rule->codes_n < 12 ? rule->codes_n : 12;
    size_t cut = len < 60 ? len : 60;
    while (cut < len && cut > 0 && ((unsigned char)s[cut] & 0xC0) == 0x80)
        cut--;
    err_set(e, REFUSED, rule->name, "choice", "“%.*s” is not one of: ", "“%.*s”不在可选项中：",
            (int)cut, s);
    for (int i = 0; i < shown; i++) {
        const struct label *label = &rule->codes[i].label;
        if (i > 0)
            err_add(e, ", ", "、");
        err_add(e, rule->codes[i].code, label->zh ? label->zh : rule->codes[i].code);
    }
    if (shown < rule->codes_n)
        err_add(e, " …", "……");
    return REFUSED;
}

TYPE_PARSER(type_parse_choice)
{
    int found = find_code(rule, t->s, t->len);
    if (found < 0)
        return refuse(rule, t->s, t->len, e);
    const char *code = rule->codes[found].code;
    size_t code_len = strlen(code);
    *ret = value_text_n(V_CODE, arena_text(a, code, code_len), code_len);
    return OK;
}

/* Length of a separator at s: , ; 、 | or a line end; full-width ones are plain already. */
static size_t separator(const char *s, const char *end)
{
    if (strchr(",;|\n\t", *s))
        return 1;
    return end - s >= 3 && memcmp(s, "、", 3) == 0 ? 3 : 0;
}

/* The longest piece from s on that is a code: a label may itself hold a separator. -1: none, and
 * *ret_len is that of the first piece. */
static int find_piece(const struct type_rule *rule, const char *s, const char *end, size_t *ret_len)
{
    int found = -1;
    bool is_first = true;
    for (const char *p = s; p <= end && p - s <= 256; p++) {
        if (p < end && separator(p, end) == 0)
            continue;
        const char *piece = s;
        size_t len = text_trim(&piece, (size_t)(p - s));
        int code = find_code(rule, piece, len);
        if (code >= 0 || is_first)
            *ret_len = (size_t)(p - s);
        if (code >= 0)
            found = code;
        is_first = false;
        if (!rule->lenient)
            break;
    }
    if (is_first) /* longer than any label */
        *ret_len = (size_t)(end - s);
    return found;
}

/* ",a,b," in the order of definition; null when none is chosen. */
static struct value join_codes(struct arena *a, const struct type_rule *rule, const bool *is_chosen)
{
    size_t size = 1;
    for (int i = 0; i < rule->codes_n; i++)
        if (is_chosen[i])
            size += strlen(rule->codes[i].code) + 1;
    if (size == 1)
        return value_null();
    char *text = arena_alloc(a, size + 1), *to = text;
    *to++ = ',';
    for (int i = 0; i < rule->codes_n; i++) {
        if (!is_chosen[i])
            continue;
        size_t len = strlen(rule->codes[i].code);
        memcpy(to, rule->codes[i].code, len);
        to += len;
        *to++ = ',';
    }
    return value_text_n(V_CODES, text, size);
}

TYPE_PARSER(type_parse_choices)
{
    bool *is_chosen = arena_alloc(a, (size_t)rule->codes_n + 1);
    const char *p = t->s, *end = t->s + t->len;
    for (;;) {
        size_t rest = text_trim(&p, (size_t)(end - p));
        end = p + rest;
        if (rest == 0)
            break;
        size_t piece_len = separator(p, end);
        if (piece_len == 0) {
            int code = find_piece(rule, p, end, &piece_len);
            if (code < 0)
                return refuse(rule, p, piece_len, e);
            is_chosen[code] = true;
        }
        p += piece_len;
    }
    *ret = join_codes(a, rule, is_chosen);
    return OK;
}

static enum outcome parse_id(struct value *ret, const struct type_rule *rule, enum vtype vtype,
                             const struct tidy *t, struct err *e)
{
    int64_t id;
    if (!text_int(t->s, t->len, &id) || id < (vtype == V_PLACE ? 0 : 1))
        return err_set(e, REFUSED, rule->name, "id", "not an id: a whole number up to 19 digits",
                       "不是编号：应为不超过 19 位的整数");
    *ret = value_int(vtype, id);
    return OK;
}

TYPE_PARSER(type_parse_ref)
{
    return parse_id(ret, rule, V_REF, t, e);
}

TYPE_PARSER(type_parse_place)
{
    return parse_id(ret, rule, V_PLACE, t, e);
}

TYPE_PARSER(type_parse_user)
{
    return parse_id(ret, rule, V_USER, t, e);
}

/* ",a,b," as a,b */
TYPE_WRITER(type_print_choices)
{
    if (!value_is_null(v) && v.len > 2)
        buf_put(out, v.s + 1, v.len - 2);
}

TYPE_WRITER(type_json_choices)
{
    if (value_is_null(v)) {
        put_null(out);
        return;
    }
    put_array(out);
    const char *p = v.s + 1, *end = v.s + v.len;
    while (p < end) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        if (!comma)
            break;
        put_text(out, p, (size_t)(comma - p));
        p = comma + 1;
    }
    put_end_array(out);
}

/* The country's place id is 0, so 0 is written too; a missing id is V_NULL. */
TYPE_WRITER(type_json_id)
{
    char text[32];
    if (value_is_null(v))
        put_null(out);
    else
        put_text(out, text, decimal_print(v.n, 0, text));
}
