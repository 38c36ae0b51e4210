/* A drill as a process of its own: lowest priority, capped memory and time, killed when it is
 * cancelled. Private to rehearsal/. */
#ifndef REHEARSAL_PROCESS_H
#define REHEARSAL_PROCESS_H
#include "op/job.h"

/* Runs this program with argv (argv[0] "lianfang", ends with NULL); lines "progress DONE TOTAL" on
 * its output become the job's progress. Its complaints go to log_path; when it fails, their first
 * line is the refusal. Returns when it ended. */
enum outcome process_run(struct job *job, char *const *argv, const char *log_path, struct err *e);
#endif
