using EdgeAgent.Core.Wire;

namespace EdgeAgent.Uplink.Sparkplug;

/// <summary>Records of one class from one number to another, in order: those read and not yet sent, and how far each is. One thread.</summary>
internal sealed class RecordLane
{
    /// <summary>Most records that are held ready.</summary>
    public const int ReadyLimit = 200;

    private readonly Queue<StoredSummary> _ready = new();

    /// <summary>Up to where records were read.</summary>
    public ulong Offered { get; private set; }

    /// <summary>Up to where records were sent.</summary>
    public ulong Done { get; private set; }

    /// <summary>Last number that belongs to the lane.</summary>
    public ulong End { get; private set; }

    /// <summary>True when there is nothing left to read or send.</summary>
    public bool IsOver => Offered >= End && _ready.Count == 0;

    /// <summary>True when records may be read into it.</summary>
    public bool IsHungry => _ready.Count == 0 && Offered < End;

    /// <summary>Begins anew.</summary>
    public void Start(ulong after, ulong end)
    {
        _ready.Clear();
        Offered = after;
        Done = after;
        End = end;
    }

    /// <summary>Takes records read after <see cref="Offered"/>; answers how many numbers before the first of them are no longer there.</summary>
    public ulong Offer(List<StoredSummary> records)
    {
        var missing = 0UL;
        foreach (var record in records)
        {
            if (record.Seq > End)
            {
                // It belongs to the live lane, with what was merged into it.
                missing += Skip(Math.Min(End, record.FirstSeq - 1));
                Pass(End);
                break;
            }

            missing += Skip(record.FirstSeq - 1);
            _ready.Enqueue(record);
            Offered = record.Seq;
        }

        return missing;
    }

    /// <summary>Everything up to <paramref name="upTo"/> is gone; answers how many numbers of the lane that are.</summary>
    public ulong Skip(ulong upTo)
    {
        var to = Math.Min(upTo, End);
        var missing = to > Offered ? to - Offered : 0;
        Pass(to);
        return missing;
    }

    /// <summary>The next record, if one is ready.</summary>
    public bool TryPeek(out StoredSummary record) => _ready.TryPeek(out record);

    /// <summary>What <see cref="TryPeek"/> gave is dealt with.</summary>
    public void Next()
    {
        Done = _ready.Dequeue().Seq;
        if (_ready.Count == 0)
        {
            Done = Offered;
        }
    }

    private void Pass(ulong upTo)
    {
        if (upTo > Offered)
        {
            Offered = upTo;
            Done = _ready.Count == 0 ? upTo : Done;
        }
    }
}
