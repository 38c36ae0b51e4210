/* Sharing what is scarce: priority classes one after another; within a class weighted max-min over
 * what each still lacks, in whole packs, nobody left with less than a useful lot.
 *
 * Guarantees: nobody gets more than asked less what is in reach; a class is short only when no
 * lower class gets anything; nothing is left that somebody of the first short class could use; the
 * same question has the same answer. O(n log n) for a class, with a further log n when lots are too
 * small. */
#ifndef STOCK_ALLOCATE_H
#define STOCK_ALLOCATE_H
#include "base/buf.h"
#include <stdint.h>

enum share_why {
    SHARE_FULL,        /* all that is lacking */
    SHARE_ENOUGH,      /* it has what it asks for within reach */
    SHARE_PART,        /* a fair part */
    SHARE_SMALL,       /* its part would be less than a useful lot */
    SHARE_CLASS_BEFORE /* classes before it took everything */
};
struct share {
    int64_t asked, in_reach; /* base units */
    int64_t weight;          /* 1 and more: heads, beds */
    int priority;            /* class, 1 first */
    int64_t given;           /* told: base units */
    enum share_why why;
    int64_t level;      /* told: packs for each 1000 of weight at which its class stands */
    int64_t class_left; /* told: base units that were left for its class */
    int class_n;        /* told: how many of its class lacked something */
};
struct allocation {
    int64_t supply, pack, min_lot; /* base units; pack 1: none */
    struct share *shares;
    int n;
    int64_t left; /* told */
};
void allocate(struct allocation *a);
#endif
