/* See table.h. */
#include "paper/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "paper/xlsx_read.h"

#define LOOK_AHEAD 25 /* rows in which the header must stand */

struct kept_row {
    struct csv_cell *cells;
    int n;
    long row;
};

struct table {
    struct csv *csv; /* one of these */
    struct xlsx_book *xlsx;
    struct arena arena; /* the rows looked at, the header */
    struct kept_row kept[LOOK_AHEAD];
    int kept_n, next_kept;
    struct csv_cell *header;
    int header_n, header_at, header_rows;
    long row;
    int64_t dropped;
    struct err late; /* met while looking for the header: told when its row is reached */
    struct above {   /* the text of the row before */
        char *text;
        size_t len, cap;
    } above[LIMIT_CSV_COLUMNS];
    struct csv_cell filled[LIMIT_CSV_COLUMNS];
};

/* ---- what kind of file ---- */

enum { KIND_CSV, KIND_ZIP, KIND_OLE };

static int kind_of(int fd, bool *ret_is_locked, bool *ret_is_empty)
{
    uint8_t head[8];
    char block[8192];
    ssize_t n = pread(fd, head, sizeof head, 0);
    *ret_is_locked = false;
    *ret_is_empty = n == 0;
    if (n >= 4 && memcmp(head, "PK\3\4", 4) == 0)
        return KIND_ZIP;
    if (n < 8 || memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) != 0)
        return KIND_CSV;
    /* The directory of a locked workbook names its parts, in UTF-16. */
    static const char mark[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    for (off_t at = 0; (n = pread(fd, block, sizeof block, at)) > (ssize_t)sizeof mark;
         at += n - (ssize_t)sizeof mark)
        if (memmem(block, (size_t)n, mark, sizeof mark - 1)) {
            *ret_is_locked = true;
            break;
        }
    return KIND_OLE;
}

static enum outcome open_source(struct table *t, int fd, const char *sheet, struct err *e)
{
    bool is_locked, is_empty;
    int kind = kind_of(fd, &is_locked, &is_empty);
    if (is_empty)
        return err_set(e, REFUSED, NULL, "empty", "the file is empty", "文件是空的");
    if (kind == KIND_OLE && is_locked)
        return err_set(e, REFUSED, NULL, "xlsx_password",
                       "the file is protected by a password: save it without one",
                       "文件设有密码，请取消密码另存后再上传");
    if (kind == KIND_OLE)
        return err_set(e, REFUSED, NULL, "old_format",
                       "this is an .xls or .et file: open it and save it as .xlsx",
                       "这是 .xls 或 .et 文件，请打开后另存为 .xlsx 再上传");
    if (kind == KIND_ZIP)
        return xlsx_open(&t->xlsx, fd, sheet, e);
    if (lseek(fd, 0, SEEK_SET) != 0)
        return err_set(e, FAULT, NULL, "file", "the file cannot be read", "无法读取文件");
    return csv_new(&t->csv, fd, e);
}

static enum outcome read_row(struct table *t, const struct csv_cell **ret, int *n, struct err *e)
{
    enum outcome o = t->xlsx ? xlsx_next(t->xlsx, ret, n, e) : csv_next(t->csv, ret, n, e);
    t->row = t->xlsx ? xlsx_row(t->xlsx) : csv_row(t->csv);
    return o;
}

/* ---- the header ---- */

static void keep(struct table *t, const struct csv_cell *cells, int n)
{
    struct kept_row *k = &t->kept[t->kept_n++];
    k->cells = arena_alloc(&t->arena, sizeof *cells * (size_t)(n + 1));
    k->n = n;
    k->row = t->row;
    for (int i = 0; i < n; i++)
        k->cells[i] =
            (struct csv_cell){arena_text(&t->arena, cells[i].s, cells[i].len), cells[i].len};
}

static bool is_known(const struct table_ways *w, const char *name)
{
    return *name && w->knows && w->knows(w->arg, name);
}

static int known_in(const struct kept_row *k, const struct table_ways *w)
{
    int n = 0;
    for (int i = 0; i < k->n; i++)
        n += is_known(w, k->cells[i].s);
    return n;
}

static const char *cell_at(const struct kept_row *k, int i)
{
    return i < k->n ? k->cells[i].s : "";
}

/* The names of two rows as one: the lower where there is one, else the upper; "联系方式" above
 * "本人电话" may also be one name. Merged cells reach here as a text and blanks to the right of it.
 */
