using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Points;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>
/// Works out what one transaction must change: numbers for new summaries, consumers, deletions, evictions and their gaps. Pure: the promise of the buffer
/// lives here, above any engine.
/// </summary>
internal sealed class BufferBatch(BufferState state, string epoch)
{
    private readonly ConsumerLifeChange _life = new(state.Life);
    private readonly Dictionary<string, ConsumerState> _consumers = new(state.Consumers, StringComparer.Ordinal);
    private bool _consumersChanged;
    private IReadOnlyDictionary<string, ulong[]> _apart = state.Apart;
    private Positions _heads = state.Heads;
    private Positions _floors = state.Floors;

    /// <summary>The store's epoch.</summary>
    public string Epoch => epoch;

    /// <summary>The changes.</summary>
    public StoreWrite Write { get; } = new();

    /// <summary>How long the agent has run with this store, ms; of all its runs together.</summary>
    public long RunningMs { get; init; } = state.Life.RunningMs;

    /// <summary>Numbers a summary and puts it. A gap without numbers that tells of summaries never stored gets a run of its own.</summary>
    public ulong Append(Summary summary)
    {
        var summaryClass = summary.Class;
        var first = _heads[summaryClass] + 1;
        var seq = first;
        if (summary.Data is GapData { FirstSeq: null, Count: { } count } gap && gap.Epoch == Epoch && count > 0)
        {
            seq = first + count - 1;
            summary = summary with { Data = gap with { FirstSeq = first, LastSeq = seq } };
        }

        Put(seq, first, summary);
        _heads = _heads.With(summaryClass, seq);
        return seq;
    }

    /// <summary>Puts a stage's state.</summary>
    public void Put(StatePut put) => Put(StoreKeys.StatePrefix + put.Key, put.Value.Span);

    /// <summary>Puts a value of the buffer's own; an empty one removes it.</summary>
    public void Put(string key, ReadOnlySpan<byte> content) => Write.Values.Add((key, content.IsEmpty ? [] : OwnValue.Seal(key, content)));

    /// <summary>Makes a consumer or changes what it wants; null when there are <paramref name="most"/> others already.</summary>
    public ConsumerState? PutConsumer(string name, ClassSet classes, long nowMs, int most = int.MaxValue)
    {
        if (!_consumers.ContainsKey(name) && _consumers.Count >= most)
        {
            return null;
        }

        var consumer = _consumers.TryGetValue(name, out var known)
            ? known with { Classes = classes, LastSeenMs = nowMs }
            : new ConsumerState(name, classes, _floors, nowMs, nowMs);
        Keep(consumer);
        _life.Made(name, RunningMs);
        return consumer;
    }

    /// <summary>Writes the table of consumers even when none of them changes: a new store has one.</summary>
    public void KeepConsumers() => _consumersChanged = true;

    /// <summary>Removes a consumer.</summary>
    public bool RemoveConsumer(string name)
    {
        _life.Removed(name);
        var wasThere = _consumers.Remove(name);
        _consumersChanged |= wasThere;
        return wasThere;
    }

    /// <summary>Moves a consumer forward; null when there is none.</summary>
    public ConsumerState? Acknowledge(string name, in Positions positions, long nowMs)
    {
        if (!_consumers.TryGetValue(name, out var consumer))
        {
            return null;
        }

        var next = consumer.Acknowledged;
        foreach (var summaryClass in SummaryClasses.All)
        {
            var seq = Math.Min(positions[summaryClass], _heads[summaryClass]);
            next = next.With(summaryClass, Math.Max(next[summaryClass], seq));
        }

        consumer = consumer with { Acknowledged = next, LastSeenMs = nowMs };
        Keep(consumer);
        _life.Seen(name, RunningMs);
        return consumer;
    }

    /// <summary>Removes the consumers that something has waited for since they were last seen, longer than <paramref name="expiryMs"/> ago. Answers their names.</summary>
    public IReadOnlyList<string> Expire(long expiryMs)
    {
        var expired = new List<string>();
        foreach (var consumer in _consumers.Values)
        {
            var waits = SummaryClasses.All.Any(c => consumer.Classes.Holds(c) && _heads[c] > consumer.Acknowledged[c]);
            if (_life.IsOver(consumer.Name, waits, RunningMs, expiryMs))
            {
                expired.Add(consumer.Name);
            }
        }

        foreach (var name in expired)
        {
            RemoveConsumer(name);
            _life.Expired(name);
        }

        return expired;
    }

