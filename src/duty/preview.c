/* What a response level would switch on at a place, shown before it is activated: ledgers and
 * modules, standards from what to what, and the duties whose frequency changes, with how many live
 * ones would move. Reads only. */
#include "duty/alarm.h"
#include "duty/list.h"

#include "base/text.h"
#include "ledger/level.h"
#include "value/time.h"

static const struct plan_level *level_named(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->levels_n; i++)
        if (text_same(plan->levels[i].name, name))
            return &plan->levels[i];
    return NULL;
}

/* Levels are cumulative: the strictest of those included that names the standard. */
static bool level_value(const struct plan *plan, const struct plan_level *in_force,
                        const struct standard *s, struct value *ret)
{
    int best = 1000;
    for (int i = 0; in_force && i < plan->levels_n; i++)
        for (int k = 0; k < plan->levels[i].standards_n; k++)
            if (plan->levels[i].rank >= in_force->rank && plan->levels[i].rank < best &&
                plan->levels[i].standards[k].standard == s) {
                *ret = plan->levels[i].standards[k].value;
                best = plan->levels[i].rank;
            }
    return best < 1000;
}

static void put_standard_value(struct call *c, struct value v)
{
    char text[64];
    switch (v.type) {
    case V_DURATION:
        put_text(c->out, text, duration_print(v.n, text));
        break;
    case V_DATE:
        put_text(c->out, text, date_print(v.n, text));
        break;
    case V_TIME:
        put_text(c->out, text, time_print(v.n, text));
        break;
    case V_NUMBER:
        buf_printf(c->out, "%.10g", (double)v.n / NUMBER_ONE);
        break;
    case V_INTEGER:
        put_int(c->out, v.n);
        break;
    case V_FLAG:
        put_bool(c->out, v.n != 0);
        break;
    default:
        if (v.s)
            put_text(c->out, v.s, v.len);
        else
            put_null(c->out);
    }
}

struct changing {
    struct call *c;
    const struct plan_level *level;
    int64_t place, day;
    bool changes;
};

static bool changed(const struct changing *ch, const struct standard *s, struct value *ret_was,
                    struct value *ret_is, struct err *e)
{
    const struct plan *plan = ch->c->plan;
    if (level_standard(ret_was, ch->c->arena, ch->c->db, plan, s, ch->place,
                       ch->c->now_ms / 1000, e) != OK)
        *ret_was = standard_value(s, ch->day);
    *ret_is = *ret_was;
    return level_value(plan, ch->level, s, ret_is) && !value_same(*ret_was, *ret_is);
}

static void look(void *arg, const struct expr *x)
{
    struct changing *ch = arg;
    struct value was, is;
    struct err quiet = {0};
    if (x->op == E_STD && changed(ch, x->standard, &was, &is, &quiet))
        ch->changes = true;
}

static void look_in(void *arg, const struct ledger *l, const char *what, const struct expr *x)
{
    (void)l;
    if (text_same(what, "times") || text_same(what, "at") || text_same(what, "grace") ||
        text_same(what, "while"))
        expr_walk(x, look, arg);
}

static enum outcome put_duties(struct changing *ch, struct err *e)
{
    struct call *c = ch->c;
    int64_t total = 0;
    enum outcome o = OK;
    put_key(c->out, "duties");
    put_array(c->out);
    for (int i = 0; o == OK && i < c->plan->duties_n; i++) {
        const struct duty *d = &c->plan->duties[i];
        int64_t n = 0;
        ch->changes = false;
        duty_exprs(d, look_in, ch);
        if (!ch->changes)
            continue;
        o = live_count(c->db, d, ch->place, &n, e);
        put_object(c->out);
        put_key(c->out, "rule"), put_str(c->out, d->rule);
        put_key(c->out, "label"), put_str(c->out, label_text(&d->label, c->lang));
        put_key(c->out, "moves"), put_int(c->out, n);
        put_end_object(c->out);
        total += n;
    }
    put_end_array(c->out);
    put_key(c->out, "moves"), put_int(c->out, total);
    return o;
}

static void put_on(struct changing *ch)
{
    struct call *c = ch->c;
    put_key(c->out, "on");
    put_array(c->out);
    for (int i = 0; i < c->plan->levels_n; i++) {
        const struct plan_level *l = &c->plan->levels[i];
        for (int k = 0; l->rank >= ch->level->rank && k < l->on_n; k++) {
            const struct ledger *ledger = plan_ledger(c->plan, l->on[k]);
            struct label label = ledger ? ledger->label : (struct label){l->on[k], l->on[k]};
            put_object(c->out);
            put_key(c->out, "name"), put_str(c->out, l->on[k]);
            put_key(c->out, "label"), put_str(c->out, label_text(&label, c->lang));
            put_key(c->out, "level"), put_str(c->out, l->name);
            put_end_object(c->out);
        }
    }
    put_end_array(c->out);
}

