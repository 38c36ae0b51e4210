/* Records in words for paper. See print.h. */
#include "ledger/print.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "guard/guard.h"
#include "plan/plan.h"

const char *print_label(const struct field *f, enum lang lang)
{
    const char *label = label_text(&f->label, lang);
    return label ? label : f->name;
}

static const char *code_label(const struct field *f, const char *code, enum lang lang)
{
    for (int i = 0; i < f->rule.codes_n; i++)
        if (text_same(f->rule.codes[i].code, code))
            return label_text(&f->rule.codes[i].label, lang);
    return code;
}

/* Text, number, flag or {"title"} of a JSON value. */
static void put_json(struct buf *out, const struct field *f, const json_t *j, enum lang lang)
{
    const json_t *item;
    size_t i;
    if (json_is_string(j)) {
        const char *s = json_string_value(j);
        buf_text(out, f && f->type == F_CHOICE ? code_label(f, s, lang) : s);
    } else if (json_is_integer(j)) {
        buf_int(out, json_integer_value(j));
    } else if (json_is_boolean(j)) {
        buf_text(out, json_is_true(j) ? (lang == LANG_ZH ? "是" : "yes")
                                      : (lang == LANG_ZH ? "否" : "no"));
    } else if (json_is_array(j)) {
        json_array_foreach(j, i, item)
        {
            buf_text(out, i ? (lang == LANG_ZH ? "、" : ", ") : "");
            if (f && f->type == F_CHOICES && json_is_string(item))
                buf_text(out, code_label(f, json_string_value(item), lang));
            else
                put_json(out, NULL, item, lang);
        }
    } else if (json_is_object(j)) {
        put_json(out, NULL, json_object_get(j, "title"), lang);
    }
}

static const struct field *line_field(const struct field *f, const char *name)
{
    for (int i = 0; i < f->lines_n; i++)
        if (text_same(f->lines[i].name, name))
            return &f->lines[i];
    return NULL;
}

void print_lines(struct buf *out, const struct field *f, const char *json, size_t len,
                 enum lang lang)
{
    struct err ignored;
    json_t *all, *row, *value;
    const char *name;
    size_t i;
    if (json_parse(&all, json, len, &ignored) != OK)
        return;
    json_array_foreach(all, i, row)
    {
        bool is_first = true;
        buf_text(out, i ? "\n" : "");
        json_object_foreach(row, name, value)
        {
            const struct field *of = line_field(f, name);
            if (json_is_null(value))
                continue;
            buf_printf(out, "%s%s%s",
                       is_first          ? ""
                       : lang == LANG_ZH ? "；"
                                         : "; ",
                       of ? print_label(of, lang) : name, lang == LANG_ZH ? "：" : ": ");
            put_json(out, of, value, lang);
            is_first = false;
        }
    }
    json_decref(all);
}

enum outcome print_field(struct call *c, struct buf *out, const struct record *r,
                         const struct field *f, struct shown *s, struct err *e)
{
    struct subject on;
    struct buf json;
    record_subject(&on, r);
    enum sight sight = guard_sight(c->actor, f, &on, c->db);
    if (sight == SIGHT_NONE || value_is_empty(r->values[f->index]))
        return OK;
    buf_init(&json, LIMIT_RESPONSE);
    put_array(&json);
    enum outcome o = field_show(c, &json, r, f, s, &sight, e);
    put_end_array(&json);
    bool is_lines = f->type == F_LINES || f->type == F_CHECKLIST;
    if (o == OK && is_lines && sight == SIGHT_FULL) {
        print_lines(out, f, json.data + 1, json.len - 2, c->lang);
    } else if (o == OK && sight == SIGHT_FULL && !vtype_is_text(r->values[f->index].type) &&
               r->values[f->index].type != V_BLOB && f->type != F_REF && f->type != F_PLACE &&
               f->type != F_USER) {
        value_print(out, c->plan, f, r->values[f->index], c->lang);
    } else if (o == OK) {
        json_t *j;
        struct err ignored;
        if (json_parse(&j, json.data, json.len, &ignored) == OK) {
            put_json(out, sight == SIGHT_FULL ? f : NULL, json_array_get(j, 0), c->lang);
            json_decref(j);
        }
    }
    buf_fini(&json);
    return o;
}

bool print_has_column(const struct field *f)
{
    return f->type != F_LINES && f->type != F_CHECKLIST && f->type != F_STOCK &&
           f->type != F_PHOTO && f->type != F_FILE && f->type != F_POINT;
}

enum outcome answer_pdf(struct call *c, struct doc *d, const char *name, struct err *e)
{
    char path[600];
    snprintf(path, sizeof path, "%s/print-XXXXXX", c->app->data_dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, FAULT, NULL, "print", "cannot write in %s: %s", "无法写入 %s：%s",
                       c->app->data_dir, strerror(errno));
    unlink(path);
    enum outcome o = doc_pdf(d, fd, NULL, e);
    if (o == OK && lseek(fd, 0, SEEK_SET) != 0)
        o = err_set(e, FAULT, NULL, "print", "the PDF cannot be read", "无法读取 PDF");
    if (o != OK) {
        close(fd);
        return o;
    }
    buf_clear(c->out);
    c->out_fd = fd;
    c->content_type = "application/pdf";
    c->download_name = arena_printf(c->arena, "%s.pdf", name);
    return OK;
}
