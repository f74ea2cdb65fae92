using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <content>Reading, on any thread: as the engine gives it while all is well, else number by number with gaps for what is damaged.</content>
public sealed partial class SummaryBuffer
{
    private const int MaxReadLimit = 10_000;

    private readonly object _mendGate = new();
    private DamageNote? _damage;

    /// <inheritdoc/>
    public byte[]? GetState(string key)
    {
        var name = StoreKeys.StatePrefix + key;
        try
        {
            if (Volatile.Read(ref _store).Engine.GetValue(name) is not { } value)
            {
                return null;
            }

            if (OwnValue.Open(name, value) is { } content)
            {
                return content;
            }

            Log.ReadFailed(_log, $"the value {name} is damaged");
            return null;
        }
        catch (StoreException e)
        {
            Log.ReadFailed(_log, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Read(string epoch, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        if (TryRead(epoch, summaryClass, after, limit, maxBytes, into) is { } answer)
        {
            return answer;
        }

        // The store was closed to be mended: wait until it is.
        lock (_mendGate)
        {
            into.Clear();
        }

        return TryRead(epoch, summaryClass, after, limit, maxBytes, into) ?? true;
    }

    // Null when the store is closed.
    private bool? TryRead(string epoch, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        into.Clear();
        var store = Volatile.Read(ref _store);
        var view = Store;
        if (view.Epoch != epoch || store.Epoch != epoch)
        {
            return false;
        }

        try
        {
            Read(store, view.Heads[summaryClass], summaryClass, after, Math.Clamp(limit, 1, MaxReadLimit), maxBytes, into);
            return true;
        }
        catch (StoreException e)
        {
            into.Clear();
            if (e.Fault == StoreFault.Closed)
            {
                return null;
            }

            Log.ReadFailed(_log, e.Message);
            return true;
        }
    }

    // Throws StoreException for everything but damage.
    private void Read(StoreOpened store, ulong head, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        if (after >= head)
        {
            return;
        }

        var floor = Volatile.Read(ref _state).Floors[summaryClass];
        if (!TryReadSound(store.Engine, summaryClass, Math.Max(after, floor), head, limit, maxBytes, into))
        {
            ReadDamaged(store, head, summaryClass, after, limit, maxBytes, into);
        }
    }

    private static bool TryReadSound(IStoreEngine engine, SummaryClass summaryClass, ulong after, ulong head, int limit, int maxBytes, List<StoredSummary> into)
    {
        var rows = new List<EngineRecord>(Math.Min(limit, 256));
        try
        {
            engine.Read(summaryClass, after + 1, head, limit, maxBytes, rows);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            return false;
        }

        var bytes = 0;
        foreach (var row in rows)
        {
            if (!StoredRecord.TryRead(summaryClass, row.Seq, row.Value, out var stored))
            {
                return false;
            }

            bytes += row.Value.Length;
            into.Add(stored);
        }

        return RecordScan.IsTiled(into, after, head, rows.Count == limit || bytes >= maxBytes);
    }

    // What was released or merged between two looks can look like damage: one moment, with the counts of that moment, decides.
    private void ReadDamaged(StoreOpened store, ulong head, SummaryClass summaryClass, ulong after, int limit, int maxBytes, List<StoredSummary> into)
    {
        into.Clear();
        var runs = new List<(ulong First, ulong Last)>();
        var scan = new RecordScan(store.Engine, summaryClass, (first, last) =>
        {
            runs.Add((first, last));
            Log.RecordDamaged(_log, SummaryClasses.NameOf(summaryClass), first);
            return new StoredSummary(last, first, Gaps.Make(store.Epoch, summaryClass, first, last, Gaps.Corrupt, Stamp.At(_clock.Read(), _clock.Boot)));
        });
        StoreCounts? counts;
        using (store.Engine.Freeze())
        {
            counts = StoreCounts.Read(OwnValue.TryRead(store.Engine, StoreKeys.Counts));
            var floor = (counts ?? Volatile.Read(ref _state).Counts).Floors[summaryClass];

            // Up to the head of that moment: what lay below the one seen before may have been merged into a number above it.
            head = Math.Max(head, counts?.Heads[summaryClass] ?? 0);
            scan.Read(Math.Max(after, floor), head, limit, maxBytes, into);
        }

        if (counts is null || scan.Damage != ScanDamage.None)
        {
            var note = new DamageNote(store, summaryClass, runs, counts is null || scan.Damage == ScanDamage.Structure);
            Interlocked.CompareExchange(ref _damage, note, null);
        }
    }
}
