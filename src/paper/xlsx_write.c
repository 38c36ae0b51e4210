/* See xlsx_write.h. The work is libxlsxwriter's; here are the looks and the limits. */
#include "paper/xlsx_write.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"

#define FORM_ROWS 5000      /* rows of a form that offer choices */
#define CELL_CHARS 32000    /* Excel's 32,767, with room for pairs of UTF-16 */
#define CHOICES_INLINE 255  /* characters that a list may have in place */
#define NOTES_MAX 20000     /* notes on cells: each is kept in memory */
#define EXCEL_EPOCH 25569.0 /* days from 1899-12-30 to 1970-01-01 */

static const char *const formats[] = {
    [XLSX_TEXT] = "@",
    [XLSX_NUMBER] = NULL,
    [XLSX_MONEY] = "#,##0.00",
    [XLSX_DATE] = "yyyy-mm-dd",
    [XLSX_MOMENT] = "yyyy-mm-dd hh:mm",
    [XLSX_CLOCK] = "hh:mm",
};
#define KINDS (sizeof formats / sizeof *formats)

struct xlsx {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *head, *head_required, *wrong, *cells[KINDS], *free_cells[KINDS];
    struct arena arena; /* the sheet's description */
    struct xlsx_sheet as;
    int part; /* of a list too long for one sheet */
    lxw_row_t row;
    lxw_col_t column;
    int64_t rows;
    int lists, notes;
    lxw_error failed; /* the first failure */
};

static enum outcome cannot(struct err *e, lxw_error why)
{
    return err_set(e, FAULT, NULL, "xlsx", "the spreadsheet cannot be written: %s",
                   "无法写出表格文件：%s", lxw_strerror(why));
}

static void note_failure(struct xlsx *x, lxw_error error)
{
    if (error != LXW_NO_ERROR && error != LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED && !x->failed)
        x->failed = error;
}

static lxw_format *new_format(struct xlsx *x, const char *number)
{
    lxw_format *f = workbook_add_format(x->book);
    if (number)
        format_set_num_format(f, number);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static lxw_format *new_head(struct xlsx *x, lxw_color_t ground)
{
    lxw_format *f = new_format(x, NULL);
    format_set_bold(f);
    format_set_text_wrap(f);
    format_set_bg_color(f, ground);
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xA0A0A0);
    format_set_align(f, LXW_ALIGN_CENTER);
    return f;
}

enum outcome xlsx_new(struct xlsx **ret, const char *path, const char *folder, struct err *e)
{
    struct xlsx *x = calloc(1, sizeof *x);
    if (!x)
        abort();
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)folder};
    arena_init(&x->arena, LIMIT_DOC);
    x->book = workbook_new_opt(path, &options);
    if (!x->book) {
        xlsx_free(x);
        return cannot(e, LXW_ERROR_CREATING_XLSX_FILE);
    }
    x->head = new_head(x, 0xE8EDF3);
    x->head_required = new_head(x, 0xFCE4C8);
    x->wrong = new_format(x, "@");
    format_set_bg_color(x->wrong, 0xFFC7CE);
    format_set_font_color(x->wrong, 0x9C0006);
    for (size_t i = 0; i < KINDS; i++) {
        x->cells[i] = new_format(x, formats[i]);
        x->free_cells[i] = new_format(x, formats[i]);
        format_set_unlocked(x->free_cells[i]);
    }
    *ret = x;
    return OK;
}

void xlsx_free(struct xlsx *x)
{
    if (!x)
        return;
    if (x->book)
        lxw_workbook_free(x->book);
    arena_fini(&x->arena);
    free(x);
}

void xlsx_about(struct xlsx *x, const char *title, const char *author, const char *comment)
{
    lxw_doc_properties p = {.title = (char *)title,
                            .author = (char *)author,
                            .comments = (char *)comment,
                            .company = "Lianfang"};
    note_failure(x, workbook_set_properties(x->book, &p));
}

/* ---- a sheet --------------------------------------------------------------- */

/* At most 31 characters, none of []:*?/\ . */
static void sheet_name(char ret[128], const char *name, int part)
{
    const char *end = name + strlen(name);
    size_t len = 0;
    for (int i = 0; name < end && i < (part ? 27 : 31); i++) {
        uint32_t c = text_next(&name, end);
        len += text_encode(c < 0x80 && strchr("[]:*?/\\'", (int)c) ? '_' : c, ret + len);
    }
    snprintf(ret + len, 128 - len, part ? "(%d)" : "%.0d", part ? part + 1 : 0);
}

