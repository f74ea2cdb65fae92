using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// What to send next, and how far the broker has it: alarms first, then events, then routine. Acknowledgements may come in any order; a position moves only
/// over an unbroken run, so nothing is released early. Pure: records come in by <see cref="Offer"/>, time by parameter.
/// </summary>
public sealed class MqttLanes
{
    /// <summary>Records that each class holds ready at most.</summary>
    public const int ReadyLimit = 200;

    // A quarter of the window is for alarms alone, so that none waits behind what is already under way.
    private const int AlarmShare = 4;

    private readonly Lane[] _lanes = [new(), new(), new(), new()];
    private readonly Dictionary<int, (SummaryClass Class, ulong Seq)> _sent = [];
    private readonly int _window;
    private readonly long _spreadMs;
    private readonly uint _boot;

    /// <summary>Makes the lanes.</summary>
    /// <param name="acknowledged">Up to where the consumer has everything.</param>
    /// <param name="window">Most messages in flight, 1..1000.</param>
    /// <param name="spreadMs">Routine summaries wait so long after they were made, so that a district's gateways do not all send at once.</param>
    /// <param name="boot">This boot: what an earlier one made need not wait.</param>
    public MqttLanes(in Positions acknowledged, int window, long spreadMs, uint boot)
    {
        _window = window;
        _spreadMs = spreadMs;
        _boot = boot;
        foreach (var summaryClass in SummaryClasses.All)
        {
            _lanes[(int)summaryClass].Start(acknowledged[summaryClass]);
        }
    }

    /// <summary>Messages sent and not yet acknowledged.</summary>
    public int InFlight => _sent.Count;

    /// <summary>Up to where the broker has everything.</summary>
    public Positions Acknowledged => new(_lanes[0].Acknowledged, _lanes[1].Acknowledged, _lanes[2].Acknowledged, _lanes[3].Acknowledged);

    /// <summary>Number after which a class wants records, or null when it has enough.</summary>
    public ulong? Wants(SummaryClass summaryClass) => _lanes[(int)summaryClass].Ready.Count == 0 ? _lanes[(int)summaryClass].Offered : null;

    /// <summary>Takes records of a class, in order, from where it wanted them on.</summary>
    public void Offer(SummaryClass summaryClass, List<StoredSummary> records)
    {
        var lane = _lanes[(int)summaryClass];
        foreach (var record in records)
        {
            if (record.Seq > lane.Offered)
            {
                lane.Ready.Enqueue(record);
                lane.Offered = record.Seq;
            }
        }
    }

    /// <summary>The next summary to send, if the window has room and one is due.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="held">Classes that must wait.</param>
    /// <param name="next">The summary.</param>
    public bool TryNext(in Now now, ClassSet held, out StoredSummary next)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            var room = summaryClass == SummaryClass.Alarm ? _window : _window - (_window / AlarmShare);
            if (_sent.Count < room && !held.Holds(summaryClass) && _lanes[(int)summaryClass].Ready.TryPeek(out next) && IsDue(next.Summary, now))
            {
                return true;
            }
        }

        next = default;
        return false;
    }

    /// <summary>What <see cref="TryNext"/> gave has been sent under <paramref name="id"/>.</summary>
    public void Sent(int id, in StoredSummary summary)
    {
        var lane = _lanes[(int)summary.Summary.Class];
        lane.Ready.Dequeue();
        lane.Flying.Enqueue(summary.Seq);
        _sent[id] = (summary.Summary.Class, summary.Seq);
    }

    /// <summary>The broker has the message <paramref name="id"/>; its class, or null for an id that does not wait.</summary>
    public SummaryClass? Delivered(int id)
    {
        if (!_sent.Remove(id, out var sent))
        {
            return null;
        }

        _lanes[(int)sent.Class].Deliver(sent.Seq);
        return sent.Class;
    }

    /// <summary>The broker did not take the message <paramref name="id"/>: its class does not move past it before a <see cref="Rewind(SummaryClass)"/>; null as above.</summary>
    public SummaryClass? Refused(int id) => _sent.Remove(id, out var sent) ? sent.Class : null;

    /// <summary>The connection is gone: everything that the broker does not surely have is sent again, in order.</summary>
    public void Rewind()
    {
        _sent.Clear();
        foreach (var lane in _lanes)
        {
            lane.Start(lane.Acknowledged);
        }
    }

    /// <summary>The same for one class.</summary>
    public void Rewind(SummaryClass summaryClass)
    {
        foreach (var (id, sent) in _sent)
        {
            if (sent.Class == summaryClass)
            {
                _sent.Remove(id);
            }
        }

        _lanes[(int)summaryClass].Start(_lanes[(int)summaryClass].Acknowledged);
    }

    private bool IsDue(Summary summary, in Now now) =>
        summary.Class < SummaryClass.Routine || summary.Made.Boot != _boot || now.MonoMs - summary.Made.MonoMs >= _spreadMs;

    private sealed class Lane
    {
        private readonly HashSet<ulong> _early = [];

        public Queue<StoredSummary> Ready { get; } = new(ReadyLimit);

        public Queue<ulong> Flying { get; } = new();

        public ulong Acknowledged { get; private set; }

        public ulong Offered { get; set; }

        public void Start(ulong acknowledged)
        {
            Acknowledged = acknowledged;
            Offered = acknowledged;
            Ready.Clear();
            Flying.Clear();
            _early.Clear();
        }

        public void Deliver(ulong seq)
        {
            _early.Add(seq);
            while (Flying.TryPeek(out var first) && _early.Remove(first))
            {
                Flying.Dequeue();
                Acknowledged = first;
            }
        }
    }
}
