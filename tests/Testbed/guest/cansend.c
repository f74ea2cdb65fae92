/* Sends CAN frames: cansend INTERFACE ID(hex; above 7ff extended) DATA(hex) [COUNT PERIOD_MS]. */
#include <linux/can.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    if (count < 4)
        return 2;
    int out = socket(PF_CAN, SOCK_RAW, CAN_RAW);
    struct sockaddr_can address = { .can_family = AF_CAN, .can_ifindex = if_nametoindex(arguments[1]) };
    if (out < 0 || address.can_ifindex == 0 || bind(out, (struct sockaddr *)&address, sizeof address) != 0)
        return 1;
    struct can_frame frame = { .can_id = strtoul(arguments[2], NULL, 16) };
    if (frame.can_id > CAN_SFF_MASK)
        frame.can_id |= CAN_EFF_FLAG;
    for (const char *hex = arguments[3]; hex[0] && hex[1] && frame.can_dlc < 8; hex += 2) {
        char byte[3] = { hex[0], hex[1], 0 };
        frame.data[frame.can_dlc++] = strtoul(byte, NULL, 16);
    }
    for (int i = 0; i < (count > 4 ? atoi(arguments[4]) : 1); i++) {
        if (i > 0)
            usleep(1000 * atoi(arguments[5]));
        if (write(out, &frame, sizeof frame) != sizeof frame)
            return 1;
    }
    return 0;
}
