/* How a record is called: its title, its key, and a value as people read it. */
#include "base/text.h"
#include "ledger/ledger_int.h"
#include "place/place.h"
#include "value/time.h"

void value_print(struct buf *out, const struct plan *plan, const struct field *f, struct value v,
                 enum lang lang)
{
    if (value_is_null(v))
        return;
    if (v.type == V_CODE || v.type == V_CODES) {
        bool is_first = true;
        for (int i = 0; i < f->rule.codes_n; i++) {
            const struct code *c = &f->rule.codes[i];
            size_t len = strlen(c->code);
            bool has = v.type == V_CODE ? v.len == len && !memcmp(v.s, c->code, len) : false;
            for (size_t at = 0; v.type == V_CODES && at + len + 2 <= v.len; at++)
                has = has || (v.s[at] == ',' && !memcmp(v.s + at + 1, c->code, len) &&
                              v.s[at + 1 + len] == ',');
            if (!has)
                continue;
            if (!is_first)
                buf_text(out, lang == LANG_ZH ? "、" : ", ");
            buf_text(out, label_text(&c->label, lang) ? label_text(&c->label, lang) : c->code);
            is_first = false;
        }
        return;
    }
    struct type_rule rule = f->rule;
    rule.offset_s = plan->calendar.offset_s;
    type_row(f->type)->print(out, &rule, v);
}

void value_json(struct buf *out, const struct plan *plan, const struct field *f, struct value v)
{
    if (value_is_null(v)) {
        put_null(out);
        return;
    }
    if (f->type == F_LINES || f->type == F_CHECKLIST) {
        put_raw(out, v.s, v.len);
        return;
    }
    struct type_rule rule = f->rule;
    rule.offset_s = plan->calendar.offset_s;
    type_row(f->type)->json(out, &rule, v);
}

/* The title names the record in lists and references, also to those who see no more than it:
 * sealed, sensitive and compartment fields never enter it. Kept in the first language of the plan.
 */
enum outcome record_name(struct reader *rd, struct record *r, struct err *e)
{
    struct buf b;
    enum outcome o = OK;
    buf_init(&b, 1 << 14);
    for (int i = 0; o == OK && i < r->ledger->title_n; i++) {
        const struct field *f = r->ledger->title[i];
        struct value v = r->values[f->index];
        if (value_is_empty(v) || f->seal != SEAL_NONE || f->sensitive.is || f->compartment)
            continue;
        if (b.len)
            buf_char(&b, ' ');
        if (f->type == F_REF && f->to) {
            struct record *to;
            o = reader_record(rd, f->to, v.n, &to, e);
            if (o == OK && to)
                buf_text(&b, to->title);
        } else if (f->type == F_PLACE) {
            struct place p;
            o = place_get(&p, rd->work->arena, rd->work->db, v.n, e);
            if (o == OK)
                buf_text(&b, p.name);
        } else {
            value_print(&b, rd->work->plan, f, v, LANG_ZH);
        }
    }
    if (o == OK)
        r->title = b.len ? arena_text(rd->work->arena, b.data, b.len) : r->key ? r->key : "";
    buf_fini(&b);
    return o;
}

void key_print(struct buf *out, const struct key_rule *k, int64_t day, int64_t n)
{
    int year, month, date;
    date_to_civil(day, &year, &month, &date);
    const char *s = k->text;
    while (*s) {
        if (text_starts(s, "{yyyy}")) {
            buf_printf(out, "%04d", year);
            s += 6;
        } else if (text_starts(s, "{yy}")) {
            buf_printf(out, "%02d", year % 100);
            s += 4;
        } else if (text_starts(s, "{mm}")) {
            buf_printf(out, "%02d", month);
            s += 4;
        } else if (text_starts(s, "{dd}")) {
            buf_printf(out, "%02d", date);
            s += 4;
        } else if (text_starts(s, "{seq}")) {
            buf_printf(out, "%05lld", (long long)n);
            s += 5;
        } else {
            buf_char(out, *s++);
        }
    }
}
