/* Writing: movements, their reversal, recalling a lot, closing a month. */
#include "stock/stock_op.h"

#include "base/limits.h"

#include "base/text.h"
#include "value/time.h"

#define LINE_NAMES                                                                                 \
    ",from,to,item,lot,maker_lot,expires,quantity,unit,price,reason,note,post,exception,"
#define BODY_NAMES ",place,lines,occurred,document,note,reason,from,to,"

static enum outcome read_account(struct call *c, json_t *line, json_t *body, const char *name,
                                 int64_t place, struct account *ret, struct err *e)
{
    const char *text;
    enum outcome o = body_text(line, name, &text, e);
    if (o == OK && !text)
        o = body_text(body, name, &text, e);
    if (o == OK && !text)
        o = err_set(e, REFUSED, name, "required", "%s is needed", "须填%s", name);
    if (o == OK)
        o = account_parse(ret, name, text, e);
    if (o == OK && !ret->place)
        ret->place = place;
    (void)c;
    return o;
}

static enum outcome read_quantity(struct call *c, json_t *line, struct posting *p, struct err *e)
{
    const char *unit;
    int64_t millionths = 0, price = 0, total;
    bool given, is_priced;
    enum outcome o = body_number(c, line, "quantity", &millionths, &given, e);
    if (o == OK && !given)
        o = err_set(e, REFUSED, "quantity", "required", "a quantity is needed", "须填数量");
    if (o == OK)
        o = body_text(line, "unit", &unit, e);
    if (o == OK)
        o = quantity_base(&p->quantity, p->item, millionths, unit, e);
    if (o == OK)
        o = body_number(c, line, "price", &price, &is_priced, e);
    if (o == OK && is_priced && number_muldiv(price, millionths, NUMBER_ONE, &total))
        p->price_micro = total / p->quantity;
    return o;
}

static enum outcome read_line(struct call *c, json_t *line, json_t *body, struct posting *p,
                              int64_t place, struct err *e)
{
    const char *item;
    enum outcome o = body_only(line, LINE_NAMES, e);
    if (o == OK)
        o = body_text(line, "item", &item, e);
    if (o == OK && !item)
        o = err_set(e, REFUSED, "item", "required", "an item is needed", "须填品种");
    if (o == OK && !(p->item = plan_item(c->plan, item)))
        o = err_set(e, REFUSED, "item", "no_item", "the plan has no item \"%.60s\"",
                    "预案中没有品种“%.60s”", item);
    if (o == OK)
        o = read_account(c, line, body, "from", place, &p->from, e);
    if (o == OK)
        o = read_account(c, line, body, "to", place, &p->to, e);
    if (o == OK)
        o = read_quantity(c, line, p, e);
    if (o == OK)
        o = body_date(line, "expires", &p->expires, e);
    const char **texts[] = {&p->lot, &p->maker_lot, &p->post, &p->exception};
    const char *const names[] = {"lot", "maker_lot", "post", "exception"};
    for (int i = 0; o == OK && i < 4; i++)
        o = body_text(line, names[i], texts[i], e);
    const char *own;
    if (o == OK && (o = body_text(line, "note", &own, e)) == OK && own)
        p->note = own;
    if (o == OK && (o = body_text(line, "reason", &own, e)) == OK && own)
        p->reason = own;
    if (o == OK && !p->from.place)
        p->from.place = p->to.place;
    if (o == OK && !p->to.place)
        p->to.place = p->from.place;
    return o;
}

struct lines_ask {
    struct posting common;
    int64_t place;
};

static enum outcome read_body(struct call *c, struct lines_ask *ask, struct err *e)
{
    ask->common = (struct posting){.expires = DAY_NONE};
    enum outcome o = body_only(c->body, BODY_NAMES, e);
    if (o == OK)
        o = body_place(c, c->body, "place", &ask->place, e);
    if (o == OK)
        o = body_moment(c, c->body, "occurred", &ask->common.occurred, e);
    if (o == OK)
        o = body_text(c->body, "document", &ask->common.document, e);
    if (o == OK)
        o = body_text(c->body, "note", &ask->common.note, e);
    if (o == OK)
        o = body_text(c->body, "reason", &ask->common.reason, e);
    return o;
}

static enum outcome answered(struct call *c, struct request *r, int64_t *ret, struct err *e)
{
    *ret = 0;
    if (!c->idempotency)
        return OK;
    enum outcome o = request_parse(r, c->idempotency, e);
    r->user = c->actor->user;
    r->digest = o == OK ? json_digest(c->body, 6) : 0;
    return o == OK ? request_find(c->app->books, c->db, r, ret, e) : o;
}

static enum outcome post_lines(struct call *c, struct work *w, json_t *lines,
                               const struct lines_ask *ask, int64_t *ret_first, struct err *e)
{
    json_t *line;
    size_t i;
    enum outcome o = OK;
    json_array_foreach(lines, i, line)
    {
        struct posting p = ask->common;
        int64_t first;
        int n;
        o = read_line(c, line, c->body, &p, ask->place, e);
        if (o == OK)
            o = stock_may(c, &p, e);
        if (o == OK)
            o = stock_post(w, &p, &first, &n, e);
        if (o != OK) {
            e->row = (long)i + 1;
            return o;
        }
        if (i == 0)
            *ret_first = first;
    }
    return o;
}

