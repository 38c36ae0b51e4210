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

static const struct arg bulk_args[] = {
    LEDGER, {"body", ARG_BODY, true, {"多条记录", "the records, see the reference"}}, {0}};
static const struct arg bulk_move_args[] = {
    LEDGER,
    {"move", ARG_TEXT, true, {"操作", "the move"}},
    {"body", ARG_BODY, true, {"{\"ids\":[…],\"fields\":{…}}", "{\"ids\":[…],\"fields\":{…}}"}},
    {0}};
static const struct arg grid_args[] = {
    LEDGER, PLACE,
    {"state", ARG_TEXT, false, {"状态，缺省为未终结的", "states; those not final when absent"}},
    {"sort", ARG_TEXT, false, {"排序", "a sortable field of the subjects"}},
    {"after", ARG_TEXT, false, {"上一页的next", "`next` of the page before"}},
    {"limit", ARG_INT, false, {"每页行数", "rows of a page"}},
    {0}};
static const struct arg import_args[] = {
    LEDGER,
    {"file", ARG_FILE, true, {"CSV文件", "a CSV file"}},
    {"dry_run", ARG_FLAG, false, {"只检查，不写入", "check only, write nothing"}},
    {"partly", ARG_FLAG, false, {"写入正确的行，错误的行另成文件", "take the good rows, give the others back"}},
    {"history", ARG_FLAG, false, {"历史：保留旧编号与状态，不触发后续", "history: old keys and states, no consequences"}},
    {0}};
static const struct arg export_args[] = {
    LEDGER, PLACE,
    {"state", ARG_TEXT, false, {"状态", "states, comma between"}},
    {"where", ARG_TEXT, false, {"条件", "a condition in the plan's language"}},
    {0}};
static const struct arg batch_args[] = {
    {"ledger", ARG_TEXT, false, {"只看此台账", "only this ledger"}}, {0}};
static const struct arg id_args[] = {{"id", ARG_ID, true, {"编号", "its number"}}, {0}};
static const struct arg token_args[] = {
    {"token", ARG_TEXT, true, {"导入结果给出的文件号", "as the import's result names it"}}, {0}};
static const struct arg place_args[] = {PLACE, {0}};
static const struct arg level_list_args[] = {
    {"ended", ARG_FLAG, false, {"包括已终止的", "those that ended, too"}}, {0}};
static const struct arg level_args[] = {
    {"place", ARG_PLACE, true, {"地点", "the place"}},
    {"level", ARG_TEXT, true, {"响应级别", "the level"}},
    {"authority", ARG_TEXT, true, {"决定机关", "who decided"}},
    {"document", ARG_TEXT, true, {"文号", "document number"}},
    {"reason", ARG_TEXT, true, {"理由", "why"}},
    {"review_on", ARG_TEXT, false, {"复核日期", "day of review"}},
    {0}};
static const struct arg level_end_args[] = {
    {"id", ARG_ID, true, {"编号", "its number"}},
    {"document", ARG_TEXT, false, {"文号", "document number"}},
    {"reason", ARG_TEXT, true, {"理由", "why"}},
    {0}};
static const struct arg edition_args[] = {
    {"path", ARG_TEXT, true, {"预案文件夹（服务器上）", "folder of the plan, on this machine"}}, {0}};

