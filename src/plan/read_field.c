/* Fields of ledgers, lines and kinds of place. First what a field is by itself (declare), so that
 * expressions anywhere can name it; then what speaks of other fields and ledgers (resolve). */
#include "plan/plan_int.h"

#include "base/text.h"

/* Words with a meaning of their own in expressions or in a record. */
static const char reserved[] =
    "id|state|place|key|created_at|created_by|changed_at|closed_at|occurred_at|this|and|or|not|in|"
    "between|if|then|else|known|std|lookup|where|true|false|null|none|each|rev|ledger|title_text";

/* Which keys a type takes beyond those of all. */
/* clang-format off */
static const struct type_keys { enum field_type type; const char *takes, *needs; } type_keys[] = {
    {F_TEXT, "max|search|sort|seal", ""},
    {F_INTEGER, "min|max|unit|sort", ""},
    {F_NUMBER, "min|max|unit|sort", ""},
    {F_MONEY, "min|max|unit|sort", ""},
    {F_FLAG, "sort", ""},
    {F_DATE, "min|max|sort|occurs", ""},
    {F_TIME, "min|max|sort", ""},
    {F_DATETIME, "min|max|sort|occurs", ""},
    {F_DURATION, "min|max|sort", ""},
    {F_CHOICE, "of|sort", "of"},
    {F_CHOICES, "of", "of"},
    {F_REF, "to|among|sort", "to"},
    {F_PLACE, "to|sort", ""},
    {F_USER, "sort", ""},
    {F_PHONE, "search|seal|sort", ""},
    {F_ID_NUMBER, "search|seal|sort", ""},
    {F_PLATE, "search|seal|sort", ""},
    {F_PHOTO, "", ""},
    {F_FILE, "", ""},
    {F_POINT, "", ""},
    {F_LINES, "fields|max", "fields"},
    {F_CHECKLIST, "checklist", "checklist"},
    {F_STOCK,
     "to|from|on|hold|release|back|item|quantity|counted_in|lot|expires|price|post|exception|max",
     "from|to"},
};
/* clang-format on */
static const char only_some[] =
    "of|to|among|unit|min|max|sort|search|occurs|seal|fields|checklist|from|on|hold|release|back|"
    "item|quantity|counted_in|lot|expires|price|post|exception";

static const struct type_keys *keys_of(enum field_type type)
{
    for (size_t i = 0; i < sizeof type_keys / sizeof *type_keys; i++)
        if (type_keys[i].type == type)
            return &type_keys[i];
    return NULL;
}

static void check_keys(struct reader *r, const struct field *f, const struct node *at)
{
    const struct type_keys *keys = keys_of(f->type);
    const char *word = type_row(f->type)->word;

    if (!keys || at->kind != NODE_MAP)
        return;
    for (const struct node *i = at->first; i; i = i->next)
        if (words_hold(only_some, i->key->text, i->key->len) &&
            !words_hold(keys->takes, i->key->text, i->key->len))
            mistake(r, i->key, "type", "a field of type %s takes no \"%s\"", "%s类型的项目没有“%s”",
                    word, i->key->text);
    for (const char *s = keys->needs; *s; s += strcspn(s, "|"), s += *s == '|') {
        const char *need = arena_text(&r->scratch, s, strcspn(s, "|"));
        if (!node_get(at, need))
            mistake(r, at->key, "required_key", "%s lacks \"%s\", which type %s needs",
                    "%s缺少“%s”，%s类型需要它", f->name, need, word);
    }
}

static void read_codes(struct reader *r, struct field *f, const struct node *at)
{
    struct code *codes;
    int n = 0;

    if (node_is(at, "items"))
        item_codes(r, f);
    if (!at || at->kind == NODE_SCALAR)
        return;
    codes = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *codes);
    for (const struct node *i = at->first; i; i = i->next) {
        const struct node *name = at->kind == NODE_MAP ? i->key : i;
        bool is_double = false;
        if (name->kind != NODE_SCALAR || !name_is_good(name->text, name->len, false))
            continue;
        for (int k = 0; k < n && n < 1000; k++)
            is_double |= text_same(codes[k].code, name->text);
        if (is_double) {
            if (at->kind == NODE_LIST)
                mistake(r, name, "duplicate", "code \"%s\" stands twice", "代码“%s”重复",
                        name->text);
            continue;
        }
        codes[n].code = arena_dup(r->keep, name->text);
        codes[n].label = part_label(r, at->kind == NODE_MAP ? i : NULL, codes[n].code);
        n++;
    }
    if (at->n == 0)
        mistake(r, at, "empty", "a choice needs at least one code", "选项至少要有一个代码");
    f->rule.codes = codes;
    f->rule.codes_n = n;
}

static bool read_bound(struct reader *r, struct field *f, const struct node *at, int64_t *ret)
{
    struct type_rule rule = {.name = f->name, .offset_s = r->plan->calendar.offset_s};
    struct value v;
    struct err e;

    if (!at || at->kind != NODE_SCALAR)
        return false;
    err_clear(&e);
    if (type_parse(&v, &r->scratch, f->type, &rule, at->text, at->len, &e) != OK) {
        mistake(r, at, "type", "%2$s%1$.0s", "%1$s%2$.0s", e.zh, e.en);
        return false;
    }
    *ret = v.n;
    return true;
}

