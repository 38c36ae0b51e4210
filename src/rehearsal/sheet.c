/* See sheet.h. What stands on it is what stands on drill/page.c's page. */
#include "rehearsal/sheet.h"

#include <fcntl.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <unistd.h>

#include "paper/doc.h"

enum { ACROSS = 4, DOWN = (REPORT_SHOWN + ACROSS - 1) / ACROSS };
#define TEXT_PT 6.0
#define WIDE_MM 186
#define HIGH_MM 136
#define LEFT 26.0 /* points of a chart left for figures, above for its name, below for days */
#define TOP 12.0
#define BOTTOM 11.0
#define GAP 6.0

struct grid { /* what the drawing needs */
    const struct drill_setup *setup;
    const struct bands *bands;
    enum lang lang;
    bool has_capacity;
};
struct chart {
    cairo_t *cr;
    const struct bands *b;
    int s;
    double x, y, w, h, low, high; /* of the area drawn on; values at its bottom and top */
};

static const char *say(enum lang lang, const char *zh, const char *en)
{
    return lang == LANG_ZH ? zh : en;
}

/* ---- charts ---- */

static void write_at(cairo_t *cr, const char *text, double x, double y, double align)
{
    PangoLayout *l = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string("Noto Sans CJK SC,DejaVu Sans");
    int wide, high;
    pango_font_description_set_absolute_size(font, TEXT_PT * PANGO_SCALE);
    pango_layout_set_font_description(l, font);
    pango_layout_set_text(l, text, -1);
    pango_layout_get_size(l, &wide, &high);
    cairo_move_to(cr, x - align * wide / PANGO_SCALE, y - (double)high / PANGO_SCALE / 2);
    pango_cairo_show_layout(cr, l);
    pango_font_description_free(font);
    g_object_unref(l);
}

static double at_x(const struct chart *c, int day)
{
    return c->x + c->w * day / (c->b->days > 1 ? c->b->days - 1 : 1);
}

static double at_y(const struct chart *c, double value)
{
    double share = (value - c->low) / (c->high - c->low);
    return c->y + c->h * (1 - fmin(1.03, fmax(0, share)));
}

static double member(const struct chart *c, int day, int which)
{
    const struct band *x = &c->b->series[c->s * c->b->days + day];
    const double values[] = {x->low90, x->low50, x->median, x->high50, x->high90};
    return values[which];
}

static void ribbon(const struct chart *c, int low, int high)
{
    cairo_new_path(c->cr);
    for (int d = 0; d < c->b->days; d++)
        cairo_line_to(c->cr, at_x(c, d), at_y(c, member(c, d, high)));
    for (int d = c->b->days - 1; d >= 0; d--)
        cairo_line_to(c->cr, at_x(c, d), at_y(c, member(c, d, low)));
    cairo_close_path(c->cr);
    cairo_fill(c->cr);
}

static void axes(const struct chart *c)
{
    struct buf text;
    char day[12];
    buf_init(&text, 64);
    cairo_set_line_width(c->cr, 0.4);
    for (int i = 0; i <= 2; i++) {
        double value = c->low + (c->high - c->low) * i / 2, y = at_y(c, value);
        cairo_set_source_rgb(c->cr, 0.88, 0.9, 0.92);
        cairo_move_to(c->cr, c->x, y);
        cairo_line_to(c->cr, c->x + c->w, y);
        cairo_stroke(c->cr);
        cairo_set_source_rgb(c->cr, 0.35, 0.4, 0.46);
        buf_clear(&text);
        report_number(&text, value);
        write_at(c->cr, text.data, c->x - 3, y, 1);
    }
    for (int i = 0; i <= 2; i++) {
        int at = (c->b->days - 1) * i / 2;
        snprintf(day, sizeof day, "%d", at);
        write_at(c->cr, day, at_x(c, at), c->y + c->h + BOTTOM / 2, 0.5 * i);
    }
    buf_fini(&text);
}

static void set_ends(struct chart *c, double capacity)
{
    double most = 0, least = 0;
    for (int d = 0; d < c->b->days; d++) {
        most = fmax(most, member(c, d, 4));
        least = fmin(least, member(c, d, 0));
    }
    if (capacity > 0 && capacity < 2.5 * most)
        most = fmax(most, capacity * 1.05);
    c->high = most > 0 ? report_axis(most) : least < 0 ? 0 : 1;
    c->low = least < 0 ? -report_axis(-least) : 0;
}