enum outcome do_stock_move(struct call *c, struct err *e)
{
    struct lines_ask ask = {0};
    struct request request = {0};
    struct work *w;
    json_t *lines = json_object_get(c->body, "lines");
    int64_t first = 0;
    enum outcome o = stock_work(c, &w, e);
    if (o == OK)
        o = answered(c, &request, &first, e);
    if (o == OK && !first)
        o = read_body(c, &ask, e);
    if (o == OK && !first &&
        (!json_is_array(lines) || !json_array_size(lines) || json_array_size(lines) > LIMIT_LINES))
        o = err_set(e, REFUSED, "lines", "required", "lines holds 1 to %d lines",
                    "lines须有1至%d行", LIMIT_LINES);
    if (o == OK && !first) {
        o = post_lines(c, w, lines, &ask, &first, e);
        if (o == OK && c->idempotency)
            o = request_keep(c->app->books, c->db, &request, "stock_move", first, c->now_ms / 1000,
                             e);
    }
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, first);
    put_end_object(c->out);
    c->status = 201;
    return OK;
}

enum outcome do_stock_reverse(struct call *c, struct err *e)
{
    struct work *w;
    struct move_row m;
    struct posting p = {0};
    const char *name, *note;
    int64_t id, ret;
    enum outcome o = stock_work(c, &w, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o == OK)
        o = call_need_text(c, "note", &note, e);
    if (o == OK)
        o = move_load(c->arena, c->db, id, &m, e);
    if (o == OK)
        o = account_load(c->db, m.source, &p.from, e);
    if (o == OK)
        o = account_load(c->db, m.target, &p.to, e);
    if (o == OK)
        o = item_name(c->arena, c->db, m.item, &name, e);
    if (o != OK)
        return o;
    p.item = plan_item(c->plan, name);
    if (!p.item)
        return err_set(e, REFUSED, NULL, "no_item", "the plan has no item \"%.60s\" any more",
                       "预案中已没有品种“%.60s”", name);
    if (m.record)
        return err_set(e, REFUSED, NULL, "of_record",
                       "this movement belongs to a record: reverse it there",
                       "这笔变动属于一条登记，请在该登记中冲销");
    p.exception = p.to.kind == AC_USED || p.from.kind == AC_USED ? "reversal" : NULL;
    if ((o = stock_may(c, &p, e)) != OK || (o = stock_reverse(w, id, note, &ret, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, ret);
    put_end_object(c->out);
    return OK;
}

enum outcome do_stock_lot_state(struct call *c, struct err *e)
{
    struct work *w;
    struct lot lot;
    struct balance_ask ask = {.last = INT64_MAX, .day = DAY_NONE, .with_zero = true, .limit = 1000};
    struct balance_row *rows;
    const char *state;
    int n, may = 0;
    enum outcome o = stock_work(c, &w, e);
    if (o == OK)
        o = call_id(c, "id", &ask.lot, e);
    if (o == OK)
        o = call_need_text(c, "state", &state, e);
    if (o == OK)
        o = lot_load(c->arena, c->db, ask.lot, &lot, e);
    if (o == OK)
        o = balance_list(c, &ask, &rows, &n, e);
    if (o != OK)
        return o;
    for (int i = 0; i < n; i++)
        may += guard_may_stock(c->actor, STOCK_APPROVE, rows[i].place, c->db);
    if (!may)
        return n ? err_set(e, DENIED, NULL, "not_allowed", "your posts do not recall lots",
                           "您的岗位不能召回批次")
                 : err_set(e, NOT_FOUND, "lot", "unknown_lot", "there is no such lot",
                           "没有这个批次");
    if (!text_same(state, "good") && !text_same(state, "recalled"))
        return err_set(e, REFUSED, "state", "unknown_word", "a lot is good or recalled",
                       "状态为good或recalled");
    lot.state = state;
    if ((o = lot_set_state(w, &lot, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, lot.id);
    put_end_object(c->out);
    return OK;
}

enum outcome do_stock_close(struct call *c, struct err *e)
{
    struct work *w;
    int64_t place, last, until, id, before;
    const char *text;
    enum outcome o = stock_work(c, &w, e);
    if (o == OK)
        o = stock_place(c, "place", &place, &last, e);
    if (o == OK)
        o = call_need_text(c, "until", &text, e);
    if (o == OK && !date_parse(text, strlen(text), false, &until))
        o = err_set(e, REFUSED, "until", "type", "until is a date such as 2026-10-31",
                    "until须为日期，如 2026-10-31");
    if (o == OK)
        o = stock_may_at(c, STOCK_APPROVE, place, e);
    if (o == OK)
        o = closed_until(c->db, place, &before, e);
    if (o != OK)
        return o;
    if (until >= stock_today(c->plan, c->now_ms))
        return err_set(e, REFUSED, "until", "in_future", "only days that are over can be closed",
                       "只能结算已过去的日子");
    if (until <= before)
        return err_set(e, CONFLICT, "until", "closed_month", "closed already", "已经结账");
    if ((o = close_add(w, place, until, &id, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_end_object(c->out);
    return OK;
}
