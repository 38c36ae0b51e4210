/* The tables of a plan: creates them, adds columns, renames by `was:`, makes the indexes that
 * lists, uniqueness and references need. Never drops a column or a record.
 *
 * Indexes, and why so few: each costs every write.
 *   i_<l>_place    place, id, state           lists of a small scope, counts there
 *   i_<l>_also<n>  also<n>, id                the same for further places (only rows that have one)
 *   i_<l>_s_<f>    f, id, place, state, also  lists of a large scope sorted by f, without reading
 * rows i_<l>_u_<n>    the fields of a `unique` i_<l>_r_<f>    ref fields: "records about this one",
 * orders that end, what moves along i_<l>_closed   closed_at                  retention after
 * closing i_<l>_open     id of open records, where a final state exists: automatic moves, bulk
 * sheets */
#include "base/limits.h"
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books.h"
#include "ledger/install.h"
#include "ledger/ledger_int.h"
#include "ledger/search.h"

static enum outcome add_index(struct db *db, const struct ledger *l, const char *kind,
                              const char *name, const char *columns, const char *where,
                              struct err *e)
{
    char whole[200];
    /* Names of at most 60 bytes: PostgreSQL cuts at 63. */
    snprintf(whole, sizeof whole, "i_%.22s_%s%.28s", l->name, kind, name);
    return schema_index(db, whole, l->table, columns, false, where, e);
}

static enum outcome index_sorted(struct db *db, const struct ledger *l, const struct field *f,
                                 struct err *e)
{
    static const char *const also[] = {"also1", "also2", "also3"};
    struct buf b;
    buf_init(&b, 1024);
    sql_name(&b, f->column);
    buf_text(&b, ", id, place, state");
    for (int i = 0; i < l->also_n; i++)
        buf_printf(&b, ", %s", also[i]);
    enum outcome o = add_index(db, l, "s_", f->name, b.data, NULL, e);
    buf_fini(&b);
    return o;
}

static enum outcome index_unique(struct db *db, const struct ledger *l, int n, struct err *e)
{
    const struct unique *u = &l->uniques[n];
    char name[16];
    struct buf b;
    buf_init(&b, 4096);
    for (int i = 0; i < u->fields_n; i++) {
        char column[160];
        snprintf(column, sizeof column, "%s%s", u->fields[i]->column,
                 u->fields[i]->seal != SEAL_NONE ? "_eq" : "");
        buf_text(&b, i ? ", " : "");
        sql_name(&b, column);
    }
    buf_text(&b, ", id");
    snprintf(name, sizeof name, "%d", n + 1);
    enum outcome o = add_index(db, l, "u_", name, b.data, NULL, e);
    buf_fini(&b);
    return o;
}

static bool leads_unique(const struct ledger *l, const struct field *f)
{
    for (int i = 0; i < l->uniques_n; i++)
        if (l->uniques[i].fields_n && l->uniques[i].fields[0] == f)
            return true;
    return false;
}

static enum outcome index_ref(struct db *db, const struct ledger *l, const struct field *f,
                              struct err *e)
{
    struct buf b;
    if (leads_unique(l, f))
        return OK; /* that index serves */
    buf_init(&b, 1024);
    sql_name(&b, f->column);
    buf_text(&b, ", id");
    struct buf where;
    buf_init(&where, 1024);
    sql_name(&where, f->column);
    buf_text(&where, " IS NOT NULL");
    enum outcome o = add_index(db, l, "r_", f->name, b.data, f->required ? NULL : where.data, e);
    buf_fini(&b);
    buf_fini(&where);
    return o;
}

