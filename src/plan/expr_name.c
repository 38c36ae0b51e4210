/* Looking up the names of an expression: fields, system names, codes, standards, tables; and what
 * was probably meant when there is none. */
#include "base/text.h"
#include "plan/expr_int.h"

static const struct {
    const char *word;
    enum vtype type;
} SYSTEM[SYSTEM_FIELDS] = {
    [SYS_ID] = {"id", V_REF},
    [SYS_STATE] = {"state", V_CODE},
    [SYS_PLACE] = {"place", V_PLACE},
    [SYS_KEY] = {"key", V_TEXT},
    [SYS_CREATED_AT] = {"created_at", V_DATETIME},
    [SYS_CREATED_BY] = {"created_by", V_USER},
    [SYS_CHANGED_AT] = {"changed_at", V_DATETIME},
    [SYS_CLOSED_AT] = {"closed_at", V_DATETIME},
    [SYS_OCCURRED_AT] = {"occurred_at", V_DATETIME},
    [SYS_TITLE] = {"title", V_TEXT},
};

/* Of every place, whatever its kind. */
static const struct {
    const char *word;
    enum vtype type;
} PLACE_FIELDS[] = {
    {"code", V_TEXT},
    {"kind", V_CODE},
    {"name", V_TEXT},
};

const char *system_field_word(enum system_field f)
{
    return f < SYSTEM_FIELDS ? SYSTEM[f].word : NULL;
}

enum vtype system_field_type(enum system_field f)
{
    return f < SYSTEM_FIELDS ? SYSTEM[f].type : V_NULL;
}

/* ---- did you mean ------------------------------------------------------------------------- */

void nearest_try(struct nearest *n, const char *word)
{
    int distance = text_distance(n->word, word);
    int len = (int)strlen(n->word), allowed = len < 6 ? 1 : (len + 1) / 3;
    if (distance <= allowed && (!n->best || distance < n->distance)) {
        n->best = word;
        n->distance = distance;
    }
}

void nearest_text(struct checker *c, const struct nearest *n, const char **ret_en,
                  const char **ret_zh)
{
    *ret_en = *ret_zh = "";
    if (!n->best)
        return;
    *ret_en = arena_printf(c->arena, "; did you mean \"%s\"?", n->best);
    *ret_zh = arena_printf(c->arena, "；是否指“%s”？", n->best);
}

static void nearest_field(struct nearest *n, const struct ledger *l)
{
    for (int i = 0; l && i < l->fields_n; i++)
        nearest_try(n, l->fields[i].name);
    for (int i = 0; l && i < SYSTEM_FIELDS; i++)
        nearest_try(n, SYSTEM[i].word);
}

/* ---- choices ------------------------------------------------------------------------------ */

bool domain_is_set(const struct domain *d)
{
    return d && (d->field || d->states || d->kinds);
}

static const char *domain_word(const struct domain *d, int i)
{
    if (d->field)
        return i < d->field->rule.codes_n ? d->field->rule.codes[i].code : NULL;
    if (d->states)
        return i < d->states->states_n ? d->states->states[i].name : NULL;
    return d->kinds && i < d->kinds->kinds_n ? d->kinds->kinds[i].name : NULL;
}

bool domain_has(const struct domain *d, const char *word, size_t len)
{
    const char *own;
    for (int i = 0; (own = domain_word(d, i)); i++) {
        if (strlen(own) == len && memcmp(own, word, len) == 0)
            return true;
    }
    return false;
}

/* Which words may a choice be that this node gives? */
struct domain domain_of(const struct plan *plan, const struct expr *x)
{
    bool is_choice = x->type == V_CODE || x->type == V_CODES;
    if (!is_choice)
        return (struct domain){0};
    switch (x->op) {
    case E_FIELD:
        return (struct domain){.field = x->field};
    case E_SYSTEM:
        return (struct domain){.states = x->ledger};
    case E_DOT:
    case E_QUERY:
        return x->field ? (struct domain){.field = x->field} : (struct domain){.states = x->ledger};
    case E_IF: {
        struct domain then = domain_of(plan, x->args[1]);
        return domain_is_set(&then) ? then : domain_of(plan, x->args[2]);
    }
    case E_PLACE_FIELD:
        return x->field ? (struct domain){.field = x->field} : (struct domain){.kinds = plan};
    default:
        return (struct domain){0};
    }
}

