/* Paper of the warehouse: labels with QR codes, letters of thanks that say where a gift went. */
#include "stock/stock_op.h"

#include "base/text.h"
#include "paper/doc.h"
#include "place/place.h"
#include "value/time.h"

#define LABELS 200
#define ACROSS 3

static const char *place_text(struct call *c, int64_t place)
{
    struct place p;
    struct err ignored;
    return place && place_get(&p, c->arena, c->db, place, &ignored) == OK ? p.name : "";
}

static const char *quantity_text(struct call *c, const char *item, int64_t quantity)
{
    struct buf b;
    const struct item *i = plan_item(c->plan, item);
    buf_init(&b, 400);
    if (i)
        quantity_print(&b, i, quantity);
    const char *text = arena_text(c->arena, b.data ? b.data : "", b.len);
    buf_fini(&b);
    return text;
}

static const char *item_text(struct call *c, const char *item)
{
    const struct item *i = plan_item(c->plan, item);
    return i ? label_text(&i->label, c->lang) : item;
}

/* ---- labels ---- */

static void put_label_cells(struct doc_table *t, const char *qr, const char *text)
{
    doc_cell_qr(t, qr, 24);
    doc_cell(t, text);
}

static const char *lot_text(struct call *c, const struct balance_row *r)
{
    char day[32] = "";
    bool is_zh = c->lang == LANG_ZH;
    if (r->expires != DAY_NONE)
        date_print(r->expires, day);
    return arena_printf(c->arena, "%s\n%s %s\n%s%s%s\n%s", item_text(c, r->item),
                        is_zh ? "批次" : "Lot", r->code,
                        r->maker_lot && *r->maker_lot ? r->maker_lot : "",
                        *day ? is_zh ? " 有效期至 " : " use by " : "", day,
                        place_text(c, r->place));
}

enum outcome do_stock_labels(struct call *c, struct err *e)
{
    static const struct doc_column columns[] = {{27}, {34}, {27}, {34}, {27}, {34}};
    struct balance_ask ask = {
        .account = "warehouse", .by_lot = true, .day = DAY_NONE, .limit = LABELS};
    struct balance_row *rows;
    const struct item *item;
    int n;
    enum outcome o = stock_place(c, "place", &ask.place, &ask.last, e);
    ask.last = ask.place;
    if (o == OK)
        o = stock_may_at(c, STOCK_VIEW, ask.place, e);
    if (o == OK)
        o = stock_item_argument(c, "item", &item, e);
    ask.item = o == OK && item ? item->name : NULL;
    if (o == OK)
        o = balance_list(c, &ask, &rows, &n, e);
    if (o != OK)
        return o;
    struct doc *d = doc_new(&(struct doc_page){.lang = c->lang, .text_pt = 8, .margin_mm = 12});
    struct doc_table *t = doc_table(d, columns, ACROSS * 2, 0);
    for (int i = -1; i < n; i++) {
        if ((i + 1) % ACROSS == 0)
            doc_row(t);
        if (i < 0)
            put_label_cells(t, arena_printf(c->arena, "lianfang:shelf/%lld", (long long)ask.place),
                            arena_printf(c->arena, "%s\n%s", place_text(c, ask.place),
                                         c->lang == LANG_ZH ? "货架标签" : "Shelf"));
        else
            put_label_cells(t, arena_printf(c->arena, "lianfang:lot/%lld", (long long)rows[i].lot),
                            lot_text(c, &rows[i]));
    }
    for (int i = n + 1; i % ACROSS; i++)
        doc_cell(t, NULL), doc_cell(t, NULL);
    o = answer_pdf(c, d, "labels", e);
    doc_free(d);
    return o;
}

/* ---- letters of thanks ---- */

static const struct value *value_by(const struct record *r, const char *name)
{
    for (int i = 0; i < r->ledger->fields_n; i++)
        if (text_same(r->ledger->fields[i].name, name))
            return &r->values[i];
    return NULL;
}

