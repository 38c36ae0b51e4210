/* Measures: every figure of every report, defined once. Reads what is counted of which ledger and
 * judges whether it can be kept with the write (measure_rule.c) or must be asked each time. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

#define SERIAL_MAX 200 /* days */

/* ---- what is counted ---- */

static const struct field *field_named(struct reader *r, const struct ledger *l,
                                       const struct node *at, const char *name)
{
    struct near near = near_to(name);
    const struct field *f = ledger_field(l, name);
    if (f)
        return f;
    for (int i = 0; i < l->fields_n; i++)
        near_try(&near, l->fields[i].name);
    near_suggest(mistake(r, at, "no_such", "%s has no field \"%s\"", "%s没有项目“%s”", l->name,
                         brief(r, name)),
                 &near);
    return NULL;
}

static bool is_readable(struct reader *r, const struct node *at, const struct field *f)
{
    if (f->seal == SEAL_NONE && f->type != F_LINES && f->type != F_CHECKLIST)
        return true;
    mistake(r, at, "type", "%s cannot be counted: it is sealed or has rows of its own",
            "%s不能统计：它是加密的，或自带分行", f->name);
    return false;
}

static struct moment read_moment(struct reader *r, const struct ledger *l, const struct node *at)
{
    static const enum system_field times[] = {SYS_CREATED_AT, SYS_CHANGED_AT, SYS_CLOSED_AT,
                                              SYS_OCCURRED_AT};
    struct moment m = {0};
    if (!l || !at || at->kind != NODE_SCALAR || !at->len)
        return m;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (node_is(at, system_field_word(times[i])))
            return (struct moment){.is_set = true, .system = times[i]};
    m.field = field_named(r, l, at, at->text);
    if (!m.field || !is_readable(r, at, m.field))
        return (struct moment){0};
    m.is_set = m.field->type == F_DATE || m.field->type == F_DATETIME;
    if (!m.is_set)
        mistake(r, at, "type", "%s is no date or time", "%s不是日期或时间", m.field->name);
    return m.is_set ? m : (struct moment){0};
}

/* "ledger" or "ledger.duty". */
static void read_of(struct reader *r, struct measure *m, const struct node *at)
{
    if (!at || at->kind != NODE_SCALAR)
        return;
    const char *dot = memchr(at->text, '.', at->len);
    char *name = arena_text(r->keep, at->text, dot ? (size_t)(dot - at->text) : at->len);
    struct near near = near_to(name);
    m->ledger = plan_ledger(r->plan, name);
    for (int i = 0; i < r->plan->ledgers_n; i++)
        near_try(&near, r->plan->ledgers[i].name);
    if (!m->ledger)
        near_suggest(mistake(r, at, "no_such", "there is no ledger \"%s\"", "没有名为“%s”的台账",
                             brief(r, name)),
                     &near);
    if (dot)
        m->duty = arena_dup(r->keep, dot + 1);
}

static void read_count(struct reader *r, struct measure *m, const struct node *at)
{
    static const char distinct[] = "distinct ";
    if (!at || at->kind != NODE_SCALAR)
        return;
    int duty = word_index(duty_count_words, DUTY_COUNTS, at->text);
    if (duty >= 0 && m->duty) {
        m->kind = MEASURE_DUTY;
        m->duty_count = (enum duty_count)duty;
    } else if (node_is(at, "records") && !m->duty) {
        m->kind = MEASURE_RECORDS;
    } else if (!strncmp(at->text, distinct, sizeof distinct - 1) && !m->duty) {
        m->kind = MEASURE_DISTINCT;
        if (m->ledger)
            m->field = field_named(r, m->ledger, at, at->text + sizeof distinct - 1);
        if (m->field && !is_readable(r, at, m->field))
            m->field = NULL;
    } else {
        mistake(r, at, "unknown_word",
                "count is records or distinct FIELD; of a duty due, in_time, late or missed",
                "count应为records或distinct 项目；任务则为due、in_time、late或missed");
    }
}

static void read_sum(struct reader *r, struct measure *m, const struct node *at)
{
    m->kind = MEASURE_SUM;
    if (!m->ledger || at->kind != NODE_SCALAR)
        return;
    m->field = field_named(r, m->ledger, at, at->text);
    if (m->field && m->field->type != F_INTEGER && m->field->type != F_NUMBER &&
        m->field->type != F_MONEY && m->field->type != F_DURATION)
        mistake(r, at, "type", "%s is no number", "%s不是数", m->field->name);
}

static void read_duration(struct reader *r, struct measure *m, const struct node *at,
                          const struct node *quantile)
{
    m->kind = MEASURE_DURATION;
    if (item_count(at) != 2)
        mistake(r, at, "kind_of_value", "duration has two moments, from and to",
                "duration应有起、止两个时刻");
    else
        m->from = read_moment(r, m->ledger, item_first(at)),
        m->to = read_moment(r, m->ledger, item_next(at, item_first(at)));
    if (!quantile)
        return;
    if (quantile->kind != NODE_SCALAR ||
        !decimal_parse(quantile->text, quantile->len, 6, &m->quantile) || m->quantile <= 0 ||
        m->quantile >= NUMBER_ONE)
        mistake(r, quantile, "type", "a quantile lies between 0 and 1", "分位数应在0和1之间");
}

