/* Values and expressions of a plan as people and pages read them. */
#include "plan/print.h"

#include "base/text.h"
#include "value/time.h"

void print_value(struct buf *out, struct value v, int offset_s)
{
    char text[64];
    size_t len = 0;

    switch (v.type) {
    case V_NULL:
        return;
    case V_FLAG:
        buf_text(out, v.n ? "true" : "false");
        return;
    case V_NUMBER:
        len = decimal_print(v.n, 6, text);
        break;
    case V_MONEY:
        len = decimal_print(v.n, 2, text);
        break;
    case V_DATE:
        len = date_print(v.n, text);
        break;
    case V_TIME:
        len = time_print(v.n, text);
        break;
    case V_DATETIME:
        len = datetime_print(v.n, offset_s, text);
        break;
    case V_DURATION:
        len = duration_print(v.n, text);
        break;
    case V_TEXT:
    case V_CODE:
    case V_CODES:
    case V_BLOB:
        buf_put(out, v.s, v.len);
        return;
    default:
        buf_int(out, v.n);
        return;
    }
    buf_put(out, text, len);
}

void put_value(struct buf *out, struct value v, int offset_s)
{
    struct buf text;

    if (value_is_null(v)) {
        put_null(out);
    } else if (v.type == V_FLAG) {
        put_bool(out, v.n != 0);
    } else if (v.type == V_INTEGER) {
        put_int(out, v.n);
    } else {
        buf_init(&text, LIMIT_PLAN_FILE);
        print_value(&text, v, offset_s);
        put_text(out, text.data ? text.data : "", text.len);
        buf_fini(&text);
    }
}

void put_expr(struct buf *out, const struct expr *x)
{
    struct buf text;

    if (!x) {
        put_null(out);
        return;
    }
    buf_init(&text, LIMIT_PLAN_FILE);
    expr_print(&text, x);
    put_text(out, text.data ? text.data : "", text.len);
    buf_fini(&text);
}

void put_day(struct buf *out, int64_t day)
{
    if (day == INT64_MIN || day == INT64_MAX)
        put_null(out);
    else
        put_value(out, value_int(V_DATE, day), 0);
}

void put_key_label(struct buf *out, const char *key, struct label label)
{
    put_key(out, key);
    if (!label.zh && !label.en)
        put_null(out);
    else
        put_label(out, label_text(&label, LANG_ZH), label_text(&label, LANG_EN));
}

void put_key_str(struct buf *out, const char *key, const char *s)
{
    put_key(out, key);
    put_str(out, s);
}

void put_key_bool(struct buf *out, const char *key, bool flag)
{
    put_key(out, key);
    put_bool(out, flag);
}
