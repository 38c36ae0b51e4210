/* What a list is asked for, and the cursor between its pages. The plan of the search is in
 * list_store.c. */
#include "ledger/list.h"
#include "base/text.h"
#include "ledger/ledger_op.h"
#include "ledger/show.h"
#include "ledger/where.h"

/* ---- filters
 * --------------------------------------------------------------------------------------- */

struct reading {
    struct call *call;
    const struct ledger *ledger;
    const char *wrong;
};

/* A filter tells by what it finds: only fields the viewer reads in full at every record he sees, of
 * this ledger alone. */
static void check_node(void *arg, const struct expr *x)
{
    struct reading *r = arg;
    if (r->wrong)
        return;
    /* Following a reference leaves the record judged by the scope, also to one of the same ledger.
     */
    if (x->op == E_QUERY || (x->op == E_DOT && x->args[0]->op != E_THIS)) {
        r->wrong = x->field ? x->field->name : "where";
        return;
    }
    if ((x->op == E_FIELD || x->op == E_DOT) && x->field && x->field->ledger) {
        const struct field *f = x->field;
        bool is_open = f->seal == SEAL_NONE && !f->sensitive.is && !f->compartment;
        /* What a list masks must not be found out by filtering: a purpose unmasks both. */
        bool is_secret = f->seal != SEAL_NONE || f->sensitive.is;
        if (is_secret && !r->call->actor->is_system && !call_states_purpose(r->call))
            r->wrong = f->name;
        else if (!is_open && guard_sight(r->call->actor, f, NULL, r->call->db) != SIGHT_FULL)
            r->wrong = f->name;
    }
}

enum outcome list_parse_where(const struct expr **ret, struct call *c, const struct ledger *l,
                              const char *text, struct err *e)
{
    struct reading r = {c, l, NULL};
    struct expr *x;
    if (strlen(text) > LIMIT_EXPR_TEXT)
        return err_set(e, TOO_LARGE, "where", "too_large", "the condition is too long", "条件过长");
    enum outcome o = where_parse(&x, c->arena, c->plan, l, text, e);
    if (o != OK) {
        snprintf(e->field, sizeof e->field, "where");
        return o;
    }
    expr_walk(x, check_node, &r);
    if (r.wrong)
        return err_set(e, REFUSED, "where", "where_field",
                       "%s cannot stand in a filter: you may not read it here, or it belongs to "
                       "another record",
                       "筛选条件不能使用 %s：您在此无权查看，或它属于其他记录", r.wrong);
    *ret = x;
    return OK;
}

enum outcome list_parse_states(uint32_t *ret, const struct ledger *l, const char *text,
                               struct err *e)
{
    *ret = 0;
    while (*text) {
        size_t n = strcspn(text, ",");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(n < 60 ? n : 60), text);
        int state = ledger_state(l, name);
        if (text_same(name, "open") && state < 0) {
            for (int i = 0; i < l->states_n; i++)
                if (!l->states[i].is_final)
                    *ret |= 1u << i;
        } else if (state < 0) {
            return err_set(e, REFUSED, "state", "unknown_state", "%s has no state \"%s\"",
                           "“%s”没有状态“%s”", l->name, name);
        } else {
            *ret |= 1u << state;
        }
        text += n + (text[n] == ',');
    }
    return OK;
}

static enum outcome ask_sort(struct list_asked *a, struct call *c, const char *text, struct err *e)
{
    a->is_down = true;
    if (!text || !*text)
        return OK;
    a->is_down = text[0] == '-';
    text += a->is_down;
    if (text_same(text, "id") || text_same(text, "created_at"))
        return OK;
    const struct field *f = ledger_field(a->ledger, text);
    bool is_hidden = f && f->sensitive.is && !c->actor->is_system && !call_states_purpose(c);
    if (!f || is_hidden || !f->sort || f->seal != SEAL_NONE ||
        guard_sight(c->actor, f, NULL, c->db) != SIGHT_FULL)
        return err_set(e, REFUSED, "sort", "not_sortable", "%s cannot be sorted by \"%.60s\"",
                       "“%s”不能按“%.60s”排序", a->ledger->name, text);
    a->sort = f;
    return OK;
}

