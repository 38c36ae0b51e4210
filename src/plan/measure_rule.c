/* Is a measure counted or asked? Counted means that a change of one record tells the change of the
 * figure: its own stored values only, the same at any time. Also the text by which a measure is
 * known to be the one that was counted. */
#include "plan/plan_int.h"
#include "plan/print.h"

#include "base/text.h"

static bool depends_on_call(const struct func *f)
{
    static const char *const calls[] = {"{now}", "{today}", "{user}"};
    for (size_t i = 0; f->sql && i < sizeof calls / sizeof *calls; i++)
        if (strstr(f->sql, calls[i]))
            return true;
    return !f->sql;
}

static bool is_kept(const struct ledger *l, const struct standard *s)
{
    for (int i = 0; i < l->keep_n; i++)
        if (l->keep[i] == s)
            return true;
    return false;
}

static struct label why_asked(const struct expr *x, const struct ledger *l)
{
    static const struct label none = {NULL, NULL};
    switch (x->op) {
    case E_DOT:
        return (struct label){"条件引用了其他记录", "its condition follows a reference"};
    case E_PLACE_FIELD:
        return (struct label){"条件引用了地点的项目", "its condition asks the place"};
    case E_QUERY:
        return (struct label){"条件查询其他台账", "its condition asks other ledgers"};
    case E_LOOKUP:
        return (struct label){"条件查对照表", "its condition looks a table up"};
    case E_STD:
        if (!is_kept(l, x->standard))
            return (struct label){"条件引用了会变的标准（未写入keep）",
                                  "its condition reads a standard that is not kept"};
        return none;
    case E_CALL:
        if (depends_on_call(x->func))
            return (struct label){"条件随时间变化", "its condition changes with time"};
        return none;
    case E_FIELD:
        if (x->field && x->field->seal != SEAL_NONE)
            return (struct label){"条件引用了加密项目", "its condition reads a sealed field"};
        return none;
    default:
        return none;
    }
}

bool measure_is_stored(const struct expr *x, const struct ledger *l, struct label *ret_why)
{
    if (!x)
        return true;
    struct label why = why_asked(x, l);
    if (why.en) {
        *ret_why = why;
        return false;
    }
    for (int i = 0; i < x->args_n; i++)
        if (!measure_is_stored(x->args[i], l, ret_why))
            return false;
    return true;
}

static void put_moment(struct buf *b, const char *name, struct moment m)
{
    if (m.is_set)
        buf_printf(b, "|%s %s", name, m.field ? m.field->name : system_field_word(m.system));
}

static const char *definition_of(struct reader *r, const struct measure *m)
{
    struct buf b;
    buf_init(&b, 1 << 16);
    buf_printf(&b, "%s|%s", measure_words[m->kind], m->ledger->name);
    if (m->field)
        buf_printf(&b, "|field %s", m->field->name);
    put_moment(&b, "from", m->from);
    put_moment(&b, "to", m->to);
    put_moment(&b, "on", m->on);
    if (m->on.is_set)
        buf_printf(&b, "|day %lld", (long long)m->day_ends_s);
    for (int i = 0; i < m->splits_n; i++)
        buf_printf(&b, "|split %s", m->splits[i].name);
    if (m->where) {
        buf_text(&b, "|where ");
        expr_print(&b, m->where);
    }
    const char *text = arena_text(r->keep, b.data, b.len);
    buf_fini(&b);
    return text;
}

void measure_settle(struct reader *r, struct measure *m)
{
    if (!m->ledger) {
        m->is_counted = m->kind == MEASURE_RATIO && m->parts[0] && m->parts[1] &&
                        m->parts[0]->is_counted && m->parts[1]->is_counted;
        if (!m->is_counted)
            m->queried =
                (struct label){"由其他指标或查询算出", "worked out from what it stands on"};
        return;
    }
    m->is_counted = true;
    if (m->kind == MEASURE_DUTY)
        m->queried = (struct label){"由任务各期计数", "asked of the duty's occurrences"};
    else if (m->kind == MEASURE_DISTINCT)
        m->queried = (struct label){"去重不能逐条累加", "different values do not add up"};
    else if (m->quantile)
        m->queried = (struct label){"分位数不能逐条累加", "quantiles do not add up"};
    else
        measure_is_stored(m->where, m->ledger, &m->queried);
    m->is_counted = !m->queried.en;
    m->definition = definition_of(r, m);
}
