using EdgeAgent.Core.Config;
using EdgeAgent.Core.Mqtt;
using EdgeAgent.Core.Time;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>An uplink's connection, one at a time: opened, greeted, waited on, closed. One thread.</summary>
/// <param name="config">The uplink.</param>
/// <param name="topics">Its topics.</param>
/// <param name="opener">Opens connections.</param>
/// <param name="inbox">Subscribes on each.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where connections are told.</param>
internal sealed class MqttConnection(MqttUplinkConfig config, MqttTopics topics, ClientOpener opener, MqttInbox inbox, IEdgeClock clock, ILogger log) : IDisposable
{
    private const int DriveMs = 50;
    private const string JsonType = "application/json";

    /// <summary>The client; null without a connection.</summary>
    public MosquittoClient? Client { get; private set; }

    /// <summary>A server's address without credentials.</summary>
    public string NameOf(int server) => opener.NameOf(server);

    /// <summary>Begins to connect. Throws <see cref="IOException"/> with what to do.</summary>
    public void Open(MqttUplinkStage stage) => Client = opener.Open(stage.Server, stage.IsVersion5);

    /// <summary>Waits a moment: for the socket, or without a connection until the next attempt is due or <paramref name="stop"/> is set; an error of the library, 0 for none.</summary>
    public int Wait(MqttUplinkStage stage, ManualResetEventSlim stop)
    {
        if (Client is { } client)
        {
            return client.Drive(DriveMs);
        }

        stop.Wait((int)Math.Clamp(stage.DueMs - clock.Read().MonoMs, 0, DriveMs));
        return 0;
    }

    /// <summary>Connected: says that the gateway is there, and subscribes.</summary>
    public void Greet(MqttLife life)
    {
        var (client, stage) = (Client!, life.Stage);
        Log.Connected(log, NameOf(stage.Server), stage.IsVersion5 ? "5" : "3.1.1");
        if (stage.IsVersion5)
        {
            client.DescribeSummaries(config.Batch > 1 ? MqttSender.BatchType : MqttSender.OneType);
        }

        _ = client.PublishJson(topics.Status, StatusMessage.Online(life.Epoch, clock.Read().UtcMs), stage.IsVersion5 ? JsonType : null, retain: true, out _);
        inbox.Subscribe(client);
    }

    /// <summary>Says that the gateway goes, and waits at most <paramref name="forMs"/> until the broker has that.</summary>
    public void SayGoodbye(MqttUplinkStage stage, int forMs)
    {
        var client = Client!;
        _ = client.PublishJson(topics.Status, StatusMessage.Offline, stage.IsVersion5 ? JsonType : null, retain: true, out var id);
        var byMs = clock.Read().MonoMs + forMs;
        while (clock.Read().MonoMs < byMs && client.Drive(DriveMs) == 0 && !client.Events.Exists(e => e.Kind == ClientEventKind.Acknowledged && e.Id == id))
        {
        }
    }

    /// <summary>Closes it, if there is one.</summary>
    public void Dispose()
    {
        Client?.Dispose();
        Client = null;
    }
}
