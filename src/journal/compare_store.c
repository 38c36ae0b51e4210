/* Replays every row image and compares the tables with what should be there.
 *
 * A temporary table holds (table, id, hash of the last image); then each table named in it is
 * walked beside it in the order of ids, both in pages: memory stays bounded for any number of
 * records. Columns that are null do not count, so images from before a column was added match;
 * renamed columns are read under their newest name. */
#include <sodium/crypto_generichash.h>
#include <stdlib.h>
#include <string.h>
#include "base/json.h"
#include "base/text.h"
#include "journal/journal_int.h"

#define PAGE 2000
#define COLUMNS_MAX 400
#define RENAMES_MAX 1000

struct rename {
    int64_t seq;
    char table[64], from[64], to[64];
};

struct replay {
    struct db *db;
    struct journal_report *report;
    struct rename *renames;
    int renames_n;
    enum outcome outcome;
    struct err *err;
};

/* ---- the hash of a row: of its columns that are not null, by name ---- */

struct cell {
    const char *name, *text; /* text NULL: number */
    size_t len;
    char number[24];
    char *made; /* freed with the row */
};

struct row {
    struct cell cells[COLUMNS_MAX];
    int n;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct cell *)a)->name, ((const struct cell *)b)->name);
}

static struct cell *row_cell(struct row *row, const char *name)
{
    if (row->n == COLUMNS_MAX)
        return NULL;
    struct cell *c = &row->cells[row->n++];
    c->name = name;
    c->made = NULL;
    c->text = "";
    c->len = 0;
    return c;
}

static void cell_number(struct cell *c, int64_t n)
{
    c->len = (size_t)snprintf(c->number, sizeof(c->number), "%lld", (long long)n);
    c->text = NULL; /* cells are moved when sorted */
}

static void row_hash(struct row *row, uint8_t ret[HASH_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    qsort(row->cells, (size_t)row->n, sizeof(row->cells[0]), by_name);
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cells[i];
        uint64_t len = c->len;
        crypto_generichash_update(&state, (const uint8_t *)c->name, strlen(c->name) + 1);
        crypto_generichash_update(&state, (const uint8_t *)&len, sizeof(len));
        crypto_generichash_update(&state, (const uint8_t *)(c->text ? c->text : c->number), c->len);
        free(c->made);
    }
    row->n = 0;
    crypto_generichash_final(&state, ret, HASH_BYTES);
}

/* A column's name as it is now, for an image of entry seq. */
static const char *name_now(const struct replay *r, int64_t seq, const char *table,
                            const char *name)
{
    for (int i = 0; i < r->renames_n; i++) {
        const struct rename *to = &r->renames[i];
        if (to->seq > seq && text_same(to->table, table) && text_same(to->from, name))
            name = to->to;
    }
    return name;
}

static void hash_image(const struct replay *r, int64_t seq, const char *table, json_t *image,
                       uint8_t ret[HASH_BYTES])
{
    struct row row = {.n = 0};
    const char *name;
    json_t *value;
    json_object_foreach(image, name, value) {
        if (json_is_null(value) || text_same(name, "id"))
            continue;
        struct cell *c = row_cell(&row, name_now(r, seq, table, name));
        if (!c)
            break;
        const char *hex = json_string_value(json_object_get(value, "hex"));
        if (json_is_integer(value))
            cell_number(c, json_integer_value(value));
        else if (json_is_boolean(value))
            cell_number(c, json_is_true(value));
        else if (json_is_string(value) || hex) {
            c->text = hex ? hex : json_string_value(value);
            c->len = hex ? strlen(hex) : json_string_length(value);
        }
    }
    row_hash(&row, ret);
}

static void hash_table_row(struct query *q, uint8_t ret[HASH_BYTES])
{
    struct row row = {.n = 0};
    int columns = query_columns(q);
    for (int i = 0; i < columns; i++) {
        if (query_is_null(q, i) || text_same(query_name(q, i), "id"))
            continue;
        struct cell *c = row_cell(&row, query_name(q, i));
        if (!c)
            break;
        if (query_is_blob(q, i)) {
            const void *blob = query_blob(q, i, &c->len);
            c->made = malloc(2 * c->len + 1);
            text_hex(blob, c->len, c->made);
            c->text = c->made;
            c->len *= 2;
        } else if (query_is_int(q, i)) {
            cell_number(c, query_int(q, i));
        } else {
            c->text = query_text(q, i, &c->len);
        }
    }
    row_hash(&row, ret);
}

