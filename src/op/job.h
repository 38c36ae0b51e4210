/* Long work with progress: an import, an edition switch, a backup. A request starts a job and is
 * answered at once with its number; pages ask for its progress until it ends.
 *
 * Jobs live in memory: after a restart the list is empty, and what a job had not finished is
 * resumed or dropped by the module that started it. At most JOBS_KEPT are remembered; at most
 * `threads` run at a time, the others wait in order. */
#ifndef OP_JOB_H
#define OP_JOB_H
#include "base/buf.h"
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

#define JOBS_KEPT 200
#define JOBS_WAITING 50

struct jobs;
struct job;

enum outcome jobs_new(struct jobs **ret, int threads, struct err *e);
void jobs_free(struct jobs *jobs); /* asks running jobs to stop and waits for them */

/* run is called on a job thread and gets arg, which free_arg (may be NULL) releases afterwards,
 * also when the job never ran. BUSY when too many wait. *ret_id is the job's number. */
enum outcome job_start(struct jobs *jobs, const char *kind, int64_t user,
                       enum outcome (*run)(struct job *job, void *arg, struct err *e), void *arg,
                       void (*free_arg)(void *arg), int64_t *ret_id, struct err *e);

/* Called by run: */
void job_progress(struct job *job, int64_t done, int64_t total); /* total 0: not known */
bool job_is_cancelled(const struct job *job);                    /* then stop soon: REFUSED */
struct buf *job_result(struct job *job); /* JSON for the page, e.g. counts; shown when it ends */

/* The job as JSON: {id,kind,state,done,total,result,problem}. user -1 sees every job, others only
 * their own: NOT_FOUND. state: waiting running done refused cancelled. */
enum outcome job_json(struct jobs *jobs, int64_t id, int64_t user, enum lang lang, struct buf *out,
                      struct err *e);
void jobs_json(struct jobs *jobs, int64_t user, enum lang lang, struct buf *out);
enum outcome job_cancel(struct jobs *jobs, int64_t id, int64_t user, struct err *e);
/* Waits for the end and gives its outcome and error. */
enum outcome job_wait(struct jobs *jobs, int64_t id, struct err *e);
#endif