    /// <summary>Keeps windows apart: none up to one of these numbers is merged with one after it. Numbers of which nothing is kept mean nothing. Always true.</summary>
    public bool KeepApart(string name, IReadOnlyList<ulong> borders)
    {
        var table = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        foreach (var (other, numbers) in _apart.Append(new KeyValuePair<string, ulong[]>(name, [.. borders])))
        {
            table[other] = Array.FindAll(numbers, b => b > _floors.Routine);
        }

        foreach (var empty in table.Where(static t => t.Value.Length == 0).Select(static t => t.Key).ToList())
        {
            table.Remove(empty);
        }

        _apart = table;
        Put(StoreKeys.Apart, ApartTable.Write(table));
        return true;
    }

    /// <summary>Deletes what no consumer still wants. A class that no consumer wants stays until the budget presses.</summary>
    public void Release()
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            var wanting = _consumers.Values.Where(c => c.Classes.Holds(summaryClass)).ToList();
            if (wanting.Count == 0)
            {
                continue;
            }

            var upTo = wanting.Min(c => c.Acknowledged[summaryClass]);
            if (upTo > _floors[summaryClass])
            {
                Write.Deletes.Add((summaryClass, _floors[summaryClass] + 1, upTo));
                _floors = _floors.With(summaryClass, upTo);
            }
        }
    }

    /// <summary>Puts a gap in the place of the oldest records of a class. Neighbouring gaps become one.</summary>
    public void Evict(SummaryClass summaryClass, IReadOnlyList<StoredSummary> oldest, string reason, in Stamp made)
    {
        var (first, last) = (oldest[0].FirstSeq, oldest[^1].Seq);
        Write.Deletes.Add((summaryClass, oldest[0].Seq, last));
        Put(last, first, Gaps.Make(Epoch, summaryClass, first, last, reason, made, FromOf(oldest[0].Summary), oldest[^1].Summary.Made.UtcMs));
    }

    /// <summary>Puts a gap in the place of a run of numbers whose records are damaged.</summary>
    public void GiveUp(SummaryClass summaryClass, ulong first, ulong last, in Stamp made)
    {
        Write.Deletes.Add((summaryClass, first, last));
        Put(last, first, Gaps.Make(Epoch, summaryClass, first, last, Gaps.Corrupt, made));
    }

    /// <summary>Goes on with the numbers after <paramref name="seen"/>: what was confirmed up to there and is gone becomes a gap. False when nothing is.</summary>
    public bool GiveUpTo(StoreCounts seen, in Stamp made)
    {
        var isAny = false;
        foreach (var summaryClass in SummaryClasses.All.Where(c => seen.Heads[c] > state.Heads[c]))
        {
            GiveUp(summaryClass, _heads[summaryClass] + 1, seen.Heads[summaryClass], made);
            _heads = _heads.With(summaryClass, seen.Heads[summaryClass]);
            isAny = true;
        }

        return isAny;
    }

    /// <summary>Puts other records in the place of a run; see <see cref="RoutineMerger"/> for what they must be.</summary>
    public void Replace(SummaryClass summaryClass, ReadOnlySpan<StoredSummary> run, IReadOnlyList<StoredSummary> records)
    {
        Write.Deletes.Add((summaryClass, run[0].Seq, run[^1].Seq));
        foreach (var record in records)
        {
            Put(record.Seq, record.FirstSeq, record.Summary);
        }
    }

    /// <summary>The state after the commit.</summary>
    public BufferState Next() => new(_heads, _floors, _consumers) { Life = _life.Next(RunningMs), Apart = _apart };

    /// <summary>Adds the counts to the batch: call it last.</summary>
    public void Seal()
    {
        if (_life.MustBeKept)
        {
            Put(StoreKeys.Life, _life.Next(RunningMs).Write());
        }

        if (_consumersChanged)
        {
            var table = ConsumerTable.Write(_consumers.Values);
            Write.Values.Add((StoreKeys.Consumers, OwnValue.Seal(StoreKeys.Consumers, table)));
        }

        if (!Write.IsEmpty)
        {
            Put(StoreKeys.Counts, Next().Counts.Write());
        }
    }

    private static long? FromOf(Summary summary) => summary.Data is GapData gap ? gap.FromMs : summary.Made.UtcMs;

    private void Keep(ConsumerState consumer)
    {
        _consumers[consumer.Name] = consumer;
        _consumersChanged = true;
    }

    private void Put(ulong seq, ulong first, Summary summary)
    {
        Write.Puts.Add((summary.Class, seq, StoredRecord.Write(summary.Class, seq, first, summary)));
    }
}
