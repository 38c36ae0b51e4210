/* Ledgers: declared first (names, fields, states), resolved when all are known. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

void declare_ledgers(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "ledgers", &n);
    struct plan *plan = r->plan;

    plan->ledgers = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->ledgers);
    plan->ledgers_n = n;
    r->ledger_nodes = arena_alloc(&r->scratch, (size_t)(n + 1) * sizeof *r->ledger_nodes);
    for (int i = 0; i < n; i++) {
        struct ledger *l = &plan->ledgers[i];
        const struct node *at = r->ledger_nodes[i] = list[i].at;
        l->name = list[i].name;
        l->index = i;
        l->table = arena_printf(r->keep, "l_%s", l->name);
        l->label = part_label(r, node_get(at, "label"), l->name);
        l->help = part_label(r, node_get(at, "help"), NULL);
        l->module = list[i].file->module;
        l->was = part_text(r, node_get(at, "was"));
        l->at = where_of(r, at->key);
        declare_fields(r, node_get(at, "fields"), l, &l->fields, &l->fields_n, false);
        declare_states(r, l, at);
        for (int k = 0; k < l->fields_n; k++)
            if (l->fields[k].occurs && l->occurs)
                mistake_at(r, &l->fields[k].at, "duplicate", "%s already says when it occurs: %s",
                           "%s已有发生时间：%s", l->name, l->occurs->name);
            else if (l->fields[k].occurs)
                l->occurs = &l->fields[k];
    }
    for (int i = 0; i < n; i++)
        if (plan->ledgers[i].was && plan_ledger(plan, plan->ledgers[i].was))
            mistake_at(r, &plan->ledgers[i].at, "was",
                       "%s was called %s, but a ledger of that "
                       "name is still there",
                       "%s曾名%s，但该名称的台账仍在", plan->ledgers[i].name, plan->ledgers[i].was);
}

/* ---- key, title, keep, unique ---- */

static void read_key(struct reader *r, struct ledger *l, const struct node *at)
{
    static const char *const parts[] = {"{yyyy}", "{yy}", "{mm}", "{dd}", "{county}", "{seq}"};
    const struct node *text = at && at->kind == NODE_MAP ? node_get(at, "text") : at;

    if (!text || text->kind != NODE_SCALAR || node_is_null(text))
        return;
    l->key.is_set = true;
    l->key.text = part_text(r, text);
    l->key.per_county = !node_is(node_get(at, "per"), "plan");
    l->key.per_year = part_flag(node_get(at, "year"), false);
    if (text->len > 40 || !strstr(text->text, "{seq}"))
        mistake(r, text, "key", "a key has {seq} in it and at most 40 bytes",
                "编号样式须含{seq}，最长40字节");
    for (const char *s = strchr(text->text, '{'); s; s = strchr(s + 1, '{')) {
        bool is_known = false;
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            is_known |= text_starts(s, parts[i]);
        if (!is_known)
            mistake(r, text, "key",
                    "unknown part in a key; there are {yyyy} {yy} {mm} {dd} "
                    "{county} {seq}",
                    "编号样式中有未知部分；可用{yyyy} {yy} {mm} {dd} {county} "
                    "{seq}");
    }
    if (l->key.per_year && !strstr(text->text, "{yyyy}") && !strstr(text->text, "{yy}"))
        mistake(r, text, "key", "numbers start again each year, so the key needs {yyyy} or {yy}",
                "每年重新起号，编号样式须含{yyyy}或{yy}");
}

static void read_title(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct field **title;

    if (at) {
        l->title = find_fields(r, l, at, &l->title_n);
        for (int i = 0; i < l->title_n; i++)
            if (l->title[i]->seal != SEAL_NONE || l->title[i]->compartment)
                mistake(r, at, "sealed",
                        "%s is sealed or in a compartment; titles are shown to "
                        "everyone who may see the record",
                        "%s已加密或在隔间内，标题对可见者公开", l->title[i]->name);
        return;
    }
    title = arena_alloc(r->keep, sizeof *title);
    for (int i = 0; i < l->fields_n && l->title_n == 0; i++)
        if (l->fields[i].type == F_TEXT && l->fields[i].seal == SEAL_NONE &&
            !l->fields[i].compartment)
            title[l->title_n++] = &l->fields[i];
    l->title = title;
}

static void read_keep(struct reader *r, struct ledger *l, const struct node *at)
{
    l->keep = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *l->keep);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct standard *s = find_standard(r, i);
        if (s)
            l->keep[l->keep_n++] = s;
    }
}

