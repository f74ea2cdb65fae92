using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Sensors.Can;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Can;

public sealed class CanTests
{
    private const long S = 1_000_000_000;

    private static readonly Profile Board = SourceBench.Profile() with { Can = new Dictionary<string, string> { ["can-1"] = "edge-none0" } };
    private readonly List<Reading> _readings = [];
    private readonly List<DeviceChange> _changes = [];

    // Bit numbers as in DBC files; values written out by hand.
    [Theory]
    [InlineData("0102030405060708", 0, 8, false, false, 1)]
    [InlineData("0102030405060708", 0, 16, false, false, 0x0201)]
    [InlineData("0102030405060708", 7, 16, true, false, 0x0102)]
    [InlineData("0102030405060708", 4, 8, false, false, 0x20)]
    [InlineData("0102030405060708", 3, 8, true, false, 0x10)]
    [InlineData("0102030405060708", 63, 8, true, false, 8)]
    [InlineData("F0FF000000000000", 4, 12, false, true, -1)]
    [InlineData("000FFE0000000000", 11, 12, true, true, -2)]
    [InlineData("0000000000000080", 63, 1, false, false, 1)]
    [InlineData("0000000000000080", 63, 1, false, true, -1)]
    [InlineData("FFFFFFFFFFFFFFFF", 0, 64, false, true, -1)]
    [InlineData("FFFFFFFFFFFFFFFF", 7, 64, true, true, -1)]
    [InlineData("FFFFFFFFFFFFFFFF", 0, 64, false, false, 18446744073709551615.0)]
    public void A_signal_is_its_bits(string data, int start, int length, bool big, bool signed, double value) =>
        Assert.Equal(value, new CanSignal(start, length, big, signed).RawOf(Convert.FromHexString(data)));

    [Fact]
    public void Every_signal_is_the_bits_that_a_slow_way_finds()
    {
        var random = new Random(11898);
        var data = new byte[8];
        for (var i = 0; i < 200_000; i++)
        {
            random.NextBytes(data);
            var signal = new CanSignal(random.Next(64), random.Next(1, 65), random.Next(2) == 0, random.Next(2) == 0);
            if (signal.Bytes <= 8)
            {
                Assert.Equal(Slow(signal, data), signal.RawOf(data));
            }
        }
    }

    [Fact]
    public void Frames_become_readings_at_the_points_interval_and_states_at_each_change()
    {
        var driver = new CanDriver(Source("""
            { "name": "speed", "id": "0x123", "start": 7, "length": 16, "order": "big", "scale": 0.1, "offset": -10, "unit": "/min" },
            { "name": "run", "id": "0x123", "start": 16, "length": 2, "states": { "0": "off", "1": "on" } }
            """), 5, 6);
        driver.SetOpen(true, S);
        for (var i = 0; i < 20; i++)
        {
            driver.Take(0x123, [0x01, (byte)i, (byte)(i / 7), 0, 0, 0, 0, 0], 8, (2 * S) + (i * S / 10), _readings, _changes);
        }

        Assert.Equal([(2 * S, 15.6), (3 * S, 16.6)], _readings.Where(r => r.Point == 5).Select(r => (r.MonoNs, Math.Round(r.Value, 9))));
        Assert.Equal([0, 1, 1, 2], _readings.Where(r => r.Point == 6).Select(r => r.Value));
        Assert.Empty(_changes);
    }

    [Fact]
    public void Extended_multiplexed_and_short_frames()
    {
        var driver = new CanDriver(Source("""
            { "name": "a", "id": "0x18FF50E5", "start": 8, "length": 16, "signed": true, "multiplexor": { "start": 0, "length": 8, "value": 1 } },
            { "name": "b", "id": "0x18FF50E5", "start": 8, "length": 8, "multiplexor": { "start": 0, "length": 8, "value": 2 } }
            """), 0, 0);
        Assert.Equal([0x98FF50E5], driver.Ids);
        driver.SetOpen(true, S);
        driver.Take(0x98FF50E5, [1, 0xFE, 0xFF, 0, 0, 0, 0, 0], 8, 2 * S, _readings, _changes);
        driver.Take(0x98FF50E5, [2, 7, 0, 0, 0, 0, 0, 0], 2, 3 * S, _readings, _changes);
        Assert.Equal([(0, Quality.Good, -2), (1, Quality.Good, 7)], _readings.Select(r => (r.Point, r.Quality, r.Value)));
        driver.Take(0x123, [1, 0, 0, 0, 0, 0, 0, 0], 8, 4 * S, _readings, _changes);
        Assert.Equal(2, _readings.Count);

        // A frame of its own layout that is too short, and one too short to tell its layout.
        driver.Take(0x98FF50E5, [1, 0xFE, 0, 0, 0, 0, 0, 0], 2, 5 * S, _readings, _changes);
        driver.Take(0x98FF50E5, [0, 0, 0, 0, 0, 0, 0, 0], 0, 7 * S, _readings, _changes);
        Assert.Equal([(0, Quality.Truncated), (0, Quality.Truncated), (1, Quality.Truncated)], _readings.Skip(2).Select(r => (r.Point, r.Quality)));
    }