static void read_splits(struct reader *r, struct measure *m, const struct node *at)
{
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        struct split *s = &m->splits[m->splits_n];
        if (i->kind != NODE_SCALAR || !m->ledger)
            continue;
        if (m->splits_n == MEASURE_SPLITS) {
            mistake(r, i, "too_large", "a measure is split by at most %d fields", "最多按%d项分组",
                    MEASURE_SPLITS);
            return;
        }
        *s = (struct split){.name = arena_dup(r->keep, i->text)};
        if (!node_is(i, "state")) {
            s->field = field_named(r, m->ledger, i, i->text);
            if (!s->field || !is_readable(r, i, s->field))
                continue;
            if (s->field->type != F_CHOICE && s->field->type != F_FLAG && s->field->type != F_REF &&
                s->field->type != F_PLACE && s->field->type != F_USER) {
                mistake(r, i, "type", "%s cannot split: take a choice, flag, ref, place or user",
                        "不能按%s分组：应为选项、是否、引用、地点或用户", s->field->name);
                continue;
            }
        }
        m->splits_n++;
    }
}

/* "16:00–16:00": the day ends, and the next begins, at that time. */
static void read_day(struct reader *r, struct measure *m, const struct node *at)
{
    int64_t from = 0, to = 0;
    m->day_ends_s = TIME_DAY;
    if (!at || at->kind != NODE_SCALAR)
        return;
    const char *dash = strstr(at->text, "–");
    size_t width = strlen("–");
    if (!dash) {
        dash = strchr(at->text, '-');
        width = 1;
    }
    bool is_read = dash && time_parse(at->text, (size_t)(dash - at->text), &from) &&
                   time_parse(dash + width, strlen(dash + width), &to);
    if (is_read && from == 0 && to == TIME_DAY)
        return;
    if (!is_read || from != to || to <= 0 || to > TIME_DAY)
        mistake(r, at, "window", "a measure's window is a whole day, such as \"16:00–16:00\"",
                "指标的时段是整天，如\"16:00–16:00\"");
    else
        m->day_ends_s = to;
}

/* ---- over other measures ---- */

static const struct measure *measure_named(struct reader *r, const struct node *at)
{
    struct near near = near_to(at && at->kind == NODE_SCALAR ? at->text : "");
    if (!at || at->kind != NODE_SCALAR)
        return NULL;
    const struct measure *m = plan_measure(r->plan, at->text);
    for (int i = 0; i < r->plan->measures_n; i++)
        near_try(&near, r->plan->measures[i].name);
    if (!m)
        near_suggest(mistake(r, at, "no_such", "there is no measure \"%s\"", "没有名为“%s”的指标",
                             brief(r, at->text)),
                     &near);
    return m;
}

static void read_ratio(struct reader *r, struct measure *m, const struct node *at)
{
    m->kind = MEASURE_RATIO;
    if (item_count(at) != 2) {
        mistake(r, at, "kind_of_value", "a ratio has two measures", "ratio应有两个指标");
        return;
    }
    m->parts[0] = measure_named(r, item_first(at));
    m->parts[1] = measure_named(r, item_next(at, item_first(at)));
}

static void read_serial(struct reader *r, struct measure *m, const struct node *at)
{
    m->serial = arena_alloc(r->keep, sizeof *m->serial * (size_t)(item_count(at) + 1));
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        int64_t n;
        if (i->kind != NODE_SCALAR || !decimal_parse(i->text, i->len, 6, &n) || n < 0 ||
            m->serial_n >= SERIAL_MAX) {
            mistake(r, i, "type", "a share is a number, 0 or more; at most %d days",
                    "应为不小于0的数，最多%d天", SERIAL_MAX);
            return;
        }
        m->serial[m->serial_n++] = (double)n / NUMBER_ONE;
    }
}

static void read_reproduction(struct reader *r, struct measure *m, const struct node *at)
{
    const struct node *serial = node_get(at, "serial"), *days = node_get(at, "days");
    m->kind = MEASURE_RT;
    m->parts[0] = measure_named(r, node_get(at, "reproduction"));
    m->is_cohort = node_is(node_get(at, "method"), "cohort");
    m->rt_days = (int)part_int(days, 7);
    if (m->rt_days < 1 || m->rt_days > 60)
        mistake(r, days, "type", "the window of R(t) has 1 to 60 days", "R(t)的时间窗为1至60天");
    m->serial_mean = part_expr(r, NULL, NULL, node_get(at, "serial_mean"), V_NUMBER);
    m->serial_sd = part_expr(r, NULL, NULL, node_get(at, "serial_sd"), V_NUMBER);
    if (serial)
        read_serial(r, m, serial);
    if ((m->serial_n > 0) == (m->serial_mean && m->serial_sd))
        mistake(r, at->key, "required_key", "R(t) needs serial_mean and serial_sd, or serial",
                "R(t)须写serial_mean与serial_sd，或写serial");
}

