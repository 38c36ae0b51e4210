/* Filling a template in. What is not known is told as "—", what is no measure is a refusal that
 * names it: a paper must not lie by silence. */
#include "report/report.h"

#include "base/text.h"
#include "place/place.h"
#include "value/time.h"

#define CHILDREN 2000

#define TABLES 64 /* measures asked by place in one report */

/* A measure at every child of the place, asked once. */
struct by_place {
    const struct measure *measure;
    int64_t from, to;
    struct figures figures;
};
struct filling {
    struct call *c;
    const struct report *report;
    int64_t place, day, from, to;
    enum lang lang;
    struct filled *filled;
    struct by_place *tables;
    int tables_n;
};

void report_span(const struct report *r, int64_t day, int64_t *ret_from, int64_t *ret_to)
{
    int year, month, date;
    date_to_civil(day, &year, &month, &date);
    *ret_to = day;
    *ret_from = r->period == PERIOD_WEEK    ? day - 6
                : r->period == PERIOD_MONTH ? date_from_civil(year, month, 1)
                : r->period == PERIOD_YEAR  ? date_from_civil(year, 1, 1)
                                            : day;
}

static void put_date(struct buf *out, int64_t day, enum lang lang)
{
    char text[32];
    int year, month, date;
    date_to_civil(day, &year, &month, &date);
    if (lang == LANG_ZH)
        buf_printf(out, "%d年%d月%d日", year, month, date);
    else
        buf_put(out, text, date_print(day, text));
}

static enum outcome put_name(struct buf *out, struct filling *f, int64_t place, struct err *e)
{
    struct place p;
    if (place == PLACE_COUNTRY)
        return OK;
    enum outcome o = place_get(&p, f->c->arena, f->c->db, place, e);
    if (o == OK)
        buf_text(out, p.name);
    return o;
}

/* "up 5,269": more, fewer, or the same as then. */
static void put_change(struct buf *out, const struct measure *m, const struct figure *now,
                       const struct figure *then, enum lang lang)
{
    struct figure by = *now;
    by.flag = "";
    if (value_is_null(now->value) || value_is_null(then->value)) {
        buf_text(out, "—");
        return;
    }
    by.value.n = now->value.n - then->value.n;
    if (by.value.n == 0) {
        buf_text(out, lang == LANG_ZH ? "持平" : "unchanged");
        return;
    }
    buf_text(out, by.value.n > 0 ? (lang == LANG_ZH ? "增加" : "up ")
                                 : (lang == LANG_ZH ? "减少" : "down "));
    if (by.value.n < 0)
        by.value.n = -by.value.n;
    measure_print(out, m, &by);
}

static bool wants_word(const struct filling *f, const struct figure *now, const struct figure *then)
{
    int64_t by = now->value.n - then->value.n, limit;
    if (!f->report->explain || by == 0 || value_is_null(now->value) || value_is_null(then->value) ||
        !number_muldiv(then->value.n, f->report->explain, NUMBER_ONE, &limit))
        return false;
    return (by < 0 ? -by : by) > (limit < 0 ? -limit : limit);
}

static const char *option(const char *words, const char *name, char *into, size_t size)
{
    const char *at = strstr(words, name);
    if (!at)
        return NULL;
    at += strlen(name);
    snprintf(into, size, "%.*s", (int)strcspn(at, " "), at);
    return into;
}

static enum outcome read_figure(struct filling *f, const struct measure *m, int64_t place,
                                int64_t from, int64_t to, struct figure *ret, struct err *e)
{
    struct figures figures;
    struct measure_ask ask = {
        .measure = m, .place = place, .from = from, .to = to, .is_public = f->report->is_public};
    enum outcome o = measure_read(&figures, f->c, &ask, e);
    if (o == OK)
        *ret = figures.list[figures.n - 1];
    return o;
}

/* A figure of the report's own place, with the one of the period before: asked once. */
static enum outcome own_figure(struct filling *f, const struct measure *m, int64_t from, int64_t to,
                               const struct filled_figure **ret, struct err *e)
{
    struct filled *all = f->filled;
    for (int i = 0; i < all->n; i++)
        if (all->list[i].measure == m && all->list[i].from == from && all->list[i].to == to) {
            *ret = &all->list[i];
            return OK;
        }
    if (all->n == REPORT_FIGURES)
        return err_set(e, TOO_LARGE, "text", "figures", "%s: more than %d figures",
                       "%s：数字超过%d个", f->report->name, REPORT_FIGURES);
    struct filled_figure one = {.measure = m, .from = from, .to = to};
    measure_span(COMPARE_PREVIOUS, from, to, &one.past_from, &one.past_to);
    enum outcome o = read_figure(f, m, f->place, from, to, &one.now, e);
    if (o == OK)
        o = read_figure(f, m, f->place, one.past_from, one.past_to, &one.then, e);
    one.is_changed = o == OK && wants_word(f, &one.now, &one.then);
    all->list[all->n] = one;
    *ret = &all->list[all->n];
    all->n += o == OK;
    return o;
}

