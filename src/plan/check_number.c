/* Warns of numbers in expressions that belong in standards, where an office can find and change
 * them once. Counting words (0, 1, 2, -1), turning a share into percent, and one whole unit of
 * time used to convert (1d) are no policy and pass. */
#include "plan/plan_int.h"

#include "base/text.h"

struct looking {
    struct reader *r;
    const char *file;
};

static bool is_plain(struct value v)
{
    static const int64_t counts[] = {0, 1, 2, 10, 12, 24, 60, 100, 1000, 3600};
    static const int64_t units[] = {0, 1, 60, 3600, 86400, 7 * 86400};

    if (v.type == V_DURATION) {
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (v.n == units[i])
                return true;
        return false;
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (v.type == V_INTEGER && (v.n == counts[i] || v.n == -counts[i]))
            return true;
        if (v.type == V_NUMBER && (v.n == counts[i] * NUMBER_ONE || v.n == -counts[i] * NUMBER_ONE))
            return true;
    }
    return v.type != V_INTEGER && v.type != V_NUMBER && v.type != V_MONEY;
}

/* A call's plain arguments, such as the digits of round(x, 3), are no policy either. */
static void visit(struct looking *look, const struct expr *x, bool is_argument)
{
    if (x->op == E_CONST && !is_argument && !is_plain(x->value)) {
        struct where_from at = {look->file, x->line, x->column};
        warning_at(look->r, &at, "bare_number",
                   "this number belongs in standards, read by "
                   "std(name)",
                   "此数字应写进standards，用std(名称)读取");
    }
    for (int i = 0; i < x->args_n; i++)
        visit(look, x->args[i], x->op == E_CALL && i > 0);
}

static void visit_ledger(void *arg, const struct ledger *l, const char *what, const struct expr *x)
{
    struct reader *r = arg;
    struct looking look = {r, l->at.file};

    if (x->op == E_CONST) /* default: 0 and the like are values, not rules */
        return;
    (void)what;
    visit(&look, x, false);
}

/* A duty's own number, such as every: 4h, is policy even when it stands alone. */
static void visit_duty(void *arg, const struct ledger *l, const char *what, const struct expr *x)
{
    struct looking *look = arg;

    (void)l;
    if (text_same(what, "at")) /* a time of day has its place in the duty */
        return;
    visit(look, x, false);
}

void check_numbers(struct reader *r)
{
    for (int i = 0; i < r->plan->duties_n; i++) {
        struct looking look = {r, r->plan->duties[i].at_file.file};
        duty_exprs(&r->plan->duties[i], visit_duty, &look);
    }
    for (int i = 0; i < r->plan->ledgers_n; i++)
        ledger_exprs(&r->plan->ledgers[i], visit_ledger, r);
    for (int i = 0; i < r->plan->levels_n; i++) {
        struct looking look = {r, r->plan->levels[i].at.file};
        if (r->plan->levels[i].trigger)
            visit(&look, r->plan->levels[i].trigger, false);
    }
}
