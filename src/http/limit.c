/* Token buckets in a fixed table of sets of four. See limit.h. */
#include "http/limit.h"

#include <pthread.h>
#include <stdlib.h>

#define SETS 8192
#define WAYS 4
#define LOCKS 64
#define TOKEN 1000 /* one request, in the table's units */

struct bucket {
    uint64_t key; /* 0: free */
    int64_t at_ms, tokens;
};

struct limiter {
    pthread_mutex_t locks[LOCKS];
    struct bucket sets[SETS][WAYS];
};

struct limiter *limiter_new(void)
{
    struct limiter *l = calloc(1, sizeof(*l));
    if (!l)
        abort();
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&l->locks[i], NULL);
    return l;
}

void limiter_free(struct limiter *l)
{
    if (!l)
        return;
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&l->locks[i]);
    free(l);
}

uint64_t limit_key(int kind, const void *data, unsigned len)
{
    const unsigned char *bytes = data;
    uint64_t key = 0xcbf29ce484222325u ^ (uint64_t)kind;
    for (unsigned i = 0; i < len; i++)
        key = (key ^ bytes[i]) * 0x100000001b3u;
    key ^= key >> 31;
    key *= 0x9e3779b97f4a7c15u;
    key ^= key >> 29;
    return key ? key : 1;
}

static void refill(struct bucket *b, struct rate rate, int64_t now_ms)
{
    int64_t most = (int64_t)rate.burst * TOKEN, passed = now_ms - b->at_ms;
    if (passed < 0)
        passed = 0; /* the clock went back: nobody gains or loses by it */
    if (passed > 86400000)
        passed = 86400000;
    int64_t gained = passed * rate.per_s_milli / 1000;
    if (!gained && passed)
        return; /* less than a thousandth: keep counting from the same moment */
    b->tokens += gained;
    if (b->tokens > most)
        b->tokens = most;
    b->at_ms = now_ms;
}

/* The bucket of the key, or the one to be given up for it: a free one, else the fullest. */
static struct bucket *pick(struct bucket *set, uint64_t key)
{
    struct bucket *best = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (best->key && (!set[i].key || set[i].tokens > best->tokens))
            best = &set[i];
    }
    return best;
}

bool limiter_take(struct limiter *l, uint64_t key, struct rate rate, int64_t now_ms,
                  int *ret_wait_s)
{
    if (!rate.per_s_milli)
        return true;
    unsigned set = (unsigned)(key % SETS);
    pthread_mutex_t *lock = &l->locks[set % LOCKS];
    pthread_mutex_lock(lock);
    struct bucket *b = pick(l->sets[set], key);
    if (b->key != key)
        *b = (struct bucket){key, now_ms, (int64_t)rate.burst * TOKEN};
    else if (now_ms - b->at_ms >= 1 || now_ms < b->at_ms)
        refill(b, rate, now_ms);
    bool given = b->tokens >= TOKEN;
    if (given)
        b->tokens -= TOKEN;
    else
        *ret_wait_s = (int)((TOKEN - b->tokens + rate.per_s_milli - 1) / rate.per_s_milli);
    pthread_mutex_unlock(lock);
    return given;
}
