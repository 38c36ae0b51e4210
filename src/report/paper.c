/* Filled Markdown as a document: headings, paragraphs, points, tables, charts. The little of
 * Markdown that offices write; what is not of it stands as it is. */
#include "report/report.h"

#include "base/text.h"
#include "paper/doc.h"
#include "paper/xlsx_write.h"
#include <cairo.h>
#include <stdlib.h>

#define COLUMNS 40
#define LINE 8000
#define DAYS 120

struct chart {
    double values[DAYS];
    int n;
};

static void draw_bars(struct _cairo *cr, double width, double height, void *arg)
{
    const struct chart *chart = arg;
    double most = 1, step = width / (chart->n ? chart->n : 1);
    for (int i = 0; i < chart->n; i++)
        most = chart->values[i] > most ? chart->values[i] : most;
    cairo_set_source_rgb(cr, 0.75, 0.75, 0.75);
    cairo_set_line_width(cr, 0.5);
    for (int i = 0; i <= 4; i++) {
        cairo_move_to(cr, 0, height * i / 4);
        cairo_line_to(cr, width, height * i / 4);
    }
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0.16, 0.38, 0.62);
    for (int i = 0; i < chart->n; i++)
        cairo_rectangle(cr, i * step + step * 0.15, height * (1 - chart->values[i] / most),
                        step * 0.7, height * chart->values[i] / most);
    cairo_fill(cr);
}

static const char *next_line(const char **at, char *into)
{
    size_t len = strcspn(*at, "\n");
    if (!**at)
        return NULL;
    snprintf(into, LINE, "%.*s", (int)(len < LINE ? len : LINE - 1), *at);
    *at += len + ((*at)[len] == '\n');
    return into;
}

/* Cells of "| a | b |", in place. */
static int cut_cells(char *line, char **cells)
{
    int n = 0;
    char *at = line + (*line == '|');
    while (n < COLUMNS && *at) {
        size_t len = strcspn(at, "|");
        char *end = at + len, *next = end + (*end == '|');
        cells[n] = at + strspn(at, " ");
        while (end > cells[n] && end[-1] == ' ')
            end--;
        if (*at && (next != end || end > cells[n]))
            n++;
        bool is_last = !*(at + len);
        *end = '\0';
        at = is_last ? at + len : next;
        if (is_last)
            break;
    }
    return n;
}

static bool is_rule(const char *line)
{
    return *line == '|' && strspn(line, "|-: ") == strlen(line);
}

static bool is_figure(const char *s)
{
    return *s && strspn(s, "0123456789,.%-<—") == strlen(s);
}

static void put_table(struct doc *d, const char **at, char *line)
{
    char *cells[COLUMNS], first[LINE];
    struct doc_column columns[COLUMNS] = {{0}};
    struct doc_table *t = NULL;
    int n = 0;
    snprintf(first, sizeof first, "%s", line);
    n = cut_cells(first, cells);
    for (int i = 0; i < n; i++)
        columns[i].align = i ? DOC_END : DOC_START;
    t = doc_table(d, columns, n, 1);
    doc_row(t);
    for (int i = 0; i < n; i++)
        doc_cell(t, cells[i]);
    while (**at == '|') {
        next_line(at, line);
        if (is_rule(line))
            continue;
        int k = cut_cells(line, cells);
        doc_row(t);
        for (int i = 0; i < n; i++)
            doc_cell_as(t, &(struct doc_cell){.text = i < k ? cells[i] : "",
                                              .is_own_align = i < k && !is_figure(cells[i]),
                                              .align = DOC_START});
    }
}

