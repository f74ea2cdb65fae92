/* A Modbus RTU slave on libmodbus: the independent peer of the agent's tests. Usage: slave DEVICE BAUD UNIT
   Holding 0..3: 1170, 1250, 65535, 4242. Holding 10-11: uint32 123456 with the low word first. Holding 20-21: float 123456.0, high word first.
   Holding 30 counts the requests. Input 0: -25 as int16. Coil 0 is on; discrete 3 is on. Each request is counted on standard output. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: slave DEVICE BAUD UNIT\n");
        return 2;
    }
    modbus_t *bus = modbus_new_rtu(argv[1], atoi(argv[2]), 'N', 8, 1);
    if (bus == NULL || modbus_set_slave(bus, atoi(argv[3])) != 0 || modbus_connect(bus) != 0) {
        fprintf(stderr, "slave: %s\n", modbus_strerror(errno));
        return 1;
    }
    modbus_mapping_t *map = modbus_mapping_new(16, 16, 64, 64);
    map->tab_registers[0] = 1170;
    map->tab_registers[1] = 1250;
    map->tab_registers[2] = 65535;
    map->tab_registers[3] = 4242;
    map->tab_registers[10] = 123456 & 0xFFFF;
    map->tab_registers[11] = 123456 >> 16;
    map->tab_registers[20] = 0x47F1;
    map->tab_registers[21] = 0x2000;
    map->tab_input_registers[0] = (uint16_t)-25;
    map->tab_bits[0] = 1;
    map->tab_input_bits[3] = 1;
    uint8_t query[MODBUS_RTU_MAX_ADU_LENGTH];
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        int length = modbus_receive(bus, query);
        if (length > 0) {
            map->tab_registers[30]++;
            modbus_reply(bus, query, length, map);
        } else if (length < 0 && errno != EMBBADCRC && errno != ETIMEDOUT && errno != EMBBADDATA) {
            fprintf(stderr, "slave: %s\n", modbus_strerror(errno));
            return 1;
        }
    }
}
