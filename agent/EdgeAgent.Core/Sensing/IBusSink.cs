using EdgeAgent.Core.Points;

namespace EdgeAgent.Core.Sensing;

/// <summary>Where a port's thread hands over what its driver made.</summary>
public interface IBusSink
{
    /// <summary>
    /// Takes readings and device changes, in order. Called on the port's thread: must not block, must not throw, and must copy what it keeps,
    /// because both lists are reused.
    /// </summary>
    void Take(List<Reading> readings, List<DeviceChange> changes);

    /// <summary>Takes figures that stations made by themselves; the same rules.</summary>
    void Take(List<StationWindow> windows);

    /// <summary>Takes UTC from a satellite receiver; the same rules.</summary>
    void Take(in TimeFix fix);
}
