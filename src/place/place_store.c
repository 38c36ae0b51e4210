/* All SQL of places: rows to structs and back. No judgement. */
#include <string.h>

#include "place/place_int.h"

#define COLUMNS                                                                                    \
    "p.id, p.parent, p.kind, p.code, p.name, p.successor, p.retired_on, p.retired_how, p.sort, "   \
    "p.fields"

static char *copy(struct query *q, struct arena *a, int column)
{
    size_t len = 0;
    const char *s = query_text(q, column, &len);
    return arena_text(a, s ? s : "", len);
}

static void read_place(struct place *ret, struct query *q, struct arena *a)
{
    *ret = (struct place){
        .id = query_int(q, 0), .parent = query_int(q, 1), .kind = copy(q, a, 2),
        .code = copy(q, a, 3), .name = copy(q, a, 4), .successor = query_int(q, 5),
        .retired_on = query_int(q, 6), .how = copy(q, a, 7), .sort = query_int(q, 8),
        .fields = copy(q, a, 9)};
}

/* The first row of a statement that gives COLUMNS. */
static enum outcome one(struct place *ret, struct arena *a, struct db *db, const char *sql,
                        const struct value *binds, int n, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, sql, binds, n, e);
    if (o)
        return o;
    bool found = query_next(q);
    if (found)
        read_place(ret, q, a);
    o = query_end(q, e);
    if (o)
        return o;
    return found ? OK
                 : err_set(e, NOT_FOUND, NULL, "no_place", "there is no such place",
                           "没有这个地点");
}

enum outcome place_get(struct place *ret, struct arena *a, struct db *db, int64_t id,
                       struct err *e)
{
    if (place_kept_find(ret, a, db, id))
        return OK;
    enum outcome o = one(ret, a, db, "SELECT " COLUMNS " FROM place p WHERE p.id = $1",
                         BIND(bind_int(id)), e);
    if (o == OK)
        place_kept_put(db, ret);
    return o;
}

enum outcome place_row_parent(struct place *ret, struct arena *a, struct db *db, int64_t id,
                              struct err *e)
{
    if (id != PLACE_COUNTRY)
        return place_get(ret, a, db, id, e);
    *ret = (struct place){.kind = "", .code = "", .name = "", .how = "", .fields = "{}"};
    return OK;
}

static enum outcome by_code(struct place *ret, struct arena *a, struct db *db, const char *code,
                            struct err *e)
{
    enum outcome o = one(ret, a, db,
                         "SELECT " COLUMNS " FROM place p "
                         "WHERE p.code = $1 AND p.code <> '' AND p.retired_on = 0",
                         BIND(bind_text(code)), e);
    if (o == NOT_FOUND)
        o = one(ret, a, db,
                "SELECT " COLUMNS " FROM place_code c JOIN place p ON p.id = c.place "
                "WHERE c.code = $1 ORDER BY c.ended DESC, c.id DESC LIMIT 1",
                BIND(bind_text(code)), e);
    return o;
}

enum outcome place_by_code(struct place *ret, struct arena *a, struct db *db, const char *code,
                           struct err *e)
{
    size_t len = strlen(code);
    char full[13];
    if (len == 0 || len > PLACE_CODE_MAX)
        return err_set(e, NOT_FOUND, NULL, "no_place", "there is no such place", "没有这个地点");
    enum outcome o = by_code(ret, a, db, code, e);
    bool is_short = len == 2 || len == 4 || len == 6 || len == 9;
    if (o != NOT_FOUND || !is_short || strspn(code, "0123456789") != len)
        return o;
    place_code_at(code, LEVEL_VILLAGE, full);
    return by_code(ret, a, db, full, e);
}

enum outcome place_row_code_taken(bool *ret, struct db *db, const char *code, int64_t but,
                                  struct err *e)
{
    int64_t id = 0;
    enum outcome o = db_int(&id, db,
                            "SELECT id FROM place "
                            "WHERE code = $1 AND code <> '' AND retired_on = 0",
                            BIND(bind_text(code)), e);
    if (o && o != NOT_FOUND)
        return o;
    *ret = o == OK && id != but;
    return OK;
}

enum outcome place_row_highest(int64_t *ret, struct db *db, int64_t parent, enum level level,
                               struct err *e)
{
    int64_t first = place_child(parent, level, 1);
    int64_t last = place_child(parent, level, place_capacity(level));
    *ret = 0;
    enum outcome o = db_int(ret, db,
                            "SELECT id FROM place WHERE id BETWEEN $1 AND $2 "
                            "ORDER BY id DESC LIMIT 1",
                            BIND(bind_int(first), bind_int(place_last(last))), e);
    return o == NOT_FOUND ? OK : o;
}

