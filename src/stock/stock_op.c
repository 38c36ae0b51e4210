/* The operations of the stock books: one row each. Handlers are in balance_op.c and move_op.c. */
#include "stock/stock_op.h"

/* clang-format off */
#define PLACE {"place", ARG_PLACE, false, {"地点及其下", "this place and below"}}
#define ONE_PLACE {"place", ARG_PLACE, true, {"地点", "the place"}}
#define ITEM {"item", ARG_TEXT, false, {"品种", "an item of the plan"}}
#define ID(zh, en) {"id", ARG_ID, true, {zh, en}}
static const struct arg balance_args[] = {
    PLACE, ITEM,
    {"account", ARG_TEXT, false, {"账户：warehouse、unit等", "an account: warehouse, unit …"}},
    {"day", ARG_DATE, false, {"当日终了时", "at the end of that day"}},
    {"lots", ARG_FLAG, false, {"按批次", "lot by lot"}},
    {"exact", ARG_FLAG, false, {"不含下级地点", "not the places below"}},
    {0}};
static const struct arg moves_args[] = {
    PLACE, ITEM,
    {"lot", ARG_ID, false, {"批次", "of a lot"}},
    {"record", ARG_ID, false, {"由此登记产生的", "caused by this record"}},
    {"after", ARG_ID, false, {"上一页的next", "`next` of the page before"}},
    {"limit", ARG_INT, false, {"每页行数，1至500", "rows of a page, 1 to 500"}},
    {0}};
static const struct arg move_args[] = {
    {"body", ARG_BODY, true, {
        "{\"place\":…,\"from\":…,\"to\":…,\"lines\":[{\"item\":…,\"quantity\":…}]}",
        "{\"place\":…,\"from\":…,\"to\":…,\"lines\":[{\"item\":…,\"quantity\":…}]}"}},
    {0}};
static const struct arg reverse_args[] = {
    ID("变动编号", "the movement"), {"note", ARG_TEXT, true, {"冲销原因", "why"}}, {0}};
static const struct arg pick_args[] = {
    ONE_PLACE,
    {"item", ARG_TEXT, true, {"品种", "an item of the plan"}},
    {"quantity", ARG_TEXT, true, {"数量", "how many"}},
    {"unit", ARG_TEXT, false, {"单位", "unit or pack"}},
    {0}};
static const struct arg lot_args[] = {ID("批次编号", "the lot"), {0}};
static const struct arg lot_state_args[] = {
    ID("批次编号", "the lot"), {"state", ARG_TEXT, true, {"good或recalled", "good or recalled"}}, {0}};
static const struct arg close_args[] = {
    ONE_PLACE, {"until", ARG_DATE, true, {"结账至此日", "the last day closed"}}, {0}};

static const struct arg cover_args[] = {
    PLACE,
    {"days", ARG_INT, false,
     {"按最近几天的用量，默认14", "by what these last days used, 14 unless given"}},
    {"sum", ARG_FLAG, false, {"各地点合计", "all places summed"}},
    {0}};
static const struct arg need_args[] = {
    {"body", ARG_BODY, true, {"{\"place\":…,\"days\":7,\"level\":\"standard\",\"heads\":{…}}",
                              "{\"place\":…,\"days\":7,\"level\":\"standard\",\"heads\":{…}}"}},
    {0}};
static const struct arg allocate_args[] = {
    {"body", ARG_BODY, true,
     {"{\"item\":…,\"supply\":…,\"requests\":[{\"place\":…,\"asked\":…}]}",
      "{\"item\":…,\"supply\":…,\"requests\":[{\"place\":…,\"asked\":…}]}"}},
    {0}};
static const struct arg trip_args[] = {
    {"body", ARG_BODY, true,
     {"{\"capacity\":…,\"stops\":[{\"x\":34.9,\"y\":109.5,\"boxes\":…}]}，第一个为出发地",
      "{\"capacity\":…,\"stops\":[{\"x\":34.9,\"y\":109.5,\"boxes\":…}]}, the depot first"}},
    {0}};

static const struct arg count_args[] = {
    {"body", ARG_BODY, true,
     {"{\"place\":…,\"item\":…,\"lot\":…,\"quantity\":…,\"since\":…}",
      "{\"place\":…,\"item\":…,\"lot\":…,\"quantity\":…,\"since\":…}"}},
    {0}};
static const struct arg counts_args[] = {PLACE, {0}};
static const struct arg days_args[] = {
    PLACE,
    {"item", ARG_TEXT, true, {"品种", "an item of the plan"}},
    {"days", ARG_INT, false, {"最近几天，默认30", "the last days, 30 unless given"}},
    {0}};
