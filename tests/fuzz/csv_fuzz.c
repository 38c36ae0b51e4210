/* CSV reader: whatever the bytes, cells are text within their limits, a refusal has its place, and
 * rows written again read back the same. */
#include "fuzz.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "paper/csv_int.h"

/* Rows again as CSV under a "sep=" line, so that both readings use the same delimiter; a refusal
 * becomes a last line. */
static void read_all(struct buf *out, const char *text, size_t len, size_t block,
                     const char **ret_encoding, char *ret_delimiter)
{
    struct csv *c;
    struct err e;
    const struct csv_cell *cells;
    int n;
    *ret_encoding = "none";
    *ret_delimiter = 0;
    buf_text(out, "sep=,\r\n");
    if (csv_new_blocks(&c, text, len, block, &e) != OK) {
        must(e.rule[0] && e.row == 1 && e.column == 1 && e.zh[0]);
        return;
    }
    enum outcome outcome;
    while ((outcome = csv_next(c, &cells, &n, &e)) == OK && n > 0) {
        must(n <= LIMIT_CSV_COLUMNS);
        for (int i = 0; i < n; i++) {
            must(cells[i].len <= LIMIT_CSV_CELL);
            must(cells[i].s[cells[i].len] == '\0');
            must(text_is_utf8(cells[i].s, cells[i].len));
            if (i > 0)
                buf_char(out, ',');
            csv_put(out, ',', false, cells[i].s, cells[i].len);
        }
        buf_text(out, "\r\n");
    }
    if (outcome != OK) {
        must(e.rule[0] && e.row > 0 && e.column > 0 && e.line > 0 && e.zh[0]);
        buf_printf(out, "%s %ld %d %d\r\n", e.rule, e.row, e.column, e.line);
    }
    *ret_encoding = csv_encoding(c);
    *ret_delimiter = csv_delimiter(c);
    csv_free(c);
}

/* Encoding and delimiter are guessed from the first block, so only then may blocks matter. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf once, twice, blocks;
    const char *encoding, *other_encoding;
    char delimiter, other_delimiter;
    buf_init(&once, 64 << 20);
    buf_init(&twice, 64 << 20);
    buf_init(&blocks, 64 << 20);
    read_all(&once, (const char *)data, size, 128 << 10, &encoding, &delimiter);
    read_all(&blocks, (const char *)data, size, 64, &other_encoding, &other_delimiter);
    if (strcmp(encoding, other_encoding) == 0 && delimiter == other_delimiter)
        must(once.len == blocks.len && memcmp(once.data, blocks.data, once.len) == 0);
    read_all(&twice, once.data, once.len, 128 << 10, &encoding, &delimiter);
    must(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
    buf_fini(&once);
    buf_fini(&twice);
    buf_fini(&blocks);
    return 0;
}
