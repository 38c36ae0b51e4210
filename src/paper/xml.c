/* See xml.h. */
#include "paper/xml.h"

static const char *entity(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\n':
        return "\n";
    case '\t':
        return "\t";
    default:
        return c < 0x20 ? "" : NULL;
    }
}

void xml_text_n(struct buf *out, const char *s, size_t len)
{
    const char *end = s + len, *from = s;
    for (; s < end; s++) {
        const char *other = entity((unsigned char)*s);
        if (!other)
            continue;
        buf_put(out, from, (size_t)(s - from));
        buf_text(out, other);
        from = s + 1;
    }
    buf_put(out, from, (size_t)(end - from));
}

void xml_text(struct buf *out, const char *s)
{
    if (s)
        xml_text_n(out, s, strlen(s));
}
