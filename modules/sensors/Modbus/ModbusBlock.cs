namespace EdgeAgent.Sensors.Modbus;

/// <summary>One read request: neighbouring registers of one device and table that are read at the same pace.</summary>
internal sealed class ModbusBlock
{
    public required int Device { get; init; }

    public required ModbusTable Table { get; init; }

    public required int Address { get; init; }

    public required int Length { get; init; }

    public required long PollNs { get; init; }

    /// <summary>Points in it, as indices into the device's points.</summary>
    public required IReadOnlyList<int> Points { get; init; }

    /// <summary>When it was last due, CLOCK_BOOTTIME ns.</summary>
    public long DueNs { get; set; }

    /// <summary>Data bytes that its answer has.</summary>
    public int DataBytes => Table is ModbusTable.Coil or ModbusTable.Discrete ? (Length + 7) / 8 : Length * 2;
}

/// <summary>Merges points into blocks. Pure.</summary>
internal static class ModbusBlocks
{
    private const int BitsPerRegister = 16;

    /// <summary>The blocks of a device: fewest requests within the bus's limits on length and on registers read for nothing.</summary>
    public static IEnumerable<ModbusBlock> Of(ModbusBus bus, int deviceIndex)
    {
        var points = bus.Devices[deviceIndex].Points;
        foreach (var group in Enumerable.Range(0, points.Count).GroupBy(i => (points[i].Table, points[i].PollMs)))
        {
            var isBits = group.Key.Table is ModbusTable.Coil or ModbusTable.Discrete;
            var maxLength = isBits ? bus.MaxBlock * BitsPerRegister : bus.MaxBlock;
            var maxGap = isBits ? bus.MaxGap * BitsPerRegister : bus.MaxGap;
            foreach (var run in Runs([.. group.OrderBy(i => points[i].Address)], points, maxLength, maxGap))
            {
                yield return Make(deviceIndex, points, run);
            }
        }
    }

    /// <summary>A block of its own for each point of a block.</summary>
    public static IEnumerable<ModbusBlock> Split(ModbusBlock block, IReadOnlyList<ModbusPoint> points) =>
        block.Points.Select(p => Make(block.Device, points, [p]));

    private static ModbusBlock Make(int device, IReadOnlyList<ModbusPoint> points, List<int> run)
    {
        var first = points[run[0]];
        return new ModbusBlock
        {
            Device = device,
            Table = first.Table,
            Address = first.Address,
            Length = run.Max(p => points[p].Address + points[p].Length) - first.Address,
            PollNs = first.PollMs * 1_000_000,
            Points = run,
        };
    }

    private static IEnumerable<List<int>> Runs(List<int> sorted, IReadOnlyList<ModbusPoint> points, int maxLength, int maxGap)
    {
        var run = new List<int>();
        var end = 0;
        foreach (var index in sorted)
        {
            var point = points[index];
            var fits = run.Count > 0 && point.Address - end <= maxGap && point.Address + point.Length - points[run[0]].Address <= maxLength;
            if (run.Count > 0 && !fits)
            {
                yield return run;
                run = [];
            }

            end = run.Count == 0 ? point.Address + point.Length : Math.Max(end, point.Address + point.Length);
            run.Add(index);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
