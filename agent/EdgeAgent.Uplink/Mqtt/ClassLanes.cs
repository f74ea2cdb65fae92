using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Which of a class's two lanes.</summary>
public enum Lane : byte
{
    /// <summary>What is made while the connection stands.</summary>
    Live,

    /// <summary>What was made before, and what the live lane fell too far behind.</summary>
    Backlog,
}

/// <summary>
/// One class: what is released, what the broker has taken, what was sent on this connection, and the two lanes. In order within a lane; live overtakes. Pure. One thread.
/// </summary>
public sealed class ClassLanes
{
    /// <summary>Intervals above the unbroken run at most: a connection that would open another one goes on where the last one ended.</summary>
    public const int MaxIntervals = 64;

    /// <summary>Further than so many numbers behind the newest one, the live lane leaves what is older to the backlog.</summary>
    public const ulong LiveReach = 1_000;

    /// <summary>With delivery to an application: a backlog that is so far beyond what is released reads no more before it hears.</summary>
    public const ulong MaxUnreleased = 1_000;

    private readonly bool _needsRelease;
    private readonly List<ulong>? _borders;
    private readonly HashSet<ulong> _apart = [];
    private readonly IntervalSet _sent = new();
    private readonly ReadyRecords _live = new();
    private readonly ReadyRecords _backlog = new();
    private ulong _liveFrom;
    private ulong _everSent;
    private ulong _flying;
    private Interval? _again;

    /// <summary>Makes the lanes of a class.</summary>
    /// <param name="released">What the far side has: the lanes go on from there.</param>
    /// <param name="needsRelease">True when the broker's acknowledgement does not release yet.</param>
    /// <param name="apart">What the store keeps apart already, where it merges; null where it does not.</param>
    public ClassLanes(IntervalSet released, bool needsRelease, IReadOnlyList<ulong>? apart = null)
    {
        _borders = apart is null ? null : [.. apart];
        _apart.UnionWith(apart ?? []);
        Released = released;
        Taken = released;
        if (needsRelease)
        {
            Taken = new IntervalSet();
            Taken.CopyFrom(released);
        }

        _needsRelease = needsRelease;
        Begin(released.Last);
    }

    /// <summary>What the far side surely has; only its unbroken run moves the consumer.</summary>
    public IntervalSet Released { get; }

    /// <summary>What the broker has acknowledged; the same as <see cref="Released"/> where that is enough.</summary>
    public IntervalSet Taken { get; }

    /// <summary>Messages of the class that are under way.</summary>
    public ulong Flying => _flying;

    /// <summary>True when the broker has what the application has not confirmed.</summary>
    public bool AwaitsRelease => _needsRelease && (Taken.Floor > Released.Floor || Taken.Above.Count > Released.Above.Count);

    /// <summary>Up to here everything has been sent at least once: no confirmation can mean more.</summary>
    public ulong EverSent => _everSent;

    /// <summary>
    /// Where newer numbers left before older ones, or are about to: the numbers that merging must not cross, when the store does not keep all of them apart yet; else null. Live waits for it.
    /// </summary>
    public IReadOnlyList<ulong>? NotApart()
    {
        if (_borders is null)
        {
            return null;
        }

        var all = new SortedSet<ulong>(_borders.Where(b => b > Released.Floor));
        all.UnionWith(Taken.Above.Concat(Released.Above).Select(static i => i.First - 1));
        if (IsParted)
        {
            all.Add(_liveFrom);
        }

        return all.IsSubsetOf(_apart) ? null : [.. all];
    }

    /// <summary>The store keeps these numbers apart.</summary>
    public void KeptApart(IReadOnlyList<ulong> borders)
    {
        _apart.Clear();
        _apart.UnionWith(borders);
    }

    /// <summary>A connection begins, or the class starts anew on one: what was not taken is sent again, live begins behind <paramref name="head"/>.</summary>
    public void Begin(ulong head)
    {
        _sent.CopyFrom(Taken);
        _everSent = Math.Max(_everSent, _sent.Floor);
        _flying = 0;
        _borders?.RemoveAll(b => b <= Released.Floor);
        var last = Math.Max(_sent.Last, _borders is { Count: > 0 } borders ? borders[^1] : 0);
        _liveFrom = _sent.Above.Count >= MaxIntervals || _borders?.Count >= MaxIntervals ? last : Math.Max(head, _sent.Last);
        _live.Start(_liveFrom);
        _backlog.Start(_again is { } again ? again.First - 1 : _sent.Floor);
    }

    /// <summary>The backlog lane goes over everything from <paramref name="first"/> to what the live lane has reached once more, whatever was sent; then it goes on where it must. Begins anew with a connection.</summary>
    public void Resend(ulong first)
    {
        var last = Math.Max(_liveFrom, _live.Offered);
        if (first > 0 && first <= last)
        {
            _again = new Interval(first, last);
            _backlog.Start(first - 1);
        }
    }

    /// <summary>Records of a lane that wait.</summary>
    public ReadyRecords Ready(Lane lane) => lane == Lane.Live ? _live : _backlog;

