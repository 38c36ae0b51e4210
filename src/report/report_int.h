/* What the files of report/ share with nobody else. */
#ifndef REPORT_REPORT_INT_H
#define REPORT_REPORT_INT_H
#include "report/report.h"

struct issue {
    int64_t id, place, day, number, revision, head_seq, issued_at, issued_by;
    const char *report, *text, *note, *hash, *head_hash, *by;
    const char *figures; /* JSON array; "" in issues from before they were kept */
};
/* The newest of a report, place and day; by id when not 0. NOT_FOUND when there is none. */
enum outcome issue_find(struct issue *ret, struct arena *a, struct db *db, const char *report,
                        int64_t place, int64_t day, int64_t id, struct err *e);
/* Gives id, number and revision. In a writer's job; journalled. */
enum outcome issue_add(struct issue *i, struct app *app, struct db *db, int offset_s,
                       struct err *e);
/* [{place,name,issued_at,by,revision,people:[{name,phone}]}] of places of the kinds under a place,
 * those that have not reported with whom to call. */
enum outcome issue_units_json(struct buf *out, struct call *c, const struct report *r,
                              int64_t place, int64_t day, struct err *e);
/* report NULL: of all; day 0: of all. The newest first, 100 at most. */
enum outcome issue_list_json(struct buf *out, struct call *c, const struct report *r,
                             int64_t place, int64_t day, struct err *e);

/* figures.c; in the arena */
const char *report_figures_json(struct call *c, const struct report *r, const struct filled *f,
                                int64_t place);
bool report_is_nil(const struct filled *f);
#endif
