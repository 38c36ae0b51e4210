/* The operations of measures. */
#include "measure/measure_int.h"

#include "base/text.h"
#include "guard/guard.h"
#include "place/place.h"
#include "value/time.h"

#define MEASURE                                                                                    \
    {                                                                                              \
        "measure", ARG_TEXT, true,                                                                 \
        {                                                                                          \
            "指标", "the measure"                                                                  \
        }                                                                                          \
    }
#define DAY(name, zh, en)                                                                          \
    {                                                                                              \
        name, ARG_DATE, false,                                                                     \
        {                                                                                          \
            zh, en                                                                                 \
        }                                                                                          \
    }

static const struct arg no_args[] = {{0}};
static const struct arg show_args[] = {
    MEASURE,
    {"place", ARG_PLACE, false, {"地点，缺省为本人岗位所在", "the place; one's own when absent"}},
    DAY("from", "起始日期，缺省为截止日期", "first day; the last one when absent"),
    DAY("to", "截止日期，缺省为今天", "last day; today when absent"),
    {"by",
     ARG_TEXT,
     false,
     {"分列：place、day、split，逗号分隔", "laid out by place, day, split; comma between"}},
    {"compare",
     ARG_TEXT,
     false,
     {"比较：previous上期，last_year去年同期", "compared with previous or last_year"}},
    {"public", ARG_FLAG, false, {"公开版：小于5的不显示", "for publication: below 5 is left out"}},
    {0}};
static const struct arg opening_args[] = {
    MEASURE,
    {"place", ARG_PLACE, true, {"地点", "the place"}},
    {"day", ARG_DATE, true, {"计入的日期", "the day on which it counts"}},
    {"value", ARG_TEXT, true, {"数值；0为撤销", "the total; 0 takes it back"}},
    {"split", ARG_TEXT, false, {"分组代码，逗号分隔", "codes of the split, comma between"}},
    {"flag", ARG_TEXT, false, {"about约，over余", "about, or over (a floor)"}},
    {0}};
static const struct arg trace_args[] = {MEASURE,
                                        {"place", ARG_PLACE, false, {"地点", "the place"}},
                                        DAY("from", "起始日期", "first day"),
                                        DAY("to", "截止日期", "last day"),
                                        {0}};

/* ---- arguments
 * ------------------------------------------------------------------------------------ */

static enum outcome arg_measure(struct call *c, const struct measure **ret, struct err *e)
{
    const char *name = call_text(c, "measure");
    *ret = name ? plan_measure(c->plan, name) : NULL;
    return *ret ? OK
                : err_set(e, NOT_FOUND, "measure", "absent", "there is no measure \"%s\"",
                          "没有名为“%s”的指标", name ? name : "");
}

/* Where the caller's highest post is held, when no place is named. */
static enum outcome arg_place(struct call *c, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, "place");
    if (text)
        return place_parse(ret, c->db, text, e);
    *ret = PLACE_COUNTRY;
    for (int i = 0; i < c->actor->holdings_n; i++)
        if (i == 0 || place_level(c->actor->holdings[i].place) < place_level(*ret))
            *ret = c->actor->holdings[i].place;
    return OK;
}

static enum outcome arg_day(struct call *c, const char *name, int64_t absent, int64_t *ret,
                            struct err *e)
{
    const char *text = call_text(c, name);
    *ret = absent;
    if (text && !date_parse(text, strlen(text), true, ret))
        return err_set(e, REFUSED, name, "date", "%s is a date such as 2026-11-23",
                       "%s应为日期，如2026-11-23", name);
    return OK;
}

static const struct {
    const char *word;
    unsigned bit;
} layouts[] = {{"place", BY_PLACE}, {"day", BY_DAY}, {"split", BY_SPLIT}, {"total", 0}};

static enum outcome arg_by(struct call *c, unsigned *ret, struct err *e)
{
    const char *s = call_text(c, "by");
    *ret = 0;
    while (s && *s) {
        size_t len = strcspn(s, ",");
        bool is_known = false;
        for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
            if (strlen(layouts[i].word) == len && !memcmp(layouts[i].word, s, len)) {
                *ret |= layouts[i].bit;
                is_known = true;
            }
        if (!is_known)
            return err_set(e, REFUSED, "by", "unknown_word", "by is place, day, split or total",
                           "by应为place、day、split或total");
        s += len + (s[len] == ',');
    }
    return OK;
}

