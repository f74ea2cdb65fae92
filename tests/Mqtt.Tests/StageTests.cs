using System.Text;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Mqtt;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>Messages, silence and the loss of the broker on virtual time.</summary>
public sealed class StageTests
{
    private const string Kitchen = """
        { "name": "kitchen", "topic": "zigbee2mqtt/kitchen", "interval": "1 s", "silence": "3 s", "points": [
          { "name": "temperature", "path": "$.temperature", "unit": "Cel" },
          { "name": "contact", "path": "$.contact", "states": { "0": "open", "1": "closed" } } ] }
        """;

    private const string Probe = """
        { "name": "probe", "topic": "application/+/device/0011223344556677/event/up", "interval": "1 min", "sequence": "$.fCnt", "time": "$.time", "points": [
          { "name": "level", "path": "$.object.level", "scale": 0.001, "offset": 0.5, "invalid": [65535, "n/a"] } ] }
        """;

    [Fact]
    public void Values_are_read_by_path_with_scale_states_and_sentinels()
    {
        var world = new StageWorld($"{Kitchen}, {Probe}");
        world.Stage.Open(world.Now);
        Assert.Equal("100=21.5; 101=0", world.Take("zigbee2mqtt/kitchen", """{"temperature":21.5,"contact":false,"linkquality":90}"""));
        Assert.Equal("100=21.5; 101=1", world.Take("zigbee2mqtt/kitchen", """{"temperature":"21.5","contact":"closed"}"""));
        Assert.Equal("100=Invalid; 101=Invalid", world.Take("zigbee2mqtt/kitchen", """{"temperature":null,"contact":"ajar"}"""));
        Assert.Equal("100=Invalid; 101=Invalid", world.Take("zigbee2mqtt/kitchen", """{"temperature":1e999,"contact":1.5}"""));
        Assert.Equal("100=Invalid", world.Take("zigbee2mqtt/kitchen", """{"temperature":{"value":1}}"""));
        Assert.Equal("102=1.75", world.Take("application/7/device/0011223344556677/event/up", """{"fCnt":1,"object":{"level":1250}}"""));
        Assert.Equal("102=Invalid", world.Take("application/7/device/0011223344556677/event/up", """{"fCnt":2,"object":{"level":65535}}"""));
        Assert.Equal("102=Invalid", world.Take("application/7/device/0011223344556677/event/up", """{"fCnt":3,"object":{"level":"n/a"}}"""));
        Assert.Equal("", world.Take("application/7/device/0011223344556677/event/join", """{"fCnt":4,"object":{"level":1}}"""));
        Assert.Equal(1, world.Stage.Counts.Unread);
    }

    [Fact]
    public void Bad_messages_are_bad_readings_and_told_once()
    {
        var world = new StageWorld(Kitchen);
        world.Stage.Open(world.Now);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("100=Malformed; 101=Malformed", world.Take("zigbee2mqtt/kitchen", "{"));
            Assert.Equal("100=Malformed; 101=Malformed", world.Take("zigbee2mqtt/kitchen", ""));
            Assert.Equal("100=Malformed; 101=Malformed", world.Take("zigbee2mqtt/kitchen", [(byte)'"', 0xFF, (byte)'"']));
            Assert.Equal("100=Malformed; 101=Malformed", world.Take("zigbee2mqtt/kitchen", new string('[', 10_000)));
            Assert.Equal("100=Malformed; 101=Malformed", world.Take("zigbee2mqtt/kitchen", """{"temperature":NaN}"""));
            Assert.Equal("100=Malformed; 101=Malformed", world.Take("zigbee2mqtt/kitchen", """{"other":1}"""));
            Assert.Equal("100=Overlong; 101=Overlong", world.Take("zigbee2mqtt/kitchen", new string(' ', 65_537)));
            Assert.Equal("100=Invalid", world.Take("zigbee2mqtt/kitchen", """{"temperature":"warm"}"""));
        }

