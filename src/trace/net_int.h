/* What the files of the net share. */
#ifndef TRACE_NET_INT_H
#define TRACE_NET_INT_H
#include "trace/net.h"

#define EPOCH 946684800ll /* 2000-01-01: times inside are seconds since then */
#define MINUTES_MAX 65535 /* of one piece of a stay; longer stays are several */
#define STAYS_MAX 150000  /* of one person */
#define BLOCK 256         /* stays of a run that share one latest end */

struct run { /* stays side by side, by column */
    uint32_t *start, *person;
    uint16_t *minutes;
    uint32_t n, cap;
};
struct spot { /* a place as one source knows it */
    int64_t place;
    int32_t source;
    uint32_t peer;   /* the next source's spot of the same place, in a ring; itself when alone */
    struct run main; /* by start */
    struct run tail; /* late comers, in no order */
    uint32_t *block_end; /* for each BLOCK of main: the latest end */
};
struct ids {         /* ids of the caller ↔ 1, 2, 3 … */
    int64_t *id;     /* by number; [0] unused */
    uint32_t *slots; /* open addressing: numbers, 0 free */
    uint32_t n, cap, slots_n;
};
struct member {     /* a person */
    uint32_t at;    /* first cell of the list of stays in pool */
    uint32_t n;     /* stays */
    uint32_t group; /* number, 0 none */
    uint32_t peer;  /* next of the same group, in a ring; itself when alone */
};
union cell {
    struct {
        uint32_t spot, start;
    } stay;
    uint32_t next_free;
};
struct pool { /* lists of cells, in classes of size; numbers instead of pointers */
    union cell **chunks;
    uint32_t chunks_n, used; /* cells used of the last chunk */
    uint32_t free[64];       /* by class: first of the freed lists, 0 none */
};
struct tie { /* a declared contact, once for each side */
    uint32_t other, at, next;
    int32_t source;
};
struct net {
    struct ids persons, places, groups;
    struct member *members; /* by person */
    struct spot *spots;     /* from 1 */
    uint32_t spots_n, spots_cap;
    uint32_t *spot_of;   /* by place number: one spot */
    uint32_t *group_any; /* by group number: one member, 0 none */
    uint32_t *tie_of;    /* by person: first tie, 0 none; NULL while there are none */
    struct tie *ties;    /* from 1 */
    uint32_t ties_n, ties_cap, ties_free;
    uint32_t members_cap, spot_of_cap, group_any_cap, tie_of_cap;
    struct pool pool;
    int64_t stays, declared;
};

uint32_t ids_find(const struct ids *ids, int64_t id); /* 0 absent */
uint32_t ids_give(struct ids *ids, int64_t id);
void ids_fini(struct ids *ids);
void ids_index(struct ids *ids); /* slots anew from id[] */

uint32_t pool_cap(uint32_t n); /* cells that a list of n takes */
union cell *pool_at(const struct pool *p, uint32_t at);
/* Room for n cells where a list of `had` lies at `at` (0 none); the first `had` are kept. */
uint32_t pool_fit(struct pool *p, uint32_t at, uint32_t had, uint32_t n);
void pool_fini(struct pool *p);

/* First of main that starts at or after `start`. */
uint32_t run_lower(const struct run *run, uint32_t start);
void spot_link(struct net *net, uint32_t spot);     /* a new spot joins those of its place */
void spot_blocks(struct spot *spot, uint32_t from); /* block_end anew from that stay on */
void *grow(void *p, size_t size, uint32_t n, uint32_t *cap); /* zeroed past the old cap */
#endif
