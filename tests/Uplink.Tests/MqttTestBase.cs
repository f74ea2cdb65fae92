using System.Net;
using EdgeAgent.Core.Commands;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Uplink;

/// <summary>A buffer, an uplink, a real mosquitto and a real subscriber.</summary>
public abstract class MqttTestBase : IDisposable
{
    /// <summary>No wait of a test is longer, ms.</summary>
    protected const int SafetyMs = 40_000;

    private const string Broker = "/usr/sbin/mosquitto";

    /// <summary>For configurations, certificates and secrets.</summary>
    protected TempFolder Folder { get; } = new();

    /// <summary>What the uplink empties.</summary>
    protected InMemoryBuffer Buffer { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts an uplink to one server.</summary>
    protected MqttUplink Start(string server, int progressMs = 30_000) => Start(new MqttUplinkConfig { Servers = [new Uri(server)], ProgressMs = progressMs });

    /// <summary>Starts an uplink.</summary>
    protected MqttUplink Start(MqttUplinkConfig config, ICommands? commands = null, ILogger? log = null)
    {
        var uplink = new MqttUplink(config, FakeGatewayView.NewSite(), Buffer, new EdgeClock(), Folder.Path, log ?? NullLogger.Instance, commands);
        uplink.Start();
        return uplink;
    }

    /// <summary>Appends summaries.</summary>
    protected async Task Append(SummaryClass summaryClass, int count) =>
        await Buffer.AppendAsync(FakeGatewayView.Summaries(summaryClass, count), [], CancellationToken.None);

    /// <summary>Up to where the broker has a class, as the buffer knows it.</summary>
    protected ulong Reached(SummaryClass summaryClass) => Buffer.GetConsumer("mqtt")?.Acknowledged[summaryClass] ?? 0;

    /// <summary>Starts mosquitto; <paramref name="more"/> are lines of its configuration.</summary>
    protected async Task<ChildProcess> StartBroker(int port, IPAddress address, string more = "allow_anonymous true")
    {
        Assert.SkipUnless(File.Exists(Broker), "mosquitto is not installed");
        await File.WriteAllTextAsync(Folder["mosquitto.conf"], $"user root\nlistener {port} {address}\n{more}\n");
        var broker = new ChildProcess(Broker, ["-c", Folder["mosquitto.conf"]]);
        Assert.True(await broker.SaysAsync("running", SafetyMs), broker.All);
        return broker;
    }

    /// <summary>Starts mosquitto_sub on everything, and waits until it is subscribed.</summary>
    protected static async Task<ChildProcess> Subscribe(int port, IPAddress address, params string[] more)
    {
        var receiver = new ChildProcess("stdbuf", ["-oL", "mosquitto_sub", "-d", "-h", $"{address}", "-p", $"{port}", "-q", "1", "-v", "-t", "edge/#", .. more]);
        Assert.True(await receiver.SaysAsync("Subscribed", SafetyMs), receiver.All);
        return receiver;
    }

    /// <summary>Starts mosquitto_sub by MQTT 5; each line is topic, content type, user properties and payload in hexadecimal, with bars between.</summary>
    protected static async Task<ChildProcess> SubscribeWithProperties(int port, string topic = "edge/v1/pudong/gw-1/#")
    {
        var receiver = new ChildProcess(
            "stdbuf", ["-oL", "mosquitto_sub", "-d", "-V", "5", "-h", "127.0.0.1", "-p", $"{port}", "-q", "1", "-F", "%t|%C|%P|%x", "-t", topic]);
        Assert.True(await receiver.SaysAsync("Subscribed", SafetyMs), receiver.All);
        return receiver;
    }

    /// <summary>Publishes a message by mosquitto_pub.</summary>
    protected void Publish(int port, string topic, string text, params string[] more)
    {
        File.WriteAllText(Folder["message"], text);
        using var sender = new ChildProcess("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{port}", "-q", "1", "-t", topic, "-f", Folder["message"], .. more]);
        Assert.True(sender.WaitForExit(SafetyMs) == 0, sender.All);
    }

    /// <summary>Waits until something is so.</summary>
    protected static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        for (var waited = 0; !isSo(); waited += 20)
        {
            Assert.True(waited < SafetyMs, otherwise());
            await Task.Delay(20);
        }
    }
}
