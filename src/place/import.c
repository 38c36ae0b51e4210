/* Places from a CSV file: read and judged as a whole (who is whose parent, which kind, which
 * position), then handed to import_write.c in slices. Nothing is written when a row is refused.
 *
 * Memory: about 150 bytes a row while it runs. Cost: one pass over the file, one look at the
 * database for each code not in the file and for each code of a file loaded before. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/text.h"
#include "paper/csv.h"
#include "place/import_int.h"

#define ROWS_MAX 5000000
#define MEMORY_MAX (2000u << 20)

enum import_column { COLUMN_CODE, COLUMN_NAME, COLUMN_KIND, COLUMN_PARENT, COLUMNS };
static const struct { enum import_column column; const char *words[6]; } headers[] = {
    {COLUMN_CODE, {"code", "代码", "编码", "统计用区划代码", "区划代码", "行政区划代码"}},
    {COLUMN_KIND, {"kind", "类别", "类型", "地点类别"}},
    {COLUMN_NAME, {"name", "名称", "单位名称"}},
    {COLUMN_PARENT, {"parent", "上级", "上级代码"}},
};

static void put_problem(struct import *in, const struct import_row *r, const struct err *e)
{
    struct buf *out = in->im->errors;
    in->im->refused++;
    if (!out || in->im->refused > PLACE_IMPORT_ERRORS)
        return;
    put_object(out);
    put_key(out, "row");
    put_int(out, r->line);
    put_key(out, "column");
    put_str(out, *e->field ? e->field : NULL);
    put_key(out, "value");
    put_str(out, !strcmp(e->field, "name") ? r->name : !strcmp(e->field, "kind") ? r->kind_text
                 : !strcmp(e->field, "parent") ? r->parent_code : r->code);
    put_key(out, "rule");
    put_str(out, e->rule);
    put_key(out, "detail");
    put_label(out, e->zh, e->en);
    put_end_object(out);
}

static bool find_header(const struct csv_cell *cells, int n, int at[COLUMNS])
{
    for (int c = 0; c < COLUMNS; c++)
        at[c] = -1;
    for (int i = 0; i < n; i++) {
        char word[60];
        snprintf(word, sizeof(word), "%.*s", (int)cells[i].len, cells[i].s);
        word[text_tidy(word, strlen(word))] = '\0';
        for (size_t h = 0; h < sizeof(headers) / sizeof(headers[0]); h++)
            for (size_t k = 0; k < 6 && headers[h].words[k]; k++)
                if (!strcmp(word, headers[h].words[k]) && at[headers[h].column] < 0)
                    at[headers[h].column] = i;
    }
    return at[COLUMN_NAME] >= 0;
}

static const char *cell_text(struct import *in, const struct csv_cell *cells, int n, int at)
{
    if (at < 0 || at >= n || cells[at].len == 0)
        return "";
    char *s = arena_text(&in->arena, cells[at].s, cells[at].len);
    s[text_tidy(s, cells[at].len)] = '\0';
    return s;
}

static struct import_row *new_row(struct import *in)
{
    if (in->n == in->cap) {
        in->cap = in->cap ? in->cap * 2 : 4096;
        in->rows = realloc(in->rows, sizeof(*in->rows) * in->cap);
        if (!in->rows)
            abort();
    }
    in->rows[in->n] = (struct import_row){0};
    return &in->rows[in->n++];
}

static enum outcome read_rows(struct import *in, int fd, struct err *e)
{
    const struct csv_cell *cells;
    struct csv *csv = NULL;
    int n, at[COLUMNS];
    enum outcome o = csv_new(&csv, fd, e);
    if (!o)
        o = csv_next(csv, &cells, &n, e);
    if (!o && (n == 0 || !find_header(cells, n, at)))
        o = err_set(e, REFUSED, NULL, "csv_header",
                    "the first row must name the columns: code, name, and perhaps kind, parent",
                    "首行须为列名：代码、名称，可另有类别、上级");
    while (!o) {
        o = csv_next(csv, &cells, &n, e);
        if (o || n == 0)
            break;
        if (in->n >= ROWS_MAX || arena_is_over(&in->arena)) {
            o = err_set(e, TOO_LARGE, NULL, "import_rows", "the file has more than %d rows",
                        "文件超过%d行", ROWS_MAX);
            break;
        }
        struct import_row *r = new_row(in);
        r->line = csv_row(csv);
        r->code = cell_text(in, cells, n, at[COLUMN_CODE]);
        r->name = cell_text(in, cells, n, at[COLUMN_NAME]);
        r->kind_text = cell_text(in, cells, n, at[COLUMN_KIND]);
        r->parent_code = cell_text(in, cells, n, at[COLUMN_PARENT]);
    }
    csv_free(csv);
    return o;
}

/* ---- judging one row ---- */

