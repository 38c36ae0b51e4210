/* Tables in and out: headers, dry run, refused rows, history, taking back, round trip. Row all. */
#include "base/file.h"
#include "office.h"
#include "op/job.h"
#include <unistd.h>

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

/* A file, its job waited for. */
static enum outcome bring_file(struct office *o, int64_t user, const char *ledger, const char *path,
                               const char *flag)
{
    char l[60];
    int64_t job;
    snprintf(l, sizeof l, "ledger=%s", ledger);
    o->file_path = path;
    enum outcome got =
        office_call(o, user, "ledger.import", NULL, l, flag ? flag : "dry_run=", NULL);
    o->file_path = NULL;
    if (got != OK)
        return got;
    const char *id = office_text(o, "job");
    assert_true(text_int(id, strlen(id), &job));
    return office_job(o, job);
}

/* The last answer's bytes as a file. */
static void keep_answer(struct office *o, char path[120], const char *name)
{
    struct err e;
    snprintf(path, 120, "%s/%s", o->t->folder, name);
    must(file_write(path, o->out.data, o->out.len, 0600, &e));
}

/* The job's result, parsed, as the answer. */
static enum outcome bring_in(struct office *o, int64_t user, const char *ledger, const char *csv,
                             const char *flag)
{
    struct err e;
    char path[120], l[60];
    int64_t job;
    snprintf(path, sizeof path, "%s/upload.csv", o->t->folder);
    must(file_write(path, csv, strlen(csv), 0600, &e));
    snprintf(l, sizeof l, "ledger=%s", ledger);
    o->file_path = path;
    enum outcome got =
        office_call(o, user, "ledger.import", NULL, l, flag ? flag : "dry_run=", NULL);
    o->file_path = NULL;
    unlink(path);
    if (got != OK)
        return got;
    const char *id = office_text(o, "job");
    assert_true(text_int(id, strlen(id), &job));
    return office_job(o, job);
}

static const char *count_of(struct office *o, const char *ledger)
{
    char l[60];
    struct err e;
    snprintf(l, sizeof l, "ledger=%s", ledger);
    must(office_call(o, o->command, "record.counts", NULL, l, NULL));
    return office_text(o, "rows.0.count");
}

static void good_rows_come_in_together(void **state)
{
    OFFICE
    const char *csv = "网格,门牌（室）,People,电话,没有的列\n"
                      "第一网格,1-101,3,13812345678,x\n"
                      "第一网格,1-102,2,,\n"
                      "第一网格,1-103,,138 1234 5679,\n";
    must(bring_in(o, o->community, "house", csv, "dry_run=true"));
    assert_string_equal(office_text(o, "good"), "3");
    assert_string_equal(office_text(o, "columns.1.field"), "door");
    assert_string_equal(office_text(o, "columns.4.field"), "");
    assert_string_equal(office_text(o, "batch"), "");
    assert_string_equal(count_of(o, "house"), "0");
    must(bring_in(o, o->community, "house", csv, NULL));
    assert_string_equal(office_text(o, "created"), "3");
    char batch[60];
    snprintf(batch, sizeof batch, "id=%s", office_text(o, "batch"));
    assert_string_equal(count_of(o, "house"), "3");
    office_tick(o);
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", "sort=id", NULL));
    assert_string_equal(office_titles(o), "1-101|1-102|1-103");
    assert_string_equal(office_text(o, "rows.0.key"), "H00001");
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", "q=13812345679", NULL));
    assert_string_equal(office_titles(o), "1-103");
    must(office_call(o, o->community, "import.list", NULL, NULL));
    assert_string_equal(office_text(o, "rows.0.state"), "done");
    /* And back again. */
    assert_int_equal(office_call(o, o->other_community, "import.take_back", NULL, batch, NULL),
                     NOT_FOUND);
    must(office_call(o, o->community, "import.take_back", NULL, batch, NULL));
    int64_t job;
    const char *id = office_text(o, "job");
    assert_true(text_int(id, strlen(id), &job));
    must(office_job(o, job));
    assert_string_equal(office_text(o, "count"), "3");
    assert_string_equal(count_of(o, "house"), "0");
    assert_int_equal(office_call(o, o->community, "import.take_back", NULL, batch, NULL), CONFLICT);
    office_house(o, "4"); /* numbers are not given twice */
    assert_string_equal(office_text(o, "key"), "H00004");
    OFFICE_END
}

