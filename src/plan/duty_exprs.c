/* Walks every expression of a duty, with a word for what it is. */
#include "plan/plan.h"

void duty_exprs(const struct duty *d,
                void (*visit)(void *arg, const struct ledger *l, const char *what,
                              const struct expr *x),
                void *arg)
{
    const struct {
        const char *what;
        const struct expr *x;
    } all[] = {{"times", d->amount},      {"while", d->while_},  {"from", d->from},
               {"proof", d->proof_where}, {"done_at", d->done_at}, {"grace", d->grace}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].x)
            visit(arg, d->ledger, all[i].what, all[i].x);
    for (int i = 0; i < d->at_n; i++)
        visit(arg, d->ledger, "at", d->at[i]);
    for (int i = 0; i < d->steps_n; i++)
        visit(arg, NULL, "after", d->steps[i].after);
}
