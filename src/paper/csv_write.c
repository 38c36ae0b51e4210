/* The CSV writer: quotes only where RFC 4180 needs them, rows end in \r\n, written in blocks. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "paper/csv.h"

#define BLOCK ((size_t)64 << 10)

/* A spreadsheet runs cells beginning so; tab and line ends in front do not save them. */
static bool looks_like_formula(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r'))
        i++;
    return i < len && (s[i] == '=' || s[i] == '+' || s[i] == '-' || s[i] == '@');
}

void csv_put(struct buf *out, char delimiter, bool guard, const char *s, size_t len)
{
    bool is_guarded = guard && looks_like_formula(s, len);
    bool needs_quotes = len > 0 && (s[0] == ' ' || s[len - 1] == ' ');
    for (size_t i = 0; i < len && !needs_quotes; i++)
        needs_quotes = s[i] == delimiter || s[i] == '"' || s[i] == '\n' || s[i] == '\r';
    if (needs_quotes)
        buf_char(out, '"');
    if (is_guarded)
        buf_char(out, '\'');
    if (!needs_quotes) {
        buf_put(out, s, len);
        return;
    }
    const char *end = s + len;
    for (const char *quote; (quote = memchr(s, '"', (size_t)(end - s))); s = quote + 1) {
        buf_put(out, s, (size_t)(quote - s) + 1);
        buf_char(out, '"');
    }
    buf_put(out, s, (size_t)(end - s));
    buf_char(out, '"');
}

void csv_writer_init(struct csv_writer *w, int fd, char delimiter, bool guard, bool with_mark)
{
    *w = (struct csv_writer){.fd = fd, .delimiter = delimiter, .guard = guard};
    buf_init(&w->out, BLOCK + 2 * LIMIT_CSV_ROW);
    if (with_mark)
        buf_put(&w->out, "\xEF\xBB\xBF", 3);
}

void csv_writer_fini(struct csv_writer *w)
{
    buf_fini(&w->out);
}

static void begin_cell(struct csv_writer *w)
{
    if (w->is_row_begun)
        buf_char(&w->out, w->delimiter);
    w->is_row_begun = true;
}

void csv_cell(struct csv_writer *w, const char *s, size_t len)
{
    begin_cell(w);
    csv_put(&w->out, w->delimiter, w->guard, s, len);
}

void csv_cell_plain(struct csv_writer *w, const char *s, size_t len)
{
    begin_cell(w);
    csv_put(&w->out, w->delimiter, false, s, len);
}

enum outcome csv_flush(struct csv_writer *w, struct err *e)
{
    if (buf_is_over(&w->out))
        return err_set(e, TOO_LARGE, NULL, "csv_row_size", "a row is too large", "某一行过大");
    const char *data = w->out.data;
    size_t left = w->out.len;
    while (left > 0) {
        ssize_t put = write(w->fd, data, left);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            bool is_full = errno == ENOSPC || errno == EDQUOT;
            return err_set(e, FAULT, NULL, is_full ? "disk_full" : "file",
                           is_full ? "the disk is full" : "the file cannot be written",
                           is_full ? "磁盘已满" : "文件无法写入");
        }
        data += put;
        left -= (size_t)put;
    }
    buf_clear(&w->out);
    return OK;
}

enum outcome csv_end_row(struct csv_writer *w, struct err *e)
{
    buf_put(&w->out, "\r\n", 2);
    w->is_row_begun = false;
    return w->out.len >= BLOCK || buf_is_over(&w->out) ? csv_flush(w, e) : OK;
}
