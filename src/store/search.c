/* Text search: which records have all of these terms, newest first. One index per ledger, a pure
 * projection, written in batches.
 *
 * SQLite: an FTS5 table whose row id is the record; it keeps the terms beside the postings, so a
 * record can be replaced or dropped without its old terms at hand. PostgreSQL: a table with a
 * tsvector made from the terms as they are, under a GIN index. Neither splits, stems or folds:
 * terms are made by the caller and only tidied here to what both take the same way. */
#include "store/store.h"

#include <string.h>
#include "store/store_int.h"

#define TERMS_MAX (1u << 20)

/* Letters, digits, anything beyond ASCII and these; the rest becomes '_'. Capitals become small.
 * Keep in step with the tokenizer's tokenchars below. */
static const char marks[] = "-_.:/@+#*";

static char tidy(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 32);
    if ((c & 0x80) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr(marks, c)))
        return c;
    return '_';
}

static void put_tidy(struct buf *b, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        buf_char(b, tidy(s[i]));
}

/* Terms with exactly one blank between them. */
static void put_terms(struct buf *b, const char *terms)
{
    for (const char *p = terms; *p;) {
        size_t blank = strspn(p, " \t\n"), word = strcspn(p + blank, " \t\n");
        if (word && b->len)
            buf_char(b, ' ');
        put_tidy(b, p + blank, word);
        p += blank + word;
    }
}

static void start(struct buf *sql, const char *words, const char *table)
{
    buf_init(sql, 1000);
    buf_text(sql, words);
    sql_name(sql, table);
}

static enum outcome finish(struct buf *sql, struct db *db, const struct value *binds, int n,
                           struct err *e)
{
    enum outcome o = db_run(db, sql->data, binds, n, e);
    buf_fini(sql);
    return o;
}

enum outcome search_table(struct db *db, const char *table, struct err *e)
{
    struct buf sql;
    if (schema_has_table(db, table))
        return OK;
    if (!db->store->driver->is_postgres) {
        start(&sql, "CREATE VIRTUAL TABLE ", table);
        buf_printf(&sql, " USING fts5(terms, columnsize=0, detail=none,"
                         " tokenize=\"ascii tokenchars '%s'\")", marks);
        return finish(&sql, db, NO_BIND, e);
    }
    start(&sql, "CREATE TABLE ", table);
    buf_text(&sql, " (record BIGINT PRIMARY KEY, terms tsvector NOT NULL)");
    enum outcome o = finish(&sql, db, NO_BIND, e);
    if (o)
        return o;
    /* Whether a term is frequent (walk back from the newest record) or rare (ask the index) is for
     * the planner to know: with few statistics it walked 10⁶ records for eight hits. */
    start(&sql, "ALTER TABLE ", table);
    buf_text(&sql, " ALTER COLUMN terms SET STATISTICS 1000");
    o = finish(&sql, db, NO_BIND, e);
    if (o)
        return o;
    start(&sql, "CREATE INDEX ON ", table);
    /* What is appended is merged into the tree by whoever finds the list full: keep it short. */
    buf_text(&sql, " USING gin (terms) WITH (gin_pending_list_limit = 1024)");
    return finish(&sql, db, NO_BIND, e);
}

enum outcome search_drop(struct db *db, const char *table, int64_t record, struct err *e)
{
    struct buf sql;
    start(&sql, "DELETE FROM ", table);
    buf_text(&sql, db->store->driver->is_postgres ? " WHERE record = $1" : " WHERE rowid = $1");
    return finish(&sql, db, BIND(bind_int(record)), e);
}

