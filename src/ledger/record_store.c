/* Rows of ledger tables: struct record in and out, one prepared text per ledger and verb.
 *
 * The texts are made once, when an edition is taken into force (ledger_prepare), so that a write
 * costs one hash of the text and the binds. Sealed fields leave here as ciphertext and come back
 * as V_BLOB; who needs the plain value asks record_plain(). No judgement in this file. */
#include "base/limits.h"
#include "base/text.h"
#include "journal/image.h"
#include "ledger/ledger_int.h"

/* System columns, in the order of every text below. */
static const char *const system_columns[] = {
    "id",         "rev",       "state",       "key",        "title",      "place",
    "also1",      "also2",     "also3",       "created_at", "created_by", "changed_at",
    "changed_by", "closed_at", "occurred_at", "edition",    "key_no",     "batch",
};
enum { SYSTEM_COLUMNS = sizeof system_columns / sizeof *system_columns };
/* The longest row: system columns, kept standards, fields with their hashes. */
enum { BINDS_MAX = SYSTEM_COLUMNS + 64 + 2 * LIMIT_FIELDS };

bool value_is_empty(struct value v)
{
    return v.type == V_NULL || ((vtype_is_text(v.type) || v.type == V_BLOB) && v.len == 0);
}

/* ---- texts ---------------------------------------------------------------------------- */

static void column_name(struct buf *b, const char *prefix, const char *name, const char *suffix)
{
    char whole[128];
    snprintf(whole, sizeof whole, "%s%s%s", prefix, name, suffix);
    sql_name(b, whole);
}

/* Calls the writer for each column with its 1-based number. */
static int each_column(const struct ledger *l, struct buf *b,
                       void (*put)(struct buf *b, const char *prefix, const char *name,
                                   const char *suffix, int n))
{
    int n = 0;
    for (int i = 0; i < SYSTEM_COLUMNS; i++)
        put(b, "", system_columns[i], "", ++n);
    for (int i = 0; i < l->keep_n; i++)
        put(b, "std_", l->keep[i]->name, "", ++n);
    for (int i = 0; i < l->fields_n; i++) {
        put(b, "", l->fields[i].column, "", ++n);
        if (l->fields[i].seal != SEAL_NONE)
            put(b, "", l->fields[i].column, "_eq", ++n);
    }
    return n;
}

static void put_name(struct buf *b, const char *prefix, const char *name, const char *suffix, int n)
{
    if (n > 1)
        buf_char(b, ',');
    column_name(b, prefix, name, suffix);
}

static void put_number(struct buf *b, const char *prefix, const char *name, const char *suffix,
                       int n)
{
    buf_printf(b, n > 1 ? ",$%d" : "$%d", n);
}

static void put_set(struct buf *b, const char *prefix, const char *name, const char *suffix, int n)
{
    if (n == 1)
        return; /* id, bound as $1 */
    if (n > 2)
        buf_char(b, ',');
    column_name(b, prefix, name, suffix);
    buf_printf(b, "=$%d", n);
}

static struct ledger_sql *sql_make(struct arena *a, const struct ledger *l)
{
    struct ledger_sql *s = arena_alloc(a, sizeof *s);
    struct buf b;
    buf_init(&b, 1 << 16);

    s->binds_n = each_column(l, &b, put_name);
    s->columns = arena_text(a, b.data, b.len);

    buf_clear(&b);
    buf_text(&b, "INSERT INTO ");
    sql_name(&b, l->table);
    buf_printf(&b, " (%s) VALUES (", s->columns);
    each_column(l, &b, put_number);
    buf_char(&b, ')');
    s->insert = arena_text(a, b.data, b.len);

    buf_clear(&b);
    buf_text(&b, "UPDATE ");
    sql_name(&b, l->table);
    buf_text(&b, " SET ");
    each_column(l, &b, put_set);
    buf_text(&b, " WHERE id=$1");
    s->update = arena_text(a, b.data, b.len);

    buf_clear(&b);
    buf_text(&b, "UPDATE ");
    sql_name(&b, l->table);
    buf_text(&b, " SET rev=$2, state=$3, changed_at=$4, changed_by=$5, closed_at=$6 WHERE id=$1");
    s->move = arena_text(a, b.data, b.len);

