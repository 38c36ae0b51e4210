/* How a record goes on: its states, the moves between them, and what follows (then). */
#include "plan/plan_int.h"

#include "base/text.h"

#define STATES_MAX 32

static void default_state(struct reader *r, struct ledger *l)
{
    static const struct state open = {
        .name = "open", .label = {"有效", "Open"}, .is_initial = true, .tone = "neutral"};

    l->states = arena_copy(r->keep, &open, sizeof open);
    l->states_n = 1;
    l->initial = 0;
}

static void read_state(struct reader *r, struct state *s, const struct entry *e)
{
    const struct node *map = e->at->kind == NODE_MAP ? e->at : NULL;
    const struct node *tone = node_get(map, "tone");

    s->name = e->name;
    s->label = part_label(r, node_get(map, "label"), s->name);
    s->is_initial = node_is(e->at, "initial") || part_flag(node_get(map, "initial"), false);
    s->is_final = node_is(e->at, "final") || part_flag(node_get(map, "final"), false);
    s->may_amend = part_flag(node_get(map, "amend"), false);
    s->tone = tone            ? part_text(r, tone)
              : s->is_final   ? "done"
              : s->is_initial ? "neutral"
                              : "progress";
    if (!s->tone)
        s->tone = "neutral";
    s->was = part_text(r, node_get(map, "was"));
}

void declare_states(struct reader *r, struct ledger *l, const struct node *ledger)
{
    const struct node *at = node_get(ledger, "states");
    int n;
    struct entry *list = entries_of(r, at, &n);

    if (n == 0) {
        default_state(r, l);
        return;
    }
    if (n > STATES_MAX) {
        mistake(r, at->key, "too_large", "a ledger has at most %d states", "台账最多%d个状态",
                STATES_MAX);
        n = STATES_MAX;
    }
    l->states = arena_alloc(r->keep, (size_t)n * sizeof *l->states);
    l->states_n = n;
    l->initial = -1;
    for (int i = 0; i < n; i++) {
        read_state(r, &l->states[i], &list[i]);
        if (!l->states[i].is_initial)
            continue;
        if (l->initial >= 0)
            mistake(r, list[i].at->key, "initial", "%s begins in %s already; one state is initial",
                    "%s已从%s开始，起始状态只能有一个", l->name, l->states[l->initial].name);
        else
            l->initial = i;
    }
    if (l->initial < 0) {
        mistake(r, at->key, "initial", "no state of %s is initial; mark one, such as %s: initial",
                "%s没有起始状态，请标明一个，如%s: initial", l->name, l->states[0].name);
        l->initial = 0;
        l->states[0].is_initial = true;
    }
    for (int i = 0; i < n; i++)
        if (l->states[i].was && ledger_state(l, l->states[i].was) >= 0)
            mistake(r, list[i].at->key, "was", "%s was called %s, but that state is still there",
                    "%s曾名%s，但该状态仍在", l->states[i].name, l->states[i].was);
}

/* ---- moves ---- */

static int find_state(struct reader *r, const struct ledger *l, const struct node *at)
{
    struct near near;

    if (!at || at->kind != NODE_SCALAR)
        return -1;
    if (ledger_state(l, at->text) >= 0)
        return ledger_state(l, at->text);
    near = near_to(at->text);
    for (int i = 0; i < l->states_n; i++)
        near_try(&near, l->states[i].name);
    near_suggest(mistake(r, at, "no_such", "%s has no state \"%s\"", "%s没有状态“%s”", l->name,
                         brief(r, at->text)),
                 &near);
    return -1;
}

static void read_by(struct reader *r, struct move *m, const struct node *at)
{
    m->by = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *m->by);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct post *post;
        if (i->kind != NODE_SCALAR)
            continue;
        if (node_is(i, "member") || text_starts(i->text, "member of ")) {
            m->by_member = true;
            continue;
        }
        post = find_post(r, i);
        if (post)
            m->by[m->by_n++] = post;
    }
}

static void read_move(struct reader *r, struct ledger *l, struct move *m, const struct entry *e)
{
    const struct node *at = e->at, *from = node_get(at, "from");

    m->name = e->name;
    m->label = part_label(r, node_get(at, "label"), m->name);
    m->at = where_of(r, at->key);
    for (const struct node *i = item_first(from); i; i = item_next(from, i)) {
        int state = find_state(r, l, i);
        if (state >= 0)
            m->from |= 1u << state;
    }
    m->to = find_state(r, l, node_get(at, "to"));
    read_by(r, m, node_get(at, "by"));
    m->needs = find_fields(r, l, node_get(at, "needs"), &m->needs_n);
    m->confirm = part_flag(node_get(at, "confirm"), false);
    if (words_hold(verb_list, m->name, strlen(m->name)) || text_same(m->name, "undo"))
        mistake(r, at->key, "reserved",
                "\"%s\" is a word of the program's own; choose another name",
                "“%s”是程序自用的词，请换一个名称", m->name);
    if (item_count(node_get(at, "by")) == 0 && !node_get(at, "auto"))
        mistake(r, at->key, "nobody", "nobody may make the move %s: give by or auto",
                "没有人能进行变动%s：请写by或auto", m->name);
    for (int i = 0; i < m->needs_n; i++)
        if (node_get(at, "auto") && !node_get(at, "by"))
            mistake(r, node_get(at, "needs"), "nobody",
                    "%s happens by itself, so nobody can give %s", "%s自动进行，无人填写%s",
                    m->name, m->needs[i]->name);
}

