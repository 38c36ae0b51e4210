/* The one writer: drains a queue into durable group commits; a job that fails leaves nothing.
 *
 * Guarantee: done() with OK is called only after the commit is on disk. No transaction lasts
 * longer than WRITER_MS. Live jobs go before slices; a slice (import, search index) works some
 * milliseconds when nobody else waits, then its successor is pushed. When a whole commit fails,
 * each job of the group is told. Not guaranteed: order between jobs of different threads. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H
#include "store/store.h"

#define WRITER_MS 20

struct writer;
struct write_job {
    /* On the writer's thread. May be called again after a rollback: when another job spoilt the
     * group, each is run once more, at last by itself. Results in arg must bear that. */
    enum outcome (*run)(struct db *db, void *arg, struct err *e);
    void (*done)(void *arg, enum outcome outcome,
                 const struct err *e); /* likewise; must not block */
    void *arg;
    bool is_slice;
    struct write_job *next; /* the writer's */
};
/* State kept in memory beside the tables follows the transaction through these. */
struct writer_hooks {
    void (*mark)(void *arg);   /* before each job */
    void (*revert)(void *arg); /* the job was rolled back */
    enum outcome (*before_commit)(struct db *db, void *arg, struct err *e);
    void (*after)(void *arg, bool committed); /* false: forget since the last commit */
    void *arg;
};
enum outcome writer_start(struct writer **ret, struct store *store,
                          const struct writer_hooks *hooks, struct err *e);
void writer_push(struct writer *w, struct write_job *job);
/* A live job waits. A slice that has worked for SLICE_LIVE_US looks and ends when it is so. */
#define SLICE_LIVE_US 1500
bool writer_has_live(struct writer *w);
/* Pushes and waits; for command line, tests and worker threads. Never on the writer's thread. */
enum outcome writer_do(struct writer *w, enum outcome (*run)(struct db *, void *, struct err *),
                       void *arg, struct err *e);
void writer_stop(struct writer *w); /* finishes what is queued */
struct writer_stats {
    int64_t jobs, groups, refused, failed, last_group_us, max_group_us, queued;
};
void writer_stats(struct writer *w, struct writer_stats *ret);
#endif
