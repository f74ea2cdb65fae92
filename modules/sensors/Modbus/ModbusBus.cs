using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Sensing.Polling;

namespace EdgeAgent.Sensors.Modbus;

/// <summary>Devices of one source and how they are reached.</summary>
public sealed record ModbusBus
{
    /// <summary>Most registers of one read: limit of functions 3 and 4.</summary>
    public const int MaxRegisters = 125;

    /// <summary>Most bits of one read: limit of functions 1 and 2.</summary>
    public const int MaxBits = 2000;

    /// <summary>Silence between a frame's end and the next request, ns.</summary>
    public required long GapNs { get; init; }

    /// <summary>How the line is set.</summary>
    public required SerialSettings Serial { get; init; }

    /// <summary>How frames look.</summary>
    public ModbusFraming Framing { get; init; }

    /// <summary>True when the adapter returns what was sent.</summary>
    public bool Echo { get; init; }

    /// <summary>Most registers merged into one read, 1..125.</summary>
    public int MaxBlock { get; init; } = MaxRegisters;

    /// <summary>Most unused registers read to bridge two points, 0..32.</summary>
    public int MaxGap { get; init; } = 8;

    /// <summary>Its devices.</summary>
    public required IReadOnlyList<ModbusDevice> Devices { get; init; }

    /// <summary>What is polled, with points and devices numbered from the two bases.</summary>
    public PollSet CreateSet(int pointBase, int deviceBase)
    {
        ModbusReceiver receiver = Framing switch { ModbusFraming.Ascii => new AsciiReceiver(), ModbusFraming.Tcp => new MbapReceiver(), _ => new RtuReceiver() };
        var link = new ModbusLink(receiver, Echo);
        return new PollSet
        {
            Serial = Serial,
            GapNs = GapNs,
            DeviceBase = deviceBase,
            Devices = [.. Devices.Select(d => new PollDevice(d.Name, d.TimeoutMs, d.Retries))],
            Jobs = BlockPlanner.Plan(this, link, pointBase),
            CreateWrite = write => CreateWrite(link, write, pointBase),
        };
    }

    private ModbusWriteJob? CreateWrite(ModbusLink link, PointWrite write, int pointBase)
    {
        for (var i = 0; i < Devices.Count; i++)
        {
            var device = Devices[i];
            if (device.Points.FirstOrDefault(p => p.Writable && pointBase + p.Index == write.Point) is not { } point)
            {
                continue;
            }

            if (ValueEncoder.TryMake(point, device.Address, device.Writes, write.Value, out var request, out var fault))
            {
                return new ModbusWriteJob(link, i, write, point, request, new ModbusRequest(device.Address, point.Register.Area, point.Register.Index, point.Length));
            }

            write.End(new WriteOutcome(false, Core.Points.Quality.Invalid, double.NaN, fault));
        }

        return null;
    }
}