enum outcome install_indexes(struct db *db, const struct ledger *l, struct err *e)
{
    static const char *const also[] = {"also1", "also2", "also3"};
    bool has_final = false;
    enum outcome o = add_index(db, l, "place", "", "place, id, state", NULL, e);
    for (int i = 0; o == OK && i < l->also_n; i++) {
        char columns[32], where[32];
        snprintf(columns, sizeof columns, "%s, id", also[i]);
        snprintf(where, sizeof where, "%s IS NOT NULL", also[i]);
        o = add_index(db, l, also[i], "", columns, where, e);
    }
    for (int i = 0; o == OK && i < l->fields_n; i++) {
        if (l->fields[i].sort)
            o = index_sorted(db, l, &l->fields[i], e);
        if (o == OK && l->fields[i].type == F_REF)
            o = index_ref(db, l, &l->fields[i], e);
    }
    for (int i = 0; o == OK && i < l->uniques_n; i++)
        o = index_unique(db, l, i, e);
    for (int i = 0; i < l->states_n; i++)
        has_final = has_final || l->states[i].is_final;
    if (o == OK && has_final)
        o = add_index(db, l, "open", "", "id", "closed_at IS NULL", e);
    if (o == OK && l->retention.is_set && text_same(l->retention.after, "closed"))
        o = add_index(db, l, "closed", "", "closed_at", "closed_at IS NOT NULL", e);
    if (o == OK && l->keep_n)
        o = add_index(db, l, "edition", "", "edition", "closed_at IS NULL", e);
    if (o == OK && l->key.is_set)
        o = add_index(db, l, "key", "", "key", NULL, e);
    return o;
}

static int take_columns(const struct ledger *l, struct arena *a, struct column *c)
{
    static const struct column system[] = {
        {"id", "INTEGER", true, "PRIMARY KEY"},  {"rev", "INTEGER", true, NULL},
        {"state", "TEXT", true, NULL},           {"key", "TEXT", false, NULL},
        {"title", "TEXT", true, NULL},           {"place", "INTEGER", true, NULL},
        {"also1", "INTEGER", false, NULL},       {"also2", "INTEGER", false, NULL},
        {"also3", "INTEGER", false, NULL},       {"created_at", "INTEGER", true, NULL},
        {"created_by", "INTEGER", true, NULL},   {"changed_at", "INTEGER", true, NULL},
        {"changed_by", "INTEGER", true, NULL},   {"closed_at", "INTEGER", false, NULL},
        {"occurred_at", "INTEGER", false, NULL}, {"edition", "INTEGER", true, NULL},
        {"key_no", "INTEGER", false, NULL},      {"batch", "INTEGER", false, NULL},
    };
    int n = 0;
    for (; n < (int)(sizeof system / sizeof *system); n++)
        c[n] = system[n];
    for (int i = 0; i < l->keep_n; i++)
        c[n++] = (struct column){arena_printf(a, "std_%s", l->keep[i]->name),
                                 vtype_is_text(l->keep[i]->value.type) ? "TEXT" : "INTEGER", false,
                                 NULL};
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        bool is_sealed = f->seal != SEAL_NONE;
        c[n++] =
            (struct column){f->column, is_sealed ? "BLOB" : type_row(f->type)->column, false, NULL};
        if (is_sealed)
            c[n++] = (struct column){arena_printf(a, "%s_eq", f->column), "INTEGER", false, NULL};
    }
    return n;
}

static enum outcome install_rename(struct db *db, struct journal *j, int64_t now_ms,
                                   const char *table, const char *from, const char *to,
                                   struct err *e)
{
    enum outcome o = schema_rename(db, table, from, to, e);
    if (o == OK && j)
        o = journal_rename(j, db, now_ms, table, from, to, e);
    return o;
}

bool install_renames(struct db *db, const struct ledger *l)
{
    if (!schema_has_table(db, l->table))
        return false;
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        char old[80];
        if (!f->was_n || schema_has_column(db, l->table, f->column))
            continue;
        for (int k = 0; k < f->was_n; k++) {
            snprintf(old, sizeof old, "f_%.70s", f->was[k]);
            if (schema_has_column(db, l->table, old))
                return true;
        }
    }
    return false;
}

/* A field that was called otherwise keeps its column under the new name. */
static enum outcome rename_fields(struct db *db, struct journal *j, int64_t now_ms,
                                  const struct ledger *l, struct arena *a, struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        if (schema_has_column(db, l->table, f->column))
            continue;
        for (int k = 0; o == OK && k < f->was_n; k++) {
            const char *old = arena_printf(a, "f_%s", f->was[k]);
            if (!schema_has_column(db, l->table, old))
                continue;
            o = install_rename(db, j, now_ms, l->table, old, f->column, e);
            if (o == OK && f->seal != SEAL_NONE)
                o = install_rename(db, j, now_ms, l->table, arena_printf(a, "%s_eq", old),
                                   arena_printf(a, "%s_eq", f->column), e);
            break;
        }
    }
    return o;
}

