/* Small readers that every part of a plan uses: names, texts, labels, values, expressions. They
 * are silent about what word_check() has already told. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

bool name_is_good(const char *s, size_t len, bool is_level)
{
    if (len < 1 || len > 40)
        return false;
    if (is_level && strspn(s, "IVX") == len)
        return true;
    if (s[0] < 'a' || s[0] > 'z')
        return false;
    for (size_t i = 1; i < len; i++)
        if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '_'))
            return false;
    return true;
}

bool words_hold(const char *of, const char *s, size_t len)
{
    while (*of) {
        const char *end = strchrnul(of, '|');
        if ((size_t)(end - of) == len && memcmp(of, s, len) == 0)
            return true;
        of = *end ? end + 1 : end;
    }
    return false;
}

int word_index(const char *const *words, int n, const char *s)
{
    for (int i = 0; i < n; i++)
        if (text_same(words[i], s))
            return i;
    return -1;
}

struct where_from where_of(const struct reader *r, const struct node *at)
{
    struct where_from where = {at->file->shown, at->line, at->column};

    (void)r;
    return where;
}

static bool is_entry_name(const struct node *n)
{
    return name_is_good(n->key->text, n->key->len, true);
}

struct entry *entries(struct reader *r, const char *section, int *ret_n)
{
    struct entry *list;
    struct map seen;
    int n = 0;

    for (int i = 0; i < r->files_n; i++) {
        const struct node *at = node_get(r->files[i].root, section);
        n += at && at->kind == NODE_MAP ? at->n : 0;
    }
    list = arena_alloc(&r->scratch, (size_t)(n + 1) * sizeof *list);
    n = 0;
    map_init(&seen);
    for (int i = 0; i < r->files_n; i++) {
        const struct node *at = node_get(r->files[i].root, section);
        if (!at || at->kind != NODE_MAP)
            continue;
        for (struct node *e = at->first; e; e = e->next) {
            struct node *old;
            if (!is_entry_name(e))
                continue;
            old = map_find(&seen, e->key->text);
            if (old && old->file == e->file)
                continue; /* told by node_read() */
            if (old) {
                mistake(r, e->key, "duplicate", "\"%s\" stands in %s already: %s:%d",
                        "“%s”已在%s中定义：%s:%d", e->key->text, section, old->file->shown,
                        old->line);
                continue;
            }
            map_put(&seen, e->key->text, e->key);
            list[n++] = (struct entry){arena_dup(r->keep, e->key->text), e, &r->files[i]};
        }
    }
    map_fini(&seen);
    *ret_n = n;
    return list;
}

struct entry *entries_of(struct reader *r, const struct node *map, int *ret_n)
{
    struct entry *list;
    int n = 0;

    *ret_n = 0;
    if (!map || map->kind != NODE_MAP)
        return NULL;
    list = arena_alloc(&r->scratch, (size_t)(map->n + 1) * sizeof *list);
    for (struct node *e = map->first; e; e = e->next) {
        bool is_double = false;
        if (!is_entry_name(e))
            continue;
        for (int i = 0; i < n && map->n <= 1000; i++)
            is_double |= text_same(list[i].name, e->key->text);
        if (!is_double)
            list[n++] = (struct entry){arena_dup(r->keep, e->key->text), e, map->file};
    }
    *ret_n = n;
    return list;
}

const char *part_text(struct reader *r, const struct node *n)
{
    if (!n || n->kind != NODE_SCALAR || node_is_null(n))
        return NULL;
    return arena_dup(r->keep, n->text);
}

const char **part_texts(struct reader *r, const struct node *n, int *ret_n)
{
    const char **list = arena_alloc(r->keep, (size_t)(item_count(n) + 1) * sizeof *list);
    int count = 0;

    for (const struct node *i = item_first(n); i; i = item_next(n, i))
        if (i->kind == NODE_SCALAR && i->len)
            list[count++] = arena_dup(r->keep, i->text);
    *ret_n = count;
    return list;
}

struct label part_label(struct reader *r, const struct node *n, const char *otherwise)
{
    struct label label = {otherwise, otherwise};

    if (!n)
        return label;
    if (n->kind == NODE_SCALAR && !node_is_null(n))
        label.zh = label.en = arena_dup(r->keep, n->text);
    if (n->kind == NODE_MAP) {
        label.zh = part_text(r, node_get(n, "zh"));
        label.en = part_text(r, node_get(n, "en"));
        if (!label.zh)
            label.zh = label.en ? label.en : otherwise;
        if (!label.en)
            label.en = label.zh;
    }
    return label;
}

bool part_flag(const struct node *n, bool otherwise)
{
    if (node_is(n, "true"))
        return true;
    if (node_is(n, "false"))
        return false;
    return otherwise;
}

int64_t part_int(const struct node *n, int64_t otherwise)
{
    int64_t value;

    if (!n || n->kind != NODE_SCALAR || !text_int(n->text, n->len, &value))
        return otherwise;
    return value;
}

