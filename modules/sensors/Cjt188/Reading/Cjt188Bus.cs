using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Cjt188;

/// <summary>Meters of one source and how they are reached.</summary>
public sealed record Cjt188Bus
{
    /// <summary>How the line is set.</summary>
    public required SerialSettings Serial { get; init; }

    /// <summary>Silence before a request, ns.</summary>
    public required long GapNs { get; init; }

    /// <summary>True when the adapter returns what was sent.</summary>
    public bool Echo { get; init; }

    /// <summary>The meters.</summary>
    public required IReadOnlyList<Cjt188Device> Devices { get; init; }

    /// <summary>What is polled, with points and devices numbered from the two bases.</summary>
    public PollSet CreateSet(int pointBase, int deviceBase)
    {
        var receiver = new Cjt188Receiver(Echo);
        var jobs = new List<PollJob>();
        for (var i = 0; i < Devices.Count; i++)
        {
            var device = Devices[i];
            jobs.AddRange(device.Points.GroupBy(p => (p.Identifier, p.PollMs, p.Priority))
                .Select(g => new Cjt188ReadJob(receiver, i, device, g.Key.Identifier, [.. g], pointBase) { Priority = g.Key.Priority }));
        }

        return new PollSet
        {
            Serial = Serial,
            GapNs = GapNs,
            DeviceBase = deviceBase,
            Devices = [.. Devices.Select(d => d.Polled)],
            Jobs = jobs,
            CreateWrite = write => CreateWrite(receiver, write, pointBase),
        };
    }

    private ValveJob? CreateWrite(Cjt188Receiver receiver, PointWrite write, int pointBase)
    {
        for (var i = 0; i < Devices.Count; i++)
        {
            if (!Devices[i].Points.Any(p => p.IsWritable && pointBase + p.Index == write.Point))
            {
                continue;
            }

            if (write.Value is StatusReader.Open or StatusReader.Closed)
            {
                return new ValveJob(receiver, i, Devices[i], write);
            }

            write.End(new WriteOutcome(false, Quality.Invalid, double.NaN, "a valve is opened with 0 and closed with 1"));
        }

        return null;
    }
}