enum outcome place_row_none(bool *ret, struct db *db, struct err *e)
{
    int64_t id;
    enum outcome o = db_int(&id, db, "SELECT id FROM place LIMIT 1", NO_BIND, e);
    *ret = o == NOT_FOUND;
    return o == NOT_FOUND ? OK : o;
}

/* The next number at one level below the parent. */
static enum outcome next_at(int64_t *ret, struct db *db, int64_t parent, enum level level,
                            struct err *e)
{
    int64_t highest;
    enum outcome o = place_row_highest(&highest, db, parent, level, e);
    if (o)
        return o;
    int number = highest ? place_number(highest, level) + 1 : 1;
    *ret = number <= place_capacity(level) ? place_child(parent, level, number) : 0;
    return OK;
}

enum outcome place_row_next(int64_t *ret, struct db *db, const struct kind *kind, int64_t parent,
                            struct err *e)
{
    enum level levels[LEVELS];
    int n = place_position_levels(kind, parent, levels);
    for (int i = 0; i < n; i++) {
        int64_t id = 0;
        enum outcome o = next_at(&id, db, parent, levels[i], e);
        if (o)
            return o;
        if (id) {
            *ret = id;
            return OK;
        }
    }
    return err_set(e, REFUSED, "parent", "place_full",
                   "there is no free position left below this place: put a level in between",
                   "该地点下已无空余位置，请先增设一级");
}

enum outcome place_row_insert(struct db *db, const struct place *p, struct err *e)
{
    db_kept_changed(db);
    return db_run(db,
                  "INSERT INTO place (id, parent, kind, code, name, successor, retired_on, "
                  "retired_how, sort, fields) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                  BIND(bind_int(p->id), bind_int(p->parent), bind_text(p->kind),
                       bind_text(p->code), bind_text(p->name), bind_int(p->successor),
                       bind_int(p->retired_on), bind_text(p->how), bind_int(p->sort),
                       bind_text(p->fields)),
                  e);
}

enum outcome place_row_update(struct db *db, const struct place *p, struct err *e)
{
    db_kept_changed(db);
    return db_run(db,
                  "UPDATE place SET code = $2, name = $3, successor = $4, retired_on = $5, "
                  "retired_how = $6, sort = $7, fields = $8 WHERE id = $1",
                  BIND(bind_int(p->id), bind_text(p->code), bind_text(p->name),
                       bind_int(p->successor), bind_int(p->retired_on), bind_text(p->how),
                       bind_int(p->sort), bind_text(p->fields)),
                  e);
}

enum outcome place_live(int64_t *ret, struct db *db, int64_t id, struct err *e)
{
    for (int hop = 0; hop < PLACE_HOPS_MAX; hop++) {
        struct query *q;
        int64_t successor = 0, retired_on = 0;
        enum outcome o = db_query(&q, db, "SELECT successor, retired_on FROM place WHERE id = $1",
                                  BIND(bind_int(id)), e);
        if (o)
            return o;
        bool found = query_next(q);
        if (found) {
            successor = query_int(q, 0);
            retired_on = query_int(q, 1);
        }
        if ((o = query_end(q, e)))
            return o;
        if (found && retired_on == 0) {
            *ret = id;
            return OK;
        }
        if (!found || successor == 0)
            break;
        id = successor;
    }
    return err_set(e, NOT_FOUND, NULL, "no_place", "there is no such place any more",
                   "该地点已不存在");
}

/* ---- dated names and codes; table is one of two constants of this module ---- */

static const char *text_column(const char *table)
{
    return strcmp(table, "place_name") ? "code" : "name";
}

static enum outcome next_id(int64_t *ret, struct db *db, const char *table, int64_t place,
                            struct err *e)
{
    struct buf sql;
    int64_t from = record_id(place, 0), highest = from;
    buf_init(&sql, 300);
    buf_printf(&sql, "SELECT id FROM %s WHERE id BETWEEN $1 AND $2 ORDER BY id DESC LIMIT 1",
               table);
    enum outcome o = db_int(&highest, db, sql.data,
                            BIND(bind_int(from),
                                 bind_int(from | (((int64_t)1 << RECORD_SEQ_BITS) - 1))), e);
    buf_fini(&sql);
    if (o && o != NOT_FOUND)
        return o;
    *ret = highest + 1;
    return OK;
}

