using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>What a scan met.</summary>
internal enum ScanDamage
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Records whose sums are wrong, each in its place.</summary>
    Records,

    /// <summary>Records that cannot be found or read.</summary>
    Structure,
}

/// <summary>
/// Reads a class so that every number is told, whatever became of the store: a sound record by itself, everything else as a gap of exactly the numbers that no sound record covers.
/// Looks for the next sound record behind damage in ever longer steps, then goes back by halves. What it reads must not change meanwhile: see <see cref="IStoreReader.Freeze"/>.
/// </summary>
/// <param name="store">Where to read.</param>
/// <param name="summaryClass">What to read.</param>
/// <param name="makeGap">Makes the gap for a run of numbers, first and last.</param>
internal sealed class RecordScan(IStoreReader store, SummaryClass summaryClass, Func<ulong, ulong, StoredSummary> makeGap)
{
    private const int ProbeRecords = 16;
    private const int ProbeBytes = 64 << 10;
    private readonly List<EngineRecord> _rows = [];
    private readonly HashSet<ulong> _bad = [];

    /// <summary>The worst that was met so far.</summary>
    public ScanDamage Damage { get; private set; }

    /// <summary>True when records tile a range as reads of a sound store do: from <paramref name="after"/> on without a hole, to <paramref name="head"/> unless a limit cut it.</summary>
    public static bool IsTiled(List<StoredSummary> records, ulong after, ulong head, bool isCut)
    {
        var next = after + 1;
        for (var i = 0; i < records.Count; i++)
        {
            // The first may begin earlier: a position inside a merged record.
            if (records[i].FirstSeq > next || (i > 0 && records[i].FirstSeq < next))
            {
                return false;
            }

            next = records[i].Seq + 1;
        }

        return isCut || next > head;
    }

    /// <summary>Adds the records and gaps that cover <paramref name="after"/>+1..<paramref name="head"/>, until <paramref name="limit"/> of them or <paramref name="maxBytes"/>. Throws <see cref="StoreException"/> unless it is for damage.</summary>
    public void Read(ulong after, ulong head, int limit, int maxBytes, List<StoredSummary> into)
    {
        var next = after + 1;
        var bytes = 0;
        while (next <= head && into.Count < limit && (bytes == 0 || bytes < maxBytes))
        {
            var (asked, room, before) = (limit - into.Count, maxBytes - bytes, next);
            var isWhole = TryRead(next, head, asked, room);
            var isCut = isWhole && (_rows.Count == asked || _rows.Sum(static r => r.Value.Length) >= room);
            _bad.Clear();
            foreach (var row in _rows)
            {
                bytes += Math.Max(1, row.Value.Length);
                next = Take(row, next, into, after);
            }

            // A limit ends the page, unless it was used up by nothing but damage.
            if (next <= head && (isCut ? next == before : into.Count < limit))
            {
                next = Skip(next, head, into);
            }
        }
    }

    private ulong Take(in EngineRecord row, ulong next, List<StoredSummary> into, ulong after)
    {
        if (!StoredRecord.TryRead(summaryClass, row.Seq, row.Value, out var stored))
        {
            Damage = (ScanDamage)Math.Max((int)Damage, (int)ScanDamage.Records);
            _bad.Add(row.Seq);
            return next;
        }

        // One that lies where it does not belong tells what another has told.
        if (stored.Seq < next || (stored.FirstSeq < next && next != after + 1))
        {
            Damage = ScanDamage.Structure;
            return next;
        }

        if (stored.FirstSeq > next)
        {
            Miss(next, stored.FirstSeq - 1, into);
        }

        into.Add(stored);
        return stored.Seq + 1;
    }

    private void Miss(ulong first, ulong last, List<StoredSummary> into)
    {
        // Damaged records that were seen in their places; more than those are missing records.
        var seen = (ulong)_bad.Count(s => s >= first && s <= last);
        Damage = seen == last - first + 1 && Damage != ScanDamage.Structure ? ScanDamage.Records : ScanDamage.Structure;
        into.Add(makeGap(first, last));
    }

    // Goes on behind what cannot be read.
    private ulong Skip(ulong next, ulong head, List<StoredSummary> into)
    {
        var found = FindBehind(next, head);
        Miss(next, found is null ? head : found.Value - 1, into);
        return found ?? head + 1;
    }

    // The lowest number behind `bad` from which something sound can be read, or null.
    private ulong? FindBehind(ulong bad, ulong head)
    {
        ulong step = 1;
        var low = bad;
        ulong? found = null;
        while (found is null)
        {
            if (low >= head)
            {
                return null;
            }

            var at = head - low > step ? low + step : head;
            found = Probe(at, head);
            if (found is not null)
            {
                return Halve(low, at, found.Value, head);
            }

            low = at;
            step *= 2;
        }

        return found;
    }

    private ulong Halve(ulong low, ulong high, ulong found, ulong head)
    {
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (Probe(middle, head) is { } earlier)
            {
                (high, found) = (middle, Math.Min(found, earlier));
            }
            else
            {
                low = middle;
            }
        }

        return found;
    }

    // First number of the first sound record from `at` on, as far as a few rows tell.
    private ulong? Probe(ulong at, ulong head)
    {
        TryRead(at, head, ProbeRecords, ProbeBytes);
        foreach (var row in _rows)
        {
            if (StoredRecord.TryRead(summaryClass, row.Seq, row.Value, out var stored) && stored.Seq >= at)
            {
                return Math.Max(at, stored.FirstSeq);
            }
        }

        return null;
    }

    // False when the store is damaged; what could be read is there all the same.
    private bool TryRead(ulong from, ulong to, int limit, int maxBytes)
    {
        _rows.Clear();
        try
        {
            store.Read(summaryClass, from, to, limit, maxBytes, _rows);
            return true;
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            Damage = ScanDamage.Structure;
            return false;
        }
    }
}
