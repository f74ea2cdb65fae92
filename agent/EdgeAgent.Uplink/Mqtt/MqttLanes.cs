using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>
/// What to send next, and how far the far side has it. Alarms of either lane before all, then live events, routine and bulk, then their backlog at its rate. Acknowledgements may
/// come in any order; what is released out of turn is kept as intervals, and a consumer's position moves only over an unbroken run, so nothing is released early.
/// Pure: records come in by <see cref="Offer"/>, time by parameter. One thread.
/// </summary>
public sealed class MqttLanes
{
    // An eighth of the window is for alarms alone and another one not for the backlog, so that none waits behind what is already under way.
    private const int Share = 8;

    private readonly ClassLanes[] _classes;
    private readonly Dictionary<int, (SummaryClass Class, Interval Span, int Count)> _sent = [];
    private readonly long[] _confirmedMs = new long[SummaryClasses.Count];
    private readonly LaneOptions _options;
    private readonly BacklogPace _pace;
    private Positions _heads;
    private int _window;
    private (SummaryClass Class, Lane Lane) _next;

    /// <summary>Makes the lanes.</summary>
    /// <param name="options">How they work.</param>
    /// <param name="released">What the far side has of each class, by the class's number.</param>
    /// <param name="apart">What the store keeps apart of class routine already, see <see cref="LaneOptions.KeepsApart"/>.</param>
    public MqttLanes(LaneOptions options, IReadOnlyList<IntervalSet> released, IReadOnlyList<ulong>? apart = null)
    {
        _options = options;
        _window = options.Window;
        _pace = new BacklogPace(options.BacklogRate, BacklogPace.BurstOf(options.BacklogRate, options.Batch));
        _classes = [.. SummaryClasses.All.Select(c => new ClassLanes(released[(int)c], options.NeedsRelease, c == SummaryClass.Routine && options.KeepsApart ? apart ?? [] : null))];
    }

    /// <summary>The same from positions without intervals.</summary>
    public MqttLanes(LaneOptions options, Positions released)
        : this(options, StartAt(released))
    {
    }

    /// <summary>How they work.</summary>
    public LaneOptions Options => _options;

    /// <summary>Messages sent and not yet acknowledged.</summary>
    public int InFlight => _sent.Count;

    /// <summary>Rises whenever more is released.</summary>
    public long Releases { get; private set; }

    /// <summary>Up to where the far side has everything.</summary>
    public Positions Released => new(_classes[0].Released.Floor, _classes[1].Released.Floor, _classes[2].Released.Floor, _classes[3].Released.Floor);

    /// <summary>What the far side has of a class.</summary>
    public IntervalSet ReleasedOf(SummaryClass summaryClass) => _classes[(int)summaryClass].Released;

    /// <summary>Messages of a class that are under way.</summary>
    public bool IsFlying(SummaryClass summaryClass) => _classes[(int)summaryClass].Flying > 0;

    /// <summary>Sets of everything up to a position, one for each class.</summary>
    public static IntervalSet[] StartAt(Positions positions) => [.. SummaryClasses.All.Select(c =>
    {
        var set = new IntervalSet();
        set.Add(1, positions[c]);
        return set;
    })];

    /// <summary>Numbers of class routine that merging must not cross, when the store does not keep all of them apart yet; else null.</summary>
    public IReadOnlyList<ulong>? NotApart() => _classes[(int)SummaryClass.Routine].NotApart();

    /// <summary>The store keeps these numbers apart.</summary>
    public void KeptApart(IReadOnlyList<ulong> borders) => _classes[(int)SummaryClass.Routine].KeptApart(borders);

    /// <summary>Tells the newest numbers; before each round of <see cref="Wants"/>.</summary>
    public void See(in Positions heads)
    {
        _heads = heads;
        foreach (var summaryClass in SummaryClasses.All)
        {
            _classes[(int)summaryClass].See(heads[summaryClass]);
        }
    }

    /// <summary>A connection begins, with room for <paramref name="window"/> messages; what was made so far and not taken is backlog.</summary>
    public void Connect(in Positions heads, int window)
    {
        _heads = heads;
        _window = Math.Clamp(window, 1, _options.Window);
        _sent.Clear();
        foreach (var summaryClass in SummaryClasses.All)
        {
            _classes[(int)summaryClass].Begin(heads[summaryClass]);
        }
    }

    /// <summary>The connection is gone: what is under way is not waited for any more.</summary>
    public void Disconnect() => _sent.Clear();

    /// <summary>A class that was held starts anew; only when none of its messages is under way.</summary>
    public void Restart(SummaryClass summaryClass) => _classes[(int)summaryClass].Begin(_heads[summaryClass]);

    /// <summary>The backlog of a class goes over everything from <paramref name="first"/> on once more, as far as it is stored.</summary>
    public void Resend(SummaryClass summaryClass, ulong first) => _classes[(int)summaryClass].Resend(first);

    /// <summary>Number after which a lane wants records, or null when it has enough.</summary>
    public ulong? Wants(SummaryClass summaryClass, Lane lane) => _classes[(int)summaryClass].Wants(lane, _heads[summaryClass]);