/* A figure of a child: one question for all of them. */
static enum outcome child_figure(struct filling *f, const struct measure *m, int64_t place,
                                 int64_t from, int64_t to, struct figure *ret, struct err *e)
{
    struct by_place *t = NULL;
    for (int i = 0; i < f->tables_n && !t; i++)
        if (f->tables[i].measure == m && f->tables[i].from == from && f->tables[i].to == to)
            t = &f->tables[i];
    if (!t && f->tables_n < TABLES) {
        struct measure_ask ask = {.measure = m,
                                  .place = f->place,
                                  .from = from,
                                  .to = to,
                                  .by = BY_PLACE,
                                  .is_public = f->report->is_public};
        t = &f->tables[f->tables_n];
        *t = (struct by_place){.measure = m, .from = from, .to = to};
        enum outcome o = measure_read(&t->figures, f->c, &ask, e);
        if (o != OK)
            return o;
        f->tables_n++;
    }
    for (int i = 0; t && i < t->figures.n; i++)
        if (t->figures.list[i].place == place) {
            *ret = t->figures.list[i];
            return OK;
        }
    return read_figure(f, m, place, from, to, ret, e);
}

static void put_value(struct buf *out, const struct filling *f, const struct measure *m,
                      const struct figure *now, bool has_unit)
{
    bool is_zh = f->lang == LANG_ZH;
    buf_text(out, text_same(now->flag, "about") ? (is_zh ? "约" : "about ") : "");
    measure_print(out, m, now);
    buf_text(out, text_same(now->flag, "over") ? (is_zh ? "余" : "+") : "");
    if (has_unit && m->unit.en) {
        buf_text(out, is_zh ? "" : " ");
        buf_text(out, label_text(&m->unit, f->lang));
    }
}

static enum outcome put_measure(struct buf *out, struct filling *f, const char *words,
                                int64_t place, struct err *e)
{
    char name[64], vs[32] = "", from_word[32];
    struct figure now, then;
    int64_t from = f->from, to = f->to, past_from, past_to;
    const struct filled_figure *own = NULL;
    enum outcome o;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(words, " "), words);
    const struct measure *m = plan_measure(f->c->plan, name);
    if (!m)
        return err_set(e, REFUSED, "text", "no_such", "%s: there is no measure \"%s\"",
                       "%s：没有名为“%s”的指标", f->report->name, name);
    if (option(words, "from=", from_word, sizeof from_word)) {
        int year, month, date;
        date_to_civil(to, &year, &month, &date);
        from = text_same(from_word, "month.start")  ? date_from_civil(year, month, 1)
               : text_same(from_word, "year.start") ? date_from_civil(year, 1, 1)
               : text_same(from_word, "start")      ? to - 3650
                                                    : from;
    }
    o = place == f->place ? own_figure(f, m, from, to, &own, e)
                          : child_figure(f, m, place, from, to, &now, e);
    if (o != OK)
        return o;
    if (own)
        now = own->now, then = own->then;
    if (!option(words, "vs=", vs, sizeof vs)) {
        put_value(out, f, m, &now, strstr(words, " unit") != NULL);
        return OK;
    }
    bool is_year = text_same(vs, "last_year");
    measure_span(is_year ? COMPARE_LAST_YEAR : COMPARE_PREVIOUS, from, to, &past_from, &past_to);
    if (!own)
        o = child_figure(f, m, place, past_from, past_to, &then, e);
    else if (is_year)
        o = read_figure(f, m, place, past_from, past_to, &then, e);
    if (o == OK)
        put_change(out, m, &now, &then, f->lang);
    return o;
}

