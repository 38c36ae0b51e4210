/* Operations for the tests of op/: every kind of argument and path once. */
#ifndef TESTS_UNIT_OP_ROWS_H
#define TESTS_UNIT_OP_ROWS_H
#include "op/op.h"

static enum outcome done(struct call *c, struct err *e)
{
    put_raw(c->out, "{}", 2);
    return OK;
}

static const struct arg of_record[] = {
    {"ledger", ARG_TEXT, true, {"台账", "Ledger"}},
    {"id", ARG_ID, true, {"编号", "Id"}},
    {0},
};
static const struct arg of_list[] = {
    {"ledger", ARG_TEXT, true, {"台账", "Ledger"}},
    {"limit", ARG_INT, false, {"行数", "Rows"}},
    {"on", ARG_DATE, false, {"日期", "Day"}},
    {"place", ARG_PLACE, false, {"地点", "Place"}},
    {"purpose", ARG_TEXT, false, {"用途", "Purpose"}},
    {"with_ended", ARG_FLAG, false, {"含已结束", "With ended ones"}},
    {0},
};
static const struct arg of_create[] = {
    {"ledger", ARG_TEXT, true, {"台账", "Ledger"}},
    {"fields", ARG_BODY, true, {"字段", "Fields"}},
    {0},
};
static const struct arg of_export[] = {
    {"ledger", ARG_TEXT, true, {"台账", "Ledger"}},
    {"format", ARG_TEXT, true, {"格式", "Format"}},
    {0},
};
static const struct arg of_import[] = {
    {"ledger", ARG_TEXT, true, {"台账", "Ledger"}},
    {"file", ARG_FILE, true, {"文件", "File"}},
    {"dry_run", ARG_FLAG, false, {"试运行", "Dry run"}},
    {0},
};
static const struct arg none[] = {{0}};

static const struct op rows[] = {
    {"record.list",
     "record list",
     "GET",
     "/api/ledgers/{ledger}/records",
     of_list,
     NEED_USER,
     OP_READ,
     done,
     "RecordList",
     {"列出记录", "List records"}},
    {"record.create",
     "record add",
     "POST",
     "/api/ledgers/{ledger}/records",
     of_create,
     NEED_USER,
     OP_WRITE,
     done,
     "RecordAnswer",
     {"新增记录", "Add a record"}},
    {"record.get",
     "record show",
     "GET",
     "/api/ledgers/{ledger}/records/{id}",
     of_record,
     NEED_USER,
     OP_READ,
     done,
     "RecordAnswer",
     {"查看记录", "Show a record"}},
    {"record.mine",
     "record",
     "GET",
     "/api/ledgers/{ledger}/records/mine",
     of_export,
     NEED_USER,
     OP_READ,
     done,
     NULL,
     {"本人记录", "One's own"}},
    {"record.export",
     "export",
     "GET",
     "/api/ledgers/{ledger}/export.{format}",
     of_export,
     NEED_USER,
     OP_SLOW,
     done,
     NULL,
     {"导出 | 表格", "Export | tables"}},
    {"record.import",
     "import",
     "POST",
     "/api/ledgers/{ledger}/import",
     of_import,
     NEED_ADMIN,
     OP_SLOW,
     done,
     "Job",
     {"导入", "Import"}},
    {"system.stop", "stop", NULL, NULL, none, NEED_OWNER, OP_READ, done, NULL, {"停止", "Stop"}},
};
#define ROWS_N ((int)(sizeof(rows) / sizeof(rows[0])))
#endif
