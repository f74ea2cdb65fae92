using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <summary>What became of a copy.</summary>
/// <param name="Records">Sound records that were copied.</param>
/// <param name="LostNumbers">Numbers that became gaps.</param>
internal readonly record struct CopyResult(long Records, long LostNumbers);

/// <summary>
/// Copies what is sound in a damaged store into an empty one: the dearest class first, each number as a record or in a gap. When the target is full, what is left becomes gaps.
/// The identity goes in with the last transaction, so that a copy with an epoch is a whole one. Throws <see cref="StoreException"/>.
/// </summary>
internal sealed class StoreCopy(IStoreReader source, IStoreEngine target, SpacePlan plan, StoreIdentity identity, Stamp made)
{
    private const int PageRecords = 1_000;
    private bool _isFull;
    private long _records;
    private long _lost;

    /// <summary>Does it; <paramref name="putIdentity"/> adds the values that make the copy a store.</summary>
    public CopyResult Run(Action<BufferBatch> putIdentity)
    {
        foreach (var summaryClass in SummaryClasses.All)
        {
            Copy(summaryClass);
        }

        var state = new BufferState(identity.Counts.Heads, identity.Counts.Floors, identity.Consumers) { Life = identity.Life, Apart = identity.Apart };
        var last = new BufferBatch(state, identity.Epoch);
        putIdentity(last);
        last.Put(StoreKeys.Life, identity.Life.Write());
        last.KeepConsumers();
        last.Put(StoreKeys.Apart, ApartTable.Write(identity.Apart));
        last.Write.Values.AddRange(StageState());
        last.Seal();
        target.Commit(last.Write);
        return new CopyResult(_records, _lost);
    }

    private void Copy(SummaryClass summaryClass)
    {
        var scan = new RecordScan(source, summaryClass, (first, last) => new StoredSummary(last, first, Gaps.Make(identity.Epoch, summaryClass, first, last, Gaps.Corrupt, made)));
        var (at, head) = (identity.Counts.Floors[summaryClass], identity.Counts.Heads[summaryClass]);
        var page = new List<StoredSummary>();
        while (at < head)
        {
            page.Clear();
            if (!_isFull)
            {
                scan.Read(at, head, PageRecords, plan.MakeRoomBytes, page);
            }

            if (_isFull || !TryCopy(summaryClass, page))
            {
                _isFull = true;
                Gap(summaryClass, at + 1, head);
                return;
            }

            at = page[^1].Seq;
        }
    }

    private bool TryCopy(SummaryClass summaryClass, List<StoredSummary> page)
    {
        var write = new StoreWrite();
        foreach (var record in page)
        {
            write.Puts.Add((summaryClass, record.Seq, StoredRecord.Write(summaryClass, record.Seq, record.FirstSeq, record.Summary)));
        }

        try
        {
            target.Commit(write);
            target.Tidy(giveBack: false);
        }
        catch (StoreException e) when (e.Fault == StoreFault.DiskFull)
        {
            return false;
        }

        var lost = page.Where(r => r.Summary.Data is GapData { Reason: Gaps.Corrupt } && r.Summary.Made == made).ToList();
        _records += page.Count - lost.Count;
        _lost += lost.Sum(static r => (long)(r.Seq - r.FirstSeq + 1));
        _isFull = target.UsedBytes > plan.DataBytes;
        return true;
    }

    private void Gap(SummaryClass summaryClass, ulong first, ulong last)
    {
        var write = new StoreWrite();
        write.Puts.Add((summaryClass, last, StoredRecord.Write(summaryClass, last, first, Gaps.Make(identity.Epoch, summaryClass, first, last, Gaps.Corrupt, made))));
        target.Commit(write);
        _lost += (long)(last - first + 1);
    }

    // Those that are sound: a stage whose state is gone begins anew.
    private List<(string Key, byte[] Value)> StageState()
    {
        try
        {
            return [.. source.GetValues(StoreKeys.StatePrefix).Where(static v => OwnValue.Open(v.Key, v.Value) is not null).Select(static v => (v.Key, v.Value))];
        }
        catch (StoreException)
        {
            return [];
        }
    }
}
