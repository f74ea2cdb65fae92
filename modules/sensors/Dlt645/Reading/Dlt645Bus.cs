using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Meters of one source and how they are reached.</summary>
public sealed record Dlt645Bus
{
    /// <summary>Edition that they speak.</summary>
    public required Dlt645Edition Edition { get; init; }

    /// <summary>How the line is set.</summary>
    public required SerialSettings Serial { get; init; }

    /// <summary>Silence before a request, ns.</summary>
    public required long GapNs { get; init; }

    /// <summary>True when the adapter returns what was sent.</summary>
    public bool Echo { get; init; }

    /// <summary>The meters.</summary>
    public required IReadOnlyList<Dlt645Device> Devices { get; init; }

    /// <summary>What is polled, with points and devices numbered from the two bases.</summary>
    public PollSet CreateSet(int pointBase, int deviceBase)
    {
        var receiver = new Dlt645Receiver(Edition, Echo);
        return new PollSet
        {
            Serial = Serial,
            GapNs = GapNs,
            DeviceBase = deviceBase,
            Devices = [.. Devices.Select(d => d.Polled)],
            Jobs = new JobPlanner(ItemCatalog.Of(Edition), receiver, pointBase).Plan(Devices),
        };
    }
}