enum outcome search_put(struct db *db, const char *table, int64_t record, const char *terms,
                        bool replaces, struct err *e)
{
    struct buf sql, tidied;
    bool is_postgres = db->store->driver->is_postgres;
    enum outcome o = replaces && !is_postgres ? search_drop(db, table, record, e) : OK;
    if (o)
        return o;
    buf_init(&tidied, TERMS_MAX);
    put_terms(&tidied, terms);
    start(&sql, "INSERT INTO ", table);
    if (is_postgres)
        buf_text(&sql, " (record, terms)"
                       " VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))"
                       " ON CONFLICT (record) DO UPDATE SET terms = excluded.terms");
    else
        buf_text(&sql, " (rowid, terms) VALUES ($1, $2)");
    o = finish(&sql, db,
               BIND(bind_int(record),
                    value_text_n(V_TEXT, tidied.data ? tidied.data : "", tidied.len)),
               e);
    buf_fini(&tidied);
    return o;
}

enum outcome search_forget(bool *ret_is_done, struct db *db, const char *table, bool is_first,
                           struct err *e)
{
    int64_t before = 0, after = 0;
    struct buf sql;
    if (db->store->driver->is_postgres) {
        *ret_is_done = true;
        return OK;
    }
    enum outcome o = db_int(&before, db, "SELECT total_changes()", NO_BIND, e);
    if (o)
        return o;
    start(&sql, "INSERT INTO ", table);
    buf_text(&sql, " (");
    sql_name(&sql, table);
    buf_text(&sql, ", rank) VALUES ('merge', $1)");
    o = finish(&sql, db, BIND(bind_int(is_first ? -100 : 100)), e);
    if (!o)
        o = db_int(&after, db, "SELECT total_changes()", NO_BIND, e);
    if (!o)
        *ret_is_done = after - before < 2;
    return o;
}

const char *search_id(const struct store *store)
{
    return store->driver->is_postgres ? "s.record" : "s.rowid";
}

void search_from(struct buf *out, struct store *store, const char *search, const char *table,
                 const char *alias, int bind_no)
{
    buf_text(out, "FROM ");
    sql_name(out, search);
    /* CROSS: the index leads, so that its order, newest first, needs no sorting. */
    buf_text(out, store->driver->is_postgres ? " s JOIN " : " s CROSS JOIN ");
    sql_name(out, table);
    buf_printf(out, " %s ON %s.id = %s ", alias, alias, search_id(store));
    search_match(out, store, search, bind_no);
}

void search_match(struct buf *out, struct store *store, const char *search, int bind_no)
{
    buf_text(out, "WHERE ");
    if (store->driver->is_postgres) {
        buf_printf(out, "s.terms @@ CAST($%d AS tsquery)", bind_no);
    } else {
        buf_text(out, "s.");
        sql_name(out, search);
        buf_printf(out, " MATCH $%d", bind_no);
    }
}

void search_condition(struct buf *out, struct store *store, const char *search, int bind_no)
{
    buf_printf(out, "IN (SELECT %s FROM ", search_id(store));
    sql_name(out, search);
    buf_text(out, " s ");
    search_match(out, store, search, bind_no);
    buf_char(out, ')');
}

const char *search_query(struct arena *a, struct store *store, const char *const *terms, int n)
{
    bool is_postgres = store->driver->is_postgres;
    char quote = is_postgres ? '\'' : '"';
    struct buf b;
    bool is_open = false;
    buf_init(&b, 65536);
    for (int i = 0; i < n; i++) {
        if (!terms[i]) {
            if (is_open)
                buf_char(&b, ')');
            is_open = false;
            continue;
        }
        if (!*terms[i])
            continue;
        if (is_open)
            buf_text(&b, is_postgres ? " & " : " AND ");
        else
            buf_text(&b, b.len ? is_postgres ? " | (" : " OR (" : "(");
        is_open = true;
        buf_char(&b, quote);
        put_tidy(&b, terms[i], strlen(terms[i]));
        buf_char(&b, quote);
    }
    if (is_open)
        buf_char(&b, ')');
    const char *ret = b.len && !buf_is_over(&b) ? arena_text(a, b.data, b.len) : NULL;
    buf_fini(&b);
    return ret;
}
