/* Expressions: whatever the bytes, a refusal says where and why in both languages; what is accepted
 * prints as text that is accepted again and means the same over an odd record. */
#include "fuzz.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "plan/expr.h"
#include "../unit/support/expr_plan.c"

/* Every value is null for half of the fields, and an edge for the others. */
static struct value odd_value(enum vtype type, int64_t salt)
{
    static const int64_t EDGES[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1499999};
    if (salt % 3 == 0)
        return value_null();
    if (type == V_CODES)
        return value_text_n(V_CODES, ",fever,cough,", 13);
    if (vtype_is_text(type))
        return value_text_n(type, "calm", 4);
    return value_int(type, EDGES[salt % 6]);
}

static enum outcome ask_field(struct eval *ev, const struct ledger *l, int64_t record,
                              const struct field *f, struct value *ret, struct err *e)
{
    *ret = odd_value(type_row(f->type)->vtype, f->index + (record & 7));
    return OK;
}

static enum outcome ask_system(struct eval *ev, const struct ledger *l, int64_t record,
                               enum system_field f, struct value *ret, struct err *e)
{
    *ret = odd_value(system_field_type(f), f);
    return OK;
}

static enum outcome ask_place(struct eval *ev, int64_t place, const char *name, struct value *ret,
                              struct err *e)
{
    *ret = strcmp(name, "beds") == 0 ? value_int(V_INTEGER, INT64_MAX) : value_text("ward");
    return OK;
}

static enum outcome ask_standard(struct eval *ev, const struct standard *s, struct value *ret,
                                 struct err *e)
{
    *ret = s->value;
    return OK;
}

static enum outcome ask_query(struct eval *ev, const struct expr *q, struct value *ret,
                              struct err *e)
{
    *ret = odd_value(q->type, q->args_n + 1);
    return OK;
}

static struct value value_of(struct arena *a, const struct plan *plan, const struct expr *x)
{
    struct eval ev = {.arena = a, .plan = plan, .now = EXPR_PLAN_NOW, .user = 5,
                      .field = ask_field, .system = ask_system, .place = ask_place,
                      .standard = ask_standard, .query = ask_query};
    struct value v;
    struct err e;
    must(expr_eval(&ev, x, &v, &e) == OK);
    must(value_is_null(v) || v.type == x->type ||
         (vtype_is_text(v.type) && vtype_is_text(x->type)));
    return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct plan *plan;
    struct arena a;
    struct expr *once, *twice;
    struct err e = {0};
    struct buf first, second;
    if (!plan)
        plan = expr_plan_new();
    arena_init(&a, LIMIT_ARENA);
    buf_init(&first, 1 << 20);
    buf_init(&second, 1 << 20);
    struct expr_scope scope = {.plan = plan, .ledger = &plan->ledgers[0], .file = "fuzz"};
    const char *text = arena_text(&a, (const char *)data, size);
    if (expr_parse(&once, &a, &scope, text, V_NULL, &e) != OK) {
        must(e.outcome == REFUSED && e.rule[0] && e.zh[0] && e.en[0]);
        must(e.line >= 1 && e.column >= 1);
        must(text_is_utf8(e.en, strlen(e.en)) && text_is_utf8(e.zh, strlen(e.zh)));
    } else {
        struct value v = value_of(&a, plan, once);
        expr_print(&first, once);
        bool is_short = first.len <= LIMIT_EXPR_TEXT;
        if (is_short) {
            must(expr_parse(&twice, &a, &scope, first.data, V_NULL, &e) == OK);
            expr_print(&second, twice);
            must(strcmp(first.data, second.data) == 0);
            must(value_same(v, value_of(&a, plan, twice)));
        }
    }
    buf_fini(&first);
    buf_fini(&second);
    arena_fini(&a);
    return 0;
}
