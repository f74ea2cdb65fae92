namespace EdgeAgent.Sensors.Modbus;

/// <summary>Merges neighbouring registers of one device, table and poll interval into as few reads as the limits allow.</summary>
internal static class BlockPlanner
{
    private const int BitsPerRegister = 16;

    /// <summary>All blocks of a bus, each followed by its parts; a block's number is its place in the list.</summary>
    public static List<ReadBlock> Plan(ModbusBus bus)
    {
        var blocks = new List<ReadBlock>();
        for (var device = 0; device < bus.Devices.Count; device++)
        {
            foreach (var group in bus.Devices[device].Points.GroupBy(p => (p.Register.Area, p.PollMs)).OrderBy(g => g.Key))
            {
                foreach (var run in Runs(group.OrderBy(p => p.Register.Index).ThenBy(p => p.Index), bus))
                {
                    Add(blocks, bus, device, run);
                }
            }
        }

        return blocks;
    }

    private static IEnumerable<List<ModbusPoint>> Runs(IEnumerable<ModbusPoint> points, ModbusBus bus)
    {
        var run = new List<ModbusPoint>();
        var end = 0;
        foreach (var point in points)
        {
            var bits = point.Register.Area is ModbusArea.Coil or ModbusArea.Discrete;
            var factor = bits ? BitsPerRegister : 1;
            var pointEnd = point.Register.Index + point.Length;
            var fits = run.Count > 0
                && point.Register.Index - end <= bus.MaxGap * factor
                && Math.Max(end, pointEnd) - run[0].Register.Index <= Math.Min(bus.MaxBlock * factor, ModbusBus.MaxBits);
            if (run.Count > 0 && !fits)
            {
                yield return run;
                run = [];
                end = 0;
            }

            run.Add(point);
            end = Math.Max(end, pointEnd);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private static void Add(List<ReadBlock> blocks, ModbusBus bus, int device, List<ModbusPoint> run)
    {
        var spans = run.GroupBy(p => (p.Register.Index, p.Length)).ToList();
        var number = blocks.Count;
        var parts = spans.Count == 1 ? [] : spans.Select((s, i) => Make(bus, device, number + 1 + i, [.. s], [])).ToArray();
        blocks.Add(Make(bus, device, number, [.. run], parts));
        blocks.AddRange(parts);
    }

    private static ReadBlock Make(ModbusBus bus, int device, int number, ModbusPoint[] points, ReadBlock[] parts)
    {
        var first = points[0].Register;
        var end = points.Max(p => p.Register.Index + p.Length);
        var intervalNs = points[0].PollMs * 1_000_000;
        return new ReadBlock
        {
            Number = number,
            Device = device,
            Request = new RtuRequest(bus.Devices[device].Address, first.Area, first.Index, end - first.Index),
            Points = points,
            IntervalNs = intervalNs,
            PhaseNs = (long)(HashOf(bus.Devices[device].Name) % (ulong)intervalNs),
            Parts = parts,
        };
    }

    // FNV-1a with a final mix: the same on every run, so that a gateway polls in the same rhythm after a restart.
    private static ulong HashOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }
}