static enum outcome arg_compare(struct call *c, enum measure_compare *ret, struct err *e)
{
    const char *word = call_text(c, "compare");
    *ret = !word                          ? COMPARE_NONE
           : text_same(word, "previous")  ? COMPARE_PREVIOUS
           : text_same(word, "last_year") ? COMPARE_LAST_YEAR
                                          : COMPARE_NONE;
    if (word && *ret == COMPARE_NONE)
        return err_set(e, REFUSED, "compare", "unknown_word", "compare is previous or last_year",
                       "compare应为previous或last_year");
    return OK;
}

static enum outcome read_ask(struct call *c, struct measure_ask *ask, struct err *e)
{
    int64_t today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    *ask = (struct measure_ask){.is_public = call_flag(c, "public")};
    enum outcome o = arg_measure(c, &ask->measure, e);
    if (o == OK)
        o = arg_place(c, &ask->place, e);
    if (o == OK)
        o = arg_day(c, "to", today, &ask->to, e);
    if (o == OK)
        o = arg_day(c, "from", ask->to, &ask->from, e);
    return o == OK ? arg_by(c, &ask->by, e) : o;
}

/* ---- answers
 * ---------------------------------------------------------------------------------------- */

static void put_day_text(struct buf *out, int64_t day)
{
    char text[32];
    put_text(out, text, date_print(day, text));
}

static void put_double(struct buf *out, double x)
{
    char text[40];
    int len = snprintf(text, sizeof text, "%.6f", x);
    put_raw(out, text, (size_t)len);
}

static void put_figure(struct buf *out, struct call *c, const struct measure_ask *ask,
                       const struct figure *f)
{
    struct buf text;
    const char *where = measure_where(c->arena, c->plan, ask, f);
    put_key(out, "value"), measure_put_value(out, f->value);
    buf_init(&text, 256);
    measure_print(&text, ask->measure, f);
    put_key(out, "text"), put_text(out, text.data, text.len);
    buf_fini(&text);
    put_key(out, "n"), put_int(out, f->n);
    if (*f->flag)
        put_key(out, "flag"), put_str(out, f->flag);
    if (f->is_suppressed)
        put_key(out, "suppressed"), put_bool(out, true);
    if (ask->measure->kind == MEASURE_RT && !value_is_null(f->value)) {
        put_key(out, "sd"), put_double(out, f->sd);
        put_key(out, "low"), put_double(out, f->low);
        put_key(out, "high"), put_double(out, f->high);
    }
    if (ask->measure->ledger && !f->is_suppressed)
        put_key(out, "where"), put_str(out, where);
}

static const char *cell_label(const struct measure *m, const char *cell, enum lang lang)
{
    const struct field *f = m->splits_n == 1 ? m->splits[0].field : NULL;
    if (m->splits_n == 1 && !f) {
        int state = ledger_state(m->ledger, cell);
        return state >= 0 ? label_text(&m->ledger->states[state].label, lang) : cell;
    }
    for (int i = 0; f && i < f->rule.codes_n; i++)
        if (text_same(f->rule.codes[i].code, cell))
            return label_text(&f->rule.codes[i].label, lang);
    return cell;
}

static enum outcome put_place(struct buf *out, struct call *c, int64_t id, int64_t *last,
                              const char **name, struct err *e)
{
    struct place p;
    enum outcome o = OK;
    if (id != *last) {
        *name = "";
        o = id == PLACE_COUNTRY ? OK : place_get(&p, c->arena, c->db, id, e);
        if (o == OK && id != PLACE_COUNTRY)
            *name = p.name;
        *last = id;
    }
    put_key(out, "place"), put_id(out, id);
    put_key(out, "name"), put_str(out, *name);
    return o;
}

static void put_head(struct buf *out, struct call *c, const struct measure_ask *ask,
                     const struct figures *f)
{
    const struct measure *m = ask->measure;
    put_key(out, "measure"), put_str(out, m->name);
    put_key(out, "label"), put_label(out, m->label.zh, m->label.en);
    if (m->help.en)
        put_key(out, "help"), put_label(out, m->help.zh, m->help.en);
    if (m->unit.en)
        put_key(out, "unit"), put_label(out, m->unit.zh, m->unit.en);
    put_key(out, "counted"), put_bool(out, f->is_counted);
    put_key(out, "ledger"), put_str(out, m->ledger ? m->ledger->name : NULL);
    put_key(out, "type"), put_str(out, vtype_word(f->type));
    put_key(out, "percent"), put_bool(out, m->is_percent);
    put_key(out, "place"), put_id(out, ask->place);
    put_key(out, "from"), put_day_text(out, ask->from);
    put_key(out, "to"), put_day_text(out, ask->to);
    (void)c;
}