        Assert.Equal([PayloadFault.NoJson, PayloadFault.NoPoints, PayloadFault.TooLong, PayloadFault.UnknownWord], world.Stage.Notes.Select(n => n.Fault));
        Assert.Equal(3, world.Statistics.Ended(Core.Points.Quality.Overlong));
    }

    [Fact]
    public void Silence_loses_a_device_and_a_message_brings_it_back()
    {
        var world = new StageWorld(Kitchen);
        world.Stage.Open(world.Now);
        Assert.Empty(world.Pass(2_000));
        Assert.NotEmpty(world.Take("zigbee2mqtt/kitchen", """{"temperature":1}"""));
        Assert.Equal(["5000: 100=Timeout; 101=Timeout; 10 lost Timeout since 2000", "6000: 100=Timeout; 101=Timeout"], world.Pass(4_500));
        Assert.Equal(1, world.Statistics.DevicesLost);
        Assert.Equal("100=2; 10 back Timeout since 2000", world.Take("zigbee2mqtt/kitchen", """{"temperature":2}"""));
        Assert.Equal(0, world.Statistics.DevicesLost);
        Assert.Empty(world.Pass(2_900));
    }

    [Fact]
    public void A_device_that_sends_rubbish_is_lost_as_malformed()
    {
        var world = new StageWorld(Kitchen);
        world.Stage.Open(world.Now);
        Assert.NotEmpty(world.Take("zigbee2mqtt/kitchen", "rubbish"));
        Assert.Equal(["3000: 100=Timeout; 101=Timeout; 10 lost Malformed since never"], world.Pass(3_000));
    }

    [Fact]
    public void Without_a_broker_readings_say_so_at_the_expected_interval()
    {
        var world = new StageWorld(Kitchen);
        Assert.Equal(["1000: 100=PortGone; 101=PortGone", "2000: 100=PortGone; 101=PortGone"], world.Pass(2_500));
        world.Stage.Open(world.Now);
        Assert.NotEmpty(world.Take("zigbee2mqtt/kitchen", """{"temperature":1}"""));
        world.Stage.Close(world.Now);
        Assert.Equal(
            ["3500: 100=PortGone; 101=PortGone", "4500: 100=PortGone; 101=PortGone", "5500: 100=PortGone; 101=PortGone; 10 lost PortGone since 2500", "6500: 100=PortGone; 101=PortGone"], world.Pass(4_500));
        world.Stage.Open(world.Now);
        Assert.Equal("100=2; 10 back Timeout since 2500", world.Take("zigbee2mqtt/kitchen", """{"temperature":2}"""));
    }

    [Fact]
    public void A_pause_of_the_whole_machine_makes_no_flood()
    {
        var world = new StageWorld(Kitchen);
        var paused = new Now((StageWorld.StartMs + 3_600_000) * 1_000_000, 1, default);
        world.Stage.Step(paused, world.Output);
        Assert.Equal(2, world.Output.Readings.Count);
        Assert.True(world.Stage.NextDeadlineNs > paused.MonoNs);
    }

    [Fact]
    public void Numbers_that_repeat_are_read_once_and_those_that_lack_are_counted()
    {
        var world = new StageWorld(Probe);
        world.Stage.Open(world.Now);
        string Send(long number) => world.Take("application/1/device/0011223344556677/event/up", $$$"""{"fCnt":{{{number}}},"object":{"level":0}}""");
        Assert.Equal("100=0.5", Send(7));
        Assert.Equal("", Send(7));
        Assert.Equal("100=0.5", Send(8));
        Assert.Equal("100=0.5", Send(12));
        Assert.Equal("100=0.5", Send(0));
        Assert.Equal("100=0.5", Send(1));
        Assert.Equal((1L, 3L, 1L), (world.Stage.Counts.Repeated, world.Stage.Counts.Lost, world.Stage.Counts.Restarts));
        Assert.Equal("100=0.5", world.Take("application/1/device/0011223344556677/event/up", """{"fCnt":"x","object":{"level":0}}"""));
        Assert.Contains(world.Stage.Notes, n => n.Fault == PayloadFault.Sequence);
    }

    [Fact]
    public void The_message_s_own_time_counts_where_it_can_be_believed()
    {
        var world = new StageWorld(Probe);
        world.Stage.Open(world.Now);
        long At(long utcMs, bool isRetained = false)
        {
            world.Pass(1_000);
            var time = DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            var told = world.Take("application/1/device/0011223344556677/event/up", $$$"""{"time":"{{{time}}}","object":{"level":0}}""", isRetained);
            return told.Length == 0 ? -1 : world.NowMs - (world.Output.Readings[0].MonoNs / 1_000_000);
        }

        Assert.Equal(250, At(world.UtcMs + 1_000 - 250));
        Assert.Equal(0, At(world.UtcMs + 1_000 + 700));
        Assert.DoesNotContain(world.Stage.Notes, n => n.Fault == PayloadFault.Time);
        Assert.Equal(0, At(0));
        Assert.Contains(world.Stage.Notes, n => n.Fault == PayloadFault.Time);
        world.Clock = ClockQuality.Unsynced;
        Assert.Equal(0, At(world.UtcMs + 1_000 - 250));
    }

    [Fact]
    public void Kept_messages_are_ignored_unless_taken_and_then_only_while_they_are_fresh()
    {
        var world = new StageWorld(Kitchen + ", " + """
            { "name": "meter", "topic": "meter", "interval": "1 min", "silence": "5 min", "retained": "take", "time": "$.at", "timeFormat": "unix", "points": [ { "name": "v", "path": "$.v" } ] }
            """);
        world.Stage.Open(world.Now);
        Assert.Equal("", world.Take("zigbee2mqtt/kitchen", """{"temperature":1}""", isRetained: true));
        Assert.Equal(1, world.Stage.Counts.Retained);
        Assert.Equal("102=1", world.Take("meter", $$"""{"v":1,"at":{{(world.UtcMs / 1_000) - 200}}}""", isRetained: true));
        Assert.Equal("", world.Take("meter", $$"""{"v":1,"at":{{(world.UtcMs / 1_000) - 400}}}""", isRetained: true));
        Assert.Equal(1, world.Stage.Counts.Stale);
    }

    [Theory]
    [InlineData("21.5", "100=21.5")]
    [InlineData(" 21.5\n", "100=21.5")]
    [InlineData("\"21.5\"", "100=21.5")]
    [InlineData("ON", "100=1")]
    [InlineData("\"OFF\"", "100=0")]
    [InlineData("true", "100=1")]
    [InlineData("-", "100=Invalid")]
    [InlineData("NaN", "100=Invalid")]
    [InlineData("Infinity", "100=Invalid")]
    [InlineData("{}", "100=Invalid")]
    [InlineData("{", "100=Malformed")]
    [InlineData("", "100=Malformed")]
    public void The_whole_payload_may_be_the_value(string payload, string expected)
    {
        // A point without states may know words too, as "words" alone makes states of them.
        var point = payload.Contains("21.5", StringComparison.Ordinal) ? "" : """, "words": { "ON": 1, "OFF": 0 }""";
        var world = new StageWorld($$"""{ "name": "plug", "topic": "stat/plug/POWER", "points": [ { "name": "power", "path": "$"{{point}} } ] }""");
        world.Stage.Open(world.Now);
        Assert.Equal(expected, world.Take("stat/plug/POWER", payload));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_message()
    {
        var world = new StageWorld($"{Kitchen}, {Probe}");
        world.Stage.Open(world.Now);
        var topic = "application/7/device/0011223344556677/event/up"u8.ToArray();
        var payload = Encoding.UTF8.GetBytes("""{"fCnt":1,"time":"2026-09-21T14:13:20.775023242+00:00","rxInfo":[{"rssi":-48}],"object":{"level":1250}}""");
        var other = Encoding.UTF8.GetBytes("""{"temperature":21.5,"contact":"closed"}""");
        void Round()
        {
            world.Output.Clear();
            world.Stage.Take(topic, payload, false, world.Now, world.Output);
            world.Stage.Take("zigbee2mqtt/kitchen"u8, other, false, world.Now, world.Output);
        }

        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20_002, world.Stage.Counts.Messages);
    }

    [Fact]
    public void Mutated_messages_never_throw_and_allocate_with_measure()
    {
        var seed = TestSeed.Draw();
        var random = new Random(seed);
        var world = new StageWorld(Kitchen + """
            , { "name": "all", "topic": "#", "time": "$.time", "sequence": "$.fCnt", "points": [ { "name": "root", "path": "$" }, { "name": "a", "path": "$.object['temperature']" },
              { "name": "b", "path": "$.rxInfo[?(@.gatewayId=='b')].rssi" }, { "name": "c", "path": "$.rxInfo[1].snr", "words": { "é\"": 3 }, "invalid": ["x"] } ] }
            """.Replace("\"topic\": \"#\"", "\"topic\": \"any\"", StringComparison.Ordinal));
        world.Stage.Open(world.Now);
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes("""{"fCnt":1,"time":"2026-09-21T14:13:20.775+00:00","rxInfo":[{"gatewayId":"a","rssi":-48},{"rssi":-90,"gatewayId":"b","snr":"\u00e9\""}],"object":{"temperature":-1.25e1}}"""),
            Encoding.UTF8.GetBytes("""{"temperature":21.5,"contact":"\ud83d\ude00","object":{"\u0074emperature":null,"temperature":true}}"""),
            Encoding.UTF8.GetBytes("ON"),
            Encoding.UTF8.GetBytes(new string('[', 40) + new string(']', 40)),
        ];
        var good = 0;
        for (var i = 0; i < FrameFuzz.Inputs; i++)
        {
            var payload = FrameFuzz.Mutate(seeds, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                world.Output.Clear();
                world.Stage.Take("any"u8, payload, false, world.Now, world.Output);
                world.Stage.Take("zigbee2mqtt/kitchen"u8, payload, false, world.Now, world.Output);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{Convert.ToHexString(payload)} (seed {seed})", e);
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32_768, $"{Convert.ToHexString(payload)} (seed {seed})");
            Assert.True(world.Output.Readings.Count <= 6);
            Assert.All(world.Output.Readings, r => Assert.Equal(r.Quality == Core.Points.Quality.Good, double.IsFinite(r.Value)));
            good += world.Output.Readings.Any(r => r.Quality == Core.Points.Quality.Good) ? 1 : 0;
        }

        Assert.True(good > FrameFuzz.Inputs / 100, $"{good} of {FrameFuzz.Inputs} could be read");
        Assert.True(world.Stage.Notes.Count < 60);
    }
}
