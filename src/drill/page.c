/* One page a drill, for printing and for people: what happened, what ran short first, fan charts
 * against capacity. HTML with its pictures inside; no script, nothing fetched. */
#include <math.h>

#include "drill/drill.h"

enum { WIDE = 330, HIGH = 150, LEFT = 46, RIGHT = 8, TOP = 8, BOTTOM = 22 };

const enum series report_shown[REPORT_SHOWN] = {
    SERIES_INFECTIONS, SERIES_CONFIRMED,      SERIES_CONTACTS,      SERIES_ROOMS,
    SERIES_HOME,       SERIES_ISOLATION_BEDS, SERIES_HOSPITAL,      SERIES_ICU,
    SERIES_TUBES,      SERIES_TUBES_WAITING,  SERIES_CASES_WAITING, SERIES_CONTACTS_WAITING,
    SERIES_STAFF,      SERIES_GEAR_STOCK,     SERIES_KITS_STOCK,    SERIES_MONEY};

static const char *say(enum lang lang, const char *zh, const char *en)
{
    return lang == LANG_ZH ? zh : en;
}

static void escaped(struct buf *out, const char *s)
{
    for (; *s; s++)
        switch (*s) {
        case '<':
            buf_text(out, "&lt;");
            break;
        case '>':
            buf_text(out, "&gt;");
            break;
        case '&':
            buf_text(out, "&amp;");
            break;
        case '"':
            buf_text(out, "&quot;");
            break;
        default:
            buf_char(out, *s);
        }
}

const char *report_unit(const char *unit, enum lang lang)
{
    static const struct {
        const char *unit, *zh;
    } rows[] = {{"people", "人"},
                {"rooms", "间"},
                {"beds", "张"},
                {"people per day", "人次/日"},
                {"tubes per day", "管/日"},
                {"tubes", "管"},
                {"min per day", "分钟/日"},
                {"cases", "例"},
                {"sets per day", "套/日"},
                {"sets", "套"},
                {"yuan per day", "元/日"}};
    for (size_t i = 0; lang == LANG_ZH && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!strcmp(rows[i].unit, unit))
            return rows[i].zh;
    return unit;
}

void report_number(struct buf *out, double x)
{
    double size = fabs(x);
    if (size >= 1e8)
        buf_printf(out, "%.3g×10⁶", x / 1e6);
    else if (size >= 1e5)
        buf_printf(out, "%.0fk", x / 1e3);
    else if (size >= 100 || size == floor(size))
        buf_printf(out, "%.0f", x);
    else
        buf_printf(out, "%.1f", x);
}

static double member(const struct bands *b, int s, int d, int which)
{
    const struct band *x = &b->series[s * b->days + d];
    const double values[] = {x->low90, x->low50, x->median, x->high50, x->high90};
    return values[which];
}

double report_axis(double x)
{
    double step = pow(10, floor(log10(x)));
    static const double nice[] = {1, 1.5, 2, 3, 4, 5, 6, 8, 10};
    for (int i = 0; i < 9; i++)
        if (x <= nice[i] * step * 1.0001)
            return nice[i] * step;
    return x;
}

struct chart {
    const struct bands *b;
    int s;
    double low, high;
};

static double at_x(const struct chart *c, int day)
{
    return LEFT + (double)day / (c->b->days > 1 ? c->b->days - 1 : 1) * (WIDE - LEFT - RIGHT);
}

static double at_y(const struct chart *c, double x)
{
    double y = TOP + (c->high - x) / (c->high - c->low) * (HIGH - TOP - BOTTOM);
    return y < TOP - 4 ? TOP - 4 : y;
}

static void ribbon(struct buf *out, const struct chart *c, int low, int high, const char *fill)
{
    buf_printf(out, "<polygon fill=\"%s\" points=\"", fill);
    for (int d = 0; d < c->b->days; d++)
        buf_printf(out, "%.1f,%.1f ", at_x(c, d), at_y(c, member(c->b, c->s, d, high)));
    for (int d = c->b->days - 1; d >= 0; d--)
        buf_printf(out, "%.1f,%.1f ", at_x(c, d), at_y(c, member(c->b, c->s, d, low)));
    buf_text(out, "\"/>");
}

