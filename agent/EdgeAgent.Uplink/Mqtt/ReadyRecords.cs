using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Mqtt;

/// <summary>Records of one lane that wait to be sent, in order, each with the first number that it stands for. Filled when it is empty only. One thread.</summary>
public sealed class ReadyRecords
{
    private readonly List<(ulong First, StoredSummary Stored)> _items = [];
    private int _next;

    /// <summary>Records that wait.</summary>
    public int Count => _items.Count - _next;

    /// <summary>Number up to which the lane has taken or passed over everything.</summary>
    public ulong Offered { get; set; }

    /// <summary>The record that is <paramref name="index"/> behind the next one.</summary>
    public StoredSummary this[int index] => _items[_next + index].Stored;

    /// <summary>Forgets all, and goes on behind <paramref name="offered"/>.</summary>
    public void Start(ulong offered)
    {
        _items.Clear();
        _next = 0;
        Offered = offered;
    }

    /// <summary>Adds a record; what it stands for begins behind <see cref="Offered"/> at the latest, as numbers in between are gone for good.</summary>
    public void Add(in StoredSummary stored)
    {
        if (_next == _items.Count)
        {
            _items.Clear();
            _next = 0;
        }

        _items.Add((Math.Min(stored.FirstSeq, Offered + 1), stored));
        Offered = stored.Seq;
    }

    /// <summary>How many of the next records follow each other without a jump, at most <paramref name="limit"/>.</summary>
    public int RunLength(int limit)
    {
        var length = Math.Min(Count, 1);
        while (length < Math.Min(limit, Count) && _items[_next + length].First <= _items[_next + length - 1].Stored.Seq + 1)
        {
            length++;
        }

        return length;
    }

    /// <summary>Numbers that the next <paramref name="count"/> records stand for.</summary>
    public Interval Span(int count) => new(_items[_next].First, _items[_next + count - 1].Stored.Seq);

    /// <summary>Removes the next <paramref name="count"/> records.</summary>
    public void Remove(int count)
    {
        _next += count;
        if (_next == _items.Count)
        {
            _items.Clear();
            _next = 0;
        }
    }
}
