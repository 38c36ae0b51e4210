/* Following a long task: see follow.c. */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H
#include "cli/cli_int.h"

/* The task's number when an answer is {"job":"…"}, else NULL. */
const char *followed_job(struct arena *a, const struct buf *out);

/* Asks `look` for the job's JSON until it has ended; out is then its result,
 * or that JSON where it has none. A task that was refused
 * gives its problem as the error. */
enum outcome follow_job(const char *id,
                        enum outcome (*look)(void *arg, const char *id, struct buf *out,
                                             struct err *e),
                        void *arg, struct buf *out, struct err *e);
#endif
