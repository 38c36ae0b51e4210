/* Tables of the program (numbered migrations) and tables of a plan (columns added, never dropped).
 *
 * One text serves both databases; the driver puts it in its own words. A migration runs in one
 * transaction together with the row that records it. */
#include "store/store.h"

#include "store/functions.h"
#include "store/store_int.h"
#include <assert.h>
#include <string.h>

#define DDL_MAX (1u << 20)

static enum outcome migrate_one(struct db *db, const struct migration *m, struct err *e)
{
    int64_t found;
    enum outcome o = db_begin(db, e);
    if (o)
        return o;
    o = db_int(&found, db, "SELECT count(*) FROM migration WHERE name = $1",
               BIND(bind_text(m->name)), e);
    if (!o && !found) {
        o = db_script(db, m->sql, e);
        if (!o)
            o = db_run(db, "INSERT INTO migration (name) VALUES ($1)", BIND(bind_text(m->name)), e);
    }
    if (!o)
        return db_commit(db, e);
    db_rollback(db);
    size_t en = strlen(e->en), zh = strlen(e->zh);
    snprintf(e->en + en, sizeof(e->en) - en, " [migration %s]", m->name);
    snprintf(e->zh + zh, sizeof(e->zh) - zh, " [迁移 %s]", m->name);
    return o;
}

enum outcome store_migrate(struct store *store, struct err *e)
{
    struct db *db;
    enum outcome o = db_open(&db, store, DB_WRITE, e);
    if (o)
        return o;
    o = db_begin(db, e);
    if (!o)
        o = db_script(db, "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT;",
                      e);
    if (!o && store->driver->is_postgres)
        o = store->driver->script(db, functions_postgres(), e);
    if (!o)
        o = db_commit(db, e);
    for (const struct migration *m = migrations; !o && m->name; m++)
        o = migrate_one(db, m, e);
    db_close(db);
    return o;
}

static bool exists(struct db *db, const char *sqlite, const char *postgres, const char *table,
                   const char *column)
{
    int64_t n = 0;
    struct err e;
    const char *sql = db->store->driver->is_postgres ? postgres : sqlite;
    enum outcome o = column ? db_int(&n, db, sql, BIND(bind_text(table), bind_text(column)), &e)
                            : db_int(&n, db, sql, BIND(bind_text(table)), &e);
    return !o && n > 0;
}

bool schema_has_table(struct db *db, const char *table)
{
    return exists(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1",
                  "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relname = $1"
                  " AND relnamespace = current_schema()::regnamespace",
                  table, NULL);
}

bool schema_has_column(struct db *db, const char *table, const char *column)
{
    return exists(db, "SELECT count(*) FROM pragma_table_info($1) WHERE name = $2",
                  "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
                  " WHERE c.relname = $1 AND a.attname = $2 AND a.attnum > 0"
                  " AND NOT a.attisdropped"
                  " AND c.relnamespace = current_schema()::regnamespace",
                  table, column);
}

static enum outcome ddl_run(struct db *db, struct buf *sql, struct err *e)
{
    assert(!buf_is_over(sql));
    enum outcome o = db_script(db, sql->data, e);
    buf_fini(sql);
    return o;
}

static void column_put(struct buf *sql, const struct column *c)
{
    sql_name(sql, c->name);
    buf_printf(sql, " %s%s", c->type, c->not_null ? " NOT NULL" : "");
    if (c->extra && *c->extra)
        buf_printf(sql, " %s", c->extra);
}

enum outcome schema_table(struct db *db, const char *table, const struct column *columns, int n,
                          struct err *e)
{
    struct buf sql;
    buf_init(&sql, DDL_MAX);
    if (!schema_has_table(db, table)) {
        buf_text(&sql, "CREATE TABLE ");
        sql_name(&sql, table);
        buf_text(&sql, " (");
        for (int i = 0; i < n; i++) {
            buf_text(&sql, i ? ", " : "");
            column_put(&sql, &columns[i]);
        }
        buf_text(&sql, ") STRICT;");
        return ddl_run(db, &sql, e);
    }
    for (int i = 0; i < n; i++) {
        if (schema_has_column(db, table, columns[i].name))
            continue;
        buf_text(&sql, "ALTER TABLE ");
        sql_name(&sql, table);
        buf_text(&sql, " ADD COLUMN ");
        column_put(&sql, &columns[i]);
        buf_text(&sql, ";");
    }
    if (sql.len == 0) {
        buf_fini(&sql);
        return OK;
    }
    return ddl_run(db, &sql, e);
}

enum outcome schema_rename(struct db *db, const char *table, const char *from, const char *to,
                           struct err *e)
{
    struct buf sql;
    buf_init(&sql, DDL_MAX);
    buf_text(&sql, "ALTER TABLE ");
    sql_name(&sql, table);
    buf_text(&sql, " RENAME COLUMN ");
    sql_name(&sql, from);
    buf_text(&sql, " TO ");
    sql_name(&sql, to);
    return ddl_run(db, &sql, e);
}

enum outcome schema_index(struct db *db, const char *name, const char *table, const char *columns,
                          bool is_unique, const char *where, struct err *e)
{
    struct buf sql;
    buf_init(&sql, DDL_MAX);
    buf_printf(&sql, "CREATE %sINDEX IF NOT EXISTS ", is_unique ? "UNIQUE " : "");
    sql_name(&sql, name);
    buf_text(&sql, " ON ");
    sql_name(&sql, table);
    buf_printf(&sql, " (%s)", columns);
    if (where && *where)
        buf_printf(&sql, " WHERE %s", where);
    return ddl_run(db, &sql, e);
}

enum outcome schema_drop_index(struct db *db, const char *name, struct err *e)
{
    struct buf sql;
    buf_init(&sql, DDL_MAX);
    buf_text(&sql, "DROP INDEX IF EXISTS ");
    sql_name(&sql, name);
    return ddl_run(db, &sql, e);
}
