namespace EdgeAgent.Core.Mqtt;

/// <summary>What happened to a connection, and the passing of time: what the stages behind a connection take.</summary>
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