static void axis(struct buf *out, const struct chart *c)
{
    for (int i = 0; i <= 2; i++) {
        double x = c->low + (c->high - c->low) * i / 2;
        buf_printf(out,
                   "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"g\"/>"
                   "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
                   LEFT, WIDE - RIGHT, at_y(c, x), at_y(c, x), LEFT - 4, at_y(c, x) + 3);
        report_number(out, x);
        buf_text(out, "</text>");
    }
    for (int i = 0; i <= 4; i++) {
        int day = (c->b->days - 1) * i / 4;
        buf_printf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>", at_x(c, day),
                   HIGH - 8, day);
    }
}

static void chart(struct buf *out, const struct bands *b, int s, double capacity, enum lang lang)
{
    struct chart c = {.b = b, .s = s};
    double most = 0, least = 0;
    for (int d = 0; d < b->days; d++) {
        most = fmax(most, member(b, s, d, 4));
        least = fmin(least, member(b, s, d, 0));
    }
    if (capacity > 0 && capacity < 2.5 * most)
        most = fmax(most, capacity * 1.05);
    c.high = most > 0 ? report_axis(most) : 1;
    c.low = least < 0 ? -report_axis(-least) : 0;
    buf_text(out, "<figure><figcaption>");
    escaped(out, label_text(&series_rows[s].label, lang));
    buf_text(out, " <small>");
    escaped(out, report_unit(series_rows[s].unit, lang));
    buf_printf(out, "</small></figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDE, HIGH);
    axis(out, &c);
    ribbon(out, &c, 0, 4, "#bcd3ea");
    ribbon(out, &c, 1, 3, "#7fadd6");
    buf_text(out, "<polyline class=\"m\" points=\"");
    for (int d = 0; d < b->days; d++)
        buf_printf(out, "%.1f,%.1f ", at_x(&c, d), at_y(&c, member(b, s, d, 2)));
    buf_text(out, "\"/>");
    if (capacity > 0 && capacity <= c.high)
        buf_printf(out, "<line class=\"c\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT,
                   WIDE - RIGHT, at_y(&c, capacity), at_y(&c, capacity));
    buf_text(out, "</svg></figure>");
}

static void row(struct buf *out, const char *name, const struct band *b)
{
    buf_printf(out, "<tr><th>%s</th><td>", name);
    report_number(out, b->median);
    buf_text(out, "</td><td>");
    report_number(out, b->low50);
    buf_text(out, " – ");
    report_number(out, b->high50);
    buf_text(out, "</td><td>");
    report_number(out, b->low90);
    buf_text(out, " – ");
    report_number(out, b->high90);
    buf_text(out, "</td></tr>\n");
}

static void totals(struct buf *out, const struct bands *b, enum lang lang)
{
    buf_printf(out, "<table><tr><th></th><th>%s</th><th>50 %%</th><th>90 %%</th></tr>\n",
               say(lang, "中位数", "Median"));
    row(out, say(lang, "感染（人）", "Infections (people)"), &b->infections);
    row(out, say(lang, "确诊（人）", "Confirmed (people)"), &b->confirmed);
    row(out, say(lang, "死亡（人）", "Deaths (people)"), &b->deaths);
    row(out, say(lang, "单日最多感染（人）", "Most infections a day (people)"), &b->peak);
    row(out, say(lang, "高峰日（第几天）", "Peak on day"), &b->peak_day);
    buf_text(out, "</table>\n");
}

static void what_ran_short(struct buf *out, const struct drill *d, enum lang lang)
{
    struct shortage s[CAPACITIES];
    int worst = 0, listed = 0;
    shortages(d, s);
    for (int c = 1; c < CAPACITIES; c++) {
        if (s[c].first > s[worst].first)
            worst = c;
        listed += s[c].probability > 0;
    }
    if (!listed) {
        buf_printf(out, "<p class=\"first\">%s</p>",
                   say(lang, "所有次推演中各项能力均够用。", "Nothing ran short in any run."));
        return;
    }
    buf_printf(out, "<p class=\"first\">%s<b>", say(lang, "最先不足:", "First to run short: "));
    escaped(out, label_text(&capacity_rows[worst].label, lang));
    buf_printf(out, "</b> — %s %.0f (%.0f–%.0f); %s %.0f %%</p>", say(lang, "第几天", "day"),
               s[worst].day.median, s[worst].day.low90, s[worst].day.high90,
               say(lang, "发生概率", "probability"), 100 * s[worst].probability);
    buf_printf(out, "<table><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr>\n",
               say(lang, "能力", "Capacity"), say(lang, "不足的概率", "Probability"),
               say(lang, "首日（90 %）", "First day (90 %)"),
               say(lang, "最先不足", "First of all"));
    for (int c = 1; c < CAPACITIES; c++)
        if (s[c].probability > 0) {
            buf_text(out, "<tr><th>");
            escaped(out, label_text(&capacity_rows[c].label, lang));
            buf_printf(out,
                       "</th><td>%.0f %%</td><td>%.0f (%.0f – %.0f)</td><td>%.0f %%</td></tr>\n",
                       100 * s[c].probability, s[c].day.median, s[c].day.low90, s[c].day.high90,
                       100 * s[c].first);
        }
    buf_text(out, "</table>\n");
}

static const char head[] =
    "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><style>"
    "@page{size:A4;margin:10mm}body{font:14px/1.4 system-ui,'Noto Sans CJK SC',sans-serif;"
    "max-width:1060px;margin:1em auto;padding:0 1em;color:#1c2733}h1{font-size:1.4em;margin:.2em 0}"
    "h2{font-size:1.05em;margin:1em 0 .3em}table{border-collapse:collapse;margin:.4em 1.5em .4em 0}"
    "td,th{padding:.1em .7em;text-align:right;border-bottom:1px solid #dde4ea}"
    "th:first-child{text-align:left;font-weight:normal}.top{display:flex;flex-wrap:wrap}"
    ".charts{display:grid;grid-template-columns:repeat(3,1fr);gap:6px}figure{margin:0}"
    "figcaption{font-weight:600}small{font-weight:normal;color:#5b6b7a}"
    "svg{width:100%;display:block}svg text{font-size:9px;fill:#5b6b7a}.g{stroke:#e6ebf0}"
    ".m{fill:none;stroke:#174a7c;stroke-width:1.6}.c{stroke:#c0392b;stroke-dasharray:5 3}"
    ".first{font-size:1.1em}.mark{color:#c0392b;border:2px solid;padding:0 .5em;float:right}"
    "@media(max-width:700px){.charts{grid-template-columns:1fr}}</style>";

static void charts(struct buf *out, const struct drill_setup *s, const struct bands *b,
                   enum lang lang, bool with_capacity)
{
    buf_text(out, "<div class=\"charts\">");
    for (int i = 0; i < REPORT_SHOWN; i++) {
        int capacity = series_rows[report_shown[i]].capacity;
        chart(out, b, (int)report_shown[i],
              with_capacity && capacity ? capacity_of(&s->p, (enum capacity)capacity) : 0, lang);
    }
    buf_text(out, "</div>\n");
}

void report_page(struct buf *out, const struct drill_setup *s, const struct drill *d,
                 const struct bands *b, const struct bands *difference, enum lang lang)
{
    buf_printf(out, "<!doctype html><html lang=\"%s\"><title>", say(lang, "zh-CN", "en"));
    escaped(out, s->name);
    buf_printf(out, "</title>%s<p class=\"mark\">%s</p><h1>", head,
               say(lang, "推演", "DRILL 演练"));
    escaped(out, *s->name ? s->name : say(lang, "推演", "Drill"));
    buf_text(out, "</h1><p>");
    escaped(out, s->pathogen);
    buf_printf(out, " · R₀ %.2f · %d %s · %d %s · %s %.0f %%</p>", world_r0(d->world), d->days,
               say(lang, "天", "days"), d->runs_n, say(lang, "次", "runs"),
               say(lang, "控制住的比例", "controlled in"), 100 * b->controlled);
    what_ran_short(out, d, lang);
    totals(out, b, lang);
    buf_printf(out, "<h2>%s</h2>",
               say(lang, "逐日:中位数、50 % 与 90 % 区间;红线为能力",
                   "Day by day: median, 50 % and 90 % bands; red: capacity"));
    charts(out, s, b, lang, true);
    if (difference) {
        buf_printf(out, "<h2>%s</h2>",
                   say(lang, "第二个方案减第一个方案(同样的随机数,逐次相减)",
                       "Second plan less the first (the same chance, run by run)"));
        totals(out, difference, lang);
        charts(out, s, difference, lang, false);
    }
    buf_printf(out, "<p><small>%s</small></p></html>\n",
               say(lang, "合成人口上的推演,不是预测;参数及来源见 parameters.csv。",
                   "Rehearsed on invented people, not a prediction; parameters and sources in "
                   "parameters.csv."));
}
