using System.Runtime.InteropServices;
using EdgeAgent.Core.Mqtt;

namespace EdgeAgent.Tests.Abi;

/// <summary>Numbers of mosquitto.h and mqtt_protocol.h that the MQTT uplink relies on (libmosquitto 2.0).</summary>
internal static class MosquittoTable
{
    /// <summary>Headers that the expressions need; by their full paths, because a cross compiler does not look there by itself and they are the same for every processor.</summary>
    public static readonly string[] Headers = ["stddef.h", "stdbool.h", "poll.h", "/usr/include/mosquitto.h", "/usr/include/mqtt_protocol.h"];

    /// <summary>Expressions and values.</summary>
    public static IReadOnlyList<(string Expression, long Value)> Rows { get; } =
    [
        ("MOSQ_ERR_SUCCESS", MosquittoCodes.Success),
        ("MOSQ_ERR_NO_CONN", MosquittoCodes.NoConnection),
        ("MOSQ_ERR_CONN_LOST", MosquittoCodes.ConnectionLost),
        ("MOSQ_OPT_PROTOCOL_VERSION", MosquittoNative.OptionProtocolVersion),
        ("MOSQ_OPT_TCP_NODELAY", MosquittoNative.OptionTcpNoDelay),
        ("MOSQ_OPT_SEND_MAXIMUM", MosquittoNative.OptionSendMaximum),
        ("MQTT_PROP_RECEIVE_MAXIMUM", MosquittoNative.PropertyReceiveMaximum),
        ("MQTT_PROP_USER_PROPERTY", MosquittoNative.PropertyUser),
        ("MQTT_PROP_MAXIMUM_PACKET_SIZE", MosquittoNative.PropertyMaximumPacketSize),
        ("MQTT_PROTOCOL_V311", MosquittoNative.Protocol311),
        ("MQTT_PROTOCOL_V5", MosquittoNative.Protocol5),
        ("MQTT_PROP_CONTENT_TYPE", MosquittoNative.PropertyContentType),
        ("MQTT_RC_NO_MATCHING_SUBSCRIBERS", MosquittoCodes.ReasonNoMatchingSubscribers),
        ("MQTT_RC_UNSPECIFIED", MosquittoCodes.ReasonFailure),
        ("MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION", MosquittoCodes.ReasonUnsupportedProtocol),
        ("CONNACK_REFUSED_PROTOCOL_VERSION", MosquittoCodes.Refused311Protocol),
        ("MQTT_RC_DISCONNECT_WITH_WILL_MSG", MosquittoNative.ReasonDisconnectWithWill),
        ("sizeof(struct mosquitto_message)", Marshal.SizeOf<MosquittoNative.Message>()),
        ("offsetof(struct mosquitto_message, mid)", Offset(nameof(MosquittoNative.Message.Id))),
        ("offsetof(struct mosquitto_message, topic)", Offset(nameof(MosquittoNative.Message.Topic))),
        ("offsetof(struct mosquitto_message, payload)", Offset(nameof(MosquittoNative.Message.Payload))),
        ("offsetof(struct mosquitto_message, payloadlen)", Offset(nameof(MosquittoNative.Message.PayloadLength))),
        ("offsetof(struct mosquitto_message, qos)", Offset(nameof(MosquittoNative.Message.Qos))),
        ("offsetof(struct mosquitto_message, retain)", Offset(nameof(MosquittoNative.Message.Retain))),
        ("POLLIN", MosquittoNative.PollIn),
        ("POLLOUT", MosquittoNative.PollOut),
        ("sizeof(bool)", sizeof(bool)),
    ];

    private static long Offset(string field) => (long)Marshal.OffsetOf<MosquittoNative.Message>(field);
}
