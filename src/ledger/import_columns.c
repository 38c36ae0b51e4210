/* From cells to a record: headers found by label in either language or by name, cells read the
 * lenient way, references by key or number, places by number, code or name. Every bad cell of a row
 * is told. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/import.h"
#include "ledger/import_lookup.h"
#include "ledger/lines.h"
#include "value/time.h"
#include <strings.h>

/* ---- headers ------------------------------------------------------------------------------------
 */

static bool is_called(const char *header, const char *name)
{
    return name && strcasecmp(header, name) == 0;
}

/* "体温（℃）" is "体温": what stands in brackets at the end is a unit or a hint. */
static void drop_brackets(char *s)
{
    static const char *const opening[] = {"（", "(", "[", "【"};
    for (size_t i = 0; i < 4; i++) {
        char *at = strstr(s, opening[i]);
        if (at && at > s)
            *at = '\0';
    }
    size_t n = strlen(s);
    while (n && (s[n - 1] == ' ' || s[n - 1] == '*'))
        s[--n] = '\0';
}

static const struct {
    const char *zh, *en, *name;
    int kind;
} system_headers[] = {
    {"编号", "Number", "key", COLUMN_KEY},
    {"状态", "State", "state", COLUMN_STATE},
    {"登记时间", "Recorded", "created_at", COLUMN_CREATED},
    {"终结时间", "Closed", "closed_at", COLUMN_CLOSED},
};

static void find_column(const struct import *m, const char *header, struct import_column *c)
{
    *c = (struct import_column){.kind = COLUMN_IGNORED};
    for (int i = 0; i < m->ledger->fields_n; i++) {
        const struct field *f = &m->ledger->fields[i];
        bool is_it = is_called(header, f->name) || is_called(header, f->label.zh) ||
                     is_called(header, f->label.en);
        for (int k = 0; !is_it && k < f->was_n; k++)
            is_it = is_called(header, f->was[k]);
        if (is_it && !f->value) {
            *c = (struct import_column){.field = f, .kind = COLUMN_FIELD};
            return;
        }
    }
    for (size_t i = 0; m->how.is_history && i < sizeof system_headers / sizeof *system_headers; i++)
        if (is_called(header, system_headers[i].zh) || is_called(header, system_headers[i].en) ||
            is_called(header, system_headers[i].name))
            c->kind = system_headers[i].kind;
}

/* A header with what its column is; a unit or a hint in brackets does not count. */
static void name_column(const struct import *m, char header[200], const char *text,
                        struct import_column *c)
{
    snprintf(header, 200, "%s", text);
    header[text_tidy(header, strlen(header))] = '\0';
    find_column(m, header, c);
    if (c->kind == COLUMN_IGNORED) {
        drop_brackets(header);
        find_column(m, header, c);
    }
}

bool import_knows(void *arg, const char *name)
{
    struct import_column c;
    char header[200];
    name_column(arg, header, name, &c);
    return c.kind != COLUMN_IGNORED;
}

enum outcome import_headers(struct import *m, const struct csv_cell *cells, int n, struct buf *told,
                            struct err *e)
{
    int known = 0;
    put_array(told);
    for (int i = 0; i < n && i < LIMIT_CSV_COLUMNS; i++) {
        char header[200];
        struct import_column *c = &m->columns[m->columns_n++];
        name_column(m, header, cells[i].s, c);
        for (int k = 0; c->field && k < i; k++)
            if (m->columns[k].field == c->field)
                return err_set(e, REFUSED, c->field->name, "header_twice",
                               "two columns are called \"%.60s\"", "有两列都叫“%.60s”", header);
        known += c->kind != COLUMN_IGNORED;
        put_object(told);
        put_key(told, "header"), put_text(told, cells[i].s, cells[i].len);
        put_key(told, "field");
        put_str(told, c->field ? c->field->name : c->kind == COLUMN_IGNORED ? NULL : "system");
        put_end_object(told);
    }
    put_end_array(told);
    if (!known)
        return err_set(e, REFUSED, NULL, "headers",
                       "the first row names no field of this ledger; use the labels or the names",
                       "首行没有本台账的任何字段，请用字段的中文、英文名称或代号");
    return OK;
}

/* ---- cells
 * ----------------------------------------------------------------------------------------- */

static enum outcome read_lines(struct import *m, struct work *w, const struct field *f,
                               const struct csv_cell *cell, struct value *ret, struct err *e)
{
    json_t *text = json_stringn(cell->s, cell->len);
    (void)m;
    if (!text)
        return err_set(e, REFUSED, f->name, "text", "this is not text", "不是有效文本");
    enum outcome o = lines_take(w, f, text, ret, e);
    json_decref(text);
    return o;
}

enum outcome import_field(struct import *m, struct work *w, const struct field *f,
                          const struct csv_cell *cell, struct value *ret, struct err *e)
{
    struct type_rule rule = field_rule(w, f);
    rule.lenient = true;
    if (f->type == F_LINES || f->type == F_CHECKLIST)
        return read_lines(m, w, f, cell, ret, e);
    /* An export puts ' before an id, so that a spreadsheet keeps it as text. */
    const char *text = cell->s + (cell->s[0] == '\'');
    if (f->type == F_REF)
        return lookup_ref(m, w, f, text, ret, e);
    if (f->type == F_PLACE)
        return lookup_place(m, w, f, text, ret, e);
    return type_parse(ret, w->arena, f->type, &rule, cell->s, cell->len, e);
}