static enum outcome do_show(struct call *c, struct err *e)
{
    struct measure_ask ask, past;
    struct figures now, then = {0};
    enum measure_compare how;
    int64_t last = -1;
    const char *name = "";
    enum outcome o = read_ask(c, &ask, e);
    if (o == OK)
        o = arg_compare(c, &how, e);
    if (o == OK)
        o = measure_read(&now, c, &ask, e);
    if (o != OK)
        return o;
    past = ask;
    measure_span(how, ask.from, ask.to, &past.from, &past.to);
    if (how != COMPARE_NONE)
        o = measure_read(&then, c, &past, e);
    put_object(c->out);
    put_head(c->out, c, &ask, &now);
    if (how != COMPARE_NONE) {
        put_key(c->out, "compared_from"), put_day_text(c->out, past.from);
        put_key(c->out, "compared_to"), put_day_text(c->out, past.to);
    }
    put_key(c->out, "figures"), put_array(c->out);
    for (int i = 0; o == OK && i < now.n; i++) {
        const struct figure *f = &now.list[i];
        put_object(c->out);
        o = put_place(c->out, c, f->place, &last, &name, e);
        if (f->day)
            put_key(c->out, "day"), put_day_text(c->out, f->day);
        if (ask.by & BY_SPLIT) {
            put_key(c->out, "cell"), put_str(c->out, f->cell);
            put_key(c->out, "label"), put_str(c->out, cell_label(ask.measure, f->cell, c->lang));
        }
        put_figure(c->out, c, &ask, f);
        if (how != COMPARE_NONE && i < then.n && then.n == now.n)
            measure_put_change(c->out, f, &then.list[i]);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

static enum outcome do_list(struct call *c, struct err *e)
{
    (void)e;
    put_object(c->out);
    put_key(c->out, "measures"), put_array(c->out);
    for (int i = 0; i < c->plan->measures_n; i++) {
        const struct measure *m = &c->plan->measures[i];
        bool covers;
        if (!measure_may(c, m, PLACE_COUNTRY, &covers))
            continue;
        put_object(c->out);
        put_key(c->out, "name"), put_str(c->out, m->name);
        put_key(c->out, "label"), put_str(c->out, label_text(&m->label, c->lang));
        put_key(c->out, "unit"), put_str(c->out, m->unit.en ? label_text(&m->unit, c->lang) : NULL);
        put_key(c->out, "help"), put_str(c->out, m->help.en ? label_text(&m->help, c->lang) : NULL);
        put_key(c->out, "ledger"), put_str(c->out, m->ledger ? m->ledger->name : NULL);
        put_key(c->out, "flow"), put_bool(c->out, m->on.is_set || m->kind == MEASURE_RT);
        put_key(c->out, "split"), put_bool(c->out, m->splits_n > 0);
        put_key(c->out, "counted"), put_bool(c->out, m->is_counted);
        put_key(c->out, "queried");
        put_str(c->out, m->is_counted ? NULL : label_text(&m->queried, c->lang));
        put_key(c->out, "public"), put_bool(c->out, m->is_public);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return OK;
}

/* ---- totals of the time before ------------------------------------------------------------------
 */

static enum outcome parse_total(const struct measure *m, const char *text, struct past *ret,
                                struct err *e)
{
    int decimals = m->kind == MEASURE_SUM && m->field->type == F_MONEY    ? 2
                   : m->kind == MEASURE_SUM && m->field->type == F_NUMBER ? 6
                                                                          : 0;
    int64_t n;
    if (!decimal_parse(text, strlen(text), decimals, &n))
        return err_set(e, REFUSED, "value", "number", "value is a number with at most %d decimals",
                       "数值最多%d位小数", decimals);
    ret->n = m->kind == MEASURE_SUM ? (n != 0) : n;
    ret->total = m->kind == MEASURE_SUM ? n : 0;
    return OK;
}

static enum outcome read_opening(struct call *c, const struct measure **ret_m, struct past *p,
                                 struct err *e)
{
    const char *split = call_text(c, "split"), *flag = call_text(c, "flag");
    const struct measure *m;
    enum outcome o = arg_measure(c, &m, e);
    if (o == OK && (!m->opening || !m->is_counted))
        o = err_set(e, REFUSED, "measure", "opening", "%s takes no totals of the past",
                    "“%s”不可录入以前的累计数", m->name);
    if (o != OK)
        return o;
    *p = (struct past){.measure = m->name,
                       .cell = split ? split : "",
                       .source = "opening",
                       .flag = flag ? flag : ""};
    if (*p->flag && !text_same(p->flag, "about") && !text_same(p->flag, "over"))
        return err_set(e, REFUSED, "flag", "unknown_word", "flag is about or over",
                       "flag应为about或over");
    int commas = 0;
    for (const char *s = p->cell; *s; s++)
        commas += *s == ',';
    if (*p->cell ? commas != m->splits_n - 1 : m->splits_n > 0)
        return err_set(e, REFUSED, "split", "split", "split has %d codes", "split应有%d个代码",
                       m->splits_n);
    o = arg_place(c, &p->place, e);
    if (o == OK)
        o = arg_day(c, "day", 0, &p->day, e);
    if (o == OK && !guard_is_admin(c->actor, p->place) && !c->actor->is_system)
        o = err_set(e, DENIED, NULL, "not_allowed", "totals of the past are the administrator's",
                    "以前的累计数由管理员录入");
    *ret_m = m;
    return o == OK ? parse_total(m, call_text(c, "value"), p, e) : o;
}

static enum outcome do_opening(struct call *c, struct err *e)
{
    const struct measure *m = NULL;
    struct past p, old;
    enum outcome o = read_opening(c, &m, &p, e);
    if (o == OK && c->app->measures->plan != c->plan)
        o = measures_take(c->app, c->db, c->plan, e);
    if (o == OK)
        o = past_add(c->app, c->db, &p, true, c->user, c->now_ms, &old, e);
    if (o != OK)
        return o;
    struct measures *ms = c->app->measures;
    struct delta d = {.measure = ms->ids[m->index],
                      .place = p.place,
                      .day = p.day,
                      .cell = measures_cell(ms, p.cell),
                      .n = p.n - old.n,
                      .total = p.total - old.total};
    if (ms->counted_to[m->index] != 0) /* else it is met when counting begins */
        measures_note(ms, &d);
    measures_trace(ms, &(struct trace){.measure = m->name,
                                       .cell = d.cell,
                                       .act = "opening",
                                       .place = p.place,
                                       .day = p.day,
                                       .n = d.n,
                                       .total = d.total,
                                       .user = c->user,
                                       .at = c->now_ms / 1000});
    put_object(c->out);
    put_key(c->out, "measure"), put_str(c->out, m->name);
    put_end_object(c->out);
    return OK;
}

static enum outcome do_trace(struct call *c, struct err *e)
{
    struct measure_ask ask;
    bool covers;
    enum outcome o = read_ask(c, &ask, e);
    if (o != OK)
        return o;
    if (!measure_may(c, ask.measure, ask.place, &covers) || !covers)
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not see what %s counts",
                       "您的岗位不能查看“%s”所统计的台账", ask.measure->name);
    return trace_json(c->out, c, &ask, e);
}

static const struct op rows[] = {
    {"measure.list",
     "measure list",
     "GET",
     "/api/measures",
     no_args,
     NEED_USER,
     OP_READ,
     do_list,
     "MeasureList",
     {"可查看的指标", "the measures one may ask for"}},
    {"measure.opening",
     "measure opening",
     "POST",
     "/api/measures/{measure}/opening",
     opening_args,
     NEED_USER,
     OP_WRITE,
     do_opening,
     "MeasureName",
     {"录入系统启用前的累计数", "enters a total of the time before"}},
    {"measure.show",
     "measure",
     "GET",
     "/api/measures/{measure}",
     show_args,
     NEED_USER,
     OP_READ,
     do_show,
     "MeasureAnswer",
     {"一个指标的数字", "figures of a measure"}},
    {"measure.trace",
     "measure trace",
     "GET",
     "/api/measures/{measure}/trace",
     trace_args,
     NEED_USER,
     OP_READ,
     do_trace,
     "MeasureTrace",
     {"以往日期的数字为何变了", "why figures of past days changed"}},
};

const struct op *measure_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
