/* Rows within a record, and answers to a checklist: judged like small records of their own. */
#include "ledger/lines.h"
#include "base/limits.h"
#include "base/text.h"
#include "value/time.h"

static enum outcome at_row(enum outcome o, const struct field *f, size_t row, struct err *e)
{
    if (o != OK && !e->row) {
        char column[96];
        snprintf(column, sizeof column, "%s", e->field);
        e->row = (long)row + 1;
        snprintf(e->field, sizeof e->field, "%.40s%s%.50s", f->name, column[0] ? "." : "", column);
    }
    return o;
}

static const struct field *line_field(const struct field *f, const char *name)
{
    for (int i = 0; i < f->lines_n; i++)
        if (text_same(f->lines[i].name, name))
            return &f->lines[i];
    return NULL;
}

enum outcome lines_row(struct work *w, const struct field *f, json_t *row, struct value *ret,
                       struct err *e)
{
    const char *name;
    json_t *j;
    if (!json_is_object(row))
        return err_set(e, REFUSED, NULL, "type", "a row is an object of names and values",
                       "每行须是名称与值的对象");
    memset(ret, 0, sizeof *ret * (size_t)f->lines_n);
    json_object_foreach(row, name, j)
    {
        const struct field *c = line_field(f, name);
        if (!c)
            return err_set(e, REFUSED, NULL, "unknown_field", "%s has no column \"%.40s\"",
                           "%s 没有列“%.40s”", f->name, name);
        if (json_is_null(j) || c->value)
            continue;
        if (c->type == F_LINES || c->type == F_CHECKLIST || c->type == F_STOCK)
            return err_set(e, REFUSED, c->name, "type", "%s cannot stand in a row",
                           "%s 不能放在行内", c->name);
        enum outcome o = field_parse(w, c, j, &ret[c->index], e);
        if (o != OK)
            return o;
    }
    return OK;
}

static void put_row(struct buf *b, const struct work *w, const struct field *f,
                    const struct value *row)
{
    put_object(b);
    for (int i = 0; i < f->lines_n; i++) {
        if (value_is_empty(row[i]))
            continue;
        put_key(b, f->lines[i].name);
        if (f->lines[i].type == F_REF || f->lines[i].type == F_PLACE || f->lines[i].type == F_USER)
            put_id(b, row[i].n);
        else
            value_json(b, w->plan, &f->lines[i], row[i]);
    }
    put_end_object(b);
}

static enum outcome finish_text(struct work *w, const struct field *f, struct buf *b,
                                struct value *ret, struct err *e)
{
    if (buf_is_over(b)) {
        buf_fini(b);
        return err_set(e, TOO_LARGE, f->name, "too_large", "%s holds too much", "%s 内容过多",
                       f->name);
    }
    *ret = value_text_n(V_TEXT, arena_text(w->arena, b->data, b->len), b->len);
    buf_fini(b);
    return OK;
}

static enum outcome take_lines(struct work *w, const struct field *f, json_t *j, struct value *ret,
                               struct err *e)
{
    struct value row[LIMIT_FIELDS];
    struct buf b;
    size_t i;
    json_t *item;
    if (!json_is_array(j))
        return err_set(e, REFUSED, f->name, "type", "%s is a list of rows", "%s 须是行的列表",
                       f->name);
    if (json_array_size(j) > LIMIT_LINES)
        return err_set(e, TOO_LARGE, f->name, "too_many", "%s has more than %d rows",
                       "%s 超过 %d 行", f->name, LIMIT_LINES);
    if (json_array_size(j) == 0) {
        *ret = value_null();
        return OK;
    }
    buf_init(&b, LIMIT_BODY);
    put_array(&b);
    json_array_foreach(j, i, item)
    {
        enum outcome o = lines_row(w, f, item, row, e);
        if (o != OK) {
            buf_fini(&b);
            return at_row(o, f, i, e);
        }
        put_row(&b, w, f, row);
    }
    put_end_array(&b);
    return finish_text(w, f, &b, ret, e);
}

static bool is_answer(const char *s)
{
    return text_same(s, "pass") || text_same(s, "fail") || text_same(s, "exempt") ||
           text_same(s, "none");
}

