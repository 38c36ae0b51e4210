/* Token buckets by key (an address, a user, a door): how often somebody may ask.
 *
 * A fixed table: it never grows. When a set of buckets is full the fullest one is given up, so a
 * flood of addresses costs forgetting those who ask least, never memory. */
#ifndef HTTP_LIMIT_H
#define HTTP_LIMIT_H
#include <stdbool.h>
#include <stdint.h>

struct limiter;
struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);

struct rate {
    int per_s_milli;
    int burst;
}; /* thousandths of a request a second; 0: no limit */

/* Takes one token. False: come back in *ret_wait_s seconds. */
bool limiter_take(struct limiter *l, uint64_t key, struct rate rate, int64_t now_ms,
                  int *ret_wait_s);
uint64_t limit_key(int kind, const void *data,
                   unsigned len); /* kind keeps users and addresses apart */
#endif
