/* Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) and secrets
 * from the operating system. The generator is for exercises and tests, never for keys. */
#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void rng_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4])
{
    uint32_t k0 = key[0], k1 = key[1];
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

void rng_init(struct rng *r, uint64_t seed)
{
    *r = (struct rng){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)}};
}

uint32_t rng_u32(struct rng *r)
{
    if (r->left == 0) {
        rng_philox(r->key, r->counter, r->out);
        for (int i = 0; i < 4 && ++r->counter[i] == 0;)
            i++;
        r->left = 4;
    }
    return r->out[4 - r->left--];
}

static uint64_t next_u64(struct rng *r)
{
    uint64_t high = rng_u32(r);
    return high << 32 | rng_u32(r);
}

/* Lemire's method: multiply, and draw again only inside the biased rest. */
uint64_t rng_below(struct rng *r, uint64_t n)
{
    if (n == 0)
        return 0;
    unsigned __int128 product = (unsigned __int128)next_u64(r) * n;
    if ((uint64_t)product < n) {
        uint64_t rest = (0 - n) % n;
        while ((uint64_t)product < rest)
            product = (unsigned __int128)next_u64(r) * n;
    }
    return (uint64_t)(product >> 64);
}

double rng_unit(struct rng *r)
{
    return (double)(next_u64(r) >> 11) * 0x1p-53;
}

void rng_secret(void *out, size_t len)
{
    char *to = out;
    while (len > 0) {
        ssize_t got = getrandom(to, len, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            abort(); /* a key from a broken source would be worse */
        to += got;
        len -= (size_t)got;
    }
}
