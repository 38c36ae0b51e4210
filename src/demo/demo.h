/* Fills an empty county with an invented working week: grids, units, households, people, orders,
 * the daily books of the last three days, and users for every post. Things go wrong in it on
 * purpose: docs/administration.md lists them. Every record goes through record_create() as the
 * post that would write it. */
#ifndef DEMO_H
#define DEMO_H
#include "op/op.h"

struct plan;

#define DEMO_PASSWORD "lianfang-demo"

struct demo_options {
    int people;     /* about so many */
    int64_t now_ms; /* the moment the demo county has reached */
    uint64_t seed;
    int64_t county; /* a county whose streets and villages are imported */
    const char *plan_path; /* its modules' demo.json are told too; NULL: none */
    void (*progress)(void *arg, const char *what, int64_t done, int64_t total); /* may be NULL */
    void *progress_arg;
};
/* On a thread that is not the writer's. */
enum outcome demo_fill(struct app *app, const struct plan *plan, const struct demo_options *o,
                       struct err *e);

/* The users it makes, for printing: login, name, where. Ends with a NULL login. */
struct demo_user {
    const char *login;
    const char *post;
    struct label name;
};
extern const struct demo_user demo_users[];
#endif
