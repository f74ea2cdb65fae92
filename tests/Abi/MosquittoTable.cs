namespace EdgeAgent.Tests.Abi;

/// <summary>Numbers of mosquitto.h that the MQTT uplink relies on (libmosquitto 2.0).</summary>
internal static class MosquittoTable
{
    /// <summary>Expressions and values.</summary>
    public static IReadOnlyList<(string Expression, long Value)> Rows { get; } =
    [
        ("MOSQ_ERR_SUCCESS", 0),
        ("MOSQ_ERR_NO_CONN", 4),
        ("MOSQ_ERR_CONN_LOST", 7),
        ("MOSQ_ERR_ERRNO", 14),
        ("MOSQ_OPT_PROTOCOL_VERSION", 1),
        ("MQTT_PROTOCOL_V311", 4),
        ("MQTT_PROTOCOL_V5", 5),
    ];
}
