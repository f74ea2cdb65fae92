namespace EdgeAgent.Uplink.Mqtt;

/// <summary>What happened to a connection, and the passing of time: what <see cref="MqttUplinkStage"/> takes.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">Message id of an acknowledgement; for <see cref="ClientEventKind.Connected"/> how many messages the broker takes at once (MQTT 5, Receive Maximum), 0 when it did not say.</param>
/// <param name="Code">Reason code of MQTT 5, or return code of 3.1.1 (0 is success); the library's error for <see cref="ClientEventKind.Failed"/>.</param>
public readonly record struct ClientEvent(ClientEventKind Kind, int Id, int Code);

/// <summary>Kinds of <see cref="ClientEvent"/>.</summary>
public enum ClientEventKind : byte
{
    /// <summary>Nothing but that time has passed.</summary>
    Tick,

    /// <summary>CONNACK.</summary>
    Connected,

    /// <summary>The peer ended the connection.</summary>
    Disconnected,

    /// <summary>PUBACK.</summary>
    Acknowledged,

    /// <summary>The connection could not be made, or broke.</summary>
    Failed,

    /// <summary>SUBACK: the id is the subscription's, the code the QoS granted or, from 0x80 on, why it was refused.</summary>
    Subscribed,
}

/// <summary>What a host does after a step.</summary>
public enum MqttAction : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Open a connection to <see cref="MqttUplinkStage.Server"/>.</summary>
    Open,

    /// <summary>Connected: say that the gateway is there.</summary>
    Greet,

    /// <summary>Close the connection; <see cref="MqttUplinkStage.Fault"/> tells why.</summary>
    Close,
}

/// <summary>Where an uplink stands.</summary>
public enum MqttPhase : byte
{
    /// <summary>Without a connection, until the next attempt is due.</summary>
    Waiting,

    /// <summary>A connection was opened; its CONNACK has not come.</summary>
    Connecting,

    /// <summary>Between CONNACK and loss.</summary>
    Connected,
}

/// <summary>What went wrong last.</summary>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Code">Reason code, or the library's error for <see cref="MqttFaultKind.Failed"/>.</param>
public readonly record struct MqttFault(MqttFaultKind Kind, int Code);

/// <summary>Kinds of <see cref="MqttFault"/>.</summary>
public enum MqttFaultKind : byte
{
    /// <summary>All is well.</summary>
    None,

    /// <summary>The connection could not be made, or broke.</summary>
    Failed,

    /// <summary>The broker refused the connection.</summary>
    Refused,

    /// <summary>The broker ended the connection.</summary>
    Ended,

    /// <summary>No CONNACK came in time.</summary>
    Silent,

    /// <summary>The broker answers by MQTT 3.1.1; whether it knows 5 after all is asked once more.</summary>
    Older,

    /// <summary>Messages wait for an acknowledgement and none comes.</summary>
    NoProgress,

    /// <summary>The broker did not take a message.</summary>
    NotTaken,
}
