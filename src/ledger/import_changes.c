/* An export that comes back edited: what it would change, row by row. Rows are known by their
 * record number or key; a record that somebody changed since the export is a conflict, told by its
 * revision. Nothing is written here: the caller looks, and sends what he keeps as a bulk amend with
 * the revisions seen, all or none.
 *
 * Sealed and sensitive columns are left out: comparing them would tell what a mask hides. */
#include <errno.h>
#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/text.h"
#include "ledger/import.h"
#include "ledger/ledger_op.h"
#include "ledger/print.h"
#include "place/place.h"

#define ROWS_PER_ARENA 64
#define ERRORS_TOLD 200

struct comparing {
    struct call *call;
    struct import *m; /* its columns and look-ups; no job */
    struct work work;
    struct arena arena; /* of a few rows */
    struct intmap seen; /* record -> row */
    struct buf changed, errors, ignored, fields, shown;
    int id_at, rev_at, key_at; /* columns; -1: absent */
    int64_t rows, same;
    int changed_n, errors_n;
    long row;
};

static bool is_one_of(const char *header, const char *const names[3])
{
    for (int i = 0; i < 3; i++)
        if (strcasecmp(header, names[i]) == 0)
            return true;
    return false;
}

static const char *const id_names[] = {"记录号", "Id", "id"},
                         *const rev_names[] = {"版本", "Revision", "rev"},
                         *const key_names[] = {"编号", "Number", "key"};

static bool knows(void *arg, const char *name)
{
    return is_one_of(name, id_names) || is_one_of(name, rev_names) || is_one_of(name, key_names) ||
           import_knows(arg, name);
}

static bool may_compare(const struct comparing *x, const struct field *f)
{
    return f->seal == SEAL_NONE && !f->sensitive.is && print_has_column(f) &&
           guard_sight(x->call->actor, f, NULL, x->call->db) == SIGHT_FULL;
}

static enum outcome find_columns(struct comparing *x, const struct csv_cell *cells, int n,
                                 struct err *e)
{
    struct import *m = x->m;
    struct buf told;
    buf_init(&told, 1 << 17);
    enum outcome o = import_headers(m, cells, n, &told, e);
    buf_fini(&told);
    x->id_at = x->rev_at = x->key_at = -1;
    for (int i = 0; o == OK && i < m->columns_n; i++) {
        struct import_column *col = &m->columns[i];
        if (col->kind == COLUMN_FIELD && !may_compare(x, col->field)) {
            put_str(&x->ignored, col->field->name);
            col->kind = COLUMN_IGNORED;
        } else if (col->kind != COLUMN_FIELD) {
            x->id_at = is_one_of(cells[i].s, id_names) ? i : x->id_at;
            x->rev_at = is_one_of(cells[i].s, rev_names) ? i : x->rev_at;
            x->key_at = is_one_of(cells[i].s, key_names) ? i : x->key_at;
        }
    }
    if (o == OK && x->id_at < 0 && x->key_at < 0)
        o = err_set(e, REFUSED, NULL, "no_key",
                    "no column says which record a row is: export the list, edit that file and "
                    "leave its first columns alone",
                    "没有能认出记录的列：请导出名单，在导出的文件里修改，保留“记录号”或“编号”列");
    return o;
}

static const struct csv_cell *cell_at(const struct csv_cell *cells, int n, int at)
{
    return at >= 0 && at < n && cells[at].len > 0 ? &cells[at] : NULL;
}

/* The record a row is about, as it is now. */
static enum outcome find_record(struct comparing *x, const struct csv_cell *cells, int n,
                                struct record **ret, struct err *e)
{
    const struct ledger *l = x->m->ledger;
    const struct csv_cell *id = cell_at(cells, n, x->id_at), *key = cell_at(cells, n, x->key_at);
    int64_t number = 0, before;
    int found = 0;
    enum outcome o = OK;
    if (id) {
        const char *s = id->s + (id->s[0] == '\'');
        found = text_int(s, strlen(s), &number);
    } else if (key) {
        o = record_by_text(x->call->db, l, key->s, &number, &found, e);
    }
    if (o != OK)
        return o;
    if (found != 1)
        return err_set(e, REFUSED, NULL, "no_record", "the row names no record of this ledger",
                       "该行没有对应的记录");
    if (intmap_find(&x->seen, number, &before))
        return err_set(e, REFUSED, NULL, "row_twice", "row %lld is about the same record",
                       "第 %lld 行已是同一条记录", (long long)before);
    intmap_put(&x->seen, number, x->row);
    o = record_seen(&x->work, l, number, ret, e);
    if (o == OK && (!work_may(&x->work, VERB_AMEND, *ret) || record_is_shut(*ret)))
        o = err_set(e, REFUSED, NULL, "not_amendable",
                    "you may not amend this record, or it is closed",
                    "您不能修改此记录，或此记录已终结");
    return o;
}