static int join_header(struct table *t, int at, const struct table_ways *w, struct csv_cell *ret,
                       int *ret_known)
{
    const struct kept_row *up = &t->kept[at], *low = &t->kept[at + 1];
    int n = up->n > low->n ? up->n : low->n;
    const char *group = "";
    *ret_known = 0;
    for (int i = 0; i < n; i++) {
        const char *upper = cell_at(up, i), *lower = cell_at(low, i), *name = lower;
        if (*upper)
            group = upper;
        if (!*lower || strcmp(lower, upper) == 0) {
            name = upper;
        } else if (!is_known(w, lower)) {
            const char *both = arena_printf(&t->arena, "%s%s", group, lower);
            name = is_known(w, both) ? both : lower;
        }
        ret[i] = (struct csv_cell){name, strlen(name)};
        *ret_known += is_known(w, name);
    }
    return n;
}

/* The row, or two, that names the most columns. None: the first row, so that the caller can tell
 * what is wrong with it. */
static void find_header(struct table *t, const struct table_ways *w)
{
    struct csv_cell joined[LIMIT_CSV_COLUMNS];
    int best = 0;
    t->header = t->kept[0].cells;
    t->header_n = t->kept[0].n;
    t->header_rows = 1;
    for (int i = 0; i < t->kept_n; i++) {
        int known = known_in(&t->kept[i], w), both = 0, n = 0;
        if (known > best) {
            best = known;
            t->header = t->kept[i].cells;
            t->header_n = t->kept[i].n;
            t->header_at = i;
            t->header_rows = 1;
        }
        if (i + 1 < t->kept_n)
            n = join_header(t, i, w, joined, &both);
        if (both > best && both > known_in(&t->kept[i + 1], w)) {
            best = both;
            t->header = arena_copy(&t->arena, joined, sizeof *joined * (size_t)n);
            t->header_n = n;
            t->header_at = i;
            t->header_rows = 2;
        }
    }
    t->next_kept = t->header_at + t->header_rows;
}

enum outcome table_open(struct table **ret, int fd, const struct table_ways *ways, struct err *e)
{
    struct table *t = calloc(1, sizeof *t);
    const struct csv_cell *cells;
    int n = 1;
    if (!t)
        abort();
    arena_init(&t->arena, (size_t)LOOK_AHEAD * LIMIT_CSV_ROW);
    enum outcome o = open_source(t, fd, ways->sheet, e);
    while (o == OK && n > 0 && t->kept_n < LOOK_AHEAD) {
        o = read_row(t, &cells, &n, e);
        if (o == OK && n > 0)
            keep(t, cells, n);
    }
    if (o != OK && t->kept_n > 0) {
        t->late = *e;
        o = OK;
    }
    if (o == OK && t->kept_n == 0)
        o = err_set(e, REFUSED, NULL, "empty", "the file is empty", "文件是空的");
    if (o != OK) {
        table_free(t);
        return o;
    }
    find_header(t, ways);
    *ret = t;
    return OK;
}

void table_free(struct table *t)
{
    if (!t)
        return;
    csv_free(t->csv);
    xlsx_book_free(t->xlsx);
    for (int i = 0; i < LIMIT_CSV_COLUMNS; i++)
        free(t->above[i].text);
    arena_fini(&t->arena);
    free(t);
}

const struct csv_cell *table_header(const struct table *t, int *ret_n)
{
    *ret_n = t->header_n;
    return t->header;
}

/* ---- rows ---- */

static bool starts_with_any(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (text_starts(s, *words))
            return true;
    return false;
}

/* A row of totals begins so in its first filled cell; a row of signatures has little else. */
static bool is_left_out(const struct csv_cell *cells, int n)
{
    static const char *const totals[] = {"合计",  "总计",  "小计",  "共计",  "合　计",
                                         "合 计", "总 计", "Total", "TOTAL", NULL};
    static const char *const signed_by[] = {"填表",   "制表", "审核人", "填报", "单位负责人",
                                            "备注：", "注：", "说明：", NULL};
    int filled = 0;
    const char *first = NULL;
    for (int i = 0; i < n; i++) {
        const char *s = cells[i].s;
        size_t len = text_trim(&s, cells[i].len);
        filled += len > 0;
        first = first || len == 0 ? first : s;
    }
    return first &&
           (starts_with_any(first, totals) || (filled <= 2 && starts_with_any(first, signed_by)));
}

static bool says_as_above(const struct csv_cell *c)
{
    static const char *const words[] = {"同上", "〃", "″", "\"", "”", "''", NULL};
    const char *s = c->s;
    size_t len = text_trim(&s, c->len);
    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) == len && memcmp(s, words[i], len) == 0)
            return true;
    return false;
}