static const struct arg label_args[] = {ONE_PLACE, ITEM, {0}};
static const struct arg letter_args[] = {
    {"ledger", ARG_TEXT, true, {"捐赠台账", "a ledger of donations"}},
    ID("捐赠登记", "the donation"), {0}};

static const struct op rows[] = {
    {"stock.balance", "stock balance", "GET", "/api/stock/balances", balance_args, NEED_USER,
     OP_READ, do_stock_balances, "StockBalances",
     {"物资、资金结存，现在或某日终了时", "what lies where, now or at the end of a day"}},
    {"stock.moves", "stock moves", "GET", "/api/stock/movements", moves_args, NEED_USER, OP_READ,
     do_stock_moves, "StockMoves", {"收发变动，新的在前", "movements, newest first"}},
    {"stock.move", "stock move", "POST", "/api/stock/movements", move_args, NEED_USER, OP_WRITE,
     do_stock_move, "StockPosted", {"登记收发变动，各行同时成立", "movements, all lines or none"}},
    {"stock.reverse", "stock reverse", "POST", "/api/stock/movements/{id}/reverse", reverse_args,
     NEED_USER, OP_WRITE, do_stock_reverse, "StockPosted", {"冲销一笔变动", "take a movement back"}},
    {"stock.pick", "stock pick", "GET", "/api/stock/picks", pick_args, NEED_USER, OP_READ,
     do_stock_pick, "StockPick", {"按先到期先出拣货", "what to pick: first expired, first out"}},
    {"stock.lot", "stock lot", "GET", "/api/stock/lots/{id}", lot_args, NEED_USER, OP_READ,
     do_stock_lot, "StockLot", {"一个批次的去向", "where the pieces of a lot are"}},
    {"stock.lot.state", "stock recall", "POST", "/api/stock/lots/{id}/state", lot_state_args,
     NEED_USER, OP_WRITE, do_stock_lot_state, "StockPosted",
     {"召回或恢复批次", "recall a lot, or lift it"}},
    {"stock.count", "stock count", "POST", "/api/stock/counts", count_args, NEED_USER, OP_WRITE,
     do_stock_count, "StockCounted",
     {"盘点一个批次：两人所得差异一致才调账", "count a lot: two people who find the same adjust it"}},
    {"stock.counts", "stock counts", "GET", "/api/stock/counts", counts_args, NEED_USER, OP_READ,
     do_stock_counts, "StockCounts", {"盘点记录，新的在前", "what was counted, newest first"}},
    {"stock.days", "stock days", "GET", "/api/stock/days", days_args, NEED_USER, OP_READ,
     do_stock_days, "StockDays", {"一个品种逐日结存与用量", "an item day by day: held and used"}},
    {"stock.funds", "stock funds", "GET", "/api/stock/funds", counts_args, NEED_USER, OP_READ,
     do_stock_funds, "StockFunds",
     {"资金：预算、承诺、列支、支付、月均与缺口日", "funds: budgets, costs, run rate, when they end"}},
    {"stock.labels", "stock labels", "GET", "/api/stock/labels", label_args, NEED_USER, OP_SLOW,
     do_stock_labels, NULL, {"批次与货架的二维码标签（PDF）", "QR labels of lots and the shelf, as PDF"}},
    {"stock.letter", "stock letter", "GET", "/api/stock/letters/{ledger}/{id}", letter_args,
     NEED_USER, OP_SLOW, do_stock_letter, NULL,
     {"捐赠感谢信（PDF），列明用途", "a letter of thanks as PDF, saying where it went"}},
    {"stock.close", "stock close", "POST", "/api/stock/closings", close_args, NEED_USER, OP_WRITE,
     do_stock_close, "StockPosted", {"结账：此日之前不再补记", "close the books up to a day"}},
    {"stock.cover", "stock cover", "GET", "/api/stock/cover", cover_args, NEED_USER, OP_READ,
     do_stock_cover, "StockCovers", {"可用天数、再订货点与预警", "days of cover, reorder points, alarms"}},
    {"stock.need", "stock need", "POST", "/api/stock/needs", need_args, NEED_USER, OP_SLOW,
     do_stock_need, "StockNeeds", {"按人数、床位等测算需求", "what is needed, by heads and beds"}},
    {"stock.allocate", "stock allocate", "POST", "/api/stock/allocations", allocate_args, NEED_USER,
     OP_SLOW, do_stock_allocate, "StockAllocation",
     {"紧缺物资试算分配，各行说明理由", "share what is scarce, with a reason for each; nothing moves"}},
    {"stock.trip", "stock trip", "POST", "/api/stock/trips", trip_args, NEED_USER, OP_SLOW,
     do_stock_trip, "StockTrips", {"配送路线试算", "plan trips from one depot"}},
};
/* clang-format on */

const struct op *stock_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
