/* The image of a row as it stands in its table. */
#include "base/text.h"
#include "journal/image.h"

enum outcome image_of_row(struct buf *b, struct db *db, const char *table, int64_t id,
                          struct err *e)
{
    struct buf sql;
    struct query *q;
    buf_init(&sql, 200);
    buf_text(&sql, "SELECT * FROM ");
    sql_name(&sql, table);
    buf_text(&sql, " WHERE id = $1");
    enum outcome o = db_query(&q, db, sql.data, BIND(bind_int(id)), e);
    buf_fini(&sql);
    if (o)
        return o;
    if (!query_next(q)) {
        image_deleted(b, table, id);
        return query_end(q, e);
    }
    image_row(b, table, id);
    for (int i = 0; i < query_columns(q); i++) {
        size_t len;
        const char *name = query_name(q, i);
        if (text_same(name, "id"))
            continue;
        if (query_is_null(q, i))
            image_value(b, name, value_null());
        else if (query_is_blob(q, i)) {
            const void *blob = query_blob(q, i, &len);
            image_value(b, name, value_blob(blob, len));
        } else if (query_is_int(q, i))
            image_int(b, name, query_int(q, i));
        else {
            const char *text = query_text(q, i, &len);
            image_value(b, name, value_text_n(V_TEXT, text, len));
        }
    }
    image_row_end(b);
    return query_end(q, e);
}
