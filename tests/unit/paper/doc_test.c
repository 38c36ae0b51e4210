/* Documents: what is in the tree stands in the PDF, the DOCX and the page, on as many pages as it
 * needs. Mission: J2, J4 (papers), B4 (passes). */
#include "../check.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "paper/doc.h"
#include "paper/xlsx_write.h"

/* Fontconfig and cairo keep what they read of the fonts until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\n";
}

/* The output of a command with the file's path, "" when the command is missing. */
static char *run(const char *before, const char *path, const char *after)
{
    char line[400];
    struct buf out;
    size_t n;
    buf_init(&out, 1 << 22);
    snprintf(line, sizeof line, "%s %s %s", before, path, after);
    FILE *f = popen(line, "r");
    assert_non_null(f);
    while ((n = fread(line, 1, sizeof line, f)) > 0)
        buf_put(&out, line, n);
    pclose(f);
    return buf_take(&out, NULL);
}

static void expect(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("\"%s\" is missing in: %.600s", part, text ? text : "");
}

static void draw_bars(struct _cairo *cr, double width, double height, void *arg)
{
    for (int i = 0; i < 8; i++) {
        cairo_rectangle(cr, i * width / 8 + 4, height * (7 - i) / 8, width / 8 - 8,
                        height * (i + 1) / 8);
        cairo_set_source_rgb(cr, 0.2, 0.4, 0.7);
        cairo_fill(cr);
    }
}

/* Rare characters of the second plane: 𠮷 U+20BB7, 𪚥 U+2A6A5. */
#define RARE "𠮷𪚥"

static struct doc *full(enum doc_look look)
{
    static const struct doc_column columns[] = {{1, DOC_CENTER}, {3, DOC_START}, {1, DOC_END}};
    struct doc *d = doc_new(&(struct doc_page){.look = look,
                                               .numbers = true,
                                               .header = look == DOC_PLAIN ? "内部资料" : NULL,
                                               .watermark = "张三 2026-11-27 08:00"});
    doc_title(d, &(struct doc_title){.red_heading = "清河县疫情防控指挥部文件",
                                     .number = "清防指〔2026〕12号",
                                     .signer = "签发人：李四",
                                     .title = "关于做好全员核酸检测的通知",
                                     .subtitle = "二〇二六年十一月二十七日"});
    doc_heading(d, 1, "一、总体要求");
    doc_say(d, "各街道、乡镇要按照属地责任，组织网格员逐户摸排。姓名中的生僻字如" RARE
               "也要照录。<&\">");
    struct doc_text *p = doc_paragraph(d, DOC_START, 2);
    doc_run(p, "加粗", (struct doc_run){.bold = true});
    doc_run(p, "与", (struct doc_run){0});
    doc_run(p, "红字", (struct doc_run){.color = 0xC00000, .underline = true});
    doc_run(doc_item(d, 0, "•"), "第一点", (struct doc_run){0});
    struct doc_table *t = doc_table(d, columns, 3, 2);
    doc_row(t);
    doc_cell_as(t, &(struct doc_cell){.text = "序号", .down = 2, .bold = true, .fill = 0xE8EDF3});
    doc_cell_as(t, &(struct doc_cell){.text = "检测", .across = 2, .bold = true, .fill = 0xE8EDF3});
    doc_row(t);
    doc_cell(t, "地点"), doc_cell(t, "人数");
    for (int i = 1; i <= 60; i++) {
        char no[20], where[80], n[20];
        snprintf(no, sizeof no, "%d", i);
        snprintf(where, sizeof where, "第%d网格采样点，设在社区活动中心一楼大厅", i);
        snprintf(n, sizeof n, "%d", i * 37);
        doc_row(t);
        doc_cell(t, no), doc_cell(t, where), doc_cell(t, n);
    }
    doc_chart(d, draw_bars, NULL, 100, 50, "每日检测量");
    doc_qr(d, "LF1.test", 30, DOC_START);
    doc_signature(d, "清河县疫情防控指挥部", "2026年11月27日", true);
    doc_imprint(d, "抄送：各成员单位。", "清河县疫情防控指挥部办公室", "2026年11月27日印发");
    return d;
}

/* Keeps the file when LIANFANG_KEEP names a folder: to be looked at. */
static int open_file(char path[200], const char *name)
{
    const char *keep = getenv("LIANFANG_KEEP");
    snprintf(path, 200, "%s/%s", keep ? keep : "/tmp", keep ? name : "paper-XXXXXX");
    FILE *f = keep ? fopen(path, "w+") : NULL;
    int fd = keep ? dup(fileno(f)) : mkstemp(path);
    if (f)
        fclose(f);
    assert_true(fd >= 0);
    return fd;
}

static void drop_file(int fd, const char *path)
{
    close(fd);
    if (!getenv("LIANFANG_KEEP"))
        unlink(path);
}

static void pdf_has_every_page_and_character(void **state)
{
    static const enum doc_look looks[] = {DOC_PLAIN, DOC_OFFICIAL};
    static const char *const names[] = {"plain.pdf", "official.pdf"};
    for (int i = 0; i < 2; i++) {
        char path[200];
        struct err e;
        int pages = 0, fd = open_file(path, names[i]);
        struct doc *d = full(looks[i]);
        assert_int_equal(doc_pdf(d, fd, &pages, &e), OK);
        assert_true(pages >= 3);
        char *text = run("pdftotext -layout", path, "- | tr -d ' '");
        expect(text, "清河县疫情防控指挥部文件");
        expect(text, RARE);
        expect(text, "第60网格采样点");
        char last[40];
        if (i == 0)
            snprintf(last, sizeof last, "第%d页共%d页", pages, pages);
        else
            snprintf(last, sizeof last, "—%d—", pages);
        expect(text, last);
        /* The header is repeated: once a page that has rows. */
        int heads = 0;
        for (const char *at = text; (at = strstr(at, "人数")) != NULL; at++)
            heads++;
        assert_true(heads >= 2);
        char *fonts = run("pdffonts", path, "");
        assert_null(strstr(fonts, " no  ")); /* every font is embedded */
        free(fonts);
        free(text);
        doc_free(d);
        drop_file(fd, path);
    }
}