static void draw_chart(const struct grid *g, struct chart *c)
{
    const struct series_row *row = &series_rows[c->s];
    double capacity = g->has_capacity && row->capacity
                          ? capacity_of(&g->setup->p, (enum capacity)row->capacity)
                          : 0;
    char title[120];
    set_ends(c, capacity);
    cairo_set_source_rgb(c->cr, 0.11, 0.15, 0.2);
    snprintf(title, sizeof title, "%s  %s", label_text(&row->label, g->lang),
             report_unit(row->unit, g->lang));
    write_at(c->cr, title, c->x - LEFT + GAP, c->y - TOP / 2, 0);
    axes(c);
    cairo_set_source_rgb(c->cr, 0.74, 0.83, 0.92);
    ribbon(c, 0, 4);
    cairo_set_source_rgb(c->cr, 0.5, 0.68, 0.84);
    ribbon(c, 1, 3);
    cairo_set_source_rgb(c->cr, 0.09, 0.29, 0.49);
    cairo_set_line_width(c->cr, 0.9);
    cairo_new_path(c->cr);
    for (int d = 0; d < c->b->days; d++)
        cairo_line_to(c->cr, at_x(c, d), at_y(c, member(c, d, 2)));
    cairo_stroke(c->cr);
    if (capacity > 0 && capacity <= c->high) {
        const double dash[] = {3, 2};
        cairo_save(c->cr);
        cairo_set_source_rgb(c->cr, 0.75, 0.22, 0.17);
        cairo_set_dash(c->cr, dash, 2, 0);
        cairo_move_to(c->cr, c->x, at_y(c, capacity));
        cairo_line_to(c->cr, c->x + c->w, at_y(c, capacity));
        cairo_stroke(c->cr);
        cairo_restore(c->cr);
    }
}

static void draw_grid(struct _cairo *cr, double width, double height, void *arg)
{
    const struct grid *g = arg;
    double wide = width / ACROSS, high = height / DOWN;
    for (int i = 0; i < REPORT_SHOWN; i++) {
        struct chart c = {.cr = cr,
                          .b = g->bands,
                          .s = (int)report_shown[i],
                          .x = i % ACROSS * wide + LEFT,
                          .y = i / ACROSS * high + TOP,
                          .w = wide - LEFT - GAP,
                          .h = high - TOP - BOTTOM};
        draw_chart(g, &c);
    }
}

/* ---- tables ---- */

