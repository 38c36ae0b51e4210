/* The operations of ledgers, editions and levels: one row each. Handlers are in record_op.c,
 * history_op.c, bulk_op.c, batch_op.c and plan_op.c. */
#include "ledger/ledger_op.h"

#define LEDGER {"ledger", ARG_LEDGER, true, {"台账", "the ledger"}}
#define RECORD {"id", ARG_ID, true, {"记录编号", "the record's id"}}
#define PLACE {"place", ARG_PLACE, false, {"只看此地点及其下", "only this place and below"}}

static const struct arg no_args[] = {{0}};
static const struct arg create_args[] = {
    LEDGER,
    {"body", ARG_BODY, true, {"{\"fields\":{…}}", "{\"fields\":{…}}"}},
    {0}};
static const struct arg record_args[] = {LEDGER, RECORD, {0}};
static const struct arg amend_args[] = {
    LEDGER, RECORD, {"body", ARG_BODY, true, {"{\"fields\":{…}}", "{\"fields\":{…}}"}}, {0}};
static const struct arg move_args[] = {
    LEDGER, RECORD,
    {"move", ARG_TEXT, true, {"操作", "the move"}},
    {"body", ARG_BODY, false, {"操作所需的项目", "the fields it needs"}},
    {0}};
static const struct arg list_args[] = {
    LEDGER, PLACE,
    {"state", ARG_TEXT, false, {"状态，逗号分隔；open为未终结", "states, comma between; open: not final"}},
    {"q", ARG_TEXT, false, {"姓名、车牌、编号或完整号码", "a name, a plate, a key or a whole number"}},
    {"where", ARG_TEXT, false, {"条件，用预案的表达式", "a condition in the plan's language"}},
    {"sort", ARG_TEXT, false, {"按此项目排序，前加-为降序", "a sortable field; - before it: largest first"}},
    {"after", ARG_TEXT, false, {"上一页的next", "`next` of the page before"}},
    {"limit", ARG_INT, false, {"每页行数，1至500", "rows of a page, 1 to 500"}},
    {"count", ARG_FLAG, false, {"同时给出总数", "tell how many there are"}},
    {"batch", ARG_ID, false, {"某次导入", "of one import"}},
    {"mine", ARG_FLAG, false, {"本人登记的", "recorded by me"}},
    {0}};
static const struct arg count_args[] = {
    PLACE, {"ledger", ARG_TEXT, false, {"只看此台账", "only this ledger"}}, {0}};

static const struct op rows[] = {
    {"plan.show", "plan current", "GET", "/api/plan", no_args, NEED_USER, OP_READ, do_plan_show,
     NULL, {"正在执行的预案", "the plan in force, for pages and forms"}},
    {"record.amend", "record amend", "PATCH", "/api/ledgers/{ledger}/records/{id}", amend_args,
     NEED_USER, OP_WRITE, do_record_amend, "RecordAnswer",
     {"修改记录", "amend a record; If-Match names the revision seen"}},
    {"record.counts", "record count", "GET", "/api/counts", count_args, NEED_USER, OP_READ,
     do_counts, "CountList", {"各台账各状态的数量", "records per ledger and state in one's scope"}},
    {"record.create", "record add", "POST", "/api/ledgers/{ledger}/records", create_args, NEED_DOOR,
     OP_WRITE, do_record_create, "RecordAnswer",
     {"登记", "create a record; Idempotency-Key: a UUID"}},
    {"record.list", "record list", "GET", "/api/ledgers/{ledger}/records", list_args, NEED_USER,
     OP_READ, do_record_list, "RecordList", {"列出记录", "list records"}},
    {"record.move", "record move", "POST", "/api/ledgers/{ledger}/records/{id}/moves/{move}",
     move_args, NEED_USER, OP_WRITE, do_record_move, "RecordAnswer",
     {"改变记录的状态", "move a record to another state"}},
    {"record.show", "record show", "GET", "/api/ledgers/{ledger}/records/{id}", record_args,
     NEED_USER, OP_READ, do_record_show, "RecordAnswer",
     {"查看记录", "one record; stating a purpose unmasks what one may see"}},
};

const struct op *ledger_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
