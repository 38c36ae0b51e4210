/* The only file that asks the machine for the time. */
#include "base/clock.h"

#include <time.h>

static int64_t system_now_ms(void *arg)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t fixed_now_ms(void *arg)
{
    return *(const int64_t *)arg;
}

struct clock clock_system(void)
{
    return (struct clock){.now_ms = system_now_ms};
}

struct clock clock_fixed(int64_t *now_ms)
{
    return (struct clock){.now_ms = fixed_now_ms, .arg = now_ms};
}

int64_t clock_now_ms(const struct clock *c)
{
    return c->now_ms(c->arg);
}

int64_t clock_now_s(const struct clock *c)
{
    int64_t ms = c->now_ms(c->arg);
    return ms >= 0 ? ms / 1000 : -((999 - ms) / 1000);
}

int64_t clock_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
