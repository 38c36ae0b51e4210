/* Who is signed in, in memory: a hash table of token digest → account, holdings, expiry, under a
 * read-write lock. A lookup copies the actor into the request's arena, so a seat can be dropped at
 * any moment. What is kept: a copy of rows, never older than SEAT_FRESH_MS. */
#include "base/arena.h"
#include "guard/guard_int.h"
#include "value/time.h"

#define BUCKETS 4096

void seats_init(struct seats *s)
{
    pthread_rwlock_init(&s->lock, NULL);
    s->buckets = calloc(BUCKETS, sizeof(*s->buckets));
    if (!s->buckets)
        abort();
    s->buckets_n = BUCKETS;
}

void seat_free(struct seat *seat)
{
    if (!seat)
        return;
    free(seat->holdings);
    free(seat->name);
    free(seat->login);
    free(seat->ledgers);
    free(seat);
}

static void drop_where(struct seats *s, bool (*which)(const struct seat *, const void *),
                       const void *arg)
{
    for (size_t i = 0; i < s->buckets_n; i++)
        for (struct seat **at = &s->buckets[i]; *at;) {
            struct seat *seat = *at;
            if (!which(seat, arg)) {
                at = &seat->next;
                continue;
            }
            *at = seat->next;
            seat_free(seat);
            s->used--;
        }
}

static bool any(const struct seat *seat, const void *arg)
{
    return true;
}

static bool of_account(const struct seat *seat, const void *arg)
{
    return seat->account == *(const int64_t *)arg;
}

void seats_fini(struct seats *s)
{
    if (!s->buckets)
        return;
    drop_where(s, any, NULL);
    free(s->buckets);
    s->buckets = NULL;
    pthread_rwlock_destroy(&s->lock);
}

static size_t bucket_of(const struct seats *s, const uint8_t hash[32])
{
    uint32_t n;
    memcpy(&n, hash, sizeof(n)); /* a digest is uniform already */
    return n % s->buckets_n;
}

static struct seat *find(struct seats *s, const uint8_t hash[32])
{
    struct seat *seat = s->buckets[bucket_of(s, hash)];
    while (seat && memcmp(seat->hash, hash, 32))
        seat = seat->next;
    return seat;
}

struct actor *seat_actor(const struct seat *seat, const struct plan *plan, struct arena *a)
{
    struct actor *who = arena_alloc(a, sizeof(*who));
    struct holding *holdings =
        seat->holdings_n ? arena_alloc(a, sizeof(*holdings) * (size_t)seat->holdings_n) : NULL;
    for (int i = 0; i < seat->holdings_n; i++) {
        const struct seat_holding *h = &seat->holdings[i];
        holdings[i] = (struct holding){.post = &plan->posts[h->post], .place = h->place,
                                       .last = h->last, .deputy_for = h->deputy_for, .id = h->id,
                                       .is_absorbed = h->is_absorbed};
    }
    *who = (struct actor){
        .user = seat->account, .name = arena_dup(a, seat->name),
        .login = arena_dup(a, seat->login), .lang = seat->lang, .plan = plan,
        .holdings = holdings, .holdings_n = seat->holdings_n,
        .must_change_password = seat->must_change, .door = seat->door,
        .door_place = seat->door_place, .session = seat->session, .verbs = seat->verbs,
        .may_admin = seat->may_admin};
    if (seat->kind == SEAT_DOOR)
        who->door_ledger = arena_dup(a, seat->ledgers);
    else
        who->ledgers = arena_dup(a, seat->ledgers);
    return who;
}

bool seats_find(struct seats *s, const uint8_t hash[32], const struct plan *plan, int64_t now_ms,
                struct arena *a, struct actor **ret, bool *ret_ended, int64_t *ret_seen_ms)
{
    bool found = false;
    *ret_ended = false;
    *ret_seen_ms = 0;
    pthread_rwlock_rdlock(&s->lock);
    struct seat *seat = find(s, hash);
    if (seat) {
        int64_t seen = atomic_load_explicit(&seat->seen_ms, memory_order_relaxed);
        *ret_seen_ms = seen;
        bool is_idle = seat->kind == SEAT_SESSION && now_ms - seen > SESSION_IDLE_MS;
        *ret_ended = is_idle || now_ms >= seat->ends_ms;
        if (!*ret_ended && now_ms < seat->fresh_until_ms &&
            !memcmp(seat->digest, plan->digest, sizeof(seat->digest))) {
            if (now_ms > seen)
                atomic_store_explicit(&seat->seen_ms, now_ms, memory_order_relaxed);
            *ret = seat_actor(seat, plan, a);
            found = true;
        }
    }
    pthread_rwlock_unlock(&s->lock);
    return found;
}

uint64_t seats_generation(struct seats *s)
{
    pthread_rwlock_rdlock(&s->lock);
    uint64_t generation = s->generation;
    pthread_rwlock_unlock(&s->lock);
    return generation;
}

void seats_put(struct seats *s, struct seat *seat, uint64_t generation)
{
    pthread_rwlock_wrlock(&s->lock);
    if (generation != s->generation) { /* something changed while it was being loaded */
        seat_free(seat);
    } else {
        if (s->used >= SEATS_MAX)
            drop_where(s, any, NULL);
        struct seat **at = &s->buckets[bucket_of(s, seat->hash)];
        while (*at && memcmp((*at)->hash, seat->hash, 32))
            at = &(*at)->next;
        struct seat *old = *at;
        if (old) {
            int64_t seen = atomic_load(&old->seen_ms);
            if (seen > atomic_load(&seat->seen_ms))
                atomic_store(&seat->seen_ms, seen);
            seat->next = old->next;
            seat_free(old);
        } else {
            s->used++;
        }
        *at = seat;
    }
    pthread_rwlock_unlock(&s->lock);
}

void seats_forget(struct seats *s, int64_t account)
{
    pthread_rwlock_wrlock(&s->lock);
    s->generation++;
    drop_where(s, account ? of_account : any, &account);
    pthread_rwlock_unlock(&s->lock);
}

size_t seats_seen(struct seats *s, struct seen **ret)
{
    size_t n = 0;
    pthread_rwlock_wrlock(&s->lock);
    struct seen *list = malloc(sizeof(*list) * (s->used + 1));
    if (!list)
        abort();
    for (size_t i = 0; i < s->buckets_n; i++)
        for (struct seat *seat = s->buckets[i]; seat; seat = seat->next) {
            int64_t seen = atomic_load(&seat->seen_ms);
            if (seat->kind != SEAT_SESSION || seen - seat->noted_ms < 60000)
                continue;
            seat->noted_ms = seen;
            list[n++] = (struct seen){seat->session, seen};
        }
    pthread_rwlock_unlock(&s->lock);
    *ret = list;
    return n;
}
