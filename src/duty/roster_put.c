/* Rosters as agreed elsewhere, put down by the system: see duty.h. */
#include "base/text.h"
#include "duty/roster_int.h"

static enum outcome keep_named(struct work *w, const char *roster, int64_t place, struct keep *ret,
                               struct err *e)
{
    *ret = (struct keep){.w = *w, .plan = plan_roster(w->plan, roster), .place = place};
    return ret->plan ? OK
                     : err_set(e, NOT_FOUND, "roster", "unknown_roster",
                               "the plan has no roster \"%s\"", "预案中没有值班表“%s”", roster);
}

enum outcome roster_put_on(struct work *w, const char *roster, int64_t place, int64_t user,
                           int crew, const char *skills, int64_t since, struct err *e)
{
    struct keep k;
    int64_t id;
    enum outcome o = keep_named(w, roster, place, &k, e);
    return o == OK ? member_insert(&k, user, crew, skills, since, &id, e) : o;
}

enum outcome roster_put_month(struct work *w, const char *roster, int64_t place, int64_t day,
                              struct err *e)
{
    struct keep k;
    struct month m;
    int n, vacant;
    enum outcome o = keep_named(w, roster, place, &k, e);
    if (o != OK)
        return o;
    month_of(w->plan, day, &m);
    o = month_find(&k, &m, e);
    if (o == OK)
        o = month_make(&k, &m, &n, &vacant, e);
    return o == OK ? month_publish(&k, &m, e) : o;
}

enum outcome roster_put_seat(struct work *w, const char *roster, int64_t place, int64_t day,
                             int shift, int64_t user, struct err *e)
{
    struct keep k;
    struct seat *list;
    int n;
    enum outcome o = keep_named(w, roster, place, &k, e);
    if (o == OK)
        o = seats_read(&k, day, day, false, &list, &n, e);
    for (int i = 0; o == OK && i < n; i++)
        if (list[i].shift == shift) {
            o = seat_put(&k, list[i].id, user, e);
            return o == OK ? roster_journal(&k.w, "roster.set", "roster_seat", &list[i].id, 1,
                                            place, e)
                           : o;
        }
    return o;
}
