/* Stock-taking by two people. Each count is compared with the books at its own moment; when a
 * second person finds the same difference, it becomes a movement: never a reset.
 * What moved while somebody counted is counted again. */
#include "stock/stock_op.h"

#include "base/text.h"
#include "value/time.h"

#define OPEN_S (3 * (int64_t)TIME_DAY) /* an older count says nothing any more */

struct counting {
    struct account account;
    const struct item *item;
    struct lot lot;
    struct count_row row;
    int64_t since;
};

static enum outcome read_counting(struct call *c, struct work *w, struct counting *k,
                                  struct err *e)
{
    const char *item, *lot, *unit, *account;
    int64_t millionths = 0;
    bool given;
    enum outcome o = body_only(c->body, ",place,account,item,lot,quantity,unit,since,", e);
    if (o == OK)
        o = body_place(c, c->body, "place", &k->account.place, e);
    if (o == OK)
        o = body_text(c->body, "account", &account, e);
    if (o == OK)
        o = body_text(c->body, "item", &item, e);
    if (o == OK)
        o = body_text(c->body, "lot", &lot, e);
    if (o == OK)
        o = body_text(c->body, "unit", &unit, e);
    if (o == OK)
        o = body_moment(c, c->body, "since", &k->since, e);
    if (o == OK)
        o = body_number(c, c->body, "quantity", &millionths, &given, e);
    if (o != OK)
        return o;
    if (!item || !(k->item = plan_item(c->plan, item)))
        return err_set(e, REFUSED, "item", "no_item", "the plan has no such item",
                       "预案中没有该品种");
    if (!given || millionths < 0)
        return err_set(e, REFUSED, "quantity", "quantity", "a count is 0 or more",
                       "盘点数须为0或以上");
    k->account.kind = account && text_same(account, "unit") ? AC_UNIT : AC_WAREHOUSE;
    if (millionths && (o = quantity_base(&k->row.quantity, k->item, millionths, unit, e)) != OK)
        return o;
    if ((o = stock_may_at(c, STOCK_COUNT, k->account.place, e)) != OK ||
        (o = move_item_id(w, k->item, &k->row.item, e)) != OK ||
        (o = move_account_id(w, &k->account, e)) != OK)
        return o;
    k->row.account = k->account.id;
    o = lot_find(w, k->row.item, lot ? lot : "", &k->lot, e);
    k->row.lot = k->lot.id;
    return o != OK || k->lot.id ? o
                                : err_set(e, REFUSED, "lot", "unknown_lot",
                                          "there is no such lot", "没有这个批次");
}

static enum outcome check_moved(struct call *c, const struct counting *k, struct err *e)
{
    int64_t n = 0;
    if (!k->since)
        return OK;
    enum outcome o = moved_since(c->db, k->row.account, k->row.item, k->row.lot, k->since, &n, e);
    return o != OK || !n
               ? o
               : err_set(e, CONFLICT, "quantity", "moved_meanwhile",
                         "%lld movements came in while you counted: count this lot again",
                         "盘点期间有%lld笔收发，请重新清点该批次", (long long)n);
}

static enum outcome adjust(struct work *w, const struct counting *k, int64_t by, int64_t *ret,
                           struct err *e)
{
    struct posting p = {.item = k->item,
                        .lot = k->lot.code,
                        .expires = DAY_NONE,
                        .reason = "count",
                        .quantity = by < 0 ? -by : by};
    struct account lost = k->account;
    lost.kind = AC_LOST;
    lost.id = 0;
    p.from = by < 0 ? k->account : lost;
    p.to = by < 0 ? lost : k->account;
    return stock_post(w, &p, ret, NULL, e);
}

static void put_counted(struct call *c, const struct counting *k, const char *state, int64_t by)
{
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, k->row.id);
    put_key(c->out, "state"), put_str(c->out, state);
    put_key(c->out, "difference"), put_int(c->out, text_same(state, "first") ? 0 : by);
    put_key(c->out, "moved"), put_id(c->out, k->row.moved);
    put_end_object(c->out);
    c->status = 201;
}

/* The first count tells nothing of the books: the second person shall not be led. */
enum outcome do_stock_count(struct call *c, struct err *e)
{
    struct counting k = {.since = 0};
    struct work *w;
    struct count_row *open;
    int n;
    enum outcome o = stock_work(c, &w, e);
    if (o == OK)
        o = read_counting(c, w, &k, e);
    if (o == OK)
        o = check_moved(c, &k, e);
    if (o == OK)
        o = book_balance(c->app->stock, c->db, k.row.account, k.row.item, k.row.lot, &k.row.book,
                         e);
    if (o == OK)
        o = counts_open(c->arena, c->db, k.row.account, k.row.item, k.row.lot,
                        c->now_ms / 1000 - OPEN_S, &open, &n, e);
    if (o != OK)
        return o;
    int64_t by = k.row.quantity - k.row.book, me = stock_author(c->actor);
    bool has_other = false;
    for (int i = 0; i < n && !k.row.settles; i++) {
        has_other |= open[i].author != me;
        if (open[i].author != me && open[i].quantity - open[i].book == by)
            k.row.settles = open[i].id;
    }
    if (k.row.settles && by && (o = adjust(w, &k, by, &k.row.moved, e)) != OK)
        return o;
    if ((o = count_add(w, k.account.place, &k.row, e)) != OK)
        return o;
    put_counted(c, &k, k.row.settles ? "settled" : has_other ? "differs" : "first", by);
    return OK;
}

static enum outcome put_count(struct call *c, const struct count_shown *r, struct err *e)
{
    char text[48];
    const char *author = "";
    bool is_told = r->is_settled;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, r->r.id);
    enum outcome o = put_stock_place(c, "place", r->place, e);
    put_key(c->out, "item"), put_str(c->out, r->item);
    put_key(c->out, "lot"), put_id(c->out, r->r.lot);
    put_key(c->out, "code"), put_str(c->out, r->code);
    put_quantity(c, r->item, r->r.quantity);
    put_key(c->out, "difference");
    if (is_told)
        put_int(c->out, r->r.quantity - r->r.book);
    else
        put_null(c->out);
    datetime_print(r->r.at, c->plan->calendar.offset_s, text);
    put_key(c->out, "at"), put_str(c->out, text);
    if (o == OK)
        o = guard_user_name(c->db, c->arena, r->r.author, &author, e);
    put_key(c->out, "author"), put_str(c->out, author);
    put_key(c->out, "state"), put_str(c->out, is_told ? "settled" : "open");
    put_key(c->out, "moved"), put_id(c->out, r->r.moved);
    put_end_object(c->out);
    return o;
}

enum outcome do_stock_counts(struct call *c, struct err *e)
{
    struct count_shown *rows;
    int64_t place, last;
    int n;
    enum outcome o = stock_place(c, "place", &place, &last, e);
    if (o == OK)
        o = count_list(c, place, last, &rows, &n, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_count(c, &rows[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}
