/* Moves simulated GPIO lines in turn: toggle CHIPFOLDER FIRST LINES EDGES PERIOD_US. Edge k moves line FIRST + k % LINES; a line goes up, then down, and so on. Edges
   come at fixed moments; when one is late by half a turn the rest move with it, because the simulator merges edges of one line that come within a tick of the kernel's.
   Prints edges, ns from the first to the last, the latest lateness in us. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int count, char **arguments)
{
    int files[64];
    if (count != 6)
        return 2;
    long lines = atol(arguments[3]), edges = atol(arguments[4]);
    long long period = atoll(arguments[5]) * 1000, worst = 0;
    if (lines < 1 || lines > 64)
        return 2;
    for (long i = 0; i < lines; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/sim_gpio%ld/pull", arguments[1], atol(arguments[2]) + i);
        files[i] = open(path, O_WRONLY);
        if (files[i] < 0)
            return 1;
    }
    long long start = now_ns(), first = 0, last = 0;
    for (long i = 0; i < edges; i++) {
        long long due = start + i * period;
        struct timespec until = { due / 1000000000, due % 1000000000 };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
            ;
        long long late = now_ns() - due;
        if (late > worst)
            worst = late;
        if (late > period * lines / 2)
            start += late;
        const char *pull = i / lines % 2 == 0 ? "pull-up" : "pull-down";
        if (pwrite(files[i % lines], pull, strlen(pull), 0) < 0)
            return 1;
        last = now_ns();
        if (i == 0)
            first = last;
    }
    printf("%ld %lld %lld\n", edges, last - first, worst / 1000);
    return 0;
}
