/* Reports: papers made of measures. The text is judged where it is filled in; here only its keys.
 */
#include "plan/plan_int.h"

#include "base/text.h"

static void read_one(struct reader *r, struct report *report, const struct node *at)
{
    const struct node *of = node_get(at, "of"), *explain = node_get(at, "explain");
    report->label = part_label(r, node_get(at, "label"), report->name);
    report->head = part_label(r, node_get(at, "head"), NULL);
    report->signer = part_label(r, node_get(at, "signer"), NULL);
    report->text = part_label(r, node_get(at, "text"), NULL);
    report->number = part_text(r, node_get(at, "number"));
    int period = node_get(at, "period")
                     ? word_index(period_words, PERIODS, node_get(at, "period")->text)
                     : PERIOD_DAY;
    report->period = period < 0 ? PERIOD_DAY : (enum report_period)period;
    report->is_public = part_flag(node_get(at, "public"), false);
    report->of = of ? find_kinds(r, of, &report->of_n) : NULL;
    report->at = where_of(r, at->key);
    if (explain &&
        (explain->kind != NODE_SCALAR ||
         !decimal_parse(explain->text, explain->len, 6, &report->explain) || report->explain <= 0))
        mistake(r, explain, "type", "explain is a share such as 0.5", "explain应为比例，如0.5");
}

void read_reports(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "reports", &n);
    struct plan *plan = r->plan;
    plan->reports = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->reports);
    for (int i = 0; i < n; i++) {
        struct report *report = &plan->reports[plan->reports_n++];
        report->name = list[i].name;
        if (list[i].at->kind == NODE_MAP)
            read_one(r, report, list[i].at);
    }
}