    buf_clear(&b);
    buf_printf(&b, "SELECT %s FROM ", s->columns);
    sql_name(&b, l->table);
    buf_text(&b, " WHERE id=$1");
    s->load = arena_text(a, b.data, b.len);
    buf_fini(&b);
    return s;
}

void ledger_prepare(struct plan *plan)
{
    for (int i = 0; i < plan->ledgers_n; i++)
        if (!plan->ledgers[i].sql)
            plan->ledgers[i].sql = sql_make(&plan->arena, &plan->ledgers[i]);
}

static const struct ledger_sql *sql_of(const struct ledger *l, struct arena *a)
{
    return l->sql ? l->sql : sql_make(a, l);
}

/* ---- struct to binds -------------------------------------------------------------------- */

static struct value bind_value(struct value v)
{
    if (v.type == V_NULL)
        return v;
    v.type = v.type == V_BLOB ? V_BLOB : vtype_is_text(v.type) ? V_TEXT : V_INTEGER;
    return v;
}

static struct value bind_or_null(int64_t n)
{
    return n ? bind_int(n) : bind_null();
}

/* Ciphertext is bound to its column: "ledger.field". */
static const char *seal_name(char out[160], const struct field *f)
{
    snprintf(out, 160, "%.75s.%.75s", f->ledger ? f->ledger->name : "", f->name);
    return out;
}

/* Over the field's text; numbers and dates as printed. */
int64_t record_sealed_hash(struct guard *g, const struct field *f, struct value v)
{
    char number[32], name[160];
    seal_name(name, f);
    if (vtype_is_text(v.type))
        return seal_equal_hash(g, name, v.s, v.len);
    size_t len = (size_t)snprintf(number, sizeof number, "%lld", (long long)v.n);
    return seal_equal_hash(g, name, number, len);
}

/* Seals what is still plain; the record then holds ciphertext, as the row does. */
static enum outcome record_seal(struct work *w, struct record *r, struct err *e)
{
    const struct ledger *l = r->ledger;
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        if (f->seal == SEAL_NONE || r->values[i].type == V_BLOB)
            continue;
        if (value_is_empty(r->values[i])) {
            r->values[i] = value_null();
            r->equal[i] = 0;
            continue;
        }
        enum outcome o = OK;
        char name[160];
        if (!r->key_no)
            o = seal_new_key(w->app->guard, &r->key_no, e);
        if (o != OK)
            return o;
        struct value v = r->values[i];
        r->equal[i] = record_sealed_hash(w->app->guard, f, v);
        o = seal_close_value(w->app->guard, w->arena, r->key_no, seal_name(name, f), v,
                             &r->values[i], e);
        if (o != OK)
            return o;
    }
    return OK;
}

static int record_binds(const struct record *r, struct value *b)
{
    const struct ledger *l = r->ledger;
    int n = 0;
    b[n++] = bind_int(r->id);
    b[n++] = bind_int(r->rev);
    b[n++] = bind_text(l->states[r->state].name);
    b[n++] = bind_text(r->key);
    b[n++] = bind_text(r->title ? r->title : "");
    b[n++] = bind_int(r->place);
    for (int i = 0; i < 3; i++)
        b[n++] = bind_or_null(r->also[i]);
    b[n++] = bind_int(r->created_at);
    b[n++] = bind_int(r->created_by);
    b[n++] = bind_int(r->changed_at);
    b[n++] = bind_int(r->changed_by);
    b[n++] = bind_or_null(r->closed_at);
    b[n++] = bind_or_null(r->occurred_at);
    b[n++] = bind_int(r->edition_no);
    b[n++] = bind_or_null(r->key_no);
    b[n++] = bind_or_null(r->batch);
    for (int i = 0; i < l->keep_n; i++)
        b[n++] = bind_value(r->kept[i]);
    for (int i = 0; i < l->fields_n; i++) {
        b[n++] = bind_value(r->values[i]);
        if (l->fields[i].seal != SEAL_NONE)
            b[n++] = bind_or_null(r->equal[i]);
    }
    return n;
}

enum outcome record_insert(struct work *w, struct record *r, struct err *e)
{
    struct value binds[BINDS_MAX];
    enum outcome o = record_seal(w, r, e);
    if (o != OK)
        return o;
    int n = record_binds(r, binds);
    return db_run(w->db, sql_of(r->ledger, w->arena)->insert, binds, n, e);
}