static void bad_rows_are_all_told(void **state)
{
    OFFICE
    office_house(o, "1");
    const char *csv = "house,name,sex,born_on,has_card,id_number\n"
                      "H00001,张三,男,1990.3.7,是,110101199003077774\n"
                      "H00001,,女,1990-02-30,,\n"
                      "H00009,李四,女,,,\n"
                      "H00001,王五,男,1990/3/7,是,110101199003077774\n"
                      "H00001,赵六,男,2030-01-01,,\n"
                      "H00001,孙七,男,1990-1-1,是,110101199003077000\n"
                      "H00001,周八,外星人,1990-1-1,,\n"
                      "H00001,吴九,女,1990年1月1日,,\n";
    must(bring_in(o, o->community, "person", csv, NULL));
    assert_string_equal(office_text(o, "rows"), "8");
    assert_string_equal(office_text(o, "good"), "2");
    assert_string_equal(office_text(o, "bad"), "6");
    assert_string_equal(office_text(o, "created"), "0");
    static const struct {
        const char *row, *field, *rule;
    } wanted[] = {{"3", "born_on", NULL},   {"4", "house", "reference"},
                  {"5", "id_number", NULL}, {"6", "born_on", "born_in_future"},
                  {"7", "id_number", NULL}, {"8", "sex", NULL}};
    for (size_t i = 0; i < ROWS(wanted); i++) {
        char path[60];
        snprintf(path, sizeof path, "errors.%zu.row", i);
        check_row_text(i, wanted[i].field, office_text(o, path), wanted[i].row);
        snprintf(path, sizeof path, "errors.%zu.field", i);
        check_row_text(i, wanted[i].field, office_text(o, path), wanted[i].field);
        snprintf(path, sizeof path, "errors.%zu.rule", i);
        if (wanted[i].rule)
            check_row_text(i, wanted[i].field, office_text(o, path), wanted[i].rule);
    }
    assert_string_equal(count_of(o, "person"), "0");
    /* Good rows alone; the others come back as a file. */
    must(bring_in(o, o->community, "person", csv, "partly=true"));
    assert_string_equal(office_text(o, "created"), "2");
    char token[60];
    snprintf(token, sizeof token, "token=%.32s",
             office_text(o, "refused") + strlen("/api/imports/"));
    must(office_call(o, o->community, "import.refused", NULL, token, NULL));
    assert_non_null(strstr(o->out.data, "王五"));
    assert_non_null(strstr(o->out.data, "Born on: ")); /* the field that is wrong, in words */
    assert_null(strstr(o->out.data, "吴九"));
    assert_string_equal(count_of(o, "person"), "2");
    assert_int_equal(office_call(o, o->command, "import.refused", NULL, token, NULL), NOT_FOUND);
    assert_int_equal(bring_in(o, o->grid_worker, "person", csv, NULL), DENIED);
    assert_int_equal(bring_in(o, o->community, "person", "a,b\n1,2\n", NULL), REFUSED);
    assert_int_equal(bring_in(o, o->community, "person", "", NULL), REFUSED);
    OFFICE_END
}