static double title_width(const struct xlsx_column *c)
{
    double width = 0;
    for (const char *s = c->title; *s; s++)
        width += (unsigned char)*s < 0x80 ? 1.1 : ((unsigned char)*s & 0xC0) == 0xC0 ? 2.2 : 0;
    double least = c->kind == XLSX_MOMENT ? 16 : c->kind == XLSX_DATE ? 11 : 8;
    width += 3; /* the filter's button */
    return c->width > 0 ? c->width : width < least ? least : width > 30 ? 30 : width;
}

/* Long lists stand on a hidden sheet. */
static void offer(struct xlsx *x, int at, const struct xlsx_column *c)
{
    size_t chars = 0;
    char range[120], name[40];
    for (int i = 0; i < c->choices_n; i++)
        chars += strlen(c->choices[i]) + 1; /* bytes: more than enough */
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LIST,
                             .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
    char **list = NULL;
    if (chars <= CHOICES_INLINE) {
        list = arena_alloc(&x->arena, sizeof *list * (size_t)(c->choices_n + 1));
        memcpy(list, c->choices, sizeof *list * (size_t)c->choices_n);
        v.value_list = list;
    } else {
        snprintf(name, sizeof name, "choices%d", ++x->lists);
        lxw_worksheet *hidden = workbook_add_worksheet(x->book, name);
        for (int i = 0; i < c->choices_n; i++)
            note_failure(x, worksheet_write_string(hidden, (lxw_row_t)i, 0, c->choices[i], NULL));
        worksheet_hide(hidden);
        snprintf(range, sizeof range, "=%s!$A$1:$A$%d", name, c->choices_n);
        v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        v.value_formula = range;
    }
    note_failure(x, worksheet_data_validation_range(x->sheet, 1, (lxw_col_t)at, FORM_ROWS,
                                                    (lxw_col_t)at, &v));
}

static void print_setup(struct xlsx *x)
{
    char header[600];
    worksheet_set_paper(x->sheet, 9); /* A4 */
    if (x->as.is_landscape)
        worksheet_set_landscape(x->sheet);
    worksheet_fit_to_pages(x->sheet, 1, 0);
    if (!x->as.is_plain)
        note_failure(x, worksheet_repeat_rows(x->sheet, 0, 0));
    note_failure(x, worksheet_set_footer(x->sheet, "&C&P / &N"));
    /* 255 characters; & begins a command. */
    if (x->as.mark && !strchr(x->as.mark, '&') && strlen(x->as.mark) < 250) {
        snprintf(header, sizeof header, "&R&8%s", x->as.mark);
        note_failure(x, worksheet_set_header(x->sheet, header));
    }
}

static void write_head(struct xlsx *x)
{
    lxw_worksheet *s = x->sheet;
    const struct xlsx_sheet *as = &x->as;
    for (int i = 0; i < as->columns_n; i++) {
        const struct xlsx_column *c = &as->columns[i];
        lxw_format **cells = as->is_form ? x->free_cells : x->cells;
        note_failure(
            x, worksheet_set_column(s, (lxw_col_t)i, (lxw_col_t)i, title_width(c), cells[c->kind]));
    }
    if (as->is_plain)
        return;
    note_failure(x, worksheet_set_row(s, 0, as->is_form ? 36 : 24, NULL));
    for (int i = 0; i < as->columns_n; i++) {
        const struct xlsx_column *c = &as->columns[i];
        note_failure(x, worksheet_write_string(s, 0, (lxw_col_t)i, c->title,
                                               c->is_required ? x->head_required : x->head));
        if (c->note) {
            lxw_comment_options o = {.width = 260, .height = 110, .author = "Lianfang"};
            note_failure(x, worksheet_write_comment_opt(s, 0, (lxw_col_t)i, c->note, &o));
        }
        if (as->is_form && c->choices_n > 0)
            offer(x, i, c);
    }
    worksheet_freeze_panes(s, 1, 0);
    if (as->is_form) {
        lxw_protection may = {.format_columns = 1,
                              .format_cells = 1,
                              .insert_rows = 1,
                              .delete_rows = 1,
                              .sort = 1,
                              .autofilter = 1};
        worksheet_protect(s, NULL, &may); /* against accidents: no password */
    }
    x->row = 1;
}

static void begin_part(struct xlsx *x)
{
    char name[128];
    x->row = 0;
    x->column = 0;
    sheet_name(name, x->as.name, x->part);
    x->sheet = workbook_add_worksheet(x->book, name);
    if (!x->sheet) {
        note_failure(x, LXW_ERROR_SHEETNAME_ALREADY_USED);
        return;
    }
    print_setup(x);
    write_head(x);
}