enum outcome record_update(struct work *w, struct record *r, bool only_state, struct err *e)
{
    struct value binds[BINDS_MAX];
    const struct ledger_sql *sql = sql_of(r->ledger, w->arena);
    if (only_state)
        return db_run(w->db, sql->move,
                      BIND(bind_int(r->id), bind_int(r->rev),
                           bind_text(r->ledger->states[r->state].name), bind_int(r->changed_at),
                           bind_int(r->changed_by), bind_or_null(r->closed_at)),
                      e);
    enum outcome o = record_seal(w, r, e);
    if (o != OK)
        return o;
    int n = record_binds(r, binds);
    return db_run(w->db, sql->update, binds, n, e);
}

/* The row as it now stands in its table: for the journal. Nulls are left out, as image.h allows. */
void record_image(struct buf *out, const struct record *r)
{
    struct value binds[BINDS_MAX];
    const struct ledger *l = r->ledger;
    char name[128];
    record_binds(r, binds);
    int n = 0;
    image_row(out, l->table, r->id);
    for (n = 1; n < SYSTEM_COLUMNS; n++)
        if (!value_is_null(binds[n]))
            image_value(out, system_columns[n], binds[n]);
    for (int i = 0; i < l->keep_n; i++, n++) {
        snprintf(name, sizeof name, "std_%s", l->keep[i]->name);
        if (!value_is_null(binds[n]))
            image_value(out, name, binds[n]);
    }
    for (int i = 0; i < l->fields_n; i++) {
        if (!value_is_null(binds[n]))
            image_value(out, l->fields[i].column, binds[n]);
        n++;
        if (l->fields[i].seal == SEAL_NONE)
            continue;
        snprintf(name, sizeof name, "%s_eq", l->fields[i].column);
        if (!value_is_null(binds[n]))
            image_value(out, name, binds[n]);
        n++;
    }
    image_row_end(out);
}

/* ---- row to struct ---------------------------------------------------------------------- */

static const char *column_text(struct arena *a, struct query *q, int c)
{
    size_t len;
    const char *s = query_text(q, c, &len);
    return s ? arena_text(a, s, len) : NULL;
}

static struct value column_value(struct arena *a, struct query *q, int c, enum vtype type)
{
    size_t len;
    if (query_is_null(q, c))
        return value_null();
    if (type == V_BLOB) {
        const void *p = query_blob(q, c, &len);
        return value_blob(arena_copy(a, p, len), len);
    }
    if (!vtype_is_text(type))
        return value_int(type, query_int(q, c));
    const char *s = query_text(q, c, &len);
    return value_text_n(type, arena_text(a, s, len), len);
}

/* By its name now, or by the one it had before an edition renamed it. */
static int state_of(const struct ledger *l, const char *name)
{
    int found = name ? ledger_state(l, name) : -1;
    for (int i = 0; found < 0 && name && i < l->states_n; i++)
        if (text_same(l->states[i].was, name))
            found = i;
    return found;
}

static struct record *record_read(struct arena *a, struct query *q, const struct ledger *l)
{
    struct record *r = arena_alloc(a, sizeof *r);
    int c = 0;
    r->ledger = l;
    r->values = arena_alloc(a, sizeof *r->values * (size_t)(l->fields_n + 1));
    r->equal = arena_alloc(a, sizeof *r->equal * (size_t)(l->fields_n + 1));
    r->kept = arena_alloc(a, sizeof *r->kept * (size_t)(l->keep_n + 1));
    r->id = query_int(q, c++);
    r->rev = query_int(q, c++);
    size_t len;
    const char *state = query_text(q, c++, &len);
    r->state = state_of(l, state);
    r->key = column_text(a, q, c++);
    r->title = column_text(a, q, c++);
    r->place = query_int(q, c++);
    for (int i = 0; i < 3; i++)
        r->also[i] = query_int(q, c++);
    r->created_at = query_int(q, c++);
    r->created_by = query_int(q, c++);
    r->changed_at = query_int(q, c++);
    r->changed_by = query_int(q, c++);
    r->closed_at = query_int(q, c++);
    r->occurred_at = query_int(q, c++);
    r->edition_no = query_int(q, c++);
    r->key_no = query_int(q, c++);
    r->batch = query_int(q, c++);
    for (int i = 0; i < l->keep_n; i++)
        r->kept[i] = column_value(a, q, c++, l->keep[i]->value.type);
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        bool is_sealed = f->seal != SEAL_NONE;
        r->values[i] = column_value(a, q, c++, is_sealed ? V_BLOB : type_row(f->type)->vtype);
        if (is_sealed)
            r->equal[i] = query_int(q, c++);
    }
    return r;
}