static void read_bounds(struct reader *r, struct field *f, const struct node *at)
{
    const struct node *min = node_get(at, "min"), *max = node_get(at, "max");
    int64_t most;

    if (f->type == F_TEXT || f->type == F_LINES || f->type == F_STOCK) {
        int64_t limit = f->type == F_TEXT ? 100000 : LIMIT_LINES;
        most = part_int(max, 0);
        if (max && (most < 1 || most > limit))
            mistake(r, max, "max", "max is 1 to %d here", "此处max为1到%d", (int)limit);
        else
            f->rule.max_chars = (int)most;
        return;
    }
    f->rule.has_min = read_bound(r, f, min, &f->rule.min);
    f->rule.has_max = read_bound(r, f, max, &f->rule.max);
    if (f->rule.has_min && f->rule.has_max && f->rule.min > f->rule.max)
        mistake(r, min, "order", "min is greater than max", "min大于max");
}

static void read_was(struct reader *r, struct field *f, const struct node *at)
{
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        if (i->kind != NODE_SCALAR)
            continue;
        if (f->was_n == 4) {
            mistake(r, i, "too_large", "at most 4 earlier names", "曾用名最多4个");
            return;
        }
        f->was[f->was_n++] = arena_dup(r->keep, i->text);
    }
}

static void read_sensitive(struct reader *r, struct field *f, const struct node *at)
{
    const struct node *n = node_get(at, "sensitive"), *seal = node_get(at, "seal");
    int how = seal && seal->kind == NODE_SCALAR ? word_index(seal_words, 3, seal->text) : -1;

    if (n && n->kind == NODE_MAP) {
        f->sensitive.is = true;
        f->sensitive.purpose = part_text(r, node_get(n, "purpose"));
        f->sensitive.basis = part_text(r, node_get(n, "basis"));
    }
    if (how >= 0)
        f->seal = (enum seal)how;
    else if (f->sensitive.is && (f->type == F_PHONE || f->type == F_ID_NUMBER))
        f->seal = SEAL_LAST4;
    if (f->seal != SEAL_NONE && !f->sensitive.is)
        mistake(r, seal, "sensitive", "a sealed field needs sensitive: {purpose: …, basis: …}",
                "加密的项目须写sensitive: {purpose: …, basis: …}");
    if (f->seal != SEAL_NONE && part_flag(node_get(at, "sort"), false))
        mistake(r, node_get(at, "sort"), "sealed", "a sealed field cannot be sorted by",
                "加密的项目不能排序");
}

static void declare_field(struct reader *r, struct field *f, const struct node *at,
                          struct ledger *l, bool is_lines)
{
    const struct node *map = at->kind == NODE_MAP ? at : NULL;
    const struct type_row *row;

    f->label = part_label(r, node_get(map, "label"), f->name);
    f->help = part_label(r, node_get(map, "help"), NULL);
    f->ledger = is_lines ? NULL : l;
    f->column = l && !is_lines ? arena_printf(r->keep, "f_%s", f->name) : f->name;
    f->at = where_of(r, at->key);
    const struct node *type = map ? node_get(map, "type") : at;
    row = type && type->kind == NODE_SCALAR ? type_find(type->text) : NULL;
    f->type = row ? row->type : F_TEXT;
    if (words_hold(reserved, f->name, strlen(f->name)))
        mistake(r, at->key, "reserved",
                "\"%s\" is a word of the program's own; choose another name",
                "“%s”是程序自用的词，请换一个名称", f->name);
    if (is_lines && row &&
        (row->type == F_LINES || row->type == F_CHECKLIST || row->type == F_PHOTO ||
         row->type == F_FILE || row->type == F_POINT || row->type == F_STOCK))
        mistake(r, type, "type", "lines cannot hold a field of type %s", "行内不能有%s类型的项目",
                row->word);
    if (row)
        check_keys(r, f, at);
    f->rule.name = f->name;
    f->rule.offset_s = r->plan->calendar.offset_s;
    f->unit = part_text(r, node_get(map, "unit"));
    f->required = node_is(node_get(map, "required"), "true");
    f->sort = part_flag(node_get(map, "sort"), false);
    f->search = part_flag(node_get(map, "search"), false);
    f->occurs = part_flag(node_get(map, "occurs"), false);
    f->unique = part_flag(node_get(map, "unique"), false);
    f->compartment = part_text(r, node_get(map, "compartment"));
    if (f->type == F_CHOICE || f->type == F_CHOICES)
        read_codes(r, f, node_get(map, "of"));
    read_bounds(r, f, map);
    read_was(r, f, node_get(map, "was"));
    read_sensitive(r, f, map);
    if (f->type == F_STOCK && !is_lines)
        declare_stock(r, f, map);
    else if (f->type == F_LINES && !is_lines)
        declare_fields(r, node_get(map, "fields"), l, &f->lines, &f->lines_n, true);
}

