/* What makes a movement right, without looking at the books: accounts, times, grades, lots. */
#include "stock/stock_int.h"

#include "base/text.h"
#include "value/time.h"

#define CLOCK_SLACK_S 300

static enum outcome judge_pair(const struct posting *p, struct err *e)
{
    enum account_kind from = p->from.kind, to = p->to.kind;
    bool is_money = p->item->class == CLASS_MONEY;
    if (is_money ? !account_is_money(from) || !account_is_money(to)
                 : !account_is_goods(from) || !account_is_goods(to))
        return err_set(e, REFUSED, "item", "account_pair",
                       is_money ? "money does not go from %2$s to %4$s%1$.0s%3$.0s"
                                : "goods do not go from %2$s to %4$s%1$.0s%3$.0s",
                       is_money ? "资金不能从%1$s转到%3$s%2$.0s%4$.0s"
                                : "物资不能从%1$s转到%3$s%2$.0s%4$.0s",
                       account_label(from, LANG_ZH), account_label(from, LANG_EN),
                       account_label(to, LANG_ZH), account_label(to, LANG_EN));
    if (!account_reason(from, to))
        return err_set(
            e, REFUSED, "to", "account_pair", "nothing goes from %2$s straight to %4$s%1$.0s%3$.0s",
            "不能从%1$s直接转到%3$s%2$.0s%4$.0s", account_label(from, LANG_ZH),
            account_label(from, LANG_EN), account_label(to, LANG_ZH), account_label(to, LANG_EN));
    if (from == to && p->from.place == p->to.place && p->from.party == p->to.party)
        return err_set(e, REFUSED, "to", "account_pair", "it is there already", "转出转入账户相同");
    if (p->reason && !reason_is_for(p->reason, from, to))
        return err_set(e, REFUSED, "reason", "reason", "\"%s\" is no reason for this movement",
                       "“%s”不是这种变动的事由", p->reason);
    return OK;
}

enum outcome move_judge(const struct posting *p, int64_t now_s, struct err *e)
{
    if (p->quantity <= 0)
        return err_set(e, REFUSED, "quantity", "quantity", "a quantity is more than 0",
                       "数量须大于0");
    if (!p->from.place || !p->to.place)
        return err_set(e, REFUSED, p->from.place ? "to" : "from", "place_missing",
                       "an account needs its place", "账户须有地点");
    if (p->occurred > now_s + CLOCK_SLACK_S)
        return err_set(e, REFUSED, "occurred", "in_future", "it lies in the future",
                       "发生时间晚于现在");
    return judge_pair(p, e);
}

static bool is_listed(const struct item *item, const char *post)
{
    for (int i = 0; i < item->for_n; i++)
        if (text_same(item->for_posts[i]->name, post))
            return true;
    return false;
}

/* Labels of the posts, comma between, as many as fit. */
static void list_posts(const struct item *item, enum lang lang, char out[300])
{
    size_t n = 0;
    out[0] = '\0';
    for (int i = 0; i < item->for_n && n < 290; i++)
        n += (size_t)snprintf(out + n, 300 - n, "%s%s", i ? lang == LANG_ZH ? "、" : ", " : "",
                              label_text(&item->for_posts[i]->label, lang));
}

enum outcome move_grade(const struct plan *plan, const struct posting *p, struct err *e)
{
    const struct item *item = p->item;
    char zh[300], en[300];
    bool hands_out = p->to.kind == AC_UNIT || p->to.kind == AC_USED || p->to.kind == AC_RESERVED;
    bool from_store = p->from.kind == AC_WAREHOUSE || p->from.kind == AC_RESERVED;
    (void)plan;
    if (!item->for_n || !hands_out || !from_store || is_listed(item, p->post))
        return OK;
    if (item->or_exception && p->exception && *p->exception)
        return OK;
    list_posts(item, LANG_ZH, zh);
    list_posts(item, LANG_EN, en);
    if (item->say.zh || item->say.en)
        return err_set(e, REFUSED, "post", "grade", "%2$s%1$.0s", "%1$s%2$.0s",
                       label_text(&item->say, LANG_ZH), label_text(&item->say, LANG_EN));
    return err_set(e, REFUSED, "post", "grade",
                   item->or_exception
                       ? "%2$s is for %4$s; others need an exception of the command%1$.0s%3$.0s"
                       : "%2$s is only for %4$s%1$.0s%3$.0s",
                   item->or_exception ? "%1$s限%3$s使用，其他岗位须经指挥部特批%2$.0s%4$.0s"
                                      : "%1$s只供%3$s使用%2$.0s%4$.0s",
                   label_text(&item->label, LANG_ZH), label_text(&item->label, LANG_EN), zh, en);
}

/* What is expired, recalled or too near its end is not handed out; it may still be written off,
 * returned, held or counted. A lot that somebody names may be near its end, but not past it. */
bool lot_may_leave(const struct lot *l, const struct item *item, enum account_kind to, int64_t day,
                   bool is_named)
{
    int64_t left = is_named ? 0 : item->min_left_s / TIME_DAY;
    if (to != AC_UNIT && to != AC_USED && to != AC_RESERVED && to != AC_COMMITTED &&
        to != AC_PAYABLE)
        return true;
    if (!text_same(l->state, "good"))
        return false;
    return l->expires == DAY_NONE || l->expires >= day + left;
}

int64_t stock_today(const struct plan *plan, int64_t now_ms)
{
    return date_of(now_ms / 1000, plan->calendar.offset_s);
}
