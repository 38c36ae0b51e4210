/* The questions the demo asks of the tables itself. */
#include "demo/demo_int.h"

#include "store/store.h"

enum outcome demo_places_of(struct demo *d, struct db *db, const char *kind, int64_t **ret,
                                int *ret_n, struct err *e)
{
    struct query *q;
    int64_t county = d->options->county;
    enum outcome outcome = db_query(&q, db,
                                    "SELECT id FROM place WHERE id BETWEEN $1 AND $2 AND kind = $3"
                                    " AND retired_on = 0 ORDER BY code, id",
                                    BIND(bind_int(county), bind_int(place_last(county)),
                                         bind_text(kind)), e);
    if (outcome != OK)
        return outcome;
    int cap = 64;
    *ret = malloc((size_t)cap * sizeof **ret);
    *ret_n = 0;
    while (query_next(q)) {
        if (*ret_n == cap) {
            cap *= 2;
            *ret = realloc(*ret, (size_t)cap * sizeof **ret);
        }
        if (!*ret)
            abort();
        (*ret)[(*ret_n)++] = query_int(q, 0);
    }
    return query_end(q, e);
}

enum outcome demo_people_of(struct db *db, int64_t *ret, int max, int *ret_n, struct err *e)
{
    struct query *q;
    enum outcome outcome =
        db_query(&q, db, "SELECT id FROM l_person WHERE state = 'here' ORDER BY id LIMIT $1",
                 BIND(bind_int(max)), e);
    *ret_n = 0;
    if (outcome != OK)
        return outcome;
    while (query_next(q) && *ret_n < max)
        ret[(*ret_n)++] = query_int(q, 0);
    return query_end(q, e);
}

enum outcome demo_nth(struct db *db, const struct ledger *l, int n, int64_t *ret, struct err *e)
{
    char sql[160];
    struct query *q;
    *ret = 0;
    snprintf(sql, sizeof sql, "SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET $1", l->table);
    enum outcome outcome = db_query(&q, db, sql, BIND(bind_int(n > 0 ? n - 1 : 0)), e);
    if (outcome != OK)
        return outcome;
    if (query_next(q))
        *ret = query_int(q, 0);
    return query_end(q, e);
}