enum outcome list_ask(struct list_asked *ret, struct call *c, const struct ledger *l, struct err *e)
{
    struct list_asked a = {.ledger = l, .verb = VERB_VIEW};
    const char *text;
    int64_t limit;
    enum outcome o = ask_sort(&a, c, call_text(c, "sort"), e);
    if (o == OK && (text = call_text(c, "place")) && *text) {
        o = op_place(c, text, &a.under, e);
        a.has_under = true;
    }
    if (o == OK && (text = call_text(c, "state")))
        o = list_parse_states(&a.states, l, text, e);
    if (o == OK && (text = call_text(c, "where")) && *text)
        o = list_parse_where(&a.where, c, l, text, e);
    if (o == OK)
        o = call_int(c, "limit", 50, &limit, e);
    if (o == OK && (limit < 1 || limit > LIMIT_PAGE))
        o = err_set(e, REFUSED, "limit", "limit", "a page has 1 to %d rows", "每页 1 至 %d 行",
                    LIMIT_PAGE);
    if (o == OK && (text = call_text(c, "batch")) && *text &&
        !text_int(text, strlen(text), &a.batch))
        o = err_set(e, REFUSED, "batch", "type", "batch is a number", "batch 须为编号");
    if (o != OK)
        return o;
    a.limit = (int)limit;
    if (call_flag(c, "mine"))
        a.created_by = c->actor->user > 0 ? c->actor->user : -2;
    text = call_text(c, "q");
    a.q = text && *text ? text : NULL;
    text = call_text(c, "after");
    a.after = text && *text ? text : NULL;
    if (a.q)
        a.sort = NULL, a.is_down = true;
    *ret = a;
    return OK;
}

/* ---- cursor -------------------------------------------------------------------------------------
 */

/* "1.<sort>.<order>.<part>.<id>.<type>.<value>": opaque to callers, bound to its sort. Holds
 * nothing but what the last row showed. Texts are hexadecimal. */
const char *cursor_print(struct arena *a, const struct list_asked *asked,
                         const struct list_place *at)
{
    const char *sort = asked->sort ? asked->sort->name : "id";
    /* Not set: the beginning of that part. */
    int64_t id = at->is_set ? at->id : asked->is_down ? INT64_MAX : 0;
    const char *head = arena_printf(a, "1.%s.%c.%c.%lld.", sort, asked->is_down ? 'd' : 'u',
                                    at->in_nulls ? 'n' : 'v', (long long)id);
    if (!vtype_is_text(at->value.type))
        return arena_printf(a, "%si.%lld", head, (long long)at->value.n);
    char *hex = arena_alloc(a, at->value.len * 2 + 1);
    text_hex((const uint8_t *)at->value.s, at->value.len, hex);
    return arena_printf(a, "%st.%s", head, hex);
}

static const char *part(const char **at, size_t *ret_len)
{
    const char *start = *at;
    *ret_len = strcspn(start, ".");
    *at = start + *ret_len + (start[*ret_len] == '.');
    return start;
}

enum outcome cursor_parse(struct list_place *ret, const struct list_asked *asked, struct arena *a,
                          struct err *e)
{
    const char *at = asked->after, *p;
    const char *sort = asked->sort ? asked->sort->name : "id";
    struct list_place place = {.is_set = true};
    size_t n;
    bool good = true;
    p = part(&at, &n);
    good = n == 1 && *p == '1';
    p = part(&at, &n);
    good = good && n == strlen(sort) && !memcmp(p, sort, n);
    p = part(&at, &n);
    good = good && n == 1 && *p == (asked->is_down ? 'd' : 'u');
    p = part(&at, &n);
    good = good && n == 1 && (*p == 'n' || *p == 'v');
    place.in_nulls = good && *p == 'n';
    p = part(&at, &n);
    good = good && text_int(p, n, &place.id);
    p = part(&at, &n);
    bool is_text = good && n == 1 && *p == 't';
    p = part(&at, &n);
    if (good && is_text) {
        char *s = arena_alloc(a, n / 2 + 1);
        good = n % 2 == 0 && n <= 16000 && text_unhex(p, n, (uint8_t *)s) && text_is_utf8(s, n / 2);
        place.value = value_text_n(V_TEXT, s, n / 2);
    } else if (good) {
        good = text_int(p, n, &place.value.n);
        place.value.type = V_INTEGER;
    }
    enum vtype want = asked->sort ? type_row(asked->sort->type)->vtype : V_INTEGER;
    if (!good || (!place.in_nulls && vtype_is_text(want) != is_text))
        return err_set(e, REFUSED, "after", "cursor", "this page mark belongs to another list",
                       "该翻页标记不属于此列表");
    *ret = place;
    return OK;
}