static void a_row_higher_than_a_page_goes_on(void **state)
{
    static const struct doc_column columns[] = {{1, DOC_START}, {1, DOC_START}};
    struct doc *d = doc_new(&(struct doc_page){.numbers = true});
    struct doc_table *t = doc_table(d, columns, 2, 1);
    struct buf long_text;
    struct err e;
    char path[200];
    int pages = 0, fd = open_file(path, "long.pdf");
    buf_init(&long_text, 1 << 20);
    for (int i = 0; i < 300; i++)
        buf_printf(&long_text, "第%d行记录\n", i);
    doc_row(t), doc_cell(t, "甲"), doc_cell(t, "乙");
    doc_row(t), doc_cell(t, long_text.data), doc_cell(t, "短");
    assert_int_equal(doc_pdf(d, fd, &pages, &e), OK);
    assert_in_range(pages, 5, 8);
    char *text = run("pdftotext -layout", path, "-");
    for (int i = 0; i < 300; i += 7) {
        char line[40];
        snprintf(line, sizeof line, "第%d行记录", i);
        expect(text, line);
    }
    free(text);
    buf_fini(&long_text);
    doc_free(d);
    drop_file(fd, path);
}

static void docx_has_the_same_words(void **state)
{
    char path[200];
    struct err e;
    int fd = open_file(path, "official.docx");
    struct doc *d = full(DOC_OFFICIAL);
    assert_int_equal(doc_docx(d, fd, &e), OK);
    char *text = run("python3 -c 'import sys,zipfile,xml.dom.minidom as m; "
                     "z=zipfile.ZipFile(sys.argv[1]); [m.parseString(z.read(n)) for n in "
                     "z.namelist() if n.endswith((\"xml\",\"rels\"))]; "
                     "print(z.read(\"word/document.xml\").decode())'",
                     path, "");
    expect(text, "清防指〔2026〕12号");
    expect(text, RARE);
    expect(text, "&lt;&amp;&quot;&gt;");
    expect(text, "<w:vMerge/>");
    expect(text, "w:tblHeader");
    expect(text, "抄送：各成员单位。");
    free(text);
    doc_free(d);
    drop_file(fd, path);
}

static void html_stands_alone(void **state)
{
    struct buf b;
    struct err e;
    struct doc *d = full(DOC_PLAIN);
    buf_init(&b, LIMIT_RESPONSE);
    assert_int_equal(doc_html(d, &b, &e), OK);
    expect(b.data, "rowspan=\"2\"");
    expect(b.data, "data:image/svg+xml;base64,");
    expect(b.data, "&lt;&amp;&quot;&gt;");
    expect(b.data, "<thead>");
    assert_null(strstr(b.data, "src=\"http"));
    buf_fini(&b);
    doc_free(d);
}

static void spreadsheet_keeps_types(void **state)
{
    static const char *const sexes[] = {"男", "女"};
    static const struct xlsx_column columns[] = {
        {"姓名", 0, XLSX_TEXT, true, "必填"},
        {"证件号码", 20, XLSX_TEXT},
        {"性别", 0, XLSX_TEXT, .choices = sexes, .choices_n = 2},
        {"出生日期", 0, XLSX_DATE},
        {"体温", 0, XLSX_NUMBER},
        {"登记时间", 0, XLSX_MOMENT},
    };
    char path[200];
    struct err e;
    struct xlsx *x;
    int fd = open_file(path, "list.xlsx");
    assert_int_equal(xlsx_new(&x, path, "/tmp", &e), OK);
    xlsx_about(x, "人员台账", "张三", "内部资料");
    assert_int_equal(xlsx_sheet(x,
                                &(struct xlsx_sheet){.name = "人员[台账]",
                                                     .columns = columns,
                                                     .columns_n = 6,
                                                     .mark = "张三 2026-11-27"},
                                &e),
                     OK);
    xlsx_text(x, "王" RARE, strlen("王" RARE));
    xlsx_text(x, "110105194912310020", 18);
    xlsx_text(x, "=1+1", 4);
    xlsx_day(x, 0);
    xlsx_number(x, 36.8);
    xlsx_moment(x, 1795737600);
    assert_int_equal(xlsx_end_row(x, &e), OK);
    xlsx_wrong(x, "李", 3, "姓名太短");
    assert_int_equal(xlsx_end_row(x, &e), OK);
    assert_int_equal(xlsx_rows(x), 2);
    assert_int_equal(xlsx_close(x, &e), OK);
    xlsx_free(x);
    char *text = run("python3 -c 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); "
                     "print(\"\".join(z.read(n).decode() for n in z.namelist() if "
                     "n.endswith(\"xml\")))'",
                     path, "");
    expect(text, "110105194912310020</t>");
    expect(text, "=1+1</t>");
    expect(text, "<v>25569</v>");
    expect(text, "<v>36.8");
    expect(text, "state=\"frozen\"");
    expect(text, "人员_台账_");
    expect(text, "姓名太短");
    free(text);
    drop_file(fd, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pdf_has_every_page_and_character),
        cmocka_unit_test(a_row_higher_than_a_page_goes_on),
        cmocka_unit_test(docx_has_the_same_words),
        cmocka_unit_test(html_stands_alone),
        cmocka_unit_test(spreadsheet_keeps_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