/* ---- replay ---- */

static bool take_rename(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct replay *r = arg;
    struct err ignored;
    json_t *root;
    if (!payload || r->renames_n == RENAMES_MAX || json_parse(&root, payload, len, &ignored))
        return true;
    struct rename *to = &r->renames[r->renames_n++];
    const char *table = NULL, *from = NULL, *name = NULL;
    json_unpack(root, "{s:{s:s,s:s,s:s}}", "rename", "table", &table, "from", &from, "to", &name);
    to->seq = entry->seq;
    snprintf(to->table, sizeof(to->table), "%s", table ? table : "");
    snprintf(to->from, sizeof(to->from), "%s", from ? from : "");
    snprintf(to->to, sizeof(to->to), "%s", name ? name : "");
    json_decref(root);
    return true;
}

static enum outcome read_renames(struct replay *r, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, r->db,
                              "SELECT j.seq, p.payload"
                              " FROM journal j"
                              " JOIN journal_payload p ON p.seq = j.seq"
                              " WHERE j.act = $1"
                              " ORDER BY j.seq",
                              BIND(bind_text(ACT_RENAME)), e);
    if (o)
        return o;
    while (query_next(q)) {
        size_t len;
        struct entry entry = {.seq = query_int(q, 0)};
        const char *payload = query_text(q, 1, &len);
        take_rename(r, &entry, payload, len);
    }
    return query_end(q, e);
}

static enum outcome replay_row(struct replay *r, int64_t seq, json_t *item, struct err *e)
{
    const char *table = json_string_value(json_object_get(item, "table"));
    const char *id_text = json_string_value(json_object_get(item, "id"));
    json_t *image = json_object_get(item, "row");
    int64_t id;
    uint8_t hash[HASH_BYTES];
    if (!table || !id_text || !text_int(id_text, strlen(id_text), &id) || !image)
        return OK; /* not a row image */
    if (json_is_null(image))
        return db_run(r->db, "DELETE FROM journal_replay WHERE of_table = $1 AND id = $2",
                      BIND(bind_text(table), bind_int(id)), e);
    hash_image(r, seq, table, image, hash);
    return db_run(r->db,
                  "INSERT INTO journal_replay (of_table, id, hash)"
                  " VALUES ($1, $2, $3)"
                  " ON CONFLICT (of_table, id) DO UPDATE SET hash = excluded.hash",
                  BIND(bind_text(table), bind_int(id), bind_blob(hash, sizeof(hash))), e);
}

static bool replay_entry(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct replay *r = arg;
    json_t *root, *item;
    size_t i;
    r->report->entries++;
    if (!payload)
        return true;
    r->outcome = json_parse(&root, payload, len, r->err);
    if (r->outcome)
        return false;
    json_array_foreach(json_object_get(root, "rows"), i, item) {
        if (!r->outcome)
            r->outcome = replay_row(r, entry->seq, item, r->err);
    }
    json_decref(root);
    return !r->outcome;
}

/* ---- compare ---- */

static void differs(struct replay *r, const char *table, int64_t id, const char *words)
{
    if (!r->report->differing++)
        snprintf(r->report->fault, sizeof(r->report->fault), "%s %lld: %s", table, (long long)id,
                 words);
}

struct image_page {
    int64_t ids[PAGE];
    uint8_t hashes[PAGE][HASH_BYTES];
    int n;
};

static enum outcome page_read(struct image_page *page, struct db *db, const char *sql,
                              const struct value *binds, int n, bool is_replayed, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, sql, binds, n, e);
    if (o)
        return o;
    page->n = 0;
    int id_column = 0;
    while (page->n < PAGE && query_next(q)) {
        if (page->n == 0 && !is_replayed)
            while (id_column < query_columns(q) && !text_same(query_name(q, id_column), "id"))
                id_column++;
        page->ids[page->n] = query_int(q, id_column);
        if (is_replayed) {
            size_t len;
            const void *hash = query_blob(q, 1, &len);
            memcpy(page->hashes[page->n], hash, HASH_BYTES);
        } else {
            hash_table_row(q, page->hashes[page->n]);
        }
        page->n++;
    }
    return query_end(q, e);
}

