using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Merges neighbouring registers of one device, table and poll interval into as few reads as the limits allow.</summary>
internal static class BlockPlanner
{
    private const int BitsPerRegister = 16;

    /// <summary>All reads of a bus, the parts of each with it.</summary>
    public static List<PollJob> Plan(ModbusBus bus, ModbusLink link, int pointBase)
    {
        var jobs = new List<PollJob>();
        for (var device = 0; device < bus.Devices.Count; device++)
        {
            foreach (var group in bus.Devices[device].Points.GroupBy(p => (p.Priority, p.Register.Area, p.PollMs)).OrderBy(g => g.Key))
            {
                foreach (var run in Runs(group.OrderBy(p => p.Register.Index).ThenBy(p => p.Index), bus))
                {
                    var spans = run.GroupBy(p => (p.Register.Index, p.Length)).ToList();
                    var parts = spans.Count == 1 ? [] : spans.Select(s => Make(bus, link, device, [.. s], [], pointBase)).ToArray();
                    jobs.Add(Make(bus, link, device, [.. run], parts, pointBase));
                }
            }
        }

        return jobs;
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

    private static ModbusReadJob Make(ModbusBus bus, ModbusLink link, int device, ModbusPoint[] points, ModbusReadJob[] parts, int pointBase)
    {
        var first = points[0].Register;
        var end = points.Max(p => p.Register.Index + p.Length);
        var request = new ModbusRequest(bus.Devices[device].Address, first.Area, first.Index, end - first.Index);
        return new ModbusReadJob(link, device, request, points, pointBase) { Priority = points[0].Priority, Parts = parts };
    }
}
