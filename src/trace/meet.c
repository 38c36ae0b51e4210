/* Who met whom: for each stay of an index person the stays at the same place that overlap it long
 * enough, then households and declared contacts, then the same again from those found.
 *
 * Reads runs of start, minutes and person; a stay's neighbours are found by a search for the last
 * block that ended before it began. What a crowd adds is counted in full and told in part. */
#include "trace/net_int.h"

#include <stdlib.h>
#include <string.h>

#define HIT_ROOM 512
#define EXPAND_MOST 2000 /* contacts of one hop whose own contacts are looked for */

struct hit {
    uint32_t person, from, until; /* the time together */
};
struct asking {
    const struct net *net;
    const struct net_ask *ask;
    struct net_answer *ret;
    uint32_t *slots; /* open addressing by person: number in contacts + 1, 0 free */
    uint32_t slots_n;
    uint32_t *numbers;    /* of the people in contacts */
    uint64_t *is_counted; /* by person: among answer.persons */
    uint64_t *is_index;   /* by person */
    int8_t *seen;         /* by spot: 1 seen, -1 not, 0 not asked yet */
    struct hit *hits;     /* of one stay */
    uint32_t hits_n, hits_cap;
    uint32_t least;
    int cap; /* contacts has room for */
    int hop;
    uint32_t by;          /* whose contacts are being looked for */
    uint32_t from, until; /* when that one could pass it on */
};

static bool bit(const uint64_t *set, uint32_t i)
{
    return set[i >> 6] >> (i & 63) & 1;
}

static bool bit_add(uint64_t *set, uint32_t i)
{
    uint64_t mask = (uint64_t)1 << (i & 63);
    bool is_new = !(set[i >> 6] & mask);
    set[i >> 6] |= mask;
    return is_new;
}

static bool sees(struct asking *a, uint32_t spot)
{
    const struct spot *s = &a->net->spots[spot];
    if (!a->ask->sees)
        return true;
    if (!a->seen[spot])
        a->seen[spot] = a->ask->sees(a->ask->arg, s->source, s->place) ? 1 : -1;
    return a->seen[spot] > 0;
}

/* ---- one contact ---- */

static uint32_t *slot_of(const struct asking *a, uint32_t person)
{
    uint32_t i = (person * 0x9e3779b1u) & (a->slots_n - 1);
    while (a->slots[i] && a->numbers[a->slots[i] - 1] != person)
        i = (i + 1) & (a->slots_n - 1);
    return &a->slots[i];
}

static void index_contacts(struct asking *a, uint32_t slots_n)
{
    free(a->slots);
    a->slots_n = slots_n;
    a->slots = calloc(slots_n, sizeof *a->slots);
    if (!a->slots)
        abort();
    for (int i = 0; i < a->ret->n; i++)
        *slot_of(a, a->numbers[i]) = (uint32_t)i + 1;
}

static void more_room(struct asking *a)
{
    a->cap = a->cap ? a->cap * 2 : 256;
    a->ret->contacts = realloc(a->ret->contacts, sizeof *a->ret->contacts * (size_t)a->cap);
    a->numbers = realloc(a->numbers, sizeof *a->numbers * (size_t)a->cap);
    if (!a->ret->contacts || !a->numbers)
        abort();
    index_contacts(a, (uint32_t)a->cap * 2);
}

static struct net_contact *contact_of(struct asking *a, uint32_t person)
{
    uint32_t *slot = a->slots ? slot_of(a, person) : NULL;
    if (slot && *slot)
        return &a->ret->contacts[*slot - 1];
    if (a->ret->n >= a->ask->most) {
        a->ret->is_cut = a->ask->most > 0;
        return NULL;
    }
    if (a->ret->n == a->cap) {
        more_room(a);
        slot = slot_of(a, person);
    }
    a->numbers[a->ret->n] = person;
    *slot = (uint32_t)++a->ret->n;
    struct net_contact *c = &a->ret->contacts[a->ret->n - 1];
    *c = (struct net_contact){.person = a->net->persons.id[person],
                              .by = a->net->persons.id[a->by],
                              .hop = a->hop,
                              .first = INT64_MAX};
    return c;
}

static void met(struct net_contact *c, enum net_tie tie, int64_t from, int64_t until)
{
    c->ties |= 1u << tie;
    c->first = from < c->first ? from : c->first;
    c->last = until > c->last ? until : c->last;
}

