/* A sheet row by row: the parser is suspended at the end of each row. See xlsx_read.h. */
#include "paper/xlsx_read.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "paper/xlsx_int.h"

/* ---- cells ---- */

static int column_of(const char *ref)
{
    int c = 0;
    for (; ref && *ref >= 'A' && *ref <= 'Z' && c < 100000; ref++)
        c = c * 26 + (*ref - 'A' + 1);
    return c - 1;
}

static char type_of(const char *t)
{
    if (!t || strcmp(t, "n") == 0)
        return 'n';
    if (strcmp(t, "inlineStr") == 0 || strcmp(t, "str") == 0)
        return 'i';
    return t[0]; /* s b e d */
}

static void XMLCALL sheet_start(void *arg, const XML_Char *name, const XML_Char **a)
{
    struct part *p = arg;
    struct reading *r = &p->x->now;
    name = xml_local(name);
    if (strcmp(name, "c") == 0) {
        const char *ref = xml_attribute(a, "r"), *style = xml_attribute(a, "s");
        int64_t n = -1;
        r->column = ref ? column_of(ref) : r->column + 1;
        r->type = type_of(xml_attribute(a, "t"));
        r->style = style && text_int(style, strlen(style), &n) ? (int)n : -1;
        buf_clear(&r->value);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        r->takes = r->phonetic == 0;
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic++;
    } else if (strcmp(name, "row") == 0) {
        const char *no = xml_attribute(a, "r");
        int64_t n;
        r->row = no && text_int(no, strlen(no), &n) && n > 0 && n <= 20000000 ? n : r->row + 1;
        r->column = -1;
        r->n = 0;
        buf_clear(&r->texts);
    }
}

/* "_x000D_" is how a control character is written. */
static void put_unescaped(struct buf *out, const char *s, size_t len)
{
    const char *end = s + len;
    while (s < end) {
        const char *at = memmem(s, (size_t)(end - s), "_x", 2);
        uint8_t code[2];
        if (!at || end - at < 7 || at[6] != '_' || !text_unhex(at + 2, 4, code)) {
            const char *stop = at ? at + 2 : end;
            buf_put(out, s, (size_t)(stop - s));
            s = stop;
            continue;
        }
        buf_put(out, s, (size_t)(at - s));
        char text[4];
        uint32_t c = (uint32_t)code[0] << 8 | code[1];
        if (c == '\n' || c == '\t')
            buf_char(out, (char)c);
        else if (c >= 0x20 && (c < 0xD800 || c > 0xDFFF))
            buf_put(out, text, text_encode(c, text));
        s = at + 7;
    }
}

static void put_value(struct xlsx_book *x)
{
    struct reading *r = &x->now;
    const char *s = r->value.data ? r->value.data : "";
    int64_t n;
    switch (r->type) {
    case 's':
        if (text_int(s, r->value.len, &n) && n >= 0 && (size_t)n < x->strings_n) {
            const char *text = x->pool.data + x->strings[n];
            put_unescaped(&r->texts, text, strlen(text));
        }
        break;
    case 'n':
        if (r->value.len)
            xlsx_print(&r->texts, s,
                       r->style >= 0 && (size_t)r->style < x->forms_n
                           ? (enum xlsx_form)x->forms[r->style]
                           : FORM_PLAIN,
                       x->is_1904);
        break;
    case 'b':
        buf_text(&r->texts, strcmp(s, "1") == 0 ? "true" : "false");
        break;
    case 'd': /* ISO 8601, "T" between day and hour */
        for (size_t i = 0; i < r->value.len; i++)
            buf_char(&r->texts, s[i] == 'T' ? ' ' : s[i]);
        break;
    default:
        put_unescaped(&r->texts, s, r->value.len);
        break;
    }
    buf_char(&r->texts, '\0');
}

static void end_cell(struct part *p)
{
    struct reading *r = &p->x->now;
    int at = r->column;
    if (r->value.len == 0 && r->type != 's')
        return; /* only a colour or a border */
    if (at >= LIMIT_CSV_COLUMNS || at < r->n) {
        r->over = at < r->n ? "xlsx_xml" : "csv_columns";
        XML_StopParser(p->parser, XML_FALSE);
        return;
    }
    for (; r->n < at; r->n++) {
        r->starts[r->n] = r->texts.len;
        buf_char(&r->texts, '\0');
    }
    r->starts[r->n++] = r->texts.len;
    put_value(p->x);
    if (buf_is_over(&r->texts) || buf_is_over(&r->value)) {
        r->over = "csv_row_size";
        XML_StopParser(p->parser, XML_FALSE);
    }
}