enum outcome refuse_code(struct checker *c, const struct expr *x, const char *word,
                         const struct domain *d)
{
    struct nearest n = {.word = word};
    const char *own, *en, *zh, *of;
    for (int i = 0; (own = domain_word(d, i)); i++)
        nearest_try(&n, own);
    nearest_text(c, &n, &en, &zh);
    of = d->field ? d->field->name : d->states ? d->states->name : "place.kind";
    if (d->states)
        return refuse_at(c, x, "unknown_state", "%s has no state \"%s\"%s%.0s",
                         "%s没有状态“%s”%.0s%s", of, word, en, zh);
    return refuse_at(c, x, "unknown_code", "%s cannot be \"%s\"%s%.0s", "%s没有选项“%s”%.0s%s", of,
                     word, en, zh);
}

/* ---- fields ------------------------------------------------------------------------------- */

static const struct field *lines_field(const struct field *lines, const char *name)
{
    for (int i = 0; lines && i < lines->lines_n; i++) {
        if (text_same(lines->lines[i].name, name))
            return &lines->lines[i];
    }
    return NULL;
}

bool is_field_name(const struct expr_scope *scope, const char *name)
{
    return lines_field(scope->lines, name) ||
           (scope->ledger && ledger_field(scope->ledger, name) != NULL);
}

bool find_in_ledger(struct expr *x, const struct ledger *l, const char *name)
{
    const struct field *f = ledger_field(l, name);
    x->ledger = l;
    x->field = f;
    if (f)
        return true;
    for (int i = 0; i < SYSTEM_FIELDS; i++) {
        if (text_same(SYSTEM[i].word, name)) {
            x->system = (enum system_field)i;
            x->type = SYSTEM[i].type;
            x->to = i == SYS_ID ? l : NULL;
            return true;
        }
    }
    return false;
}

/* Types the node by its field, and judges whether the field may be used in this way. */
enum outcome check_field(struct checker *c, struct expr *x, const struct field *f, enum usage usage)
{
    x->field = f;
    x->type = type_row(f->type)->vtype;
    x->to = f->to;
    if (usage == USE_KNOWN)
        return OK;
    if (f->seal != SEAL_NONE)
        return refuse_at(c, x, "sealed", "%s is sealed; only known(%s) may be asked",
                         "%s为加密字段，表达式中只能用known(%s)", f->name, f->name);
    switch (f->type) {
    case F_LINES:
        if (usage == USE_COUNT)
            return OK;
        return refuse_at(
            c, x, "field_type", "%s holds rows; only count(%s) and known(%s) may be asked",
            "%s为明细行，表达式中只能用count(%s)或known(%s)", f->name, f->name, f->name);
    case F_PHOTO:
    case F_FILE:
    case F_STOCK:
    case F_CHECKLIST:
        return refuse_at(c, x, "field_type", "of %s only known(%s) may be asked",
                         "%s在表达式中只能用known(%s)", f->name, f->name);
    case F_POINT:
        if (usage == USE_POINT)
            return OK;
        return refuse_at(c, x, "field_type",
                         "%s is a point; only distance() and known() may be asked",
                         "%s为坐标，表达式中只能用distance()或known()", f->name);
    default:
        return OK;
    }
}

static enum outcome refuse_name(struct checker *c, const struct expr *x, const struct domain *hint)
{
    const struct ledger *own = c->scope->ledger;
    const struct plan *plan = c->scope->plan;
    const char *en, *zh;
    if (c->inner && own && ledger_field(own, x->name))
        return refuse_at(
            c, x, "unknown_field", "%s has no field \"%s\"; the record outside has: this.%s",
            "%s没有字段“%s”；外层记录的字段写作this.%s", c->inner->name, x->name, x->name);
    if (plan && plan_standard(plan, x->name))
        return refuse_at(c, x, "unknown_field", "%s is a standard: write std(%s)",
                         "%s是标准：写作std(%s)", x->name, x->name);
    if (func_find(x->name))
        return refuse_at(c, x, "unknown_field", "%s is a function: write %s(…)",
                         "%s是函数：写作%s(…)", x->name, x->name);
    if (domain_is_set(hint))
        return refuse_code(c, x, x->name, hint);
    const struct ledger *l = c->inner ? c->inner : own;
    struct nearest n = {.word = x->name};
    for (int i = 0; !c->inner && c->scope->lines && i < c->scope->lines->lines_n; i++)
        nearest_try(&n, c->scope->lines->lines[i].name);
    nearest_field(&n, l);
    nearest_text(c, &n, &en, &zh);
    if (!l)
        return refuse_at(c, x, "unknown_field",
                         "there is no record here, so \"%s\" names nothing; texts stand in quotes",
                         "此处没有记录，“%s”无所指；文本须加引号", x->name);
    return refuse_at(c, x, "unknown_field", "%s has no field \"%s\"%s%.0s", "%s没有字段“%s”%.0s%s",
                     l->name, x->name, en, zh);
}

