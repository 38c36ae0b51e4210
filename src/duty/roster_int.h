/* What the files of rosters share: a roster at a place, its people and seats. */
#ifndef DUTY_ROSTER_INT_H
#define DUTY_ROSTER_INT_H
#include "duty/alarm.h"
#include "duty/roster.h"

#define ROSTER_PEOPLE 1000
#define ROSTER_SEATS 20000
#define ROSTER_BEFORE 45 /* days looked back: who rests, who has stayed how long */

struct keep { /* one roster at one place */
    struct work w;
    const struct plan_roster *plan;
    int64_t place;
};
struct member {
    int64_t id, account;
    const char *name, *phone;
    int crew;
    unsigned skills;
    int64_t away[400]; /* local days, sorted */
    int away_n;
};
struct seat {
    int64_t id, month, day, account, begins_at, ends_at;
    int shift, head;
    const char *name; /* of its person */
};
struct month {
    int64_t id, first, made_at, published_at; /* id 0: not made yet */
    int days;
    unsigned char kinds[31]; /* enum roster_day */
};

/* ---- roster_store.c ------------------------------------------------------------------------ */
enum outcome members_read(struct keep *k, int64_t from_day, int64_t to_day, struct member **ret,
                          int *ret_n, struct err *e);
/* By day, shift and head; all months of the roster. only_published leaves drafts out. */
enum outcome seats_read(struct keep *k, int64_t from_day, int64_t to_day, bool only_published,
                        struct seat **ret, int *ret_n, struct err *e);
enum outcome month_find(struct keep *k, struct month *m, struct err *e); /* by m->first */
enum outcome month_write(struct keep *k, struct month *m, const struct roster_seat *seats, int n,
                         struct err *e); /* a draft, in place of the one before */
enum outcome month_publish(struct keep *k, const struct month *m, struct err *e);
enum outcome seat_get(struct call *c, int64_t id, struct keep *ret, struct seat *ret_seat,
                      bool *ret_published, struct err *e);
enum outcome seat_put(struct keep *k, int64_t seat, int64_t account, struct err *e);
/* Rows of these tables are kept as they now are. n ids of one table. */
enum outcome roster_journal(struct work *w, const char *act, const char *table, const int64_t *ids,
                            int n, int64_t place, struct err *e);
bool roster_has_member(struct call *c, const char *roster, int64_t place, int64_t account);
enum outcome member_insert(struct keep *k, int64_t user, int crew, const char *skills, int64_t day,
                           int64_t *ret, struct err *e);
enum outcome member_keep(struct call *c, int64_t member, struct keep *ret, struct err *e);
enum outcome member_end(struct keep *k, int64_t member, int64_t day, struct err *e);
bool roster_makes_for(struct call *c, int64_t account); /* a roster this person is on */
enum outcome away_insert(struct work *w, int64_t user, int64_t from, int64_t to,
                         const char *reason, int64_t *ret, struct err *e);
enum outcome away_user(struct call *c, int64_t away, int64_t *ret, struct err *e);
enum outcome away_end(struct work *w, int64_t away, struct err *e);
/* Comma-separated ids of a place and all above it, for IN (…). */
void place_line(struct buf *sql, int64_t place);
/* Whoever is on now by rosters that stand for these posts, or (posts NULL) that lead, at the
 * nearest place of the line. Adds to ret. */
enum outcome roster_on_now(struct work *w, const struct post *const *posts, int n, int64_t place,
                           struct people *ret, struct err *e);

/* ---- roster_month.c ---------------------------------------------------------------------------
 */
void roster_rule_of(const struct plan_roster *p, struct roster_rule *ret);
void roster_moments(const struct keep *k, int shift, int64_t day, int64_t *ret_from,
                    int64_t *ret_to);
enum outcome month_parse(struct call *c, struct month *ret, struct err *e); /* argument month */
void month_of(const struct plan *plan, int64_t first, struct month *ret);
enum outcome month_make(struct keep *k, struct month *m, int *ret_n, int *ret_vacant,
                        struct err *e);
struct fault {
    struct roster_problem at;
    const char *name; /* of the person */
};
/* What is wrong with the month as it stands; seats and people as read for it. */
enum outcome month_judge(struct keep *k, const struct month *m, const struct member *people,
                         int people_n, const struct seat *seats, int n, struct fault **ret,
                         int *ret_n, struct err *e);
extern const char *const roster_fault_words[ROSTER_FAULTS];
const struct label *roster_fault_label(enum roster_fault fault);

/* ---- roster_op.c ------------------------------------------------------------------------------
 */
bool roster_may_see(const struct call *c, const struct keep *k);
bool roster_may_make(const struct call *c, const struct keep *k);
/* Arguments roster and place. NOT_FOUND for what the caller may not see. */
enum outcome keep_of_call(struct call *c, struct keep *ret, struct err *e);
enum outcome roster_refuse(struct err *e); /* not found, for you */
void roster_put_person(struct call *c, int64_t id, const char *name);
void roster_answer_id(struct call *c, int64_t id);

enum outcome do_roster_swap_ask(struct call *c, struct err *e); /* roster_swap.c */
enum outcome do_roster_swap_answer(struct call *c, struct err *e);
enum outcome do_roster_note_add(struct call *c, struct err *e); /* roster_note.c */
enum outcome do_roster_note_accept(struct call *c, struct err *e);
enum outcome do_roster_notes(struct call *c, struct err *e);
enum outcome do_roster_month(struct call *c, struct err *e); /* roster_show.c */
enum outcome do_roster_list(struct call *c, struct err *e);  /* roster_list_store.c */
enum outcome do_roster_now(struct call *c, struct err *e);
enum outcome do_roster_problems(struct call *c, struct err *e);
enum outcome do_roster_mine(struct call *c, struct err *e);
enum outcome do_roster_paper(struct call *c, struct err *e); /* roster_paper.c */
#endif
