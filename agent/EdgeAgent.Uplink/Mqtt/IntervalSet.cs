namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Sequence numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
public readonly record struct Interval(ulong First, ulong Last);

/// <summary>A set of sequence numbers: everything up to a floor, and intervals above it that neither touch nor overlap. Numbers are only added. One thread.</summary>
public sealed class IntervalSet
{
    private readonly List<Interval> _above = [];

    /// <summary>Everything up to here is in the set.</summary>
    public ulong Floor { get; private set; }

    /// <summary>The intervals above the floor, in order.</summary>
    public IReadOnlyList<Interval> Above => _above;

    /// <summary>The largest number in the set.</summary>
    public ulong Last => _above.Count == 0 ? Floor : _above[^1].Last;

    /// <summary>Makes it hold what another one holds.</summary>
    public void CopyFrom(IntervalSet other)
    {
        Floor = other.Floor;
        _above.Clear();
        _above.AddRange(other._above);
    }

    /// <summary>True when it holds <paramref name="seq"/>.</summary>
    public bool Contains(ulong seq) => EndOfRun(seq) >= seq;

    /// <summary>Last number of the unbroken run that begins at <paramref name="seq"/>; one less than <paramref name="seq"/> when that is not in the set.</summary>
    public ulong EndOfRun(ulong seq)
    {
        if (seq <= Floor)
        {
            return Floor;
        }

        var at = FirstEndingAt(seq);
        return at < _above.Count && _above[at].First <= seq ? _above[at].Last : seq - 1;
    }

    /// <summary>What <see cref="Floor"/> would be with <paramref name="first"/> to <paramref name="last"/> added.</summary>
    public ulong FloorWith(ulong first, ulong last) => first > Floor + 1 || last <= Floor ? Floor : Math.Max(last, EndOfRun(last + 1));

    /// <summary>Adds <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void Add(ulong first, ulong last)
    {
        if (last <= Floor || last < first)
        {
            return;
        }

        var from = FirstEndingAt(first - Math.Min(first, 1));
        var to = from;
        for (; to < _above.Count && _above[to].First <= last + 1; to++)
        {
            first = Math.Min(first, _above[to].First);
            last = Math.Max(last, _above[to].Last);
        }

        _above.RemoveRange(from, to - from);
        if (first <= Floor + 1)
        {
            Floor = last;
        }
        else
        {
            _above.Insert(from, new Interval(first, last));
        }
    }

    // Index of the first interval that ends at seq or later.
    private int FirstEndingAt(ulong seq)
    {
        var (low, high) = (0, _above.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _above[middle].Last < seq ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