static void XMLCALL sheet_end(void *arg, const XML_Char *name)
{
    struct part *p = arg;
    struct reading *r = &p->x->now;
    name = xml_local(name);
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        r->takes = false;
    } else if (strcmp(name, "c") == 0) {
        end_cell(p);
    } else if (strcmp(name, "rPh") == 0) {
        r->phonetic--;
    } else if (strcmp(name, "row") == 0) {
        r->has_row = true;
        XML_StopParser(p->parser, XML_TRUE);
    }
}

static void XMLCALL sheet_text(void *arg, const XML_Char *s, int len)
{
    struct reading *r = &((struct part *)arg)->x->now;
    if (r->takes)
        buf_put(&r->value, s, (size_t)len);
}

/* ---- rows ---- */

/* Rows below the first of a range that is merged downward have its text. */
static void fill_merged(struct xlsx_book *x)
{
    struct reading *r = &x->now;
    for (int c = 0; c < LIMIT_CSV_COLUMNS; c++) {
        struct filling *f = &x->fill[c];
        if (f->last_row < r->row || f->len == 0)
            continue;
        for (; r->n <= c; r->n++)
            r->cells[r->n] = (struct csv_cell){"", 0};
        if (r->cells[c].len == 0)
            r->cells[c] = (struct csv_cell){f->text, f->len};
    }
    while (x->next_merge < x->merges_n && x->merges[x->next_merge].row <= r->row) {
        const struct merge *m = &x->merges[x->next_merge++];
        struct filling *f = &x->fill[m->column];
        if (m->last_row < r->row || m->column >= r->n || m->row < r->row)
            continue;
        const struct csv_cell *cell = &r->cells[m->column];
        if (cell->len + 1 > f->cap) {
            f->cap = cell->len + 64;
            f->text = realloc(f->text, f->cap);
            if (!f->text)
                abort();
        }
        memcpy(f->text, cell->s, cell->len + 1);
        f->len = cell->len;
        f->last_row = m->last_row;
    }
}

static enum outcome refuse_over(struct xlsx_book *x, struct err *e)
{
    const char *rule = x->now.over;
    if (strcmp(rule, "csv_columns") == 0)
        err_set(e, TOO_LARGE, NULL, rule, "more than %d columns", "列数超过 %d", LIMIT_CSV_COLUMNS);
    else if (strcmp(rule, "csv_row_size") == 0)
        err_set(e, TOO_LARGE, NULL, rule, "the row is too large", "该行内容过大");
    else
        err_set(e, REFUSED, NULL, rule, "the cells of the row are out of order",
                "该行单元格的次序有误");
    e->row = x->now.row;
    return e->outcome;
}

enum outcome xlsx_next(struct xlsx_book *x, const struct csv_cell **ret, int *ret_n, struct err *e)
{
    struct reading *r = &x->now;
    for (;;) {
        r->has_row = false;
        enum outcome o = part_feed(&x->part, e);
        if (r->over)
            return refuse_over(x, e);
        if (o != OK) {
            e->row = r->row;
            return o;
        }
        if (!r->has_row) {
            *ret_n = 0;
            return OK;
        }
        bool has_text = false;
        for (int i = 0; i < r->n; i++) {
            const char *s = r->texts.data + r->starts[i];
            r->cells[i] = (struct csv_cell){s, strlen(s)};
            has_text = has_text || *s;
        }
        if (x->merges_n)
            fill_merged(x);
        if (!has_text)
            continue;
        *ret = r->cells;
        *ret_n = r->n;
        return OK;
    }
}

long xlsx_row(const struct xlsx_book *x)
{
    return x->now.row;
}

int64_t xlsx_bytes(const struct xlsx_book *x)
{
    double done = x->part.size > 0 ? (double)x->part.read / (double)x->part.size : 1;
    return (int64_t)(done * (double)x->file_size);
}

/* ---- opening ---- */

static enum outcome open_sheet(struct xlsx_book *x, int at, struct err *e)
{
    const char *path = x->sheets[at].path;
    x->at = at;
    x->merges_n = x->next_merge = 0;
    enum outcome o = xlsx_read_merges(x, path, e);
    if (o == OK)
        o = part_open(&x->part, x, path, e);
    if (o != OK)
        return o == NOT_FOUND ? (e->outcome = REFUSED) : o;
    x->now.row = 0;
    XML_SetElementHandler(x->part.parser, sheet_start, sheet_end);
    XML_SetCharacterDataHandler(x->part.parser, sheet_text);
    return OK;
}