enum outcome record_load_any(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                             struct record **ret, struct err *e)
{
    struct query *q;
    struct record *r = NULL;
    enum outcome o = db_query(&q, db, sql_of(l, a)->load, BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q))
        r = record_read(a, q, l);
    o = query_end(q, e);
    if (o != OK)
        return o;
    if (!r)
        return refuse_absent(l, id, e);
    if (r->state < 0)
        return err_set(e, FAULT, NULL, "state_unknown",
                       "record %lld of %s is in a state that the plan does not know",
                       "记录 %lld（%s）处于预案中没有的状态", (long long)id, l->name);
    *ret = r;
    return OK;
}

static enum outcome batch_is_pending(struct db *db, int64_t batch, bool *ret, struct err *e)
{
    int64_t n;
    enum outcome o = db_int(&n, db,
                            "SELECT count(*) FROM batch WHERE id = $1 AND state IN ('writing', "
                            "'dropping', 'taking_back')",
                            BIND(bind_int(batch)), e);
    if (o == OK)
        *ret = n > 0;
    return o;
}

enum outcome record_load(struct arena *a, struct db *db, const struct plan *plan,
                         const struct ledger *l, int64_t id, struct record **ret, struct err *e)
{
    struct record *r;
    bool is_pending = false;
    enum outcome o = record_load_any(a, db, l, id, &r, e);
    if (o == OK && r->batch)
        o = batch_is_pending(db, r->batch, &is_pending, e);
    if (o != OK)
        return o;
    if (is_pending)
        return refuse_absent(l, id, e);
    *ret = r;
    return OK;
}

enum outcome record_plain(struct guard *g, struct arena *a, const struct record *r,
                          const struct field *f, struct value *ret, struct err *e)
{
    struct value v = r->values[f->index];
    if (f->seal == SEAL_NONE || v.type != V_BLOB) {
        *ret = v;
        return OK;
    }
    char name[160];
    enum outcome o = seal_open_value(g, a, r->key_no, seal_name(name, f), v, ret, e);
    if (o == OK && ret->type != V_NULL)
        ret->type = type_row(f->type)->vtype;
    return o;
}

/* ---- small questions ---------------------------------------------------------------------- */

static const char *text_of(struct arena *a, struct buf *b)
{
    const char *s = arena_text(a, b->data, b->len);
    buf_fini(b);
    return s;
}

enum outcome user_exists(struct db *db, int64_t id, bool *ret, struct err *e)
{
    int64_t n;
    enum outcome o =
        db_int(&n, db, "SELECT count(*) FROM account WHERE id = $1", BIND(bind_int(id)), e);
    if (o == OK)
        *ret = n > 0;
    return o;
}

