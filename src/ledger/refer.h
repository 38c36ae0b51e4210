/* Do all references lead somewhere? For `lianfang check`. */
#ifndef LEDGER_REFER_H
#define LEDGER_REFER_H
#include "plan/plan.h"
#include "store/store.h"

struct refer_report {
    int64_t references; /* looked at */
    int64_t broken;
    char fault[200];    /* the first one, "" none */
};
/* References between records, to places and to users. A record that was erased on purpose may
 * still be referred to: its journal entry says so. Reads only; about a second for 10⁶ records. */
enum outcome refer_check(struct db *db, const struct plan *plan, struct refer_report *ret,
                         struct err *e);
#endif