static void remember(struct above *a, const struct csv_cell *c)
{
    if (c->s == a->text)
        return;
    if (c->len + 1 > a->cap) {
        a->cap = c->len + 64;
        a->text = realloc(a->text, a->cap);
        if (!a->text)
            abort();
    }
    memcpy(a->text, c->s, c->len + 1);
    a->len = c->len;
}

static void fill_above(struct table *t, const struct csv_cell **cells, int n)
{
    bool has = false;
    for (int i = 0; i < n && !has; i++)
        has = (*cells)[i].len > 0 && (*cells)[i].len < 12 && says_as_above(&(*cells)[i]);
    if (has) {
        memcpy(t->filled, *cells, sizeof *t->filled * (size_t)n);
        for (int i = 0; i < n; i++)
            if (t->above[i].len && says_as_above(&t->filled[i]))
                t->filled[i] = (struct csv_cell){t->above[i].text, t->above[i].len};
        *cells = t->filled;
    }
    for (int i = 0; i < n; i++)
        remember(&t->above[i], &(*cells)[i]);
}

enum outcome table_next(struct table *t, const struct csv_cell **ret, int *ret_n, struct err *e)
{
    for (;;) {
        if (t->next_kept < t->kept_n) {
            const struct kept_row *k = &t->kept[t->next_kept++];
            *ret = k->cells;
            *ret_n = k->n;
            t->row = k->row;
        } else if (t->late.outcome != OK) {
            *e = t->late;
            return e->outcome;
        } else {
            enum outcome o = read_row(t, ret, ret_n, e);
            if (o != OK || *ret_n == 0)
                return o;
        }
        if (!is_left_out(*ret, *ret_n))
            break;
        t->dropped++;
    }
    fill_above(t, ret, *ret_n);
    return OK;
}

long table_row(const struct table *t)
{
    return t->row;
}

int64_t table_bytes(const struct table *t)
{
    return t->xlsx ? xlsx_bytes(t->xlsx) : csv_bytes(t->csv);
}

bool table_is_xlsx(const struct table *t)
{
    return t->xlsx != NULL;
}

int64_t table_dropped(const struct table *t)
{
    return t->dropped;
}

void table_json(const struct table *t, struct buf *out)
{
    put_object(out);
    put_key(out, "format"), put_str(out, t->xlsx ? "xlsx" : "csv");
    put_key(out, "sheet"), put_str(out, t->xlsx ? xlsx_sheet_name(t->xlsx) : NULL);
    put_key(out, "sheets");
    if (t->xlsx)
        xlsx_sheets_json(t->xlsx, out);
    else
        put_raw(out, "[]", 2);
    put_key(out, "header_row"), put_int(out, t->kept[t->header_at].row);
    put_key(out, "dropped"), put_int(out, t->dropped);
    put_end_object(out);
}

/* ---- pasted lines ---- */

static size_t mark_at(const char *s)
{
    static const char *const marks[] = {" ", "\t", ",", "，", "、", ";",  "；",
                                        "|", "　", "/", "：", ":",  "\r", NULL};
    for (int i = 0; marks[i]; i++)
        if (strncmp(s, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* "12. ", "12、", "（12）", "⑫": the entry's own number. */
static char *skip_number(char *s)
{
    char *at = s;
    bool has_bracket = *at == '(' || strncmp(at, "（", 3) == 0;
    at += has_bracket ? (*at == '(' ? 1 : 3) : 0;
    char *digits = at;
    while (*at >= '0' && *at <= '9' && at - digits < 4)
        at++;
    if (at == digits)
        return s;
    static const char *const ends[] = {"）", ")", ".", "．", "、", "，", "：", ":", NULL};
    for (int i = 0; ends[i]; i++)
        if (strncmp(at, ends[i], strlen(ends[i])) == 0 &&
            !(ends[i][0] == '.' && at[1] >= '0' && at[1] <= '9'))
            return at + strlen(ends[i]);
    return *at == ' ' ? at + 1 : s;
}

int table_cut_line(char *line, struct csv_cell *ret, int max)
{
    int n = 0;
    const char *blank = line;
    text_trim(&blank, strlen(line));
    char *s = skip_number(line + (blank - line));
    while (*s && n < max) {
        size_t mark;
        while (*s && (mark = mark_at(s)) > 0)
            s += mark;
        char *start = s;
        while (*s && !mark_at(s))
            s++;
        if (s == start)
            break;
        size_t len = (size_t)(s - start);
        mark = mark_at(s);
        *s = '\0';
        s += mark;
        ret[n++] = (struct csv_cell){start, len};
    }
    return n;
}