static void history_keeps_old_numbers_and_states(void **state)
{
    OFFICE
    const char *csv = "编号,状态,登记时间,网格,门牌\n"
                      "旧-17,搬离,2020-05-06 10:00,第一网格,老屋\n";
    assert_int_equal(bring_in(o, o->grid_worker, "house", csv, "history=true"), DENIED);
    /* Command may import and read histories: past records are another matter. */
    assert_int_equal(bring_in(o, o->command, "house", csv, "history=true"), DENIED);
    must(bring_in(o, o->community, "house", csv, "history=true"));
    assert_string_equal(office_text(o, "created"), "1");
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", NULL));
    assert_string_equal(office_text(o, "rows.0.key"), "旧-17");
    assert_string_equal(office_text(o, "rows.0.state"), "gone");
    assert_string_equal(office_text(o, "rows.0.created_at"), "2020-05-06T10:00:00+08:00");
    csv = "编号,网格,门牌\nH00001,第一网格,甲\nH00002,第一网格,乙\nH00003,第一网格,丙\n";
    must(bring_in(o, o->community, "house", csv, "history=true"));
    office_house(o, "9"); /* the ledger's own numbers pass over the old ones */
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", NULL));
    assert_string_equal(office_text(o, "rows.0.key"), "H00004");
    csv = "编号,网格,门牌\n旧-17,第一网格,一\n旧-18,第一网格,二\n旧-18,第一网格,三\n";
    must(bring_in(o, o->community, "house", csv, "history=true"));
    assert_string_equal(office_text(o, "created"), "0");
    assert_string_equal(office_text(o, "errors.0.rule"), "unique_key");
    assert_string_equal(office_text(o, "errors.0.value"), "旧-17");
    assert_string_equal(office_text(o, "errors.1.row"), "4");
    /* A reference to what one may not refer to would tell its title. */
    int64_t hidden = office_add(o, o->other_community, "house", "\"at\":\"%lld\",\"door\":\"西街\"",
                                (long long)o->other_village);
    char refer[200];
    snprintf(refer, sizeof refer, "编号,网格,门牌,邻居\n旧-19,第一网格,五,'%lld\n",
             (long long)hidden);
    must(bring_in(o, o->community, "house", refer, "history=true"));
    assert_string_equal(office_text(o, "created"), "0");
    assert_string_equal(office_text(o, "errors.0.rule"), "reference");
    csv = "网格,门牌\n第一网格,四,多出\n";
    must(bring_in(o, o->community, "house", csv, NULL));
    assert_string_equal(office_text(o, "errors.0.rule"), "surplus_cell");
    OFFICE_END
}

static void an_export_comes_in_again(void **state)
{
    OFFICE
    int64_t house =
        office_add(o, o->community, "house",
                   "\"at\":\"%lld\",\"door\":\"=1+1,\\\"甲\\\"\",\"phone\":\"13812345678\"",
                   (long long)o->grid);
    office_add(o, o->community, "person",
               "\"house\":\"%lld\",\"name\":\"张三\",\"born_on\":\"1990-01-01\",\"needs\":["
               "\"alone\",\"disabled\"]",
               (long long)house);
    must(office_call(o, o->community, "ledger.export", NULL, "ledger=person", NULL));
    assert_non_null(strstr(o->out.data, "H00001"));
    assert_non_null(strstr(o->out.data, "1990-01-01"));
    char *csv = strdup(o->out.data);
    must(bring_in(o, o->community, "person", csv, NULL));
    assert_string_equal(office_text(o, "created"), "1");
    must(office_call(o, o->community, "record.list", NULL, "ledger=person", NULL));
    assert_string_equal(office_text(o, "rows.0.fields.needs"), "[\"alone\",\"disabled\"]");
    assert_string_equal(office_text(o, "rows.0.fields.house.title"), "=1+1,\"甲\"");
    free(csv);
    /* Masked as a whole, or whole with a purpose and an entry in the journal. */
    must(office_call(o, o->command, "ledger.export_json", NULL, "ledger=house", NULL));
    assert_null(strstr(o->out.data, "138"));
    o->purpose = "回访";
    must(office_call(o, o->command, "ledger.export_json", NULL, "ledger=house", NULL));
    assert_non_null(strstr(o->out.data, "13812345678"));
    int64_t told;
    must(db_int(&told, o->db, "SELECT count(*) FROM disclosure", NO_BIND, &e));
    assert_int_equal(told, 1);
    assert_int_equal(office_call(o, o->grid_worker, "ledger.export", NULL, "ledger=house", NULL),
                     DENIED);
    OFFICE_END
}

