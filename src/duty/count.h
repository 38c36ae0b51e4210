/* Occurrences as they are counted: what measures and reports read.
 *
 * Table duty_count (place, day, rule → due, in_time, late, missed, excused) holds the sums, written
 * in the transaction of the change. Who keeps figures of its own hangs in with duty_on_count(): it
 * is told each change of a count, in that transaction, on the writer's thread. */
#ifndef DUTY_COUNT_H
#define DUTY_COUNT_H
#include "ledger/ledger.h"

struct duty_counted {
    const char *rule; /* "home_order.visit", or the name of a duty of places */
    int64_t place;    /* of the subject, not rolled up */
    int64_t day;      /* local day on which it was due */
    int in_time, late, missed, excused; /* what is added; may be negative. due is their sum */
};
typedef enum outcome duty_count_hook(struct work *w, const struct duty_counted *c, struct err *e);
/* Once each, by assemble.c, before the writer starts. */
void duty_on_count(duty_count_hook *hook);
#endif
