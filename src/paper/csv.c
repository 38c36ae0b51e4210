/* The CSV reader. A row is first found whole in the block without changing a byte, so that running
 * out of bytes means moving it to the front, reading on and beginning again; then its cells are
 * unquoted where they lie. No allocation per row or cell. */
#include "paper/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "paper/csv_int.h"

#define BLOCK ((size_t)256 << 10)

struct csv {
    struct source source;
    char *block;
    size_t block_size;
    size_t room;    /* of block; one more byte stands behind it for a NUL */
    size_t at, end; /* unread bytes */
    long row, line, lines_of_row;
    char delimiter;
    bool ends_cell[256];
    bool is_doubled[LIMIT_CSV_COLUMNS]; /* the cell has "" to halve */
    struct csv_cell cells[LIMIT_CSV_COLUMNS];
};

static bool is_last(const struct csv *c)
{
    const struct source *s = &c->source;
    return s->is_end && s->fault == SOURCE_GOOD && s->raw_len == 0 && s->kept_len == 0;
}

static enum outcome refuse(const struct csv *c, enum outcome outcome, const char *rule, int column,
                           const char *en, const char *zh, struct err *e)
{
    err_set(e, outcome, NULL, rule, "row %ld, column %d: ", "第 %ld 行第 %d 列：", c->row, column);
    err_add(e, en, zh);
    e->row = c->row;
    e->column = column;
    e->line = (int)c->line;
    return outcome;
}

static enum outcome refuse_source(const struct csv *c, int column, struct err *e)
{
    switch (c->source.fault) {
    case SOURCE_NULL:
        return refuse(c, REFUSED, "null_character", column, "U+0000 is not allowed",
                      "不允许 U+0000 字符", e);
    case SOURCE_READ:
        return refuse(c, FAULT, "file", column, "the file cannot be read", "文件无法读取", e);
    default:
        return refuse(c, REFUSED, "encoding", column,
                      "neither valid UTF-8 nor GB18030 from here on",
                      "从此处起既不是有效的 UTF-8，也不是 GB18030", e);
    }
}

/* Moves the unread bytes to the front and reads on. False: not one byte more. */
static bool read_on(struct csv *c)
{
    if (c->at > 0) {
        memmove(c->block, c->block + c->at, c->end - c->at);
        c->end -= c->at;
        c->at = 0;
    }
    if (c->room - c->end < c->block_size / 2 && c->room < LIMIT_CSV_ROW) {
        char *block = realloc(c->block, c->room * 2 + 1);
        if (!block)
            abort();
        c->block = block;
        c->room *= 2;
    }
    if (c->room - c->end < 16)
        return false;
    size_t got;
    do
        got = source_fill(&c->source, c->block + c->end, c->room - c->end);
    while (got == 0 && !is_last(c) && c->source.fault == SOURCE_GOOD);
    c->end += got;
    return got > 0;
}

enum found { FOUND_ROW, FOUND_END_OF_BLOCK, FOUND_FAULT };
struct place_in_row {
    char *next;     /* behind the row */
    int cells_n;    /* also: the cell at which the block ended, less one */
    bool in_quotes; /* the block ended inside quotes */
    long lines;     /* line ends inside quotes */
    const char *rule;
};

/* Finds the end of a quoted cell that begins at p. NULL: the block ends before. */
static char *scan_quoted(struct csv *c, char *p, char *end, bool last, struct place_in_row *ret)
{
    struct csv_cell *cell = &c->cells[ret->cells_n];
    char *start = ++p;
    for (;;) {
        p = memchr(p, '"', (size_t)(end - p));
        if (!p || (p + 1 == end && !last)) {
            ret->in_quotes = true;
            return NULL;
        }
        if (p + 1 == end || p[1] != '"')
            break;
        c->is_doubled[ret->cells_n] = true;
        p += 2;
    }
    *cell = (struct csv_cell){start, (size_t)(p - start)};
    for (char *n = start; (n = memchr(n, '\n', (size_t)(p - n))); n++)
        ret->lines++;
    p++;
    while (p < end && *p == ' ')
        p++;
    return p;
}

