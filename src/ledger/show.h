/* A record as its viewer may see it. */
#ifndef LEDGER_SHOW_H
#define LEDGER_SHOW_H
#include "base/limits.h"
#include "ledger/ledger_int.h"

/* One answer's records. Sensitive values the viewer is entitled to stay masked until he asks for
 * them (reveal): then the ids and fields shown in full are gathered here, to be disclosed before
 * the answer leaves. */
struct shown {
    bool reveal;
    int64_t ids[LIMIT_BULK];
    int ids_n;
    given_set fields; /* by index of the one ledger shown */
    const struct ledger *ledger;
    int64_t place;
    const char *place_title; /* the last one looked up */
};
/* The object without its end, so that the caller may add members: warnings, differences. */
enum outcome record_show(struct call *c, struct buf *out, const struct record *r, struct shown *s,
                         struct err *e);
/* One field's value, masked or whole: JSON. *ret_sight tells which. */
enum outcome field_show(struct call *c, struct buf *out, const struct record *r,
                        const struct field *f, struct shown *s, enum sight *ret_sight,
                        struct err *e);
bool call_states_purpose(const struct call *c);
/* Writes the disclosure entry, durably, when something was shown in full. DENIED, rule
 * needs_approval, when that would be too many people: show them masked, or say so. */
enum outcome shown_disclose(struct call *c, const struct shown *s, struct err *e);
void put_moment(struct buf *out, const struct plan *plan, int64_t seconds); /* 0 writes null */
enum outcome put_place(struct call *c, struct buf *out, int64_t place, struct shown *s,
                       struct err *e);
#endif
