/* Goods over days, and money: what is left of which budget, what sites cost, how long it lasts. */
#include "stock/stock_op.h"

#include "base/text.h"
#include "value/time.h"

#define DAYS_MAX 400
#define RATE_DAYS 90

static void put_date(struct buf *out, const char *key, int64_t day)
{
    char text[32];
    put_key(out, key);
    put_text(out, text, date_print(day, text));
}

enum outcome do_stock_days(struct call *c, struct err *e)
{
    const struct item *item;
    struct day_row rows[DAYS_MAX];
    int64_t place, last, days, today = stock_today(c->plan, c->now_ms);
    enum outcome o = stock_place(c, "place", &place, &last, e);
    if (o == OK)
        o = stock_item_argument(c, "item", &item, e);
    if (o == OK)
        o = call_int(c, "days", 30, &days, e);
    if (o != OK)
        return o;
    if (!item || days < 1 || days > DAYS_MAX)
        return err_set(e, REFUSED, item ? "days" : "item", item ? "days" : "required",
                       "an item, and 1 to %d days, are needed", "须填品种，天数为1至%d", DAYS_MAX);
    if ((o = day_list(c, place, last, item->name, today - days + 1, (int)days, rows, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "item"), put_str(c->out, item->name);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; i < (int)days; i++) {
        put_object(c->out);
        put_date(c->out, "day", today - days + 1 + i);
        put_key(c->out, "held"), put_int(c->out, rows[i].held);
        put_key(c->out, "used"), put_int(c->out, rows[i].used);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return OK;
}

static const char *const money_kinds[] = {"fund", "committed", "payable", "paid"};
#define KINDS 4
struct money_row {
    const char *code;
    int64_t place, sums[KINDS];
};

/* One row for each budget line, or for each place where money is owed or was paid. */
static int gather(struct call *c, const struct fund_sum *list, int n, bool by_place,
                  struct money_row **ret)
{
    struct money_row *rows = arena_alloc(c->arena, (size_t)(n + 1) * sizeof *rows);
    int count = 0;
    for (int i = 0; i < n; i++) {
        int at = 0, kind = 0;
        while (kind < KINDS && !text_same(money_kinds[kind], list[i].kind))
            kind++;
        if (kind == KINDS || (by_place && kind < 2))
            continue;
        while (at < count && (by_place ? rows[at].place != list[i].place
                                       : !text_same(rows[at].code, list[i].code)))
            at++;
        if (at == count)
            rows[count++] = (struct money_row){.code = list[i].code, .place = list[i].place};
        rows[at].sums[kind] += list[i].quantity;
    }
    *ret = rows;
    return count;
}

static void put_sums(struct call *c, const int64_t sums[KINDS])
{
    int64_t all = 0;
    for (int k = 0; k < KINDS; k++) {
        put_key(c->out, money_kinds[k]), put_int(c->out, sums[k]);
        all += sums[k];
    }
    put_key(c->out, "accrued"), put_int(c->out, sums[2] + sums[3]);
    put_key(c->out, "budget"), put_int(c->out, all);
}

static enum outcome put_rows(struct call *c, const char *key, const struct money_row *rows, int n,
                             bool by_place, struct err *e)
{
    enum outcome o = OK;
    put_key(c->out, key);
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++) {
        put_object(c->out);
        if (by_place)
            o = put_stock_place(c, "place", rows[i].place, e);
        else
            put_key(c->out, "line"), put_str(c->out, rows[i].code);
        put_sums(c, rows[i].sums);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    return o;
}

/* Months of the last year and what they cost; then the rate of the last 90 days, or of those since
 * the first cost, carried on to the end of the year. */
static void put_forecast(struct call *c, const int64_t *daily, int n, int64_t today, int64_t left)
{
    int year, month, day, first = n;
    int64_t sum = 0, this_year = 0, month_sum = 0;
    date_to_civil(today, &year, &month, &day);
    int64_t new_year = date_from_civil(year, 1, 1), end = date_from_civil(year, 12, 31);
    put_key(c->out, "months");
    put_array(c->out);
    for (int i = 0; i < n; i++) {
        int y, m, d, next_y, next_m, next_d;
        int64_t at = today - n + 1 + i;
        date_to_civil(at, &y, &m, &d);
        date_to_civil(at + 1, &next_y, &next_m, &next_d);
        month_sum += daily[i];
        this_year += at >= new_year ? daily[i] : 0;
        if (daily[i] && first == n)
            first = i;
        sum += i >= n - RATE_DAYS ? daily[i] : 0;
        if (next_m == m && i < n - 1)
            continue;
        put_object(c->out);
        put_key(c->out, "month");
        put_str(c->out, arena_printf(c->arena, "%04d-%02d", y, m));
        put_key(c->out, "accrued"), put_int(c->out, month_sum);
        put_end_object(c->out);
        month_sum = 0;
    }
    put_end_array(c->out);
    int span = n - first < RATE_DAYS ? n - first : RATE_DAYS;
    int64_t month_rate = span > 0 ? sum * 30 / span : 0, rest = end - today;
    put_key(c->out, "run_rate"), put_int(c->out, month_rate);
    put_key(c->out, "accrued_this_year"), put_int(c->out, this_year);
    put_key(c->out, "forecast_year");
    put_int(c->out, this_year + (span > 0 ? sum * rest / span : 0));
    put_key(c->out, "left_at_year_end");
    put_int(c->out, left - (span > 0 ? sum * rest / span : 0));
    if (sum > 0 && left / sum < 100000)
        put_date(c->out, "shortfall", today + left * span / sum + 1);
    else
        put_key(c->out, "shortfall"), put_null(c->out);
}

enum outcome do_stock_funds(struct call *c, struct err *e)
{
    struct fund_sum *list;
    struct money_row *lines, *sites;
    const struct item *item = NULL;
    int64_t place, last, total[KINDS] = {0}, today = stock_today(c->plan, c->now_ms);
    int64_t *daily = arena_alloc(c->arena, 366 * sizeof *daily);
    int n, lines_n, sites_n;
    if (!guard_may_stock_somewhere(c->actor, STOCK_VIEW_MONEY))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not look into the funds",
                       "您的岗位不能查看资金账");
    for (int i = 0; i < c->plan->items_n && !item; i++)
        item = c->plan->items[i].class == CLASS_MONEY ? &c->plan->items[i] : NULL;
    if (!item)
        return err_set(e, NOT_FOUND, NULL, "no_item", "the plan has no money", "预案中没有资金");
    enum outcome o = stock_place(c, "place", &place, &last, e);
    if (o == OK)
        o = fund_list(c, place, last, item->name, &list, &n, e);
    if (o == OK)
        o = accrual_list(c, place, last, item->name, today - 365, 366, daily, e);
    if (o != OK)
        return o;
    lines_n = gather(c, list, n, false, &lines);
    sites_n = gather(c, list, n, true, &sites);
    for (int i = 0; i < lines_n; i++)
        for (int k = 0; k < KINDS; k++)
            total[k] += lines[i].sums[k];
    put_object(c->out);
    put_key(c->out, "total");
    put_object(c->out), put_sums(c, total), put_end_object(c->out);
    if ((o = put_rows(c, "lines", lines, lines_n, false, e)) != OK ||
        (o = put_rows(c, "sites", sites, sites_n, true, e)) != OK)
        return o;
    put_forecast(c, daily, 366, today, total[0]);
    put_end_object(c->out);
    return OK;
}
