/* Moves a simulated GPIO line: toggle PULLFILE EDGES PERIOD_US. Edges come at fixed moments, so that a late one does not shift the rest; the last leaves it where
   it was when EDGES is even. Prints edges, ns from the first to the last, the latest lateness in us, and CLOCK_BOOTTIME ns of the first and the last. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long read_clock(int clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int count, char **arguments)
{
    if (count != 4)
        return 2;
    int file = open(arguments[1], O_WRONLY);
    long edges = atol(arguments[2]);
    long long period = atoll(arguments[3]) * 1000, late = 0;
    if (file < 0)
        return 1;
    long long start = read_clock(CLOCK_MONOTONIC), first = 0, last = 0;
    for (long i = 0; i < edges; i++) {
        long long due = start + i * period;
        struct timespec until = { due / 1000000000, due % 1000000000 };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
            ;
        const char *pull = i % 2 == 0 ? "pull-up" : "pull-down";
        if (pwrite(file, pull, strlen(pull), 0) < 0)
            return 1;
        long long now = read_clock(CLOCK_MONOTONIC);
        if (now - due > late)
            late = now - due;
        last = read_clock(CLOCK_BOOTTIME);
        if (i == 0)
            first = last;
    }
    printf("%ld %lld %lld %lld %lld\n", edges, last - first, late / 1000, first, last);
    return 0;
}
