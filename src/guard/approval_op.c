/* Operations on approvals: one person asks to see many people's data for a purpose, another one,
 * who holds a post with `disclose` at or above the place, grants or refuses it. Never oneself; it
 * expires. */
#include "base/limits.h"
#include "base/text.h"
#include "guard/guard_op.h"
#include "journal/image.h"

#define HOURS_MAX (7 * 24)
#define UP_TO_MAX 1000000

static enum outcome save(struct call *c, struct approval *x, const char *act, bool is_new,
                         struct err *e)
{
    struct buf b;
    enum outcome o = OK;
    if (is_new)
        x->id = guard_row_next_id(c->db, "approval", x->place, &o, e);
    if (!o)
        o = is_new ? approval_insert(c->db, x, e) : approval_decide(c->db, x, e);
    if (o)
        return o;
    struct entry entry = {.at_ms = c->now_ms, .user = c->actor->user < 0 ? 0 : c->actor->user,
                          .act = act, .ledger = x->ledger, .place = x->place};
    image_start(&b, 1 << 16);
    image_row(&b, "approval", x->id);
    image_int(&b, "account", x->account);
    image_text(&b, "ledger", x->ledger);
    image_int(&b, "place", x->place);
    image_text(&b, "purpose", x->purpose);
    image_int(&b, "up_to", x->up_to);
    image_text(&b, "state", x->state);
    image_int(&b, "asked_at", x->asked_at);
    image_int(&b, "decided_by", x->decided_by);
    image_int(&b, "decided_at", x->decided_at);
    image_int(&b, "ends_at", x->ends_at);
    image_row_end(&b);
    return image_append(&b, c->app->journal, c->db, &entry, e);
}

/* A post for some kinds of place decides about places of those kinds only. */
static bool may_decide(struct call *c, int64_t place)
{
    const struct actor *who = c->actor;
    struct place p;
    struct err ignored;
    bool is_known = false;
    for (int i = 0; i < who->holdings_n && who->may_admin && !who->must_change_password; i++) {
        const struct holding *h = &who->holdings[i];
        if (!h->post->disclose || place < h->place || place > h->last)
            continue;
        if (!guard_is_narrowed(h->post))
            return true;
        is_known = is_known || place_get(&p, c->arena, c->db, place, &ignored) == OK;
        if (is_known && post_has_kind(h->post, p.kind))
            return true;
    }
    return who->is_system;
}

static enum outcome put_approval(struct call *c, const struct approval *x, struct err *e)
{
    struct buf *out = c->out;
    int offset = c->plan->calendar.offset_s;
    bool own = x->account == c->actor->user;
    put_object(out);
    put_key(out, "id");
    put_id(out, x->id);
    enum outcome o = guard_put_named_user(out, "user", c, x->account, e);
    put_key(out, "ledger");
    put_str(out, x->ledger);
    if (!o)
        o = guard_put_named_place(out, "place", c, x->place, e);
    put_key(out, "purpose");
    put_str(out, x->purpose);
    put_key(out, "up_to");
    put_int(out, x->up_to);
    put_key(out, "state");
    put_str(out, x->state);
    guard_put_moment(out, "asked_at", x->asked_at, offset);
    if (!o)
        o = guard_put_named_user(out, "decided_by", c, x->decided_by, e);
    guard_put_moment(out, "decided_at", x->decided_at, offset);
    guard_put_moment(out, "ends_at", x->ends_at, offset);
    put_key(out, "may_decide");
    put_bool(out, !own && text_same(x->state, "asked") && may_decide(c, x->place));
    put_end_object(out);
    return o;
}

enum outcome do_approval_request(struct call *c, struct err *e)
{
    struct place place;
    struct approval x = {.account = c->actor->user, .state = "asked",
                         .asked_at = c->now_ms / 1000};
    int64_t hours;
    enum outcome o = call_need_text(c, "ledger", &x.ledger, e);
    if (!o)
        o = guard_place_of_argument(c, "place", &place, e);
    if (!o)
        o = call_need_text(c, "purpose", &x.purpose, e);
    if (!o)
        o = call_int(c, "up_to", 0, &x.up_to, e);
    if (!o)
        o = call_int(c, "hours", 24, &hours, e);
    if (o)
        return o;
    const struct ledger *l = plan_ledger(c->plan, x.ledger);
    if (!guard_may_somewhere(c->actor, VERB_VIEW, l) || !guard_sees_place(c->actor, place.id))
        return err_set(e, NOT_FOUND, "ledger", "no_ledger", "there is nothing of that for you here",
                       "此处没有您可查看的内容");
    if (x.up_to <= LIMIT_DISCLOSE || x.up_to > UP_TO_MAX)
        return err_set(e, REFUSED, "up_to", "approval_up_to",
                       "a request is for %d to %d people: fewer need none", "申请人数须在%d至%d之间，更少则无需申请",
                       LIMIT_DISCLOSE + 1, UP_TO_MAX);
    if (hours < 1 || hours > HOURS_MAX)
        return err_set(e, REFUSED, "hours", "approval_hours", "it lasts 1 to %d hours",
                       "有效时间须在1至%d小时之间", HOURS_MAX);
    if (text_chars(x.purpose, strlen(x.purpose)) > 200)
        return err_set(e, REFUSED, "purpose", "max", "a purpose has at most 200 characters",
                       "用途最多200字");
    x.place = place.id;
    x.ends_at = x.asked_at + hours * 3600;
    if ((o = save(c, &x, "approval.request", true, e)))
        return o;
    c->status = 201;
    return put_approval(c, &x, e);
}

static enum outcome decide(struct call *c, const char *state, const char *act, struct err *e)
{
    struct approval x;
    int64_t id, now_s = c->now_ms / 1000;
    enum outcome o = call_id(c, "approval", &id, e);
    if (!o)
        o = approval_get(&x, c->arena, c->db, id, e);
    if (o)
        return o;
    bool own = x.account == c->actor->user;
    if (!own && !may_decide(c, x.place))
        return err_set(e, NOT_FOUND, NULL, "no_approval", "there is no such request", "没有这项申请");
    if (own)
        return err_set(e, DENIED, NULL, "own_approval",
                       "a second person must decide on your request",
                       "您的申请须由另一人审批");
    if (!text_same(x.state, "asked"))
        return err_set(e, CONFLICT, NULL, "approval_decided",
                       "this request has been decided already",
                       "该申请已有结论");
    if (now_s >= x.ends_at)
        return err_set(e, CONFLICT, NULL, "approval_expired", "this request has expired", "该申请已过期");
    x.ends_at += now_s - x.asked_at; /* its hours count from the decision */
    x.state = state;
    x.decided_by = c->actor->user < 0 ? 0 : c->actor->user;
    x.decided_at = now_s;
    o = save(c, &x, act, false, e);
    return o ? o : put_approval(c, &x, e);
}

enum outcome do_approval_grant(struct call *c, struct err *e)
{
    return decide(c, "granted", "approval.grant", e);
}

enum outcome do_approval_refuse(struct call *c, struct err *e)
{
    return decide(c, "refused", "approval.refuse", e);
}

enum outcome do_approval_list(struct call *c, struct err *e)
{
    struct approval *list;
    const char *state = call_text(c, "state");
    int n;
    enum outcome o = approval_rows(&list, &n, c->arena, c->db, state ? state : "", e);
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; !o && i < n; i++)
        if (list[i].account == c->actor->user || may_decide(c, list[i].place))
            o = put_approval(c, &list[i], e);
    guard_put_list_end(c->out);
    return o;
}
