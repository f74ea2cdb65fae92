/* A Modbus RTU slave on libmodbus for tests and the bench. Usage: slave DEVICE BAUD UNIT
   Holding registers hold 0x0100 + index, except those that carry a value of each type; coils: every third is on. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(uint16_t *to, const void *value, int words)
{
    uint64_t raw = 0;
    memcpy(&raw, value, (size_t)words * 2);
    for (int i = 0; i < words; i++)
        to[i] = (uint16_t)(raw >> (16 * (words - 1 - i)));
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    modbus_t *bus = modbus_new_rtu(argv[1], atoi(argv[2]), 'N', 8, 1);
    if (bus == NULL || modbus_set_slave(bus, atoi(argv[3])) != 0 || modbus_connect(bus) != 0) {
        fprintf(stderr, "slave: %s\n", modbus_strerror(errno));
        return 1;
    }
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
    uint8_t query[MODBUS_RTU_MAX_ADU_LENGTH];
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        int length = modbus_receive(bus, query);
        if (length > 0)
            modbus_reply(bus, query, length, map);
        else if (length < 0 && errno != EMBBADCRC && errno != ETIMEDOUT && errno != EMBBADDATA)
            return 1;
    }
}
