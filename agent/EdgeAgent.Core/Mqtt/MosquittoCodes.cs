namespace EdgeAgent.Core.Mqtt;

/// <summary>Numbers that libmosquitto and brokers answer with (mosquitto.h, mqtt_protocol.h). Compared with the C headers by the ABI test.</summary>
public static class MosquittoCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>There is no connection.</summary>
    public const int NoConnection = 4;

    /// <summary>The connection broke.</summary>
    public const int ConnectionLost = 7;

    /// <summary>MQTT 5: taken, but nobody has subscribed to it.</summary>
    public const int ReasonNoMatchingSubscribers = 16;

    /// <summary>The first of the reasons that are failures.</summary>
    public const int ReasonFailure = 128;

    /// <summary>MQTT 5: the broker does not know this version.</summary>
    public const int ReasonUnsupportedProtocol = 132;

    /// <summary>MQTT 3.1.1: the broker does not know this version.</summary>
    public const int Refused311Protocol = 1;
}