static void end_part(struct xlsx *x)
{
    if (x->sheet && !x->as.is_plain && !x->as.is_form && x->row > 1 && x->as.columns_n > 0)
        note_failure(
            x, worksheet_autofilter(x->sheet, 0, 0, x->row - 1, (lxw_col_t)(x->as.columns_n - 1)));
}

enum outcome xlsx_sheet(struct xlsx *x, const struct xlsx_sheet *sheet, struct err *e)
{
    struct xlsx_column *columns;
    end_part(x);
    x->as = *sheet;
    x->as.name = arena_dup(&x->arena, sheet->name);
    x->as.mark = arena_dup(&x->arena, sheet->mark);
    columns = arena_copy(&x->arena, sheet->columns, sizeof *columns * (size_t)sheet->columns_n);
    for (int i = 0; i < sheet->columns_n; i++) {
        columns[i].title = arena_dup(&x->arena, columns[i].title ? columns[i].title : "");
        columns[i].note = arena_dup(&x->arena, columns[i].note);
    }
    x->as.columns = columns;
    x->part = 0;
    begin_part(x);
    return x->failed ? cannot(e, x->failed) : OK;
}

/* ---- cells ----------------------------------------------------------------- */

static const char *fitting(struct xlsx *x, const char *s, size_t len)
{
    if (len <= CELL_CHARS)
        return s;
    while (len > CELL_CHARS || ((unsigned char)s[len] & 0xC0) == 0x80)
        len--;
    return arena_text(&x->arena, s, len);
}

void xlsx_text(struct xlsx *x, const char *s, size_t len)
{
    if (x->sheet && len > 0)
        note_failure(x,
                     worksheet_write_string(x->sheet, x->row, x->column, fitting(x, s, len), NULL));
    x->column++;
}

static void put_number(struct xlsx *x, double n, enum xlsx_kind kind)
{
    bool is_plain = kind == XLSX_NUMBER; /* the column's own format does */
    if (x->sheet)
        note_failure(x, worksheet_write_number(x->sheet, x->row, x->column, n,
                                               is_plain ? NULL : x->cells[kind]));
    x->column++;
}

void xlsx_number(struct xlsx *x, double n)
{
    int at = x->column;
    bool is_money = at < x->as.columns_n && x->as.columns[at].kind == XLSX_MONEY;
    put_number(x, n, is_money ? XLSX_MONEY : XLSX_NUMBER);
}

void xlsx_day(struct xlsx *x, int64_t day)
{
    put_number(x, (double)day + EXCEL_EPOCH, XLSX_DATE);
}

void xlsx_moment(struct xlsx *x, int64_t s)
{
    put_number(x, (double)s / 86400 + EXCEL_EPOCH, XLSX_MOMENT);
}

void xlsx_clock(struct xlsx *x, int minute)
{
    put_number(x, minute / 1440.0, XLSX_CLOCK);
}

void xlsx_skip(struct xlsx *x)
{
    x->column++;
}

void xlsx_wrong(struct xlsx *x, const char *s, size_t len, const char *note)
{
    if (!x->sheet)
        return;
    if (len > 0)
        note_failure(
            x, worksheet_write_string(x->sheet, x->row, x->column, fitting(x, s, len), x->wrong));
    else
        note_failure(x, worksheet_write_blank(x->sheet, x->row, x->column, x->wrong));
    if (note && *note && x->notes++ < NOTES_MAX) {
        lxw_comment_options o = {.width = 240, .height = 90, .author = "Lianfang"};
        note_failure(x, worksheet_write_comment_opt(x->sheet, x->row, x->column, note, &o));
    }
    x->column++;
}

enum outcome xlsx_end_row(struct xlsx *x, struct err *e)
{
    x->rows++;
    x->row++;
    x->column = 0;
    if (x->row == XLSX_ROWS) {
        end_part(x);
        x->part++;
        begin_part(x);
    }
    return x->failed ? cannot(e, x->failed) : OK;
}

int64_t xlsx_rows(const struct xlsx *x)
{
    return x->rows;
}

enum outcome xlsx_close(struct xlsx *x, struct err *e)
{
    end_part(x);
    lxw_error error = x->failed;
    if (error == LXW_NO_ERROR)
        error = workbook_close(x->book);
    else
        lxw_workbook_free(x->book);
    x->book = NULL;
    return error == LXW_NO_ERROR ? OK : cannot(e, error);
}
