using System.Net;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Sparkplug;
using EdgeAgent.Uplink.Sparkplug.Payload;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink.Sparkplug;

/// <summary>
/// The life of an edge node at a real mosquitto, packet by packet: it waits for its primary host application, is born, sends data, loses a device and finds it again, is asked for
/// a rebirth, loses its host application, comes back with what waited, is cut off, comes back, and goes.
/// </summary>
internal sealed class SparkplugCapture(bool isVersion5) : IAsyncDisposable
{
    public const string Group = "Nanjing Lu";
    public const string Node = "gw-1";
    public const string Host = "scada";
    private const int SafetyMs = 40_000;

    private readonly TempFolder _folder = new();
    private readonly InMemoryBuffer _buffer = new();
    private readonly EdgeClock _clock = new();
    private readonly FakeLive _live = new();
    private int _brokerPort;
    private CapturingProxy? _proxy;

    /// <summary>What was sent, by connection.</summary>
    public List<List<MqttPacket>> Sessions { get; private set; } = [];

    /// <summary>What another client saw: topic, QoS, and the payload.</summary>
    public List<(string Topic, SparkplugPayload Payload)> Seen { get; } = [];

    /// <summary>Publishes that had been sent when nobody had told the state of the host application.</summary>
    public int PublishedUnasked { get; private set; }

    /// <summary>Connections at the moments around an offline message that was older than the online one.</summary>
    public (int Before, int After) OldOffline { get; private set; }

    /// <summary>Index of the session whose connection was cut.</summary>
    public int CutSession { get; private set; }

    /// <summary>Index of the session in which the host application went offline.</summary>
    public int HostGoneSession { get; private set; }

    /// <summary>Births in the main session before the rebirth command, after commands that ask for none, and after the one that does.</summary>
    public (int Before, int AfterOthers, int After) Births { get; private set; }

    /// <summary>Most connections at once.</summary>
    public int MostConnections { get; private set; }

    /// <summary>All packets in order.</summary>
    public IEnumerable<MqttPacket> Packets => Sessions.SelectMany(s => s);

    public IEnumerable<MqttPacket> Publishes => Packets.Where(p => p.IsPublish);

    public IEnumerable<MqttPacket> Of(params string[] verbs) => Publishes.Where(p => verbs.Contains(p.Verb));

