using System.Globalization;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>A source against a real broker.</summary>
public sealed class BrokerTests : IDisposable
{
    private const string Valve = """
        { "kind": "mqtt", "server": "mqtt://127.0.0.1:PORT", "devices": [ { "name": "valve", "topic": "zigbee2mqtt/{device}", "interval": "200 ms", "silence": "1 min", "points": [
          { "name": "valve", "path": "$.state", "states": { "0": "open", "1": "closed" }, "words": { "ON": 0, "OFF": 1 }, "writable": true, "set": { "topic": "zigbee2mqtt/{device}/set", "payload": "{\"state\": \"{word}\"}", "timeout": "2 s" } },
          { "name": "setpoint", "path": "$.setpoint", "scale": 0.1, "writable": true, "set": { "topic": "zigbee2mqtt/{device}/set", "payload": "{\"setpoint\": {value}}", "timeout": "500 ms" } },
          { "name": "level", "path": "$.level" } ] } ] }
        """;

    private readonly BrokerWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Messages_of_wildcard_topics_become_readings()
    {
        using var broker = await _world.StartBroker();
        await _world.StartAndConnect("""
            { "kind": "mqtt", "server": "mqtt://127.0.0.1:PORT", "topic": "application/+/device/{device}/event/up", "devices": [
              { "name": "a", "id": "0011223344556677", "sequence": "$.fCnt", "points": [ { "name": "t", "path": "$.object.t" } ] },
              { "name": "b", "id": "8899aabbccddeeff", "points": [ { "name": "t", "path": "$.object.t" } ] } ] }
            """, broker);
        await BrokerWorld.SubscribedAsync(broker, 2);
        _world.Publish("application/7/device/0011223344556677/event/up", """{"fCnt":1,"object":{"t":1}}""");
        _world.Publish("application/9/device/8899aabbccddeeff/event/up", """{"object":{"t":2}}""");
        _world.Publish("application/9/device/8899aabbccddeeff/event/join", """{"object":{"t":3}}""");
        _world.Publish("application/9/device/0011223344556677/event/up", """{"fCnt":1,"object":{"t":4}}""");
        _world.Publish("application/9/device/0011223344556677/event/up", """{"fCnt":3,"object":{"t":5}}""");
        await BrokerWorld.Until(() => _world.Good >= 3, () => $"{_world.Good}\n{broker.All}");
        Assert.Equal([(0, 1.0), (1, 2.0), (0, 5.0)], _world.Readings.Select(r => (r.Point, r.Value)));
        Assert.Equal((1L, 1L), (_world.Host.Counts.Repeated, _world.Host.Counts.Lost));
        Assert.Contains("p5", broker.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_restarts_is_found_again_and_its_absence_is_in_the_readings()
    {
        var broker = await _world.StartBroker();
        await _world.StartAndConnect(Valve, broker);
        _world.Publish("zigbee2mqtt/valve", """{"level":1}""");
        await BrokerWorld.Until(() => _world.Good == 1, () => broker.All);
        broker.Dispose();
        await BrokerWorld.Until(() => _world.Readings.Count(r => r.Quality == Quality.PortGone) >= 6, () => _world.Host.Fault);
        Assert.False(_world.Host.IsOpen);
        Assert.NotEmpty(_world.Host.Fault);
        using var again = await _world.StartBroker();
        await _world.Connected(again);
        Assert.Equal("", _world.Host.Fault);
        _world.Publish("zigbee2mqtt/valve", """{"level":2}""");
        await BrokerWorld.Until(() => _world.Good == 2, () => again.All);
    }

    [Fact]
    public async Task Kept_messages_are_not_read()
    {
        using var broker = await _world.StartBroker();
        _world.Publish("zigbee2mqtt/valve", """{"level":1}""", "-r");
        await _world.StartAndConnect(Valve, broker);
        _world.Publish("zigbee2mqtt/valve", """{"level":2}""");
        await BrokerWorld.Until(() => _world.Good == 1, () => broker.All);
        Assert.Equal(2, _world.Readings.Single(r => r.Quality == Quality.Good).Value);
        Assert.Equal(1, _world.Host.Counts.Retained);
    }

    [Fact]
    public async Task A_thousand_messages_a_second_lose_none()
    {
        const int Messages = 10_000;
        using var broker = await _world.StartBroker();
        await _world.StartAndConnect(Valve, broker);
        var lines = string.Join('\n', Enumerable.Range(0, Messages).Select(i => string.Create(CultureInfo.InvariantCulture, $$$"""{"level":{{{i}}},"more":{"linkquality":90}}""")));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await File.WriteAllTextAsync(_world.Folder["lines"], lines + "\n");
        using var sender = new ChildProcess("sh", ["-c", $"mosquitto_pub -h 127.0.0.1 -p {_world.Port} -q 0 -t zigbee2mqtt/valve -l < {_world.Folder["lines"]}"]);
        await BrokerWorld.Until(() => _world.Good >= Messages, () => $"{_world.Good} {_world.Host.Fault} {sender.All}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{Messages / clock.Elapsed.TotalSeconds:F0} messages a second");
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => (double)i), _world.Readings.Where(r => r.Quality == Quality.Good).Select(r => r.Value));
    }

