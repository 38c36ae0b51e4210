/* Accounts and the movements allowed between them. No SQL, no clock. */
#include "stock/stock_int.h"

#include "base/text.h"

/* clang-format off */
static const struct account_row {
    enum account_kind kind; bool is_bounded, is_money; struct label label;
} accounts[ACCOUNT_KINDS] = {
    [AC_SUPPLIER] = {AC_SUPPLIER, false, false, {"供应商", "supplier"}},
    [AC_SUPERIOR] = {AC_SUPERIOR, false, false, {"上级", "superior"}},
    [AC_DONOR] = {AC_DONOR, false, false, {"捐赠方", "donor"}},
    [AC_OWNER] = {AC_OWNER, false, false, {"被征用方", "owner"}},
    [AC_HOLD] = {AC_HOLD, true, false, {"待检", "on hold"}},
    [AC_WAREHOUSE] = {AC_WAREHOUSE, true, false, {"库存", "warehouse"}},
    [AC_RESERVED] = {AC_RESERVED, true, false, {"预留", "reserved"}},
    [AC_TRANSIT] = {AC_TRANSIT, true, false, {"在途", "in transit"}},
    [AC_UNIT] = {AC_UNIT, true, false, {"单位在手", "in hand"}},
    [AC_USED] = {AC_USED, false, false, {"已使用", "used"}},
    [AC_LOST] = {AC_LOST, false, false, {"损失", "lost"}},
    [AC_TREASURY] = {AC_TREASURY, false, true, {"拨款方", "treasury"}},
    [AC_FUND] = {AC_FUND, true, true, {"可用资金", "fund"}},
    [AC_COMMITTED] = {AC_COMMITTED, true, true, {"已承诺", "committed"}},
    [AC_PAYABLE] = {AC_PAYABLE, true, true, {"应付", "payable"}},
    [AC_PAID] = {AC_PAID, true, true, {"已付", "paid"}},
};

/* The first row of a pair is what it usually means. */
static const struct pair { enum account_kind from, to; const char *reason; } pairs[] = {
    {AC_SUPPLIER, AC_WAREHOUSE, "purchase"}, {AC_SUPPLIER, AC_HOLD, "purchase"},
    {AC_SUPPLIER, AC_UNIT, "purchase"},
    {AC_SUPERIOR, AC_WAREHOUSE, "allotment"}, {AC_SUPERIOR, AC_HOLD, "allotment"},
    {AC_DONOR, AC_WAREHOUSE, "donation"}, {AC_DONOR, AC_HOLD, "donation"},
    {AC_DONOR, AC_UNIT, "donation"}, {AC_DONOR, AC_FUND, "donation"},
    {AC_OWNER, AC_WAREHOUSE, "requisition"}, {AC_OWNER, AC_HOLD, "requisition"},
    {AC_WAREHOUSE, AC_OWNER, "requisition_return"}, {AC_UNIT, AC_OWNER, "requisition_return"},
    {AC_HOLD, AC_WAREHOUSE, "passed"}, {AC_WAREHOUSE, AC_HOLD, "held"},
    {AC_HOLD, AC_SUPPLIER, "rejected"}, {AC_HOLD, AC_SUPERIOR, "rejected"},
    {AC_HOLD, AC_DONOR, "rejected"}, {AC_WAREHOUSE, AC_SUPPLIER, "sent_back"},
    {AC_WAREHOUSE, AC_SUPERIOR, "sent_back"},
    {AC_WAREHOUSE, AC_RESERVED, "reserve"}, {AC_RESERVED, AC_WAREHOUSE, "unreserve"},
    {AC_RESERVED, AC_UNIT, "issue"}, {AC_RESERVED, AC_TRANSIT, "sent"},
    {AC_RESERVED, AC_USED, "use"},
    {AC_WAREHOUSE, AC_UNIT, "issue"}, {AC_WAREHOUSE, AC_USED, "use"},
    {AC_WAREHOUSE, AC_TRANSIT, "sent"}, {AC_UNIT, AC_TRANSIT, "sent"},
    {AC_TRANSIT, AC_WAREHOUSE, "arrived"}, {AC_TRANSIT, AC_UNIT, "arrived"},
    {AC_UNIT, AC_USED, "use"}, {AC_UNIT, AC_WAREHOUSE, "return"}, {AC_UNIT, AC_UNIT, "hand_over"},
    {AC_WAREHOUSE, AC_LOST, "loss"}, {AC_WAREHOUSE, AC_LOST, "damage"},
    {AC_WAREHOUSE, AC_LOST, "expired"}, {AC_WAREHOUSE, AC_LOST, "count"},
    {AC_UNIT, AC_LOST, "loss"}, {AC_UNIT, AC_LOST, "damage"}, {AC_UNIT, AC_LOST, "expired"},
    {AC_UNIT, AC_LOST, "count"}, {AC_TRANSIT, AC_LOST, "loss"}, {AC_TRANSIT, AC_LOST, "damage"},
    {AC_HOLD, AC_LOST, "damage"}, {AC_HOLD, AC_LOST, "count"}, {AC_HOLD, AC_LOST, "expired"},
    {AC_LOST, AC_WAREHOUSE, "count"}, {AC_LOST, AC_UNIT, "count"}, {AC_LOST, AC_HOLD, "count"},
    {AC_TREASURY, AC_FUND, "budget"}, {AC_FUND, AC_TREASURY, "budget_cut"},
    {AC_FUND, AC_COMMITTED, "commit"}, {AC_COMMITTED, AC_FUND, "uncommit"},
    {AC_COMMITTED, AC_PAYABLE, "accrue"}, {AC_FUND, AC_PAYABLE, "accrue"},
    {AC_PAYABLE, AC_FUND, "unaccrue"}, {AC_PAYABLE, AC_PAID, "pay"}, {AC_PAID, AC_FUND, "refund"},
    {AC_FUND, AC_FUND, "budget_move"},
};