void read_moves(struct reader *r, struct ledger *l, const struct node *at)
{
    int n;
    struct entry *list = entries_of(r, at, &n);

    l->moves = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *l->moves);
    l->moves_n = n;
    for (int i = 0; i < n; i++)
        read_move(r, l, &l->moves[i], &list[i]);
}

/* ---- consequences ---- */

struct then_scope {
    const struct ledger *ledger;
    const struct field *lines;
};

static const struct move *find_move(struct reader *r, const struct ledger *l, const struct node *at)
{
    struct near near;

    if (!at || at->kind != NODE_SCALAR)
        return NULL;
    if (ledger_move(l, at->text))
        return ledger_move(l, at->text);
    near = near_to(at->text);
    for (int i = 0; i < l->moves_n; i++)
        near_try(&near, l->moves[i].name);
    near_suggest(mistake(r, at, "no_such", "%s has no move \"%s\"", "%s没有变动“%s”", l->name,
                         brief(r, at->text)),
                 &near);
    return NULL;
}

/* records: "sample where tube = this" is read as the query it stands for. */
static void read_each_records(struct reader *r, struct ledger *l, struct then *t,
                              const struct node *at)
{
    struct node query = *at;
    struct expr *x;

    query.text = arena_printf(&r->scratch, "exists(%s)", at->text);
    query.len = strlen(query.text);
    query.column -= (int)strlen("exists(");
    x = part_expr(r, l, NULL, &query, V_FLAG);
    if (!x)
        return;
    if (x->op != E_QUERY) {
        mistake(r, at, "each", "write records: <ledger> where <condition>",
                "写成records: 台账 where 条件");
        return;
    }
    t->each_ledger = x->ledger;
    t->each_where = x->args_n ? x->args[0] : NULL;
}

static struct then_scope read_each(struct reader *r, struct ledger *l, struct then *t,
                                   const struct node *at)
{
    const struct node *lines = node_get(at, "lines"), *places = node_get(at, "places");
    const struct node *records = node_get(at, "records");
    struct then_scope scope = {l, NULL};

    if (!at || at->kind != NODE_MAP)
        return scope;
    if (!!lines + !!places + !!records != 1)
        mistake(r, at->key, "each", "each is one of lines, places, records",
                "each只能是lines、places、records之一");
    if (lines) {
        t->each_lines = find_field(r, l, lines);
        if (t->each_lines && t->each_lines->type != F_LINES) {
            mistake(r, lines, "type", "%s is not a field of lines", "%s不是lines项目",
                    t->each_lines->name);
            t->each_lines = NULL;
        }
        scope.lines = t->each_lines;
    } else if (places) {
        t->each_place = find_kind(r, places);
    } else if (records && records->kind == NODE_SCALAR) {
        read_each_records(r, l, t, records);
        if (t->each_ledger)
            scope.ledger = t->each_ledger;
    }
    return scope;
}

/* Values of a made record or of set: `each` and, over records, `this` stand alone. */
static void read_assigns(struct reader *r, struct then *t, const struct ledger *target,
                         const struct then_scope *scope, const struct node *at)
{
    if (!at || at->kind != NODE_MAP || !target)
        return;
    t->with = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *t->with);
    for (const struct node *i = at->first; i; i = i->next) {
        struct assign *a = &t->with[t->with_n];
        a->field = find_field(r, target, i->key);
        if (!a->field)
            continue;
        a->name = a->field->name;
        if (a->field->type == F_LINES && i->kind != NODE_SCALAR) {
            mistake(r, i, "type", "lines are given by naming a lines field", "行须由lines项目给出");
            continue;
        }
        if (node_is(i, "each") && (t->each_place || t->each_ledger)) {
            a->from = ASSIGN_EACH;
            if (t->each_place ? a->field->type != F_PLACE
                              : a->field->type != F_REF || a->field->to != t->each_ledger)
                mistake(r, i, "type", "%s cannot hold this each", "%s不能存放each", a->name);
        } else if (node_is(i, "this") && t->each_ledger) {
            a->from = ASSIGN_THIS;
        } else {
            a->value = part_expr_for(r, scope->ledger, scope->lines, i, a->field);
            if (!a->value)
                continue;
        }
        t->with_n++;
    }
}

