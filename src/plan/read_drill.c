/* What a plan gives its rehearsal: quantities of the model, each an expression over the plan's own
 * standards and tables. Which quantities there are is drill/'s; here they are only names. */
#include "plan/plan_int.h"

void read_drill(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "drill", &n);
    struct plan *plan = r->plan;

    plan->drill = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->drill);
    for (int i = 0; i < n; i++) {
        struct drill_word *word = &plan->drill[plan->drill_n];
        const struct node *at = list[i].at;
        word->name = list[i].name;
        word->at = where_of(r, at->key);
        word->value = part_expr(r, NULL, NULL, at, V_NULL);
        plan->drill_n += word->value != NULL;
        if (word->value && expr_has_query(word->value))
            mistake(r, at, "query", "a rehearsal knows no records: use std() and lookup()",
                    "推演中没有台账记录，请用 std() 和 lookup()");
    }
}
