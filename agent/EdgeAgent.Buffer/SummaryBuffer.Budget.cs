using System.Runtime.InteropServices;
using EdgeAgent.Buffer.Engine;
using EdgeAgent.Core.Buffering;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Wire;

namespace EdgeAgent.Buffer;

/// <content>
/// What gives way when the budget presses: bulk first, then routine windows become coarser, then the oldest of the cheapest class goes; alarms only when nothing else is left and their
/// own room is used up. On the writer's thread.
/// </content>
public sealed partial class SummaryBuffer
{
    private readonly ulong[] _coarseTo = new ulong[RoutineMerger.SpansMs.Count];

    // What was confirmed stays confirmed: a fault while making room is told, and tried again with the next commit.
    private void KeepWithinBudget(in Now now)
    {
        try
        {
            while (_figures.UsedBytes > _plan.DataBytes - _plan.AlarmBytes && !IsOverHeldLimit(false) && MakeRoom(now))
            {
            }

            while (_figures.UsedBytes > _plan.DataBytes && !IsOverHeldLimit(true) && Evict(now, SummaryClass.Alarm))
            {
            }
        }
        catch (StoreException e)
        {
            NoteBroken(e);
            Log.EvictFailed(_log, e.Message);
        }
    }

    private bool MakeRoom(in Now now) => Evict(now, SummaryClass.Bulk) || MergeRoutine() || Evict(now, SummaryClass.Routine) || Evict(now, SummaryClass.Event);

    // The cheapest class first, none that is dearer than `dearest`.
    private bool EvictOldest(in Now now, SummaryClass dearest)
    {
        foreach (var summaryClass in (ReadOnlySpan<SummaryClass>)[SummaryClass.Bulk, SummaryClass.Routine, SummaryClass.Event, SummaryClass.Alarm])
        {
            if (summaryClass >= dearest && Evict(now, summaryClass))
            {
                return true;
            }
        }

        return false;
    }

    private bool Evict(in Now now, SummaryClass summaryClass)
    {
        var oldest = new List<StoredSummary>();
        Read(_store, _state.Heads[summaryClass], summaryClass, _state.Floors[summaryClass], _options.EvictRecords, _plan.MakeRoomBytes, oldest);
        if (oldest.Count < 2)
        {
            return false;
        }

        var batch = new BufferBatch(_state, Epoch);
        batch.Evict(summaryClass, oldest, Gaps.Budget, Stamp.At(now, _clock.Boot));
        CommitRoom(batch);
        var gone = oldest.Where(static r => r.Summary.Data is not GapData).Aggregate(0UL, static (sum, r) => sum + (r.Seq - r.FirstSeq + 1));
        _figures = _figures with { Evicted = _figures.Evicted.With(summaryClass, _figures.Evicted[summaryClass] + gone) };
        Log.Evicted(_log, SummaryClasses.NameOf(summaryClass), oldest[0].FirstSeq, oldest[^1].Seq);
        return true;
    }

    // Merges the oldest run that can be; false when all that may be merged is as coarse as it gets.
    private bool MergeRoutine()
    {
        var borders = _state.Consumers.Values.Select(static c => c.Acknowledged.Routine).Concat(_state.Apart.Values.SelectMany(static b => b)).Distinct().Order().ToArray();
        for (var level = 0; level < _coarseTo.Length; level++)
        {
            while (ScanPage(level, borders) is { } merged)
            {
                if (merged)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Looks for a run in the next page: true when one was merged, false when the page held none, null when no page is left.
    private bool? ScanPage(int level, ulong[] borders)
    {
        var spanMs = RoutineMerger.SpansMs[level];
        var page = new List<StoredSummary>();
        Read(_store, _state.Heads.Routine, SummaryClass.Routine, Math.Max(_coarseTo[level], _state.Floors.Routine), _options.MergeRecords, _plan.MakeRoomBytes, page);
        var start = 0;
        while (start < page.Count)
        {
            var mayGoOn = start > 0 || page[^1].Seq == _state.Heads.Routine;
            var length = RoutineMerger.LengthOfRun(page, start, spanMs, borders, mayGoOn);
            if (length == 0)
            {
                break;
            }

            var run = CollectionsMarshal.AsSpan(page).Slice(start, length);
            _coarseTo[level] = run[^1].Seq;
            if (RoutineMerger.Rewrite(run, spanMs) is { } records)
            {
                var batch = new BufferBatch(_state, Epoch);
                batch.Replace(SummaryClass.Routine, run, records);
                CommitRoom(batch);
                _figures = _figures with { Merged = _figures.Merged + run.Length - records.Count };
                Log.Merged(_log, run[0].FirstSeq, run[^1].Seq, run.Length, records.Count);
                return true;
            }

            start += length;
        }

        return start == 0 ? null : false;
    }

    private void CommitRoom(BufferBatch batch)
    {
        batch.Seal();
        _store.Engine.Commit(batch.Write);
        Publish(batch.Next());
        _store.Engine.Tidy(giveBack: false);
    }
}