static void read_alert(struct reader *r, struct then *t, const struct node *at,
                       const struct node *say)
{
    t->alert = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *t->alert);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct post *post;
        size_t len = i->kind == NODE_SCALAR ? i->len : 0;
        if (len > 8 && strcmp(i->text + len - 8, " on duty") == 0) {
            mistake(r, i, "not_yet", "\"… on duty\" is not built yet: name the post",
                    "“… on duty”尚未实现：请写岗位");
            continue;
        }
        post = find_post(r, i);
        if (post)
            t->alert[t->alert_n++] = post;
    }
    t->alert_text = part_label(r, say, NULL);
    if (!say)
        mistake(r, at->key, "required_key", "an alert lacks \"say\": what they are told",
                "alert缺少“say”：提醒的话");
}

/* The record that set and move work on: this, the record of a reference, or each found one. */
static const struct ledger *target_of(struct reader *r, struct ledger *l, struct then *t,
                                      const struct node *at)
{
    const struct node *of = node_get(at, "of");
    const struct ledger *base = t->each_ledger ? t->each_ledger : l;

    if (!of)
        return base;
    for (int i = 0; t->each_lines && i < t->each_lines->lines_n;
         i++) /* of: a reference in the row */
        if (node_is(of, t->each_lines->lines[i].name))
            t->set_on = &t->each_lines->lines[i];
    if (!t->set_on)
        t->set_on = find_field(r, base, of);
    if (t->set_on && t->set_on->type != F_REF) {
        mistake(r, of, "type", "%s must be a reference to a ledger", "%s须是对台账的引用",
                t->set_on->name);
        t->set_on = NULL;
    }
    return t->set_on ? t->set_on->to : NULL;
}

static void read_on(struct reader *r, struct ledger *l, struct then *t, const struct node *on)
{
    t->on = "add";
    if (!on || on->kind != NODE_SCALAR)
        return;
    if (node_is(on, "amend") || node_is(on, "add"))
        t->on = part_text(r, on);
    else if (find_move(r, l, on))
        t->on = part_text(r, on);
}

static bool read_then(struct reader *r, struct ledger *l, struct then *t, const struct node *at)
{
    const struct node *make = node_get(at, "make"), *set = node_get(at, "set");
    const struct node *move = node_get(at, "move"), *alert = node_get(at, "alert");
    const struct ledger *target;
    struct then_scope scope;

    t->at = where_of(r, at);
    if (!!make + !!set + !!move + !!alert != 1) {
        mistake(r, at, "then", "a consequence has exactly one of make, set, move, alert",
                "后果须恰有make、set、move、alert之一");
        return false;
    }
    if (node_get(at, "with") && !make)
        mistake(r, node_get(at, "with")->key, "then", "with goes with make", "with只与make同用");
    if (node_get(at, "of") && !set && !move)
        mistake(r, node_get(at, "of")->key, "then", "of goes with set or move",
                "of只与set、move同用");
    t->when = part_expr(r, l, NULL, node_get(at, "when"), V_FLAG);
    read_on(r, l, t, node_get(at, "on"));
    scope = read_each(r, l, t, node_get(at, "each"));
    target = target_of(r, l, t, at);
    if (make) {
        t->kind = THEN_MAKE;
        t->make = find_ledger(r, make);
        read_assigns(r, t, t->make, &scope, node_get(at, "with"));
    } else if (set) {
        t->kind = THEN_SET;
        read_assigns(r, t, target, &scope, set);
        for (int i = 0; i < t->with_n; i++)
            if (t->with[i].field->value)
                mistake(r, set, "type", "%s is computed and cannot be set", "%s自动计算，不能改写",
                        t->with[i].name);
    } else if (move) {
        t->kind = THEN_MOVE;
        t->move = target ? find_move(r, target, move) : NULL;
    } else {
        t->kind = THEN_ALERT;
        read_alert(r, t, alert, node_get(at, "say"));
    }
    return true;
}

/* What a made record must be given, or nobody could ever save it. */
static void check_made(struct reader *r, const struct then *t)
{
    const struct ledger *l = t->make;

    for (int i = 0; l && i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        bool is_given = !f->required || f->default_to || f->value || f->show_when;
        for (int k = 0; k < t->with_n; k++)
            is_given |= t->with[k].field == f;
        if (!is_given)
            mistake_at(r, &t->at, "then", "the made record of %s lacks the required field %s",
                       "新登记的%s缺少必填项目%s", l->name, f->name);
    }
}

void read_thens(struct reader *r, struct ledger *l, const struct node *at)
{
    if (!at || at->kind != NODE_LIST)
        return;
    l->thens = arena_alloc(r->keep, (size_t)(at->n + 1) * sizeof *l->thens);
    for (const struct node *i = at->first; i; i = i->next)
        if (i->kind == NODE_MAP && read_then(r, l, &l->thens[l->thens_n], i)) {
            if (l->thens[l->thens_n].kind == THEN_MAKE)
                check_made(r, &l->thens[l->thens_n]);
            l->thens_n++;
        }
}
