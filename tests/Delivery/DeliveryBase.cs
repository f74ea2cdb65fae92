using EdgeAgent.Buffer;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Tests.Support;
using EdgeAgent.Uplink.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Delivery;

/// <summary>A real buffer on disk, an uplink, a real mosquitto and a real subscriber.</summary>
public abstract class DeliveryBase : IDisposable
{
    /// <summary>No wait of a test is longer, ms.</summary>
    protected const int SafetyMs = 180_000;

    private const string Broker = "/usr/sbin/mosquitto";
    private readonly EdgeClock _clock = new();

    /// <summary>For stores and configurations.</summary>
    protected TempFolder Folder { get; } = new();

    /// <summary>Port of the broker.</summary>
    protected int Port { get; } = FakeGatewayView.FreePort();

    /// <summary>Everything goes at once.</summary>
    protected MqttUplinkConfig Config => new() { Servers = [new Uri($"mqtt://127.0.0.1:{Port}")], BacklogRate = 100_000 };

    /// <inheritdoc/>
    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the buffer of <see cref="Folder"/>.</summary>
    protected async Task<ISummaryBuffer> OpenAsync()
    {
        var options = new BufferOptions { BudgetBytes = 1L << 30, CommitMs = 20, ReplaceWhileRunning = true };
        var opened = await BufferStore.OpenAsync(Folder.Path, options, _clock, NullLogger.Instance);
        Assert.True(opened.Buffer is not null, opened.Fault);
        return opened.Buffer;
    }

    /// <summary>Starts an uplink of gateway gw-1.</summary>
    protected MqttUplink Start(ISummaryBuffer buffer, MqttUplinkConfig config)
    {
        var uplink = new MqttUplink(config, FakeGatewayView.NewSite(), buffer, _clock, Folder.Path, NullLogger.Instance);
        uplink.Start();
        return uplink;
    }

    /// <summary>Appends summaries that carry rising numbers from <paramref name="from"/> on.</summary>
    protected static async Task Append(ISummaryBuffer buffer, SummaryClass summaryClass, int count, int from = 1, int padding = 0)
    {
        for (var at = 0; at < count; at += 1_000)
        {
            var result = await buffer.AppendAsync(
                [.. Enumerable.Range(from + at, Math.Min(1_000, count - at)).Select(i => TestSummaries.Event(summaryClass, i, padding))], [], CancellationToken.None);
            Assert.True(result.Stored, result.Fault);
        }
    }

    /// <summary>Starts mosquitto on loopback; <paramref name="before"/> is what runs it, such as `ip netns exec NAME`.</summary>
    protected async Task<ChildProcess> StartBroker(params string[] before)
    {
        Assert.SkipUnless(File.Exists(Broker), "mosquitto is not installed");
        await File.WriteAllTextAsync(
            Folder["mosquitto.conf"],
            $"user root\nlistener {Port}\nallow_anonymous true\nmax_queued_messages 0\nlog_dest stderr\nlog_type subscribe\nlog_type information\nlog_type error\n");
        string[] command = [.. before, Broker, "-c", Folder["mosquitto.conf"]];
        var broker = new ChildProcess(command[0], command[1..]);
        Assert.True(await broker.SaysAsync("running", SafetyMs), broker.All);
        return broker;
    }

    /// <summary>Starts mosquitto_sub and waits until the broker has its subscriptions.</summary>
    private protected async Task<Receiver> Subscribe(ChildProcess broker, params string[] before)
    {
        var seen = broker.Error.Count(l => l.EndsWith("/routine", StringComparison.Ordinal));
        string[] command = [.. before, "mosquitto_sub", "-h", "127.0.0.1", "-p", $"{Port}"];
        var receiver = new Receiver(command[0], command[1..]);
        await Until(() => broker.Error.Count(l => l.EndsWith("/routine", StringComparison.Ordinal)) > seen, () => broker.All);
        return receiver;
    }

    /// <summary>Waits until something is so.</summary>
    protected static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(clock.ElapsedMilliseconds < SafetyMs, otherwise());
            await Task.Delay(20);
        }
    }
}
