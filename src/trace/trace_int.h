/* What the files of trace/ share. */
#ifndef TRACE_TRACE_INT_H
#define TRACE_TRACE_INT_H
#include "trace/net.h"
#include "trace/trace.h"
#include <pthread.h>

/* What one record says: nothing, or one of these. */
struct says {
    enum trace_kind kind; /* TRACE_NONE, _STAY, _CONTACT, _HOUSEHOLD */
    struct stay stay;     /* contact: person, place is the other person, from */
    int64_t group;        /* household: of stay.person */
};
/* rule.c: pure. source: the ledger's number among those that tell. */
void says_of(struct says *ret, const struct record *r, int source, int64_t today);
bool says_same(const struct says *a, const struct says *b);
void net_say(struct net *net, const struct says *says);
void net_unsay(struct net *net, const struct says *says);
/* A ledger's number, by order in the plan; -1 when it tells nothing or is one too many. */
int source_of(const struct plan *plan, const struct ledger *l);
const struct ledger *ledger_of_source(const struct plan *plan, int source);
uint64_t trace_form(const struct plan *plan); /* of all rules: another form, another net */

struct change_said {
    struct says before, after;
    int64_t batch; /* nothing yet: the records do not exist */
};
struct trace {
    char *path;
    struct journal *journal;
    pthread_mutex_t reading; /* one start at a time */
    pthread_rwlock_t lock;   /* net, form, is_whole, mark, proof */
    struct net *net;
    uint64_t form;
    bool is_whole;
    int64_t mark;   /* the journal entry the net is complete up to … */
    uint64_t proof; /* … and the first bytes of its hash */
    bool is_new;    /* taken over in a group that is not durable yet */
    /* the writer's own */
    struct change_said *said;
    int said_n, said_cap, said_mark;
    int64_t saved_at_ms, saved_mark; /* the tick's */
};
void trace_said(struct trace *t, const struct change_said *said);

enum outcome do_chain(struct call *c, struct err *e); /* chain_op.c */

/* trace_store.c */
enum outcome trace_read_all(struct net *net, struct db *db, const struct plan *plan, int64_t today,
                            struct err *e);
/* Of one import, which has just come to exist. */
enum outcome trace_read_batch(struct trace *t, struct db *db, const struct plan *plan,
                              const struct ledger *l, int64_t batch, int64_t today, struct err *e);
enum outcome trace_head(struct db *db, int64_t *ret, struct err *e); /* of this snapshot */
enum outcome trace_proof(struct db *db, int64_t seq, uint64_t *ret, struct err *e); /* 0: none */
#endif
