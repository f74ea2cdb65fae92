using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Config;
using EdgeAgent.Core.Mqtt;
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

    private readonly DepartureGate _gate = new(departures);
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
            if (error != MosquittoCodes.Success)
            {
                NotSent = (summaryClass, life.Writer.Payload.Length);
                return error;
            }

            life.Stage.Sent(id, count, clock.Read());
            FillLane(life, summaryClass, Lane.Live);
            FillLane(life, summaryClass, Lane.Backlog);
        }

        return MosquittoCodes.Success;
    }

    private void FillLane(MqttLife life, SummaryClass summaryClass, Lane lane)
    {
        var isLive = lane == Lane.Live;
        if (life.Stage.Wants(summaryClass, lane) is not { } after || _gate.IsClosed(summaryClass, isLive, clock.Read())
            || !buffer.Read(life.Epoch, summaryClass, after, life.Lanes.Options.ReadyLimit, ReadBytes, _records))
        {
            return;
        }

        _gate.Cut(life.Epoch, summaryClass, isLive, _records, clock.Read());
        life.Stage.Offer(summaryClass, lane, _records);
    }
}
