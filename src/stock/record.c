/* Records that move goods: fields of type stock post when their record is made or makes the move
 * the plan names, reserve before, give up what is reserved, and reverse. The plan is the
 * authority here: whoever may make the move may move the goods. */
#include "stock/stock_int.h"

#include "base/json.h"
#include "base/text.h"

struct mover { /* one stock field of one record */
    struct work *w;
    const struct record *r;
    const struct field *f;
    const struct stock_rule *s;
    int line; /* of its rows, from 1 */
};

static struct value value_of(const struct record *r, const struct field *f)
{
    return f ? r->values[f->index] : value_null();
}

static const char *text_of(struct work *w, struct value v)
{
    return value_is_null(v) || !vtype_is_text(v.type) || !v.len ? NULL
                                                                : arena_text(w->arena, v.s, v.len);
}

static enum outcome account_for(const struct mover *m, const struct account_of *of,
                                struct account *ret, struct err *e)
{
    struct value place = value_of(m->r, of->place), party = value_of(m->r, of->party);
    ret->kind = of->kind;
    ret->id = 0;
    ret->place = of->place && !value_is_null(place) ? place.n : m->r->place;
    ret->party = value_is_null(party) ? 0 : party.n;
    if (of->by) {
        const char *word = text_of(m->w, value_of(m->r, of->by));
        enum outcome o = word ? account_parse(ret, of->by->name, word, e)
                              : err_set(e, REFUSED, of->by->name, "required", "%s is needed",
                                        "须填%s", of->by->name);
        ret->place = of->place && !value_is_null(place) ? place.n : m->r->place;
        ret->party = value_is_null(party) ? 0 : party.n;
        return o;
    }
    return OK;
}

/* Where from and where to are of one place, the giving side's is the record's. */
static enum outcome begin(const struct mover *m, struct posting *p, struct err *e)
{
    struct value exception = value_of(m->r, m->s->exception);
    *p = (struct posting){.expires = DAY_NONE,
                          .record = m->r->id,
                          .document = m->r->key,
                          .occurred = m->r->occurred_at};
    p->post = text_of(m->w, value_of(m->r, m->s->post));
    if (!value_is_null(exception))
        p->exception = vtype_is_text(exception.type) ? text_of(m->w, exception)
                       : exception.n                 ? "exception"
                                                     : NULL;
    if (p->occurred > m->w->now_ms / 1000)
        p->occurred = 0;
    enum outcome o = account_for(m, &m->s->from, &p->from, e);
    return o == OK ? account_for(m, &m->s->to, &p->to, e) : o;
}

/* What comes in from outside is a lot of its own, so that its way can be followed: the record's key
 * and the line. Another lot number is the maker's. */
static void name_lot(const struct mover *m, struct posting *p, const char *lot)
{
    p->lot = lot;
    if (account_is_bounded(p->from.kind) || p->from.kind == AC_LOST || p->from.kind == AC_TREASURY)
        return;
    p->maker_lot = lot;
    p->lot = m->r->key && *m->r->key
                 ? arena_printf(m->w->arena, "%s-%d", m->r->key, m->line)
                 : arena_printf(m->w->arena, "%lld-%d", (long long)m->r->id, m->line);
}

static void price_of(struct posting *p, int64_t fen, int64_t millionths)
{
    /* fen of one counted unit → millionths of a yuan of one base unit */
    int64_t total;
    if (fen > 0 && p->quantity > 0 && number_muldiv(fen, millionths, 100, &total))
        p->price_micro = total / p->quantity;
}

/* A rule over the record's own fields. */
static enum outcome from_fields(const struct mover *m, struct posting *p, struct err *e)
{
    const struct stock_rule *s = m->s;
    struct value quantity = value_of(m->r, s->quantity), expires = value_of(m->r, s->expires);
    struct value price = value_of(m->r, s->price);
    int64_t millionths = quantity.n;
    const char *item = s->item ? s->item->name : text_of(m->w, value_of(m->r, s->item_by));
    p->item = item ? plan_item(m->w->plan, item) : NULL;
    if (!p->item || value_is_null(quantity))
        return OK; /* nothing to move */
    const char *unit = text_of(m->w, value_of(m->r, s->counted_in));
    if (quantity.type == V_MONEY && !unit)
        unit = p->item->unit; /* fen */
    if (quantity.type != V_NUMBER && !number_mul(quantity.n, NUMBER_ONE, &millionths))
        return err_set(e, REFUSED, s->quantity->name, "quantity", "too large", "数量过大");
    enum outcome o = quantity_base(&p->quantity, p->item, millionths, unit, e);
    if (o != OK) {
        snprintf(e->field, sizeof e->field, "%s", s->quantity->name);
        return o;
    }
    if (!value_is_null(expires))
        p->expires = expires.n;
    price_of(p, value_is_null(price) ? 0 : price.n, millionths);
    name_lot(m, p, text_of(m->w, value_of(m->r, s->lot)));
    return OK;
}

static const char *member(json_t *row, const char *name)
{
    const char *s = json_string_value(json_object_get(row, name));
    return s && *s ? s : NULL;
}