static void add_hit(struct asking *a, const struct spot *spot, const struct hit *hit, bool crowd)
{
    if (bit(a->is_index, hit->person))
        return;
    struct net_contact *c = contact_of(a, hit->person);
    if (!c || c->hop != a->hop)
        return; /* known from nearer: what is added further away says nothing new */
    int64_t from = hit->from + EPOCH, until = hit->until + EPOCH;
    met(c, NET_SHARED, from, until);
    c->total_s += until - from;
    c->times++;
    c->in_crowd |= crowd;
    if (until - from > c->longest_s) {
        c->longest_s = until - from;
        c->place = spot->place;
        c->source = spot->source;
        c->from = from;
        c->until = until;
    }
}

/* ---- the stays around one stay ---- */

static void hits_room(struct asking *a, uint32_t more)
{
    if (a->hits_n + more <= a->hits_cap)
        return;
    a->hits_cap = (a->hits_n + more) * 2;
    a->hits = realloc(a->hits, sizeof *a->hits * a->hits_cap);
    if (!a->hits)
        abort();
}

/* Stays i … to - 1 that overlap [s, e) for at least `least`; they begin before e - least. */
static void scan(struct asking *a, const struct run *run, uint32_t i, uint32_t to, uint32_t s,
                 uint32_t e)
{
    const uint32_t *start = run->start, *person = run->person;
    const uint16_t *minutes = run->minutes;
    while (i < to) {
        uint32_t stop = to - i > HIT_ROOM ? i + HIT_ROOM : to;
        hits_room(a, HIT_ROOM);
        struct hit *out = a->hits + a->hits_n;
        for (; i < stop; i++) {
            uint32_t end = start[i] + minutes[i] * 60u;
            uint32_t from = start[i] > s ? start[i] : s, until = end < e ? end : e;
            *out = (struct hit){person[i], from, until};
            out += until >= from + a->least;
        }
        a->hits_n = (uint32_t)(out - a->hits);
    }
}

/* First of the run from `at` on that starts at or after `start`: near ones are found near. */
static uint32_t run_onward(const struct run *run, uint32_t at, uint32_t start)
{
    uint32_t step = 16;
    while (at + step < run->n && run->start[at + step] < start) {
        at += step;
        step *= 2;
    }
    uint32_t high = at + step < run->n ? at + step : run->n;
    while (at < high) {
        uint32_t mid = at + (high - at) / 2;
        if (run->start[mid] < start)
            at = mid + 1;
        else
            high = mid;
    }
    return at;
}

static void scan_spot(struct asking *a, const struct spot *spot, uint32_t s, uint32_t e)
{
    const struct run *main = &spot->main;
    uint32_t near = run_lower(main, s); /* from here on they begin inside */
    uint32_t to = run_onward(main, near, e - a->least + 1);
    for (uint32_t b = 0; b * BLOCK < near; b++) {
        uint32_t from = b * BLOCK, stop = from + BLOCK < near ? from + BLOCK : near;
        if (spot->block_end[b] >= s + a->least)
            scan(a, main, from, stop < to ? stop : to, s, e);
    }
    scan(a, main, near, to, s, e);
    scan(a, &spot->tail, 0, spot->tail.n, s, e);
}