/* Is there a cell in it? Then it is opened anew. */
static enum outcome has_rows(struct xlsx_book *x, int at, bool *ret, struct err *e)
{
    const struct csv_cell *cells;
    int n = 0;
    enum outcome o = open_sheet(x, at, e);
    if (o == OK)
        o = xlsx_next(x, &cells, &n, e);
    *ret = n > 0;
    part_close(&x->part);
    return o;
}

static enum outcome choose_sheet(struct xlsx_book *x, const char *sheet, struct err *e)
{
    int64_t no = 0;
    int first = -1;
    bool is_number = sheet && text_int(sheet, strlen(sheet), &no);
    for (int i = 0; i < x->sheets_n; i++) {
        if (!x->sheets[i].path)
            continue; /* a chart */
        if (sheet && (strcmp(x->sheets[i].name, sheet) == 0 || (is_number && no == i + 1)))
            return open_sheet(x, i, e);
        if (sheet || x->sheets[i].is_hidden)
            continue;
        first = first < 0 ? i : first;
        bool has = false;
        enum outcome o = has_rows(x, i, &has, e);
        if (o != OK)
            return o;
        if (has)
            return open_sheet(x, i, e);
    }
    if (sheet)
        return err_set(e, REFUSED, "sheet", "xlsx_sheet", "there is no sheet \"%.60s\"",
                       "没有名为“%.60s”的工作表", sheet);
    if (first < 0)
        return err_set(e, REFUSED, NULL, "xlsx_sheet", "the file has no sheet that is not hidden",
                       "文件中没有可见的工作表");
    return open_sheet(x, first, e);
}

static enum outcome refuse_zip(struct err *e, int why)
{
    bool is_cut = why == ZIP_ER_NOZIP || why == ZIP_ER_INCONS || why == ZIP_ER_READ ||
                  why == ZIP_ER_EOF || why == ZIP_ER_SEEK;
    return err_set(e, REFUSED, NULL, is_cut ? "xlsx_truncated" : "xlsx_zip",
                   "the file is damaged or was cut short: save and send it again",
                   "文件已损坏或不完整，请重新保存后再上传");
}

enum outcome xlsx_open(struct xlsx_book **ret, int fd, const char *sheet, struct err *e)
{
    struct xlsx_book *x = calloc(1, sizeof *x);
    struct stat st;
    int why = 0, own = dup(fd);
    if (!x)
        abort();
    arena_init(&x->arena, LIMIT_ARENA);
    buf_init(&x->pool, LIMIT_XLSX_STRINGS);
    buf_init(&x->now.texts, LIMIT_CSV_ROW);
    buf_init(&x->now.value, LIMIT_CSV_CELL);
    x->file_size = fstat(fd, &st) == 0 ? st.st_size : 0;
    x->zip = own >= 0 && lseek(own, 0, SEEK_SET) == 0 ? zip_fdopen(own, 0, &why) : NULL;
    if (!x->zip && own >= 0)
        close(own);
    enum outcome o = x->zip ? xlsx_read_parts(x, e) : refuse_zip(e, why);
    if (o == OK)
        o = choose_sheet(x, sheet, e);
    if (o != OK) {
        xlsx_book_free(x);
        return o;
    }
    *ret = x;
    return OK;
}

void xlsx_book_free(struct xlsx_book *x)
{
    if (!x)
        return;
    part_close(&x->part);
    if (x->zip)
        zip_discard(x->zip);
    for (int i = 0; i < LIMIT_CSV_COLUMNS; i++)
        free(x->fill[i].text);
    buf_fini(&x->pool);
    buf_fini(&x->now.texts);
    buf_fini(&x->now.value);
    free(x->strings);
    free(x->forms);
    free(x->merges);
    arena_fini(&x->arena);
    free(x);
}

const char *xlsx_sheet_name(const struct xlsx_book *x)
{
    return x->sheets[x->at].name;
}

void xlsx_sheets_json(const struct xlsx_book *x, struct buf *out)
{
    put_array(out);
    for (int i = 0; i < x->sheets_n; i++) {
        if (!x->sheets[i].path)
            continue;
        put_object(out);
        put_key(out, "name"), put_str(out, x->sheets[i].name);
        put_key(out, "hidden"), put_bool(out, x->sheets[i].is_hidden);
        put_end_object(out);
    }
    put_end_array(out);
}