static const char *text_by(struct call *c, const struct record *r, const char *name)
{
    const struct value *v = value_by(r, name);
    return v && !value_is_null(*v) && vtype_is_text(v->type) && v->len
               ? arena_text(c->arena, v->s, v->len)
               : NULL;
}

static enum outcome read_gift(struct call *c, struct record **ret, struct err *e)
{
    struct subject on;
    int64_t id;
    const char *name = call_text(c, "ledger");
    const struct ledger *l = name ? plan_ledger(c->plan, name) : NULL;
    if (!l)
        return err_set(e, NOT_FOUND, "ledger", "no_ledger", "there is no such ledger",
                       "没有这个台账");
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = record_load(c->arena, c->db, c->plan, l, id, ret, e);
    if (o != OK)
        return o;
    record_subject(&on, *ret);
    if (!guard_may(c->actor, VERB_VIEW, &on, c->db))
        return err_set(e, NOT_FOUND, NULL, "no_record", "there is no such record", "没有这条登记");
    const char *source = text_by(c, *ret, "source");
    if (!text_by(c, *ret, "donor") && !(source && text_same(source, "donor")))
        return err_set(e, REFUSED, NULL, "no_gift", "this is no donation", "这不是捐赠");
    return OK;
}

static void put_where(struct call *c, struct doc_table *t, const struct gift_row *r)
{
    bool is_zh = c->lang == LANG_ZH;
    doc_row(t);
    doc_cell(t, item_text(c, r->item));
    doc_cell(t, quantity_text(c, r->item, r->quantity));
    doc_cell(t, arena_printf(c->arena, "%s%s%s", place_text(c, r->place), is_zh ? "　" : ", ",
                             account_label(r->kind, c->lang)));
}

static enum outcome put_letter(struct call *c, struct doc *d, const struct record *r,
                               struct err *e)
{
    static const struct doc_column columns[] = {{3}, {3, DOC_END}, {5}};
    bool is_zh = c->lang == LANG_ZH;
    const char *donor = text_by(c, r, "donor");
    struct gift_row *rows;
    int n;
    if (!donor)
        donor = text_by(c, r, "sender");
    enum outcome o = gift_list(c, r->id, &rows, &n, e);
    if (o != OK)
        return o;
    doc_title(d, &(struct doc_title){.number = r->key, .title = is_zh ? "感谢信" : "Thank you"});
    doc_say(d, arena_printf(c->arena, is_zh ? "%s：" : "To %s", donor ? donor : ""));
    doc_say(d, is_zh ? "承蒙捐赠，谨致谢忱。所捐款物已逐笔入账，截至今日的去向如下，账目可随时查询。"
                     : "We thank you for your gift. Every piece is in our books; up to today it "
                       "went where this list says, and you may ask for it at any time.");
    struct doc_table *t = doc_table(d, columns, 3, 1);
    doc_row(t);
    doc_cell(t, is_zh ? "款物" : "Gift");
    doc_cell(t, is_zh ? "数量" : "Quantity");
    doc_cell(t, is_zh ? "现在何处" : "Where it is");
    for (int i = 0; i < n; i++)
        put_where(c, t, &rows[i]);
    char day[32];
    date_print(stock_today(c->plan, c->now_ms), day);
    doc_signature(d, place_text(c, r->place), day, true);
    return OK;
}

enum outcome do_stock_letter(struct call *c, struct err *e)
{
    struct record *r = NULL;
    enum outcome o = db_begin_read(c->db, e);
    if (o != OK)
        return o;
    o = read_gift(c, &r, e);
    struct doc *d = doc_new(&(struct doc_page){.look = DOC_OFFICIAL, .lang = c->lang});
    if (o == OK)
        o = put_letter(c, d, r, e);
    db_rollback(c->db);
    if (o == OK)
        o = answer_pdf(c, d, arena_printf(c->arena, "thanks-%s", r->key ? r->key : ""), e);
    doc_free(d);
    return o;
}