static void spreadsheets_come_in_and_go_back_marked(void **state)
{
    OFFICE
    char path[120], token[60];
    office_house(o, "1");
    snprintf(path, sizeof path, "%s", XLSX_FILES "/exceljs.xlsx");
    must(bring_file(o, o->community, "person", XLSX_FILES "/exceljs.xlsx", "dry_run=true"));
    assert_string_equal(office_text(o, "rows"), "3");
    assert_string_equal(office_text(o, "good"), "3");
    assert_string_equal(office_text(o, "file.sheet"), "人员");
    assert_string_equal(office_text(o, "file.dropped"), "2");
    assert_string_equal(office_text(o, "file.header_row"), "3");
    must(bring_file(o, o->community, "person", XLSX_FILES "/exceljs.xlsx", NULL));
    assert_string_equal(office_text(o, "created"), "3");
    must(office_call(o, o->community, "record.list", NULL, "ledger=person", "sort=id", NULL));
    assert_string_equal(office_titles(o), "张三|李四|王五");
    assert_string_equal(office_text(o, "rows.2.fields.born_on"), "2001-02-03");
    /* Exported with its types, and filtered as the list is. */
    must(office_call(o, o->community, "ledger.export_xlsx", NULL, "ledger=person",
                     "where=sex = female", NULL));
    keep_answer(o, path, "out.xlsx");
    must(bring_file(o, o->community, "person", path, "dry_run=true"));
    assert_string_equal(office_text(o, "rows"), "2");
    assert_string_equal(office_text(o, "good"), "2");
    office_tick(o);
    must(office_call(o, o->community, "ledger.export_xlsx", NULL, "ledger=person", "q=王五", NULL));
    keep_answer(o, path, "out.xlsx");
    must(bring_file(o, o->community, "person", path, "dry_run=true"));
    assert_string_equal(office_text(o, "rows"), "1");
    assert_int_equal(
        office_call(o, o->grid_worker, "ledger.export_xlsx", NULL, "ledger=person", NULL), DENIED);
    /* Two houses are not there: the rows come back marked. */
    must(bring_file(o, o->community, "person", XLSX_FILES "/sheetjs-1904.xlsx", "partly=true"));
    assert_string_equal(office_text(o, "created"), "2");
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", NULL));
    assert_int_equal(bring_file(o, o->community, "house", XLSX_FILES "/libreoffice.xlsx", NULL),
                     OK);
    assert_string_equal(office_text(o, "good"), "0");
    assert_string_equal(office_text(o, "bad"), "2");
    snprintf(token, sizeof token, "token=%.32s",
             office_text(o, "refused") + strlen("/api/imports/"));
    assert_non_null(strstr(office_text(o, "refused"), "refused.xlsx"));
    must(office_call(o, o->community, "import.refused_xlsx", NULL, token, NULL));
    keep_answer(o, path, "refused.xlsx");
    must(bring_file(o, o->community, "person", path, "dry_run=true"));
    assert_string_equal(office_text(o, "rows"), "2");
    assert_string_equal(office_text(o, "columns.5.header"), "Mistake");
    assert_int_equal(bring_file(o, o->community, "person", XLSX_FILES "/libreoffice.xls", NULL),
                     REFUSED);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(good_rows_come_in_together),
        SIDES(bad_rows_are_all_told),
        SIDES(history_keeps_old_numbers_and_states),
        SIDES(an_export_comes_in_again),
        SIDES(spreadsheets_come_in_and_go_back_marked),
    };
    return cmocka_run_group_tests_name("ledger import", tests, NULL, NULL);
}