static void read_uniques(struct reader *r, struct ledger *l, const struct node *at)
{
    int fields = 0;

    for (int i = 0; i < l->fields_n; i++)
        fields += l->fields[i].unique;
    l->uniques = arena_alloc(r->keep, (size_t)((at ? at->n : 0) + fields + 1) * sizeof *l->uniques);
    for (const struct node *i = at && at->kind == NODE_LIST ? at->first : NULL; i; i = i->next) {
        struct unique *u = &l->uniques[l->uniques_n];
        if (i->kind != NODE_MAP)
            continue;
        u->fields = find_fields(r, l, node_get(i, "fields"), &u->fields_n);
        u->where = part_expr(r, l, NULL, node_get(i, "where"), V_FLAG);
        u->name = part_text(r, node_get(i, "name"));
        u->at = where_of(r, i);
        if (!u->name && u->fields_n)
            u->name = arena_printf(r->keep, "unique_%s", u->fields[0]->name);
        if (u->fields_n)
            l->uniques_n++;
    }
    for (int i = 0; i < l->fields_n; i++) {
        struct unique *u = &l->uniques[l->uniques_n];
        if (!l->fields[i].unique)
            continue;
        u->fields = arena_alloc(r->keep, sizeof *u->fields);
        u->fields[u->fields_n++] = &l->fields[i];
        u->name = arena_printf(r->keep, "unique_%s", l->fields[i].name);
        u->at = l->fields[i].at;
        l->uniques_n++;
    }
}

/* ---- fields with a part to play ---- */

static const struct field *ref_field(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct field *f = find_field(r, l, at);

    if (f && f->type != F_REF) {
        mistake(r, at, "type", "%s must be a reference to a ledger", "%s须是对台账的引用", f->name);
        return NULL;
    }
    return f;
}

static void read_members(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct field *f = at ? find_field(r, l, at) : NULL;
    bool has_user = f && f->type == F_USER;

    for (int i = 0; f && i < f->lines_n; i++)
        has_user |= f->lines[i].type == F_USER;
    if (f && !has_user)
        mistake(r, at, "type", "%s names no users: it must be a user, or lines with a user field",
                "%s没有指明用户：应为user类型，或含user项目的lines", f->name);
    else
        l->team_members = f;
}

static void read_place(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct node *also = node_get(at, "also"), *is = node_get(at, "is");

    l->place = part_expr(r, l, NULL, node_get(at, "place"), V_PLACE);
    for (const struct node *i = item_first(also); i; i = item_next(also, i)) {
        struct expr *x;
        if (l->also_n == 3) {
            mistake(r, i, "too_large", "at most 3 further places", "另外可见的地点最多3个");
            break;
        }
        x = part_expr(r, l, NULL, i, V_PLACE);
        if (x)
            l->also[l->also_n++] = x;
    }
    if (node_get(at, "moves_with"))
        l->moves_with = ref_field(r, l, node_get(at, "moves_with"));
    if (is && is->kind == NODE_SCALAR) {
        struct node kind = *is;
        if (!text_starts(is->text, "place ")) {
            mistake(r, is, "kind_of_value", "write is: place <kind>", "写成is: place 类别");
            return;
        }
        kind.text += strlen("place ");
        kind.len -= strlen("place ");
        kind.column += (int)strlen("place ") + (is->quoted ? 1 : 0);
        l->is_place = find_kind(r, &kind);
    }
}

/* for: 180d, or std(x) of a duration. */
static bool read_term(struct reader *r, struct ledger *l, const struct node *term)
{
    struct node name = *term;
    size_t skip = strlen("std(");

    if (duration_parse(term->text, term->len, &l->retention.for_s))
        return true;
    if (!text_starts(term->text, "std(") || term->text[term->len - 1] != ')')
        return false; /* told by word_check() */
    name.text = arena_text(&r->scratch, term->text + skip, term->len - skip - 1);
    name.len = term->len - skip - 1;
    name.column += (int)skip + (term->quoted ? 1 : 0);
    l->retention.for_std = find_standard(r, &name);
    if (!l->retention.for_std)
        return false;
    if (l->retention.for_std->value.type != V_DURATION) {
        mistake(r, &name, "type", "%s is not a duration", "%s不是时长", name.text);
        return false;
    }
    l->retention.for_s = l->retention.for_std->value.n;
    return true;
}

static void read_retention(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct node *after = node_get(at, "after"), *term = node_get(at, "for");

    if (!after || !term || term->kind != NODE_SCALAR || !read_term(r, l, term))
        return;
    l->retention.is_set = true;
    l->retention.after = part_text(r, after);
    if (l->retention.for_s < TIME_DAY)
        mistake(r, term, "retention", "a retention is at least one day", "保存期限至少一天");
    if (node_is(after, "occurred") && !l->occurs)
        mistake(r, after, "retention", "%s has no field marked occurs: true",
                "%s没有标明occurs: true的项目", l->name);
    if (node_is(after, "closed")) {
        bool can_close = false;
        for (int i = 0; i < l->states_n; i++)
            can_close |= l->states[i].is_final;
        if (!can_close)
            mistake(r, after, "retention", "a record of %s is never closed: no state is final",
                    "%s的记录永不结束：没有final状态", l->name);
    }
}

/* ---- doors ---- */

static bool may_public(const struct field *f)
{
    return !f->value && f->type != F_USER && f->type != F_CHECKLIST && f->type != F_STOCK;
}