static const struct kind *kind_of(const struct plan *plan, const struct import_row *r)
{
    if (!*r->kind_text)
        return place_position_area(plan, place_code_level(r->code));
    for (int i = 0; i < plan->kinds_n; i++)
        if (text_same(plan->kinds[i].name, r->kind_text) ||
            text_same(plan->kinds[i].label.zh, r->kind_text) ||
            text_same(plan->kinds[i].label.en, r->kind_text))
            return &plan->kinds[i];
    return NULL;
}

/* The text itself, or the arena's tidied copy only when tidying changed something. */
static enum outcome check_texts(struct import *in, struct import_row *r, struct err *e)
{
    struct arena *a = &in->scratch;
    char *name, *code;
    arena_clear(a);
    enum outcome o = place_name_check(&name, a, r->name, "name", e);
    if (!o)
        o = place_code_check(&code, a, r->code, e);
    r->kind = kind_of(in->im->plan, r);
    if (!o && !r->kind)
        o = err_set(e, REFUSED, "kind", "unknown_kind",
                    "no kind of place \"%s\": give one of the plan's, or a 12-digit code",
                    "没有地点类别“%s”：请填预案中的类别，或使用12位代码", r->kind_text);
    return o;
}

/* An area without a level below has its code twice in the national list (Dongguan as a city and as
 * the "county" its streets hang under; Jinmen down to the village). The repetition is passed over;
 * what stands below finds the first. */
static enum outcome index_row(struct import *in, struct import_row *r, struct err *e)
{
    if (!*r->code)
        return OK;
    struct import_row *first = map_find(&in->by_code, r->code);
    if (!first) {
        map_put(&in->by_code, r->code, r);
        return OK;
    }
    if (first->kind->is_area && r->kind->is_area && r->kind->level >= first->kind->level &&
        !strcmp(r->name, first->name)) {
        r->state = ROW_PASSED;
        in->im->passed_over++;
        return OK;
    }
    return err_set(e, REFUSED, "code", "code_twice", "code %s stands in row %ld already",
                   "代码%s与第%ld行重复", r->code, first->line);
}

static enum outcome find_known(struct import *in, const char *code, struct place *ret,
                               struct err *e)
{
    if (in->is_empty)
        return NOT_FOUND;
    arena_clear(&in->scratch);
    enum outcome o = place_by_code(ret, &in->scratch, in->db, code, e);
    return o == OK && ret->retired_on ? NOT_FOUND : o;
}

static enum outcome resolve(struct import *in, struct import_row *r, int depth, struct err *e);

/* Parent by a code: of the file, else of the database. */
static enum outcome parent_by_code(struct import *in, struct import_row *r, const char *code,
                                   int depth, struct err *e)
{
    struct place p;
    struct import_row *above = map_find(&in->by_code, code);
    if (above && above != r) {
        enum outcome o = resolve(in, above, depth + 1, e);
        if (o)
            return o;
        r->parent = above->id;
        r->parent_kind = above->kind->name;
        return OK;
    }
    enum outcome o = find_known(in, code, &p, e);
    if (o)
        return o;
    const struct kind *kind = plan_kind(in->im->plan, p.kind);
    r->parent = p.id;
    r->parent_kind = kind ? kind->name : "";
    return OK;
}

static enum outcome find_parent(struct import *in, struct import_row *r, int depth, struct err *e)
{
    char code[13];
    enum outcome o = NOT_FOUND;
    if (*r->parent_code) {
        o = parent_by_code(in, r, r->parent_code, depth, e);
    } else if (r->kind->level == LEVEL_PROVINCE) {
        r->parent = PLACE_COUNTRY;
        r->parent_kind = "";
        return OK;
    } else {
        enum level level = place_code_level(r->code);
        for (int at = (int)level - 1; o == NOT_FOUND && at >= LEVEL_PROVINCE; at--) {
            place_code_at(r->code, (enum level)at, code);
            if (strcmp(code, r->code))
                o = parent_by_code(in, r, code, depth, e);
        }
    }
    return o != NOT_FOUND ? o
                          : err_set(e, REFUSED, "parent", "no_parent",
                                    "the place above %s is neither in the file nor known",
                                    "文件和系统中都没有%s的上级", *r->code ? r->code : r->name);
}

/* The next free number; the first of each (parent, level) asks the database once. */
static enum outcome give_position(struct import *in, struct import_row *r, struct err *e)
{
    enum level levels[LEVELS];
    int n = place_position_levels(r->kind, r->parent, levels);
    for (int i = 0; i < n; i++) {
        int64_t first = place_child(r->parent, levels[i], 1), used = 0;
        if (!intmap_find(&in->numbers, first, &used) && !in->is_empty) {
            int64_t highest = 0;
            enum outcome o = place_row_highest(&highest, in->db, r->parent, levels[i], e);
            if (o)
                return o;
            used = highest ? place_number(highest, levels[i]) : 0;
        }
        if (used < place_capacity(levels[i])) {
            intmap_put(&in->numbers, first, used + 1);
            r->id = place_child(r->parent, levels[i], (int)used + 1);
            return OK;
        }
        intmap_put(&in->numbers, first, used);
    }
    return err_set(e, REFUSED, "parent", "place_full",
                   "there is no free position left below the place above",
                   "上级地点下已无空余位置");
}

