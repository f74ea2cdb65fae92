using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Dlt645;

/// <summary>Makes requests of points: one for each identifier, or one for a block where the meter is said to have blocks.</summary>
internal sealed class JobPlanner(ItemCatalog catalog, Dlt645Receiver receiver, int pointBase)
{
    private const int BlockBytes = 2_048;

    public List<PollJob> Plan(IReadOnlyList<Dlt645Device> devices)
    {
        var jobs = new List<PollJob>();
        for (var i = 0; i < devices.Count; i++)
        {
            var device = devices[i];
            foreach (var like in device.Points.GroupBy(p => (Key: KeyOf(device, p), p.PollMs, p.Priority)))
            {
                jobs.Add(Make(i, device, like.Key.Key, [.. like]));
            }
        }

        return jobs;
    }

    private uint KeyOf(Dlt645Device device, Dlt645Point point) => (device.IsMerged && point.IsStandard ? catalog.BlockOf(point.Item.Identifier) : null) ?? point.Item.Identifier;

    private Dlt645ReadJob Make(int number, Dlt645Device device, uint identifier, Dlt645Point[] points)
    {
        var singles = points.GroupBy(p => p.Item.Identifier).ToList();
        if (singles.Count == 1)
        {
            return Job(number, device, singles[0].Key, [.. points.Select(p => Slot(p, p.Item.Offset))], []);
        }

        var items = new List<MeterItem>();
        _ = catalog.TryLayout(identifier, BlockBytes, items);
        var slots = points.Select(p => Slot(p, items.First(i => i.Identifier == p.Item.Identifier).Offset + p.Item.Offset));
        return Job(number, device, identifier, [.. slots], [.. singles.Select(s => Make(number, device, s.Key, [.. s]))]);
    }

    private Dlt645ReadJob Job(int number, Dlt645Device device, uint identifier, ValueSlot[] slots, PollJob[] parts) =>
        new(receiver, number, device, identifier, slots) { Priority = slots[0].Priority, Parts = parts };

    private ValueSlot Slot(Dlt645Point point, int offset) => new(pointBase + point.Index, offset, point.Item.Format, point.Scale, point.PollMs, point.Priority);
}
