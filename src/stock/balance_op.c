/* Reading: balances, movements, lots and where their pieces are, what to pick. */
#include "stock/stock_op.h"

#include "base/limits.h"

#include "base/text.h"
#include "value/time.h"

static void put_day_or_null(struct buf *out, const char *key, int64_t day)
{
    char text[32];
    put_key(out, key);
    if (day == DAY_NONE)
        put_null(out);
    else
        put_text(out, text, date_print(day, text));
}

static enum outcome put_balance(struct call *c, const struct balance_row *r, struct err *e)
{
    put_object(c->out);
    enum outcome o = put_stock_place(c, "place", r->place, e);
    put_key(c->out, "account"), put_str(c->out, r->account);
    put_key(c->out, "party"), put_id(c->out, r->party);
    put_key(c->out, "item"), put_str(c->out, r->item);
    put_key(c->out, "lot"), put_id(c->out, r->lot);
    put_key(c->out, "code"), put_str(c->out, r->code);
    put_key(c->out, "maker_lot"), put_str(c->out, r->maker_lot);
    put_key(c->out, "state"), put_str(c->out, r->state);
    put_day_or_null(c->out, "expires", r->lot ? r->expires : DAY_NONE);
    put_quantity(c, r->item, r->quantity);
    put_end_object(c->out);
    return o;
}

static enum outcome put_balances(struct call *c, const struct balance_row *rows, int n,
                                 struct err *e)
{
    enum outcome o = OK;
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_balance(c, &rows[i], e);
    put_end_array(c->out);
    return o;
}

static enum outcome read_day(struct call *c, const char *name, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, name);
    *ret = DAY_NONE;
    if (text && *text && !date_parse(text, strlen(text), false, ret))
        return err_set(e, REFUSED, name, "type", "%s is a date such as 2026-11-23",
                       "%s须为日期，如 2026-11-23", name);
    return OK;
}

static enum outcome need_sight(struct call *c, struct err *e)
{
    if (guard_may_stock_somewhere(c->actor, STOCK_VIEW) ||
        guard_may_stock_somewhere(c->actor, STOCK_VIEW_MONEY))
        return OK;
    return err_set(e, DENIED, NULL, "not_allowed", "your posts do not look into the books",
                   "您的岗位不能查看账目");
}

enum outcome do_stock_balances(struct call *c, struct err *e)
{
    struct balance_ask ask = {
        .account = call_text(c, "account"), .by_lot = call_flag(c, "lots"), .limit = 5000};
    struct balance_row *rows;
    const struct item *item;
    int n;
    enum outcome o = need_sight(c, e);
    if (o == OK)
        o = stock_place(c, "place", &ask.place, &ask.last, e);
    if (o == OK && call_flag(c, "exact"))
        ask.last = ask.place;
    if (o == OK)
        o = stock_item_argument(c, "item", &item, e);
    if (o == OK)
        o = read_day(c, "day", &ask.day, e);
    if (o != OK)
        return o;
    ask.item = item ? item->name : NULL;
    if (ask.account && !*ask.account)
        ask.account = NULL;
    o = balance_list(c, &ask, &rows, &n, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_day_or_null(c->out, "day", ask.day);
    o = put_balances(c, rows, n, e);
    put_end_object(c->out);
    return o;
}

static void put_account(struct buf *out, const char *key, const struct account *a)
{
    char text[80];
    account_print(text, a);
    put_key(out, key);
    put_str(out, text);
}

static enum outcome put_move(struct call *c, const struct move_shown *r, struct err *e)
{
    char text[48];
    const char *author = "";
    enum outcome o = OK;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, r->m.id);
    put_account(c->out, "from", &r->from);
    put_account(c->out, "to", &r->to);
    o = put_stock_place(c, "from_place", r->from.place, e);
    if (o == OK)
        o = put_stock_place(c, "to_place", r->to.place, e);
    put_key(c->out, "item"), put_str(c->out, r->item);
    put_key(c->out, "lot"), put_id(c->out, r->m.lot);
    put_key(c->out, "code"), put_str(c->out, r->code);
    put_quantity(c, r->item, r->m.quantity);
    datetime_print(r->m.occurred, c->plan->calendar.offset_s, text);
    put_key(c->out, "occurred"), put_str(c->out, text);
    datetime_print(r->m.recorded, c->plan->calendar.offset_s, text);
    put_key(c->out, "recorded"), put_str(c->out, text);
    put_key(c->out, "reason"), put_str(c->out, r->m.reason);
    put_key(c->out, "reason_label");
    put_label(c->out, reason_label(r->m.reason, LANG_ZH), reason_label(r->m.reason, LANG_EN));
    if (o == OK)
        o = guard_user_name(c->db, c->arena, r->m.author, &author, e);
    put_key(c->out, "author"), put_str(c->out, author);
    put_key(c->out, "document"), put_str(c->out, r->m.document);
    put_key(c->out, "note"), put_str(c->out, r->m.note);
    put_key(c->out, "record"), put_id(c->out, r->m.record);
    put_key(c->out, "reverses"), put_id(c->out, r->m.reverses);
    put_key(c->out, "reversed"), put_bool(c->out, r->is_reversed);
    put_end_object(c->out);
    return o;
}

