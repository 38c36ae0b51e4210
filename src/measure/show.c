/* Figures as people read them, and the filter that opens the rows behind one. */
#include "measure/measure_int.h"

#include "base/text.h"
#include "value/time.h"

static void put_grouped(struct buf *out, const char *digits, size_t len)
{
    size_t whole = strcspn(digits, ".");
    size_t from = digits[0] == '-';
    for (size_t i = 0; i < len; i++) {
        if (i > from && i < whole && (whole - i) % 3 == 0)
            buf_char(out, ',');
        buf_char(out, digits[i]);
    }
}

void measure_print(struct buf *out, const struct measure *m, const struct figure *f)
{
    char text[64];
    size_t len = 0;
    int64_t n = f->value.n;
    if (f->is_suppressed) {
        buf_text(out, "<5");
        return;
    }
    switch (f->value.type) {
    case V_NULL:
        buf_text(out, "—");
        return;
    case V_NUMBER:
        if (m->is_percent)
            number_muldiv(n, 100, 1, &n);
        number_muldiv(n, 1, m->is_percent ? 100000 : 10000, &n); /* one decimal, or two */
        len = decimal_print_fixed(m->is_percent ? n * 10 : n, 2, text);
        if (m->is_percent)
            len--;
        text[len] = '\0';
        break;
    case V_MONEY:
        len = decimal_print_fixed(n, 2, text);
        break;
    case V_DATE:
        len = date_print(n, text);
        break;
    case V_DATETIME:
        len = datetime_print(n, 0, text);
        break;
    case V_DURATION:
        len = duration_print(n, text);
        break;
    default:
        if (vtype_is_text(f->value.type)) {
            buf_put(out, f->value.s, f->value.len);
            return;
        }
        len = (size_t)snprintf(text, sizeof text, "%lld", (long long)n);
    }
    if (f->value.type == V_INTEGER || f->value.type == V_NUMBER || f->value.type == V_MONEY)
        put_grouped(out, text, len);
    else
        buf_put(out, text, len);
    if (m->is_percent && f->value.type == V_NUMBER)
        buf_char(out, '%');
}

/* ---- as JSON ---- */

void measure_put_value(struct buf *out, struct value v)
{
    char text[32];
    size_t len;
    switch (v.type) {
    case V_NULL:
        put_null(out);
        return;
    case V_NUMBER:
        len = decimal_print(v.n, 6, text);
        break;
    case V_MONEY:
        len = decimal_print_fixed(v.n, 2, text);
        break;
    case V_DATE:
        put_text(out, text, date_print(v.n, text));
        return;
    default:
        if (vtype_is_text(v.type)) {
            put_text(out, v.s, v.len);
            return;
        }
        put_int(out, v.n);
        return;
    }
    put_raw(out, text, len);
}

void measure_put_change(struct buf *out, const struct figure *now, const struct figure *then)
{
    int64_t share;
    bool both = !value_is_null(now->value) && !value_is_null(then->value);
    put_key(out, "before"), measure_put_value(out, then->value);
    put_key(out, "change");
    measure_put_value(
        out, both ? value_int(now->value.type, now->value.n - then->value.n) : value_null());
    put_key(out, "change_share");
    if (both && then->value.n &&
        number_muldiv(now->value.n - then->value.n, NUMBER_ONE, then->value.n, &share))
        measure_put_value(out, value_int(V_NUMBER, share));
    else
        put_null(out);
}

/* ---- the rows behind a figure
 * -------------------------------------------------------------------- */

static void and (struct buf * b)
{
    buf_text(b, b->len ? " and " : "");
}

static void put_day(struct buf *b, int64_t day)
{
    char text[32];
    date_print(day, text);
    buf_text(b, text);
}

static void put_span(struct buf *b, const struct measure *m, int64_t from, int64_t to)
{
    const char *name = m->on.field ? m->on.field->name : system_field_word(m->on.system);
    bool is_date = m->on.field && m->on.field->type == F_DATE;
    char shift[64] = "";
    if (!is_date && m->day_ends_s != TIME_DAY) { /* at + 8h: a day that ends at 16:00 */
        char text[48];
        duration_print(TIME_DAY - m->day_ends_s, text);
        snprintf(shift, sizeof shift, " + %s", text);
    }
    and(b);
    buf_printf(b, "%s%s >= ", name, shift);
    put_day(b, from);
    buf_printf(b, " and %s%s < ", name, shift);
    put_day(b, to + 1);
}

static void put_cells(struct buf *b, const struct measure *m, const char *cell)
{
    for (int i = 0; i < m->splits_n; i++) {
        size_t len = strcspn(cell, ",");
        const struct field *f = m->splits[i].field;
        if (len && (!f || f->type == F_CHOICE)) {
            and(b);
            buf_printf(b, "%s = %.*s", m->splits[i].name, (int)len, cell);
        } else if (len && f->type == F_FLAG) {
            and(b);
            buf_printf(b, "%s = %s", f->name, cell[0] == '1' ? "true" : "false");
        } else if (!len && f) {
            and(b);
            buf_printf(b, "not known(%s)", f->name);
        }
        cell += len + (cell[len] == ',');
    }
}

const char *measure_where(struct arena *a, const struct plan *plan, const struct measure_ask *ask,
                          const struct figure *f)
{
    const struct measure *m = ask->measure;
    struct buf b;
    (void)plan;
    if (!m->ledger)
        return "";
    buf_init(&b, 1 << 14);
    if (m->where) {
        bool has_or = m->where->op == E_OR;
        buf_text(&b, has_or ? "(" : "");
        expr_print(&b, m->where);
        buf_text(&b, has_or ? ")" : "");
    }
    if (m->on.is_set)
        put_span(&b, m, f->day ? f->day : ask->from, f->day ? f->day : ask->to);
    if (ask->by & BY_SPLIT)
        put_cells(&b, m, f->cell);
    const char *text = b.data ? arena_text(a, b.data, b.len) : "";
    buf_fini(&b);
    return text;
}
