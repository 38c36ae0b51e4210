/* The plan's clock: what is due, by whom, what is late, who is told next.
 *
 * Nothing pending is stored twice: each live (rule, subject) has one row with its next occurrence;
 * a proof moves it on; an occurrence that the clock passes without one becomes a row of its own. A
 * proof counts for the occurrence in which it happened, however late it arrives. Rows are a
 * projection of records, plan and answers; duty_check() compares. */
#ifndef DUTY_DUTY_H
#define DUTY_DUTY_H
#include "duty/count.h"
#include "ledger/ledger.h"

/* What a changed or erased record means for duties: its own, and those it proves. For
 * record_hooks. Records of an import are taken in by the tick. */
extern const struct hook duty_hook;
/* A report (proof: report NAME) was made for a place at a moment (seconds); by: account. */
enum outcome duty_report_made(struct work *w, const char *report, int64_t place, int64_t at,
                              int64_t by, struct err *e);
/* About every second, after ledger_tick(): what became late or missed, whom to tell, what a new
 * edition or level changed. Writes in slices. */
enum outcome duty_tick(struct app *app, struct err *e);

/* Sends what alarms left in the outbox, on a thread of its own; only a server has one. */
struct sender;
enum outcome sender_start(struct sender **ret, struct app *app, struct err *e);
void sender_stop(struct sender *s); /* waits for the attempt under way */
enum outcome sender_round(struct app *app, int *ret_n, struct err *e); /* one look, for tests */

/* Rows against a slow recomputation, for `lianfang check`. */
struct duty_report {
    int64_t live, past, wrong;
    char fault[200]; /* the first one, "" none */
};
enum outcome duty_check(struct app *app, struct db *db, const struct plan *plan,
                        struct duty_report *ret, struct err *e);

/* What has been agreed elsewhere, put down by the system: who is on a roster, a month that is in
 * force at once, one shift of it. day: any of the month; shift: in the plan's order. */
enum outcome roster_put_on(struct work *w, const char *roster, int64_t place, int64_t user,
                           int crew, const char *skills, int64_t since, struct err *e);
enum outcome roster_put_month(struct work *w, const char *roster, int64_t place, int64_t day,
                              struct err *e);
enum outcome roster_put_seat(struct work *w, const char *roster, int64_t place, int64_t day,
                             int shift, int64_t user, struct err *e);

const struct op *duty_ops(int *ret_n);   /* rows of duty_op.c */
const struct op *roster_ops(int *ret_n); /* rows of roster_op.c */
#endif