static enum outcome check_seen(struct comparing *x, const struct record *r,
                               const struct csv_cell *cells, int n, struct err *e)
{
    const struct csv_cell *cell = cell_at(cells, n, x->rev_at);
    int64_t rev;
    if (!cell || (text_int(cell->s, cell->len, &rev) && rev == r->rev))
        return OK;
    return err_set(e, CONFLICT, NULL, "revision",
                   "changed since the export: the sheet has revision %.20s, now it is %lld",
                   "导出之后已有人修改：表中版本为 %.20s，现为 %lld", cell->s, (long long)r->rev);
}

/* The value as a reader knows it: places and records by name. */
static enum outcome print_value(struct comparing *x, const struct field *f, struct value v,
                                struct buf *out, struct err *e)
{
    struct place p;
    const char *title;
    enum outcome o = OK;
    if (value_is_empty(v))
        return OK;
    if (f->type == F_PLACE) {
        o = place_get(&p, &x->arena, x->call->db, v.n, e);
        buf_text(out, o == OK ? p.name : "");
    } else if (f->type == F_REF && f->to) {
        o = record_title_of(&x->arena, x->call->db, f->to, v.n, &title, e);
        buf_text(out, o == OK && title ? title : "");
    } else {
        value_print(out, x->call->plan, f, v, x->call->lang);
    }
    return o == NOT_FOUND ? OK : o;
}

static enum outcome compare_cell(struct comparing *x, const struct record *r, const struct field *f,
                                 const struct csv_cell *cell, struct err *e)
{
    struct value was = r->values[f->index], is = value_null();
    struct buf before, after;
    enum outcome o = OK;
    if (cell->len == 0 && value_is_empty(was))
        return OK;
    buf_init(&before, LIMIT_BODY);
    buf_init(&after, LIMIT_BODY);
    o = print_value(x, f, was, &before, e);
    bool is_same = o == OK && before.len == cell->len && cell->len > 0 &&
                   memcmp(before.data, cell->s, cell->len) == 0;
    if (o == OK && !is_same && cell->len > 0)
        o = import_field(x->m, &x->work, f, cell, &is, e);
    is_same = is_same || (o == OK && value_same(was, is));
    if (o == OK && !is_same)
        o = print_value(x, f, is, &after, e);
    if (o == OK && !is_same) {
        put_key(&x->fields, f->name);
        value_json(&x->fields, x->call->plan, f, is);
        put_object(&x->shown);
        put_key(&x->shown, "field"), put_str(&x->shown, f->name);
        put_key(&x->shown, "before"),
            put_text(&x->shown, before.data ? before.data : "", before.len);
        put_key(&x->shown, "after"), put_text(&x->shown, after.data ? after.data : "", after.len);
        put_end_object(&x->shown);
    }
    buf_fini(&before);
    buf_fini(&after);
    if (o != OK && !e->field[0])
        snprintf(e->field, sizeof e->field, "%s", f->name);
    return o;
}

static void put_changed(struct comparing *x, const struct record *r)
{
    struct buf *b = &x->changed;
    x->changed_n++;
    put_object(b);
    put_key(b, "row"), put_int(b, x->row);
    put_key(b, "id"), put_id(b, r->id);
    put_key(b, "rev"), put_int(b, r->rev);
    put_key(b, "key"), put_str(b, r->key);
    put_key(b, "title"), put_str(b, r->title);
    put_key(b, "fields"), put_raw(b, x->fields.data, x->fields.len);
    put_key(b, "changes"), put_raw(b, x->shown.data, x->shown.len);
    put_end_object(b);
}

static void put_error(struct comparing *x, const struct err *why)
{
    struct buf *b = &x->errors;
    if (x->errors_n++ >= ERRORS_TOLD)
        return;
    put_object(b);
    put_key(b, "row"), put_int(b, x->row);
    put_key(b, "field"), put_str(b, why->field[0] ? why->field : NULL);
    put_key(b, "rule"), put_str(b, why->rule);
    put_key(b, "detail"), put_str(b, err_text(why, x->call->lang));
    put_end_object(b);
}