enum outcome install_table(struct db *db, struct journal *j, int64_t now_ms, const struct ledger *l,
                           struct err *e)
{
    struct column columns[18 + 64 + 2 * LIMIT_FIELDS];
    char search[80];
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    int n = take_columns(l, &a, columns);
    enum outcome o = OK;
    if (schema_has_table(db, l->table))
        o = rename_fields(db, j, now_ms, l, &a, e);
    if (o == OK)
        o = schema_table(db, l->table, columns, n, e);
    search_table_name(search, l);
    if (o == OK && ledger_has_search(l) && !schema_has_table(db, search))
        o = search_table(db, search, e);
    arena_fini(&a);
    return o;
}

/* States that records are in, and how many of each; the visitor judges. */
enum outcome install_states(struct db *db, const struct ledger *l,
                            enum outcome (*visit)(void *arg, const char *state, int64_t n,
                                                  struct err *e),
                            void *arg, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db,
                              "SELECT state, sum(n) FROM record_count WHERE ledger = $1"
                              " GROUP BY state HAVING sum(n) > 0 ORDER BY state",
                              BIND(bind_text(l->name)), e);
    struct {
        char state[64];
        int64_t n;
    } found[64];
    int found_n = 0;
    if (o != OK)
        return o;
    while (found_n < 64 && query_next(q)) {
        size_t len;
        snprintf(found[found_n].state, sizeof found->state, "%s", query_text(q, 0, &len));
        found[found_n++].n = query_int(q, 1);
    }
    o = query_end(q, e);
    for (int i = 0; o == OK && i < found_n; i++)
        o = visit(arg, found[i].state, found[i].n, e);
    return o;
}

static enum outcome rename_some(struct app *app, struct db *db, const struct ledger *l,
                                int64_t now_ms, const struct state *state, int limit, int *ret_n,
                                struct err *e)
{
    struct query *q;
    struct buf b;
    int64_t ids[200];
    int n = 0;
    buf_init(&b, 1024);
    buf_text(&b, "SELECT id FROM ");
    sql_name(&b, l->table);
    buf_text(&b, " WHERE state = $1 LIMIT $2");
    enum outcome o = db_query(&q, db, b.data, BIND(bind_text(state->was), bind_int(limit)), e);
    buf_fini(&b);
    if (o != OK)
        return o;
    while (n < 200 && query_next(q))
        ids[n++] = query_int(q, 0);
    o = query_end(q, e);
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    struct work w = {.app = app, .db = db, .arena = &a, .now_ms = now_ms};
    for (int i = 0; o == OK && i < n; i++) {
        struct record *r;
        struct entry entry = {
            .at_ms = now_ms, .act = "record.state", .ledger = l->name, .record = ids[i]};
        o = record_load_any(&a, db, l, ids[i], &r, e);
        if (o != OK)
            break;
        entry.place = r->place;
        o = record_update(&w, r, true, e);
        if (o == OK) {
            image_start(&b, LIMIT_BODY);
            record_image(&b, r);
            o = image_append(&b, app->journal, db, &entry, e);
        }
        books_count(app->books, l->name, r->place, state->was, -1);
        books_count(app->books, l->name, r->place, state->name, +1);
    }
    arena_fini(&a);
    if (o == OK)
        *ret_n = n;
    return o;
}

enum outcome install_rename_states(struct app *app, struct db *db, const struct ledger *l,
                                   int64_t now_ms, int limit, int *ret_n, struct err *e)
{
    *ret_n = 0;
    for (int i = 0; i < l->states_n; i++) {
        if (!l->states[i].was)
            continue;
        enum outcome o =
            rename_some(app, db, l, now_ms, &l->states[i], limit < 200 ? limit : 200, ret_n, e);
        if (o != OK || *ret_n)
            return o;
    }
    return OK;
}
