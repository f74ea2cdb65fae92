using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;

namespace EdgeAgent.Tests.EndToEnd.Simulation;

/// <summary>A pump room in a few numbers: levels that rise and fall and now and then leave their range, a counter, a door, a device that is lost at times.</summary>
internal sealed class SimSensors(Random random)
{
    public const long PollMs = 20_000;
    private const double Flood = 1.8;

    private double _level = 1;
    private double _hours = 100;
    private int _door;
    private bool _isLost;

    public static PointTable Table { get; } = new(
        [
            new PointDescriptor { Name = "sump/level", Unit = "m", PollMs = PollMs, RangeMin = 0, RangeMax = Flood, AlarmOutOfRange = true },
            new PointDescriptor { Name = "sump/temperature", Unit = "Cel", PollMs = PollMs, RangeMax = 39 },
            new PointDescriptor { Name = "pump/hours", Unit = "h", PollMs = PollMs, Kind = PointKind.Counter },
            new PointDescriptor { Name = "pump/pressure", Unit = "kPa", PollMs = PollMs },
            new PointDescriptor { Name = "room/door", PollMs = PollMs, Kind = PointKind.Discrete },
        ],
        [new DeviceDescriptor("sump", "", false, Grade.Internal), new DeviceDescriptor("pump", "", true, Grade.Internal), new DeviceDescriptor("room", "", false, Grade.Internal)]);

    /// <summary>One round of readings.</summary>
    public void Read(long monoNs, List<Reading> readings, List<DeviceChange> changes)
    {
        _level = Math.Clamp(_level + ((random.NextDouble() - 0.5) * 0.2), 0.1, 2);
        _hours += PollMs / 3_600_000.0;
        _door = random.Next(200) == 0 ? 1 - _door : _door;
        if (random.Next(_isLost ? 30 : 4_000) == 0)
        {
            _isLost = !_isLost;
            changes.Add(new DeviceChange(1, _isLost, Quality.Timeout, monoNs, monoNs));
        }

        var pump = _isLost ? Quality.Timeout : random.Next(50) == 0 ? Quality.Crc : Quality.Good;
        readings.Add(new Reading(0, Quality.Good, _level, monoNs));
        readings.Add(new Reading(1, Quality.Good, 25 + (random.NextDouble() * 14.02), monoNs));
        readings.Add(new Reading(2, pump, _hours, monoNs));
        readings.Add(new Reading(3, pump, 300 + random.NextDouble(), monoNs));
        readings.Add(new Reading(4, Quality.Good, _door, monoNs));
    }
}
