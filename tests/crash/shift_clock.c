/* Loaded before the C library by tests: the calendar clock runs SHIFT_CLOCK_S seconds ahead, so
 * that a shipped program can be seen months later. The monotonic clock is left alone. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *ret)
{
    const char *shift = getenv("SHIFT_CLOCK_S");
    int status = (int)syscall(SYS_clock_gettime, id, ret);
    if (!status && shift && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        ret->tv_sec += strtoll(shift, NULL, 10);
    return status;
}
