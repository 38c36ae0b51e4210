/* How many live records a difference between two plans touches. A difference of a ledger touches
 * its live records; one of a standard those of every ledger whose rules read it. Live: in a state
 * that is not final. */
#include "base/text.h"
#include "cli/cli_int.h"
#include "plan/plan.h"

static int64_t live_records(const struct ledger *l, json_t *counts)
{
    int64_t n = 0;
    size_t i;
    json_t *count;
    json_array_foreach(counts, i, count)
    {
        const char *ledger = json_string_value(json_object_get(count, "ledger"));
        const char *state = json_string_value(json_object_get(count, "state"));
        int at = state ? ledger_state(l, state) : -1;
        if (text_same(ledger, l->name) && at >= 0 && !l->states[at].is_final)
            n += json_integer_value(json_object_get(count, "count"));
    }
    return n;
}

struct looking {
    const struct standard *standard;
    bool found;
};

static void look_at(void *arg, const struct expr *x)
{
    struct looking *looking = arg;
    looking->found |= x->op == E_STD && x->standard == looking->standard;
}

static void look_in(void *arg, const struct ledger *l, const char *what, const struct expr *x)
{
    expr_walk(x, look_at, arg);
}

static bool reads_standard(const struct ledger *l, const struct standard *s)
{
    struct looking looking = {.standard = s};
    ledger_exprs(l, look_in, &looking);
    for (int i = 0; i < l->keep_n; i++)
        looking.found |= l->keep[i] == s;
    return looking.found;
}

static int64_t touched_by(json_t *row, const struct plan *old, json_t *counts)
{
    const char *ledger = json_string_value(json_object_get(row, "ledger"));
    const char *name = json_string_value(json_object_get(row, "name"));
    bool is_standard = text_same(json_string_value(json_object_get(row, "part")), "standard");
    const struct standard *s = is_standard && name ? plan_standard(old, name) : NULL;
    const struct ledger *l = plan_ledger(old, ledger ? ledger : name ? name : "");
    int64_t n = 0;
    if (!is_standard)
        return l ? live_records(l, counts) : 0;
    for (int i = 0; s && i < old->ledgers_n; i++)
        if (reads_standard(&old->ledgers[i], s))
            n += live_records(&old->ledgers[i], counts);
    return n;
}

void touched_add(json_t *rows, const struct plan *old, json_t *counts)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
        json_object_set_new(row, "records", json_integer(touched_by(row, old, counts)));
}