static void make_code(struct expr *x, const char *word)
{
    x->op = E_CONST;
    x->type = V_CODE;
    x->value = value_text_n(V_CODE, word, strlen(word));
}

/* A bare word: first a code of the choice it is compared with, then a field, then a system name. */
enum outcome check_name(struct checker *c, struct expr *x, enum usage usage,
                        const struct domain *hint)
{
    const struct ledger *l = c->inner ? c->inner : c->scope->ledger;
    const char *name = x->name;
    if (domain_is_set(hint) && domain_has(hint, name, strlen(name))) {
        make_code(x, name);
        return OK;
    }
    if (text_same(name, "this")) {
        if (!c->scope->ledger)
            return refuse_at(c, x, "unknown_field", "there is no record here for \"this\"",
                             "此处没有记录，不能用this");
        x->op = E_THIS;
        x->type = V_REF;
        x->to = x->ledger = c->scope->ledger;
        x->outer = c->inner != NULL;
        return OK;
    }
    const struct field *f = c->inner ? NULL : lines_field(c->scope->lines, name);
    if (f) {
        x->op = E_FIELD;
        return check_field(c, x, f, usage);
    }
    if (!l || !find_in_ledger(x, l, name))
        return refuse_name(c, x, hint);
    x->op = x->field ? E_FIELD : E_SYSTEM;
    return x->field ? check_field(c, x, x->field, usage) : OK;
}

/* Fields of a kind of place; a name that two kinds use must mean the same type in both. */
static enum outcome check_place_field(struct checker *c, struct expr *x)
{
    const struct plan *plan = c->scope->plan;
    struct nearest n = {.word = x->name};
    const struct field *found = NULL;
    x->op = E_PLACE_FIELD;
    for (size_t i = 0; i < sizeof PLACE_FIELDS / sizeof PLACE_FIELDS[0]; i++) {
        nearest_try(&n, PLACE_FIELDS[i].word);
        if (text_same(PLACE_FIELDS[i].word, x->name)) {
            x->type = PLACE_FIELDS[i].type;
            return OK;
        }
    }
    for (int i = 0; i < plan->kinds_n; i++) {
        for (int k = 0; k < plan->kinds[i].fields_n; k++) {
            const struct field *f = &plan->kinds[i].fields[k];
            nearest_try(&n, f->name);
            if (!text_same(f->name, x->name))
                continue;
            if (found && found->type != f->type)
                return refuse_at(c, x, "field_type", "kinds of place give \"%s\" different types",
                                 "不同类别的地点对“%s”规定了不同类型", x->name);
            found = f;
        }
    }
    if (found)
        return check_field(c, x, found, USE_VALUE);
    const char *en, *zh;
    nearest_text(c, &n, &en, &zh);
    return refuse_at(c, x, "unknown_field", "no kind of place has a field \"%s\"%s%.0s",
                     "没有哪类地点有字段“%s”%.0s%s", x->name, en, zh);
}

enum outcome check_dot(struct checker *c, struct expr *x, enum usage usage)
{
    struct expr *left = x->args[0];
    const char *name = x->name;
    if (left->op == E_NAME && text_same(left->name, "this")) {
        const struct ledger *own = c->scope->ledger;
        if (!own)
            return check_name(c, left, USE_VALUE, NULL);
        x->args_n = 0;
        if (!find_in_ledger(x, own, name)) {
            struct nearest n = {.word = name};
            const char *en, *zh;
            nearest_field(&n, own);
            nearest_text(c, &n, &en, &zh);
            return refuse_at(c, x, "unknown_field", "%s has no field \"%s\"%s%.0s",
                             "%s没有字段“%s”%.0s%s", own->name, name, en, zh);
        }
        x->outer = c->inner != NULL;
        x->op = x->field ? E_FIELD : E_SYSTEM;
        return x->field ? check_field(c, x, x->field, usage) : OK;
    }
    enum outcome o = check_node(c, &x->args[0], USE_VALUE, NULL);
    if (o != OK)
        return o;
    left = x->args[0];
    if (left->type == V_PLACE)
        return check_place_field(c, x);
    if (left->type != V_REF || !left->to) {
        const struct label *type = vtype_label(left->type);
        return refuse_at(c, x, "not_a_ref",
                         "\".%s\" follows a reference or a place, but here stands %s%.0s",
                         "“.%s”前须为引用或地点，此处却是%.0s%s", name, type->en, type->zh);
    }
    if (!find_in_ledger(x, left->to, name)) {
        struct nearest n = {.word = name};
        const char *en, *zh;
        nearest_field(&n, left->to);
        nearest_text(c, &n, &en, &zh);
        return refuse_at(c, x, "unknown_field", "%s has no field \"%s\"%s%.0s",
                         "%s没有字段“%s”%.0s%s", left->to->name, name, en, zh);
    }
    return x->field ? check_field(c, x, x->field, usage) : OK;
}