static void put_chart(struct doc *d, struct arena *a, const char *line)
{
    struct chart *chart = arena_alloc(a, sizeof *chart);
    const char *title = line + strlen("!chart "), *day = strchr(title, '|');
    const char *values = day ? strchr(day + 1, '|') : NULL;
    char caption[400];
    for (const char *s = values ? values + 1 : ""; *s && chart->n < DAYS;) {
        char *end;
        chart->values[chart->n++] = strtod(s, &end);
        s = *end == ',' ? end + 1 : "";
    }
    snprintf(caption, sizeof caption, "%.*s（%.*s 起）", day ? (int)(day - title) : 0, title,
             values ? (int)(values - day - 1) : 0, day ? day + 1 : "");
    doc_chart(d, draw_bars, chart, 140, 45, caption);
    struct doc_text *p = doc_paragraph(d, DOC_CENTER, 0);
    doc_run(p, caption, (struct doc_run){.small = true});
}

/* **bold** inside a line. */
static void put_runs(struct doc_text *p, const char *s)
{
    bool bold = false;
    while (*s) {
        const char *star = strstr(s, "**");
        char part[LINE];
        snprintf(part, sizeof part, "%.*s", star ? (int)(star - s) : (int)strlen(s), s);
        doc_run(p, part, (struct doc_run){.bold = bold});
        bold = !bold;
        s = star ? star + 2 : s + strlen(s);
    }
}

struct doc *report_doc(struct arena *a, const char *markdown, const struct report_head *head,
                       enum lang lang)
{
    struct doc *d = doc_new(
        &(struct doc_page){.look = DOC_OFFICIAL, .numbers = true, .lang = lang, .footer = NULL});
    char line[LINE];
    const char *at = markdown;
    bool has_title = false;
    while (next_line(&at, line)) {
        if (line[0] == '#') {
            int level = (int)strspn(line, "#");
            const char *text = line + level + strspn(line + level, " ");
            if (!has_title)
                doc_title(d, &(struct doc_title){
                                 .red_heading = head->red, .number = head->number, .title = text});
            else
                doc_heading(d, level > 1 ? level - 1 : 1, text);
            has_title = true;
        } else if (line[0] == '|') {
            put_table(d, &at, line);
        } else if (!strncmp(line, "!chart ", 7)) {
            put_chart(d, a, line);
        } else if (!strncmp(line, "- ", 2)) {
            put_runs(doc_item(d, 0, "•"), line + 2);
        } else if (line[0]) {
            put_runs(doc_paragraph(d, DOC_START, 2), line);
        }
    }
    if (head->note && *head->note)
        doc_say(d, head->note);
    if (head->signer)
        doc_signature(d, head->signer, head->day, true);
    if (head->proof) {
        struct doc_text *p = doc_paragraph(d, DOC_START, 0);
        doc_run(p, head->proof, (struct doc_run){.small = true, .color = 0x666666});
    }
    return d;
}

/* ---- tables as a sheet ---- */

enum outcome report_xlsx(const char *markdown, const char *path, const char *folder, struct err *e)
{
    struct xlsx *x;
    char line[LINE], *cells[COLUMNS];
    const char *at = markdown;
    struct xlsx_sheet sheet = {.name = "报表", .is_plain = true};
    struct xlsx_column columns[COLUMNS] = {{0}};
    for (int i = 0; i < COLUMNS; i++)
        columns[i] = (struct xlsx_column){.title = "", .width = i ? 14 : 28, .kind = XLSX_TEXT};
    sheet.columns = columns;
    sheet.columns_n = COLUMNS;
    enum outcome o = xlsx_new(&x, path, folder, e);
    if (o == OK)
        o = xlsx_sheet(x, &sheet, e);
    while (o == OK && next_line(&at, line)) {
        if (is_rule(line) || !line[0] || line[0] == '!')
            continue;
        if (line[0] == '|') {
            int n = cut_cells(line, cells);
            for (int i = 0; i < n; i++)
                xlsx_text(x, cells[i], strlen(cells[i]));
        } else {
            xlsx_text(x, line, strlen(line));
        }
        o = xlsx_end_row(x, e);
    }
    if (o == OK)
        o = xlsx_close(x, e);
    xlsx_free(x);
    return o;
}
