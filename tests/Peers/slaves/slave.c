/* A Modbus slave on libmodbus for tests. Usage: slave rtu DEVICE UNIT [BAUD] | slave tcp PORT UNIT
   Holding registers hold 0x0100 + index, except those that carry a value of each type; coils: every third is on. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(uint16_t *to, const void *value, int words)
{
    uint64_t raw = 0;
    memcpy(&raw, value, (size_t)words * 2);
    for (int i = 0; i < words; i++)
        to[i] = (uint16_t)(raw >> (16 * (words - 1 - i)));
}

static modbus_mapping_t *make_map(void)
{
    modbus_mapping_t *map = modbus_mapping_new(64, 64, 512, 512);
    for (int i = 0; i < 512; i++)
        map->tab_registers[i] = map->tab_input_registers[i] = (uint16_t)(0x0100 + i);
    for (int i = 0; i < 64; i++)
        map->tab_bits[i] = map->tab_input_bits[i] = i % 3 == 0;
    int32_t i32 = -123456;
    float f32 = 123456.0f;
    double f64 = -2.5;
    int64_t i64 = -9000000000LL;
    put(map->tab_registers + 100, &i32, 2);
    put(map->tab_registers + 102, &f32, 2);
    put(map->tab_registers + 104, &f64, 4);
    put(map->tab_registers + 108, &i64, 4);
    /* 123456.0f in the other three orders, as the words stand on the wire. libmodbus's own helpers name the orders by memory, not by wire. */
    const uint16_t orders[6] = { 0x2000, 0x47F1, 0xF147, 0x0020, 0x0020, 0xF147 };
    memcpy(map->tab_registers + 112, orders, sizeof orders);
    map->tab_registers[118] = (uint16_t)-25;
    return map;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int tcp = strcmp(argv[1], "tcp") == 0;
    modbus_t *bus = tcp ? modbus_new_tcp("127.0.0.1", atoi(argv[2])) : modbus_new_rtu(argv[2], argc > 4 ? atoi(argv[4]) : 9600, 'N', 8, 1);
    int listener = -1;
    if (bus == NULL || modbus_set_slave(bus, atoi(argv[3])) != 0 || (tcp ? (listener = modbus_tcp_listen(bus, 1)) < 0 : modbus_connect(bus) != 0)) {
        fprintf(stderr, "slave: %s\n", modbus_strerror(errno));
        return 1;
    }
    modbus_mapping_t *map = make_map();
    uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        if (tcp && modbus_tcp_accept(bus, &listener) < 0)
            return 1;
        for (;;) {
            int length = modbus_receive(bus, query);
            if (length > 0)
                modbus_reply(bus, query, length, map);
            else if (length < 0 && (tcp || (errno != EMBBADCRC && errno != ETIMEDOUT && errno != EMBBADDATA)))
                break;
        }
        if (!tcp)
            return 1;
        close(modbus_get_socket(bus));
    }
}