/* After all are read: parts that stand on each other in a circle have no value. */
static void check_parts(struct reader *r, struct measure *m, const struct node *at)
{
    for (int i = 0; i < 2; i++) {
        const struct measure *part = m->parts[i];
        if (part &&
            (part->kind == MEASURE_RATIO || part->kind == MEASURE_RT ||
             part->kind == MEASURE_VALUE) &&
            !(m->kind == MEASURE_RATIO && part->kind == MEASURE_VALUE)) {
            mistake(r, at, "measure_parts", "%s cannot stand on %s", "%s不能建立在%s之上", m->name,
                    part->name);
            m->parts[i] = NULL;
        }
    }
    if (m->kind == MEASURE_RT && m->parts[0] && !m->parts[0]->on.is_set)
        mistake(r, at, "measure_parts", "R(t) stands on a flow: %s has no \"on\"",
                "R(t)须建立在流量之上：%s没有on", m->parts[0]->name);
}

/* ---- one measure ---- */

static void read_kind(struct reader *r, struct measure *m, const struct node *at)
{
    static const char *const ways[] = {"count", "sum",   "duration",
                                       "ratio", "value", "reproduction"};
    int n = 0;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        n += node_get(at, ways[i]) != NULL;
    if (n != 1) {
        mistake(r, at->key, "required_key",
                "%s has exactly one of count, sum, duration, ratio, value, reproduction",
                "%s须恰有count、sum、duration、ratio、value、reproduction之一", m->name);
        return;
    }
    bool is_of_ledger = node_get(at, "count") || node_get(at, "sum") || node_get(at, "duration");
    if (is_of_ledger != (node_get(at, "of") != NULL)) {
        mistake(r, at->key, "required_key", "%s: \"of\" belongs to count, sum and duration",
                "%s：of与count、sum、duration配套", m->name);
        return;
    }
    read_of(r, m, node_get(at, "of"));
    read_count(r, m, node_get(at, "count"));
    if (node_get(at, "sum"))
        read_sum(r, m, node_get(at, "sum"));
    if (node_get(at, "duration"))
        read_duration(r, m, node_get(at, "duration"), node_get(at, "quantile"));
    if (node_get(at, "value")) {
        m->kind = MEASURE_VALUE;
        m->value = part_expr(r, NULL, NULL, node_get(at, "value"), V_NULL);
    }
}

static void read_measure(struct reader *r, struct measure *m, const struct node *at)
{
    m->label = part_label(r, node_get(at, "label"), m->name);
    m->help = part_label(r, node_get(at, "help"), NULL);
    m->unit = part_label(r, node_get(at, "unit"), NULL);
    m->at = where_of(r, at->key);
    m->is_percent = node_is(node_get(at, "show"), "percent");
    m->opening = part_flag(node_get(at, "opening"), false);
    m->is_public = part_flag(node_get(at, "public"), false);
    read_day(r, m, node_get(at, "window"));
    read_kind(r, m, at);
    if (!m->ledger)
        return;
    m->where = part_expr(r, m->ledger, NULL, node_get(at, "where"), V_FLAG);
    m->on = read_moment(r, m->ledger, node_get(at, "on"));
    read_splits(r, m, node_get(at, "split"));
    if (m->opening && !m->on.is_set)
        mistake(r, node_get(at, "opening"), "opening",
                "only a flow has totals of the past: give on",
                "只有流量可录入以前的累计数：请写on");
    if (m->kind == MEASURE_DURATION && m->quantile && m->splits_n)
        mistake(r, node_get(at, "split"), "split", "quantiles are not split", "分位数不能分组");
}

static void read_second(struct reader *r, struct measure *m, const struct node *at)
{
    if (node_get(at, "ratio"))
        read_ratio(r, m, node_get(at, "ratio"));
    if (node_get(at, "reproduction"))
        read_reproduction(r, m, at);
}

void read_measures(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "measures", &n);
    struct plan *plan = r->plan;
    plan->measures = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->measures);
    for (int i = 0; i < n; i++) {
        struct measure *m = &plan->measures[plan->measures_n++];
        m->name = list[i].name;
        m->index = i;
        if (list[i].at->kind == NODE_MAP)
            read_measure(r, m, list[i].at);
    }
    for (int i = 0; i < n; i++)
        if (list[i].at->kind == NODE_MAP)
            read_second(r, &plan->measures[i], list[i].at);
    for (int i = 0; i < n; i++)
        check_parts(r, &plan->measures[i], list[i].at->key);
    for (int pass = 0; pass < 2; pass++) /* a ratio after what it stands on */
        for (int i = 0; i < n; i++)
            if ((plan->measures[i].ledger == NULL) == (pass == 1))
                measure_settle(r, &plan->measures[i]);
}
