/* Whom an administrator may look after, and what the operations of this module share: arguments
 * and pieces of answers. The rule against climbing stands here: an administrator acts at or below
 * the places administered, and on a user only when all that user holds lies there too. */
#include "base/text.h"
#include "guard/guard_op.h"
#include "value/time.h"

int64_t guard_call_today(const struct call *c)
{
    return date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
}

static enum outcome not_admin(struct err *e)
{
    return err_set(e, DENIED, NULL, "user_admin",
                   "only an administrator there or above may do this",
                   "只有该处或上级的管理员可以进行此操作");
}

static enum outcome no_user(const char *field, struct err *e)
{
    return err_set(e, NOT_FOUND, field, "no_user", "there is no such user", "没有这个用户");
}

static bool administers(struct call *c, int64_t place)
{
    struct place p;
    struct err ignored;
    if (guard_is_admin(c->actor, place))
        return true;
    return place_get(&p, c->arena, c->db, place, &ignored) == OK &&
           guard_is_admin_of(c->actor, place, p.kind);
}

enum outcome manage_place(struct call *c, int64_t place, struct err *e)
{
    return administers(c, place) ? OK : not_admin(e);
}

enum outcome manage_user(struct call *c, const struct account *x, struct err *e)
{
    if (administers(c, x->place))
        return OK;
    if (guard_sees_place(c->actor, x->place))
        return not_admin(e);
    return no_user("user", e);
}

enum outcome manage_all_of(struct call *c, const struct account *x, struct err *e)
{
    struct held *list;
    int n;
    enum outcome o = manage_user(c, x, e);
    if (o || (o = held_list(&list, &n, c->arena, c->db, x->id, e)))
        return o;
    for (int i = 0; i < n; i++)
        if ((!list[i].ended || list[i].ended > guard_call_today(c)) &&
            !administers(c, list[i].place))
            return err_set(e, DENIED, "user", "user_above",
                           "%s also holds a post outside the places you look after",
                           "%s还担任您管理范围以外的职务", x->name);
    return OK;
}

enum outcome guard_any_user_argument(struct call *c, const char *name, struct account *ret,
                                     struct err *e)
{
    const char *text;
    int64_t id;
    enum outcome o = call_need_text(c, name, &text, e);
    if (o)
        return o;
    o = account_by_login(ret, c->arena, c->db, text, e);
    if (o == NOT_FOUND && text_int(text, strlen(text), &id))
        o = account_get(ret, c->arena, c->db, id, e);
    return o == NOT_FOUND ? no_user(name, e) : o;
}

bool guard_sees_user(struct call *c, const struct account *x)
{
    return x->id == c->actor->user || guard_sees_place(c->actor, x->place) ||
           administers(c, x->place);
}

enum outcome guard_user_argument(struct call *c, const char *name, struct account *ret,
                                 struct err *e)
{
    enum outcome o = guard_any_user_argument(c, name, ret, e);
    return !o && !guard_sees_user(c, ret) ? no_user(name, e) : o;
}

enum outcome guard_place_of_argument(struct call *c, const char *name, struct place *ret,
                                     struct err *e)
{
    const char *text;
    int64_t id;
    enum outcome o = call_need_text(c, name, &text, e);
    if (!o)
        o = place_parse(&id, c->db, text, e);
    if (!o)
        o = place_get(ret, c->arena, c->db, id, e);
    if (o == NOT_FOUND || (!o && !guard_knows_place(c->actor, ret->id, ret->kind)))
        return err_set(e, NOT_FOUND, name, "no_place", "there is no such place", "没有这个地点");
    return o;
}

enum outcome guard_date_argument(struct call *c, const char *name, int64_t absent, int64_t *ret,
                                 struct err *e)
{
    const char *text = call_text(c, name);
    *ret = absent;
    if (text && *text && !date_parse(text, strlen(text), false, ret))
        return err_set(e, REFUSED, name, "argument_date",
                       "\"%s\" must be a date such as 2026-11-23", "“%s”须为日期，如 2026-11-23",
                       name);
    return OK;
}

void guard_put_moment(struct buf *out, const char *key, int64_t seconds, int offset_s)
{
    char text[40];
    put_key(out, key);
    if (!seconds) {
        put_null(out);
        return;
    }
    datetime_print(seconds, offset_s, text);
    put_str(out, text);
}

void guard_put_date(struct buf *out, const char *key, int64_t day)
{
    char text[32];
    put_key(out, key);
    if (!day) {
        put_null(out);
        return;
    }
    date_print(day, text);
    put_str(out, text);
}

static void put_link(struct buf *out, int64_t id, const char *title)
{
    put_object(out);
    put_key(out, "id");
    put_id(out, id);
    put_key(out, "title");
    put_str(out, title);
    put_end_object(out);
}

enum outcome guard_put_named_place(struct buf *out, const char *key, struct call *c, int64_t place,
                                   struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, c->arena, c->db, place, e);
    if (o && o != NOT_FOUND)
        return o;
    put_key(out, key);
    if (place != PLACE_COUNTRY) {
        put_link(out, place, o ? "" : p.name);
        return OK;
    }
    put_object(out); /* an id of 0 would read as none */
    put_key(out, "id");
    put_str(out, "0");
    put_key(out, "title");
    put_str(out, c->lang == LANG_EN ? "the country" : "全国");
    put_end_object(out);
    return OK;
}

enum outcome guard_put_named_user(struct buf *out, const char *key, struct call *c, int64_t user,
                                  struct err *e)
{
    const char *name = "";
    enum outcome o = user > 0 ? guard_user_name(c->db, c->arena, user, &name, e) : OK;
    if (o)
        return o;
    put_key(out, key);
    if (user > 0)
        put_link(out, user, name);
    else
        put_null(out);
    return OK;
}

enum outcome guard_put_holdings(struct call *c, int64_t account, struct err *e)
{
    struct held *list;
    struct buf *out = c->out;
    int n;
    enum outcome o = held_list(&list, &n, c->arena, c->db, account, e);
    put_array(out);
    for (int i = 0; !o && i < n; i++) {
        const struct post *post = plan_post(c->plan, list[i].post);
        put_object(out);
        put_key(out, "id");
        put_id(out, list[i].id);
        put_key(out, "post");
        put_str(out, list[i].post);
        if (post) {
            put_key(out, "label");
            put_label(out, post->label.zh, post->label.en);
        }
        o = guard_put_named_place(out, "place", c, list[i].place, e);
        guard_put_date(out, "from", list[i].since);
        guard_put_date(out, "until", list[i].ended);
        if (!o)
            o = guard_put_named_user(out, "deputy_for", c, list[i].deputy_for, e);
        if (!o)
            o = guard_put_named_user(out, "granted_by", c, list[i].granted_by, e);
        put_end_object(out);
    }
    put_end_array(out);
    return o;
}

void guard_put_list_end(struct buf *out)
{
    put_end_array(out);
    put_key(out, "next");
    put_null(out);
    put_key(out, "count");
    put_null(out);
    put_end_object(out);
}