    /// <summary>The newest number is <paramref name="head"/> now: a live lane that is too far behind gives the backlog its share.</summary>
    public void See(ulong head)
    {
        if (_live.Offered + LiveReach < head && _sent.Above.Count < MaxIntervals && !(_borders?.Count >= MaxIntervals))
        {
            _liveFrom = head;
            _live.Start(head);
        }
    }

    /// <summary>Number behind which a lane wants records, or null when it has enough; <paramref name="head"/> is the newest.</summary>
    public ulong? Wants(Lane lane, ulong head)
    {
        var ready = Ready(lane);
        if (ready.Count > 0)
        {
            return null;
        }

        if (lane == Lane.Live)
        {
            return ready.Offered < head && (!IsParted || _apart.Contains(_liveFrom)) ? ready.Offered : null;
        }

        if (_needsRelease && _sent.Floor >= Released.Floor + MaxUnreleased)
        {
            return null;
        }

        if (_again is { } again)
        {
            if (ready.Offered < again.Last)
            {
                return ready.Offered;
            }

            _again = null;
            ready.Start(_sent.Floor);
        }

        ready.Offered = Math.Max(ready.Offered, _sent.EndOfRun(ready.Offered + 1));
        return ready.Offered < _liveFrom ? ready.Offered : null;
    }

    /// <summary>Takes up to <paramref name="limit"/> records, in order, from where the lane wanted them on.</summary>
    public void Offer(Lane lane, List<StoredSummary> records, int limit)
    {
        var ready = Ready(lane);
        var isAgain = lane == Lane.Backlog && _again is not null;
        var end = isAgain ? _again!.Value.Last : _liveFrom;
        foreach (var record in records)
        {
            if (ready.Count >= limit || (lane == Lane.Backlog && ready.Offered >= end))
            {
                return;
            }

            if (record.Seq <= ready.Offered)
            {
                continue;
            }

            if (lane == Lane.Backlog && record.FirstSeq > end)
            {
                PassOver(end);
                return;
            }

            if (!isAgain && _sent.Contains(record.Seq))
            {
                ready.Offered = _sent.EndOfRun(record.Seq);
                continue;
            }

            ready.Add(record);
        }
    }

    /// <summary>Up to where everything would have been sent with the next <paramref name="count"/> records of a lane.</summary>
    public ulong SentWith(Lane lane, int count)
    {
        var span = Ready(lane).Span(count);
        return _sent.FloorWith(span.First, span.Last);
    }

    /// <summary>The next <paramref name="count"/> records of a lane went in one message.</summary>
    public Interval Send(Lane lane, int count)
    {
        var ready = Ready(lane);
        var span = ready.Span(count);
        ready.Remove(count);
        if (lane == Lane.Live && IsParted && !_borders!.Contains(_liveFrom))
        {
            _borders.Add(_liveFrom);
        }

        _sent.Add(span.First, span.Last);
        _everSent = Math.Max(_everSent, _sent.Floor);
        _flying++;
        return span;
    }

    /// <summary>The broker has a message.</summary>
    public void Take(in Interval span)
    {
        _flying--;
        Taken.Add(span.First, span.Last);
    }

    /// <summary>The broker did not take a message: nothing moves past it before <see cref="Begin"/>.</summary>
    public void Refuse() => _flying--;

    /// <summary>The application has everything up to <paramref name="position"/>, as far as that was ever sent; true when that moved something.</summary>
    public bool Release(ulong position)
    {
        var to = Math.Min(position, _everSent);
        if (to <= Released.Floor)
        {
            return false;
        }

        Released.Add(1, to);
        Taken.Add(1, to);
        _sent.Add(1, to);
        return true;
    }

    /// <summary>The application did not confirm what the broker took: that is sent again, but for what is under way.</summary>
    public void Redeliver(ulong head, IEnumerable<Interval> flying)
    {
        var under = _flying;
        Taken.CopyFrom(Released);
        Begin(head);
        _flying = under;
        foreach (var span in flying)
        {
            _sent.Add(span.First, span.Last);
        }
    }

    /// <summary>Drops what both lanes took up because it was merged over their border, and the other one has sent.</summary>
    public void DropSent(Lane lane)
    {
        var ready = Ready(lane);
        while (ready.Count > 0 && !(lane == Lane.Backlog && _again is not null) && _sent.Contains(ready[0].Seq))
        {
            ready.Remove(1);
        }
    }

    // True when live begins behind something that has not left, and not where a run ends that has: then older windows must not move over that border.
    private bool IsParted => _borders is not null && _liveFrom > Released.Floor && !Released.Contains(_liveFrom);

    // Nothing is kept of these numbers any more: there is nothing to send.
    private void PassOver(ulong last)
    {
        var first = _backlog.Offered + 1;
        _backlog.Offered = last;
        if (_again is not null)
        {
            return;
        }

        _sent.Add(first, last);
        Taken.Add(first, last);
        _everSent = Math.Max(_everSent, _sent.Floor);
    }
}
