/* Fields of type stock: what a record moves between accounts. Either the field has lines of its own
 * (item, lot, quantity …; it then is a field of lines), or it names the record's other fields. */
#include "plan/plan_int.h"

#include "base/text.h"

/* clang-format off */
static const struct line_column {
    const char *name; enum field_type type; bool required; int max; struct label label;
} columns[] = {
    {"item", F_CHOICE, true, 0, {"品种", "Item"}},
    {"quantity", F_NUMBER, true, 0, {"数量", "Quantity"}},
    {"unit", F_TEXT, false, 24, {"单位", "Unit"}},
    {"lot", F_TEXT, false, 60, {"批号", "Lot"}},
    {"expires", F_DATE, false, 0, {"有效期至", "Expires"}},
    {"price", F_MONEY, false, 0, {"单价", "Price of a unit"}},
    {"note", F_TEXT, false, 100, {"备注", "Note"}},
};
/* clang-format on */
#define COLUMNS ((int)(sizeof columns / sizeof *columns))

void declare_stock(struct reader *r, struct field *f, const struct node *at)
{
    f->stock = arena_alloc(r->keep, sizeof *f->stock);
    if (node_get(at, "quantity"))
        return;
    f->type = F_LINES;
    f->lines = arena_alloc(r->keep, (COLUMNS + 1) * sizeof *f->lines);
    f->lines_n = COLUMNS;
    for (int i = 0; i < COLUMNS; i++) {
        struct field *c = &f->lines[i];
        c->name = c->column = columns[i].name;
        c->label = columns[i].label;
        c->type = columns[i].type;
        c->index = i;
        c->required = columns[i].required;
        c->rule.name = c->name;
        c->rule.offset_s = f->rule.offset_s;
        c->rule.max_chars = columns[i].max;
        c->at = f->at;
        if (c->type == F_CHOICE)
            item_codes(r, c);
    }
}

static const struct field *typed_field(struct reader *r, const struct ledger *l,
                                       const struct node *at, const char *types)
{
    const struct field *f = find_field(r, l, at);

    if (f && !words_hold(types, type_row(f->type)->word, strlen(type_row(f->type)->word))) {
        mistake(r, at, "type", "%s is of type %s; here stands one of %s",
                "%s的类型是%s，此处须为%s", f->name, type_row(f->type)->word, types);
        return NULL;
    }
    return f;
}

/* A choice stands for the account when each of its codes is an account's word. */
static void read_by(struct reader *r, const struct ledger *l, struct account_of *a,
                    const struct node *at)
{
    struct near near = near_to(at->text);

    a->by = ledger_field(l, at->text);
    for (int i = 0; !a->by && i < ACCOUNT_KINDS; i++)
        near_try(&near, account_words[i]);
    if (!a->by)
        near_suggest(mistake(r, at, "no_such", "there is no account or field \"%s\"",
                             "没有名为“%s”的账户或项目", brief(r, at->text)),
                     &near);
    else if (a->by->type != F_CHOICE)
        mistake(r, at, "type", "%s is no choice of accounts", "%s不是账户选择", at->text);
    for (int i = 0; a->by && i < a->by->rule.codes_n; i++)
        if (word_index(account_words, ACCOUNT_KINDS, a->by->rule.codes[i].code) < 0)
            mistake(r, at, "type", "%s is a code of %s, but no account", "%2$s的代码%1$s不是账户",
                    a->by->rule.codes[i].code, a->by->name);
}

static void read_account(struct reader *r, const struct ledger *l, struct account_of *a,
                         const struct node *list)
{
    const struct node *at = item_first(list);
    int kind =
        at && at->kind == NODE_SCALAR ? word_index(account_words, ACCOUNT_KINDS, at->text) : -1;

    if (!at || at->kind != NODE_SCALAR)
        return;
    if (kind >= 0)
        a->kind = (enum account_kind)kind;
    else
        read_by(r, l, a, at);
    for (at = item_next(list, at); at; at = item_next(list, at)) {
        const struct field *f = typed_field(r, l, at, "place|ref");
        if (f && f->type == F_PLACE)
            a->place = f;
        else if (f)
            a->party = f;
    }
}

static void check_act(struct reader *r, const struct ledger *l, const struct node *at)
{
    struct near near;

    if (!at || at->kind != NODE_SCALAR || node_is(at, "add") || ledger_move(l, at->text))
        return;
    near = near_to(at->text);
    for (int i = 0; i < l->moves_n; i++)
        near_try(&near, l->moves[i].name);
    near_suggest(mistake(r, at, "no_such", "%s has no move \"%s\"", "%s没有变动“%s”", l->name,
                         brief(r, at->text)),
                 &near);
}

static void check_acts(struct reader *r, const struct ledger *l, const struct node *list)
{
    for (const struct node *i = item_first(list); i; i = item_next(list, i))
        check_act(r, l, i);
}

static void read_columns(struct reader *r, const struct ledger *l, struct stock_rule *s,
                         const struct node *at)
{
    const struct node *item = node_get(at, "item"), *quantity = node_get(at, "quantity");

    s->post = typed_field(r, l, node_get(at, "post"), "choice|text");
    s->exception = typed_field(r, l, node_get(at, "exception"), "flag|text|ref");
    if (!quantity)
        return;
    s->quantity = typed_field(r, l, quantity, "integer|number|money");
    s->counted_in = typed_field(r, l, node_get(at, "counted_in"), "text|choice");
    s->lot = typed_field(r, l, node_get(at, "lot"), "text");
    s->expires = typed_field(r, l, node_get(at, "expires"), "date");
    s->price = typed_field(r, l, node_get(at, "price"), "money");
    if (!item)
        mistake(r, at->key, "required_key", "quantity needs item", "有quantity须有item");
    else if (item->kind == NODE_SCALAR && !(s->item = plan_item(r->plan, item->text)))
        s->item_by = typed_field(r, l, item, "choice");
}

static void resolve(struct reader *r, const struct ledger *l, struct field *f,
                    const struct node *at)
{
    struct stock_rule *s = f->stock;

    read_account(r, l, &s->from, node_get(at, "from"));
    read_account(r, l, &s->to, node_get(at, "to"));
    read_columns(r, l, s, at);
    s->on = part_text(r, node_get(at, "on"));
    s->on = s->on ? s->on : "add";
    s->hold = part_text(r, node_get(at, "hold"));
    s->release = part_texts(r, node_get(at, "release"), &s->release_n);
    s->back = part_texts(r, node_get(at, "back"), &s->back_n);
    check_act(r, l, node_get(at, "on"));
    check_act(r, l, node_get(at, "hold"));
    check_acts(r, l, node_get(at, "release"));
    check_acts(r, l, node_get(at, "back"));
    if (s->hold && text_same(s->hold, s->on))
        mistake(r, node_get(at, "hold"), "order", "what posts at once is not reserved before",
                "记账之时即无须预留");
}

void resolve_stock(struct reader *r, struct ledger *l, const struct node *fields)
{
    int n;
    struct entry *list = entries_of(r, fields, &n);

    for (int i = 0; i < n && i < l->fields_n; i++)
        if (l->fields[i].stock)
            resolve(r, l, &l->fields[i], list[i].at);
}
