/* Who is told of what is late: bundled per rule and grid, step by step, until somebody takes it up.
 * Taking up is not doing: the duties stay late until they are done. */
#ifndef DUTY_ALARM_H
#define DUTY_ALARM_H
#include "duty/duty_int.h"

struct alarm {
    int64_t id, at, place;
    const struct duty *duty;
    int step;
    int64_t n;
};
#define ALARM_PEOPLE 50
struct people {
    int64_t ids[ALARM_PEOPLE];
    int n;
    const char *why; /* roster post leader deputy above none */
};
void people_add(struct people *p, int64_t account); /* once */
/* Who is told for these posts at a place: whoever is on the roster now; else the nearest holders of
 * the posts, their deputies while away; else the administrators of the places above. Past the
 * plan's last step (rung from 0) the ladder goes on by itself: */
#define RUNG_ABOVE 2 /* 0 duty leaders, 1 deputies, from here the administrators above */
/* The first rung from *rung on where there is somebody; n 0: there is none left. *rung is that of
 * the people found. */
enum outcome people_of_rung(struct work *w, const struct post *const *posts, int n, int64_t place,
                            int *rung, struct people *ret, struct err *e);
enum outcome people_for(struct work *w, const struct post *const *posts, int n, int64_t place,
                        struct people *ret, struct err *e);
enum outcome alarm_insert(struct work *w, struct alarm *a, const struct duty_step *s,
                          const struct people *to, struct err *e);
enum outcome alarm_is_taken(struct work *w, int64_t alarm, bool *ret, struct err *e);

enum outcome duty_answer_keep(struct work *w, const char *kind, const char *rule, int64_t subject,
                              int64_t opens_at, int64_t place, const char *text, struct err *e);
enum outcome duty_arg_place(struct call *c, int64_t *ret, struct err *e);
enum outcome do_alarm_list(struct call *c, struct err *e);
enum outcome do_alarm_take(struct call *c, struct err *e);
enum outcome do_level_proposals(struct call *c, struct err *e);
enum outcome do_level_preview(struct call *c, struct err *e);
#endif
