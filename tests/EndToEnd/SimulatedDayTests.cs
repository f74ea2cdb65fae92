using System.Text.Json;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Wire;
using EdgeAgent.Sensors.Modbus;
using EdgeAgent.Tests.Support;
using EdgeCtl.Simulate;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>A whole day of a pump room on virtual time, in seconds.</summary>
public sealed class SimulatedDayTests : IDisposable
{
    private const int MinutesOfDay = 1_440;
    private readonly TempFolder _folder = new();

    [Fact]
    public void A_day_of_a_pump_room_comes_out_whole_and_twice_the_same_to_the_byte()
    {
        var first = Day(seed: 7, new LineFaults(0.002, 0.002));
        var second = Day(seed: 7, new LineFaults(0.002, 0.002));
        var other = Day(seed: 8, new LineFaults(0.002, 0.002));

        Assert.Equal(first.Gateway.Hash(), second.Gateway.Hash());
        Assert.NotEqual(first.Gateway.Hash(), other.Gateway.Hash());

        var site = first.Site;
        var records = first.Gateway.Records.ToList();
        CheckNumbers(records);
        foreach (var point in site.Table.Points)
        {
            CheckWindows(point, [.. records.Where(r => r.Summary.Subject == point.Name && r.Summary.Data is WindowData).Select(r => (WindowData)r.Summary.Data)]);
        }

        // A bad line of two per thousand each, with one retry, costs next to nothing of the coverage.
        Assert.InRange(first.Gateway.GoodReadings / (double)first.Gateway.Readings, 0.999, 1);
        Assert.InRange(first.Gateway.Readings, (long)(site.Table.Points.Count * 86_400 * 0.99), site.Table.Points.Count * 86_401L);
    }

    [Fact]
    public void A_line_that_is_dead_for_the_night_is_told_as_lost_devices_and_never_as_values()
    {
        var (gateway, site) = Day(seed: 3, new LineFaults(1, 0));
        var records = gateway.Records.ToList();
        Assert.Equal(0, gateway.GoodReadings);
        Assert.All(records.Select(r => r.Summary.Data).OfType<WindowData>(), w =>
        {
            Assert.Equal(0, w.Good);
            Assert.Null(w.Gauge);
            Assert.NotEmpty(w.Bad);
        });
        var lost = records.Where(r => r.Summary.Type == SummaryType.Event).Select(r => JsonDocument.Parse(((JsonData)r.Summary.Data).Utf8).RootElement).ToList();
        Assert.Equal(site.Table.Devices.Select(d => d.Name).Order(StringComparer.Ordinal), lost.Select(e => e.GetProperty("device").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Many_days_go_by_without_a_hole_in_any_stream()
    {
        var days = LongRuns.Rounds(2, 30);
        var (gateway, site) = Day(seed: 11, new LineFaults(0.01, 0.01), days);
        var records = gateway.Records.ToList();
        CheckNumbers(records);
        foreach (var point in site.Table.Points)
        {
            Assert.Equal((MinutesOfDay * days) - 1, records.Count(r => r.Summary.Subject == point.Name && r.Summary.Data is WindowData));
        }
    }

    public void Dispose() => _folder.Dispose();

    private (VirtualGateway Gateway, Site Site) Day(ulong seed, LineFaults faults, int days = 1)
    {
        var rooms = new PumpRoomBus("", PumpRoomBus.DevicesPerRoom, 0, seed, noiseScale: 1);
        File.WriteAllBytes(_folder["profile.json"], SiteWriter.Profile(["/dev/ttyS0"]));
        File.WriteAllBytes(_folder["site.json"], SiteWriter.Site([rooms], 9600, "./profile.json"));
        var loaded = SiteLoader.Load(_folder["site.json"], [], [new ModbusKind(ModbusFraming.Rtu)]);
        Assert.True(loaded.Site is not null, string.Join('\n', loaded.Faults));
        var gateway = new VirtualGateway(loaded.Site!, rooms, faults, seed);
        gateway.Run(TimeSpan.FromDays(days));
        return (gateway, loaded.Site!);
    }

    private static void CheckNumbers(List<StoredSummary> records)
    {
        foreach (var stream in records.GroupBy(r => r.Summary.Class))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(i => (ulong)i), stream.Select(r => r.Seq));
        }
    }

    private static void CheckWindows(PointDescriptor point, List<WindowData> windows)
    {
        // The last minute ends with the day, and its window 50 ms later.
        Assert.Equal(MinutesOfDay - 1, windows.Count);
        for (var i = 1; i < windows.Count; i++)
        {
            Assert.Equal(windows[i - 1].ToMs, windows[i].FromMs);
        }

        Assert.All(windows, w => Assert.Equal((60_000, 60), (w.ToMs - w.FromMs, w.Expected)));
        Assert.InRange(windows.Sum(w => w.Good), (MinutesOfDay - 1) * 60 * 0.995, (MinutesOfDay - 1) * 60 + 1);
        foreach (var gauge in windows.Select(w => w.Gauge).OfType<GaugeFigures>())
        {
            Assert.True(gauge.Min <= gauge.Mean && gauge.Mean <= gauge.Max && gauge.StdDev <= (gauge.Max - gauge.Min) + 1e-9, $"{point.Name}: {gauge}");
        }

        if (point.Kind == PointKind.Counter)
        {
            var counters = windows.Select(w => w.Counter).OfType<CounterFigures>().ToList();
            Assert.Equal(counters[^1].Last - counters[0].First, counters.Sum(c => c.Delta), 6);
        }

        foreach (var window in windows.Where(w => w.Discrete is not null))
        {
            Assert.InRange(window.Discrete!.Times.Sum(t => t.Ms), 0, 60_000);
        }
    }
}