/* ---- standards and tables ------------------------------------------------------------------ */

/* std(name): the call's one argument is a name, not a value. */
enum outcome check_std(struct checker *c, struct expr *x)
{
    const struct plan *plan = c->scope->plan;
    if (x->args_n != 1 || x->args[0]->op != E_NAME)
        return refuse_at(c, x, "arguments", "std needs the name of a standard: std(home_days)",
                         "std须写标准的名称：std(home_days)");
    const struct expr *name = x->args[0];
    x->standard = plan ? plan_standard(plan, name->name) : NULL;
    if (!x->standard) {
        struct nearest n = {.word = name->name};
        const char *en, *zh;
        for (int i = 0; plan && i < plan->standards_n; i++)
            nearest_try(&n, plan->standards[i].name);
        nearest_text(c, &n, &en, &zh);
        return refuse_at(c, name, "unknown_standard", "there is no standard \"%s\"%s%.0s",
                         "没有标准“%s”%.0s%s", name->name, en, zh);
    }
    x->op = E_STD;
    x->args_n = 0;
    x->type = x->standard->value.type;
    return OK;
}

static enum outcome find_column(struct checker *c, struct expr *x, const struct expr *name)
{
    struct nearest n = {.word = name->name};
    const char *en, *zh;
    for (int i = 0; i < x->table->columns_n; i++) {
        const struct table_column *column = &x->table->columns[i];
        nearest_try(&n, column->name);
        if (text_same(column->name, name->name)) {
            x->name = column->name;
            x->type = type_row(column->type)->vtype;
            return OK;
        }
    }
    nearest_text(c, &n, &en, &zh);
    return refuse_at(c, name, "unknown_column", "table %s has no column \"%s\"%s%.0s",
                     "表%s没有列“%s”%.0s%s", x->table->name, name->name, en, zh);
}

static bool table_has_key(const struct table *t, const char *key)
{
    for (int i = 0; i < t->rows_n; i++) {
        if (text_same(t->rows[i].key, key))
            return true;
    }
    return false;
}

/* lookup(table, key, column): first and last are names, the key is a text or a choice. */
enum outcome check_lookup(struct checker *c, struct expr *x)
{
    const struct plan *plan = c->scope->plan;
    if (x->args_n != 3 || x->args[0]->op != E_NAME || x->args[2]->op != E_NAME)
        return refuse_at(
            c, x, "arguments",
            "lookup needs a table, a key and a column: lookup(notifiable, disease, deadline)",
            "lookup须有表、键和列：lookup(notifiable, disease, deadline)");
    const struct expr *table = x->args[0], *column = x->args[2];
    x->table = plan ? plan_table(plan, table->name) : NULL;
    if (!x->table) {
        struct nearest n = {.word = table->name};
        const char *en, *zh;
        for (int i = 0; plan && i < plan->tables_n; i++)
            nearest_try(&n, plan->tables[i].name);
        nearest_text(c, &n, &en, &zh);
        return refuse_at(c, table, "unknown_table", "there is no table \"%s\"%s%.0s",
                         "没有表“%s”%.0s%s", table->name, en, zh);
    }
    x->op = E_LOOKUP;
    enum outcome o = find_column(c, x, column);
    if (o != OK)
        return o;
    x->args = &x->args[1];
    x->args_n = 1;
    struct expr *key = x->args[0];
    bool is_field = key->op == E_NAME && (c->inner ? ledger_field(c->inner, key->name) != NULL
                                                   : is_field_name(c->scope, key->name));
    bool is_row = key->op == E_NAME && !is_field && table_has_key(x->table, key->name);
    if (is_row)
        make_code(key, key->name);
    else if ((o = check_node(c, &x->args[0], USE_VALUE, NULL)) != OK)
        return o;
    key = x->args[0];
    if (key->type == V_TEXT || key->type == V_CODE)
        return OK;
    const struct label *type = vtype_label(key->type);
    return refuse_at(c, key, "type", "the key of lookup is a text or a choice, not %s%.0s",
                     "lookup的键须为文本或选项，不能是%.0s%s", type->en, type->zh);
}
