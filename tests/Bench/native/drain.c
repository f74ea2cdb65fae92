/* The peer of the MQTT drain: publishes messages of one size with QoS 1, as many in flight as the window allows.
   drain PORT COUNT WINDOW BYTES   prints messages, seconds, CPU in us */
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static int acknowledged, connected;

static void on_connect(struct mosquitto *m, void *u, int rc, int flags, const mosquitto_property *p)
{
    connected = rc == 0 ? 1 : -1;
}

static void on_publish(struct mosquitto *m, void *u, int mid, int rc, const mosquitto_property *p)
{
    if (rc >= 0x80 || rc == MQTT_RC_NO_MATCHING_SUBSCRIBERS) {
        fprintf(stderr, "refused: %d\n", rc);
        exit(1);
    }
    acknowledged++;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    int port = atoi(argv[1]), count = atoi(argv[2]), window = atoi(argv[3]), bytes = atoi(argv[4]), sent = 0;
    char *payload = malloc(bytes);
    mosquitto_property *properties = NULL;
    memset(payload, 'x', bytes);
    mosquitto_lib_init();
    struct mosquitto *m = mosquitto_new("peer", true, NULL);
    mosquitto_int_option(m, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(m, MOSQ_OPT_SEND_MAXIMUM, window);
    mosquitto_connect_v5_callback_set(m, on_connect);
    mosquitto_publish_v5_callback_set(m, on_publish);
    mosquitto_property_add_string(&properties, MQTT_PROP_CONTENT_TYPE, "application/cloudevents+json");
    if (mosquitto_connect(m, "127.0.0.1", port, 30) != MOSQ_ERR_SUCCESS)
        return 1;
    while (connected == 0)
        if (mosquitto_loop(m, 100, 100) != MOSQ_ERR_SUCCESS)
            return 1;
    double start = now();
    while (acknowledged < count && connected > 0) {
        for (; sent < count && sent - acknowledged < window; sent++)
            if (mosquitto_publish_v5(m, NULL, "edge/v1/bench/gw-1/routine", bytes, payload, 1, false, properties) != MOSQ_ERR_SUCCESS)
                return 1;
        if (mosquitto_loop(m, 100, 100) != MOSQ_ERR_SUCCESS)
            return 1;
    }
    double seconds = now() - start;
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("%d %.6f %ld\n", acknowledged, seconds, (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000L + use.ru_utime.tv_usec + use.ru_stime.tv_usec);
    return acknowledged == count ? 0 : 1;
}