/* Both sides from `after` on, in pages; compares as far as both reach. */
static enum outcome compare_table(struct replay *r, const char *table, struct image_page *want,
                                  struct image_page *have, struct err *e)
{
    struct buf sql;
    enum outcome o = OK;
    int64_t after = INT64_MIN;
    bool is_more = true;
    buf_init(&sql, 300);
    buf_text(&sql, "SELECT * FROM ");
    sql_name(&sql, table);
    buf_text(&sql, " WHERE id > $1 ORDER BY id LIMIT 2000");
    while (!o && is_more) {
        o = page_read(want, r->db,
                      "SELECT id, hash"
                      " FROM journal_replay"
                      " WHERE of_table = $1 AND id > $2"
                      " ORDER BY id"
                      " LIMIT 2000",
                      BIND(bind_text(table), bind_int(after)), true, e);
        if (!o)
            o = page_read(have, r->db, sql.data, BIND(bind_int(after)), false, e);
        if (o)
            break;
        /* A full page says nothing about ids beyond its last one. */
        int64_t bound = INT64_MAX;
        if (want->n == PAGE)
            bound = want->ids[PAGE - 1];
        if (have->n == PAGE && have->ids[PAGE - 1] < bound)
            bound = have->ids[PAGE - 1];
        is_more = want->n == PAGE || have->n == PAGE;
        int i = 0, k = 0;
        while ((i < want->n && want->ids[i] <= bound) || (k < have->n && have->ids[k] <= bound)) {
            int64_t wanted = i < want->n ? want->ids[i] : INT64_MAX;
            int64_t had = k < have->n ? have->ids[k] : INT64_MAX;
            if (i < want->n && (k == have->n || wanted < had)) {
                differs(r, table, wanted, "in the journal but not in the table");
                i++;
            } else if (k < have->n && (i == want->n || had < wanted)) {
                differs(r, table, had, "in the table but not in the journal");
                k++;
            } else {
                if (memcmp(want->hashes[i], have->hashes[k], HASH_BYTES))
                    differs(r, table, wanted, "table and journal differ");
                i++;
                k++;
            }
            r->report->rows++;
        }
        after = bound;
    }
    buf_fini(&sql);
    return o;
}

static enum outcome compare_all(struct replay *r, struct err *e)
{
    char tables[COLUMNS_MAX][64];
    int n = 0;
    struct query *q;
    enum outcome o = db_query(&q, r->db,
                              "SELECT DISTINCT of_table"
                              " FROM journal_replay"
                              " ORDER BY of_table",
                              NO_BIND, e);
    if (o)
        return o;
    while (n < COLUMNS_MAX && query_next(q))
        snprintf(tables[n++], sizeof(tables[0]), "%s", query_text(q, 0, NULL));
    o = query_end(q, e);
    struct image_page *pages = malloc(2 * sizeof(*pages));
    for (int i = 0; !o && i < n; i++) {
        if (schema_has_table(r->db, tables[i]))
            o = compare_table(r, tables[i], &pages[0], &pages[1], e);
        else
            differs(r, tables[i], 0, "the table is missing");
    }
    free(pages);
    return o;
}

enum outcome journal_compare(struct db *db, struct journal_report *ret, struct err *e)
{
    struct journal_report report = {0};
    struct replay r = {.db = db, .report = &report, .err = e};
    enum outcome o = db_temporary(db,
                                  "CREATE TEMP TABLE IF NOT EXISTS journal_replay ("
                                  " of_table TEXT NOT NULL, id INTEGER NOT NULL,"
                                  " hash BLOB NOT NULL,"
                                  " PRIMARY KEY (of_table, id)) STRICT, WITHOUT ROWID",
                                  e);
    if (o)
        return o;
    o = db_begin_read(db, e);
    if (o)
        return o;
    r.renames = calloc(RENAMES_MAX, sizeof(*r.renames));
    o = read_renames(&r, e);
    if (!o)
        o = journal_since(db, 0, replay_entry, &r, e);
    if (!o)
        o = r.outcome;
    if (!o)
        o = compare_all(&r, e);
    free(r.renames);
    db_rollback(db); /* also empties the temporary table */
    if (!o)
        *ret = report;
    return o;
}
