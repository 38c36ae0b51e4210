/* XLSX reader: whatever stands in a sheet, or in the whole file when it begins as an archive, cells
 * are text within their limits and a refusal is told in both languages. */
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "paper/table.h"
#include "paper/zip_write.h"

static const char workbook[] =
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/s.xml\"/>"
    "</Relationships>";
static const char styles[] = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
                             "numFmtId=\"22\"/></cellXfs></styleSheet>";

static void read_all(int fd)
{
    struct table *t;
    struct err e = {0};
    struct table_ways ways = {0};
    const struct csv_cell *cells;
    int n = 0;
    enum outcome o = table_open(&t, fd, &ways, &e);
    if (o != OK) {
        must(e.rule[0] && e.zh[0] && e.en[0]);
        return;
    }
    while ((o = table_next(t, &cells, &n, &e)) == OK && n > 0) {
        must(n <= LIMIT_CSV_COLUMNS);
        for (int i = 0; i < n; i++) {
            must(cells[i].s[cells[i].len] == '\0');
            must(text_is_utf8(cells[i].s, cells[i].len));
        }
    }
    must(o == OK || (e.rule[0] && e.zh[0]));
    table_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("book", 0);
    struct zipper *z;
    struct err e;
    must(fd >= 0);
    if (size >= 4 && memcmp(data, "PK\3\4", 4) == 0) {
        must(write(fd, data, size) == (ssize_t)size);
    } else {
        must(zipper_new(&z, &e) == OK);
        zipper_add(z, "xl/workbook.xml", workbook, sizeof workbook - 1);
        zipper_add(z, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
        zipper_add(z, "xl/styles.xml", styles, sizeof styles - 1);
        zipper_add(z, "xl/worksheets/s.xml", data, size);
        must(zipper_finish(z, fd, &e) == OK);
        zipper_free(z);
    }
    read_all(fd);
    close(fd);
    return 0;
}