    /// <summary>Takes records of a class, in order, from where the lane wanted them on.</summary>
    public void Offer(SummaryClass summaryClass, Lane lane, List<StoredSummary> records) => _classes[(int)summaryClass].Offer(lane, records, _options.ReadyLimit);

    /// <summary>What to send next, if the window has room and something is due: up to a message's worth, of which the host sends as many as fit.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="held">Classes that must wait.</param>
    /// <param name="next">Takes the summaries, all of one class; cleared first.</param>
    public bool TryNext(in Now now, ClassSet held, List<StoredSummary> next)
    {
        next.Clear();
        var reserve = _window < 4 ? 0 : Math.Max(1, _window / Share);
        return TryLane(SummaryClass.Alarm, Lane.Live, _window, now, held, next)
            || TryLane(SummaryClass.Alarm, Lane.Backlog, _window, now, held, next)
            || TryOthers(Lane.Live, _window - reserve, now, held, next)
            || TryOthers(Lane.Backlog, _window - (2 * reserve), now, held, next);
    }

    /// <summary>Where an application would stand that has the first <paramref name="count"/> summaries of what <see cref="TryNext"/> gave and all sent before.</summary>
    public Positions PositionWith(int count) => Released.With(_next.Class, _classes[(int)_next.Class].SentWith(_next.Lane, count));

    /// <summary>The first <paramref name="count"/> summaries of what <see cref="TryNext"/> gave have been sent under <paramref name="id"/>.</summary>
    public void Sent(int id, int count)
    {
        if (_next is { Lane: Lane.Backlog, Class: not SummaryClass.Alarm })
        {
            _pace.Take(count);
        }

        _sent[id] = (_next.Class, _classes[(int)_next.Class].Send(_next.Lane, count), count);
    }

    /// <summary>The broker has the message <paramref name="id"/>: its class and how many summaries; null for an id that does not wait.</summary>
    public (SummaryClass Class, int Count)? Delivered(int id, long nowMs)
    {
        if (!_sent.Remove(id, out var sent))
        {
            return null;
        }

        var lanes = _classes[(int)sent.Class];
        if (_options.NeedsRelease && !lanes.AwaitsRelease)
        {
            _confirmedMs[(int)sent.Class] = nowMs;
        }

        lanes.Take(sent.Span);
        Releases += _options.NeedsRelease ? 0 : 1;
        return (sent.Class, sent.Count);
    }

    /// <summary>The broker did not take the message <paramref name="id"/>: its class does not move past it before a <see cref="Restart"/>; null as above.</summary>
    public SummaryClass? Refused(int id)
    {
        if (!_sent.Remove(id, out var sent))
        {
            return null;
        }

        _classes[(int)sent.Class].Refuse();
        return sent.Class;
    }

    /// <summary>The application has everything up to these positions, as far as that was ever sent.</summary>
    public void Release(in Positions positions, long nowMs)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            if (_classes[(int)summaryClass].Release(positions[summaryClass]))
            {
                Releases++;
                _confirmedMs[(int)summaryClass] = nowMs;
            }
        }
    }

    /// <summary>Sends again what brokers took and no application confirmed in time; answers how many classes that concerned.</summary>
    public int Redeliver(long nowMs)
    {
        var classes = 0;
        foreach (var summaryClass in SummaryClasses.All)
        {
            var lanes = _classes[(int)summaryClass];
            if (lanes.AwaitsRelease && nowMs - _confirmedMs[(int)summaryClass] >= _options.RedeliverMs)
            {
                lanes.Redeliver(_heads[summaryClass], _sent.Values.Where(s => s.Class == summaryClass).Select(s => s.Span));
                _confirmedMs[(int)summaryClass] = nowMs;
                classes++;
            }
        }

        return classes;
    }

    private bool TryOthers(Lane lane, int room, in Now now, ClassSet held, List<StoredSummary> next) =>
        TryLane(SummaryClass.Event, lane, room, now, held, next)
        || TryLane(SummaryClass.Routine, lane, room, now, held, next)
        || TryLane(SummaryClass.Bulk, lane, room, now, held, next);

    private bool TryLane(SummaryClass summaryClass, Lane lane, int room, in Now now, ClassSet held, List<StoredSummary> next)
    {
        if (_sent.Count >= room || held.Holds(summaryClass))
        {
            return false;
        }

        var lanes = _classes[(int)summaryClass];
        lanes.DropSent(lane);
        var ready = lanes.Ready(lane);
        var count = ready.RunLength(_options.Batch);
        for (var i = 0; i < count && IsDue(ready[i].Summary, now); i++)
        {
            next.Add(ready[i]);
        }

        if (next.Count == 0 || (lane == Lane.Backlog && summaryClass != SummaryClass.Alarm && !_pace.MayTake(next.Count, now.MonoNs)))
        {
            next.Clear();
            return false;
        }

        _next = (summaryClass, lane);
        return true;
    }

    private bool IsDue(Summary summary, in Now now) =>
        summary.Class < SummaryClass.Routine || summary.Made.Boot != _options.Boot || now.MonoMs - summary.Made.MonoMs >= _options.SpreadMs;
}
