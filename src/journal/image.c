/* Writing row images; reading them is replay.c's. */
#include "journal/image.h"

#include "base/text.h"

void image_start(struct buf *b, size_t max)
{
    buf_init(b, max);
    image_begin(b);
}

void image_begin(struct buf *b)
{
    put_object(b);
    put_key(b, "rows");
    put_array(b);
}

static void row_start(struct buf *b, const char *table, int64_t id)
{
    put_object(b);
    put_key(b, "table");
    put_str(b, table);
    put_key(b, "id");
    char text[24];
    put_text(b, text, (size_t)snprintf(text, sizeof(text), "%lld", (long long)id));
    put_key(b, "row");
}

void image_row(struct buf *b, const char *table, int64_t id)
{
    row_start(b, table, id);
    put_object(b);
}

void image_int(struct buf *b, const char *column, int64_t n)
{
    put_key(b, column);
    put_int(b, n);
}

void image_text(struct buf *b, const char *column, const char *s)
{
    put_key(b, column);
    put_str(b, s);
}

static void put_hex(struct buf *b, const uint8_t *data, size_t len)
{
    char pair[3];
    put_object(b);
    put_key(b, "hex");
    buf_char(b, '"');
    for (size_t i = 0; i < len; i++) {
        text_hex(data + i, 1, pair);
        buf_put(b, pair, 2);
    }
    buf_char(b, '"');
    put_end_object(b);
}

void image_value(struct buf *b, const char *column, struct value v)
{
    put_key(b, column);
    if (v.type == V_NULL)
        put_null(b);
    else if (v.type == V_BLOB)
        put_hex(b, (const uint8_t *)v.s, v.len);
    else if (vtype_is_text(v.type))
        put_text(b, v.s, v.len);
    else
        put_int(b, v.n);
}

void image_row_end(struct buf *b)
{
    put_end_object(b);
    put_end_object(b);
}

void image_deleted(struct buf *b, const char *table, int64_t id)
{
    row_start(b, table, id);
    put_null(b);
    put_end_object(b);
}

enum outcome image_end(struct buf *b, struct journal *j, struct db *db, struct entry *entry,
                       struct err *e)
{
    put_end_array(b);
    put_end_object(b);
    if (buf_is_over(b))
        return err_set(e, TOO_LARGE, NULL, "journal_payload", "too many rows in one change",
                       "一次变更涉及的行过多");
    return journal_append(j, db, entry, b->data, b->len, e);
}

enum outcome image_append(struct buf *b, struct journal *j, struct db *db, struct entry *entry,
                          struct err *e)
{
    enum outcome o = image_end(b, j, db, entry, e);
    buf_fini(b);
    return o;
}
