/* JSON writing into a buffer. The writer keeps no state: whether a comma is due shows in the last
 * byte written, because a finished JSON value never ends in an opening bracket, a colon, a comma
 * or a blank. */
#include "base/buf.h"

#include <string.h>

static void comma(struct buf *b)
{
    if (b->len == 0)
        return;
    switch (b->data[b->len - 1]) {
    case '{':
    case '[':
    case ':':
    case ',':
    case ' ':
    case '\n':
    case '\t':
    case '\r':
        return;
    default:
        buf_char(b, ',');
    }
}

void put_object(struct buf *b)
{
    comma(b);
    buf_char(b, '{');
}

void put_end_object(struct buf *b)
{
    buf_char(b, '}');
}

void put_array(struct buf *b)
{
    comma(b);
    buf_char(b, '[');
}

void put_end_array(struct buf *b)
{
    buf_char(b, ']');
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

static void quoted(struct buf *b, const char *s, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    size_t start = 0;
    buf_char(b, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (!needs_escape(c))
            continue;
        buf_put(b, s + start, i - start);
        start = i + 1;
        char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        size_t n = 2;
        switch (c) {
        case '"':
        case '\\':
            escape[1] = (char)c;
            break;
        case '\n':
            escape[1] = 'n';
            break;
        case '\t':
            escape[1] = 't';
            break;
        case '\r':
            escape[1] = 'r';
            break;
        default:
            n = 6;
        }
        buf_put(b, escape, n);
    }
    buf_put(b, s + start, len - start);
    buf_char(b, '"');
}

void put_key(struct buf *b, const char *key)
{
    comma(b);
    quoted(b, key, strlen(key));
    buf_char(b, ':');
}

void put_text(struct buf *b, const char *s, size_t len)
{
    comma(b);
    quoted(b, s, len);
}

void put_str(struct buf *b, const char *s)
{
    if (s)
        put_text(b, s, strlen(s));
    else
        put_null(b);
}

void put_id(struct buf *b, int64_t id)
{
    if (id == 0) {
        put_null(b);
        return;
    }
    comma(b);
    buf_char(b, '"');
    buf_int(b, id);
    buf_char(b, '"');
}

void put_int(struct buf *b, int64_t n)
{
    comma(b);
    buf_int(b, n);
}

void put_bool(struct buf *b, bool flag)
{
    comma(b);
    buf_text(b, flag ? "true" : "false");
}

void put_null(struct buf *b)
{
    comma(b);
    buf_put(b, "null", 4);
}

void put_raw(struct buf *b, const char *s, size_t len)
{
    comma(b);
    while (len > 0 && (s[len - 1] == '\n' || s[len - 1] == ' '))
        len--;
    buf_put(b, s, len);
}

void put_label(struct buf *b, const char *zh, const char *en)
{
    if (!zh && !en) {
        put_null(b);
        return;
    }
    put_object(b);
    put_key(b, "zh");
    put_str(b, zh ? zh : en);
    put_key(b, "en");
    put_str(b, en ? en : zh);
    put_end_object(b);
}
