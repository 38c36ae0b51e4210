/* Tables person_key, person_distinct, person_merge, person_merge_link. */
#include "person/person_int.h"

enum outcome person_key_put(struct db *db, const char *ledger, const struct person_key *k,
                            struct err *e)
{
    return db_run(db,
                  "INSERT INTO person_key (record, ledger, sound, born, village)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record) DO UPDATE"
                  " SET sound = excluded.sound, born = excluded.born, village = excluded.village",
                  BIND(bind_int(k->record), bind_text(ledger), bind_int(k->sound),
                       bind_int(k->born), bind_int(k->village)),
                  e);
}

enum outcome person_key_drop(struct db *db, int64_t record, struct err *e)
{
    return db_run(db, "DELETE FROM person_key WHERE record = $1", BIND(bind_int(record)), e);
}

static void take_ids(struct query *q, int64_t *ret, int max, int *n, int64_t but)
{
    while (*n < max && query_next(q)) {
        int64_t id = query_int(q, 0);
        bool is_new = id != but;
        for (int i = 0; i < *n; i++)
            is_new = is_new && ret[i] != id;
        if (is_new)
            ret[(*n)++] = id;
    }
}

enum outcome person_candidates(struct db *db, const char *ledger, const struct person_key *k,
                               int64_t *ret, int max, int *ret_n, struct err *e)
{
    struct query *q;
    enum outcome o = OK;
    if (k->born != BORN_UNKNOWN) {
        o = db_query(&q, db,
                     "SELECT record FROM person_key WHERE ledger = $1 AND sound = $2 AND born = $3"
                     " ORDER BY record LIMIT 40",
                     BIND(bind_text(ledger), bind_int(k->sound), bind_int(k->born)), e);
        if (o == OK) {
            take_ids(q, ret, max, ret_n, k->record);
            o = query_end(q, e);
        }
    }
    if (o != OK || !k->village)
        return o;
    o = db_query(&q, db,
                 "SELECT record FROM person_key WHERE ledger = $1 AND sound = $2 AND village = $3"
                 " ORDER BY record LIMIT 40",
                 BIND(bind_text(ledger), bind_int(k->sound), bind_int(k->village)), e);
    if (o != OK)
        return o;
    take_ids(q, ret, max, ret_n, k->record);
    return query_end(q, e);
}

enum outcome person_pairs(struct db *db, const char *ledger, int64_t after, int64_t under,
                          struct person_pair *ret, int max, int *ret_n, struct err *e)
{
    struct query *q;
    *ret_n = 0;
    enum outcome o = db_query(
        &q, db,
        "SELECT a.record, b.record FROM person_key a JOIN person_key b ON b.ledger = a.ledger"
        " AND b.sound = a.sound AND b.born = a.born AND b.record > a.record"
        " WHERE a.ledger = $1 AND a.record > $2 AND a.born <> $3 AND a.village BETWEEN $4 AND $5"
        " AND NOT EXISTS (SELECT 1 FROM person_distinct d WHERE d.first = a.record"
        " AND d.second = b.record) ORDER BY a.record, b.record LIMIT 200",
        BIND(bind_text(ledger), bind_int(after), bind_int(BORN_UNKNOWN), bind_int(under),
             bind_int(under ? place_last(under) : INT64_MAX)),
        e);
    if (o != OK)
        return o;
    while (*ret_n < max && query_next(q))
        ret[(*ret_n)++] = (struct person_pair){query_int(q, 0), query_int(q, 1)};
    return query_end(q, e);
}

enum outcome person_is_distinct(struct db *db, int64_t a, int64_t b, bool *ret, struct err *e)
{
    int64_t n;
    enum outcome o =
        db_int(&n, db, "SELECT count(*) FROM person_distinct WHERE first = $1 AND second = $2",
               BIND(bind_int(a < b ? a : b), bind_int(a < b ? b : a)), e);
    *ret = o == OK && n > 0;
    return o;
}

enum outcome person_set_distinct(struct db *db, int64_t a, int64_t b, int64_t at, int64_t user,
                                 struct err *e)
{
    return db_run(
        db,
        "INSERT INTO person_distinct (first, second, at, user_id)"
        " VALUES ($1, $2, $3, $4) ON CONFLICT (first, second) DO NOTHING",
        BIND(bind_int(a < b ? a : b), bind_int(a < b ? b : a), bind_int(at), bind_int(user)), e);
}

enum outcome person_merge_add(struct db *db, struct person_merge *m, struct err *e)
{
    enum outcome o =
        db_int(&m->id, db, "SELECT COALESCE(max(id), 0) + 1 FROM person_merge", NO_BIND, e);
    if (o != OK)
        return o;
    return db_run(db,
                  "INSERT INTO person_merge (id, ledger, kept, dropped, state, at, user_id,"
                  " undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
                  BIND(bind_int(m->id), bind_text(m->ledger), bind_int(m->kept),
                       bind_int(m->dropped), bind_int(m->state), bind_int(m->at),
                       bind_int(m->user)),
                  e);
}

enum outcome person_merge_get(struct db *db, int64_t id, struct person_merge *ret, struct err *e)
{
    struct query *q;
    size_t len;
    bool found = false;
    enum outcome o = db_query(&q, db,
                              "SELECT ledger, kept, dropped, state, at, user_id, undone_at"
                              " FROM person_merge WHERE id = $1",
                              BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        *ret = (struct person_merge){.id = id,
                                     .kept = query_int(q, 1),
                                     .dropped = query_int(q, 2),
                                     .state = query_int(q, 3),
                                     .at = query_int(q, 4),
                                     .user = query_int(q, 5),
                                     .undone_at = query_int(q, 6)};
        snprintf(ret->ledger, sizeof ret->ledger, "%s", query_text(q, 0, &len));
        found = true;
    }
    o = query_end(q, e);
    if (o == OK && !found)
        o = err_set(e, NOT_FOUND, NULL, "absent", "there is no such merge", "没有这次合并");
    return o;
}

enum outcome person_merge_undone(struct db *db, int64_t id, int64_t at, struct err *e)
{
    return db_run(db, "UPDATE person_merge SET undone_at = $1 WHERE id = $2",
                  BIND(bind_int(at), bind_int(id)), e);
}

enum outcome person_link_add(struct db *db, int64_t merge, const struct person_link *l,
                             struct err *e)
{
    return db_run(
        db,
        "INSERT INTO person_merge_link (merge, ledger, field, record)"
        " VALUES ($1, $2, $3, $4)",
        BIND(bind_int(merge), bind_text(l->ledger), bind_text(l->field), bind_int(l->record)), e);
}

enum outcome person_links(struct db *db, int64_t merge, struct person_link *ret, int max,
                          int *ret_n, struct err *e)
{
    struct query *q;
    size_t len;
    *ret_n = 0;
    enum outcome o =
        db_query(&q, db, "SELECT ledger, field, record FROM person_merge_link WHERE merge = $1",
                 BIND(bind_int(merge)), e);
    if (o != OK)
        return o;
    while (*ret_n < max && query_next(q)) {
        struct person_link *l = &ret[(*ret_n)++];
        snprintf(l->ledger, sizeof l->ledger, "%s", query_text(q, 0, &len));
        snprintf(l->field, sizeof l->field, "%s", query_text(q, 1, &len));
        l->record = query_int(q, 2);
    }
    return query_end(q, e);
}