static void read_public(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct node *add = node_get(at, "add"), *limit = node_get(at, "limit");
    const struct node *by = node_get(at, "by");
    int door = by && by->kind == NODE_SCALAR ? word_index(door_words, 4, by->text) : -1;

    if (!add || door <= 0)
        return;
    l->door.add = (enum public_door)door;
    l->door.limit_per_hour = (int)part_int(limit, 20);
    if (l->door.limit_per_hour < 1 || l->door.limit_per_hour > 100000)
        mistake(r, limit, "max", "a limit is 1 to 100000 an hour", "每小时上限为1到100000");
    if (node_is(add, "true")) {
        l->door.fields = arena_alloc(r->keep, (size_t)(l->fields_n + 1) * sizeof *l->door.fields);
        for (int i = 0; i < l->fields_n; i++)
            if (may_public(&l->fields[i]))
                l->door.fields[l->door.fields_n++] = &l->fields[i];
        return;
    }
    l->door.fields = find_fields(r, l, add, &l->door.fields_n);
    for (int i = 0; i < l->door.fields_n; i++)
        if (!may_public(l->door.fields[i]))
            mistake(r, add, "type", "%s cannot be filled in by a resident", "%s不能由居民填写",
                    l->door.fields[i]->name);
    for (int i = 0; i < l->fields_n; i++) {
        bool is_there = !l->fields[i].required || l->fields[i].default_to || l->fields[i].value;
        for (int k = 0; k < l->door.fields_n; k++)
            is_there |= l->door.fields[k] == &l->fields[i];
        if (!is_there)
            mistake(r, add, "public", "%s is required, but a resident cannot give it",
                    "%s为必填，但居民无法填写", l->fields[i].name);
    }
}

static void read_pass(struct reader *r, struct ledger *l, const struct node *at)
{
    const struct node *over = node_get(at, "override");

    if (!at || at->kind != NODE_MAP)
        return;
    l->pass.is_set = true;
    l->pass.valid = part_expr(r, l, NULL, node_get(at, "valid"), V_DURATION);
    l->pass.every = part_expr(r, l, NULL, node_get(at, "every"), V_DURATION);
    if (node_get(at, "per"))
        l->pass.per = find_field(r, l, node_get(at, "per"));
    l->pass.show = find_fields(r, l, node_get(at, "show"), &l->pass.show_n);
    for (int i = 0; i < l->pass.show_n; i++)
        if (l->pass.show[i]->seal != SEAL_NONE || l->pass.show[i]->compartment)
            mistake(r, node_get(at, "show"), "sealed",
                    "%s is sealed; a pass shows its fields to "
                    "anyone",
                    "%s已加密，通行证上的项目人人可见", l->pass.show[i]->name);
    if (over && find_field(r, l, over))
        l->pass.override = part_text(r, over);
    if (node_get(at, "every") && !node_get(at, "override"))
        warning(r, node_get(at, "every")->key, "pass_override",
                "a pass that limits how often needs override: emergencies are never refused",
                "限次的通行证应有override：紧急情形从不拒绝");
}

static void resolve_ledger(struct reader *r, struct ledger *l, const struct node *at)
{
    read_place(r, l, at);
    read_key(r, l, node_get(at, "key"));
    read_title(r, l, node_get(at, "title"));
    read_members(r, l, node_get(at, "members"));
    read_keep(r, l, node_get(at, "keep"));
    read_uniques(r, l, node_get(at, "unique"));
    if (node_get(at, "grid"))
        l->grid = ref_field(r, l, node_get(at, "grid"));
    if (node_get(at, "restricts"))
        l->restricts = ref_field(r, l, node_get(at, "restricts"));
    read_retention(r, l, node_get(at, "retention"));
    read_rules(r, l, at);
    read_public(r, l, node_get(at, "public"));
    read_pass(r, l, node_get(at, "pass"));
    read_trace(r, l, node_get(at, "trace"));
}

void resolve_ledgers(struct reader *r)
{
    struct plan *plan = r->plan;
    const struct node **at = r->ledger_nodes;
    int n = plan->ledgers_n;

    for (int i = 0; i < n; i++)
        resolve_targets(r, node_get(at[i], "fields"), plan->ledgers[i].fields,
                        plan->ledgers[i].fields_n);
    for (int i = 0; i < n; i++)
        read_moves(r, &plan->ledgers[i], node_get(at[i], "moves"));
    for (int i = 0; i < n; i++) {
        struct ledger *l = &plan->ledgers[i];
        resolve_exprs(r, node_get(at[i], "fields"), l, l->fields, l->fields_n, NULL);
    }
    for (int i = 0; i < n; i++)
        resolve_ledger(r, &plan->ledgers[i], at[i]);
    for (int i = 0; i < n; i++)
        resolve_stock(r, &plan->ledgers[i], node_get(at[i], "fields"));
    for (int i = 0; i < n; i++)
        read_grants(r, &plan->ledgers[i], node_get(at[i], "grants"));
    for (int i = 0; i < n; i++)
        read_thens(r, &plan->ledgers[i], node_get(at[i], "then"));
    for (int i = 0; i < n; i++)
        if (plan->ledgers[i].restricts && plan->ledgers[i].restricts->to)
            plan->ledgers[plan->ledgers[i].restricts->to->index].is_order = true;
}
