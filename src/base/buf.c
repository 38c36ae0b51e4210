/* The growable buffer. It doubles, never past its maximum; the first write that does not fit marks
 * it as over and from then on nothing is written, so a cut document cannot look whole. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.data = (char *)"", .max = max};
}

void buf_fini(struct buf *b)
{
    if (b->cap > 0)
        free(b->data);
    buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->over = false;
    if (b->cap > 0)
        b->data[0] = '\0';
}

bool buf_is_over(const struct buf *b)
{
    return b->over;
}

/* Makes room for `more` bytes and the NUL; false marks the buffer as over. */
static bool grow(struct buf *b, size_t more)
{
    if (b->over || more > b->max - b->len || b->len > b->max) {
        b->over = true;
        return false;
    }
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap < need)
        cap *= 2;
    if (cap > b->max + 1)
        cap = b->max + 1;
    char *data = realloc(b->cap ? b->data : NULL, cap);
    if (!data)
        abort();
    b->data = data;
    b->cap = cap;
    return true;
}

void buf_put_more(struct buf *b, const void *data, size_t len)
{
    if (!grow(b, len))
        return;
    if (len > 0)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buf_text(struct buf *b, const char *s)
{
    if (s)
        buf_put(b, s, strlen(s));
}

void buf_int(struct buf *b, int64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0)
        digits[--at] = '-';
    buf_put(b, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    char small[256];
    va_start(args, format);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len < 0)
        abort();
    if ((size_t)len < sizeof small) {
        buf_put(b, small, (size_t)len);
        return;
    }
    if (!grow(b, (size_t)len))
        return;
    va_start(args, format);
    vsnprintf(b->data + b->len, (size_t)len + 1, format, args);
    va_end(args);
    b->len += (size_t)len;
}

char *buf_take(struct buf *b, size_t *ret_len)
{
    char *data = b->cap > 0 ? b->data : calloc(1, 1);
    if (!data)
        abort();
    if (ret_len)
        *ret_len = b->len;
    buf_init(b, b->max);
    return data;
}