static enum found scan_row(struct csv *c, struct place_in_row *ret)
{
    char *p = c->block + c->at, *end = c->block + c->end;
    bool last = is_last(c);
    for (;;) {
        struct csv_cell *cell = &c->cells[ret->cells_n];
        c->is_doubled[ret->cells_n] = false;
        if (p < end && *p == '"') {
            p = scan_quoted(c, p, end, last, ret);
            if (!p)
                return FOUND_END_OF_BLOCK;
        } else {
            char *start = p;
            while (p < end && !c->ends_cell[(unsigned char)*p])
                p++;
            *cell = (struct csv_cell){start, (size_t)(p - start)};
        }
        if (p == end && !last)
            return FOUND_END_OF_BLOCK;
        ret->cells_n++;
        if (cell->len > LIMIT_CSV_CELL) {
            ret->rule = "csv_cell_size";
            return FOUND_FAULT;
        }
        if (p < end && *p == c->delimiter) {
            p++;
            if (ret->cells_n == LIMIT_CSV_COLUMNS) {
                ret->rule = "csv_columns";
                return FOUND_FAULT;
            }
            continue;
        }
        if (p < end && *p == '\r') {
            if (p + 1 == end && !last)
                return FOUND_END_OF_BLOCK;
            ret->next = p + 1 + (p + 1 < end && p[1] == '\n');
            return FOUND_ROW;
        }
        if (p < end && *p != '\n') {
            ret->rule = "csv_after_quote";
            return FOUND_FAULT;
        }
        ret->next = p + (p < end);
        return FOUND_ROW;
    }
}

/* Halves doubled quotes and ends every cell in NUL; true when any cell holds something. */
static bool finish_cells(struct csv *c, int n)
{
    bool has_content = false;
    for (int i = 0; i < n; i++) {
        char *s = (char *)c->cells[i].s;
        size_t len = c->cells[i].len;
        if (c->is_doubled[i]) {
            size_t to = 0;
            for (size_t from = 0; from < len; from++) {
                s[to++] = s[from];
                from += s[from] == '"';
            }
            c->cells[i].len = len = to;
        }
        s[len] = '\0';
        has_content |= len > 0;
    }
    return has_content;
}

static enum outcome refuse_row(const struct csv *c, const struct place_in_row *found, struct err *e)
{
    static const struct {
        const char *rule, *en, *zh;
    } texts[] = {
        {"csv_cell_size", "the cell is too large; is a closing quote missing?",
         "单元格过大；是否缺少右引号？"},
        {"csv_columns", "too many columns", "列数过多"},
        {"csv_after_quote", "text follows the closing quote; is a quote missing, or not doubled?",
         "右引号之后还有文字；是否缺少引号，或引号未成对？"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(texts[i].rule, found->rule) == 0)
            return refuse(c, REFUSED, found->rule, found->cells_n, texts[i].en, texts[i].zh, e);
    return refuse(c, FAULT, "csv", found->cells_n, "?", "?", e);
}

/* The block ended inside a row and no more can be read: why? */
static enum outcome refuse_end(const struct csv *c, const struct place_in_row *found, struct err *e)
{
    int column = found->cells_n + 1;
    if (c->source.fault != SOURCE_GOOD)
        return refuse_source(c, column, e);
    if (found->in_quotes)
        return refuse(c, REFUSED, "csv_quote", column, "the closing quote is missing", "缺少右引号",
                      e);
    return refuse(c, TOO_LARGE, "csv_row_size", column, "the row is too large", "该行过大", e);
}

/* The next row as it lies in the block; found->next stays NULL behind the last. */
static enum outcome find_row(struct csv *c, struct place_in_row *found, struct err *e)
{
    for (;;) {
        bool last = is_last(c);
        *found = (struct place_in_row){0};
        if (last && c->at == c->end)
            return OK;
        switch (scan_row(c, found)) {
        case FOUND_ROW:
            return OK;
        case FOUND_FAULT:
            return refuse_row(c, found, e);
        case FOUND_END_OF_BLOCK:
            if (last || (!read_on(c) && !is_last(c)))
                return refuse_end(c, found, e);
        }
    }
}

enum outcome csv_next(struct csv *c, const struct csv_cell **ret_cells, int *ret_n, struct err *e)
{
    struct place_in_row found;
    do {
        c->line += c->lines_of_row;
        c->lines_of_row = 0;
        c->row++;
        enum outcome outcome = find_row(c, &found, e);
        if (outcome != OK) {
            c->row--; /* asked again, it says the same */
            return outcome;
        }
        if (!found.next)
            break;
        c->at = (size_t)(found.next - c->block);
        c->lines_of_row = 1 + found.lines;
    } while (!finish_cells(c, found.cells_n));
    *ret_cells = c->cells;
    *ret_n = found.cells_n;
    return OK;
}

/* The mark that occurs most often in the first line that holds anything, outside quotes. */
static char guess_delimiter(const char *s, size_t len)
{
    static const char marks[] = ",;\t";
    size_t counts[3] = {0};
    bool in_quotes = false, has_content = false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            in_quotes = !in_quotes;
        if (in_quotes)
            continue;
        if (s[i] == '\n' || s[i] == '\r') {
            if (has_content)
                break;
            memset(counts, 0, sizeof counts);
            continue;
        }
        const char *mark = strchr(marks, s[i]);
        if (mark)
            counts[mark - marks]++;
        else
            has_content = true;
    }
    size_t best = 0;
    for (size_t i = 1; i < 3; i++)
        if (counts[i] > counts[best])
            best = i;
    return marks[best];
}

