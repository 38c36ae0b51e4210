/* Posting: one line of a paper becomes movements. Rules in move.c, sums in book.c, rows in
 * move_store.c. Runs in a writer's job: a refusal leaves nothing behind. */
#include "stock/stock_int.h"

#include "base/text.h"
#include "value/time.h"

struct posted {
    struct work *w;
    struct posting p; /* the caller's, filled up */
    int64_t day, item;
    int64_t first;
    int n;
};

static enum outcome refuse_short(const struct posted *t, int64_t available, struct err *e)
{
    const struct item *item = t->p.item;
    struct buf b;
    buf_init(&b, 300);
    quantity_print(&b, item, available < 0 ? 0 : available);
    enum outcome o = err_set(e, CONFLICT, "quantity", "not_enough",
                             "not enough %2$s: only %3$s can be taken%1$.0s",
                             "%1$s不足，可用%3$s%2$.0s", label_text(&item->label, LANG_ZH),
                             label_text(&item->label, LANG_EN), b.data ? b.data : "0");
    buf_fini(&b);
    return o;
}

static enum outcome check_closed(struct posted *t, struct err *e)
{
    char day[32];
    int64_t from = DAY_NONE, to = DAY_NONE;
    if (t->day >= stock_today(t->w->plan, t->w->now_ms))
        return OK; /* only what is past can be closed */
    enum outcome o = closed_until(t->w->db, t->p.from.place, &from, e);
    if (o == OK)
        o = closed_until(t->w->db, t->p.to.place, &to, e);
    if (o != OK || (t->day > from && t->day > to))
        return o;
    date_print(from > to ? from : to, day);
    return err_set(
        e, REFUSED, "occurred", "closed_month",
        "the books are closed up to %s: enter it today and say when it happened in the note",
        "账目已结至%s：请按今日登记，并在备注中写明发生时间", day);
}

static enum outcome add_one(struct posted *t, const struct lot *lot, int64_t quantity,
                            int64_t reverses, struct err *e)
{
    struct work *w = t->w;
    const struct posting *p = &t->p;
    int64_t available = 0;
    enum outcome o = book_add(w->app->stock, w->db, &p->from, t->item, lot->id, t->day, -quantity,
                              &available, e);
    if (o == REFUSED)
        return refuse_short(t, available, e);
    if (o == OK)
        o = book_add(w->app->stock, w->db, &p->to, t->item, lot->id, t->day, quantity, &available,
                     e);
    struct move_row m = {.source = p->from.id,
                         .target = p->to.id,
                         .item = t->item,
                         .lot = lot->id,
                         .quantity = quantity,
                         .day = t->day,
                         .occurred = p->occurred,
                         .reason = p->reason,
                         .document = p->document ? p->document : "",
                         .note = p->exception ? p->exception
                                 : p->note    ? p->note
                                              : "",
                         .record = p->record,
                         .reverses = reverses};
    if (o == OK)
        o = move_add(w, account_is_bounded(p->from.kind) ? p->from.place : p->to.place, &m, e);
    if (o == OK && !t->n++)
        t->first = m.id;
    return o;
}

static enum outcome refuse_lot(const struct posted *t, const struct lot *lot, struct err *e)
{
    char day[32];
    if (!text_same(lot->state, "good"))
        return err_set(e, REFUSED, "lot", "lot_recalled", "lot %s is recalled", "批次%s已召回",
                       lot->code);
    date_print(lot->expires, day);
    (void)t;
    return err_set(e, REFUSED, "lot", "lot_expired", "lot %s expired after %s", "批次%s已于%s过期",
                   lot->code, day);
}

/* What lies there, first expired first. */
static enum outcome add_by_expiry(struct posted *t, struct err *e)
{
    struct in_lot *lots;
    int n;
    int64_t left = t->p.quantity, available = 0;
    enum outcome o = book_write_some(t->w->app->stock, t->w->db, t->p.from.id, t->item, e);
    if (o == OK)
        o = lots_in(t->w->arena, t->w->db, t->p.from.id, t->item, &lots, &n, e);
    if (o != OK)
        return o;
    for (int i = 0; i < n; i++)
        if (lot_may_leave(&lots[i].lot, t->p.item, t->p.to.kind, t->day, false))
            available += lots[i].quantity;
    if (available < left)
        return refuse_short(t, available, e);
    for (int i = 0; o == OK && left > 0 && i < n; i++) {
        int64_t part = lots[i].quantity < left ? lots[i].quantity : left;
        if (!lot_may_leave(&lots[i].lot, t->p.item, t->p.to.kind, t->day, false))
            continue;
        o = add_one(t, &lots[i].lot, part, 0, e);
        left -= part;
    }
    return o;
}

