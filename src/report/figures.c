/* The figures of a report as JSON: what the page shows beside the paper, what is frozen with an
 * issue and what a superior adds up. */
#include "report/report_int.h"

#include "value/time.h"

static void put_printed(struct buf *out, const char *key, const struct measure *m,
                        const struct figure *f)
{
    struct buf text;
    buf_init(&text, 256);
    measure_print(&text, m, f);
    put_key(out, key), put_text(out, text.data, text.len);
    buf_fini(&text);
}

static void put_day(struct buf *out, const char *key, int64_t day)
{
    char text[32];
    put_key(out, key), put_text(out, text, date_print(day, text));
}

static void put_figure(struct buf *out, struct call *c, const struct filled_figure *f,
                       int64_t place, bool is_public)
{
    const struct measure *m = f->measure;
    struct measure_ask ask = {
        .measure = m, .place = place, .from = f->from, .to = f->to, .is_public = is_public};
    put_object(out);
    put_key(out, "measure"), put_str(out, m->name);
    put_key(out, "label"), put_str(out, label_text(&m->label, c->lang));
    put_key(out, "unit"), put_str(out, m->unit.en ? label_text(&m->unit, c->lang) : NULL);
    put_key(out, "rule"), put_str(out, m->help.en ? label_text(&m->help, c->lang) : NULL);
    put_key(out, "flow"), put_bool(out, m->on.is_set);
    put_day(out, "from", f->from), put_day(out, "to", f->to);
    put_key(out, "window_ends"), put_int(out, m->day_ends_s / 3600);
    put_printed(out, "text", m, &f->now);
    put_printed(out, "text_before", m, &f->then);
    put_key(out, "value");
    measure_put_value(out, f->now.is_suppressed ? value_null() : f->now.value);
    if (!f->now.is_suppressed && !f->then.is_suppressed)
        measure_put_change(out, &f->now, &f->then);
    put_day(out, "before_from", f->past_from), put_day(out, "before_to", f->past_to);
    put_key(out, "explain"), put_bool(out, f->is_changed);
    put_key(out, "ledger"), put_str(out, m->ledger && !is_public ? m->ledger->name : NULL);
    put_key(out, "where"), put_str(out, measure_where(c->arena, c->plan, &ask, &f->now));
    put_end_object(out);
}

const char *report_figures_json(struct call *c, const struct report *r, const struct filled *f,
                                int64_t place)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    put_array(&b);
    for (int i = 0; i < f->n; i++)
        put_figure(&b, c, &f->list[i], place, r->is_public);
    put_end_array(&b);
    const char *text = arena_text(c->arena, b.data, b.len);
    buf_fini(&b);
    return text;
}

/* Nothing happened and nothing is: what "nil report" says. */
bool report_is_nil(const struct filled *f)
{
    for (int i = 0; i < f->n; i++)
        if (f->list[i].now.is_suppressed || f->list[i].now.value.n != 0)
            return false;
    return f->n > 0;
}