static enum outcome judge(struct import *in, struct import_row *r, int depth, struct err *e)
{
    struct place known;
    enum outcome o = *r->code ? find_known(in, r->code, &known, e) : NOT_FOUND;
    if (o == OK) {
        bool same = !strcmp(known.name, r->name);
        if (strcmp(known.kind, r->kind->name))
            return err_set(e, REFUSED, "kind", "place_kind_differs",
                           "%s is known as another kind of place", "%s在系统中属于另一类别",
                           r->code);
        r->id = known.id;
        r->state = same ? ROW_SAME : ROW_RENAMED;
        *(same ? &in->im->unchanged : &in->im->renamed) += 1;
        return OK;
    }
    if (o != NOT_FOUND)
        return o;
    if ((o = find_parent(in, r, depth, e)) ||
        (o = place_position_check(in->im->plan, r->kind, r->parent, r->parent_kind, e)))
        return o;
    if (in->im->under && !place_is_under(r->parent, in->im->under))
        return err_set(e, DENIED, "parent", "place_outside",
                       "%s lies outside the places you look after", "%s不在您管理的范围内",
                       r->name);
    if ((o = give_position(in, r, e)))
        return o;
    r->state = ROW_NEW;
    in->im->added++;
    in->order[in->order_n++] = (uint32_t)(r - in->rows);
    return OK;
}

static enum outcome resolve(struct import *in, struct import_row *r, int depth, struct err *e)
{
    if (r->state == ROW_BAD)
        return err_set(e, REFUSED, "parent", "parent_refused",
                       "the place above stands in row %ld, which is refused",
                       "上级在第%ld行，该行有误", r->line);
    if (r->state == ROW_OPEN || depth > LEVELS + 1)
        return err_set(e, REFUSED, "parent", "parent_cycle", "a place cannot stand under itself",
                       "上级关系成环");
    if (r->state != ROW_UNSEEN)
        return OK;
    r->state = ROW_OPEN;
    enum outcome o = judge(in, r, depth, e);
    if (o == OK)
        return OK;
    if (o != FAULT) {
        r->state = ROW_BAD;
        put_problem(in, r, e);
    }
    return o;
}

static enum outcome judge_all(struct import *in, struct err *e)
{
    enum outcome o = OK;
    for (size_t i = 0; i < in->n && o != FAULT; i++) { /* pointers into rows are stable from here */
        struct import_row *r = &in->rows[i];
        o = check_texts(in, r, e);
        if (!o)
            o = index_row(in, r, e);
        if (o) {
            r->state = ROW_BAD;
            put_problem(in, r, e);
        }
    }
    in->order = malloc(sizeof(*in->order) * (in->n + 1));
    if (!in->order)
        abort();
    for (size_t i = 0; i < in->n && o != FAULT; i++)
        if (in->rows[i].state == ROW_UNSEEN)
            o = resolve(in, &in->rows[i], 0, e);
    return o == FAULT ? o : OK;
}

static enum outcome run(struct import *in, const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, NOT_FOUND, NULL, "file_missing", "%s cannot be read", "无法读取文件%s",
                       path);
    enum outcome o = read_rows(in, fd, e);
    close(fd);
    if (o || (o = db_open(&in->db, in->im->store, DB_READ, e)) ||
        (o = place_row_none(&in->is_empty, in->db, e)))
        return o;
    in->im->rows = (int64_t)in->n;
    if (in->im->errors)
        put_array(in->im->errors);
    o = judge_all(in, e);
    if (in->im->errors)
        put_end_array(in->im->errors);
    if (o)
        return o;
    if (in->im->refused)
        return err_set(e, REFUSED, NULL, "import_refused",
                       "%1$lld of %2$lld rows are refused; nothing was written",
                       "%2$lld行中有%1$lld行有误，未写入任何数据", (long long)in->im->refused,
                       (long long)in->n);
    return in->im->dry_run ? OK : place_import_write(in, e);
}

enum outcome place_import(struct place_import *im, const char *path, struct err *e)
{
    struct import in = {.im = im};
    im->rows = im->added = im->renamed = im->unchanged = im->passed_over = im->refused = 0;
    arena_init(&in.arena, MEMORY_MAX);
    arena_init(&in.scratch, 1 << 16);
    map_init(&in.by_code);
    intmap_init(&in.numbers);
    enum outcome o = run(&in, path, e);
    db_close(in.db);
    map_fini(&in.by_code);
    intmap_fini(&in.numbers);
    arena_fini(&in.arena);
    arena_fini(&in.scratch);
    free(in.rows);
    free(in.order);
    return o;
}
