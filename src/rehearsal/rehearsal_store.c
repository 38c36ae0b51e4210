/* The tables of drills asked for. `rehearsal` is truth and journalled; what came of each is a
 * projection, made again from it. */
#include "journal/image.h"
#include "rehearsal/rehearsal_int.h"
#include "value/place_id.h"

#define IMAGE_MAX (256u << 10)
#define LISTED 200

static void put_image(struct buf *b, const struct kept *k)
{
    image_row(b, "rehearsal", k->id);
    image_text(b, "name", k->name);
    image_int(b, "place", k->place);
    image_int(b, "owner", k->owner);
    image_int(b, "is_shared", k->is_shared);
    image_int(b, "edition", k->edition);
    image_int(b, "against", k->against);
    image_text(b, "settings", k->settings);
    image_int(b, "created_at", k->created_at);
    image_row_end(b);
}

static enum outcome append(struct buf *b, struct db *db, struct journal *j, const char *act,
                           const struct kept *k, int64_t by, int64_t now_ms, struct err *e)
{
    struct entry entry = {.at_ms = now_ms,
                          .user = by < 0 ? 0 : by,
                          .act = act,
                          .ledger = "",
                          .record = k->id,
                          .place = k->place};
    return image_append(b, j, db, &entry, e);
}

enum outcome kept_add(struct db *db, struct journal *j, struct kept *k, int64_t now_ms,
                      struct err *e)
{
    int64_t from = record_id(k->place, 0), highest = from;
    int64_t to = from | (((int64_t)1 << RECORD_SEQ_BITS) - 1);
    enum outcome o = db_int(&highest, db,
                            "SELECT id FROM rehearsal WHERE id BETWEEN $1 AND $2 "
                            "ORDER BY id DESC LIMIT 1",
                            BIND(bind_int(from), bind_int(to)), e);
    if (o && o != NOT_FOUND)
        return o;
    k->id = highest + 1;
    o = db_run(db,
               "INSERT INTO rehearsal (id, name, place, owner, is_shared, edition, against, "
               "settings, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               BIND(bind_int(k->id), bind_text(k->name), bind_int(k->place), bind_int(k->owner),
                    bind_int(k->is_shared), bind_int(k->edition), bind_int(k->against),
                    bind_text(k->settings), bind_int(k->created_at)),
               e);
    if (!o)
        o = db_run(db,
                   "INSERT INTO rehearsal_result (rehearsal, state, problem, headline, ended_at) "
                   "VALUES ($1, 'waiting', '', '', 0)",
                   BIND(bind_int(k->id)), e);
    if (o)
        return o;
    struct buf b;
    image_start(&b, IMAGE_MAX);
    put_image(&b, k);
    return append(&b, db, j, "drill.add", k, k->owner, now_ms, e);
}

#define KEPT                                                                                       \
    "SELECT d.id, d.name, d.place, d.owner, d.is_shared, d.edition, d.against, d.settings, "       \
    "d.created_at, COALESCE(r.state, 'failed'), COALESCE(r.problem, ''), "                         \
    "COALESCE(r.headline, ''), COALESCE(r.ended_at, 0) "                                           \
    "FROM rehearsal d LEFT JOIN rehearsal_result r ON r.rehearsal = d.id "

static const char *text(struct query *q, struct arena *a, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : "";
}

static void read_kept(struct kept *k, struct query *q, struct arena *a)
{
    *k = (struct kept){.id = query_int(q, 0),
                       .name = text(q, a, 1),
                       .place = query_int(q, 2),
                       .owner = query_int(q, 3),
                       .is_shared = query_int(q, 4),
                       .edition = query_int(q, 5),
                       .against = query_int(q, 6),
                       .settings = text(q, a, 7),
                       .created_at = query_int(q, 8),
                       .state = text(q, a, 9),
                       .problem = text(q, a, 10),
                       .headline = text(q, a, 11),
                       .ended_at = query_int(q, 12)};
}

enum outcome kept_get(struct kept *ret, struct arena *a, struct db *db, int64_t id, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, KEPT "WHERE d.id = $1", BIND(bind_int(id)), e);
    if (o)
        return o;
    bool found = query_next(q);
    if (found)
        read_kept(ret, q, a);
    o = query_end(q, e);
    return o || found ? o
                      : err_set(e, NOT_FOUND, "drill", "no_drill", "there is no such drill",
                                "没有这次推演");
}

enum outcome kept_list(struct kept **ret, int *ret_n, struct arena *a, struct db *db, int64_t owner,
                       struct err *e)
{
    struct query *q;
    struct kept *list = arena_alloc(a, LISTED * sizeof *list);
    int n = 0;
    enum outcome o = db_query(&q, db,
                              KEPT "WHERE d.owner = $1 OR d.is_shared = 1 "
                                   "ORDER BY d.created_at DESC, d.id DESC LIMIT 200",
                              BIND(bind_int(owner)), e);
    if (o)
        return o;
    while (n < LISTED && query_next(q))
        read_kept(&list[n++], q, a);
    *ret = list;
    *ret_n = n;
    return query_end(q, e);
}

enum outcome kept_amend(struct db *db, struct journal *j, const struct kept *k, int64_t by,
                        int64_t now_ms, struct err *e)
{
    struct buf b;
    enum outcome o = db_run(db, "UPDATE rehearsal SET name = $2, is_shared = $3 WHERE id = $1",
                            BIND(bind_int(k->id), bind_text(k->name), bind_int(k->is_shared)), e);
    if (o)
        return o;
    image_start(&b, IMAGE_MAX);
    put_image(&b, k);
    return append(&b, db, j, "drill.amend", k, by, now_ms, e);
}

enum outcome kept_delete(struct db *db, struct journal *j, const struct kept *k, int64_t by,
                         int64_t now_ms, struct err *e)
{
    struct buf b;
    enum outcome o = db_run(db, "DELETE FROM rehearsal WHERE id = $1", BIND(bind_int(k->id)), e);
    if (!o)
        o = db_run(db, "DELETE FROM rehearsal_result WHERE rehearsal = $1", BIND(bind_int(k->id)),
                   e);
    if (o)
        return o;
    image_start(&b, IMAGE_MAX);
    image_deleted(&b, "rehearsal", k->id);
    return append(&b, db, j, "drill.delete", k, by, now_ms, e);
}

enum outcome kept_result(struct db *db, int64_t id, const char *state, const char *problem,
                         const char *headline, int64_t ended_at, struct err *e)
{
    return db_run(db,
                  "UPDATE rehearsal_result SET state = $2, problem = $3, headline = $4, "
                  "ended_at = $5 WHERE rehearsal = $1",
                  BIND(bind_int(id), bind_text(state), bind_text(problem), bind_text(headline),
                       bind_int(ended_at)),
                  e);
}

enum outcome kept_waiting(int64_t *ret, struct db *db, int64_t owner, struct err *e)
{
    return db_int(ret, db,
                  "SELECT COUNT(*) FROM rehearsal d JOIN rehearsal_result r ON r.rehearsal = d.id "
                  "WHERE d.owner = $1 AND r.state IN ('waiting', 'running')",
                  BIND(bind_int(owner)), e);
}

enum outcome rehearsals_recover(struct db *db, void *ignored, struct err *e)
{
    (void)ignored;
    return db_run(db,
                  "UPDATE rehearsal_result SET state = 'failed', "
                  "problem = '服务重启，推演中断 / interrupted by a restart' "
                  "WHERE state IN ('waiting', 'running')",
                  NO_BIND, e);
}
