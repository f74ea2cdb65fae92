using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Pull;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>What an uplink knows of one epoch of the store; a new one begins with each. One thread.</summary>
internal sealed class MqttLife : IDisposable
{
    private MqttLife(MqttUplinkConfig config, string gateway, StoreView store, ConsumerState consumer, byte[] intervals, LaneOptions options, ISummaryBuffer buffer, ILogger log)
    {
        Epoch = store.Epoch;
        Lanes = new MqttLanes(options, ReleasedState.Read(intervals, store.Epoch, consumer), buffer.Apart(consumer.Name));
        Borders = new BorderPump(consumer.Name, buffer, store.Epoch);
        Stage = new MqttUplinkStage(Lanes, config.Servers.Count, config.ProgressMs, Random.Shared);
        Acks = new ReleasePump(consumer, buffer, store.Epoch, intervals.Length > 0, log);
        Writer = new MessageWriter(new CloudEventJson(gateway, store.Epoch), config.Batch > 1, config.IsGzip);
        Cursors = new CursorCodec(gateway, store.Epoch, store.Key);
        AckReader = new AckMessage(config.Name, store.Epoch, Cursors);
    }

    /// <summary>The epoch.</summary>
    public string Epoch { get; }

    /// <summary>What is sent and released.</summary>
    public MqttLanes Lanes { get; }

    /// <summary>What to do.</summary>
    public MqttUplinkStage Stage { get; }

    /// <summary>Carries what is released into the store.</summary>
    public ReleasePump Acks { get; }

    /// <summary>Asks the store to keep apart what has left and what has not.</summary>
    public BorderPump Borders { get; }

    /// <summary>Makes payloads.</summary>
    public MessageWriter Writer { get; }

    /// <summary>Makes cursors.</summary>
    public CursorCodec Cursors { get; }

    /// <summary>Reads confirmations.</summary>
    public AckMessage AckReader { get; }

    /// <summary>Makes the uplink's consumer, or takes it up where it stands. Throws <see cref="IOException"/> when the store cannot be written.</summary>
    public static async Task<MqttLife> BeginAsync(MqttUplinkConfig config, string gateway, LaneOptions options, ISummaryBuffer buffer, ILogger log)
    {
        // Should the store be replaced meanwhile, its epoch is another one than this, and the next life begins.
        var store = buffer.Store;
        var consumer = await buffer.PutConsumerAsync(config.Name, ClassSet.All, CancellationToken.None).ConfigureAwait(false);
        var intervals = buffer.GetState(ReleasedState.KeyOf(config.Name)) ?? [];
        return new MqttLife(config, gateway, store, consumer, intervals, options, buffer, log);
    }

    /// <inheritdoc/>
    public void Dispose() => Writer.Dispose();
}