struct value part_value(struct reader *r, const struct node *n)
{
    int64_t x;

    if (!n || n->kind != NODE_SCALAR || node_is_null(n))
        return value_null();
    if (!n->quoted && !n->block) {
        if (node_is(n, "true") || node_is(n, "false"))
            return value_int(V_FLAG, node_is(n, "true"));
        if (text_int(n->text, n->len, &x))
            return value_int(V_INTEGER, x);
        if (decimal_parse(n->text, n->len, 6, &x))
            return value_int(V_NUMBER, x);
    }
    if (duration_parse(n->text, n->len, &x))
        return value_int(V_DURATION, x);
    if (date_parse(n->text, n->len, false, &x))
        return value_int(V_DATE, x);
    if (time_parse(n->text, n->len, &x))
        return value_int(V_TIME, x);
    return value_text(arena_dup(r->keep, n->text));
}

static struct expr *parse(struct reader *r, const struct ledger *l, const struct field *lines,
                          const struct node *n, enum vtype want, const struct field *target)
{
    struct expr_scope scope = {.plan = r->plan, .ledger = l, .lines = lines, .target = target};
    struct expr *x = NULL;
    struct err e;

    if (!n || n->kind != NODE_SCALAR || node_is_null(n))
        return NULL;
    scope.file = n->file->shown;
    scope.line = n->line + (n->block ? 1 : 0);
    scope.column = n->block ? 1 : n->column + (n->quoted ? 1 : 0);
    err_clear(&e);
    if (n->len > LIMIT_EXPR_TEXT) {
        mistake(r, n, "too_large", "an expression has at most %d bytes", "表达式最多%d字节",
                LIMIT_EXPR_TEXT);
        return NULL;
    }
    if (expr_parse(&x, r->keep, &scope, n->text, want, &e) == OK)
        return x;
    mistake_add(r, &e);
    return NULL;
}

struct expr *part_expr(struct reader *r, const struct ledger *l, const struct field *lines,
                       const struct node *n, enum vtype want)
{
    return parse(r, l, lines, n, want, NULL);
}

static struct expr *constant(struct reader *r, const struct node *n, enum vtype type,
                             const char *text)
{
    struct expr *x = arena_alloc(r->keep, sizeof *x);

    x->op = E_CONST;
    x->type = type;
    x->line = n->line;
    x->column = n->column;
    x->value = value_text_n(type, text, strlen(text));
    return x;
}

static bool is_code(const struct field *f, const struct node *n)
{
    for (int i = 0; i < f->rule.codes_n; i++)
        if (text_same(f->rule.codes[i].code, n->text))
            return true;
    return false;
}

/* [fever, cough] for a field of choices, in the order of definition. */
static struct expr *codes_constant(struct reader *r, const struct node *n,
                                   const struct field *target)
{
    struct buf text;
    struct expr *x;

    for (const struct node *i = item_first(n); i; i = item_next(n, i))
        if (i->kind != NODE_SCALAR || !is_code(target, i)) {
            struct near near = near_to(i->kind == NODE_SCALAR ? i->text : "");
            for (int k = 0; k < target->rule.codes_n; k++)
                near_try(&near, target->rule.codes[k].code);
            near_suggest(
                mistake(r, i, "unknown_code", "not a code of %s", "不是%s的选项代码", target->name),
                &near);
            return NULL;
        }
    buf_init(&text, LIMIT_PLAN_FILE);
    for (int k = 0; k < target->rule.codes_n; k++)
        for (const struct node *i = item_first(n); i; i = item_next(n, i))
            if (text_same(target->rule.codes[k].code, i->text)) {
                buf_text(&text, text.len ? "" : ",");
                buf_text(&text, target->rule.codes[k].code);
                buf_char(&text, ',');
                break;
            }
    x = constant(r, n, V_CODES, arena_dup(r->keep, text.len ? text.data : ""));
    buf_fini(&text);
    return x;
}

struct expr *part_expr_for(struct reader *r, const struct ledger *l, const struct field *lines,
                           const struct node *n, const struct field *target)
{
    const struct type_row *row = type_row(target->type);
    struct expr *x;

    if (!n || node_is_null(n))
        return NULL;
    if (target->type == F_CHOICES &&
        (n->kind == NODE_LIST || (n->kind == NODE_SCALAR && is_code(target, n))))
        return codes_constant(r, n, target);
    if (n->kind != NODE_SCALAR)
        return NULL;
    if (target->type == F_CHOICE && is_code(target, n))
        return constant(r, n, V_CODE, arena_dup(r->keep, n->text));
    x = parse(r, l, lines, n, target->type == F_LINES ? V_NULL : row->vtype, target);
    if (x && target->type == F_REF && x->to && target->to && x->to != target->to) {
        mistake(r, n, "type", "%s refers to %s, but this is a record of %s",
                "%s应引用%s，此处却是%s的记录", target->name, target->to->name, x->to->name);
        return NULL;
    }
    return x;
}
