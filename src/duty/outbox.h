/* Alarms that leave the house: e-mail by SMTP and signed webhooks.
 *
 * A delivery is written in the transaction of its alarm. One thread sends: it first marks the row
 * `sending` and commits, so that a crash can never send it twice; such a row stays and is told in
 * lists, not sent again. A refusal or a broken connection is tried again, later each time. An
 * answer that never came (a webhook that hangs) may have been taken: every attempt carries the
 * delivery's number, by which the other side knows it again. */
#ifndef DUTY_OUTBOX_H
#define DUTY_OUTBOX_H
#include "duty/alarm.h"

#define OUTBOX_BITE 20
#define OUTBOX_TRIES 10
struct delivery {
    int64_t id, alarm, tries, at, place, n, step;
    bool is_email;
    const char *address, *secret, *rule, *place_name, *person;
};
struct relay { /* how e-mail leaves; url "" none */
    const char *url, *from, *user, *password;
};
/* Rows for an alarm's deliveries, in its transaction. */
enum outcome outbox_fill(struct work *w, const struct alarm *a, const struct people *to,
                         struct err *e);
enum outcome outbox_waiting(struct guard *g, struct db *db, struct arena *a, int64_t now,
                            struct delivery *ret, int *ret_n, struct err *e);
enum outcome outbox_begin(struct db *db, int64_t id, bool *ret_mine, struct err *e);
enum outcome outbox_end(struct db *db, const struct delivery *d, bool is_sent, const char *answer,
                        int64_t now, struct err *e);
enum outcome relay_load(struct guard *g, struct db *db, struct arena *a, struct relay *ret,
                        struct err *e);
/* Secrets that were written before they were sealed; in a writer's job, once at start. */
enum outcome outbox_seal_old(struct guard *g, struct db *db, struct err *e);

/* One attempt; waits SEND_MS at most. answer: what the other side said, 200 bytes. */
#define SEND_MS 15000
bool send_delivery(const struct delivery *d, const struct relay *relay, const struct plan *plan,
                   char answer[200]);
/* Seconds until the next attempt after so many: 30, 60, 120 … an hour. */
int64_t outbox_pause(int64_t tries);

enum outcome do_outlet_add(struct call *c, struct err *e);
enum outcome do_outlet_end(struct call *c, struct err *e);
enum outcome do_outlet_list(struct call *c, struct err *e);
enum outcome do_relay_set(struct call *c, struct err *e);
#endif