static enum outcome compare_row(struct comparing *x, const struct csv_cell *cells, int n,
                                struct err *e)
{
    struct record *r;
    struct err why = {0};
    enum outcome o = find_record(x, cells, n, &r, &why);
    if (o == OK)
        o = check_seen(x, r, cells, n, &why);
    buf_clear(&x->fields);
    buf_clear(&x->shown);
    put_object(&x->fields);
    put_array(&x->shown);
    size_t none = x->fields.len;
    for (int i = 0; o == OK && i < n && i < x->m->columns_n; i++)
        if (x->m->columns[i].kind == COLUMN_FIELD)
            o = compare_cell(x, r, x->m->columns[i].field, &cells[i], &why);
    bool is_changed = x->fields.len > none;
    put_end_object(&x->fields);
    put_end_array(&x->shown);
    if (o == FAULT || o == BUSY) {
        *e = why;
        return o;
    }
    if (o != OK)
        put_error(x, &why);
    else if (is_changed)
        put_changed(x, r);
    else
        x->same++;
    if (x->changed_n > LIMIT_BULK)
        return err_set(e, TOO_LARGE, "file", "too_many", "at most %d changed rows in one file",
                       "一个文件最多修改 %d 行", LIMIT_BULK);
    return OK;
}

static enum outcome compare(struct comparing *x, struct table *table, struct err *e)
{
    const struct csv_cell *cells;
    int n;
    enum outcome o = OK;
    cells = table_header(table, &n);
    o = find_columns(x, cells, n, e);
    while (o == OK && (o = table_next(table, &cells, &n, e)) == OK && n > 0) {
        x->row = table_row(table);
        o = compare_row(x, cells, n, e);
        if (++x->rows % ROWS_PER_ARENA == 0)
            arena_clear(&x->arena);
    }
    return o;
}

static void put_answer(struct comparing *x)
{
    struct buf *out = x->call->out;
    put_end_array(&x->changed);
    put_end_array(&x->errors);
    put_end_array(&x->ignored);
    put_object(out);
    put_key(out, "rows"), put_int(out, x->rows);
    put_key(out, "same"), put_int(out, x->same);
    put_key(out, "bad"), put_int(out, x->errors_n);
    put_key(out, "changed"), put_raw(out, x->changed.data, x->changed.len);
    put_key(out, "errors"), put_raw(out, x->errors.data, x->errors.len);
    put_key(out, "ignored"), put_raw(out, x->ignored.data, x->ignored.len);
    put_end_object(out);
}

static void comparing_init(struct comparing *x, struct call *c, const struct ledger *l)
{
    *x = (struct comparing){.call = c, .m = arena_alloc(c->arena, sizeof *x->m)};
    *x->m = (struct import){.app = c->app, .plan = c->plan, .ledger = l, .lang = c->lang};
    arena_init(&x->arena, LIMIT_ARENA);
    intmap_init(&x->seen);
    work_of_call(&x->work, c);
    x->work.arena = &x->arena;
    struct buf *all[] = {&x->changed, &x->errors, &x->ignored, &x->fields, &x->shown};
    for (int i = 0; i < 5; i++)
        buf_init(all[i], LIMIT_RESPONSE);
    put_array(&x->changed);
    put_array(&x->errors);
    put_array(&x->ignored);
}

static void comparing_fini(struct comparing *x)
{
    struct buf *all[] = {&x->changed, &x->errors, &x->ignored, &x->fields, &x->shown};
    for (int i = 0; i < 5; i++)
        buf_fini(all[i]);
    intmap_fini(&x->seen);
    arena_fini(&x->arena);
}

enum outcome do_import_changes(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct table *table = NULL;
    struct comparing *x = arena_alloc(c->arena, sizeof *x);
    enum outcome o = op_ledger(c, &l, e);
    if (o != OK)
        return o;
    if (!guard_may_somewhere(c->actor, VERB_AMEND, l))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not amend %s",
                       "您的岗位不能修改“%s”", l->name);
    if (!c->file_path)
        return err_set(e, REFUSED, "file", "required", "a file is required", "须选择文件");
    int fd = open(c->file_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, REFUSED, "file", "file", "cannot read %.200s: %s", "无法读取 %.200s：%s",
                       c->file_name ? c->file_name : c->file_path, strerror(errno));
    comparing_init(x, c, l);
    struct table_ways ways = {.sheet = call_text(c, "sheet"), .knows = knows, .arg = x->m};
    o = table_open(&table, fd, &ways, e);
    if (o == OK)
        o = db_begin_read(c->db, e);
    if (o == OK) {
        o = compare(x, table, e);
        db_rollback(c->db);
    }
    if (o == OK)
        put_answer(x);
    table_free(table);
    comparing_fini(x);
    close(fd);
    return o;
}