static enum outcome begin(struct csv **ret, struct csv *c, struct err *e)
{
    c->room = c->block_size;
    c->block = malloc(c->room + 1);
    if (!c->block)
        abort();
    c->line = 1;
    read_on(c);
    if (c->end == 0 && c->source.fault != SOURCE_GOOD) {
        c->row = 1;
        enum outcome outcome = refuse_source(c, 1, e);
        csv_free(c);
        return outcome;
    }
    const char *s = c->block;
    if (c->end >= 6 && memcmp(s, "sep=", 4) == 0 && (s[5] == '\r' || s[5] == '\n')) {
        c->delimiter = s[4];
        c->at = s[5] == '\r' && c->end > 6 && s[6] == '\n' ? 7 : 6;
        c->row = 1;
        c->line = 2;
    }
    if (!c->delimiter || strchr("\"\r\n", c->delimiter) || (unsigned char)c->delimiter >= 0x80)
        c->delimiter = guess_delimiter(s + c->at, c->end - c->at);
    c->ends_cell['\n'] = c->ends_cell['\r'] = c->ends_cell[(unsigned char)c->delimiter] = true;
    *ret = c;
    return OK;
}

static struct csv *fresh(size_t block_size)
{
    struct csv *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->block_size = block_size;
    return c;
}

enum outcome csv_new(struct csv **ret, int fd, struct err *e)
{
    struct csv *c = fresh(BLOCK);
    source_init(&c->source, fd, NULL, 0);
    return begin(ret, c, e);
}

enum outcome csv_new_text(struct csv **ret, const char *text, size_t len, struct err *e)
{
    return csv_new_blocks(ret, text, len, BLOCK, e);
}

enum outcome csv_new_blocks(struct csv **ret, const char *text, size_t len, size_t block,
                            struct err *e)
{
    struct csv *c = fresh(block);
    source_init(&c->source, -1, text, len);
    return begin(ret, c, e);
}

void csv_free(struct csv *c)
{
    if (!c)
        return;
    source_fini(&c->source);
    free(c->block);
    free(c);
}

long csv_row(const struct csv *c)
{
    return c->row;
}

long csv_line(const struct csv *c)
{
    return c->line;
}

int64_t csv_bytes(const struct csv *c)
{
    return c->source.bytes;
}

const char *csv_encoding(const struct csv *c)
{
    return c->source.encoding ? c->source.encoding : "UTF-8";
}

char csv_delimiter(const struct csv *c)
{
    return c->delimiter;
}
