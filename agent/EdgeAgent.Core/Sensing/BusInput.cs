namespace EdgeAgent.Core.Sensing;

/// <summary>What happened on a bus since the last step.</summary>
public enum BusInput : byte
{
    /// <summary>The port is open and its buffers are empty.</summary>
    Opened,

    /// <summary>The port is gone; nothing can be sent until <see cref="Opened"/>.</summary>
    Closed,

    /// <summary>Bytes came in.</summary>
    Bytes,

    /// <summary>The deadline that the last step asked for has passed.</summary>
    Deadline,

    /// <summary>Another thread has left something for the driver: a write.</summary>
    Wake,
}
