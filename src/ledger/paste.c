/* A list pasted from a chat becomes rows: each line is cut at blanks and commas, each piece goes to
 * the first field it fits: numbers, days and choices before free text. What comes out is a table
 * like any other, judged and written by the import. */
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/import.h"
#include "ledger/ledger_op.h"
#include "ledger/print.h"

#define PIECES 40

struct pasting {
    struct work work;
    const struct ledger *ledger;
    json_t *given; /* the same in every row: texts by field */
    const struct field *fields[LIMIT_FIELDS];
    int n;
    struct csv_cell cells[LIMIT_FIELDS];
};

static bool is_free(const struct field *f)
{
    return f->type == F_TEXT;
}

static bool can_hold(struct pasting *p, const struct field *f, const struct csv_cell *cell)
{
    struct type_rule rule = field_rule(&p->work, f);
    struct value v;
    struct err ignored;
    rule.lenient = true;
    if (f->type == F_REF || f->type == F_PLACE || f->type == F_USER || f->type == F_CHOICES)
        return false;
    return type_parse(&v, p->work.arena, f->type, &rule, cell->s, cell->len, &ignored) == OK &&
           !value_is_empty(v);
}

static void put_piece(struct pasting *p, const struct csv_cell *piece)
{
    for (int free_text = 0; free_text < 2; free_text++)
        for (int i = 0; i < p->n; i++)
            if (p->cells[i].len == 0 && is_free(p->fields[i]) == (free_text == 1) &&
                can_hold(p, p->fields[i], piece)) {
                p->cells[i] = *piece;
                return;
            }
    /* It fits nowhere: with the last text, so that nothing is lost. */
    for (int i = p->n - 1; i >= 0; i--)
        if (is_free(p->fields[i]) && p->cells[i].len > 0) {
            const char *both = arena_printf(p->work.arena, "%s %s", p->cells[i].s, piece->s);
            p->cells[i] = (struct csv_cell){both, strlen(both)};
            return;
        }
}

static void begin_row(struct pasting *p)
{
    memset(p->cells, 0, sizeof p->cells);
    for (int i = 0; i < p->n; i++) {
        const char *s = json_string_value(json_object_get(p->given, p->fields[i]->name));
        if (s)
            p->cells[i] = (struct csv_cell){s, strlen(s)};
    }
}

static enum outcome write_rows(struct pasting *p, int fd, const char *text, struct err *e)
{
    struct csv_writer w;
    struct csv_cell pieces[PIECES];
    enum outcome o;
    csv_writer_init(&w, fd, ',', true, true);
    for (int i = 0; i < p->n; i++)
        csv_cell(&w, p->fields[i]->name, strlen(p->fields[i]->name));
    o = csv_end_row(&w, e);
    for (const char *s = text; o == OK && *s;) {
        size_t len = strcspn(s, "\n");
        char *line = arena_text(p->work.arena, s, len);
        int n = line[0] == '#' ? 0 : table_cut_line(line, pieces, PIECES);
        s += len + (s[len] == '\n');
        if (n == 0)
            continue;
        begin_row(p);
        for (int i = 0; i < n; i++)
            put_piece(p, &pieces[i]);
        for (int i = 0; i < p->n; i++)
            csv_cell(&w, p->cells[i].s ? p->cells[i].s : "", p->cells[i].len);
        o = csv_end_row(&w, e);
    }
    if (o == OK)
        o = csv_flush(&w, e);
    csv_writer_fini(&w);
    return o;
}

enum outcome do_paste(struct call *c, struct err *e)
{
    struct pasting *p = arena_alloc(c->arena, sizeof *p);
    const char *text = json_string_value(json_object_get(c->body, "text"));
    struct import_how how = {.dry_run = json_is_true(json_object_get(c->body, "dry_run")),
                             .partly = json_is_true(json_object_get(c->body, "partly"))};
    char path[600];
    int64_t job;
    enum outcome o = op_ledger(c, &p->ledger, e);
    if (o != OK)
        return o;
    if (!guard_may_somewhere(c->actor, VERB_IMPORT, p->ledger))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not import into %s",
                       "您的岗位不能向“%s”导入", p->ledger->name);
    if (!text || !*text)
        return err_set(e, REFUSED, "text", "required", "paste the list", "请粘贴名单");
    work_of_call(&p->work, c);
    p->given = json_object_get(c->body, "fields");
    for (int i = 0; i < p->ledger->fields_n; i++)
        if (!p->ledger->fields[i].value && print_has_column(&p->ledger->fields[i]))
            p->fields[p->n++] = &p->ledger->fields[i];
    snprintf(path, sizeof path, "%s/paste-XXXXXX", c->app->data_dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, FAULT, NULL, "paste", "cannot write in %s", "无法写入 %s",
                       c->app->data_dir);
    unlink(path);
    o = write_rows(p, fd, text, e);
    if (o != OK || lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return o != OK ? o : err_set(e, FAULT, NULL, "paste", "cannot read again", "无法重读");
    }
    o = import_start(c, p->ledger, fd, c->lang == LANG_ZH ? "粘贴" : "pasted", &how, &job, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "job"), put_id(c->out, job);
    put_end_object(c->out);
    c->status = 202;
    return OK;
}