static void put_standards(struct changing *ch, struct err *e)
{
    struct call *c = ch->c;
    put_key(c->out, "standards");
    put_array(c->out);
    for (int i = 0; i < c->plan->standards_n; i++) {
        const struct standard *s = &c->plan->standards[i];
        struct value was, is;
        if (!changed(ch, s, &was, &is, e))
            continue;
        put_object(c->out);
        put_key(c->out, "name"), put_str(c->out, s->name);
        put_key(c->out, "label"), put_str(c->out, label_text(&s->label, c->lang));
        put_key(c->out, "unit"), put_str(c->out, s->unit ? s->unit : "");
        put_key(c->out, "was"), put_standard_value(c, was);
        put_key(c->out, "is"), put_standard_value(c, is);
        put_end_object(c->out);
    }
    put_end_array(c->out);
}

enum outcome do_level_preview(struct call *c, struct err *e)
{
    struct changing ch = {.c = c, .day = date_of(c->now_ms / 1000, c->plan->calendar.offset_s)};
    const struct plan_level *now = NULL;
    const char *name;
    enum outcome o = call_need_text(c, "level", &name, e);
    if (o == OK)
        o = duty_arg_place(c, &ch.place, e);
    if (o != OK)
        return o;
    if (!c->actor->is_system && !guard_sees_place(c->actor, ch.place))
        return err_set(e, NOT_FOUND, "place", "no_place", "there is no such place",
                       "没有这个地点");
    ch.level = level_named(c->plan, name);
    if (!ch.level)
        return err_set(e, REFUSED, "level", "unknown_level", "the plan has no level \"%.40s\"",
                       "预案没有响应级别“%.40s”", name);
    o = level_at(&now, c->db, c->plan, ch.place, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "level"), put_str(c->out, ch.level->name);
    put_key(c->out, "now");
    if (now)
        put_str(c->out, now->name);
    else
        put_null(c->out);
    put_key(c->out, "from_above"), put_bool(c->out, ch.level->from_above);
    put_on(&ch);
    put_standards(&ch, e);
    o = put_duties(&ch, e);
    put_end_object(c->out);
    return o;
}

/* ---- proposed, never automatic
 * -------------------------------------------------------------------- */

/* Does what the plan calls a trigger hold, and is neither this level nor a higher one in force? */
static enum outcome is_proposed(struct work *w, const struct plan_level *l, int64_t place,
                                const struct plan_level *now, bool *ret, struct err *e)
{
    *ret = false;
    if (!l->trigger || (now && now->rank <= l->rank))
        return OK;
    return expr_holds(record_eval(w, record_stub(w->arena, NULL, 0, place)), l->trigger, ret, e);
}

static void put_proposal(struct call *c, const struct plan_level *l, const struct plan_level *now)
{
    struct buf text;
    buf_init(&text, 1 << 14);
    expr_print(&text, l->trigger);
    put_object(c->out);
    put_key(c->out, "level"), put_str(c->out, l->name);
    put_key(c->out, "label"), put_str(c->out, label_text(&l->label, c->lang));
    put_key(c->out, "now"), put_str(c->out, now ? now->name : NULL);
    put_key(c->out, "from_above"), put_bool(c->out, l->from_above);
    put_key(c->out, "because"), put_text(c->out, text.data ? text.data : "", text.len);
    put_end_object(c->out);
    buf_fini(&text);
}

enum outcome do_level_proposals(struct call *c, struct err *e)
{
    const struct plan_level *now = NULL;
    struct work w;
    int64_t place;
    enum outcome o = duty_arg_place(c, &place, e);
    if (o != OK)
        return o;
    if (!c->actor->is_system && !guard_is_admin(c->actor, place))
        return err_set(e, NOT_FOUND, "place", "no_place", "there is no such place for you",
                       "没有您可启动响应的这个地点");
    work_of_call(&w, c);
    o = level_at(&now, c->db, c->plan, place, e);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < c->plan->levels_n; i++) {
        bool holds;
        o = is_proposed(&w, &c->plan->levels[i], place, now, &holds, e);
        if (o == OK && holds)
            put_proposal(c, &c->plan->levels[i], now);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}
