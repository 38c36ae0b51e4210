/* Lists and sums of duties within a caller's scope. */
#ifndef DUTY_LIST_H
#define DUTY_LIST_H
#include "duty/duty_int.h"

enum duty_view { VIEW_DUE, VIEW_LATE, VIEW_MISSED, VIEW_DONE, VIEWS };
extern const char *const duty_view_words[VIEWS];

struct duty_query {
    enum duty_view view;
    int64_t place;      /* at or under */
    const char *rule;   /* NULL all */
    int64_t until;      /* due: due before this moment */
    int64_t day;        /* missed, done: of this local day */
    bool mine;          /* what one's posts, teams and name have to do; done: by oneself */
    int64_t alarm;      /* late, missed: told of in this alarm, 0 any */
    int64_t after, after_subject;
    int limit;
};
/* Conditions over table alias d: what the caller may see at or under a place. */
void duty_scope(struct buf *sql, struct call *c, int64_t under, struct db *db);
void duty_mine(struct buf *sql, const struct call *c);
enum outcome duty_list_json(struct call *c, const struct duty_query *q, struct err *e);
enum outcome duty_groups_json(struct call *c, int64_t place, enum level level, int64_t until,
                              int64_t day, bool with_due, struct err *e);
enum outcome duty_counts_json(struct call *c, int64_t place, const char *rule, int64_t from,
                              int64_t to, struct err *e);
enum outcome duty_mine_json(struct call *c, int64_t until, int64_t day, struct err *e);
enum outcome duty_switches_json(struct call *c, struct err *e);
/* {id,title} of a record or place, for lists. */
enum outcome duty_put_subject(struct call *c, const struct duty *d, int64_t subject, struct err *e);
enum outcome duty_put_place(struct call *c, int64_t place, struct err *e);
void duty_put_moment(struct call *c, int64_t at); /* null when 0 */
#endif