static void cell_of(struct doc_table *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void cell_of(struct doc_table *t, const char *format, ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    doc_cell(t, text);
}

static void range_cell(struct doc_table *t, double low, double high)
{
    struct buf text;
    buf_init(&text, 100);
    report_number(&text, low);
    buf_text(&text, " – ");
    report_number(&text, high);
    doc_cell(t, text.data);
    buf_fini(&text);
}

static void totals(struct doc *d, const struct bands *b, enum lang lang)
{
    static const struct doc_column columns[] = {
        {3, DOC_START}, {1.2, DOC_END}, {1.8, DOC_END}, {1.8, DOC_END}};
    const struct {
        const char *name;
        const struct band *band;
    } rows[] = {{say(lang, "感染（人）", "Infections (people)"), &b->infections},
                {say(lang, "确诊（人）", "Confirmed (people)"), &b->confirmed},
                {say(lang, "死亡（人）", "Deaths (people)"), &b->deaths},
                {say(lang, "单日最多感染（人）", "Most infections a day (people)"), &b->peak},
                {say(lang, "高峰日（第几天）", "Peak on day"), &b->peak_day}};
    struct doc_table *t = doc_table(d, columns, 4, 1);
    struct buf text;
    buf_init(&text, 100);
    doc_row(t);
    doc_cell(t, "");
    doc_cell(t, say(lang, "中位数", "Median"));
    doc_cell(t, say(lang, "50 % 区间", "50 % band"));
    doc_cell(t, say(lang, "90 % 区间", "90 % band"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        doc_row(t);
        doc_cell(t, rows[i].name);
        buf_clear(&text);
        report_number(&text, rows[i].band->median);
        doc_cell(t, text.data);
        range_cell(t, rows[i].band->low50, rows[i].band->high50);
        range_cell(t, rows[i].band->low90, rows[i].band->high90);
    }
    buf_fini(&text);
}

/* The first that runs short in bold above, all of them in a table. */
static void what_runs_short(struct doc *d, const struct drill *drill, enum lang lang)
{
    static const struct doc_column columns[] = {
        {3, DOC_START}, {1.5, DOC_END}, {2.2, DOC_END}, {1.5, DOC_END}};
    struct shortage s[CAPACITIES];
    int worst = 0;
    shortages(drill, s);
    for (int c = 1; c < CAPACITIES; c++)
        worst = s[c].first > s[worst].first ? c : worst;
    if (!worst) {
        doc_say(d, say(lang, "所有次推演中各项能力均够用。", "Nothing ran short in any run."));
        return;
    }
    char line[300];
    snprintf(line, sizeof line, "%s%s · %s %.0f (%.0f–%.0f) · %s %.0f %%",
             say(lang, "最先不足：", "First to run short: "),
             label_text(&capacity_rows[worst].label, lang), say(lang, "第几天", "day"),
             s[worst].day.median, s[worst].day.low90, s[worst].day.high90,
             say(lang, "发生概率", "probability"), 100 * s[worst].probability);
    doc_run(doc_paragraph(d, DOC_START, 0), line, (struct doc_run){.bold = true});
    struct doc_table *t = doc_table(d, columns, 4, 1);
    doc_row(t);
    doc_cell(t, say(lang, "能力", "Capacity"));
    doc_cell(t, say(lang, "不足的概率", "Probability"));
    doc_cell(t, say(lang, "首日（90 %）", "First day (90 %)"));
    doc_cell(t, say(lang, "最先不足", "First of all"));
    for (int c = 1; c < CAPACITIES; c++)
        if (s[c].probability > 0) {
            doc_row(t);
            doc_cell(t, label_text(&capacity_rows[c].label, lang));
            cell_of(t, "%.0f %%", 100 * s[c].probability);
            cell_of(t, "%.0f (%.0f – %.0f)", s[c].day.median, s[c].day.low90, s[c].day.high90);
            cell_of(t, "%.0f %%", 100 * s[c].first);
        }
}

/* ---- the page ---- */

static void fill(struct doc *d, const struct rehearsal *r, struct grid *grids,
                 const struct bands *difference, enum lang lang)
{
    const struct drill_setup *s = &r->setup;
    char line[300];
    snprintf(line, sizeof line, "%s · R₀ %.2f · %d %s · %d %s · %s %.0f %%", s->pathogen,
             world_r0(r->world), r->drill->days, say(lang, "天", "days"), r->drill->runs_n,
             say(lang, "次", "runs"), say(lang, "控制住的比例", "controlled in"),
             100 * r->bands->controlled);
    doc_title(d, &(struct doc_title){.title = *s->name ? s->name : say(lang, "推演", "Drill"),
                                     .subtitle = line});
    what_runs_short(d, r->drill, lang);
    doc_space(d, 1);
    totals(d, r->bands, lang);
    doc_space(d, 1);
    doc_chart(d, draw_grid, &grids[0], WIDE_MM, HIGH_MM,
              say(lang, "逐日：中位数、50 % 与 90 % 区间；红线为能力",
                  "Day by day: median, 50 % and 90 % bands; red: capacity"));
    if (!difference)
        return;
    doc_break(d);
    doc_heading(d, 2,
                say(lang, "第二个方案减第一个方案（同样的随机数，逐次相减）",
                    "Second plan less the first (the same chance, run by run)"));
    totals(d, difference, lang);
    doc_space(d, 1);
    doc_chart(d, draw_grid, &grids[1], WIDE_MM, HIGH_MM,
              say(lang, "逐日之差：中位数、50 % 与 90 % 区间",
                  "Difference day by day: median, 50 % and 90 % bands"));
}

enum outcome sheet_write(const struct rehearsal *r, const struct bands *difference,
                         const char *path, enum lang lang, struct err *e)
{
    struct grid grids[2] = {{&r->setup, r->bands, lang, true},
                            {&r->setup, difference, lang, false}};
    struct doc *d = doc_new(&(struct doc_page){
        .lang = lang,
        .header = "推演 DRILL",
        .footer = say(lang, "合成人口上的推演，不是预测；参数及来源见 parameters.csv",
                      "Rehearsed on invented people, not a prediction; parameters and sources in "
                      "parameters.csv"),
        .margin_mm = 12,
        .text_pt = 8});
    fill(d, r, grids, difference, lang);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    enum outcome o = fd < 0 ? err_set(e, FAULT, NULL, "file", "cannot write %s", "无法写入%s", path)
                            : doc_pdf(d, fd, NULL, e);
    if (fd >= 0)
        close(fd);
    doc_free(d);
    return o;
}
