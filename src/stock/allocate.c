/* See allocate.h. */
#include "stock/allocate.h"

#include <stdbool.h>
#include <stdlib.h>

typedef __int128 wide;
#define LEVEL_ONE 1000

struct cand { /* one that lacks something, in packs */
    struct share *s;
    int64_t cap, given;
    int at;
};

static int64_t lacks(const struct share *s)
{
    return s->asked > s->in_reach ? s->asked - (s->in_reach > 0 ? s->in_reach : 0) : 0;
}

/* a needs it before b: the emptier against what it asks, then the heavier, then as they stand. */
static int neediest(const void *x, const void *y)
{
    const struct cand *a = x, *b = y;
    wide left = (wide)a->s->in_reach * b->s->asked, right = (wide)b->s->in_reach * a->s->asked;
    if (left != right)
        return left < right ? -1 : 1;
    if (a->s->weight != b->s->weight)
        return a->s->weight > b->s->weight ? -1 : 1;
    return a->at - b->at;
}

/* a's next pack comes before b's: the lower (given + 1) / weight. */
static int next_pack(const void *x, const void *y)
{
    const struct cand *a = *(const struct cand *const *)x, *b = *(const struct cand *const *)y;
    wide left = (wide)(a->given + 1) * b->s->weight, right = (wide)(b->given + 1) * a->s->weight;
    if (left != right)
        return left < right ? -1 : 1;
    return a->at - b->at;
}

static wide filled(const struct cand *c, int n, int64_t level)
{
    wide sum = 0;
    for (int i = 0; i < n; i++) {
        wide part = (wide)c[i].s->weight * level / LEVEL_ONE;
        sum += part < c[i].cap ? part : c[i].cap;
    }
    return sum;
}

/* Weighted max-min of `packs` among the first n: the highest level that fits, then the packs that
 * are over one by one. */
static int64_t fill(struct cand *c, int n, int64_t packs, struct cand **order)
{
    int64_t low = 0, high = 1;
    wide over;
    int waiting = 0;
    for (int i = 0; i < n; i++) {
        wide top = (wide)c[i].cap * LEVEL_ONE / c[i].s->weight + 1;
        if (top > high)
            high = top > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)top;
    }
    while (low < high) {
        int64_t mid = low + (high - low + 1) / 2;
        if (filled(c, n, mid) <= packs)
            low = mid;
        else
            high = mid - 1;
    }
    over = packs;
    for (int i = 0; i < n; i++) {
        wide part = (wide)c[i].s->weight * low / LEVEL_ONE;
        c[i].given = part < c[i].cap ? (int64_t)part : c[i].cap;
        over -= c[i].given;
        if (c[i].given < c[i].cap)
            order[waiting++] = &c[i];
    }
    while (over > 0 && waiting > 0) { /* fewer than there are of them, once or a few times */
        int still = 0;
        qsort(order, (size_t)waiting, sizeof *order, next_pack);
        for (int i = 0; i < waiting && over > 0; i++, over--)
            order[i]->given++;
        for (int i = 0; i < waiting; i++)
            if (order[i]->given < order[i]->cap)
                order[still++] = order[i];
        waiting = still;
    }
    return low;
}

static bool too_small(const struct cand *c, int n, int64_t least)
{
    for (int i = 0; i < n; i++)
        if (c[i].given > 0 && c[i].given < least && c[i].given < c[i].cap)
            return true;
    return false;
}

/* How many, the neediest first, can be served so that each has a useful lot. */
static int served(struct cand *c, int n, int64_t packs, int64_t least, struct cand **order)
{
    int low = 0, high = n;
    while (low < high) {
        int mid = low + (high - low + 1) / 2;
        fill(c, mid, packs, order);
        if (too_small(c, mid, least))
            high = mid - 1;
        else
            low = mid;
    }
    return low;
}

static void tell(struct allocation *a, struct cand *c, int64_t level, int64_t before, int n)
{
    struct share *s = c->s;
    int64_t lack = lacks(s);
    s->given = c->given * a->pack;
    s->level = level;
    s->class_left = before;
    s->class_n = n;
    s->why = s->given >= lack        ? SHARE_FULL
             : s->given              ? SHARE_PART
             : before / a->pack == 0 ? SHARE_CLASS_BEFORE
                                     : SHARE_SMALL;
    a->left -= s->given;
}

/* One class; true when it is short. Those who cannot get a useful lot are passed over; what the
 * others then leave, because they are full, is offered to the next. */
static bool share_class(struct allocation *a, struct cand *c, int n, struct cand **order)
{
    int64_t least = (a->min_lot + a->pack - 1) / a->pack, before = a->left, level;
    bool is_short = false;
    int at = 0;
    qsort(c, (size_t)n, sizeof *c, neediest);
    while (at < n) {
        int64_t packs = a->left / a->pack;
        int k = n - at;
        level = fill(c + at, k, packs, order);
        if (too_small(c + at, k, least)) {
            k = served(c + at, k, packs, least, order);
            level = fill(c + at, k, packs, order);
        }
        for (int i = at; i < at + k; i++)
            tell(a, &c[i], level, before, n);
        at += k;
        if (k == 0) {
            c[at].given = 0;
            tell(a, &c[at++], 0, before, n);
        }
    }
    for (int i = 0; i < n; i++)
        is_short |= c[i].given < c[i].cap;
    return is_short;
}

static int collect(struct allocation *a, struct cand *c, int priority)
{
    int n = 0;
    for (int i = 0; i < a->n; i++) {
        struct share *s = &a->shares[i];
        if (s->priority != priority)
            continue;
        s->given = s->level = s->class_left = 0;
        s->class_n = 0;
        s->why = SHARE_ENOUGH;
        if (s->weight < 1)
            s->weight = 1;
        if (lacks(s))
            c[n++] = (struct cand){.s = s, .cap = lacks(s) / a->pack, .at = i};
    }
    return n;
}

static int next_class(const struct allocation *a, int after)
{
    int best = 0;
    for (int i = 0; i < a->n; i++)
        if (a->shares[i].priority > after && (!best || a->shares[i].priority < best))
            best = a->shares[i].priority;
    return best;
}

void allocate(struct allocation *a)
{
    struct cand *c = calloc((size_t)a->n + 1, sizeof *c);
    struct cand **order = calloc((size_t)a->n + 1, sizeof *order);
    bool is_short = false;
    if (!c || !order)
        abort();
    a->pack = a->pack < 1 ? 1 : a->pack;
    a->left = a->supply > 0 ? a->supply : 0;
    for (int class = next_class(a, 0); class; class = next_class(a, class)) {
        int n = collect(a, c, class);
        if (!is_short)
            is_short = share_class(a, c, n, order);
        else
            for (int i = 0; i < n; i++)
                c[i].s->why = SHARE_CLASS_BEFORE;
    }
    free(order);
    free(c);
}
