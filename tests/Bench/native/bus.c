/* Both ends of a bus on libmodbus for the bench.
   bus slave            makes a pseudo terminal, prints its device, answers as unit 1 until its line is closed
   bus master DEV SEC   reads one holding register after another for SEC seconds; prints transactions, seconds, CPU in us */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static int slave(void)
{
    int line = posix_openpt(O_RDWR | O_NOCTTY);
    if (line < 0 || grantpt(line) != 0 || unlockpt(line) != 0)
        return 1;
    modbus_t *bus = modbus_new_rtu(ptsname(line), 115200, 'N', 8, 1);
    modbus_set_slave(bus, 1);
    modbus_set_socket(bus, line);
    modbus_mapping_t *map = modbus_mapping_new(16, 16, 512, 512);
    uint8_t query[MODBUS_RTU_MAX_ADU_LENGTH];
    printf("%s\n", ptsname(line));
    fflush(stdout);
    for (;;) {
        int length = modbus_receive(bus, query);
        if (length > 0)
            modbus_reply(bus, query, length, map);
        else if (length < 0)
            return errno == EIO ? 0 : 1;
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cpu_us(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static int master(const char *device, double seconds)
{
    modbus_t *bus = modbus_new_rtu(device, 115200, 'N', 8, 1);
    if (bus == NULL || modbus_set_slave(bus, 1) != 0 || modbus_connect(bus) != 0)
        return 1;
    long done = 0;
    double start = now(), cpu = cpu_us();
    while (now() - start < seconds) {
        uint16_t value;
        if (modbus_read_registers(bus, (int)(done % 200) * 2, 1, &value) != 1)
            return 1;
        done++;
    }
    printf("%ld %f %f\n", done, now() - start, cpu_us() - cpu);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "master") == 0)
        return master(argv[2], atof(argv[3]));
    return argc == 2 && strcmp(argv[1], "slave") == 0 ? slave() : 2;
}
