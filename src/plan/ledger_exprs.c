/* Walks every expression of a ledger, with a word for what it is. */
#include "plan/plan_int.h"

struct walk {
    const struct ledger *l;
    void (*visit)(void *arg, const struct ledger *l, const char *what, const struct expr *x);
    void *arg;
};

static void one(const struct walk *w, const char *what, const struct expr *x)
{
    if (x)
        w->visit(w->arg, w->l, what, x);
}

static void fields(const struct walk *w, const struct field *f, int n)
{
    for (int i = 0; i < n; i++) {
        one(w, "required", f[i].required_when);
        one(w, "show", f[i].show_when);
        one(w, "default", f[i].default_to);
        one(w, "value", f[i].value);
        one(w, "among", f[i].among);
        fields(w, f[i].lines, f[i].lines_n);
    }
}

void ledger_exprs(const struct ledger *l,
                  void (*visit)(void *arg, const struct ledger *l, const char *what,
                                const struct expr *x),
                  void *arg)
{
    struct walk w = {l, visit, arg};

    one(&w, "place", l->place);
    for (int i = 0; i < l->also_n; i++)
        one(&w, "also", l->also[i]);
    fields(&w, l->fields, l->fields_n);
    for (int i = 0; i < l->uniques_n; i++)
        one(&w, "unique", l->uniques[i].where);
    for (int i = 0; i < l->rules_n; i++)
        one(&w, l->rules[i].is_warning ? "warn" : "refuse", l->rules[i].when);
    for (int i = 0; i < l->moves_n; i++) {
        one(&w, "when", l->moves[i].when);
        one(&w, "auto", l->moves[i].auto_when);
    }
    for (int i = 0; i < l->thens_n; i++) {
        one(&w, "then", l->thens[i].when);
        one(&w, "each", l->thens[i].each_where);
        for (int k = 0; k < l->thens[i].with_n; k++)
            one(&w, "with", l->thens[i].with[k].value);
    }
    one(&w, "pass", l->pass.valid);
    one(&w, "pass", l->pass.every);
}