static const struct op rows[] = {
    {"alert.list", "alert list", "GET", "/api/alerts", no_args, NEED_USER, OP_READ, do_alert_list,
     "AlertList", {"发给本人岗位的提醒", "alerts for one's posts"}},
    {"alert.take", "alert take", "POST", "/api/alerts/{id}/take", id_args, NEED_USER, OP_WRITE,
     do_alert_take, "IdAnswer", {"接收提醒", "take an alert up"}},
    {"edition.activate", "plan activate", "POST", "/api/editions", edition_args, NEED_OWNER, OP_SLOW,
     do_edition_activate, "EditionAnswer", {"启用一版预案", "take an edition of the plan into force"}},
    {"edition.list", "plan editions", "GET", "/api/editions", no_args, NEED_USER, OP_READ,
     do_edition_list, "EditionList", {"历版预案", "editions that were in force"}},
    {"grid.show", "record sheet", "GET", "/api/ledgers/{ledger}/grid", grid_args, NEED_USER, OP_READ,
     do_grid_show, "GridAnswer", {"批量登记表", "a bulk sheet: one row per open record"}},
    {"import.list", "import list", "GET", "/api/batches", batch_args, NEED_USER, OP_READ,
     do_batch_list, "BatchList", {"本人的导入", "one's imports"}},
    {"import.refused", NULL, "GET", "/api/imports/{token}/refused.csv", token_args, NEED_USER,
     OP_SLOW, do_batch_refused, NULL, {"未导入的行", "the rows that were refused"}},
    {"import.take_back", "import undo", "POST", "/api/batches/{id}/take-back", id_args, NEED_USER,
     OP_SLOW, do_take_back, "JobStarted", {"撤回一批导入（24小时内）", "take an import back, within 24 hours"}},
    {"ledger.export", "export", "GET", "/api/ledgers/{ledger}/export.csv", export_args, NEED_USER,
     OP_SLOW, do_export_csv, NULL, {"导出为CSV", "a ledger as CSV"}},
    {"ledger.export_json", NULL, "GET", "/api/ledgers/{ledger}/export.json", export_args, NEED_USER,
     OP_SLOW, do_export_json, NULL, {"导出为JSON", "a ledger as JSON"}},
    {"ledger.import", "import", "POST", "/api/ledgers/{ledger}/import", import_args, NEED_USER,
     OP_SLOW, do_import, "JobStarted", {"导入CSV", "import a CSV file"}},
    {"level.activate", "level activate", "POST", "/api/levels", level_args, NEED_USER, OP_WRITE,
     do_level_activate, "IdAnswer", {"启动响应级别", "activate a response level"}},
    {"level.end", "level end", "POST", "/api/levels/{id}/end", level_end_args, NEED_USER, OP_WRITE,
     do_level_end, "IdAnswer", {"终止响应", "end a response level"}},
    {"level.list", "level list", "GET", "/api/levels", level_list_args, NEED_USER, OP_READ,
     do_level_list, "LevelList", {"响应级别", "response levels"}},
    {"pass.key", NULL, "GET", "/api/pass-key", no_args, NEED_NOTHING, OP_SLOW, do_pass_key,
     "PassKey", {"核验凭证的公钥", "the public key that passes are checked with"}},
    {"pass.show", "record pass", "GET", "/api/ledgers/{ledger}/records/{id}/pass", record_args,
     NEED_USER, OP_SLOW, do_pass_show, "PassAnswer", {"可核验的凭证", "a record's signed pass"}},
    {"plan.show", "plan current", "GET", "/api/plan", no_args, NEED_USER, OP_READ, do_plan_show,
     NULL, {"正在执行的预案", "the plan in force, for pages and forms"}},
    {"record.amend", "record amend", "PATCH", "/api/ledgers/{ledger}/records/{id}", amend_args,
     NEED_USER, OP_WRITE, do_record_amend, "RecordAnswer",
     {"修改记录", "amend a record; If-Match names the revision seen"}},
    {"record.bulk_amend", NULL, "PATCH", "/api/ledgers/{ledger}/bulk", bulk_args, NEED_USER,
     OP_WRITE, do_bulk_amend, "BulkAnswer", {"批量修改", "amend many: {\"records\":[{id,rev,fields}]}"}},
    {"record.bulk_create", NULL, "POST", "/api/ledgers/{ledger}/bulk", bulk_args, NEED_USER,
     OP_WRITE, do_bulk_create, "BulkAnswer", {"批量登记", "create many: {\"rows\":[{fields}]}"}},
    {"record.bulk_move", NULL, "POST", "/api/ledgers/{ledger}/bulk/moves/{move}", bulk_move_args,
     NEED_USER, OP_WRITE, do_bulk_move, "BulkAnswer", {"批量改变状态", "move many"}},
    {"record.changes", "record changes", "GET", "/api/changes", place_args, NEED_USER, OP_READ,
     do_record_changes, "ChangeList", {"最近的变更", "the latest changes in one's scope"}},
    {"record.counts", "record count", "GET", "/api/counts", count_args, NEED_USER, OP_READ,
     do_counts, "CountList", {"各台账各状态的数量", "records per ledger and state in one's scope"}},
    {"record.create", "record add", "POST", "/api/ledgers/{ledger}/records", create_args, NEED_DOOR,
     OP_WRITE, do_record_create, "RecordAnswer",
     {"登记", "create a record; Idempotency-Key: a UUID"}},
    {"record.history", "record history", "GET", "/api/ledgers/{ledger}/records/{id}/history",
     record_args, NEED_USER, OP_READ, do_record_history, "HistoryList",
     {"记录的历史", "what happened to a record"}},
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