    [Fact]
    public void Short_frames_of_a_state_keep_to_the_interval()
    {
        var driver = new CanDriver(Source("""{ "name": "a", "id": 1, "start": 8, "length": 1, "states": { "0": "off", "1": "on" } }"""), 0, 0);
        driver.SetOpen(true, S);
        for (var i = 0; i < 20; i++)
        {
            driver.Take(1, new byte[8], 1, (2 * S) + (i * S / 10), _readings, _changes);
        }

        Assert.Equal([Quality.Truncated, Quality.Truncated], _readings.Select(r => r.Quality));
        driver.Take(1, [0, 1, 0, 0, 0, 0, 0, 0], 8, (4 * S) - (S / 20), _readings, _changes);
        Assert.Equal(1, _readings[^1].Value);
    }

    [Fact]
    public void A_device_that_is_silent_is_lost_and_missing_readings_are_told()
    {
        var driver = new CanDriver(Source("""{ "name": "a", "id": 1, "start": 0, "length": 8 }"""), 0, 9);
        driver.SetOpen(true, S);
        driver.Take(1, new byte[8], 8, 2 * S, _readings, _changes);
        for (var now = 2 * S; now <= 12 * S; now += S / 4)
        {
            driver.Step(now, _readings, _changes);
        }

        Assert.Equal([new DeviceChange(9, true, Quality.Timeout, 7 * S, 2 * S)], _changes);
        Assert.Equal(9, _readings.Count(r => r.Quality == Quality.Timeout));
        driver.SetOpen(false, 12 * S);
        driver.Step(13 * S, _readings, _changes);
        Assert.Equal(Quality.PortGone, _readings[^1].Quality);
        driver.Take(1, new byte[8], 8, 14 * S, _readings, _changes);
        Assert.False(_changes[1].Lost);
    }

    [Theory]
    [InlineData("""{ "name": "a", "id": "0x800", "extended": false, "start": 0, "length": 8 }""", "does not fit 11 bits")]
    [InlineData("""{ "name": "a", "id": "0x20000000", "start": 0, "length": 8 }""", "does not fit 29 bits")]
    [InlineData("""{ "name": "a", "id": 1, "start": 60, "length": 8 }""", "go beyond the frame's 8 bytes")]
    [InlineData("""{ "name": "a", "id": 1, "start": 56, "length": 10, "order": "big" }""", "go beyond the frame's 8 bytes")]
    [InlineData("""{ "name": "a", "id": 1, "start": 0, "length": 8, "scale": 0 }""", "0 makes every value the same")]
    public void What_does_not_fit_is_told(string points, string fault) => Assert.Contains(Bind(points).Faults, f => f.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public async Task An_interface_that_is_not_there_is_told()
    {
        using var folder = new TempFolder();
        var bench = new SourceBench();
        var plan = (HostedPlan)Bind("""{ "name": "a", "id": 1, "start": 0, "length": 8, "poll": "50 ms" }""").Plan!;
        using var host = plan.CreateHost(bench.Parts(Board, folder.Path), 0, 0);
        host.Start();
        await bench.UntilAsync(b => b.Readings.Any(r => r.Quality == Quality.PortGone) && host.Fault.Contains("no CAN interface edge-none0", StringComparison.Ordinal), "told");
        Assert.False(host.IsOpen);
        Assert.NotEmpty(plan.Look!(new Core.Sensing.LookParts(Board, null)));
    }

    // Bit by bit, highest first.
    private static double Slow(CanSignal signal, byte[] data)
    {
        var value = 0UL;
        var bit = signal.BigEndian ? signal.Start : signal.Start + signal.Length - 1;
        for (var i = 0; i < signal.Length; i++)
        {
            value = (value << 1) | (uint)((data[bit / 8] >> (bit % 8)) & 1);
            bit = signal.BigEndian ? (bit % 8 == 0 ? bit + 15 : bit - 1) : bit - 1;
        }

        var isNegative = signal.Signed && ((value >> (signal.Length - 1)) & 1) != 0;
        return isNegative ? (long)(signal.Length == 64 ? value : value | (ulong.MaxValue << signal.Length)) : value;
    }

    private static CanSource Source(string points)
    {
        using var text = new BoundText($$"""{ "kind": "can", "bus": "can-1", "devices": [ { "name": "pump", "points": [ {{points}} ] } ] }""");
        var source = CanKind.SourceOf(text.Root, text.Context, [], []);
        Assert.Empty(text.Faults);
        return source;
    }

    private static (SourcePlan? Plan, IReadOnlyList<string> Faults) Bind(string points) =>
        SourceBench.Bind(new CanKind(), $$"""{ "kind": "can", "bus": "can-1", "devices": [ { "name": "pump", "points": [ {{points}} ] } ] }""", Board);
}