/* "!chart title|2026-11-10|1,2,3": one line, drawn when it becomes a paper. */
static enum outcome put_chart(struct buf *out, struct filling *f, const char *words, struct err *e)
{
    char name[64], days_word[16];
    struct figures figures;
    int64_t days = 14;
    words += strspn(words, " ");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(words, " "), words);
    const struct measure *m = plan_measure(f->c->plan, name);
    if (!m)
        return err_set(e, REFUSED, "text", "no_such", "%s: there is no measure \"%s\"",
                       "%s：没有名为“%s”的指标", f->report->name, name);
    if (option(words, "days=", days_word, sizeof days_word))
        text_int(days_word, strlen(days_word), &days);
    days = days < 2 ? 2 : days > 120 ? 120 : days;
    struct measure_ask ask = {.measure = m,
                              .place = f->place,
                              .from = f->to - days + 1,
                              .to = f->to,
                              .by = BY_DAY,
                              .is_public = f->report->is_public};
    enum outcome o = measure_read(&figures, f->c, &ask, e);
    if (o != OK)
        return o;
    char day[32];
    buf_printf(out, "!chart %s|", label_text(&m->label, f->lang));
    buf_put(out, day, date_print(ask.from, day));
    buf_char(out, '|');
    for (int i = 0; i < figures.n; i++) {
        buf_text(out, i ? "," : "");
        buf_int(out, value_is_null(figures.list[i].value) ? 0 : figures.list[i].value.n);
    }
    return OK;
}

static enum outcome put_word(struct buf *out, struct filling *f, const char *words, int64_t place,
                             struct err *e)
{
    if (text_same(words, "place"))
        return put_name(out, f, place, e);
    if (text_same(words, "date") || text_same(words, "to")) {
        put_date(out, f->to, f->lang);
        return OK;
    }
    if (text_same(words, "from")) {
        put_date(out, f->from, f->lang);
        return OK;
    }
    if (!strncmp(words, "chart ", 6))
        return put_chart(out, f, words + 6, e);
    return put_measure(out, f, words, place, e);
}

static enum outcome children_of(int64_t *ret, int *ret_n, struct filling *f, struct err *e)
{
    struct buf b;
    json_t *list = NULL, *one;
    size_t i;
    buf_init(&b, 16u << 20);
    *ret_n = 0;
    enum outcome o = place_children_json(&b, f->c->db, f->place, false, e);
    if (o == OK)
        o = json_parse(&list, b.data, b.len, e);
    buf_fini(&b);
    json_array_foreach(list, i, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        if (id && *ret_n < CHILDREN && text_int(id, strlen(id), &ret[*ret_n]))
            ++*ret_n;
    }
    json_decref(list);
    return o;
}

static enum outcome fill_part(struct buf *out, struct filling *f, const char *s, const char *end,
                              int64_t place, struct err *e)
{
    enum outcome o = OK;
    while (o == OK && s < end) {
        const char *open = memmem(s, (size_t)(end - s), "{{", 2);
        const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;
        if (!close) {
            buf_put(out, s, (size_t)(end - s));
            return OK;
        }
        buf_put(out, s, (size_t)(open - s));
        const char *words = arena_text(f->c->arena, open + 2, (size_t)(close - open - 2));
        s = close + 2;
        if (strncmp(words, "#each", 5) != 0) {
            o = put_word(out, f, words, place, e);
            continue;
        }
        static const char stop[] = "{{/each}}";
        const char *last = memmem(s, (size_t)(end - s), stop, sizeof stop - 1);
        int64_t *children = arena_alloc(f->c->arena, sizeof *children * CHILDREN);
        int n = 0;
        if (!last)
            return err_set(e, REFUSED, "text", "each", "%s: #each has no /each",
                           "%s：#each缺少/each", f->report->name);
        s += *s == '\n';
        o = children_of(children, &n, f, e);
        for (int i = 0; o == OK && i < n; i++)
            o = fill_part(out, f, s, last, children[i], e);
        s = last + sizeof stop - 1;
        s += *s == '\n';
    }
    return o;
}

enum outcome report_fill(struct buf *out, struct filled *ret, struct call *c,
                         const struct report *r, int64_t place, int64_t day, struct err *e)
{
    struct filling f = {.c = c,
                        .report = r,
                        .place = place,
                        .day = day,
                        .lang = c->lang,
                        .filled = ret,
                        .tables = arena_alloc(c->arena, sizeof(struct by_place) * TABLES)};
    const char *text = label_text(&r->text, c->lang);
    ret->n = 0;
    report_span(r, day, &f.from, &f.to);
    return text ? fill_part(out, &f, text, text + strlen(text), place, e) : OK;
}
