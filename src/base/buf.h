/* A growable byte buffer that cannot be made without a maximum. Past it nothing more is written
 * and buf_is_over() is true; check once at the end. data always ends in NUL (not counted). */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    char *data;
    size_t len, cap, max;
    bool over;
};

void buf_init(struct buf *b, size_t max);
void buf_fini(struct buf *b);
void buf_clear(struct buf *b);
bool buf_is_over(const struct buf *b);
void buf_put_more(struct buf *b, const void *data, size_t len); /* buf_put where room is missing */
void buf_text(struct buf *b, const char *s); /* NULL writes nothing */
void buf_int(struct buf *b, int64_t n);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *buf_take(struct buf *b, size_t *ret_len); /* the caller frees; b is empty after */

/* Written out here: every answer, row image and export is put together by these two. */
static inline void buf_put(struct buf *b, const void *data, size_t len)
{
    if (b->over || b->len + len + 1 > b->cap) {
        buf_put_more(b, data, len);
        return;
    }
    if (len > 0)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

static inline void buf_char(struct buf *b, char c)
{
    if (b->over || b->len + 2 > b->cap) {
        buf_put_more(b, &c, 1);
        return;
    }
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
}

/* JSON writing: commas are put by the writer, so calls read like the document.
 *   put_object(b); put_key(b, "id"); put_text(b, s, len); put_end_object(b);          */
void put_object(struct buf *b);
void put_end_object(struct buf *b);
void put_array(struct buf *b);
void put_end_array(struct buf *b);
void put_key(struct buf *b, const char *key);
void put_text(struct buf *b, const char *s, size_t len); /* escapes; s must be UTF-8 */
void put_str(struct buf *b, const char *s);              /* NULL writes null */
void put_id(struct buf *b, int64_t id);                  /* as a string: 63 bits; 0 writes null */
void put_int(struct buf *b, int64_t n);
void put_bool(struct buf *b, bool flag);
void put_null(struct buf *b);
void put_raw(struct buf *b, const char *s, size_t len);  /* already JSON */
void put_label(struct buf *b, const char *zh, const char *en); /* {"zh":…,"en":…} */
#endif
