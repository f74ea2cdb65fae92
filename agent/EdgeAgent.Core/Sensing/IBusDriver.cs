using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Sensing;

/// <summary>
/// A field protocol's master on one bus, as a pure state machine: no I/O, no timer, no clock, nothing allocated per step.
/// The port's thread calls it; only <see cref="Statistics"/> may be read from other threads.
/// </summary>
public interface IBusDriver
{
    /// <summary>Counts since the driver was made.</summary>
    BusStatistics Statistics { get; }

    /// <summary>Takes a write, from any thread; false when too many wait or the driver writes nothing. The host then steps with <see cref="BusInput.Wake"/>.</summary>
    bool TryWrite(PointWrite write) => false;

    /// <summary>No further step comes: what waits is told so.</summary>
    void End()
    {
    }

    /// <summary>
    /// Takes one step. <paramref name="bytes"/> is empty unless <paramref name="input"/> is <see cref="BusInput.Bytes"/>;
    /// it may hold any part of a frame or several. The host has cleared <paramref name="output"/>. Never throws on any bytes.
    /// </summary>
    void Step(BusInput input, ReadOnlySpan<byte> bytes, in Now now, BusOutput output);
}