    [Fact]
    public async Task Hostile_messages_harm_nothing()
    {
        using var broker = await _world.StartBroker();
        await _world.StartAndConnect(Valve, broker);
        string[] payloads = ["{", "[" + new string('[', 60_000), new string('9', 200_000), """{"level":NaN}""", """{"level":1e999}""", "\0\0", """{"level":{"level":1}}"""];
        foreach (var payload in payloads)
        {
            _world.Publish("zigbee2mqtt/valve", payload);
        }

        await File.WriteAllBytesAsync(_world.Folder["bytes"], [(byte)'"', 0xFF, 0xC0, (byte)'"']);
        using var sender = new ChildProcess("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{_world.Port}", "-q", "1", "-t", "zigbee2mqtt/valve", "-f", _world.Folder["bytes"]]);
        Assert.Equal(0, sender.WaitForExit(BrokerWorld.SafetyMs));
        _world.Publish("zigbee2mqtt/valve", """{"level":7}""");
        await BrokerWorld.Until(() => _world.Good == 1, () => broker.All);
        Assert.Equal(1, _world.Readings.Count(r => r.Quality == Quality.Overlong && r.Point == 2));
        Assert.Equal(5, _world.Readings.Count(r => r.Quality == Quality.Malformed && r.Point == 2));
        Assert.Equal(2, _world.Readings.Count(r => r.Quality == Quality.Invalid && r.Point == 2));
        Assert.DoesNotContain(_world.Log.All, l => l.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal(1, _world.Log.All.Count(l => l.Contains("no JSON", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_write_is_confirmed_by_the_device_s_report()
    {
        using var broker = await _world.StartBroker();
        await _world.StartAndConnect(Valve, broker);
        using var device = new ChildProcess("stdbuf", ["-oL", "mosquitto_sub", "-d", "-h", "127.0.0.1", "-p", $"{_world.Port}", "-t", "zigbee2mqtt/valve/set", "-v"]);
        Assert.True(await device.SaysAsync("Subscribed", BrokerWorld.SafetyMs), device.All);
        var write = new PointWrite(0, 1);
        Assert.True(_world.Host.TryWrite(write));
        Assert.True(await device.SaysAsync("""zigbee2mqtt/valve/set {"state": "OFF"}""", BrokerWorld.SafetyMs), device.All);
        _world.Publish("zigbee2mqtt/valve", """{"state":"ON"}""");
        _world.Publish("zigbee2mqtt/valve", """{"state":"OFF"}""");
        Assert.Equal(new WriteOutcome(true, Quality.Good, 1, ""), await write.Done.WaitAsync(TimeSpan.FromSeconds(30)));

        var refused = new PointWrite(1, 21.5);
        Assert.True(_world.Host.TryWrite(refused));
        Assert.True(await device.SaysAsync("""{"setpoint": 215}""", BrokerWorld.SafetyMs), device.All);
        _world.Publish("zigbee2mqtt/valve", """{"setpoint":200}""");
        var outcome = await refused.Done.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((false, Quality.Good, 20.0, "written 21.5, reported 20"), (outcome.Confirmed, outcome.Quality, outcome.ReadBack, outcome.Fault));

        var silent = new PointWrite(1, 3);
        Assert.True(_world.Host.TryWrite(silent));
        Assert.Equal(Quality.Timeout, (await silent.Done.WaitAsync(TimeSpan.FromSeconds(30))).Quality);
    }

    [Fact]
    public async Task A_write_that_cannot_be_is_told_why()
    {
        using var broker = await _world.StartBroker();
        _world.Start(Valve);
        await _world.Connected(broker);
        async Task<WriteOutcome> Write(int point, double value)
        {
            var write = new PointWrite(point, value);
            Assert.True(_world.Host.TryWrite(write));
            return await write.Done.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Contains("does not let this point", (await Write(2, 1)).Fault, StringComparison.Ordinal);
        Assert.Contains("has no word; expected 0 (ON), 1 (OFF)", (await Write(0, 7)).Fault, StringComparison.Ordinal);
        var pending = new PointWrite(0, 1);
        Assert.True(_world.Host.TryWrite(pending));
        broker.Signal(9);
        Assert.Equal(Quality.PortGone, (await pending.Done.WaitAsync(TimeSpan.FromSeconds(30))).Quality);
        await BrokerWorld.Until(() => !_world.Host.IsOpen, () => _world.Host.Fault);
        Assert.Contains("no connection", (await Write(0, 1)).Fault, StringComparison.Ordinal);
        _world.Host.Dispose();
        Assert.False(_world.Host.TryWrite(new PointWrite(0, 1)));
    }

    [Fact]
    public async Task User_and_password_are_sent_and_a_refusal_is_told_without_them()
    {
        using (var make = new ChildProcess("mosquitto_passwd", ["-b", "-c", _world.Folder["passwords"], "gw", "right horse"]))
        {
            Assert.Equal(0, make.WaitForExit(BrokerWorld.SafetyMs));
        }

        new Core.Config.Secrets(_world.Folder["secrets"], null).Set("good", "right horse"u8);
        using var broker = await _world.StartBroker($"allow_anonymous false\npassword_file {_world.Folder["passwords"]}");
        var source = Valve.Replace("\"devices\"", "\"user\": \"gw\", \"password\": { \"secret\": \"SECRET\" }, \"devices\"", StringComparison.Ordinal);
        await _world.StartAndConnect(source.Replace("SECRET", "good", StringComparison.Ordinal), broker);
        _world.Host.Dispose();
        new Core.Config.Secrets(_world.Folder["secrets"], null).Set("bad", "wrong horse"u8);
        _world.Start(source.Replace("SECRET", "bad", StringComparison.Ordinal));
        await BrokerWorld.Until(() => _world.Host.Fault.Contains("refused", StringComparison.Ordinal), () => _world.Host.Fault);
        _world.Host.Dispose();
        _world.Start(source.Replace("SECRET", "none", StringComparison.Ordinal));
        await BrokerWorld.Until(() => _world.Host.Fault.Contains("edgeagent secret set none", StringComparison.Ordinal), () => _world.Host.Fault);
        Assert.DoesNotContain(_world.Log.All, l => l.Contains("horse", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_client_id_is_the_one_of_the_site()
    {
        using var broker = await _world.StartBroker();
        await _world.StartAndConnect(Valve.Replace("\"devices\"", "\"clientId\": \"src-1\", \"devices\"", StringComparison.Ordinal), broker);
        Assert.True(await broker.SaysAsync("as src-1", BrokerWorld.SafetyMs), broker.All);
    }

    [Fact]
    public async Task A_broker_that_knows_3_1_1_alone_is_spoken_to_by_it()
    {
        await using var broker = new BrokerStub(knows5: false, granted: 0);
        broker.Start();
        _world.Start(Plain(broker.Port));
        await BrokerWorld.Until(() => _world.Good == 1, () => _world.Host.Fault);
        Assert.Equal(7, _world.Readings.Single(r => r.Quality == Quality.Good).Value);
        Assert.Contains(_world.Log.All, l => l.Contains("MQTT 3.1.1;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subscription_that_is_refused_is_told()
    {
        await using var broker = new BrokerStub(knows5: true, granted: 0x87);
        broker.Start();
        _world.Start(Plain(broker.Port));
        await BrokerWorld.Until(() => _world.Host.Fault.Contains("refused the subscription to t: ", StringComparison.Ordinal), () => _world.Host.Fault);
        Assert.Contains(_world.Log.All, l => l.StartsWith("Error 2602 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ipv6_works_as_well()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "no IPv6");
        using var broker = await _world.StartBroker(address: "::1");
        await _world.StartAndConnect(Valve.Replace("127.0.0.1", "[::1]", StringComparison.Ordinal), broker);
    }

    [Fact]
    public void A_host_that_was_never_started_can_be_disposed_and_one_without_a_broker_ends_in_time()
    {
        _world.Start(Valve);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _world.Host.Dispose();
        _world.Host.Dispose();
        Assert.True(clock.ElapsedMilliseconds < 5_000);
    }

    private static string Plain(int port) => FormattableString.Invariant($$"""{ "kind": "mqtt", "server": "mqtt://127.0.0.1:{{port}}", "devices": [ { "name": "d", "topic": "t", "points": [ { "name": "v", "path": "$" } ] } ] }""");
}
