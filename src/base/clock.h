/* Time and chance are arguments: whoever needs them is handed a clock and a random source. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include <stddef.h>
#include <stdint.h>

struct clock {
    int64_t (*now_ms)(void *arg); /* UTC milliseconds since 1970 */
    void *arg;
};
struct clock clock_system(void);
struct clock clock_fixed(int64_t *now_ms); /* reads the caller's variable: tests and exercises */
int64_t clock_now_ms(const struct clock *c);
int64_t clock_now_s(const struct clock *c);
int64_t clock_monotonic_us(void); /* for measuring and time budgets only */

/* Philox4x32-10: a keyed, counter-based generator; the same key and counter give the same draw. */
void rng_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4]);
struct rng { uint32_t key[2]; uint32_t counter[4]; uint32_t out[4]; int left; };
void rng_init(struct rng *r, uint64_t seed);
uint32_t rng_u32(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n); /* 0 … n-1, unbiased */
double rng_unit(struct rng *r);                /* [0, 1) */
void rng_secret(void *out, size_t len);        /* from the operating system, for keys and tokens */
#endif