static int longer(const void *x, const void *y)
{
    const struct hit *a = x, *b = y;
    uint32_t la = a->until - a->from, lb = b->until - b->from;
    if (la != lb)
        return la > lb ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

/* The `most` longest to the front: the shortest that belongs there is found by counting minutes. */
static void longest_first(struct asking *a, uint32_t most)
{
    uint32_t by_minute[1024] = {0}, kept = 0, minute = 1023, n = 0;
    for (uint32_t i = 0; i < a->hits_n; i++) {
        uint32_t m = (a->hits[i].until - a->hits[i].from) / 60;
        by_minute[m < 1023 ? m : 1023]++;
    }
    for (kept = by_minute[minute]; kept < most && minute > 0; kept += by_minute[minute])
        minute--;
    for (uint32_t i = 0; i < a->hits_n; i++) {
        struct hit hit = a->hits[i];
        if ((hit.until - hit.from) / 60 >= minute) {
            a->hits[i] = a->hits[n];
            a->hits[n++] = hit;
        }
    }
    qsort(a->hits, n, sizeof *a->hits, longer);
}

/* Without the index person's own stays; of hop 1 also counted. */
static void judge_hits(struct asking *a)
{
    struct hit *hits = a->hits;
    uint32_t n = 0, longest = 0;
    int64_t persons = 0;
    for (uint32_t i = 0; i < a->hits_n; i++) {
        struct hit hit = hits[i];
        hits[n] = hit;
        if (hit.person == a->by)
            continue;
        n++;
        persons += bit_add(a->is_counted, hit.person);
        longest = hit.until - hit.from > longest ? hit.until - hit.from : longest;
    }
    a->hits_n = n;
    if (a->hop > 1)
        return;
    a->ret->pairs += n;
    a->ret->persons += persons;
    if (longest > a->ret->longest_s)
        a->ret->longest_s = longest;
}

/* Past the first hop a crowd is left out before it is read: who met somebody there, who had met
 * somebody, is no finding. Judged by how many came while the stay lasted. */
static bool is_crowded(struct asking *a, const struct spot *spot, uint32_t s, uint32_t e)
{
    uint32_t from = run_lower(&spot->main, s), came = run_onward(&spot->main, from, e) - from;
    bool is = came > (uint32_t)a->ask->crowd;
    a->ret->crowds += is;
    return is;
}

static void tell_hits(struct asking *a, const struct spot *spot)
{
    bool crowd = a->hits_n > (uint32_t)a->ask->crowd;
    uint32_t told = crowd ? (uint32_t)a->ask->crowd : a->hits_n;
    a->ret->crowds += crowd;
    if (a->ask->most == 0)
        return;
    if (crowd)
        longest_first(a, told);
    for (uint32_t k = 0; k < told; k++)
        add_hit(a, spot, &a->hits[k], crowd);
}

/* Every source's stays at the place of that spot. */
static void around(struct asking *a, uint32_t at, uint32_t s, uint32_t e)
{
    uint32_t i = at;
    if (e < s + a->least)
        return;
    do {
        const struct spot *spot = &a->net->spots[i];
        if (sees(a, i) && (a->hop == 1 || !is_crowded(a, spot, s, e))) {
            a->hits_n = 0;
            scan_spot(a, spot, s, e);
            judge_hits(a);
            tell_hits(a, spot);
        }
        i = spot->peer;
    } while (i != at);
}

/* ---- one person ---- */

static uint32_t end_of_stay(const struct spot *spot, uint32_t start, uint32_t person)
{
    const struct run *main = &spot->main, *tail = &spot->tail;
    for (uint32_t i = run_lower(main, start); i < main->n && main->start[i] == start; i++)
        if (main->person[i] == person)
            return start + main->minutes[i] * 60u;
    for (uint32_t i = 0; i < tail->n; i++)
        if (tail->start[i] == start && tail->person[i] == person)
            return start + tail->minutes[i] * 60u;
    return start;
}

static void shared_places(struct asking *a)
{
    const struct member *m = &a->net->members[a->by];
    const union cell *cells = m->n ? pool_at(&a->net->pool, m->at) : NULL;
    for (uint32_t i = 0; i < m->n; i++) {
        const struct spot *spot = &a->net->spots[cells[i].stay.spot];
        uint32_t start = cells[i].stay.start;
        if (start >= a->until || !sees(a, cells[i].stay.spot))
            continue;
        uint32_t end = end_of_stay(spot, start, a->by);
        if (end > a->from)
            around(a, cells[i].stay.spot, start > a->from ? start : a->from,
                   end < a->until ? end : a->until);
    }
}

static void declared_and_group(struct asking *a)
{
    const struct net *net = a->net;
    const struct member *m = &net->members[a->by];
    struct net_contact *c;
    if (m->group)
        for (uint32_t p = m->peer; p != a->by; p = net->members[p].peer)
            if (!bit(a->is_index, p) && (c = contact_of(a, p)) && c->hop == a->hop)
                met(c, NET_GROUP, a->from + EPOCH, a->until + EPOCH);
    for (uint32_t t = a->by < net->tie_of_cap ? net->tie_of[a->by] : 0; t; t = net->ties[t].next) {
        const struct tie *tie = &net->ties[t];
        if (tie->at < a->from || tie->at >= a->until || bit(a->is_index, tie->other))
            continue;
        if ((c = contact_of(a, tie->other)) && c->hop == a->hop)
            met(c, NET_DECLARED, tie->at + EPOCH, tie->at + EPOCH);
    }
}

static void look_around(struct asking *a, uint32_t person, uint32_t from, uint32_t until)
{
    a->by = person;
    a->from = from;
    a->until = until;
    shared_places(a);
    declared_and_group(a);
}

/* ---- the whole question ---- */

static int nearer(const void *x, const void *y)
{
    const struct net_contact *a = x, *b = y;
    if (a->hop != b->hop)
        return a->hop < b->hop ? -1 : 1;
    if (a->total_s != b->total_s)
        return a->total_s > b->total_s ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

static void further(struct asking *a, uint32_t until)
{
    for (int first = 0; a->hop < a->ask->hops && a->hop < NET_HOPS;) {
        int last = a->ret->n;
        a->hop++;
        if (last - first > EXPAND_MOST)
            a->ret->is_cut = true;
        for (int i = first; i < last && i < first + EXPAND_MOST; i++) {
            struct net_contact c = a->ret->contacts[i];
            if (c.ties == 1u << NET_SHARED && c.in_crowd)
                continue;
            look_around(a, ids_find(&a->net->persons, c.person), (uint32_t)(c.first - EPOCH),
                        until);
        }
        first = last;
    }
}

static uint32_t clip(int64_t t)
{
    t -= EPOCH;
    return t < 0 ? 0 : t > UINT32_MAX - 1 ? UINT32_MAX - 1 : (uint32_t)t;
}

void net_contacts(const struct net *net, const struct net_ask *ask, struct net_answer *ret)
{
    size_t people = net->persons.n + 1;
    struct asking a = {
        .net = net,
        .ask = ask,
        .ret = ret,
        .is_counted = calloc(people / 64 + 1, sizeof *a.is_counted),
        .is_index = calloc(people / 64 + 1, sizeof *a.is_index),
        .seen = calloc(net->spots_n + 1, 1),
        .least = ask->least_s > 0 ? (uint32_t)ask->least_s : 1,
        .hop = 1,
    };
    *ret = (struct net_answer){0};
    if (!a.is_counted || !a.is_index || !a.seen)
        abort();
    for (int i = 0; i < ask->persons_n && i < NET_PERSONS; i++)
        bit_add(a.is_index, ids_find(&net->persons, ask->persons[i]));
    for (int i = 0; i < ask->persons_n && i < NET_PERSONS; i++) {
        uint32_t person = ids_find(&net->persons, ask->persons[i]);
        if (person)
            look_around(&a, person, clip(ask->from), clip(ask->until));
    }
    if (ret->n > 0 && ask->hops > 1) { /* the surest first: only so many are followed */
        qsort(ret->contacts, (size_t)ret->n, sizeof *ret->contacts, nearer);
        for (int i = 0; i < ret->n; i++)
            a.numbers[i] = ids_find(&net->persons, ret->contacts[i].person);
        index_contacts(&a, a.slots_n);
        further(&a, clip(ask->until));
    }
    if (ret->n > 0)
        qsort(ret->contacts, (size_t)ret->n, sizeof *ret->contacts, nearer);
    free(a.slots);
    free(a.numbers);
    free(a.is_counted);
    free(a.is_index);
    free(a.seen);
    free(a.hits);
}

void net_answer_fini(struct net_answer *answer)
{
    free(answer->contacts);
    *answer = (struct net_answer){0};
}

/* ---- looking things up ---- */

static int64_t present(const struct run *run, uint32_t i, uint32_t to, const struct net *net,
                       const struct spot *spot, uint32_t from, bool *go,
                       bool (*visit)(void *, const struct stay *), void *arg)
{
    int64_t n = 0;
    for (; *go && i < to; i++) {
        uint32_t end = run->start[i] + run->minutes[i] * 60u;
        if (end <= from)
            continue;
        n++;
        *go = visit(arg, &(struct stay){net->persons.id[run->person[i]], spot->place,
                                        run->start[i] + EPOCH, end + EPOCH, spot->source});
    }
    return n;
}

int64_t net_present(const struct net *net, int64_t place_id, int64_t from, int64_t until,
                    bool (*visit)(void *arg, const struct stay *stay), void *arg)
{
    uint32_t place = ids_find(&net->places, place_id), f = clip(from), u = clip(until);
    bool go = true;
    int64_t n = 0;
    uint32_t first = place ? net->spot_of[place] : 0;
    for (uint32_t i = first; i && go; i = net->spots[i].peer == first ? 0 : net->spots[i].peer) {
        const struct spot *spot = &net->spots[i];
        uint32_t to = run_lower(&spot->main, u);
        for (uint32_t b = 0; b * BLOCK < to; b++)
            if (spot->block_end[b] > f)
                n += present(&spot->main, b * BLOCK, (b + 1) * BLOCK < to ? (b + 1) * BLOCK : to,
                             net, spot, f, &go, visit, arg);
        for (uint32_t k = 0; k < spot->tail.n && go; k++)
            if (spot->tail.start[k] < u)
                n += present(&spot->tail, k, k + 1, net, spot, f, &go, visit, arg);
    }
    return n;
}

int64_t net_stays(const struct net *net, int64_t person,
                  bool (*visit)(void *arg, const struct stay *stay), void *arg)
{
    uint32_t p = ids_find(&net->persons, person);
    const struct member *m = p ? &net->members[p] : NULL;
    int64_t n = 0;
    for (uint32_t i = 0; m && i < m->n; i++) {
        const union cell *cell = pool_at(&net->pool, m->at) + i;
        const struct spot *spot = &net->spots[cell->stay.spot];
        uint32_t start = cell->stay.start;
        n++;
        if (!visit(arg, &(struct stay){person, spot->place, start + EPOCH,
                                       end_of_stay(spot, start, p) + EPOCH, spot->source}))
            break;
    }
    return n;
}