static void check_was(struct reader *r, const struct field *fields, int n)
{
    for (int i = 0; i < n; i++)
        for (int w = 0; w < fields[i].was_n; w++)
            for (int k = 0; k < n; k++)
                if (text_same(fields[k].name, fields[i].was[w]))
                    mistake_at(r, &fields[i].at, "was",
                               "%s was called %s, but a field of that name "
                               "is still there",
                               "%s曾名%s，但该名称的项目仍在", fields[i].name, fields[k].name);
}

void declare_fields(struct reader *r, const struct node *map, struct ledger *l, struct field **ret,
                    int *ret_n, bool is_lines)
{
    int n;
    struct entry *list = entries_of(r, map, &n);
    struct field *fields;

    if (n > LIMIT_FIELDS) {
        mistake(r, map, "too_large", "at most %d fields", "最多%d个项目", LIMIT_FIELDS);
        n = LIMIT_FIELDS;
    }
    fields = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *fields);
    *ret = fields;
    *ret_n = n;
    for (int i = 0; i < n; i++) {
        fields[i].name = list[i].name;
        fields[i].index = i;
        declare_field(r, &fields[i], list[i].at, l, is_lines);
    }
    check_was(r, fields, n);
}

/* ---- what speaks of other parts ---- */

static void resolve_target(struct reader *r, struct field *f, const struct node *to)
{
    if (f->type == F_REF && to) {
        if (to->kind != NODE_SCALAR && !(to->kind == NODE_LIST && to->n == 1))
            mistake(r, to, "kind_of_value", "a reference is to one ledger", "引用只能指向一个台账");
        else
            f->to = find_ledger(r, item_first(to));
    }
    if (f->type == F_PLACE)
        f->to_kinds = find_kinds(r, to, &f->to_kinds_n);
}

static void resolve_checklist(struct reader *r, struct field *f, const struct node *at)
{
    struct near near;

    if (f->type != F_CHECKLIST || !at || at->kind != NODE_SCALAR)
        return;
    near = near_to(at->text);
    for (int i = 0; i < r->plan->checklists_n; i++) {
        if (text_same(r->plan->checklists[i].name, at->text))
            f->checklist = &r->plan->checklists[i];
        near_try(&near, r->plan->checklists[i].name);
    }
    if (!f->checklist)
        near_suggest(mistake(r, at, "no_such", "there is no checklist \"%s\"",
                             "没有名为“%s”的检查表", brief(r, at->text)),
                     &near);
}

static void resolve_field(struct reader *r, struct field *f, const struct node *at,
                          struct ledger *l, const struct field *lines)
{
    const struct node *required = node_get(at, "required"), *value = node_get(at, "value");
    const struct node *fallback = node_get(at, "default"), *show = node_get(at, "show");

    if (required && !node_is(required, "true") && !node_is(required, "false"))
        f->required_when = part_expr(r, l, lines, required, V_FLAG);
    f->show_when = part_expr(r, l, lines, show, V_FLAG);
    f->default_to = part_expr_for(r, l, lines, fallback, f);
    if (value && value->kind == NODE_SCALAR)
        f->value = part_expr_for(r, l, lines, value, f);
    if (f->to)
        f->among = part_expr(r, f->to, NULL, node_get(at, "among"), V_FLAG);
    if (value && fallback)
        mistake(r, fallback->key, "type", "a computed field takes no default",
                "自动计算的项目没有默认值");
    if (value && (f->type == F_LINES || f->type == F_CHECKLIST || f->type == F_PHOTO ||
                  f->type == F_FILE || f->type == F_POINT))
        mistake(r, value->key, "type", "a field of type %s cannot be computed",
                "%s类型的项目不能自动计算", type_row(f->type)->word);
}

void resolve_targets(struct reader *r, const struct node *map, struct field *fields, int n)
{
    int count;
    struct entry *list = entries_of(r, map, &count);

    for (int i = 0; i < n && i < count; i++) {
        const struct node *at = list[i].at;
        if (at->kind != NODE_MAP)
            continue;
        resolve_target(r, &fields[i], node_get(at, "to"));
        resolve_checklist(r, &fields[i], node_get(at, "checklist"));
        resolve_targets(r, node_get(at, "fields"), fields[i].lines, fields[i].lines_n);
    }
}

void resolve_exprs(struct reader *r, const struct node *map, struct ledger *l, struct field *fields,
                   int n, const struct field *lines)
{
    int count;
    struct entry *list = entries_of(r, map, &count);

    for (int i = 0; i < n && i < count; i++) {
        const struct node *at = list[i].at;
        if (at->kind != NODE_MAP)
            continue;
        resolve_field(r, &fields[i], at, l, lines);
        if (fields[i].type == F_LINES && !lines)
            resolve_exprs(r, node_get(at, "fields"), l, fields[i].lines, fields[i].lines_n,
                          &fields[i]);
    }
}
