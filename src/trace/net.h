/* Who was where, and with whom: stays of people at places, declared contacts and households, in
 * memory. Knows nothing of plans, ledgers or the store; ids are the caller's own.
 *
 * A stay costs 10 bytes at its place, 8 with its person. Stays of one place and source stand in the
 * order of their beginning, so that a question reads one run of memory; late ones wait in a short
 * tail that is merged in. Durations are whole minutes, rounded up: what is proposed may be a minute
 * too much, never one too little.
 *
 * Not for several threads: the caller locks (many may ask, one may change). */
#ifndef TRACE_NET_H
#define TRACE_NET_H
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NET_HOPS 4      /* of one question */
#define NET_SOURCES 16  /* kinds of stay, such as ledgers */
#define NET_PERSONS 200 /* index persons of one question */

struct net;
struct net *net_new(void);
void net_free(struct net *net);

/* Times are seconds since 1970 (from 2000 to 2100; until > from, at most 400 days later). */
struct stay {
    int64_t person, place;
    int64_t from, until;
    int source;
};
bool net_add(struct net *net, const struct stay *stay);    /* false: outside the bounds above */
bool net_remove(struct net *net, const struct stay *stay); /* one equal to it; false: none */
void net_declare(struct net *net, int64_t a, int64_t b, int64_t at, int source);
bool net_undeclare(struct net *net, int64_t a, int64_t b, int64_t at, int source);
/* A person's household or another closed group; 0 leaves it. */
void net_join(struct net *net, int64_t person, int64_t group);

enum net_tie { NET_SHARED, NET_GROUP, NET_DECLARED };

struct net_ask {
    const int64_t *persons; /* the index cases; at most NET_PERSONS */
    int persons_n;
    int64_t from, until; /* when they could pass it on */
    int64_t least_s;     /* together at least so long */
    int hops;            /* 1: contacts; 2: their contacts too, from the first meeting on … */
    int crowd;           /* a stay that met more people than this tells the longest ones only; past
                            the first hop it is left out, and nobody met only so is followed */
    int most;            /* contacts told at most; is_cut says if there were more. 0: only counts */
    /* May the asker see stays of this source at this place? Asked once for each. NULL: all. */
    bool (*sees)(void *arg, int source, int64_t place);
    void *arg;
};
struct net_contact {
    int64_t person;
    int64_t by; /* through whom: an index case, or a contact one hop nearer */
    int hop;
    unsigned ties;       /* bit 1 << enum net_tie */
    int64_t place;       /* of the longest time together; 0: known only as declared or group */
    int source;          /* of that stay */
    int64_t from, until; /* that time */
    int64_t first, last; /* beginning and end of all of them */
    int64_t total_s, longest_s;
    int times;
    bool in_crowd; /* at least one of them in a crowd: less sure to be a contact */
};
struct net_answer {
    struct net_contact *contacts; /* nearest hop first, then the longest together; freed by fini */
    int n;
    int64_t pairs;   /* stays that overlapped long enough, of hop 1 */
    int64_t persons; /* distinct people in them */
    int64_t longest_s;
    int64_t crowds; /* stays that met a crowd */
    bool is_cut;
};
/* About 1 ns for each stay that begins near one of the index persons' at the same place. */
void net_contacts(const struct net *net, const struct net_ask *ask, struct net_answer *ret);
void net_answer_fini(struct net_answer *answer);

/* Everybody whose stay at the place overlaps [from, until): visit returns false to stop. Says how
 * many were visited. */
int64_t net_present(const struct net *net, int64_t place, int64_t from, int64_t until,
                    bool (*visit)(void *arg, const struct stay *stay), void *arg);
/* Every stay of a person, in no order. */
int64_t net_stays(const struct net *net, int64_t person,
                  bool (*visit)(void *arg, const struct stay *stay), void *arg);

struct net_size {
    int64_t persons, places, stays, declared, bytes;
};
void net_size(const struct net *net, struct net_size *ret);

/* One file, for a quick start: written by a forked child or when nobody changes the net. The stamp
 * is the caller's own; a file of another form is NOT_FOUND, as is a damaged one. */
struct net_stamp {
    uint64_t form;  /* a digest of how stays are made */
    int64_t mark;   /* the journal entry the net is complete up to */
    uint64_t proof; /* of that entry */
};
enum outcome net_save(const struct net *net, const char *path, const struct net_stamp *stamp,
                      struct err *e);
enum outcome net_load(struct net **ret, const char *path, uint64_t form,
                      struct net_stamp *ret_stamp, struct err *e);
#endif
