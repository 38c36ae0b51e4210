/* The net as it changes: stays come and go, people are declared to have met, households form. */
#include "trace/net_int.h"

#include <stdlib.h>
#include <string.h>

#define TAIL_LEAST 64
#define TAIL_MOST 2048

struct net *net_new(void)
{
    struct net *net = calloc(1, sizeof *net);
    if (!net)
        abort();
    return net;
}

static void run_fini(struct run *run)
{
    free(run->start);
    free(run->person);
    free(run->minutes);
}

void net_free(struct net *net)
{
    if (!net)
        return;
    for (uint32_t i = 1; i <= net->spots_n; i++) {
        run_fini(&net->spots[i].main);
        run_fini(&net->spots[i].tail);
        free(net->spots[i].block_end);
    }
    ids_fini(&net->persons);
    ids_fini(&net->places);
    ids_fini(&net->groups);
    pool_fini(&net->pool);
    free(net->members);
    free(net->spots);
    free(net->spot_of);
    free(net->group_any);
    free(net->tie_of);
    free(net->ties);
    free(net);
}

/* ---- runs ---- */

static void run_room(struct run *run, uint32_t n)
{
    if (n <= run->cap)
        return;
    uint32_t cap = run->cap + run->cap / 16 + 8;
    run->cap = cap < n ? n : cap;
    run->start = realloc(run->start, sizeof *run->start * run->cap);
    run->person = realloc(run->person, sizeof *run->person * run->cap);
    run->minutes = realloc(run->minutes, sizeof *run->minutes * run->cap);
    if (!run->start || !run->person || !run->minutes)
        abort();
}

static void run_put(struct run *run, uint32_t at, uint32_t start, uint32_t person, uint16_t minutes)
{
    run->start[at] = start;
    run->person[at] = person;
    run->minutes[at] = minutes;
}

