using System.Runtime.InteropServices;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;
using EdgeAgent.Uplink.Departing;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Moves summaries from the buffer through the lanes to the broker. One thread.</summary>
/// <param name="config">The uplink.</param>
/// <param name="topics">Its topics.</param>
/// <param name="buffer">The buffer.</param>
/// <param name="clock">The time.</param>
/// <param name="departures">Decides with which times summaries leave; null to leave them as they were made.</param>
internal sealed class MqttSender(MqttUplinkConfig config, MqttTopics topics, ISummaryBuffer buffer, IEdgeClock clock, Departures? departures)
{
    /// <summary>Type of a message with one summary (CloudEvents 1.0, JSON format, 3).</summary>
    public const string OneType = "application/cloudevents+json";

    /// <summary>Type of a message with an array of them (4).</summary>
    public const string BatchType = "application/cloudevents-batch+json";

    private const int ReadBytes = 256 * 1024;

    // Topic, properties, cursor and header of a packet.
    private const int OverheadBytes = 1_024;

    // How soon a lane is asked again whose next summary waits for the time.
    private const int WaitMs = 1_000;

    private readonly long[] _askMs = new long[SummaryClasses.Count * 2];
    private readonly List<StoredSummary> _records = [];
    private readonly List<StoredSummary> _next = [];

    /// <summary>Class and size of the message that could not be sent.</summary>
    public (SummaryClass Class, int Bytes) NotSent { get; private set; }

    /// <summary>Fills the lanes that are empty.</summary>
    public void Fill(MqttLife life)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            FillLane(life, summaryClass, Lane.Live);
            FillLane(life, summaryClass, Lane.Backlog);
        }
    }

    /// <summary>Sends what is due while the window has room; the library's error when one could not be sent, 0 otherwise.</summary>
    public int SendAll(MqttLife life, MosquittoClient client)
    {
        var isVersion5 = life.Stage.IsVersion5;
        var limit = (int)Math.Clamp(client.MaximumPacketBytes - (long)OverheadBytes, 1, config.BatchBytes);
        while (life.Stage.TryNext(clock.Read(), _next))
        {
            var summaryClass = _next[0].Summary.Class;
            var count = life.Writer.Write(_next, limit, isVersion5);
            var cursor = config.IsApplication && isVersion5 ? life.Cursors.Write(config.Name, life.Stage.PositionWith(count)) : null;
            var error = client.PublishSummaries(topics.Of(summaryClass), life.Writer.Payload, life.Writer.IsCompressed, cursor, out var id);
            if (error != MosquittoNative.Success)
            {
                NotSent = (summaryClass, life.Writer.Payload.Length);
                return error;
            }

            life.Stage.Sent(id, count, clock.Read());
            FillLane(life, summaryClass, Lane.Live);
            FillLane(life, summaryClass, Lane.Backlog);
        }

        return MosquittoNative.Success;
    }

    private void FillLane(MqttLife life, SummaryClass summaryClass, Lane lane)
    {
        ref var askMs = ref _askMs[((int)summaryClass * 2) + (int)lane];
        if (life.Stage.Wants(summaryClass, lane) is not { } after || (askMs > 0 && clock.Read().MonoMs < askMs)
            || !buffer.Read(life.Epoch, summaryClass, after, life.Lanes.Options.ReadyLimit, ReadBytes, _records))
        {
            return;
        }

        askMs = 0;
        if (departures is not null && CutAtFirstThatStays(life.Epoch, departures) == Departure.Waits && _records.Count == 0)
        {
            askMs = clock.Read().MonoMs + WaitMs;
        }

        life.Stage.Offer(summaryClass, lane, _records);
    }

    // All are asked about in one go, so that what must be written down first costs one commit. Answers why the first that stays does.
    private Departure CutAtFirstThatStays(string epoch, Departures departing)
    {
        var now = clock.Read();
        var leaving = 0;
        var why = Departure.Leaves;
        foreach (ref var record in CollectionsMarshal.AsSpan(_records))
        {
            var departure = departing.TryLeave(epoch, record, now, out var corrected);
            why = why == Departure.Leaves ? departure : why;
            if (why == Departure.Leaves)
            {
                record = corrected;
                leaving++;
            }
        }

        _records.RemoveRange(leaving, _records.Count - leaving);
        return why;
    }
}