static enum outcome put_moves(struct call *c, const struct move_shown *rows, int n, int limit,
                              struct err *e)
{
    enum outcome o = OK;
    put_array(c->out);
    for (int i = 0; o == OK && i < n && i < limit; i++)
        o = put_move(c, &rows[i], e);
    put_end_array(c->out);
    put_key(c->out, "next");
    put_id(c->out, n > limit ? rows[limit - 1].m.id : 0);
    return o;
}

static enum outcome read_id(struct call *c, const char *name, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, name);
    *ret = 0;
    if (text && *text && !text_int(text, strlen(text), ret))
        return err_set(e, REFUSED, name, "type", "%s is a number", "%s须为编号", name);
    return OK;
}

enum outcome do_stock_moves(struct call *c, struct err *e)
{
    struct move_ask ask = {0};
    struct move_shown *rows;
    const struct item *item;
    int64_t limit;
    int n;
    enum outcome o = need_sight(c, e);
    if (o == OK)
        o = stock_place(c, "place", &ask.place, &ask.last, e);
    if (o == OK)
        o = stock_item_argument(c, "item", &item, e);
    if (o == OK)
        o = read_id(c, "lot", &ask.lot, e);
    if (o == OK)
        o = read_id(c, "record", &ask.record, e);
    if (o == OK)
        o = read_id(c, "after", &ask.after, e);
    if (o == OK)
        o = call_int(c, "limit", 50, &limit, e);
    if (o != OK)
        return o;
    if (limit < 1 || limit > LIMIT_PAGE)
        return err_set(e, REFUSED, "limit", "limit", "limit lies between 1 and %d",
                       "limit须在1至%d之间", LIMIT_PAGE);
    ask.item = item ? item->name : NULL;
    ask.limit = (int)limit + 1;
    o = move_list(c, &ask, &rows, &n, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    o = put_moves(c, rows, n, (int)limit, e);
    put_end_object(c->out);
    return o;
}

/* What to take from which lot: first expired, first out. */
enum outcome do_stock_pick(struct call *c, struct err *e)
{
    struct balance_ask ask = {.account = "warehouse", .by_lot = true, .limit = LIMIT_STOCK_SPLIT};
    struct balance_row *rows;
    const struct item *item;
    const char *text, *unit = call_text(c, "unit");
    int64_t millionths, left;
    int n;
    enum outcome o = stock_item_argument(c, "item", &item, e);
    if (o == OK)
        o = stock_place(c, "place", &ask.place, &ask.last, e);
    if (o == OK)
        o = stock_may_at(c, STOCK_VIEW, ask.place, e);
    if (o == OK)
        o = call_need_text(c, "quantity", &text, e);
    if (o != OK)
        return o;
    if (!item || !decimal_parse(text, strlen(text), 6, &millionths))
        return err_set(e, REFUSED, item ? "quantity" : "item", "required",
                       "item and quantity are needed", "须填品种和数量");
    ask.last = ask.place;
    ask.item = item->name;
    ask.day = DAY_NONE;
    if ((o = quantity_base(&left, item, millionths, unit, e)) != OK ||
        (o = balance_list(c, &ask, &rows, &n, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n && left > 0; i++) {
        struct lot lot = {.state = rows[i].state, .expires = rows[i].expires};
        if (!lot_may_leave(&lot, item, AC_UNIT, stock_today(c->plan, c->now_ms), false))
            continue;
        if (rows[i].quantity > left)
            rows[i].quantity = left;
        left -= rows[i].quantity;
        o = put_balance(c, &rows[i], e);
    }
    put_end_array(c->out);
    put_key(c->out, "missing"), put_int(c->out, left);
    put_end_object(c->out);
    return o;
}

enum outcome do_stock_lot(struct call *c, struct err *e)
{
    struct balance_ask ask = {.last = INT64_MAX, .day = DAY_NONE, .limit = 2000};
    struct move_ask moves = {.last = INT64_MAX, .limit = 201};
    struct balance_row *rows;
    struct move_shown *shown;
    struct lot lot;
    const char *name;
    int n, moves_n;
    enum outcome o = call_id(c, "id", &ask.lot, e);
    if (o == OK)
        o = lot_load(c->arena, c->db, ask.lot, &lot, e);
    if (o == OK)
        o = item_name(c->arena, c->db, lot.item, &name, e);
    if (o == OK)
        o = balance_list(c, &ask, &rows, &n, e);
    if (o != OK)
        return o;
    if (n == 0)
        return err_set(e, NOT_FOUND, "lot", "unknown_lot", "there is no such lot", "没有这个批次");
    moves.lot = ask.lot;
    moves.item = name;
    if ((o = move_list(c, &moves, &shown, &moves_n, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, lot.id);
    put_key(c->out, "item"), put_str(c->out, name);
    put_key(c->out, "code"), put_str(c->out, lot.code);
    put_key(c->out, "maker_lot"), put_str(c->out, lot.maker_lot);
    put_key(c->out, "state"), put_str(c->out, lot.state);
    put_day_or_null(c->out, "expires", lot.expires);
    put_day_or_null(c->out, "received", lot.received);
    put_key(c->out, "record"), put_id(c->out, lot.record);
    o = put_balances(c, rows, n, e);
    put_key(c->out, "moves");
    if (o == OK)
        o = put_moves(c, shown, moves_n, 200, e);
    put_end_object(c->out);
    return o;
}
