/* The plan loader: any bytes are a plan or are refused with mistakes in both languages, each inside
 * the text; an accepted plan loads again from its source and prints as JSON. */
#include "fuzz.h"

#include <string.h>

#include "base/text.h"
#include "plan/plan.h"

static void check_errors(const struct plan_errors *errors)
{
    for (int i = 0; i < errors->n; i++) {
        const struct err *e = &errors->list[i];
        must(e->rule[0] && e->zh[0] && e->en[0] && e->line >= 0 && e->column >= 0);
        must(text_is_utf8(e->zh, strlen(e->zh)) && text_is_utf8(e->en, strlen(e->en)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan_errors errors, again_errors;
    struct plan *plan = NULL, *again = NULL;
    struct buf json;

    if (plan_load_source(&plan, (const char *)data, size, &errors) != OK) {
        must(plan == NULL && errors.n > errors.warnings_n);
        check_errors(&errors);
        plan_errors_fini(&errors);
        return 0;
    }
    must(errors.n == errors.warnings_n);
    must(plan_load_source(&again, plan->source, plan->source_len, &again_errors) == OK);
    must(strcmp(plan->digest, again->digest) == 0 && errors.n == again_errors.n);
    buf_init(&json, 64 << 20);
    plan_json(&json, plan);
    plan_diff(&json, plan, again);
    must(json.len > 2 && strcmp(json.data + json.len - 2, "[]") == 0);
    buf_fini(&json);
    plan_free(plan);
    plan_free(again);
    plan_errors_fini(&errors);
    plan_errors_fini(&again_errors);
    return 0;
}