static const struct reason_row { const char *reason; struct label label; } reasons[] = {
    {"accrue", {"列支", "accrued"}}, {"allotment", {"上级调拨", "allotment"}},
    {"arrived", {"调入", "arrived"}}, {"budget", {"预算下达", "budget"}},
    {"budget_cut", {"预算收回", "budget withdrawn"}}, {"budget_move", {"预算调剂", "budget moved"}},
    {"commit", {"承诺", "committed"}}, {"count", {"盘点", "count"}},
    {"damage", {"破损", "damage"}}, {"donation", {"捐赠", "donation"}},
    {"expired", {"过期", "expired"}}, {"hand_over", {"移交", "handed over"}},
    {"held", {"暂停使用", "put on hold"}}, {"issue", {"发放", "issue"}},
    {"loss", {"丢失", "loss"}}, {"passed", {"检验合格", "passed"}},
    {"pay", {"支付", "payment"}}, {"purchase", {"采购", "purchase"}},
    {"refund", {"退款", "refund"}}, {"rejected", {"拒收", "rejected"}},
    {"requisition", {"征用", "requisition"}}, 
    {"requisition_return", {"征用返还", "requisition returned"}},
    {"reserve", {"预留", "reserved"}}, {"return", {"退库", "return"}},
    {"reversal", {"冲销", "reversal"}}, {"sent", {"调出", "sent"}},
    {"sent_back", {"退货", "sent back"}}, {"unaccrue", {"冲回列支", "accrual taken back"}},
    {"uncommit", {"解除承诺", "commitment lifted"}}, {"unreserve", {"取消预留", "reservation lifted"}},
    {"use", {"使用", "use"}},
};
/* clang-format on */

const char *account_label(enum account_kind kind, enum lang lang)
{
    return label_text(&accounts[kind].label, lang);
}

bool account_is_bounded(enum account_kind kind)
{
    return accounts[kind].is_bounded;
}

bool account_is_money(enum account_kind kind)
{
    return accounts[kind].is_money || kind == AC_DONOR;
}

bool account_is_goods(enum account_kind kind)
{
    return !accounts[kind].is_money;
}

static bool parse_id(const char *s, size_t len, int64_t *ret)
{
    return text_int(s, len, ret) && *ret >= 0;
}

enum outcome account_parse(struct account *ret, const char *field, const char *text, struct err *e)
{
    const char *at = strchrnul(text, '@'), *slash = strchrnul(at, '/');
    struct account a = {.kind = ACCOUNT_KINDS};

    for (int i = 0; i < ACCOUNT_KINDS; i++)
        if (strlen(account_words[i]) == (size_t)(at - text) &&
            !strncmp(account_words[i], text, (size_t)(at - text)))
            a.kind = (enum account_kind)i;
    if (a.kind == ACCOUNT_KINDS)
        return err_set(e, REFUSED, field, "account", "there is no account \"%.60s\"",
                       "没有名为“%.60s”的账户", text);
    if ((*at && !parse_id(at + 1, (size_t)(slash - at - 1), &a.place)) ||
        (*slash && !parse_id(slash + 1, strlen(slash + 1), &a.party)) ||
        (a.place && !place_is_valid(a.place)))
        return err_set(e, REFUSED, field, "account",
                       "an account is written word@place/party, such as warehouse@%lld",
                       "账户写作 账户@地点/往来方，如 warehouse@%lld", (long long)a.place);
    *ret = a;
    return OK;
}

void account_print(char out[80], const struct account *a)
{
    int n = snprintf(out, 80, "%s@%lld", account_words[a->kind], (long long)a->place);
    if (a->party)
        snprintf(out + n, 80 - (size_t)n, "/%lld", (long long)a->party);
}

const char *account_reason(enum account_kind from, enum account_kind to)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].from == from && pairs[i].to == to)
            return pairs[i].reason;
    return NULL;
}

bool reason_is_for(const char *reason, enum account_kind from, enum account_kind to)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].from == from && pairs[i].to == to && text_same(pairs[i].reason, reason))
            return true;
    return false;
}

const char *reason_label(const char *reason, enum lang lang)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (text_same(reasons[i].reason, reason))
            return label_text(&reasons[i].label, lang);
    return reason;
}
