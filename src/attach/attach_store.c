/* Table attachment. */
#include "attach/attach_int.h"

#define COLUMNS                                                                                    \
    "SELECT id, hash, key_no, file_key, type, name, size, has_thumb, ledger, record,"              \
    " created_at, created_by FROM attachment "

enum outcome attachment_add(struct db *db, struct attachment *a, struct err *e)
{
    enum outcome o =
        db_int(&a->id, db, "SELECT COALESCE(max(id), 0) + 1 FROM attachment", NO_BIND, e);
    if (o != OK)
        return o;
    return db_run(db,
                  "INSERT INTO attachment (id, hash, key_no, file_key, type, name, size, has_thumb,"
                  " ledger, record, created_at, created_by, is_gone)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, $9, $10, 0)",
                  BIND(bind_int(a->id), bind_text(a->hash), bind_int(a->key_no), a->file_key,
                       bind_text(a->type), bind_text(a->name), bind_int(a->size),
                       bind_int(a->has_thumb), bind_int(a->created_at), bind_int(a->created_by)),
                  e);
}

static void take(struct attachment *ret, struct arena *a, struct query *q)
{
    size_t len;
    const void *blob;
    const char *s;
    *ret = (struct attachment){.id = query_int(q, 0),
                               .key_no = query_int(q, 2),
                               .size = query_int(q, 6),
                               .has_thumb = query_int(q, 7) != 0,
                               .record = query_int(q, 9),
                               .created_at = query_int(q, 10),
                               .created_by = query_int(q, 11)};
    s = query_text(q, 1, &len);
    snprintf(ret->hash, sizeof ret->hash, "%s", s);
    if (!a)
        return;
    blob = query_blob(q, 3, &len);
    ret->file_key = value_blob(arena_copy(a, blob, len), len);
    s = query_text(q, 4, &len);
    ret->type = arena_text(a, s, len);
    s = query_text(q, 5, &len);
    ret->name = arena_text(a, s, len);
    s = query_text(q, 8, &len);
    ret->ledger = arena_text(a, s, len);
}

enum outcome attachment_find(struct attachment *ret, struct arena *a, struct db *db,
                             const char *hash, int64_t record, int64_t user, struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o = db_query(&q, db,
                              COLUMNS "WHERE hash = $1 AND is_gone = 0 AND (record = $2"
                                      " OR (record = 0 AND created_by = $3))"
                                      " ORDER BY record DESC, id DESC LIMIT 1",
                              BIND(bind_text(hash), bind_int(record), bind_int(user)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        take(ret, a, q);
        found = true;
    }
    o = query_end(q, e);
    if (o == OK && !found)
        o = err_set(e, NOT_FOUND, NULL, "attachment", "there is no such file", "没有这个文件");
    return o;
}

enum outcome attachment_bind(struct db *db, int64_t id, const char *ledger, int64_t record,
                             struct err *e)
{
    return db_run(db, "UPDATE attachment SET ledger = $1, record = $2 WHERE id = $3",
                  BIND(bind_text(ledger), bind_int(record), bind_int(id)), e);
}

enum outcome attachment_release(struct db *db, int64_t record, const char *hash, struct err *e)
{
    return db_run(db, "UPDATE attachment SET is_gone = 1 WHERE record = $1 AND hash = $2",
                  BIND(bind_int(record), bind_text(hash)), e);
}

enum outcome attachment_release_all(struct db *db, int64_t record, struct err *e)
{
    return db_run(db, "UPDATE attachment SET is_gone = 1 WHERE record = $1", BIND(bind_int(record)),
                  e);
}

enum outcome attachment_release_old(struct db *db, int64_t before, struct err *e)
{
    return db_run(db, "UPDATE attachment SET is_gone = 1 WHERE record = 0 AND created_at < $1",
                  BIND(bind_int(before)), e);
}

enum outcome attachment_gone(struct db *db, struct attachment *ret, int max, int *ret_n,
                             struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, db, COLUMNS "WHERE is_gone = 1 ORDER BY id LIMIT 100", NO_BIND, e);
    *ret_n = 0;
    if (o != OK)
        return o;
    while (*ret_n < max && query_next(q))
        take(&ret[(*ret_n)++], NULL, q);
    return query_end(q, e);
}

enum outcome attachment_delete(struct db *db, int64_t id, struct err *e)
{
    return db_run(db, "DELETE FROM attachment WHERE id = $1 AND is_gone = 1", BIND(bind_int(id)),
                  e);
}
