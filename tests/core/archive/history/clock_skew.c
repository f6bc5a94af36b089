/* LD_PRELOAD: what asks for the wall clock is told another time, $LOBULE_TEST_SKEW seconds off. Timers, which use the monotonic clock, and
 * time(), with which OpenSSL judges certificates, stay right. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long skew(void)
{
    const char* text = getenv("LOBULE_TEST_SKEW");
    return text ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec* now)
{
    static int (*real)(clockid_t, struct timespec*);
    if (!real) *(void**)&real = dlsym(RTLD_NEXT, "clock_gettime");
    const int rc = real(clock, now);
    if (rc == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += skew();
    return rc;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone)
{
    static int (*real)(struct timeval*, void*);
    if (!real) *(void**)&real = dlsym(RTLD_NEXT, "gettimeofday");
    const int rc = real(now, zone);
    if (rc == 0) now->tv_sec += skew();
    return rc;
}
