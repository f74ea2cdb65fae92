using EdgeAgent.Core.Mqtt;
using EdgeAgent.Uplink.Mqtt;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Kinds of <see cref="SparkplugInput"/>.</summary>
public enum SparkplugInputKind : byte
{
    /// <summary>Nothing but that time has passed.</summary>
    Tick,

    /// <summary>CONNACK; the code is 0 for success.</summary>
    Connected,

    /// <summary>The connection could not be made, or is gone.</summary>
    Lost,

    /// <summary>The connection could not be made: no CONNECT was sent, so its bdSeq is the next one's.</summary>
    NotReached,

    /// <summary>SUBACK; the code is the QoS granted, or from 0x80 on why not.</summary>
    Subscribed,

    /// <summary>The primary host application told its state.</summary>
    HostState,

    /// <summary>A host application asks for all births.</summary>
    Rebirth,

    /// <summary>A device no longer answers.</summary>
    DeviceLost,

    /// <summary>A device answers again.</summary>
    DeviceBack,

    /// <summary>The gateway goes.</summary>
    Stop,
}

/// <summary>What happened: what <see cref="SparkplugStage"/> takes.</summary>
/// <param name="Kind">What.</param>
/// <param name="Code">Code of a CONNACK, SUBACK or loss.</param>
/// <param name="Host">State of the primary host application.</param>
/// <param name="Device">Index of a device.</param>
public readonly record struct SparkplugInput(SparkplugInputKind Kind, int Code = 0, HostState Host = default, int Device = -1)
{
    /// <summary>What an event of a connection is for the stage; null for nothing.</summary>
    public static SparkplugInput? Of(in ClientEvent input) => input.Kind switch
    {
        ClientEventKind.Connected => new(SparkplugInputKind.Connected, input.Code),
        ClientEventKind.Disconnected or ClientEventKind.Failed => new(SparkplugInputKind.Lost, input.Code),
        ClientEventKind.Subscribed => new(SparkplugInputKind.Subscribed, input.Code),
        _ => null,
    };
}