static enum outcome new_lot(struct posted *t, struct lot *lot, struct err *e)
{
    const struct posting *p = &t->p;
    const char *code = p->lot ? p->lot : "";
    if (text_chars(code, strlen(code)) > 60)
        return err_set(e, REFUSED, "lot", "too_long", "a lot's code has at most 60 characters",
                       "批号最长60个字");
    *lot = (struct lot){.item = t->item,
                        .code = code,
                        .maker_lot = p->maker_lot ? p->maker_lot : "",
                        .state = "good",
                        .expires = p->expires,
                        .price_micro = p->price_micro,
                        .record = p->record,
                        .received = t->day};
    return lot_add(t->w, p->to.place, lot, e);
}

/* The lot that is named, or that comes in. */
static enum outcome add_named(struct posted *t, struct err *e)
{
    const struct posting *p = &t->p;
    struct lot lot;
    const char *code = p->lot ? p->lot : "";
    enum outcome o = lot_find(t->w, t->item, code, &lot, e);
    bool is_bounded = account_is_bounded(p->from.kind);
    if (o != OK)
        return o;
    if (!lot.id && is_bounded)
        return err_set(e, REFUSED, "lot", "unknown_lot", "%2$s has no lot \"%3$.60s\"%1$.0s",
                       "%1$s没有批次“%3$.60s”%2$.0s", label_text(&p->item->label, LANG_ZH),
                       label_text(&p->item->label, LANG_EN), code);
    if (!lot.id)
        o = new_lot(t, &lot, e);
    else if (p->expires != DAY_NONE && p->expires != lot.expires)
        return err_set(e, REFUSED, "expires", "lot_differs",
                       "lot %.60s is known with another expiry date", "批次%.60s已登记的有效期不同",
                       code);
    if (o == OK && !lot_may_leave(&lot, p->item, p->to.kind, t->day, true))
        return refuse_lot(t, &lot, e);
    return o == OK ? add_one(t, &lot, p->quantity, 0, e) : o;
}

static enum outcome begin(struct posted *t, struct work *w, const struct posting *p, struct err *e)
{
    *t = (struct posted){.w = w, .p = *p};
    if (!t->p.occurred)
        t->p.occurred = w->now_ms / 1000;
    t->day = date_of(t->p.occurred, w->plan->calendar.offset_s);
    enum outcome o = move_judge(&t->p, w->now_ms / 1000, e);
    if (o != OK)
        return o;
    if (!t->p.reason)
        t->p.reason = account_reason(p->from.kind, p->to.kind);
    if ((o = check_closed(t, e)) != OK || (o = move_item_id(w, p->item, &t->item, e)) != OK ||
        (o = move_account_id(w, &t->p.from, e)) != OK)
        return o;
    return move_account_id(w, &t->p.to, e);
}

enum outcome stock_post(struct work *w, const struct posting *p, int64_t *ret_first, int *ret_n,
                        struct err *e)
{
    struct posted t;
    enum outcome o = begin(&t, w, p, e);
    if (o == OK)
        o = move_grade(w->plan, &t.p, e);
    if (o == OK)
        o = !p->lot && account_is_bounded(p->from.kind) ? add_by_expiry(&t, e) : add_named(&t, e);
    if (o == OK && ret_first)
        *ret_first = t.first;
    if (o == OK && ret_n)
        *ret_n = t.n;
    return o;
}

enum outcome stock_reverse(struct work *w, int64_t move, const char *note, int64_t *ret,
                           struct err *e)
{
    struct move_row m;
    struct posted t = {.w = w, .day = stock_today(w->plan, w->now_ms)};
    struct lot lot;
    bool is_reversed = false;
    const char *name = NULL;
    enum outcome o = move_load(w->arena, w->db, move, &m, e);
    if (o == OK)
        o = move_is_reversed(w->db, move, &is_reversed, e);
    if (o != OK)
        return o;
    if (is_reversed || m.reverses)
        return err_set(e, CONFLICT, NULL, "reversed",
                       is_reversed ? "this movement was reversed already"
                                   : "this movement is a reversal itself: enter the movement anew",
                       is_reversed ? "这笔变动已经冲销" : "这笔本身就是冲销，请重新登记");
    if ((o = account_load(w->db, m.target, &t.p.from, e)) != OK ||
        (o = account_load(w->db, m.source, &t.p.to, e)) != OK ||
        (o = lot_load(w->arena, w->db, m.lot, &lot, e)) != OK)
        return o;
    if ((o = item_name(w->arena, w->db, m.item, &name, e)) != OK)
        return o;
    t.item = m.item;
    t.p.item = plan_item(w->plan, name);
    if (!t.p.item) /* gone from the plan: only its name is left */
        t.p.item =
            arena_copy(w->arena, &(struct item){.name = name, .label = {name, name}, .unit = ""},
                       sizeof(struct item));
    t.p.occurred = w->now_ms / 1000;
    t.p.reason = "reversal";
    t.p.note = note;
    t.p.document = m.document;
    t.p.record = m.record;
    o = add_one(&t, &lot, m.quantity, move, e);
    if (o == OK && ret)
        *ret = t.first;
    return o;
}
