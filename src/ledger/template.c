/* A spreadsheet to be filled in: a column for each field that is entered, choices to choose from,
 * what is expected as a note, the header locked. It comes back through the import. */
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "ledger/export_int.h"
#include "ledger/ledger_op.h"
#include "ledger/print.h"

static const char *expected(const struct field *f, enum lang lang)
{
    bool is_zh = lang == LANG_ZH;
    switch (f->type) {
    case F_DATE:
        return is_zh ? "日期，如 2026-11-23" : "a day, as 2026-11-23";
    case F_DATETIME:
        return is_zh ? "时间，如 2026-11-23 16:05" : "a time, as 2026-11-23 16:05";
    case F_TIME:
        return is_zh ? "钟点，如 16:05" : "an hour, as 16:05";
    case F_REF:
        return is_zh ? "填对方的编号" : "the other record's number";
    case F_PLACE:
        return is_zh ? "填地点名称或代码" : "the place's name or code";
    case F_CHOICES:
        return is_zh ? "可多选，用“、”隔开" : "several, commas between";
    case F_FLAG:
        return is_zh ? "是或否" : "yes or no";
    case F_ID_NUMBER:
    case F_PHONE:
        return is_zh ? "按文本填写，勿用科学计数" : "as text, not as a number";
    default:
        return "";
    }
}

static const char *note_of(struct call *c, const struct field *f)
{
    struct buf b;
    const char *help = label_text(&f->help, c->lang), *say = expected(f, c->lang);
    const char *other = c->lang == LANG_ZH ? f->label.en : f->label.zh;
    buf_init(&b, 4000);
    if (f->required)
        buf_text(&b, c->lang == LANG_ZH ? "必填。" : "Required. ");
    buf_text(&b, say);
    if (*say)
        buf_text(&b, c->lang == LANG_ZH ? "。" : ". ");
    buf_text(&b, help);
    buf_printf(&b, "\n%s (%s)", other ? other : "", f->name);
    const char *ret = arena_text(c->arena, b.data ? b.data : "", b.len);
    buf_fini(&b);
    return ret;
}

static void put_choices(struct call *c, const struct field *f, struct xlsx_column *col)
{
    static const char *const flags_zh[] = {"是", "否"}, *const flags_en[] = {"yes", "no"};
    if (f->type == F_FLAG) {
        col->choices = c->lang == LANG_ZH ? flags_zh : flags_en;
        col->choices_n = 2;
    } else if (f->type == F_CHOICE) {
        const char **list = arena_alloc(c->arena, sizeof *list * (size_t)(f->rule.codes_n + 1));
        for (int i = 0; i < f->rule.codes_n; i++) {
            const char *label = label_text(&f->rule.codes[i].label, c->lang);
            list[i] = label ? label : f->rule.codes[i].code;
        }
        col->choices = list;
        col->choices_n = f->rule.codes_n;
    }
}

static enum xlsx_kind kind_of(const struct field *f)
{
    switch (f->type) {
    case F_DATE:
        return XLSX_DATE;
    case F_DATETIME:
        return XLSX_MOMENT;
    case F_TIME:
        return XLSX_CLOCK;
    case F_INTEGER:
    case F_NUMBER:
    case F_MONEY:
        return XLSX_NUMBER;
    default:
        return XLSX_TEXT;
    }
}

enum outcome do_template(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct xlsx *x = NULL;
    char path[600];
    int n = 0;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK && !guard_may_somewhere(c->actor, VERB_IMPORT, l))
        o = err_set(e, DENIED, NULL, "not_allowed", "your posts do not import into %s",
                    "您的岗位不能向“%s”导入", l->name);
    if (o != OK)
        return o;
    struct xlsx_column *columns =
        arena_alloc(c->arena, sizeof *columns * (size_t)(l->fields_n + 1));
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        if (f->value || !print_has_column(f))
            continue;
        columns[n] = (struct xlsx_column){.title = print_label(f, c->lang),
                                          .width = f->type == F_TEXT ? 18 : 14,
                                          .kind = kind_of(f),
                                          .is_required = f->required,
                                          .note = note_of(c, f)};
        put_choices(c, f, &columns[n++]);
    }
    snprintf(path, sizeof path, "%s/export-XXXXXX", c->app->data_dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, FAULT, NULL, "export", "cannot write in %s", "无法写入 %s",
                       c->app->data_dir);
    close(fd);
    const char *title = label_text(&l->label, c->lang);
    o = xlsx_new(&x, path, c->app->data_dir, e);
    if (o == OK)
        o = xlsx_sheet(x,
                       &(struct xlsx_sheet){.name = title ? title : l->name,
                                            .columns = columns,
                                            .columns_n = n,
                                            .is_form = true,
                                            .is_landscape = true},
                       e);
    if (o == OK)
        o = xlsx_close(x, e);
    xlsx_free(x);
    c->out_fd = o == OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    unlink(path);
    if (o == OK && c->out_fd < 0)
        return err_set(e, FAULT, NULL, "export", "the template cannot be read", "无法读取模板");
    c->content_type = XLSX_TYPE;
    c->download_name = arena_printf(c->arena, "%s-template.xlsx", l->name);
    return o;
}