enum outcome record_title_of(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                             const char **ret, struct err *e)
{
    struct query *q;
    struct buf b;
    bool found = false;
    buf_init(&b, 1024);
    buf_text(&b, "SELECT title FROM ");
    sql_name(&b, l->table);
    buf_text(&b, " WHERE id = $1");
    enum outcome o = db_query(&q, db, text_of(a, &b), BIND(bind_int(id)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        *ret = column_text(a, q, 0);
        found = true;
    }
    o = query_end(q, e);
    return o == OK && !found ? NOT_FOUND : o;
}

static enum outcome ids_of(struct db *db, const char *sql, const struct value *binds, int n,
                           int64_t *ret_ids, int max, int *ret_n, struct err *e)
{
    struct query *q;
    int found = 0;
    enum outcome o = db_query(&q, db, sql, binds, n, e);
    if (o != OK)
        return o;
    while (found < max && query_next(q))
        ret_ids[found++] = query_int(q, 0);
    o = query_end(q, e);
    if (o == OK)
        *ret_n = found;
    return o;
}

enum outcome record_same_fields(struct work *w, const struct record *r, const struct unique *u,
                                int64_t after, int64_t *ret_ids, int *ret_n, struct err *e)
{
    struct value binds[LIMIT_FIELDS + 1];
    struct buf b;
    int n = 0;
    buf_init(&b, 1 << 14);
    buf_text(&b, "SELECT id FROM ");
    sql_name(&b, r->ledger->table);
    buf_text(&b, " WHERE ");
    for (int i = 0; i < u->fields_n; i++) {
        const struct field *f = u->fields[i];
        bool is_sealed = f->seal != SEAL_NONE;
        column_name(&b, "", f->column, is_sealed ? "_eq" : "");
        struct value v = r->values[f->index];
        if (is_sealed && v.type != V_BLOB)
            v = bind_int(record_sealed_hash(w->app->guard, f, v));
        else if (is_sealed)
            v = bind_int(r->equal[f->index]);
        binds[n] = bind_value(v);
        buf_printf(&b, " = $%d AND ", ++n);
    }
    binds[n++] = bind_int(after);
    buf_printf(&b, "id > $%d ORDER BY id LIMIT 200", n);
    return ids_of(w->db, text_of(w->arena, &b), binds, n, ret_ids, 200, ret_n, e);
}

enum outcome record_referring(struct arena *a, struct db *db, const struct ledger *l,
                              const struct field *f, int64_t id, bool only_open, int64_t after,
                              int64_t *ret_ids, int max, int *ret_n, struct err *e)
{
    struct buf b;
    buf_init(&b, 1024);
    buf_text(&b, "SELECT id FROM ");
    sql_name(&b, l->table);
    buf_text(&b, " WHERE ");
    sql_name(&b, f->column);
    buf_text(&b, " = $1 AND id > $2");
    if (only_open)
        buf_text(&b, " AND closed_at IS NULL");
    buf_text(&b, " ORDER BY id LIMIT $3");
    return ids_of(db, text_of(a, &b), BIND(bind_int(id), bind_int(after), bind_int(max)), ret_ids,
                  max, ret_n, e);
}

enum outcome record_latest_about(struct db *db, const struct ledger *l, const struct field *f,
                                 int64_t id, int64_t *ret, int64_t *ret_at, struct err *e)
{
    struct query *q;
    struct buf b;
    buf_init(&b, 1024);
    buf_text(&b, "SELECT id, COALESCE(occurred_at, created_at) FROM ");
    sql_name(&b, l->table);
    buf_text(&b, " WHERE ");
    sql_name(&b, f->column);
    buf_text(&b, " = $1 ORDER BY id DESC LIMIT 1");
    enum outcome o = db_query(&q, db, b.data, BIND(bind_int(id)), e);
    buf_fini(&b);
    if (o != OK)
        return o;
    *ret = *ret_at = 0;
    if (query_next(q)) {
        *ret = query_int(q, 0);
        *ret_at = query_int(q, 1);
    }
    return query_end(q, e);
}

/* The column that names a record in a table: its number, or else its one text that is never there
 * twice, such as the code on a tube. */
static const char *naming_column(const struct ledger *l)
{
    for (int i = 0; !l->key.is_set && i < l->uniques_n; i++) {
        const struct unique *u = &l->uniques[i];
        if (u->fields_n == 1 && !u->where && u->fields[0]->type == F_TEXT && !u->fields[0]->seal)
            return u->fields[0]->column;
    }
    return "key";
}

enum outcome record_by_text(struct db *db, const struct ledger *l, const char *text, int64_t *ret,
                            int *ret_found, struct err *e)
{
    struct buf b;
    int64_t ids[2];
    buf_init(&b, 1024);
    buf_text(&b, "SELECT id FROM ");
    sql_name(&b, l->table);
    buf_text(&b, " WHERE ");
    sql_name(&b, naming_column(l));
    buf_text(&b, " = $1 LIMIT 2");
    enum outcome o = ids_of(db, b.data, BIND(bind_text(text)), ids, 2, ret_found, e);
    buf_fini(&b);
    if (o == OK && *ret_found)
        *ret = ids[0];
    return o;
}