uint32_t run_lower(const struct run *run, uint32_t start)
{
    uint32_t low = 0, high = run->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (run->start[mid] < start)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static uint32_t end_of(const struct run *run, uint32_t i)
{
    return run->start[i] + run->minutes[i] * 60u;
}

void spot_blocks(struct spot *spot, uint32_t from)
{
    const struct run *run = &spot->main;
    uint32_t blocks = (run->cap + BLOCK - 1) / BLOCK;
    spot->block_end = realloc(spot->block_end, sizeof *spot->block_end * (blocks + 1));
    if (!spot->block_end)
        abort();
    for (uint32_t b = from / BLOCK; b * BLOCK < run->n; b++) {
        uint32_t most = 0;
        for (uint32_t i = b * BLOCK; i < run->n && i < (b + 1) * BLOCK; i++)
            most = end_of(run, i) > most ? end_of(run, i) : most;
        spot->block_end[b] = most;
    }
}

struct late {
    uint32_t start, person;
    uint16_t minutes;
};

static int later(const void *a, const void *b)
{
    uint32_t x = ((const struct late *)a)->start, y = ((const struct late *)b)->start;
    return x < y ? -1 : x > y;
}

/* Late comers into the run, from its end backwards. */
static void merge(struct spot *spot)
{
    struct run *main = &spot->main, *tail = &spot->tail;
    struct late *late = malloc(sizeof *late * (tail->n + 1));
    if (!late)
        abort();
    for (uint32_t i = 0; i < tail->n; i++)
        late[i] = (struct late){tail->start[i], tail->person[i], tail->minutes[i]};
    qsort(late, tail->n, sizeof *late, later);
    run_room(main, main->n + tail->n);
    uint32_t to = main->n + tail->n, from = main->n;
    for (uint32_t left = tail->n; left > 0; to--) {
        if (from > 0 && main->start[from - 1] > late[left - 1].start) {
            from--;
            run_put(main, to - 1, main->start[from], main->person[from], main->minutes[from]);
        } else {
            left--;
            run_put(main, to - 1, late[left].start, late[left].person, late[left].minutes);
        }
    }
    main->n += tail->n;
    tail->n = 0;
    spot_blocks(spot, to);
    free(late);
}

static void spot_add(struct spot *spot, uint32_t start, uint32_t person, uint16_t minutes)
{
    struct run *main = &spot->main, *tail = &spot->tail;
    if (main->n == 0 || main->start[main->n - 1] <= start) {
        uint32_t had = main->cap;
        run_room(main, main->n + 1);
        run_put(main, main->n++, start, person, minutes);
        if (had != main->cap)
            spot_blocks(spot, main->n - 1);
        uint32_t b = (main->n - 1) / BLOCK, end = end_of(main, main->n - 1);
        if ((main->n - 1) % BLOCK == 0 || spot->block_end[b] < end)
            spot->block_end[b] = end;
        return;
    }
    run_room(tail, tail->n + 1);
    run_put(tail, tail->n++, start, person, minutes);
    uint32_t most = main->n / 8;
    most = most < TAIL_LEAST ? TAIL_LEAST : most > TAIL_MOST ? TAIL_MOST : most;
    if (tail->n >= most)
        merge(spot);
}

static void run_take_out(struct run *run, uint32_t i)
{
    uint32_t after = run->n - i - 1;
    memmove(run->start + i, run->start + i + 1, sizeof *run->start * after);
    memmove(run->person + i, run->person + i + 1, sizeof *run->person * after);
    memmove(run->minutes + i, run->minutes + i + 1, sizeof *run->minutes * after);
    run->n--;
}

static bool run_is(const struct run *run, uint32_t i, uint32_t start, uint32_t person,
                   uint16_t minutes)
{
    return run->start[i] == start && run->person[i] == person && run->minutes[i] == minutes;
}

static bool spot_remove(struct spot *spot, uint32_t start, uint32_t person, uint16_t minutes)
{
    struct run *main = &spot->main, *tail = &spot->tail;
    for (uint32_t i = run_lower(main, start); i < main->n && main->start[i] == start; i++)
        if (run_is(main, i, start, person, minutes)) {
            run_take_out(main, i);
            spot_blocks(spot, i);
            return true;
        }
    for (uint32_t i = 0; i < tail->n; i++)
        if (run_is(tail, i, start, person, minutes)) {
            run_take_out(tail, i);
            return true;
        }
    return false;
}

/* ---- people and places ---- */

static uint32_t person_give(struct net *net, int64_t id)
{
    uint32_t p = ids_give(&net->persons, id);
    net->members = grow(net->members, sizeof *net->members, p, &net->members_cap);
    if (!net->members[p].peer)
        net->members[p].peer = p;
    return p;
}

static uint32_t spot_find(const struct net *net, uint32_t place, int source)
{
    if (!place || place >= net->spot_of_cap)
        return 0;
    uint32_t first = net->spot_of[place], s = first;
    while (s && net->spots[s].source != source) {
        s = net->spots[s].peer;
        s = s == first ? 0 : s;
    }
    return s;
}

void spot_link(struct net *net, uint32_t s)
{
    struct spot *spot = &net->spots[s];
    uint32_t place = ids_give(&net->places, spot->place);
    net->spot_of = grow(net->spot_of, sizeof *net->spot_of, place, &net->spot_of_cap);
    uint32_t any = net->spot_of[place];
    spot->peer = any ? net->spots[any].peer : s;
    if (any)
        net->spots[any].peer = s;
    net->spot_of[place] = s;
}

static uint32_t spot_give(struct net *net, int64_t place, int source)
{
    uint32_t s = spot_find(net, ids_find(&net->places, place), source);
    if (s)
        return s;
    s = ++net->spots_n;
    net->spots = grow(net->spots, sizeof *net->spots, s, &net->spots_cap);
    net->spots[s] = (struct spot){.place = place, .source = source};
    spot_link(net, s);
    return s;
}

static void list_add(struct net *net, uint32_t person, uint32_t spot, uint32_t start)
{
    struct member *m = &net->members[person];
    m->at = pool_fit(&net->pool, m->at, m->n, m->n + 1);
    pool_at(&net->pool, m->at)[m->n++].stay.spot = spot;
    pool_at(&net->pool, m->at)[m->n - 1].stay.start = start;
}

static bool list_remove(struct net *net, uint32_t person, uint32_t spot, uint32_t start)
{
    struct member *m = &net->members[person];
    union cell *cells = m->n ? pool_at(&net->pool, m->at) : NULL;
    for (uint32_t i = 0; i < m->n; i++)
        if (cells[i].stay.spot == spot && cells[i].stay.start == start) {
            cells[i] = cells[m->n - 1];
            m->at = pool_fit(&net->pool, m->at, m->n, m->n - 1);
            m->n--;
            return true;
        }
    return false;
}

/* ---- stays, in pieces of at most MINUTES_MAX ---- */

#define DAYS_MAX 400

static bool is_sane(const struct stay *s)
{
    return s->person > 0 && s->place > 0 && s->source >= 0 && s->source < NET_SOURCES &&
           s->from >= EPOCH && s->until > s->from && s->until - s->from <= DAYS_MAX * 86400ll &&
           s->until - EPOCH < UINT32_MAX - MINUTES_MAX * 60ll;
}

struct piece {
    uint32_t start;
    uint16_t minutes;
};

static bool next_piece(const struct stay *s, int64_t *from, struct piece *ret)
{
    int64_t minutes = (s->until - *from + 59) / 60;
    if (*from >= s->until)
        return false;
    if (minutes > MINUTES_MAX)
        minutes = MINUTES_MAX;
    *ret = (struct piece){(uint32_t)(*from - EPOCH), (uint16_t)minutes};
    *from += minutes * 60;
    return true;
}

bool net_add(struct net *net, const struct stay *stay)
{
    struct piece piece;
    if (!is_sane(stay))
        return false;
    uint32_t person = person_give(net, stay->person);
    uint32_t spot = spot_give(net, stay->place, stay->source);
    if (net->members[person].n + DAYS_MAX > STAYS_MAX)
        return false;
    for (int64_t from = stay->from; next_piece(stay, &from, &piece);) {
        spot_add(&net->spots[spot], piece.start, person, piece.minutes);
        list_add(net, person, spot, piece.start);
        net->stays++;
    }
    return true;
}

bool net_remove(struct net *net, const struct stay *stay)
{
    struct piece piece;
    if (!is_sane(stay))
        return false;
    uint32_t person = ids_find(&net->persons, stay->person);
    uint32_t spot = spot_find(net, ids_find(&net->places, stay->place), stay->source);
    bool any = false;
    if (!person || !spot)
        return false;
    for (int64_t from = stay->from; next_piece(stay, &from, &piece);)
        if (spot_remove(&net->spots[spot], piece.start, person, piece.minutes)) {
            list_remove(net, person, spot, piece.start);
            net->stays--;
            any = true;
        }
    return any;
}

/* ---- groups: a ring of members ---- */

void net_join(struct net *net, int64_t person_id, int64_t group_id)
{
    uint32_t group = group_id > 0 ? ids_give(&net->groups, group_id) : 0;
    uint32_t p = group ? person_give(net, person_id) : ids_find(&net->persons, person_id);
    if (!p || net->members[p].group == group)
        return;
    struct member *m = &net->members[p];
    if (m->group) {
        uint32_t before = p;
        while (net->members[before].peer != p)
            before = net->members[before].peer;
        net->members[before].peer = m->peer;
        net->group_any[m->group] = before == p ? 0 : before;
        m->peer = p;
    }
    m->group = group;
    if (!group)
        return;
    net->group_any = grow(net->group_any, sizeof *net->group_any, group, &net->group_any_cap);
    uint32_t any = net->group_any[group];
    if (any) {
        m->peer = net->members[any].peer;
        net->members[any].peer = p;
    }
    net->group_any[group] = p;
}

/* ---- declared contacts ---- */

static void tie_add(struct net *net, uint32_t of, uint32_t other, uint32_t at, int source)
{
    uint32_t t = net->ties_free;
    net->tie_of = grow(net->tie_of, sizeof *net->tie_of, of, &net->tie_of_cap);
    if (t) {
        net->ties_free = net->ties[t].next;
    } else {
        t = ++net->ties_n;
        net->ties = grow(net->ties, sizeof *net->ties, t, &net->ties_cap);
    }
    net->ties[t] = (struct tie){other, at, net->tie_of[of], source};
    net->tie_of[of] = t;
}

static bool tie_remove(struct net *net, uint32_t of, uint32_t other, uint32_t at, int source)
{
    if (of >= net->tie_of_cap)
        return false;
    for (uint32_t *link = &net->tie_of[of]; *link; link = &net->ties[*link].next) {
        struct tie *t = &net->ties[*link];
        if (t->other != other || t->at != at || t->source != source)
            continue;
        uint32_t gone = *link;
        *link = t->next;
        t->next = net->ties_free;
        net->ties_free = gone;
        return true;
    }
    return false;
}

static bool is_tie(int64_t a, int64_t b, int64_t at)
{
    return a > 0 && b > 0 && a != b && at >= EPOCH && at - EPOCH < UINT32_MAX;
}

void net_declare(struct net *net, int64_t a, int64_t b, int64_t at, int source)
{
    if (!is_tie(a, b, at))
        return;
    uint32_t x = person_give(net, a), y = person_give(net, b), when = (uint32_t)(at - EPOCH);
    tie_add(net, x, y, when, source);
    tie_add(net, y, x, when, source);
    net->declared++;
}

bool net_undeclare(struct net *net, int64_t a, int64_t b, int64_t at, int source)
{
    uint32_t x = ids_find(&net->persons, a), y = ids_find(&net->persons, b);
    if (!is_tie(a, b, at) || !x || !y)
        return false;
    uint32_t when = (uint32_t)(at - EPOCH);
    if (!tie_remove(net, x, y, when, source) || !tie_remove(net, y, x, when, source))
        return false;
    net->declared--;
    return true;
}

/* ---- size ---- */

void net_size(const struct net *net, struct net_size *ret)
{
    int64_t bytes = 0;
    for (uint32_t i = 1; i <= net->spots_n; i++) {
        const struct spot *s = &net->spots[i];
        bytes += 10ll * (s->main.cap + s->tail.cap) + 4ll * (s->main.cap / BLOCK + 2);
    }
    bytes += (int64_t)net->spots_cap * (int64_t)sizeof *net->spots;
    bytes += (int64_t)net->pool.chunks_n << 21;
    bytes += (int64_t)net->members_cap * (int64_t)sizeof *net->members;
    bytes += 12ll * (net->persons.cap + net->places.cap + net->groups.cap);
    bytes += 4ll * (net->spot_of_cap + net->group_any_cap + net->tie_of_cap);
    bytes += (int64_t)net->ties_cap * (int64_t)sizeof *net->ties;
    *ret = (struct net_size){.persons = net->persons.n,
                             .places = net->places.n,
                             .stays = net->stays,
                             .declared = net->declared,
                             .bytes = bytes};
}
