/* Rows of a query as a list of structs in an arena: what every table of guard/ is read by. */
#include <string.h>

#include "guard/guard_int.h"

char *row_text(struct query *q, struct arena *a, int column)
{
    size_t len = 0;
    const char *s = query_text(q, column, &len);
    return arena_text(a, s ? s : "", len);
}

enum outcome rows_read(void *ret_list, int *ret_n, const struct row_kind *kind, struct arena *a,
                       struct db *db, const char *sql, const struct value *binds, int binds_n,
                       struct err *e)
{
    struct query *q;
    char *list = NULL;
    int n = 0, room = 0;
    enum outcome o = db_query(&q, db, sql, binds, binds_n, e);
    if (o)
        return o;
    while (query_next(q)) {
        if (n == room) {
            char *more = arena_alloc(a, kind->size * (size_t)(room = room ? room * 2 : 4));
            if (n)
                memcpy(more, list, kind->size * (size_t)n);
            list = more;
        }
        kind->read(list + kind->size * (size_t)n++, q, a);
    }
    if ((o = query_end(q, e)))
        return o;
    *(void **)ret_list = list;
    *ret_n = n;
    return OK;
}

enum outcome row_read(void *ret, const struct row_kind *kind, struct arena *a, struct db *db,
                      const char *sql, const struct value *binds, int binds_n, struct err *e)
{
    void *list;
    int n;
    enum outcome o = rows_read(&list, &n, kind, a, db, sql, binds, binds_n, e);
    if (o)
        return o;
    if (n == 0)
        return err_set(e, NOT_FOUND, NULL, kind->absent, "there is no such %s%.0s", "%.0s没有这%s",
                       kind->name.en, kind->name.zh);
    memcpy(ret, list, kind->size);
    return OK;
}