static enum outcome read_system(struct import *m, struct work *w, int kind,
                                const struct csv_cell *cell, struct old *old, struct err *e)
{
    int64_t at;
    switch (kind) {
    case COLUMN_KEY:
        old->key = arena_text(w->arena, cell->s, cell->len);
        return OK;
    case COLUMN_STATE:
        for (int i = 0; i < m->ledger->states_n; i++) {
            const struct state *s = &m->ledger->states[i];
            if (is_called(cell->s, s->name) || is_called(cell->s, s->label.zh) ||
                is_called(cell->s, s->label.en)) {
                old->state = i;
                return OK;
            }
        }
        return err_set(e, REFUSED, "state", "unknown_state", "%s has no state \"%.40s\"",
                       "“%s”没有状态“%.40s”", m->ledger->name, cell->s);
    default:
        if (!datetime_parse(cell->s, cell->len, m->plan->calendar.offset_s, &at)) {
            if (!date_parse(cell->s, cell->len, true, &at))
                return err_set(e, REFUSED, kind == COLUMN_CREATED ? "created_at" : "closed_at",
                               "datetime", "this is not a time", "不是有效的时间");
            at = at * TIME_DAY - m->plan->calendar.offset_s;
        }
        *(kind == COLUMN_CREATED ? &old->created_at : &old->closed_at) = at;
        return OK;
    }
}

/* "体温：大于 45；电话：…" for the refused file's last column. */
static void tell_why(struct import *m, const struct err *e)
{
    const struct field *f = ledger_field(m->ledger, e->field);
    bool is_zh = m->lang == LANG_ZH;
    if (m->why.len)
        buf_text(&m->why, is_zh ? "；" : "; ");
    if (f)
        buf_printf(&m->why, is_zh ? "%s：" : "%s: ", label_text(&f->label, m->lang));
    buf_text(&m->why, err_text(e, m->lang));
}

void import_note_error(struct import *m, const struct import_row *row, int column,
                       const struct err *e)
{
    for (int i = 0; column < 0 && i < m->columns_n; i++)
        if (m->columns[i].kind == COLUMN_KEY && strcmp(e->field, "key") == 0)
            column = i;
    const struct csv_cell *cell = column >= 0 && column < row->n ? &row->cells[column] : NULL;
    tell_why(m, e);
    refused_mark(m, column, e);
    if (m->errors_n++ >= IMPORT_ERRORS)
        return;
    put_object(&m->errors);
    put_key(&m->errors, "row"), put_int(&m->errors, row->number);
    put_key(&m->errors, "column"), put_int(&m->errors, column + 1);
    put_key(&m->errors, "field"), put_str(&m->errors, e->field);
    put_key(&m->errors, "value");
    /* Back to him who sent it: his own cell, cut short. */
    if (cell) {
        size_t n = cell->len < 120 ? cell->len : 120;
        while (n && n < cell->len && ((unsigned char)cell->s[n] & 0xc0) == 0x80)
            n--;
        put_text(&m->errors, cell->s, n);
    } else {
        put_null(&m->errors);
    }
    put_key(&m->errors, "rule"), put_str(&m->errors, e->rule);
    put_key(&m->errors, "detail"), put_str(&m->errors, err_text(e, m->lang));
    put_end_object(&m->errors);
}

/* A comma too many moves every cell behind it into a wrong column. */
static enum outcome refuse_surplus(struct import *m, const struct import_row *row, struct err *e)
{
    for (int i = m->columns_n; i < row->n; i++) {
        if (row->cells[i].len == 0)
            continue;
        err_set(e, REFUSED, NULL, "surplus_cell", "the row has more cells than the header",
                "该行的单元格多于表头");
        import_note_error(m, row, i, e);
        return REFUSED;
    }
    return OK;
}

/* All bad cells are noted; REFUSED when there was one, with the first in *e. */
enum outcome import_cells(struct import *m, struct reader *rd, struct import_row *row,
                          struct old *old, struct err *e)
{
    struct work *w = rd->work;
    enum outcome first = OK;
    for (int i = 0; i < row->n && i < m->columns_n; i++) {
        const struct import_column *c = &m->columns[i];
        struct err here = {0};
        enum outcome o = OK;
        if (c->kind == COLUMN_IGNORED || row->cells[i].len == 0)
            continue;
        if (c->kind == COLUMN_FIELD) {
            o = import_field(m, w, c->field, &row->cells[i], &row->record->values[c->field->index],
                             &here);
            if (o == OK)
                given_add(&row->given, c->field->index);
            else if (!here.field[0])
                snprintf(here.field, sizeof here.field, "%s", c->field->name);
        } else {
            o = read_system(m, w, c->kind, &row->cells[i], old, &here);
        }
        if (o == FAULT) {
            *e = here;
            return o;
        }
        if (o == OK)
            continue;
        import_note_error(m, row, i, &here);
        if (first == OK) {
            *e = here;
            first = REFUSED;
        }
    }
    if (first == OK)
        first = refuse_surplus(m, row, e);
    return first;
}