enum outcome place_row_dated_add(struct db *db, const char *table, struct dated *d, struct err *e)
{
    struct buf sql;
    enum outcome o = next_id(&d->id, db, table, d->place, e);
    if (o)
        return o;
    buf_init(&sql, 300);
    buf_printf(&sql, "INSERT INTO %s (id, place, %s, since, ended) VALUES ($1, $2, $3, $4, $5)",
               table, text_column(table));
    o = db_run(db, sql.data,
               BIND(bind_int(d->id), bind_int(d->place), bind_text(d->text), bind_int(d->since),
                    bind_int(d->ended)),
               e);
    buf_fini(&sql);
    return o;
}

enum outcome place_row_dated_drop(struct db *db, const char *table, int64_t id, struct err *e)
{
    return db_run(db,
                  strcmp(table, "place_name") ? "DELETE FROM place_code WHERE id = $1"
                                              : "DELETE FROM place_name WHERE id = $1",
                  BIND(bind_int(id)), e);
}

static enum outcome dated_query(struct dated **ret, int *ret_n, struct arena *a, struct db *db,
                                const char *table, const char *where, int64_t bind, struct err *e)
{
    struct buf sql;
    struct query *q;
    struct dated *list = NULL;
    int n = 0, cap = 0;
    buf_init(&sql, 400);
    buf_printf(&sql, "SELECT id, place, since, ended, %s FROM %s WHERE %s ORDER BY since, id",
               text_column(table), table, where);
    enum outcome o = db_query(&q, db, sql.data, BIND(bind_int(bind)), e);
    buf_fini(&sql);
    if (o)
        return o;
    while (query_next(q)) {
        if (n == cap) {
            struct dated *more = arena_alloc(a, sizeof(*more) * (size_t)(cap = cap ? cap * 2 : 8));
            if (n)
                memcpy(more, list, sizeof(*more) * (size_t)n);
            list = more;
        }
        list[n++] = (struct dated){.id = query_int(q, 0), .place = query_int(q, 1),
                                   .since = query_int(q, 2), .ended = query_int(q, 3),
                                   .text = copy(q, a, 4)};
    }
    if ((o = query_end(q, e)))
        return o;
    *ret = list;
    *ret_n = n;
    return OK;
}

enum outcome place_row_dated_list(struct dated **ret, int *ret_n, struct arena *a, struct db *db,
                                  const char *table, int64_t place, struct err *e)
{
    return dated_query(ret, ret_n, a, db, table, "place = $1", place, e);
}

enum outcome place_row_dated_due(struct dated **ret, int *ret_n, struct arena *a, struct db *db,
                                 const char *table, int64_t day, struct err *e)
{
    return dated_query(ret, ret_n, a, db, table, "ended = 0 AND since <= $1", day, e);
}

enum outcome place_name_on(const char **ret, struct arena *a, struct db *db, int64_t id,
                           int64_t day, struct err *e)
{
    struct dated *list;
    struct place p;
    int n;
    enum outcome o = place_get(&p, a, db, id, e);
    if (!o)
        o = place_row_dated_list(&list, &n, a, db, "place_name", id, e);
    if (o)
        return o;
    *ret = p.name;
    for (int i = 0; i < n; i++)
        if (list[i].since <= day && (list[i].ended > day || list[i].ended == 0))
            *ret = list[i].text;
    return OK;
}

/* ---- successors and subtrees ---- */

enum outcome place_row_successor_add(struct db *db, int64_t place, int64_t successor,
                                     int64_t *ret_id, struct err *e)
{
    enum outcome o = next_id(ret_id, db, "place_successor", place, e);
    if (o)
        return o;
    return db_run(db, "INSERT INTO place_successor (id, place, successor) VALUES ($1, $2, $3)",
                  BIND(bind_int(*ret_id), bind_int(place), bind_int(successor)), e);
}

enum outcome place_row_successors(int64_t **ret, int *ret_n, struct arena *a, struct db *db,
                                  int64_t place, struct err *e)
{
    struct query *q;
    int64_t *list = arena_alloc(a, sizeof(*list) * PLACE_HOPS_MAX);
    int n = 0;
    enum outcome o = db_query(&q, db,
                              "SELECT successor FROM place_successor WHERE place = $1 ORDER BY id",
                              BIND(bind_int(place)), e);
    if (o)
        return o;
    while (query_next(q) && n < PLACE_HOPS_MAX)
        list[n++] = query_int(q, 0);
    if ((o = query_end(q, e)))
        return o;
    *ret = list;
    *ret_n = n;
    return OK;
}