    /// <summary>Lives it.</summary>
    public async Task RunAsync()
    {
        _brokerPort = FakeGatewayView.FreePort();
        await File.WriteAllTextAsync(_folder["mosquitto.conf"], $"user root\nlistener {_brokerPort} 127.0.0.1\nallow_anonymous true\n");
        using var broker = new ChildProcess("/usr/sbin/mosquitto", ["-c", _folder["mosquitto.conf"]]);
        Assert.True(await broker.SaysAsync("running", SafetyMs), broker.All);
        using var proxy = new CapturingProxy(_brokerPort);
        _proxy = proxy;
        using var other = new ChildProcess("stdbuf", ["-oL", "mosquitto_sub", "-d", "-h", "127.0.0.1", "-p", $"{_brokerPort}", "-q", "1", "-F", "%t|%x", "-t", "spBv1.0/#"]);
        Assert.True(await other.SaysAsync("Subscribed", SafetyMs), other.All);
        var uplink = NewUplink(proxy.Port);
        uplink.Start();
        await WaitForHostAsync();
        await SendDataAsync();
        await CommandAsync();
        await LoseDeviceAsync();
        await WrapAsync();
        await LoseHostAsync();
        await CutAsync();
        await uplink.DisposeAsync();
        MostConnections = proxy.MostOpen;
        await Until(() => proxy.Open == 0, () => "the connection stays open");
        Sessions = proxy.Sessions();

        // Under MQTT 5 the server publishes the Will after the node's own.
        var last = (byte)(Sessions.Count - 1);
        var deaths = isVersion5 ? 2 : 1;
        await Until(() => Lines(other).Count(l => l.Topic.Contains("NDEATH", StringComparison.Ordinal) && l.Payload.Metrics[0].Value.AsUInt64 == last) >= deaths, () => other.All);
        Seen.AddRange(Lines(other));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static List<(string Topic, SparkplugPayload Payload)> Lines(ChildProcess other)
    {
        var lines = new List<(string Topic, SparkplugPayload Payload)>();
        foreach (var line in other.Output.Where(l => l.StartsWith("spBv1.0/", StringComparison.Ordinal) && !l.Contains("/STATE/", StringComparison.Ordinal)))
        {
            var parts = line.Split('|');
            Assert.True(PayloadReader.TryRead(Convert.FromHexString(parts[1]), out var payload, out var fault), fault);
            lines.Add((parts[0], payload));
        }

        return lines;
    }

    private SparkplugUplink NewUplink(int port)
    {
        var config = new SparkplugUplinkConfig
        {
            Link = new MqttUplinkConfig { Name = "sparkplug", Servers = [new Uri($"mqtt://127.0.0.1:{port}")] },
            Group = Group,
            Node = Node,
            PrimaryHost = Host,
            IsVersion5 = isVersion5,
            Release = SparkplugRelease.Application,
        };
        return new SparkplugUplink(config, new SparkplugUplinkParts(SparkplugSite.New(), "1.2.3", _buffer, _live, _clock, _folder.Path, NullLogger.Instance));
    }

    private async Task WaitForHostAsync()
    {
        await Until(() => _proxy!.Newest().Count(p => p.IsSubscribe) >= 3, () => "no subscriptions");
        await PublishAsync("spBv1.0/STATE/other", """{"online":true,"timestamp":1}""");
        await PublishAsync($"spBv1.0/STATE/{Host}", "online");
        await Task.Delay(500);
        PublishedUnasked = _proxy!.Newest().Count(p => p.IsPublish);
        await PublishAsync($"spBv1.0/STATE/{Host}", """{"online":false,"timestamp":1000}""");
        await Until(() => _proxy.Sessions()[0].Exists(p => p.IsDisconnect), () => "no disconnect");
        _live.Read(SparkplugSite.Level, 1.25, _clock.Read().MonoNs);
        _live.Read(SparkplugSite.Badge, 4711, _clock.Read().MonoNs);
        await PublishAsync($"spBv1.0/STATE/{Host}", """{"online":true,"timestamp":2000}""");
        await BirthsAsync(1);
        var before = _proxy.Sessions().Count;
        await PublishAsync($"spBv1.0/STATE/{Host}", """{"online":false,"timestamp":1500}""");
        await Task.Delay(500);
        OldOffline = (before, _proxy.Sessions().Count);
        await PublishAsync($"spBv1.0/STATE/{Host}", """{"online":true,"timestamp":2000}""");
    }

    private async Task SendDataAsync()
    {
        var nowMs = _clock.Read().UtcMs + 1;
        await AppendAsync(
            SparkplugSite.Window(SparkplugSite.Level, 2.5, nowMs),
            SparkplugSite.Window(SparkplugSite.Starts, 17, nowMs),
            SparkplugSite.Window(SparkplugSite.Level, 2.5, nowMs + 1),
            SparkplugSite.Window(SparkplugSite.Open, 1, nowMs + 1),
            SparkplugSite.Health(1_000_000, nowMs + 1),
            SparkplugSite.Event("pump/level", SummaryClass.Alarm, "raised", nowMs + 2),
            SparkplugSite.Event("door/badge", SummaryClass.Event, "raised", nowMs + 2),
            SparkplugSite.Gap(SummaryClass.Routine, 1, 9, nowMs + 2));
        await Until(() => _proxy!.Newest().Any(p => p.Verb == "DDATA" && p.Topic.EndsWith("/door", StringComparison.Ordinal)) && _proxy.Newest().Count(p => p.Verb == "NDATA") >= 2, () => "no data");
    }

    private async Task CommandAsync()
    {
        var before = Births_();
        await CommandAsync($"spBv1.0/{Group}/NCMD/{Node}", "Node Control/Rebirth", SparkplugValue.Of(false));
        await CommandAsync($"spBv1.0/{Group}/NCMD/{Node}", "Node Control/Reboot", SparkplugValue.Of(true));
        await CommandAsync($"spBv1.0/{Group}/DCMD/{Node}/pump", "Node Control/Rebirth", SparkplugValue.Of(true));
        await CommandAsync($"spBv1.0/{Group}/NCMD/another", "Node Control/Rebirth", SparkplugValue.Of(true));
        await Task.Delay(500);
        var others = Births_();
        await CommandAsync($"spBv1.0/{Group}/NCMD/{Node}", "Node Control/Rebirth", SparkplugValue.Of(true));
        await BirthsAsync(before + 1);
        Births = (before, others, Births_());
    }

    private async Task LoseDeviceAsync()
    {
        _live.Lose(SparkplugSite.Door, true);
        await Until(() => _proxy!.Newest().Exists(p => p.Verb == "DDEATH"), () => "no DDEATH");
        var nowMs = _clock.Read().UtcMs + 1;
        await AppendAsync(SparkplugSite.Window(SparkplugSite.Open, 0, nowMs), SparkplugSite.Window(SparkplugSite.Open, 0, nowMs, good: 0));
        await Task.Delay(500);
        _live.Lose(SparkplugSite.Door, false);
        await Until(() => _proxy!.Newest().FindLastIndex(p => p.Verb == "DBIRTH") > _proxy.Newest().FindLastIndex(p => p.Verb == "DDEATH"), () => "no DBIRTH again");
    }

    private async Task WrapAsync()
    {
        var toMs = _clock.Read().UtcMs + 10;
        for (var i = 0; i < 300; i++)
        {
            await AppendAsync(SparkplugSite.Window(SparkplugSite.Level, i + 0.5, toMs + i), SparkplugSite.Window(SparkplugSite.Open, i % 2, toMs + i));
        }

        await Until(() => _proxy!.Newest().Count(p => p.Verb == "DDATA") > 600, () => $"{_proxy!.Newest().Count(p => p.Verb == "DDATA")} of 600");
    }

    private async Task LoseHostAsync()
    {
        HostGoneSession = _proxy!.Sessions().Count - 1;
        await PublishAsync($"spBv1.0/STATE/{Host}", """{"online":false,"timestamp":3000}""");
        await Until(() => _proxy.Sessions()[HostGoneSession].Exists(p => p.IsDisconnect), () => "no disconnect");
        var nowMs = _clock.Read().UtcMs + 1_000;
        await AppendAsync(SparkplugSite.Window(SparkplugSite.Level, 9, nowMs), SparkplugSite.Window(SparkplugSite.Level, 8, nowMs + 1), SparkplugSite.Event("pump/level", SummaryClass.Alarm, "cleared", nowMs + 2));
        await PublishAsync($"spBv1.0/STATE/{Host}", """{"online":true,"timestamp":4000}""");
        await BirthsAsync(1);
        await Until(() => _proxy.Newest().Exists(p => p.Verb == "DDATA" && p.Payload.Metrics.Any(m => m.IsHistorical)), () => "no history");
    }

    private async Task CutAsync()
    {
        CutSession = _proxy!.Sessions().Count - 1;
        _proxy.Cut();
        await Until(() => _proxy.Sessions().Count > CutSession + 1, () => "no new connection");
        await BirthsAsync(1);
    }

    private int Births_() => _proxy!.Newest().Count(p => p.Verb == "NBIRTH");

    private Task BirthsAsync(int count) => Until(
        () => Births_() >= count && _proxy!.Newest() is var packets && packets.Skip(packets.FindLastIndex(p => p.Verb == "NBIRTH")).Count(p => p.Verb == "DBIRTH") == 2,
        () => $"no births: {string.Join(' ', _proxy!.Newest().Select(p => p.Topic))}");

    private async Task AppendAsync(params Summary[] summaries) => await _buffer.AppendAsync(summaries, [], CancellationToken.None);

    private Task PublishAsync(string topic, string text) => RunAsync("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{_brokerPort}", "-q", "1", "-r", "-t", topic, "-m", text]);

    private async Task CommandAsync(string topic, string metric, SparkplugValue value)
    {
        var payload = new SparkplugPayload { TimestampMs = 1, Metrics = [new SparkplugMetric { Name = metric, TimestampMs = 1, Type = SparkplugType.Boolean, Value = value }] };
        await File.WriteAllBytesAsync(_folder["command"], PayloadWriter.Write(payload));
        await RunAsync("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{_brokerPort}", "-q", "0", "-t", topic, "-f", _folder["command"]]);
    }

    private static Task RunAsync(string program, string[] arguments)
    {
        using var process = new ChildProcess(program, arguments);
        Assert.True(process.WaitForExit(SafetyMs) == 0, process.All);
        return Task.CompletedTask;
    }

    private static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        for (var waited = 0; !isSo(); waited += 20)
        {
            Assert.True(waited < SafetyMs, otherwise());
            await Task.Delay(20);
        }
    }
}
