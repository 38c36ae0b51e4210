/* Who was where and who met whom, beside the store: the plan's `trace` rules say which records tell
 * of stays, declared contacts, households and cases; they are kept in memory (net.h) as records
 * change, and asked for contacts. Proposals only: people decide.
 *
 * What a committed change says is in the net before its answer leaves. At a start the net is read
 * from its file and brought up to date from the journal; without a file, or with another plan's,
 * from the tables. A pure projection: the file may be deleted at any time. */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H
#include "ledger/ledger.h"

struct trace;
/* path: of the file. Nothing is read yet. */
void trace_new(struct trace **ret, const char *path, struct journal *journal);
/* Writes the file when the net is whole; NULL is fine. */
void trace_free(struct trace *trace);
void trace_hooks(struct trace *trace, struct writer_hooks *ret);
extern const struct hook trace_hook; /* for assemble.c: what a change says */

/* On a thread of its own, about every second and at the start: reads the net when it is not that of
 * the plan in force; now and then writes the file from a forked child. Until the net is whole
 * questions are refused as BUSY. */
enum outcome trace_tick(struct app *app, struct err *e);

const struct op *trace_ops(int *ret_n);
#endif
