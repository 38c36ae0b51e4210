/* Spreadsheets as other programs write them, and as nobody should. Mission: B1, B8 (lists from
 * outside), row all. */
#include "../check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "paper/table.h"
#include "paper/zip_write.h"

static bool knows(void *arg, const char *name)
{
    static const char *const names[] = {"住户", "姓名", "性别", "出生日期", "电话"};
    for (size_t i = 0; i < ROWS(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Header and rows as "a|b" joined by "/"; a refusal as "!rule". */
static void dump(struct buf *out, int fd, const char *sheet)
{
    struct table *t;
    struct err e = {0};
    struct table_ways ways = {.sheet = sheet, .knows = knows};
    const struct csv_cell *cells;
    int n;
    buf_clear(out);
    enum outcome o = table_open(&t, fd, &ways, &e);
    if (o != OK) {
        assert_true(e.zh[0] && e.en[0]);
        buf_printf(out, "!%s", e.rule);
        return;
    }
    cells = table_header(t, &n);
    do {
        for (int i = 0; i < n; i++)
            buf_printf(out, "%s%s", i ? "|" : "", cells[i].s);
        buf_char(out, '/');
    } while ((o = table_next(t, &cells, &n, &e)) == OK && n > 0);
    if (o != OK)
        buf_printf(out, "!%s", e.rule);
    table_free(t);
}

static void files_of_other_programs(void **state)
{
    static const struct {
        const char *file, *sheet, *wanted;
    } rows[] = {
        {"exceljs.xlsx", NULL,
         "住户|姓名|性别|出生日期|电话/H00001|张三|男|1990-03-07|13812345678/"
         "H00001|李四|女|1985-12-31|13812345679/H00001|王五|女|2001-02-03|13812345670/"},
        {"exceljs.xlsx", "隐藏", "x|y/"},
        {"exceljs.xlsx", "1", "x|y/"},
        {"exceljs.xlsx", "没有", "!xlsx_sheet"},
        {"sheetjs-1904.xlsx", NULL,
         "住户|姓名|性别|出生日期|电话/H00001|张三|男|1990-03-07|13812345678/"
         "H00001|李四|女|1985-12-30|13812345679/"},
        {"write-excel-file.xlsx", NULL,
         "住户|姓名|性别|出生日期|电话/H00001|张三|男|1990-03-07|13812345678/"
         "H00001|李𠮷|女|1985-12-31|13812345679/"},
        {"libreoffice.xlsx", NULL,
         "住户|姓名|性别|出生日期|电话/H00001|张三|男|1990-03-07|13812345678/"
         "H00001|李四|女|1985-12-31|13812345679/"},
        {"sheetjs.xls", NULL, "!old_format"},
        {"libreoffice.xls", NULL, "!old_format"},
    };
    struct buf got;
    buf_init(&got, 1 << 20);
    for (size_t i = 0; i < ROWS(rows); i++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", XLSX_FILES, rows[i].file);
        int fd = open(path, O_RDONLY);
        assert_true(fd >= 0);
        dump(&got, fd, rows[i].sheet);
        check_row_text(i, rows[i].file, got.data, rows[i].wanted);
        close(fd);
    }
    buf_fini(&got);
}

/* ---- made here ---- */

#define WORKBOOK                                                                                   \
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"
#define RELATIONS                                                                                  \
    "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/s.xml\"/>"     \
    "</Relationships>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static int pack(const char *sheet, size_t len, const char *styles)
{
    struct zipper *z;
    struct err e;
    int fd = memfd_create("book", 0);
    assert_true(fd >= 0);
    assert_int_equal(zipper_new(&z, &e), OK);
    zipper_add(z, "xl/workbook.xml", WORKBOOK, sizeof WORKBOOK - 1);
    zipper_add(z, "xl/_rels/workbook.xml.rels", RELATIONS, sizeof RELATIONS - 1);
    if (styles)
        zipper_add(z, "xl/styles.xml", styles, strlen(styles));
    if (sheet)
        zipper_add(z, "xl/worksheets/s.xml", sheet, len);
    assert_int_equal(zipper_finish(z, fd, &e), OK);
    zipper_free(z);
    return fd;
}

static void cells_of_every_kind(void **state)
{
    static const char styles[] =
        "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"[h]:mm\"/>"
        "<numFmt numFmtId=\"171\" formatCode=\"[Red]0.00&quot;day&quot;\"/>"
        "<numFmt numFmtId=\"172\" formatCode=\"m月d日\"/></numFmts><cellStyleXfs><xf "
        "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
        "numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/><xf "
        "numFmtId=\"172\"/><xf numFmtId=\"57\"/></cellXfs></styleSheet>";
    static const struct {
        const char *cell, *wanted;
    } rows[] = {
        {"<c><v>36.8</v></c>", "36.8"},
        {"<c><v>0.1</v></c>", "0.1"},
        {"<c><v>36.799999999999997</v></c>", "36.8"},
        {"<c><v>1.1010119900307701E+17</v></c>", "110101199003077008"},
        {"<c><v>13812345678</v></c>", "13812345678"},
        {"<c s=\"1\"><v>1</v></c>", "1900-01-01"},
        {"<c s=\"1\"><v>61</v></c>", "1900-03-01"},
        {"<c s=\"1\"><v>44927</v></c>", "2023-01-01"},
        {"<c s=\"2\"><v>44927.67014</v></c>", "2023-01-01 16:05"},
        {"<c s=\"3\"><v>0.5</v></c>", "12:00"},
        {"<c s=\"4\"><v>0.25</v></c>", "06:00"},
        {"<c s=\"5\"><v>2.5</v></c>", "2.5"},
        {"<c s=\"6\"><v>44927</v></c>", "2023-01-01"},
        {"<c s=\"7\"><v>44927</v></c>", "2023-01-01"},
        {"<c s=\"99\"><v>5</v></c>", "5"},
        {"<c t=\"b\"><v>1</v></c>", "true"},
        {"<c t=\"e\"><v>#N/A</v></c>", "#N/A"},
        {"<c t=\"d\"><v>2023-01-01T08:00:00</v></c>", "2023-01-01 08:00:00"},
        {"<c t=\"str\"><f>A1&amp;B1</f><v>甲乙</v></c>", "甲乙"},
        {"<c t=\"inlineStr\"><is><r><t>甲</t></r><rPh><t>jia</t></rPh><r><t>乙</t></r></is></c>",
         "甲乙"},
        {"<c t=\"inlineStr\"><is><t>a_x000D_b_x000A_c_x4E00_d_xyz</t></is></c>", "ab\nc一d_xyz"},
        {"<c t=\"s\"><v>7</v></c>", ""},
        {"<x:c xmlns:x=\"x\"><x:v>5</x:v></x:c>", "5"},
    };
    struct buf got, sheet;
    buf_init(&got, 1 << 20);
    buf_init(&sheet, 1 << 20);
    for (size_t i = 0; i < ROWS(rows); i++) {
        char wanted[200];
        buf_clear(&sheet);
        buf_printf(&sheet,
                   SHEET("<row><c t=\"str\"><v>姓名</v></c><c t=\"str\"><v>x</v></c></row>"
                         "<row><c t=\"str\"><v>y</v></c>%s</row>"),
                   rows[i].cell);
        snprintf(wanted, sizeof wanted, "姓名|x/y|%s/", rows[i].wanted);
        int fd = pack(sheet.data, sheet.len, styles);
        dump(&got, fd, NULL);
        check_row_text(i, rows[i].cell, got.data, wanted);
        close(fd);
    }
    buf_fini(&got);
    buf_fini(&sheet);
}

static void hostile_files_are_refused(void **state)
{
    struct buf got, big;
    buf_init(&got, 1 << 20);
    buf_init(&big, 64 << 20);
    /* A bomb: 48 MB of blanks. */
    for (int i = 0; i < 3 << 20; i++)
        buf_put(&big, "                ", 16);
    int fd = pack(big.data, big.len, NULL);
    dump(&got, fd, NULL);
    assert_string_equal(got.data, "!xlsx_bomb");
    close(fd);
    static const struct {
        const char *sheet, *wanted;
    } rows[] = {
        {"<!DOCTYPE a [<!ENTITY b \"bb\">]><worksheet/>", "!xlsx_xml"},
        {"<worksheet><sheetData><row>", "!xlsx_xml"},
        {SHEET("<row><c r=\"ZZ1\" t=\"str\"><v>a</v></c></row>"), "!csv_columns"},
        {SHEET("<row><c r=\"B1\" t=\"str\"><v>a</v></c><c r=\"A1\"><v>1</v></c></row>"),
         "!xlsx_xml"},
        {SHEET(""), "!empty"},
        {NULL, "!xlsx_part"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        fd = pack(rows[i].sheet, rows[i].sheet ? strlen(rows[i].sheet) : 0, NULL);
        dump(&got, fd, NULL);
        check_row_text(i, rows[i].sheet ? rows[i].sheet : "none", got.data, rows[i].wanted);
        close(fd);
    }
    /* Cut short anywhere. */
    static const char good[] = SHEET("<row><c t=\"str\"><v>姓名</v></c></row>");
    fd = pack(good, sizeof good - 1, NULL);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t at = size - 1; at > 4; at -= 37) {
        assert_int_equal(ftruncate(fd, at), 0);
        dump(&got, fd, NULL);
        check_row(at, "cut", got.data[0] == '!');
    }
    close(fd);
    /* Behind a password: an OLE file with that stream. */
    fd = memfd_create("locked", 0);
    static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    char block[4096] = {0};
    memcpy(block, ole, 8);
    memcpy(block + 1200, name, sizeof name - 1);
    assert_int_equal(write(fd, block, sizeof block), sizeof block);
    dump(&got, fd, NULL);
    assert_string_equal(got.data, "!xlsx_password");
    close(fd);
    fd = memfd_create("none", 0);
    dump(&got, fd, NULL);
    assert_string_equal(got.data, "!empty");
    close(fd);
    buf_fini(&got);
    buf_fini(&big);
}

static void a_csv_is_read_the_same_way(void **state)
{
    static const char text[] =
        "人员表,,\n姓名,基本情况,\n,性别,电话\n张三,男,1\n同上,女,2\n合计,2,\n";
    struct buf got;
    buf_init(&got, 1 << 20);
    int fd = memfd_create("csv", 0);
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    dump(&got, fd, NULL);
    assert_string_equal(got.data, "姓名|性别|电话/张三|男|1/张三|女|2/");
    close(fd);
    buf_fini(&got);
}

static void pasted_lines_are_cut(void **state)
{
    static const struct {
        const char *line, *wanted;
    } rows[] = {
        {"1. 张三 13800138000 3栋2单元", "张三|13800138000|3栋2单元"},
        {"12、李四，女，13900139000", "李四|女|13900139000"},
        {"（3）王五：38.5", "王五|38.5"},
        {"36.8 度", "36.8|度"},
        {"  赵六\t孙七  ", "赵六|孙七"},
        {"", ""},
        {"#接龙", "#接龙"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char line[200], got[200] = "";
        struct csv_cell cells[10];
        snprintf(line, sizeof line, "%s", rows[i].line);
        int n = table_cut_line(line, cells, 10);
        for (int k = 0; k < n; k++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", k ? "|" : "", cells[k].s);
        check_row_text(i, rows[i].line, got, rows[i].wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_other_programs),   cmocka_unit_test(cells_of_every_kind),
        cmocka_unit_test(hostile_files_are_refused), cmocka_unit_test(a_csv_is_read_the_same_way),
        cmocka_unit_test(pasted_lines_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
