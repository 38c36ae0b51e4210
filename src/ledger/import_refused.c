/* Refused rows on their way back to who sent them. A CSV comes back as CSV, a spreadsheet as a
 * spreadsheet whose wrong cells are coloured and noted; mended, the file can be sent again: columns
 * that are no field of the ledger are passed over. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/import.h"

static enum outcome open_xlsx(struct import *m, const struct csv_cell *header, int n,
                              const char *last, struct err *e)
{
    struct refused *r = &m->refused;
    struct xlsx_column *columns = arena_alloc(&m->arena, sizeof *columns * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        columns[i] = (struct xlsx_column){.title = header[i].s, .width = 16};
    columns[n] = (struct xlsx_column){.title = last, .width = 60};
    enum outcome o = xlsx_new(&r->xlsx, r->path, m->app->data_dir, e);
    if (o == OK)
        o = xlsx_sheet(
            r->xlsx,
            &(struct xlsx_sheet){.name = m->lang == LANG_ZH ? "有误的行" : "Refused rows",
                                 .columns = columns,
                                 .columns_n = n + 1},
            e);
    return o;
}

enum outcome refused_open(struct import *m, bool is_xlsx, const struct csv_cell *header, int n,
                          struct err *e)
{
    struct refused *r = &m->refused;
    const char *last = m->lang == LANG_ZH ? "错误" : "Mistake";
    uint8_t secret[16];
    rng_secret(secret, sizeof secret);
    text_hex(secret, sizeof secret, m->token);
    snprintf(r->path, sizeof r->path, "%s/refused-%lld-%s.%s", m->app->data_dir,
             (long long)m->actor.user, m->token, is_xlsx ? "xlsx" : "csv");
    r->fd = open(r->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (r->fd < 0)
        return err_set(e, FAULT, NULL, "refused_file", "cannot write %s: %s", "无法写入 %s：%s",
                       r->path, strerror(errno));
    if (is_xlsx)
        return open_xlsx(m, header, n, last, e);
    csv_writer_init(&r->csv, r->fd, ',', true, true);
    for (int i = 0; i < n; i++)
        csv_cell(&r->csv, header[i].s, header[i].len);
    csv_cell(&r->csv, last, strlen(last));
    return csv_end_row(&r->csv, e);
}

void refused_mark(struct import *m, int column, const struct err *why)
{
    struct refused *r = &m->refused;
    if (column < 0 || r->marks_n == (int)(sizeof r->marks / sizeof *r->marks))
        return;
    struct mark *mark = &r->marks[r->marks_n++];
    mark->column = column;
    snprintf(mark->note, sizeof mark->note, "%s", err_text(why, m->lang));
}

static const char *note_of(const struct refused *r, int column)
{
    for (int i = 0; i < r->marks_n; i++)
        if (r->marks[i].column == column)
            return r->marks[i].note;
    return NULL;
}

enum outcome refused_row(struct import *m, const struct csv_cell *cells, int n, struct err *e)
{
    struct refused *r = &m->refused;
    const char *why = m->why.data ? m->why.data : "";
    if (r->fd < 0)
        return OK;
    if (!r->xlsx) {
        for (int i = 0; i < n; i++)
            csv_cell(&r->csv, cells[i].s, cells[i].len);
        csv_cell(&r->csv, why, m->why.len);
        return csv_end_row(&r->csv, e);
    }
    for (int i = 0; i < m->columns_n; i++) {
        const char *note = note_of(r, i);
        struct csv_cell cell = i < n ? cells[i] : (struct csv_cell){"", 0};
        if (note)
            xlsx_wrong(r->xlsx, cell.s, cell.len, note);
        else
            xlsx_text(r->xlsx, cell.s, cell.len);
    }
    xlsx_wrong(r->xlsx, why, m->why.len, NULL);
    return xlsx_end_row(r->xlsx, e);
}

enum outcome refused_close(struct import *m, struct err *e)
{
    struct refused *r = &m->refused;
    if (r->fd < 0)
        return OK;
    return r->xlsx ? xlsx_close(r->xlsx, e) : csv_flush(&r->csv, e);
}

void refused_free(struct import *m)
{
    struct refused *r = &m->refused;
    if (r->fd < 0)
        return;
    if (r->xlsx)
        xlsx_free(r->xlsx);
    else
        csv_writer_fini(&r->csv);
    close(r->fd);
}