/* A row of the field's own lines; lines.c has judged form and types. */
static enum outcome from_row(const struct mover *m, json_t *row, struct posting *p, struct err *e)
{
    struct value v[16];
    const struct field *f = m->f;
    int64_t millionths = 0, fen = 0;
    if (f->lines_n > 16)
        return err_set(e, FAULT, NULL, "columns", "too many columns", "列过多");
    enum outcome o = lines_row(m->w, f, row, v, e);
    if (o != OK)
        return o;
    for (int i = 0; i < f->lines_n; i++) {
        const char *name = f->lines[i].name;
        if (value_is_null(v[i]))
            continue;
        if (text_same(name, "quantity"))
            millionths = v[i].n;
        if (text_same(name, "expires"))
            p->expires = v[i].n;
        if (text_same(name, "price"))
            fen = v[i].n;
    }
    const char *item = member(row, "item");
    p->item = item ? plan_item(m->w->plan, item) : NULL;
    if (!p->item)
        return err_set(e, REFUSED, f->name, "item", "the plan has no such item",
                       "预案中没有该品种");
    o = quantity_base(&p->quantity, p->item, millionths, member(row, "unit"), e);
    if (o != OK)
        return o;
    price_of(p, fen, millionths);
    p->note = member(row, "note");
    name_lot(m, p, member(row, "lot"));
    return OK;
}

/* From where to where, by what the record does. */
enum act { ACT_NONE, ACT_POST, ACT_HOLD, ACT_RELEASE, ACT_BACK };

static enum outcome post_one(const struct mover *m, struct posting *p, enum act act, bool was_held,
                             struct err *e)
{
    if (!p->item)
        return OK;
    if (act == ACT_HOLD) {
        p->to = p->from;
        p->to.kind = AC_RESERVED;
    } else if (was_held) {
        p->from.kind = AC_RESERVED;
    }
    enum outcome o = stock_post(m->w, p, NULL, NULL, e);
    if (o != OK && m->f->type == F_LINES) {
        e->row = m->line;
        snprintf(e->field, sizeof e->field, "%s", m->f->name);
    }
    return o;
}

static enum outcome each_row(struct mover *m, enum act act, bool was_held, struct err *e)
{
    struct posting p;
    struct value v = m->r->values[m->f->index];
    json_t *rows = value_is_null(v) ? NULL : json_loadb(v.s, v.len, 0, NULL), *row;
    enum outcome o = OK;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        m->line = (int)i + 1;
        if ((o = begin(m, &p, e)) == OK && (o = from_row(m, row, &p, e)) == OK)
            o = post_one(m, &p, act, was_held, e);
        if (o != OK) {
            e->row = m->line;
            if (!e->field[0])
                snprintf(e->field, sizeof e->field, "%s", m->f->name);
            break;
        }
    }
    json_decref(rows);
    return o;
}

static enum outcome move_goods(struct mover *m, enum act act, bool was_held, struct err *e)
{
    struct posting p;
    m->line = 1;
    if (m->f->type == F_LINES)
        return each_row(m, act, was_held, e);
    enum outcome o = begin(m, &p, e);
    if (o == OK)
        o = from_fields(m, &p, e);
    return o == OK ? post_one(m, &p, act, was_held, e) : o;
}

static bool is_among(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (text_same(names[i], name))
            return true;
    return false;
}

static enum act act_of(const struct stock_rule *s, const struct change *c)
{
    const char *name = c->move ? c->move->name : !c->before ? "add" : NULL;
    if (!name)
        return ACT_NONE;
    if (text_same(s->on, name))
        return ACT_POST;
    if (text_same(s->hold, name))
        return ACT_HOLD;
    if (is_among(s->release, s->release_n, name))
        return ACT_RELEASE;
    return is_among(s->back, s->back_n, name) ? ACT_BACK : ACT_NONE;
}

static enum outcome take_back(struct work *w, const struct change *c, struct err *e)
{
    int64_t *moves;
    int n;
    enum outcome o = moves_of_record(w->arena, w->db, c->after->id, &moves, &n, e);
    for (int i = 0; o == OK && i < n; i++)
        o = stock_reverse(w, moves[i], label_text(&c->move->label, LANG_ZH), NULL, e);
    return o;
}

/* What was posted stands: other goods need another record, or the way back first. */
static enum outcome check_amend(struct work *w, const struct change *c, const struct field *f,
                                struct err *e)
{
    int64_t *moves;
    int n = 0;
    if (value_same(c->before->values[f->index], c->after->values[f->index]))
        return OK;
    enum outcome o = moves_of_record(w->arena, w->db, c->after->id, &moves, &n, e);
    return o != OK || !n ? o
                         : err_set(e, REFUSED, f->name, "posted",
                                   "this is in the books already: reverse it, then enter it anew",
                                   "已记账，不能修改：请先冲销再重新登记");
}

static enum outcome check_amends(struct work *w, const struct change *c, const struct field *f,
                                 struct err *e)
{
    const struct stock_rule *s = f->stock;
    const struct field *const all[] = {f->type == F_LINES ? f : NULL,
                                       s->item_by,
                                       s->quantity,
                                       s->counted_in,
                                       s->lot,
                                       s->from.by,
                                       s->to.by,
                                       s->from.place,
                                       s->to.place};
    enum outcome o = OK;
    for (size_t i = 0; o == OK && i < sizeof all / sizeof *all; i++)
        if (all[i])
            o = check_amend(w, c, all[i], e);
    return o;
}

const struct hook stock_hook = {"stock", stock_record_changed};

enum outcome stock_record_changed(struct work *w, const struct change *c, struct err *e)
{
    const struct ledger *l = c->after->ledger;
    enum outcome o = OK;
    bool is_back = false;
    for (int i = 0; o == OK && i < l->fields_n; i++) {
        struct mover m = {.w = w, .r = c->after, .f = &l->fields[i], .s = l->fields[i].stock};
        if (!m.s)
            continue;
        enum act act = act_of(m.s, c);
        if (c->before && !c->move)
            o = check_amends(w, c, m.f, e);
        else if (act == ACT_POST || act == ACT_HOLD)
            o = move_goods(&m, act, act == ACT_POST && m.s->hold != NULL, e);
        else if ((act == ACT_RELEASE || act == ACT_BACK) && !is_back) {
            is_back = true;
            o = take_back(w, c, e);
        }
    }
    return o;
}