/* Rows of a statement that gives COLUMNS (and perhaps a count as the eleventh). */
static enum outcome many(struct place **ret, int64_t **ret_counts, int *ret_n, int max,
                         struct arena *a, struct db *db, const char *sql,
                         const struct value *binds, int binds_n, struct err *e)
{
    struct query *q;
    struct place *list = NULL;
    int64_t *counts = NULL;
    int n = 0, cap = 0;
    enum outcome o = db_query(&q, db, sql, binds, binds_n, e);
    if (o)
        return o;
    while (n < max && query_next(q)) {
        if (n == cap) {
            int wider = cap ? cap * 2 : 32;
            struct place *more = arena_alloc(a, sizeof(*more) * (size_t)wider);
            int64_t *more_counts = arena_alloc(a, sizeof(*counts) * (size_t)wider);
            if (n) {
                memcpy(more, list, sizeof(*more) * (size_t)n);
                memcpy(more_counts, counts, sizeof(*counts) * (size_t)n);
            }
            list = more;
            counts = more_counts;
            cap = wider;
        }
        read_place(&list[n], q, a);
        if (ret_counts)
            counts[n] = query_int(q, 10);
        n++;
    }
    if ((o = query_end(q, e)))
        return o;
    *ret = list;
    if (ret_counts)
        *ret_counts = counts;
    *ret_n = n;
    return OK;
}

enum outcome place_row_subtree(struct place **ret, int *ret_n, struct arena *a, struct db *db,
                               int64_t id, int max, struct err *e)
{
    return many(ret, NULL, ret_n, max, a, db,
                "SELECT " COLUMNS " FROM place p "
                "WHERE p.id BETWEEN $1 AND $2 AND p.retired_on = 0 ORDER BY p.id LIMIT $3",
                BIND(bind_int(id), bind_int(place_last(id)), bind_int(max)), e);
}

enum outcome place_row_count_children(int64_t *ret, struct db *db, int64_t id, struct err *e)
{
    return db_int(ret, db, "SELECT COUNT(*) FROM place WHERE parent = $1 AND retired_on = 0",
                  BIND(bind_int(id)), e);
}

enum outcome place_row_children(struct place **ret, int64_t **ret_counts, int *ret_n,
                                struct arena *a, struct db *db, int64_t parent, bool with_retired,
                                struct err *e)
{
    return many(ret, ret_counts, ret_n, 5000, a, db,
                "SELECT " COLUMNS ", (SELECT COUNT(*) FROM place c "
                "WHERE c.parent = p.id AND c.retired_on = 0) FROM place p "
                "WHERE p.parent = $1 AND (p.retired_on = 0 OR $2 = 1) ORDER BY p.sort, p.id",
                BIND(bind_int(parent), bind_int(with_retired)), e);
}

/* Doubles what LIKE would take as a pattern. */
static char *like_escape(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, strlen(text) * 2 + 1), *p = out;
    for (; *text; text++) {
        if (*text == '%' || *text == '_' || *text == '\\')
            *p++ = '\\';
        *p++ = *text;
    }
    *p = '\0';
    return out;
}

enum outcome place_row_find(struct place **ret, int *ret_n, struct arena *a, struct db *db,
                            const struct place_find *f, struct err *e)
{
    const char *text = like_escape(a, f->text);
    size_t digits = strspn(f->text, "0123456789");
    if (digits >= 2 && f->text[digits] == '\0') { /* a code: a range of the index */
        char *end = arena_printf(a, "%s:", f->text); /* ':' follows '9' */
        return many(ret, NULL, ret_n, f->limit, a, db,
                    "SELECT " COLUMNS " FROM place p WHERE p.code >= $1 AND p.code < $2 "
                    "AND p.code <> '' AND p.retired_on = 0 AND p.id BETWEEN $3 AND $4 "
                    "ORDER BY p.code LIMIT $5",
                    BIND(bind_text(f->text), bind_text(end), bind_int(f->from), bind_int(f->to),
                         bind_int(f->limit)),
                    e);
    }
    return many(ret, NULL, ret_n, f->limit, a, db,
                "SELECT " COLUMNS " FROM place p WHERE p.id BETWEEN $1 AND $2 "
                "AND p.name LIKE $3 ESCAPE '\\' AND (p.retired_on = 0 OR $4 = 1) "
                "ORDER BY CASE WHEN p.name = $5 THEN 0 WHEN p.name LIKE $6 ESCAPE '\\' THEN 1 "
                "ELSE 2 END, p.id LIMIT $7",
                BIND(bind_int(f->from), bind_int(f->to), bind_text(arena_printf(a, "%%%s%%", text)),
                     bind_int(f->with_retired), bind_text(f->text),
                     bind_text(arena_printf(a, "%s%%", text)), bind_int(f->limit)),
                e);
}