static enum outcome take_checklist(struct work *w, const struct field *f, json_t *j,
                                   struct value *ret, struct err *e)
{
    const struct checklist *list = f->checklist;
    struct buf b;
    const char *name;
    json_t *given;
    if (!json_is_object(j) || !list)
        return err_set(e, REFUSED, f->name, "type", "%s is an object of items and answers",
                       "%s 须是条目与结论的对象", f->name);
    json_object_foreach(j, name, given)
    {
        bool is_known = false;
        for (int i = 0; i < list->items_n; i++)
            is_known = is_known || text_same(list->items[i].id, name);
        if (!is_known)
            return err_set(e, REFUSED, f->name, "unknown_item", "%s has no item \"%.40s\"",
                           "%s 没有条目“%.40s”", f->name, name);
    }
    buf_init(&b, LIMIT_BODY);
    put_object(&b);
    for (int i = 0; i < list->items_n; i++) {
        const struct check_item *item = &list->items[i];
        given = json_object_get(j, item->id);
        if (!given || json_is_null(given))
            continue;
        json_t *said = json_is_object(given) ? json_object_get(given, "answer") : given;
        json_t *note = json_is_object(given) ? json_object_get(given, "note") : NULL;
        const char *answer = json_string_value(said);
        const char *wrong = !answer || !is_answer(answer)                  ? "answer"
                            : text_same(answer, "exempt") && !item->exempt ? "exempt"
                                                                           : NULL;
        if (!wrong && note && json_string_length(note) > LIMIT_TEXT)
            wrong = "note";
        if (wrong) {
            buf_fini(&b);
            return err_set(
                e, REFUSED, f->name, wrong,
                "%s: the answer to %s is pass, fail, none, or exempt where the item allows",
                "%s：%s 的结论须为合格、不合格、不适用，或条目允许时的豁免", f->name, item->id);
        }
        put_key(&b, item->id);
        put_object(&b);
        put_key(&b, "answer");
        put_str(&b, answer);
        if (note && json_string_length(note)) {
            put_key(&b, "note");
            put_text(&b, json_string_value(note), json_string_length(note));
        }
        put_end_object(&b);
    }
    put_end_object(&b);
    return finish_text(w, f, &b, ret, e);
}

enum outcome lines_take(struct work *w, const struct field *f, json_t *j, struct value *ret,
                        struct err *e)
{
    json_t *parsed = NULL;
    /* A form, a spreadsheet or a consequence may hand the canonical text over as it is. */
    if (json_is_string(j)) {
        enum outcome o = json_parse(&parsed, json_string_value(j), json_string_length(j), e);
        if (o != OK)
            return o;
        j = parsed;
    }
    enum outcome o =
        f->type == F_LINES ? take_lines(w, f, j, ret, e) : take_checklist(w, f, j, ret, e);
    if (parsed)
        json_decref(parsed);
    return o;
}

static enum outcome judge_row(struct reader *rd, const struct field *f, struct value *row,
                              struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < f->lines_n; i++) {
        const struct field *c = &f->lines[i];
        bool is_needed = c->required;
        if (value_is_empty(row[i]) && (c->value || c->default_to)) {
            o = expr_eval(&rd->eval, c->value ? c->value : c->default_to, &row[i], e);
            if (o == OK && row[i].type != V_NULL)
                row[i].type = type_row(c->type)->vtype;
        }
        if (o == OK && !is_needed && c->required_when)
            o = expr_holds(&rd->eval, c->required_when, &is_needed, e);
        if (o == OK && is_needed && c->show_when)
            o = expr_holds(&rd->eval, c->show_when, &is_needed, e);
        if (o == OK && is_needed && value_is_empty(row[i]))
            return err_set(e, REFUSED, c->name, "required", "%s is required", "须填写“%s”",
                           c->name);
        if (o == OK && !value_is_empty(row[i]))
            o = record_link(rd, c, row[i], e);
    }
    return o;
}

enum outcome lines_judge(struct reader *rd, const struct field *f, struct value *text,
                         struct err *e)
{
    struct value row[LIMIT_FIELDS];
    json_t *list = NULL, *item;
    struct buf b;
    size_t i;
    if (value_is_empty(*text))
        return OK;
    enum outcome o = json_parse(&list, text->s, text->len, e);
    if (o != OK)
        return o;
    buf_init(&b, LIMIT_BODY);
    put_array(&b);
    rd->lines = f;
    rd->row = row;
    json_array_foreach(list, i, item)
    {
        o = lines_row(rd->work, f, item, row, e);
        if (o == OK)
            o = judge_row(rd, f, row, e);
        if (o != OK) {
            at_row(o, f, i, e);
            break;
        }
        put_row(&b, rd->work, f, row);
    }
    rd->lines = NULL;
    rd->row = NULL;
    json_decref(list);
    put_end_array(&b);
    if (o != OK) {
        buf_fini(&b);
        return o;
    }
    return finish_text(rd->work, f, &b, text, e);
}

enum outcome lines_users(struct work *w, const struct field *f, struct value v, int64_t *ret,
                         int *ret_n, struct err *e)
{
    struct value row[LIMIT_FIELDS];
    json_t *list, *item;
    size_t i;
    *ret_n = 0;
    if (value_is_empty(v))
        return OK;
    if (f->type == F_USER) {
        ret[(*ret_n)++] = v.n;
        return OK;
    }
    if (f->type != F_LINES)
        return OK;
    enum outcome o = json_parse(&list, v.s, v.len, e);
    if (o != OK)
        return o;
    json_array_foreach(list, i, item)
    {
        o = lines_row(w, f, item, row, e);
        for (int k = 0; o == OK && k < f->lines_n && *ret_n < LIMIT_LINES; k++)
            if (f->lines[k].type == F_USER && !value_is_null(row[k]))
                ret[(*ret_n)++] = row[k].n;
    }
    json_decref(list);
    return o;
}
