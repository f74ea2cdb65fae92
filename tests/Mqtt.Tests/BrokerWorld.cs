using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Sensing;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Mqtt;
using EdgeAgent.Tests.Support;

namespace EdgeAgent.Tests.Mqtt;

/// <summary>A source, a real mosquitto and real publishers.</summary>
internal sealed class BrokerWorld : IBusSink, IDisposable
{
    public const int SafetyMs = 40_000;
    private const string Program = "/usr/sbin/mosquitto";
    private MqttHost? _host;

    public TempFolder Folder { get; } = new();

    public int Port { get; } = FreePort();

    public LogLines Log { get; } = new();

    public ConcurrentQueue<Reading> Readings { get; } = new();

    public ConcurrentQueue<DeviceChange> Changes { get; } = new();

    public MqttHost Host => _host!;

    public int Good => Readings.Count(r => r.Quality == Quality.Good);

    /// <summary>Starts the source; `PORT` in it is the broker's.</summary>
    public void Start(string source)
    {
        var parts = Sources.Parts(source.Replace("PORT", $"{Port}", StringComparison.Ordinal));
        _host = new MqttHost(parts.Config, parts.Devices, 0, 0, new SourceParts(new Profile { Name = "p", Arch = "x64", Cores = 1, MemoryBytes = 1 << 30 }, this, new EdgeClock(), Log, Folder.Path, Folder["secrets"]));
        _host.Start();
    }

    /// <summary>Starts the source and waits until it is subscribed.</summary>
    public async Task StartAndConnect(string source, ChildProcess broker)
    {
        Start(source);
        await Connected(broker);
    }

    public async Task Connected(ChildProcess broker)
    {
        await Until(() => Host.IsOpen, () => $"{Host.Fault}\n{broker.All}");
        await SubscribedAsync(broker, 1);
    }

    public static async Task SubscribedAsync(ChildProcess broker, int times) =>
        await Until(() => broker.All.Split("Sending SUBACK").Length > times, () => broker.All);

    /// <summary>Starts mosquitto; <paramref name="more"/> are lines of its configuration.</summary>
    public async Task<ChildProcess> StartBroker(string more = "allow_anonymous true", string address = "127.0.0.1")
    {
        Assert.SkipUnless(File.Exists(Program), "mosquitto is not installed");
        await File.WriteAllTextAsync(Folder["mosquitto.conf"], $"user root\nmax_queued_messages 0\nlistener {Port} {address}\n{more}\n");
        var broker = new ChildProcess(Program, ["-v", "-c", Folder["mosquitto.conf"]]);
        Assert.True(await broker.SaysAsync("running", SafetyMs), broker.All);
        return broker;
    }

    /// <summary>Publishes by mosquitto_pub: the text as a message, or with `-l` each line.</summary>
    public void Publish(string topic, string text, params string[] more)
    {
        File.WriteAllText(Folder["message"], text);
        using var sender = new ChildProcess("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{Port}", "-q", "1", "-t", topic, "-f", Folder["message"], .. more]);
        Assert.True(sender.WaitForExit(SafetyMs) == 0, sender.All);
    }

    public static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        for (var waited = 0; !isSo(); waited += 20)
        {
            Assert.True(waited < SafetyMs, otherwise());
            await Task.Delay(20);
        }
    }

    public void Take(List<Reading> readings, List<DeviceChange> changes)
    {
        readings.ForEach(Readings.Enqueue);
        changes.ForEach(Changes.Enqueue);
    }

    public void Take(List<StationWindow> windows)
    {
    }

    public void Take(in TimeFix fix)
    {
    }

    public void Dispose()
    {
        _host?.Dispose();
        Folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
