using EdgeAgent.Core.Mqtt;

namespace EdgeAgent.Uplink.Mqtt;

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
public readonly record struct MqttFault(MqttFaultKind Kind, int Code)
{
    /// <summary>What it is, for a person; empty for none.</summary>
    public string Text => Kind switch
    {
        MqttFaultKind.None => "",
        MqttFaultKind.Failed => MosquittoClient.TextOf(Code),
        MqttFaultKind.Refused => $"the broker refused the connection: {MosquittoClient.ReasonOf(Code)}",
        MqttFaultKind.Ended => Code == 0 ? "the connection ended" : $"the broker ended the connection: {MosquittoClient.ReasonOf(Code)}",
        MqttFaultKind.Silent => $"no CONNACK came within {MqttUplinkStage.ConnectMs} ms",
        MqttFaultKind.Older => "the broker answers by MQTT 3.1.1; version 5 is tried once more first",
        MqttFaultKind.NoProgress => "messages waited for their acknowledgement and none came",
        _ => $"the broker did not take a message: {MosquittoClient.ReasonOf(Code)}",
    };
}

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
