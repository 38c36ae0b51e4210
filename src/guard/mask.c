/* What of a value may be shown to who may not see it. */
#include "base/text.h"
#include "guard/guard.h"

static void stars(struct buf *out, size_t n)
{
    for (size_t i = 0; i < n && i < 24; i++)
        buf_char(out, '*');
}

/* The last `keep` characters, by code point. */
static const char *tail(const char *s, size_t len, size_t keep)
{
    size_t chars = text_chars(s, len);
    const char *end = s + len;
    while (chars > keep) {
        text_next(&s, end);
        chars--;
    }
    return s;
}

void seal_mask(struct buf *out, enum field_type type, enum seal how, const char *plain, size_t len)
{
    size_t keep_head = 0, keep_tail = 4, chars = text_chars(plain, len);
    if (how == SEAL_FULL) {
        buf_text(out, MASK_WHOLE);
        return;
    }
    if (type == F_PHONE && len >= 11)
        keep_head = 3;
    else if (type == F_ID_NUMBER && len == 18)
        keep_head = 3;
    else if (how != SEAL_LAST4 || chars < 8) { /* four of five would give it away */
        buf_text(out, MASK_WHOLE);
        return;
    }
    buf_put(out, plain, keep_head); /* ASCII in both types */
    stars(out, chars - keep_head - keep_tail);
    const char *end = tail(plain, len, keep_tail);
    buf_put(out, end, len - (size_t)(end - plain));
}
