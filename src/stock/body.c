/* Reading the bodies of the stock operations, and what their answers share. */
#include "stock/stock_op.h"

#include "base/text.h"
#include "place/place.h"
#include "value/time.h"

enum outcome body_only(json_t *body, const char *names, struct err *e)
{
    const char *name;
    json_t *value;
    char wanted[90];
    if (!json_is_object(body))
        return err_set(e, REFUSED, NULL, "type", "an object of names and values is needed",
                       "须是名称与值的对象");
    json_object_foreach(body, name, value)
    {
        snprintf(wanted, sizeof wanted, ",%.80s,", name);
        if (!strstr(names, wanted))
            return err_set(e, REFUSED, NULL, "unknown_field", "there is no \"%.60s\" here",
                           "此处没有“%.60s”", name);
    }
    return OK;
}

enum outcome body_text(json_t *body, const char *name, const char **ret, struct err *e)
{
    json_t *j = json_object_get(body, name);
    *ret = NULL;
    if (!j || json_is_null(j))
        return OK;
    if (!json_is_string(j))
        return err_set(e, REFUSED, name, "type", "%s is a text", "%s须为文字", name);
    if (json_string_length(j) > 2000)
        return err_set(e, REFUSED, name, "too_long", "%s is too long", "%s过长", name);
    *ret = json_string_length(j) ? json_string_value(j) : NULL;
    return OK;
}

enum outcome body_number(struct call *c, json_t *body, const char *name, int64_t *ret_millionths,
                         bool *ret_given, struct err *e)
{
    json_t *j = json_object_get(body, name);
    char text[64] = "";
    *ret_given = j && !json_is_null(j);
    (void)c;
    if (!*ret_given)
        return OK;
    if (json_is_integer(j))
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(j));
    else if (json_is_real(j))
        snprintf(text, sizeof text, "%.6f", json_real_value(j));
    else if (json_is_string(j))
        snprintf(text, sizeof text, "%.60s", json_string_value(j));
    if (json_is_real(j) && json_real_value(j) != strtod(text, NULL))
        return err_set(e, REFUSED, name, "type", "%s has at most 6 decimals", "%s最多6位小数",
                       name);
    size_t len = text_tidy(text, strlen(text));
    if (!decimal_parse(text, len, 6, ret_millionths))
        return err_set(e, REFUSED, name, "type", "%s is a number with at most 6 decimals",
                       "%s须为数字，最多6位小数", name);
    return OK;
}

enum outcome body_place(struct call *c, json_t *body, const char *name, int64_t *ret, struct err *e)
{
    const char *text;
    *ret = 0;
    enum outcome o = body_text(body, name, &text, e);
    if (o == OK && text)
        o = place_parse(ret, c->db, text, e);
    if (o == NOT_FOUND)
        o = err_set(e, NOT_FOUND, name, "no_place", "there is no such place", "没有这个地点");
    return o;
}

enum outcome body_moment(struct call *c, json_t *body, const char *name, int64_t *ret,
                         struct err *e)
{
    const char *text;
    *ret = 0;
    enum outcome o = body_text(body, name, &text, e);
    if (o == OK && text && !datetime_parse(text, strlen(text), c->plan->calendar.offset_s, ret))
        o = err_set(e, REFUSED, name, "type", "%s is a moment such as 2026-11-23T16:05",
                    "%s须为时间，如 2026-11-23T16:05", name);
    return o;
}

enum outcome body_date(json_t *body, const char *name, int64_t *ret, struct err *e)
{
    const char *text;
    *ret = DAY_NONE;
    enum outcome o = body_text(body, name, &text, e);
    if (o == OK && text && !date_parse(text, strlen(text), false, ret))
        o = err_set(e, REFUSED, name, "type", "%s is a date such as 2026-11-23",
                    "%s须为日期，如 2026-11-23", name);
    return o;
}

enum outcome stock_work(struct call *c, struct work **ret, struct err *e)
{
    struct work *w = arena_alloc(c->arena, sizeof *w);
    (void)e;
    work_of_call(w, c);
    *ret = w;
    return OK;
}

enum outcome stock_may_at(struct call *c, enum stock_right right, int64_t place, struct err *e)
{
    bool is_money = right >= STOCK_VIEW_MONEY;
    if (guard_may_stock(c->actor, right, place, c->db))
        return OK;
    if (guard_may_stock(c->actor, is_money ? STOCK_VIEW_MONEY : STOCK_VIEW, place, c->db))
        return err_set(e, DENIED, NULL, "not_allowed",
                       "your posts do not allow this in the books here",
                       "您的岗位不能在此账上做此操作");
    return err_set(e, NOT_FOUND, "place", "no_place", "there is no such place", "没有这个地点");
}

enum outcome stock_may(struct call *c, const struct posting *p, struct err *e)
{
    bool is_money = p->item->class == CLASS_MONEY;
    int64_t at = account_is_bounded(p->from.kind) ? p->from.place : p->to.place;
    bool needs_approval = p->to.kind == AC_LOST || p->from.kind == AC_LOST || p->exception ||
                          p->from.kind == AC_TREASURY || p->to.kind == AC_TREASURY;
    if (c->actor->is_system)
        return OK;
    enum outcome o = stock_may_at(c, is_money ? STOCK_MOVE_MONEY : STOCK_MOVE, at, e);
    if (o == OK && needs_approval)
        o = stock_may_at(c, is_money ? STOCK_APPROVE_MONEY : STOCK_APPROVE, at, e);
    return o;
}

enum outcome put_stock_place(struct call *c, const char *key, int64_t place, struct err *e)
{
    const char *name = "";
    enum outcome o =
        place_name_on(&name, c->arena, c->db, place, stock_today(c->plan, c->now_ms), e);
    if (o != OK && o != NOT_FOUND)
        return o;
    put_key(c->out, key);
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, place);
    put_key(c->out, "title"), put_str(c->out, o == OK ? name : "");
    put_end_object(c->out);
    return OK;
}

void put_quantity(struct call *c, const char *item, int64_t quantity)
{
    struct buf b;
    const struct item *i = plan_item(c->plan, item);
    put_key(c->out, "quantity"), put_int(c->out, quantity);
    put_key(c->out, "text");
    buf_init(&b, 400);
    if (i)
        quantity_print(&b, i, quantity);
    else
        buf_int(&b, quantity);
    put_str(c->out, b.data ? b.data : "");
    buf_fini(&b);
}

enum outcome stock_place(struct call *c, const char *name, int64_t *ret, int64_t *ret_last,
                         struct err *e)
{
    const char *text = call_text(c, name);
    *ret = PLACE_COUNTRY;
    *ret_last = INT64_MAX;
    if (!text || !*text)
        return OK;
    enum outcome o = place_parse(ret, c->db, text, e);
    if (o == NOT_FOUND)
        return err_set(e, NOT_FOUND, name, "no_place", "there is no such place", "没有这个地点");
    *ret_last = place_last(*ret);
    return o;
}

enum outcome stock_item_argument(struct call *c, const char *name, const struct item **ret,
                                 struct err *e)
{
    const char *text = call_text(c, name);
    *ret = NULL;
    if (!text || !*text)
        return OK;
    *ret = plan_item(c->plan, text);
    return *ret ? OK
                : err_set(e, NOT_FOUND, name, "no_item", "the plan has no item \"%.60s\"",
                          "预案中没有品种“%.60s”", text);
}
